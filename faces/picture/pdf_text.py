"""The words drawn on the pages of a PDF that Chromium printed: enough of the format to read our own files back.

A stamp says what a file is; only what stands on its pages says whether the stamp is true. Skia writes plain objects,
Flate streams and a ToUnicode map for each face; anything else is NotOurs.
"""

from __future__ import annotations

import re
import zlib

from faces.errors import NotOurs

LARGEST_STREAM_BYTES = 64 * 1024**2
_OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(rb"/Length (\d+)(?! \d+ R)")
_KIDS = re.compile(rb"/Kids\s*\[(.*?)\]", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+) 0 R")
_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
# A face, the words that a marked passage stands for, glyphs, the end of a marked passage.
_TOKEN = re.compile(rb"/(F\d+) [\d.]+ Tf|/ActualText\s*<([0-9A-Fa-f]+)>|<([0-9A-Fa-f\s]*)>|\b(EMC)\b")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)


def page_texts(content: bytes) -> list[str]:
    """Return the words of each page in the order they are painted, without spaces. Raises NotOurs."""
    try:
        objects = {int(number): body for number, body in _OBJECT.findall(content)}
        pages = _pages(objects)
        if not pages:
            raise ValueError("no pages")
        maps: dict[int, dict[int, str]] = {}
        return [_page_text(objects, page, maps) for page in pages]
    except (ValueError, KeyError, IndexError, zlib.error, UnicodeDecodeError) as error:
        raise NotOurs("pdf_unreadable") from error


def _pages(objects: dict[int, bytes]) -> list[int]:
    """Return the pages' object numbers in reading order."""
    found: list[int] = []
    waiting = [number for number, body in objects.items() if _is(body, b"Pages") and b"/Parent" not in body][:1]
    while waiting:
        number = waiting.pop(0)
        if _is(objects[number], b"Pages"):
            kids = [int(one) for one in _REFERENCE.findall(_KIDS.findall(objects[number])[0])]
            waiting = kids + waiting
        else:
            found.append(number)
    return found


def _is(body: bytes, kind: bytes) -> bool:
    return re.search(rb"/Type\s*/" + kind + rb"\b", body.split(b"stream", 1)[0]) is not None


def _stream(body: bytes) -> bytes:
    start = _STREAM.search(body)
    if start is None:
        raise ValueError("no stream")
    length = _LENGTH.search(body)
    raw = body[start.end() :] if length is None else body[start.end() : start.end() + int(length[1])]
    if b"/FlateDecode" not in body[: start.start()]:
        return raw
    return zlib.decompressobj().decompress(raw, LARGEST_STREAM_BYTES)


def _page_text(objects: dict[int, bytes], page: int, maps: dict[int, dict[int, str]]) -> str:
    body = objects[page]
    contents = [int(one) for one in _REFERENCE.findall(_after(body, b"/Contents"))]
    fonts = {name: int(number) for name, number in _FONT.findall(body + _resources(objects, body))}
    words: list[str] = []
    known: dict[int, str] = {}
    for number in contents:
        is_spelt = False
        for font, spelt, glyphs, end in _TOKEN.findall(_stream(objects[number])):
            if font:
                known = _unicode(objects, fonts[font], maps)
            elif spelt:
                # One glyph may stand for two characters (⼈ and 人): the file then spells out which.
                words.append(bytes.fromhex(spelt.decode("ascii")).decode("utf-16").lstrip("\ufeff"))
                is_spelt = True
            elif end:
                is_spelt = False
            elif glyphs and not is_spelt:
                codes = bytes.fromhex(glyphs.decode("ascii"))
                words += [known.get(int.from_bytes(codes[at : at + 2]), "\ufffd") for at in range(0, len(codes), 2)]
    return "".join("".join(words).split())


def _after(body: bytes, name: bytes) -> bytes:
    """Return the reference or list of references that follows a name."""
    rest = body[body.index(name) + len(name) :].lstrip()
    return rest[: rest.index(b"]")] if rest.startswith(b"[") else rest[: rest.index(b"R") + 1]


def _resources(objects: dict[int, bytes], body: bytes) -> bytes:
    found = re.search(rb"/Resources\s+(\d+) 0 R", body)
    return b"" if found is None else objects[int(found[1])]


def _unicode(objects: dict[int, bytes], font: int, maps: dict[int, dict[int, str]]) -> dict[int, str]:
    """Return glyph → character of a face."""
    if font not in maps:
        reference = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
        if reference is None:
            raise ValueError("a face without its characters")
        table = _stream(objects[int(reference[1])])
        found: dict[int, str] = {}
        for block in _RANGES.findall(table):
            for low, high, first in _TRIPLE.findall(block):
                start = int.from_bytes(bytes.fromhex(first.decode()))
                found |= {glyph: chr(start + glyph - int(low, 16)) for glyph in range(int(low, 16), int(high, 16) + 1)}
        for block in _CHARS.findall(table):
            for glyph, text in _PAIR.findall(block):
                found[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        maps[font] = found
    return maps[font]
