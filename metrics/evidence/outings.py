"""行程: the days of a month on which vehicles or teams went out, whom they reached, and who waits longest for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from metrics.hiding.suppression import USUAL_THRESHOLD, hide_in_line
from metrics.hiding.suppression_units import hide_in_units
from metrics.ledger.holidays import day_kinds, day_range
from metrics.period import add_months
from metrics.scope import within

MONTHS_OF_A_ROSTER = 12


@dataclass(frozen=True)
class Rules:
    """A mechanism's own rules: days after which a township waits too long, people below whom a day is flagged."""

    most_days: int | None = None
    least_persons: int | None = None

    @property
    def hides(self) -> bool:
        """Say whether counts below ten are hidden: not where the rule itself asks for fewer, of staff on duty."""
        return self.least_persons is None or self.least_persons >= USUAL_THRESHOLD


@dataclass(frozen=True)
class Day:
    """A day of the calendar: kind is workday | weekend | holiday | makeup."""

    date: dt.date
    kind: str


@dataclass(frozen=True)
class Stop:
    """A vehicle at a place on a day. vehicle: its position among the vehicles; persons: None where hidden."""

    date: dt.date
    vehicle: int
    township: str
    place_zh: str
    place_en: str
    order: int
    minutes: float | None
    km: float | None
    persons: int | None


@dataclass(frozen=True)
class Wait:
    """How long a township has waited at the month's end; no date: it was never reached."""

    township: str
    last: dt.date | None
    days: int | None
    over: bool


@dataclass(frozen=True)
class Floor:
    """The days of a month for which a roster is on record, and those below the floor."""

    month: int
    days: int
    below: int


@dataclass(frozen=True)
class OutingMonth:
    """A month of outings.

    runs    : vehicles on a day; persons: None where they are hidden; base: the same of the month compared with.
    below   : days (date, vehicle) with fewer people than the rule, hidden ones left out.
    waits   : the longest first; () where nobody travels. floors: the last twelve months; () without a rule.
    of_county : the chosen townships have no roster of their own; what is shown is the county's.
    """

    month: int
    days: tuple[Day, ...]
    vehicles: tuple[tuple[str, str], ...]
    stops: tuple[Stop, ...]
    runs: int
    persons: int | None
    base_month: int | None
    base_runs: int | None
    base_persons: int | None
    below: tuple[tuple[dt.date, int], ...]
    waits: tuple[Wait, ...]
    floors: tuple[Floor, ...]
    travels: bool
    of_county: bool


@dataclass(frozen=True)
class Places:
    """Townships as counted in the month: edition maps every code to the month's, newest to the newest edition's.

    here: the month's townships that are asked about; chosen: those of the filter, () is all.
    """

    edition: Mapping[str, str]
    newest: Mapping[str, str]
    here: Sequence[str]
    chosen: Sequence[str] = ()


def read_outings(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return a mechanism's outings in order of day, vehicle and stop. Raises WarehouseError."""
    table = schema.outing
    own = (table.c.county_code == county) & (table.c.mechanism_id == mechanism_id)
    rows = read.frame(engine, select(table).where(own).order_by(table.c.date, table.c.vehicle_zh, table.c.stop))
    return rows.assign(date=pd.to_datetime(rows["date"]))


def outing_month(
    rows: pd.DataFrame, places: Places, *, month: int, rules: Rules, base_month: int | None = None
) -> OutingMonth | None:
    """Return what is to be shown of a month; None where nothing is on record up to its end.

    A township that no vehicle ever reached waits all the same.

    rows: as read_outings, of all townships. base_month: the month compared with, None for none.
    """
    rows = rows.assign(township_code=rows["township_code"].map(lambda code: places.edition.get(code, code)))
    rows = rows[rows["month"] <= month]
    if rows.empty:
        return None
    travels = bool(rows["km"].notna().any() or rows["road_minutes"].notna().any())
    own = within(rows, places.chosen)
    of_county = own.empty and not travels
    if of_county:
        places, own = replace(places, chosen=()), rows
    vehicles = tuple(dict.fromkeys(zip(rows["vehicle_zh"], rows["vehicle_en"], strict=True)))
    now, hidden_totals = _protected(rows[rows["month"] == month], places, rules)
    now = within(now, places.chosen)
    base = _protected(rows[rows["month"] == base_month], places, rules) if base_month else None
    days = month_days(month)
    return OutingMonth(
        month,
        days,
        vehicles,
        tuple(_stop(row, vehicles) for row in now.to_dict("records")),
        _runs(now),
        _persons(now, hidden_totals),
        base_month,
        None if base is None else _runs(within(base[0], places.chosen)),
        None if base is None else _persons(within(base[0], places.chosen), base[1]),
        _below(now, vehicles, rules),
        _waits(own, places, days[-1].date, rules) if travels else (),
        () if travels or rules.least_persons is None else _floors(own, month, rules.least_persons),
        travels,
        of_county,
    )


def month_days(month: int) -> tuple[Day, ...]:
    """Return every day of a month with its kind."""
    first = dt.date(month // 100, month % 100, 1)
    later = add_months(month, 1)
    days = day_range(first, dt.date(later // 100, later % 100, 1) - dt.timedelta(days=1))
    return tuple(
        Day(dt.date.fromisoformat(str(day)), str(kind)) for day, kind in zip(days, day_kinds(days), strict=True)
    )


def _protected(rows: pd.DataFrame, places: Places, rules: Rules) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return a month's rows with `hidden`, and the townships whose sum must not be shown.

    The sums of a township and of the county are both shown to somebody, so a small count is hidden within its
    township, and a township's small sum among the townships; chosen ones or all, the choice is the same.
    """
    rows = rows.assign(hidden=False)
    if not rules.hides or rows.empty:
        return rows, frozenset()
    hidden = np.zeros(len(rows), dtype=np.bool_)
    people = rows["persons"].to_numpy(dtype=np.float64)
    codes = sorted(rows["township_code"].unique().tolist())
    sums = np.zeros(len(codes))
    for number, code in enumerate(codes):
        at = np.flatnonzero(rows["township_code"] == code)
        hidden[at], total_goes = hide_in_line(people[at])
        sums[number] = min(people[at].sum(), USUAL_THRESHOLD - 1) if total_goes else people[at].sum()
    units = np.array([places.newest.get(code, code) for code in codes], dtype=str)
    counted = list(places.newest.values())
    members = {code: counted.count(code) for code in set(counted)}
    gone = hide_in_units(sums, units, members, below=USUAL_THRESHOLD)
    without = frozenset(code for code, is_gone in zip(codes, gone, strict=True) if is_gone)
    hidden |= rows["township_code"].isin(list(without)).to_numpy() & (people > 0)
    return rows.assign(hidden=hidden), without


def _runs(rows: pd.DataFrame) -> int:
    return len(rows[["date", "vehicle_zh"]].drop_duplicates())


def _persons(rows: pd.DataFrame, hidden_totals: frozenset[str]) -> int | None:
    """Return the people of the rows; None where the sum is small, or holds only some of the hidden townships'."""
    gone = set(rows["township_code"]) & hidden_totals
    total = int(rows["persons"].sum())
    return None if gone and (gone != hidden_totals or total < USUAL_THRESHOLD) else total


def _stop(row: Mapping[Any, Any], vehicles: Sequence[tuple[str, str]]) -> Stop:
    return Stop(
        row["date"].date(),
        vehicles.index((row["vehicle_zh"], row["vehicle_en"])),
        row["township_code"],
        row["place_zh"],
        row["place_en"],
        int(row["stop"]),
        _number(row["road_minutes"]),
        _number(row["km"]),
        None if row["hidden"] else int(row["persons"]),
    )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _below(rows: pd.DataFrame, vehicles: Sequence[tuple[str, str]], rules: Rules) -> tuple[tuple[dt.date, int], ...]:
    """Return (day, vehicle) with fewer people than the rule asks for; a day that is hidden in part is not judged."""
    if rules.least_persons is None or rows.empty:
        return ()
    runs = rows.groupby(["date", "vehicle_zh", "vehicle_en"], sort=True).agg(
        persons=("persons", "sum"), hidden=("hidden", "any")
    )
    few = runs[(runs["persons"] < rules.least_persons) & ~runs["hidden"]]
    return tuple((date.date(), vehicles.index((zh, en))) for date, zh, en in few.index)


def _waits(rows: pd.DataFrame, places: Places, end: dt.date, rules: Rules) -> tuple[Wait, ...]:
    last = rows.groupby("township_code")["date"].max()
    found = []
    for code in places.here:
        if code not in last.index:
            found.append(Wait(code, None, None, rules.most_days is not None))
            continue
        seen = last[code].date()
        days = (end - seen).days
        found.append(Wait(code, seen, days, rules.most_days is not None and days > rules.most_days))
    return tuple(sorted(found, key=lambda wait: (wait.days is not None, -(wait.days or 0), wait.township)))


def _floors(rows: pd.DataFrame, month: int, least: int) -> tuple[Floor, ...]:
    by_day = rows.groupby(["month", "date"])["persons"].sum().reset_index()
    found = []
    for number in range(MONTHS_OF_A_ROSTER - 1, -1, -1):
        own = by_day[by_day["month"] == add_months(month, -number)]
        if not own.empty:
            found.append(Floor(add_months(month, -number), len(own), int((own["persons"] < least).sum())))
    return tuple(found)
