"""The rows of a ledger as frames of text, some thousands at a time: only the columns that the ledger asks for are read.

What names a person is in columns that nobody asks for, so it never comes into memory as a value of ours.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import python_calamine

from intake.faults import UnreadableFile
from intake.reading.book import Book, Scalar, Sheet
from intake.reading.plain import encoding_of, separator_of

ROWS_AT_ONCE: Final = 100_000
FILLED: Final = -1
DBF_END: Final = 0x0D
DELETED, SPACE = ord("*"), ord(" ")


def frames_of(book: Book, sheet: Sheet, first: int, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    """Yield the rows of a sheet from row `first` (from 0) on: a column each of `columns`, as text; index: the row.

    An empty cell is NaN; FILLED says whether the row holds anything at all, in whichever column. Raises UnreadableFile
    where the file breaks off.
    """
    if not sheet.is_cut:
        yield from _of_values(sheet, first, columns)
    elif book.kind == "text":
        yield from _of_text(book, first, columns)
    elif book.kind == "dbf":
        yield from _of_dbf(book, first, columns)
    else:
        yield from _of_workbook(book, sheet, first, columns)


def text_of_cell(cell: Scalar) -> str | None:
    """Return a cell as text: days and times as ISO, whole numbers without a point; None where it is empty."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    return str(cell).strip(" \t\r\n\u3000\xa0") or None


def _frame(rows: Sequence[Sequence[Scalar]], start: int, columns: Sequence[int]) -> pd.DataFrame:
    values = {
        column: pd.Series([text_of_cell(row[column]) if column < len(row) else None for row in rows], dtype="str")
        for column in columns
    }
    filled = [any(value is not None and value != "" for value in row) for row in rows]
    return pd.DataFrame({**values, FILLED: filled}).set_axis(pd.RangeIndex(start, start + len(rows)))


def _of_values(sheet: Sheet, first: int, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    for start in range(first, sheet.height, ROWS_AT_ONCE):
        yield _frame(sheet.values[start : start + ROWS_AT_ONCE], start, columns)


def _of_workbook(book: Book, sheet: Sheet, first: int, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book.content)) as workbook:
        rows = iter(workbook.get_sheet_by_name(sheet.name).iter_rows())
        for _ in range(first):
            next(rows, None)
        start = first
        while some := [row for _, row in zip(range(ROWS_AT_ONCE), rows, strict=False)]:
            yield _frame(some, start, columns)
            start += len(some)


def _of_text(book: Book, first: int, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    encoding = encoding_of(book.content, book.name)
    separator = separator_of(book.content[:65536].decode(encoding, errors="ignore"))
    width = book.sheets[0].width
    try:
        for frame in pd.read_csv(
            io.BytesIO(book.content),
            sep=separator,
            header=None,
            names=list(range(width)),
            index_col=False,
            skiprows=first,
            dtype="str",
            encoding=encoding,
            chunksize=ROWS_AT_ONCE,
            skip_blank_lines=False,
            na_values=[],
            keep_default_na=False,
            on_bad_lines="error",
        ):
            told = {column: frame[column].str.strip(" \t\r\n\u3000\xa0") for column in columns}
            own = pd.DataFrame({column: texts.mask(texts == "") for column, texts in told.items()})
            silent = own.isna().all(axis=1)
            filled = ~silent
            filled[silent] = (frame[silent].fillna("") != "").any(axis=1)
            yield (
                own.assign(**{str(FILLED): filled}).set_axis([*own.columns, FILLED], axis=1).set_axis(own.index + first)
            )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeError) as error:
        raise UnreadableFile("intake_damaged", name=book.name) from error


def _of_dbf(book: Book, first: int, columns: Sequence[int]) -> Iterator[pd.DataFrame]:
    """Read a dBASE table by its widths. Row 0 is the field names, as in the sheet of a small file."""
    content = book.content
    fields, header, width, count = _dbf_fields(content)
    body = np.frombuffer(content, dtype=np.uint8, offset=header)
    held = min(count, len(body) // width)
    if held < count:
        raise UnreadableFile("intake_damaged", name=book.name)
    records = body[: held * width].reshape(held, width)
    for start in range(max(first - 1, 0), held, ROWS_AT_ONCE):
        some = records[start : start + ROWS_AT_ONCE]
        some = some[some[:, 0] != DELETED]
        found: dict[int, Any] = {}
        for column in columns:
            offset, length = fields[column]
            raw = np.ascontiguousarray(some[:, offset : offset + length]).view(f"S{length}").ravel()
            codes, unique = pd.factorize(raw)
            # Each text once: a million rows of one code are decoded as one.
            told = [value.decode("gb18030", errors="replace").strip(" \0\u3000") or None for value in unique.tolist()]
            found[column] = pd.Series(np.array(told, dtype=object)[codes] if len(told) else [], dtype="str")
        found[FILLED] = ((some[:, 1:] != SPACE) & (some[:, 1:] != 0)).any(axis=1)
        yield pd.DataFrame(found).set_axis(pd.RangeIndex(start + 1, start + 1 + len(some)))


def _dbf_fields(content: bytes) -> tuple[list[tuple[int, int]], int, int, int]:
    """Return offset and width of each field in a record, the header's length, a record's length and their count."""
    count = int.from_bytes(content[4:8], "little")
    header, width = int.from_bytes(content[8:10], "little"), int.from_bytes(content[10:12], "little")
    fields, offset, at = [], 1, 32
    while at + 32 <= header and content[at] != DBF_END:
        length = content[at + 16]
        fields.append((offset, length))
        offset += length
        at += 32
    return fields, header, max(width, 1), count
