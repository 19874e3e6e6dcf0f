"""python -m data_access: build-sample, status, migrate, check.

Exit codes: 0 done, 1 the data is at fault, 2 the call is at fault.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import schema
from data_access.build import build_sample
from data_access.engine import Warehouse, open_engine, shown_address, warehouse_url
from data_access.errors import WarehouseError, describe_failure
from data_access.migrate import HEAD, current_revision, upgrade

app = typer.Typer(add_completion=False, no_args_is_help=True, help="数据仓库：生成示例、查看状态、升级结构。")


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _fail(message: str, code: int) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


def _bar(share: float, what: str) -> None:
    filled = int(share * 30)
    line = f"[{'█' * filled}{'·' * (30 - filled)}] {share:>4.0%} {what[:40]}"
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + line)
    elif share >= 1 or what.startswith("生成"):
        sys.stderr.write(line + "\n")
    sys.stderr.flush()


@app.command("build-sample")
def build_sample_command() -> None:
    """生成五县示例仓库（地址见 WAREHOUSE_URL，默认 var/yilan.duckdb）。"""
    url = warehouse_url()
    start = time.monotonic()
    try:
        build_sample(url, _bar)
    except OSError as error:
        raise _fail(f"\n没有生成示例仓库：{error.strerror or error}", 1) from error
    except SQLAlchemyError as error:
        failure = describe_failure(error, shown_address(url))
        raise _fail(f"\n{failure.happened}{failure.next_step}", 1) from error
    sys.stderr.write(f"\n示例仓库已生成：{shown_address(url)}，用时 {time.monotonic() - start:.1f} 秒。\n")


@app.command()
def status(output: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE) -> None:
    """列出每张表的行数和数据版本。"""
    warehouse = Warehouse()
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
    url = warehouse_url()
    engine = open_engine(url, read_only=False)
    try:
        with engine.begin() as connection:
            before = current_revision(connection) if inspect(connection).has_table("alembic_version") else None
            upgrade(connection)
    except SQLAlchemyError as error:
        failure = describe_failure(error, shown_address(url))
        raise _fail(f"{failure.happened}{failure.next_step}", 1) from error
    finally:
        engine.dispose()
    typer.echo(f"结构版本：{before or '无'} → {HEAD}")


@app.command()
def check() -> None:
    """检查仓库能否打开、结构是否相符；不相符时说明下一步。"""
    try:
        version = Warehouse().version()
    except WarehouseError as error:
        raise _fail(f"{error.happened}{error.next_step}", 1) from error
    typer.echo(f"仓库可用，数据版本 {version}。")


if __name__ == "__main__":
    app()
