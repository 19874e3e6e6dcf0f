"""Files broken as files do break: bytes, cells, branches, parts of a zip file; the same ones for the same number.

Text and JSON are broken by `travel.mutations`, tables by `planning.test_mutated_files`; here stand the containers.
"""

import io
import random
import re
import zipfile

from tests.planning.test_mutated_files import STRANGE
from tests.planning.test_mutated_files import mutated as broken_table
from tests.travel.mutations import JUNK_TEXT
from tests.travel.mutations import mutated as broken_text

JUNK_MARKUP = (
    *(
        "",
        "-1",
        "0",
        "1e400",
        "9" * 30,
        "nan",
        "rId999",
        "甲" * 200,
        "../../etc/passwd",
        "http://example.invalid/a.png",
    ),
    *("A0", "XFD1048577", "ZZZZZ1", "true", "#REF!", "&#xB;", "2024-13-45T99:99:99Z", "FFFFFFFFFF"),
)
JUNK_TOML = (
    "",
    "nan",
    "-inf",
    "0x",
    "[]",
    "{}",
    '"甲"',
    "1979-05-27",
    "07:32:00",
    "true",
    "9" * 30,
    "[[1, 2], 3]",
    "''",
)


def broken(content: bytes, ending: str, seed: int) -> bytes:
    """The content broken in one to three places. ending: csv, json, geojson, osm, toml, or one of an office file."""
    draw = random.Random(f"{ending} {seed}")
    if ending == "csv":
        return broken_table(content.decode(), draw) if draw.random() < 0.6 else broken_text(content, "csv", seed)
    if ending in ("json", "geojson"):
        return broken_text(content, "geojson", seed)
    if ending == "osm":
        return broken_text(content, "osm", seed)
    if ending == "toml":
        return _lines(content, draw) if draw.random() < 0.8 else broken_text(content, "csv", seed)
    if draw.random() < 0.15:
        return broken_text(content, "csv", seed)[: len(content) * 2]
    return _parts(content, draw)


def _lines(content: bytes, draw: random.Random) -> bytes:
    """Put junk in the place of a value, a key or a heading, or drop or double a line."""
    lines = content.decode().split("\n")
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(lines))
        key, sign, value = lines[at].partition(" = ")
        how = draw.randrange(6)
        if how <= 2 and sign:
            junk = draw.choice((*JUNK_TOML, *(f'"{text}"' for text in STRANGE if '"' not in text and "\n" not in text)))
            lines[at] = f"{key} = {junk}"
        elif how == 3 and sign:
            lines[at] = f"{draw.choice(('mechanism_id', 'county_code', '甲', key + 'x'))} = {value}"
        elif how == 4:
            lines.insert(draw.randrange(len(lines)), lines[at])
        else:
            del lines[at]
            lines = lines or [""]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _parts(content: bytes, draw: random.Random) -> bytes:
    """Break, drop, empty, double or rename parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(draw.randint(1, 3)):
        if not parts:
            break
        # What names the others is worth as many tries as all the others together.
        ruling = [
            name
            for name in parts
            if name.endswith((".rels", "[Content_Types].xml", "workbook.xml", "presentation.xml"))
        ]
        name = draw.choice(ruling if ruling and draw.random() < 0.4 else list(parts))
        new = _part(parts, name, draw)
        if new is None:
            del parts[name]
        else:
            parts[name] = new
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def _part(parts: dict[str, bytes], name: str, draw: random.Random) -> bytes | None:
    """Return what stands in a part's place: nothing, another part, broken markup or broken bytes; None drops it."""
    how = draw.randrange(7)
    if how == 0:
        return None
    if how == 1:
        return b""
    if how == 2:
        return parts[draw.choice(list(parts))]
    if how == 3:
        return broken_text(parts[name], "csv", draw.randrange(10**6)) if len(parts[name]) < 200_000 else b"<"
    return _markup(parts[name], draw)


def _markup(content: bytes, draw: random.Random) -> bytes:
    """Put junk into an attribute or a text of XML, or drop an element's tag."""
    text = content.decode("utf-8", "replace")
    places = list(re.finditer(r'"[^"]*"|>[^<]+<|<[^>]+>', text))
    if not places:
        return content
    place = draw.choice(places)
    old = place.group()
    junk = draw.choice((*JUNK_MARKUP, *JUNK_TEXT))
    if old.startswith('"'):
        new = f'"{junk}"' if '"' not in junk and "<" not in junk else '""'
    elif old.startswith(">"):
        new = f">{junk}<"
    else:
        new = draw.choice(("", old + old, "<x/>"))
    return (text[: place.start()] + new + text[place.end() :]).encode("utf-8", "surrogatepass")
