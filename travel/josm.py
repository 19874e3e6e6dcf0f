"""What JOSM keeps in a file although it was deleted: libosmium reads such objects as if they were there."""

from __future__ import annotations

import bz2
import gzip
import zlib
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from travel.faults import NotARoadFile, TruncatedFile

SIGNS_OF_AN_EARLY_END: Final = ("unclosed token", "no element found")
PACKED: Final = (".gz", ".bz2")
PACKED_AND_BROKEN: Final = (EOFError, OSError, zlib.error)


def deleted_ways(path: Path) -> set[int]:
    """Return the ids of ways marked action='delete' in an .osm, .osm.gz or .osm.bz2 file.

    The mark is JOSM's own (josm.openstreetmap.de, File format); it means: to be deleted at the next upload.
    Raises TruncatedFile or NotARoadFile where the XML cannot be read.
    """
    found: set[int] = set()

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if tag == "way" and attributes.get("action") == "delete":
            number = attributes.get("id", "")
            if number.lstrip("-").isdecimal():
                found.add(int(number))

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        with _opened(path) as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        if any(sign in str(error) for sign in SIGNS_OF_AN_EARLY_END):
            raise TruncatedFile("road_file_truncated", file=path.name) from error
        raise NotARoadFile("not_openstreetmap", file=path.name) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise NotARoadFile("not_openstreetmap", file=path.name) from error
    except PACKED_AND_BROKEN as error:
        if path.suffix.lower() not in PACKED:
            raise
        raise TruncatedFile("road_file_truncated", file=path.name) from error
    return found


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile | bz2.BZ2File:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return gzip.open(path, "rb")
    return bz2.open(path, "rb") if suffix == ".bz2" else path.open("rb")
