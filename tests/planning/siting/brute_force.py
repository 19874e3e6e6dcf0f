"""Best objective of a small siting question by trying every set of sites; reads the data only, no model code."""

import itertools
import math

import numpy as np

from planning.siting.door import siting_problem
from planning.siting.faults import SitingFault
from planning.siting.problem import Model, SitingProblem

OPTIONS = (
    "plain",
    "keep",
    "may close",
    "forbid",
    "require",
    "capacity",
    "budget",
    "sites floor",
    "scenarios",
    "set aside",
)
MODEL_OPTIONS: dict[Model, tuple[str, ...]] = {
    "lscp": (*OPTIONS, "backup every", "backup most", "everything"),
    "mclp": (*OPTIONS[:-1], "share floor", "budget only", "everything"),
    "p-median": (*OPTIONS, "no limit", "everything"),
    "p-center": (*OPTIONS, "no limit", "everything"),
}


def random_question(model: Model, option: str, seed: int) -> SitingProblem | None:
    """A small question with the option switched on, or None where the door refuses the draw."""
    rng = np.random.default_rng([seed, len(option), *map(ord, option[:3] + model[:3])])
    villages, sites = int(rng.integers(3, 5 if option == "capacity" else 6)), int(rng.integers(3, 6))
    everything = option == "everything"

    def on(name: str) -> bool:
        return option == name or (everything and bool(rng.random() < 0.4))

    scenarios = 2 if on("scenarios") else 1
    minutes = rng.integers(1, 40, (scenarios, villages, sites)).astype(float)
    minutes[rng.random(minutes.shape) < 0.1] = math.inf
    candidates = [f"c{place}" for place in range(sites)]
    weights = rng.integers(0, 9, villages).astype(float)
    if rng.random() < 0.3:
        weights = weights + rng.random(villages).round(3)
    marks = rng.permutation(candidates)
    townships = ["甲镇", "乙镇"]
    keep, money = on("keep"), option == "budget only" or on("budget")
    try:
        return siting_problem(
            minutes,
            weights,
            model=model,
            limit_min=None if option == "no limit" else float(rng.integers(20, 36)),
            p=None if option == "budget only" else int(rng.integers(1, 4)),
            candidate_ids=candidates,
            demand_ids=[f"v{place}" for place in range(villages)],
            existing=list(marks[:1]) if keep or on("may close") else [],
            existing_may_close=not keep,
            forbidden=list(marks[1:2]) if on("forbid") else [],
            required=list(marks[2:3]) if on("require") else [],
            capacity=rng.integers(4, 30, sites) if on("capacity") else None,
            residents=rng.integers(1, 8, villages) if on("capacity") else None,
            cost=rng.integers(1, 9, sites) if money else None,
            budget=float(rng.integers(8, 16)) if money else None,
            demand_township=[townships[place % 2] for place in range(villages)],
            candidate_township=[townships[place % 2] for place in range(sites)],
            floor_share={"甲镇": float(rng.choice([0.3, 0.5, 0.8]))} if model == "mclp" and on("share floor") else None,
            floor_sites={"乙镇": 1} if on("sites floor") else None,
            leave_out_unreachable=model != "mclp" and on("set aside"),
            backup=option.split()[-1] if option.startswith("backup") else "none",
        )
    except SitingFault:
        return None


def best_objective(problem: SitingProblem) -> float | None:
    """The optimum over every set of sites; None where no set meets every condition."""
    best: float | None = None
    for chosen in itertools.product((False, True), repeat=problem.n_candidates):
        opened = [place for place, is_open in enumerate(chosen) if is_open]
        if not _permitted(problem, opened):
            continue
        value = _value(problem, opened)
        if value is None:
            continue
        ahead = best is None or (value > best if problem.model == "mclp" else value < best)
        best = value if ahead else best
    return best


def most_backed_up(problem: SitingProblem, site_count: int) -> float:
    """Most weight with two open sites in reach among feasible plans of `site_count` sites."""
    best = 0.0
    for opened in itertools.combinations(range(problem.n_candidates), site_count):
        if _permitted(problem, list(opened)) and _value(problem, list(opened)) is not None:
            twice = sum(
                float(problem.weights[village])
                for village in _to_serve(problem)
                if all(
                    len(_reached(problem, scenario, village, opened)) >= 2 for scenario in range(problem.n_scenarios)
                )
            )
            best = max(best, twice)
    return best


def _permitted(problem: SitingProblem, opened: list[int]) -> bool:
    new = cost = 0.0
    for place in range(problem.n_candidates):
        existing = bool(problem.existing[place])
        if place in opened:
            if problem.forbidden[place]:
                return False
            new += not existing or problem.existing_may_close
            cost += 0 if existing or problem.cost is None else float(problem.cost[place])
        elif problem.required[place] or (existing and not problem.existing_may_close):
            return False
    for township, least in problem.floor_sites.items():
        if sum(problem.candidate_township[place] == township for place in opened) < least:
            return False
    return (problem.p is None or new <= problem.p) and (problem.budget is None or cost <= problem.budget)


def _reached(problem: SitingProblem, scenario: int, village: int, opened) -> list[int]:
    limit = math.inf if problem.limit_min is None else problem.limit_min
    return [
        place
        for place in opened
        if math.isfinite(problem.minutes[scenario, village, place])
        and problem.minutes[scenario, village, place] <= limit
    ]


def _always(problem: SitingProblem, village: int, opened) -> list[int]:
    return [
        place
        for place in opened
        if all(place in _reached(problem, scenario, village, opened) for scenario in range(problem.n_scenarios))
    ]


def _to_serve(problem: SitingProblem) -> list[int]:
    """Villages that count: with leave_out, those some allowed candidate reaches in every scenario."""
    if not problem.leave_out_unreachable:
        return list(range(problem.n_demand))
    allowed = [place for place in range(problem.n_candidates) if not problem.forbidden[place]]
    if problem.capacity is not None:
        return [village for village in range(problem.n_demand) if _always(problem, village, allowed)]
    return [
        village
        for village in range(problem.n_demand)
        if all(_reached(problem, scenario, village, allowed) for scenario in range(problem.n_scenarios))
    ]


def _value(problem: SitingProblem, opened: list[int]) -> float | None:
    if problem.backup == "every":
        for village in _to_serve(problem):
            if any(len(_reached(problem, scenario, village, opened)) < 2 for scenario in range(problem.n_scenarios)):
                return None
    if problem.capacity is not None:
        return _value_with_room(problem, opened)
    tables = []
    for scenario in range(problem.n_scenarios):
        row = {}
        for village in _to_serve(problem):
            near = [
                float(problem.minutes[scenario, village, place])
                for place in _reached(problem, scenario, village, opened)
            ]
            row[village] = min(near, default=math.inf)
        tables.append(row)
    return _objective(problem, opened, tables)


def _objective(problem: SitingProblem, opened: list[int], tables: list[dict[int, float]]) -> float | None:
    if problem.model == "mclp":
        for township, share in problem.floor_share.items():
            inside = [village for village in range(problem.n_demand) if problem.demand_township[village] == township]
            total = sum(float(problem.weights[village]) for village in inside)
            for row in tables:
                covered = sum(float(problem.weights[village]) for village in inside if math.isfinite(row[village]))
                if covered < share * total - 1e-9:
                    return None
        return min(sum(float(problem.weights[v]) for v, near in row.items() if math.isfinite(near)) for row in tables)
    if any(math.isinf(near) for row in tables for near in row.values()):
        return None
    if problem.model == "lscp":
        return float(len(opened))
    if problem.model == "p-median":
        return max(sum(float(problem.weights[village]) * near for village, near in row.items()) for row in tables)
    return max((near for row in tables for near in row.values()), default=0.0)


def _value_with_room(problem: SitingProblem, opened: list[int]) -> float | None:
    """Try every way to put whole villages into open sites; -1 = not served (mclp only)."""
    villages = _to_serve(problem)
    choices = [_always(problem, village, opened) + ([-1] if problem.model == "mclp" else []) for village in villages]
    best: float | None = None
    for seats in itertools.product(*choices):
        load = [0.0] * problem.n_candidates
        for village, place in zip(villages, seats, strict=True):
            if place >= 0:
                load[place] += float(problem.residents[village])
        if any(load[place] > problem.capacity[place] for place in range(problem.n_candidates)):
            continue
        tables = [
            {
                village: math.inf if place < 0 else float(problem.minutes[scenario, village, place])
                for village, place in zip(villages, seats, strict=True)
            }
            for scenario in range(problem.n_scenarios)
        ]
        value = _objective(problem, opened, tables)
        if value is not None and (best is None or (value > best if problem.model == "mclp" else value < best)):
            best = value
            if problem.model == "lscp":
                return best  # one way to seat everyone is enough: the sites are given
    return best
