"""Is a file what it was when it was made, and does it say what the warehouse says?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from faces.blocks.pack import Pack
from faces.colophon import pack_digest
from faces.deck.deck import make_deck
from faces.document.brief import make_brief, make_bulletin
from faces.picture.pdf import make_pdf, reprints_alike
from faces.picture.pdf_seal import pages_of
from faces.picture.pdf_text import page_texts
from faces.picture.slide import slide_words
from faces.seal import Stamp, changed_parts, describe_parts, is_untouched, read_stamp
from faces.workbook import make_workbook

MOST_PAGES_NAMED = 5
_NOT_REPRINTED = "图形没有重印对照：这台机器没有印这份PDF的Chromium版本。"


@dataclass(frozen=True)
class Verdict:
    """Whether the file holds, and the words that say so or name what does not."""

    is_true: bool
    words: str


def verify(content: bytes, version: str, rebuild: Callable[[Stamp], Pack], *, template: bytes | None = None) -> Verdict:
    """Check a file against itself and against the warehouse.

    version: the data version in force; rebuild: makes the pack of the stamp's choice anew from the warehouse.
    An altered file fails whoever altered it: the pack is made again, so a forged stamp is found out too.
    Raises NotOurs for a file without a stamp.
    """
    stamp = read_stamp(content)
    untouched = is_untouched(content, stamp)
    if stamp.data_version != version:
        state = "文件本身没有被改动。" if untouched else "而且文件在生成后被改动过。"
        return Verdict(
            False,
            f"文件用的是数据版本{stamp.data_version}，仓库现在是{version}，数字无法逐一核对。{state}"
            "请用当前数据重新生成。",
        )
    pack = rebuild(stamp)
    if pack_digest(pack) != stamp.content:
        return Verdict(False, "文件的印记与仓库算出的内容不一致：数字或文字被改过，或口径已经变化。请重新生成。")
    found = _against_new_file(content, stamp, pack, template, untouched=untouched)
    if found is not None:
        return found
    left = "" if stamp.kind != "pdf" or reprints_alike(content) else _NOT_REPRINTED
    return Verdict(True, f"一致：数据版本{version}，口径版本{stamp.edition}，文件没有被改动，数字与仓库相同。{left}")


def _against_new_file(
    content: bytes, stamp: Stamp, pack: Pack, template: bytes | None, *, untouched: bool
) -> Verdict | None:
    """Make the file again and compare; None where the two are the same."""
    if stamp.kind == "pdf":
        return _against_pages(content, pack, untouched=untouched)
    if stamp.template and (template is None or hashlib.sha256(template).hexdigest() != stamp.template):
        # Without the template the slides cannot be made again; the stamp's own digests still speak.
        if untouched:
            return None
        return Verdict(False, "文件在生成后被改动过。请以重新生成的文件为准；带上--template可以指出改了哪里。")
    makers = {"brief": make_brief, "bulletin": make_bulletin, "workbook": make_workbook}
    if stamp.kind == "deck":
        again = make_deck(pack, template=template if stamp.template else None)
    else:
        again = makers[stamp.kind](pack)
    changed = changed_parts(content, again)
    if changed:
        return Verdict(False, f"文件在生成后被改动过：{describe_parts(changed)}。请以重新生成的文件为准。")
    return None


def _against_pages(content: bytes, pack: Pack, *, untouched: bool) -> Verdict | None:
    """Compare a PDF's pages with the pack: their words always, every stroke where this Chromium printed them.

    The stamp alone proves nothing: whoever changes a page can compute its digest anew.
    """
    said = page_texts(content)
    wanted = [slide_words(pack, slide, number) for number, slide in enumerate(pack.slides, start=1)]
    wrong = [number for number, (ours, theirs) in enumerate(zip_longest(wanted, said), start=1) if ours != theirs]
    if wrong:
        pages = "、".join(f"第{number}页" for number in wrong[:MOST_PAGES_NAMED])
        return Verdict(False, f"文件在生成后被改动过：{pages}的文字与仓库算出的不一样。请以重新生成的文件为准。")
    if not untouched or (reprints_alike(content) and pages_of(content) != pages_of(make_pdf(pack))):
        return Verdict(False, "文件在生成后被改动过：文字未变，图形或版面变了。请以重新生成的文件为准。")
    return None
