"""Cells of .xls, .xlsb and .ods that hold an error (#REF!): python-calamine gives them as nothing, and some as 0.

Like apart.py, which runs it in a process whose memory is bounded, this imports nothing of the house. What cannot be
read here leaves the cells as calamine gave them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree

import xlrd

Errors = Mapping[str, Mapping[tuple[int, int], str]]
"""Sheet → row and column, counted from 0 → the error as a spreadsheet shows it."""

MOST_BYTES: Final = 60_000_000  # of an unpacked part that is looked through
MOST_ERRORS: Final = 100_000
SHOWN: Final[Mapping[int, str]] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""Code of an error in the files of Excel (MS-XLS 2.5.10 BErr) → how it is shown."""

UNKNOWN: Final = "#ERROR!"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_BUNDLE_SHEET, _ROW, _CELL_ERROR, _FORMULA_ERROR = 156, 0, 3, 11  # records of MS-XLSB
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_KIND: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_SAID: Final = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)|Err:\d{3}")
_SIGNS: Final = (b'"error"', b">#", b">Err:")
_NOT_READ: Final = (
    *(xlrd.XLRDError, zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError, UnicodeError),
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, NotImplementedError),
    *(EOFError, OSError, OverflowError, RecursionError, MemoryError),
)


def errors_of(content: bytes) -> Errors:
    """Return the cells that hold an error, by sheet; of .xlsx none, they are read elsewhere."""
    try:
        if content.startswith(_OLE):
            return _of_xls(content)
        if not content.startswith(b"PK"):
            return {}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.bin" in names:
                return _of_xlsb(archive)
            return _of_ods(_part(archive, "content.xml")) if "content.xml" in names else {}
    except _NOT_READ:
        # The cells themselves were read already, by a reader that forgives more.
        return {}


def _of_xls(content: bytes) -> Errors:
    # Its warnings would else stand in what this process writes to its output.
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True, ragged_rows=True)
    found: dict[str, dict[tuple[int, int], str]] = {}
    for name in book.sheet_names():
        sheet = book.sheet_by_name(name)
        found[name] = {
            (row, column): SHOWN.get(int(sheet.cell_value(row, column)), UNKNOWN)
            for row in range(sheet.nrows)
            for column, kind in enumerate(sheet.row_types(row))
            if kind == xlrd.XL_CELL_ERROR
        }
        book.unload_sheet(name)
    return found


def _of_xlsb(archive: zipfile.ZipFile) -> Errors:
    targets = {
        relation.get("Id"): str(relation.get("Target"))
        for relation in ElementTree.fromstring(_part(archive, "xl/_rels/workbook.bin.rels")).iter(_RELATION)
    }
    found: dict[str, Mapping[tuple[int, int], str]] = {}
    for kind, record in _records(_part(archive, "xl/workbook.bin")):
        if kind == _BUNDLE_SHEET:
            relation, after = _wide(record, 8)
            name, _ = _wide(record, after)
            target = targets[relation]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[name] = _of_xlsb_sheet(_part(archive, part))
    return found


def _of_xlsb_sheet(part: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    row = 0
    for kind, record in _records(part):
        if kind == _ROW:
            row = int.from_bytes(record[:4], "little")
        elif kind in (_CELL_ERROR, _FORMULA_ERROR):
            found[row, int.from_bytes(record[:4], "little")] = SHOWN.get(record[8], UNKNOWN)
    return found


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record: both numbers in groups of seven bits, the lowest first."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        length, at = _number(part, at, 4)
        yield kind, part[at : at + length]
        at += length


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for group in range(most):
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << 7 * group
        if not byte & 0x80:
            break
    return value, at


def _wide(record: bytes, at: int) -> tuple[str, int]:
    """Return a text, and where it ends: how many characters in four bytes, then UTF-16."""
    end = at + 4 + 2 * int.from_bytes(record[at : at + 4], "little")
    return record[at + 4 : end].decode("utf-16-le"), end


def _of_ods(markup: bytes) -> Errors:
    if not any(sign in markup for sign in _SIGNS):
        return {}
    found: dict[str, dict[tuple[int, int], str]] = {}
    name, row, many = "", 0, 0
    for event, element in ElementTree.iterparse(io.BytesIO(markup), events=("start", "end")):
        if event == "start" and element.tag == f"{_TABLE}table":
            name, row = str(element.get(f"{_TABLE}name")), 0
            found.setdefault(name, {})
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            down, errors = _times(element, "rows"), _of_ods_row(element)
            many += down * len(errors)
            if many > MOST_ERRORS:
                return found
            found[name].update(
                {
                    (row + below, column): error
                    for below in range(down if errors else 0)
                    for column, error in errors.items()
                }
            )
            row += down
            element.clear()
    return found


def _of_ods_row(line: ElementTree.Element) -> dict[int, str]:
    errors: dict[int, str] = {}
    column = 0
    for cell in line:
        across = _times(cell, "columns")
        said = "".join("".join(part.itertext()) for part in cell.findall(_TEXT)).strip()
        if cell.get(_KIND) == "error" or _SAID.fullmatch(said):
            errors.update(dict.fromkeys(range(column, column + min(across, MOST_ERRORS)), said or UNKNOWN))
        column += across
    return errors


def _times(element: ElementTree.Element, what: str) -> int:
    return max(int(element.get(f"{_TABLE}number-{what}-repeated") or 1), 1)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of an archive, unpacked. Raises ValueError for one that is too large to be looked through."""
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise ValueError(name)
    with archive.open(name) as part:
        return part.read(MOST_BYTES)
