"""The national income measure: what primary institutions pay a person, over what the lead hospital pays one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ask.query import answer
from metrics.ask.question import Question
from metrics.definition import Metric
from metrics.national.frame import Columns, Computed, Side, basis_of, frame_columns
from metrics.source import Source
from metrics.statistics.intervals import FloatArray


def income_ratio(primary: Metric, lead: Metric) -> Computed:
    """Return the function that divides what primary institutions pay a person by what the lead hospital pays.

    A township is divided by the whole county's lead hospital, also where only some townships are asked for.
    """

    def ratio(source: Source, metric: Metric, question: Question) -> Columns:
        if question.townships:
            own = _columns(answer(source, replace(question, metrics=(primary,)), with_parts=True))
            base = _columns(answer(source, replace(question, metrics=(lead,), townships=()), with_parts=True))
        else:
            # Both stand in one table: one statement answers both.
            both = _columns(answer(source, replace(question, metrics=(primary, lead)), with_parts=True))
            is_own = both["metric_id"] == primary.id
            own, base = ({name: part[rows] for name, part in both.items()} for rows in (is_own, ~is_own))
        whole = _of_the_county(lead, base, own)
        by_month = "month" in question.by
        keys = [
            (county, place, None if not by_month else int(period.replace("-", "")))
            for county, place, period in zip(own["county_code"], own["township_code"], own["period"], strict=True)
        ]

        def side(name: str) -> Side:
            top, bottom = own[name], whole[name]
            with np.errstate(divide="ignore", invalid="ignore"):
                value = np.where(bottom > 0, top / bottom, np.nan)
            nothing = np.full(len(keys), np.nan)
            return Side(top, bottom, value, nothing, nothing)

        completeness = np.minimum(own["completeness"], whole["completeness"])
        share = source.reference.check_period(question.period).month_count / question.period.month_count
        current, before = side("value"), side("compare_value")
        matched = _ratio_of_matched(own, whole)
        columns = frame_columns(
            source.reference,
            metric,
            question,
            keys,
            current,
            before,
            method="",
            completeness=completeness / share,
            basis=basis_of(source.reference, "institution_month", question),
        )
        columns["change"] = matched - before.value
        return columns

    return ratio


Parts = dict[str, npt.NDArray[Any]]
_MATCHED = ("matched_numerator", "matched_denominator")
_SUMS = ("numerator", "denominator", *_MATCHED, "compare_numerator", "compare_denominator")
_KEYS = ("metric_id", "county_code", "township_code", "period")


def _columns(rows: pd.DataFrame) -> Parts:
    """Return what is read here as arrays: cutting and grouping DataFrames would cost more than the query."""
    numbers = {name: rows[name].to_numpy(np.float64) for name in (*_SUMS, "value", "compare_value", "completeness")}
    return numbers | {name: np.array(rows[name].tolist(), dtype=object) for name in _KEYS}


def _of_the_county(lead: Metric, rows: Parts, own: Parts) -> Parts:
    """Return for each row of `own` the lead hospital's income per person in its county and period.

    rows : the lead hospital's rows of any split by place.
    """
    known: dict[tuple[str, str], int] = {}
    group = [known.setdefault(key, len(known)) for key in zip(rows["county_code"], rows["period"], strict=True)]
    sums = {name: _sum(rows[name], group, len(known)) for name in _SUMS}
    with np.errstate(divide="ignore", invalid="ignore"):
        for value, top, bottom in (
            ("value", "numerator", "denominator"),
            ("compare_value", "compare_numerator", "compare_denominator"),
        ):
            sums[value] = np.where(sums[bottom] > 0, lead.per * sums[top] / sums[bottom], np.nan)
    # Where the lead hospital did not report, its township says so; the others have nothing of it to report.
    sums["completeness"] = np.ones(len(known))
    np.minimum.at(sums["completeness"], group, rows["completeness"])
    at = [known[key] for key in zip(own["county_code"], own["period"], strict=True)]
    return {name: part[at] for name, part in sums.items()}


def _sum(values: FloatArray, group: list[int], groups: int) -> FloatArray:
    """Return the sums of a column by group, NaN where no row of the group has a value."""
    known = ~np.isnan(values)
    total = np.bincount(group, weights=np.where(known, values, 0.0), minlength=groups)
    return np.where(np.bincount(group, weights=known, minlength=groups) > 0, total, np.nan)


def _ratio_of_matched(own: Parts, base: Parts) -> FloatArray:
    """Return the ratio over the months that are complete on both sides."""
    parts = [side[name] for side in (own, base) for name in _MATCHED]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((parts[0] / parts[1]) / (parts[2] / parts[3]), dtype=np.float64)
