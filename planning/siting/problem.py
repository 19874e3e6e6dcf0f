"""A siting question as frozen arrays: who needs care, where a clinic may stand, what the plan must respect."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

Model = Literal["lscp", "mclp", "p-median", "p-center"]
Backup = Literal["none", "most", "every"]
MODELS: tuple[Model, ...] = get_args(Model)
BACKUPS: tuple[Backup, ...] = get_args(Backup)

MODEL_ZH: dict[Model, str] = {
    "lscp": "最少设点全覆盖",
    "mclp": "定点数最大覆盖",
    "p-median": "总通行时间最短",
    "p-center": "最远村最近",
}


@dataclass(frozen=True, eq=False)
class SitingProblem:
    """One siting question. Build it with `door.siting_problem`, which checks it.

    minutes   : travel time (min), shape (n_scenarios, n_demand, n_candidates); inf = unreachable.
    weights   : residents counted by the objective, shape (n_demand,); may be those aged 65+, or chronic patients.
    residents : residents who take up capacity, shape (n_demand,).
    limit_min : inclusive limit (min): 15.000 is inside, 15.001 is not; None = no limit.
    p         : how many NEW sites at most. Where existing sites may close it counts every open site, old and new,
                because otherwise none would ever close. None = as many as the budget buys; unused by lscp.
    backup    : lscp only. "every": two open sites within the limit of each village. "most": the fewest sites first,
                and among those plans the most residents with a second site (Hogan & ReVelle 1986).
    existing  : clinics that stand today. They stay open and cost nothing, unless `existing_may_close`.
    required  : candidates that must open; they count towards p.
    capacity  : residents a site can take, shape (n_candidates,), inf = no limit. A village is served whole by one
                site. With several scenarios a village keeps its site in all of them.
    cost, budget : cost of building each new site, and what may be spent.
    floor_share  : township -> least share (0–1) of its weight within the limit; mclp only.
    floor_sites  : township -> least number of open sites standing in it.
    leave_out_unreachable : villages no allowed candidate reaches are named and set aside instead of making the
                question infeasible (lscp, p-median, p-center).
    """

    minutes: FloatArray
    weights: FloatArray
    model: Model
    demand_ids: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    scenario_names: tuple[str, ...]
    limit_min: float | None
    p: int | None
    backup: Backup
    existing: BoolArray
    existing_may_close: bool
    forbidden: BoolArray
    required: BoolArray
    capacity: FloatArray | None
    residents: FloatArray
    cost: FloatArray | None
    budget: float | None
    demand_township: tuple[str, ...] | None
    candidate_township: tuple[str, ...] | None
    floor_share: Mapping[str, float] = field(default_factory=dict)
    floor_sites: Mapping[str, int] = field(default_factory=dict)
    leave_out_unreachable: bool = False

    @property
    def n_scenarios(self) -> int:
        return int(self.minutes.shape[0])

    @property
    def n_demand(self) -> int:
        return int(self.minutes.shape[1])

    @property
    def n_candidates(self) -> int:
        return int(self.minutes.shape[2])

    @property
    def maximises(self) -> bool:
        """True where a larger objective is better (residents covered)."""
        return self.model == "mclp"

    @cached_property
    def kept(self) -> BoolArray:
        """Existing sites that stay open whatever the plan."""
        return self.existing & (not self.existing_may_close)

    @cached_property
    def counted(self) -> BoolArray:
        """Sites that use up one of the p."""
        return ~self.kept

    @cached_property
    def must_open(self) -> BoolArray:
        return self.kept | self.required

    @cached_property
    def allowed(self) -> BoolArray:
        return ~self.forbidden

    @cached_property
    def build_cost(self) -> FloatArray:
        """Cost of opening each candidate: nothing for a clinic that stands already."""
        cost = np.zeros(self.n_candidates) if self.cost is None else self.cost
        return np.where(self.existing, 0.0, cost)

    @cached_property
    def has_capacity(self) -> bool:
        return self.capacity is not None and bool(np.isfinite(self.capacity[self.allowed]).any())

    @cached_property
    def usable(self) -> BoolArray:
        """Pairs a village may rely on: allowed site, finite time, at most the limit; shape like `minutes`."""
        inside = np.isfinite(self.minutes) & self.allowed
        # ≤, not <: a village exactly at the limit is inside the catchment.
        return inside if self.limit_min is None else inside & (self.minutes <= self.limit_min)

    @cached_property
    def usable_always(self) -> BoolArray:
        """Pairs usable in every scenario, shape (n_demand, n_candidates)."""
        return np.asarray(np.all(self.usable, axis=0))

    @cached_property
    def reachable(self) -> BoolArray:
        """Villages with at least one usable site in every scenario, shape (n_demand,)."""
        if self.has_capacity:
            return np.asarray(np.any(self.usable_always, axis=1))
        return np.asarray(np.all(np.any(self.usable, axis=2), axis=0))

    @cached_property
    def served(self) -> BoolArray:
        """Villages the plan must serve: all of them, less those that may be left out as unreachable."""
        if self.model == "mclp" or not self.leave_out_unreachable:
            return np.ones(self.n_demand, dtype=bool)
        return self.reachable

    def with_changes(self, **changes: object) -> "SitingProblem":
        """The same question with some fields changed; the caller keeps it consistent."""
        return replace(self, **changes)  # type: ignore[arg-type]
