"""Cells of a workbook by python-calamine, read in a process of its own where they could take all memory.

calamine lays a sheet out as a full rectangle: two cells at A1 and XFD1048576 ask for 400 GB, and a failed allocation
of Rust ends the process – the whole server – without an exception. This file is also the program of that process; it
imports nothing of the house.
"""

from __future__ import annotations

import importlib.util
import io
import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import python_calamine

MOST_CELLS: Final = 30_000_000
LARGE_CELLS: Final = 2_000_000  # of a larger sheet only the first rows become cells, a ledger is read as frames
FIRST_ROWS: Final = 200
MOST_LOOKED_AT: Final = 400_000  # cells of a workbook in which errors are looked for: as many as openpyxl is given
SMALL_MARKUP: Final = 8_000_000  # bytes of unpacked sheets up to which their extent is looked for, a few ms
LEAST_MEMORY: Final = 700_000_000
MOST_MEMORY: Final = 4_000_000_000
MEMORY_A_BYTE: Final = 80
LIMIT_S: Final = 180
PANIC: Final = "PanicException"  # of a Rust library; it is no Exception and cannot be imported
_REFERENCE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ROW: Final = re.compile(rb"""<(?:\w+:)?row[^>]*\br\s*=\s*["']([0-9]{1,9})["']""")
_HIDDEN_REFERENCE: Final = re.compile(rb"""\br\s*=\s*["'][^"'<>]*&|^(?:\xff\xfe|\xfe\xff|<\0|\0<)""")
_COUNT: Final = re.compile(rb'ount="[0-9]{7,}"')
_PLAIN: Final = frozenset({("datetime", name) for name in ("datetime", "date", "time", "timedelta")})

Trouble = Literal["damaged", "locked", "bomb", "sheet_too_large"]


@dataclass(frozen=True)
class Cells:
    """One sheet as calamine gives it.

    merged : first row, first column, last row, last column; is_cut: only its first rows are here.
    """

    name: str
    is_hidden: bool
    rows: list[list[Any]]
    merged: tuple[tuple[int, int, int, int], ...]
    is_cut: bool = False


class NotRead(Exception):
    """A workbook that cannot be read. sheet: the one that is too large."""

    def __init__(self, trouble: Trouble, sheet: str = "") -> None:
        super().__init__(trouble)
        self.trouble, self.sheet = trouble, sheet


def cells_of(content: bytes) -> list[Cells]:
    """Return the sheets of .xlsx, .xlsm, .xls, .xlsb, .ods or .et. Raises NotRead."""
    return read_here(content) if is_small(content) else _read_apart(content)


def is_small(content: bytes) -> bool:
    """Say whether a workbook is an .xlsx whose sheets are known to be small, so that it can be read in this process."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if "xl/workbook.xml" not in names or "xl/workbook.bin" in names:
                return False
            if sum(part.file_size for part in parts) > SMALL_MARKUP:
                return False
            # Every part: a sheet may stand under any name and in any folder.
            return all(_is_small_part(archive.read(part)) for part in parts)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return False


def _is_small_part(markup: bytes) -> bool:
    if _COUNT.search(markup) or _HIDDEN_REFERENCE.search(markup):
        return False
    references = _REFERENCE.findall(markup)
    rows = max((int(number) for number in _ROW.findall(markup)), default=0)
    lowest = max((int(number) for _, number in references), default=0)
    widest = max((_column(letters) for letters, _ in references), default=0)
    return max(rows, lowest) * max(widest, 1) <= MOST_CELLS


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def read_here(content: bytes) -> list[Cells]:
    """Return the sheets, read in this process. Raises NotRead."""
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            shown = [meta for meta in workbook.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet]
            visible = python_calamine.SheetVisibleEnum.Visible
            return [_cells(workbook, meta.name, meta.visible != visible) for meta in shown]
    except NotRead:
        raise
    except python_calamine.PasswordError as error:
        raise NotRead("locked") from error
    except MemoryError as error:
        raise NotRead("bomb") from error
    except (python_calamine.CalamineError, OSError, ValueError, UnicodeError, OverflowError) as error:
        raise NotRead("damaged") from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise NotRead("damaged") from error


def _cells(workbook: Any, name: str, is_hidden: bool) -> Cells:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise NotRead("sheet_too_large", name)
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    if sheet.total_height * sheet.total_width <= LARGE_CELLS:
        return Cells(name, is_hidden, sheet.to_python(skip_empty_area=False), merged)
    rows, is_cut = _first_rows(sheet.iter_rows())
    return Cells(name, is_hidden, rows, merged, is_cut)


def _first_rows(rows: Iterator[list[Any]]) -> tuple[list[list[Any]], bool]:
    """Return the rows of a large sheet; of one that is full of values the first only, and that it is cut."""
    kept: list[list[Any]] = []
    blank = 0
    for row in rows:
        if all(value in ("", None) for value in row):
            blank += 1
            continue
        kept += [[]] * blank
        kept.append(row)
        blank = 0
        if len(kept) * len(row) > LARGE_CELLS:
            return kept[:FIRST_ROWS], True
    width = max(map(len, kept), default=0)
    return [row or [""] * width for row in kept], False


def _read_apart(content: bytes) -> list[Cells]:
    """Return the sheets, read by this file as a program whose memory is bounded."""
    memory = min(MOST_MEMORY, LEAST_MEMORY + MEMORY_A_BYTE * len(content))
    command = [sys.executable, "-I", __file__, str(memory)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotRead("bomb") from error
    if done.returncode:
        raise NotRead("bomb" if b"memory allocation" in done.stderr or b"MemoryError" in done.stderr else "damaged")
    told = _Plain(io.BytesIO(done.stdout)).load()
    if isinstance(told, tuple):
        raise NotRead(*told)
    return [Cells(*sheet) for sheet in told]


class _Plain(pickle.Unpickler):
    """Reads what the program wrote: lists, texts, numbers and dates, and nothing that could run."""

    def find_class(self, module: str, name: str) -> Callable[..., Any]:
        if (module, name) not in _PLAIN:
            raise NotRead("damaged")
        found: Callable[..., Any] = super().find_class(module, name)
        return found


def _with_errors(sheet: Cells, errors: Mapping[tuple[int, int], str]) -> Cells:
    """Return a sheet with the errors in its cells, whatever calamine gave for them."""
    if not errors:
        return sheet
    height = max(len(sheet.rows), 1 + max(row for row, _ in errors))
    width = max(max(map(len, sheet.rows), default=0), 1 + max(column for _, column in errors))
    if height * width > MOST_LOOKED_AT:
        return sheet
    rows = [[*row, *[""] * (width - len(row))] for row in [*sheet.rows, *[[]] * (height - len(sheet.rows))]]
    for (row, column), error in errors.items():
        rows[row][column] = error
    return replace(sheet, rows=rows)


def _beside(name: str) -> Any:
    """Return a module that stands beside this file: as a program of its own it has no path to the house."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(memory: int) -> None:
    """Read a workbook from standard input, write its sheets (or why it cannot be read) to standard output."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    told: object
    content = sys.stdin.buffer.read()
    try:
        sheets = read_here(content)
        if sum(len(own.rows) * max(map(len, own.rows), default=0) for own in sheets) <= MOST_LOOKED_AT:
            errors = _beside("cell_errors").errors_of(content)
            sheets = [_with_errors(own, errors.get(own.name, {})) for own in sheets]
        told = [(own.name, own.is_hidden, own.rows, own.merged, own.is_cut) for own in sheets]
    except NotRead as error:
        told = (error.trouble, error.sheet)
    pickle.dump(told, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
