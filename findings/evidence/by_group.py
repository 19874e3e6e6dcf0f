"""A rate by township and group of people, or by disease: what a map of the townships alone does not say."""

from __future__ import annotations

from typing import Final

import pandas as pd

from faces.blocks import Column, Heat, HeatCell, HeatRow
from findings.evidence.fitting import hidden_sign
from findings.evidence.shown import Asked
from findings.figures import Words, cell_decimals
from findings.rows import is_shown
from metrics.ask.query import ask
from metrics.ask.question import DIMENSIONS
from metrics.definition import Metric
from metrics.judge.matters import usual_size
from metrics.scope import Scope
from metrics.source import Source
from words.names import GROUP_NAMES, chart_name
from words.numbers import format_number

SPLITS: Final = {"group": ("人群", "group"), "disease": ("病种", "disease")}


def by_group(asked: Asked, metric: Metric) -> Heat | None:
    """Return townships × groups of a rate, townships by code; None for one that no group tells apart."""
    split = next((name for name in SPLITS if metric.can_be_split_by(DIMENSIONS[name])), None)
    if split is None or metric.denominator is None:
        return None
    words, column = asked.words, DIMENSIONS[split]
    own = asked.scope if not asked.scope.townships else asked.scope.whole_county
    townships = asked.source.ask(_split, metric, own, ("township", split))
    county = asked.source.ask(_split, metric, own, (split,))
    groups = [str(code) for code in county[column] if isinstance(code, str)]
    if len(groups) < 2:
        return None
    cells = {(row["township_code"], row[column]): row for _, row in townships.iterrows()}
    codes = [code for code in dict.fromkeys(townships["township_code"]) if isinstance(code, str)]
    if asked.scope.townships:
        codes = [code for code in codes if code in asked.scope.townships]
    rows = [
        HeatRow(
            chart_name(words.township(code)),
            tuple(heat_cell(cells.get((code, group)), metric, words) for group in groups),
        )
        for code in codes
    ]
    whole = {row[column]: row for _, row in county.iterrows()}
    sums = tuple(heat_cell(whole.get(group), metric, words) for group in groups)
    rows.append(HeatRow(words.say(words.whole, "County"), sums, is_sum=True))
    columns = tuple(Column(words.say(*GROUP_NAMES.get(group, (group, group))), words.unit(metric)) for group in groups)
    return Heat(_title(whole, groups, metric, split, words), words.say("乡镇", "Township"), columns, tuple(rows))


def _split(source: Source, metric: Metric, scope: Scope, by: tuple[str, ...]) -> pd.DataFrame:
    return ask(source, [metric], scope, by=by)


def unit_after(metric: Metric, words: Words) -> str:
    """Return a metric's unit as it stands after a number: a sign directly, a word apart from it in English."""
    unit = words.unit(metric)
    return unit if unit == "%" else words.say("", " ") + unit


def _title(whole: dict[str, pd.Series], groups: list[str], metric: Metric, split: str, words: Words) -> str:
    """Return which group stands lowest in the whole county."""
    known = [(float(whole[group]["value"]), group) for group in groups if is_shown(whole[group])]
    kind = SPLITS[split]
    head = words.say(f"{metric.name_zh}，按乡镇和{kind[0]}", f"{metric.name_en} by township and {kind[1]}")
    if len(known) < 2:
        return head
    (value, lowest), highest = min(known), max(known)[0]
    printed = {format_number(each, cell_decimals(metric)) for each, _ in known}
    told, most = (format_number(each, cell_decimals(metric)) + unit_after(metric, words) for each in (value, highest))
    if len(printed) == 1:
        return head + words.say(f"：各{kind[0]}都是{told}", f": {told} in every {kind[1]}")
    if not _is_apart(whole, lowest, known, metric):
        return head + words.say(
            f"：各{kind[0]}在{told}至{most}之间，不分高低", f": {told} to {most}, none clearly lowest"
        )
    name = words.say(*GROUP_NAMES.get(lowest, (lowest, lowest)))
    return head + words.say(f"：{name}最低，{told}", f": {name} lowest, {told}")


def _is_apart(whole: dict[str, pd.Series], lowest: str, known: list[tuple[float, str]], metric: Metric) -> bool:
    """Say whether the lowest group's interval ends below that of every other, by more than what matters."""
    size, unit = usual_size(metric)
    least = size if unit == metric.change_unit else 0.0
    own = whole[lowest]
    others = [whole[group] for _, group in known if group != lowest]
    return all(own["upper"] < row["lower"] and row["value"] - own["value"] >= least for row in others)


def heat_cell(row: pd.Series | None, metric: Metric, words: Words) -> HeatCell:
    """Return a cell that shows a value and no change; without a value its state in words. row: None where none is."""
    if row is None:
        return HeatCell("", status="no_data", status_words=words.status("no_data"))
    if not is_shown(row):
        hidden = row["status"] == "hidden"
        told = hidden_sign(words) if hidden else words.status(row["status"])
        return HeatCell("", status="hidden" if hidden else "no_data", status_words=told)
    value, decimals = float(row["value"]), cell_decimals(metric)
    # An empty change that points somewhere is drawn as none; "flat" would be drawn as 持平.
    return HeatCell(format_number(value, decimals), "", "up", "unknown", number=value, decimals=decimals)
