"""Why no plan fits, in Chinese, with the numbers on both sides and the villages named."""

import numpy as np

from planning.siting.assignment_models import assignment_of, capacity_cover_program
from planning.siting.center import served_only
from planning.siting.cover_models import add_sites, lscp_program, mclp_program, must_cover_rows
from planning.siting.faults import NAMES_SHOWN, NoFeasiblePlan, named, number
from planning.siting.plan import Measured, measure
from planning.siting.problem import SitingProblem
from planning.siting.program import Deadline, Program, ProgramBuilder, run_highs


def refuse_unreachable(problem: SitingProblem) -> None:
    """Raise NoFeasiblePlan if a village that must be served has no (for backup: no two) usable candidates."""
    if problem.model == "mclp":
        return
    every = problem.usable.sum(axis=2).min(axis=0)
    choices = problem.usable_always.sum(axis=1) if problem.has_capacity else every
    alone = np.flatnonzero(problem.served & (choices == 0))
    if len(alone):
        raise _unreachable(problem, [int(village) for village in alone])
    single = np.flatnonzero(problem.served & (every == 1))
    if problem.backup == "every" and len(single):
        ids = [problem.demand_ids[village] for village in single]
        raise NoFeasiblePlan(
            f"后备覆盖要求每个村有 2 个点，{len(ids)} 个村{_within(problem)}只有 1 个候选点：{named(ids)}。",
            "请放宽上限、增加候选点，或改为“尽量后备”。",
            ids,
        )


def _within(problem: SitingProblem) -> str:
    return "" if problem.limit_min is None else f"在 {number(problem.limit_min)} 分钟内"


def _unreachable(problem: SitingProblem, villages: list[int]) -> NoFeasiblePlan:
    """Name each village with its nearest allowed candidate and the minutes, in the scenario where it is farthest."""
    minutes = np.where(problem.allowed, problem.minutes, np.inf)[:, villages].min(axis=2).max(axis=0)
    texts = []
    for village, nearest in list(zip(villages, minutes, strict=True))[:NAMES_SHOWN]:
        far = f"最近 {number(float(nearest))} 分钟" if np.isfinite(nearest) else "路网不通"
        texts.append(f"{problem.demand_ids[village]}（{far}）")
    more = f"等 {len(villages)} 个" if len(villages) > NAMES_SHOWN else ""
    finite = minutes[np.isfinite(minutes)]
    loosen = f"把上限放宽到 {number(float(finite.max()))} 分钟、" if len(finite) and problem.limit_min else ""
    happened = f"{len(villages)} 个村{_within(problem)}没有可用的候选点：{'、'.join(texts)}{more}。"
    ids = [problem.demand_ids[village] for village in villages]
    return NoFeasiblePlan(happened, f"请{loosen}增加候选点，或允许把这些村列为暂不覆盖。", ids)


def why_infeasible(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    """Find which condition cannot be met and which villages it leaves out; the solver has proven that none fits."""
    clash = _site_rules_clash(problem, deadline)
    if clash is not None:
        return clash
    if problem.model == "mclp":
        return _floors_out_of_reach(problem, deadline)
    return _too_few_sites(problem, deadline)


def _site_rules_clash(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan | None:
    """p, budget and sites per township against each other, before any village is looked at."""
    if not problem.floor_sites:
        return None
    columns = np.flatnonzero(problem.allowed)
    builder = ProgramBuilder()
    add_sites(builder, problem, columns)
    if run_highs(builder.program(columns), deadline).status != "infeasible":
        return None
    wanted = "、".join(f"{name} {least} 个" for name, least in problem.floor_sites.items())
    limits = _limits_in_words(problem)
    ids = [
        village
        for village, township in zip(problem.demand_ids, problem.demand_township or (), strict=False)
        if township in problem.floor_sites
    ]
    return NoFeasiblePlan(
        f"乡镇设点数底线（{wanted}）与条件“{limits}”不能同时满足。", "请降低底线或放宽其他条件。", ids
    )


def _limits_in_words(problem: SitingProblem) -> str:
    parts = []
    if problem.p is not None:
        parts.append(f"设 {problem.p} 个点")
    if problem.budget is not None:
        parts.append(f"预算 {number(problem.budget)}")
    if problem.has_capacity:
        parts.append("服务能力有限")
    return "、".join(parts) or "只用允许的候选点"


def _covering_most(problem: SitingProblem, weights: np.ndarray, deadline: Deadline) -> tuple[Program, Measured] | None:
    """The plan under the same limits that covers the most of `weights`, floors on shares set aside."""
    relaxed = problem.with_changes(model="mclp", weights=weights, floor_share={}, backup="none")
    program = capacity_cover_program(relaxed) if relaxed.has_capacity else mclp_program(relaxed)
    outcome = run_highs(program, deadline)
    if outcome.solution is None:
        return None
    opened = np.zeros(relaxed.n_candidates, dtype=bool)
    opened[outcome.opened(program)] = True
    serving = assignment_of(relaxed, program, outcome.solution) if relaxed.has_capacity else None
    return program, measure(relaxed, opened, serving)


def _too_few_sites(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    """Every village is in some candidate's reach, yet the limits on sites leave some out: say which, and what it
    would take."""
    question = served_only(problem)
    most = _covering_most(question, np.ones(question.n_demand), deadline)
    left_out = np.ones(question.n_demand, dtype=bool) if most is None else ~most[1].covered
    ids = [question.demand_ids[village] for village in np.flatnonzero(left_out)]
    limits = _limits_in_words(problem)
    if not ids:
        return _backup_out_of_reach(question, limits)
    total = question.n_demand
    reach = f"{_within(problem)}最多覆盖 {total} 个村中的 {total - len(ids)} 个"
    happened = f"{limits}，{reach}，覆盖不到：{named(ids)}。"
    return NoFeasiblePlan(happened, _what_it_takes(question, deadline), ids)


def _backup_out_of_reach(problem: SitingProblem, limits: str) -> NoFeasiblePlan:
    rows = must_cover_rows(problem).sum(axis=1).reshape(problem.n_scenarios, -1).min(axis=0)
    fewest = [problem.demand_ids[village] for village in np.flatnonzero(rows == rows.min())]
    return NoFeasiblePlan(
        f"{limits}，不能让每个村都有 2 个点；可选的候选点最少（{int(rows.min())} 个）的村是：{named(fewest)}。",
        "请放宽预算或设点数，或改为“尽量后备”。",
        fewest,
    )


def _what_it_takes(problem: SitingProblem, deadline: Deadline) -> str:
    """The least number of sites, or the least money, with which every village would be covered."""
    free = problem.with_changes(model="lscp", p=None, budget=None)
    everything = capacity_cover_program(free) if problem.has_capacity else lscp_program(free)
    outcome = run_highs(everything, deadline)
    if outcome.status == "infeasible":
        return "即使全部候选点都设也不够。请增加候选点或提高服务能力。"
    if outcome.solution is None or outcome.status != "proven" or (problem.p is None and problem.budget is None):
        return "请增加设点数、预算或服务能力，或放宽上限。"
    if problem.budget is not None:
        cost = _least_cost(problem, deadline)
        return f"全部覆盖至少要花 {cost}，预算是 {number(problem.budget)}。请增加预算或放宽上限。"
    opened = outcome.opened(everything)
    needed = int(problem.counted[opened].sum())
    if problem.p is not None and needed <= problem.p:
        return "请放宽上限或其他条件。"
    return f"全部覆盖至少要设 {needed} 个点，现在是 {problem.p} 个。请增加设点数或放宽上限。"


def _least_cost(problem: SitingProblem, deadline: Deadline) -> str:
    """What the cheapest plan that covers everyone costs, in words."""
    free = problem.with_changes(model="lscp", budget=None)
    program = capacity_cover_program(free) if problem.has_capacity else lscp_program(free)
    money = np.zeros(len(program.objective))
    money[: len(program.sites)] = problem.build_cost[program.sites]
    outcome = run_highs(Program(**{**program.__dict__, "objective": money}), deadline)
    if outcome.solution is None or outcome.status != "proven":
        return "更多"
    return number(float(problem.build_cost[outcome.opened(program)].sum()))


def _floors_out_of_reach(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    """Which township's floor fails by itself; if none does, which fail when all are wanted together."""
    assert problem.demand_township is not None
    townships = np.array(problem.demand_township)
    texts, left_out = [], np.zeros(problem.n_demand, dtype=bool)
    for name, share in problem.floor_share.items():
        weights = np.where(townships == name, problem.weights, 0.0)
        total = float(weights.sum())
        most = _covering_most(problem, weights, deadline) if total > 0 else None
        if most is not None and most[1].objective < share * total * (1 - 1e-9):
            texts.append(f"{name}最多覆盖 {most[1].objective / total:.1%}，底线是 {share:.1%}")
            left_out |= (weights > 0) & ~most[1].covered
    if texts:
        names = [problem.demand_ids[village] for village in np.flatnonzero(left_out)]
        happened = f"{_limits_in_words(problem)}：{'；'.join(texts)}。覆盖不到：{named(names)}。"
        return NoFeasiblePlan(happened, "请降低底线、增加设点数或增加候选点。", names)
    return _floors_together(problem, deadline)


def _floors_together(problem: SitingProblem, deadline: Deadline) -> NoFeasiblePlan:
    townships = np.array(problem.demand_township)
    weights = np.where(np.isin(townships, list(problem.floor_share)), problem.weights, 0.0)
    most = _covering_most(problem, weights, deadline)
    covered = np.zeros(problem.n_demand, dtype=bool) if most is None else most[1].covered
    texts, left_out = [], np.zeros(problem.n_demand, dtype=bool)
    for name, share in problem.floor_share.items():
        inside = townships == name
        reached = float(problem.weights[inside & covered].sum()) / max(float(problem.weights[inside].sum()), 1e-9)
        if reached < share:
            texts.append(f"{name} {reached:.1%}（底线 {share:.1%}）")
            left_out |= inside & ~covered
    names = [problem.demand_ids[village] for village in np.flatnonzero(left_out)]
    happened = f"各乡镇底线单独都能达到，{_limits_in_words(problem)}时不能同时达到：{'、'.join(texts)}。"
    return NoFeasiblePlan(happened, "请降低其中一个底线或增加设点数。", names)
