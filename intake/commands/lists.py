"""`python -m intake` institutions, codes, villages, experts, targets: lists that a county hands in once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL

from data_access.engine import opened, warehouse_url
from data_access.progress_bar import bar
from intake.calls import (
    County,
    Since,
    Who,
    check_county,
    told,
)
from intake.faults import BadCall
from intake.lists import ListRead, enter_rows, read_list
from intake.match import Register, register_of
from intake.reading import read_book
from intake.registers import RowFault
from metrics.reference import load_reference
from words.intake import GROUPS_ZH, LIST_UNITS
from words.phrases import said

app = typer.Typer()


@app.command()
def institutions(
    file: Annotated[Path, typer.Argument(help="机构名册：机构代码、机构名称、乡镇、机构类别、经度、纬度")],
    county: County,
    since: Since,
    who: Who,
) -> None:
    """装载机构名册，一行有错就都不装载。Load a list of institutions, all or nothing."""
    _enter("institutions", file, county, since, who)


@app.command()
def codes(
    file: Annotated[Path, typer.Argument(help="代码对照：机构代码或名称，加22位、统一社会信用、组织机构、医保代码")],
    county: County,
    who: Who,
) -> None:
    """装载机构代码对照，一格有错就都不装载。Load a crosswalk of institution codes, all or nothing."""
    _enter("codes", file, county, None, who)


@app.command()
def villages(
    file: Annotated[Path, typer.Argument(help="村名册：12位代码、村名、乡镇、常住人口；有的加经度、纬度、各人群")],
    county: County,
    since: Since,
    who: Who,
) -> None:
    """装载村名册，一行有错就都不装载。Load a list of villages, all or nothing."""
    found = _enter("villages", file, county, since, who)
    if found.unplaced:
        typer.echo(f"{found.unplaced}个村没有经纬度，暂按乡镇驻地计，服务圈会偏好；有了坐标请重新建。")
    if found.missing:
        typer.echo(f"文件里没有{'、'.join(GROUPS_ZH[group] for group in found.missing)}，这些人群的服务圈写未报。")


@app.command()
def experts(
    file: Annotated[Path, typer.Argument(help="专家名册：姓名、专科、派出单位，有的加职称；身份证号不读")],
    county: County,
    since: Since,
    who: Who,
) -> None:
    """装载专家名册，一行有错就都不装载。Load a list of experts, all or nothing."""
    _enter("experts", file, county, since, who)


@app.command()
def targets(
    file: Annotated[Path, typer.Argument(help="目标：指标编号或名称、目标值、年份或起始月，有的加方向、截止月、乡镇")],
    county: County,
    who: Who,
) -> None:
    """装载目标，一行有错就都不装载。Load targets, all or nothing."""
    _enter("targets", file, county, None, who)


def _enter(code: str, file: Path, county: str, since: int | None, who: str) -> ListRead:
    """Enter a list of a kind, say how many rows were new, and return what it said. since: YYYYMM; None: the last."""
    with told():
        url = warehouse_url()
        register, book = _own_register(url, county), read_book(file)
        found = read_list(code, book, register, since or _last_month(url))
        _refuse_faults(found.faults, found.own.faults)
        added, unit = enter_rows(url, found, county, who=who), LIST_UNITS[code][0]
        typer.echo(f"{file.name}：新增{added}{unit}，已有的{found.rows - added}{unit[0]}不变。")
        if found.own.timed:
            _time_anew(url, county, added)
    return found


def _time_anew(url: URL, county: str, added: int) -> None:
    """Make travel times anew where rows are new, or were new when it last went wrong; say what became of it."""
    # Imported here: the other commands do not wait for the search of roads.
    from intake.roads import retimed, road_state

    with opened(url) as engine:
        older = road_state(engine, county).minutes_are_older
    if added or older:
        redone = retimed(url, county, progress=bar)
        typer.echo(said(redone))


def _own_register(url: URL, county: str) -> Register:
    """Return the places of a county's own warehouse. Raises BadCall for the sample, which takes no real data."""
    with opened(url) as engine:
        check_county(engine, county)
        if load_reference(engine).is_sample:
            raise BadCall("intake_sample")
        return register_of(engine, county)


def _last_month(url: URL) -> int:
    with opened(url) as engine:
        return load_reference(engine).last_month


def _refuse_faults(faults: Sequence[RowFault], sentences: Mapping[str, tuple[str, str]]) -> None:
    """Name every row that cannot enter and end the command; nothing is loaded."""
    for fault in faults:
        typer.echo(f"{fault.sheet}!{fault.cell}　{fault.read}：{sentences[fault.code][0]}", err=True)
    if faults:
        typer.echo(f"{len(faults)}行有错，什么也没有装载。", err=True)
        raise typer.Exit(1)
