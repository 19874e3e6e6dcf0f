"""Pack → DOCX: the written brief in official-document layout, and the one-page bulletin with a 领导批示 box."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from faces.blocks import Table
from faces.blocks.held import DOCUMENT
from faces.blocks.pack import Pack, Paragraph
from faces.colophon import Progress, no_progress, sample_words, versions
from faces.document.format import (
    AREA_H,
    AREA_W,
    BODY,
    BODY_PT,
    HEI,
    KAI,
    LINES,
    TABLE_PT,
    TITLE,
    TITLE_PT,
    add_body,
    add_run,
    official_document,
)
from faces.measure import text_width
from faces.rows import as_table
from faces.seal import sealed_office, stamp_of
from words.speech import Speech

NUMERALS = "一二三四五六七八九十"
# One page: so many lines of sentences in 14 point, and the box, fit under the title.
MOST_LINES, LINE_EM = 11, 31
BOX_HEIGHT_MM = 52
LINE_MM, HEAD_AND_FOOT_LINES = AREA_H / LINES, 4  # title, what it is about, and the foot round the sentences


def make_brief(pack: Pack, *, progress: Progress = no_progress) -> bytes:
    """Return the written brief: title, what it is based on, the sections' sentences, tables as attachments."""
    document = official_document()
    _title(document, pack.title)
    _based_on(document, pack)
    if pack.choice.remark:
        for line in pack.choice.remark.splitlines():
            if line.strip():
                add_body(document, line.strip())
    _paragraphs(document, pack)
    blocks = [(slide, block) for slide in pack.slides for block in slide.blocks]
    tables = [(as_table(block), block.title or slide.title) for slide, block in blocks if isinstance(block, DOCUMENT)]
    for number, (table, title) in enumerate(tables, start=1):
        progress(number / (len(tables) + 1), title)
        _attachment(document, table, title, number, pack, new_page=number == 1)
    _definitions(document, pack)
    return _finished(document, pack, "brief")


def make_bulletin(pack: Pack, *, progress: Progress = no_progress) -> bytes:
    """Return the one-page bulletin: the sections' main sentences and a box for the leader's instruction."""
    document = official_document()
    zh = pack.choice.language == "zh"
    _title(document, f"{pack.county_name}医共体运行简报" if zh else f"{pack.county_name} bulletin", air=False)
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    until = pack.made_at
    as_of = f"数据截至{until.year}年{until.month}月" if zh else f"data until {until:%Y-%m}"
    about = " ".join(part for part in (pack.period_name, pack.scope, as_of, sample_words(pack)) if part)
    add_run(line, about, KAI, 14)
    _rule(line)
    highlights = list(dict.fromkeys(text for section in pack.sections for text in section.highlights))
    fitting = _that_fit(highlights)
    for number, text in enumerate(fitting, start=1):
        paragraph = add_body(document, f"{number}.{'' if zh else ' '}{text}")
        for run in paragraph.runs:
            run.font.size = Pt(14)
    # The box takes what the sentences leave of the page: a leader writes by hand.
    free = LINES - HEAD_AND_FOOT_LINES - sum(map(_lines, fitting))
    _instruction_box(document, "领导批示" if zh else "Instructions", max(BOX_HEIGHT_MM, (free - 1) * LINE_MM))
    foot = document.add_paragraph()
    made = " · ".join(versions(pack, Speech(pack.choice.language)))
    version = f"数据版本{made}　口径版本{pack.edition}" if zh else f"{made} {pack.edition}"
    add_run(foot, version, BODY, TABLE_PT)
    progress(1.0, "简报")
    return _finished(document, pack, "bulletin")


def _lines(text: str) -> int:
    """Return the lines that a sentence takes on the bulletin."""
    return math.ceil((text_width(text) + 4) / LINE_EM)


def _that_fit(sentences: Sequence[str]) -> list[str]:
    """Return the first sentences that fit the bulletin's one page."""
    found, lines = [], 0
    for text in sentences:
        lines += _lines(text)
        if lines > MOST_LINES:
            break
        found.append(text)
    return found


def _finished(document: Any, pack: Pack, kind: str) -> bytes:
    own = document.core_properties
    own.title, own.author, own.last_modified_by = pack.title, "医览", "医览"
    own.keywords, own.comments, own.subject, own.revision = sample_words(pack), "", pack.period_name, 1
    own.created = own.modified = own.last_printed = pack.made_at
    own.language = "en-US" if pack.choice.language == "en" else "zh-CN"
    written = io.BytesIO()
    document.save(written)
    return sealed_office(written.getvalue(), stamp_of(pack, kind), pack.made_at)


def _title(document: Any, text: str, *, air: bool = True) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(paragraph, text, TITLE, TITLE_PT)
    if air:
        document.add_paragraph()


def _based_on(document: Any, pack: Pack) -> None:
    zh, until = pack.choice.language == "zh", pack.made_at
    compare = pack.compare_name or ("不对比" if zh else "none")
    mark = "" if not pack.is_sample else "本材料使用示例数据，不是真实业务数据。" if zh else "Sample data. "
    made = " · ".join(versions(pack, Speech(pack.choice.language)))
    text = (
        f"{mark}范围：{pack.county_name}，{pack.scope}；时期：{pack.period_name}；对比：{compare}；"
        f"数据截至{until.year}年{until.month}月；数据版本{made}，口径版本{pack.edition}。"
        if zh
        else f"{mark}Scope: {pack.county_name}, {pack.scope}; period: {pack.period_name}; compared with: {compare}; "
        f"data until {until:%Y-%m}; data version {made}, definitions {pack.edition}."
    )
    add_body(document, text, face=KAI)


def _paragraphs(document: Any, pack: Pack) -> None:
    """Write the sections; headings of the first two levels are numbered here, the order being the reader's."""
    first = second = 0
    for section in pack.sections:
        for paragraph in section.paragraphs:
            if paragraph.level == 1:
                first, second = first + 1, 0
            elif paragraph.level == 2:
                second += 1
            _paragraph(document, paragraph, first, second, zh=pack.choice.language == "zh")


def _paragraph(document: Any, paragraph: Paragraph, first: int, second: int, *, zh: bool) -> None:
    match paragraph.level:
        case 1:
            head = f"{numeral(first)}、" if zh else f"{first}. "
            add_body(document, head + paragraph.text, face=HEI)
        case 2:
            head = f"（{numeral(second)}）" if zh else f"({second}) "
            add_body(document, head + paragraph.text, face=KAI)
        case _:
            add_body(document, paragraph.text)


def numeral(number: int) -> str:
    """Return 1–99 as Chinese numerals: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones - 1]
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


def _attachment(document: Any, table: Table, title: str, number: int, pack: Pack, *, new_page: bool) -> None:
    zh = pack.choice.language == "zh"
    paragraph = document.add_paragraph()
    if new_page:
        paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.paragraph_format.keep_with_next = True
    add_run(paragraph, f"附件{number}" if zh else f"Attachment {number}", HEI, BODY_PT)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.keep_with_next = True
    add_run(heading, title.rstrip("。."), HEI, 12)
    _table(document, table)
    document.add_paragraph()


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=len(block.rows) + 1, cols=len(block.columns))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    total = sum(column.weight for column in block.columns)
    widths = [Mm(AREA_W * column.weight / total) for column in block.columns]
    # Programs other than Word take the widths of the grid, not those of the cells.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    grid = table.rows
    for row in grid:
        _keep_together(row)
    _repeat_as_header(grid[0])
    for index, column in enumerate(block.columns):
        head = column.name + (f"（{column.unit}）" if column.unit else "")
        _cell(grid[0].cells[index], head, HEI, WD_ALIGN_PARAGRAPH.CENTER, widths[index])
    for number, row in enumerate(block.rows, start=1):
        cells = grid[number].cells
        for index, (column, cell) in enumerate(zip(block.columns, row.cells, strict=True)):
            side = WD_ALIGN_PARAGRAPH.LEFT if column.kind == "text" else WD_ALIGN_PARAGRAPH.RIGHT
            _cell(cells[index], cell.text, HEI if row.is_sum else BODY, side, widths[index])


def _cell(cell: Any, text: str, face: str, side: Any, width: Any) -> None:
    cell.width = width
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = side
    # Rows of a table keep off the page's grid of 22 lines, which would make them 28 points high.
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(snap)
    add_run(paragraph, text, face, TABLE_PT)


def _keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat_as_header(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _definitions(document: Any, pack: Pack) -> None:
    lines = [
        line
        for slide in pack.slides
        if slide.section == "definitions"
        for block in slide.blocks
        for line in getattr(block, "lines", ())
    ]
    if not lines:
        return
    add_body(document, "口径与来源" if pack.choice.language == "zh" else "Definitions and sources", face=HEI)
    for line in lines:
        paragraph = document.add_paragraph()
        add_run(paragraph, line, BODY, TABLE_PT)


def _rule(paragraph: Any) -> None:
    """Draw a line under a paragraph."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "14242B")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _instruction_box(document: Any, words: str, height_mm: float) -> None:
    table = document.add_table(rows=1, cols=1)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.rows[0].height = Mm(height_mm)
    cell = table.rows[0].cells[0]
    cell.width = Mm(AREA_W)
    add_run(cell.paragraphs[0], words + "：", HEI, BODY_PT)
