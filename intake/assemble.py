"""A book → the rows that it says: every row of every table accounted for, every figure with its cell."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data_access import schema
from intake.answers import IGNORED, TAKE, Answers
from intake.attendance import TakingMarks, mark_sheet
from intake.checking import checked
from intake.faults import IntakeFault
from intake.figures import figure_of
from intake.forms import Field, Form, Words
from intake.layout.numbers import label, read_number
from intake.layout.periods import Written, periods_in
from intake.layout.tables import Column, Line, Table, tables_of
from intake.ledgers import AgeTable, Ledger, ledgers_of, shipped_ledgers
from intake.match import Found, Register
from intake.match.register import is_lost, is_sum
from intake.other_forms import form_names, held_against_other_forms
from intake.proofs import Sums, parts_above_wholes, rates_apart
from intake.reading.book import Book, Scalar
from intake.recognise import Measure, Recognised, SheetPeriod, form_of_table, is_left_alone, period_of
from intake.rows import FileRead, Question, Said, SetAside, SheetRead, Value
from intake.settle import settled
from intake.stored import Nothing, Stored
from intake.years import is_yearly, years_apart
from metrics.quality import Rules, shipped_rules

BY_TOWNSHIP = frozenset(
    {"contract_month", "chronic_month", "insured_month", "resident_month", "birth_month", "death_month"}
)


@dataclass
class Assembly(Said):
    """What has been found so far in a file of a county, by its register and its answers."""

    book: Book
    register: Register
    answers: Answers


def assemble(
    book: Book,
    forms: Sequence[Form],
    register: Register,
    *,
    answers: Answers | None = None,
    stored: Stored | None = None,
    ledgers: Sequence[Ledger] | None = None,
    rules: Rules | None = None,
    age_tables: Sequence[AgeTable] | None = None,
    fills: bool = False,
) -> FileRead:
    """Return all that a file says of a county.

    stored : the figures of the warehouse, for cumulative ones and for the rules of data quality.
    rules  : those of data quality; None for those shipped.
    fills  : the file only fills what the warehouse does not know, so that no figure takes another's place.
    ledgers, age_tables: the forms whose rows are records, and deaths by age; by default those of the product.
    Raises IntakeFault where nothing in the file is a form that is known, a period is missing or contradictory, or a
    rule refuses the file.
    """
    assembly = Assembly(book, register, answers or Answers())
    known = Words(tuple(forms))
    own_ledgers = shipped_ledgers() if ledgers is None else ledgers
    rows = ledgers_of(book, own_ledgers, register, assembly.answers, age_tables=age_tables)
    assembly.add(rows)
    recognised_any = bool(rows.names)
    for sheet in book.sheets:
        if sheet.name in rows.names:
            continue
        marked = mark_sheet(sheet)
        if marked is not None and not (sheet.is_hidden or is_left_alone(sheet.name)):
            recognised_any = True
            TakingMarks(assembly, marked).take()
            continue
        if sheet.is_cut:
            raise IntakeFault("intake_long_table_unknown", name=book.name, sheet=sheet.name)
        for table in tables_of(sheet, known):
            recognised = form_of_table(table, forms)
            if recognised is None:
                continue
            recognised_any = True
            if sheet.is_hidden or is_left_alone(sheet.name):
                _leave(assembly, table)
            else:
                _Taking(assembly, recognised).take()
    if not recognised_any:
        raise IntakeFault("intake_no_form", name=book.name, forms=[form.name_zh for form in forms])
    values = settled(assembly, stored or Nothing())
    assembly.set_aside.extend(years_apart(values, stored or Nothing()))
    found = FileRead(
        book.name,
        book.sha256,
        tuple(assembly.sheets),
        values,
        tuple(assembly.set_aside),
        _asked_once(assembly.questions),
        tuple(assembly.proofs),
        assembly.rows_in,
        assembly.accepted,
        assembly.aside,
        assembly.not_data,
        book.notes,
        tuple(assembly.entries),
    )
    own_rules = rules or shipped_rules()
    if not fills:
        names = form_names(forms, own_ledgers)
        found = held_against_other_forms(
            found, register, stored or Nothing(), answers=assembly.answers, rules=own_rules, names=names
        )
    return checked(found, register, stored or Nothing(), answers=assembly.answers, rules=own_rules)


_ONCE_BY_NAME: Final = ("place", "column", "mark", "expert", "word", "mechanism", "posted_twice", "incomplete")


def _asked_once(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return each question once: a name that stands in twelve sheets is asked for once, an estimate cell by cell."""
    once: dict[tuple[str, ...], Question] = {}
    for question in questions:
        by_name = question.kind in _ONCE_BY_NAME
        key = (question.kind, question.about) if by_name else (question.kind, question.sheet, question.cell)
        once.setdefault(key, question)
    return tuple(once.values())


def _leave(assembly: Assembly, table: Table) -> None:
    rows = sum(line.kind != "blank" for line in table.lines)
    assembly.rows_in += rows
    assembly.not_data += rows
    assembly.set_aside.append(SetAside("sheet_left_alone", table.sheet.name, "", table.sheet.name))


class _Taking:
    """One table being read row by row."""

    def __init__(self, assembly: Assembly, recognised: Recognised) -> None:
        self.assembly = assembly
        self.form = recognised.form
        self.table = recognised.table
        self.recognised = self._with_answers(recognised)
        self.sums = Sums()
        self.months: set[int] = set()
        self.period = self._period()

    def take(self) -> None:
        for line in self.table.lines:
            if line.kind == "blank":
                continue
            self.assembly.rows_in += 1
            if line.kind == "total" or self._names_a_sum(line):
                self.assembly.not_data += 1
                self.assembly.proofs.extend(self.sums.proofs(self.recognised, line))
            elif line.kind == "note" or self._holds_no_figure(line):
                self.assembly.not_data += 1
            else:
                self._take_row(line)
        cumulative = bool(self.period and self.period.is_cumulative)
        self.assembly.sheets.append(
            SheetRead(self.table.sheet.name, self.form.code, self.form.edition, tuple(sorted(self.months)), cumulative)
        )

    def _with_answers(self, recognised: Recognised) -> Recognised:
        """Return the table with the headings that the county has explained; ask for those it has not."""
        by_code = {candidate.code: candidate for candidate in self.form.fields}
        measures = list(recognised.measures)
        for column, fields in recognised.twofold:
            answer = self.assembly.answers.columns.get(f"{self.form.code}:{'/'.join(column.path)}", "")
            if answer in by_code:
                measures.append(Measure(column, by_code[answer], None, ""))
            elif answer != IGNORED:
                self._ask_column(column, fields)
        for column in recognised.unknown:
            answer = self.assembly.answers.columns.get(f"{self.form.code}:{'/'.join(column.path)}", "")
            if answer in by_code:
                measures.append(Measure(column, by_code[answer], None, ""))
            elif answer != IGNORED and self._holds_numbers(column):
                heading = {"heading": f"{self.form.code}:{'/'.join(column.path)}"}
                self._aside("unknown_column", self.table.head[1], column.at, "/".join(column.path), heading)
        by_field: dict[tuple[str, Written | None], list[Measure]] = {}
        for measure in measures:
            by_field.setdefault((measure.field.code, measure.period), []).append(measure)
        for same in by_field.values():
            if len(same) > 1 and same[0].field.kind != "check":
                # Two columns of one name: which counts is the county's to say; neither is taken.
                for measure in same:
                    measures.remove(measure)
                    self._ask_column(measure.column, (measure.field,))
        return dataclasses.replace(recognised, measures=tuple(measures))

    def _holds_numbers(self, column: Column) -> bool:
        cells = (self.table.value(line, column) for line in self.table.lines if line.kind == "data")
        return any(read_number(cell).meaning == "number" for cell in cells)

    def _ask_column(self, column: Column, fields: Sequence[Field]) -> None:
        self.assembly.questions.append(
            Question(
                "column",
                f"{self.form.code}:{'/'.join(column.path)}",
                self.table.sheet.name,
                self.table.place(self.table.head[1], column.at),
                tuple((candidate.code, candidate.names[0]) for candidate in fields),
            )
        )

    def _period(self) -> SheetPeriod | None:
        measures = self.recognised.measures
        if measures and all(measure.period is not None and measure.period.year is not None for measure in measures):
            return None
        period = period_of(self.table, self.assembly.book.name)
        by_row = "month" in self.recognised.keys
        if period is None and not by_row:
            raise IntakeFault("intake_no_period", name=self.assembly.book.name, sheet=self.table.sheet.name)
        if period is not None and period.written.year is None and not by_row:
            raise IntakeFault("intake_no_year", name=self.assembly.book.name, sheet=self.table.sheet.name)
        return period

    def _cell(self, line: Line, key: str) -> Scalar:
        """Return what a row is about; a merged cell says it for all the rows that it covers."""
        column = self.recognised.keys.get(key)
        if column is None:
            return None
        value = self.table.value(line, column)
        if value is None:
            for top, left, bottom, right in self.table.sheet.merged:
                if top <= line.at <= bottom and left <= column.at <= right:
                    return self.table.sheet.values[top][left]
        return value

    def _code(self, line: Line) -> Scalar:
        """Return the row's code: of several the first that is whole, else one that lost digits, which refuses it."""
        codes = [code for column in self.recognised.codes if (code := self.table.value(line, column)) is not None]
        return next((code for code in codes if not is_lost(code)), codes[0] if codes else None)

    def _names_a_sum(self, line: Line) -> bool:
        return any(is_sum(self._cell(line, key)) for key in ("institution", "township", "county", "ordinal"))

    def _holds_no_figure(self, line: Line) -> bool:
        """Whether a row only says what the rows below are part of."""
        return all(self.table.value(line, measure.column) is None for measure in self.recognised.measures)

    def _take_row(self, line: Line) -> None:
        written = self._row_period(line)
        if written is None or written.year is None:
            self._refuse(line, "row_without_month", label(self._cell(line, "month")))
            return
        found = self._place(line, written.months[-1])
        if found.place is None:
            self._refuse_place(line, found)
            return
        read: dict[str, float] = {}
        taken = 0
        for measure in self.recognised.measures:
            said = self._said_of(self.table.place(line.at, measure.column.at))
            accept = self.assembly.answers.accept
            figure = figure_of(
                self.recognised,
                line,
                measure,
                estimates_count="estimate" in accept or said == TAKE,
                negatives_count="negative" in accept or said == TAKE,
            )
            if figure.value is None:
                self._note(line, measure, figure.code, figure.read, figure.place, is_answered=bool(said))
                continue
            read[measure.field.code] = figure.value
            self.sums.add(measure.column.at, line.at, figure.value)
            own = measure.period.in_year(written.year) if measure.period is not None else written
            taken += self._enter(line, measure, own, found, figure.value)
        taken += self._enter_sums(line, written, found, read)
        self.assembly.set_aside.extend(
            parts_above_wholes(self.recognised, line, read, found.place.code, written.months[-1])
        )
        self.assembly.set_aside.extend(rates_apart(self.recognised, line, read))
        self.assembly.accepted += bool(taken)
        self.assembly.aside += not taken

    def _said_of(self, cell: str) -> str:
        """Return what the county has said of a cell of this file: take, leave, '' for nothing."""
        return self.assembly.answers.of_cell(self.assembly.book.sha256, self.table.sheet.name, cell)

    def _row_period(self, line: Line) -> Written | None:
        if "month" not in self.recognised.keys:
            if self.period is not None:
                return self.period.written
            return max(measure.period for measure in self.recognised.measures if measure.period is not None)
        year = self.period.written.year if self.period else None
        cell = self._cell(line, "month")
        written = periods_in(cell)[:1]
        if written:
            return written[0].in_year(year) if year is not None else written[0]
        number = read_number(cell).value
        if number is not None and number in range(1, 13) and year is not None:
            return Written(year, int(number), int(number))
        return None

    def _place(self, line: Line, month: int) -> Found:
        by_institution = bool({"institution", "institution_code"} & set(self.recognised.keys))
        township = self._cell(line, "township")
        if by_institution:
            name, code = self._cell(line, "institution"), self._code(line)
            found = self.assembly.register.find(name, code, township, month, "institution")
            if found.place is None and found.trouble == "unknown" and self.form.table in BY_TOWNSHIP:
                # A table by township may call its column 单位 and name townships in it.
                named = self.assembly.register.find(name, code, None, month, "township")
                return named if named.place is not None else found
            return found
        return self.assembly.register.find(township, None, None, month, "township")

    def _enter(self, line: Line, measure: Measure, period: Written, found: Found, value: float) -> bool:
        """Put a figure where it belongs; say whether it has a column and a month of its own."""
        if measure.field.kind == "check" or not measure.field.column:
            return False
        if not _has_column(self.form.table_of(measure.field), measure.field.column):
            self._aside("no_column", line.at, measure.column.at, measure.field.names[0])
            return False
        own = self._value(found, measure.field, period.months[-1], value, self.table.place(line.at, measure.column.at))
        refused = _not_of_its_year(own, period) or ("" if measure.field.means_this_in(own.month) else "another_series")
        if refused:
            self._aside(refused, line.at, measure.column.at, measure.field.names[0])
            return False
        self.months.add(own.month)
        if is_yearly(own.table):
            self.assembly.values.append(own)
        elif measure.field.kind == "flow" and len(period.months) > 1:
            self.assembly.spanned.append((own, period.months))
        elif measure.field.kind == "flow" and self._runs_from_january(measure) and period.last > 1:
            months = Written(period.year, 1, period.last).months
            self.assembly.spanned.append((own, months))
        else:
            self.assembly.values.append(own)
        return True

    def _runs_from_january(self, measure: Measure) -> bool:
        """Whether the sheet's words call a column cumulative; one that names its own month is not."""
        return measure.period is None and self.period is not None and self.period.is_cumulative

    def _enter_sums(self, line: Line, written: Written, found: Found, read: dict[str, float]) -> bool:
        """Put in what the form prints in parts only: 药品收入 = 门诊 + 住院."""
        entered = False
        by_code = {measure.field.code: measure for measure in self.recognised.measures}
        for candidate in self.form.fields:
            parts = candidate.sum_of
            if parts and candidate.code not in read and all(part in read for part in parts):
                total = sum(read[part] for part in parts)
                measure = Measure(by_code[parts[0]].column, candidate, by_code[parts[0]].period, "")
                entered |= self._enter(line, measure, written, found, total)
        return entered

    def _value(self, found: Found, measured: Field, month: int, value: float, cell: str) -> Value:
        place = found.place
        if place is None:
            raise ValueError("a figure without a place")
        table = self.form.table_of(measured)
        by_township = table in BY_TOWNSHIP
        return Value(
            table,
            self.assembly.register.county,
            place.township,
            "" if by_township or place.kind == "township" else place.code,
            month,
            measured.column,
            value,
            measured.where,
            self.table.sheet.name,
            cell,
            place.code,
        )

    def _note(self, line: Line, measure: Measure, code: str, read: str, place: str, *, is_answered: bool) -> None:
        if not code or (measure.field.kind == "check" and code in ("is_text", "is_error")):
            return
        self._aside(code, line.at, measure.column.at, read)
        if code in ("is_estimate", "negative") and not is_answered:
            self.assembly.questions.append(Question(code.removeprefix("is_"), read, self.table.sheet.name, place))

    def _refuse_place(self, line: Line, found: Found) -> None:
        name = label(self._cell(line, "institution")) or label(self._cell(line, "township"))
        if name and self.assembly.answers.places.get(name) == IGNORED:
            self._refuse(line, "place_left_out", name)
            return
        self._refuse(line, f"place_{found.trouble}", name or label(self._cell(line, "institution_code")))
        if found.trouble in ("unknown", "ambiguous") and name:
            suggested = tuple((place.code, place.name) for place in found.suggested)
            self.assembly.questions.append(
                Question("place", name, self.table.sheet.name, self._row_place(line), suggested)
            )

    def _refuse(self, line: Line, code: str, read: str) -> None:
        self.assembly.aside += 1
        self.assembly.set_aside.append(SetAside(code, self.table.sheet.name, self._row_place(line), read))

    def _row_place(self, line: Line) -> str:
        keys = self.recognised.keys
        column = keys.get("institution") or keys.get("township") or self.table.columns[0]
        return self.table.place(line.at, column.at)

    def _aside(self, code: str, row: int, column: int, read: str, fields: Mapping[str, object] | None = None) -> None:
        place = self.table.place(row, column)
        self.assembly.set_aside.append(SetAside(code, self.table.sheet.name, place, read, fields or {}))


def _not_of_its_year(value: Value, period: Written) -> str:
    """Return why a figure of a yearly return does not count, '' where it does: it is of some months only."""
    return "no_whole_year" if is_yearly(value.table) and period.shape != "year" else ""


def _has_column(table: str, column: str) -> bool:
    return table in schema.metadata.tables and column in schema.metadata.tables[table].c
