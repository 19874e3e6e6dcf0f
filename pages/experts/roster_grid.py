"""The roster grid: experts × days of a month, planned, attended and counted by shape, fill and colour.

Repeated symbols are one css class each with the picture as background: a month holds several hundred of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from faces.look.tokens import Theme
from faces.screen.symbols import roster_icon
from ui.language import say
from words.names import VISIT_MARKS

Mark = Literal["counted", "substitute", "attended", "unruled", "absent", "leave", "planned"]
SUMS = {"planned": ("计划", "planned"), "attended": ("到岗", "came"), "counted": ("计入", "counted")}


@dataclass(frozen=True)
class Day:
    """A column: its date, the word under the number (一 … 日, 休, 班), whether nobody works, why (国庆节)."""

    date: dt.date
    word: str
    off: bool
    title: str = ""

    @property
    def starts_week(self) -> bool:
        """Whether the stronger line stands before it."""
        return self.date.weekday() == 0


@dataclass(frozen=True)
class Stay:
    """A symbol in a cell, with the whole story of the visit for a pointer or a screen reader."""

    mark: Mark
    title: str


@dataclass(frozen=True)
class GridRow:
    """An expert (or place): name, small print beside it, places, the days' symbols, and the sums."""

    name: str
    about: str
    to: Sequence[str]
    stays: Mapping[dt.date, Sequence[Stay]]
    sums: Sequence[str]
    point: str = ""  # the one of `to` that is underlined
    # Names of the cells that open (pages/experts/cell_clicks.py).
    cells: Mapping[dt.date, str] = field(default_factory=dict)


def grid_style(theme: Theme) -> str:
    """The stylesheet of the grid: symbols of the theme, sunken days off, week lines, narrow cells, print."""
    symbols = "".join(
        f".yl-roster i.{mark}{{background-image:url({roster_icon(mark, theme)})}}" for mark in VISIT_MARKS
    )
    return f"<style>{symbols}{GRID_CSS}</style>"


GRID_CSS = """
.yl-roster i{display:inline-block;width:16px;height:16px;background-size:16px 16px;background-repeat:no-repeat;
  vertical-align:middle;margin:0 1px}
.yl .yl-roster.yl-roster th,.yl .yl-roster.yl-roster td{border-left:1px solid var(--line)}
.yl table.yl-roster td{padding:.2rem 1px;text-align:center;min-width:26px;height:46px}
.yl table.yl-roster thead th.day{padding:.35rem 1px;text-align:center;min-width:26px;font-weight:700;color:var(--ink)}
.yl table.yl-roster thead th.day small{display:block;font-weight:400;color:var(--ink-2);min-height:0}
.yl-roster .op{display:flex;align-items:center;justify-content:center;flex-wrap:wrap;min-height:38px;cursor:pointer;
  border-radius:4px}
.yl-roster .op:hover{background:var(--sunken)} .yl-roster .op:focus-visible{outline:2px solid var(--accent)}
.yl table.yl-roster .off{background:var(--sunken)}
.yl .yl-roster.yl-roster .wk{border-left:1px solid var(--line-strong)}
.yl table.yl-roster thead th.sum{vertical-align:bottom;text-align:center;padding:.35rem .3rem}
.yl table.yl-roster td.sum{font-weight:700;min-width:40px}
.yl .yl-roster.yl-roster .sum.first{border-left:1px solid var(--line-strong)}
.yl table.yl-roster tbody th{white-space:nowrap;font-weight:400;min-width:11.5rem;line-height:1.35;padding:.3rem .75rem}
.yl table.yl-roster tbody th:first-child,.yl table.yl-roster thead th:first-child{border-left:0}
.yl-roster tbody th small{font-size:.8125rem;color:var(--ink-2)} .yl-roster tbody th .ph{display:none}
.yl table.yl-roster.weeks td{min-width:58px;height:40px;line-height:1.25}
.yl table.yl-roster.weeks td b{font-size:.9375rem}
.yl-roster .wm{display:inline-block;width:.75rem;height:.75rem;margin-right:.3rem;vertical-align:-1px;
  box-sizing:border-box}
.yl-roster .wm.met{border-radius:50%;background:var(--good-mark)}
.yl-roster .wm.missed{width:.625rem;height:.625rem;transform:rotate(45deg);background:var(--bad-mark)}
.yl-roster .wm.exempt{border:1px solid var(--line-strong);background:var(--sunken)}
.yl-roster .wm.partial,.yl-roster .wm.unknown{border:1.5px dotted var(--line-strong);border-radius:50%}
.yl-three{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1.5rem}
.yl-three .yl-state{border-left-color:var(--accent)}
.yl-three .yl-state b{font-size:1rem}
.yl-notice{border:1px solid var(--line);background:var(--surface);padding:1rem 1.25rem;border-radius:4px}
.yl-notice h3{font:700 1.375rem/1.4 var(--song);margin:0 0 .5rem;padding:0}
@media(max-width:640px){.yl-three{grid-template-columns:1fr;gap:.75rem}
  .yl table.yl-roster tbody th{min-width:96px;max-width:96px;white-space:normal;padding:.3rem .4rem;
    overflow-wrap:anywhere}
  .yl table.yl-roster:lang(en) tbody th{min-width:120px;max-width:120px;font-size:.8125rem}
  .yl-roster tbody th small{font-size:.75rem} .yl-roster tbody th .wide{display:none}
  .yl-roster tbody th .ph{display:block}
  .yl table.yl-roster thead th:first-child{padding:.35rem .4rem}
  .yl .yl-roster .sum{display:none}}
@media print{.yl table.yl-roster td,.yl table.yl-roster thead th.day{min-width:0;padding:0}
  .yl table.yl-roster{font-size:9px} .yl-roster i{width:11px;height:11px;background-size:11px 11px}
  .yl table.yl-roster td{height:30px}}
"""


def _head(days: Sequence[Day], corner: str, sums_of: Sequence[str]) -> str:
    cells = "".join(
        f'<th scope="col" class="{_classes("day", day)}" title="{escape(day.title)}">{day.date.day}'
        f"<small>{escape(day.word)}</small></th>"
        for day in days
    )
    sums = "".join(
        f'<th scope="col" class="sum{" first" if place == 0 else ""}">{say(*SUMS[name])}</th>'
        for place, name in enumerate(sums_of)
    )
    return f'<tr><th scope="col">{escape(corner)}</th>{cells}{sums}</tr>'


def _classes(kind: str, day: Day) -> str:
    return " ".join(filter(None, (kind, "off" if day.off else "", "wk" if day.starts_week else "")))


def _symbols(stays: Sequence[Stay]) -> str:
    return "".join(
        f'<i class="{stay.mark}" role="img" aria-label="{escape(stay.title)}" title="{escape(stay.title)}"></i>'
        for stay in stays
    )


def _cell(stays: Sequence[Stay], name: str) -> str:
    if not stays or not name:
        return _symbols(stays)
    return _opens(name, "；".join(stay.title for stay in stays), _symbols(stays))


def _opens(name: str, title: str, inside: str) -> str:
    """A cell's content as a button: a click, Enter or the space bar opens the cell."""
    said = escape(title) + say("。按回车看明细", ". Press Enter for details")
    return f'<span class="op" data-cell="{escape(name)}" role="button" tabindex="0" aria-label="{said}">{inside}</span>'


def _line(row: GridRow, days: Sequence[Day]) -> str:
    to = say("、", ", ").join(f"<u>{escape(one)}</u>" if one == row.point and one else escape(one) for one in row.to)
    planned, counted = row.sums[0], row.sums[-1]
    said = f'<small class="wide"> {escape(row.about)}</small>' if row.about else ""
    arrow = f"<br><small>→ {to}</small>" if row.to else ""
    said_of, count = ("counted", f"{counted}/{planned}") if len(row.sums) > 1 else ("planned", planned)
    short = say(*SUMS[said_of]) + say("", " ") + count
    phone = f'<small class="ph">{escape(short)}</small>'
    cells = "".join(
        f'<td class="{_classes("", day)}">{_cell(row.stays.get(day.date, ()), row.cells.get(day.date, ""))}</td>'
        for day in days
    )
    sums = "".join(
        f'<td class="sum{" first" if place == 0 else ""}">{escape(text)}</td>' for place, text in enumerate(row.sums)
    )
    return f'<tr><th scope="row">{escape(row.name)}{said}{arrow}{phone}</th>{cells}{sums}</tr>'


def roster_grid(
    days: Sequence[Day],
    rows: Sequence[GridRow],
    *,
    name: str,
    corner: str,
    sums_of: Sequence[str] = tuple(SUMS),
) -> str:
    """Rows × days with symbols; the first column stays in sight when the grid scrolls, also on a phone.

    name   : what the grid holds, for those who hear the page.
    corner : the head of the first column, 专家 · 派往.
    sums_of : heads of the last columns; keys of SUMS; a roster not yet due has only `planned`.
    """
    body = "".join(_line(row, days) for row in rows)
    table = f'<table class="yl-roster"><thead>{_head(days, corner, sums_of)}</thead><tbody>{body}</tbody></table>'
    return f'<div class="yl yl-scroll" role="region" tabindex="0" aria-label="{escape(name)}">{table}</div>'


@dataclass(frozen=True)
class WeekCell:
    """A township's week: whether the rule was met, and 计划/到岗/计入."""

    status: Literal["met", "missed", "exempt", "partial", "unknown", ""]
    counts: str  # 4/4/3
    title: str
    name: str = ""  # of the cell that opens


def _week(cell: WeekCell) -> str:
    mark = f'<i class="wm {cell.status}" role="img" aria-label="{escape(cell.title)}"></i>' if cell.status else ""
    shown = f"{mark}<b>{escape(cell.counts)}</b>"
    return _opens(cell.name, cell.title, shown) if cell.name else shown


def week_grid(
    weeks: Sequence[tuple[str, str]], rows: Sequence[tuple[str, bool, Sequence[WeekCell]]], *, name: str, corner: str
) -> str:
    """Township × period with 计划/到岗/计入 in each cell and the rule's verdict as a shape.

    weeks : (第36周, 9月2—8日). rows: (township, is the point, cells).
    """
    heads = "".join(
        f'<th scope="col" class="day">{escape(title)}<small>{escape(span)}</small></th>' for title, span in weeks
    )
    body = []
    for township, point, cells in rows:
        inside = "".join(f'<td title="{escape(cell.title)}">{_week(cell)}</td>' for cell in cells)
        said = f"<u>{escape(township)}</u>" if point else escape(township)
        body.append(f'<tr><th scope="row">{said}</th>{inside}</tr>')
    table = (
        f'<table class="yl-roster weeks"><thead><tr><th scope="col">{escape(corner)}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )
    return f'<div class="yl yl-scroll" role="region" tabindex="0" aria-label="{escape(name)}">{table}</div>'


def three_boxes(boxes: Sequence[tuple[str, str]]) -> str:
    """计划→到岗, 到岗→计入, 下一步: what was lost where, and what to do."""
    inside = "".join(
        f'<div class="yl-state"><p><b>{escape(title)}</b></p><p>{escape(text)}</p></div>' for title, text in boxes
    )
    return f'<div class="yl yl-three">{inside}</div>'
