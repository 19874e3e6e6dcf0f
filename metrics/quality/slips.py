"""A figure far from what the same place has reported before: a digit too many, one too few, a 0 where there was work.

Held against three of the place's own figures – the same month a year before, the median of a year on either side, the
month before – and judged by the nearest of them: a season explains itself by the year before, a new wing by the month
before. The spread is the place's own (the median step from month to month); counts must also differ by more than
chance between two Poisson numbers of that size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

Reference = Literal["year_before", "median", "month_before"]
REFERENCES: Final[tuple[Reference, ...]] = ("year_before", "median", "month_before")
YEAR_BEFORE: Final = 0

YEAR: Final = 12
LEAST_MONTHS: Final = 3  # a median of fewer says nothing
SPREADS: Final = 5.0  # so many of the place's own steps away
LEAST_TIMES: Final = 3.0  # less than this is never called strange
SURE_TIMES: Final = 4.0  # more than this always is, however much the place swings
CHANCE: Final = 4.2  # standard deviations between two counts: 1 of 37,000 by chance, before the other two conditions
SLIP: Final = 0.7  # powers of ten from which a digit is the likelier story: fivefold
HALF: Final = 0.5  # added to both sides, so that 0 has a logarithm
MAD: Final = 1.4826
USUAL_STEP: Final = 0.25  # of a place of which too few months are known

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Slip:
    """A figure far from its past. row, column: its place and month in the grid; times: figure ÷ reference.

    digits : 1 for about ten times, −1 for about a tenth, …; 0 where no digit explains it.
    """

    row: int
    column: int
    value: float
    reference: float
    against: Reference
    digits: int

    @property
    def times(self) -> float:
        """The figure over its reference."""
        return self.value / self.reference


def slips(
    grid: Floats, judged: npt.NDArray[np.bool_], accepted: npt.NDArray[np.bool_], *, amount: float = 1.0
) -> list[Slip]:
    """Return the figures of a grid that are far from their past.

    grid     : places × consecutive months; NaN is unknown.
    judged   : which figures are held against the others.
    amount   : what one event adds to a figure: 1 for a count, some hundred 元 for revenue.
    accepted : which of them somebody has confirmed: returned too, and a reference for the months after.
    """
    spread = _spread(grid)
    limit = np.log(np.clip(np.exp(SPREADS * spread), LEAST_TIMES, SURE_TIMES))
    before = np.full(grid.shape[0], np.nan)
    found: list[Slip] = []
    for month in range(grid.shape[1]):
        own = grid[:, month]
        candidates = np.vstack([_year_before(grid, month), _median(grid, month), before])
        with np.errstate(invalid="ignore"):
            steps = np.abs(np.log((own + HALF) / (candidates + HALF)))
        known = np.isfinite(steps).any(axis=0)
        nearest = np.where(known, np.argmin(np.where(np.isfinite(steps), steps, np.inf), axis=0), 0)
        rows = np.arange(grid.shape[0])
        step, reference = steps[nearest, rows], candidates[nearest, rows]
        with np.errstate(invalid="ignore"):
            by_chance = np.sqrt(2.0) * np.abs(np.sqrt(own / amount) - np.sqrt(reference / amount))
            strange = known & judged[:, month] & (step > limit) & (by_chance > CHANCE)
            strange &= reference > 0
        for row in np.flatnonzero(strange):
            named = int(nearest[row])
            if np.isfinite(steps[YEAR_BEFORE, row]) and candidates[YEAR_BEFORE, row] > 0:
                named = YEAR_BEFORE  # what people compare with, where it says the same
            value, usual = float(own[row]), float(candidates[named, row])
            found.append(Slip(int(row), month, value, usual, REFERENCES[named], _digits(value, float(reference[row]))))
        before = np.where(np.isfinite(own) & (~strange | accepted[:, month]), own, before)
    return found


def _digits(value: float, reference: float) -> int:
    if value <= 0:
        return 0
    power = float(np.log10(value / reference))
    return int(np.sign(power)) * max(1, round(abs(power))) if abs(power) >= SLIP else 0


def _year_before(grid: Floats, month: int) -> Floats:
    return grid[:, month - YEAR] if month >= YEAR else np.full(grid.shape[0], np.nan)


def _median(grid: Floats, month: int) -> Floats:
    """Return the median of the other months of a year on either side."""
    first, last = max(0, month - YEAR), min(grid.shape[1], month + YEAR + 1)
    others: Any = np.delete(grid[:, first:last], month - first, axis=1)
    middle = np.full(grid.shape[0], np.nan)
    enough = np.isfinite(others).sum(axis=1) >= LEAST_MONTHS
    middle[enough] = _medians(others[enough])
    return middle


def _spread(grid: Floats) -> Floats:
    """Return each place's usual step from month to month, as a difference of logarithms."""
    with np.errstate(invalid="ignore"):
        steps = np.abs(np.diff(np.log(grid + HALF), axis=1)) if grid.shape[1] > 1 else np.empty((grid.shape[0], 0))
    usual = np.full(grid.shape[0], USUAL_STEP)
    enough = np.isfinite(steps).sum(axis=1) > LEAST_MONTHS
    usual[enough] = MAD * _medians(steps[enough])
    return usual


def _medians(rows: Floats) -> Floats:
    """Return the median of what is known in each row; numpy's own goes row by row."""
    ordered = np.sort(rows, axis=1)  # unknown stands last
    known = np.isfinite(rows).sum(axis=1)
    at = np.arange(len(rows))
    middle: Floats = (ordered[at, (known - 1) // 2] + ordered[at, known // 2]) / 2
    return middle
