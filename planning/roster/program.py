"""A mixed-integer linear program, row by row, and HiGHS to solve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, diags_array

from planning.roster.problem import FloatArray

INFEASIBLE = 2  # scipy's status


@dataclass(frozen=True)
class Answer:
    """Values of the variables and their cost (None and inf: none found), and a lower bound of the cost (−inf: none)."""

    values: FloatArray | None
    cost: float
    bound: float
    infeasible: bool


@dataclass
class LinearProgram:
    """Integer variables from 0, rows low ≤ a·x ≤ high, and the cost to minimise."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    rows: list[tuple[Sequence[int], Sequence[float], float, float]] = field(default_factory=list)

    def variable(self, lower: int, upper: int, cost: int) -> int:
        """Add an integer variable; return its position."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        return len(self.cost) - 1

    def at_least(self, terms: Iterable[tuple[int, float]], bound: float) -> None:
        """Ask that Σ coefficient × variable ≥ bound."""
        positions, factors = zip(*terms, strict=True)
        self.rows.append((positions, factors, bound, np.inf))

    def at_most(self, terms: Iterable[tuple[int, float]], bound: float) -> None:
        """Ask that Σ coefficient × variable ≤ bound."""
        positions, factors = zip(*terms, strict=True)
        self.rows.append((positions, factors, -np.inf, bound))

    def solve(
        self, *, time_limit_s: float, gap: float = 0.0, whole: bool = True, fixed: Mapping[int, float] | None = None
    ) -> Answer:
        """Return the best values found within the time and the proven bound.

        whole: ask for integers. fixed: variables that must have these values (the bound then holds under them only).
        """
        lower, upper = np.array(self.lower, dtype=float), np.array(self.upper, dtype=float)
        if fixed:
            held = np.array(list(fixed))
            lower[held] = upper[held] = np.array(list(fixed.values()))
        matrix, low, high = self._rows()
        result = milp(
            np.array(self.cost, dtype=float),
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(lower, upper),
            integrality=np.full(len(self.cost), int(whole)),
            options={"time_limit": time_limit_s, "mip_rel_gap": gap},
        )
        bound = result.mip_dual_bound
        if not whole:
            bound = result.fun if result.status == 0 else None
        cost = np.inf if result.fun is None else float(result.fun)
        return Answer(result.x, cost, -np.inf if bound is None else float(bound), result.status == INFEASIBLE)

    def least(self, costs: Mapping[int, int], *, time_limit_s: float) -> float:
        """Return a lower bound of Σ cost × variable over some variables, in whole numbers; −inf when time ran out.

        Rows that name other variables too are relaxed as far as those could stretch, so the bound holds whatever they
        are.
        """
        part = LinearProgram()
        own = {position: part.variable(int(self.lower[position]), int(self.upper[position]), cost)
               for position, cost in costs.items()}  # fmt: skip
        for positions, factors, low, high in self.rows:
            inside = [(own[at], factor) for at, factor in zip(positions, factors, strict=True) if at in own]
            outside = [(at, factor) for at, factor in zip(positions, factors, strict=True) if at not in own]
            if not inside:
                continue
            ends = [(factor * self.lower[at], factor * self.upper[at]) for at, factor in outside]
            if np.isfinite(high):
                part.at_most(inside, high - sum(min(pair) for pair in ends))
            if np.isfinite(low):
                part.at_least(inside, low - sum(max(pair) for pair in ends))
        return part.solve(time_limit_s=time_limit_s).bound if part.rows else 0.0

    def duals(self, *, time_limit_s: float) -> tuple[float | None, FloatArray]:
        """Return the cost of the linear relaxation (None: none in time) and the dual value of each row."""
        matrix, low, high = self._rows()
        below = np.isfinite(high)
        # Each row has one side; ≥ rows are turned round, which only turns the sign of their dual.
        sign = np.where(below, 1.0, -1.0)
        limit = np.where(below, np.where(below, high, 0.0), np.where(below, 0.0, -low))
        result = linprog(
            np.array(self.cost, dtype=float),
            A_ub=diags_array(sign) @ matrix,
            b_ub=limit,
            bounds=np.column_stack([self.lower, self.upper]),
            method="highs",
            options={"time_limit": time_limit_s},
        )
        if result.status != 0:
            return None, np.zeros(len(self.rows))
        return float(result.fun), np.asarray(result.ineqlin.marginals)

    def _rows(self) -> tuple[csr_matrix, FloatArray, FloatArray]:
        """Return the rows as a matrix with the lower and upper limit of each."""
        row = np.repeat(np.arange(len(self.rows)), [len(positions) for positions, *_ in self.rows])
        column = np.concatenate([np.array(positions) for positions, *_ in self.rows])
        factor = np.concatenate([np.array(factors, dtype=float) for _, factors, *_ in self.rows])
        matrix = csr_matrix((factor, (row, column)), shape=(len(self.rows), len(self.cost)))
        low, high = np.array([one[2] for one in self.rows]), np.array([one[3] for one in self.rows])
        return matrix, low, high
