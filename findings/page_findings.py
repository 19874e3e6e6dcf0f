"""The findings of pages that say more than one figure: coverage with who lacks a clinic, mechanisms with their states.

A page and the same section of a file say the same sentence, because both take it from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from findings.figures import Words
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, named_township
from metrics.reads.mechanisms import BETTER, MIXED, NOTHING, STILL, WORSE, MechanismCard, state_of
from metrics.reads.places import CareGaps
from metrics.scope import within
from words.numbers import format_value

STATE_WORDS: Final = {
    BETTER: ("指标向好", "improving"),
    MIXED: ("有好有差", "mixed"),
    WORSE: ("指标变差", "worsening"),
    STILL: ("有数，未见明显变化", "no clear change"),
    NOTHING: ("本期无数据", "no data"),
}


def gaps_in(gaps: CareGaps, townships: Sequence[str]) -> CareGaps:
    """Return the gaps of the chosen townships."""
    return CareGaps(
        within(gaps.villages, townships),
        within(gaps.below_standard, townships),
        within(gaps.few_drugs, townships),
    )


def worth_saying(assessment: Assessment, metric_ids: Sequence[str]) -> str:
    """Return the first metric that a finding can be about: not one that stands at 0 or 100 % now and before.

    A township without a hospital treats all its patients in primary care; that says nothing about its year.
    """
    for metric_id in metric_ids:
        row = assessment.headline(metric_id)
        stuck = row["unit"] == "%" and row["value"] in (0.0, 100.0) and row["change"] == 0
        if row["status"] in ("shown", "incomplete") and not stuck:
            return metric_id
    return metric_ids[0]


def coverage_finding(assessment: Assessment, metric: Metric, gaps: CareGaps, words: Words) -> tuple[str, str]:
    """Return one metric's value and who lacks a clinic, and the township to underline.

    gaps: of the chosen townships.
    """
    period, value = words.period(assessment.period), words.value(assessment.headline(metric.id), metric)
    head = words.say(
        f"{period}，{words.scope}{metric.name_zh}{value}", f"{metric.name_en}, {words.scope}, {period}: {value}"
    )
    people = int(gaps.villages["residents"].sum())
    if people:
        name = words.township(str(gaps.villages.groupby("township_code")["residents"].sum().idxmax()))
        count = format_value(people, "人", language=words.language, unit_en="residents")
        where = words.say(f"，{name}最多", f", most in {name}")
        if gaps.villages["township_code"].nunique() == 1:
            where = "" if len(words.townships) == 1 else words.say(f"，都在{name}", f", all in {name}")
        sentence = words.say(
            f"{head}；{len(gaps.villages)}个村（{count}）没有卫生室覆盖{where}。",
            f"{head}; {len(gaps.villages)} villages ({count}) without a clinic{where}.",
        )
        return sentence, name if name in sentence else ""
    named = named_township(assessment, metric.id)
    if named is not None and assessment.compare:
        name = words.township(named["township_code"])
        moved = words.change(named, metric, assessment.compare)
        return words.say(f"{head}；{name}{moved}。", f"{head}; {name} {moved}."), name
    return head + words.say("，每个村都有卫生室覆盖。", "; every village has a clinic."), ""


def state_counts(cards: Sequence[MechanismCard], assessment: Assessment) -> dict[str, int]:
    """Return how many mechanisms are in each state, in the order of STATE_WORDS."""
    states = [state_of(card, assessment.county) for card in cards]
    return {state: states.count(state) for state in STATE_WORDS if state in states}


def mechanism_finding(cards: Sequence[MechanismCard], counts: Mapping[str, int], county: str, words: Words) -> str:
    """Return how many mechanisms a county has on record, and what their figures say."""
    listed = words.join(
        [
            words.say(f"{count}项{STATE_WORDS[state][0]}", f"{count} {STATE_WORDS[state][1]}")
            for state, count in counts.items()
        ]
    )
    all_known = "" if NOTHING in counts else "都有数可查"
    return words.say(
        f"{county}{len(cards)}项举措{all_known}：{listed}。",
        f"{county}: {len(cards)} reform mechanisms on record; {listed}.",
    )
