"""Tables from files: CSV or JSON, read with one strictness; every fault named by file, line and column.

What is asked of every file: is it text, is its heading a heading, is every row as long as the heading, does a column
that holds something have a name of its own.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planning.cells import stripped
from planning.faults import PlanningFault, TableFault, UnreadableFile, raise_table_faults
from words.phrases import Phrase

ENCODINGS = ("utf-8-sig", "gb18030")  # the second is what Excel writes on a Chinese Windows
LARGEST_BYTES = 200_000_000


@dataclass(frozen=True)
class Table:
    """A file's heading and rows as text. lines: the line of the file each row begins on, as an editor counts."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def frame(self) -> pd.DataFrame:
        """Return the rows as a frame of text, "" where a cell holds nothing. Raises TableFault for a ragged one."""
        raise_table_faults(self.ragged())
        return pd.DataFrame(list(self.rows), columns=list(self.heads), dtype=object)

    def ragged(self) -> list[PlanningFault]:
        """Return a fault for each row that is not as long as the heading."""
        wanted = len(self.heads)
        return [
            TableFault("row_length", _line(self.name, line), given=len(row), wanted=wanted)
            for row, line in zip(self.rows, self.lines, strict=True)
            if len(row) != wanted
        ]


def _line(name: str, line: int) -> Phrase:
    return Phrase("row_line", name=name, number=line)


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8 or GB 18030. Raises UnreadableFile."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableFile("file_too_large", name=path.name, most=LARGEST_BYTES // 1_000_000)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("file_missing", name=path.name) from error
    for encoding in ENCODINGS if b"\0" not in content else ():
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("file_not_text", name=path.name)


def read_table(path: Path) -> Table:
    """Return a CSV file as a table, blank lines and empty last columns left out. Raises TableFault, UnreadableFile."""
    lines, rows = _rows_of(path)
    if not rows:
        raise TableFault("file_empty", name=path.name)
    width = len(rows[0])
    while width and not any(len(row) >= width and row[width - 1] for row in rows):
        width -= 1
    rows = [_cut(row, width) for row in rows]
    table = Table(path.name, tuple(rows[0]), tuple(map(tuple, rows[1:])), tuple(lines[1:]))
    raise_table_faults(_heading_faults(table))
    return table


def _rows_of(path: Path) -> tuple[list[int], list[list[str]]]:
    """Return the rows that hold something, and the line each begins on."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    lines: list[int] = []
    rows: list[list[str]] = []
    begins = 1
    try:
        for row in reader:
            cells = [stripped(cell) for cell in row]
            if any(cells):
                lines.append(begins)
                rows.append(cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableFault("file_not_csv", _line(path.name, begins)) from error
    return lines, rows


def _cut(row: list[str], width: int) -> list[str]:
    """Return a row without the empty cells that a spreadsheet leaves behind the last column."""
    end = len(row)
    while end > width and not row[end - 1]:
        end -= 1
    return row[:end]


def _heading_faults(table: Table) -> list[PlanningFault]:
    """A column that holds something has a name, and one of its own; the first may be nameless (the corner)."""
    faults: list[PlanningFault] = []
    nameless = [place + 1 for place, head in enumerate(table.heads) if not head and place]
    if nameless:
        faults.append(TableFault("head_missing", _line(table.name, 1), columns=nameless))
    named = [head for head in table.heads if head]
    repeated = sorted({head for head in named if named.count(head) > 1})
    if repeated:
        faults.append(TableFault("head_repeated", _line(table.name, 1), columns=repeated))
    return faults


# ---- JSON ----


def read_json(path: Path) -> Any:
    """Return what a JSON file holds. Raises UnreadableFile, TableFault; a key that stands twice is a fault."""
    text = read_text(path)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except _RepeatedKey as error:
        raise TableFault("json_key_repeated", Phrase("row_file", name=path.name), key=error.args[0]) from error
    except (ValueError, RecursionError) as error:
        raise TableFault("not_json", Phrase("row_file", name=path.name)) from error


class _RepeatedKey(ValueError):
    pass


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKey(key)
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    """NaN and Infinity are no JSON."""
    raise ValueError(name)


def json_frame(name: Phrase, rows: Any, *, lists: Collection[str] = ()) -> pd.DataFrame:
    """Return a list of objects as a frame of plain values. lists: columns whose cells may be lists of texts.

    Raises TableFault where it is no such list, naming the row and column.
    """
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TableFault("not_rows", name)
    faults = [
        TableFault("cell_not_plain", Phrase("row_in", table=name, number=number), column=column)
        for number, row in enumerate(rows, start=1)
        for column, value in row.items()
        if not (_is_plain(value) or (column in lists and _is_texts(value)))
    ]
    raise_table_faults(faults)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return pd.DataFrame([[row.get(column) for column in columns] for row in rows], columns=columns, dtype=object)


def _is_plain(value: Any) -> bool:
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
