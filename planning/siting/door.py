"""The door of the siting engine: every fault of a question is found here, before any solver sees it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

from planning.faults import nearest_to
from planning.siting.faults import (
    AllForbidden,
    BadLimit,
    BadNumber,
    BadSiteCount,
    CapacityTooSmall,
    ContradictoryOptions,
    DuplicateId,
    MissingResidents,
    NoCandidates,
    NoDemand,
    SitingFault,
    UnknownId,
    WrongShape,
    raise_found,
)
from planning.siting.problem import BACKUPS, MODELS, Backup, BoolArray, FloatArray, Model, SitingProblem


def siting_problem(
    minutes: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    model: Model,
    limit_min: float | None = None,
    p: int | None = None,
    demand_ids: Sequence[str] | None = None,
    candidate_ids: Sequence[str] | None = None,
    scenario_names: Sequence[str] | None = None,
    backup: Backup = "none",
    existing: Sequence[str] = (),
    existing_may_close: bool = False,
    forbidden: Sequence[str] = (),
    required: Sequence[str] = (),
    capacity: npt.ArrayLike | None = None,
    residents: npt.ArrayLike | None = None,
    cost: npt.ArrayLike | None = None,
    budget: float | None = None,
    demand_township: Sequence[str] | None = None,
    candidate_township: Sequence[str] | None = None,
    floor_share: Mapping[str, float] | None = None,
    floor_sites: Mapping[str, float] | None = None,
    leave_out_unreachable: bool = False,
) -> SitingProblem:
    """Check a siting question and freeze it; arguments as in `SitingProblem`.

    `minutes` may be (n_demand, n_candidates) for one scenario. `existing`, `forbidden` and `required` are candidate
    ids. Ids default to 1, 2, 3 …

    Raises the one `SitingFault` found, or `SeveralFaults` with all of them.
    """
    table = _numbers(minutes, "minutes")
    table = table[None] if table.ndim == 2 else table
    if table.ndim != 3:
        raise WrongShape("table_not_rectangular")
    people = _numbers(weights, "people").ravel()
    demand = _ids(demand_ids, table.shape[1])
    candidates = _ids(candidate_ids, table.shape[2])
    faults: list[SitingFault] = []
    problem = SitingProblem(
        minutes=table,
        weights=people,
        model=model,
        demand_ids=demand,
        candidate_ids=candidates,
        scenario_names=_scenario_names(scenario_names, table.shape[0]),
        limit_min=limit_min,
        p=None if model == "lscp" else p,
        backup=backup,
        existing=_mask(existing, candidates, "existing", faults),
        existing_may_close=existing_may_close,
        forbidden=_mask(forbidden, candidates, "forbidden", faults),
        required=_mask(required, candidates, "required", faults),
        capacity=None if capacity is None else _numbers(capacity, "capacity").ravel(),
        residents=people if residents is None else _numbers(residents, "room").ravel(),
        cost=None if cost is None else _numbers(cost, "cost").ravel(),
        budget=budget,
        demand_township=None if demand_township is None else tuple(demand_township),
        candidate_township=None if candidate_township is None else tuple(candidate_township),
        floor_share=dict(floor_share or {}),
        floor_sites=_counts(floor_sites or {}),
        leave_out_unreachable=leave_out_unreachable,
    )
    faults += faults_in_data(problem)
    raise_found(faults)  # options can only be judged against data that are sound
    raise_found(faults_in_call(problem))
    return problem


def _numbers(given: npt.ArrayLike, what: str) -> FloatArray:
    """Return an array of numbers. Raises WrongShape for ragged rows, BadNumber for what is no number."""
    try:
        return np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        if what == "minutes":
            raise WrongShape("table_not_rectangular") from error
        raise BadNumber("no_array_of_numbers", what=what) from error


def _counts(floors: Mapping[str, float]) -> dict[str, int]:
    """Return whole numbers as such; what is none stays as it is and is judged with the other options."""
    return {name: int(count) if float(count).is_integer() else cast(int, count) for name, count in floors.items()}


def _ids(given: Sequence[str] | None, count: int) -> tuple[str, ...]:
    return tuple(str(place) for place in range(1, count + 1)) if given is None else tuple(map(str, given))


def _scenario_names(given: Sequence[str] | None, count: int) -> tuple[str, ...]:
    if given is None:
        return tuple(f"情景{place}" for place in range(1, count + 1))
    if len(given) != count:
        raise WrongShape("scenario_names_short", wanted=count, given=len(given))
    if len(set(given)) != count:
        raise DuplicateId("scenario_names_repeated")
    return tuple(given)


def _mask(ids: Sequence[str], candidates: tuple[str, ...], what: str, faults: list[SitingFault]) -> BoolArray:
    positions = {name: place for place, name in enumerate(candidates)}
    mask = np.zeros(len(candidates), dtype=bool)
    unknown = [name for name in ids if name not in positions]
    if unknown:
        fault = _unknown_id(what, unknown, candidates)
        fault.at_fault = "call"  # the option names it, not a file
        faults.append(fault)
    mask[[positions[name] for name in ids if name in positions]] = True
    return mask


def _unknown_id(what: str, unknown: Sequence[str], known: Sequence[str]) -> UnknownId:
    return UnknownId("not_in_table", what=what, ids=tuple(unknown), hint=nearest_to(unknown[0], known))


def faults_in_data(problem: SitingProblem) -> list[SitingFault]:
    """Every fault of the arrays: shapes, ids, numbers."""
    if problem.n_demand == 0:
        return [NoDemand("no_village")]
    if problem.n_candidates == 0:
        return [NoCandidates("no_candidate")]
    shapes = list(_shape_faults(problem))
    return shapes or [*_duplicate_ids(problem), *_minutes_faults(problem), *_people_faults(problem)]


def _shape_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    villages, sites = problem.n_demand, problem.n_candidates
    expected: list[tuple[str, int, int]] = [
        ("village_ids", len(problem.demand_ids), villages),
        ("village_residents", len(problem.weights), villages),
        ("village_room", len(problem.residents), villages),
        ("candidate_ids", len(problem.candidate_ids), sites),
    ]
    if problem.capacity is not None:
        expected.append(("capacity", len(problem.capacity), sites))
    if problem.cost is not None:
        expected.append(("cost", len(problem.cost), sites))
    if problem.demand_township is not None:
        expected.append(("village_townships", len(problem.demand_township), villages))
    if problem.candidate_township is not None:
        expected.append(("candidate_townships", len(problem.candidate_township), sites))
    for what, given, wanted in expected:
        if given != wanted:
            yield WrongShape("lengths_differ", what=what, given=given, wanted=wanted)


def _duplicate_ids(problem: SitingProblem) -> Iterator[SitingFault]:
    for what, ids in (("village", problem.demand_ids), ("candidate", problem.candidate_ids)):
        twice = sorted({name for name in ids if ids.count(name) > 1}) if len(set(ids)) < len(ids) else []
        if twice:
            yield DuplicateId("ids_repeated", what=what, ids=tuple(twice))


def _minutes_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    for what, wrong in (("no_number", np.isnan(problem.minutes)), ("negative", problem.minutes < 0)):
        if wrong.any():
            _, village, site = (int(place) for place in np.argwhere(wrong)[0])
            yield BadNumber(
                "minutes_wrong",
                count=int(wrong.sum()),
                what=what,
                village=problem.demand_ids[village],
                site=problem.candidate_ids[site],
            )


def _people_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    missing = np.isnan(problem.weights) | np.isnan(problem.residents)
    if missing.any():
        ids = [problem.demand_ids[place] for place in np.flatnonzero(missing)]
        yield MissingResidents("residents_missing_of", total=problem.n_demand, count=len(ids), ids=tuple(ids))
    for what, values in (("people", problem.weights), ("room", problem.residents)):
        wrong = np.isinf(values) | (values < 0)
        if wrong.any():
            ids = [problem.demand_ids[place] for place in np.flatnonzero(wrong)]
            yield BadNumber("people_not_finite", what=what, ids=tuple(ids))
            return  # residents default to the weights: one fault is not reported twice
    for what, optional in (("capacity", problem.capacity), ("cost", problem.cost)):
        if optional is not None:
            yield from _site_numbers(problem, what, optional)


def _site_numbers(problem: SitingProblem, what: str, values: FloatArray) -> Iterator[SitingFault]:
    wrong = np.isnan(values) | (values < 0)
    if what == "cost":
        wrong |= np.isinf(values)
    if wrong.any():
        ids = [problem.candidate_ids[place] for place in np.flatnonzero(wrong)]
        yield BadNumber("site_number_wrong", what=what, ids=tuple(ids))


def faults_in_call(problem: SitingProblem) -> list[SitingFault]:
    """Every fault of the options, judged against sound data."""
    if problem.model not in MODELS:
        return [ContradictoryOptions("unknown_model", model=problem.model, possible=tuple(MODELS))]
    return [
        *_limit_faults(problem),
        *_candidate_faults(problem),
        *_count_faults(problem),
        *_option_faults(problem),
        *_floor_faults(problem),
        *_capacity_faults(problem),
    ]


def _limit_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    limit = problem.limit_min
    if limit is None:
        if problem.model in ("lscp", "mclp"):
            yield BadLimit("limit_missing", model=problem.model)
    elif not limit > 0 or np.isinf(limit):
        yield BadLimit("limit_not_positive", limit=limit)


def _candidate_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.forbidden.all():
        yield AllForbidden("all_forbidden", count=problem.n_candidates)
    clash = problem.forbidden & problem.must_open
    if clash.any():
        ids = [problem.candidate_ids[place] for place in np.flatnonzero(clash)]
        yield ContradictoryOptions("kept_and_forbidden", ids=tuple(ids))


def _count_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.p is None:
        if problem.model != "lscp" and problem.budget is None:
            yield BadSiteCount("count_missing", model=problem.model)
        return
    available = int((problem.allowed & problem.counted).sum())
    least = 0 if problem.kept.any() else 1
    if problem.p < least:
        yield BadSiteCount("too_few_wanted", wanted=problem.p, least=least)
    if problem.p > available:
        yield BadSiteCount("too_few_candidates", wanted=problem.p, allowed=available)
    required = int((problem.required & problem.counted).sum())
    if required > problem.p:
        yield BadSiteCount("too_many_required", required=required, wanted=problem.p)


def _option_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.backup not in BACKUPS:
        yield ContradictoryOptions("unknown_backup", backup=problem.backup, possible=tuple(BACKUPS))
    if problem.backup != "none" and problem.model != "lscp":
        yield ContradictoryOptions("backup_not_lscp", model=problem.model)
    if problem.budget is not None and problem.cost is None:
        yield ContradictoryOptions("budget_without_cost")
    if problem.budget is not None and not 0 <= problem.budget < np.inf:
        yield BadNumber("budget_negative", budget=problem.budget)
    if problem.budget is not None and problem.cost is not None:
        spent = float(problem.build_cost[problem.required].sum())
        if spent > problem.budget:
            yield ContradictoryOptions("budget_too_small", spent=spent, budget=problem.budget)


def _floor_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.floor_share and problem.model != "mclp":
        yield ContradictoryOptions("floor_not_mclp", model=problem.model)
    for what, floors, townships in (
        ("floor_share", problem.floor_share, problem.demand_township),
        ("floor_sites", problem.floor_sites, problem.candidate_township),
    ):
        if floors and townships is None:
            yield ContradictoryOptions("floor_without_townships", what=what)
        elif floors and townships is not None:
            unknown = sorted(set(floors) - set(townships))
            if unknown:
                yield UnknownId("floor_of_nowhere", what=what, ids=tuple(unknown))
    wrong = [name for name, share in problem.floor_share.items() if not 0 <= share <= 1]
    # Half a site is none: a floor that was cut to 0 would ask nothing and say nothing.
    wrong += [name for name, count in problem.floor_sites.items() if not 0 <= count < np.inf or count != int(count)]
    if wrong:
        yield BadNumber("floor_out_of_range", ids=tuple(wrong))


def _capacity_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    """Refuse when even every site open at once is too small; mclp may leave people out, so it is not refused."""
    if problem.capacity is None or problem.model == "mclp":
        return
    room = problem.capacity[problem.allowed]
    if problem.p is not None:
        free = np.sort(problem.capacity[problem.allowed & problem.counted])[::-1]
        room = np.concatenate([problem.capacity[problem.kept], free[: max(problem.p, 0)]])
    wanted, held = float(problem.residents[problem.served].sum()), float(room.sum())
    if held < wanted:
        yield CapacityTooSmall("capacity_too_small", wanted=wanted, sites=len(room), held=held, short=wanted - held)
