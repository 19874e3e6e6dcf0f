"""Small counts in a two-way table whose totals are shown: each is hidden in a rectangle, which proves it safe at once.

Four hidden cells at the corners of a rectangle can take from each other without moving any total: what one row loses in
one column it gains in the other. A small count x is safe where its rectangle lets it be anything from 1 to `below` − 1:
its two neighbours hold at least `below` − x each, the opposite corner at least x. A township that is small in every
month has no such neighbour; it is hidden together with one larger township, and what one month of it gains the others
give up between them. The linear programmes of suppression.py find fewer cells to hide but take a thousand times as
long; they remain for small tables in which neither is to be had.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from metrics.hiding.suppression import BoolArray, hide_in_linked_cells, primary_cells, two_way_cells
from metrics.statistics.intervals import FloatArray

LARGEST_FOR_PROGRAMMES = 60  # cells
# Beside the logarithm of its size, what hiding one more cell costs.
COST_OF_A_CELL = 1.0


def hide_in_table(table: npt.ArrayLike, *, below: int) -> BoolArray:
    """Choose the cells to hide in a table of counts whose row, column and grand totals are all shown elsewhere.

    table : counts without totals, shape (rows, columns); NaN (not reported) is not counted.

    Every small count that is not zero may then be anything from 1 to `below` − 1. Where one has neither a rectangle nor
    a row to hide with, the linear programmes decide; in a table too large for them, every cell that is not zero goes.
    """
    counts = np.nan_to_num(np.asarray(table, dtype=np.float64))
    small = primary_cells(counts, below=below)
    hidden = small.copy()
    others: dict[int, _OtherRows] = {}
    for row, column in zip(*np.nonzero(small), strict=True):
        corners = _cheapest_rectangle(counts, hidden, int(row), int(column), below)
        if corners is None:
            if row not in others:
                others[row] = _OtherRows(counts, int(row))
            other = others[row].smallest(int(column), below)
            if other is None:
                return _by_programmes(counts, below) if counts.size <= LARGEST_FOR_PROGRAMMES else counts > 0
            both = (counts[row] > 0) & (counts[other] > 0)
            hidden[row] |= both
            hidden[other] |= both
            continue
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


class _OtherRows:
    """The rows that a whole row can be hidden with; what does not depend on the column is worked out once."""

    def __init__(self, counts: FloatArray, row: int) -> None:
        self.counts, self.row = counts, row
        self.both = (counts[row] > 0)[None, :] & (counts > 0)
        self.spare = np.where(self.both, counts[row][None, :] - 1, 0.0)
        self.spare_in_all = self.spare.sum(axis=1)
        self.held = np.where(self.both, counts, 0.0)
        self.size = counts.sum(axis=1)

    def smallest(self, column: int, below: int) -> int | None:
        """Return the smallest other row with which a whole row can be hidden so that the cell is safe, else None.

        Up to `below` − 1: the other columns of the row give up what they hold beyond 1 each, the other row takes it
        there and gives it back in the cell's column. Down to 1: one column of the other row gives up what the cell
        loses.
        """
        own = self.counts[self.row, column]
        to_give = self.spare_in_all - self.spare[:, column]
        fits = (self.counts[:, column] >= below - own) & (to_give >= below - 1 - own)
        fits[self.row] = False
        if not fits.any():
            return None
        enough = self.held >= own
        enough[:, column] = False
        fits &= enough.any(axis=1)
        return int(np.argmin(np.where(fits, self.size, np.inf))) if fits.any() else None


def _by_programmes(counts: FloatArray, below: int) -> BoolArray:
    rows, columns = counts.shape
    chosen = hide_in_linked_cells(two_way_cells(counts), below=below, totals_stay=True)
    return np.asarray(chosen.reshape(rows + 1, columns + 1)[:-1, :-1], dtype=np.bool_)
