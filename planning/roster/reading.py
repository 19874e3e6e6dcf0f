"""Frames → RosterProblem: every fault of a roster question is found here, before any solver sees it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planning.cells import Unreadable, date_of, is_blank, number_of, text_of, whole_of
from planning.roster.faults import (
    BadNumber,
    EndBeforeStart,
    HorizonTooLong,
    MissingColumns,
    NotAWorkday,
    OutOfReach,
    RepeatedId,
    RosterFault,
    TwoPlacesAtOnce,
    UnknownTitle,
    UnsatisfiableRule,
    VisitOnLeave,
    raise_found,
)
from planning.roster.problem import TITLES, FloatArray, Requirement, RosterProblem, RosterRule, Weights
from planning.roster.rows import MOST_POINTS, MOST_VISITS, Rows, records, several, table
from words.names import CADENCES
from words.periods import period_phrase
from words.phrases import Phrase

LONGEST_DAYS = 366
USUAL_VISIT_HOURS = 8.0  # the last 8 of 118
USUAL_DAY_MINUTES = 660.0  # 07:30 out, 18:30 home
COUNTY_WIDE = "county"
HOURS_OF_PERIOD = ("小时/天", "小时/日", "小时/周", "小时/月")
NO_PERIOD = "term"  # a rule over a term of office asks nothing of single periods
FOR_EVER = 999912

COLUMNS = {
    "experts": ("expert_code", "title", "specialty"),
    "places": ("institution_code", "township_code"),
    "leaves": ("expert_code", "start_date", "end_date"),
    "rules": ("rule_id", "cadence", "unit", "valid_from", "valid_to"),
    "periods": ("cadence", "period", "start", "end", "duty"),
    "minutes": ("expert_code", "institution_code", "travel_time_min"),
    "demand": ("institution_code", "specialty", "visits"),
    "history": ("expert_code", "institution_code"),
    "preferences": ("expert_code", "points"),
    "pins": ("expert_code", "institution_code", "visit_date"),
    "earlier": ("expert_code", "visit_date"),
}


def roster_problem(
    experts: pd.DataFrame,
    places: pd.DataFrame,
    leaves: pd.DataFrame,
    rules: pd.DataFrame,
    minutes: pd.DataFrame,
    *,
    periods: pd.DataFrame,
    workdays: Sequence[dt.date],
    home_floor: Mapping[str, int] | None = None,
    most_per_week: int = 1,
    demand: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
    preferences: pd.DataFrame | None = None,
    pins: pd.DataFrame | None = None,
    earlier: pd.DataFrame | None = None,
    visit_hours: float = USUAL_VISIT_HOURS,
    day_minutes: float = USUAL_DAY_MINUTES,
    weights: Weights | None = None,
) -> RosterProblem:
    """Check a roster question and freeze it.

    experts, leaves, rules: columns of their tables; rules may add `specialties`, `places` (with 、 between) and
    `price`. places: institution_code, township_code; optional name_zh, place_kind. minutes: expert_code,
    institution_code, travel_time_min one way; an absent pair is out of reach. periods: the rows of
    `metrics.ledger.holidays.planned_periods` for each cadence of the rules. workdays: the days visits may be made on.
    home_floor: specialty -> experts who stay each day. demand: institution_code, specialty, visits. history: pairs who
    know each other. preferences: expert_code, points, and institution_code or weekday (0 = Monday). pins: expert_code,
    institution_code, visit_date. earlier: expert_code, visit_date of visits outside the roster; those in its first or
    last ISO week count towards most_per_week.

    Raises the one RosterFault found, or SeveralRosterFaults with all of them.
    """
    given = {
        "experts": experts, "places": places, "leaves": leaves, "rules": rules, "periods": periods,
        "minutes": minutes, "demand": demand, "history": history, "preferences": preferences, "pins": pins,
        "earlier": earlier,
    }  # fmt: skip
    raise_found([fault for name, frame in given.items() if frame is not None for fault in _columns(name, frame)])
    reader = _Reader(experts, places, sorted(set(workdays)))
    leave_rows = reader.leaves(leaves)
    ruled, visit_minutes = reader.rules(rules, visit_hours if _within(visit_hours, 0, 24) else USUAL_VISIT_HOURS)
    one_way = reader.minutes(minutes)
    wished = reader.demand(demand)
    known = frozenset() if history is None else frozenset(reader.pairs("history_row", history))
    liked = reader.preferences(preferences)
    pinned = reader.cells("pin_row", pins)
    elsewhere = reader.elsewhere(earlier)
    reader.horizon()
    reader.numbers(home_floor or {}, most_per_week, visit_hours, day_minutes)
    raise_found(reader.faults)
    problem = RosterProblem(
        experts=reader.experts,
        places=reader.places,
        days=reader.days,
        leaves=leave_rows,
        rules=tuple(one.rule for one in ruled),
        requirements=tuple(reader.requirements(ruled, periods, visit_minutes)),
        minutes=one_way,
        visit_minutes=visit_minutes,
        day_minutes=day_minutes,
        home_floor=dict(home_floor or {}),
        most_per_week=most_per_week,
        elsewhere=elsewhere,
        demand=wished,
        known_pairs=known,
        preferences=liked,
        pins=frozenset(pinned),
        weights=weights or Weights(),
    )
    raise_found([*_unsatisfiable(problem), *pin_faults(problem, pinned)])
    return problem


def _columns(name: str, frame: pd.DataFrame) -> list[RosterFault]:
    missing = [column for column in COLUMNS[name] if column not in frame.columns]
    if not missing:
        return []
    return [MissingColumns("columns_missing", table(name), columns=missing)]


@dataclass(frozen=True)
class _Ruled:
    """A rule with what only the making of requirements needs: its cadence, months of validity and hours of a period."""

    rule: RosterRule
    cadence: str
    first: int
    last: int
    period_hours: float


class _Reader(Rows):
    """Reads the rules too, and makes requirements of them."""

    def horizon(self) -> None:
        """Ask for at least one working day and at most a year."""
        if not self.days:
            self.faults.append(NotAWorkday("no_working_day", Phrase("row_horizon")))
        elif (self.days[-1] - self.days[0]).days >= LONGEST_DAYS:
            span = (self.days[-1] - self.days[0]).days + 1
            self.faults.append(HorizonTooLong("horizon_too_long", Phrase("row_horizon"), days=span, most=LONGEST_DAYS))

    def numbers(
        self, home_floor: Mapping[str, int], most_per_week: float, visit_hours: float, day_minutes: float
    ) -> None:
        """Ask for numbers that mean something."""
        specialties = {expert.specialty for expert in self.experts}
        for specialty, floor in home_floor.items():
            if specialty not in specialties:
                self.faults.append(BadNumber("specialty_unknown", Phrase("row_floor", specialty=specialty)))
            if not _within(floor, 0, MOST_VISITS, whole=True):
                self.faults.append(BadNumber("floor_negative", Phrase("row_floor", specialty=specialty), floor=floor))
        if not _within(most_per_week, 1, 7, whole=True):
            self.faults.append(BadNumber("most_per_week_wrong", Phrase("row_most_per_week"), most=most_per_week))
        if not _within(visit_hours, 1 / 60, 24):
            self.faults.append(BadNumber("visit_hours_wrong", Phrase("row_visit_hours"), hours=visit_hours))
        if not _within(day_minutes, 1, 1440):
            self.faults.append(BadNumber("day_minutes_wrong", Phrase("row_day_minutes"), minutes=day_minutes))

    def rules(self, frame: pd.DataFrame, visit_hours: float) -> tuple[list[_Ruled], FloatArray]:
        """Return the rules that ask something of places, and the minutes a visit lasts at each place."""
        rows = records(frame)
        hours = np.full(len(self.places), visit_hours)
        ruled: list[_Ruled] = []
        for number, cells in enumerate(rows, start=1):
            row = Phrase("row_in", table=table("rules"), number=number)
            code = self.code(row, cells, "rule_id")
            row = Phrase("row_rule", code=code) if code else row
            if not self._cadence(row, cells) or _is_floor(cells):
                self._asked(row, cells)
                continue
            if any(one.rule.rule_id == code for one in ruled):
                self.faults.append(RepeatedId("rule_id_repeated", row))
            floors = [other for other in rows if _is_floor(other) and _same_mechanism(cells, other)]
            one = self._rule(row, code, cells, floors)
            if one is not None:
                own = list(one.rule.places)
                hours[own] = np.maximum(hours[own], _visit_hours([cells, *floors]))
                ruled.append(one)
        return ruled, hours * 60

    def _cadence(self, row: Phrase, cells: Mapping[Any, Any]) -> str:
        cadence = self.text(row, cells, "cadence")
        if cadence and cadence not in (*CADENCES, NO_PERIOD):
            self.faults.append(BadNumber("cadence_of_none", row, cadence=cadence, possible=list(CADENCES)))
        return cadence

    def _asked(self, row: Phrase, cells: Mapping[Any, Any]) -> tuple[float | None, ...]:
        """Return visits, persons, hours and price a row names; each becomes a fault where it is none."""
        by_period = text_of(cells.get("unit")) in HOURS_OF_PERIOD
        return (
            self.amount(row, cells, "minimum_visits", MOST_VISITS, least=1),
            self.amount(row, cells, "minimum_persons", MOST_VISITS, least=1),
            self.amount(row, cells, "minimum_hours", 24 * LONGEST_DAYS if by_period else 24, whole=False),
            self.amount(row, cells, "price", MOST_POINTS),
        )

    def _rule(
        self, row: Phrase, code: str, cells: Mapping[Any, Any], floors: Sequence[Mapping[Any, Any]]
    ) -> _Ruled | None:
        titles = [text_of(one.get("title_floor")) for one in (cells, *floors)]
        self.faults += [
            UnknownTitle("title_floor_of_none", row, title=title) for title in titles if title and title not in TITLES
        ]
        first = self.month(row, cells, "valid_from", last=False)
        ends = not is_blank(cells["valid_to"])
        last = self.month(row, cells, "valid_to", last=True) if ends else FOR_EVER
        if first is not None and last is not None and last < first:
            self.faults.append(EndBeforeStart("rule_dates_wrong", row, first=first, last=last))
        kind = self.text(row, cells, "place_kind")
        listed = [self.place(row, name) for name in several(cells.get("places"))]
        own = [place for place in listed if place is not None] if listed else range(len(self.places))
        if kind not in ("", COUNTY_WIDE):
            if not any(self.kinds):
                self.faults.append(MissingColumns("columns_missing", table("places"), columns=["place_kind"]))
            own = [place for place in own if self.kinds[place] == kind]
        visits, persons, hours, price = self._asked(row, cells)
        rule = RosterRule(
            rule_id=code,
            name_zh=self.text(row, cells, "name_zh") or code,
            visits=int(visits or 0),
            persons=int(persons or 0),
            title_rank=max([TITLES.index(title) + 1 for title in titles if title in TITLES], default=0),
            specialties=_narrowest([several(one.get("specialties")) for one in (cells, *floors)]),
            places=tuple(sorted(set(own))),
            county_wide=kind == COUNTY_WIDE,
            price=-1 if price is None else int(price),
        )
        if first is None or last is None:
            return None
        by_period = text_of(cells.get("unit")) in HOURS_OF_PERIOD
        return _Ruled(rule, text_of(cells["cadence"]), first, last, (hours or 0.0) if by_period else 0.0)

    def requirements(
        self, ruled: Sequence[_Ruled], periods: pd.DataFrame, visit_minutes: FloatArray
    ) -> Iterable[Requirement]:
        """Yield what each rule asks of each place in each period that is due here and holds a working day."""
        rows = periods[periods["duty"] == "due"].to_dict("records")
        for number, one in enumerate(ruled):
            groups = [one.rule.places] if one.rule.county_wide else [(place,) for place in one.rule.places]
            for row in rows:
                first, last = date_of(row["start"]), date_of(row["end"])
                month = first + dt.timedelta(days=3 - first.weekday()) if one.cadence == "week" else first
                days = tuple(position for position, day in enumerate(self.days) if first <= day <= last)
                valid = one.first <= month.year * 100 + month.month <= one.last
                if row["cadence"] != one.cadence or not valid or not days:
                    continue
                for places in (group for group in groups if group):
                    by_hours = math.ceil(one.period_hours * 60 / float(visit_minutes[list(places)].max()) - 1e-9)
                    visits = max(one.rule.visits, by_hours)
                    yield Requirement(number, places, _period(row), one.cadence, days, visits, one.rule.persons)


def _period(row: Mapping[Any, Any]) -> Phrase:
    return period_phrase(int(row["period"]), str(row["cadence"]))


def _is_floor(row: Mapping[Any, Any]) -> bool:
    asks = any(not is_blank(row.get(name)) for name in ("minimum_visits", "minimum_persons"))
    return not asks and text_of(row.get("unit")) not in HOURS_OF_PERIOD


def _same_mechanism(row: Mapping[Any, Any], floor: Mapping[Any, Any]) -> bool:
    return text_of(floor.get("mechanism_id")) in ("", text_of(row.get("mechanism_id")))


def _visit_hours(rows: Sequence[Mapping[Any, Any]]) -> float:
    """Return the hours every visit must last: minimum_hours of the rows that do not sum over a period."""
    own = [row.get("minimum_hours") for row in rows if text_of(row.get("unit")) not in HOURS_OF_PERIOD]
    return max([number_of(hours) for hours in own if _within(hours, 0, 24)], default=0.0)


def _within(value: Any, least: float, most: float, *, whole: bool = False) -> bool:
    try:
        return least <= (whole_of(value) if whole else number_of(value)) <= most
    except Unreadable:
        return False


def _narrowest(several: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the specialties every row that names some accepts; () = any."""
    named = [set(one) for one in several if one]
    return tuple(sorted(set.intersection(*named))) if named else ()


def _unsatisfiable(problem: RosterProblem) -> list[RosterFault]:
    """Return a fault for each rule that asks more than all experts together could ever give."""
    found: list[RosterFault] = []
    for number, rule in enumerate(problem.rules):
        own = [need for need in problem.requirements if need.rule == number]
        people = int(problem.accepts[number].sum())
        if own and people == 0:
            found.append(UnsatisfiableRule("nobody_accepted", Phrase("row_rule", code=rule.rule_id)))
        elif any(need.persons > people or need.visits > people * len(need.days) for need in own):
            row, wanted = Phrase("row_rule", code=rule.rule_id), max(rule.persons, rule.visits)
            found.append(UnsatisfiableRule("too_few_accepted", row, wanted=wanted, people=people))
    return found


def pin_faults(problem: RosterProblem, pins: Sequence[tuple[int, int, int]]) -> list[RosterFault]:
    """Return a fault for each pinned visit that cannot stand: on leave, or in two places on one day."""
    found: list[RosterFault] = []
    taken: dict[tuple[int, int], int] = {}
    for expert, place, day in pins:
        who, where = problem.experts[expert].code, problem.places[place].code
        row = Phrase("row_pin", table="pin_row", expert=who, day=problem.days[day], place=where)
        if not problem.at_hand[expert, day]:
            found.append(VisitOnLeave("pin_on_leave", row))
        if not problem.in_reach[expert, place]:
            found.append(OutOfReach("pin_out_of_reach", row))
        if taken.setdefault((expert, day), place) != place:
            other = problem.places[taken[expert, day]].code
            found.append(TwoPlacesAtOnce("pin_taken", row, place=other))
    return found
