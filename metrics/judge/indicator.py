"""One indicator opened: its townships with intervals, its months with limits, both readings, its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from data_access import read, schema
from metrics.definition import Metric
from metrics.judge.annual import AnnualTrend, annual_trend
from metrics.judge.assessment import Assessment, assess
from metrics.judge.comparison_places import SideBySide, institutions_side_by_side, townships_side_by_side
from metrics.judge.computed_changes import why_not_split
from metrics.judge.limits import LimitDecision, decisions_in_force
from metrics.judge.peers import PeerStanding, peer_standing
from metrics.judge.series import MonthlySeries, monthly_series, with_intervals_by_months
from metrics.national.postings import PostingAudit
from metrics.scope import Scope
from metrics.source import Source


@dataclass(frozen=True)
class Indicator:
    """Everything said about one metric of a county, a period and a comparison.

    judged    : its figures; where the metric has no sampling model their intervals are read from its months.
    annual    : the newest whole years and their trend.
    unsplit   : why the change has no parts by township, a code; '' where it has.
    decided   : what people decided on the limits of the county's chart.
    whole     : the months of the county (or of the townships chosen), None for a metric without months.
    parts     : the months by township, None likewise.
    sides     : both readings of the county and of townships that took others over; names : codes → names.
    audit     : what was left out of the count and why, for a metric whose rows are judged each by itself.
    """

    metric: Metric
    judged: Assessment
    annual: AnnualTrend
    unsplit: str
    decided: tuple[LimitDecision, ...]
    whole: MonthlySeries | None
    parts: MonthlySeries | None
    sides: tuple[SideBySide, ...]
    names: dict[str, str]
    peers: PeerStanding | None
    audit: PostingAudit | None


def indicator(source: Source, metric: Metric, scope: Scope) -> Indicator:
    """Read and judge one indicator. Raises QuestionError, WarehouseError."""
    judged = assess(source, [metric], scope)
    (metric,) = judged.metrics
    townships, county = (
        with_intervals_by_months(source, metric, part, scope)
        for part in (judged.of_townships(metric.id), judged.county)
    )
    judged = replace(judged, county=county, townships=townships)
    split = metric.id in judged.contributions
    # People decide on the limits of the whole county's chart; a chart of some townships keeps its own.
    decided = [] if scope.townships else decisions_in_force(source.engine, scope.county, metric.id)
    sides = _sides(source, metric, scope)
    return Indicator(
        metric,
        judged,
        annual_trend(source, metric, scope),
        "" if split else why_not_split(metric, townships, county.iloc[0], scope.compare),
        tuple(decided),
        monthly_series(source, [metric], scope, decided=decided).get(metric.id),
        monthly_series(source, [metric], scope, by_township=True).get(metric.id),
        tuple(sides),
        _names(source, scope.county, sides),
        None if scope.townships or metric.is_additive else peer_standing(source, metric, scope),
        _audit(source, metric, scope),
    )


def _audit(source: Source, metric: Metric, scope: Scope) -> PostingAudit | None:
    """Return what was left out of the count and why, for a metric whose rows are judged each by itself."""
    if metric.computed is None or metric.computed.audit is None:
        return None
    audit: PostingAudit = metric.computed.audit(source, scope)
    return audit


def _sides(source: Source, metric: Metric, scope: Scope) -> list[SideBySide]:
    """Return both readings wherever they differ."""
    if scope.compare is None:
        return []
    found = []
    if metric.computed is None and metric.can_be_split_by("township_code") and metric.numerator.is_additive_over_places:
        merged = townships_side_by_side(source, metric, scope)
        found += [side for side in merged if not scope.townships or side.place in scope.townships]
    whole = institutions_side_by_side(source, metric, scope)
    return [*([whole] if whole is not None and whole.items else []), *found]


def _names(source: Source, county: str, sides: Sequence[SideBySide]) -> dict[str, str]:
    """Return code → Chinese name of every place and institution that the readings name."""
    names = {place.code: place.name_zh for place in source.reference.townships.values() if place.county_code == county}
    names[county] = source.reference.county(county).name_zh
    wanted = {item.code for side in sides for item in side.items} - set(names)
    if wanted:
        table = schema.institution
        found = read.rows(
            source.engine,
            select(table.c.institution_code, table.c.name_zh).where(table.c.institution_code.in_(sorted(wanted))),
        )
        names |= {row.institution_code: row.name_zh for row in found}
    return names
