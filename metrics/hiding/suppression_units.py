"""Small counts of townships that later merge: what is hidden must be the same in old and in new boundaries.

The sum of townships that merged is a township of its own in the newest boundaries, and a reader can ask for the same
month in both. So the choice is made once, on the newest boundaries' townships (units), and then carried to their parts:
the parts of a hidden unit are hidden, the parts of a shown one are a line of their own whose total is that unit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from metrics.hiding.suppression import BoolArray, hide_in_line, primary_cells
from metrics.statistics.intervals import FloatArray


def hide_in_units(
    people: FloatArray, units: npt.NDArray[np.str_], members: Mapping[str, int], *, below: int
) -> BoolArray:
    """Choose the rows to hide in a line of townships whose total, and the sum of each unit, may be shown elsewhere.

    people  : counts, shape (n,); NaN (not reported) is not counted.
    units   : the newest township that counts each row.
    members : unit → how many townships it ever consisted of; 1 for those not named.
    """
    counts = np.nan_to_num(people)
    names, place = np.unique(units, return_inverse=True)
    sums = np.bincount(place, weights=counts, minlength=len(names)).astype(np.float64)
    weights = np.array([members.get(str(name), 1) for name in names], dtype=np.int64)
    hidden_units = _hide_weighted(sums, weights, below)
    hidden = hidden_units[place] & (counts > 0)
    for unit in np.flatnonzero(~hidden_units):
        rows = np.flatnonzero(place == unit)
        if len(rows) > 1:
            chosen, total_goes = hide_in_line(counts[rows], below=below)
            hidden[rows] |= chosen | (total_goes & (counts[rows] > 0))
    return hidden


def _hide_weighted(sums: FloatArray, weights: npt.NDArray[np.int64], below: int) -> BoolArray:
    """Choose units as `suppression.hide_in_line` chooses cells, each counted as as many cells as it has parts.

    With h people behind the hidden units, which fall into k cells, each cell may hold up to h − (k − 1). If nothing
    achieves the range, every unit with people is hidden.
    """
    hidden = primary_cells(sums, below=below)
    if not hidden.any():
        return hidden
    while True:
        behind, cells = sums[hidden].sum(), int(weights[hidden].sum())
        if hidden.sum() >= 2 and behind - (cells - 1) >= below - 1:
            return hidden
        candidates = np.flatnonzero(~hidden & (sums > 0))
        if candidates.size == 0:
            return hidden
        size = sums[candidates] - weights[candidates] + 1
        enough = size >= below - 1 + cells - behind
        chosen = np.argmin(np.where(enough, size, np.inf)) if enough.any() else np.argmax(size)
        hidden[candidates[chosen]] = True
