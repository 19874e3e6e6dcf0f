"""Office files as bytes that depend on nothing but their content: fixed times, fixed order, names without chance."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import escape

from archives import opened

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
CONTENT_TYPES, RELATIONS, CUSTOM = "[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"
CORE = "docProps/core.xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CUSTOM_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return a zip file's parts by name. Raises zipfile.BadZipFile, ArchiveTooLarge."""
    with opened(content) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a zip file: content types first, then by name; no times, no system marks."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda one: (one != CONTENT_TYPES, one != RELATIONS, one)):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr, entry.create_system = 0o600 << 16, 0
            archive.writestr(entry, parts[name])
    return written.getvalue()


def normalised(parts: Mapping[str, bytes], made_at: datetime) -> dict[str, bytes]:
    """Return the parts with every date set to the data version's, workbooks inside charts included."""
    found = dict(parts)
    for name, part in parts.items():
        if name.endswith(".xlsx"):
            found[name] = packed(normalised(unpacked(part), made_at))
        elif name == CORE:
            found[name] = _DATES.sub(rb"\g<1>" + f"{made_at:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", part)
    return found


def parts_digest(parts: Mapping[str, bytes]) -> str:
    """Return a SHA-256 over all parts but the stamp's own, by name."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        if name not in (CUSTOM, CONTENT_TYPES, RELATIONS):
            digest.update(name.encode() + b"\0" + hashlib.sha256(parts[name]).digest())
    return digest.hexdigest()


def with_properties(parts: Mapping[str, bytes], properties: Mapping[str, str]) -> dict[str, bytes]:
    """Return the parts with custom document properties, which every office program shows and keeps."""
    found = dict(parts)
    items = "".join(
        f'<property fmtid="{_CUSTOM_FORMAT}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), start=2)
    )
    found[CUSTOM] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{items}</Properties>"
    ).encode()
    override = f'<Override PartName="/{CUSTOM}" ContentType="{_CUSTOM_TYPE}"/></Types>'
    relation = f'<Relationship Id="rIdStamp" Type="{_CUSTOM_RELATION}" Target="{CUSTOM}"/></Relationships>'
    if CUSTOM not in parts:
        found[CONTENT_TYPES] = found[CONTENT_TYPES].replace(b"</Types>", override.encode())
        found[RELATIONS] = found[RELATIONS].replace(b"</Relationships>", relation.encode())
    return found
