"""How far a coverage figure can be trusted: seeded redraws of speeds and residents, and the villages that flip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from travel.network import BoolArray, FloatArray, IntArray
from travel.shortest import MINUTE_DECIMALS, within

DRAWS: Final = 200
SPEED_ERROR: Final = 0.15
"""±15 %: routing engines differ by 5–20 % from each other on ordinary roads."""

POPULATION_ERROR: Final = 0.05
"""Relative standard error of a village's residents where the caller states none: registered against living there."""

CONFIDENCE: Final = 0.95
HALF_A_DECIMAL: Final = 0.5 * 10.0**-MINUTE_DECIMALS
METHOD: Final = "蒙特卡罗抽样分位区间"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CoverageInterval:
    """A coverage share with its interval, and how often each village stands on the other side of the limit.

    share, lower, upper   : 0 to 1; `share` is of the figures as given, not the mean of the draws.
    covered, covered_lower, covered_upper : the same in residents.
    draws                 : shares drawn, shape (n_draws,).
    flip_probability      : share of draws in which a village changes sides, shape (n_villages,).
    """

    limit_min: float
    share: float
    lower: float
    upper: float
    covered: float
    covered_lower: float
    covered_upper: float
    draws: FloatArray
    inside: BoolArray
    flip_probability: FloatArray
    confidence: float = CONFIDENCE
    method: str = METHOD


def coverage_interval(
    road_minutes: FloatArray,
    walk_minutes: FloatArray,
    residents: FloatArray,
    limit_min: float,
    *,
    population_error: FloatArray | float = POPULATION_ERROR,
    speed_error: float = SPEED_ERROR,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress | None = None,
) -> CoverageInterval:
    """Return the share of residents within `limit_min`, with an interval over speed and population error.

    road_minutes     : on the road to the nearest facility, inf where unreached, shape (n_villages,).
    walk_minutes     : on foot at both ends, same shape (`Nearest.walk_minutes`).
    residents        : people, ≥ 0, same shape.
    population_error : relative standard error, one for all or one per village.

    Each draw takes ONE speed factor for all roads, uniform over 1 ± speed_error (a speed table is wrong everywhere
    alike), and one of its own for walking; residents are drawn village by village from a normal distribution cut
    at zero. The order of facilities hardly changes when all speeds do, so minutes are scaled, not searched anew.
    Unreached villages stay in the denominator. Raises ValueError for negative residents, for fewer than 200 draws,
    or for an error outside 0 to 0.9.
    """
    _check(residents, draws, speed_error)
    slower, walk_slower, errors = _drawn(len(residents), draws, speed_error, seed)
    inside = within(road_minutes + walk_minutes, limit_min)
    shares, covered = np.empty(draws), np.empty(draws)
    flips = np.zeros(len(residents))
    for number in range(draws):
        people = np.maximum(residents * (1 + population_error * errors[number]), 0.0)
        now = within(road_minutes * slower[number] + walk_minutes * walk_slower[number], limit_min)
        flips += now != inside
        covered[number] = people[now].sum()
        shares[number] = covered[number] / max(people.sum(), 1e-12)
        if progress is not None:
            progress(number + 1, draws)
    tail = (1.0 - CONFIDENCE) / 2.0
    lower, upper = np.quantile(shares, [tail, 1.0 - tail])
    covered_lower, covered_upper = np.quantile(covered, [tail, 1.0 - tail])
    total = float(residents.sum())
    return CoverageInterval(
        limit_min=limit_min,
        share=float(residents[inside].sum()) / total if total else 0.0,
        lower=float(lower),
        upper=float(upper),
        covered=float(residents[inside].sum()),
        covered_lower=float(covered_lower),
        covered_upper=float(covered_upper),
        draws=shares,
        inside=inside,
        flip_probability=flips / draws,
    )


def group_intervals(
    minutes: FloatArray,
    residents: FloatArray,
    limit_min: float,
    group: IntArray,
    n_groups: int,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper share of residents within `limit_min` for each group of villages, shape (n_groups,).

    minutes : door to door, inf where unreached. group : 0 to n_groups − 1, or −1 for a village of no group.

    The draws are those of `coverage_interval` with the same villages, seed and whole minutes as road minutes, so that
    one group of all villages has its interval. NaN for a group without residents. Errors as there.
    """
    _check(residents, draws, SPEED_ERROR)
    slower, _, errors = _drawn(len(residents), draws, SPEED_ERROR, seed)
    people = np.maximum(residents * (1 + POPULATION_ERROR * errors), 0.0)
    member = (group[:, None] == np.arange(n_groups)).astype(np.float64)
    base = people @ member
    reached = np.isfinite(minutes)
    # As `within`, on one product: 200 draws are rounded for nothing otherwise.
    inside = np.where(reached, minutes, 0.0) * slower[:, None] < round(limit_min, MINUTE_DECIMALS) + HALF_A_DECIMAL
    inside &= reached
    covered = (people * inside) @ member
    shares = np.divide(covered, base, out=np.full_like(covered, np.nan), where=base > 0)
    tail = (1.0 - CONFIDENCE) / 2.0
    lower, upper = np.quantile(shares, [tail, 1.0 - tail], axis=0)
    return lower, upper


@lru_cache(maxsize=16)
def _drawn(count: int, draws: int, speed_error: float, seed: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the draws: factors on road and walking minutes, shape (draws,), and residents' errors, (draws, count).

    Kept: every figure of a county is drawn over the same errors.
    """
    rng = np.random.default_rng(seed)
    slower, errors = np.empty((draws, 2)), np.empty((draws, count))
    for number in range(draws):
        slower[number] = 1.0 / rng.uniform(1 - speed_error, 1 + speed_error, 2)
        errors[number] = rng.normal(size=count)
    found = slower[:, 0].copy(), slower[:, 1].copy(), errors
    for array in found:
        array.flags.writeable = False
    return found


def _check(residents: FloatArray, draws: int, speed_error: float) -> None:
    if (residents < 0).any() or not np.isfinite(residents).all():
        rows = np.flatnonzero(~(residents >= 0) | ~np.isfinite(residents)) + 1
        raise ValueError(f"residents are negative or missing in rows {rows[:5].tolist()}")
    if draws < DRAWS:
        raise ValueError(f"at least {DRAWS} draws are needed; got {draws}")
    if not 0 <= speed_error <= 0.9:
        raise ValueError(f"the error of speeds lies within 0 and 0.9; got {speed_error}")
