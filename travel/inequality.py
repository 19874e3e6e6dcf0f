"""How unevenly minutes or doctors fall on residents: Gini, Theil with township contributions, worst-off tenth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from travel.network import FloatArray, IntArray


def gini(value: FloatArray, weight: FloatArray) -> float:
    """Return the Gini coefficient of `value` over residents, 0 (all alike) to 1; NaN without weight or with sum 0.

    value  : ≥ 0, finite, shape (n,). weight : residents, ≥ 0, shape (n,).

    Twice the area between the diagonal and the weighted Lorenz curve, exact for grouped data.
    Raises ValueError for negative or missing values.
    """
    _check(value, weight)
    order = np.argsort(value, kind="stable")
    people = weight[order]
    amount = value[order] * people
    total_people, total = people.sum(), amount.sum()
    if total_people <= 0 or total <= 0:
        return float("nan")
    before = np.cumsum(amount) - amount
    # Trapezoids under the Lorenz curve; each village is one straight piece.
    area = (people * (before + amount / 2)).sum() / (total_people * total)
    return float(1.0 - 2.0 * area)


@dataclass(frozen=True)
class TheilParts:
    """Theil's T and where it comes from: between groups, and within each one.

    within, between : contribution of each group, shape (n_groups,); all of them sum to `total`.
    """

    total: float
    between: FloatArray
    within: FloatArray

    @property
    def contribution(self) -> FloatArray:
        """What each group adds to the total, shape (n_groups,); one below the mean can add less than 0."""
        return self.between + self.within


def theil(value: FloatArray, weight: FloatArray, group: IntArray) -> TheilParts:
    """Return Theil's T of `value` over residents, split by group (township).

    value  : ≥ 0, finite; weight : residents ≥ 0; group : 0 … n_groups − 1; all of shape (n,).

    T = Σ s_i ln(x_i / μ) with s_i the share of the total; x ln x is 0 at x = 0.
    Source: Shorrocks (1980), Econometrica 48:613–625. Raises ValueError as `gini`.
    """
    _check(value, weight)
    amount = value * weight
    size = int(group.max(initial=-1)) + 1
    people_of, amount_of = np.bincount(group, weight, size), np.bincount(group, amount, size)
    people, total = people_of.sum(), amount_of.sum()
    if people <= 0 or total <= 0:
        nothing = np.full(size, np.nan)
        return TheilParts(float("nan"), nothing, nothing.copy())
    group_mean = np.divide(amount_of, people_of, out=np.zeros(size), where=people_of > 0)
    between = amount_of / total * _log_ratio(group_mean, np.full(size, total / people))
    within = np.bincount(group, amount / total * _log_ratio(value, group_mean[group]), size)
    return TheilParts(float(between.sum() + within.sum()), between, np.asarray(within, np.float64))


def _log_ratio(value: FloatArray, base: FloatArray) -> FloatArray:
    """ln(value / base), 0 where either is 0: it is only ever multiplied by `value`."""
    some = (value > 0) & (base > 0)
    return np.log(np.divide(value, base, out=np.ones_like(value, dtype=np.float64), where=some))


def weighted_quantile(value: FloatArray, weight: FloatArray, share: float) -> float:
    """Return the smallest value that at least `share` of the residents do not exceed; NaN without residents.

    inf is a value like any other: where more than a tenth is unreached, the 90th percentile of minutes is inf.
    """
    if weight.sum() <= 0:
        return float("nan")
    order = np.argsort(value, kind="stable")
    reached = np.cumsum(weight[order])
    # 1e-9 of the sum: half of 10 residents is 5, also after rounding.
    position = int(np.searchsorted(reached, share * reached[-1] * (1 - 1e-9)))
    return float(value[order][min(position, len(order) - 1)])


def worst_off_share_mean(value: FloatArray, weight: FloatArray, share: float = 0.1) -> float:
    """Return the mean of `value` over the `share` of residents with the highest minutes, villages cut exactly."""
    order = np.argsort(-value, kind="stable")
    people = weight[order]
    if people.sum() <= 0:
        return float("nan")
    wanted = share * people.sum()
    before = np.cumsum(people) - people
    taken = np.clip(wanted - before, 0.0, people)
    some = taken > 0
    return float((value[order][some] * taken[some]).sum() / taken.sum())


def coverage_curve(minutes: FloatArray, weight: FloatArray, limits_min: FloatArray) -> FloatArray:
    """Return the share of residents within each limit, inclusive, shape (n_limits,); unreached stay in the base."""
    order = np.argsort(minutes, kind="stable")
    reached = np.concatenate([[0.0], np.cumsum(weight[order])])
    # A millionth of a minute: minutes are rounded to that, and the boundary belongs inside.
    position = np.searchsorted(minutes[order], np.asarray(limits_min) + 5e-7, side="right")
    return np.asarray(reached[position] / reached[-1]) if reached[-1] > 0 else np.full(len(limits_min), np.nan)


def _check(value: FloatArray, weight: FloatArray) -> None:
    if (~(value >= 0) | ~np.isfinite(value) | ~(weight >= 0) | ~np.isfinite(weight)).any():
        raise ValueError("values and residents are 0 or more; villages out of reach are left out first")
