"""Rows → positions: every cell of a roster's tables is read here, and what cannot be read is a fault of its row."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from planning.cells import Unreadable, code_of, date_of, is_blank, month_of, number_of, text_of, whole_of
from planning.faults import nearest_to
from planning.roster.faults import (
    BadCode,
    BadNumber,
    EndBeforeStart,
    NoRows,
    NotADate,
    NotAWorkday,
    RepeatedId,
    RosterFault,
    UnknownExpert,
    UnknownPlace,
    UnknownTitle,
)
from planning.roster.problem import TITLES, Expert, FloatArray, Leave, Place, Preference
from words.phrases import Phrase, said

LONGEST_MINUTES = 1440.0
MOST_VISITS = 10_000
MOST_POINTS = 1_000_000
SEPARATORS = re.compile(r"[、，,;；\s]+")
LISTS = ("specialties", "places")
"""Columns of rules that name several things, with 、 between or as a list."""

Row = Mapping[Any, Any]


def records(frame: pd.DataFrame | None) -> list[dict[Any, Any]]:
    """Return the rows of a frame; none where there is no frame."""
    return [] if frame is None else frame.to_dict("records")


def several(value: Any) -> tuple[str, ...]:
    """Return the names in a cell that may hold several."""
    if isinstance(value, list | tuple):
        return tuple(name for name in map(text_of, value) if name)
    return tuple(part for part in SEPARATORS.split(text_of(value)) if part)


def shown(value: Any) -> str:
    """Return a cell as a fault shows it."""
    return "" if is_blank(value) else str(value)[:40]


class Known:
    """Turns codes into positions among known experts, places and days, and gathers the faults met on the way."""

    def __init__(self, days: Sequence[dt.date], experts: Sequence[str] = (), places: Sequence[str] = ()) -> None:
        self.faults: list[RosterFault] = []
        self.days = tuple(days)
        self.expert_at = {code: position for position, code in enumerate(experts)}
        self.place_at = {code: position for position, code in enumerate(places)}

    # ---- cells ----

    def code(self, row: Phrase, cells: Row, column: str) -> str:
        """Return a code; one that is missing or spoilt becomes a fault of the row."""
        try:
            return code_of(cells[column])
        except Unreadable:
            self.faults.append(BadCode("code_wrong", row, column=column, value=shown(cells[column])))
            return ""

    def text(self, row: Phrase, cells: Row, column: str) -> str:
        """Return a text, "" for none."""
        try:
            return text_of(cells.get(column))
        except Unreadable:
            self.faults.append(BadCode("code_wrong", row, column=column, value=shown(cells[column])))
            return ""

    def date(self, row: Phrase, cells: Row, column: str) -> dt.date | None:
        """Return a day; nothing, or what is none, becomes a fault of the row."""
        try:
            return date_of(cells[column])
        except Unreadable:
            code = "date_blank" if is_blank(cells[column]) else "date_wrong"
            self.faults.append(NotADate(code, row, column=column, value=shown(cells[column])))
            return None

    def month(self, row: Phrase, cells: Row, column: str, *, last: bool) -> int | None:
        """Return a month as YYYYMM, the first or last of a year; what is none becomes a fault of the row."""
        try:
            return month_of(cells[column], last=last)
        except Unreadable:
            self.faults.append(NotADate("month_wrong", row, column=column, value=shown(cells[column])))
            return None

    def amount(
        self, row: Phrase, cells: Row, column: str, most: float, *, least: float = 0, whole: bool = True
    ) -> float | None:
        """Return a number within bounds, None for nothing; what is none becomes a fault of the row."""
        value = cells.get(column)
        if is_blank(value):
            return None
        read: Callable[[Any], float] = whole_of if whole else number_of
        try:
            number = read(value)
        except Unreadable:
            number = float("nan")
        if least <= number <= most:
            return number
        kind = "whole_number" if whole else "a_number"
        fields: dict[str, Any] = {"column": column, "value": shown(value), "least": least, "most": most, "kind": kind}
        self.faults.append(BadNumber("amount_wrong", row, **fields))
        return None

    # ---- rows ----

    def expert(self, row: Phrase, cells: Row) -> int | None:
        """Return an expert's position; an unknown code becomes a fault of the row, with the nearest known one."""
        code = self.code(row, cells, "expert_code")
        if code and code not in self.expert_at:
            hint = nearest_to(code, list(self.expert_at))
            self.faults.append(UnknownExpert("expert_unknown", row, expert=code, hint=hint))
        return self.expert_at.get(code)

    def place(self, row: Phrase, code: str) -> int | None:
        """Return a place's position; an unknown code becomes a fault of the row, with the nearest known one."""
        if code and code not in self.place_at:
            hint = nearest_to(code, list(self.place_at))
            self.faults.append(UnknownPlace("place_unknown", row, place=code, hint=hint))
        return self.place_at.get(code)

    def pair(self, row: Phrase, cells: Row) -> tuple[int, int] | None:
        """Return (expert, place) of a row that names known ones."""
        expert, place = self.expert(row, cells), self.place(row, self.code(row, cells, "institution_code"))
        return None if expert is None or place is None else (expert, place)

    def cells(self, what: str, frame: pd.DataFrame | None) -> list[tuple[int, int, int]]:
        """Return (expert, place, day) of each row of a roster; days outside the working days become faults."""
        at = {day: position for position, day in enumerate(self.days)}
        found = []
        for cells in records(frame):
            who, where = shown(cells["expert_code"]), shown(cells["institution_code"])
            row = Phrase("row_pin", table=what, expert=who, day=shown(cells["visit_date"]), place=where)
            pair, day = self.pair(row, cells), self.date(row, cells, "visit_date")
            if day is not None and day not in at:
                self.faults.append(NotAWorkday("day_not_worked", row))
            elif pair is not None and day is not None:
                found.append((*pair, at[day]))
        return found


class Rows(Known):
    """Reads the tables of a roster question, experts and places first."""

    def __init__(self, experts: pd.DataFrame, places: pd.DataFrame, days: Sequence[dt.date]) -> None:
        super().__init__(days)
        tables = (("experts", experts), ("places", places))
        self.faults += [NoRows("table_without_rows", table(name)) for name, frame in tables if frame.empty]
        self.kinds = [text_of(row.get("place_kind")) for row in records(places)]
        self.places = tuple(self._place(number, row) for number, row in enumerate(records(places), start=1))
        self.experts = tuple(self._expert(number, row) for number, row in enumerate(records(experts), start=1))
        self.expert_at = self._positions("row_expert", [expert.code for expert in self.experts])
        self.place_at = self._positions("row_place", [place.code for place in self.places])

    # ---- experts and places ----

    def _expert(self, number: int, cells: Row) -> Expert:
        row = Phrase("row_in", table=table("experts"), number=number)
        code, title = self.code(row, cells, "expert_code"), self.text(row, cells, "title")
        row = Phrase("row_expert", code=code) if code else row
        if title and title not in TITLES:
            self.faults.append(UnknownTitle("title_of_none", row, title=title))
        specialty = self.text(row, cells, "specialty")
        if not specialty:
            self.faults.append(BadCode("specialty_blank", row))
        rank = TITLES.index(title) + 1 if title in TITLES else 0
        return Expert(code, self.text(row, cells, "name_zh") or code, rank, specialty)

    def _place(self, number: int, cells: Row) -> Place:
        row = Phrase("row_in", table=table("places"), number=number)
        code = self.code(row, cells, "institution_code")
        row = Phrase("row_place", code=code) if code else row
        township = "" if is_blank(cells["township_code"]) else self.code(row, cells, "township_code")
        return Place(code, self.text(row, cells, "name_zh") or code, township)

    def _positions(self, what: str, codes: Sequence[str]) -> dict[str, int]:
        repeated = sorted(code for code, times in Counter(codes).items() if code and times > 1)
        self.faults += [RepeatedId("id_repeated", Phrase(what, code=code)) for code in repeated]
        return {code: position for position, code in enumerate(codes) if code}

    # ---- tables ----

    def leaves(self, frame: pd.DataFrame) -> tuple[Leave, ...]:
        """Return the leaves of known experts."""
        found = []
        for number, cells in enumerate(records(frame), start=1):
            name = text_of(cells.get("leave_id"))
            row = Phrase("row_leave", name=name or Phrase("row_number", number=number))
            who = self.expert(row, cells)
            first, last = self.date(row, cells, "start_date"), self.date(row, cells, "end_date")
            if first is None or last is None:
                continue
            if last < first:
                self.faults.append(EndBeforeStart("leave_dates_wrong", row, first=first, last=last))
            elif who is not None:
                found.append(Leave(name or said(row.fields["name"]), who, first, last))
        return tuple(found)

    def minutes(self, frame: pd.DataFrame) -> FloatArray:
        """Return the one-way minutes, inf where no row says otherwise; a pair stands once."""
        found = np.full((len(self.experts), len(self.places)), np.inf)
        seen: set[tuple[int, int]] = set()
        for cells in records(frame):
            row = _pair_row("row_minutes", cells)
            pair, value = self.pair(row, cells), cells["travel_time_min"]
            try:
                minutes = number_of(value)
            except Unreadable:
                minutes = -1.0
            if not 0 <= minutes <= LONGEST_MINUTES:
                self.faults.append(BadNumber("minutes_of_none", row, value=shown(value)))
            elif pair in seen:
                self.faults.append(RepeatedId("pair_repeated", row))
            elif pair is not None:
                found[pair] = minutes
                seen.add(pair)
        return found

    def pairs(self, what: str, frame: pd.DataFrame) -> list[tuple[int, int]]:
        """Return (expert, place) of each row that names known ones."""
        rows = [self.pair(_pair_row("row_pair", cells, table=what), cells) for cells in records(frame)]
        return [pair for pair in rows if pair is not None]

    def demand(self, frame: pd.DataFrame | None) -> dict[tuple[int, str], int]:
        """Return (place, specialty) -> visits asked for over the roster; each pair stands once."""
        wished: dict[tuple[int, str], int] = {}
        for cells in records(frame):
            specialty = text_of(cells["specialty"])
            row = Phrase("row_demand", place=shown(cells["institution_code"]), specialty=specialty)
            place = self.place(row, self.code(row, cells, "institution_code"))
            visits = self.amount(row, cells, "visits", MOST_VISITS)
            if is_blank(cells["visits"]):
                self.faults.append(BadNumber("visits_of_none", row, value=""))
            if not specialty:
                self.faults.append(BadCode("specialty_blank", row))
            elif place is not None and (place, specialty) in wished:
                self.faults.append(RepeatedId("pair_repeated", row))
            elif place is not None and visits is not None:
                wished[place, specialty] = int(visits)
        return {key: visits for key, visits in wished.items() if visits}

    def preferences(self, frame: pd.DataFrame | None) -> tuple[Preference, ...]:
        """Return the wishes; each is about a place or about a weekday."""
        found = []
        for number, cells in enumerate(records(frame), start=1):
            row = Phrase("row_preference", number=number)
            who = self.expert(row, cells)
            where = "" if is_blank(cells.get("institution_code")) else self.code(row, cells, "institution_code")
            place = self.place(row, where) if where else None
            try:
                points = whole_of(cells["points"])
                weekday = None if is_blank(cells.get("weekday")) else whole_of(cells["weekday"])
            except Unreadable:
                self.faults.append(BadNumber("points_or_weekday_wrong", row))
                continue
            if bool(where) == (weekday is not None):
                self.faults.append(BadNumber("place_or_weekday", row))
            elif abs(points) > MOST_POINTS or (weekday is not None and weekday not in range(7)):
                self.faults.append(BadNumber("points_or_weekday_wrong", row))
            elif who is not None:
                found.append(Preference(who, place, weekday, points))
        return tuple(found)

    def elsewhere(self, frame: pd.DataFrame | None) -> dict[tuple[int, tuple[int, int]], int]:
        """Return (expert, (ISO year, week)) -> days with a visit outside the roster, for the weeks it touches."""
        out: set[tuple[int, dt.date]] = set()
        for cells in records(frame):
            row = Phrase("row_earlier", expert=shown(cells["expert_code"]), day=shown(cells["visit_date"]))
            who, day = self.expert(row, cells), self.date(row, cells, "visit_date")
            if day is not None and self.days and self.days[0] <= day <= self.days[-1]:
                self.faults.append(NotAWorkday("earlier_inside", row, day=day))
            elif who is not None and day is not None:
                out.add((who, day))
        counts = Counter((who, _week(day)) for who, day in out)
        weeks = {_week(day) for day in self.days}
        return {key: count for key, count in counts.items() if key[1] in weeks}


def _week(day: dt.date) -> tuple[int, int]:
    year, number = day.isocalendar()[:2]
    return year, number


def table(name: str) -> Phrase:
    """Return what a table is called."""
    return Phrase("row_table", table=name)


def _pair_row(code: str, cells: Row, **more: str) -> Phrase:
    return Phrase(code, expert=shown(cells["expert_code"]), place=shown(cells["institution_code"]), **more)
