"""python -m planning roster | replan | check | explain: rosters from files, without a screen or a warehouse.

Exit codes: 0 done, 1 the data is at fault (the row and the reason are printed), 2 the call is at fault.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from metrics.ledger.holidays import SpanTooLong, planned_periods, unpublished_words, working_days
from planning.cells import FIRST_YEAR, LAST_YEAR, text_of
from planning.faults import BadOption, NotWritten, PlanningFault
from planning.roster.checker import Tables, check_roster
from planning.roster.explain import explain
from planning.roster.faults import NoConflict
from planning.roster.files import NEEDED, WEIGHTS, read_question, read_roster
from planning.roster.problem import RosterProblem
from planning.roster.reading import roster_problem
from planning.roster.replan import replan
from planning.roster.sheets import cells_of_frame, change_sheet, roster_frame
from planning.roster.solve import solve_roster
from words.names import CADENCES
from words.phrases import Phrase, said

SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 86_400.0
CHECKED = ("pins", "earlier")
"""Optional tables that the checker looks at too."""
DATA_AT_FAULT, CALL_AT_FAULT = 1, 2

INPUT_HELP = (
    "输入：一个 JSON 文件，或一个放 CSV 的文件夹。表名：experts places leaves rules minutes（必需），"
    "demand history preferences pins earlier（可选；earlier 列时段之外的下沉，首末两周里也计次）；"
    "options（JSON）可含 home_floor most_per_week visit_hours day_minutes weights。"
)


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


InputArgument = Annotated[Path, typer.Argument(help=INPUT_HELP)]
RosterArgument = Annotated[Path, typer.Argument(help="班表（CSV 或 JSON）：expert_code institution_code visit_date …")]
FromOption = Annotated[dt.datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="排班第一天，如 2026-03-02")]
ToOption = Annotated[dt.datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="排班最后一天（含）")]
FrozenOption = Annotated[
    dt.datetime | None, typer.Option("--frozen-until", formats=["%Y-%m-%d"], help="冻结到哪一天（含），之前不改")
]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0.1, help="时限，秒")]
GapOption = Annotated[float, typer.Option("--gap", min=0.0, max=1.0, help="与最优差距不超过多少就停，0 为直到证明")]
FormatOption = Annotated[Format, typer.Option("--format", help="输出格式：table、csv 或 json")]
OutOption = Annotated[Path | None, typer.Option("--out", help="写到文件（CSV），不写则打印")]


def register(app: typer.Typer) -> None:
    """Add the four commands to the command line of the package."""
    app.command("roster", help="排班：给出最好的班表、下界和缺口。")(make_roster)
    app.command("replan", help="改班：有人请假后，改动最少的新班表和改动单。")(repair_roster)
    app.command("check", help="检查：用独立程序核对班表，有硬性错误时退出码为 1。")(inspect_roster)
    app.command("explain", help="说明：哪些规定、请假、路程不能同时满足，怎样调整。")(explain_roster)


def make_roster(
    source: InputArgument,
    first: FromOption,
    last: ToOption,
    seconds: SecondsOption = 30.0,
    gap: GapOption = 0.0,
    form: FormatOption = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Print the roster of some files; the proof and what is missing go to standard error."""

    def work() -> None:
        _seconds(seconds)
        plan = solve_roster(_problem(source, first, last), time_limit_s=seconds, target_gap=gap)
        _print(roster_frame(plan.problem, plan.cells), form, out)
        for phrase in (plan.words(), *plan.lacking()):
            typer.echo(said(phrase), err=True)

    _answer(work)


def repair_roster(
    source: InputArgument,
    published: RosterArgument,
    first: FromOption,
    last: ToOption,
    frozen_until: FrozenOption = None,
    seconds: SecondsOption = 10.0,
    form: FormatOption = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Print the change sheet; --out gets the whole new roster. The input's leaves already hold the new one."""

    def work() -> None:
        _seconds(seconds)
        problem = _problem(source, first, last)
        frozen = None if frozen_until is None else frozen_until.date()
        cells = cells_of_frame(problem, read_roster(published))
        repaired = replan(problem, cells, frozen_until=frozen, time_limit_s=seconds)
        _print(change_sheet(problem, repaired.changes), form, None)
        if out is not None:
            _print(roster_frame(problem, repaired.cells), form, out)
        typer.echo(said(repaired.words()), err=True)

    _answer(work)


def inspect_roster(
    source: InputArgument, roster: RosterArgument, first: FromOption, last: ToOption, form: FormatOption = Format.TABLE
) -> None:
    """Print every breach; exit code 1 when one of them forbids publishing."""

    def work() -> None:
        given: dict[str, Any] = _days(first, last)
        tables, options = read_question(source)
        given |= {name: value for name, value in options.items() if name != WEIGHTS}
        given |= {name: tables[name] for name in (*NEEDED, *CHECKED) if name in tables}
        given["periods"] = _periods(tables["rules"], first, last)
        report = check_roster(read_roster(roster), Tables(first=first.date(), last=last.date(), **given))
        _print(report.drop(columns="message"), form, None)
        blocking = int(report["blocks"].sum())
        typer.echo(f"硬性错误 {blocking} 处，欠缺 {len(report) - blocking} 处。", err=True)
        if blocking:
            raise typer.Exit(DATA_AT_FAULT)

    _answer(work)


def explain_roster(source: InputArgument, first: FromOption, last: ToOption, seconds: SecondsOption = 20.0) -> None:
    """Print the conflict behind the first unmet requirement, and its repairs."""

    def work() -> None:
        _seconds(seconds)
        problem = _problem(source, first, last)
        plan = solve_roster(problem, time_limit_s=seconds / 2, target_gap=0.01)
        try:
            typer.echo(said(explain(problem, plan, time_limit_s=seconds / 2).words()))
        except NoConflict as nothing:
            typer.echo(f"{nothing.happened}{nothing.next_step}")

    _answer(work)


def _answer(work: Callable[[], None]) -> None:
    """Run a command; a fault is printed in the reader's words and becomes the exit code."""
    try:
        work()
    except PlanningFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(DATA_AT_FAULT if fault.at_fault == "data" else CALL_AT_FAULT) from fault
    except SpanTooLong as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(CALL_AT_FAULT) from fault


def _problem(source: Path, first: dt.datetime, last: dt.datetime) -> RosterProblem:
    calendar = _days(first, last)
    tables, options = read_question(source)
    given: dict[str, Any] = {**options, **tables, **calendar, "periods": _periods(tables["rules"], first, last)}
    return roster_problem(**given)


def _days(first: dt.datetime, last: dt.datetime) -> dict[str, Any]:
    """Return the working days; days whose holidays nobody has published yet are said to be guessed."""
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        told: dict[str, Any] = {"first": first.date(), "last": last.date(), "least": FIRST_YEAR, "most": LAST_YEAR}
        raise BadOption("years_implausible", Phrase("row_horizon"), **told)
    days = working_days(first.date(), last.date())
    unpublished = unpublished_words(first.date(), last.date())
    if unpublished is not None:
        typer.echo(said(unpublished), err=True)
    return {"workdays": days}


def _periods(rules: pd.DataFrame, first: dt.datetime, last: dt.datetime) -> pd.DataFrame:
    cadences = [cadence for cadence in CADENCES if cadence in {text_of(one) for one in rules["cadence"]}]
    periods = [planned_periods(first.date(), last.date(), cadence) for cadence in cadences]
    empty = planned_periods(first.date(), last.date(), "week").iloc[:0]
    return pd.concat(periods, ignore_index=True) if periods else empty


def _seconds(seconds: float) -> None:
    """Raises BadOption for a time limit that is none."""
    if not (math.isfinite(seconds) and SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS):
        raise BadOption("seconds_wrong", Phrase("row_seconds"), seconds=seconds, most=int(LONGEST_SECONDS))


def _print(table: pd.DataFrame, form: Format, out: Path | None) -> None:
    if out is not None:
        _write(out, table.to_csv(index=False))
    elif form is Format.CSV:
        typer.echo(table.to_csv(index=False), nl=False)
    elif form is Format.JSON:
        typer.echo(table.to_json(orient="records", force_ascii=False, date_format="iso"))
    else:
        typer.echo(table.to_string(index=False) if len(table) else "（无）")


def _write(out: Path, text: str) -> None:
    """Write a file whole or not at all. Raises NotWritten."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(out)
    except (OSError, ValueError) as error:
        raise NotWritten("roster_not_written", name=out.name) from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            draft.unlink(missing_ok=True)
