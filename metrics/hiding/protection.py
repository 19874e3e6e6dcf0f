"""Which rows of an answer must be hidden, given that a reader can also ask for the total and for any set of townships.

The county's total is always one question away, so townships are protected as if it stood beside them; months of a
flow likewise, beside their year. What is hidden does not depend on the reader's own filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from metrics.hiding.suppression import HIDDEN_WITH_THE_BASE, HIDDEN_WITH_THE_ROW, primary_cells
from metrics.hiding.suppression_table import hide_in_table
from metrics.hiding.suppression_units import hide_in_units

BoolArray = npt.NDArray[np.bool_]
# What a frame may carry beside its own columns: both sides of a change, as sums.
PARTS = ("matched_numerator", "matched_denominator", "compare_numerator", "compare_denominator")
HIDDEN_TOGETHER = (*HIDDEN_WITH_THE_ROW, *PARTS[:2])
REACH = "change_reach"  # and how far the limits of a mean's change lie from it


# The columns that may hold a small count. What one metric divides by may be what another one hides.
COUNTED = ("numerator", "denominator", "compare_numerator", "compare_denominator")
Lines = Literal["none", "line", "months", "table"]
Columns = Mapping[str, npt.NDArray[Any]]


def protect(
    part: Columns,
    *,
    below: int,
    lines: Lines,
    columns: Sequence[str] = ("period",),
    successors: Mapping[str, str] | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Return one metric's columns with small counts of people, and what would betray them, hidden.

    part: columns of the metric frame with PARTS.
    lines: how the rows are tied: "none" (unrelated rows), "line" (parts of one total for each county and period),
    "months" (parts of one total for each county), "table" (townships × `columns` with both totals).
    successors: township → the one it is counted under in the newest edition. The sum of those that merged is shown
    there, so what is hidden is chosen in the newest boundaries and carried to the old ones.
    """
    small = [primary_cells(part[name].astype(np.float64), below=below) for name in COUNTED]
    if lines != "none" and any(cells.any() for cells in small):
        ties = _ties(part, lines, tuple(columns), successors or {})
        small = [
            _hidden(part[name].astype(np.float64), cells, below, ties)
            for name, cells in zip(COUNTED, small, strict=True)
        ]
    now, now_whole, base, base_whole = small
    hidden = now | now_whole
    return with_base_hidden(with_rows_hidden(part, hidden), (base | base_whole) & ~hidden)


def protect_unrelated(part: Columns, *, below: int) -> dict[str, npt.NDArray[Any]]:
    """Return one metric's columns with small counts hidden where rows have no sum in common; else as `protect`.

    On arrays: for the one row of a county a DataFrame would cost more than its query.
    """
    now, now_whole, base, base_whole = (primary_cells(part[column], below=below) for column in COUNTED)
    hidden = now | now_whole
    return with_base_hidden(with_rows_hidden(part, hidden), (base | base_whole) & ~hidden)


def all_hidden(part: Columns) -> dict[str, npt.NDArray[Any]]:
    """Return the columns with every row hidden."""
    return with_rows_hidden(part, np.ones(len(part["status"]), dtype=bool))


def with_rows_hidden(part: Columns, rows: BoolArray) -> dict[str, npt.NDArray[Any]]:
    blank = {name: np.where(rows, np.nan, part[name]) for name in HIDDEN_TOGETHER if name in part}
    return {**part, **blank, "status": np.where(rows, "hidden", part["status"]).astype(object)}


def with_base_hidden(part: Columns, rows: BoolArray) -> dict[str, npt.NDArray[Any]]:
    return {**part, **{name: np.where(rows, np.nan, part[name]) for name in HIDDEN_WITH_THE_BASE if name in part}}


class _Ties(NamedTuple):
    """How rows are tied by sums.

    groups  : number of the line or table that each row belongs to.
    down, across : each row's place in a table; None for lines.
    units   : for each row the township of the newest edition; members: how many townships each ever consisted of.
    """

    groups: npt.NDArray[np.intp]
    down: npt.NDArray[np.intp] | None
    across: npt.NDArray[np.intp] | None
    units: npt.NDArray[np.str_]
    members: Mapping[str, int]


def _numbered(*columns: Sequence[Any]) -> npt.NDArray[np.intp]:
    """Return for each row the number of its combination of values, in order of appearance."""
    known: dict[tuple[Any, ...], int] = {}
    return np.array([known.setdefault(row, len(known)) for row in zip(*columns, strict=True)], dtype=np.intp)


def _ties(part: Columns, lines: Lines, columns: tuple[str, ...], later: Mapping[str, str]) -> _Ties:
    codes = part["township_code"].tolist()
    months_are_parts = lines == "months" or (lines == "table" and "period" in columns)
    tied_by = [part[name].tolist() for name in (["county_code"] if months_are_parts else ["county_code", "period"])]
    # A row without a township is a unit of its own.
    units = [later.get(code, code) if isinstance(code, str) else f"row {row}" for row, code in enumerate(codes)]
    counted = list(later.values())
    members = {code: counted.count(code) for code in set(counted)}
    if lines != "table":
        return _Ties(_numbered(*tied_by), None, None, np.array(units, dtype=str), members)
    down, across = _numbered(codes), _numbered(*(part[name].tolist() for name in columns))
    return _Ties(_numbered(*tied_by, _unions(codes, later)), down, across, np.array(units, dtype=str), members)


def _unions(codes: Sequence[Any], successors: Mapping[str, str]) -> list[str]:
    """Return for each row the later township that counts it together with others of this answer, else ''."""
    named = [code if isinstance(code, str) else "" for code in codes]
    later = [successors.get(code, code) for code in named]
    parts: dict[str, set[str]] = {}
    for code, whole in zip(named, later, strict=True):
        parts.setdefault(whole, set()).add(code)
    return [whole if len(parts[whole]) > 1 else "" for whole in later]


def _hidden(people: npt.NDArray[np.float64], small: BoolArray, below: int, ties: _Ties) -> BoolArray:
    """Return the rows to hide so that neither the small counts nor their sums tell any of them."""
    hidden = small.copy()
    for group in np.unique(ties.groups[small]).tolist():
        rows = np.flatnonzero(ties.groups == group)
        if ties.down is not None and ties.across is not None:
            hidden[rows] |= _hidden_in_table(people[rows], ties.down[rows], ties.across[rows], below)
        else:
            hidden[rows] |= hide_in_units(people[rows], ties.units[rows], ties.members, below=below)
    return hidden


def _hidden_in_table(
    people: npt.NDArray[np.float64], down: npt.NDArray[np.intp], across: npt.NDArray[np.intp], below: int
) -> BoolArray:
    row, column = _numbered(down.tolist()), _numbered(across.tolist())
    table = np.zeros((row.max() + 1, column.max() + 1))
    table[row, column] = np.nan_to_num(people)
    return np.asarray(hide_in_table(table, below=below)[row, column])


def betrays(chosen: set[Any], hidden: set[Any]) -> bool:
    """Say whether the sum over the chosen townships would tell hidden ones apart: it holds some of them but not all."""
    inside = chosen & hidden
    return bool(inside) and inside != hidden
