"""Files: the same bytes twice, faces, official layout, verification, and what bad input gets."""

import errno
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from pptx import Presentation
from typer.testing import CliRunner

from faces.blocks.pack import Choice, Pack
from faces.container import packed, unpacked
from faces.deck.deck import make_deck
from faces.document.brief import make_brief, numeral
from faces.document.format import BODY_PT, CHARACTER_SPACE, FACES, LINE_TWIPS
from faces.errors import BadTemplate, NoChromium, NotOurs, NotWritten, UnknownSection
from faces.kinds import KINDS, is_untouched, read_stamp
from faces.seal import Seal, stamp_of
from faces.workbook import neutral
from findings.material import Material
from metrics.reads.places import outlines
from metrics.source import Source
from reports.__main__ import app
from reports.files import make_file, make_files
from reports.pack import make_pack
from reports.verification import Verdict, verify
from reports.writing import write_whole
from tests.reports.conftest import MAKERS, WHOLE, FileOf, Remembered
from words.phrases import Voice

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def checked(content: bytes, readings: Remembered, template: bytes | None = None) -> Verdict:
    """A file verified against the sample warehouse."""
    return verify(content, readings.reference.version, readings.rebuilt, template=template)


def with_part(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """An office file with words of one part exchanged."""
    parts = unpacked(content)
    assert old in parts[name]
    return packed({**parts, name: parts[name].replace(old, new, 1)})


@pytest.mark.parametrize("kind", MAKERS)
def test_the_same_choice_gives_the_same_bytes(kind: str, file_of: FileOf, readings: Remembered) -> None:
    assert file_of(kind) == MAKERS[kind](readings.pack_again(WHOLE))


@pytest.mark.parametrize("kind", MAKERS)
def test_no_part_of_a_file_carries_the_time_it_was_made(kind: str, file_of: FileOf) -> None:
    with zipfile.ZipFile(io.BytesIO(file_of(kind))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2024-12-31T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_file_as_it_was_made_is_confirmed(kind: str, file_of: FileOf, readings: Remembered) -> None:
    verdict = checked(file_of(kind), readings)
    assert verdict.is_true, verdict.told()


@pytest.mark.parametrize(
    ("kind", "part", "old", "new"),
    [
        ("deck", "ppt/slides/slide3.xml", b"62.9%", b"72.9%"),
        ("brief", "word/document.xml", b"62.9%", b"72.9%"),
        ("workbook", "xl/worksheets/sheet9.xml", b"<v>62", b"<v>72"),
    ],
)
def test_a_changed_number_is_found(
    kind: str, part: str, old: bytes, new: bytes, file_of: FileOf, readings: Remembered
) -> None:
    verdict = checked(with_part(file_of(kind), part, old, new), readings)
    assert not verdict.is_true
    assert "改动过" in verdict.told()


def test_a_changed_number_in_a_charts_own_worksheet_is_found(file_of: FileOf, readings: Remembered) -> None:
    deck = file_of("deck")
    name = next(one for one in unpacked(deck) if one.endswith(".xlsx"))
    inside = unpacked(unpacked(deck)[name])
    inside["xl/worksheets/sheet1.xml"] = inside["xl/worksheets/sheet1.xml"].replace(b"<v>", b"<v>9", 1)
    verdict = checked(packed({**unpacked(deck), name: packed(inside)}), readings)
    assert not verdict.is_true
    assert "图表数据" in verdict.told() and "the data of a chart" in verdict.told(Voice("en"))


def test_a_stamp_forged_to_fit_changed_numbers_is_found(whole: Pack, readings: Remembered) -> None:
    """Whoever recomputes the digests still meets the warehouse, from which the file is made again."""
    slides = tuple(replace(slide, title=slide.title.replace("62.9%", "72.9%")) for slide in whole.slides)
    forged = make_deck(replace(whole, slides=slides))
    assert not checked(forged, readings).is_true


def test_a_file_of_another_data_version_is_not_confirmed(whole: Pack, readings: Remembered) -> None:
    verdict = checked(make_brief(replace(whole, data_version="000000000000")), readings)
    assert not verdict.is_true
    assert "重新生成" in verdict.told()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"%PDF-1.4 nothing", packed({"a.txt": b"b"})])
def test_a_file_of_another_program_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NotOurs):
        read_stamp(content)


def test_one_record_is_all_that_a_new_format_needs_to_be_known_again(
    whole: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Seal(b"<!doctype html>", lambda content: content.decode().split("<!--")[1][:-3], lambda content: "as made")
    monkeypatch.setitem(KINDS, "handout", replace(KINDS["workbook"], code="handout", ending="html", seal=page))
    stamp = replace(stamp_of(whole, "handout"), parts="as made")
    content = f"<!doctype html><p>{whole.title}</p><!--{stamp.as_text()}-->".encode()
    assert read_stamp(content) == stamp
    assert is_untouched(content, stamp) and not is_untouched(content, replace(stamp, parts="otherwise"))


def test_every_run_of_the_deck_names_an_east_asian_face(choice_name: str, file_of: FileOf) -> None:
    for name, part in unpacked(file_of("deck", choice_name)).items():
        if name.startswith(("ppt/slides/slide", "ppt/charts/chart", "ppt/notesSlides/")) and name.endswith(".xml"):
            runs = etree.fromstring(part).iter(f"{{{DRAWING}}}r", f"{{{DRAWING}}}fld")
            assert all(run.find(f"{{{DRAWING}}}rPr/{{{DRAWING}}}ea") is not None for run in runs), name


def test_every_slide_with_figures_has_source_notes_and_the_sample_mark(whole: Pack, file_of: FileOf) -> None:
    slides = list(Presentation(io.BytesIO(file_of("deck"))).slides)
    for slide, record in zip(slides, whole.slides, strict=True):
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "示例数据" in words, record.key
        if record.section not in ("cover", "remark", "definitions") and not record.is_absent:
            assert "数据截至2024年12月" in words, record.key
        if record.notes:
            assert record.notes[0] in slide.notes_slide.notes_text_frame.text


def test_the_map_is_made_of_editable_shapes(whole: Pack, file_of: FileOf) -> None:
    slide = next(
        page
        for page, record in zip(Presentation(io.BytesIO(file_of("deck"))).slides, whole.slides, strict=True)
        if record.key == "coverage.1"
    )
    layers = {group.name: group for group in slide.shapes if group.shape_type == 6}
    names = " ".join(shape.name for shape in layers["乡镇"].shapes)
    assert all(f"{place}镇" in names for place in ("鹿寨", "中渡", "寨沙", "平山", "黄冕"))
    assert len(list(layers["乡镇"].shapes)) == 9
    assert not [shape for shape in slide.shapes if shape.shape_type == 13], "a picture stands in the slide"


def test_the_brief_has_the_page_of_the_official_format(file_of: FileOf) -> None:
    """GB/T 9704-2012: A4, type area 156 × 225 mm, head 37 mm, binding 28 mm, 22 lines of 28 characters."""
    section = Document(io.BytesIO(file_of("brief"))).sections[0]
    mm = 36000
    width, height = section.page_width / mm, section.page_height / mm
    assert (round(width), round(height)) == (210, 297)
    assert (round(section.top_margin / mm), round(section.left_margin / mm)) == (37, 28)
    assert round(width - (section.left_margin + section.right_margin) / mm) == 156
    assert round(height - (section.top_margin + section.bottom_margin) / mm) == 225
    assert 225 / 25.4 * 1440 // LINE_TWIPS == 22
    character = BODY_PT + CHARACTER_SPACE / 20
    assert (156 / 25.4 * 72) // character == 28
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == str(LINE_TWIPS)


def test_the_brief_sets_title_levels_body_and_page_numbers_as_the_format_asks(file_of: FileOf) -> None:
    document = Document(io.BytesIO(file_of("brief")))

    def face(text: str) -> tuple[str, float]:
        paragraph = next(one for one in document.paragraphs if one.text.startswith(text))
        run = paragraph.runs[0]
        return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt

    assert face("鹿寨县医共体") == ("方正小标宋简体", 22)
    assert face("一、总览") == ("黑体", 16)
    assert face("（一）变化最大的指标") == ("楷体_GB2312", 16)
    assert face("1.2024年") == ("仿宋_GB2312", 16)
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        assert footer.paragraphs[0].text.startswith("—")
        assert "PAGE" in etree.tostring(footer._element).decode()
    table = unpacked(file_of("brief"))["word/fontTable.xml"].decode()
    assert all(f'w:name="{name}"' in table for name in FACES)
    assert "仿宋" in table


def test_the_bulletin_has_a_box_for_the_leaders_instruction(file_of: FileOf) -> None:
    document = Document(io.BytesIO(file_of("bulletin")))
    assert document.tables[-1].rows[0].cells[0].text == "领导批示："
    assert document.tables[-1].rows[0].height.mm > 50


def test_the_workbook_has_frozen_heads_number_formats_and_no_formula(file_of: FileOf) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of("workbook")))
    sheet = book["总览 全县"]
    assert sheet.freeze_panes == "C3"
    heads = [cell.value for cell in sheet[2]]
    assert sheet.cell(3, heads.index("分子") + 1).number_format.startswith("#,##0")
    assert sheet.cell(3, heads.index("报告完整率") + 1).number_format == "0.0%"
    words = [cell for one in book for row in one.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type != "f" for cell in words)
    assert any(cell.value == "'=1+1" for cell in words), "the remark that looks like a formula"
    assert all(sheet.cell(1, 1).value.startswith("示例数据") for sheet in book)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_is_neutralised(text: str) -> None:
    assert neutral(text) == "'" + text


def test_other_text_is_left_as_it_is() -> None:
    assert neutral("−2.0个百分点") == "−2.0个百分点"


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_headings_are_counted_in_chinese(number: int, words: str) -> None:
    assert numeral(number) == words


def county_template() -> bytes:
    """A template of a county's own: one layout with a title and nothing else, narrow slides, one slide in it."""
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "本县旧页"
    written = io.BytesIO()
    presentation.save(written)
    return written.getvalue()


def test_a_countys_template_is_filled_by_its_own_layouts(whole: Pack, readings: Remembered) -> None:
    template = county_template()
    deck = make_deck(whole, template=template)
    presentation = Presentation(io.BytesIO(deck))
    assert len(presentation.slides) == len(whole.slides)
    assert presentation.slide_width == Presentation(io.BytesIO(template)).slide_width
    assert presentation.slides[2].shapes.title.text_frame.text.replace("\v", "") == whole.slides[2].title
    assert "本县旧页" not in str([slide.shapes.title.text_frame.text for slide in presentation.slides])
    assert checked(deck, readings, template).is_true
    assert checked(deck, readings).is_true


@pytest.mark.parametrize("template", [b"not a file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1locked", packed({"a": b"b"})])
def test_a_broken_or_locked_template_leaves_the_rest_and_is_named_on_a_page(
    template: bytes, whole: Pack, readings: Remembered
) -> None:
    with pytest.raises(BadTemplate):
        make_deck(whole, template=template)
    choice = replace(WHOLE, sections=("overview",))
    pack, files = make_files(Material(choice, readings), template=template)
    assert set(files) == {"deck", "brief", "bulletin", "workbook"}
    assert "模板" in pack.faults[0]
    assert any(slide.section == "faults" for slide in pack.slides)
    assert checked(files["deck"], readings).is_true


class WithoutOutlines(Source):
    """A county whose outlines were never loaded."""

    def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Return everything but outlines."""
        return {} if work is outlines else super().read(work, *args, **kwargs)


def test_a_map_without_coordinates_says_so_and_the_other_slides_stand(readings: Remembered) -> None:
    choice = replace(WHOLE, sections=("coverage",))
    pack = make_pack(Material(choice, WithoutOutlines(readings.engine, readings.reference)))
    slide = next(one for one in pack.slides if one.key == "coverage.1")
    assert "没有这个县的乡镇边界" in str(slide.blocks[0])
    assert len(make_deck(pack)) > 0


def test_a_section_without_data_says_so_on_its_own_page(readings: Remembered) -> None:
    choice = replace(WHOLE, compare=None)
    pack = make_pack(Material(choice, readings))
    slide = next(one for one in pack.slides if one.section == "year_on_year")
    assert slide.is_absent
    assert "没有选对比期" in str(slide.blocks[0])


def test_an_unknown_section_is_refused_with_those_there_are(readings: Remembered) -> None:
    with pytest.raises(UnknownSection, match="overview"):
        make_pack(Material(Choice("450223", "2024", sections=("covrage",)), readings))


def test_a_sentence_changed_by_hand_is_marked_and_the_generated_one_kept(readings: Remembered) -> None:
    choice = replace(WHOLE, sections=("overview",), sentences={"overview.1": "基层首诊仍需加力。"})
    slide = next(one for one in make_pack(Material(choice, readings)).slides if one.key == "overview.1")
    assert slide.title == "基层首诊仍需加力。"
    assert "人工修改" in slide.notes[0] and "62.9%" in slide.notes[0]


def test_sections_come_in_the_order_asked_for(readings: Remembered) -> None:
    choice = replace(WHOLE, sections=("mechanisms", "overview"))
    pack = make_pack(Material(choice, readings))
    keys = [slide.section for slide in pack.slides]
    assert keys.index("mechanisms") < keys.index("overview")
    assert "coverage" not in keys


def test_a_full_disk_leaves_no_half_file_and_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "pack.pptx"
    target.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="没有留下半个文件"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["pack.pptx"]


def test_without_chromium_the_reader_is_told_what_to_do(
    whole: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # programs are looked for in an empty folder
    with pytest.raises(NoChromium, match="另存为PDF"):
        make_file(whole, "pdf")


def test_the_command_line_makes_and_verifies_files(
    tmp_path: Path, sample_duckdb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", sample_duckdb_url)
    run = CliRunner()
    call = ["bulletin", "--county", "鹿寨县", "--period", "2024", "--section", "overview", "--out", str(tmp_path)]
    made = run.invoke(app, call)
    assert made.exit_code == 0, made.output
    file = next(tmp_path.iterdir())
    assert run.invoke(app, ["verify", str(file)]).exit_code == 0
    file.write_bytes(with_part(file.read_bytes(), "word/document.xml", "领导批示".encode(), "领导批准".encode()))
    verdict = run.invoke(app, ["verify", str(file)])
    assert verdict.exit_code == 1
    assert "正文" in verdict.output
    in_english = run.invoke(app, ["verify", str(file), "--language", "en"])
    assert in_english.exit_code == 1
    assert in_english.output == "The file was altered after it was made: the text. Use a file made anew.\n"
    unread = run.invoke(app, ["verify", str(tmp_path / "none.docx"), "--language", "en"])
    assert (unread.exit_code, "The file none.docx cannot be read" in unread.output) == (2, True)
    wrong = run.invoke(app, ["deck", "--county", "鹿塞县", "--period", "2024", "--out", str(tmp_path)])
    assert wrong.exit_code == 2
    assert "鹿寨县" in wrong.output
