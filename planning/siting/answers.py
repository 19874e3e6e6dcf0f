"""What a planner asks after the plan: how many sites, what else is as good, why not here, does it hold in snow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planning.siting.faults import NoFeasiblePlan, SitingFault, UnknownId
from planning.siting.plan import SitingPlan
from planning.siting.problem import Model, SitingProblem
from planning.siting.proof import TIME_LIMIT_S, prove
from words.phrases import Phrase


@dataclass(frozen=True)
class CurvePoint:
    """What `p` sites achieve, and what the last of them added (residents gained, or minutes saved; never negative)."""

    p: int
    objective: float
    bound: float | None
    proven: bool
    gain: float | None


def marginal_curve(
    problem: SitingProblem, p_values: Sequence[int], *, time_limit_s: float = TIME_LIMIT_S
) -> Iterator[CurvePoint]:
    """Solve for each p in turn; an lscp question is read as "residents covered by p sites".

    p_values : ascending. A p for which nothing is feasible is passed over. `time_limit_s` is for each p.
    """
    if problem.model == "lscp":
        problem = problem.with_changes(model="mclp", backup="none")
    before: float | None = None
    for p in p_values:
        try:
            plan = prove(problem.with_changes(p=p), time_limit_s=time_limit_s)
        except NoFeasiblePlan:
            continue
        gain = None if before is None else abs(plan.objective - before)
        before = plan.objective
        yield CurvePoint(p, plan.objective, plan.bound, plan.proven, gain)


def knee(points: Sequence[CurvePoint]) -> int | None:
    """The p after which a further site buys clearly less: farthest from the chord of the curve.

    None where the curve has fewer than three points or is straight. Source: Satopää et al. (2011), "Kneedle".
    """
    if len(points) < 3:
        return None
    p = np.array([point.p for point in points], dtype=np.float64)
    value = np.array([point.objective for point in points])
    rise = value[-1] - value[0]
    if rise == 0:
        return points[0].p
    ahead = (value - value[0]) / rise - (p - p[0]) / (p[-1] - p[0])
    best = int(ahead.argmax())
    return points[best].p if ahead[best] > 1e-9 else None


@dataclass(frozen=True)
class WhyNot:
    """What is lost if a site is forced into the plan; `plan` is the best plan with it, None where there is none."""

    site: str
    loss: float | None
    plan: SitingPlan | None
    words: Phrase


def why_not(problem: SitingProblem, plan: SitingPlan, site: str, *, time_limit_s: float = TIME_LIMIT_S) -> WhyNot:
    """Force a site in and solve again: what it costs, and what makes way for it.

    Raises UnknownId where the site is no candidate.
    """
    if site not in problem.candidate_ids:
        raise UnknownId("not_a_candidate", site=site)
    if site in plan.sites:
        return WhyNot(site, 0.0, plan, Phrase("already_chosen", site=site))
    place = problem.candidate_ids.index(site)
    required, forbidden = problem.required.copy(), problem.forbidden.copy()
    required[place], forbidden[place] = True, False
    lead = Phrase("if_allowed", site=site) if problem.forbidden[place] else None
    try:
        forced = prove(problem.with_changes(required=required, forbidden=forbidden), time_limit_s=time_limit_s)
    except SitingFault as fault:
        return WhyNot(site, None, None, Phrase("no_plan_with", lead=lead, site=site, fault=fault))
    loss = plan.objective - forced.objective if problem.maximises else forced.objective - plan.objective
    out = tuple(name for name in plan.sites if name not in forced.sites)
    words = Phrase(
        "why_not",
        lead=lead,
        change=Phrase("makes_way", site=site, ids=out) if out else Phrase("is_added", site=site),
        loss=_loss(problem, loss),
        care=None if plan.proven and forced.proven else Phrase("not_both_proven"),
    )
    return WhyNot(site, loss, forced, words)


def _unit(model: Model) -> str:
    """The code of the unit that a model's objective has."""
    return f"unit_{model}"


def _loss(problem: SitingProblem, loss: float) -> Phrase:
    if abs(loss) < 1e-9:
        return Phrase("as_good")
    unit = _unit(problem.model)
    if loss < 0:
        return Phrase("better_by", amount=-loss, unit=unit)
    return Phrase("worse_by", verb=f"loss_{problem.model}", amount=loss, unit=unit)


@dataclass(frozen=True)
class ScenarioView:
    """One scenario: what the plan achieves there, what the best plan for it alone would, and the difference."""

    scenario: str
    achieved: float | None
    best_alone: float | None
    regret: float | None
    own_sites: tuple[str, ...]
    words: Phrase


@dataclass(frozen=True)
class Stability:
    """How the choice of sites holds over scenarios; `chosen_in` counts, for each site, the scenarios that choose it."""

    views: tuple[ScenarioView, ...]
    chosen_in: dict[str, int]
    always: tuple[str, ...]


def stability(problem: SitingProblem, plan: SitingPlan, *, time_limit_s: float = TIME_LIMIT_S) -> Stability:
    """Solve each scenario alone and compare; a scenario without a feasible plan of its own says so."""
    views = [_view(problem, plan, number_of, time_limit_s) for number_of in range(problem.n_scenarios)]
    chosen_in: dict[str, int] = {}
    for view in views:
        for site in view.own_sites:
            chosen_in[site] = chosen_in.get(site, 0) + 1
    always = tuple(site for site in plan.sites if chosen_in.get(site, 0) == problem.n_scenarios)
    return Stability(tuple(views), chosen_in, always)


def _view(problem: SitingProblem, plan: SitingPlan, scenario: int, time_limit_s: float) -> ScenarioView:
    name = problem.scenario_names[scenario]
    alone = problem.with_changes(minutes=problem.minutes[scenario : scenario + 1], scenario_names=(name,))
    achieved = plan.by_scenario[name]
    try:
        own = prove(alone, time_limit_s=time_limit_s)
    except NoFeasiblePlan as fault:
        return ScenarioView(name, achieved, None, None, (), Phrase("no_plan_alone", scenario=name, fault=fault))
    regret = own.objective - achieved if problem.maximises else achieved - own.objective
    said = {"scenario": name, "achieved": achieved, "unit": _unit(problem.model)}
    alike = regret <= 1e-9 * max(1.0, abs(achieved))
    words = Phrase("best_alone", **said) if alike else Phrase("better_alone", **said, best=own.objective)
    return ScenarioView(name, achieved, own.objective, regret, own.sites, words)
