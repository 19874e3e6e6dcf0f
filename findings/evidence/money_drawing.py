"""Money by use as a drawing: the budget is a frame, what is paid fills it; the lowest rate first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.drawing import Bar, Drawing, Mark, Stroke, Text
from faces.measure import text_width
from findings.evidence.appraisal_lines import fitted
from findings.evidence.money_words import amount, in_wan, month_words, rate_words, span_words, use_name, wan_unit
from findings.figures import Words
from metrics.evidence.money import Spending, Use
from words.numbers import format_number

WIDTH, PHONE_WIDTH = 860.0, 358.0
ROW, HEAD, PHONE_ROW, PHONE_HEAD = 28.0, 42.0, 44.0, 42.0
SIZE, SMALL = 13.0, 12.0
MOST_LINES: Final = 14
BAR_HEIGHT, BAR_WIDTH, BAR_AT = 14.0, 250.0, 176.0
ENDS: Final = (520.0, 610.0, 695.0, 765.0, 860.0)  # budget, paid, left, rate, last year's rate
PHONE_ENDS: Final = (214.0, 300.0, 358.0)


@dataclass(frozen=True)
class Line:
    """A row: a use, the rest of them, the whole, or an earlier year. scale: its frame's share of the longest."""

    name: str
    use: Use
    scale: float
    kind: str  # use | rest | whole | year


def uses_drawing(spent: Spending, words: Words) -> Drawing:
    """Return budget, paid, left and rate by use, lowest rate first, then the whole, then earlier years."""
    lines = lines_of(spent, words)
    title = _title(spent, words)
    table = uses_table(lines, words)
    named = spent.uses[0] if _is_named(spent) else None
    short = [line for line in lines if line.kind != "year"]
    phone_height = PHONE_HEAD + PHONE_ROW * len(short) + 4
    phone = Drawing(title, PHONE_WIDTH, phone_height, tuple(_phone(short, named, words)), table)
    height = HEAD + ROW * len(lines) + 4
    return Drawing(title, WIDTH, height, tuple(_wide(lines, named, words)), table, phone)


def _is_named(spent: Spending) -> bool:
    rate = spent.uses[0].rate
    return len(spent.uses) > 1 and rate is not None and rate_words(rate) != rate_words(100.0)


def _title(spent: Spending, words: Words) -> str:
    budget, left = amount(spent.whole.budget, words), amount(max(spent.whole.left, 0.0), words)
    when = words.say(f"{spent.year}年", str(spent.year)) if spent.is_one_year else span_words(spent, words)
    head = words.say(f"{when}预算{budget}", f"Budget of {when} {budget}")
    if left == amount(0.0, words):
        return head + words.say("，已全部支付", ", all of it paid")
    until = month_words(spent, words)
    return head + words.say(f"，到{until}底还剩{left}", f", {left} left by the end of {until}")


def lines_of(spent: Spending, words: Words) -> list[Line]:
    """Return at most MOST_LINES rows; a frame is as long as its budget, that of the whole and of years is full.

    Years that are all counted together stand in a table of their own.
    """
    longest = max((use.budget for use in spent.uses), default=0.0) or 1.0
    earlier = spent.earlier if spent.is_one_year else ()
    room = MOST_LINES - 1 - len(earlier)
    first = spent.uses if len(spent.uses) <= room else spent.uses[: room - 1]
    lines = [Line(use_name(use, words), use, use.budget / longest, "use") for use in first]
    rest = spent.uses[len(first) :]
    if rest:
        whole = Use("", "", sum(use.budget for use in rest), sum(use.paid for use in rest))
        name = words.say(f"其余{len(rest)}项", f"{len(rest)} others")
        lines.append(Line(name, whole, min(whole.budget / longest, 1.0), "rest"))
    if len(spent.uses) > 1 or not earlier:
        lines.append(Line(words.say("合计", "Total"), spent.whole, 1.0, "whole"))
    return lines + [Line(words.say(f"{year}年", str(year)), use, 1.0, "year") for year, use in earlier]


def uses_table(lines: Sequence[Line], words: Words) -> Table:
    """Return what the drawing shows as a table, in 万元."""
    unit = wan_unit(words)
    columns = (
        Column(words.say("用途", "Use"), kind="text", weight=1.8),
        Column(words.say("预算", "Budget"), unit),
        Column(words.say("支付", "Paid"), unit),
        Column(words.say("剩余", "Left"), unit),
        Column(words.say("支付率", "Paid"), "%"),
        Column(words.say("上年同期", "Last year"), "%"),
    )
    rows = []
    for line in lines:
        amounts = [Cell(in_wan(value), value / 10_000, 2) for value in (line.use.budget, line.use.paid, line.use.left)]
        cells = [Cell(line.name), *amounts, _rate(line.use.rate), _rate(line.use.rate_before)]
        rows.append(Row(cells, is_sum=line.kind == "whole"))
    return Table("", columns, tuple(rows))


def _rate(rate: float | None) -> Cell:
    return Cell("—") if rate is None else Cell(format_number(rate, 1), rate, 1)


def years_table(spent: Spending, words: Words) -> Table:
    """Return budget and payments of each year, newest first, where several years are shown together."""
    lines = [Line(words.say(f"{year}年", str(year)), use, 1.0, "year") for year, use in spent.earlier]
    most_year, most = max(spent.earlier, key=lambda each: each[1].paid)
    title = words.say(
        f"{most_year}年支付最多，{amount(most.paid, words)}；{spent.year}年以后没有新的预算",
        f"Most was paid in {most_year}, {amount(most.paid, words)}; nothing was set aside after {spent.year}",
    )
    own = uses_table(lines, words)
    return Table(
        title,
        (Column(words.say("年份", "Year"), kind="text"), *own.columns[1:5]),
        tuple(Row(row.cells[:5]) for row in own.rows),
    )


def _wide(lines: Sequence[Line], named: Use | None, words: Words) -> Iterable[Mark]:
    unit = wan_unit(words)
    yield Text(words.say("用途", "Use"), 0, HEAD - 10, SMALL, "ink_2")
    yield Text(words.say("框为预算，实为支付", "frame: budget, filled: paid"), BAR_AT, HEAD - 10, SMALL, "ink_2")
    heads = (
        (words.say("预算", "Budget"), unit),
        (words.say("支付", "Paid"), unit),
        (words.say("剩余", "Left"), unit),
        (words.say("支付率", "Paid"), "%"),
        (words.say("上年同期", "Last year"), "%"),
    )
    for end, (name, under) in zip(ENDS, heads, strict=True):
        yield Text(name, end, HEAD - 26, SMALL, "ink_2", anchor="end")
        yield Text(under, end, HEAD - 10, SMALL, "ink_3", anchor="end")
    for position, line in enumerate(lines):
        top = HEAD + ROW * position
        if line.kind == "whole":
            yield Bar(0, top, WIDTH, ROW, "sunken")
        yield Stroke(((0, top), (WIDTH, top)), "line_strong" if position == 0 or line.kind == "whole" else "line")
        yield from _wide_line(line, top, named)
    yield Stroke(((0, HEAD + ROW * len(lines)), (WIDTH, HEAD + ROW * len(lines))), "line_strong")


def _wide_line(line: Line, top: float, named: Use | None) -> Iterable[Mark]:
    base, bold = top + 19, line.kind == "whole"
    ink = "ink_2" if line.kind in ("year", "rest") else "ink"
    yield from _name(line, BAR_AT - 12, base, ink, named)
    yield from _frame(line, BAR_AT, top + (ROW - BAR_HEIGHT) / 2, BAR_WIDTH, BAR_HEIGHT)
    use = line.use
    rates = [None if rate is None else format_number(rate, 1) for rate in (use.rate, use.rate_before)]
    printed = (in_wan(use.budget), in_wan(use.paid), in_wan(use.left), *rates)
    for position, (end, words) in enumerate(zip(ENDS, printed, strict=True)):
        if words is None:
            continue
        strong = bold or (position == 3 and line.kind == "use")
        yield Text(words, end, base, SIZE, ink if position < 4 else "ink_2", strong and position < 4, "end")


def _name(line: Line, width: float, base: float, ink: str, named: Use | None) -> Iterable[Mark]:
    shown = fitted(line.name, width, SIZE)
    yield Text(shown, 0, base, SIZE, ink, line.kind == "whole", title=line.name)
    if named is not None and line.use is named:
        yield Stroke(((0, base + 4), (text_width(shown) * SIZE, base + 4)), "point", 2)


def _frame(line: Line, x: float, y: float, width: float, height: float) -> Iterable[Mark]:
    """Return the budget's frame and the paid part in it; what is above the budget reaches beyond, not off the row."""
    frame = max(width * line.scale, 2.0)
    paid = frame * min((line.use.rate or 0.0) / 100, 1.0)
    yield Bar(x, y, frame, height, "surface", "line_strong")
    yield Bar(x, y, paid, height, "neutral" if line.kind == "whole" else "neutral_mark")


def _phone(lines: Sequence[Line], named: Use | None, words: Words) -> Iterable[Mark]:
    unit = wan_unit(words)
    heads = ((words.say("预算", "Budget"), unit), (words.say("支付", "Paid"), unit), (words.say("支付率", "Paid"), "%"))
    for end, (name, under) in zip(PHONE_ENDS, heads, strict=True):
        yield Text(name, end, 14, SMALL, "ink_2", anchor="end")
        yield Text(under, end, 30, SMALL, "ink_3", anchor="end")
    for position, line in enumerate(lines):
        top = PHONE_HEAD + PHONE_ROW * position
        yield Stroke(((0, top), (PHONE_WIDTH, top)), "line_strong" if position == 0 else "line")
        yield from _name(line, 128, top + 18, "ink_2" if line.kind == "rest" else "ink", named)
        yield from _frame(line, 0, top + 28, PHONE_WIDTH - 1, 8)
        rate = "—" if line.use.rate is None else format_number(line.use.rate, 1)
        for end, printed in zip(PHONE_ENDS, (in_wan(line.use.budget), in_wan(line.use.paid), rate), strict=True):
            yield Text(printed, end, top + 18, SIZE, "ink", line.kind == "whole", "end")
