"""A pack's files: which there are, what they are called, and making them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Literal

from faces.blocks.pack import Pack
from faces.colophon import Progress, no_progress
from faces.deck.deck import make_deck
from faces.document.brief import make_brief, make_bulletin
from faces.errors import BadTemplate, NoChromium
from faces.picture.pdf import make_pdf
from faces.workbook import make_workbook
from findings.material import Material
from reports.pack import make_pack

Kind = Literal["deck", "brief", "bulletin", "workbook", "pdf"]
KINDS: dict[Kind, tuple[str, str, str]] = {
    "deck": ("演示稿", "deck", "pptx"),
    "brief": ("汇报材料", "brief", "docx"),
    "bulletin": ("一页简报", "bulletin", "docx"),
    "workbook": ("数据表", "workbook", "xlsx"),
    "pdf": ("演示稿PDF", "deck", "pdf"),
}
OFFICE: tuple[Kind, ...] = ("deck", "brief", "bulletin", "workbook")
MIME = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def file_name(pack: Pack, kind: Kind) -> str:
    """Return a file's name: 鹿寨县_2024-01..2024-09_演示稿.pptx."""
    zh, en, ending = KINDS[kind]
    words = en if pack.choice.language == "en" else zh
    place = pack.choice.county if pack.choice.language == "en" else pack.county_name
    return f"{place}_{pack.choice.period}_{words}.{ending}"


def make_file(pack: Pack, kind: Kind, *, template: bytes | None = None, progress: Progress = no_progress) -> bytes:
    """Return one file of a pack. Raises BadTemplate for the deck, NoChromium for the PDF."""
    if kind == "deck":
        return make_deck(pack, template=template, progress=progress)
    makers: Mapping[Kind, Callable[..., bytes]] = {
        "brief": make_brief,
        "bulletin": make_bulletin,
        "workbook": make_workbook,
        "pdf": make_pdf,
    }
    return makers[kind](pack, progress=progress)


def make_files(
    material: Material,
    kinds: Iterable[Kind] = OFFICE,
    *,
    template: bytes | None = None,
    progress: Progress = no_progress,
) -> tuple[Pack, dict[Kind, bytes]]:
    """Return the pack and its files. What cannot be made is told on a page of its own, and the rest is still made.

    Raises UnknownSection, QuestionError, WarehouseError: then there is nothing to make a file of.
    """
    wanted = list(dict.fromkeys(kinds))
    pack = make_pack(material, lambda share, what: progress(share * 0.4, what))
    found: dict[Kind, bytes] = {}
    faults: list[str] = []
    # The two that can fail come first, so that the others can say so.
    for kind in sorted(wanted, key=lambda one: one not in ("pdf", "deck")):
        share = 0.4 + 0.6 * len(found) / max(len(wanted), 1)
        progress(share, KINDS[kind][0])
        pack = replace(make_pack(material, faults=faults)) if faults and pack.faults != tuple(faults) else pack
        try:
            found[kind] = make_file(pack, kind, template=template)
        except BadTemplate as error:
            faults.append(f"{error.happened}{error.next_step}已改用系统自带的版式。")
            template = None
            pack = make_pack(material, faults=faults)
            found[kind] = make_file(pack, kind)
        except NoChromium as error:
            faults.append(f"{error.happened}{error.next_step}")
    progress(1.0, "完成")
    return pack, {kind: found[kind] for kind in wanted if kind in found}
