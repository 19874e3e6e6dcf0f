"""接入: which published figures a load, or its undoing, changes: in sentences, as a table, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from faces.blocks import Column, Row, Table
from findings.figures import Words, change_places, decimals_of
from findings.indicators import HEADLINE, HEAT
from intake.figures_changed import Changed
from metrics.definition import Metric
from metrics.judge.comparison_places import change_of
from words.numbers import format_number, format_value
from words.units import spaced, unit_of

SENTENCES: Final = 3
_FIRST: Final = {name: place for place, name in enumerate(dict.fromkeys((*HEADLINE, *HEAT)))}


def changed_in_order(changed: Sequence[Changed]) -> list[Changed]:
    """Return the changes as they are read: the county before its townships, the overview's figures first."""

    def rank(each: Changed) -> tuple[bool, int, str, int, int, str]:
        place = _FIRST.get(each.metric.id, len(_FIRST))
        return bool(each.township), place, each.metric.id, each.period.month_count, each.period.first, each.township

    return sorted(changed, key=rank)


def cards_changed(changed: Sequence[Changed]) -> int:
    """Return how many cards of the overview show another figure in one of the periods."""
    return len({each.metric.id for each in changed if not each.township and each.metric.id in HEADLINE})


def change_sentence(each: Changed, words: Words) -> str:
    """Return one change: 2024年9月基层诊疗占比51.8% → 52.3%（+0.5个百分点）."""
    place = words.township_or_code(each.township) if each.township else ""
    name, period = words.name(each.metric), words.period(each.period)
    values = f"{_value(each.metric, each.before, words)} → {_value(each.metric, each.after, words)}"
    moved = change_words(each, words)
    if words.language == "en":
        told = f" ({moved})" if moved else ""
        return f"{name}, {f'{place}, ' if place else ''}{period}: {values}{told}"
    return f"{period}{place}{name}{values}" + (f"（{moved}）" if moved else "")


def change_words(each: Changed, words: Words) -> str:
    """Return by how much a figure changes: rates in 百分点, counts in %; '' where one of the two is not there."""
    if each.before is None or each.after is None:
        return ""
    change, unit = change_of(each.metric, each.after, each.before), each.metric.change_unit
    if change != change:  # no percentage of nothing
        return ""
    number = format_number(change, change_places(each.metric, unit), signed=True)
    if words.language == "en":
        return number + spaced(unit_of(unit).short_en or unit_of(unit).en)
    return number + unit_of(unit).after_number


def _value(metric: Metric, value: float | None, words: Words) -> str:
    return format_value(
        value, metric.unit, decimals=decimals_of(metric), language=words.language, unit_en=metric.unit_en
    )


def foreseen_words(changed: Sequence[Changed], words: Words) -> list[str]:
    """Return the heads of what would change: how many figures and cards, then the first of them in a sentence each."""
    if not changed:
        return [words.say("公布的数一个也不变。", "No published figure changes.")]
    own = [each for each in changed_in_order(changed) if not each.township]
    shown: dict[str, Changed] = {}
    for each in own:
        if each.before is not None or each.after is not None:
            shown.setdefault(each.metric.id, each)
    cards = cards_changed(changed)
    count, county, places = (format_number(found, 0) for found in (len(changed), len(own), len(changed) - len(own)))
    frozen = sum(each.frozen for each in changed)
    told = (f"、{frozen}个冻结的数", f" and {frozen} frozen figures") if frozen else ("", "")
    whole = words.whole
    head = words.say(
        f"公布的数变{count}个：{whole}{county}个，各乡镇{places}个；影响总览的{cards}张卡{told[0]}。",
        f"{count} published figures change: {county} of the county, {places} of townships; "
        f"{cards} cards of the overview{told[1]} are affected.",
    )
    return [head, *(change_sentence(each, words) for each in list(shown.values())[:SENTENCES])]


def changes_table(changed: Sequence[Changed], words: Words, *, most: int) -> Table:
    """Return the figures before and after, the first `most` of them."""
    columns = (
        Column(words.say("指标", "Indicator"), kind="text"),
        Column(words.say("地方", "Place"), kind="text", phone=False),
        Column(words.say("时期", "Period"), kind="text"),
        Column(words.say("现在", "Now")),
        Column(words.say("之后", "After")),
        Column(words.say("变动", "Change"), phone=False),
    )
    rows = [Row(_change_cells(each, words)) for each in changed_in_order(changed)[:most]]
    return Table(words.say("哪些公布的数会变", "Figures that change"), columns, tuple(rows))


def _change_cells(each: Changed, words: Words) -> list[str]:
    return [
        words.name(each.metric),
        words.township_or_code(each.township) if each.township else words.say(words.whole, "the county"),
        words.period(each.period) + (words.say("（已冻结）", " (frozen)") if each.frozen else ""),
        _value(each.metric, each.before, words),
        _value(each.metric, each.after, words),
        change_words(each, words),
    ]


def changes_frame(changed: Sequence[Changed], words: Words) -> pd.DataFrame:
    """Return every figure before and after, unrounded, as it is downloaded."""
    heads = ("metric_id", "indicator", "place", "period", "before", "after", "unit", "frozen")
    rows = [
        (
            each.metric.id,
            words.name(each.metric),
            words.township_or_code(each.township) if each.township else words.say(words.whole, "the county"),
            each.period.key,
            each.before,
            each.after,
            words.unit(each.metric),
            each.frozen,
        )
        for each in changed_in_order(changed)
    ]
    return pd.DataFrame(rows, columns=list(heads))
