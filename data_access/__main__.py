"""python -m data_access: build-sample, import-roads, retime, mechanism, status, migrate, check, backup, restore.

Exit codes: 0 done, 1 the data is at fault, 2 the call is at fault.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, Connection, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import schema
from data_access.backend import backend_of
from data_access.build import build_sample, change_warehouse
from data_access.engine import Warehouse, describe_failure, shown_address, warehouse_url
from data_access.errors import WarehouseError, WarehouseMissing
from data_access.leave_reasons import forget_reasons
from data_access.mechanisms.command_line import app as mechanism_app
from data_access.migrate import HEAD, current_revision, upgrade
from data_access.progress_bar import bar
from words.phrases import said

app = typer.Typer(add_completion=False, no_args_is_help=True, help="数据仓库：生成示例、查看状态、升级结构。")
app.add_typer(mechanism_app, name="mechanism")


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _fail(message: str, code: int) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


def _address() -> URL:
    """Return the warehouse's address. Exits with 2 where WAREHOUSE_URL names none."""
    try:
        return warehouse_url()
    except WarehouseError as error:
        raise _fail(f"{error.happened}{error.next_step}", 2) from error


@app.command("build-sample")
def build_sample_command(
    discard_changes: Annotated[
        bool, typer.Option("--discard-changes", help="示例若被改动过，连同改动一起重新生成；实际数据绝不覆盖")
    ] = False,
) -> None:
    """生成五县示例仓库（地址见 WAREHOUSE_URL，默认 var/yilan.duckdb）；不覆盖实际数据。"""
    url = _address()
    start = time.monotonic()
    try:
        build_sample(url, bar, discard_changes=discard_changes)
    except WarehouseError as error:
        raise _fail(f"\n{error.happened}{error.next_step}", 1) from error
    except OSError as error:
        raise _fail(f"\n没有生成示例仓库：{error.strerror or error}", 1) from error
    except SQLAlchemyError as error:
        failure = describe_failure(error, url)
        raise _fail(f"\n{failure.happened}{failure.next_step}", 1) from error
    sys.stderr.write(f"\n示例仓库已生成：{shown_address(url)}，用时 {time.monotonic() - start:.1f} 秒。\n")


class Crs(StrEnum):
    """Coordinate systems that road files come in."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


@contextmanager
def _named_faults(what: str, stays: str) -> Iterator[None]:
    """Turn what can go wrong with roads and places into a sentence and an exit code; `stays` is what is kept."""
    from data_access.import_roads import FaultyNetwork, UnknownCountyCode, WrongCall
    from travel.faults import FaultyFeatures, RoadFileFault

    try:
        yield
    except UnknownCountyCode as error:
        raise _fail(f"\n仓库里没有代码为“{error}”的县（市、区）。请用 status 核对代码。", 2) from error
    except WrongCall as error:
        raise _fail(f"\n{what}：{error.happened}{error.next_step}{stays}", 2) from error
    except RoadFileFault as error:
        unit = "个要素" if isinstance(error, FaultyFeatures) else "行"
        rows = f"涉及第 {'、'.join(map(str, error.rows[:20]))} {unit}。" if error.rows else ""
        raise _fail(f"\n{what}：{error.happened}{rows}{error.next_step}{stays}", 1) from error
    except FaultyNetwork as error:
        raise _fail(f"\n{what}：{error}{stays}", 1) from error
    except WarehouseError as error:
        raise _fail(f"\n{what}：{error.happened}{error.next_step}", 1) from error
    except OSError as error:
        raise _fail(f"\n{what}：{error.strerror or error}{stays}", 1) from error


@app.command("import-roads")
def import_roads_command(
    file: Annotated[Path, typer.Argument(help="道路文件：.osm.pbf、.osm、.csv 或 .geojson", show_default=False)],
    county: Annotated[str, typer.Option(help="县（市、区）六位代码")],
    bbox: Annotated[str, typer.Option(help="西、南、东、北四个数，用半角逗号隔开；不写则按县域")] = "",
    crs: Annotated[Crs, typer.Option(help="CSV、GeoJSON 的坐标系")] = Crs.WGS84,
    edition: Annotated[str, typer.Option(help="路网版本名；不写则用文件名")] = "",
    valid_from: Annotated[int | None, typer.Option("--from", help="从哪个月起生效，例如 202501")] = None,
    replace: Annotated[list[str] | None, typer.Option(help="可以删去的已有路网版本，逐个写明")] = None,
    accept_loss: Annotated[bool, typer.Option("--accept-loss", help="明知新路网覆盖减少仍要导入")] = False,
) -> None:
    """导入一个县的道路，重算通行时间；有任何问题，原路网继续有效。"""
    from data_access.import_roads import import_county_roads
    from data_access.road_editions import box_of

    url = _address()
    with _named_faults("没有导入", "原路网继续有效。"):
        report = import_county_roads(
            url,
            file,
            county,
            region=box_of(bbox),
            system=crs.value,
            edition=edition,
            valid_from=valid_from,
            replace=replace or (),
            accept_loss=accept_loss,
            progress=bar,
        )
    sys.stderr.write("\n")
    for line in report.lines:
        typer.echo(said(line))


@app.command("retime")
def retime_command(county: Annotated[str, typer.Option(help="县（市、区）六位代码")]) -> None:
    """机构或村有变动后，在现有路网上重算一个县的通行时间；只检索变化涉及的部分。"""
    from data_access.retime import retime_county

    with _named_faults("没有重算", "原通行时间继续有效。"):
        redone = retime_county(_address(), county, progress=bar)
    sys.stderr.write("\n")
    typer.echo(said(redone))


@app.command()
def status(output: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE) -> None:
    """列出每张表的行数和数据版本。"""
    warehouse = Warehouse(_address())
    try:
        engine = warehouse.engine()
        version = warehouse.version()
        with engine.connect() as connection:
            counts = [
                {
                    "table": table.name,
                    "rows": int(connection.execute(select(func.count()).select_from(table)).scalar() or 0),
                }
                for table in schema.metadata.sorted_tables
            ]
    except WarehouseError as error:
        raise _fail(f"{error.happened}{error.next_step}", 1) from error
    if output is Format.JSON:
        typer.echo(json.dumps({"version": version, "schema": HEAD, "tables": counts}, ensure_ascii=False))
        return
    if output is Format.CSV:
        writer = csv.DictWriter(sys.stdout, ["table", "rows"])
        writer.writeheader()
        writer.writerows(counts)
        return
    typer.echo(f"仓库 {warehouse.address}  数据版本 {version}  结构版本 {HEAD}")
    for row in counts:
        typer.echo(f"{row['table']:<24}{row['rows']:>12,}")


@app.command()
def migrate() -> None:
    """把仓库结构升级到本程序的版本。"""
    url, before = _address(), [""]

    def work(connection: Connection) -> None:
        before[0] = (current_revision(connection) or "") if inspect(connection).has_table("alembic_version") else ""
        upgrade(connection)
        forget_reasons(connection)

    # One writer after the other, and readers go on: as with every change.
    try:
        try:
            change_warehouse(url, work)
        except WarehouseMissing:
            backend_of(url).replace(url, work)
    except SQLAlchemyError as error:
        failure = describe_failure(error, url)
        raise _fail(f"{failure.happened}{failure.next_step}", 1) from error
    except WarehouseError as error:
        raise _fail(f"{error.happened}{error.next_step}", 1) from error
    typer.echo(f"结构版本：{before[0] or '无'} → {HEAD}")


@contextmanager
def _nothing_done(what: str) -> Iterator[None]:
    """Turn what keeps a backup from being made or restored into a sentence and exit code 1."""
    try:
        yield
    except WarehouseError as error:
        raise _fail(f"\n{error.happened}{error.next_step}", 1) from error
    except OSError as error:
        raise _fail(f"\n{what}：{error.strerror or error}", 1) from error


@app.command("backup")
def backup_command(
    file: Annotated[Path, typer.Argument(help="写到哪个文件，例如 备份-20250110.duckdb", show_default=False)],
) -> None:
    """把整个仓库备份成一个文件；页面照常使用，不覆盖已有文件。"""
    from data_access.backup import backup

    url = _address()
    with _nothing_done("没有备份"):
        version = backup(url, file, bar)
    typer.echo(f"已备份：{file.name}，数据版本 {version}。")


@app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(help="备份文件", show_default=False)],
    replace: Annotated[bool, typer.Option("--replace", help="仓库里已有数据时，用备份换掉它")] = False,
) -> None:
    """用备份恢复整个仓库；备份先查一遍，有问题就不恢复，原数据一行不动。"""
    from data_access.backup import restore

    url = _address()
    with _nothing_done("没有恢复"):
        version = restore(url, file, bar, replace=replace)
    typer.echo(f"已恢复：数据版本 {version}。打开着的页面几秒内就会看到。")


@app.command()
def check() -> None:
    """检查仓库能否打开、结构是否相符、数据有无重复、无主、负数等；有问题时逐条说明，退出码 1。"""
    from data_access.checks import broken, told

    warehouse = Warehouse(_address())
    try:
        version = warehouse.version()
        found = broken(warehouse.engine())
    except WarehouseError as error:
        raise _fail(f"{error.happened}{error.next_step}", 1) from error
    for fault in found:
        typer.echo(said(told(fault)))
    if found:
        raise _fail(
            f"仓库能打开（数据版本 {version}），但有{len(found)}处数据不能用。请改正来源后重新装载，再检查一次。", 1
        )
    typer.echo(f"仓库可用，数据版本 {version}。")


if __name__ == "__main__":
    app()
