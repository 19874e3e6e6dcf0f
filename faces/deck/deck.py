"""Pack → PPTX: one message a slide, native charts and tables, definitions in the speaker notes."""

from __future__ import annotations

import io
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from faces.blocks import Block, Contributions, Drawing, Heat, Intervals, Lines, Map, Months, Table
from faces.blocks.held import SLIDE, NotHeld
from faces.blocks.pack import Pack, Slide
from faces.colophon import Progress, facts, no_progress, sample_words, versions
from faces.deck.charts import add_contribution_chart, add_interval_chart, add_month_chart
from faces.deck.drawing import add_drawing
from faces.deck.map import add_map, plain
from faces.deck.tables import add_table, underline_in_cinnabar
from faces.deck.template import Ground, county_ground, house_ground
from faces.geometry import FOOT_ABOUT, FOOT_SOURCE, FOOT_TOP, HEIGHT, TITLE, Rect, rectangles
from faces.look.dress import TITLE_EAST, TITLE_LATIN, color
from faces.measure import text_width
from faces.picture.parts import ends_a_clause, heading_size, title_layout
from faces.rows import as_table
from faces.seal import Stamp, sealed_office, stamp_of
from words.numbers import Language
from words.speech import Speech


def make_deck(pack: Pack, *, template: bytes | None = None, progress: Progress = no_progress) -> bytes:
    """Return the deck as a file. A county's template is filled by its own layouts. Raises BadTemplate."""
    ground = house_ground() if template is None else county_ground(template)
    for number, slide in enumerate(pack.slides, start=1):
        progress(number / (len(pack.slides) + 1), slide.title)
        _add_slide(ground, pack, slide, number)
    _properties(ground.presentation, pack)
    written = io.BytesIO()
    ground.presentation.save(written)
    stamp: Stamp = stamp_of(pack, "deck", template)
    return sealed_office(written.getvalue(), stamp, pack.made_at)


def _properties(presentation: Any, pack: Pack) -> None:
    own = presentation.core_properties
    own.title, own.author, own.last_modified_by = pack.title, "医览", "医览"
    own.subject = "；".join(facts(pack, Speech(pack.choice.language)))[:250]
    own.keywords, own.comments, own.revision = sample_words(pack), "", 1
    own.created = own.modified = own.last_printed = pack.made_at


def _add_slide(ground: Ground, pack: Pack, slide: Slide, number: int) -> None:
    is_cover = slide.section == "cover"
    page = ground.presentation.slides.add_slide(ground.cover if is_cover else ground.content)
    if ground.is_house:
        _rule(page.shapes, 1.75 if is_cover else 0.4)
    _title(page, slide, ground, is_cover=is_cover)
    if is_cover:
        _cover_facts(page, slide, ground)
    else:
        _drop_empty_placeholders(page)
        content = ground.room
        for block, rect in zip(slide.blocks, rectangles(slide.blocks, content), strict=True):
            _add_block(page.shapes, block, rect, pack.choice.language)
        _foot(page.shapes, pack, slide, number, ground)
    if slide.notes:
        page.notes_slide.notes_text_frame.text = "\n".join(slide.notes)


def _drop_empty_placeholders(page: Any) -> None:
    for shape in list(page.placeholders):
        if shape != page.shapes.title and not (shape.has_text_frame and shape.text_frame.text):
            shape._element.getparent().remove(shape._element)


def _rule(shapes: Any, top: float) -> None:
    line = shapes.add_connector(1, Inches(TITLE.x), Inches(top), Inches(TITLE.x + 0.55), Inches(top))
    line.line.color.rgb, line.line.width = RGBColor.from_string(color("ink")), Pt(2.5)
    line.name = "rule"
    plain(line)


def _title(page: Any, slide: Slide, ground: Ground, *, is_cover: bool) -> None:
    frame = page.shapes.title.text_frame
    # A county's template sets its own type: nobody knows where its lines end.
    size, lines = title_layout(slide.title, is_cover=is_cover) if ground.is_house else (0, [slide.title])
    # Where only the width ends a line, PowerPoint finds the place itself, after whatever the reader changes.
    lines = lines if all(map(ends_a_clause, lines[:-1])) else [slide.title]
    paragraph, underlined = frame.paragraphs[0], False
    for number, line in enumerate(lines):
        if number:
            paragraph.add_line_break()
        before, place, after = line.partition(slide.place) if slide.place and not underlined else (line, "", "")
        for text in (before, place, after):
            if not text:
                continue
            run = paragraph.add_run()
            run.text = text
            if ground.is_house:
                run.font.size, run.font.bold, run.font.name = Pt(size), True, TITLE_LATIN
                _name_east(run, TITLE_EAST)
            if place and text == place and not underlined:
                underline_in_cinnabar(run)
                underlined = True


def _name_east(run: Any, face: str) -> None:
    properties = run._r.get_or_add_rPr()
    properties.append(properties.makeelement(qn("a:ea"), {"typeface": face}))


def _cover_facts(page: Any, slide: Slide, ground: Ground) -> None:
    lines = [line for block in slide.blocks if isinstance(block, Lines) for line in block.lines]
    body = next((shape for shape in page.placeholders if shape != page.shapes.title and shape.has_text_frame), None)
    if body is None:
        rect = ground.room
        body = page.shapes.add_textbox(Inches(rect.x), Inches(rect.y), Inches(rect.w), Inches(rect.h))
    frame = body.text_frame
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        if ground.is_house:
            paragraph.alignment = PP_ALIGN.LEFT
            run.font.size = Pt(16)
            run.font.color.rgb = RGBColor.from_string(color("ink_2"))


def _add_block(shapes: Any, block: Block, rect: Rect, language: Language) -> None:
    if not isinstance(block, SLIDE):
        raise NotHeld(block, SLIDE)
    heading = block.title
    if heading:
        _heading(shapes, heading, rect)
    rect = rect.below_heading(heading)
    match block:
        case Intervals():
            add_interval_chart(shapes, block, rect, language)
        case Contributions():
            add_contribution_chart(shapes, block, _with_ends(shapes, block, rect, language), language)
        case Months():
            add_month_chart(shapes, block, rect, language)
        case Table() | Heat():
            add_table(shapes, as_table(block), rect)
        case Map():
            add_map(shapes, block, rect, language)
        case Drawing():
            add_drawing(shapes, block, rect)
        case Lines():
            _words(shapes, block, rect)


def _with_ends(shapes: Any, block: Contributions, rect: Rect, language: Language) -> Rect:
    """Say from what to what the change goes, and return the rectangle under the words."""
    arrow = "→"
    text = f"{block.start_name} {block.start_text} {arrow} {block.end_name} {block.end_text}"
    if language == "zh":
        text = f"{block.start_name}{block.start_text} {arrow} {block.end_name}{block.end_text}"
    _text(shapes, text, Rect(rect.x, rect.y, rect.w, 0.3), 12, "ink_2")
    return Rect(rect.x, rect.y + 0.32, rect.w, rect.h - 0.32)


def _heading(shapes: Any, text: str, rect: Rect) -> None:
    _text(shapes, text, Rect(rect.x, rect.y, rect.w, 0.32), heading_size(text, rect.w), "ink", bold=True)


def _text(
    shapes: Any, text: str, rect: Rect, size: float, ink: str, *, bold: bool = False, align: Any = PP_ALIGN.LEFT
) -> Any:
    box = shapes.add_textbox(Inches(rect.x), Inches(rect.y), Inches(rect.w), Inches(rect.h))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    paragraph.alignment = align
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(color(ink))
    return box


def _words(shapes: Any, block: Lines, rect: Rect) -> None:
    """Write lines of words in the largest type that fits."""
    box = _text(shapes, block.lines[0] if block.lines else "", rect, 18, "ink")
    frame = box.text_frame
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for line in block.lines[1:]:
        run = frame.add_paragraph().add_run()
        run.text = line
        run.font.color.rgb = RGBColor.from_string(color("ink"))
    size = words_size(block.lines, rect)
    for paragraph in frame.paragraphs:
        paragraph.space_after = Pt(size * 0.5)
        paragraph.line_spacing = 1.25
        for run in paragraph.runs:
            run.font.size = Pt(size)


def words_size(lines: tuple[str, ...], rect: Rect) -> float:
    """Return the largest type, 20 pt at most and 9 at least, in which the lines fit a rectangle."""
    for size in (20, 18, 16, 14, 13, 12, 11, 10):
        a_line = rect.w * 72 / size
        rows = sum(max(1, -(-text_width(line) // a_line)) for line in lines)
        if rows * size * 1.5 + len(lines) * size * 0.5 <= rect.h * 72:
            return size
    return 9


def _foot(shapes: Any, pack: Pack, slide: Slide, number: int, ground: Ground) -> None:
    """Write county and period with the 示例 mark, source and as-of, and the page."""
    top = ground.height * FOOT_TOP / HEIGHT
    left, width = ground.room.x, ground.room.w
    line = shapes.add_connector(1, Inches(left), Inches(top - 0.06), Inches(left + width), Inches(top - 0.06))
    line.line.color.rgb, line.line.width = RGBColor.from_string(color("line")), Pt(0.75)
    line.name = "foot rule"
    plain(line)
    mark = sample_words(pack)
    about = " · ".join(part for part in (pack.county_name, pack.period_name, mark) if part)
    speech = Speech(pack.choice.language)
    until = speech.say(f"数据截至{pack.made_at.year}年{pack.made_at.month}月", f"data until {pack.made_at:%Y-%m}")
    source = " · ".join(part for part in (slide.source, until, *versions(pack, speech)) if part)
    _text(shapes, about, Rect(left, top, width * FOOT_ABOUT, 0.25), 10, "ink_2")
    _text(shapes, source, Rect(left + width * FOOT_ABOUT, top, width * FOOT_SOURCE, 0.25), 10, "ink_3")
    page = f"{number} / {len(pack.slides)}"
    _text(shapes, page, Rect(left + width * 0.92, top, width * 0.08, 0.25), 10, "ink_2", align=PP_ALIGN.RIGHT)
