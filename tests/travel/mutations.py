"""Files broken in ways that files do break: bytes, cells, branches of a document; the same ones every time."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

JUNK_TEXT = (
    *("", " ", "0", "-1", "nan", "inf", "-inf", "1e15", "1e400", "1e-300", "9" * 20, "-" + "9" * 20, "111.1", "37.5"),
    *("约900", "2024-01-01", "NULL", "None", "true", "=1+1", "县道", "步道", "1,000", "１１１", "中" * 300, "[]", "{}"),
    *("\x00", "\x01", "“", "，", '"', "'", "<", "&", "\ufeff", "\u202e"),
)
JUNK_JSON: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1e308, 10**400, 111.1, "", "111.1", "县道", "LineString", "Point", "中" * 300),
    *([], {}, [[]], [None], [[None]], [111.1], [111.1, 37.5], [[111.1, 37.5]], [[111.1, 37.5], [111.2, 37.5]]),
    *({"type": "LineString"}, {"coordinates": None}),
)
JUNK_BYTES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r",
    b'"',
    b",",
    b"<",
    b">",
    b"}",
    b"[" * 3000,
    b"9" * 5000,
)


def mutated(content: bytes, kind: str, seed: int) -> bytes:
    """The content broken in one to three places. kind : csv, geojson or osm."""
    draw = random.Random(seed)
    by_form: dict[str, Callable[[bytes, random.Random], bytes]] = {
        "csv": _cells,
        "geojson": _branches,
        "osm": _attributes,
    }
    for _ in range(draw.choice((1, 1, 2, 3))):
        change = draw.choice((by_form[kind], by_form[kind], _bytes))
        content = change(content, draw)
    return content


def _bytes(content: bytes, draw: random.Random) -> bytes:
    """Cut, double, flip or replace some bytes."""
    if not content:
        return content
    start = draw.randrange(len(content))
    end = min(len(content), start + draw.choice((1, 1, 2, 8, 200)))
    how = draw.randrange(5)
    if how == 0:
        return content[:start]
    if how == 1:
        return content[:start] + content[end:]
    if how == 2:
        return content[:end] + content[start:]
    if how == 3:
        return content[:start] + bytes(byte ^ (1 << draw.randrange(8)) for byte in content[start:end]) + content[end:]
    return content[:start] + draw.choice(JUNK_BYTES) + content[end:]


def _cells(content: bytes, draw: random.Random) -> bytes:
    """Put junk into a cell or a whole column, or add, drop, double or exchange cells."""
    rows = [row.split(",") for row in content.decode("utf-8", "replace").split("\n")]
    row = draw.randrange(len(rows))
    cell = draw.randrange(len(rows[row]))
    how = draw.randrange(6)
    junk = draw.choice(JUNK_TEXT)
    if how <= 1:
        rows[row][cell] = junk
    elif how == 2:
        for each in rows[1:]:
            if cell < len(each):
                each[cell] = junk
    elif how == 3:
        rows[row].insert(cell, junk)
    elif how == 4:
        del rows[row][cell]
    else:
        other = draw.randrange(len(rows[row]))
        for each in rows:
            if max(cell, other) < len(each):
                each[cell], each[other] = each[other], each[cell]
    return "\n".join(map(",".join, rows)).encode("utf-8", "replace")


def _spots(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a document: its container and its key."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _spots(node[key])


def _branches(content: bytes, draw: random.Random) -> bytes:
    """Replace, drop or rename branches of a JSON document."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return _bytes(content, draw)
    spots = list(_spots(document))
    if not spots:
        return _bytes(content, draw)
    container, key = draw.choice(spots)
    if draw.randrange(4):
        container[key] = draw.choice(JUNK_JSON)
    else:
        del container[key]
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _attributes(content: bytes, draw: random.Random) -> bytes:
    """Put junk into the value of an attribute of an XML file, drop or double a line."""
    lines = content.decode("utf-8", "replace").split("\n")
    at = draw.randrange(len(lines))
    how = draw.randrange(5)
    if how == 3:
        del lines[at]
    elif how == 4:
        lines.insert(draw.randrange(len(lines)), lines[at])
    else:
        parts = lines[at].split("'")
        if len(parts) > 1:
            parts[draw.randrange(len(parts) // 2) * 2 + 1] = draw.choice(JUNK_TEXT)
        lines[at] = "'".join(parts)
    return "\n".join(lines).encode("utf-8", "replace")
