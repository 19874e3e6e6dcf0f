"""Which rows of an answer must be hidden, given that a reader can also ask for the total and for any set of townships.

The county's total is always one question away, so townships are protected as if it stood beside them; months of a
flow likewise, beside their year. What is hidden does not depend on the reader's own filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.suppression import (
    HIDDEN_WITH_THE_BASE,
    HIDDEN_WITH_THE_ROW,
    primary_cells,
)
from metrics.suppression_table import hide_in_table
from metrics.suppression_units import hide_in_units

BoolArray = npt.NDArray[np.bool_]
# What a frame may carry beside its own columns: both sides of a change, as sums.
PARTS = ("matched_numerator", "matched_denominator", "compare_numerator", "compare_denominator")
HIDDEN_TOGETHER = (*(name for name in HIDDEN_WITH_THE_ROW if not name.startswith("change_")), *PARTS[:2])


# The columns that may hold a small count. What one metric divides by may be what another one hides.
COUNTED = ("numerator", "denominator", "compare_numerator", "compare_denominator")
# The columns that hiding may change.
_BASE = tuple(name for name in HIDDEN_WITH_THE_BASE if not name.startswith("change_"))
CHANGED_BY_HIDING = (*dict.fromkeys((*HIDDEN_TOGETHER, *_BASE)), "status")
Lines = Literal["none", "line", "months", "table"]
Columns = Mapping[str, npt.NDArray[Any]]


def protect(
    answer: pd.DataFrame,
    *,
    below: int,
    lines: Lines,
    columns: Sequence[str] = ("period",),
    successors: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return one metric's rows with small counts of people, and what would betray them, hidden.

    answer: rows of the metric frame with PARTS.
    lines: how the rows are tied: "none" (unrelated rows), "line" (parts of one total for each county and period),
    "months" (parts of one total for each county), "table" (townships × `columns` with both totals).
    successors: township → the one it is counted under in the newest edition. The sum of those that merged is shown
    there, so what is hidden is chosen in the newest boundaries and carried to the old ones.
    """
    later = successors or {}
    members = {code: list(later.values()).count(code) for code in set(later.values())}
    ties = _Ties(lines, tuple(columns), _unions(answer, later), _units(answer, later), members)
    now, now_whole, base, base_whole = (_hidden(answer, column, below, ties) for column in COUNTED)
    hidden = now | now_whole
    base_hidden = (base | base_whole) & ~hidden
    result = answer.copy()
    result.loc[hidden, list(HIDDEN_TOGETHER)] = np.nan
    result.loc[hidden, "status"] = "hidden"
    result.loc[base_hidden, [column for column in HIDDEN_WITH_THE_BASE if column in result]] = np.nan
    return result


def protect_unrelated(part: Columns, *, below: int) -> dict[str, npt.NDArray[Any]]:
    """Return one metric's columns with small counts hidden where rows have no sum in common; else as `protect`.

    On arrays: for the one row of a county a DataFrame would cost more than its query.
    """
    now, now_whole, base, base_whole = (primary_cells(part[column], below=below) for column in COUNTED)
    hidden = now | now_whole
    return _with_base_hidden(_with_rows_hidden(part, hidden), (base | base_whole) & ~hidden)


def all_hidden(part: Columns) -> dict[str, npt.NDArray[Any]]:
    """Return the columns with every row hidden."""
    return _with_rows_hidden(part, np.ones(len(part["status"]), dtype=bool))


def _with_rows_hidden(part: Columns, rows: BoolArray) -> dict[str, npt.NDArray[Any]]:
    blank = {name: np.where(rows, np.nan, part[name]) for name in HIDDEN_TOGETHER}
    return {**part, **blank, "status": np.where(rows, "hidden", part["status"]).astype(object)}


def _with_base_hidden(part: Columns, rows: BoolArray) -> dict[str, npt.NDArray[Any]]:
    return {**part, **{name: np.where(rows, np.nan, part[name]) for name in HIDDEN_WITH_THE_BASE if name in part}}


def _unions(answer: pd.DataFrame, successors: Mapping[str, str]) -> npt.NDArray[np.str_]:
    """Return for each row the later township that counts it together with others of this answer, else ''."""
    codes = answer["township_code"].fillna("").astype(str)
    later = codes.map(lambda code: successors.get(code, code))
    together = {code for code, members in codes.groupby(later).nunique().items() if members > 1}
    return np.array([code if code in together else "" for code in later], dtype=str)


def _units(answer: pd.DataFrame, successors: Mapping[str, str]) -> npt.NDArray[np.str_]:
    """Return for each row the township of the newest edition; a row without a township is a unit of its own."""
    codes = answer["township_code"].to_numpy(dtype=object)
    return np.array(
        [successors.get(code, code) if isinstance(code, str) else f"row {row}" for row, code in enumerate(codes)],
        dtype=str,
    )


class _Ties(NamedTuple):
    """How rows are tied by sums.

    unions  : for each row the later township that counts it with others of the answer, else ''.
    units   : for each row the township of the newest edition; members: how many townships each ever consisted of.
    """

    lines: Lines
    columns: tuple[str, ...]
    unions: npt.NDArray[np.str_]
    units: npt.NDArray[np.str_]
    members: Mapping[str, int]


def _hidden(answer: pd.DataFrame, column: str, below: int, ties: _Ties) -> BoolArray:
    people = answer[column].to_numpy(dtype=np.float64, na_value=np.nan)
    hidden = primary_cells(people, below=below)
    if ties.lines == "none" or not hidden.any():
        return hidden
    months_are_parts = ties.lines == "months" or (ties.lines == "table" and "period" in ties.columns)
    tied_by = [answer[name].to_numpy() for name in (["county_code"] if months_are_parts else ["county_code", "period"])]
    tables = [*tied_by, ties.unions] if ties.lines == "table" else tied_by
    for rows in answer.groupby(tables, sort=False).indices.values():
        places = np.asarray(rows)
        if not hidden[places].any():
            continue
        if ties.lines == "table":
            hidden[places] |= _hidden_in_table(answer.iloc[places], people[places], below, ties.columns)
        else:
            hidden[places] |= hide_in_units(people[places], ties.units[places], ties.members, below=below)
    return hidden


def _hidden_in_table(
    part: pd.DataFrame, people: npt.NDArray[np.float64], below: int, columns: tuple[str, ...]
) -> BoolArray:
    down, across = pd.factorize(part["township_code"])[0], part.groupby(list(columns), sort=False).ngroup().to_numpy()
    table = np.zeros((down.max() + 1, across.max() + 1))
    table[down, across] = np.nan_to_num(people)
    return np.asarray(hide_in_table(table, below=below)[down, across])


def betrays(chosen: set[Any], hidden: set[Any]) -> bool:
    """Say whether the sum over the chosen townships would tell hidden ones apart: it holds some of them but not all."""
    inside = chosen & hidden
    return bool(inside) and inside != hidden
