"""How much a figure usually changes between two like periods: the yardstick by which this change is called clear.

A change is measured in its *score*: the change over the standard error that independent events would give it. If
events were independent, scores would have variance 1; patients who come back, weather and reporting make it larger.
How much larger, the *dispersion*, is read from earlier changes, each month against the same month of the year before:

dispersion of a month    mean square of the months' scores about their drift, scores beyond 3 robust standard deviations
                         counted as 3 (one epidemic does not hide every later change)
of a longer period       times 1 + 2 Σ (1 − k/L) ρᵏ, because neighbouring months resemble each other (ρ: `resemblance`)
with the same period     of earlier years: a weighted mean of both, the months weighing as 10 such changes at most
of earlier years         (moderated variance, Smyth 2004)

January and February count as one month, because the Spring Festival moves between them. A change of one of the two
alone is judged against earlier changes of that month only, whose spread is at least that of the months
(docs/decisions/0103).

Sources: McCullagh & Nelder (1989), Generalized Linear Models, §4.5 and §6.2.3 (dispersion); Bartlett (1946), Suppl JRSS
8:27–41 (sums and variances of correlated series); Huber (1981), Robust Statistics, §5.2 (winsorised residuals); Smyth
(2004) Stat Appl Genet Mol Biol 3(1):3 (moderated variance).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from metrics.statistics.intervals import (
    USUAL_CONFIDENCE,
    Estimate,
    FloatArray,
    difference_of_proportions,
    normal_quantile,
    rate_ratio,
)

# Monthly changes that must lie behind a dispersion; 3 years of data give 11, January and February being one.
FEWEST_EARLIER_CHANGES: Final = 6
# From so many monthly changes on (three years of them) a drift can be told from noise and is taken out.
FEWEST_FOR_A_DRIFT: Final = 30
# A month alone of the two between which the Spring Festival moves is judged by so many earlier ones at least.
FEWEST_FESTIVAL_CHANGES: Final = 3
# Of the days of the seven-day holiday that lie in January, from one year to the next, 2001–2030: never more than seven,
# most often none or all of them. A normal distribution has 3.
FESTIVAL_KURTOSIS: Final = 1.68
# The months weigh as so many changes of the same period at most, so that years that differ as a whole are noticed.
MOST_WEIGHT_OF_MONTHS: Final = 10.0
# Neighbouring months resemble each other by this much before a series says otherwise, and it needs two years to say it.
USUAL_RESEMBLANCE: Final = 0.3
MONTHS_BEHIND_USUAL_RESEMBLANCE: Final = 24.0
MOST_RESEMBLANCE: Final = 0.7
ROBUST_LIMIT: Final = 3.0
# The median absolute deviation times this is the standard deviation of a normal distribution.
NORMAL_FROM_MEDIAN: Final = 1.4826
# Freedom of a dispersion that nobody has observed and that is taken as 1 (events that are independent by nature).
FREEDOM_WITHOUT_HISTORY: Final = 4.0
# Months that are hidden because they are small leave the larger ones: of these no spread is known below this share.
FEWEST_SHOWN: Final = 0.75
MONTHS_OF_A_YEAR: Final = 12


class Kind(StrEnum):
    """What is compared, and so the standard error that independent events would give a change."""

    PROPORTION = "proportion"  # events out of events
    COUNT = "count"  # events, or money that comes in such events
    RATE = "rate"  # events by exposure
    MEAN = "mean"  # an amount per case, or per month where cases are not additive


class Parts(NamedTuple):
    """Numerators and denominators of both sides, any one shape; without denominators the sizes are ones."""

    now: FloatArray
    size: FloatArray
    base: FloatArray
    base_size: FloatArray

    def at(self, index: Any) -> Parts:
        """Return the parts of some rows or months."""
        return Parts(*(part[index] for part in self))

    def total(self) -> Parts:
        """Return the parts summed over their last axis."""
        return Parts(*(part.sum(axis=-1) for part in self))


class Spread(NamedTuple):
    """How much changes of this kind usually vary, one item a place; NaN where too few are known.

    dispersion     : mean square of their scores.
    freedom        : degrees of freedom it is known by.
    like_changes   : how many earlier years' changes of the same period it rests on.
    month_changes  : how many earlier months' changes.
    """

    dispersion: FloatArray
    freedom: FloatArray
    like_changes: FloatArray
    month_changes: FloatArray

    @property
    def inflation(self) -> FloatArray:
        """Return by what counts are divided so that usual limits have the spread's width and Student's t."""
        t = special.stdtrit(self.freedom, 0.5 + USUAL_CONFIDENCE / 2)
        return np.asarray(self.dispersion * (t / normal_quantile(USUAL_CONFIDENCE)) ** 2)


def scores(kind: Kind, parts: Parts) -> FloatArray:
    """Return each change over the standard error that independent events would give it; NaN where nothing happened.

    Of a MEAN the change times √(1/(1/n + 1/n₀)): its dispersion is the variance of one case, in the mean's unit.
    """
    now, size, base, base_size = parts
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind is Kind.PROPORTION:
            pooled = (now + base) / (size + base_size)
            error = np.sqrt(pooled * (1 - pooled) * (1 / size + 1 / base_size))
            found = (now / size - base / base_size) / error
            same = (now + base == 0) | (now + base == size + base_size)
            return np.where((size > 0) & (base_size > 0) & ~same, found, np.nan)
        if kind is Kind.MEAN:
            found = (now / size - base / base_size) / np.sqrt(1 / size + 1 / base_size)
            return np.where((size > 0) & (base_size > 0), found, np.nan)
        found = (now * base_size - base * size) / np.sqrt((now + base) * size * base_size)
        return np.where((now + base > 0) & (size > 0) & (base_size > 0), found, np.nan)


def sum_inflation(resemblance: FloatArray, months: int) -> FloatArray:
    """Return the variance of a sum of so many months over what it would be if months were independent."""
    lags = np.arange(1, months)
    powers = np.asarray(resemblance)[..., None] ** lags
    return np.asarray(1 + 2 * ((1 - lags / months) * powers).sum(axis=-1))


def usual_spread(
    kind: Kind,
    monthly: Parts,
    calendar: npt.NDArray[np.intp],
    period: tuple[int, int],
    *,
    months_apart: int = MONTHS_OF_A_YEAR,
    independent: bool = False,
    hides: bool = False,
) -> Spread:
    """Return how much changes like that of a period usually vary.

    monthly      : what of each month is compared and what with, shape (places, months); NaN where nobody knows.
    calendar     : the months, counted from year 0 (year × 12 + month − 1), rising, shape (months,).
    period       : its first month and the one after its last, counted likewise. Only months before it are read.
    months_apart : 12 for 同比. Otherwise changes differ by season and are taken about their calendar month's mean.
    independent  : events are independent by nature (deaths): without a history the dispersion is 1, not unknown.
    hides        : small counts are hidden from `monthly`; where more than a quarter of the months is, nothing is known.
    """
    first, end = period
    earlier = calendar < first
    by_year = months_apart == MONTHS_OF_A_YEAR
    own, at = monthly.at((slice(None), earlier)), calendar[earlier]
    floor = 0.0 if kind is Kind.MEAN else 1.0
    starts = _starts(at, by_year)
    spans = np.diff([*starts, at.size]).astype(np.float64)
    found = scores(kind, _summed(own, starts))
    if by_year:
        centre, clipped = _about_drift(found)
    else:
        centre, clipped = _about_calendar(found, at[starts] % MONTHS_OF_A_YEAR)
    known = ~np.isnan(clipped)
    count = known.sum(axis=1).astype(np.float64)
    rest = np.where(known, clipped - centre, 0.0)
    alike = resemblance(rest, known)
    # Two months summed vary more than one, if they resemble each other.
    rest = np.where(spans > 1, rest / np.sqrt(sum_inflation(alike, 2))[:, None], rest)
    taken = _taken(found, clipped, count, alike, at[starts] % MONTHS_OF_A_YEAR, by_year)
    with np.errstate(divide="ignore", invalid="ignore"):
        month = (rest**2).sum(axis=1) / (count - taken)
        sparse = (1 - alike**2) / (1 + alike**2) / (1 + 0.5 * np.maximum(0.0, 1 - 11 / np.maximum(count, 1)))
    freedom = np.maximum(count * sparse - np.minimum(taken, 1), 1.0)
    few = count - taken < FEWEST_EARLIER_CHANGES
    if hides and known.shape[1]:
        since_first = known.shape[1] - np.where(known.any(axis=1), known.argmax(axis=1), 0)
        few |= count < FEWEST_SHOWN * since_first
    unknown = 1.0 if independent else np.nan
    month = np.where(few, unknown, month)
    freedom = np.where(few, FREEDOM_WITHOUT_HISTORY if independent else np.nan, freedom)
    whole = np.maximum(month, floor) * sum_inflation(alike, end - first)
    if not by_year or end - first > MONTHS_OF_A_YEAR:
        return Spread(whole, freedom, np.zeros_like(count), count)
    like = _like_scores(kind, own, at, period) - np.where(known.any(axis=1), centre[:, 0], 0.0)[:, None] * np.sqrt(
        max(end - first, 1)
    )
    return _moderated(like, whole, freedom, count, floor, festival=splits_the_festival(period))


def splits_the_festival(period: tuple[int, int]) -> bool:
    """Say whether a period holds January without February or the reverse, of any year; months as in `usual_spread`."""
    first, end = period
    return first % MONTHS_OF_A_YEAR == 1 or end % MONTHS_OF_A_YEAR == 1


def freedom_with_the_festival(own: FloatArray, usual: FloatArray, years: FloatArray, freedom: FloatArray) -> FloatArray:
    """Return the degrees of freedom by which the dispersion of a January or February alone is known.

    own     : mean square of such changes in so many years, or `usual` where that is larger.
    usual   : what a month's would be without the festival, known by `freedom`.

    What the festival adds is own − usual. A mean of n squares varies as that of n × 2/(κ − 1) normal ones, κ being the
    kurtosis of what is squared: 3 of a normal change, `FESTIVAL_KURTOSIS` of the days by which the festival moves. Both
    parts together as Satterthwaite (1946), Biometrics Bulletin 2:110–114.
    """
    moved = own - usual
    by_years = np.maximum(years, 1.0) * 2 / (FESTIVAL_KURTOSIS - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(own**2 / (moved**2 / by_years + usual**2 / freedom))


def resemblance(rest: FloatArray, known: npt.NDArray[np.bool_]) -> FloatArray:
    """Return how much neighbouring months resemble each other: 0 to 0.7, drawn towards 0.3 with 24 months' weight.

    rest : scores about their centre, 0 where unknown, shape (places, months).
    """
    square = (rest**2).sum(axis=1)
    product = (rest[:, 1:] * rest[:, :-1]).sum(axis=1)
    count = known.sum(axis=1)
    own = np.divide(product, square, out=np.full(square.shape, USUAL_RESEMBLANCE), where=square > 0)
    weight = MONTHS_BEHIND_USUAL_RESEMBLANCE
    drawn = (count * own + weight * USUAL_RESEMBLANCE) / (count + weight)
    return np.asarray(np.clip(drawn, 0.0, MOST_RESEMBLANCE))


def change_limits(kind: Kind, parts: Parts, spread: Spread) -> Estimate:
    """Return the change of each place with limits as wide as the usual spread.

    Shares for a PROPORTION, the ratio for COUNT and RATE, the difference for a MEAN. Limits of counts are those of
    independent events after every count is divided by the spread's inflation.
    """
    now, size, base, base_size = parts
    inflation = spread.inflation
    if kind is Kind.MEAN:
        with np.errstate(divide="ignore", invalid="ignore"):
            change = now / size - base / base_size
            reach = normal_quantile(USUAL_CONFIDENCE) * np.sqrt(inflation * (1 / size + 1 / base_size))
        return Estimate(change, change - reach, change + reach)
    with np.errstate(divide="ignore", invalid="ignore"):
        smaller = Parts(now / inflation, size / inflation, base / inflation, base_size / inflation)
    limits = difference_of_proportions if kind is Kind.PROPORTION else rate_ratio
    return limits(*smaller)


def _starts(at: npt.NDArray[np.intp], by_year: bool) -> npt.NDArray[np.intp]:
    """Return where each month begins; February is one with the January before it."""
    if not at.size:
        return np.zeros(0, dtype=np.intp)
    joined = (at[1:] % MONTHS_OF_A_YEAR == 1) & (at[1:] == at[:-1] + 1)
    begins = np.concatenate([[True], ~joined if by_year else np.ones(at.size - 1, dtype=bool)])
    return np.flatnonzero(begins)


def _summed(parts: Parts, starts: npt.NDArray[np.intp]) -> Parts:
    if not starts.size:
        return Parts(*(part[:, :0] for part in parts))
    return Parts(*(np.add.reduceat(part, starts, axis=1) for part in parts))


def _clipped(found: FloatArray, middle: FloatArray) -> FloatArray:
    """Return scores no farther from the middle than three robust standard deviations."""
    reach = ROBUST_LIMIT * NORMAL_FROM_MEDIAN * _median(np.abs(found - middle))
    # Half the months or more alike: there is no robust measure of the others.
    reach = np.where(reach > 0, reach, np.inf)
    return np.clip(found, middle - reach, middle + reach)


def _median(values: FloatArray) -> FloatArray:
    """Return the median of each row as a column; 0 where nothing is known."""
    if not values.shape[1]:
        return np.zeros((values.shape[0], 1))
    nothing = np.isnan(values).all(axis=1, keepdims=True)
    return np.asarray(np.nanmedian(np.where(nothing, 0.0, values), axis=1)[:, None])


def _about_drift(found: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the drift of each row as a column (0 where too few months could tell it), and the clipped scores."""
    clipped = _clipped(found, _median(found))
    known = ~np.isnan(clipped)
    count = known.sum(axis=1)
    mean = np.where(known, clipped, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where(count >= FEWEST_FOR_A_DRIFT, mean, 0.0)[:, None], clipped


def _about_calendar(found: FloatArray, month: npt.NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """Return the mean of each score's calendar month, and the scores of calendar months that are known twice."""
    centre, kept = np.full(found.shape, np.nan), found.copy()
    for one in range(MONTHS_OF_A_YEAR):
        own = month == one
        known = ~np.isnan(found[:, own])
        count = known.sum(axis=1, keepdims=True)
        mean = np.where(known, found[:, own], 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
        centre[:, own] = mean
        kept[:, own] = np.where(count > 1, found[:, own], np.nan)
    return centre, kept


def _taken(
    found: FloatArray,
    clipped: FloatArray,
    count: FloatArray,
    alike: FloatArray,
    month: npt.NDArray[np.intp],
    by_year: bool,
) -> FloatArray:
    """Return what the centre takes of the number of scores: about 1.8 for a mean of months that resemble each other."""
    if by_year:
        lags = (1 + alike) / (1 - alike)
        return np.where(count >= FEWEST_FOR_A_DRIFT, lags, 0.0)
    known = ~np.isnan(clipped)
    return np.asarray(
        sum(known[:, month == one].any(axis=1).astype(np.float64) for one in range(MONTHS_OF_A_YEAR))
        + np.zeros(found.shape[0])
    )


def _like_scores(kind: Kind, own: Parts, at: npt.NDArray[np.intp], period: tuple[int, int]) -> FloatArray:
    """Return the scores of the same period of each earlier year, shape (places, years); NaN where it is not whole."""
    first, end = period
    columns = []
    oldest = int(at[0]) if at.size else first
    for back in range(MONTHS_OF_A_YEAR, first - oldest + 1, MONTHS_OF_A_YEAR):
        inside = (at >= first - back) & (at < end - back)
        if inside.sum() == end - first:
            columns.append(scores(kind, own.at((slice(None), inside)).total()))
    return np.stack(columns, axis=1) if columns else np.zeros((own.now.shape[0], 0))


def _moderated(
    like: FloatArray, whole: FloatArray, freedom: FloatArray, count: FloatArray, floor: float, *, festival: bool
) -> Spread:
    """Return the months' dispersion drawn towards that of the same period of earlier years, by how many there are."""
    known = ~np.isnan(like)
    years = known.sum(axis=1).astype(np.float64)
    if festival:
        square = np.where(known, like, 0.0) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            usual = np.nan_to_num(whole, nan=floor)
            own = np.maximum(square.sum(axis=1) / years, usual)
        few = years < FEWEST_FESTIVAL_CHANGES
        known_by = freedom_with_the_festival(own, usual, years, np.nan_to_num(freedom, nan=FREEDOM_WITHOUT_HISTORY))
        return Spread(np.where(few, np.nan, own), np.where(few, np.nan, known_by), years, count)
    size = np.abs(np.where(known, like, np.nan))
    reach = ROBUST_LIMIT * np.maximum(np.sqrt(whole), NORMAL_FROM_MEDIAN * _median(size)[:, 0])
    square = np.where(known, np.minimum(size, reach[:, None]), 0.0) ** 2
    weight = np.minimum(freedom, MOST_WEIGHT_OF_MONTHS)
    together = (weight * whole + square.sum(axis=1)) / (weight + years)
    return Spread(np.maximum(together, floor), weight + years, years, count)
