"""How sure we are of a figure: confidence intervals for proportions, counts, rates and their changes.

Every function takes numbers or numpy arrays (broadcast against each other), works in closed form without a Python
loop, and answers NaN, never an exception, where a row has no answer: a missing value, a negative count, an empty
denominator. An impossible `confidence` is the caller's mistake and raises ValueError.

Sources: Wilson (1927) JASA 22:209–212; Newcombe (1998) Stat Med 17:873–890 (method 10); Breslow & Day (1987),
Statistical Methods in Cancer Research II, p. 69 (Byar); Garwood (1936) Biometrika 28:437–442 (exact Poisson);
Dobson et al. (1991) Stat Med 10:457–462. The choice of method per kind of figure is that of PHEindicatormethods.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]

USUAL_CONFIDENCE = 0.95
ALERT_CONFIDENCE = 0.998  # about three standard errors, the outer limit of a funnel plot

# Byar's approximation is good from ten events on; below, PHEindicatormethods::phe_rate uses the exact interval.
EXACT_BELOW = 10


class Interval(NamedTuple):
    """Lower and upper confidence limits, shaped like the input."""

    lower: FloatArray
    upper: FloatArray


class Estimate(NamedTuple):
    """An estimated change or rate with its confidence limits, shaped like the input."""

    estimate: FloatArray
    lower: FloatArray
    upper: FloatArray


@cache
def normal_quantile(confidence: float) -> float:
    """Return z so that a normal deviate lies within ±z with probability `confidence`: 1.95996… for 0.95.

    Raises ValueError unless 0.5 ≤ confidence < 1: 95 means 9500 % here and is refused.
    """
    if not 0.5 <= confidence < 1:
        raise ValueError(f"confidence is a share from 0.5 up to, not including, 1, such as 0.95; got {confidence!r}")
    return float(special.ndtri(0.5 + confidence / 2))


def _floats(values: npt.ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def wilson(numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE) -> Interval:
    """Return the Wilson score limits of a proportion, as shares between 0 and 1.

    numerator   : people or events with the property, 0 ≤ numerator ≤ denominator.
    denominator : all of them, > 0. Rows outside these bounds get NaN.

    Source: Wilson (1927); Newcombe (1998) Stat Med 17:857–872, method 3 (no continuity correction).
    """
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        count, total = _floats(numerator), _floats(denominator)
        total = np.where((total > 0) & (count >= 0) & (count <= total), total, np.nan)
        middle = 2 * count + z * z
        spread = z * np.sqrt(z * z + 4 * count * (1 - count / total))
        scale = 2 * (total + z * z)
        # Rounding may leave −1e-17 or 1 + 1e-16 where the limit is exactly 0 or 1.
        return Interval(np.maximum((middle - spread) / scale, 0.0), np.minimum((middle + spread) / scale, 1.0))


def byar(count: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE) -> Interval:
    """Return Byar's approximate Poisson limits of a count of events.

    The lower limit of zero events is 0, where the published formula divides by zero.
    Source: Breslow & Day (1987), p. 69; PHEindicatormethods::byars_lower, byars_upper.
    """
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        events = _floats(count)
        events = np.where(events >= 0, events, np.nan)
        lower = events * (1 - 1 / (9 * events) - z / (3 * np.sqrt(events))) ** 3
        # Far below one event the cube is negative; a count has no negative limit.
        lower = np.where(events == 0, 0.0, np.maximum(lower, 0.0))
        above = events + 1
        upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return Interval(lower, upper)


def exact_poisson(count: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE) -> Interval:
    """Return the exact (Garwood) Poisson limits of a count of events; the lower limit of zero events is 0."""
    normal_quantile(confidence)
    tail = (1 - confidence) / 2
    events = _floats(count)
    events = np.where(events >= 0, events, np.nan)
    # gammaincinv(k, p) is the p-quantile of half a chi-squared with 2k degrees of freedom; it is undefined at k = 0.
    lower = np.where(events == 0, 0.0, special.gammaincinv(np.where(events == 0, 1.0, events), tail))
    return Interval(lower, special.gammaincinv(events + 1, 1 - tail))


def count_interval(count: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE) -> Interval:
    """Return the limits of a count: exact below 10 events, Byar from 10 on, as phe_rate does."""
    events = _floats(count)
    few = events < EXACT_BELOW
    approximate = byar(events, confidence=confidence)
    if not few.any():
        return approximate
    exact = exact_poisson(np.where(few, events, 0.0), confidence=confidence)
    return Interval(
        np.where(few, exact.lower, approximate.lower),
        np.where(few, exact.upper, approximate.upper),
    )


def rate_interval(
    count: npt.ArrayLike, exposure: npt.ArrayLike, *, per: float = 1.0, confidence: float = USUAL_CONFIDENCE
) -> Interval:
    """Return the limits of a rate, `per` so many units of exposure (100 000 residents, 1 000 births).

    Source: PHEindicatormethods::phe_rate: exact limits below 10 events, Byar's from 10 on.
    """
    size = _floats(exposure)
    scale = np.divide(per, size, out=np.full(size.shape, np.nan), where=size > 0)
    limits = count_interval(count, confidence=confidence)
    return Interval(limits.lower * scale, limits.upper * scale)


def standardised_rate(
    count: npt.ArrayLike,
    population: npt.ArrayLike,
    standard_population: npt.ArrayLike,
    *,
    squares: npt.ArrayLike | None = None,
    per: float = 100_000.0,
    confidence: float = USUAL_CONFIDENCE,
) -> Estimate:
    """Return directly standardised rates with Dobson's limits, one for each row.

    count, population   : events and residents by age group on the last axis, shape (…, n_ages).
    standard_population : weights by age group, shape (n_ages,), or (…, n_ages) where each row has its own.
    squares             : where one person may have several events, each person's events squared and summed, by age
                          group; without them nobody has two.

    NaN where an age group has no residents, and where there are fewer than 10 events in all: PHEindicatormethods
    gives no standardised rate there either, since the weights make so few events unreliable.
    Source: Dobson et al. (1991); PHEindicatormethods 2.1.0, calculate_dsr, with `squares` as with independent_events =
    FALSE: the variance of a person's k events is k².
    """
    events, people, weight = _floats(count), _floats(population), _floats(standard_population)
    people = np.where((people > 0) & (events >= 0), people, np.nan)
    share = weight / weight.sum(axis=-1, keepdims=True)
    total = events.sum(axis=-1)
    total = np.where(total >= EXACT_BELOW, total, np.nan)
    rate = (share * events / people).sum(axis=-1) + 0.0 * total
    variance = standardised_variance(events if squares is None else squares, people, share)
    limits = byar(total, confidence=confidence)
    stretch = np.sqrt(variance / total)
    return Estimate(
        per * rate, per * (rate + stretch * (limits.lower - total)), per * (rate + stretch * (limits.upper - total))
    )


def standardised_variance(squares: npt.ArrayLike, population: npt.ArrayLike, share: npt.ArrayLike) -> FloatArray:
    """Return the variance of a standardised rate per resident: Σ share² × squares ÷ population².

    squares : by age group, each person's events squared and summed; the events themselves where nobody has two.
    """
    weighed: FloatArray = (_floats(share) ** 2 * _floats(squares) / _floats(population) ** 2).sum(axis=-1)
    return weighed


def difference_of_proportions(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    base_numerator: npt.ArrayLike,
    base_denominator: npt.ArrayLike,
    *,
    confidence: float = USUAL_CONFIDENCE,
) -> Estimate:
    """Return this period's proportion less the base period's, as a share, with Newcombe's hybrid score limits.

    Multiply by 100 for percentage points. The two periods are taken as independent samples.
    Source: Newcombe (1998) Stat Med 17:873–890, method 10 (no continuity correction).
    """
    now, base = _floats(numerator), _floats(base_numerator)
    limits = wilson(now, denominator, confidence=confidence)
    base_limits = wilson(base, base_denominator, confidence=confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, base_share = now / _floats(denominator), base / _floats(base_denominator)
        change = share - base_share + 0.0 * (limits.lower + base_limits.lower)
        below = np.sqrt((share - limits.lower) ** 2 + (base_limits.upper - base_share) ** 2)
        above = np.sqrt((limits.upper - share) ** 2 + (base_share - base_limits.lower) ** 2)
    return Estimate(change, change - below, change + above)


def mean_interval(
    total: npt.ArrayLike, cases: npt.ArrayLike, squares: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE
) -> Interval:
    """Return Student's limits of a mean, from the sum of the cases' amounts and of their squares.

    NaN below two cases, and where the squares sum to less than the mean alone requires.
    """
    normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = _floats(cases)
        mean, error = _floats(total) / count, np.sqrt(_variance_of_mean(total, count, squares))
        reach = error * special.stdtrit(np.where(count > 1, count - 1, np.nan), 0.5 + confidence / 2)
    return Interval(mean - reach, mean + reach)


def difference_of_means(
    total: npt.ArrayLike,
    cases: npt.ArrayLike,
    squares: npt.ArrayLike,
    base_total: npt.ArrayLike,
    base_cases: npt.ArrayLike,
    base_squares: npt.ArrayLike,
    *,
    confidence: float = USUAL_CONFIDENCE,
) -> Estimate:
    """Return this period's mean less the base period's, with Welch's limits; the cases of both are independent.

    Source: Welch (1947) Biometrika 34:28–35, with Satterthwaite's degrees of freedom.
    """
    normal_quantile(confidence)
    count, base_count = _floats(cases), _floats(base_cases)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = _floats(total) / count - _floats(base_total) / base_count
        own, base = _variance_of_mean(total, count, squares), _variance_of_mean(base_total, base_count, base_squares)
        freedom = (own + base) ** 2 / (own**2 / (count - 1) + base**2 / (base_count - 1))
        reach = np.where(
            own + base > 0, np.sqrt(own + base) * special.stdtrit(freedom, 0.5 + confidence / 2), own + base
        )
    return Estimate(change, change - reach, change + reach)


def _variance_of_mean(total: npt.ArrayLike, count: FloatArray, squares: npt.ArrayLike) -> FloatArray:
    """Return the variance of a mean over `count` cases; NaN below two."""
    about_mean = _floats(squares) - _floats(total) ** 2 / count
    # Equal amounts leave a last bit on either side of zero; less than that is no sum of squares.
    slight = 1e-9 * np.abs(_floats(squares))
    known = (count > 1) & (about_mean >= -slight)
    return np.where(known, np.maximum(about_mean, 0.0) / (count - 1) / count, np.nan)


def rate_ratio(
    count: npt.ArrayLike,
    exposure: npt.ArrayLike,
    base_count: npt.ArrayLike,
    base_exposure: npt.ArrayLike,
    *,
    confidence: float = USUAL_CONFIDENCE,
    exact: bool = False,
) -> Estimate:
    """Return this period's rate over the base period's, with limits; 1 is no change.

    Given the total of both counts, this period's count is binomial; its Wilson limits (or, with `exact`, its
    Clopper–Pearson limits) become limits of the ratio. Exposure is residents times time, or 1 for plain counts.
    A base of zero events has ratio and upper limit infinity; nothing in either period gives NaN.

    Source: Przyborowski & Wilenski (1940) Biometrika 31:313–323; R's poisson.test is the `exact` version.
    """
    now, base = _floats(count), _floats(base_count)
    total = now + base
    total = np.where((now >= 0) & (base >= 0), total, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        size, base_size = _floats(exposure), _floats(base_exposure)
        stretch = np.where((size > 0) & (base_size > 0), base_size / size, np.nan)
        if exact:
            lower, upper = clopper_pearson(now, total, confidence=confidence)
        else:
            lower, upper = wilson(now, total, confidence=confidence)
        ratio = np.where(total > 0, now / base * stretch, np.nan)
        # 1 − limit is taken from the exact 1 where the base is zero, so the division gives infinity and not 1e16.
        top = np.where(base == 0, 1.0, upper)
        return Estimate(ratio, lower / (1 - lower) * stretch, top / (1 - top) * stretch)


def clopper_pearson(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE
) -> Interval:
    """Return the exact binomial limits of a proportion. Source: Clopper & Pearson (1934) Biometrika 26:404–413."""
    normal_quantile(confidence)
    tail = (1 - confidence) / 2
    count, total = _floats(numerator), _floats(denominator)
    total = np.where((total > 0) & (count >= 0) & (count <= total), total, np.nan)
    rest = total - count
    # betaincinv is undefined where a shape is 0; those limits are exactly 0 and 1.
    lower = np.where(count == 0, 0.0 * total, special.betaincinv(np.where(count == 0, 1.0, count), rest + 1, tail))
    upper = np.where(rest == 0, 1.0, special.betaincinv(count + 1, np.where(rest == 0, 1.0, rest), 1 - tail))
    return Interval(lower, upper)


def funnel_limits_of_proportion(
    average: npt.ArrayLike, denominator: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE
) -> Interval:
    """Return the limits within which a share of `denominator` people would fall by chance if it were the average.

    average : the share of all places together, 0 to 1 (sum of numerators over sum of denominators).

    A place lies outside exactly where its Wilson interval excludes the average: average ± z √(average (1 − average)/n),
    cut at 0 and 1. Source: PHEindicatormethods::calculate_funnel_limits, statistic "proportion".
    """
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, total = _floats(average), _floats(denominator)
        total = np.where((total > 0) & (middle >= 0) & (middle <= 1), total, np.nan)
        reach = z * np.sqrt(middle * (1 - middle) / total)
        return Interval(np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0))


def funnel_limits_of_rate(
    average: npt.ArrayLike, exposure: npt.ArrayLike, *, confidence: float = USUAL_CONFIDENCE
) -> Interval:
    """Return the limits within which a rate over `exposure` would fall by chance if it were the average.

    average : the rate of all places together (sum of events over sum of exposure), in the unit of the answer.

    A place lies outside exactly where the exact Poisson interval of its events excludes those expected. The lower
    limit is 0 where so few events are expected that none at all would be no surprise.
    Source: PHEindicatormethods::calculate_funnel_limits, statistic "rate".
    """
    normal_quantile(confidence)
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, size = _floats(average), _floats(exposure)
        expected = np.where((size > 0) & (rate > 0), rate * size, np.nan)
        # pdtrik inverts the Poisson distribution in its count, read as continuous; below e^-expected there is no count.
        surprise = np.exp(-expected) < tail
        fewest = np.where(surprise, special.pdtrik(tail, np.where(surprise, expected, 10.0)), 0.0 * expected)
        return Interval(fewest / size, (special.pdtrik(1 - tail, expected) + 1) / size)
