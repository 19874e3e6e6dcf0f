"""What each new site of a plan adds, counted in the order in which the sites add most."""

from dataclasses import dataclass

import numpy as np

from planning.siting.plan import SitingPlan
from planning.siting.problem import BoolArray, SitingProblem


@dataclass(frozen=True)
class SiteGain:
    """One new site of a plan.

    adds    : weight it brings within the limit beyond all sites before it.
    serves  : weight of the villages that go to it; villages: how many they are.
    farthest_min : minutes of the farthest of them (first scenario), None where none goes there.
    """

    site: str
    adds: float
    serves: float
    villages: int
    farthest_min: float | None


def site_gains(problem: SitingProblem, plan: SitingPlan, limit_min: float) -> list[SiteGain]:
    """Return the plan's new sites, the one that adds most first.

    limit_min : inclusive; counted as covered is who is inside it in every scenario, also where the model itself knows
    no limit. The sums of `adds` are what the new sites bring together, whatever their order.
    """
    column = {site: place for place, site in enumerate(problem.candidate_ids)}
    inside = np.isfinite(problem.minutes) & (problem.minutes <= limit_min)
    standing = [column[site] for site in plan.sites if site not in plan.new_sites]
    opened = np.zeros(problem.n_candidates, dtype=bool)
    opened[standing] = True
    left = [column[site] for site in plan.new_sites]
    found: list[SiteGain] = []
    while left:
        now = _covered(problem, inside, opened)
        adds = [_covered(problem, inside, _with(opened, site)) - now for site in left]
        best = int(np.argmax(adds))
        site = left.pop(best)
        opened[site] = True
        found.append(_gain(problem, plan, problem.candidate_ids[site], adds[best]))
    return found


def _with(opened: BoolArray, site: int) -> BoolArray:
    after = opened.copy()
    after[site] = True
    return after


def _covered(problem: SitingProblem, inside: BoolArray, opened: BoolArray) -> float:
    return float(problem.weights @ inside[:, :, opened].any(axis=2).all(axis=0))


def _gain(problem: SitingProblem, plan: SitingPlan, site: str, adds: float) -> SiteGain:
    place = problem.candidate_ids.index(site)
    own = np.array([plan.assignment.get(village) == site for village in problem.demand_ids])
    minutes = problem.minutes[0, own, place]
    return SiteGain(
        site, adds, float(problem.weights[own].sum()), int(own.sum()), float(minutes.max()) if len(minutes) else None
    )
