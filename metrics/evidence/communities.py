"""The communities of a network beside each other: each metric summed over a community's institutions, then divided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from metrics.ask.query import ask
from metrics.catalogue import get
from metrics.definition import Metric
from metrics.evidence.network import Network, Node
from metrics.hiding.suppression import USUAL_THRESHOLD
from metrics.judge.levels import allows_for_dispersion
from metrics.judge.series import has_interval_by_months, interval_by_months
from metrics.own import own_metrics
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.dispersion import dispersion_of_proportions, dispersion_of_rates
from metrics.statistics.intervals import FloatArray, rate_interval, wilson

COMMON: Final = ("primary_visit_share",)
"""What every county's communities are compared on, whatever their mechanism names: who takes the visits."""

Standing = Literal["above", "below", "same", "unknown"]


@dataclass(frozen=True)
class Part:
    """One community's figure of a metric.

    numerator, denominator : sums over its institutions; the denominator is None for a count.
    lower, upper : 95 % limits, None for what is counted in full.
    standing     : of the limits against all communities together; unknown without limits.
    """

    code: str
    numerator: float
    denominator: float | None
    value: float
    lower: float | None
    upper: float | None
    standing: Standing


@dataclass(frozen=True)
class Compared:
    """A metric of every community, in the network's order: nobody is ranked.

    together   : all communities summed, then divided; of a count their sum.
    dispersion : φ by which limits of counted events widened, so that four communities or fewer cannot stand apart.
    by_months  : whether the limits are read from how the months vary.
    """

    metric: Metric
    parts: tuple[Part, ...]
    together: float
    dispersion: float = 1.0
    by_months: bool = False


def leaders(network: Network) -> tuple[Node, ...]:
    """Return the county's institutions that township-level ones belong to: each stands for its community."""
    nodes = (node for root in network.roots for node in root.walk())
    return tuple(
        node for node in nodes if node.tier == "county" and any(child.tier == "township" for child in node.children)
    )


def metrics_compared(source: Source, county: str, mechanism_id: str, metric_ids: Sequence[str]) -> tuple[Metric, ...]:
    """Return a mechanism's metrics that add over institutions, in its order, then those of every community."""
    own = own_metrics(source, county, mechanism_id, metric_ids)
    ids = {metric.id for metric in own}
    own += [get(metric_id) for metric_id in COMMON if metric_id not in ids]
    return tuple(metric for metric in own if _adds_over_institutions(metric))


def communities_compared(
    source: Source, network: Network, metrics: Sequence[Metric], county: str, period: Period
) -> tuple[Compared, ...]:
    """Return each metric of the communities. Raises QuestionError, WarehouseError.

    Left out is a metric of which nothing is known, and one with a count that would have to be hidden: of a few
    communities a hidden one could be worked out from the others and their sum.
    """
    if len(leaders(network)) < 2:
        return ()
    told: dict[str, Compared | None] = {}
    for months in (False, True):
        # Two questions, however many metrics: one of sums, one of months.
        group = tuple(metric for metric in metrics if has_interval_by_months(metric) is months)
        if not group:
            continue
        rows = source.ask(by_institution, group, county, period, months)
        for metric in group:
            told[metric.id] = compared(network, metric, rows[rows["metric_id"] == metric.id])
    found = (told[metric.id] for metric in metrics)
    return tuple(each for each in found if each is not None)


def by_institution(
    source: Source, metrics: tuple[Metric, ...], county: str, period: Period, months: bool
) -> pd.DataFrame:
    """Return metrics by institution, and by month where limits are read from these. Raises as `ask` does."""
    return ask(
        source, metrics, Scope(county, period, compare=None), by=("institution", *(("month",) if months else ()))
    )


def compared(network: Network, metric: Metric, rows: pd.DataFrame) -> Compared | None:
    """Return a metric of the communities; None with fewer than two of them, or where one would have to be hidden.

    rows : institution_code, numerator, denominator, status, and period where the limits are read from months.
    """
    groups = leaders(network)
    community = {node.code: group.code for group in groups for node in group.walk()}
    own = rows.assign(community=rows["institution_code"].map(community)).dropna(subset="community")
    if len(groups) < 2 or (own["status"] == "hidden").any():
        return None
    codes = [group.code for group in groups]
    top, bottom = (_sums(own, name, codes) for name in ("numerator", "denominator"))
    counted = metric.denominator is None
    if np.isnan(top).any() or (not counted and not (bottom > 0).all()) or _would_hide(metric, top, bottom):
        return None
    if counted:
        parts = [
            Part(code, value, None, metric.per * value, None, None, "unknown") for code, value in _pairs(codes, top)
        ]
        return Compared(metric, tuple(parts), metric.per * float(top.sum()))
    phi, lower, upper = _limits(metric, own, codes, top, bottom)
    together = metric.per * float(top.sum() / bottom.sum())
    columns = (part.tolist() for part in (top, bottom, lower, upper))
    parts = [_part(code, numbers, together, metric) for code, *numbers in zip(codes, *columns, strict=True)]
    return Compared(metric, tuple(parts), together, phi, has_interval_by_months(metric))


def _adds_over_institutions(metric: Metric) -> bool:
    if metric.computed is not None or not metric.can_be_split_by("institution_code"):
        return False
    return all(measure.is_additive_over_places for measure in metric.measures)


def _pairs(codes: Sequence[str], values: FloatArray) -> list[tuple[str, float]]:
    return list(zip(codes, values.tolist(), strict=True))


def _sums(rows: pd.DataFrame, column: str, codes: Sequence[str]) -> FloatArray:
    """Return a sum a community, shape (n_codes,); NaN for one of which nothing is known."""
    sums = rows.groupby("community")[column].sum(min_count=1)
    return sums.reindex(list(codes)).to_numpy(dtype=np.float64)


def _would_hide(metric: Metric, top: FloatArray, bottom: FloatArray) -> bool:
    """Say whether a count of people, or what a share leaves over, is from one to nine in any community.

    Institutions and amounts are no people; visits that a share is made of are hidden here whatever they are elsewhere.
    """
    if metric.suppression is None and (metric.model != "proportion" or metric.census):
        return False
    below = USUAL_THRESHOLD if metric.suppression is None else metric.suppression.below
    counts = [top] if metric.denominator is None else [top, bottom]
    if metric.model == "proportion":
        counts.append(bottom - top)
    return any(bool(((count > 0) & (count < below)).any()) for count in counts)


def _limits(
    metric: Metric, rows: pd.DataFrame, codes: Sequence[str], top: FloatArray, bottom: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return φ and the limits of each community in the metric's unit, NaN where there is no method for any.

    Visits of the same patients are no independent events: φ is taken of however few communities there are.
    """
    if has_interval_by_months(metric):
        tables = [_by_month(rows, name, codes) for name in ("numerator", "denominator")]
        found = interval_by_months(*tables, per=metric.per)
        return 1.0, found.lower, found.upper
    nothing = np.full(len(codes), np.nan)
    if not allows_for_dispersion(metric):
        return 1.0, nothing, nothing
    if metric.model == "proportion":
        phi = dispersion_of_proportions(top, bottom, fewest=2)
        shares = wilson(top / phi, bottom / phi)
        return phi, shares.lower * metric.per, shares.upper * metric.per
    phi = dispersion_of_rates(top, bottom, fewest=2)
    rates = rate_interval(top / phi, bottom / phi, per=metric.per)
    return phi, rates.lower, rates.upper


def _by_month(rows: pd.DataFrame, column: str, codes: Sequence[str]) -> FloatArray:
    sums = rows.groupby(["community", "period"])[column].sum(min_count=1).unstack()
    return sums.reindex(list(codes)).to_numpy(dtype=np.float64)


def _part(code: str, numbers: Sequence[float], together: float, metric: Metric) -> Part:
    """numbers : numerator, denominator, lower and upper limit, NaN where there are none."""
    top, bottom, lower, upper = numbers
    value = metric.per * top / bottom
    if np.isnan(lower) or np.isnan(upper):
        return Part(code, top, bottom, value, None, None, "unknown")
    standing: Standing = "above" if lower > together else "below" if upper < together else "same"
    return Part(code, top, bottom, value, lower, upper, standing)
