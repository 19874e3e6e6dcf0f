"""Small counts of people stop here, together with whatever would give them away.

Primary: a count of people from 1 to `below` − 1 is hidden; zero is shown. Secondary: where a total would betray it,
further cells are hidden until everything that is shown leaves each small count anywhere from 1 to `below` − 1. The
reader does not learn which of the hidden counts are the small ones: every face prints one sign for both, since of 1 and
10 hidden in a sum of 11 the sign `<10` beside the one would tell both (docs/decisions/0101).

Whoever attacks the table is taken to know all shown cells, all totals, that counts are whole and that a hidden cell is
at least 1 (since zero is shown). The range that leaves for a hidden cell is found by linear programming
(`feasible_range`); in one- and two-way tables the bounds are whole numbers and so exact, because the equations of such
tables are totally unimodular. One line with its total, the usual case, needs no solver (`hide_in_line`).

A row that is hidden keeps no number: value, numerator, denominator, change, target gap and limits all go.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize

from metrics.statistics.intervals import FloatArray

BoolArray = npt.NDArray[np.bool_]

USUAL_THRESHOLD: Final = 10
# Cost of hiding a shown cell, beside the logarithm of its size: a total is given up only where nothing else helps.
COST_OF_A_CELL, COST_OF_A_TOTAL = 1.0, 1000.0

HIDDEN_WITH_THE_ROW: Final = (
    *("numerator", "denominator", "value", "change", "target_gap", "lower", "upper", "change_lower", "change_upper"),
    *("compare_numerator", "compare_denominator", "compare_value", "compare_reported", "change_reach"),
)
# Where only the base period's count is small: its figures and everything that leads from this period's back to them.
HIDDEN_WITH_THE_BASE: Final = (
    *("compare_numerator", "compare_denominator", "compare_value", "compare_reported"),
    *("change", "change_lower", "change_upper", "change_reach"),
)


class LinkedCells(NamedTuple):
    """Counts tied by sums. Each row of `equations` times `counts` is 0: +1 for parts, −1 for their total.

    counts    : shape (n_cells,).
    equations : shape (n_equations, n_cells).
    is_total  : shape (n_cells,); totals are hidden last.
    """

    counts: FloatArray
    equations: FloatArray
    is_total: BoolArray


def primary_cells(counts: npt.ArrayLike, *, below: int = USUAL_THRESHOLD) -> BoolArray:
    """Mark the counts of people that are too small to show: above 0 and under `below`; NaN is not marked."""
    people = np.asarray(counts, dtype=np.float64)
    return (people > 0) & (people < below)


def hide_in_line(counts: npt.ArrayLike, *, below: int = USUAL_THRESHOLD) -> tuple[BoolArray, bool]:
    """Choose the cells to hide in one line whose total is shown, and say whether the total must go too.

    counts : people by place, shape (n,); NaN (not reported) is not counted.

    With k hidden cells that sum to h, each may be anything from 1 to h − (k − 1). All of 1 … below − 1 stays possible
    if and only if k ≥ 2 and h − (k − 1) ≥ below − 1. The smallest shown cell that achieves this is hidden; if no
    single one does, the largest is hidden and the search repeated.
    """
    people = np.nan_to_num(np.asarray(counts, dtype=np.float64))
    hidden = primary_cells(people, below=below)
    if not hidden.any():
        return hidden, False
    while True:
        kept, behind = int(hidden.sum()), people[hidden].sum()
        if kept >= 2 and behind - (kept - 1) >= below - 1:
            return hidden, False
        candidates = np.flatnonzero(~hidden & (people > 0))
        if candidates.size == 0:
            return hidden, True
        size = people[candidates]
        enough = size >= below - 1 + kept - behind
        hidden[candidates[np.argmin(np.where(enough, size, np.inf)) if enough.any() else np.argmax(size)]] = True


def two_way_cells(table: npt.ArrayLike) -> LinkedCells:
    """Return a table with its row totals, column totals and grand total as linked cells.

    table : counts without totals, shape (n_rows, n_columns).

    The cells come in the order of the table with its totals added as a last column and a last row, flattened.
    """
    inner = np.asarray(table, dtype=np.float64)
    rows, columns = inner.shape
    full = np.zeros((rows + 1, columns + 1))
    full[:-1, :-1] = inner
    full[:, -1] = full.sum(axis=1)
    full[-1, :] = full[:-1, :].sum(axis=0)
    equations = []
    for row in range(rows + 1):
        part = np.zeros_like(full)
        part[row, :-1], part[row, -1] = 1, -1
        equations.append(part.ravel())
    for column in range(columns + 1):
        part = np.zeros_like(full)
        part[:-1, column], part[-1, column] = 1, -1
        equations.append(part.ravel())
    is_total = np.zeros(full.shape, dtype=np.bool_)
    is_total[-1, :] = is_total[:, -1] = True
    return LinkedCells(full.ravel(), np.array(equations), is_total.ravel())


def feasible_range(cells: LinkedCells, hidden: BoolArray, cell: int) -> tuple[float, float]:
    """Return the smallest and largest count that a hidden cell can have, given everything that is shown.

    The upper end is infinity where nothing bounds it. Raises ValueError if the cell is not hidden.
    """
    if not hidden[cell]:
        raise ValueError(f"cell {cell} is shown: its range is its value")
    unknown = np.flatnonzero(hidden)
    known = np.flatnonzero(~hidden)
    right_side = -cells.equations[:, known] @ cells.counts[known]
    ends = []
    for sign in (1.0, -1.0):
        answer = optimize.linprog(
            np.where(unknown == cell, sign, 0.0),
            A_eq=cells.equations[:, unknown],
            b_eq=right_side,
            bounds=(1, None),
            method="highs",
        )
        # Status 3: unbounded. Anything else but success cannot be, since the true counts solve the equations.
        ends.append(float(answer.fun) * sign if answer.status == 0 else np.inf)
    return round(ends[0], 6), round(ends[1], 6)


def is_protected(cells: LinkedCells, hidden: BoolArray, cell: int, *, below: int = USUAL_THRESHOLD) -> bool:
    """Say whether what is shown leaves this hidden cell anywhere from 1 to `below` − 1."""
    lowest, highest = feasible_range(cells, hidden, cell)
    return lowest <= 1 and highest >= below - 1


def hide_in_linked_cells(cells: LinkedCells, *, below: int = USUAL_THRESHOLD, totals_stay: bool = False) -> BoolArray:
    """Choose the cells to hide in any set of counts tied by sums, shape (n_cells,); proved by `is_protected`.

    For each small count a linear programme finds the cheapest way the table could look if that count were 1, and if
    it were `below` − 1; the shown cells that would differ are hidden (the network-flow method of Kelly, Golden & Assad
    1992, Networks 22:397–417). What turns out not to be needed is shown again, totals first, then larger counts.
    Not always the fewest cells, but never one too many: showing any of them would leave a small count unprotected.

    totals_stay : totals that are not small themselves are shown elsewhere and cannot be taken back. Where the small
                  counts cannot be protected beside them, every part that is not zero is hidden.
    """
    primary = primary_cells(cells.counts, below=below)
    fixed = cells.is_total & ~primary if totals_stay else np.zeros_like(primary)
    hidden = primary.copy()
    targets = np.flatnonzero(primary)
    for cell in targets:
        for wanted in (1.0, below - 1.0):
            hidden |= _cells_that_move(cells, hidden, int(cell), wanted, fixed)
    extra = np.flatnonzero(hidden & ~primary)
    for cell in sorted(extra, key=lambda index: (-int(cells.is_total[index]), -cells.counts[index])):
        hidden[cell] = False
        if not all(is_protected(cells, hidden, int(target), below=below) for target in targets):
            hidden[cell] = True
    return hidden


def _cells_that_move(cells: LinkedCells, hidden: BoolArray, cell: int, wanted: float, fixed: BoolArray) -> BoolArray:
    """Return the cells that differ in the cheapest table, also consistent, where `cell` has the wanted count.

    fixed : cells that must stay as they are. If no such table exists, all others but the zeros are returned.
    """
    counts, count = cells.counts, len(cells.counts)
    shift = wanted - counts[cell]
    if shift == 0:
        return np.zeros(count, dtype=np.bool_)
    cost = np.where(cells.is_total, COST_OF_A_TOTAL, COST_OF_A_CELL) + np.log1p(counts)
    cost = np.where(hidden, 0.0, cost)
    # Cells move up by the first half of the variables and down by the second. Zeros are shown and cannot move;
    # nothing that is hidden may fall below 1.
    free = (counts > 0) & ~fixed
    may_rise = np.where(free, np.inf, 0.0)
    may_fall = np.where(free, counts - 1, 0.0)
    may_rise[cell], may_fall[cell] = max(shift, 0.0), max(-shift, 0.0)
    move = np.zeros(2 * count)
    move[cell], move[count + cell] = 1.0, -1.0
    answer = optimize.linprog(
        np.concatenate([cost, cost]),
        A_eq=np.vstack([np.hstack([cells.equations, -cells.equations]), move]),
        b_eq=np.append(np.zeros(len(cells.equations)), shift),
        bounds=np.column_stack([np.zeros(2 * count), np.concatenate([may_rise, may_fall])]),
        method="highs",
    )
    if answer.status != 0:
        return free
    return np.asarray(answer.x[:count] + answer.x[count:] > 1e-7)
