"""指标: a mechanism's own figures as tiles: value, change since the base, target or ceiling, 24 months."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Bar, Dot, Mark, Stroke, Text
from faces.blocks.pack import NamedFrame
from faces.measure import SCREEN_LATIN, text_width
from findings.cells import change_cell, full_cell, verdict_cell
from findings.charts import months_of
from findings.evidence.figures import figures_of, judged_of, leading, short_of_a_verdict, state_of, with_figure
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words, change_places, direction_of
from findings.pooled import named_pooled, pooled_words
from findings.rows import has_base, is_shown, shown_columns
from findings.targets import Target, target_of
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.judge.pooled import Pooled, pooled_years
from metrics.period import Period
from metrics.statistics.verdict import CLEAR
from words.numbers import is_missing

MOST: Final = 6
TILE_W, TILE_H, GAP, PAD = 278.0, 150.0, 13.0, 12.0
PHONE_W: Final = 358.0
LINE_TOP, LINE_H = 96.0, 42.0
ARROWS: Final = {("up", True): "▲", ("up", False): "△", ("down", True): "▼", ("down", False): "▽"}


def show(asked: Asked) -> Shown | None:
    """Return the tiles of the card's metrics; None where none has a figure for the scope."""
    judged, words = figures_of(asked), asked.words
    metrics, lead = with_figure(judged), leading(judged)
    if lead is None:
        return None
    sentence, place = _finding(judged, lead, words)
    few = _pooled(asked, metrics)
    if lead.id in few:
        stop, then = words.say("。", "."), words.say("；", "; ")
        sentence = sentence.removesuffix(stop) + then + pooled_words(few[lead.id], lead, words) + stop
    state = State.DUE if any(_over(judged, metric, words) for metric in metrics) else state_of(judged)
    before = _before(asked)
    table = _table(judged, metrics, before, words)
    drawing = Drawing(
        title=words.say("各项指标，近两年逐月", "Its figures, month by month over two years"),
        width=3 * TILE_W + 2 * GAP,
        height=_height(len(metrics[:MOST]), 3),
        marks=_tiles(judged, metrics[:MOST], before, words, across=3, width=TILE_W),
        table=table,
        phone=Drawing(
            title="",
            width=PHONE_W,
            height=_height(len(metrics[:MOST]), 1),
            marks=_tiles(judged, metrics[:MOST], before, words, across=1, width=PHONE_W),
            table=table,
        ),
    )
    frame = NamedFrame(words.say("举措 指标", "mechanism figures"), shown_columns(judged.county))
    notes = [_note(asked, judged)]
    notes += [
        named_pooled(few[metric.id], metric, words) for metric in metrics if metric is not lead and metric.id in few
    ]
    return Shown(sentence, place, state, (drawing,), _joined(notes, words), (frame,))


def _pooled(asked: Asked, metrics: Sequence[Metric]) -> dict[str, Pooled]:
    """Return the three years together by metric id, of the metrics whose year has so few cases."""
    found = {metric.id: asked.source.ask(pooled_years, metric, asked.scope) for metric in metrics}
    return {metric_id: years for metric_id, years in found.items() if years is not None}


def _joined(notes: Sequence[str], words: Words) -> str:
    """Return the notes that say something as sentences of one line."""
    stop = words.say("。", ".")
    return words.say("", " ").join(note.removesuffix(stop) + stop for note in notes if note)


def _finding(judged: Assessment, metric: Metric, words: Words) -> tuple[str, str]:
    row = judged.headline(metric.id)
    if has_base(row, judged) and is_shown(row):
        sentence, place = words.movement(judged, metric.id)
        short = short_of_a_verdict(judged, words)
        # The finding's clear change must not stand beside “no clear change” without a word.
        told = words.say(f"{sentence.removesuffix('。')}；{short}。", f"{sentence.removesuffix('.')}; {short}.")
        return told if short else sentence, place
    gap = words.say("", " ")
    scope = words.say(words.scope, f"{words.scope}: ")
    return f"{scope}{words.name(metric)}{gap}{words.value(row, metric)}{words.say('。', '.')}", ""


def _over(judged: Assessment, metric: Metric, words: Words) -> bool:
    """Say whether a ceiling of the county's own is passed."""
    row = judged.headline(metric.id)
    target = target_of(row, metric, judged, words)
    return target is not None and not target.met and target.value > target.wanted


def _before(asked: Asked) -> Assessment | None:
    """Return the figures of the same months in the year before the mechanism began; None where nothing is known."""
    reference, since, period = asked.source.reference, asked.card.since, asked.scope.period
    if since is None:
        return None
    back = (period.last // 100 - since // 100 + 1) * 100
    if back <= 0 or period.first - back < reference.first_month:
        return None
    before = Period(period.first - back, period.last - back)
    scope = type(asked.scope)(asked.scope.county, before, asked.scope.townships, None)
    return asked.source.ask(judged_of, asked.card, scope)


def _note(asked: Asked, judged: Assessment) -> str:
    words = asked.words
    silent = [metric for metric in judged.metrics if not metric.can_be_split_by("township_code")]
    if not asked.scope.townships or not silent:
        return ""
    names = words.say("、", ", ").join(words.name(metric) for metric in silent)
    return words.say(
        f"只有{words.whole}数、不随乡镇筛选的指标没有列出：{names}。", f"Kept for the county only, left out: {names}."
    )


def _height(count: int, across: int) -> float:
    lines = -(-count // across)
    return lines * TILE_H + (lines - 1) * GAP


def _tiles(
    judged: Assessment,
    metrics: Sequence[Metric],
    before: Assessment | None,
    words: Words,
    *,
    across: int,
    width: float,
) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for number, metric in enumerate(metrics):
        x, y = number % across * (width + GAP), number // across * (TILE_H + GAP)
        marks += _tile(judged, metric, before, words, x, y, width)
    return tuple(marks)


def _tile(
    judged: Assessment, metric: Metric, before: Assessment | None, words: Words, x: float, y: float, width: float
) -> list[Mark]:
    row = judged.headline(metric.id)
    target = target_of(row, metric, judged, words)
    sentence = " ".join(cell.text for cell in _row(judged, metric, before, words).cells if cell.text)
    marks: list[Mark] = [
        Bar(x, y, width, TILE_H, "surface", "line"),
        _fitted(words.name(metric), x + PAD, y + 22, 13, width - 2 * PAD, "ink_2"),
        Text(words.value(row, metric), x + PAD, y + 50, 20, bold=True, title=sentence),
        *_change(row, metric, judged, words, x + PAD, y + 70, width - 2 * PAD),
    ]
    beside = _beside(row, metric, target, before, words)
    if beside:
        marks.append(_fitted(beside, x + PAD, y + 87, 12, width - 2 * PAD, "ink_3"))
    return [*marks, *_months(judged, metric, target, words, x + PAD, y + LINE_TOP, width - 2 * PAD)]


def _change(
    row: pd.Series, metric: Metric, judged: Assessment, words: Words, x: float, y: float, room: float
) -> list[Mark]:
    if not has_base(row, judged):
        return []
    clear = row["verdict"] in CLEAR
    direction = direction_of(float(row["change"]), change_places(metric, row["change_unit"]))
    arrow = ARROWS.get((direction, clear), "–")
    ink = {"good": "good", "bad": "bad"}.get(row["judgement"], "ink_2") if clear else "ink_2"
    change, base = words.change(row, metric, judged.compare), words.compare(judged.compare)
    # A change told by both numbers names its base itself.
    said = "" if base in change else words.say(f"比{base}", "")
    return [_fitted(f"{arrow} {said}{change}", x, y, 12, room, ink, bold=clear)]


def _beside(row: pd.Series, metric: Metric, target: Target | None, before: Assessment | None, words: Words) -> str:
    """Return the target and what the figure was before the mechanism began, both named."""
    parts = []
    if target is not None:
        met = words.say("已达到" if target.met else "未达到", "met" if target.met else "not met")
        parts.append(words.say(f"目标{target.words}，{met}", f"target {target.words}, {met}"))
    if before is not None and is_shown(before.headline(metric.id)):
        value = words.value(before.headline(metric.id), metric)
        year = before.period.first // 100
        parts.append(words.say(f"开始前（{year}年同期）{value}", f"before it began ({year}): {value}"))
    return words.say("；", "; ").join(parts)


def _months(
    judged: Assessment, metric: Metric, target: Target | None, words: Words, x: float, y: float, width: float
) -> list[Mark]:
    """Return the line of 24 months with the target's line, the forbidden side of a ceiling sunken."""
    if not metric.can_be_split_by("month"):
        return []
    year = words.last_year_with_data(judged.period)
    both = [*months_of(judged, metric, year - 1), *months_of(judged, metric, year)]
    values = [None if value is None or math.isnan(value) else value for value in both]
    known = [value for value in values if value is not None]
    if not known:
        # A tile without a line and without a word would pass for one that failed.
        return [Text(words.say("逐月未报或已隐藏", "months not reported, or hidden"), x, y + LINE_H - 8, 12, "ink_3")]
    if len(known) < 2:
        return []
    monthly = target is not None and not metric.is_additive
    reach = [*known, target.wanted] if monthly and target is not None else known
    low, high = min(reach), max(reach)
    span = high - low or abs(high) or 1.0

    def place(index: int, value: float) -> tuple[float, float]:
        return x + index / 23 * width, y + LINE_H - 4 - (value - low) / span * (LINE_H - 10)

    marks: list[Mark] = []
    if monthly and target is not None:
        level = place(0, target.wanted)[1]
        marks.append(Stroke(((x, level), (x + width, level)), "ink_3", 1, dashed=True))
    marks.append(Stroke(((x + 11.5 / 23 * width, y), (x + 11.5 / 23 * width, y + LINE_H)), "line", 1))
    run: list[tuple[float, float]] = []
    for index, value in enumerate([*values, None]):
        if value is None:
            marks += [Stroke(tuple(run), "ink_2", 1.5)] if len(run) > 1 else []
            marks += [Dot(*run[0], 1.5, "ink_2", "ink_2")] if len(run) == 1 else []
            run = []
        else:
            run.append(place(index, value))
    last = max(index for index, value in enumerate(values) if value is not None)
    marks.append(Dot(*place(last, float(values[last] or 0.0)), 3, "ink", "ink"))
    return marks


def _fitted(said: str, x: float, y: float, size: float, room: float, ink: str, *, bold: bool = False) -> Text:
    """Return words in a type that fits the room, never smaller than 9."""
    wide = text_width(said, latin=SCREEN_LATIN) * (1.06 if bold else 1.0)
    return Text(said, x, y, max(min(size, room / max(wide, 1e-9)), 9.0), ink, bold)


def _table(judged: Assessment, metrics: Sequence[Metric], before: Assessment | None, words: Words) -> Table:
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.8),
        Column(words.say("本期", "Value"), kind="text"),
        Column(words.say("对比期", "Base"), kind="text", phone=False),
        Column(words.say("变化", "Change"), kind="text", weight=1.4),
        Column(words.say("判断", "Verdict"), kind="text", phone=False),
        Column(words.say("目标与开始前", "Target, before"), kind="text", weight=1.6, phone=False),
    )
    return Table(
        words.say("各项指标", "Its figures"),
        columns,
        tuple(_row(judged, metric, before, words) for metric in metrics),
    )


def _row(judged: Assessment, metric: Metric, before: Assessment | None, words: Words) -> Row:
    row = judged.headline(metric.id)
    base = "" if not has_base(row, judged) or is_missing(row["compare_value"]) else words.base(row, metric)
    target = target_of(row, metric, judged, words)
    return Row(
        [
            words.name(metric),
            full_cell(row, metric, words),
            Cell(base),
            change_cell(row, metric, judged, words),
            verdict_cell(row, judged, words),
            Cell(_beside(row, metric, target, before, words)),
        ]
    )


KIND = Kind("series", "指标", "Indicators", (), show)
