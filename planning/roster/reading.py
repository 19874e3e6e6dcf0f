"""Frames → RosterProblem: every fault of a roster question is found here, before any solver sees it."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

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
    UnknownExpert,
    UnknownPlace,
    UnknownTitle,
    UnsatisfiableRule,
    VisitOnLeave,
    raise_found,
)
from planning.roster.problem import (
    TITLES,
    Expert,
    Leave,
    Place,
    Preference,
    Requirement,
    RosterProblem,
    RosterRule,
    Weights,
)
from words.periods import period_phrase
from words.phrases import Phrase, said

LONGEST_DAYS = 366
USUAL_VISIT_HOURS = 8.0  # the last 8 of 118
USUAL_DAY_MINUTES = 660.0  # 07:30 out, 18:30 home
COUNTY_WIDE = "county"
HOURS_OF_PERIOD = ("小时/天", "小时/日", "小时/周", "小时/月")
SEPARATORS = re.compile(r"[、，,;；\s]+")

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
    institution_code, visit_date.

    Raises the one RosterFault found, or SeveralRosterFaults with all of them.
    """
    given = {
        "experts": experts, "places": places, "leaves": leaves, "rules": rules, "periods": periods,
        "minutes": minutes, "demand": demand, "history": history, "preferences": preferences, "pins": pins,
    }  # fmt: skip
    raise_found([fault for name, frame in given.items() if frame is not None for fault in _columns(name, frame)])
    reader = _Reader(experts, places, sorted(set(workdays)))
    leave_rows = reader.leaves(leaves)
    ruled, visit_minutes = reader.rules(rules, visit_hours)
    table = reader.minutes(minutes)
    wished = reader.demand(demand)
    known = frozenset() if history is None else frozenset(reader.pairs("history_row", history))
    liked = reader.preferences(preferences)
    pinned = reader.cells("pin_row", pins)
    reader.horizon()
    reader.numbers(home_floor or {}, most_per_week, day_minutes)
    raise_found(reader.faults)
    problem = RosterProblem(
        experts=reader.experts,
        places=reader.places,
        days=reader.days,
        leaves=leave_rows,
        rules=tuple(one.rule for one in ruled),
        requirements=tuple(reader.requirements(ruled, periods, visit_minutes)),
        minutes=table,
        visit_minutes=visit_minutes,
        day_minutes=day_minutes,
        home_floor=dict(home_floor or {}),
        most_per_week=most_per_week,
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
    return [MissingColumns("columns_missing", Phrase("row_table", table=name), columns=missing)]


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) or value == "" else float(value)


def _date(value: Any) -> dt.date:
    return pd.Timestamp(value).date()


def _several(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return tuple(part for part in SEPARATORS.split(_text(value)) if part)


@dataclass(frozen=True)
class _Ruled:
    """A rule with what only the making of requirements needs: its cadence, months of validity and hours of a period."""

    rule: RosterRule
    cadence: str
    first: int
    last: int
    period_hours: float


class _Reader:
    """Turns codes into positions and gathers the faults met on the way."""

    def __init__(self, experts: pd.DataFrame, places: pd.DataFrame, days: Sequence[dt.date]) -> None:
        self.faults: list[RosterFault] = []
        self.days = tuple(days)
        self.kinds = [_text(kind) for kind in places.get("place_kind", pd.Series([""] * len(places)))]
        self.places = tuple(
            Place(str(row["institution_code"]), _text(row.get("name_zh")) or str(row["institution_code"]),
                  _text(row["township_code"]))
            for row in places.to_dict("records")
        )  # fmt: skip
        self.experts = tuple(self._expert(row) for row in experts.to_dict("records"))
        self.expert_at = self._positions("row_expert", [expert.code for expert in self.experts])
        self.place_at = self._positions("row_place", [place.code for place in self.places])

    def _expert(self, row: Mapping[Any, Any]) -> Expert:
        code, title = str(row["expert_code"]), _text(row["title"])
        if title and title not in TITLES:
            self.faults.append(UnknownTitle("title_of_none", Phrase("row_expert", code=code), title=title))
        rank = TITLES.index(title) + 1 if title in TITLES else 0
        return Expert(code, _text(row.get("name_zh")) or code, rank, str(row["specialty"]))

    def _positions(self, what: str, codes: Sequence[str]) -> dict[str, int]:
        repeated = sorted({code for code in codes if codes.count(code) > 1})
        self.faults += [RepeatedId("id_repeated", Phrase(what, code=code)) for code in repeated]
        return {code: position for position, code in enumerate(codes)}

    def expert(self, row: Phrase, code: Any) -> int | None:
        """Return an expert's position; an unknown code becomes a fault of the row."""
        if str(code) not in self.expert_at:
            self.faults.append(UnknownExpert("expert_unknown", row, expert=code))
        return self.expert_at.get(str(code))

    def place(self, row: Phrase, code: Any) -> int | None:
        """Return a place's position; an unknown code becomes a fault of the row."""
        if str(code) not in self.place_at:
            self.faults.append(UnknownPlace("place_unknown", row, place=code))
        return self.place_at.get(str(code))

    def horizon(self) -> None:
        """Ask for at least one working day and at most a year."""
        if not self.days:
            self.faults.append(NotAWorkday("no_working_day", Phrase("row_horizon")))
        elif (self.days[-1] - self.days[0]).days >= LONGEST_DAYS:
            span = (self.days[-1] - self.days[0]).days + 1
            self.faults.append(HorizonTooLong("horizon_too_long", Phrase("row_horizon"), days=span, most=LONGEST_DAYS))

    def numbers(self, home_floor: Mapping[str, int], most_per_week: int, day_minutes: float) -> None:
        """Ask for numbers that mean something."""
        specialties = {expert.specialty for expert in self.experts}
        for specialty, floor in home_floor.items():
            if specialty not in specialties:
                self.faults.append(BadNumber("specialty_unknown", Phrase("row_floor", specialty=specialty)))
            if floor < 0:
                self.faults.append(BadNumber("floor_negative", Phrase("row_floor", specialty=specialty), floor=floor))
        if not 1 <= most_per_week <= 7:
            self.faults.append(BadNumber("most_per_week_wrong", Phrase("row_most_per_week"), most=most_per_week))
        if not 0 < day_minutes <= 1440:
            self.faults.append(BadNumber("day_minutes_wrong", Phrase("row_day_minutes"), minutes=day_minutes))

    def leaves(self, frame: pd.DataFrame) -> tuple[Leave, ...]:
        """Return the leaves of known experts."""
        found = []
        for number, row in enumerate(frame.to_dict("records"), start=1):
            name = _text(row.get("leave_id"))
            told = Phrase("row_leave", name=name or Phrase("row_number", number=number))
            who = self.expert(told, row["expert_code"])
            first, last = _date(row["start_date"]), _date(row["end_date"])
            if last < first:
                self.faults.append(EndBeforeStart("leave_dates_wrong", told, first=first, last=last))
            elif who is not None:
                found.append(Leave(name or said(told.fields["name"]), who, first, last))
        return tuple(found)

    def minutes(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the one-way minutes, inf where no row says otherwise."""
        table = np.full((len(self.experts), len(self.places)), np.inf)
        for who, where, value in zip(
            frame["expert_code"], frame["institution_code"], frame["travel_time_min"], strict=True
        ):
            row = Phrase("row_minutes", expert=who, place=where)
            expert, place, minutes = self.expert(row, who), self.place(row, where), _number(value)
            if minutes is None or minutes < 0:
                self.faults.append(BadNumber("minutes_of_none", row, value=value))
            elif expert is not None and place is not None:
                table[expert, place] = minutes
        return table

    def pairs(self, what: str, frame: pd.DataFrame) -> list[tuple[int, int]]:
        """Return (expert, place) of each row that names known ones."""
        found = []
        for who, where in zip(frame["expert_code"], frame["institution_code"], strict=True):
            row = Phrase("row_pair", table=what, expert=who, place=where)
            expert, place = self.expert(row, who), self.place(row, where)
            if expert is not None and place is not None:
                found.append((expert, place))
        return found

    def demand(self, frame: pd.DataFrame | None) -> dict[tuple[int, str], int]:
        """Return (place, specialty) -> visits asked for over the roster."""
        wished: dict[tuple[int, str], int] = {}
        for row in [] if frame is None else frame.to_dict("records"):
            name = Phrase("row_demand", place=row["institution_code"], specialty=row["specialty"])
            place, visits = self.place(name, row["institution_code"]), _number(row["visits"])
            if visits is None or visits < 0:
                self.faults.append(BadNumber("visits_of_none", name, value=row["visits"]))
            elif place is not None and visits > 0:
                key = place, str(row["specialty"])
                wished[key] = wished.get(key, 0) + int(visits)
        return wished

    def preferences(self, frame: pd.DataFrame | None) -> tuple[Preference, ...]:
        """Return the wishes; each is about a place or about a weekday."""
        found = []
        for number, row in enumerate([] if frame is None else frame.to_dict("records"), start=1):
            name = Phrase("row_preference", number=number)
            who, points = self.expert(name, row["expert_code"]), _number(row["points"])
            where, weekday = _text(row.get("institution_code")), _number(row.get("weekday"))
            place = self.place(name, where) if where else None
            if bool(where) == (weekday is not None):
                self.faults.append(BadNumber("place_or_weekday", name))
            elif points is None or (weekday is not None and weekday not in range(7)):
                self.faults.append(BadNumber("points_or_weekday_wrong", name))
            elif who is not None:
                found.append(Preference(who, place, None if weekday is None else int(weekday), int(points)))
        return tuple(found)

    def cells(self, what: str, frame: pd.DataFrame | None) -> list[tuple[int, int, int]]:
        """Return (expert, place, day) of each row of a roster; days outside the working days become faults."""
        if frame is None:
            return []
        at = {day: position for position, day in enumerate(self.days)}
        found = []
        for who, where, when in zip(frame["expert_code"], frame["institution_code"], frame["visit_date"], strict=True):
            day = _date(when)
            row = Phrase("row_pin", table=what, expert=who, day=day, place=where)
            expert, place = self.expert(row, who), self.place(row, where)
            if day not in at:
                self.faults.append(NotAWorkday("day_not_worked", row))
            elif expert is not None and place is not None:
                found.append((expert, place, at[day]))
        return found

    def rules(self, frame: pd.DataFrame, visit_hours: float) -> tuple[list[_Ruled], np.ndarray]:
        """Return the rules that ask something of places, and the minutes a visit lasts at each place."""
        rows = frame.to_dict("records")
        hours = np.full(len(self.places), visit_hours)
        ruled: list[_Ruled] = []
        for row in rows:
            asks = [_number(row.get(name)) for name in ("minimum_visits", "minimum_persons")]
            by_period = _text(row.get("unit")) in HOURS_OF_PERIOD
            if not _text(row["cadence"]) or (asks == [None, None] and not by_period):
                continue
            if any(one.rule.rule_id == str(row["rule_id"]) for one in ruled):
                self.faults.append(RepeatedId("rule_id_repeated", Phrase("row_rule", code=row["rule_id"])))
            floors = [other for other in rows if _is_floor(other) and _same_mechanism(row, other)]
            one = self._rule(row, floors)
            hours[list(one.rule.places)] = np.maximum(hours[list(one.rule.places)], _visit_hours([row, *floors]))
            ruled.append(one)
        return ruled, hours * 60

    def _rule(self, row: Mapping[Any, Any], floors: Sequence[Mapping[Any, Any]]) -> _Ruled:
        name = Phrase("row_rule", code=row["rule_id"])
        titles = [_text(one.get("title_floor")) for one in (row, *floors)]
        self.faults += [
            UnknownTitle("title_floor_of_none", name, title=title) for title in titles if title and title not in TITLES
        ]
        first, last = int(row["valid_from"]), _number(row["valid_to"])
        if last is not None and last < first:
            self.faults.append(EndBeforeStart("rule_dates_wrong", name, first=first, last=last))
        kind = _text(row.get("place_kind"))
        listed = [self.place(name, code) for code in _several(row.get("places"))]
        own = [place for place in listed if place is not None] if listed else range(len(self.places))
        if kind not in ("", COUNTY_WIDE):
            own = [place for place in own if self.kinds[place] == kind]
        hours = _number(row.get("minimum_hours")) or 0.0
        price = _number(row.get("price"))
        rule = RosterRule(
            rule_id=str(row["rule_id"]),
            name_zh=_text(row.get("name_zh")) or str(row["rule_id"]),
            visits=int(_number(row.get("minimum_visits")) or 0),
            persons=int(_number(row.get("minimum_persons")) or 0),
            title_rank=max([TITLES.index(title) + 1 for title in titles if title in TITLES], default=0),
            specialties=_narrowest([_several(one.get("specialties")) for one in (row, *floors)]),
            places=tuple(sorted(own)),
            county_wide=kind == COUNTY_WIDE,
            price=-1 if price is None else int(price),
        )
        span = (first if first > 9999 else first * 100 + 1, 999912 if last is None else int(last))
        until = span[1] if span[1] > 9999 else span[1] * 100 + 12
        by_period = _text(row.get("unit")) in HOURS_OF_PERIOD
        return _Ruled(rule, _text(row["cadence"]), span[0], until, hours if by_period else 0.0)

    def requirements(
        self, ruled: Sequence[_Ruled], periods: pd.DataFrame, visit_minutes: np.ndarray
    ) -> Iterable[Requirement]:
        """Yield what each rule asks of each place in each period that is due here and holds a working day."""
        rows = periods[periods["duty"] == "due"].to_dict("records")
        for number, one in enumerate(ruled):
            groups = [one.rule.places] if one.rule.county_wide else [(place,) for place in one.rule.places]
            for row in rows:
                first, last = _date(row["start"]), _date(row["end"])
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
    asks = [_number(row.get(name)) for name in ("minimum_visits", "minimum_persons")]
    return asks == [None, None] and _text(row.get("unit")) not in HOURS_OF_PERIOD


def _same_mechanism(row: Mapping[Any, Any], floor: Mapping[Any, Any]) -> bool:
    return _text(floor.get("mechanism_id")) in ("", _text(row.get("mechanism_id")))


def _visit_hours(rows: Sequence[Mapping[Any, Any]]) -> float:
    """Return the hours every visit must last: minimum_hours of the rows that do not sum over a period."""
    own = [row for row in rows if _text(row.get("unit")) not in HOURS_OF_PERIOD]
    return max([_number(row.get("minimum_hours")) or 0.0 for row in own], default=0.0)


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
