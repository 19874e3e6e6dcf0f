"""Walk over the blocks of an .osm.pbf without reading them: is it one, and is it whole?

pyosmium reads a file cut inside its last block as if nothing were missing; a county would silently lose its roads.
Format: wiki.openstreetmap.org/wiki/PBF_Format – length (4 bytes, big-endian), BlobHeader, Blob, repeated.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Final

from travel.faults import EmptyExtract, NotARoadFile, TruncatedFile

LONGEST_HEADER: Final = 64 * 1024
"""The format allows a BlobHeader of at most 64 KiB."""


def check_pbf_frame(path: Path) -> int:
    """Return how many data blocks the file has.

    Raises NotARoadFile if it does not begin as an .osm.pbf does, TruncatedFile if it ends inside a block,
    EmptyExtract if it has no bytes or no data block.
    """
    size = path.stat().st_size
    if size == 0:
        raise EmptyExtract("pbf_empty", file=path.name)
    blocks = 0
    with path.open("rb") as stream:
        while stream.tell() < size:
            kind, length = _block_header(stream, path.name, first=blocks == 0)
            if stream.tell() + length > size:
                raise _truncated(path.name)
            stream.seek(length, os.SEEK_CUR)
            if blocks == 0 and kind != b"OSMHeader":
                raise _not_osm(path.name)
            blocks += 1
    if blocks < 2:
        raise EmptyExtract("pbf_without_data", file=path.name)
    return blocks - 1


def _block_header(stream: BinaryIO, name: str, first: bool) -> tuple[bytes, int]:
    prefix = stream.read(4)
    length = int.from_bytes(prefix, "big")
    if first and (len(prefix) < 4 or not 0 < length <= LONGEST_HEADER):
        raise _not_osm(name)
    header = stream.read(length) if 0 < length <= LONGEST_HEADER else b""
    if len(prefix) < 4 or len(header) < length:
        raise _not_osm(name) if first and b"OSMHeader" not in header else _truncated(name)
    try:
        return _kind_and_size(header)
    except IndexError as error:
        raise _not_osm(name) if first else _truncated(name) from error


def _kind_and_size(header: bytes) -> tuple[bytes, int]:
    """Return fields 1 (type) and 3 (datasize) of a BlobHeader. Raises IndexError if the message is cut short."""
    kind, size, at = b"", 0, 0
    while at < len(header):
        key, at = _varint(header, at)
        value, at = _varint(header, at)
        if key & 7 == 2:
            if key >> 3 == 1:
                kind = header[at : at + value]
            at += value
        elif key >> 3 == 3:
            size = value
    return kind, size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = data[at]
        value, at, shift = value | (byte & 127) << shift, at + 1, shift + 7
        if byte < 128:
            return value, at


def _truncated(name: str) -> TruncatedFile:
    return TruncatedFile("road_file_truncated", file=name)


def _not_osm(name: str) -> NotARoadFile:
    return NotARoadFile("not_a_pbf", file=name)
