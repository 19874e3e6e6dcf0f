"""A second opinion on a plan: recomputes objective and conditions in plain loops, sharing no code with the models.

It reads only the question's data (`SitingProblem` fields, none of its derived properties) and the plan's ids.
"""

import math
from collections.abc import Iterator

from planning.siting.plan import SitingPlan
from planning.siting.problem import SitingProblem

TOLERANCE = 1e-6  # relative, on sums of residents, minutes and money


def check_plan(problem: SitingProblem, plan: SitingPlan) -> list[str]:
    """Every disagreement between the plan and the question, in Chinese; an empty list means the plan holds."""
    return [
        *_known_ids(problem, plan),
        *_sites_permitted(problem, plan),
        *_service_holds(problem, plan),
        *_room_holds(problem, plan),
        *_floors_hold(problem, plan),
        *_objective_holds(problem, plan),
        *_bound_holds(problem, plan),
    ]


def _differs(left: float, right: float) -> bool:
    return abs(left - right) > TOLERANCE * max(1.0, abs(left), abs(right))


def _known_ids(problem: SitingProblem, plan: SitingPlan) -> Iterator[str]:
    for site in plan.sites:
        if site not in problem.candidate_ids:
            yield f"方案里的 {site} 不是候选点。"
    if len(set(plan.sites)) != len(plan.sites):
        yield "方案里有重复的点。"
    for village, site in plan.assignment.items():
        if village not in problem.demand_ids or site not in plan.sites:
            yield f"{village} 由 {site} 服务，两者之一不在方案里。"


def _sites_permitted(problem: SitingProblem, plan: SitingPlan) -> Iterator[str]:
    opened = set(plan.sites)
    new, spent = 0, 0.0
    for place, site in enumerate(problem.candidate_ids):
        existing, is_open = bool(problem.existing[place]), site in opened
        if is_open and problem.forbidden[place]:
            yield f"{site} 被禁止，却在方案里。"
        if not is_open and (problem.required[place] or (existing and not problem.existing_may_close)):
            yield f"{site} 应当保留，却不在方案里。"
        if is_open and (not existing or problem.existing_may_close):
            new += 1
        if is_open and not existing and problem.cost is not None:
            spent += float(problem.cost[place])
    if problem.p is not None and new > problem.p:
        yield f"方案占用 {new} 个名额，p 是 {problem.p}。"
    if problem.budget is not None and spent > problem.budget * (1 + TOLERANCE) + TOLERANCE:
        yield f"方案花费 {spent}，预算是 {problem.budget}。"


def _inside(problem: SitingProblem, scenario: int, village: int, site: int) -> bool:
    minutes = float(problem.minutes[scenario, village, site])
    return math.isfinite(minutes) and (problem.limit_min is None or minutes <= problem.limit_min)


def _open_places(problem: SitingProblem, plan: SitingPlan) -> list[int]:
    opened = set(plan.sites)
    return [place for place, site in enumerate(problem.candidate_ids) if site in opened]


def _limited_room(problem: SitingProblem) -> bool:
    if problem.capacity is None:
        return False
    return any(
        math.isfinite(problem.capacity[place]) and not problem.forbidden[place] for place in range(problem.n_candidates)
    )


def _village_minutes(problem: SitingProblem, plan: SitingPlan, scenario: int, village: int) -> float:
    """Minutes from one village to the site that serves it; infinite where it is not served within the limit."""
    if _limited_room(problem):
        site = plan.assignment.get(problem.demand_ids[village])
        places = [] if site is None else [problem.candidate_ids.index(site)]
        if any(not _inside(problem, other, village, place) for other in range(problem.n_scenarios) for place in places):
            return math.inf
    else:
        places = [place for place in _open_places(problem, plan) if _inside(problem, scenario, village, place)]
    return min((float(problem.minutes[scenario, village, place]) for place in places), default=math.inf)


def _table(problem: SitingProblem, plan: SitingPlan) -> list[list[float]]:
    return [
        [_village_minutes(problem, plan, scenario, village) for village in range(problem.n_demand)]
        for scenario in range(problem.n_scenarios)
    ]


def _service_holds(problem: SitingProblem, plan: SitingPlan) -> Iterator[str]:
    table = _table(problem, plan)
    left_out, opened = set(plan.left_out), _open_places(problem, plan)
    if left_out and not problem.leave_out_unreachable:
        yield "问题没有允许暂不覆盖，方案却列出了暂不覆盖的村。"
    for village, name in enumerate(problem.demand_ids):
        reached = all(math.isfinite(row[village]) for row in table)
        if reached == (name in plan.uncovered):
            yield f"{name} 是否覆盖与方案所说不符。"
        if problem.model == "mclp":
            continue
        if not reached and name not in left_out:
            yield f"{name} 没有被覆盖。"
        if problem.backup == "every" and name not in left_out:
            for scenario in range(problem.n_scenarios):
                if sum(_inside(problem, scenario, village, place) for place in opened) < 2:
                    yield f"{name} 在{problem.scenario_names[scenario]}没有后备点。"
    for name, site in plan.assignment.items():
        village, place = problem.demand_ids.index(name), problem.candidate_ids.index(site)
        if _differs(float(problem.minutes[0, village, place]), table[0][village]) and not _limited_room(problem):
            yield f"{name} 没有分给最近的点。"


def _room_holds(problem: SitingProblem, plan: SitingPlan) -> Iterator[str]:
    if problem.capacity is None or not _limited_room(problem):
        return
    load: dict[str, float] = {}
    for village, name in enumerate(problem.demand_ids):
        site = plan.assignment.get(name)
        if site is not None:
            load[site] = load.get(site, 0.0) + float(problem.residents[village])
    for site, residents in load.items():
        room = float(problem.capacity[problem.candidate_ids.index(site)])
        if residents > room * (1 + TOLERANCE) + TOLERANCE:
            yield f"{site} 要服务 {residents} 人，只能接 {room} 人。"


def _floors_hold(problem: SitingProblem, plan: SitingPlan) -> Iterator[str]:
    opened = set(plan.sites)
    for township, least in problem.floor_sites.items():
        places = zip(problem.candidate_ids, problem.candidate_township or (), strict=True)
        count = sum(1 for site, home in places if home == township and site in opened)
        if count < least:
            yield f"{township} 有 {count} 个点，底线是 {least} 个。"
    table = _table(problem, plan) if problem.floor_share else []
    for township, share in problem.floor_share.items():
        homes = problem.demand_township or ()
        villages = [village for village, home in enumerate(homes) if home == township]
        total = sum(float(problem.weights[village]) for village in villages)
        for row in table:
            covered = sum(float(problem.weights[village]) for village in villages if math.isfinite(row[village]))
            if covered < share * total - TOLERANCE * max(1.0, total):
                yield f"{township} 覆盖 {covered} 人，底线是 {share * total} 人。"


def objective_of(problem: SitingProblem, plan: SitingPlan) -> float:
    """The plan's objective from the data alone; the worst scenario where there are several."""
    if problem.model == "lscp":
        return float(len(set(plan.sites)))
    by_scenario = []
    for row in _table(problem, plan):
        pairs = [
            (float(weight), minutes)
            for name, weight, minutes in zip(problem.demand_ids, problem.weights, row, strict=True)
            if name not in plan.left_out
        ]
        if problem.model == "mclp":
            by_scenario.append(math.fsum(weight for weight, minutes in pairs if math.isfinite(minutes)))
        elif problem.model == "p-median":
            by_scenario.append(math.fsum(weight * minutes for weight, minutes in pairs if weight > 0))
        else:
            by_scenario.append(max((minutes for _, minutes in pairs), default=0.0))
    return min(by_scenario) if problem.model == "mclp" else max(by_scenario)


def _objective_holds(problem: SitingProblem, plan: SitingPlan) -> Iterator[str]:
    recomputed = objective_of(problem, plan)
    if _differs(recomputed, plan.objective):
        yield f"目标值应为 {recomputed}，方案写的是 {plan.objective}。"


def _bound_holds(problem: SitingProblem, plan: SitingPlan) -> Iterator[str]:
    if plan.bound is None:
        return
    better = plan.objective > plan.bound if problem.model == "mclp" else plan.objective < plan.bound
    if better and _differs(plan.objective, plan.bound):
        yield f"目标值 {plan.objective} 好过界限 {plan.bound}。"
    if plan.proven and _differs(plan.objective, plan.bound):
        yield f"称已证明最优，目标值 {plan.objective} 与界限 {plan.bound} 却不相等。"
