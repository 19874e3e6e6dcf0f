"""The official-document format, GB/T 9704-2012: page, grid, faces with fallbacks, page numbers —1—.

| what | value |
|---|---|
| paper, type area | A4, 156 × 225 mm |
| head margin, binding margin | 37 mm, 28 mm |
| grid | 22 lines of 28 characters |
| title | 二号小标宋, centred |
| body | 三号仿宋, first line two characters in |
| levels | 一、黑体  （一）楷体  1. 仿宋  （1）仿宋 |
| page number | 四号, —1—, odd pages right, even pages left, one character in |
"""

from __future__ import annotations

import math
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

# Face → what a county PC has instead; Word reads this from the font table.
FACES = {
    "方正小标宋简体": "华文中宋",
    "仿宋_GB2312": "仿宋",
    "黑体": "SimHei",
    "楷体_GB2312": "楷体",
    "宋体": "SimSun",
}
TITLE, BODY, HEI, KAI, SONG = FACES
LATIN = "Times New Roman"
TITLE_PT, BODY_PT, NUMBER_PT, TABLE_PT = 22.0, 16.0, 14.0, 10.5  # 二号, 三号, 四号, 五号
PAGE_W, PAGE_H, AREA_W, AREA_H, HEAD, BINDING = 210, 297, 156, 225, 37, 28
LINES, CHARACTERS = 22, 28
_TWIPS_A_MM = 1440 / 25.4
LINE_TWIPS = int(AREA_H * _TWIPS_A_MM / LINES)
# What a character gives up so that 28 of them fill the line, in twentieths of a point. Not the grid's own
# character spacing: office programs other than Word then give each character two places.
CHARACTER_SPACE = math.floor((AREA_W / 25.4 * 72 / CHARACTERS - BODY_PT) * 20)


def official_document() -> Any:
    """Return an empty document in the official format."""
    document = Document()
    _faces_in_styles(document)
    set_page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    _page_numbers(document.sections[0])
    _font_table(document)
    return document


def set_page(section: Any) -> None:
    """Set A4, the type area and the grid."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(PAGE_W), Mm(PAGE_H)
    section.top_margin, section.left_margin = Mm(HEAD), Mm(BINDING)
    section.right_margin = Mm(PAGE_W - BINDING - AREA_W)
    section.bottom_margin = Mm(PAGE_H - HEAD - AREA_H)
    # The page number stands 7 mm under the type area.
    section.footer_distance = Mm(PAGE_H - HEAD - AREA_H - 7 - 5)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_TWIPS))
    properties.append(grid)


def _faces_in_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(BODY_PT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), BODY)
    fonts.set(qn("w:hint"), "eastAsia")
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.widow_control = False
    # The document's defaults bring 8 pt after each paragraph on newer programs.
    for spacing in document.styles.element.iter(qn("w:spacing")):
        if spacing.getparent().tag == qn("w:pPr") and spacing.getparent().getparent().tag == qn("w:pPrDefault"):
            spacing.getparent().remove(spacing)


def _font_table(document: Any) -> None:
    """Name each face's fallbacks in the font table, where Word and WPS look for them."""
    part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable")), None)
    if part is None:
        return
    entries = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for face, other in FACES.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def _page_numbers(section: Any) -> None:
    section.footer.is_linked_to_previous = False
    section.even_page_footer.is_linked_to_previous = False
    for footer, alignment in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Pt(NUMBER_PT)
        add_run(paragraph, "—", SONG, NUMBER_PT)
        _field(add_run(paragraph, "", SONG, NUMBER_PT), "PAGE")
        add_run(paragraph, "—", SONG, NUMBER_PT)


def _field(run: Any, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("text", "1"), ("end", "")):
        if kind == "":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = text
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def add_run(paragraph: Any, text: str, face: str, size: float, *, bold: bool = False) -> Any:
    """Add words in a face and size; Latin letters and digits in Times New Roman."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")
    return run


def add_body(document: Any, text: str, *, face: str = BODY, bold: bool = False) -> Any:
    """Add a paragraph that starts two characters in."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(BODY_PT * 2 * 20)))
    run = add_run(paragraph, text, face, BODY_PT, bold=bold)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(CHARACTER_SPACE))
    run._r.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    return paragraph
