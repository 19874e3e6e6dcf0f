"""`python -m planning site`: a siting question from CSV files, answered as one JSON object, a table or CSV."""

import csv
import json
import math
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import numpy as np
import typer

from planning.cells import Unreadable, number_of
from planning.faults import PlanningFault
from planning.siting.door import siting_problem
from planning.siting.faults import BadNumber, DuplicateId, NoFeasiblePlan, SitingFault, TimeRanOut, checked_seconds
from planning.siting.files import MatrixFile, aligned, read_matrix, read_names, read_numbers, same_places
from planning.siting.plan import SitingPlan
from planning.siting.problem import MODEL_ZH, SitingProblem
from planning.siting.proof import TIME_LIMIT_S, prove
from words.phrases import said

DATA_AT_FAULT, CALL_AT_FAULT = 1, 2


class ModelName(StrEnum):
    lscp = "lscp"
    mclp = "mclp"
    p_median = "p-median"
    p_center = "p-center"


class BackupName(StrEnum):
    none = "none"
    most = "most"
    every = "every"


class Format(StrEnum):
    json = "json"
    table = "table"
    csv = "csv"


def site(
    matrix: Annotated[list[Path], typer.Option(help="通行时间表：首列村编号，其余每列一个候选点，分钟；可给多个情景")],
    demand: Annotated[Path, typer.Option(help="需求表：村编号、人口（权重）两列，有表头")],
    model: Annotated[ModelName, typer.Option(help="lscp、mclp、p-median 或 p-center")],
    p: Annotated[int | None, typer.Option(help="新设点数；lscp 不用")] = None,
    limit: Annotated[float | None, typer.Option(help="通行时间上限（分钟，含）；p-median、p-center 可不给")] = None,
    existing: Annotated[list[str] | None, typer.Option(help="现有机构编号，可重复；不占 p，不花钱")] = None,
    existing_may_close: Annotated[bool, typer.Option(help="现有机构可以关闭；此时 p 计所有开放的点")] = False,
    forbidden: Annotated[list[str] | None, typer.Option(help="禁止设点的候选点，可重复")] = None,
    required: Annotated[list[str] | None, typer.Option(help="必须设点的候选点，可重复；占 p")] = None,
    capacity: Annotated[Path | None, typer.Option(help="服务能力表：候选点、人数；没列出的不限")] = None,
    residents: Annotated[Path | None, typer.Option(help="占用能力的人数表：村、人数；不给则用权重")] = None,
    cost: Annotated[Path | None, typer.Option(help="建设费用表：候选点、费用；没列出的为 0")] = None,
    budget: Annotated[float | None, typer.Option(help="预算，与费用同单位")] = None,
    backup: Annotated[
        BackupName, typer.Option(help="后备覆盖（lscp）：none、most 尽量、every 每村两点")
    ] = BackupName.none,
    townships: Annotated[Path | None, typer.Option(help="村所在乡镇表：村、乡镇")] = None,
    site_townships: Annotated[Path | None, typer.Option(help="候选点所在乡镇表：候选点、乡镇")] = None,
    floor_share: Annotated[list[str] | None, typer.Option(help="乡镇覆盖率底线，如 甲镇=0.8，可重复（mclp）")] = None,
    floor_sites: Annotated[list[str] | None, typer.Option(help="乡镇设点数底线，如 甲镇=1，可重复")] = None,
    leave_out_unreachable: Annotated[bool, typer.Option(help="没有候选点能到的村列为暂不覆盖，而不是判为无解")] = False,
    time_limit: Annotated[float, typer.Option(help="求解时限（秒）")] = TIME_LIMIT_S,
    output: Annotated[Format, typer.Option("--format", help="json、table 或 csv")] = Format.table,
) -> None:
    """选址：设几个点、设在哪里，给出方案、界限与证明。"""
    started = time.monotonic()
    try:
        checked_seconds(time_limit)
        first = read_matrix(matrix[0])
        scenarios = [first.minutes, *(same_places(first, read_matrix(path), path) for path in matrix[1:])]
        problem = siting_problem(
            np.stack(scenarios),
            aligned(first.demand_ids, read_numbers(demand, "people", first.demand_ids), demand, math.nan),
            model=model.value,
            limit_min=limit,
            p=p,
            demand_ids=first.demand_ids,
            candidate_ids=first.candidate_ids,
            scenario_names=_scenario_names(matrix),
            backup=backup.value,
            existing=existing or (),
            existing_may_close=existing_may_close,
            forbidden=forbidden or (),
            required=required or (),
            capacity=_site_numbers(first, capacity, "capacity", math.inf),
            residents=_village_numbers(first, residents),
            cost=_site_numbers(first, cost, "cost", 0.0),
            budget=budget,
            demand_township=_homes(first.demand_ids, townships),
            candidate_township=_homes(first.candidate_ids, site_townships),
            floor_share=_floors(floor_share or ()),
            floor_sites=_floors(floor_sites or ()),
            leave_out_unreachable=leave_out_unreachable,
        )
    except PlanningFault as fault:
        _refuse(fault)
    _answer(problem, time_limit, output, started)


def _answer(problem: SitingProblem, time_limit: float, output: Format, started: float) -> None:
    try:
        plan = prove(problem, time_limit_s=time_limit)
    except NoFeasiblePlan as fault:
        _show_without_plan(fault, list(fault.villages), None, True, output, started)
        _refuse(fault)
    except TimeRanOut as fault:
        _show_without_plan(fault, list(problem.demand_ids), fault.bound, False, output, started)
        _refuse(fault)
    except SitingFault as fault:
        _refuse(fault)
    _show(plan, output)


def _refuse(fault: PlanningFault) -> NoReturn:
    typer.echo(str(fault), err=True)
    raise typer.Exit(DATA_AT_FAULT if fault.at_fault == "data" else CALL_AT_FAULT)


def _scenario_names(paths: list[Path]) -> list[str]:
    """File names, told apart by number where two files are called alike."""
    stems = [path.stem for path in paths]
    return stems if len(set(stems)) == len(stems) else [f"{place}-{stem}" for place, stem in enumerate(stems, start=1)]


def _site_numbers(first: MatrixFile, path: Path | None, what: str, absent: float) -> "np.typing.ArrayLike | None":
    return (
        None
        if path is None
        else aligned(first.candidate_ids, read_numbers(path, what, first.candidate_ids), path, absent)
    )


def _village_numbers(first: MatrixFile, path: Path | None) -> "np.typing.ArrayLike | None":
    return (
        None
        if path is None
        else aligned(first.demand_ids, read_numbers(path, "headcount", first.demand_ids), path, math.nan)
    )


def _homes(ids: tuple[str, ...], path: Path | None) -> list[str] | None:
    return None if path is None else read_names(path, ids)


def _floors(texts: Sequence[str]) -> dict[str, float]:
    """Return township -> floor of options such as 甲镇=0.8; each township once."""
    floors: dict[str, float] = {}
    for text in texts:
        name, _, value = text.rpartition("=")
        try:
            number = number_of(value)
        except Unreadable as error:
            raise BadNumber("floor_unreadable", text=text) from error
        if name in floors:
            raise DuplicateId("floor_repeated", ids=(name,))
        floors[name] = number
    return floors


def as_json(plan: SitingPlan) -> dict[str, object]:
    """The plan as one JSON object: the eight fields scripts rely on first, then what people ask next."""
    return {
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "proven": plan.proven,
        "sites": list(plan.sites),
        "assignment": dict(plan.assignment),
        "uncovered": list(plan.uncovered),
        "seconds": round(plan.seconds, 3),
        "model": plan.model,
        "certainty": said(plan.certainty()),
        "feasible": True,
        "new_sites": list(plan.new_sites),
        "closed": list(plan.closed),
        "spare": list(plan.spare),
        "left_out": list(plan.left_out),
        "by_scenario": dict(plan.by_scenario),
        "covered_weight": plan.covered_weight,
        "total_weight": plan.total_weight,
        "backed_up": plan.backed_up,
    }


def _show_without_plan(
    fault: SitingFault, villages: list[str], bound: float | None, proven: bool, output: Format, started: float
) -> None:
    """The same object without a plan. `proven` and not `feasible`: it is proven that no plan exists."""
    if output is not Format.json:
        return
    answer: dict[str, object] = {
        "objective": None,
        "bound": bound,
        "gap": None,
        "proven": proven,
        "sites": [],
        "assignment": {},
        "uncovered": villages,
        "seconds": round(time.monotonic() - started, 3),
        "feasible": False if proven else None,
        "message": str(fault),
    }
    typer.echo(json.dumps(answer, ensure_ascii=False))


def _show(plan: SitingPlan, output: Format) -> None:
    if output is Format.json:
        typer.echo(json.dumps(as_json(plan), ensure_ascii=False))
    elif output is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["demand_id", "site_id", "covered"])
        outside = set(plan.uncovered)
        for village in [*plan.assignment, *(name for name in plan.uncovered if name not in plan.assignment)]:
            writer.writerow([village, plan.assignment.get(village, ""), int(village not in outside)])
    else:
        share = plan.covered_weight / plan.total_weight if plan.total_weight else 0.0
        typer.echo(f"{MODEL_ZH[plan.model]}（{plan.model}）：{said(plan.certainty())}，用时 {plan.seconds:.2f} 秒")
        typer.echo(f"目标值 {plan.objective:,.3f}，界限 {'未知' if plan.bound is None else f'{plan.bound:,.3f}'}")
        typer.echo(f"设点 {len(plan.sites)} 个：{'、'.join(plan.sites)}")
        typer.echo(f"覆盖 {plan.covered_weight:,.0f} / {plan.total_weight:,.0f} 人（{share:.1%}）")
        typer.echo(f"未覆盖 {len(plan.uncovered)} 个村：{'、'.join(plan.uncovered) or '无'}")
