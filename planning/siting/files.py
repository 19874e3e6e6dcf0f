"""Siting questions read from CSV files, every fault named by file, row and column."""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from planning.cells import Unreadable, looks_like_a_number, number_of
from planning.faults import nearest_to
from planning.siting.faults import (
    BadNumber,
    DuplicateId,
    NoCandidates,
    NoDemand,
    SitingFault,
    UnknownId,
    WrongShape,
    raise_found,
)
from planning.siting.problem import FloatArray
from planning.tables import Table, read_table

UNREACHABLE = {"", "inf", "+inf", "infinity", "∞"}
LONGEST_MIN = 1440.0  # a day one way is no way to a clinic; longer ones are seconds or metres taken for minutes
SHORTEST_CODE = 4  # digits: shorter numbers in a heading are rather minutes than codes


@dataclass(frozen=True, eq=False)
class MatrixFile:
    """Minutes as written: shape (n_demand, n_candidates); inf where the cell was empty or "inf"."""

    demand_ids: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    minutes: FloatArray


def read_matrix(path: Path) -> MatrixFile:
    """Read minutes: a header row, then the village id and one column a candidate; empty or inf = unreachable."""
    table = read_table(path)
    candidates = table.heads[1:]
    if not candidates:
        raise NoCandidates("file_without_candidates", name=path.name)
    if not table.rows:
        raise NoDemand("file_without_villages", name=path.name)
    if _is_a_row_of_minutes(table):
        raise _no_heading(table, "村、点1、点2")
    faults = [*_blank_ids(table), *_repeated_ids(table)]
    minutes = np.full((len(table.rows), len(candidates)), np.inf)
    for number, row in enumerate(table.rows):
        if len(row) != len(table.heads):
            wanted = len(candidates)
            faults.append(
                WrongShape("file_row_length", name=path.name, village=row[0], given=len(row) - 1, wanted=wanted)
            )
            continue
        _fill(minutes[number], row, candidates, path, faults)
    raise_found(faults)
    return MatrixFile(tuple(row[0] for row in table.rows), candidates, minutes)


def _is_a_row_of_minutes(table: Table) -> bool:
    """Whether the first row is a village's minutes: numbers throughout, which are no codes and no 1, 2, 3 …, or stand
    behind something that looks like the ids below it."""
    corner, *heads = table.heads
    if not all(head.lower() in UNREACHABLE or looks_like_a_number(head) for head in heads):
        return False
    whole = all(head.isdigit() for head in heads)
    counted = heads == [str(number) for number in range(1, len(heads) + 1)]
    codes = whole and all(len(head) >= SHORTEST_CODE for head in heads)
    if not (counted or codes):
        return True
    return any(letter.isdigit() for letter in corner) and _shape(corner) in {_shape(row[0]) for row in table.rows}


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _no_heading(table: Table, example: str) -> WrongShape:
    return WrongShape("file_first_row_is_data", name=table.name, cells=table.heads[:3], example=example)


def _blank_ids(table: Table) -> list[SitingFault]:
    blank = sum(1 for row in table.rows if not row[0])
    return [BadNumber("file_id_blank", name=table.name, count=blank)] if blank else []


def _repeated_ids(table: Table) -> list[SitingFault]:
    times = Counter(row[0] for row in table.rows if row[0])
    twice = tuple(sorted(name for name, count in times.items() if count > 1))
    return [DuplicateId("file_ids_repeated", name=table.name, ids=twice)] if twice else []


def _fill(
    line: FloatArray, row: Sequence[str], candidates: Sequence[str], path: Path, faults: list[SitingFault]
) -> None:
    for place, text in enumerate(row[1:]):
        if text.lower() in UNREACHABLE:
            continue
        told: dict[str, Any] = {"name": path.name, "village": row[0], "site": candidates[place], "text": text}
        try:
            line[place] = number_of(text)
        except Unreadable:
            faults.append(BadNumber("file_minutes_wrong", **told))
        else:
            if line[place] > LONGEST_MIN:
                faults.append(BadNumber("file_minutes_far", **told))


def read_numbers(path: Path, what: str, known: Collection[str] = ()) -> dict[str, float]:
    """Read a headed two-column file of id and number; an empty cell is NaN.

    what: code of a term; `capacity` may be inf, which is no limit. known: ids that cannot stand in a heading.
    """
    numbers: dict[str, float] = {}
    faults: list[SitingFault] = []
    for key, text in _pairs(path, known, "编号、数值"):
        try:
            numbers[key] = math.inf if what == "capacity" and text.lower() in UNREACHABLE - {""} else _number(text)
        except Unreadable:
            faults.append(BadNumber("file_number_wrong", name=path.name, key=key, what=what, text=text))
    raise_found(faults)
    return numbers


def _number(text: str) -> float:
    return number_of(text) if text else math.nan


def read_names(path: Path, ids: Sequence[str]) -> list[str]:
    """Read a headed two-column file of id and name (the township a place stands in), in the order of `ids`.

    Raises UnknownId for ids that are not among them, and for those that have no name.
    """
    names = dict(_pairs(path, ids, "编号、乡镇"))
    _refuse_unknown(ids, names, path)
    missing = [key for key in ids if not names.get(key)]
    if missing:
        raise UnknownId("file_ids_missing", name=path.name, ids=tuple(missing), what="township_of")
    return [names[key] for key in ids]


def _pairs(path: Path, known: Collection[str], example: str) -> list[tuple[str, str]]:
    """Return id and value of each row of a headed two-column file; each id stands once and is none of the heading."""
    table = read_table(path)
    wrong = [row[0] for row in (table.heads, *table.rows) if len(row) != 2]
    if wrong:
        raise WrongShape("file_not_two_columns", name=path.name, ids=tuple(wrong))
    if looks_like_a_number(table.heads[1]) or table.heads[0] in known:
        raise _no_heading(table, example)
    raise_found([*_blank_ids(table), *_repeated_ids(table)])
    return [(row[0], row[1]) for row in table.rows]


def _refuse_unknown(ids: Sequence[str], given: Collection[str], path: Path) -> None:
    unknown = sorted(set(given) - set(ids))
    if unknown:
        raise UnknownId("file_ids_unknown", name=path.name, ids=tuple(unknown), hint=nearest_to(unknown[0], ids))


def aligned(ids: Sequence[str], numbers: dict[str, float], path: Path, absent: float) -> FloatArray:
    """Numbers in the order of `ids`, `absent` where one is not given. Raises UnknownId for ids the matrix lacks."""
    _refuse_unknown(ids, numbers, path)
    return np.array([numbers.get(key, absent) for key in ids])


def same_places(first: MatrixFile, other: MatrixFile, path: Path) -> FloatArray:
    """Minutes of a further scenario in the order of the first. Raises WrongShape where the places differ."""
    if set(first.demand_ids) != set(other.demand_ids) or set(first.candidate_ids) != set(other.candidate_ids):
        raise WrongShape("file_places_differ", name=path.name)
    row = {name: place for place, name in enumerate(other.demand_ids)}
    column = {name: place for place, name in enumerate(other.candidate_ids)}
    rows = [row[name] for name in first.demand_ids]
    columns = [column[name] for name in first.candidate_ids]
    return other.minutes[np.ix_(rows, columns)]
