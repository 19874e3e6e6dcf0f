"""Whether a change lies in the places' own ratios, in where the cases are, or in how many there are; exact sums."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.figures import Words, change_unit_en, metric_of
from findings.rows import has_base, is_shown
from metrics.judge.assessment import Assessment
from metrics.statistics.decomposition import ENTER, LEAVE, MIX, RATE, VOLUME, Decomposition
from words.names import chart_name
from words.numbers import decimals_of, format_number, parts_decimals

MIXED = (MIX, ENTER, LEAVE)
"""A township that is there in one period only moves the county by its weight."""


def effects_of(judged: Assessment, metric_id: str) -> Decomposition | None:
    """Return the parts of a ratio's change; None for a sum, which has volume alone, and where nothing is split."""
    row, found = judged.headline(metric_id), judged.contributions.get(metric_id)
    if found is None or found.numerator is None or not is_shown(row) or not has_base(row, judged):
        return None
    return found


def effects_table(judged: Assessment, metric_id: str, words: Words, *, point: str = "") -> Table | None:
    """Return a row a township, the whole last: rate and mix of the ratio; rate, mix and volume of its numerator."""
    found = effects_of(judged, metric_id)
    if found is None or found.numerator is None:
        return None
    metric, change_unit = metric_of(judged, metric_id), str(judged.headline(metric_id)["change_unit"])
    unit = words.say(change_unit, change_unit_en(metric, change_unit))
    places = parts_decimals(map(float, found.by_place().values()), change_unit)
    numerator, counted = found.numerator, _numerator_decimals(found.numerator)
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.4),
        Column(words.say("率的影响", "Rate"), unit),
        Column(words.say("结构的影响", "Mix"), unit),
        Column(words.say("合计", "Both"), unit),
        Column(words.say("分子变化", "Numerator"), phone=False),
        Column(words.say("其中：率", "of it: rate"), phone=False),
        Column(words.say("结构", "mix"), phone=False),
        Column(words.say("总量", "volume"), phone=False),
    )

    def cells(place: str | None) -> list[Cell]:
        ratio = [found.effect(RATE, place=place), found.effect(*MIXED, place=place)]
        parts = [numerator.effect(kind, place=place) for kind in (RATE, MIX, VOLUME)]
        return [
            *(_cell(value, places) for value in (*ratio, sum(ratio, Fraction(0)))),
            *(_cell(value, counted) for value in (sum(parts, Fraction(0)), *parts)),
        ]

    names = {code: words.township(code) for code in found.by_place()}
    rows = [
        Row([Cell(chart_name(name)), *cells(code)], is_point=bool(point) and name == point)
        for code, name in names.items()
    ]
    rows.append(Row([Cell(words.say(words.scope, words.scope.capitalize())), *cells(None)], is_sum=True))
    return Table(effects_sentence(judged, metric_id, words), columns, tuple(rows))


def effects_sentence(judged: Assessment, metric_id: str, words: Words) -> str:
    """Return how much of a ratio's change lies in the townships' ratios and how much in their weights; '' without."""
    found = effects_of(judged, metric_id)
    if found is None or found.numerator is None:
        return ""
    metric, row = metric_of(judged, metric_id), judged.headline(metric_id)
    rate, mix = (words.contribution(float(found.effect(*kinds)), metric, row) for kinds in ((RATE,), MIXED))
    whole = words.signed(float(found.change), str(row["change_unit"]))
    volume = _signed(found.numerator.effect(VOLUME), found.numerator)
    numerator = _signed(found.numerator.change, found.numerator)
    return words.say(
        f"{metric.name_zh}{whole}：各乡镇自己的率变了{rate}，结构变了{mix}；分子{numerator}，其中总量带来{volume}",
        f"{metric.name_en} {whole}: {rate} from the townships' own rates, {mix} from their mix; numerator {numerator}, "
        f"of which volume {volume}",
    )


def effects_frame(judged: Assessment) -> pd.DataFrame:
    """Return every ratio's effects by township as rows for a workbook, the county's with an empty code."""
    rows = []
    for metric in judged.metrics:
        found = effects_of(judged, metric.id)
        if found is None or found.numerator is None:
            continue
        for code in (*found.by_place(), None):
            rows.append(
                {
                    "metric_id": metric.id,
                    "township_code": code or "",
                    "rate_effect": float(found.effect(RATE, place=code)),
                    "mix_effect": float(found.effect(*MIXED, place=code)),
                    "numerator_rate": float(found.numerator.effect(RATE, place=code)),
                    "numerator_mix": float(found.numerator.effect(MIX, place=code)),
                    "numerator_volume": float(found.numerator.effect(VOLUME, place=code)),
                }
            )
    return pd.DataFrame(rows)


def _cell(value: Fraction, places: int) -> Cell:
    return Cell(format_number(float(value), places, signed=True), float(value), places)


def _numerator_decimals(numerator: Decomposition) -> int:
    return 0 if abs(numerator.change) >= 1 else decimals_of("%")


def _signed(value: Fraction, numerator: Decomposition) -> str:
    return format_number(float(value), _numerator_decimals(numerator), signed=True)
