"""python -m planning roster | replan | check | explain: rosters from files, without a screen or a warehouse.

Exit codes: 0 done, 1 the data is at fault (the row and the reason are printed), 2 the call is at fault.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from metrics.ledger.holidays import SpanTooLong, planned_periods, working_days
from planning.roster.checker import Tables, check_roster
from planning.roster.explain import explain
from planning.roster.faults import MissingColumns, NoConflict, RosterFault
from planning.roster.problem import RosterProblem, Weights
from planning.roster.reading import roster_problem
from planning.roster.replan import replan
from planning.roster.sheets import cells_of_frame, change_sheet, roster_frame
from planning.roster.solve import solve_roster
from words.phrases import Phrase, said

NEEDED = ("experts", "places", "leaves", "rules", "minutes")
OPTIONAL = ("demand", "history", "preferences", "pins")
OPTIONS = ("home_floor", "most_per_week", "visit_hours", "day_minutes")
CODES = {"expert_code": str, "institution_code": str, "township_code": str, "county_code": str, "title": str}
DATA_AT_FAULT, CALL_AT_FAULT = 1, 2

INPUT_HELP = (
    "输入：一个 JSON 文件，或一个放 CSV 的文件夹。表名：experts places leaves rules minutes（必需），"
    "demand history preferences pins（可选）；options（JSON）可含 home_floor most_per_week visit_hours "
    "day_minutes weights。"
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


class _UnknownFile(RosterFault):
    """A file that is not there or cannot be read."""

    at_fault = "call"


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
        problem = _problem(source, first, last)
        frozen = None if frozen_until is None else frozen_until.date()
        cells = cells_of_frame(problem, _table(published))
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
        tables, options = _read(source)
        given: dict[str, Any] = {name: options[name] for name in OPTIONS if name in options}
        given |= {name: tables[name] for name in (*NEEDED, "pins") if name in tables}
        given |= _calendar(tables, first, last)
        report = check_roster(_table(roster), Tables(first=first.date(), last=last.date(), **given))
        _print(report.drop(columns="message"), form, None)
        blocking = int(report["blocks"].sum())
        typer.echo(f"硬性错误 {blocking} 处，欠缺 {len(report) - blocking} 处。", err=True)
        if blocking:
            raise typer.Exit(DATA_AT_FAULT)

    _answer(work)


def explain_roster(source: InputArgument, first: FromOption, last: ToOption, seconds: SecondsOption = 20.0) -> None:
    """Print the conflict behind the first unmet requirement, and its repairs."""

    def work() -> None:
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
    except RosterFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(DATA_AT_FAULT if fault.at_fault == "data" else CALL_AT_FAULT) from fault
    except SpanTooLong as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(CALL_AT_FAULT) from fault


def _problem(source: Path, first: dt.datetime, last: dt.datetime) -> RosterProblem:
    tables, options = _read(source)
    weights = Weights(**options["weights"]) if "weights" in options else None
    given: dict[str, Any] = {name: options[name] for name in OPTIONS if name in options}
    return roster_problem(**given, **tables, **_calendar(tables, first, last), weights=weights)


def _calendar(tables: dict[str, pd.DataFrame], first: dt.datetime, last: dt.datetime) -> dict[str, Any]:
    cadences = sorted(set(tables["rules"]["cadence"].dropna()) - {""}) if "cadence" in tables["rules"] else []
    periods = [planned_periods(first.date(), last.date(), cadence) for cadence in cadences]
    empty = planned_periods(first.date(), last.date(), "week").iloc[:0]
    return {
        "periods": pd.concat(periods, ignore_index=True) if periods else empty,
        "workdays": working_days(first.date(), last.date()),
    }


def _read(source: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the tables and options of a JSON file or a folder. Raises RosterFault."""
    if source.is_dir():
        tables = {name: _table(source / f"{name}.csv") for name in NEEDED}
        optional = {name: source / f"{name}.csv" for name in OPTIONAL}
        tables |= {name: _table(path) for name, path in optional.items() if path.is_file()}
        settings = source / "options.json"
        return tables, _json(settings) if settings.is_file() else {}
    content = _json(source)
    missing = [name for name in NEEDED if name not in content]
    if missing:
        raise MissingColumns("tables_missing", Phrase("row_file", name=source.name), tables=missing)
    tables = {name: pd.DataFrame(content[name]) for name in (*NEEDED, *OPTIONAL) if name in content}
    if tables["leaves"].empty:
        tables["leaves"] = pd.DataFrame(columns=["leave_id", "expert_code", "start_date", "end_date"])
    return tables, content.get("options", {})


def _json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _UnknownFile("roster_file_missing", Phrase("row_file", name=path)) from error
    except ValueError as error:
        raise MissingColumns("not_json", Phrase("row_file", name=path)) from error
    return content


def _table(path: Path) -> pd.DataFrame:
    try:
        if path.suffix == ".json":
            return pd.DataFrame(json.loads(path.read_text(encoding="utf-8")))
        return pd.read_csv(path, dtype=CODES)
    except OSError as error:
        raise _UnknownFile("roster_file_missing", Phrase("row_file", name=path)) from error
    except ValueError as error:
        raise MissingColumns("not_a_table", Phrase("row_file", name=path)) from error


def _print(table: pd.DataFrame, form: Format, out: Path | None) -> None:
    if out is not None:
        table.to_csv(out, index=False)
    elif form is Format.CSV:
        table.to_csv(sys.stdout, index=False)
    elif form is Format.JSON:
        typer.echo(table.to_json(orient="records", force_ascii=False, date_format="iso"))
    else:
        typer.echo(table.to_string(index=False) if len(table) else "（无）")
