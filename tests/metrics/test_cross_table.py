"""A table of senders against receivers betrays no small count, whatever its margins say."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from metrics.hiding.cross_table import HiddenTable, hide_with_margins

Counts = npt.NDArray[np.int64]


def what_an_attacker_finds(counts: Counts, hidden: HiddenTable) -> dict[tuple[int, int], tuple[float, float]]:
    """The range left for each hidden cell by shown cells, shown margins, the total, and the sign on each hidden one.

    By linear programmes that know nothing of how the cells were chosen.
    """
    rows, columns = counts.shape
    full = np.pad(counts, ((0, 1), (0, 1)))
    full[:-1, -1], full[-1, :-1], full[-1, -1] = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    away = np.zeros(full.shape, dtype=bool)
    away[:-1, :-1], away[:-1, -1], away[-1, :-1], away[-1, -1] = (
        hidden.cells, hidden.sent, hidden.received, hidden.total,
    )  # fmt: skip
    equations = []
    for row in range(rows + 1):
        equations.append(np.zeros(full.shape))
        equations[-1][row, :-1], equations[-1][row, -1] = 1, -1
    for column in range(columns + 1):
        equations.append(np.zeros(full.shape))
        equations[-1][:-1, column], equations[-1][-1, column] = 1, -1
    bounds = [
        (value, value) if not gone else (1, 9) if value < 10 else (10, None)
        for value, gone in zip(full.ravel().tolist(), away.ravel().tolist(), strict=True)
    ]
    found = {}
    for cell in zip(*np.nonzero(away), strict=True):
        aim = np.zeros(full.shape)
        aim[cell] = 1
        ends = []
        for sign in (1, -1):
            answer = optimize.linprog(
                sign * aim.ravel(),
                A_eq=np.array([line.ravel() for line in equations]),
                b_eq=np.zeros(len(equations)),
                bounds=bounds,
            )
            ends.append(float("inf") if answer.status == 3 else round(abs(float(answer.fun)), 6))
        found[int(cell[0]), int(cell[1])] = (ends[0], ends[1])
    return found


tables = st.integers(2, 5).flatmap(
    lambda rows: st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 60)), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        ).map(lambda cells: np.array(cells, dtype=np.int64))
    )
)


@given(tables)
def test_whoever_knows_the_margins_cannot_tell_a_hidden_count(counts: Counts) -> None:
    hidden = hide_with_margins(counts)
    small = (counts > 0) & (counts < 10)
    assert (hidden.cells | ~small).all()
    everything = (hidden.cells == (counts > 0)).all()
    for low, high in what_an_attacker_finds(counts, hidden).values():
        assert high > low or everything


@given(tables)
def test_no_small_margin_is_shown_and_zeros_always_are(counts: Counts) -> None:
    hidden = hide_with_margins(counts)
    for sums, gone in ((counts.sum(axis=1), hidden.sent), (counts.sum(axis=0), hidden.received)):
        assert gone[(sums > 0) & (sums < 10)].all()
        assert not gone[sums == 0].any()
    assert not hidden.cells[counts == 0].any()


def test_a_table_without_small_counts_hides_nothing() -> None:
    hidden = hide_with_margins([[12, 30], [15, 11]])
    assert not hidden.cells.any() and not hidden.sent.any() and not hidden.received.any() and not hidden.total


def test_a_small_count_takes_a_second_one_with_it_in_its_row_and_in_its_column() -> None:
    hidden = hide_with_margins([[5, 40, 50], [40, 30, 60], [70, 80, 90]])
    assert hidden.cells[0, 0]
    assert (hidden.cells.sum(axis=0)[hidden.cells.any(axis=0)] >= 2).all()
    assert (hidden.cells.sum(axis=1)[hidden.cells.any(axis=1)] >= 2).all()
    assert not hidden.sent.any() and not hidden.received.any()


def test_two_small_counts_whose_sum_leaves_three_values_take_a_third() -> None:
    """8 and 9 in a row of 17 more shown: 17 = 8 + 9 = 9 + 8 only, so the row hides a third cell."""
    hidden = hide_with_margins([[8, 9, 40], [9, 8, 30], [50, 60, 70]])
    low, high = what_an_attacker_finds(np.array([[8, 9, 40], [9, 8, 30], [50, 60, 70]]), hidden)[0, 0]
    assert high - low >= 3


def test_a_total_of_seven_shows_nothing_at_all() -> None:
    hidden = hide_with_margins([[4, 0], [0, 3]])
    assert hidden.total and hidden.cells.tolist() == [[True, False], [False, True]]
    assert hidden.sent.all() and hidden.received.all()


@pytest.mark.parametrize("size", [0, 1])
def test_a_table_of_nothing_or_of_a_single_large_cell_hides_nothing(size: int) -> None:
    hidden = hide_with_margins(np.full((size, size), 20))
    assert not hidden.cells.any() and not hidden.total
