"""Attendance sheets of doctors sent to townships: a month a sheet, its days as columns, marks or names in the cells.

A sheet knows days and no clock. What enters is a visit of one doctor to one place on one day with the part of the day
marked; hours are never made up, so that rules about hours have no answer from it (decision 0092).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from intake.answers import IGNORED
from intake.faults import IntakeFault
from intake.forms.marks import Mark, Marks, attendance_marks
from intake.forms.marks.record import DAYS
from intake.layout.numbers import ABSENT, label, read_number
from intake.layout.tables import Table
from intake.match.register import MOST_SUGGESTED, Expert, Place, is_sum
from intake.reading.book import Scalar, Sheet
from intake.recognise import period_of
from intake.rows import Question, SetAside, SheetRead, Value

if TYPE_CHECKING:
    from intake.assemble import Assembly

FEWEST_DAYS: Final = 28
TABLE: Final = "visit"
MEANINGS: Final[tuple[tuple[Mark, str], ...]] = (
    *(("present", "到岗一天"), ("half", "半天"), ("leave", "请假")),
    *(("absent", "未到岗"), ("rest", "休息，不应到")),
)
_NAMES: Final = re.compile(r"[、,，;；/／\n\s]+")
_NOTE: Final = re.compile(r"^(?:注|说明|备注|填表|制表|审核|负责人|单位负责人|联系电话|填报|记号|符号)")
_TITLE: Final = re.compile(r"(?:专家)?(?:下沉|支援|对口|派驻|驻点|坐诊|医生|医师|专家|考勤|签到|出勤).*$")
_WEEKDAYS: Final = frozenset("一二三四五六日天")


@dataclass(frozen=True)
class MarkSheet:
    """A sheet of marks: the row of its days, day → column, and what its other columns are about."""

    sheet: Sheet
    head: int
    days: Mapping[int, int]
    columns: Mapping[str, int]
    titles: tuple[str, ...]


def mark_sheet(sheet: Sheet, marks: Marks | None = None) -> MarkSheet | None:
    """Return a sheet as one of marks: a row counts 1, 2, … to 28 at least; None for any other."""
    record = marks or attendance_marks()
    for head, row in enumerate(sheet.values):
        days = _days(row)
        if len(days) < FEWEST_DAYS:
            continue
        first = min(days.values())
        columns: dict[str, int] = {}
        for column in range(sheet.width):
            if column not in days.values():
                heading = next(
                    (item for above in (head, head - 1) if (item := _heading(sheet, above, column, record))), ""
                )
                if heading:
                    columns.setdefault(heading, column)
        if not {"name", "place"} & set(columns) and first == 0:
            return None
        titles = dict.fromkeys(text for above in sheet.values[:head] for cell in above if (text := label(cell)))
        return MarkSheet(sheet, head, days, columns, tuple(titles))
    return None


def _days(row: tuple[Scalar, ...]) -> dict[int, int]:
    """Return day → column of the row's run 1, 2, 3 …, as far as it goes."""
    days: dict[int, int] = {}
    for column, cell in enumerate(row):
        text = label(cell).removesuffix("日").removesuffix("号").lstrip("0")
        if text == str(len(days) + 1) and len(days) < 31:
            days[len(days) + 1] = column
        elif days and len(days) < FEWEST_DAYS:
            days = {1: column} if text == "1" else {}
    return days


def _heading(sheet: Sheet, row: int, column: int, record: Marks) -> str:
    return record.column(label(sheet.values[row][column])) if row >= 0 else ""


class TakingMarks:
    """One sheet of marks being read row by row."""

    def __init__(self, assembly: Assembly, marked: MarkSheet) -> None:
        self.assembly = assembly
        self.marked = marked
        self.sheet = marked.sheet
        self.record = attendance_marks()
        head = (marked.head, marked.head)
        period = period_of(Table(self.sheet, False, marked.titles, (), (), head), assembly.book.name)
        if period is None:
            raise IntakeFault("intake_no_period", name=assembly.book.name, sheet=self.sheet.name)
        if period.written.year is None:
            raise IntakeFault("intake_no_year", name=assembly.book.name, sheet=self.sheet.name)
        if period.written.shape != "month":
            raise IntakeFault("intake_attendance_month", name=assembly.book.name, sheet=self.sheet.name)
        self.month = period.written.months[0]
        self.own = self.record.explained("；".join(self._notes()))

    def take(self) -> None:
        """Read every row."""
        counted = 0
        for row in range(self.marked.head + 1, self.sheet.height):
            if not any(label(cell) for cell in self.sheet.values[row]):
                continue
            self.assembly.rows_in += 1
            if self._is_no_data(row):
                self.assembly.not_data += 1
                continue
            taken = self._take_row(row)
            counted += taken
            self.assembly.accepted += bool(taken)
            self.assembly.aside += not taken
        months = (self.month,) if counted else ()
        self.assembly.sheets.append(SheetRead(self.sheet.name, self.record.code, self.record.edition, months, False))

    def _notes(self) -> Iterator[str]:
        for row in self.sheet.values[self.marked.head + 1 :]:
            said = [text for cell in row if (text := label(cell))]
            if said and (_NOTE.match(said[0]) or len(said) == 1):
                yield said[0]

    def _is_no_data(self, row: int) -> bool:
        """Whether a row holds weekdays, sums, notes or nothing in its days."""
        said = [text for cell in self.sheet.values[row] if (text := label(cell))]
        in_days = {label(self.sheet.values[row][column]) for column in self.marked.days.values()} - {""}
        whose = [self._cell(row, item) for item in ("name", "place")]
        named = any(label(cell) and not is_sum(cell) for cell in whose)
        weekdays = bool(in_days) and in_days <= _WEEKDAYS
        return (
            bool(_NOTE.match(said[0]))
            or weekdays
            or is_sum(said[0])
            or not in_days
            or (bool(self.marked.columns.keys() & {"name", "place"}) and not named)
        )

    def _cell(self, row: int, item: str) -> Scalar:
        """Return what a row is about; a merged cell says it for all the rows that it covers."""
        column = self.marked.columns.get(item)
        if column is None:
            return None
        for top, left, bottom, right in self.sheet.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.sheet.values[top][left]
        return self.sheet.values[row][column]

    def _take_row(self, row: int) -> int:
        place = self._place(row)
        if place is None:
            return 0
        whole = self._cell(row, "name")
        doctors = tuple(name for name in _NAMES.split(str(whole or "").strip()) if name)
        entered, days = 0, 0.0
        for day, column in self.marked.days.items():
            cell = self.sheet.values[row][column]
            if not label(cell) or (label(cell) in ABSENT and label(cell) not in self.own):
                continue
            at = (row, column)
            if day > calendar.monthrange(self.month // 100, self.month % 100)[1]:
                self._aside("no_such_day", at, label(cell), {"day": day, "month": self.month % 100})
                continue
            for name, mark in self._said(cell, doctors, at):
                expert = self._expert(name, row, at)
                part = None if mark is None else DAYS[mark]
                if expert is None or part is None:
                    continue
                self._enter(expert, place, day, part, at)
                entered, days = entered + 1, days + max(part, 0.0)
        self._prove(row, days, len(doctors) or 1)
        return entered

    def _said(self, cell: Scalar, doctors: tuple[str, ...], at: tuple[int, int]) -> Iterator[tuple[str, Mark | None]]:
        """Yield the doctors of a cell with their mark: the row's doctors, or those whose names stand in it."""
        if doctors:
            mark = self._mark(cell, at)
            for name in doctors:
                yield name, mark
            return
        for written in _NAMES.split(str(cell).strip()):
            # 甲(半天): a name with its own mark behind it.
            name, _, own = label(written).rstrip(")）").replace("（", "(").partition("(")
            if name:
                yield name, self._mark(own, at) if own else "present"

    def _mark(self, cell: Scalar, at: tuple[int, int]) -> Mark | None:
        sign = label(cell)
        if cell in (1, 0.5):
            return "present" if cell == 1 else "half"
        answer = self.assembly.answers.columns.get(f"{self.record.code}:{sign}", "")
        answered: Mark | None = next((mark for mark, _ in MEANINGS if mark == answer), None)
        known = answered or self.own.get(sign) or self.record.marks.get(sign)
        if known is None:
            self._aside("unknown_mark", at, sign)
            about = f"{self.record.code}:{sign}"
            self.assembly.questions.append(Question("mark", about, self.sheet.name, Sheet.place(*at), MEANINGS))
        return known

    def _place(self, row: int) -> Place | None:
        """Return where the doctors went: the row's place, else the sheet's title or name."""
        written = self._cell(row, "place")
        titles = [_TITLE.sub("", title) for title in self.marked.titles]
        tried = [written] if label(written) else [*(title for title in titles if title), self.sheet.name]
        register = self.assembly.register
        found = [register.find(name, None, None, self.month, "institution") for name in tried]
        sure = next((each.place for each in found if each.place is not None), None)
        if sure is None:
            column = self.marked.columns.get("place", self.marked.columns.get("name", 0))
            name, trouble = label(tried[0]), found[0].trouble
            self._aside(f"place_{trouble}", (row, column), name)
            if trouble in ("unknown", "ambiguous"):
                possible = tuple((place.code, place.name) for place in found[0].suggested)
                self._ask("place", name, (row, column), possible)
        return sure

    def _expert(self, name: str, row: int, at: tuple[int, int]) -> Expert | None:
        """Return the doctor of this name: one of the county's experts, told from namesakes by who sends them."""
        register = self.assembly.register
        code = register.answers.get(label(name), "")
        namesakes = [
            each for each in register.experts if each.code == code or (not code and label(each.name) == label(name))
        ]
        if len(namesakes) > 1:
            home = register.find(self._cell(row, "home"), None, None, self.month, "institution").place
            namesakes = [each for each in namesakes if home is not None and each.home == home.code] or namesakes
        if len(namesakes) == 1:
            return namesakes[0]
        if code == IGNORED:
            self._aside("expert_left_out", at, label(name))
            return None
        self._aside("expert_ambiguous" if namesakes else "expert_unknown", at, label(name))
        possible = tuple((each.code, f"{each.name} {each.home}".strip()) for each in namesakes[:MOST_SUGGESTED])
        self._ask("expert", label(name), at, possible)
        return None

    def _enter(self, expert: Expert, place: Place, day: int, part: float, at: tuple[int, int]) -> None:
        date = dt.date(self.month // 100, self.month % 100, day).isoformat()
        where = (("expert_code", expert.code), ("visit_date", date))
        county = self.assembly.register.county
        self.assembly.values.append(
            Value(TABLE, county, place.township, place.code, self.month, "days", part, where, self.sheet.name,
                  Sheet.place(*at), place.code)
        )  # fmt: skip

    def _prove(self, row: int, days: float, doctors: int) -> None:
        """Hold the row's printed days against its marks."""
        column = self.marked.columns.get("sum")
        printed = read_number(self.sheet.values[row][column]).value if column is not None else None
        if printed is not None and printed not in (days, days / doctors):
            self._aside("days_apart", (row, column or 0), f"{printed:g}", {"marked": days})

    def _aside(self, code: str, at: tuple[int, int], read: str, fields: Mapping[str, object] | None = None) -> None:
        self.assembly.set_aside.append(SetAside(code, self.sheet.name, Sheet.place(*at), read, fields or {}))

    def _ask(self, kind: str, about: str, at: tuple[int, int], possible: tuple[tuple[str, str], ...]) -> None:
        self.assembly.questions.append(Question(kind, about, self.sheet.name, Sheet.place(*at), possible))
