"""No small count of people can be found from what is shown: by solver, and by trying every table there is."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import optimize

from metrics.hiding.protection import protect
from metrics.hiding.suppression import (
    feasible_range,
    hide_in_line,
    hide_in_linked_cells,
    is_protected,
    primary_cells,
    two_way_cells,
)

NUMBERS = ["numerator", "denominator", "value", "compare_value", "change", "target_gap", "lower", "upper"]


def protected(
    numerators: list[float],
    compare: list[float] | None = None,
    period: list[str] | None = None,
    denominator: list[float] | None = None,
) -> pd.DataFrame:
    """Townships T0, T1 … of one county, metric and period as they come to the screen; their sum is known."""
    before = compare or [100] * len(numerators)
    frame = pd.DataFrame({"numerator": numerators, "compare_numerator": before}, dtype=float)
    frame["denominator"] = denominator or [1000.0] * len(frame)
    frame["matched_numerator"], frame["matched_denominator"] = frame["numerator"], frame["denominator"]
    frame["compare_denominator"] = 1000.0
    frame["value"], frame["compare_value"] = frame["numerator"] / 10, frame["compare_numerator"] / 10
    frame["change"] = frame["value"] - frame["compare_value"]
    frame["target_gap"] = frame["lower"] = frame["upper"] = frame["value"]
    frame["county_code"], frame["period"] = "141102", period or ["2024-09"] * len(frame)
    frame["township_code"], frame["status"] = [f"T{number}" for number in range(len(frame))], "shown"
    columns = {name: frame[name].to_numpy() for name in frame}
    return pd.DataFrame(protect(columns, below=10, lines="line"))


def test_counts_of_one_to_nine_are_hidden_and_zero_and_ten_are_not():
    assert primary_cells([0, 1, 9, 10, np.nan]).tolist() == [False, True, True, False, False]
    assert primary_cells([4, 5], below=5).tolist() == [True, False]


def test_a_hidden_township_takes_the_smallest_helpful_other_with_it():
    """4 alone would be total − shown. With 5 beside it: 1 … 8 only, so 9 is ruled out; with 12: 1 … 15."""
    frame = protected([4, 12, 40, 300])
    assert frame["status"].tolist() == ["hidden", "hidden", "shown", "shown"]
    assert frame.loc[0, NUMBERS].isna().all() and frame.loc[1, NUMBERS].isna().all()
    assert frame.loc[2, NUMBERS].notna().all() and frame.loc[3, NUMBERS].notna().all()


def test_two_small_counts_that_sum_to_seven_take_a_third():
    """3 + 4 = 7 shown as a difference would say that both are at most 6, and that 7 people are behind them."""
    hidden, total_goes = hide_in_line([3, 4, 30, 60])
    assert (hidden.tolist(), total_goes) == ([True, True, True, False], False)


def test_two_small_counts_that_sum_to_ten_protect_each_other_and_nine_do_not():
    """Of 10, either may be 1 to 9; of 9, neither can be 9."""
    assert hide_in_line([4, 6, 30, 60])[0].tolist() == [True, True, False, False]
    assert hide_in_line([4, 5, 30, 60])[0].tolist() == [True, True, True, False]


def test_a_total_is_given_up_only_when_no_place_is_left():
    """Five places of 2 and zeros: hidden counts sum to 10, so each is at most 6; there is nobody else to hide."""
    hidden, total_goes = hide_in_line([2, 2, 2, 2, 2, 0])
    assert (hidden.tolist(), total_goes) == ([True] * 5 + [False], True)


def test_a_small_count_last_year_hides_last_year_and_the_change_but_not_this_year():
    frame = protected([40, 50, 60], compare=[6, 70, 80])
    assert frame["status"].tolist() == ["shown"] * 3
    assert frame["value"].notna().all()
    for column in ("compare_numerator", "compare_value", "change"):
        assert frame[column].isna().tolist() == [True, True, False]


def test_a_small_denominator_hides_the_row_as_well():
    """What one metric divides by may be what another one counts."""
    assert protected([0, 50, 60], denominator=[6, 70, 80])["status"].tolist() == ["hidden", "hidden", "shown"]


def test_periods_are_looked_at_one_by_one():
    frame = protected([4, 12, 40, 20, 30, 40], period=["2024-09"] * 3 + ["2024-08"] * 3)
    assert frame["status"].tolist() == ["hidden", "hidden", "shown"] + ["shown"] * 3


def test_without_small_counts_everything_is_shown():
    frame = protected([20, 30, 40])
    assert frame["status"].tolist() == ["shown"] * 3 and frame[NUMBERS].notna().all().all()


def test_the_range_left_by_two_hidden_cells_of_a_line_is_exact():
    """Hidden 4 and 12, both at least 1, sum 16: each lies anywhere from 1 to 15."""
    cells = two_way_cells([[4, 12, 40]])
    hidden = np.array([True, True, False, False, True, True, False, False])
    assert feasible_range(cells, hidden, 0) == (1, 15)
    with pytest.raises(ValueError, match="shown"):
        feasible_range(cells, hidden, 2)


def test_a_square_of_hidden_cells_in_a_two_way_table_is_not_enough_when_one_corner_is_small():
    """[[4, 2], [3, 50]] hidden in a 2 × 2 corner: row sum 6 says that 4 is at most 5."""
    cells = two_way_cells([[4, 2, 90], [3, 50, 80], [70, 60, 50]])
    hidden = np.zeros(16, dtype=bool)
    hidden[[0, 1, 4, 5]] = True
    assert feasible_range(cells, hidden, 0) == (1, 5)
    assert not is_protected(cells, hidden, 0)
    enough = hide_in_linked_cells(cells)
    assert all(is_protected(cells, enough, cell) for cell in (0, 1, 4))


def test_totals_that_are_shown_elsewhere_are_never_chosen():
    """3 + 8 = 11 leave 3 anywhere up to 10; the second row gives each of them a partner in its column."""
    cells = two_way_cells([[3, 8, 0], [20, 30, 40]])
    hidden = hide_in_linked_cells(cells, totals_stay=True)
    assert not (hidden & cells.is_total).any()
    assert all(is_protected(cells, hidden, cell) for cell in np.flatnonzero(primary_cells(cells.counts)))


def test_where_shown_totals_leave_no_protection_every_part_but_the_zeros_is_hidden():
    """[[4, 20], [30, 0]]: the zero leaves 20 as its column's only unknown, so 4 follows from the row's total."""
    cells = two_way_cells([[4, 20], [30, 0]])
    hidden = hide_in_linked_cells(cells, totals_stay=True)
    assert hidden.reshape(3, 3).tolist() == [[True, True, False], [True, False, False], [False, False, False]]
    freed = hide_in_linked_cells(cells)
    assert (freed & cells.is_total).any() and is_protected(cells, freed, 0)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=7), st.integers(2, 12))
def test_in_a_line_every_hidden_small_count_could_be_any_small_count(counts, below):
    hidden, total_goes = hide_in_line(counts, below=below)
    people = np.array(counts, dtype=float)
    assert (hidden >= primary_cells(people, below=below)).all()
    assert not (hidden & (people == 0)).any()
    if total_goes:
        assert not ((~hidden) & (people > 0)).any()
        return
    for cell in np.flatnonzero(primary_cells(people, below=below)):
        low, high = _range_by_solver(people, hidden, cell)
        assert low == 1 and high >= below - 1


def _range_by_solver(people: np.ndarray, hidden: np.ndarray, cell: int) -> tuple[float, float]:
    """Range of one hidden cell of a line, by a linear programme written without the module under test."""
    unknown = np.flatnonzero(hidden)
    total = people.sum() - people[~hidden].sum()
    ends = [
        optimize.linprog(sign * (unknown == cell), A_eq=np.ones((1, len(unknown))), b_eq=[total], bounds=(1, None)).fun
        for sign in (1.0, -1.0)
    ]
    return round(ends[0]), round(-ends[1])


@settings(max_examples=25, deadline=None)
@example([3, 8, 9, 10, 11, 12])
@example([1, 1, 1, 12, 3, 0])
@example([2, 0, 9, 0, 5, 1])
@given(st.lists(st.integers(0, 14), min_size=6, max_size=6))
def test_every_table_that_fits_what_is_shown_is_tried_and_each_small_count_takes_every_small_value(inner):
    """2 × 3 tables, threshold 4: all fillings of the hidden cells are enumerated, up to 20 a cell."""
    table = np.array(inner, dtype=float).reshape(2, 3)
    cells = two_way_cells(table)
    hidden = hide_in_linked_cells(cells, below=4)
    small = primary_cells(cells.counts, below=4)
    assert (hidden >= small).all() and not (hidden & (cells.counts == 0)).any()
    seen = _values_by_enumeration(table, hidden.reshape(3, 4))
    for cell in np.flatnonzero(small.reshape(3, 4)[:2, :3].ravel()):
        assert {1, 2, 3} <= seen[cell]


def _values_by_enumeration(table: np.ndarray, hidden: np.ndarray) -> list[set[int]]:
    """Values each inner cell takes over all tables of whole numbers that agree with every shown cell and total."""
    full = np.zeros((3, 4))
    full[:2, :3], full[:2, 3], full[2, :3], full[2, 3] = table, table.sum(1), table.sum(0), table.sum()
    seen: list[set[int]] = [set() for _ in range(6)]
    choices = [range(1, 21) if hidden[r, c] else [int(table[r, c])] for r, c in product(range(2), range(3))]
    grids = np.array(np.meshgrid(*choices[:3], indexing="ij")).reshape(3, -1).T
    lower = np.array(np.meshgrid(*choices[3:], indexing="ij")).reshape(3, -1).T
    if not hidden[0, 3]:
        grids = grids[grids.sum(1) == full[0, 3]]
    if not hidden[1, 3]:
        lower = lower[lower.sum(1) == full[1, 3]]
    for first in grids:
        fits = np.ones(len(lower), dtype=bool)
        for column in range(3):
            if not hidden[2, column]:
                fits &= lower[:, column] + first[column] == full[2, column]
        if not hidden[2, 3]:
            fits &= lower.sum(1) + first.sum() == full[2, 3]
        # A hidden total is at least 1, as everything hidden is; sums of counts from 1 up always are.
        for column in range(3):
            if fits.any():
                seen[column].add(int(first[column]))
                seen[3 + column] |= set(lower[fits, column].tolist())
    return seen


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=20, max_size=20))
def test_in_two_way_tables_no_cell_is_hidden_in_vain(counts):
    """Showing any further cell again would leave some small count unprotected (4 × 5 tables)."""
    cells = two_way_cells(np.array(counts).reshape(4, 5))
    hidden = hide_in_linked_cells(cells)
    small = np.flatnonzero(primary_cells(cells.counts))
    assert all(is_protected(cells, hidden, cell) for cell in small)
    for cell in np.flatnonzero(hidden & ~primary_cells(cells.counts)):
        without = hidden.copy()
        without[cell] = False
        assert not all(is_protected(cells, without, target) for target in small)
