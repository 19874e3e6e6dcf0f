"""A file's figures, held against the rules of data quality before they enter.

A rule that refuses stops the file; what a rule asks for waits for an answer and does not enter without it; a note is
printed. The warehouse's own figures are the past that a file is held against.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from intake.answers import LEAVE, Answers
from intake.faults import IntakeFault
from intake.match import Register
from intake.rows import Checked, FileRead, Question, SetAside, Value
from intake.stored import Nothing, Stored
from metrics.period import add_months
from metrics.quality import Problem, Rules, SeriesKey, problems_in

CHECK: Final = "check"  # kind of a question, and code of a cell set aside, that a rule raised
PAST_MONTHS: Final = 36
FORM_PART: Final = "form_part"
PART_ABOVE_WHOLE: Final = "part_above_whole"


def checked(read: FileRead, register: Register, stored: Stored, *, answers: Answers, rules: Rules) -> FileRead:
    """Return a file with what its figures break: what waits for an answer leaves `values` and becomes a question.

    Raises IntakeFault where a rule refuses the file.
    """
    file = _File(read, register, stored, answers, rules)
    file.form_parts()
    file.refuse_units()
    file.rest()
    file.townships()
    values = tuple(value for value in read.values if (value.sheet, value.cell, value.column_said) not in file.withheld)
    return dataclasses.replace(
        read,
        values=values,
        set_aside=tuple(file.set_aside),
        questions=(*read.questions, *file.questions),
        problems=tuple(file.problems),
    )


def check_fields(found: Checked) -> dict[str, Any]:
    """Return what the sentence of a problem is made of: kind, month, numbers, names in both languages, the place."""
    problem = found.problem
    return {
        **problem.fields,
        "kind": "part" if problem.kind == "form" else problem.kind,
        "rule": problem.rule,
        "month": problem.month,
        "names": dict(found.names),
        "place": found.place_name,
        "key": problem.key,
    }


def _key(value: Value) -> SeriesKey:
    return value.table, value.institution or value.township, value.where, value.column


class _File:
    """One file being held against the rules."""

    def __init__(self, read: FileRead, register: Register, stored: Stored, answers: Answers, rules: Rules) -> None:
        self.read, self.register, self.stored, self.answers, self.rules = read, register, stored, answers, rules
        self.names = {place.code: place.name for place in register.places}
        self.by_key = {(_key(value), value.month): value for value in read.values}
        self.series: dict[SeriesKey, dict[int, float]] = {}
        self.set_aside: list[SetAside] = list(read.set_aside)
        self.questions: list[Question] = []
        self.problems: list[Checked] = []
        self.withheld: set[tuple[str, str, str]] = set()
        self.noted_cells: set[tuple[str, str]] = set()
        self._fill_series()
        self.found = problems_in(self.series, rules, judged=frozenset(self._judged()), accepted=answers.accept)

    def _fill_series(self) -> None:
        """Put the file's figures into series, with the warehouse's of three years before and one after."""
        for value in self.read.values:
            self.series.setdefault(_key(value), {})[value.month] = value.value
        if isinstance(self.stored, Nothing) or not self.read.values:
            return
        months = [value.month for value in self.read.values]
        span = _months(add_months(min(months), -PAST_MONTHS), add_months(max(months), 12))
        partners: dict[tuple[str, str], set[str]] = {}
        for rule in (*self.rules.of_kind("part"), *self.rules.of_kind("ratio")):
            partners.setdefault((rule.table, rule.part), set()).add(rule.whole)
            partners.setdefault((rule.table, rule.whole), set()).add(rule.part)
        seen: set[SeriesKey] = set()
        for (key, _), value in self.by_key.items():
            if key in seen:
                continue
            seen.add(key)
            self.series[key] = {**self.stored.months(value, span), **self.series[key]}
            for column in partners.get((value.table, value.column), ()):
                other = dataclasses.replace(value, column=column)
                if _key(other) not in self.series:
                    self.series[_key(other)] = dict(self.stored.months(other, months))

    def _judged(self) -> list[tuple[SeriesKey, int]]:
        """Return the figures that are new: what stands in the warehouse already is not asked again."""
        return [
            (key, month)
            for (key, month), value in self.by_key.items()
            if self.stored.months(value, (month,)).get(month) != value.value
        ]

    def form_parts(self) -> None:
        """Take the parts above their wholes that reading found, by the form's own record."""
        rule = self.rules.of_code(FORM_PART)
        if rule is None or rule.severity != "ask":
            return
        kept = []
        for note in self.set_aside:
            key = str(note.fields.get("key", ""))
            if note.code != PART_ABOVE_WHOLE:
                kept.append(note)
                continue
            _, place, month, column = key.split(":")
            fields = {"part_value": float(note.read), "whole_value": note.fields["whole_value"]}
            problem = Problem(FORM_PART, "form", "ask", "", place, (), int(month), column, fields)
            names = {name: (str(note.fields[name]), str(note.fields[name])) for name in ("part", "whole")}
            state = self._state(problem)
            found = Checked(problem, self.names.get(place, ""), note.sheet, note.cell, state, names)
            self.problems.append(found)
            self.noted_cells.add((note.sheet, note.cell))
            if state == "ask":
                kept.append(note)
                self._ask(found)
                for cell in (note.cell, str(note.fields["whole_cell"])):
                    self._withhold_cell(note.sheet, cell)
        self.set_aside = kept

    def refuse_units(self) -> None:
        """Stop the file where most of a column's places slip alike."""
        for problem in self.found:
            if problem.severity == "refuse" and not problem.is_accepted(self.answers.accept):
                digits, (zh, en) = int(problem.fields["digits"]), self.rules.column(problem.table, problem.column)
                raise IntakeFault(
                    "intake_unit_more" if digits > 0 else "intake_unit_less",
                    name=self.read.file,
                    year=problem.month // 100,
                    number=problem.month % 100,
                    column_zh=zh,
                    column_en=en,
                    places=problem.fields["places"],
                    of=problem.fields["of"],
                    digits=abs(digits),
                )

    def rest(self) -> None:
        """Ask for, or note, what the other rules found."""
        for problem in self.found:
            value = self.by_key.get((problem.series, problem.month)) or self._partner(problem)
            if problem.kind == "unit" or value is None or (value.sheet, value.cell) in self.noted_cells:
                continue
            found = self._checked(problem, value)
            self.problems.append(found)
            if found.state == "ask":
                self._ask(found)
                for each in self._concerned(problem):
                    self.withheld.add((each.sheet, each.cell, each.column_said))
                self.set_aside.append(SetAside(CHECK, value.sheet, value.cell, f"{value.value:g}", check_fields(found)))

    def _partner(self, problem: Problem) -> Value | None:
        """Return the whole that a file brings to a part of the warehouse."""
        whole = str(problem.fields.get("whole", ""))
        return self.by_key.get(((*problem.series[:3], whole), problem.month)) if whole else None

    def _concerned(self, problem: Problem) -> list[Value]:
        columns = [problem.column, str(problem.fields.get("whole", ""))] if problem.kind == "part" else [problem.column]
        keys = [((*problem.series[:3], column), problem.month) for column in columns]
        return [self.by_key[key] for key in keys if key in self.by_key]

    def townships(self) -> None:
        """Note the townships that a file leaves out though most others are in it."""
        for rule in self.rules.of_kind("township"):
            for (table, month), values in self._by_month().items():
                there = {value.township for value in values}
                due = self._due(table, month)
                missing = sorted(due - there)
                if len(there & due) * 2 < len(due):
                    continue  # a file of a few townships is not one that forgot the others
                for township in missing:
                    like = dataclasses.replace(values[0], township=township, institution="")
                    if not self.stored.months(like, (month,)):
                        problem = Problem(rule.code, "township", rule.severity, table, township, (), month, "")
                        name = self.names.get(township, township)
                        self.problems.append(Checked(problem, name, values[0].sheet, "", "note"))

    def _due(self, table: str, month: int) -> set[str]:
        townships = {place.code for place in self.register.places if place.kind == "township" and place.is_there(month)}
        by_institution = any(value.institution for value in self.read.values if value.table == table)
        return {code for code in townships if not by_institution or self.register.centres(code, month)}

    def _by_month(self) -> Mapping[tuple[str, int], Sequence[Value]]:
        groups: dict[tuple[str, int], list[Value]] = {}
        for value in self.read.values:
            groups.setdefault((value.table, value.month), []).append(value)
        return groups

    def _checked(self, problem: Problem, value: Value) -> Checked:
        columns = {"column": problem.column, "part": problem.fields.get("part"), "whole": problem.fields.get("whole")}
        names = {name: self.rules.column(problem.table, str(code)) for name, code in columns.items() if code}
        place = self.names.get(problem.place, problem.place)
        return Checked(problem, place, value.sheet, value.cell, self._state(problem), names)

    def _state(self, problem: Problem) -> Literal["ask", "accepted", "note"]:
        if problem.severity == "note":
            return "note"
        return "accepted" if problem.is_accepted(self.answers.accept) else "ask"

    def _ask(self, found: Checked) -> None:
        if self.answers.of_cell(self.read.sha256, found.sheet, found.cell) == LEAVE:
            return  # it does not enter, and nothing waits for it
        key = found.problem.key
        self.questions.append(Question(CHECK, key, found.sheet, found.cell, ((key, "accept"),), check_fields(found)))

    def _withhold_cell(self, sheet: str, cell: str) -> None:
        for value in self.read.values:
            if (value.sheet, value.cell) == (sheet, cell):
                self.withheld.add((value.sheet, value.cell, value.column_said))


def _months(first: int, last: int) -> tuple[int, ...]:
    months = [first]
    while months[-1] < last:
        months.append(add_months(months[-1], 1))
    return tuple(months)
