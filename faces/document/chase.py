"""催报单 to print: a page a township, as Word in the official format and as HTML for a PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Final, Protocol

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm

from faces.document.format import BODY, TABLE_PT, TITLE, TITLE_PT, add_body, add_run, official_document

HEADS: Final = {"zh": ("序号", "机构", "状态", "请报送或核对"), "en": ("No.", "Institution", "State", "Wanted")}
WIDTHS_MM: Final = (12, 46, 18, 80)
SAMPLE: Final = {"zh": "示例数据，不是真实业务数据。", "en": "Sample data, no real returns."}
_CSS: Final = (
    "@page{size:A4;margin:25mm 20mm} body{font-family:'Noto Serif CJK SC','SimSun',serif;font-size:13px;color:#000}"
    "section{break-after:page} section:last-child{break-after:auto} h1{text-align:center;font-size:22px}"
    "table{border-collapse:collapse;width:100%} td,th{border:1px solid #555;padding:5px 7px;text-align:left;"
    "vertical-align:top} tr{break-inside:avoid}"
)


class Line(Protocol):
    """One line of a reminder."""

    @property
    def institution(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def wanted(self) -> str: ...


class Reminder(Protocol):
    """A township's reminder."""

    @property
    def title(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def lines(self) -> Sequence[Line]: ...


def chase_document(reminders: Sequence[Reminder], *, sample: bool, language: str = "zh") -> bytes:
    """Return the reminders as .docx, a page each."""
    document = official_document()
    for place, reminder in enumerate(reminders):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if place:
            title.insert_paragraph_before().add_run().add_break(WD_BREAK.PAGE)
        add_run(title, reminder.title, TITLE, TITLE_PT)
        add_body(document, (SAMPLE[language] if sample else "") + reminder.sentence)
        table = document.add_table(rows=1, cols=len(WIDTHS_MM))
        table.style = "Table Grid"
        rows = [HEADS[language], *_rows(reminder)]
        for number, words in enumerate(rows):
            cells = table.rows[0].cells if number == 0 else table.add_row().cells
            for cell, text, width in zip(cells, words, WIDTHS_MM, strict=True):
                cell.width = Mm(width)
                add_run(cell.paragraphs[0], text, BODY, TABLE_PT, bold=number == 0)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def chase_html(reminders: Sequence[Reminder], *, sample: bool, language: str = "zh") -> str:
    """Return the reminders as a page of HTML that prints on A4, a sheet each."""
    heads = "".join(f"<th>{escape(head)}</th>" for head in HEADS[language])
    mark = SAMPLE[language] if sample else ""
    sections = "".join(
        f"<section><h1>{escape(reminder.title)}</h1><p>{escape(mark + reminder.sentence)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{_body(reminder)}</tbody></table></section>"
        for reminder in reminders
    )
    lang = "en" if language == "en" else "zh-CN"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><style>{_CSS}</style></head>'
        f"<body>{sections}</body></html>"
    )


def _rows(reminder: Reminder) -> list[tuple[str, str, str, str]]:
    return [
        (str(number), line.institution, line.state, line.wanted) for number, line in enumerate(reminder.lines, start=1)
    ]


def _body(reminder: Reminder) -> str:
    return "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in _rows(reminder))
