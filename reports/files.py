"""A pack's files: which there are, what they are called, and making them one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from faces.blocks.pack import Pack
from faces.colophon import Progress, no_progress
from faces.errors import BadTemplate, NoChromium
from faces.kinds import KINDS, OFFICE
from findings.material import Material
from reports.pack import make_pack
from words.phrases import Voice

Kind = str


def file_name(pack: Pack, kind: Kind) -> str:
    """Return a file's name: 鹿寨县_2024-01..2024-09_演示稿.pptx."""
    own, english = KINDS[kind], pack.choice.language == "en"
    place = pack.choice.county if english else pack.county_name
    return f"{place}_{pack.choice.period}_{own.name_en if english else own.name_zh}.{own.ending}"


def make_file(pack: Pack, kind: Kind, *, template: bytes | None = None, progress: Progress = no_progress) -> bytes:
    """Return one file of a pack. Raises BadTemplate for the deck, NoChromium for the PDF."""
    own = KINDS[kind]
    if own.with_template:
        return own.make(pack, template=template, progress=progress)
    return own.make(pack, progress=progress)


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
    voice = Voice(material.words.language)
    faults: list[str] = []
    # Those that can fail come first, so that the others can say so.
    for kind in sorted(wanted, key=lambda code: not KINDS[code].may_fail):
        share = 0.4 + 0.6 * len(found) / max(len(wanted), 1)
        progress(share, KINDS[kind].name_zh)
        pack = replace(make_pack(material, faults=faults)) if faults and pack.faults != tuple(faults) else pack
        try:
            found[kind] = make_file(pack, kind, template=template)
        except BadTemplate as error:
            faults.append(
                error.told(voice).whole + voice.of("已改用系统自带的版式。", " The house's own layout is used instead.")
            )
            template = None
            pack = make_pack(material, faults=faults)
            found[kind] = make_file(pack, kind)
        except NoChromium as error:
            faults.append(error.told(voice).whole)
    progress(1.0, "完成")
    return pack, {kind: found[kind] for kind in wanted if kind in found}
