"""The national income measure: what primary institutions pay a person, over what the lead hospital pays one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from metrics.definition import Metric
from metrics.intervals import FloatArray
from metrics.national_frame import Columns, Computed, Side, basis_of, frame_columns
from metrics.query import query
from metrics.question import Question
from metrics.reference import Reference


def income_ratio(primary: Metric, lead: Metric) -> Computed:
    """Return the function that divides what primary institutions pay a person by what the lead hospital pays.

    A township is divided by the whole county's lead hospital, also where only some townships are asked for.
    """

    def answer(engine: Engine, reference: Reference, metric: Metric, question: Question) -> Columns:
        asked: dict[str, Any] = {
            "county": question.counties,
            "period": question.period,
            "compare": question.compare,
            "with_parts": True,
        }
        own = query(engine, reference, [primary], by=question.by, townships=question.townships, **asked)
        by_month = tuple(dimension for dimension in question.by if dimension == "month")
        whole = query(engine, reference, [lead], by=by_month, **asked).set_index(["county_code", "period"])
        base = whole.loc[list(zip(own["county_code"], own["period"], strict=True))]
        keys = [
            (county, place, None if not by_month else int(period.replace("-", "")))
            for county, place, period in zip(own["county_code"], own["township_code"], own["period"], strict=True)
        ]

        def side(name: str) -> Side:
            top, bottom = own[name].to_numpy(np.float64), base[name].to_numpy(np.float64)
            with np.errstate(divide="ignore", invalid="ignore"):
                value = np.where(bottom > 0, top / bottom, np.nan)
            nothing = np.full(len(keys), np.nan)
            return Side(top, bottom, value, nothing, nothing)

        completeness = np.minimum(own["completeness"].to_numpy(float), base["completeness"].to_numpy(float))
        share = reference.check_period(question.period).month_count / question.period.month_count
        current, before = side("value"), side("compare_value")
        matched = _ratio_of_matched(own, base)
        columns = frame_columns(
            reference,
            metric,
            question,
            keys,
            current,
            before,
            method="",
            completeness=completeness / share,
            basis=basis_of(reference, "institution_month", question),
        )
        columns["change"] = matched - before.value
        return columns

    return answer


def _ratio_of_matched(own: pd.DataFrame, base: pd.DataFrame) -> FloatArray:
    """Return the ratio over the months that are complete on both sides."""
    parts = [frame[name].to_numpy(np.float64) for frame in (own, base) for name in _MATCHED]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((parts[0] / parts[1]) / (parts[2] / parts[3]), dtype=np.float64)


_MATCHED = ("matched_numerator", "matched_denominator")
