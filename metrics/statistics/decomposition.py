"""Why a county's figure changed: one exact term for every township, and the terms sum to the change.

Counts and amounts: each place's own change. Ratios (shares, rates, means): for each place a rate effect (its own
ratio changed) and a mix effect (its weight in the denominator changed), by the symmetric formula of Kitagawa (1955)
JASA 50:1168–1194, which leaves no residual:

    rate effect  (r₁ − r₀) × (w₁ + w₀) / 2
    mix effect   (w₁ − w₀) × ((r₁ + r₀) / 2 − R),   R the mean of the county's two ratios

with r the place's ratio and w its share of the county's denominator. Taking R off changes no sum, since the weights
add to 1 in both periods; it makes a growing share count upwards only where the place lies above the county. A place
that is there in one period only has no second ratio: its whole term is a mix effect, named enter or leave.

The numerator of a ratio also changes with the size of the denominator. With W the county's denominator and s = w × r a
place's part of the ratio, its numerator is W × s, and its change is, again without a residual,

    volume effect  (W₁ − W₀) × (s₁ + s₀) / 2
    mix effect     (W₁ + W₀) / 2 × (w₁ − w₀) × (r₁ + r₀) / 2
    rate effect    (W₁ + W₀) / 2 × (r₁ − r₀) × (w₁ + w₀) / 2

All arithmetic is in fractions: "sums exactly" means equal, not close.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Amount = int | float | Decimal | Fraction

RATE, MIX, ENTER, LEAVE, COUNT, VOLUME = "rate", "mix", "enter", "leave", "count", "volume"


class Term(NamedTuple):
    """One part of the change: the place, what kind of effect, and how much, in the unit of the change."""

    place: str
    kind: str
    value: Fraction


@dataclass(frozen=True)
class Decomposition:
    """The county's figure before and after, and the terms that lead from one to the other.

    numerator : the same of a ratio's numerator, in rate, mix and volume; None for what is no ratio of sums.
    """

    base_value: Fraction
    value: Fraction
    terms: tuple[Term, ...]
    numerator: Decomposition | None = None

    @property
    def change(self) -> Fraction:
        """Return the change that the terms sum to, exactly."""
        return self.value - self.base_value

    def by_place(self) -> dict[str, Fraction]:
        """Return each place's contribution, its effects added up, largest size first."""
        total: dict[str, Fraction] = {}
        for term in self.terms:
            total[term.place] = total.get(term.place, Fraction(0)) + term.value
        return dict(sorted(total.items(), key=lambda item: -abs(item[1])))

    def effect(self, *kinds: str, place: str | None = None) -> Fraction:
        """Return the sum of some kinds of effect, of one place or of all."""
        terms = (term for term in self.terms if term.kind in kinds and place in (None, term.place))
        return sum((term.value for term in terms), Fraction(0))


def decompose_count(base: Mapping[str, Amount], now: Mapping[str, Amount], *, percent: bool = False) -> Decomposition:
    """Split the change of a sum over places into each place's own change.

    base, now : amount by place; a place missing from one of them enters or leaves.
    percent   : give the terms (and the two figures) in per cent of the base total.

    Raises ValueError for NaN, and for `percent` on a base total of zero.
    """
    before, after = _fractions(base), _fractions(now)
    total = sum(before.values(), Fraction(0))
    if percent and total == 0:
        raise ValueError("the base total is 0: its change has no percentage")
    scale = Fraction(100) / total if percent else Fraction(1)
    terms = []
    for place in _places(before, after):
        kind = ENTER if place not in before else LEAVE if place not in after else COUNT
        terms.append(Term(place, kind, (after.get(place, Fraction(0)) - before.get(place, Fraction(0))) * scale))
    return Decomposition(total * scale, sum(after.values(), Fraction(0)) * scale, tuple(terms))


def decompose_ratio(
    base_numerator: Mapping[str, Amount],
    base_denominator: Mapping[str, Amount],
    numerator: Mapping[str, Amount],
    denominator: Mapping[str, Amount],
    *,
    per: Amount = 100,
) -> Decomposition:
    """Split the change of a ratio of sums into rate and mix effects by place.

    The four mappings give the parts by place; a place without a denominator (missing or 0) in one period enters or
    leaves. per scales the result: 100 gives percentage points.

    Raises ValueError for NaN, a negative denominator, a total denominator of 0, and a numerator without denominator:
    such a place has no ratio, and leaving it out would break the sum.
    """
    before = _ratio_parts(base_numerator, base_denominator)
    after = _ratio_parts(numerator, denominator)
    scale = Fraction(per)
    size, base_size = (sum((part[1] for part in period.values()), Fraction(0)) for period in (after, before))
    if size == 0 or base_size == 0:
        raise ValueError("the denominators of a period sum to 0: the county has no ratio")
    ratio = sum((part[0] for part in after.values()), Fraction(0)) / size
    base_ratio = sum((part[0] for part in before.values()), Fraction(0)) / base_size
    middle = (ratio + base_ratio) / 2
    terms: list[Term] = []
    for place in _places(before, after):
        terms += _place_terms(place, before.get(place), after.get(place), base_size, size, middle)
    scaled = tuple(Term(term.place, term.kind, term.value * scale) for term in terms)
    return Decomposition(base_ratio * scale, ratio * scale, scaled)


def decompose_numerator(
    base_numerator: Mapping[str, Amount],
    base_denominator: Mapping[str, Amount],
    numerator: Mapping[str, Amount],
    denominator: Mapping[str, Amount],
) -> Decomposition:
    """Split the change of a ratio's numerator into rate, mix and volume effects by place.

    A place that is there in one period only has the ratio of that one in both: it has no rate effect.
    Raises ValueError as decompose_ratio does.
    """
    before, after = _ratio_parts(base_numerator, base_denominator), _ratio_parts(numerator, denominator)
    size, base_size = (sum((part[1] for part in period.values()), Fraction(0)) for period in (after, before))
    if size == 0 or base_size == 0:
        raise ValueError("the denominators of a period sum to 0: the county has no ratio")
    middle = (size + base_size) / 2
    terms: list[Term] = []
    for place in _places(before, after):
        top, bottom = after.get(place, (Fraction(0), Fraction(0)))
        base_top, base_bottom = before.get(place, (Fraction(0), Fraction(0)))
        weight, base_weight = bottom / size, base_bottom / base_size
        rate = top / bottom if bottom else base_top / base_bottom
        base_rate = base_top / base_bottom if base_bottom else rate
        terms += [
            Term(place, RATE, middle * (rate - base_rate) * (weight + base_weight) / 2),
            Term(place, MIX, middle * (weight - base_weight) * (rate + base_rate) / 2),
            Term(place, VOLUME, (size - base_size) * (top / size + base_top / base_size) / 2),
        ]
    base_total, total = (sum((part[0] for part in period.values()), Fraction(0)) for period in (before, after))
    return Decomposition(base_total, total, tuple(terms))


def decompose_columns(places: Sequence[str], sums: Sequence[npt.ArrayLike], *, per: Amount) -> Decomposition:
    """Split the change of a ratio and of its numerator by place, from columns with an item a place.

    sums : numerator and denominator of the period, then of the base; a place with NaN in one takes no part in that one.
    """
    numerator, denominator, base_numerator, base_denominator = (
        {
            place: amount
            for place, amount in zip(places, np.asarray(column, dtype=np.float64).tolist(), strict=True)
            if amount == amount
        }
        for column in sums
    )
    sides = (base_numerator, base_denominator, numerator, denominator)
    return replace(decompose_ratio(*sides, per=per), numerator=decompose_numerator(*sides))


def _place_terms(
    place: str,
    before: tuple[Fraction, Fraction] | None,
    after: tuple[Fraction, Fraction] | None,
    base_size: Fraction,
    size: Fraction,
    middle: Fraction,
) -> list[Term]:
    """Return the rate and mix effect of a place, or its single effect if it is there in one period only."""
    weight = after[1] / size if after else Fraction(0)
    base_weight = before[1] / base_size if before else Fraction(0)
    if before is None:
        return [Term(place, ENTER, weight * (after[0] / after[1] - middle))] if after else []
    if after is None:
        return [Term(place, LEAVE, -base_weight * (before[0] / before[1] - middle))]
    rate, base_rate = after[0] / after[1], before[0] / before[1]
    return [
        Term(place, RATE, (rate - base_rate) * (weight + base_weight) / 2),
        Term(place, MIX, (weight - base_weight) * ((rate + base_rate) / 2 - middle)),
    ]


def _fractions(amounts: Mapping[str, Amount]) -> dict[str, Fraction]:
    for place, amount in amounts.items():
        if amount != amount:  # NaN is the only number that differs from itself
            raise ValueError(f"no amount for {place}: complete both periods, or leave the place out of both")
    return {place: _fraction(amount) for place, amount in amounts.items()}


def _fraction(amount: Amount) -> Fraction:
    """Return the exact value; a float such as 0.1 stands for the decimal it prints as, not for its binary neighbour."""
    if isinstance(amount, float):
        return Fraction(str(float(amount)))
    # numpy's integers would overflow inside a fraction; Python's do not.
    return Fraction(amount) if isinstance(amount, Decimal | Fraction) else Fraction(int(amount))


def _ratio_parts(
    numerator: Mapping[str, Amount], denominator: Mapping[str, Amount]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Return numerator and denominator by place, places without a denominator left out."""
    tops, bottoms = _fractions(numerator), _fractions(denominator)
    for place in _places(tops, bottoms):
        if bottoms.get(place, 0) < 0:
            raise ValueError(f"the denominator of {place} is negative")
        if tops.get(place, 0) != 0 and bottoms.get(place, 0) == 0:
            raise ValueError(f"{place} has a numerator but no denominator")
    return {place: (tops.get(place, Fraction(0)), bottom) for place, bottom in bottoms.items() if bottom != 0}


def _places(first: Collection[str], second: Collection[str]) -> list[str]:
    """Return the places of both periods, in the order given."""
    return list(dict.fromkeys([*first, *second]))
