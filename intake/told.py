"""What a file says and what loading it would change, as plain records for scripts and sentences for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from intake.checking import CHECK, check_fields
from intake.figures_changed import Changed
from intake.other_forms import OTHER_FORM
from intake.rows import Checked, FileRead, Question, SetAside
from words.intake import NOTES, QUESTIONS, SET_ASIDE
from words.numbers import Language
from words.phrases import number as figure_said
from words.quality import problem_said

READ_BY_OWN: Final = frozenset(("fund_month", "institution_year"))
"""Tables that files enter and no metric of the catalogue reads: only a county's own indicators do."""


def as_record(read: FileRead, changed: Sequence[Changed] | None = None, language: Language = "zh") -> dict[str, Any]:
    """Return one object a file: file, form, edition, period, table, rows_in, accepted, set_aside, not_data, questions.

    changed : figures that loading it would change, as `figures_changed`; left out where nobody asked.
    """
    place = 1 if language == "en" else 0
    record: dict[str, Any] = {
        "file": read.file,
        "form": sorted({sheet.form for sheet in read.sheets}),
        "edition": sorted({sheet.edition for sheet in read.sheets}),
        "period": sorted({month for sheet in read.sheets for month in sheet.months}),
        "table": sorted({value.table for value in read.values} | {entry.table for entry in read.entries}),
        "rows_in": read.rows_in,
        "accepted": read.rows_accepted,
        "rows_set_aside": read.rows_set_aside,
        "not_data": read.rows_not_data,
        "set_aside": [_aside(note, place) for note in read.set_aside],
        "questions": [_question(question, place) for question in read.questions],
        "sums_that_differ": [
            {
                "cell": f"{proof.sheet}!{proof.cell}",
                "column": proof.column,
                "printed": proof.printed,
                "summed": proof.summed,
            }
            for proof in read.proofs
            if not proof.holds
        ],
        "checks": [_checked(checked, place) for checked in read.problems],
        "notes": [NOTES[note][place] for note in notes_on(read)],
    }
    if changed is not None:
        record["figures_changed"] = [
            {
                "metric": each.metric.id,
                "name": each.metric.name_en if place else each.metric.name_zh,
                "period": each.period.key,
                "township": each.township,
                "before": each.before,
                "after": each.after,
                "frozen": each.frozen,
            }
            for each in changed
        ]
    return record


def notes_on(read: FileRead) -> tuple[str, ...]:
    """Return the codes of what a reader of the file should know, those of its figures too."""
    tables = {value.table for value in read.values}
    return (*read.notes, *(["read_by_own"] if tables & READ_BY_OWN else []))


def why(note: SetAside, place: int) -> str:
    """Return why a cell or row does not enter; place 0 Chinese, 1 English."""
    if note.code == CHECK:
        return _check_said(note.fields, place)
    return SET_ASIDE[note.code][place].format(**note.fields)


def asked(question: Question, place: int) -> str:
    """Return a question's sentence; place 0 Chinese, 1 English."""
    if question.kind == CHECK:
        return _check_said(question.fields, place)
    if question.kind == OTHER_FORM:
        return _other_form_said(question.fields, place)
    # A column is known by its form and its heading; the reader knows the heading.
    about = question.about.partition(":")[2] if question.kind == "column" else question.about
    return QUESTIONS[question.kind][place].format(about=about)


def _check_said(fields: Mapping[str, Any], place: int) -> str:
    names = {name: words[place] for name, words in fields["names"].items()}
    said = problem_said(fields["kind"], fields, month=fields["month"], names=names, language="en" if place else "zh")
    where = fields["place"]
    return f"{where}{': ' if place else '：'}{said}" if where else said


def _other_form_said(fields: Mapping[str, Any], place: int) -> str:
    forms = fields["forms"]
    return QUESTIONS[OTHER_FORM][place].format(
        column=fields["column"][place],
        form=forms[fields["form"]][place],
        other=forms[fields["other"]][place],
        where=fields["place"],
        year=fields["month"] // 100,
        number=fields["month"] % 100,
        before=figure_said(fields["before"]),
        after=figure_said(fields["after"]),
        count=fields["count"],
    )


def check_said(checked: Checked, place: int) -> str:
    """Return what a rule says of figures of a file; place 0 Chinese, 1 English."""
    return _check_said(check_fields(checked), place)


def _checked(checked: Checked, place: int) -> dict[str, str]:
    return {
        "rule": checked.problem.rule,
        "state": checked.state,
        "cell": f"{checked.sheet}!{checked.cell}" if checked.cell else checked.sheet,
        "said": check_said(checked, place),
        "key": checked.problem.key,
    }


def _aside(note: SetAside, place: int) -> dict[str, str]:
    return {
        "cell": f"{note.sheet}!{note.cell}" if note.cell else note.sheet,
        "read": note.read,
        "code": note.code,
        "why": why(note, place),
    }


def _question(question: Question, place: int) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "about": question.about,
        "cell": f"{question.sheet}!{question.cell}",
        "question": asked(question, place),
        "possible": [{"answer": answer, "said": said} for answer, said in question.possible],
    }
