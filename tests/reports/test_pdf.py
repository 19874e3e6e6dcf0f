"""The PDF: what stands on its pages is read back, so a forged stamp on changed pages is found out."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from faces.blocks import Contributions
from faces.blocks.pack import Pack
from faces.errors import NotOurs
from faces.picture.pdf import find_chromium, make_pdf
from faces.picture.pdf_seal import pages_of, stamped_pdf
from faces.picture.pdf_text import page_texts
from faces.picture.slide import slide_words
from faces.seal import stamp_of
from findings.material import Material
from reports.pack import make_pack
from reports.verification import Verdict, verify
from tests.reports.conftest import WHOLE, Remembered
from words.phrases import Voice

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine: no PDF can be made")


@pytest.fixture(scope="module")
def pack(readings: Remembered) -> Pack:
    """总览 of a county."""
    return make_pack(Material(replace(WHOLE, sections=("overview",), remark=""), readings))


@pytest.fixture(scope="module")
def made(pack: Pack) -> bytes:
    """Its PDF."""
    return make_pdf(pack)


def checked(content: bytes, readings: Remembered) -> Verdict:
    """A PDF verified against the sample warehouse."""
    return verify(content, readings.reference.version, readings.rebuilt)


def with_true_stamp(pages: bytes, pack: Pack) -> bytes:
    """Other pages under the stamp that the warehouse would give, digest of the pages included."""
    stamp = replace(stamp_of(pack, "pdf"), parts=hashlib.sha256(pages).hexdigest())
    return stamped_pdf(pages, stamp.as_text())


def test_a_pdf_as_it_was_made_is_confirmed(made: bytes, readings: Remembered) -> None:
    verdict = checked(made, readings)
    assert verdict.is_true, verdict.told()


def test_the_words_of_every_page_are_read_back_exactly(made: bytes, pack: Pack) -> None:
    said = page_texts(made)
    assert said == [slide_words(pack, slide, number) for number, slide in enumerate(pack.slides, start=1)]
    assert "62.9%" in said[1]


def test_a_changed_number_under_a_forged_stamp_is_found_and_its_page_named(pack: Pack, readings: Remembered) -> None:
    slides = [replace(one, title=one.title.replace("62.9%", "72.9%")) for one in pack.slides]
    forged = with_true_stamp(pages_of(make_pdf(replace(pack, slides=tuple(slides)))), pack)
    verdict = checked(forged, readings)
    assert not verdict.is_true
    assert "第2页" in verdict.told()


def test_a_bar_drawn_longer_under_a_forged_stamp_is_found(pack: Pack, readings: Remembered) -> None:
    """The words stay as they are: only printing the pages again shows it."""

    def longer(block: object) -> object:
        if not isinstance(block, Contributions):
            return block
        first = block.parts[0]
        return replace(block, parts=(replace(first, value=first.value * 3), *block.parts[1:]))

    slides = [replace(one, blocks=tuple(longer(block) for block in one.blocks)) for one in pack.slides]
    forged = with_true_stamp(pages_of(make_pdf(replace(pack, slides=tuple(slides)))), pack)
    verdict = checked(forged, readings)
    assert not verdict.is_true
    assert "图形" in verdict.told()


def test_a_page_left_out_is_found(pack: Pack, readings: Remembered) -> None:
    forged = with_true_stamp(pages_of(make_pdf(replace(pack, slides=pack.slides[:-1]))), pack)
    assert not checked(forged, readings).is_true


def test_where_the_pages_cannot_be_printed_again_the_verdict_says_so(
    made: bytes, readings: Remembered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # programs are looked for in an empty folder
    verdict = checked(made, readings)
    assert verdict.is_true
    assert "图形没有重印对照" in verdict.told()
    assert verdict.told(Voice("en")).endswith("this machine lacks the version of Chromium that printed the PDF.")


def test_a_pdf_of_another_program_is_refused(made: bytes) -> None:
    with pytest.raises(NotOurs):
        page_texts(b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n")
    with pytest.raises(NotOurs):
        page_texts(made[:2000])
