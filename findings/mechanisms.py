"""改革举措: how many mechanisms a county has on record, and what their figures say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from findings.figures import Words
from metrics.judge.assessment import Assessment
from metrics.reads.mechanisms import BETTER, MIXED, NOTHING, STILL, WORSE, MechanismCard, state_of

STATE_WORDS: Final = {
    BETTER: ("指标向好", "improving"),
    MIXED: ("有好有差", "mixed"),
    WORSE: ("指标变差", "worsening"),
    STILL: ("有数，未见明显变化", "no clear change"),
    NOTHING: ("本期无数据", "no data"),
}


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
