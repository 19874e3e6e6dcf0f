"""Tables as HTML: the township × indicator heat table and the plain table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from faces.blocks import Cell, Column, Heat, HeatCell, Row
from faces.screen.sheet import arrow
from words.names import INCOMPLETE, STATUSES
from words.speech import Says

_WORDLESS = frozenset(STATUSES)
# In half characters: words that stay in one line on any screen, and names that need a wider first column on a phone.
NEVER_BROKEN, LONG_NAME = 16, 18


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


def _without_number(status: str, words: str, title: str, says: Says, *, wide: bool = False, left: bool = False) -> str:
    """A cell that holds words: hatched where nothing was reported, plain where a number is hidden."""
    shown = words or says.say(*STATUSES[status])
    more = (" hatch" if status in ("no_data", "mismatched") else "", " wide" if wide else "", " left" if left else "")
    return f'<td class="words{"".join(more)}" title="{escape(title or shown)}">{escape(shown)}</td>'


def _heat_cell(cell: HeatCell, says: Says, *, with_changes: bool) -> str:
    """A cell; in a table without a single change no room is kept for one, and numbers stand under their heads."""
    if cell.status in _WORDLESS:
        return _without_number(cell.status, cell.status_words, cell.title, says)
    colour = f' class="d{cell.step}"' if cell.step is not None and cell.certainty == "clear" else ""
    incomplete = '<sup title="' + says.say(*INCOMPLETE) + '">*</sup>' if cell.status == "incomplete" else ""
    change = (
        f'<span class="ch {cell.certainty}">{arrow(cell.direction, cell.certainty, says)}{escape(cell.change)}</span>'
    )
    shown = change if _changes(cell) else '<span class="ch"></span>' if with_changes else ""
    return f'<td{colour} title="{escape(cell.title)}"><b>{escape(cell.value)}</b>{incomplete}{shown}</td>'


def _changes(cell: HeatCell) -> bool:
    return cell.status not in _WORDLESS and bool(cell.change or cell.direction == "flat")


def heat_table(heat: Heat, says: Says, *, name: str) -> str:
    """Township × indicator: value large, change small; a cell is coloured only if its change is clear.

    name : what the table holds, for those who hear the page. Rows with `is_sum` are moved to the end.

    Raises UnevenRow where a row and the columns differ in number.
    """
    heads = "".join(
        f'<th scope="col">{escape(column.name)}<small>{escape(column.unit)}</small></th>' for column in heat.columns
    )
    with_changes = any(_changes(cell) for row in heat.rows for cell in row.cells)
    body = []
    for row in sorted(heat.rows, key=lambda row: row.is_sum):
        _check(row.name, row.cells, heat.columns)
        kind = ' class="sum"' if row.is_sum else ""
        cells = "".join(_heat_cell(cell, says, with_changes=with_changes) for cell in row.cells)
        body.append(f'<tr{kind}><th scope="row">{_row_name(row.name, row.is_point)}</th>{cells}</tr>')
    kind = "heat" if with_changes else "heat bare"
    table = (
        f'<table class="{kind}"><thead><tr><th scope="col">{escape(heat.corner)}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )
    return _scroll(table, name)


def _width(text: str) -> int:
    """How wide words stand, in half characters: a Chinese one takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _plain_cell(cell: Cell, column: Column, says: Says, *, short: bool) -> str:
    if cell.status in _WORDLESS:
        left = column.kind == "text"  # among words it stands where they stand
        return _without_number(cell.status, cell.text, cell.title, says, wide=not column.phone, left=left)
    classes = [column.kind, "short" if short else "", "" if column.phone else "wide", cell.judgement or ""]
    inside = escape(cell.text)
    if cell.direction:
        inside = arrow(cell.direction, cell.certainty, says) + inside
    if cell.strong:
        inside = f"<b>{inside}</b>"
    title = f' title="{escape(cell.title)}"' if cell.title else ""
    return f'<td class="{" ".join(filter(None, classes))}"{title}>{inside}</td>'


def _plain_row(row: Row, columns: Sequence[Column], widths: Sequence[int], says: Says) -> str:
    first, *others = row.cells
    text = first.text
    kind = ' class="sum"' if row.is_sum else ""
    cells = "".join(
        _plain_cell(cell, column, says, short=column.kind == "text" and width <= NEVER_BROKEN)
        for cell, column, width in zip(others, columns[1:], widths[1:], strict=True)
    )
    return f'<tr{kind}><th scope="row">{_row_name(text, row.is_point)}</th>{cells}</tr>'


def plain_table(columns: Sequence[Column], rows: Sequence[Row], says: Says, *, name: str, framed: bool = True) -> str:
    """A table of words and figures: text left, figures right, unit under the head, sum row last.

    columns : the first one names the row and stays in sight when the table scrolls.
    rows    : strings, or `Cell` where a figure is bold, judged, hidden or not reported.
    framed  : False inside a panel that has a frame of its own.

    Raises UnevenRow where a row and the columns differ in number. For more than about 200 rows use
    `st.dataframe`.
    """
    for row in rows:
        _check(row.cells[0].text if row.cells else "", row.cells, columns)
    widths = [max((_width(row.cells[at].text) for row in rows), default=0) for at in range(len(columns))]
    has_units = any(one.unit for one in columns)
    heads = "".join(
        f'<th scope="col" class="{one.kind}{"" if one.phone else " wide"}">{escape(one.name)}'
        + (f"<small>{escape(one.unit)}</small></th>" if has_units else "</th>")
        for one in columns
    )
    body = "".join(_plain_row(row, columns, widths, says) for row in sorted(rows, key=lambda one: one.is_sum))
    kind = ("" if framed else " bare") + (" long" if widths[0] > LONG_NAME else "")
    return _scroll(f'<table class="plain{kind}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>', name)
