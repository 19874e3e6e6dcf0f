"""Small counts in a table of senders against receivers that is printed with its margins: what must be hidden with them.

The reader sees every shown cell, every shown margin and the grand total. Both kinds of hidden cell are printed alike;
this choice protects even from a reader who knows which were small (1 to `below` − 1) and which were hidden with others
(`below` or more): somebody in the county does. Cells and margins are the edges of
a graph between rows and columns: a hidden cell can be one more exactly where one less and one more can be handed round
from its row to its column through other hidden cells (network flows: Kelly, Golden & Assad 1992, Networks 22:397–417).
Where that leaves a cell fewer than `POSSIBLE` values, the cheapest further way round is hidden, too.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.hiding.suppression import USUAL_THRESHOLD, BoolArray, primary_cells
from metrics.statistics.intervals import FloatArray

IntArray = npt.NDArray[np.int64]

POSSIBLE: Final = 4
"""Values that a hidden count may at least have where the table allows it: two that sum to 16 or more have but three."""


@dataclass(frozen=True, eq=False)
class HiddenTable:
    """What is hidden of a table, shapes (rows, columns), (rows,), (columns,); total: the grand total goes, too."""

    cells: BoolArray
    sent: BoolArray
    received: BoolArray
    total: bool = False


def hide_with_margins(table: npt.ArrayLike, *, below: int = USUAL_THRESHOLD) -> HiddenTable:
    """Choose what to hide in a table of whole counts ≥ 0 that is printed with its margins and its grand total.

    table : senders × receivers, shape (rows, columns), without margins.

    Zeros are shown. The grand total stays exact; where it is small itself, nothing that is not zero is shown.
    """
    counts = np.asarray(table, dtype=np.int64)
    full = np.pad(counts, ((0, 1), (0, 1)))
    full[:-1, -1], full[-1, :-1] = counts.sum(axis=1), counts.sum(axis=0)
    small = np.asarray(primary_cells(full, below=below))
    if 0 < counts.sum() < below:
        return _parts(full > 0, total=True)
    hidden = small.copy()
    state = _State(full, small, below)
    for row, column in zip(*np.nonzero(small), strict=True):
        if not _give_play(state, hidden, int(row), int(column)):
            return _parts(full > 0)
    return _parts(hidden)


def _parts(hidden: BoolArray, total: bool = False) -> HiddenTable:
    return HiddenTable(hidden[:-1, :-1], hidden[:-1, -1], hidden[-1, :-1], total)


class _State:
    """Counts with their margins as last row and column, and how far each may move and still be what it is known to be.

    A margin stands on the other side of its equation: what makes it grow makes the row's cells grow.
    """

    def __init__(self, full: IntArray, small: BoolArray, below: int) -> None:
        low = np.where(small, 1, below)
        high = np.where(small, below - 1, np.iinfo(np.int64).max // 4)
        margin = np.zeros(full.shape, dtype=np.bool_)
        margin[-1, :], margin[:, -1] = True, True
        movable = full > 0
        movable[-1, -1] = False
        up, down = np.where(movable, high - full, 0), np.where(movable, full - low, 0)
        self.up: IntArray = np.where(margin, down, up)
        self.down: IntArray = np.where(margin, up, down)
        self.cost = 1.0 + np.log1p(full) + np.where(margin, 10.0, 0.0)


def _give_play(state: _State, hidden: BoolArray, row: int, column: int) -> bool:
    """Hide, in place, until this cell may have `POSSIBLE` values, as far as that can be had; False: it stays known."""
    while True:
        play, left = _play(state, hidden, row, column)
        if play >= POSSIBLE - 1:
            return True
        ways = [_way_round(up, down, np.where(hidden, 0.0, state.cost), row, column) for up, down in left]
        known = [way for way in ways if way is not None]
        fresh = [cell for cell in min(known)[1] if not hidden[cell]] if known else []
        if not fresh:
            return play > 0
        for cell in fresh:
            hidden[cell] = True


def _play(state: _State, hidden: BoolArray, row: int, column: int) -> tuple[int, list[tuple[IntArray, IntArray]]]:
    """Return how many other values a hidden cell may have, at most `POSSIBLE` − 1, and what could move beyond that."""
    play, left = 0, []
    walls = np.where(hidden, 0.0, np.inf)
    for up, down in ((state.up, state.down), (state.down, state.up)):
        up, down = up.copy(), down.copy()
        while play < POSSIBLE - 1 and (way := _way_round(up, down, walls, row, column)) is not None:
            play += _move(up, down, way[1], (row, column), POSSIBLE - 1 - play)
        left.append((up, down))
    return play, left


Way = tuple[float, list[tuple[int, int]]]


def _way_round(up: IntArray, down: IntArray, cost: FloatArray, row: int, column: int) -> Way | None:
    """Return the cheapest way from a cell's row to its column over other cells, falling and rising in turn.

    The cell itself rises. None where it cannot, or where there is no way. cost: infinite where there is a wall.
    """
    if up[row, column] <= 0:
        return None
    rows, columns = up.shape
    falls = np.where(down > 0, cost, np.inf)
    rises = np.where(up > 0, cost, np.inf)
    falls[row, column] = rises[row, column] = np.inf
    best = np.full(rows + columns, np.inf)
    came: dict[int, tuple[int, tuple[int, int]]] = {}
    best[row] = 0.0
    queue: list[tuple[float, int]] = [(0.0, row)]
    while queue:
        spent, node = heapq.heappop(queue)
        if spent > best[node]:
            continue
        if node == rows + column:
            return spent, _cells_to(node, came)
        ahead = falls[node] if node < rows else rises[:, node - rows]
        offset = rows if node < rows else 0
        for other in np.flatnonzero(spent + ahead < best[offset : offset + len(ahead)]).tolist():
            best[offset + other] = spent + ahead[other]
            came[offset + other] = (node, (node, other) if node < rows else (other, node - rows))
            heapq.heappush(queue, (float(best[offset + other]), offset + other))
    return None


def _cells_to(node: int, came: dict[int, tuple[int, tuple[int, int]]]) -> list[tuple[int, int]]:
    cells = []
    while node in came:
        node, cell = came[node]
        cells.append(cell)
    return cells[::-1]


def _move(up: IntArray, down: IntArray, way: list[tuple[int, int]], own: tuple[int, int], most: int) -> int:
    """Hand as much round as fits, at most `most`, in place; the cells of a way fall and rise in turn. Return it."""
    room = [(down if number % 2 == 0 else up)[cell] for number, cell in enumerate(way)]
    size = int(min([most, up[own], *room]))
    for number, cell in enumerate([*way, own]):
        sign = -1 if number < len(way) and number % 2 == 0 else 1
        up[cell] -= sign * size
        down[cell] += sign * size
    return size
