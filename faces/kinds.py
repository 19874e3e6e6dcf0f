"""The kinds of file that a pack becomes: one record each. A new format is its module and a record here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from faces.blocks.pack import Pack
from faces.deck.deck import make_deck
from faces.document.brief import make_brief, make_bulletin
from faces.picture.pdf import make_pdf, reprints_alike
from faces.picture.pdf_seal import PDF_SEAL, pages_of
from faces.picture.pdf_text import page_texts
from faces.picture.slide import slide_words
from faces.seal import OFFICE_SEAL, Seal, Stamp, changed_parts, describe_parts
from faces.workbook import make_workbook
from words.phrases import Phrase

MOST_PAGES_NAMED: Final = 5


@dataclass(frozen=True)
class FileKind:
    """One kind of file.

    code     : what its stamp and the command line call it. name: in a file's name, Chinese and English.
    make     : (pack, *, progress) → bytes.
    verify   : (content, pack, its maker's answer anew, untouched) → what was changed; None where nothing was.
    unproved : content → what verification leaves open on this machine; None for nothing.
    about_zh : what the command line says of it, where its name alone says too little.
    seal     : how its files carry their stamp.
    with_template : a county's own template may be filled: `make` then takes `template`.
    is_office : made together with the others of a pack; else only when asked for.
    may_fail : it needs something that this machine or this county may lack, and is made first, so that the others can
        say that it is missing.
    """

    code: str
    name_zh: str
    name_en: str
    ending: str
    mime: str
    make: Callable[..., bytes]
    verify: Callable[[bytes, Pack, Callable[[], bytes], bool], Phrase | None]
    unproved: Callable[[bytes], Phrase | None] = lambda content: None
    about_zh: str = ""
    seal: Seal = OFFICE_SEAL
    with_template: bool = False
    is_office: bool = True
    may_fail: bool = False


def _against_parts(content: bytes, pack: Pack, anew: Callable[[], bytes], untouched: bool) -> Phrase | None:
    """Compare an office file part by part with one made anew."""
    changed = changed_parts(content, anew())
    return Phrase("file_parts_altered", parts=describe_parts(changed)) if changed else None


def _against_pages(content: bytes, pack: Pack, anew: Callable[[], bytes], untouched: bool) -> Phrase | None:
    """Compare a PDF's pages with the pack: their words always, every stroke where this Chromium printed them.

    The stamp alone proves nothing: whoever changes a page can compute its digest anew.
    """
    said = page_texts(content)
    wanted = [slide_words(pack, slide, number) for number, slide in enumerate(pack.slides, start=1)]
    wrong = [number for number, (ours, theirs) in enumerate(zip_longest(wanted, said), start=1) if ours != theirs]
    if wrong:
        pages = [Phrase("page_number", number=number) for number in wrong[:MOST_PAGES_NAMED]]
        return Phrase("file_words_altered", pages=pages)
    if not untouched or (reprints_alike(content) and pages_of(content) != pages_of(anew())):
        return Phrase("file_drawing_altered")
    return None


def _not_reprinted(content: bytes) -> Phrase | None:
    return None if reprints_alike(content) else Phrase("drawings_not_reprinted")


_OFFICE = "application/vnd.openxmlformats-officedocument."
PPTX, DOCX, XLSX = (
    _OFFICE + part for part in ("presentationml.presentation", "wordprocessingml.document", "spreadsheetml.sheet")
)
_ALL = (
    FileKind("deck", "演示稿", "deck", "pptx", PPTX, make_deck, _against_parts, with_template=True, may_fail=True),
    FileKind("brief", "汇报材料", "brief", "docx", DOCX, make_brief, _against_parts, about_zh="公文格式的汇报材料"),
    FileKind(
        "bulletin",
        "一页简报",
        "bulletin",
        "docx",
        DOCX,
        make_bulletin,
        _against_parts,
        about_zh="带领导批示框的一页简报",
    ),
    FileKind("workbook", "数据表", "workbook", "xlsx", XLSX, make_workbook, _against_parts),
    FileKind(
        "pdf",
        "演示稿PDF",
        "deck",
        "pdf",
        "application/pdf",
        make_pdf,
        _against_pages,
        _not_reprinted,
        about_zh="用Chromium印的演示稿",
        seal=PDF_SEAL,
        is_office=False,
        may_fail=True,
    ),
)
KINDS: Final = {kind.code: kind for kind in _ALL}
OFFICE: Final = tuple(kind.code for kind in _ALL if kind.is_office)


def _seal_of(content: bytes) -> Seal:
    """Return how a file carries its stamp; what is of no kind is read as an office file, and told to be none."""
    return next((kind.seal for kind in KINDS.values() if content.startswith(kind.seal.begins)), OFFICE_SEAL)


def read_stamp(content: bytes) -> Stamp:
    """Return a file's stamp. Raises NotOurs for a file that is broken or carries none."""
    return Stamp.from_text(_seal_of(content).stamp_text(content))


def is_untouched(content: bytes, stamp: Stamp) -> bool:
    """Say whether the file's parts are those it was written with. Raises NotOurs."""
    return _seal_of(content).digest(content) == stamp.parts
