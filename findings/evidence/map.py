"""地图: a mechanism's leading figure by township: who stands where against the county, with intervals, on the map.

Before it stand the things that the mechanism is about where their rows are on record (`map_parts.py`): the circle of
its rule, its village doctors, the drugs that each clinic holds, the drugs of each institution.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from faces.blocks import Block, Map
from faces.blocks.pack import NamedFrame
from findings.areas import township_areas
from findings.charts import among_neighbours, intervals
from findings.evidence.by_group import by_group, unit_after
from findings.evidence.by_township import by_township
from findings.evidence.by_year import by_year
from findings.evidence.figures import figures_of, judged_of, with_figure
from findings.evidence.map_parts import parts_of, with_parts
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words, cell_decimals
from findings.rows import is_shown, shown_columns
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.reads.places import outlines
from words.numbers import format_number

MOST_SPLIT: Final = 2
"""So many rates are shown by group (who signed, and who was served), and so many means by year."""

YEARS_NOTE: Final = (
    "按年份的表不判断升降，人少的乡镇逐年起伏大。",
    "Tables by year judge no change: small townships go up and down from year to year.",
)


def show(asked: Asked) -> Shown | None:
    """Return the mechanism's own things, then the townships' values and the map; None where there is neither."""
    judged = figures_of(asked)
    metric = _by_township(judged, asked.scope.townships)
    own = parts_of(asked)
    if metric is None:
        return own
    found = _of_townships(asked, judged, metric)
    return found if own is None else with_parts(own, found, asked.words)


def _of_townships(asked: Asked, judged: Assessment, metric: Metric) -> Shown:
    words, chosen = asked.words, asked.scope.townships
    # A township among its neighbours: alone it could only be compared with itself.
    around = asked.source.ask(judged_of, asked.card, asked.scope.whole_county) if chosen else judged
    lowest, state = _apart(around, metric, chosen)
    name = words.township(lowest) if lowest else ""
    sentence = _finding(judged, around, metric, name, asked)
    areas, key = township_areas(
        around, metric, asked.source.read(outlines, asked.scope.county), words, point=name, chosen=chosen, near=True
    )
    chart = (
        among_neighbours(around, metric.id, words, point=name)
        if chosen
        else intervals(around, metric.id, words, point=name, sums_compared=False)
    )
    blocks: list[Block] = [] if chart is None else [chart]
    if areas:
        title = words.say(f"{metric.name_zh}，各乡镇（示意边界）", f"{metric.name_en} (schematic outlines)")
        blocks.append(Map(title, areas, key, words.unit(metric)))
    groups, years = (
        list(islice(filter(None, (split(asked, own) for own in with_figure(judged))), MOST_SPLIT))
        for split in (by_group, by_year)
    )
    listed = by_township(around, words, chosen=chosen)
    blocks += [*([] if listed is None else [listed]), *groups, *years]
    named = NamedFrame(words.say("举措 乡镇", "mechanism townships"), shown_columns(around.of_townships(metric.id)))
    note = words.say(*YEARS_NOTE) if years else ""
    return Shown(sentence, name if name in sentence else "", state, tuple(blocks), note, (named,))


def _by_township(judged: Assessment, chosen: Sequence[str]) -> Metric | None:
    """Return the first metric with a figure in two townships at least (or in those chosen), rates before sums."""
    least = 1 if chosen else 2
    found = [
        metric
        for metric in with_figure(judged)
        if metric.can_be_split_by("township_code")
        and sum(is_shown(row) for _, row in judged.of_townships(metric.id).iterrows()) >= least
    ]
    return min(found, key=lambda metric: metric.is_additive, default=None)


def _apart(judged: Assessment, metric: Metric, chosen: tuple[str, ...]) -> tuple[str, State]:
    """Return the township farthest on the wrong side of the county, clear of its interval, and the state of it all."""
    rows, county = judged.of_townships(metric.id), judged.headline(metric.id)
    if metric.is_additive or metric.better == "neutral" or metric.provision is not None or not is_shown(county):
        return "", State.USUAL
    worse = "below" if metric.better == "higher" else "above"
    found = [
        (float(row["value"]), str(row["township_code"]))
        for standing, (_, row) in zip(standings(rows, float(county["value"])), rows.iterrows(), strict=True)
        if standing == worse and is_shown(row) and (not chosen or row["township_code"] in chosen)
    ]
    if not found:
        return "", State.STILL
    farthest = min(found) if metric.better == "higher" else max(found)
    return farthest[1], State.DUE


def _finding(judged: Assessment, around: Assessment, metric: Metric, name: str, asked: Asked) -> str:
    words, county = asked.words, around.headline(metric.id)
    gap = words.say("", " ")
    own = judged.headline(metric.id)
    head = f"{words.say(words.scope, words.scope.capitalize() + ':')}{gap}{words.name(metric)}{gap}"
    head += words.value(own, metric)
    if asked.scope.townships:
        whole = words.say(words.whole, "county ")
        head += words.say(f"，{whole}{words.value(county, metric)}", f", {whole}{words.value(county, metric)}")
    if not name:
        return head + _nobody_behind(around, metric, words) + words.say("。", ".")
    code = next(code for code in around.of_townships(metric.id)["township_code"] if words.township(code) == name)
    rows = around.of_townships(metric.id)
    value = words.value(rows[rows["township_code"] == code].iloc[0], metric)
    worse = metric.better == "higher"
    apart = words.say(
        f"明显低于{words.whole}" if worse else f"明显高于{words.whole}",
        f"clearly {'below' if worse else 'above'} the county",
    )
    if len(asked.scope.townships) == 1:
        return f"{head}{words.say('，', ', ')}{apart}{words.say('。', '.')}"
    return f"{head}{words.say('；', '; ')}{name}{gap}{value}{words.say('，', ', ')}{apart}{words.say('。', '.')}"


def _nobody_behind(around: Assessment, metric: Metric, words: Words) -> str:
    """Return that no township is clearly behind, where that could be told; "" for what is never compared.

    Without intervals nobody was held against anybody: the values may still be apart.
    """
    if metric.is_additive or metric.better == "neutral" or metric.provision is not None:
        return ""
    county = around.headline(metric.id)
    rows = around.of_townships(metric.id)
    if is_shown(county) and set(standings(rows, float(county["value"]))) - {"unknown"}:
        return words.say("，没有乡镇明显落后", ", no township clearly behind")
    shown = [float(row["value"]) for _, row in rows.iterrows() if is_shown(row)]
    low, high = (
        format_number(end, cell_decimals(metric)) + unit_after(metric, words) for end in (min(shown), max(shown))
    )
    if low == high:
        return words.say("，各乡镇都一样", ", the same in every township")
    return words.say(f"，各乡镇在{low}至{high}之间，不分高低", f", townships from {low} to {high}, not ranked")


KIND = Kind("map", "地图", "Map", (), show)
