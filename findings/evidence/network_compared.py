"""网络: its communities beside each other, a panel a metric, each ratio with its interval against all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.drawing import Bar, Dot, Drawing, Mark, Stroke, Text
from faces.measure import axis_range
from findings.evidence.by_group import unit_after
from findings.evidence.fitting import fit
from findings.figures import Words, cell_decimals
from metrics.evidence.communities import Compared, Part
from words.numbers import format_interval, format_number

WIDE, NAME, ACROSS = 1060.0, 168.0, 3
PHONE, PHONE_NAME = 358.0, 120.0
HEAD, ROW, FOOT, TOLD = 46.0, 26.0, 34.0, 62.0
SIDE: Final = {"above": "higher", "below": "lower"}
"""Where an interval lies → the direction in which a metric would call it good."""

Names = Mapping[str, tuple[str, str]]
"""Code of a community's leading institution → its Chinese and English name."""


def compared_block(found: Sequence[Compared], names: Names, words: Words) -> Drawing:
    """Return a panel a metric, the communities in the network's order; the table holds every interval in words."""
    title = _title(found, names, words)
    marks, height = _panels(found, names, WIDE, NAME, ACROSS, words)
    phone_marks, phone_height = _panels(found, names, PHONE, PHONE_NAME, 1, words)
    table = _table(found, names, title, words)
    return Drawing(title, WIDE, height, marks, table, Drawing(title, PHONE, phone_height, phone_marks, table))


def compared_note(found: Sequence[Compared], words: Words) -> str:
    """Return how the intervals were made, "" where there are none."""
    parts = []
    if any(compared.dispersion > 1 for compared in found):
        parts.append(
            words.say(
                "占比的95%区间已按各家之间的差别放宽，四家及以下分不出高低",
                "95% intervals of shares allow for how much communities differ: four or fewer cannot be told apart",
            )
        )
    if any(compared.by_months for compared in found):
        parts.append(words.say("均值类按逐月波动取95%区间", "of means the 95% interval is read from the months"))
    if any(compared.metric.denominator is None for compared in found):
        parts.append(words.say("个数和人次是全数，没有区间，不排名", "counts are complete, without interval or rank"))
    return words.say("；", "; ").join(parts) + words.say("。", ".") if parts else ""


def _value(value: float, compared: Compared, words: Words) -> str:
    return format_number(value, cell_decimals(compared.metric)) + ("%" if compared.metric.unit == "%" else "")


def _title(found: Sequence[Compared], names: Names, words: Words) -> str:
    """Return who stands apart furthest, in intervals' widths; that nobody does where nobody does."""
    many, count = len(found[0].parts), len(found)
    apart = [(compared, part) for compared in found for part in compared.parts if part.standing in ("above", "below")]
    head = words.say(f"{many}个医共体{count}项指标对照", f"{many} communities compared on {count} metrics")
    if not apart:
        return head + words.say("：有区间的各项都与合计分不出高低", ": none can be told from all of them together")
    compared, part = max(apart, key=lambda pair: _clear_by(*pair))
    value, together = _value(part.value, compared, words), _value(compared.together, compared, words)
    name, metric = words.say(*names[part.code]), words.name(compared.metric)
    is_above = part.standing == "above"
    return head + words.say(
        f"：{name}{metric}{value}，明显{'高' if is_above else '低'}于合计的{together}",
        f": {metric} of {name} is {value}, clearly {part.standing} {together} together",
    )


def _clear_by(compared: Compared, part: Part) -> float:
    """Return how many half-widths of its interval a part lies from all together."""
    width = (part.upper or 0.0) - (part.lower or 0.0)
    return abs(part.value - compared.together) / width if width > 0 else float("inf")


def _panels(
    found: Sequence[Compared], names: Names, width: float, left: float, across: int, words: Words
) -> tuple[tuple[Mark, ...], float]:
    room = (width - left) / across
    codes = [part.code for part in found[0].parts]
    line = HEAD + ROW * len(codes) + FOOT
    marks: list[Mark] = []
    for number, compared in enumerate(found):
        top, place = line * (number // across), number % across
        if place == 0:
            marks += [
                Text(fit(words.say(*names[code]), left - 8, 13), 0, top + HEAD + ROW * at + 17, 13)
                for at, code in enumerate(codes)
            ]
        # On a phone the name of the metric may stand over the names of the communities.
        begin = left + room * place
        marks += _panel(compared, begin, room, top, words, name_from=0.0 if across == 1 else begin + 12)
    return tuple(marks), line * -(-len(found) // across)


def _panel(compared: Compared, x: float, room: float, top: float, words: Words, name_from: float) -> list[Mark]:
    unit = words.unit(compared.metric)
    head = words.name(compared.metric) + words.say(f"（{unit}）", f" ({unit})")
    low, high, step = _axis(compared)
    left, scale = x + 12, (room - TOLD - 24) / (high - low)
    bottom = top + HEAD + ROW * len(compared.parts)
    marks: list[Mark] = [Text(fit(head, x + room - 6 - name_from, 13), name_from, top + 15, 13, bold=True)]
    if compared.metric.denominator is not None:
        at = left + (compared.together - low) * scale
        marks.append(Stroke(((at, top + HEAD - 4), (at, bottom)), "ink", 1.5, dashed=True))
        together = _value(compared.together, compared, words)
        told = words.say(f"合计{together}", f"together {together}")
        marks.append(Text(told, at, top + HEAD - 9, 12, "ink_2", anchor="middle"))
    for number, part in enumerate(compared.parts):
        y = top + HEAD + ROW * number + 12
        marks += _part(part, _ink(part, compared), left, scale, low, y)
        marks.append(Text(_value(part.value, compared, words), x + room - 4, y + 5, 13, anchor="end"))
    value = low
    while value <= high + 1e-9:
        decimals = 0 if step >= 1 else 1
        marks.append(
            Text(
                format_number(value, decimals), left + (value - low) * scale, bottom + 15, 12, "ink_3", anchor="middle"
            )
        )
        value += step
    return marks


def _ink(part: Part, compared: Compared) -> str:
    """Return the colour's token: neutral unless the interval is clear of all together and its side good or bad."""
    if part.standing not in SIDE:
        return "neutral_mark"
    if compared.metric.better == "neutral":
        return "ink"
    return "good_mark" if SIDE[part.standing] == compared.metric.better else "bad_mark"


def _part(part: Part, ink: str, left: float, scale: float, low: float, y: float) -> list[Mark]:
    """Return a bar from zero for a count, a point with its line of 95 % for a ratio."""
    at = left + (part.value - low) * scale
    if part.denominator is None:
        return [Bar(left, y - 6, max(at - left, 1.0), 12, "neutral_mark")]
    marks: list[Mark] = []
    if part.lower is not None and part.upper is not None:
        ends = ((left + (limit - low) * scale, y) for limit in (part.lower, part.upper))
        marks.append(Stroke(tuple(ends), ink, 2.0))
    # Hollow where the interval holds the value of all together.
    return [*marks, Dot(at, y, 4.5, ink if part.standing in SIDE else "", ink)]


def _axis(compared: Compared) -> tuple[float, float, float]:
    """Return the axis of a panel: from zero for counts; a ratio's holds every interval."""
    values = [compared.together] if compared.metric.denominator is not None else [0.0]
    for part in compared.parts:
        values += [value for value in (part.value, part.lower, part.upper) if value is not None]
    low, high, step = axis_range(values, compared.metric.unit)
    if (high - low) / step > 5:
        step *= 2
    # A count of one has an axis of whole numbers.
    return (low, max(high, 2.0), max(step, 1.0)) if compared.metric.denominator is None else (low, high, step)


def _table(found: Sequence[Compared], names: Names, title: str, words: Words) -> Table:
    """Return a community and metric a row: its value, its interval, what it was summed from."""
    columns = (
        Column(words.say("指标", "Metric"), kind="text", weight=1.8),
        Column(words.say("医共体（牵头机构）", "Community (leading institution)"), kind="text", weight=1.8),
        Column(words.say("数值", "Value")),
        Column(words.say("95%区间", "95% interval"), kind="text"),
        Column(words.say("合计", "Together")),
    )
    rows = []
    for compared in found:
        decimals = cell_decimals(compared.metric)
        whole = Cell(_value(compared.together, compared, words), compared.together, decimals)
        for part in compared.parts:
            spread = ""
            if part.lower is not None and part.upper is not None:
                spread = format_interval(
                    part.lower, part.upper, unit_after(compared.metric, words), decimals=decimals,
                    language=words.language,
                )  # fmt: skip
            value = Cell(_value(part.value, compared, words), part.value, decimals)
            head = words.name(compared.metric)
            rows.append(Row([head, words.say(*names[part.code]), value, spread or "—", whole]))
    return Table(title, columns, tuple(rows))
