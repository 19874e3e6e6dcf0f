"""Split a change of coverage into roads, facilities, residents, staffing and corrections, with nothing left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

MOST_FACTORS = 8
"""2⁸ = 256 evaluations; a coverage figure takes some ten milliseconds."""


def change_parts(value: Callable[[frozenset[str]], float], factors: Sequence[str]) -> dict[str, float]:
    """Return what each factor contributes to value(all) − value(none); the parts sum to it exactly.

    value   : the figure when the named factors are as they are NOW and the others as they were BEFORE. Called once for
              every subset: 8 times for roads, facilities and residents.
    factors : distinct names, at most MOST_FACTORS.

    The order in which things are switched matters (a new clinic helps more once the road is there), so each factor
    gets its mean over all orders. Source: Shapley (1953); for coverage and inequality Shorrocks (2013), Journal of
    Economic Inequality 11:99–126. Raises ValueError for double or too many factors.
    """
    if len(set(factors)) != len(factors) or len(factors) > MOST_FACTORS:
        raise ValueError(f"a change is split into at most {MOST_FACTORS} different factors; got {', '.join(factors)}")
    known = {
        frozenset(chosen): value(frozenset(chosen))
        for size in range(len(factors) + 1)
        for chosen in combinations(factors, size)
    }
    return {factor: _mean_step(known, factor, factors) for factor in factors}


def _mean_step(known: dict[frozenset[str], float], factor: str, factors: Sequence[str]) -> float:
    """Mean of value(with) − value(without) over all orders in which the factors can be switched."""
    count = len(factors)
    others = [one for one in factors if one != factor]
    total = 0.0
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for chosen in combinations(others, size):
            before = frozenset(chosen)
            total += weight * (known[before | {factor}] - known[before])
    return total
