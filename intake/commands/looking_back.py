"""`python -m intake` history, undo, lock, unlock, locks: what was loaded, and what may no longer change."""

from __future__ import annotations

import csv
import sys
from typing import Annotated

import typer
from sqlalchemy import select

from data_access import schema
from data_access.engine import opened, warehouse_url
from data_access.loads import loads_of, take_back
from intake.calls import (
    County,
    Who,
    check_county,
    desk_of,
    told,
)
from intake.faults import BadCall
from intake.figures_changed import figures_of_undoing
from intake.locks import lock_period, locked_periods, unlock_period
from metrics.errors import UnknownPeriod
from metrics.period import Period
from metrics.reference import load_reference

app = typer.Typer()


@app.command()
def history(county: County) -> None:
    """列出装载过的文件（CSV）。List the files that were loaded."""
    with told(), opened(warehouse_url()) as engine:
        check_county(engine, county)
        columns = [
            "sequence",
            "load_id",
            "loaded_at",
            "loaded_by",
            "kind",
            "source_zh",
            "form",
            "first_month",
            "last_month",
        ]
        found = loads_of(engine, county)[[*columns, "rows_accepted", "rows_refused", "undone"]]
    print(found.to_csv(index=False, lineterminator="\n"), end="")


@app.command("lock")
def lock_command(
    county: County,
    period: Annotated[str, typer.Option("--period", help="时期：2024、2024Q3、2024-09、2024-01..2024-09")],
    who: Who,
    form: Annotated[str, typer.Option("--form", help="只锁这一种表；不写为全部")] = "",
    note: Annotated[str, typer.Option("--note", help="说明")] = "审核",
) -> None:
    """锁定一个已审的时期：会改动它的装载和撤销都不执行。Close a period that was reviewed."""
    with told():
        desk_of(county, who, None, None, "newest", form=form)
        lock_id = lock_period(warehouse_url(), county, _period(period), who=who, note=note, form=form)
        typer.echo(f"已锁定 {period}，编号 {lock_id}。")


@app.command("unlock")
def unlock_command(
    lock_id: Annotated[str, typer.Argument(help="锁定编号，见 locks")],
    who: Who,
    reason: Annotated[str, typer.Option("--reason", help="解锁的原因")],
) -> None:
    """解锁一个时期，原因和经手人留下记录。Open a closed period; who and why stay on record."""
    with told():
        unlock_period(warehouse_url(), lock_id, who=who, reason=reason)
        typer.echo(f"已解锁 {lock_id}。")


@app.command("locks")
def locks_command(county: County) -> None:
    """列出锁定过的时期（CSV），解锁的也在内。List closed periods, those opened again too."""
    with told(), opened(warehouse_url()) as engine:
        check_county(engine, county)
        rows = locked_periods(engine, county, standing=False)
    names = ("lock_id", "period", "form", "locked_by", "locked_at", "note", "unlocked_by", "unlocked_at", "reason")
    lines = [[each.period.key if name == "period" else getattr(each, name) for name in names] for each in rows]
    csv.writer(sys.stdout, lineterminator="\n").writerows([names, *lines])


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except UnknownPeriod as error:
        raise BadCall("intake_no_such_period", period=text[:40]) from error


@app.command("undo")
def undo_command(
    load_id: Annotated[str, typer.Argument(help="装载编号，见 history")],
    who: Who,
    reason: Annotated[str, typer.Option("--reason", help="撤销的原因")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出哪些公布的数会变（CSV），不撤销")] = False,
) -> None:
    """撤销一次装载，数回到装载之前。Take a load back."""
    with told():
        if dry_run:
            _print_undoing(load_id, who)
            return
        take_back(warehouse_url(), load_id, who=who, reason=reason)
        typer.echo(f"已撤销装载 {load_id}。")


def _print_undoing(load_id: str, who: str) -> None:
    url = warehouse_url()
    with opened(url) as engine:
        with engine.connect() as connection:
            own = select(schema.load.c.county_code).where(schema.load.c.load_id == load_id)
            county = connection.execute(own).scalar() or ""
        changed = figures_of_undoing(url, engine, load_reference(engine), county, load_id, who=who)
    lines = [(each.metric.id, each.period.key, each.township, each.before, each.after) for each in changed]
    names = ("metric", "period", "township", "before", "after")
    csv.writer(sys.stdout, lineterminator="\n").writerows([names, *lines])
