"""A file → its book, whatever its name says it is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from intake.faults import BadCall, UnreadableFile
from intake.reading.book import Book
from intake.reading.excel import sheets_of
from intake.reading.kinds import LARGEST_BYTES, Kind, kind_of
from intake.reading.plain import dbf_sheet, html_sheets, text_sheet

_USUAL_KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    ".xlsx": ("zip_book",),
    ".xlsm": ("zip_book",),
    ".xlsb": ("zip_book",),
    ".ods": ("zip_book",),
    ".xls": ("ole_book",),
    ".et": ("ole_book", "zip_book"),
    ".csv": ("text",),
    ".txt": ("text",),
    ".dbf": ("dbf",),
}


def read_book(path: Path) -> Book:
    """Return the sheets of a file on disk. Raises BadCall where there is no such file, UnreadableFile."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnreadableFile("intake_file_too_large", name=path.name, most=LARGEST_BYTES // 1_000_000)
        content = path.read_bytes()
    except OSError as error:
        raise BadCall("intake_no_such_file", name=path.name) from error
    return book_of(content, path.name)


def book_of(content: bytes, name: str) -> Book:
    """Return the sheets of a file's content. Raises UnreadableFile."""
    kind = kind_of(content, name)
    notes: tuple[str, ...] = ()
    if kind in ("zip_book", "ole_book"):
        sheets, notes = sheets_of(content, name)
    elif kind == "html":
        sheets = html_sheets(content, name)
    elif kind == "dbf":
        sheets = (dbf_sheet(content, name),)
    else:
        sheets = (text_sheet(content, name),)
    if not any(sheet.values for sheet in sheets):
        raise UnreadableFile("intake_empty_file", name=name)
    usual = _USUAL_KINDS.get(Path(name).suffix.lower())
    if usual and kind not in usual:
        notes = (*notes, "another_kind")
    kept = content if any(sheet.is_cut for sheet in sheets) else b""
    return Book(name, kind, hashlib.sha256(content).hexdigest(), sheets, notes, kept)
