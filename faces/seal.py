"""What a file says about itself, and whether it still says what the warehouse says.

A stamp holds the choice, the data version, the definitions' edition, and two digests: of the pack's content, which
the warehouse can answer for, and of the file's own parts, which nobody changes without leaving a trace.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

from lxml import etree

from archives import ArchiveTooLarge
from faces.blocks.pack import Choice, MadeBy, Pack
from faces.colophon import pack_digest
from faces.container import CUSTOM, normalised, packed, parts_digest, unpacked, with_properties
from faces.errors import NotOurs
from faces.look.dress import BODY_EAST, BODY_LATIN
from faces.typefaces import set_faces
from words.phrases import Phrase

STAMP = "医览印记"
_SPEAKING = ("ppt/slides/", "ppt/charts/", "ppt/notesSlides/", "ppt/slideLayouts/", "ppt/slideMasters/")


@dataclass(frozen=True)
class Stamp:
    """What a file carries. template: SHA-256 of the county's own template, "" for the house's."""

    kind: str
    choice: Choice
    data_version: str
    edition: str
    content: str
    template: str = ""
    faults: tuple[str, ...] = ()
    parts: str = ""
    settings: str = ""
    code: str = ""

    @property
    def made_by(self) -> MadeBy:
        """Return which settings and which code made the file."""
        return MadeBy(self.settings, self.code)

    def as_text(self) -> str:
        """Return the stamp as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Stamp:
        """Read a stamp. Raises NotOurs where it is not one."""
        try:
            found = json.loads(text)
            choice = found.pop("choice")
            for name in ("townships", "sections", "mechanisms"):
                choice[name] = tuple(choice[name])
            if choice.get("rows_in") is not None:
                choice["rows_in"] = tuple(choice["rows_in"])
            known = {field.name for field in fields(cls)}
            own = {key: value for key, value in found.items() if key in known}
            own["faults"] = tuple(own.get("faults", ()))
            return cls(choice=Choice(**choice), **own)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NotOurs("stamp_unreadable") from error


def stamp_of(pack: Pack, kind: str, template: bytes | None = None) -> Stamp:
    """Return the stamp of a pack's file, still without the digest of the file's parts."""
    return Stamp(
        kind=kind,
        choice=pack.choice,
        data_version=pack.data_version,
        edition=pack.edition,
        content=pack_digest(pack),
        template="" if template is None else hashlib.sha256(template).hexdigest(),
        faults=pack.faults,
        settings=pack.made_by.settings,
        code=pack.made_by.code,
    )


def sealed_office(content: bytes, stamp: Stamp, made_at: datetime) -> bytes:
    """Return an office file with fixed dates, East Asian faces and its stamp; the same inputs give the same bytes."""
    parts = normalised(unpacked(content), made_at)
    language = "en-US" if stamp.choice.language == "en" else "zh-CN"
    for name, part in parts.items():
        if name.startswith(_SPEAKING) and name.endswith(".xml") and "_rels" not in name:
            root = etree.fromstring(part)
            set_faces(root, BODY_LATIN, BODY_EAST, language)
            parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    whole = Stamp(**{**_own(stamp), "parts": parts_digest(parts)})
    return packed(with_properties(parts, _properties(whole)))


def _own(stamp: Stamp) -> dict[str, Any]:
    return {field.name: getattr(stamp, field.name) for field in fields(stamp)}


def _properties(stamp: Stamp) -> dict[str, str]:
    return {
        "数据版本": stamp.data_version,
        "口径版本": stamp.edition,
        "内容校验": stamp.content,
        STAMP: stamp.as_text(),
    }


@dataclass(frozen=True)
class Seal:
    """How a format carries its stamp.

    begins     : what its files begin with: a file is known by its bytes, whatever it is called.
    stamp_text : content → the stamp as text. Raises NotOurs for a file that is broken or carries none.
    digest     : content → SHA-256 of all that the stamp's `parts` speaks for. Raises NotOurs.
    """

    begins: bytes
    stamp_text: Callable[[bytes], str]
    digest: Callable[[bytes], str]


def _stamp_text(content: bytes) -> str:
    parts = _office_parts(content)
    if CUSTOM not in parts:
        raise NotOurs("no_stamp")
    try:
        root = etree.fromstring(parts[CUSTOM])
    except etree.XMLSyntaxError as error:
        raise NotOurs("stamp_unreadable") from error
    for item in root:
        if item.get("name") == STAMP and len(item):
            return unescape(item[0].text or "")
    raise NotOurs("no_stamp")


def _office_parts(content: bytes) -> dict[str, bytes]:
    try:
        return unpacked(content)
    except ArchiveTooLarge as error:
        raise NotOurs("file_unpacks_too_large") from error
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotOurs("not_an_office_file") from error


def _digest(content: bytes) -> str:
    return parts_digest(_office_parts(content))


OFFICE_SEAL = Seal(b"PK", _stamp_text, _digest)


def changed_parts(content: bytes, rebuilt: bytes) -> list[str]:
    """Return the names of parts in which two office files differ."""
    ours, theirs = _office_parts(rebuilt), _office_parts(content)
    return sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))


def describe_parts(names: list[str]) -> list[Phrase | str]:
    """Return changed parts as a reader knows them, each once: pages and sheets by number, any other by its name."""
    parts: list[Phrase | str] = []
    for name in names:
        stem = Path(name).stem
        digits = "".join(letter for letter in stem if letter.isdigit())
        if name.startswith("ppt/slides/slide"):
            part: Phrase | str = Phrase("slide_number", number=digits)
        elif name.startswith("ppt/charts/"):
            part = Phrase("chart_number", number=digits)
        elif name.startswith("ppt/embeddings/"):
            part = Phrase("chart_data")
        elif name.startswith("xl/worksheets/"):
            part = Phrase("sheet_number", number=digits)
        elif name == "word/document.xml":
            part = Phrase("main_text")
        elif name == "xl/sharedStrings.xml":
            part = Phrase("cell_words")
        else:
            part = name
        if part not in parts:
            parts.append(part)
    return parts
