"""Siting questions read from CSV files, every fault named by file, row and column."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planning.siting.faults import (
    AtFault,
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

ENCODINGS = ("utf-8-sig", "gb18030")  # the second is what Excel writes on a Chinese Windows
UNREACHABLE = {"", "inf", "+inf", "infinity", "∞"}


class UnreadableFile(SitingFault):
    """A file is missing or is not text."""

    at_fault: AtFault = "call"


@dataclass(frozen=True, eq=False)
class MatrixFile:
    """Minutes as written: shape (n_demand, n_candidates); inf where the cell was empty or "inf"."""

    demand_ids: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    minutes: FloatArray


def read_rows(path: Path) -> list[list[str]]:
    """Rows of a CSV file without blank ones. Raises UnreadableFile."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile("file_missing", name=path.name) from error
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        reader = csv.reader(io.StringIO(text, newline=""))
        return [row for row in reader if any(cell.strip() for cell in row)]
    raise UnreadableFile("file_not_text", name=path.name)


def read_matrix(path: Path) -> MatrixFile:
    """Read minutes: a header row, then the village id and one column a candidate; empty or inf = unreachable."""
    rows = read_rows(path)
    if not rows or len(rows[0]) < 2:
        raise NoCandidates("file_without_candidates", name=path.name)
    candidates = tuple(cell.strip() for cell in rows[0][1:])
    if len(rows) == 1:
        raise NoDemand("file_without_villages", name=path.name)
    faults: list[SitingFault] = []
    minutes = np.full((len(rows) - 1, len(candidates)), np.inf)
    for number, row in enumerate(rows[1:]):
        if len(row) != len(candidates) + 1:
            faults.append(
                WrongShape(
                    "file_row_length", name=path.name, village=row[0], given=len(row) - 1, wanted=len(candidates)
                )
            )
            continue
        _fill(minutes[number], row, candidates, path, faults)
    raise_found(faults)
    return MatrixFile(tuple(row[0].strip() for row in rows[1:]), candidates, minutes)


def _fill(line: FloatArray, row: list[str], candidates: Sequence[str], path: Path, faults: list[SitingFault]) -> None:
    for place, cell in enumerate(row[1:]):
        text = cell.strip()
        if text.lower() in UNREACHABLE:
            continue
        try:
            line[place] = float(text)
        except ValueError:
            site = candidates[place]
            faults.append(BadNumber("file_minutes_wrong", name=path.name, village=row[0], site=site, text=text))


def read_numbers(path: Path, what: str) -> dict[str, float]:
    """Read a headed two-column file of id and number; an empty cell is NaN. what: code of a term."""
    numbers: dict[str, float] = {}
    faults: list[SitingFault] = []
    twice: list[str] = []
    for key, text in _pairs(path):
        if key in numbers:
            twice.append(key)
        try:
            numbers[key] = float(text) if text else math.nan
        except ValueError:
            faults.append(BadNumber("file_number_wrong", name=path.name, key=key, what=what, text=text))
    if twice:
        faults.append(DuplicateId("file_ids_repeated", name=path.name, ids=tuple(twice)))
    raise_found(faults)
    return numbers


def read_names(path: Path) -> dict[str, str]:
    """Read a headed two-column file of id and name (the township a place stands in)."""
    return dict(_pairs(path))


def _pairs(path: Path) -> list[tuple[str, str]]:
    rows = read_rows(path)
    if not rows:
        raise NoDemand("file_empty", name=path.name)
    wrong = [row[0] for row in rows if len(row) != 2]
    if wrong:
        raise WrongShape("file_not_two_columns", name=path.name, ids=tuple(wrong))
    return [(key.strip(), text.strip()) for key, text in rows[1:]]


def aligned(ids: Sequence[str], numbers: dict[str, float], path: Path, absent: float) -> FloatArray:
    """Numbers in the order of `ids`, `absent` where one is not given. Raises UnknownId for ids the matrix lacks."""
    unknown = sorted(set(numbers) - set(ids))
    if unknown:
        raise UnknownId("file_ids_unknown", name=path.name, ids=tuple(unknown))
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
