"""Is a change more than noise? The four verdicts on every page, and whether the change is good news.

明显上升 and 明显下降 are said only where the confidence interval of the change excludes "no change" and the change
is large enough to matter. Otherwise 无明显变化, or 数据不足以判断 where the figures are too few to show any but an
enormous change. Which interval depends on how the figure comes about:

`verdicts_by_spread`   what adds up over months    limits as wide as like changes usually vary (`like_changes.py`)
`verdicts_by_months`   the same, without a history limits from this period's own months, in pairs
`verdicts_of_means`    ages at death               limits from the cases' own variance
`verdicts`             people counted once         PROPORTION: difference of proportions, Newcombe
                       independent events          COUNT, RATE: ratio, limits conditional on the total

Visits of one patient, or money that one invoice can move, are no independent events: a binomial or Poisson interval
of a year's sum calls too much clear. Their spread is therefore read from how they changed before.
"""

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from metrics.statistics.intervals import USUAL_CONFIDENCE, Estimate, FloatArray, difference_of_proportions, rate_ratio
from metrics.statistics.like_changes import Kind, Parts, Spread, change_limits, sum_inflation


class Verdict(StrEnum):
    """What may be said of a change; `words.names.VERDICTS` holds the words."""

    CLEAR_RISE = "clear_rise"
    CLEAR_FALL = "clear_fall"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_LITTLE_DATA = "too_little_data"


# Changes that are more than noise.
CLEAR: Final = frozenset({Verdict.CLEAR_RISE, Verdict.CLEAR_FALL})


# A change that the pages print as 持平 is never called clear, however large the numbers behind it: below 0.05, unless
# its unit is printed with other decimals than one (`visible`).
SMALLEST_VISIBLE_CHANGE = 0.05

# Below these, "no clear change" would only mean "could not have been seen". A clear change stays clear.
FEWEST_IN_DENOMINATOR = 30
FEWEST_EVENTS_IN_BOTH = 10
FEWEST_MONTHS = 6


class Sampling(StrEnum):
    """How the figure comes about, and so how its chance variation is known."""

    PROPORTION = "proportion"
    COUNT = "count"
    RATE = "rate"
    MONTHS = "months"


class Verdicts(NamedTuple):
    """One answer a row: the verdict, the change with its limits, and the method that gave them.

    codes                : array of `Verdict`s.
    change, lower, upper : percentage points (百分点) for PROPORTION, per cent of the base for COUNT and RATE.
    method               : name of the interval, for the column `method`.
    """

    codes: npt.NDArray[np.str_]
    change: FloatArray
    lower: FloatArray
    upper: FloatArray
    method: str


def verdicts(
    sampling: Sampling,
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    base_numerator: npt.ArrayLike,
    base_denominator: npt.ArrayLike,
    *,
    per: float = 100.0,
    confidence: float = USUAL_CONFIDENCE,
    visible: float | FloatArray = SMALLEST_VISIBLE_CHANGE,
) -> Verdicts:
    """Judge the change of each row from the base period to this one.

    numerator, denominator           : this period, shape (n,) or scalars; the denominator of a COUNT is not read.
    base_numerator, base_denominator : the base period. NaN or an empty denominator gives 数据不足以判断.
    per                              : scale of a PROPORTION: 100 gives percentage points.
    visible                          : the smallest change that does not print as 持平, in the unit of the change.

    Raises ValueError for Sampling.MONTHS, which needs the months: see `verdicts_by_months`.
    """
    now, base = np.asarray(numerator, dtype=np.float64), np.asarray(base_numerator, dtype=np.float64)
    size, base_size = np.asarray(denominator, dtype=np.float64), np.asarray(base_denominator, dtype=np.float64)
    if sampling is Sampling.PROPORTION:
        share = difference_of_proportions(now, size, base, base_size, confidence=confidence)
        change = Estimate(share.estimate * per, share.lower * per, share.upper * per)
        enough = (size >= FEWEST_IN_DENOMINATOR) & (base_size >= FEWEST_IN_DENOMINATOR)
        return _judged(change, enough, "Newcombe", visible)
    if sampling is Sampling.MONTHS:
        raise ValueError("amounts are judged from their months: call verdicts_by_months")
    if sampling is Sampling.COUNT:
        size = base_size = np.ones_like(now + base)
    ratio = rate_ratio(now, size, base, base_size, confidence=confidence)
    change = Estimate((ratio.estimate - 1) * 100, (ratio.lower - 1) * 100, (ratio.upper - 1) * 100)
    return _judged(change, now + base >= FEWEST_EVENTS_IN_BOTH, "Poisson ratio, conditional Wilson", visible)


def verdicts_of_means(
    change: npt.ArrayLike,
    reach: npt.ArrayLike,
    cases: npt.ArrayLike,
    base_cases: npt.ArrayLike,
    *,
    visible: float | FloatArray = SMALLEST_VISIBLE_CHANGE,
) -> Verdicts:
    """Judge the change of each mean from the limits that its cases' own variance gives.

    reach : how far Welch's limits lie from the change; NaN is 数据不足以判断, as are fewer than 30 cases on a side
            where nothing is clear.
    """
    size, base_size = _array(cases), _array(base_cases)
    own, width = _array(change), _array(reach)
    enough = (size >= FEWEST_IN_DENOMINATOR) & (base_size >= FEWEST_IN_DENOMINATOR)
    return _judged(Estimate(own, own - width, own + width), enough, "Welch", visible)


def verdicts_by_months(
    numerator: npt.ArrayLike,
    base_numerator: npt.ArrayLike,
    denominator: npt.ArrayLike | None = None,
    base_denominator: npt.ArrayLike | None = None,
    *,
    relative: bool = True,
    per: float = 100.0,
    confidence: float = USUAL_CONFIDENCE,
    visible: float | FloatArray = SMALLEST_VISIBLE_CHANGE,
    resemblance: float = 0.0,
    fewest: int = FEWEST_MONTHS,
) -> Verdicts:
    """Judge the change of each row from how its months vary, each month paired with the same month of the base.

    numerator, base_numerator     : monthly parts, shape (n, months); NaN in any of the four drops that month's pair.
    denominator, base_denominator : monthly parts of a ratio (admissions for cost per admission); None for totals.
    relative                      : True gives per cent of the base, False the difference times `per`.
    resemblance                   : how much neighbouring months resemble each other (0.3), which widens the interval.
    fewest                        : pairs below which nothing is judged.

    The change is that of the ratio of sums. Its standard error is the linearised one of a ratio with months as
    clusters (Cochran 1977, Sampling Techniques, §6.4 and §9.3), the limits Student's t with one degree of freedom
    fewer than there are pairs; without denominators this is the paired t interval of the monthly differences.
    Fewer than 6 pairs is 数据不足以判断 (5 where January and February are one). A month whose denominator is 0 (no
    appraisal was held) is no observation: only months with cases on both sides are pairs. A change that grows through
    the year is spread, so it widens the interval and never invents a clear change. Months that resemble each other vary
    less about their own mean and more as a sum: the variance is multiplied by c (n − 1)/(n − c), where c is that of
    `sum_inflation`.
    """
    now, base = np.atleast_2d(np.asarray(numerator, dtype=np.float64)), np.atleast_2d(_array(base_numerator))
    size = np.ones_like(now) if denominator is None else np.atleast_2d(_array(denominator))
    base_size = np.ones_like(base) if base_denominator is None else np.atleast_2d(_array(base_denominator))
    paired = ~np.isnan(now + base + size + base_size)
    now, base, size, base_size = (np.where(paired, part, 0.0) for part in (now, base, size, base_size))
    months = (paired & (size > 0) & (base_size > 0)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        level, base_level = now.sum(axis=1) / size.sum(axis=1), base.sum(axis=1) / base_size.sum(axis=1)
        influence = (now - level[:, None] * size) / size.sum(axis=1)[:, None]
        influence -= (base - base_level[:, None] * base_size) / base_size.sum(axis=1)[:, None]
        summed = np.array([float(sum_inflation(np.asarray(resemblance), int(count))) for count in months])
        error = np.sqrt((influence**2).sum(axis=1) * months / (months - 1))
        error *= np.sqrt(summed * (months - 1) / (months - summed))
        reach = error * special.stdtrit(np.maximum(months - 1, 1), 0.5 + confidence / 2)
        # A base of zero or below has no "per cent of the base", but nothing at all on both sides is no change.
        nothing = ~(now.any(axis=1) | base.any(axis=1))
        per_cent = np.where(base_level > 0, 100.0 / base_level, np.where(nothing, 0.0, np.nan))
        scale = per_cent if relative else np.full(months.shape, per)
        change = Estimate(
            (level - base_level) * scale, (level - base_level - reach) * scale, (level - base_level + reach) * scale
        )
    few = months < fewest
    change = Estimate(change.estimate, np.where(few, np.nan, change.lower), np.where(few, np.nan, change.upper))
    return _judged(change, ~few, "paired months, Student t", visible)


def verdicts_by_spread(
    kind: Kind,
    parts: Parts,
    spread: Spread,
    *,
    per: float = 100.0,
    smallest: float | FloatArray = SMALLEST_VISIBLE_CHANGE,
) -> Verdicts:
    """Judge the change of each row by how much changes like it usually vary.

    parts    : sums of the period and its base, shape (n,).
    smallest : the smallest change that matters, in the unit of the change: per cent of the base for COUNT and RATE,
               the difference times `per` for PROPORTION and MEAN.

    A row whose spread is unknown is 数据不足以判断. So is, where nothing is clear, one with fewer than 10 events in
    both periods or fewer than 30 in a denominator.
    """
    found = change_limits(kind, parts, spread)
    if kind in (Kind.COUNT, Kind.RATE):
        change = Estimate(*((part - 1) * 100 for part in found))
        enough = parts.now + parts.base >= FEWEST_EVENTS_IN_BOTH
        nothing = (parts.now == 0) & (parts.base == 0)
        change = Estimate(np.where(nothing, 0.0, change.estimate), *change[1:])
    else:
        change = Estimate(*(part * per for part in found))
        enough = np.ones(change.estimate.shape, dtype=bool)
        if kind is Kind.PROPORTION:
            enough = (parts.size >= FEWEST_IN_DENOMINATOR) & (parts.base_size >= FEWEST_IN_DENOMINATOR)
    # A ratio to a base of none has no upper limit, and no size that could be printed.
    known = np.isfinite(spread.dispersion) & np.isfinite(change.estimate)
    change = Estimate(change.estimate, *(np.where(known, limit, np.nan) for limit in change[1:]))
    return _judged(change, enough, "usual spread of like changes", smallest)


def _array(values: npt.ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _judged(change: Estimate, enough: npt.NDArray[np.bool_], method: str, smallest: float | FloatArray) -> Verdicts:
    """Choose the verdict of each row; `enough` says where no clear change may be called no clear change."""
    visible = np.abs(change.estimate) >= smallest
    known = ~np.isnan(change.lower) & ~np.isnan(change.upper)
    codes = np.select(
        [known & visible & (change.lower > 0), known & visible & (change.upper < 0), known & enough],
        [Verdict.CLEAR_RISE, Verdict.CLEAR_FALL, Verdict.NO_CLEAR_CHANGE],
        Verdict.TOO_LITTLE_DATA,
    )
    return Verdicts(codes, change.estimate, change.lower, change.upper, method)


def centred_on(
    found: Verdicts, change: npt.ArrayLike, *, visible: float | FloatArray = SMALLEST_VISIBLE_CHANGE
) -> Verdicts:
    """Return verdicts with their intervals moved to the change itself, the verdicts chosen anew.

    For a ratio of two ratios the months' own estimate weighs months slightly otherwise than the change does.
    """
    own = np.asarray(change, dtype=np.float64)
    shift = own - found.change
    return _judged(
        Estimate(own, found.lower + shift, found.upper + shift), ~np.isnan(found.lower), found.method, visible
    )


def judgements(codes: npt.ArrayLike, better: str | npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Turn verdicts into "good", "bad" or "neutral" by the direction in which the metric is better.

    codes  : verdicts, any shape.
    better : "higher", "lower" or "neutral", one for all or one a row.

    Only a clear change of a metric with a direction is good or bad; everything else is neutral.
    Raises ValueError for any other direction.
    """
    code, direction = np.asarray(codes), np.asarray(better)
    unknown = sorted(set(np.atleast_1d(direction).tolist()) - {"higher", "lower", "neutral"})
    if unknown:
        raise ValueError(f"better is 'higher', 'lower' or 'neutral'; got {unknown}")
    rose, fell = code == Verdict.CLEAR_RISE, code == Verdict.CLEAR_FALL
    good = (rose & (direction == "higher")) | (fell & (direction == "lower"))
    bad = (fell & (direction == "higher")) | (rose & (direction == "lower"))
    return np.select([good, bad], ["good", "bad"], "neutral")
