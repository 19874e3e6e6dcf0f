"""The commands for a county's own mechanisms: written to a file, a blank form, loaded from a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from data_access.changes import ChangeRefused
from data_access.engine import opened, warehouse_url
from data_access.errors import WarehouseError
from data_access.mechanisms.files import blank, mechanism_of, read_file
from data_access.mechanisms.kinds import VIEW_TABLES
from data_access.mechanisms.parcel import Examined, load
from data_access.mechanisms.record import Mechanism
from data_access.mechanisms.withdrawal import own_loads, withdraw
from metrics.entries import known_metrics
from metrics.own_mechanisms import first_form, mechanism_file
from words.mechanism_sheets import SHEETS

app = typer.Typer(no_args_is_help=True, help="本县自己的举措：导出、空表、装载。")
BAD_CALLS = ("mechanism_unknown", "mechanism_file_kind", "mechanism_views_unknown")


@contextmanager
def _named_faults() -> Iterator[None]:
    """Turn a refusal into its words and an exit code: 2 for a call that is at fault, 1 for data that is."""
    try:
        yield
    except WarehouseError as error:
        typer.echo(f"{error}", err=True)
        raise typer.Exit(2 if error.code in BAD_CALLS else 1) from error
    except OSError as error:
        typer.echo(f"没有完成：{error.strerror or error}", err=True)
        raise typer.Exit(1) from error


def _suffix(file: Path) -> str:
    """Return a file's suffix. Raises ChangeRefused for one that no mechanism is written as."""
    if file.suffix.lower() not in (".toml", ".xlsx"):
        raise ChangeRefused("mechanism_file_kind", name=file.name[:60])
    return file.suffix.lower()


Out = Annotated[Path, typer.Option("--out", help="写到哪个文件（.toml 或 .xlsx）", show_default=False)]


@app.command("export")
def export_command(
    mechanism_id: Annotated[str, typer.Argument(help="举措编号", show_default=False)],
    out: Out,
) -> None:
    """把一项举措连同它的数据行写成文件。"""
    with _named_faults():
        suffix = _suffix(out)
        with opened(warehouse_url()) as engine:
            content = mechanism_file(engine, mechanism_id, suffix)
        out.write_bytes(content)
    typer.echo(f"已导出：{out.name}")


@app.command("blank")
def blank_command(
    out: Out,
    view: Annotated[list[str], typer.Option("--view", help=f"证据种类：{'、'.join(VIEW_TABLES)}")],
    county: Annotated[str, typer.Option(help="县（市、区）六位代码；写了就列出本县的机构和乡镇")] = "",
) -> None:
    """写一份空表：举措一张，每种证据的数据表各一张，另有可选代码。"""
    with _named_faults():
        unknown = [name for name in view if name not in VIEW_TABLES]
        if unknown:
            raise ChangeRefused("mechanism_views_unknown", views=unknown, known=list(VIEW_TABLES))
        if _suffix(out) != ".xlsx":
            raise ChangeRefused("mechanism_file_kind", name=out.name[:60])
        if county:
            with opened(warehouse_url()) as engine:
                content = first_form(engine, county, tuple(view))
        else:
            content = blank(Mechanism(county, name_zh="", field="", owner="", views=tuple(view)))
        out.write_bytes(content)
    typer.echo(f"空表已写好：{out.name}")


@app.command("load")
def load_command(
    file: Annotated[Path, typer.Argument(help="填好的文件（.toml 或 .xlsx）", show_default=False)],
    who: Annotated[str, typer.Option(help="经手人，写工号或科室", show_default=False)],
    reason: Annotated[str, typer.Option(help="依据，不写则记为装载文件")] = "",
) -> None:
    """装载一份填好的文件；有一处错误就什么也不装载，并逐行说明。"""
    with _named_faults():
        parcel = read_file(file.name, file.read_bytes())
        why = reason or f"装载文件 {file.name}"[:200]
        examined = load(warehouse_url(), parcel, metrics=known_metrics(), who=who, reason=why)
    for line in told(examined):
        typer.echo(line)


@app.command("loads")
def loads_command(mechanism_id: Annotated[str, typer.Argument(help="举措编号", show_default=False)]) -> None:
    """列出一项举措按文件装载过的数据行，最近的在前。"""
    with _named_faults(), opened(warehouse_url()) as engine:
        mechanism_of(engine, mechanism_id)
        found = own_loads(engine, mechanism_id)
    if not found:
        typer.echo("这项举措没有按文件装载的行。")
    for load_of in found:
        typer.echo(
            f"{load_of.load_id}  {load_of.loaded_at:%Y-%m-%d %H:%M}  {load_of.loaded_by}  "
            f"{load_of.source_zh}  {load_of.rows} 行"
        )


@app.command("withdraw")
def withdraw_command(
    mechanism_id: Annotated[str, typer.Argument(help="举措编号", show_default=False)],
    load_id: Annotated[str, typer.Argument(help="装载编号，见 loads", show_default=False)],
    who: Annotated[str, typer.Option(help="经手人，写工号或科室", show_default=False)],
    reason: Annotated[str, typer.Option(help="依据", show_default=False)],
) -> None:
    """撤回一次装载：它新增的行取消，它改动的行恢复原样，记入日志。"""
    with _named_faults():
        removed, restored = withdraw(warehouse_url(), mechanism_id, load_id, who=who, reason=reason)
    typer.echo(f"已撤回：取消 {removed} 行，恢复 {restored} 行。")


def told(examined: Examined) -> list[str]:
    """Return what a load did, a line a table."""
    if examined.record is None or examined.changes_nothing:
        return ["文件内容与仓库相同，没有改动。"]
    lines = [f"举措“{examined.record.name_zh}”{'已新增' if examined.is_new else '已装载'}。"]
    for table_name, rows in examined.tables.items():
        name = SHEETS[table_name][0]
        lines.append(f"{name}：新增 {len(rows.new)} 行，改动 {len(rows.changed)} 行，相同 {rows.same} 行。")
    return lines
