"""East Asian faces on every run: Office falls back to a Latin face for Chinese text that names none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RUN_PROPERTIES = {f"{{{A}}}{name}" for name in ("rPr", "defRPr", "endParaRPr")}
# What the schema wants before latin and ea inside run properties.
_BEFORE = {
    f"{{{A}}}{name}"
    for name in (
        "ln", "noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill", "effectLst", "effectDag",
        "highlight", "uLnTx", "uLn", "uFillTx", "uFill",
    )
}  # fmt: skip


def run_properties(root: Any) -> Iterator[Any]:
    """Yield the run properties of every run and paragraph end; a run without them gets them."""
    for run in list(root.iter(f"{{{A}}}r", f"{{{A}}}fld")):
        if run.find(f"{{{A}}}rPr") is None:
            run.insert(0, run.makeelement(f"{{{A}}}rPr", {}))
    # A list: whoever asks changes the tree while going through it.
    yield from [element for element in root.iter() if element.tag in _RUN_PROPERTIES]


def set_faces(root: Any, latin: str, east: str, language: str) -> None:
    """Name a Latin and an East Asian face, and the language, on every run that does not name its own."""
    for properties in run_properties(root):
        own = properties.find(f"{{{A}}}latin")
        own_latin = latin if own is None else own.get("typeface")
        own_east = properties.find(f"{{{A}}}ea")
        # Only names set on purpose stay; theme references such as +mn-lt name nothing for Chinese.
        if own_latin is not None and own_latin.startswith("+"):
            own_latin = latin
        own_name = (
            east if own_east is None or own_east.get("typeface", "").startswith("+") else own_east.get("typeface")
        )
        for old in (own, own_east):
            if old is not None:
                properties.remove(old)
        place = sum(1 for child in properties if child.tag in _BEFORE)
        properties.insert(place, properties.makeelement(f"{{{A}}}latin", {"typeface": own_latin or latin}))
        properties.insert(place + 1, properties.makeelement(f"{{{A}}}ea", {"typeface": own_name or east}))
        properties.set("lang", language)
        if language.startswith("zh"):
            properties.set("altLang", "en-US")


def parse(part: bytes) -> Any:
    """Return the root of an XML part."""
    return etree.fromstring(part)
