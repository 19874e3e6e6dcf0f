"""XmR control charts: which months of a series differ from its usual variation.

Limits are mean ± 2.66 × mean moving range. Moving ranges above 3.267 × their mean are left out once, so that one
freak month does not widen the limits it should be seen against. Four rules name a special cause:

astronomical    a point outside the limits
one_side        seven or more points in a row on one side of the mean
trend           seven or more points in a row, each above (or each below) the one before
two_of_three    two of three points in a row beyond two thirds of the way to a limit, all three on that side

Source: NHS England, Making Data Count; NHSRplotthedots 0.2.2 (ptd_spc_standard, ptd_calculate_point_type). Differences:

missing     a missing month (NaN) is left out of mean and ranges and interrupts every run
equal       figures that differ in their last bits only (TOLERANCE) are equal: the mean of twelve 99.9 is 99.9 in R,
            which adds in long doubles, and 99.90000000000002 here
stands      where a series stands still but for single moves, screening leaves no range, or one that fits no month:
            R's limits then have no width, or every month lies outside. Here the centre is the value at which at least
            half of the months stand, the range that of all months, and so the months that left it are special, and they
            alone. A staircase, which stands nowhere for half of the time, has no limits.

All functions take one series, shape (n_months,), or many, shape (…, n_months), without a Python loop over series.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.statistics.intervals import FloatArray

BoolArray = npt.NDArray[np.bool_]

LIMIT_FACTOR = 2.66  # 3 / d2 for moving ranges of two points (Wheeler)
SCREENING_FACTOR = 3.267  # D4 for moving ranges of two points
RUN_LENGTH = 7
FEWEST_MONTHS = 12  # limits from fewer months are provisional and are said to be so
# Relative to the largest figure: far above what adding in another order changes, far below anything a page prints.
TOLERANCE = 1e-10

CONSISTENT_PASS: Final = "consistent_pass"
CONSISTENT_FAIL: Final = "consistent_fail"
INCONSISTENT: Final = "inconsistent"


@dataclass(frozen=True)
class Rebase:
    """A month from which new limits are drawn because a person approved it, with the reason printed on the chart.

    start : position of the first month of the new limits, from 1 on.
    Raises ValueError without a reason or without the name of who approved it.
    """

    start: int
    reason: str
    approved_by: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.approved_by.strip():
            raise ValueError("new control limits need a reason and the name of the person who approved them")
        if self.start < 1:
            raise ValueError(f"new control limits start after the first month; got position {self.start}")


class ControlChart(NamedTuple):
    """Limits and special causes, each array shaped like `values`.

    mean        : the centre line; where `stands`, the value at which most months stand. NaN, as the limits, without.
    side        : −1 below the centre, 1 above, 0 on it or missing.
    special     : any of the four rules, which follow as arrays of their own.
    provisional : the limits rest on fewer than 12 months.
    direction   : whether a special cause points up (1) or down (−1): a trend where it leads, the others by their side.
    stands      : months of the baseline move so seldom that there is no usual range.
    """

    values: FloatArray
    mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    side: npt.NDArray[np.int8]
    special: BoolArray
    astronomical: BoolArray
    one_side: BoolArray
    trend: BoolArray
    two_of_three: BoolArray
    provisional: BoolArray
    direction: npt.NDArray[np.int8]
    stands: BoolArray


def xmr(
    values: npt.ArrayLike, *, freeze_after: int | None = None, rebases: Sequence[Rebase] = (), screen: bool = True
) -> ControlChart:
    """Return the control chart of one or many monthly series.

    freeze_after : limits come from this many first months of each stretch and are carried on (a frozen baseline).
    rebases      : months from which limits are drawn anew; runs do not cross them.
    screen       : leave out moving ranges above 3.267 × their mean, once.

    Raises ValueError for a baseline of fewer than two months or a rebase outside the series.
    """
    series = np.asarray(values, dtype=np.float64)
    if freeze_after is not None and freeze_after < 2:
        raise ValueError(f"a baseline needs at least 2 months; got {freeze_after}")
    starts = sorted({0, *(rebase.start for rebase in rebases)})
    if starts[-1] >= max(series.shape[-1], 1):
        raise ValueError(f"a rebase at position {starts[-1]} lies outside a series of {series.shape[-1]} months")
    stretches = [
        _stretch(series[..., start:end], freeze_after, screen)
        for start, end in zip(starts, [*starts[1:], series.shape[-1]], strict=True)
    ]
    return ControlChart(*(np.concatenate(parts, axis=-1) for parts in zip(*stretches, strict=True)))


def _stretch(series: FloatArray, freeze_after: int | None, screen: bool) -> ControlChart:
    """Return the chart of months that share one set of limits."""
    baseline = series[..., :freeze_after]
    mean, lower, upper, months, stands = (part[..., None] for part in _limits(baseline, screen))
    equal = _tolerance(series)
    side = _sign(series - mean, equal)
    outside = (series > upper + equal) | (series < lower - equal)
    near = ~outside & (np.abs(series - mean) > 2 / 3 * (upper - mean) + equal)
    one_side = _in_run(side, RUN_LENGTH)
    steps = _sign(np.diff(series, axis=-1), equal)
    trend = _points_of_steps(_in_run(steps, RUN_LENGTH - 1), series.shape)
    two_of_three = near & _two_of_three(near, side)
    special = outside | one_side | trend | two_of_three
    direction = np.where(trend & ~outside, _leads(trend, steps), side)
    return ControlChart(
        series,
        np.broadcast_to(mean, series.shape),
        np.broadcast_to(lower, series.shape),
        np.broadcast_to(upper, series.shape),
        side,
        special,
        outside,
        one_side,
        trend,
        two_of_three,
        np.broadcast_to(months < FEWEST_MONTHS, series.shape),
        np.where(special, direction, 0).astype(np.int8),
        np.broadcast_to(stands, series.shape),
    )


def control_limits(
    baseline: npt.ArrayLike, *, screen: bool = True
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return mean, lower limit, upper limit and number of months of the baseline, shape (…) of the series.

    NaN where fewer than two months stand next to each other, and where a series that seldom moves stands nowhere for
    half of the months. Where it does, the centre is that value and the range is that of all months, unscreened.
    """
    limits = _limits(np.asarray(baseline, dtype=np.float64), screen)
    return limits.mean, limits.lower, limits.upper, limits.months


class _Limits(NamedTuple):
    mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    months: FloatArray
    stands: BoolArray


def _limits(series: FloatArray, screen: bool) -> _Limits:
    every, typical = _usual_ranges(series, screen)
    centre, equal = _mean_of_present(series), _tolerance(series)
    months = (~np.isnan(series)).sum(axis=-1).astype(np.float64)
    fits = (np.abs(series - centre[..., None]) <= LIMIT_FACTOR * typical[..., None] + equal).any(axis=-1)
    nothing = np.asarray(typical <= equal[..., 0], dtype=np.bool_)
    stands = nothing | (~fits & ~np.isnan(typical))
    if stands.any():
        level = _level(series)
        # A stock that drifts stands nowhere: the published limits stay, narrow as they are.
        stands = nothing | (stands & ~np.isnan(level))
        centre, typical = np.where(stands, level, centre), np.where(stands, every, typical)
    reach = LIMIT_FACTOR * typical
    return _Limits(centre, centre - reach, centre + reach, months, stands)


def _usual_ranges(series: FloatArray, screen: bool) -> tuple[FloatArray, FloatArray]:
    """Return the mean of all moving ranges, and of those that screening keeps; 0 where it keeps none of some."""
    ranges = np.abs(np.diff(series, axis=-1))
    every = _mean_of_present(ranges)
    if not screen:
        return every, every
    kept = _mean_of_present(np.where(ranges < SCREENING_FACTOR * every[..., None], ranges, np.nan))
    return every, np.where(np.isnan(kept) & ~np.isnan(every), 0.0, kept)


def _level(series: FloatArray) -> FloatArray:
    """Return the value at which most months stand, the first of several; NaN where that is less than half of them."""
    alike = np.abs(series[..., :, None] - series[..., None, :]) <= _tolerance(series)[..., None]
    counts = alike.sum(axis=-1)
    most = counts.argmax(axis=-1)[..., None]
    found = np.take_along_axis(series, most, axis=-1)[..., 0]
    held = 2 * np.take_along_axis(counts, most, axis=-1)[..., 0] >= (~np.isnan(series)).sum(axis=-1)
    return np.asarray(np.where(held, found, np.nan), dtype=np.float64)


def away_from_level(chart: ControlChart) -> BoolArray:
    """Say of each series that stands whether seven months in a row or more stand away from its level, shape (…)."""
    return np.asarray(_in_run(np.abs(chart.side), RUN_LENGTH).any(axis=-1), dtype=np.bool_)


def _tolerance(series: FloatArray) -> FloatArray:
    """Return how far apart equal figures of a series may lie, shape (…, 1)."""
    largest = np.abs(np.nan_to_num(series)).max(axis=-1, initial=0.0, keepdims=True)
    return np.asarray(TOLERANCE * largest, dtype=np.float64)


def _sign(differences: FloatArray, equal: FloatArray) -> npt.NDArray[np.int8]:
    """Return −1, 0 or 1; 0 for what is missing or no larger than `equal`."""
    return np.where(np.abs(differences) > equal, np.nan_to_num(np.sign(differences)), 0).astype(np.int8)


def _leads(trend: BoolArray, steps: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Return where a trend leads at each of its points: by the step to the next where that is one of it, else the last.

    Source: NHSRplotthedots 0.2.2, ptd_special_cause_type. A rise that crosses the mean is a rise on both sides of it.
    """
    nothing = np.zeros((*steps.shape[:-1], 1), dtype=np.int8)
    onward, so_far = np.concatenate([steps, nothing], axis=-1), np.concatenate([nothing, steps], axis=-1)
    next_too = np.concatenate([trend[..., 1:], nothing.astype(np.bool_)], axis=-1)
    return np.where(next_too, onward, so_far)


def _mean_of_present(values: FloatArray) -> FloatArray:
    present = ~np.isnan(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        total: FloatArray = np.where(present, values, 0.0).sum(axis=-1)
        return np.asarray(total / present.sum(axis=-1), dtype=np.float64)


def _in_run(signs: npt.NDArray[np.int8], length: int) -> BoolArray:
    """Mark every member of a run of `length` or more equal signs other than 0."""
    member = np.zeros(signs.shape, dtype=np.bool_)
    count = signs.shape[-1] - length + 1
    if count < 1:
        return member
    windows = np.lib.stride_tricks.sliding_window_view(signs, length, axis=-1)
    complete = np.abs(windows.sum(axis=-1, dtype=np.int16)) == length
    for offset in range(length):
        member[..., offset : offset + count] |= complete
    return member


def _points_of_steps(steps: BoolArray, shape: tuple[int, ...]) -> BoolArray:
    """Mark the points at both ends of each marked step."""
    points = np.zeros(shape, dtype=np.bool_)
    points[..., :-1] |= steps
    points[..., 1:] |= steps
    return points


def _two_of_three(near: BoolArray, side: npt.NDArray[np.int8]) -> BoolArray:
    """Mark the members of three points in a row on one side of which at least two are near the limit."""
    member = np.zeros(near.shape, dtype=np.bool_)
    count = near.shape[-1] - 2
    if count < 1:
        return member
    windows = np.lib.stride_tricks.sliding_window_view
    together = np.abs(windows(side, 3, axis=-1).sum(axis=-1, dtype=np.int16)) == 3
    found = together & (windows(near, 3, axis=-1).sum(axis=-1) >= 2)
    for offset in range(3):
        member[..., offset : offset + count] |= found
    return member


def point_judgements(chart: ControlChart, better: str) -> npt.NDArray[np.str_]:
    """Return "good", "bad" or "neutral" for special causes and "" for ordinary points.

    A special cause is good on the better side of the mean, a trend where it leads to it (as in NHSRplotthedots 0.2.2);
    with better="neutral" it is neutral on either. Raises ValueError for another direction.
    """
    direction = {"higher": 1, "lower": -1, "neutral": 0}.get(better)
    if direction is None:
        raise ValueError(f"better is 'higher', 'lower' or 'neutral'; got {better!r}")
    if direction == 0:
        return np.where(chart.special, "neutral", "")
    return np.where(chart.special, np.where(chart.direction == direction, "good", "bad"), "")


def assurance(chart: ControlChart, target: npt.ArrayLike, better: str) -> npt.NDArray[np.str_]:
    """Say of each series whether the latest limits meet the target always, never or now and then.

    target : one number or one a series; NaN gives "". A target on a limit is met now and then; one on limits without
    width, by a series that never moves, is met.
    Returns "consistent_pass", "consistent_fail", "inconsistent", or "" without target, limits or direction.
    Source: NHSRplotthedots, ptd_calculate_assurance_type.
    """
    if better not in ("higher", "lower"):
        return np.full(chart.values.shape[:-1], "", dtype="<U15")
    goal = np.asarray(target, dtype=np.float64)
    lower, upper = chart.lower[..., -1], chart.upper[..., -1]
    equal = _tolerance(chart.values)[..., 0]
    above, below = goal > upper + equal, goal < lower - equal
    known = ~np.isnan(goal + lower + upper)
    passes, fails = (below, above) if better == "higher" else (above, below)
    passes |= (upper - lower <= equal) & (np.abs(goal - lower) <= equal)
    return np.select([~known, passes, fails], ["", CONSISTENT_PASS, CONSISTENT_FAIL], INCONSISTENT)
