"""What the roster engine hands back: the visits, what they cost, and how sure it is that none cost less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planning.roster.problem import Cell, RosterProblem
from planning.roster.score import Score

# Called with (seconds so far, best cost, bound); answers whether to go on.
Progress = Callable[[float, float, float], bool]


@dataclass(frozen=True)
class RosterPlan:
    """A roster and its proof.

    cells: (expert, place, day), positions. objective, bound: points; no roster costs less than bound.
    trail: (seconds, objective, bound) of every step forward.
    """

    problem: RosterProblem
    cells: tuple[Cell, ...]
    score: Score
    bound: float
    seconds: float
    trail: tuple[tuple[float, float, float], ...]

    @property
    def objective(self) -> int:
        """Points the roster costs."""
        return self.score.total

    @property
    def gap(self) -> float:
        """How much of the cost might still be saved: (objective − bound) ÷ |objective|, 0 when proven."""
        difference = self.objective - self.bound
        return 0.0 if difference <= 0 else difference / max(1.0, abs(self.objective))

    @property
    def proven(self) -> bool:
        """Whether no roster can cost less."""
        return self.objective <= self.bound

    @property
    def first_seconds(self) -> float:
        """Seconds until the first roster stood."""
        return self.trail[0][0]

    def missing_zh(self) -> list[str]:
        """Return a sentence for each requirement the roster does not meet, with its price."""
        problem = self.problem
        sentences = []
        for one in self.score.missing:
            need = problem.requirements[one.requirement]
            where = "全县" if len(need.places) > 1 else problem.places[need.places[0]].name_zh
            lacking = [f"缺 {one.visits} 次"] * bool(one.visits) + [f"缺 {one.persons} 人"] * bool(one.persons)
            rule = problem.rules[need.rule].name_zh
            sentences.append(f"{where} {need.period_zh}“{rule}”{'、'.join(lacking)}（{one.points} 分）。")
        return sentences

    def sentence_zh(self) -> str:
        """Return one sentence on the roster and its proof."""
        missing = len(self.score.missing)
        lacks = f"有 {missing} 项规定未满足" if missing else "各项规定全部满足"
        sure = "已证明没有更好的排法" if self.proven else f"与最优的差距不超过 {self.gap:.1%}"
        return f"共排 {len(self.cells)} 次下沉，{lacks}；总代价 {self.objective} 分，下界 {self.bound:.0f} 分，{sure}。"
