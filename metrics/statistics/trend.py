"""Recent trend of an annual series, tested the way Fingertips does: has it risen or fallen over the last five years?

The last five points are tested at 99.8 % (χ² above 9.5495 with one degree of freedom). Proportions use the χ² test
for trend on numerators and denominators, everything else a regression weighted by the confidence limits. A trend is
declared only if its direction survives leaving out each point in turn. Months and quarters are not tested: their
seasons would pass for trends; nor are overlapping periods.

Source: Office for Health Improvement and Disparities, Fingertips trend markers;
PHEindicatormethods::assign_trend_markers.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.statistics.intervals import USUAL_CONFIDENCE, FloatArray, normal_quantile
from metrics.statistics.verdict import Verdict

POINTS = 5
CRITICAL_CHI_SQUARED = 9.5495  # 99.8 % of χ² with one degree of freedom


class Reason(StrEnum):
    """Why a series has no trend, or none is called; BEYOND_CHANCE where one is."""

    FEW_YEARS = "few_years"
    GAP = "gap_between_years"
    MISSING = "year_missing"
    NOBODY = "nobody_in_a_year"
    NO_WIDTH = "interval_without_width"
    NO_INTERVAL = "no_interval"
    WITHIN_CHANCE = "within_chance"
    ONE_YEAR = "one_year_decides"
    BEYOND_CHANCE = "beyond_chance"


class RecentTrend(NamedTuple):
    """The verdict, why it was chosen, and the numbers behind it.

    slope : per year, of the log odds for a proportion, of the value itself otherwise; NaN where not tested.
    """

    verdict: Verdict
    reason: Reason
    chi_squared: float
    slope: float


def recent_trend_of_proportion(
    years: npt.ArrayLike, numerator: npt.ArrayLike, denominator: npt.ArrayLike
) -> RecentTrend:
    """Test the last five years of a proportion; arrays of shape (n_years,), in any order.

    Raises ValueError where a year stands twice.
    """
    year, count, total = _last_points(years, numerator, denominator)
    problem = _problem(year, count, total) or (Reason.NOBODY if (total <= 0).any() else None)
    if problem:
        return RecentTrend(Verdict.TOO_LITTLE_DATA, problem, np.nan, np.nan)
    return _decide(
        chi_squared_for_trend(year, count, total),
        _log_odds_slope(year, count, total),
        [_log_odds_slope(*(np.delete(part, skip) for part in (year, count, total))) for skip in range(POINTS)],
    )


def recent_trend_of_values(
    years: npt.ArrayLike,
    values: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    *,
    confidence: float = USUAL_CONFIDENCE,
) -> RecentTrend:
    """Test the last five years of a rate, mean or other figure that has confidence limits; arrays (n_years,).

    Raises ValueError where a year stands twice.
    """
    year, value, low, high = _last_points(years, values, lower, upper)
    problem = _problem(year, value, low, high) or (Reason.NO_WIDTH if (high <= low).any() else None)
    if problem:
        return RecentTrend(Verdict.TOO_LITTLE_DATA, problem, np.nan, np.nan)
    weight = ((high - low) / (2 * normal_quantile(confidence))) ** -2.0
    slope, information = weighted_slope(year, value, weight)
    others = [weighted_slope(*(np.delete(part, skip) for part in (year, value, weight)))[0] for skip in range(POINTS)]
    return _decide(slope**2 * information, slope, others)


def chi_squared_for_trend(score: npt.ArrayLike, numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> float:
    """Return the χ² for a linear trend in proportions (Cochran–Armitage), one degree of freedom."""
    time, count, total = (np.asarray(part, dtype=np.float64) for part in (score, numerator, denominator))
    # Years near 2000 squared would cost ten digits; the statistic does not depend on where counting starts.
    time = time - time.mean()
    people, events = total.sum(), count.sum()
    moment = people * (count * time).sum() - events * (total * time).sum()
    spread = people * (total * time**2).sum() - (total * time).sum() ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nan_to_num(people * moment**2 / (events * (people - events) * spread)))


def weighted_slope(x: FloatArray, y: FloatArray, weight: FloatArray) -> tuple[float, float]:
    """Return the weighted least-squares slope and its information (1 / variance)."""
    centre = (weight * x).sum() / weight.sum()
    information = (weight * (x - centre) ** 2).sum()
    return float((weight * (x - centre) * y).sum() / information), float(information)


def _log_odds_slope(year: FloatArray, count: FloatArray, total: FloatArray) -> float:
    """Return the unweighted slope of the log odds; where a share is 0 or 1, of the empirical log odds (+½ each)."""
    rest = total - count
    half = 0.5 if (count <= 0).any() or (rest <= 0).any() else 0.0
    log_odds = np.log((count + half) / (rest + half))
    return weighted_slope(year, log_odds, np.ones_like(log_odds))[0]


def _last_points(years: npt.ArrayLike, *columns: npt.ArrayLike) -> list[FloatArray]:
    year = np.asarray(years, dtype=np.float64)
    if len(np.unique(year)) < len(year):
        raise ValueError("a year stands twice in the series")
    latest = np.argsort(year)[-POINTS:]
    return [year[latest], *(np.asarray(column, dtype=np.float64)[latest] for column in columns)]


def _problem(year: FloatArray, *columns: FloatArray) -> Reason | None:
    """Return why the series cannot be tested, or None."""
    if len(year) < POINTS:
        return Reason.FEW_YEARS
    if (np.diff(year) != 1).any():
        return Reason.GAP
    if any(np.isnan(column).any() for column in columns):
        return Reason.MISSING
    return None


def _decide(chi_squared: float, slope: float, slopes_without_one: list[float]) -> RecentTrend:
    if chi_squared <= CRITICAL_CHI_SQUARED:
        return RecentTrend(Verdict.NO_CLEAR_CHANGE, Reason.WITHIN_CHANCE, chi_squared, slope)
    if any(np.sign(other) != np.sign(slope) for other in slopes_without_one):
        return RecentTrend(Verdict.NO_CLEAR_CHANGE, Reason.ONE_YEAR, chi_squared, slope)
    return RecentTrend(
        Verdict.CLEAR_RISE if slope > 0 else Verdict.CLEAR_FALL, Reason.BEYOND_CHANCE, chi_squared, slope
    )
