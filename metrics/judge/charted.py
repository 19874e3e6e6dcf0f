"""What a control chart judges of a metric's months: what is left when the year before and the recent change are known.

XmR limits presume that months follow each other without memory. A stock has one, last month's state, and most flows
have a season; their plain charts name a third of all months (docs/decisions/0079). So a month is held against an
expected value, made of figures that came before it only:

AS_COUNTED       no expected value: a series that seldom moves is read as it is, round the value at which it stands; so
                 is one whose baseline a person fixed
YEAR_DIFFERENCE  stocks: the same month a year earlier, plus last month's difference from its own year before
SEASON           flows: the same month a year earlier, plus the mean of that difference over the three months before

What is charted is the figure less what was expected, both as printed: a denominator that creeps by less than the last
printed decimal moves nothing. The limits are those of NHSRplotthedots on that series (metrics/statistics/spc.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.definition import Metric, Timing
from metrics.statistics.intervals import FloatArray
from metrics.statistics.spc import BoolArray, ControlChart, Rebase, away_from_level, xmr
from words.numbers import decimals_of

SEASON_MONTHS: Final = 12
# Sums of printed decimals carry binary noise; six places below the last printed one are far finer than any figure.
SPARE_DECIMALS: Final = 6


class Charted(StrEnum):
    """What of a month is held against the limits."""

    AS_COUNTED = "as_counted"
    YEAR_DIFFERENCE = "year_difference"
    SEASON = "season"


MONTHS_BEFORE: Final = {Charted.YEAR_DIFFERENCE: 1, Charted.SEASON: 3}
"""Months whose difference from the year before is carried on to the next."""

HISTORY_READ: Final = SEASON_MONTHS + max(MONTHS_BEFORE.values())
"""Months before the first one shown that its expected value is made of."""


class Chart(NamedTuple):
    """The chart of many places, what each place's months are held against, and which of Charted that is.

    expected : shape (places, months); NaN for AS_COUNTED, and where the months before do not tell.
    """

    chart: ControlChart
    expected: FloatArray
    charted: tuple[Charted, ...]


def charted_as(metric: Metric) -> Charted:
    """Return what is charted of a metric whose months move: a stock is what its numerator reads at a moment."""
    return Charted.SEASON if metric.numerator.timing is Timing.FLOW else Charted.YEAR_DIFFERENCE


def printed_decimals(metric: Metric) -> int:
    """Return the decimals with which a month is printed."""
    return decimals_of(metric.unit) if metric.model in ("count", "amount") else metric.decimals


def as_printed(values: npt.ArrayLike, decimals: int) -> FloatArray:
    """Return figures rounded as pages print them, halves away from zero."""
    own, scale = np.asarray(values, dtype=np.float64), 10.0**decimals
    return np.asarray(np.sign(own) * np.floor(np.abs(own) * scale + 0.5 + 1e-9) / scale, dtype=np.float64)


def expected_months(values: FloatArray, behind: FloatArray, months_before: int) -> FloatArray:
    """Return what each month should be: its year before, plus the mean difference of the months just before it.

    values, behind : figures and those a year earlier, shape (places, months). NaN where the year before is missing or
    none of the `months_before` months has a difference.
    """
    difference = values - behind
    expected = np.full(values.shape, np.nan)
    for month in range(1, values.shape[-1]):
        recent = difference[..., max(month - months_before, 0) : month]
        known = ~np.isnan(recent)
        with np.errstate(divide="ignore", invalid="ignore"):
            carried = np.where(known, recent, 0.0).sum(axis=-1) / known.sum(axis=-1)
        expected[..., month] = behind[..., month] + carried
    return expected


def chart_of_months(
    metric: Metric,
    values: FloatArray,
    behind: FloatArray,
    shown: int,
    *,
    rebases: Sequence[Rebase] = (),
    freeze_after: int | None = None,
) -> Chart:
    """Return the control charts of the last `shown` months of many places.

    values, behind : all months read and their year before, shape (places, months); NaN where there is no figure.
    """
    usual, decimals = charted_as(metric), printed_decimals(metric)
    printed, year_before = as_printed(values, decimals), as_printed(behind, decimals)
    expected = expected_months(printed, year_before, MONTHS_BEFORE[usual])[..., -shown:]
    own = printed[..., -shown:]
    plain = xmr(own, rebases=rebases, freeze_after=freeze_after)
    # Who fixes a baseline says which figures are the usual ones: they are held against it as they are.
    fixed = freeze_after is not None
    still = np.asarray(plain.stands.all(axis=-1) | fixed, dtype=np.bool_)
    left = np.round(own - expected, decimals + SPARE_DECIMALS)
    chart = xmr(np.where(still[..., None], own, left), rebases=rebases, freeze_after=freeze_after)
    kinds = tuple(Charted.AS_COUNTED if stands else usual for stands in still.tolist())
    expected = np.where(still[..., None], np.nan, expected)
    # A stock that took a step and stayed did one thing, not one thing a month: it has no usual level to be away from.
    stepped = still & away_from_level(plain) & (not fixed)
    return Chart(_without_limits(chart, stepped), expected, kinds)


def _without_limits(chart: ControlChart, rows: BoolArray) -> ControlChart:
    """Return the chart with neither limits nor special causes in some rows."""
    gone = rows[..., None]
    nothing = np.full(chart.values.shape, np.nan)
    mean, lower, upper = (np.where(gone, nothing, level) for level in (chart.mean, chart.lower, chart.upper))
    return chart._replace(
        mean=mean,
        lower=lower,
        upper=upper,
        side=np.where(gone, 0, chart.side).astype(np.int8),
        special=chart.special & ~gone,
        astronomical=chart.astronomical & ~gone,
        one_side=chart.one_side & ~gone,
        trend=chart.trend & ~gone,
        two_of_three=chart.two_of_three & ~gone,
        direction=np.where(gone, 0, chart.direction).astype(np.int8),
    )
