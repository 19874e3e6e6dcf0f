"""python -m metrics: list, show, revisions, smallest-change, edition, reconcile, mechanisms, document and the like.

Exit codes: 0 done, 1 the data is at fault, 2 the call is at fault.
"""

from __future__ import annotations

import sys
from dataclasses import astuple
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from data_access.changes import now_utc
from data_access.engine import Warehouse, warehouse_url
from data_access.errors import WarehouseError
from data_access.moments import UnknownMoment, engine_as_of
from metrics.ask.query import COMPARISONS, DIMENSIONS
from metrics.catalogue import CATALOGUE, get
from metrics.documentation import mechanisms_markdown, metrics_markdown
from metrics.editions import AS_LISTED, choose_edition, in_edition
from metrics.errors import (
    MissingValue,
    QuestionError,
    UnknownCommand,
    UnknownFormat,
    UnknownOption,
)
from metrics.judge.matters import decide_smallest_change, smallest_change_decisions, usual_size
from metrics.judge.pooled import pooled_years
from metrics.named import catalogue_rows, metric_named
from metrics.own_indicators import define, text_of, withdraw
from metrics.period import Period
from metrics.reads.reconciliation import mechanisms, reconcile
from metrics.reads.revisions import revisions, usual_revisions
from metrics.reads.whole_answer import CALIBRE_COLUMNS, VERSION_COLUMNS, whole_answer
from metrics.reference import Reference, load_reference
from metrics.scope import Scope, comparison
from metrics.source import Source
from words.few_cases import few_cases_words
from words.revisions import revision_words

app = typer.Typer(add_completion=False, no_args_is_help=True, help="指标：清单、取数、与公布数核对、举措与证据。")
_COMMANDS = (
    *("list", "show", "revisions", "smallest-change", "edition", "own", "reconcile", "mechanisms"),
    *("document", "document-mechanisms"),
)
_OPTIONS = (
    "--size",
    "--usual",
    "--choose",
    "--define",
    "--withdraw",
    "--who",
    "--why",
    "--county",
    "--period",
    "--township",
    "--by",
    "--compare",
    "--as-of",
    "--format",
    "--help",
)
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"
MECHANISMS_DOCUMENT = DOCUMENT.with_name("mechanisms.md")


_VERSIONS = (("数据版本", "data_version"), ("设置", "settings_version"), ("程序", "code_version"))
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
    _print(catalogue_rows(), output)


@app.command()
def show(
    metric_id: Annotated[str, typer.Argument(metavar="METRIC", help="指标编号，见 list")],
    county: Annotated[str, typer.Option(help="县（市、区）代码或名称")],
    period: Annotated[str, typer.Option(help="2017、2017-06、2017Q2、2017H1 或 2017-01..2017-06")],
    township: Annotated[list[str] | None, typer.Option(help="乡镇代码或名称，可多个")] = None,
    by: Annotated[list[str] | None, typer.Option(help=f"分组：{'、'.join(DIMENSIONS)}")] = None,
    compare: Annotated[str | None, typer.Option(help=f"对比：{'、'.join(COMPARISONS)}")] = None,
    then: Annotated[str, typer.Option("--as-of", help="按哪次装载之后的数：装载的次序，或日期如 2024-12-31")] = "",
    output: FormatOption = "table",
) -> None:
    """取一个指标的数，连同控制图界限、口径、口径版本和数据版本。"""
    asked, engine = Period.parse(period), engine_as_of(Warehouse().engine(), then)
    reference = load_reference(engine)
    code = reference.county_named(county)
    metric = metric_named(reference, code, metric_id)
    townships = _townships(reference, code, township or [], min(asked.last, reference.last_month))
    scope = Scope(code, asked, townships, comparison(compare), reference.as_of)
    source = Source(engine, reference)
    rows = whole_answer(source, metric, scope, tuple(by or ()))
    few = None if by else pooled_years(source, in_edition(reference, code, metric), scope)
    if output == "table":
        # Sentences and versions are the same in every row: under a table they stand once.
        _print(rows.drop(columns=[*CALIBRE_COLUMNS, *VERSION_COLUMNS]), output)
        typer.echo(f"口径：{metric.definition_zh}\n来源：{metric.source.name}；口径版本：{metric.source.edition}")
        if few is not None:
            typer.echo(few_cases_words(*astuple(few), unit=metric.unit, decimals=metric.decimals)[0] + "。")
        typer.echo("；".join(f"{zh}{rows[name].iloc[0]}" for zh, name in _VERSIONS if len(rows)))
        if reference.as_of:
            typer.echo(f"这是第{reference.as_of}次装载之后的数，不是现在的。")
        return
    _print(rows, output)


@app.command("revisions")
def revisions_command(
    metric_id: Annotated[str, typer.Argument(metavar="METRIC", help="指标编号，见 list")],
    county: Annotated[str, typer.Option(help="县（市、区）代码或名称")],
    output: FormatOption = "table",
) -> None:
    """列出各月的初报数、一月后、三月后和现在的数，以及通常改动多少。"""
    metric, engine = get(metric_id), Warehouse().engine()
    source = Source(engine, load_reference(engine))
    rows = revisions(source, metric, source.reference.county_named(county), at=now_utc())
    _print(rows, output)
    if output == "table":
        for each in usual_revisions(metric, rows):
            typer.echo(revision_words(*astuple(each))[0])


@app.command("smallest-change")
def smallest_change_command(
    metric_id: Annotated[str, typer.Argument(metavar="METRIC", help="指标编号，见 list")],
    county: Annotated[str, typer.Option(help="县（市、区）代码或名称")],
    size: Annotated[float | None, typer.Option(help="本县规定：小于这个数的变化不称明显，单位同变化的单位")] = None,
    usual: Annotated[bool, typer.Option("--usual", help="恢复指标目录的规定")] = False,
    who: Annotated[str, typer.Option(help="批准人")] = "",
    why: Annotated[str, typer.Option(help="原因")] = "",
) -> None:
    """看或定一项指标最小有意义的变化；改动连同批准人、原因记入日志。"""
    metric, engine, url = get(metric_id), Warehouse().engine(), warehouse_url()
    code = load_reference(engine).county_named(county)
    if size is not None or usual:
        decide_smallest_change(url, engine, code, metric, None if usual else size, who=who, reason=why)
        engine = Warehouse().engine()
    own, (catalogue, unit) = load_reference(engine).smallest_changes_of(code).get(metric.id), usual_size(metric)
    typer.echo(
        f"指标目录：{catalogue:g}{unit}；" + (f"本县规定：{own:g}{metric.change_unit}" if own else "本县没有另定")
    )
    for one in smallest_change_decisions(engine, code, metric.id):
        typer.echo(f"{one.decided_at:%Y-%m-%d %H:%M} {one.decided_by}：{one.size or '恢复目录规定'}，{one.reason}")


@app.command("edition")
def edition_command(
    metric_id: Annotated[str, typer.Argument(metavar="METRIC", help="指标编号，见 list")],
    county: Annotated[str, typer.Option(help="县（市、区）代码或名称")],
    choose: Annotated[str, typer.Option(help=f"选用哪一种读法；{AS_LISTED} 为指标目录的")] = "",
    who: Annotated[str, typer.Option(help="批准人")] = "",
    why: Annotated[str, typer.Option(help="原因")] = "",
) -> None:
    """看或选一项指标按哪种口径算；选择连同批准人、原因记入日志。"""
    metric, engine, url = get(metric_id), Warehouse().engine(), warehouse_url()
    code = load_reference(engine).county_named(county)
    if choose:
        choose_edition(url, engine, code, metric, choose, who=who, reason=why)
        engine = Warehouse().engine()
    read = in_edition(load_reference(engine), code, metric)
    for edition, one in ((AS_LISTED, metric), *metric.editions):
        mark = "现用" if one.numerator is read.numerator else "可选"
        typer.echo(f"{mark}　{edition}　{one.name_zh}：{one.definition_zh}")


@app.command("own")
def own_command(
    county: Annotated[str, typer.Option(help="县（市、区）代码或名称")],
    record: Annotated[Path | None, typer.Option("--define", help="新增或修改：写明口径的 TOML 文件")] = None,
    withdrawn: Annotated[str, typer.Option("--withdraw", help="停用哪个指标（编号）")] = "",
    who: Annotated[str, typer.Option(help="批准人")] = "",
    why: Annotated[str, typer.Option(help="原因")] = "",
) -> None:
    """看、新增、修改或停用本县自己定义的指标（本县口径）；各版本连同批准人、原因记入日志。"""
    engine, url = Warehouse().engine(), warehouse_url()
    code = load_reference(engine).county_named(county)
    if record is not None:
        define(url, code, text_of(record), who=who, reason=why)
    if withdrawn:
        withdraw(url, code, withdrawn, who=who, reason=why)
    for metric in load_reference(Warehouse().engine()).own.get(code, ()):
        typer.echo(f"{metric.id}　{metric.name_zh}，{metric.unit or '比值'}：{metric.definition_zh}")


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
    except (QuestionError, UnknownMoment) as error:
        typer.echo(f"{error.happened}{error.next_step}", err=True)
        sys.exit(2)
    except WarehouseError as error:
        typer.echo(f"{error.happened}{error.next_step}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
