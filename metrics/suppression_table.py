"""Small counts in a two-way table whose totals are shown: each is hidden in a rectangle, which proves it safe at once.

Four hidden cells at the corners of a rectangle can take from each other without moving any total: what one row loses in
one column it gains in the other. A small count x is safe where its rectangle lets it be anything from 1 to `below` − 1:
its two neighbours hold at least `below` − x each, the opposite corner at least x. The linear programmes of
suppression.py find fewer cells to hide but take a thousand times as long; they remain for tables without rectangles.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metrics.intervals import FloatArray
from metrics.suppression import BoolArray, hide_in_linked_cells, primary_cells, two_way_cells

# Beside the logarithm of its size, what hiding one more cell costs.
COST_OF_A_CELL = 1.0


def hide_in_table(table: npt.ArrayLike, *, below: int) -> BoolArray:
    """Choose the cells to hide in a table of counts whose row, column and grand totals are all shown elsewhere.

    table : counts without totals, shape (rows, columns); NaN (not reported) is not counted.

    Every small count that is not zero may then be anything from 1 to `below` − 1. Where one has no rectangle the
    linear programmes decide, and where they find nothing either, every cell that is not zero is hidden.
    """
    counts = np.nan_to_num(np.asarray(table, dtype=np.float64))
    small = primary_cells(counts, below=below)
    hidden = small.copy()
    for row, column in zip(*np.nonzero(small), strict=True):
        corners = _cheapest_rectangle(counts, hidden, int(row), int(column), below)
        if corners is None:
            return _by_programmes(counts, below)
        other_row, other_column = corners
        hidden[row, other_column] = hidden[other_row, column] = hidden[other_row, other_column] = True
    return hidden


def _cheapest_rectangle(
    counts: FloatArray, hidden: BoolArray, row: int, column: int, below: int
) -> tuple[int, int] | None:
    """Return the other row and column of the rectangle that hides least besides what is hidden already."""
    own = counts[row, column]
    cost = np.where(hidden, 0.0, COST_OF_A_CELL + np.log1p(counts))
    beside, under = counts[row] >= below - own, counts[:, column] >= below - own
    fits = under[:, None] & beside[None, :] & (counts >= own)
    fits[row], fits[:, column] = False, False
    if not fits.any():
        return None
    total = np.where(fits, cost[:, column][:, None] + cost[row][None, :] + cost, np.inf)
    best = int(np.argmin(total))
    return best // counts.shape[1], best % counts.shape[1]


def _by_programmes(counts: FloatArray, below: int) -> BoolArray:
    rows, columns = counts.shape
    chosen = hide_in_linked_cells(two_way_cells(counts), below=below, totals_stay=True)
    return np.asarray(chosen.reshape(rows + 1, columns + 1)[:-1, :-1], dtype=np.bool_)
