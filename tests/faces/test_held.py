"""Every face draws every kind of block that it may hold, and refuses the others aloud."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import get_args
from xml.etree import ElementTree

import openpyxl
import plotly.graph_objects as go
import pytest
from docx import Document
from pptx import Presentation

from faces.blocks import (
    Block,
    Cell,
    Column,
    Contributions,
    Control,
    Curve,
    Drawing,
    Figures,
    Funnel,
    HeadlineFigure,
    Heat,
    HeatCell,
    HeatRow,
    Intervals,
    Lines,
    Map,
    Months,
    Multiples,
    Row,
    Table,
)
from faces.blocks.drawing import Area, Bar, Dot, Stroke, Text
from faces.blocks.held import CHART, DOCUMENT, HELD, KINDS, PAGE, SLIDE, WORKBOOK, NotHeld
from faces.blocks.marks import (
    Contribution,
    ControlPoint,
    CurveMark,
    FunnelLimits,
    FunnelPoint,
    IntervalRow,
    LimitSegment,
    Panel,
)
from faces.blocks.pack import Choice, Pack, SectionContent, Slide
from faces.deck.deck import make_deck
from faces.document.brief import make_brief
from faces.picture.slide import slide_svg
from faces.screen.base import Look
from faces.screen.draw import figure_of, months_figure
from faces.workbook import make_workbook
from pages.meeting.presentation_html import block_html
from tests.faces.shapes import AREAS, FACILITIES, VILLAGES
from ui.blocks import table_html
from ui.headline import headline_sheet
from ui.tables import heat_table

YEAR = tuple(float(month) for month in range(1, 13))
MONTHS = tuple(f"{month}月" for month in range(1, 13))
# An example of each kind. Each names 甲镇, so that a face can be asked whether it is there.
EXAMPLES: dict[type, Block] = {
    type(block): block
    for block in (
        Figures("", (HeadlineFigure("甲镇的占比", "52.6", "%"),)),
        Intervals(
            "", (IntervalRow("甲镇", 52.0, 50.0, 54.0, "52.0", "50—54%", "same"), IntervalRow("乙乡", None)), 51.0,
            "全县51.0%", "占比（%）", "%", "higher", 1,
        ),
        Contributions(
            "", (Contribution("甲镇", 1.1, "+1.1"), Contribution("乙乡", -0.5, "−0.5")), 50.8, "2023年", "50.8%",
            "2024年", "51.4%", "百分点", "higher", 1,
        ),
        Months("", MONTHS, YEAR, (None, *YEAR[1:]), "甲镇", "2023年", "人次", 0),
        Control(
            "", tuple(ControlPoint(f"甲镇{month}", value, "") for month, value in zip(MONTHS, YEAR, strict=True)),
            (LimitSegment(0, 11, 6.0, 1.0, 12.0, "6", "1", "12"),), behind=YEAR, events=((3, "A"),), restated=(2,),
            target=8.0, target_text="目标8",
        ),
        Curve("", (0.0, 15.0, 30.0), (0.0, 40.0, 70.0), "分钟", marks=(CurveMark(30, 70.0, "甲镇70%"),)),
        Funnel(
            "", (FunnelPoint("甲镇", 2200.0, 77.0, "77%", "above"), FunnelPoint("乙乡", 2000.0, 69.0, "69%")),
            FunnelLimits((500.0, 5000.0), (60.0, 66.0), (76.0, 70.0), (56.0, 65.0), (80.0, 71.0)), 68.0, "全县",
            "人数", "%", "higher",
        ),
        Multiples("", (Panel("甲镇", YEAR, (None,) * 12, "12"),), MONTHS),
        Heat("", "乡镇", (Column("占比", "%"),), (HeatRow("甲镇", (HeatCell("52.6", "1.8", "up", number=52.6),)),)),
        Table("", (Column("乡镇", kind="text"), Column("居民")), (Row(["甲镇", Cell("800", 800.0)]),)),
        Map("", tuple(AREAS), ("0", "100"), "%", tuple(VILLAGES), tuple(FACILITIES)),
        Drawing(
            "", 400, 200,
            (
                Bar(0, 0, 100, 20, "neutral_soft", "line", hatched=True),
                Stroke(((0, 0), (50, 40), (90, 40)), arrow=True),
                Area(((0, 0), (10, 0), (5, 10)), "ink"), Dot(20, 60, 5, "ink", half=True),
                Dot(40, 60, 5, symbol="diamond"),
                Text("甲镇", 10, 90, bold=True, anchor="middle"),
            ),
            Table("", (Column("乡镇", kind="text"),), (Row(["甲镇"]),)),
        ),
        Lines("", ("甲镇没有报送。",)),
    )
}  # fmt: skip
SAID_BY_ALL = "甲镇"


def pack_of(block: Block) -> Pack:
    """A pack whose one slide holds one block."""
    slide = Slide("overview.1", "overview", "题目", (block,))
    section = SectionContent("overview", "总览", (slide,))
    return Pack(
        Choice("450223", "2024", sections=("overview",)), "评议", "甲县", "全县", "2024年", "上年同期", "v1",
        datetime(2024, 12, 31), True, "e1", (section,), (slide,),
    )  # fmt: skip


def words_of_deck(pack: Pack) -> str:
    """All text of the slides and of their charts."""
    with zipfile.ZipFile(io.BytesIO(make_deck(pack))) as parts:
        names = [name for name in parts.namelist() if name.startswith(("ppt/slides/slide", "ppt/charts/chart"))]
        return "".join("".join(ElementTree.fromstring(parts.read(name)).itertext()) for name in names)


def words_of_brief(pack: Pack) -> str:
    """All text of the brief's tables."""
    tables = Document(io.BytesIO(make_brief(pack))).tables
    return "".join(cell.text for table in tables for row in table.rows for cell in row.cells)


def words_of_workbook(pack: Pack) -> str:
    """All words of the section's sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(make_workbook(pack)))["总览"]
    return "".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)


def words_of_picture(pack: Pack) -> str:
    """All text of the slide's picture."""
    return "".join(ElementTree.fromstring(slide_svg(pack, pack.slides[0], 1)).itertext())


def words_on_page(block: Block) -> str:
    """The HTML of a block that is no chart."""
    match block:
        case Figures():
            return headline_sheet(block.figures, "light")
        case Heat():
            return heat_table(block, name="表")
        case Table():
            return table_html(block)
    return block_html(block, Look())


FILES: dict[str, Callable[[Pack], str]] = {
    "deck": words_of_deck,
    "picture": words_of_picture,
    "document": words_of_brief,
    "workbook": words_of_workbook,
}


def test_every_kind_has_an_example_and_every_face_a_line_in_the_table() -> None:
    assert set(EXAMPLES) == set(KINDS) == set(get_args(Block))
    assert set(HELD) == {"chart", "page", *FILES}


def test_a_screen_draws_every_kind_either_as_a_chart_or_as_html() -> None:
    assert sorted(kind.__name__ for kind in (*CHART, *PAGE)) == sorted(kind.__name__ for kind in KINDS)


def test_deck_and_picture_show_the_same_slides() -> None:
    assert HELD["deck"] == HELD["picture"] == SLIDE


@pytest.mark.parametrize("look", [Look(), Look("dark", phone=True), Look(scale=1.5, ground="paper", english=True)])
@pytest.mark.parametrize("kind", KINDS)
def test_the_screen_draws_a_chart_of_the_kinds_that_the_table_says(kind: type[Block], look: Look) -> None:
    figure = figure_of(EXAMPLES[kind], look)
    assert (figure is not None) == (kind in CHART)
    if figure is not None:
        assert isinstance(figure, go.Figure) and SAID_BY_ALL in str(figure.to_dict())


@pytest.mark.parametrize("kind", [kind for kind in CHART if kind is not Multiples])
def test_a_chart_is_as_high_as_it_is_asked_to_be(kind: type[Block]) -> None:
    figure = figure_of(EXAMPLES[kind], Look(), 512)
    assert figure is not None and figure.layout.height == 512


@pytest.mark.parametrize(("before", "now"), [(372.0, 373.0), (373.0, 372.0), (373.0, 373.0), (100.0, 373.0)])
def test_the_names_of_both_years_never_lie_on_each_other(before: float, now: float) -> None:
    look, height = Look(), 300
    months = Months("", ("1月", "2月"), (300.0, now), (300.0, before), "2024年", "2023年", "人次", 0)
    figure = months_figure(months, look, height)
    low, high = figure.layout.yaxis.range
    px = (height - look.px(58)) / (high - low)
    old, new = (note.y * px + (note.yshift or 0) for note in figure.layout.annotations)
    assert abs(new - old) >= look.px(14)


@pytest.mark.parametrize("count", [2, 3, 6, 9])
def test_months_shorter_than_a_year_are_drawn_as_many_as_they_are(count: int) -> None:
    """A mechanism's page of one quarter broke off: the chart looked for the name of a twelfth month."""
    months = Months("", MONTHS[:count], YEAR[:count], (None,) * count, SAID_BY_ALL, "", "人次", 0)
    figure = figure_of(months, Look())
    assert figure is not None and list(figure.layout.xaxis.range) == [-0.4, count - 0.4]
    assert set(figure.layout.xaxis.ticktext) <= set(MONTHS[:count]) and len(figure.layout.xaxis.ticktext) >= 2
    picture, deck = words_of_picture(pack_of(months)), words_of_deck(pack_of(months))
    assert all(month in picture and month in deck for month in MONTHS[:count])
    assert "- - -" not in picture


@pytest.mark.parametrize("kind", PAGE)
def test_the_page_writes_the_kinds_that_are_no_chart(kind: type[Block]) -> None:
    assert SAID_BY_ALL in words_on_page(EXAMPLES[kind])


@pytest.mark.parametrize("kind", SLIDE)
@pytest.mark.parametrize("face", FILES)
def test_a_file_says_what_the_table_lets_it_hold_and_nothing_else_of_a_slide(face: str, kind: type[Block]) -> None:
    assert (SAID_BY_ALL in FILES[face](pack_of(EXAMPLES[kind]))) == (kind in HELD[face])  # type: ignore[index]


def test_what_documents_and_workbooks_hold_stands_on_slides_too() -> None:
    """They are made from the slides' blocks: what no slide holds could never come into them."""
    assert set(DOCUMENT) | set(WORKBOOK) <= set(SLIDE)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SLIDE])
def test_no_slide_is_made_with_a_block_that_no_file_could_draw(kind: type[Block]) -> None:
    """The deck left such a block out without a word, and the picture of the same slide failed with a TypeError."""
    with pytest.raises(NotHeld, match=kind.__name__):
        Slide("overview.1", "overview", "题目", (EXAMPLES[kind],))


@pytest.mark.parametrize("make", [make_deck, words_of_picture])
def test_deck_and_picture_refuse_what_came_past_the_slide(make: Callable[[Pack], object]) -> None:
    pack = pack_of(EXAMPLES[Lines])
    object.__setattr__(pack.slides[0], "blocks", (EXAMPLES[Control],))
    with pytest.raises(NotHeld, match="Control"):
        make(pack)


def test_a_deck_of_every_kind_opens_again() -> None:
    for kind in SLIDE:
        slides = Presentation(io.BytesIO(make_deck(pack_of(EXAMPLES[kind])))).slides
        assert len(slides) == 1
