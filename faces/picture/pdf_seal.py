"""Stamps in PDF files: an appended update, as the format provides for; the pages themselves are not touched."""

from __future__ import annotations

import hashlib
import re

from faces.errors import NotOurs
from faces.seal import Seal

_MARK = b"% yilan-stamp "
_DATE = re.compile(rb"\(D:\d{14}[^)]*\)")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>", re.DOTALL)


def with_fixed_dates(content: bytes, date: str) -> bytes:
    """Return the PDF with every date (D:…) replaced by one of the same length. date: YYYYMMDD."""

    def same_length(match: re.Match[bytes]) -> bytes:
        fixed = f"(D:{date}000000+00'00'".encode()
        return fixed.ljust(len(match.group()) - 1)[: len(match.group()) - 1] + b")"

    return _DATE.sub(same_length, content)


def stamped_pdf(body: bytes, stamp_text: str) -> bytes:
    """Return the PDF with an update that adds nothing but a comment holding the stamp, and a second trailer."""
    start = _START.search(body)
    trailers = _TRAILER.findall(body)
    if start is None or not trailers:
        raise NotOurs("pdf_end_unreadable")
    encoded = stamp_text.encode("utf-8").hex().encode()
    body = body if body.endswith(b"\n") else body + b"\n"
    comment = _MARK + encoded + b"\n"
    at = len(body) + len(comment)
    inside = re.sub(rb"/Prev\s+\d+", b"", trailers[-1])
    update = b"xref\n0 0\ntrailer\n<<" + inside + b"/Prev " + start.group(1) + b">>\n"
    return body + comment + update + b"startxref\n" + str(at).encode() + b"\n%%EOF\n"


def _split(content: bytes) -> tuple[bytes, bytes]:
    """Return the pages' bytes and the stamp's line. Raises NotOurs where there is none."""
    at = content.rfind(_MARK)
    if at < 0:
        raise NotOurs("no_stamp")
    return content[:at], content[at:].split(b"\n", 1)[0]


def pages_of(content: bytes) -> bytes:
    """Return the pages' bytes, without the stamp. Raises NotOurs where there is none."""
    return _split(content)[0]


def producer_of(content: bytes) -> bytes:
    """Return what program printed the pages, b"" where the file does not say."""
    found = re.search(rb"/Producer \(([^)]*)\)", content)
    return b"" if found is None else found[1]


def body_digest(content: bytes) -> str:
    """Return the SHA-256 of the pages' bytes, without the stamp."""
    return hashlib.sha256(_split(content)[0]).hexdigest()


def stamp_text_of(content: bytes) -> str:
    """Return the stamp of a PDF. Raises NotOurs."""
    line = _split(content)[1].removeprefix(_MARK)
    try:
        return bytes.fromhex(line.decode("ascii").strip()).decode("utf-8")
    except ValueError as error:
        raise NotOurs("stamp_unreadable") from error


PDF_SEAL = Seal(b"%PDF-", stamp_text_of, body_digest)
