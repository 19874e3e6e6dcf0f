"""改革举措: how many mechanisms a county has on record, and what their figures say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from findings.figures import Words
from findings.rows import is_shown
from metrics.catalogue import CATALOGUE
from metrics.judge.assessment import Assessment
from metrics.reads.mechanisms import BETTER, MIXED, NOTHING, STILL, WORSE, MechanismCard, state_of

STATE_WORDS: Final = {
    BETTER: ("指标向好", "improving"),
    MIXED: ("有好有差", "mixed"),
    WORSE: ("指标变差", "worsening"),
    STILL: ("有数，未见明显变化", "no clear change"),
    NOTHING: ("本期无数据", "no data"),
}


def main_metric(card: MechanismCard, judged: Assessment) -> str | None:
    """Return the metric that says why the mechanism is in its state: one clearly changed, the worse first.

    Without any, the first that has a figure; None where none has. "Flat" beside "improving" would be read as a
    contradiction.
    """
    shown = [
        metric_id for metric_id in card.metric_ids if metric_id in CATALOGUE and is_shown(judged.headline(metric_id))
    ]
    order = {"bad": 0, "good": 1}
    return min(shown, key=lambda metric_id: order.get(judged.headline(metric_id)["judgement"], 2), default=None)


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
