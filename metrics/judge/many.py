"""Many verdicts at once: how many would be clear by chance alone, and what several figures together say.

Each verdict is judged at 95 %: of figures that have not changed at all, five in a hundred are called clear, half of
them upwards. A table of 54 cells has two or three such cells in a year without any change, and a list of six figures
has a clearly better one in every seventh. So a table says how many to expect (docs/decisions/0080), and several figures
together are better, or worse, only where more of them are than chance explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scipy import special

from metrics.statistics.intervals import USUAL_CONFIDENCE
from metrics.statistics.verdict import CLEAR, Verdict

FALSE_ALARM: Final = 1 - USUAL_CONFIDENCE
ONE_WAY: Final = FALSE_ALARM / 2
"""How often a figure that has not changed is called clearly better; and as often clearly worse."""


@dataclass(frozen=True)
class ByChance:
    """How many of some verdicts are clear, how many could be judged, and how many of those chance would call clear."""

    clear: int
    judged: int

    @property
    def expected(self) -> float:
        """Return the number of clear verdicts among those judged if nothing had changed."""
        return FALSE_ALARM * self.judged


def by_chance(verdicts: Iterable[str]) -> ByChance:
    """Return how many verdicts are clear and how many chance would call so; what cannot be judged counts in neither."""
    judged = [verdict for verdict in verdicts if verdict != Verdict.TOO_LITTLE_DATA]
    return ByChance(sum(verdict in CLEAR for verdict in judged), len(judged))


def more_than_chance(found: int, judged: int) -> bool:
    """Say whether `found` clear figures in one direction among `judged` come about by chance in under 5 % of cases.

    The upper tail of a binomial with 2.5 % each: one of one or two, two of three to 14, three of 15 to 33.
    """
    return 0 < found <= judged and float(special.bdtrc(found - 1, judged, ONE_WAY)) <= FALSE_ALARM


def together(judgements: Sequence[str]) -> Literal["good", "bad", "neutral"]:
    """Say what several figures together say: "good", "bad" or "neutral".

    judgements : of those that have a direction and could be judged. Worse where more than chance are clearly worse;
    better where more than chance are clearly better and none is clearly worse.
    """
    good, bad, judged = judgements.count("good"), judgements.count("bad"), len(judgements)
    if more_than_chance(bad, judged):
        return "bad"
    return "good" if more_than_chance(good, judged) and not bad else "neutral"
