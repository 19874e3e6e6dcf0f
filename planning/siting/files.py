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
    named,
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
        raise UnreadableFile(f"读不到文件 {path.name}。", "请核对路径与权限。") from error
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        reader = csv.reader(io.StringIO(text, newline=""))
        return [row for row in reader if any(cell.strip() for cell in row)]
    raise UnreadableFile(f"{path.name} 不是文本文件。", "请另存为 UTF-8 编码的 CSV。")


def read_matrix(path: Path) -> MatrixFile:
    """Read minutes: a header row, then the village id and one column a candidate; empty or inf = unreachable."""
    rows = read_rows(path)
    if not rows or len(rows[0]) < 2:
        raise NoCandidates(f"{path.name} 里没有候选点：表头只有村编号一列。", "请在表头写出每个候选点的编号。")
    candidates = tuple(cell.strip() for cell in rows[0][1:])
    if len(rows) == 1:
        raise NoDemand(f"{path.name} 只有表头，没有村。", "请至少给出一个村的通行时间。")
    faults: list[SitingFault] = []
    minutes = np.full((len(rows) - 1, len(candidates)), np.inf)
    for number, row in enumerate(rows[1:]):
        if len(row) != len(candidates) + 1:
            faults.append(
                WrongShape(
                    f"{path.name} 的村 {row[0]} 有 {len(row) - 1} 个时间，候选点有 {len(candidates)} 个。",
                    "请让每行与表头等长。",
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
            where = f"{path.name} 的村 {row[0]}、候选点 {candidates[place]}"
            faults.append(BadNumber(f"{where} 写的是“{text}”，不是分钟数。", "请改为数字；到不了的留空。"))


def read_numbers(path: Path, what: str) -> dict[str, float]:
    """Read a headed two-column file of id and number; an empty cell is NaN. `what` names the number to readers."""
    numbers: dict[str, float] = {}
    faults: list[SitingFault] = []
    twice: list[str] = []
    for key, text in _pairs(path):
        if key in numbers:
            twice.append(key)
        try:
            numbers[key] = float(text) if text else math.nan
        except ValueError:
            faults.append(BadNumber(f"{path.name} 里 {key} 的{what}是“{text}”，不是数字。", "请更正后重试。"))
    if twice:
        faults.append(DuplicateId(f"{path.name} 里编号重复：{named(twice)}。", "请让每个编号只出现一次。"))
    raise_found(faults)
    return numbers


def read_names(path: Path) -> dict[str, str]:
    """Read a headed two-column file of id and name (the township a place stands in)."""
    return dict(_pairs(path))


def _pairs(path: Path) -> list[tuple[str, str]]:
    rows = read_rows(path)
    if not rows:
        raise NoDemand(f"{path.name} 是空文件。", "请写表头和至少一行。")
    wrong = [row[0] for row in rows if len(row) != 2]
    if wrong:
        raise WrongShape(f"{path.name} 应为两列，{named(wrong)} 行不是。", "请只保留编号和数值两列。")
    return [(key.strip(), text.strip()) for key, text in rows[1:]]


def aligned(ids: Sequence[str], numbers: dict[str, float], path: Path, absent: float) -> FloatArray:
    """Numbers in the order of `ids`, `absent` where one is not given. Raises UnknownId for ids the matrix lacks."""
    unknown = sorted(set(numbers) - set(ids))
    if unknown:
        raise UnknownId(f"{path.name} 里的 {named(unknown)} 不在通行时间表中。", "请核对编号，两个文件要用同一套。")
    return np.array([numbers.get(key, absent) for key in ids])


def same_places(first: MatrixFile, other: MatrixFile, path: Path) -> FloatArray:
    """Minutes of a further scenario in the order of the first. Raises WrongShape where the places differ."""
    if set(first.demand_ids) != set(other.demand_ids) or set(first.candidate_ids) != set(other.candidate_ids):
        raise WrongShape(f"{path.name} 的村或候选点与第一个通行时间表不同。", "请让各情景用同一套村和候选点。")
    row = {name: place for place, name in enumerate(other.demand_ids)}
    column = {name: place for place, name in enumerate(other.candidate_ids)}
    rows = [row[name] for name in first.demand_ids]
    columns = [column[name] for name in first.candidate_ids]
    return other.minutes[np.ix_(rows, columns)]
