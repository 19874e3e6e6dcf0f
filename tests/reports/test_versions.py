"""Versions of data, settings and code: in each file, the same for the same content, and no part of its figures."""

import io
import re

import openpyxl
import pytest
from docx import Document
from pptx import Presentation

from faces.blocks.pack import Choice, MadeBy, Pack
from faces.picture.slide import slide_words
from metrics.versions import code_version, settings_version
from reports.verification import verify
from tests.reports.conftest import MAKERS, Remembered

SHORT = Choice("450223", "2024", sections=("overview",))
EARLIER = MadeBy(settings="0" * 12, code="1" * 12)


def pack_by(readings: Remembered, made_by: MadeBy | None = None) -> Pack:
    """A short pack, as this code or other code makes it."""
    return readings.pack_again(SHORT, made_by=made_by)


def words_in(kind: str, content: bytes) -> str:
    """The words of a file."""
    if kind == "deck":
        slides = Presentation(io.BytesIO(content)).slides
        return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    if kind == "workbook":
        rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        return "\n".join(str(cell) for row in rows for cell in row if cell)
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize("kind", MAKERS)
def test_every_file_names_the_data_the_settings_and_the_code(kind: str, readings: Remembered) -> None:
    words = words_in(kind, MAKERS[kind](pack_by(readings)))
    assert f"{readings.reference.version} · 设置 {settings_version()} · 程序 {code_version()}" in words


def test_every_slide_names_them_in_its_foot(readings: Remembered) -> None:
    pack = pack_by(readings)
    inside = pack.slides[1:]
    assert inside
    for number, slide in enumerate(inside, start=2):
        said = slide_words(pack, slide, number)
        assert re.search(rf"{pack.data_version} ?· ?设置 ?{settings_version()} ?· ?程序 ?{code_version()}", said)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_file_of_other_code_with_the_same_figures_was_not_altered(kind: str, readings: Remembered) -> None:
    """New code is no alteration of an old file: it is made again in the name of the code that made it."""
    content = MAKERS[kind](pack_by(readings, EARLIER))
    verdict = verify(content, readings.reference.version, readings.rebuilt)
    assert verdict.is_true, verdict.told()


def test_a_file_from_before_versions_were_printed_names_the_data_alone(readings: Remembered) -> None:
    words = words_in("workbook", MAKERS["workbook"](pack_by(readings, MadeBy())))
    assert f"数据版本：{readings.reference.version}" in words and "程序" not in words
