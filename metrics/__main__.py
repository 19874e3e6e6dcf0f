"""python -m metrics: list, show, reconcile, mechanisms, document, document-mechanisms.

Exit codes: 0 done, 1 the data is at fault, 2 the call is at fault.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from data_access.engine import Warehouse
from data_access.errors import WarehouseError
from metrics.ask.query import COMPARISONS, DIMENSIONS, query
from metrics.catalogue import CATALOGUE, get
from metrics.documentation import mechanisms_markdown, metrics_markdown
from metrics.errors import (
    MissingValue,
    QuestionError,
    UnknownCommand,
    UnknownFormat,
    UnknownOption,
)
from metrics.period import Period
from metrics.reads.reconciliation import mechanisms, reconcile
from metrics.reference import Reference, load_reference
from metrics.source import Source

app = typer.Typer(add_completion=False, no_args_is_help=True, help="指标：清单、取数、与公布数核对、举措与证据。")
_COMMANDS = ("list", "show", "reconcile", "mechanisms", "document", "document-mechanisms")
_OPTIONS = ("--county", "--period", "--township", "--by", "--compare", "--format", "--help")
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"
MECHANISMS_DOCUMENT = DOCUMENT.with_name("mechanisms.md")


FORMATS = {"table": "表格", "csv": "逗号分隔", "json": "JSON"}


def _known_format(text: str) -> str:
    """Return the format unchanged. Raises UnknownFormat."""
    if text not in FORMATS:
        raise UnknownFormat(text, FORMATS)
    return text


FormatOption = Annotated[
    str, typer.Option("--format", help="输出格式", metavar="|".join(FORMATS), callback=_known_format)
]


def _print(table: pd.DataFrame, output: str) -> None:
    match output:
        case "csv":
            table.to_csv(sys.stdout, index=False)
        case "json":
            typer.echo(table.to_json(orient="records", force_ascii=False))
        case _:
            typer.echo(table.to_string(index=False, na_rep=""))


def _townships(reference: Reference, county: str, texts: list[str], month: int) -> tuple[str, ...]:
    """Return township codes from codes or Chinese names, saying which were taken over by another since.

    Raises UnknownTownship.
    """
    codes = reference.townships_named(county, texts, month)
    ever = {text: place for place in reference.townships.values() for text in (place.code, place.name_zh)}
    for text in texts:
        place, code = ever[text], reference.township_named(county, text, month)
        if reference.townships[code].name_zh != place.name_zh:
            successor = reference.townships[code]
            typer.echo(f"“{place.name_zh}”已并入“{successor.name_zh}”，下面是{successor.name_zh}的数。", err=True)
    return codes


@app.command("list")
def list_command(output: FormatOption = "table") -> None:
    """列出全部指标。"""
    rows = [
        {
            "metric_id": metric.id,
            "name_zh": metric.name_zh,
            "name_en": metric.name_en,
            "family": metric.family,
            "unit": metric.unit,
            "better": metric.better,
            "definition_zh": metric.definition_zh,
            "definition_en": metric.definition_en,
            "source": metric.source.name,
            "edition": metric.source.edition,
        }
        for metric in CATALOGUE.values()
    ]
    _print(pd.DataFrame(rows), output)


@app.command()
def show(
    metric_id: Annotated[str, typer.Argument(metavar="METRIC", help="指标编号，见 list")],
    county: Annotated[str, typer.Option(help="县（市、区）代码或名称")],
    period: Annotated[str, typer.Option(help="2017、2017-06、2017Q2、2017H1 或 2017-01..2017-06")],
    township: Annotated[list[str] | None, typer.Option(help="乡镇代码或名称，可多个")] = None,
    by: Annotated[list[str] | None, typer.Option(help=f"分组：{'、'.join(DIMENSIONS)}")] = None,
    compare: Annotated[str | None, typer.Option(help=f"对比：{'、'.join(COMPARISONS)}")] = None,
    output: FormatOption = "table",
) -> None:
    """取一个指标的数。"""
    metric, asked = get(metric_id), Period.parse(period)
    engine = Warehouse().engine()
    reference = load_reference(engine)
    code = reference.county_named(county)
    rows = query(
        engine,
        reference,
        [metric],
        county=code,
        period=asked,
        by=tuple(by or ()),
        townships=_townships(reference, code, township or [], min(asked.last, reference.last_month)),
        compare=compare,
    )
    _print(rows, output)


@app.command("reconcile")
def reconcile_command(output: FormatOption = "table") -> None:
    """与五县公布的 219 个数逐一核对。"""
    engine = Warehouse().engine()
    _print(reconcile(Source(engine, load_reference(engine))), output)


@app.command("mechanisms")
def mechanisms_command(output: FormatOption = "table") -> None:
    """列出改革举措：在哪页、用哪些指标、哪些表、看到的样子、各多少行、地址。"""
    engine = Warehouse().engine()
    _print(mechanisms(engine), output)


@app.command()
def document() -> None:
    """由指标目录重写 docs/metrics.md。"""
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(metrics_markdown(), encoding="utf-8")
    typer.echo(f"已写入 {DOCUMENT.name}，共 {len(CATALOGUE)} 个指标。")


@app.command("document-mechanisms")
def document_mechanisms() -> None:
    """由数据仓库重写 docs/mechanisms.md。"""
    MECHANISMS_DOCUMENT.write_text(mechanisms_markdown(Warehouse().engine()), encoding="utf-8")
    typer.echo(f"已写入 {MECHANISMS_DOCUMENT.name}。")


def spread_lists(arguments: list[str]) -> list[str]:
    """Return arguments in which `--township A B C` reads `--township A --township B --township C`; likewise `--by`.

    Raises MissingValue for a list without a value: leaving it out would answer for the whole county unasked.
    """
    spread: list[str] = []
    option = ""
    for argument, following in zip(arguments, [*arguments[1:], "--"], strict=True):
        if argument.startswith("--"):
            if argument in ("--township", "--by") and following.startswith("--"):
                raise MissingValue(argument)
            option = argument if argument in ("--township", "--by") else ""
            if not option:
                spread.append(argument)
        elif option:
            spread += [option, argument]
        else:
            spread.append(argument)
    return spread


def _check_command(arguments: list[str]) -> None:
    """Raise UnknownCommand when the first word is no command."""
    if not arguments[0].startswith("-") and arguments[0] not in _COMMANDS:
        raise UnknownCommand(arguments[0], dict.fromkeys(_COMMANDS, ""))


def _misused(error: typer.TyperException) -> QuestionError:
    """Return in Chinese what typer found wrong with the call; its exceptions differ by the attributes they carry."""
    parameter = getattr(error, "param", None)
    option = getattr(error, "option_name", "")
    if hasattr(error, "possibilities"):
        return UnknownOption(option, dict.fromkeys(_OPTIONS, ""))
    if parameter is not None:
        return MissingValue(parameter.opts[0] if parameter.param_type_name == "option" else "METRIC")
    if option:
        return MissingValue(option)
    return QuestionError("unreadable_command")


def main(arguments: list[str] | None = None) -> None:
    """Run a command; every foreseeable fault is one line of Chinese on standard error."""
    try:
        given = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
        _check_command(given)
        try:
            app(spread_lists(given), standalone_mode=False)
        except typer.TyperException as error:
            raise _misused(error) from error
    except QuestionError as error:
        typer.echo(f"{error.happened}{error.next_step}", err=True)
        sys.exit(2)
    except WarehouseError as error:
        typer.echo(f"{error.happened}{error.next_step}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
