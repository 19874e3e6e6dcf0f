"""The sheet of headline figures: a card's figure, its change, its target, and the one sentence that explains it."""

from __future__ import annotations

import pandas as pd

from faces.blocks import Figures, HeadlineFigure
from findings.charts import months_of
from findings.definitions import definition_rows
from findings.figures import Words, change_places, direction_of, printed_value
from findings.reporting import mark_of
from findings.targets import target_bar
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, did_most, main_contributor, named_township
from metrics.statistics.verdict import CLEAR, Verdict
from words.names import STATUSES
from words.numbers import is_missing


def headline_figures(judged: Assessment, words: Words, *, title: str = "") -> Figures:
    """Return the sheet's cards, one a metric, in the order of the assessment."""
    return Figures(title, tuple(headline_figure(judged, metric, words) for metric in judged.metrics))


def headline_figure(judged: Assessment, metric: Metric, words: Words) -> HeadlineFigure:
    """Return a metric's card."""
    row = judged.headline(metric.id)
    year = words.last_year_with_data(judged.period)
    explanation, place = _explanation(judged, metric, row, words)
    number, unit = printed_value(row, metric, words.language)
    shown = row["status"] in ("shown", "incomplete")
    base, compare = words.base(row, metric), judged.compare
    has_base = compare is not None and not is_missing(row["compare_value"])
    return HeadlineFigure(
        name=words.name(metric),
        value=number if shown else "",
        unit=(unit.strip() if shown else "") + mark_of(row),
        verdict=Verdict(row["verdict"]) if compare is not None and shown else None,
        judgement=row["judgement"],
        direction=direction_of(float(row["change"]), change_places(metric, row["change_unit"])),
        change=words.change(row, metric, compare) if has_base else "",
        base=words.say(f"{words.compare(compare)}{base}", f"from {base}") if has_base else "",
        target=target_bar(row, metric, judged, words),
        no_target=words.say("没有设定目标值", "no target set"),
        this_year=months_of(judged, metric, year),
        last_year=months_of(judged, metric, year - 1),
        explanation=explanation,
        place=place,
        definition=definition_rows(metric, words, row),
        status=row["status"],
        status_words=_status_words(row, metric, words),
    )


def _status_words(row: pd.Series, metric: Metric, words: Words) -> str:
    if row["status"] == "no_data" and words.townships and not metric.can_be_split_by("township_code"):
        return words.say(f"只有{words.whole}数", "county only")
    return words.value(row, metric) if row["status"] in STATUSES else ""


def _explanation(judged: Assessment, metric: Metric, row: pd.Series, words: Words) -> tuple[str, str]:
    """Return one short sentence and the township it names."""
    if row["status"] == "mismatched":
        return words.why_none(row, metric) + words.say("。", "."), ""
    townships = judged.of_townships(metric.id)
    if judged.compare is None or row["status"] == "hidden" or len(townships) == 1:
        return "", ""
    contributor = main_contributor(judged, metric.id)
    if row["verdict"] in CLEAR and contributor is not None and contributor[0] in words.reference.townships:
        name, part = words.township(contributor[0]), words.contribution(contributor[1], metric, row)
        if did_most(judged, metric.id, contributor[1]):
            return words.say(f"主要来自{name}{part}", f"mostly {name} {part}"), name
        return words.say(f"其中{name}{part}", f"{name} {part} of it"), name
    named = named_township(judged, metric.id)
    if named is not None:
        name = words.township(named["township_code"])
        return f"{name}{words.say('', ' ')}{words.change(named, metric, judged.compare)}", name
    return _unmoved(townships, words), ""


def _unmoved(townships: pd.DataFrame, words: Words) -> str:
    """Return how many townships were judged and did not move; "" where fewer than two could be judged.

    A township without a base, without a figure or with too few months has not stayed within its usual range: it is
    not known.
    """
    still = int((townships["verdict"] == Verdict.NO_CLEAR_CHANGE).sum())
    if still < 2:
        return ""
    if still == len(townships):
        return words.say("各乡镇变化都在波动范围内", "every township within its usual range")
    return words.say(
        f"能判断的{still}个乡镇变化都在波动范围内", f"the {still} townships that can be judged: within usual range"
    )
