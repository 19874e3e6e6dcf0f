"""Deaths by age group, the groups as columns, men and women in blocks: a table → deaths by township, month and age."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from intake.answers import LEAVE, Answers
from intake.faults import IntakeFault
from intake.forms.folder import check_texts, record_of, texts_in
from intake.forms.record import plain_heading
from intake.layout.numbers import MOST_PERSONS, label, read_number
from intake.layout.tables import NOTE, Table
from intake.ledgers.decode import age_group
from intake.match import Register
from intake.reading.book import Book, Sheet
from intake.recognise import SheetPeriod, period_of
from intake.rows import Proof, Question, Said, SetAside, Value

EDITIONS: Final = Path(__file__).with_name("editions")
LEAST_GROUPS: Final = 15
"""Different five-year groups in one row before it is taken for the heading of such a table."""
GROUPS: Final = tuple(range(0, 90, 5))
ALL_CAUSES: Final = "all"
FOUR_NCD: Final = ("circulatory", "cancer", "respiratory", "diabetes")
MALE, FEMALE, BOTH = "male", "female", "both"


@dataclass(frozen=True)
class AgeTable:
    """An edition of the form. keys: what a column is → headings; words: sex → words; causes: code → words."""

    code: str
    edition: str
    table: str
    keys: Mapping[str, frozenset[str]]
    words: Mapping[str, str]
    causes: Mapping[str, str]


@cache
def shipped_age_tables() -> tuple[AgeTable, ...]:
    """Return the forms of this kind that come with the product."""
    return age_tables_in(EDITIONS)


def age_tables_in(folder: Path) -> tuple[AgeTable, ...]:
    """Return the forms of this kind among a folder's TOML files. Raises IntakeFault."""
    found = []
    for text, name in texts_in(folder):
        record = tomllib.loads(text)
        if record.get("kind") == "age_table":
            with record_of(name):
                check_texts(record, name)
                found.append(
                    AgeTable(
                        record["code"],
                        record["edition"],
                        record["table"],
                        {key: frozenset(map(plain_heading, names)) for key, names in record["keys"].items()},
                        {plain_heading(word): code for code, words in record["words"].items() for word in words},
                        {plain_heading(word): code for code, words in record["causes"].items() for word in words},
                    )
                )
    return tuple(found)


@dataclass(frozen=True)
class Block:
    """Columns of one sex beside each other. sex '' where the rows say it; total: the column of its printed sum."""

    sex: str
    ages: tuple[tuple[int, int], ...]
    total: int | None


@dataclass
class AgesRead(Said):
    """What such tables of a sheet say."""

    months: tuple[int, ...] = ()
    is_cumulative: bool = False


Deaths = dict[tuple[str, str, str], dict[int, float]]
"""Township, sex and cause → deaths by age group; a group that is not known is missing."""


def age_table_of(
    sheet: Sheet, book: Book, form: AgeTable, register: Register, answers: Answers | None = None
) -> AgesRead | None:
    """Return what a sheet says; None where it is no such table.

    Raises IntakeFault where the sheet names no period, or several.
    """
    heads = [row for row in range(sheet.height) if len(_groups(sheet, row)) >= LEAST_GROUPS]
    if not heads or sheet.is_cut:
        return None
    filled = _filled(sheet)
    titles = tuple(dict.fromkeys(text for row in filled[: heads[0]] for text in row if text))
    table = Table(sheet, False, titles, (), (), (heads[0], heads[0]))
    period = period_of(table, book.name)
    if period is None or period.written.year is None:
        code = "intake_no_period" if period is None else "intake_no_year"
        raise IntakeFault(code, name=book.name, sheet=sheet.name)
    reading = _Reading(sheet, filled, form, register, period, titles)
    for head, end in zip(heads, [*heads[1:], sheet.height], strict=True):
        reading.block(head, end)
    reading.enter()
    given = answers or Answers()
    # Two numbers of deaths of one cause: neither counts, asked until the county has said that it knows.
    reading.read.questions = [
        question
        for question in reading.read.questions
        if question.kind != "twice" or given.of_cell(book.sha256, question.sheet, question.cell) != LEAVE
    ]
    return reading.read


def _groups(sheet: Sheet, row: int) -> set[int]:
    groups = {age_group(label(cell)) for cell in sheet.values[row] if cell is not None}
    return {group for group in groups if group is not None}


def _filled(sheet: Sheet) -> list[list[str]]:
    filled = [[label(cell) for cell in row] for row in sheet.values]
    for top, left, bottom, right in sheet.merged:
        for row in range(top, min(bottom + 1, sheet.height)):
            for column in range(left, min(right + 1, sheet.width)):
                filled[row][column] = filled[top][left]
    return filled


class _Reading:
    """One sheet being read."""

    def __init__(
        self,
        sheet: Sheet,
        filled: list[list[str]],
        form: AgeTable,
        register: Register,
        period: SheetPeriod,
        titles: Sequence[str],
    ) -> None:
        self.sheet, self.filled, self.form, self.register, self.period = sheet, filled, form, register, period
        self.read = AgesRead(months=(), is_cumulative=len(period.written.months) > 1)
        self.month = period.written.months[-1]
        self.deaths: Deaths = {}
        self.cells: dict[str, str] = {}
        self.home = self._named_in((sheet.name, *titles))

    def block(self, head: int, end: int) -> None:
        """Read the rows below one heading."""
        keys, blocks = self._columns(head)
        below_sex = self._sex_above(head)
        cause_said = "cause" in keys
        township, sex = self.home, ""
        for row in range(head + 1, end):
            words = [self.filled[row][column] for column in keys.values()]
            first = next((text for text in self.filled[row] if text), "")
            if not first:
                continue
            said_sex = self.form.words.get(plain_heading(first), "")
            if sum(bool(text) for text in self.filled[row]) == 1 and said_sex:
                continue  # a line that only names the sex of the rows below: the heading below it says so
            self.read.rows_in += 1
            if NOTE.match(first) or not self._holds_numbers(row, blocks):
                self.read.not_data += 1
                continue
            if "township" in keys and self.filled[row][keys["township"]]:
                township = self._township(row, keys["township"])
            if "sex" in keys and self.filled[row][keys["sex"]]:
                sex = self.form.words.get(plain_heading(self.filled[row][keys["sex"]]), "")
            cause = (
                self.form.causes.get(plain_heading(self.filled[row][keys["cause"]]), "") if cause_said else ALL_CAUSES
            )
            if township == "" and words:
                self.read.aside += 1
                continue
            if township is None:
                self._aside("deaths_without_township", row, 0, first)
                continue
            self._take(row, blocks, township, sex or below_sex, cause)

    def _take(self, row: int, blocks: Sequence[Block], township: str, row_sex: str, cause: str) -> None:
        if not cause:
            # A cause that nothing is published of, or a part of one that is: proof and nothing else.
            self.read.not_data += 1
            return
        taken = False
        for block in blocks:
            sex = block.sex or row_sex or BOTH
            numbers = self._numbers(row, block)
            if numbers is None:
                continue
            if (township, sex, cause) in self.deaths and self.deaths[township, sex, cause] != numbers:
                self._note("twice", row, block.ages[0][1], self.filled[row][0])
                self.read.questions.append(Question("twice", "deaths", self.sheet.name, self.sheet.place(row, 0)))
                self.deaths[township, sex, cause] = {}
                continue
            self.deaths[township, sex, cause] = numbers
            self.cells.setdefault(township, self.sheet.place(row, block.ages[0][1]))
            taken = True
        self.read.accepted += taken
        self.read.aside += not taken

    def _holds_numbers(self, row: int, blocks: Sequence[Block]) -> bool:
        columns = [
            column for own in blocks for column in (*(at for _, at in own.ages), own.total) if column is not None
        ]
        return any(self.sheet.values[row][column] is not None for column in columns)

    def _numbers(self, row: int, block: Block) -> dict[int, float] | None:
        """Return deaths by group. A blank cell is 0 only where the printed sum proves that it is."""
        parts: dict[int, float] = {}
        unknown: set[int] = set()
        for group, column in block.ages:
            read = read_number(self.sheet.values[row][column])
            if read.value is not None and read.meaning == "number" and _is_count(read.value):
                parts[group] = parts.get(group, 0.0) + read.value
            elif read.meaning == "absent":
                unknown.add(group)
            else:
                unknown.add(group)
                code = "negative" if (read.value or 0) < 0 else read.problem or "is_text"
                self._note(code if code != "negative" else "no_whole_number", row, column, self.filled[row][column])
        printed = read_number(self.sheet.values[row][block.total]).value if block.total is not None else None
        summed = sum(parts.values())
        if printed is not None and block.total is not None:
            holds = printed == summed
            cell = self.sheet.place(row, block.total)
            self.read.proofs.append(Proof(self.sheet.name, cell, "deaths", printed, summed, holds))
            if holds:
                return {group: parts.get(group, 0.0) for group in GROUPS}
        if unknown:
            self._note("age_cells_blank", row, block.ages[0][1], "")
        return {group: value for group, value in parts.items() if group not in unknown} or None

    def enter(self) -> None:
        """Add men and women; a group of which one of the two is not known is not known."""
        townships = dict.fromkeys(township for township, _, _ in self.deaths)
        for township in townships:
            everyone = self._both(township, ALL_CAUSES)
            for group, deaths in everyone.items():
                self._value(township, "deaths", group, deaths)
            causes = [self._both(township, cause) for cause in FOUR_NCD]
            if all(causes):
                for group in GROUPS:
                    if all(group in own for own in causes) and everyone.get(group):
                        self._value(township, "four_ncd_deaths", group, sum(own[group] for own in causes))
        self.read.months = (self.month,) if townships else ()

    def _both(self, township: str, cause: str) -> dict[int, float]:
        men, women = (self.deaths.get((township, sex, cause)) for sex in (MALE, FEMALE))
        whole = self.deaths.get((township, BOTH, cause))
        if men is not None and women is not None:
            added = {group: men[group] + women[group] for group in GROUPS if group in men and group in women}
            for group, value in added.items():
                if whole is not None and group in whole and whole[group] != value:
                    self.read.proofs.append(
                        Proof(
                            self.sheet.name, self.cells[township], f"deaths {group}", whole[group], value, holds=False
                        )
                    )
            return added
        return whole or {}

    def _value(self, township: str, column: str, group: int, value: float) -> None:
        if column == "deaths" and not value:
            return  # a row of the table stands for at least one death
        own = Value(
            self.form.table,
            self.register.county,
            township,
            "",
            self.month,
            column,
            value,
            (("age_from", group),),
            self.sheet.name,
            self.cells[township],
            township,
        )
        if self.read.is_cumulative:
            self.read.spanned.append((own, self.period.written.months))
        else:
            self.read.values.append(own)

    def _columns(self, head: int) -> tuple[dict[str, int], list[Block]]:
        """Return the columns that say whose a row is, and the blocks of ages: a new one where the ages begin again."""
        keys: dict[str, int] = {}
        runs: list[list[tuple[int, int]]] = []
        totals: list[int | None] = []
        total: int | None = None
        for column, text in enumerate(self.filled[head]):
            above = [self.filled[row][column] for row in range(max(head - 2, 0), head)]
            group = age_group(text)
            if group is not None:
                if not runs or group < runs[-1][-1][0] or (group == 0 and len(runs[-1]) > 2):
                    runs.append([])
                    totals.append(total)
                runs[-1].append((group, column))
                total = None
                continue
            named = next(
                (
                    key
                    for key, names in self.form.keys.items()
                    if {plain_heading(text), *map(plain_heading, above)} & names
                ),
                "",
            )
            if named and not runs and named not in keys:
                keys[named] = column
            elif self.form.words.get(plain_heading(text)) == BOTH:
                if runs and totals[-1] is None and len(runs[-1]) >= len(GROUPS):
                    totals[-1] = column
                else:
                    total = column
        blocks = [
            Block(self._sex_over(head, [column for _, column in run]), tuple(run), own)
            for run, own in zip(runs, totals, strict=True)
        ]
        return keys, blocks

    def _sex_over(self, head: int, columns: Sequence[int]) -> str:
        for row in range(head - 1, max(head - 3, -1), -1):
            for column in columns:
                sex = self.form.words.get(plain_heading(self.filled[row][column]), "")
                if sex:
                    return sex
        return ""

    def _sex_above(self, head: int) -> str:
        """Return the sex that a line by itself above a heading names: blocks one below the other."""
        for row in range(head - 1, max(head - 3, -1), -1):
            said = {text for text in self.filled[row] if text}
            if len(said) == 1:
                return self.form.words.get(plain_heading(said.pop()), "")
        return ""

    def _township(self, row: int, column: int) -> str | None:
        """Return the township of a row; '' where it is asked, None for a row of the whole county."""
        name = self.filled[row][column]
        if plain_heading(name) in self.form.words or label(name).endswith(("县", "区", "市", "旗")):
            return None
        found = self.register.find(name, name, None, self.month, "township")
        if found.place is not None:
            return found.place.code
        self._note(f"place_{found.trouble}", row, column, name)
        if found.trouble in ("unknown", "ambiguous"):
            possible = tuple((place.code, place.name) for place in found.suggested)
            self.read.questions.append(
                Question("place", name, self.sheet.name, self.sheet.place(row, column), possible)
            )
        return ""

    def _named_in(self, texts: Sequence[str]) -> str | None:
        """Return the one township that the sheet's name or a title names."""
        found = {
            place.code
            for place in self.register.places
            if place.kind == "township" and place.is_there(self.month) and any(place.name in text for text in texts)
        }
        return found.pop() if len(found) == 1 else None

    def _aside(self, code: str, row: int, column: int, read: str) -> None:
        self.read.aside += 1
        self._note(code, row, column, read)

    def _note(self, code: str, row: int, column: int, read: str) -> None:
        self.read.set_aside.append(SetAside(code, self.sheet.name, self.sheet.place(row, column), read))


def _is_count(value: float) -> bool:
    return 0 <= value <= MOST_PERSONS and value.is_integer()
