"""The door of the siting engine: every fault of a question is found here, before any solver sees it."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

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
    named,
    number,
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
    floor_sites: Mapping[str, int] | None = None,
    leave_out_unreachable: bool = False,
) -> SitingProblem:
    """Check a siting question and freeze it; arguments as in `SitingProblem`.

    `minutes` may be (n_demand, n_candidates) for one scenario. `existing`, `forbidden` and `required` are candidate
    ids. Ids default to 1, 2, 3 …

    Raises the one `SitingFault` found, or `SeveralFaults` with all of them.
    """
    table = np.array(minutes, dtype=np.float64)
    table = table[None] if table.ndim == 2 else table
    if table.ndim != 3:
        raise WrongShape("通行时间表不是二维或三维数组。", "请给出 村×候选点，或 情景×村×候选点 的分钟数。")
    people = np.array(weights, dtype=np.float64).ravel()
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
        existing=_mask(existing, candidates, "现有机构", faults),
        existing_may_close=existing_may_close,
        forbidden=_mask(forbidden, candidates, "禁止设点", faults),
        required=_mask(required, candidates, "必须设点", faults),
        capacity=None if capacity is None else np.array(capacity, dtype=np.float64).ravel(),
        residents=people if residents is None else np.array(residents, dtype=np.float64).ravel(),
        cost=None if cost is None else np.array(cost, dtype=np.float64).ravel(),
        budget=budget,
        demand_township=None if demand_township is None else tuple(demand_township),
        candidate_township=None if candidate_township is None else tuple(candidate_township),
        floor_share=dict(floor_share or {}),
        floor_sites=dict(floor_sites or {}),
        leave_out_unreachable=leave_out_unreachable,
    )
    faults += faults_in_data(problem)
    raise_found(faults)  # options can only be judged against data that are sound
    raise_found(faults_in_call(problem))
    return problem


def _ids(given: Sequence[str] | None, count: int) -> tuple[str, ...]:
    return tuple(str(place) for place in range(1, count + 1)) if given is None else tuple(map(str, given))


def _scenario_names(given: Sequence[str] | None, count: int) -> tuple[str, ...]:
    if given is None:
        return tuple(f"情景{place}" for place in range(1, count + 1))
    if len(given) != count:
        raise WrongShape(f"有 {count} 个情景，却给了 {len(given)} 个名称。", "请让名称与情景一一对应。")
    if len(set(given)) != count:
        raise DuplicateId("情景名称有重复。", "请给每个情景起不同的名称。")
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
    near = difflib.get_close_matches(unknown[0], known, n=1)
    hint = f"最接近的是“{near[0]}”。" if near else ""
    return UnknownId(f"{what}里的 {named(unknown)} 不在通行时间表中。{hint}", "请核对编号后重试。")


def faults_in_data(problem: SitingProblem) -> list[SitingFault]:
    """Every fault of the arrays: shapes, ids, numbers."""
    if problem.n_demand == 0:
        return [NoDemand("通行时间表里没有村。", "请至少给出一个村的通行时间。")]
    if problem.n_candidates == 0:
        return [NoCandidates("没有候选点：通行时间表里没有候选点列。", "请至少给出一个候选点。")]
    shapes = list(_shape_faults(problem))
    return shapes or [*_duplicate_ids(problem), *_minutes_faults(problem), *_people_faults(problem)]


def _shape_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    villages, sites = problem.n_demand, problem.n_candidates
    expected: list[tuple[str, int, int]] = [
        ("村编号", len(problem.demand_ids), villages),
        ("村的人口", len(problem.weights), villages),
        ("村的占用人数", len(problem.residents), villages),
        ("候选点编号", len(problem.candidate_ids), sites),
    ]
    if problem.capacity is not None:
        expected.append(("服务能力", len(problem.capacity), sites))
    if problem.cost is not None:
        expected.append(("建设费用", len(problem.cost), sites))
    if problem.demand_township is not None:
        expected.append(("村所在乡镇", len(problem.demand_township), villages))
    if problem.candidate_township is not None:
        expected.append(("候选点所在乡镇", len(problem.candidate_township), sites))
    for what, given, wanted in expected:
        if given != wanted:
            yield WrongShape(f"{what}有 {given} 个，通行时间表里是 {wanted} 个。", "请让两者一一对应。")


def _duplicate_ids(problem: SitingProblem) -> Iterator[SitingFault]:
    for what, ids in (("村", problem.demand_ids), ("候选点", problem.candidate_ids)):
        twice = sorted({name for name in ids if ids.count(name) > 1}) if len(set(ids)) < len(ids) else []
        if twice:
            yield DuplicateId(f"{what}编号重复：{named(twice)}。", "请让每个编号只出现一次。")


def _minutes_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    for what, wrong in (("不是数字", np.isnan(problem.minutes)), ("是负数", problem.minutes < 0)):
        if wrong.any():
            _, village, site = (int(place) for place in np.argwhere(wrong)[0])
            pair = f"村 {problem.demand_ids[village]} 到候选点 {problem.candidate_ids[site]}"
            yield BadNumber(
                f"通行时间有 {int(wrong.sum())} 处{what}，第一处是{pair}。", "请改为不小于 0 的分钟数；到不了的留空。"
            )


def _people_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    missing = np.isnan(problem.weights) | np.isnan(problem.residents)
    if missing.any():
        ids = [problem.demand_ids[place] for place in np.flatnonzero(missing)]
        yield MissingResidents(
            f"{problem.n_demand} 个村中有 {len(ids)} 个没有人口数：{named(ids)}。", "请补上人口，没有人住的村填 0。"
        )
    for what, values in (("人口", problem.weights), ("占用人数", problem.residents)):
        wrong = np.isinf(values) | (values < 0)
        if wrong.any():
            ids = [problem.demand_ids[place] for place in np.flatnonzero(wrong)]
            yield BadNumber(f"{what}应是不小于 0 的有限数，{named(ids)} 不是。", "请更正后重试。")
            return  # residents default to the weights: one fault is not reported twice
    for what, optional in (("服务能力", problem.capacity), ("建设费用", problem.cost)):
        if optional is not None:
            yield from _site_numbers(problem, what, optional)


def _site_numbers(problem: SitingProblem, what: str, values: FloatArray) -> Iterator[SitingFault]:
    wrong = np.isnan(values) | (values < 0)
    if what == "建设费用":
        wrong |= np.isinf(values)
    if wrong.any():
        ids = [problem.candidate_ids[place] for place in np.flatnonzero(wrong)]
        yield BadNumber(f"{what}应是不小于 0 的数，候选点 {named(ids)} 不是。", "请更正后重试。")


def faults_in_call(problem: SitingProblem) -> list[SitingFault]:
    """Every fault of the options, judged against sound data."""
    if problem.model not in MODELS:
        return [ContradictoryOptions(f"没有“{problem.model}”这种模型。", f"可选：{'、'.join(MODELS)}。")]
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
            yield BadLimit(f"{problem.model} 需要通行时间上限，现在没有给。", "请给出分钟数，例如 30。")
    elif not limit > 0 or np.isinf(limit):
        yield BadLimit(f"通行时间上限是 {number(limit)} 分钟，应大于 0。", "请改为大于 0 的分钟数，例如 30。")


def _candidate_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.forbidden.all():
        yield AllForbidden(f"{problem.n_candidates} 个候选点全部被禁止，可用 0 个。", "请至少允许一个候选点。")
    clash = problem.forbidden & problem.must_open
    if clash.any():
        ids = [problem.candidate_ids[place] for place in np.flatnonzero(clash)]
        yield ContradictoryOptions(f"{named(ids)} 既要保留或必选，又被禁止。", "请从其中一项里去掉。")


def _count_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.p is None:
        if problem.model != "lscp" and problem.budget is None:
            yield BadSiteCount(f"{problem.model} 需要新设点数 p 或预算，现在都没有给。", "请给出 p 或预算。")
        return
    available = int((problem.allowed & problem.counted).sum())
    least = 0 if problem.kept.any() else 1
    if problem.p < least:
        yield BadSiteCount(f"要设 {problem.p} 个点，至少应为 {least} 个。", f"请把 p 改为 {least} 或更大。")
    if problem.p > available:
        yield BadSiteCount(f"要设 {problem.p} 个点，可用的候选点只有 {available} 个。", "请减少 p 或增加候选点。")
    required = int((problem.required & problem.counted).sum())
    if required > problem.p:
        yield BadSiteCount(f"必须设的点有 {required} 个，p 只有 {problem.p}。", "请增大 p 或减少必设的点。")


def _option_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.backup not in BACKUPS:
        yield ContradictoryOptions(f"没有“{problem.backup}”这种后备覆盖。", f"可选：{'、'.join(BACKUPS)}。")
    if problem.backup != "none" and problem.model != "lscp":
        yield ContradictoryOptions(
            f"后备覆盖只用于 lscp，现在的模型是 {problem.model}。", "请去掉后备覆盖或改用 lscp。"
        )
    if problem.budget is not None and problem.cost is None:
        yield ContradictoryOptions("给了预算，没有给候选点的建设费用。", "请补上每个候选点的费用。")
    if problem.budget is not None and not problem.budget >= 0:
        yield BadNumber(f"预算是 {number(problem.budget)}，应不小于 0。", "请更正预算。")
    if problem.budget is not None and problem.cost is not None:
        spent = float(problem.build_cost[problem.required].sum())
        if spent > problem.budget:
            yield ContradictoryOptions(
                f"必须设的点要花 {number(spent)}，预算只有 {number(problem.budget)}。", "请增加预算或减少必设的点。"
            )


def _floor_faults(problem: SitingProblem) -> Iterator[SitingFault]:
    if problem.floor_share and problem.model != "mclp":
        yield ContradictoryOptions(
            f"乡镇覆盖率底线只用于 mclp，现在的模型是 {problem.model}。", "请去掉底线或改用 mclp。"
        )
    for what, floors, townships in (
        ("乡镇覆盖率底线", problem.floor_share, problem.demand_township),
        ("乡镇设点数底线", problem.floor_sites, problem.candidate_township),
    ):
        if floors and townships is None:
            yield ContradictoryOptions(f"给了{what}，没有给所在乡镇。", "请补上每个村或候选点所在的乡镇。")
        elif floors and townships is not None:
            unknown = sorted(set(floors) - set(townships))
            if unknown:
                yield UnknownId(f"{what}里的 {named(unknown)} 没有对应的村或候选点。", "请核对乡镇编号。")
    wrong = [name for name, share in problem.floor_share.items() if not 0 <= share <= 1]
    wrong += [name for name, count in problem.floor_sites.items() if count < 0]
    if wrong:
        yield BadNumber(f"{named(wrong)} 的底线超出范围。", "覆盖率填 0 到 1，设点数填不小于 0 的整数。")


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
        short = number(wanted - held)
        yield CapacityTooSmall(
            f"要服务 {number(wanted)} 人，{len(room)} 个点合计最多接 {number(held)} 人，差 {short} 人。",
            "请提高服务能力、增加设点数，或减少要服务的人口。",
        )
