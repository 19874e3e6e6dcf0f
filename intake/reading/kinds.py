"""What a file really is, by its first bytes: names lie (HTML saved as .xls, CSV saved as .xlsx)."""

from __future__ import annotations

import zipfile
from typing import Final, Literal

from archives.bounds import ArchiveTooLarge, opened
from intake.faults import UnreadableFile

Kind = Literal["zip_book", "ole_book", "html", "text", "dbf"]

LARGEST_BYTES: Final = 200_000_000
MOST_MARKUP: Final = 180 * 1024**2  # bytes; calamine reads sheets as a stream, a million rows of ten columns stay below

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
# dBASE III to Visual FoxPro, with and without memo.
_DBF: Final = frozenset((0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5))


def kind_of(content: bytes, name: str) -> Kind:
    """Return what the content is. Raises UnreadableFile for nothing, too much, and what is no table."""
    if not content.strip(b"\0 \r\n\t"):
        raise UnreadableFile("intake_empty_file", name=name)
    if len(content) > LARGEST_BYTES:
        raise UnreadableFile("intake_file_too_large", name=name, most=LARGEST_BYTES // 1_000_000)
    if content.startswith(_ZIP):
        check_parts(content, name)
        return "zip_book"
    if content.startswith(_OLE):
        return "ole_book"
    if _is_dbf(content):
        return "dbf"
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")):
        raise UnreadableFile("intake_no_table", name=name)
    start = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"<?xml") and b'progid="excel.sheet"' in start:
        raise UnreadableFile("intake_xml_2003", name=name)
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")) or b"<table" in start:
        return "html"
    if b"\0" in content[:65536] and not content.startswith(_UTF16):
        raise UnreadableFile("intake_no_table", name=name)
    return "text"


def _is_dbf(content: bytes) -> bool:
    if len(content) < 65 or content[0] not in _DBF:
        return False
    month, day = content[2], content[3]
    header = int.from_bytes(content[8:10], "little")
    return 1 <= month <= 12 and 1 <= day <= 31 and 65 <= header <= len(content) and b"\x0d" in content[64 : header + 1]


def check_parts(content: bytes, name: str) -> None:
    """Raise UnreadableFile where a workbook would grow beyond the bounds when it is unpacked, or cannot be."""
    try:
        with opened(content, most_markup=MOST_MARKUP) as archive:
            is_locked = any(part.flag_bits & 1 for part in archive.infolist())
    except ArchiveTooLarge as error:
        raise UnreadableFile("intake_bomb", name=name) from error
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableFile("intake_damaged", name=name) from error
    if is_locked:
        raise UnreadableFile("intake_locked", name=name)
