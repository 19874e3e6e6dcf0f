"""Patients per grid by township, worked out by hand."""

import pandas as pd
import pytest

from metrics.evidence.grids import grid_sizes
from metrics.evidence.programme import Places

NORTH, SOUTH, OLD = "999901101", "999901102", "999901103"
EDITION = {OLD: SOUTH, NORTH: NORTH, SOUTH: SOUTH}
HERE = Places(EDITION, EDITION)


def rows(*drawn: tuple[str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(drawn, columns=["township_code", "grids", "patients"])


def test_a_merged_townships_grids_are_its_successors_and_the_size_is_a_ratio_of_sums() -> None:
    """South 180 in 10 grids and old 70 in 2: 250 in 12 are 20.8 a grid, not the mean of 18 and 35."""
    found = grid_sizes(rows((NORTH, 10, 190), (SOUTH, 10, 180), (OLD, 2, 70)), HERE)
    assert [(grid.township, grid.grids, grid.patients) for grid in found] == [(NORTH, 10, 190), (SOUTH, 12, 250)]
    assert found[1].size == pytest.approx(20.833, abs=0.001)


def test_five_patients_are_hidden_with_a_second_township() -> None:
    found = grid_sizes(rows((NORTH, 1, 5), (SOUTH, 10, 180)), HERE)
    assert [(grid.patients, grid.size) for grid in found] == [(None, None), (None, None)]


def test_a_township_without_grids_and_a_county_without_rows_show_none() -> None:
    assert grid_sizes(rows(), HERE) == ()
    assert [grid.township for grid in grid_sizes(rows((NORTH, 10, 190), (SOUTH, 0, 0)), HERE)] == [NORTH]
