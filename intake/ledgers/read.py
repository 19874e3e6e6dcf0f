"""The ledgers in a file: which sheets are one, and all that their rows say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from data_access import schema
from intake.answers import LEAVE, TAKE, Answers
from intake.ledgers.age_table import AgesRead, AgeTable, age_table_of, shipped_age_tables
from intake.ledgers.entries import entered
from intake.ledgers.places import is_outside
from intake.ledgers.recognise import LedgerSheet, ledger_of_sheet
from intake.ledgers.record import Counted, Ledger
from intake.ledgers.sums import Sum
from intake.ledgers.take import LedgerRead
from intake.match import Register
from intake.match.register import Place
from intake.reading.book import Book
from intake.recognise import is_left_alone
from intake.rows import Said, SheetRead, Value

WHOLE_LEDGER, INCOMPLETE, POSTED_TWICE = "whole_ledger", "incomplete", "posted_twice"
KEEPERS: Final = frozenset(
    {
        *("county_hospital", "tcm_hospital", "mch_hospital", "private_hospital"),
        *("township_centre", "community_centre"),
    }
)
"""Levels whose institutions are in a ledger of the whole county: one that is not has 0."""
KNOWN_LEFT_OUT: Final = frozenset({"row_twice", "counts_nowhere", "unknown_column", "place_left_out", "word_left_out"})


@dataclass
class LedgerSheets(Said):
    """What the ledgers of a file say. names: of the sheets that are one."""

    names: set[str] = field(default_factory=set)


def ledgers_of(
    book: Book,
    ledgers: Sequence[Ledger],
    register: Register,
    answers: Answers,
    *,
    age_tables: Sequence[AgeTable] | None = None,
    today: dt.date | None = None,
) -> LedgerSheets:
    """Return what the ledgers, and the tables of deaths by age, among a book's sheets say. today: no row is later.

    Raises UnreadableFile, and IntakeFault where a table of ages names no period.
    """
    all_said = LedgerSheets()
    for sheet in book.sheets:
        if not sheet.values or sheet.is_hidden or is_left_alone(sheet.name):
            continue
        found = ledger_of_sheet(sheet, book, ledgers)
        if found is not None:
            all_said.names.add(sheet.name)
            _take(all_said, book, found, register, answers, today or dt.date.today())
            continue
        for form in shipped_age_tables() if age_tables is None else age_tables:
            ages = age_table_of(sheet, book, form, register, answers)
            if ages is not None:
                _add_ages(all_said, sheet.name, form, ages)
                break
    return all_said


def _add_ages(said: LedgerSheets, sheet_name: str, form: AgeTable, ages: AgesRead) -> None:
    said.names.add(sheet_name)
    said.add(ages)
    said.sheets.append(SheetRead(sheet_name, form.code, form.edition, ages.months, ages.is_cumulative))


def _take(
    said: LedgerSheets, book: Book, found: LedgerSheet, register: Register, answers: Answers, today: dt.date
) -> None:
    own = LedgerRead(book, found, register, dict(answers.words), today=today)
    own.read()
    ledger, notes, taken = found.ledger, own.notes, own.taken
    for column in found.unknown:
        notes.add("unknown_column", "", "/".join(column.path), found.sheet.place(found.first_row - 1, column.at), 1)
    details = pd.concat(taken.details, ignore_index=True) if taken.details else pd.DataFrame()
    lost = 0
    for entry in ledger.entries:
        rows, left = entered(entry, details, own.places.known, register, notes)
        said.entries += rows
        lost += left
    taken.accepted -= lost
    taken.aside += lost
    values = _values(own, register, everyone=_said(WHOLE_LEDGER, TAKE, own, answers))
    if found.period is not None and len(found.period.months) > 1:
        said.spanned += [(value, found.period.months) for value in values]
    else:
        said.values += values
    excused = KNOWN_LEFT_OUT | {rule.code for rule in ledger.left_out}
    missing = sum(rows for (code, _, _), (rows, _) in notes.aside.items() if code not in excused)
    if _said(POSTED_TWICE, LEAVE, own, answers):
        notes.questions = {key: each for key, each in notes.questions.items() if each.kind != POSTED_TWICE}
        missing -= sum(rows for (code, _, _), (rows, _) in notes.aside.items() if code == POSTED_TWICE)
    if missing and not _said(INCOMPLETE, TAKE, own, answers) and not notes.questions:
        notes.ask("incomplete", str(missing), "")
    said.set_aside += notes.set_aside()
    said.questions += notes.questions.values()
    said.rows_in += taken.rows_in
    said.accepted += taken.accepted
    said.aside += taken.aside
    said.not_data += taken.not_data
    cumulative = found.period is not None and len(found.period.months) > 1
    months = tuple(sorted(taken.months))
    said.sheets.append(SheetRead(found.sheet.name, ledger.code, ledger.edition, months, cumulative))


def _said(kind: str, answer: str, own: LedgerRead, answers: Answers) -> bool:
    """Say whether the county has answered so: of every ledger, or of this sheet of this file."""
    return kind in answers.accept or answers.of_cell(own.book.sha256, own.found.sheet.name, kind) == answer


def _values(own: LedgerRead, register: Register, *, everyone: bool) -> list[Value]:
    """Return the sums as figures of the warehouse; a sum with an amount missing is none."""
    sums = list(own.sums.results())
    if everyone:
        sums += _zeros(sums, own.taken.months, register, own.places.known)
    values = []
    for each in sums:
        place = own.places.known[each.place]
        if is_outside(place.code):
            continue
        column = each.counted.column
        if each.value is None:
            own.notes.add("sum_incomplete", "", f"{place.name} {each.month} {column}", "", 1)
            continue
        by_township = place.kind == "township"
        where = tuple((name, value) for name, value in each.where)
        values.append(
            Value(
                each.counted.table,
                register.county,
                place.township,
                "" if by_township else place.code,
                each.month,
                column,
                each.value,
                where,
                own.found.sheet.name,
                "",
                place.code,
            )
        )
    return values


def has_zeros(counted: Counted) -> bool:
    """Say whether an institution that is not in a ledger of the whole county has 0; by township nobody keeps one."""
    return counted.zeros and "institution_code" in schema.metadata.tables[counted.table].c


def _zeros(sums: Sequence[Sum], months: set[int], register: Register, known: dict[str, Place]) -> list[Sum]:
    """Return a 0 for each institution that keeps such ledgers and is in none of the rows."""
    told = {(each.counted.column, each.place, each.month) for each in sums}
    zeros = []
    for counted in {each.counted.column: each.counted for each in sums if has_zeros(each.counted)}.values():
        for place in register.places:
            if place.kind != "institution" or place.level not in KEEPERS:
                continue
            for month in sorted(months):
                if place.is_there(month) and (counted.column, place.code, month) not in told:
                    known.setdefault(place.code, place)
                    zeros.append(Sum(counted, place.code, month, (), 0.0))
    return zeros
