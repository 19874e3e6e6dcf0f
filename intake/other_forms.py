"""A figure that stands from one form and that a file of another form says otherwise: the county says once which counts.

The monthly return says 98 discharges, the front pages counted give 97. Neither is a revision of the other, so the one
that comes later does not simply take its place. The answer holds for the column and the two forms, whichever comes
first: the thirteenth month asks nothing.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from intake.answers import Answers
from intake.forms import Form
from intake.ledgers import Ledger
from intake.match import Register
from intake.rows import FileRead, Question, SetAside, Value
from intake.stored import Stored
from metrics.quality import Rules
from words.intake import ATTENDANCE, DEATHS_BY_AGE

OTHER_FORM: Final = "other_form"  # kind of the question
WAITS: Final = "other_form_waits"
STAYS: Final = "other_form_stays"
ROUNDED_YUAN: Final = 1_000.0  # forms give amounts in 千元: two of them may differ by as much and say the same
ROUNDED: Final = 0.5  # persons, visits and days are whole
Names = Mapping[str, tuple[str, str]]
"""Code of a form → what it is called in Chinese and English."""


def form_names(forms: Iterable[Form], ledgers: Iterable[Ledger]) -> Names:
    """Return what forms are called, with those whose sheets have no record of a name."""
    named = {"deaths_by_age": DEATHS_BY_AGE, "attendance": ATTENDANCE}
    named |= {each.code: (each.name_zh, each.name_en) for each in forms}
    return named | {each.code: (each.name_zh, each.name_en) for each in ledgers}


def key_of(table: str, column: str, forms: Sequence[str]) -> str:
    """Return under what the answer is kept: the same whichever of two forms comes first."""
    return f"{OTHER_FORM}:{table}.{column}:{'+'.join(sorted(forms))}"


def form_of(read: FileRead, sheet: str) -> str:
    """Return the form of a sheet's figures; '' where tables of several stand on it."""
    forms = {each.form for each in read.sheets if each.sheet == sheet}
    return forms.pop() if len(forms) == 1 else ""


def forms_of_values(read: FileRead) -> dict[tuple[object, ...], str]:
    """Return of which form each figure of a file is, by its key."""
    by_sheet = {each.sheet: form_of(read, each.sheet) for each in read.sheets}
    return {value.key: by_sheet.get(value.sheet, "") for value in read.values}


def says_otherwise(column: str, one: float, other: float) -> bool:
    """Say whether two figures differ by more than rounding."""
    return abs(one - other) > (ROUNDED_YUAN if column.endswith("_yuan") else ROUNDED)


def held_against_other_forms(
    read: FileRead, register: Register, stored: Stored, *, answers: Answers, rules: Rules, names: Names
) -> FileRead:
    """Return a file without the figures that another form's stand before, or that wait for the county's word."""
    own = forms_of_values(read)
    apart = [
        (value, there[value.month])
        for value in read.values
        if own[value.key]
        and value.month in (there := stored.months(value, (value.month,)))
        and says_otherwise(value.column, value.value, there[value.month])
    ]
    in_force = stored.forms([value for value, _ in apart])
    asked: dict[str, list[tuple[Value, float]]] = defaultdict(list)
    aside: list[SetAside] = []
    out: set[tuple[object, ...]] = set()
    for value, before in apart:
        form, other = own[value.key], in_force.get(value.key, "")
        if not other or form in other.split(","):
            continue
        key = key_of(value.table, value.column, (form, other))
        said = answers.words.get(key, "")
        if said == form:
            continue
        out.add(value.key)
        form_zh, form_en = names.get(other, (other, other))
        told = {"form_zh": form_zh, "form_en": form_en, "before": before}
        aside.append(SetAside(STAYS if said else WAITS, value.sheet, value.cell, f"{value.value:g}", told))
        if not said:
            asked[key].append((value, before))
    if not out:
        return read
    places = {place.code: place.name for place in register.places}
    questions = []
    for key, found in asked.items():
        (value, before), form = found[0], own[found[0][0].key]
        other = in_force[value.key]
        fields = {
            "column": rules.column(value.table, value.column),
            "forms": {code: names.get(code, (code, code)) for code in (form, other)},
            "form": form,
            "other": other,
            "place": places.get(value.institution or value.township, value.institution or value.township),
            "month": value.month,
            "before": before,
            "after": value.value,
            "count": len(found),
        }
        possible = tuple((code, names.get(code, (code, code))[0]) for code in (form, other))
        questions.append(Question(OTHER_FORM, key, value.sheet, value.cell, possible, fields))
    return dataclasses.replace(
        read,
        values=tuple(value for value in read.values if value.key not in out),
        set_aside=(*read.set_aside, *aside),
        questions=(*read.questions, *questions),
    )
