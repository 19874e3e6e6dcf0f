"""The ground of a deck: the house's own layouts, or a county's template filled by its own."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from archives import ArchiveTooLarge, opened
from faces.errors import BadTemplate
from faces.geometry import CONTENT, CONTENT_BOTTOM, HEIGHT, MARGIN, TITLE, WIDTH, Rect
from faces.look.dress import BODY_EAST, BODY_LATIN, TITLE_EAST, TITLE_LATIN, color

UNREADABLE: Final = (
    *(PythonPptxError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, AttributeError, SyntaxError),
    *(EOFError, NotImplementedError, RuntimeError),
)
"""What a damaged part raises: of the presentation, of the zip file, of what is packed in it."""

TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
LEAST_CONTENT_IN = 2.0
LARGEST_TEMPLATE_BYTES = 30 * 1024**2


@dataclass(frozen=True, eq=False)
class Ground:
    """An empty presentation, the layouts of cover and content, and the room for content in inches.

    is_house: the house's own layouts, on which the deck also draws its rule.
    """

    presentation: Any
    cover: Any
    content: Any
    room: Rect
    width: float
    height: float
    is_house: bool


def house_ground() -> Ground:
    """Return the house's own ground: paper, Song titles, no logos."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    layouts = presentation.slide_layouts
    cover, content = layouts[0], layouts[5]
    for layout in list(layouts):
        if layout is not cover and layout is not content and layout.name not in (cover.name, content.name):
            layouts.remove(layout)
    cover.name, content.name = "封面", "标题和内容"
    for part in (presentation.slide_master, cover, content):
        for shape in list(part.placeholders):
            if shape.placeholder_format.type in (
                PP_PLACEHOLDER.DATE,
                PP_PLACEHOLDER.FOOTER,
                PP_PLACEHOLDER.SLIDE_NUMBER,
            ):
                shape._element.getparent().remove(shape._element)
    _place(presentation.slide_master.placeholders, TITLE, CONTENT)
    _place(cover.placeholders, Rect(MARGIN, 2.0, WIDTH - 2 * MARGIN, 1.4), Rect(MARGIN, 3.7, WIDTH - 2 * MARGIN, 2.9))
    _place(content.placeholders, TITLE, CONTENT)
    background = presentation.slide_master.background.fill
    background.solid()
    background.fore_color.rgb = _rgb("paper")
    _title_style(presentation.slide_master)
    _theme_faces(presentation.slide_master)
    return Ground(presentation, cover, content, CONTENT, WIDTH, HEIGHT, is_house=True)


def _rgb(name: str) -> Any:
    return RGBColor.from_string(color(name))


def _place(placeholders: Any, title: Rect, body: Rect) -> None:
    for shape in placeholders:
        rect = title if shape.placeholder_format.type in TITLES else body
        shape.left, shape.top, shape.width, shape.height = (
            Inches(rect.x),
            Inches(rect.y),
            Inches(rect.w),
            Inches(rect.h),
        )


def _title_style(master: Any) -> None:
    """Write the master's text styles: left, 26 pt bold Song for titles, 18 pt without bullets for the body."""
    styles = master._element.find(qn("p:txStyles"))
    for kind, size, bold in (("p:titleStyle", 2600, "1"), ("p:bodyStyle", 1800, "0")):
        for level in styles.find(qn(kind)):
            level.set("algn", "l")
            level.set("marL", "0")
            level.set("indent", "0")
            for bullet in level.findall(qn("a:buChar")) + level.findall(qn("a:buFont")):
                level.remove(bullet)
            properties = level.find(qn("a:defRPr"))
            if properties is None:
                continue
            properties.set("sz", str(size))
            properties.set("b", bold)
            fill = properties.find(qn("a:solidFill"))
            if fill is not None:
                for child in list(fill):
                    fill.remove(child)
                fill.append(fill.makeelement(qn("a:srgbClr"), {"val": color("ink")}))
    for shape in master.placeholders:
        body = shape._element.find(qn("p:txBody")).find(qn("a:bodyPr"))
        body.set("anchor", "t")
        body.set("lIns", "0")
        body.set("rIns", "0")
        for fit in list(body):
            body.remove(fit)


def _theme_faces(master: Any) -> None:
    """Name the house's faces in the theme, so that text a reader adds looks the same."""
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    for kind, latin, east in (("majorFont", TITLE_LATIN, TITLE_EAST), ("minorFont", BODY_LATIN, BODY_EAST)):
        for fonts in theme.iter(qn(f"a:{kind}")):
            fonts.find(qn("a:latin")).set("typeface", latin)
            fonts.find(qn("a:ea")).set("typeface", east)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def county_ground(template: bytes) -> Ground:
    """Return a county's template, emptied of its slides. Raises BadTemplate for one that cannot be filled."""
    if len(template) > LARGEST_TEMPLATE_BYTES:
        raise BadTemplate("template_too_large")
    if template[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadTemplate("template_locked")
    try:
        opened(template).close()
        presentation = Presentation(io.BytesIO(template))
        slides = presentation.slides._sldIdLst
        for slide in list(slides):
            presentation.part.drop_rel(slide.rId)
            slides.remove(slide)
        layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
        with_title = [layout for layout in layouts if _title_of(layout) is not None]
    except ArchiveTooLarge as error:
        raise BadTemplate("template_unpacks_too_large") from error
    except UNREADABLE as error:
        raise BadTemplate("template_damaged") from error
    if not with_title:
        raise BadTemplate("template_without_title")
    cover = next((one for one in with_title if _kind(_title_of(one)) == PP_PLACEHOLDER.CENTER_TITLE), with_title[0])
    content = min(with_title, key=lambda one: (one is cover, len(_bodies(one))))
    if presentation.slide_width is None or presentation.slide_height is None:
        raise BadTemplate("template_without_size")
    width, height = Emu(presentation.slide_width).inches, Emu(presentation.slide_height).inches
    room = _room(_title_of(content), width, height)
    if room.h < LEAST_CONTENT_IN:
        raise BadTemplate("template_without_room")
    return Ground(presentation, cover, content, room, width, height, is_house=False)


def _kind(shape: Any) -> Any:
    return shape.placeholder_format.type


def _title_of(layout: Any) -> Any:
    return next((shape for shape in layout.placeholders if _kind(shape) in TITLES), None)


def _bodies(layout: Any) -> list[Any]:
    chrome = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, *TITLES)
    return [shape for shape in layout.placeholders if _kind(shape) not in chrome]


def _room(title: Any, width: float, height: float) -> Rect:
    """Return the room under a layout's title, above the foot."""
    left = Emu(title.left or 0).inches
    top = Emu((title.top or 0) + (title.height or 0)).inches + 0.1
    bottom = height * CONTENT_BOTTOM / HEIGHT
    left = min(max(left, 0.3), width / 4)
    return Rect(left, top, width - 2 * left, bottom - top)
