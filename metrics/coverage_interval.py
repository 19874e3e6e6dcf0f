"""How sure a coverage figure is: lower and upper over ±15 % speed and over who really lives in each village.

The same draws as behind the map of 服务圈 (travel/uncertainty.py), so that card, chart, map and download agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, Row, or_, select

from data_access import read
from data_access.schema import village_access
from metrics.definition import CircleShare
from metrics.question import Question
from travel.uncertainty import CONFIDENCE, DRAWS, SPEED_ERROR, group_intervals

METHOD: Final = f"±{SPEED_ERROR:.0%}车速与人口误差，{DRAWS}次抽样"
access = village_access.c
Columns = dict[str, npt.NDArray[Any]]


def coverage_limits(engine: Engine, circle: CircleShare, question: Question, month: int, part: Columns) -> Columns:
    """Return lower, upper, confidence and method for the rows of one coverage metric, in per cent.

    month : the last month of the period, at which coverage is read.
    part  : the metric's columns so far; rows without a value get none. Split by anything but townships, no row does.
    """
    if any(dimension != "township" for dimension in question.by):
        return {}
    every = _villages(engine, circle, question.counties, month)
    size = len(part["value"])
    lower, upper = np.full(size, np.nan), np.full(size, np.nan)
    for county in dict.fromkeys(row.county_code for row in every):
        own = [row for row in every if row.county_code == county]
        rows = np.flatnonzero(part["county_code"] == county)
        minutes = np.array([np.inf if row.minutes is None else row.minutes for row in own], dtype=np.float64)
        people = np.array([row.people for row in own], dtype=np.float64)
        group = _groups(own, question, part["township_code"][rows])
        low, high = group_intervals(minutes, people, circle.minutes, group, len(rows))
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


def _groups(villages: Sequence[Row[Any]], question: Question, townships: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return for each village the row it belongs to, −1 for none."""
    codes = [row.township_code for row in villages]
    if "township" in question.by:
        place = {code: row for row, code in enumerate(townships.tolist())}
        return np.array([place.get(code, -1) for code in codes], dtype=np.int64)
    chosen = set(question.townships or codes)
    return np.array([0 if code in chosen else -1 for code in codes], dtype=np.int64)


def _villages(engine: Engine, circle: CircleShare, counties: tuple[str, ...], month: int) -> Sequence[Row[Any]]:
    """Return the villages in the order in which the map reads them: the draws belong to that order."""
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
    return read.rows(engine, statement)
