"""How sure a coverage figure is: lower and upper over ±15 % speed and over who really lives in each village.

The same draws as behind the map of 服务圈 (travel/uncertainty.py), so that card, chart, map and download agree.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, or_, select

from data_access import read
from data_access.schema import village_access
from metrics.ask.question import Question
from metrics.definition import CircleShare
from metrics.source import Source, keep
from travel.uncertainty import CONFIDENCE, DRAWS, SPEED_ERROR, group_intervals

METHOD: Final = f"±{SPEED_ERROR:.0%}车速与人口误差，{DRAWS}次抽样"
access = village_access.c
Columns = dict[str, npt.NDArray[Any]]


class Villages(NamedTuple):
    """A county's villages in the order in which the map reads them: the draws belong to that order."""

    townships: list[str]
    minutes: npt.NDArray[np.float64]
    people: npt.NDArray[np.float64]


def coverage_limits(source: Source, circle: CircleShare, question: Question, month: int, part: Columns) -> Columns:
    """Return lower, upper, confidence and method for the rows of one coverage metric, in per cent.

    month : the last month of the period, at which coverage is read.
    part  : the metric's columns so far; rows without a value get none. Split by anything but townships, no row does.
    """
    if any(dimension != "township" for dimension in question.by):
        return {}
    size = len(part["value"])
    lower, upper = np.full(size, np.nan), np.full(size, np.nan)
    for county, own in _villages(source, circle, question.counties, month).items():
        rows = np.flatnonzero(part["county_code"] == county)
        group = _groups(own.townships, question, part["township_code"][rows])
        low, high = group_intervals(own.minutes, own.people, circle.minutes, group, len(rows))
        lower[rows], upper[rows] = 100 * low, 100 * high
    known = ~np.isnan(part["value"].astype(np.float64)) & ~np.isnan(lower)
    method = np.full(size, None, dtype=object)
    method[known] = METHOD
    return {
        "lower": np.where(known, lower, np.nan),
        "upper": np.where(known, upper, np.nan),
        "confidence": np.where(known, CONFIDENCE, np.nan),
        "method": method,
    }


def _groups(codes: list[str], question: Question, townships: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return for each village the row it belongs to, −1 for none."""
    if "township" in question.by:
        place = {code: row for row, code in enumerate(townships.tolist())}
        return np.array([place.get(code, -1) for code in codes], dtype=np.int64)
    chosen = set(question.townships or codes)
    return np.array([0 if code in chosen else -1 for code in codes], dtype=np.int64)


def _villages(source: Source, circle: CircleShare, counties: tuple[str, ...], month: int) -> dict[str, Villages]:
    """Return the counties' villages, read once a data version; counties without any are left out."""
    kind = (month, circle.tier, circle.mode, circle.scenario, str(circle.people))
    kept = source.memo.villages
    found = {county: own for county in counties if (own := kept.get((county, *kind))) is not None}
    missing = [county for county in counties if county not in found]
    if missing:
        fresh = _read(source.engine, circle, missing, month)
        found |= fresh
        keep(kept, {(county, *kind): own for county, own in fresh.items()})
    return {county: own for county, own in found.items() if own.townships}


def _read(engine: Engine, circle: CircleShare, counties: list[str], month: int) -> dict[str, Villages]:
    statement = (
        select(access.county_code, access.township_code, access.minutes, circle.people.label("people"))
        .where(
            access.county_code.in_(counties),
            access.tier == circle.tier,
            access.mode == circle.mode,
            access.scenario == circle.scenario,
            access.valid_from <= month,
            or_(access.valid_to.is_(None), access.valid_to >= month),
        )
        .order_by(access.county_code, access.village_code)
    )
    rows = read.rows(engine, statement)
    found = {}
    for county in counties:
        own = [row for row in rows if row.county_code == county]
        found[county] = Villages(
            [row.township_code for row in own],
            np.array([np.inf if row.minutes is None else row.minutes for row in own], dtype=np.float64),
            np.array([row.people for row in own], dtype=np.float64),
        )
    return found
