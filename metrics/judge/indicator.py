"""One indicator opened: its townships with intervals, its months with limits, both readings, its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from metrics.definition import Metric
from metrics.judge.annual import AnnualTrend, annual_trend
from metrics.judge.assessment import Assessment, assess
from metrics.judge.comparison_places import SideBySide, institutions_side_by_side, townships_side_by_side
from metrics.judge.computed_changes import why_not_split
from metrics.judge.limits import LimitDecision, decisions_in_force
from metrics.judge.peers import PeerStanding, peer_standing
from metrics.judge.series import MonthlySeries, monthly_series, with_intervals_by_months
from metrics.national.postings import PostingAudit, posting_audit
from metrics.period import Period
from metrics.reference import Reference


@dataclass(frozen=True)
class Indicator:
    """Everything said about one metric of a county, a period and a comparison.

    county, townships : judged rows; where the metric has no sampling model the interval is read from its months.
    annual    : the newest whole years and their trend.
    unsplit   : why the change has no parts by township, Chinese and English; empty where it has.
    decided   : what people decided on the limits of the county's chart.
    whole     : the months of the county (or of the townships chosen), None for a metric without months.
    parts     : the months by township, None likewise.
    sides     : both readings of the county and of townships that took others over; names : codes → names.
    audit     : what became of the postings, for the postings measure alone.
    """

    metric: Metric
    judged: Assessment
    county: pd.DataFrame
    townships: pd.DataFrame
    annual: AnnualTrend
    unsplit: tuple[str, str]
    decided: tuple[LimitDecision, ...]
    whole: MonthlySeries | None
    parts: MonthlySeries | None
    sides: tuple[SideBySide, ...]
    names: dict[str, str]
    peers: PeerStanding | None
    audit: PostingAudit | None


def indicator(
    engine: Engine,
    reference: Reference,
    metric: Metric,
    *,
    county: str,
    period: Period,
    townships: Sequence[str] = (),
    compare: str | None = "yoy",
) -> Indicator:
    """Read and judge one indicator. Raises QuestionError, WarehouseError."""
    judged = assess(engine, reference, [metric], county=county, period=period, townships=townships, compare=compare)
    asked: dict[str, Any] = {"county": county, "townships": townships}
    rows, whole_rows = (
        with_intervals_by_months(engine, reference, metric, part, period=period, **asked)
        for part in (judged.of_townships(metric.id), judged.county)
    )
    # People decide on the limits of the whole county's chart; a chart of some townships keeps its own.
    decided = [] if townships else decisions_in_force(engine, county, metric.id)
    whole = monthly_series(engine, reference, [metric], last=period.last, decided=decided, **asked)
    parts = monthly_series(
        engine, reference, [metric], county=county, last=period.last, townships=townships, by_township=True
    )
    sides = _sides(engine, reference, metric, county, period, townships, compare)
    audit = None
    if metric.id == "postings_per_10000":
        audit = posting_audit(engine, reference, county=county, period=period, townships=townships)
    return Indicator(
        metric,
        judged,
        whole_rows,
        rows,
        annual_trend(engine, reference, metric, last=period.last, **asked),
        ("", "") if metric.id in judged.contributions else why_not_split(metric, rows, whole_rows.iloc[0], compare),
        tuple(decided),
        whole.get(metric.id),
        parts.get(metric.id),
        tuple(sides),
        _names(engine, reference, county, sides),
        None
        if townships or metric.is_additive
        else peer_standing(engine, reference, metric, county=county, period=period),
        audit,
    )


def _sides(
    engine: Engine,
    reference: Reference,
    metric: Metric,
    county: str,
    period: Period,
    townships: Sequence[str],
    compare: str | None,
) -> list[SideBySide]:
    """Return both readings wherever they differ."""
    if compare is None:
        return []
    found = []
    if metric.computed is None and metric.can_be_split_by("township_code") and metric.numerator.is_additive_over_places:
        merged = townships_side_by_side(engine, reference, metric, county=county, period=period, compare=compare)
        found += [side for side in merged if not townships or side.place in townships]
    whole = institutions_side_by_side(
        engine, reference, metric, county=county, period=period, townships=townships, compare=compare
    )
    return [*([whole] if whole is not None and whole.items else []), *found]


def _names(engine: Engine, reference: Reference, county: str, sides: Sequence[SideBySide]) -> dict[str, str]:
    """Return code → Chinese name of every place and institution that the readings name."""
    names = {place.code: place.name_zh for place in reference.townships.values() if place.county_code == county}
    names[county] = reference.county(county).name_zh
    wanted = {item.code for side in sides for item in side.items} - set(names)
    if wanted:
        table = schema.institution
        found = read.rows(
            engine,
            select(table.c.institution_code, table.c.name_zh).where(table.c.institution_code.in_(sorted(wanted))),
        )
        names |= {row.institution_code: row.name_zh for row in found}
    return names
