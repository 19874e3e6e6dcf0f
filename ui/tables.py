"""Tables as HTML: the township × indicator heat table and the plain table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ui.headline import arrow
from ui.language import word
from ui.view_models import STATUS_WORDS, Cell, Column, HeatCell, HeatColumn, HeatRow, Row

_WORDLESS = frozenset(STATUS_WORDS)


class UnevenRow(ValueError):
    """A row has more or fewer cells than the table has columns."""


def _scroll(table: str, name: str) -> str:
    """Let a wide table scroll by itself, also from the keyboard, so that the page never does."""
    return f'<div class="yl yl-scroll" role="region" tabindex="0" aria-label="{escape(name)}">{table}</div>'


def _check(name: str, cells: Sequence[object], columns: Sequence[object]) -> None:
    if len(cells) != len(columns):
        raise UnevenRow(f"row {name!r} has {len(cells)} cells for {len(columns)} columns")


def _row_name(name: str, is_point: bool) -> str:
    return f"<u>{escape(name)}</u>" if is_point else escape(name)


def _without_number(status: str, words: str, title: str) -> str:
    """A cell that holds words: hatched where nothing was reported, plain where a number is hidden."""
    shown = words or word(STATUS_WORDS[status])
    hatch = " hatch" if status == "no_data" else ""
    return f'<td class="words{hatch}" title="{escape(title or shown)}">{escape(shown)}</td>'


def _heat_cell(cell: HeatCell) -> str:
    if cell.status in _WORDLESS:
        return _without_number(cell.status, cell.status_words, cell.title)
    colour = f' class="d{cell.step}"' if cell.step is not None and cell.certainty == "clear" else ""
    incomplete = '<sup title="' + word("未报全") + '">*</sup>' if cell.status == "incomplete" else ""
    change = f'<span class="ch {cell.certainty}">{arrow(cell.direction, cell.certainty)}{escape(cell.change)}</span>'
    shown = change if cell.change or cell.direction == "flat" else '<span class="ch"></span>'
    return f'<td{colour} title="{escape(cell.title)}"><b>{escape(cell.value)}</b>{incomplete}{shown}</td>'


def heat_table(columns: Sequence[HeatColumn], rows: Sequence[HeatRow], *, name: str, corner: str = "乡镇") -> str:
    """Township × indicator: value large, change small; a cell is coloured only if its change is clear.

    columns : one per indicator, in reading order.
    rows    : one per township; rows with `is_sum` are moved to the end.
    name    : what the table holds, for those who hear the page.

    Raises UnevenRow where a row and the columns differ in number.
    """
    heads = "".join(f'<th scope="col">{escape(one.name)}<small>{escape(one.unit)}</small></th>' for one in columns)
    body = []
    for row in sorted(rows, key=lambda one: one.is_sum):
        _check(row.name, row.cells, columns)
        kind = ' class="sum"' if row.is_sum else ""
        cells = "".join(_heat_cell(cell) for cell in row.cells)
        body.append(f'<tr{kind}><th scope="row">{_row_name(row.name, row.is_point)}</th>{cells}</tr>')
    table = (
        f'<table class="heat"><thead><tr><th scope="col">{escape(word(corner))}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )
    return _scroll(table, name)


def _plain_cell(cell: str | Cell, column: Column) -> str:
    if isinstance(cell, str):
        cell = Cell(cell)
    if cell.status in _WORDLESS:
        return _without_number(cell.status, cell.text, cell.title)
    classes = [column.kind, "" if column.phone else "wide", cell.judgement or ""]
    inside = escape(cell.text)
    if cell.direction:
        inside = arrow(cell.direction, cell.certainty) + inside
    if cell.strong:
        inside = f"<b>{inside}</b>"
    title = f' title="{escape(cell.title)}"' if cell.title else ""
    return f'<td class="{" ".join(filter(None, classes))}"{title}>{inside}</td>'


def _plain_row(row: Row, columns: Sequence[Column]) -> str:
    first, *others = row.cells
    text = first if isinstance(first, str) else first.text
    _check(text, row.cells, columns)
    kind = ' class="sum"' if row.is_sum else ""
    cells = "".join(_plain_cell(cell, column) for cell, column in zip(others, columns[1:], strict=True))
    return f'<tr{kind}><th scope="row">{_row_name(text, row.is_point)}</th>{cells}</tr>'


def plain_table(columns: Sequence[Column], rows: Sequence[Row], *, name: str, framed: bool = True) -> str:
    """A table of words and figures: text left, figures right, unit under the head, sum row last.

    columns : the first one names the row and stays in sight when the table scrolls.
    rows    : strings, or `Cell` where a figure is bold, judged, hidden or not reported.
    framed  : False inside a panel that has a frame of its own.

    Raises UnevenRow where a row and the columns differ in number. For more than about 200 rows use
    `st.dataframe`.
    """
    heads = "".join(
        f'<th scope="col" class="{one.kind}{"" if one.phone else " wide"}">{escape(one.name)}'
        f"<small>{escape(one.unit)}</small></th>"
        for one in columns
    )
    body = "".join(_plain_row(row, columns) for row in sorted(rows, key=lambda one: one.is_sum))
    frame = "" if framed else " bare"
    return _scroll(f'<table class="plain{frame}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>', name)
