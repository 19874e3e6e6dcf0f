"""The path of a year's payments under its budget, beside last year's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.drawing import Dot, Drawing, Mark, Stroke, Text
from faces.measure import axis_range, text_width
from findings.evidence.money_words import WAN, amount, in_wan, month_words, wan_unit
from findings.figures import Words
from metrics.evidence.money import Spending
from words.numbers import format_number

WIDTH, PHONE_WIDTH, PATH_HEIGHT = 430.0, 358.0, 300.0
SIZE, SMALL = 13.0, 12.0


def path_drawing(spent: Spending, residents: int | None, words: Words) -> Drawing:
    """Return what was paid month by month of this year and last, under the year's budget. residents: of the county."""
    title = _path_title(spent, residents, words)
    table = _path_table(spent, words)
    phone = Drawing(title, PHONE_WIDTH, PATH_HEIGHT, tuple(_path(spent, PHONE_WIDTH, words)), table)
    return Drawing(title, WIDTH, PATH_HEIGHT, tuple(_path(spent, WIDTH, words)), table, phone)


def _path_title(spent: Spending, residents: int | None, words: Words) -> str:
    paid = amount(spent.path[-1], words)
    until = month_words(spent, words)
    title = words.say(f"到{until}底累计支付{paid}", f"{paid} paid by the end of {until}")
    if spent.path_before:
        before = amount(spent.path_before[spent.month - 1], words)
        title += words.say(f"，上年同期{before}", f", {before} by then last year")
    if residents:
        each = format_number(spent.whole.budget / residents, 2)
        title += words.say(f"；全年预算人均{each}元", f"; budget per resident {each} yuan")
    return title


def _path_table(spent: Spending, words: Words) -> Table:
    unit = wan_unit(words)
    columns = [
        Column(words.say("累计到", "Until"), kind="text"),
        Column(words.say(f"{spent.year}年", str(spent.year)), unit),
    ]
    columns += [Column(words.say(f"{spent.year - 1}年", str(spent.year - 1)), unit)] if spent.path_before else []
    rows = []
    for month in range(1, (12 if spent.path_before else spent.month) + 1):
        cells = [Cell(words.say(f"{month}月", f"month {month}"))]
        for path in (spent.path, *((spent.path_before,) if spent.path_before else ())):
            known = month <= len(path)
            cells.append(Cell(in_wan(path[month - 1]), path[month - 1] / WAN, 2) if known else Cell(""))
        rows.append(Row(cells))
    return Table("", tuple(columns), tuple(rows))


@dataclass(frozen=True)
class _Plot:
    """The room of the curve; upper: 万元 at its top."""

    right: float
    upper: float
    left: float = 60.0
    top: float = 52.0
    bottom: float = PATH_HEIGHT - 28

    def at(self, month: int, yuan: float) -> tuple[float, float]:
        """Return where so much paid by a month's end stands; month 0 is the year's beginning."""
        across = self.left + (self.right - self.left) * month / 12
        return across, self.bottom - (self.bottom - self.top) * (yuan / WAN) / self.upper


def _path(spent: Spending, width: float, words: Words) -> Iterable[Mark]:
    highest = max(spent.whole.budget, *spent.path, *spent.path_before, 1.0) / WAN
    _, upper, step = axis_range([0.0, highest])
    plot = _Plot(width - 24 - text_width(in_wan(spent.path[-1])) * SIZE, max(upper, highest * 1.04))
    key = words.say(
        f"累计，{wan_unit(words)}；实线{spent.year}年", f"cumulative, {wan_unit(words)}; solid {spent.year}"
    )
    if spent.path_before:
        key += words.say(f"，虚线{spent.year - 1}年", f", dashed {spent.year - 1}")
    yield Text(key, 0, 14, SMALL, "ink_2")
    yield from _grid(plot, step, words)
    _, budget = plot.at(0, spent.whole.budget)
    yield Stroke(((plot.left, budget), (plot.right, budget)), "ink", 1.2)
    said = words.say(f"{spent.year}年预算{in_wan(spent.whole.budget)}", f"Budget {in_wan(spent.whole.budget)}")
    yield Text(said, plot.left + 4, budget - 6, SMALL)
    if spent.path_before:
        yield Stroke(_points(plot, spent.path_before), "ink_3", 1.4, dashed=True)
    points = _points(plot, spent.path)
    yield Stroke(points, "ink", 2)
    (x, y), last = points[-1], in_wan(spent.path[-1])
    yield Dot(x, y, 4.5, "ink")
    # Right of the curve and, before December, below where it will go on.
    yield Text(last, x + 9, y + (5 if spent.month == 12 else 18), SIZE, "ink", True)


def _points(plot: _Plot, path: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    return tuple(plot.at(month, value) for month, value in enumerate((0.0, *path)))


def _grid(plot: _Plot, step: float, words: Words) -> Iterable[Mark]:
    for number in range(int(plot.upper / step) + 1):
        _, y = plot.at(0, number * step * WAN)
        yield Stroke(((plot.left, y), (plot.right, y)), "line_strong" if number == 0 else "line")
        shown = format_number(number * step, 0 if step >= 1 else 1)
        yield Text(shown, plot.left - 6, y + 4, SMALL, "ink_3", anchor="end")
    for month, english in ((3, "Mar"), (6, "Jun"), (9, "Sep"), (12, "Dec")):
        x, y = plot.at(month, 0)
        yield Text(words.say(f"{month}月", english), x, y + 18, SMALL, "ink_3", anchor="middle")
