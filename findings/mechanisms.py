"""改革举措: each mechanism shown as the thing it is, and the list of a county's mechanisms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from findings.evidence.figures import judged_of
from findings.evidence.registry import KINDS
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words
from metrics.judge.assessment import Assessment
from metrics.reads.mechanisms import MechanismCard
from metrics.scope import Scope
from metrics.source import Source
from words.mechanism_sheets import SHEETS
from words.numbers import Language

STATE_WORDS: Final = {
    State.DUE: ("要办", "to do"),
    State.BETTER: ("明显变好", "clearly better"),
    State.STILL: ("无明显变化", "no clear change"),
    State.USUAL: ("照常", "as usual"),
    State.LITTLE: ("数据不足", "too little data"),
    State.NOTHING: ("没有行", "no rows"),
}
ORDER: Final = tuple(STATE_WORDS)
RULE: Final = (
    "“明显变好”须不止碰巧：能判断、有方向的指标1—2项时至少1项，3—14项时至少2项明显变好，且没有一项明显变差；"
    "几种佐证都能判断的，须过半数变好。“要办”为到期未办、超过上限，或明显变差的项数同样超出碰巧",
    "“Clearly better” takes more than chance: of 1–2 figures judged at least one, of 3–14 at least two clearly better "
    "and none clearly worse; where several kinds of evidence judge, most of them. “To do”: overdue, over a ceiling, "
    "or more clearly worse than chance explains",
)
"""metrics/judge/many.py, `together`, and `_together` below."""


@dataclass(frozen=True, eq=False)
class Opened:
    """One mechanism as it is shown for one scope.

    views  : its kinds of evidence that have rows, with what they show, in the card's order.
    lacking: its kinds that have none.
    judged : its own figures; None for a mechanism without metrics.
    """

    card: MechanismCard
    views: tuple[tuple[Kind, Shown], ...]
    lacking: tuple[Kind, ...]
    judged: Assessment | None
    state: State
    finding: str
    place: str

    @property
    def first(self) -> tuple[Kind, Shown] | None:
        """Return the view that a reader sees first; None where nothing has rows."""
        return self.views[0] if self.views else None


def opened(source: Source, card: MechanismCard, scope: Scope, language: Language) -> Opened:
    """Return what there is to be seen of a mechanism. Raises QuestionError, WarehouseError."""
    words = Words(language, source.reference, scope.townships, scope.county)
    asked = Asked(card, scope, source, words)
    kinds = [KINDS[code] for code in card.views if code in KINDS]
    shown = [(kind, kind.show(asked)) for kind in kinds]
    views = tuple((kind, found) for kind, found in shown if found is not None)
    lacking = tuple(kind for kind, found in shown if found is None)
    judged = source.ask(judged_of, card, scope) if card.metric_ids else None
    if not views:
        return Opened(card, (), lacking, judged, State.NOTHING, _nothing(lacking, words), "")
    first = views[0][1]
    return Opened(card, views, lacking, judged, _together(views), first.finding, first.place)


def _together(views: Sequence[tuple[Kind, Shown]]) -> State:
    """Return what the views together say: due where any is; better where most of those that judge a change are.

    Else the most urgent: what is merely there says less than what changed.
    """
    states = [shown.state for _, shown in views]
    judging = [state for state in states if state in (State.BETTER, State.STILL)]
    if State.DUE not in states and judging and 2 * judging.count(State.BETTER) <= len(judging):
        return State.STILL
    return min(states, key=ORDER.index)


def rule_words(words: Words) -> str:
    """Return by which rule a mechanism is called better or worse."""
    return words.say(*RULE)


def _nothing(lacking: Sequence[Kind], words: Words) -> str:
    if words.townships:
        # The county may have rows: what is missing are those of the places chosen.
        return words.say(f"{words.scope}没有本举措的行。", f"No rows of this mechanism for {words.scope}.")
    tables = words.say("、", ", ").join(dict.fromkeys(table for kind in lacking for table in kind.tables))
    if not tables:
        return words.say("本期没有可看的数。", "No figure in this period.")
    return words.say(f"还没有行：要装载{tables}。", f"No rows yet: load {tables}.")


def what_to_load(kind: Kind, words: Words) -> tuple[str, str]:
    """Return that a kind of evidence has no rows, and what to do about it."""
    tables = words.say("、", ", ").join(kind.tables)
    happened = words.say(f"“{kind.name_zh}”没有行。", f"No rows for “{kind.name_en}”.")
    if not tables or words.townships:
        return happened, words.say("请改选时期或乡镇。", "Choose another period or township.")
    if set(kind.tables) <= SHEETS.keys():
        return happened, words.say(
            f"请下载“维护本举措”里的空表，填好上传（数据表{tables}）。",
            f"Download the blank form under “Keep this mechanism”, fill it in and upload it (table {tables}).",
        )
    return happened, words.say(
        f"请到“接入”页交专家名册，再交考勤表（数据表{tables}）。",
        f"Hand in the list of experts under Intake, then attendance sheets (tables {tables}).",
    )


def listed(source: Source, cards: Sequence[MechanismCard], scope: Scope, language: Language) -> list[Opened]:
    """Return the mechanisms opened: the most urgent first, in the cards' order within a state, ended ones last."""
    found = [source.ask(opened, card, scope, language) for card in cards]
    month = min(scope.period.last, source.reference.last_month)
    return sorted(found, key=lambda mechanism: (has_ended(mechanism.card, month), ORDER.index(mechanism.state)))


def has_ended(card: MechanismCard, month: int) -> bool:
    """Say whether a mechanism had been closed by the end of a month."""
    return card.until is not None and card.until <= month


def state_counts(mechanisms: Sequence[Opened]) -> dict[State, int]:
    """Return how many mechanisms are in each state, in the order of STATE_WORDS."""
    states = [mechanism.state for mechanism in mechanisms]
    return {state: states.count(state) for state in ORDER if state in states}


def list_finding(mechanisms: Sequence[Opened], county: str, words: Words) -> tuple[str, str]:
    """Return how many mechanisms there are and how they stand, with the first one's sentence; the place it names."""
    counts = state_counts(mechanisms)
    told = [state for state in (State.DUE, State.BETTER) if counts.get(state)]
    parts = [
        words.say(f"{counts[state]}项{STATE_WORDS[state][0]}", f"{counts[state]} {STATE_WORDS[state][1]}")
        for state in told
    ]
    plain = words.say(f"{county}{len(mechanisms)}项举措", f"{county}: {len(mechanisms)} reform mechanisms")
    head = plain + words.say("中" if parts else "", "; " if parts else "") + words.join(parts)
    # Sorted: one that has ended stands behind all that go on.
    urgent = next((mechanism for mechanism in mechanisms if mechanism.state is State.DUE), None)
    if urgent is None:
        return head + words.say("。", "."), ""
    stop = words.say("；", "; ")
    name = words.say(f"{urgent.card.name_zh}：", f"{urgent.card.name_en}: ")
    return f"{head}{stop}{name}{urgent.finding}", urgent.place


def state_sentence(counts: Mapping[State, int], words: Words) -> str:
    """Return how many are in each state, as a line of words."""
    return words.join(
        [f"{words.say(*STATE_WORDS[state])}{words.say('', ' ')}{count}" for state, count in counts.items()]
    )


def month_words(month: int, words: Words) -> str:
    """Return a month: 2017年3月, 2017-03."""
    return words.say(f"{month // 100}年{month % 100}月", f"{month // 100}-{month % 100:02d}")


def matching(mechanisms: Sequence[Opened], text: str) -> list[Opened]:
    """Return the mechanisms in whose name, office, field or sentence the text stands, whatever its case."""
    wanted = text.strip().casefold()
    if not wanted:
        return list(mechanisms)
    return [
        mechanism
        for mechanism in mechanisms
        if wanted
        in " ".join(
            (
                mechanism.card.name_zh,
                mechanism.card.name_en,
                mechanism.card.owner,
                mechanism.card.field,
                mechanism.finding,
                *(shown.finding for _, shown in mechanism.views),
            )
        ).casefold()
    ]
