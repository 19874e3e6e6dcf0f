"""`python -m intake`: a county's files into its own warehouse.

Exit codes: 0 done, 1 the data is at fault, 2 the call is at fault.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from data_access.changes import ChangeRefused
from data_access.engine import opened, warehouse_url
from data_access.own import SAMPLE, is_fixed, open_own, opened_name, own_warehouses
from data_access.parcels import Mode
from intake.calls import (
    COLUMNS,
    UNANSWERED,
    AnswersFile,
    County,
    Files,
    OwnForms,
    OwnRules,
    SomeFiles,
    Who,
    desk_of,
    read_files,
    told,
)
from intake.commands import answers, lists, looking_back
from intake.elsewhere import book_of_query
from intake.faults import BadCall, IntakeFault
from intake.papers.command_line import add_papers
from intake.reading import read_book
from intake.rows import lines_of
from intake.standing import Standing
from intake.start import begin, known_counties, start
from intake.steps import Desk, hand_in, was_loaded
from intake.watch import Watched

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="接入：把本县的表格装进本县自己的仓库。",
)
app.add_typer(answers.app, name="answers")
app.registered_commands += [*lists.app.registered_commands, *looking_back.app.registered_commands]


@app.command("start")
def start_command(
    county: County,
    since: Annotated[int, typer.Option("--since", help="从哪个月起有数，如 202401")],
    who: Who,
    name: Annotated[str, typer.Option("--name", help="仓库的名字，建在 var/own/；不写则建在 WAREHOUSE_URL 处")] = "",
    seat: Annotated[
        tuple[float, float] | None, typer.Option("--seat", help="县城的经度和纬度；名单里没有位置的县才要写")
    ] = None,
) -> None:
    """建一个本县自己的空仓库，带上乡镇名单。Make a warehouse of the county's own, in var/own/ or at WAREHOUSE_URL."""
    with told():
        if name:
            townships = begin(name, county, since=since, who=who, seat=seat)
        else:
            townships = start(warehouse_url(), county, since=since, who=who, seat=seat)
        typer.echo(f"已建立{known_counties()[county]}的仓库：{townships}个乡镇，还没有数。接着装载机构名册和报表。")


@app.command("open")
def open_command(
    name: Annotated[str, typer.Argument(help="仓库的名字；sample 是示例；不写则列出有哪些")] = "",
) -> None:
    """打开 var/own/ 里的一个仓库，看板和命令随后都读它。Open one of the warehouses in var/own/, or list them."""
    with told():
        if name:
            open_own(SAMPLE if name == "sample" else name)
        current = opened_name()
        for each in ("sample", *own_warehouses()):
            print(("* " if each == (current or "sample") and not is_fixed() else "  ") + each)
        if is_fixed():
            typer.echo("现在读的是 WAREHOUSE_URL 指定的仓库。", err=True)


@app.command()
def rows(
    files: Files,
    county: County,
    answers: AnswersFile = None,
    forms: OwnForms = None,
    output: Annotated[Literal["csv", "json"], typer.Option("--format", help="csv 或 json")] = "csv",
) -> None:
    """列出文件里将要进入仓库的数，一行一个；什么也不装载。Print the figures that would enter; nothing is loaded."""
    with told(), opened(warehouse_url()) as engine:
        read = read_files(engine, files, county, answers, forms)
    lines = [
        (
            value.table,
            value.county,
            value.township,
            value.institution,
            value.month,
            value.column_said,
            f"{value.value:.15g}",
        )
        for each in read
        for value in each.values
    ]
    lines += [line for each in read for entry in each.entries for line in lines_of(entry)]
    if output == "json":
        print(json.dumps([dict(zip(COLUMNS, line, strict=True)) for line in lines], ensure_ascii=False, indent=1))
    else:
        csv.writer(sys.stdout, lineterminator="\n").writerows([COLUMNS, *lines])


@app.command()
def load(
    county: County,
    who: Who,
    files: SomeFiles = None,
    answers: AnswersFile = None,
    forms: OwnForms = None,
    rules: OwnRules = None,
    mode: Annotated[
        Mode,
        typer.Option("--mode", help="newest 以新报为准；fill 只补缺；replace 替换本期全部，文件里没有的视为没有数"),
    ] = "newest",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样，不装载")] = False,
    leave_unanswered: Annotated[bool, typer.Option("--leave-unanswered", help="有疑问的行不装载，其余照装")] = False,
    source: Annotated[str, typer.Option("--from", help="不读文件，读另一个数据库：它的地址；只读")] = "",
    statement: Annotated[str, typer.Option("--select", help="在那个数据库里的一条查询，列名写成表头")] = "",
    form: Annotated[str, typer.Option("--form", help="只按这一种表样认，如 health_month")] = "",
    title: Annotated[str, typer.Option("--title", help="查询结果的标题，没有月份一列时写时期，如 2024年9月")] = "",
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="text 或 json")] = "text",
) -> None:
    """装载文件；--dry-run 只列出哪些公布的数会变。Load files; --dry-run lists the figures that would change."""
    unanswered = False
    with told():
        desk = desk_of(county, who, answers, forms, mode, form=form, leave_unanswered=leave_unanswered, own_rules=rules)
        if bool(source) != bool(statement) or bool(source) == bool(files):
            raise BadCall("intake_no_source")
        with closing(Standing(desk.url, desk.county)) as standing:
            for book in [book_of_query(source, statement, title)] if source else map(read_book, files or ()):
                outcome = hand_in(desk, book, dry_run=dry_run, standing=standing)
                _say(outcome.record, output, dry_run=dry_run, waits=outcome.waits)
                unanswered |= outcome.waits
    if unanswered and not dry_run:
        typer.echo(UNANSWERED, err=True)
        raise typer.Exit(1)


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help="文件夹")],
    county: County,
    who: Who,
    answers: AnswersFile = None,
    forms: OwnForms = None,
    mode: Annotated[
        Mode, typer.Option("--mode", help="newest 以新报为准；fill 只补缺；replace 替换本期全部")
    ] = "newest",
    every: Annotated[float, typer.Option("--every", help="隔多少秒看一次")] = 30.0,
    looks: Annotated[int, typer.Option("--looks", help="看多少次就停；0 为一直看")] = 0,
) -> None:
    """看着一个文件夹：放进来的文件各装载一次，不移动；有疑问的等回答。Load what is put into a folder."""
    with told():
        watched = Watched(folder)
        desk_of(county, who, answers, forms, mode)  # what is wrong with the call is said at once
        number, known = 0, b""
        while not looks or number < looks:
            if number:
                time.sleep(every)
            number += 1
            given = answers.read_bytes() if answers and answers.exists() else b""
            if given != known:
                watched.answered()
                known = given
            _look(watched, desk_of(county, who, answers, forms, mode))


def _look(watched: Watched, desk: Desk) -> None:
    """Take each file that is whole and new through all steps; one that cannot enter stops none of the others."""
    try:
        ready = watched.ready()
    except OSError as error:
        raise BadCall("intake_no_folder", name=watched.folder.name) from error
    for file, content in ready:
        watched.done.add(content)
        if was_loaded(desk.url, desk.county, content):
            continue
        try:
            outcome = hand_in(desk, read_book(file))
        except (IntakeFault, ChangeRefused) as fault:
            typer.echo(f"{file.name}：{fault}", err=True)
            continue
        if outcome.waits:
            watched.done.discard(content)
            watched.waiting.add(content)
        _say(outcome.record, "text", dry_run=False, waits=outcome.waits)


def _say(record: dict[str, Any], output: str, *, dry_run: bool, waits: bool) -> None:
    if output == "json":
        print(json.dumps(record, ensure_ascii=False, indent=1))
        return
    verb = "将装载" if dry_run else "没有装载" if waits else "已装载" if record.get("load_id") else "没有变化，未装载"
    print(
        f"{record['file']}：{verb}。共{record['rows_in']}行，取{record['accepted']}行，"
        f"搁置{record['rows_set_aside']}行，不是数据的{record['not_data']}行；公布的数变{len(record['figures_changed'])}个。"
    )
    for part, mark in (("questions", "问"), ("set_aside", "搁置")):
        for note in record[part]:
            print(f"  {mark} {note['cell']}　{note.get('question') or note['read'] + '：' + note['why']}")
    for check in record["checks"]:
        if check["state"] != "ask":
            print(f"  {'提示' if check['state'] == 'note' else '已确认'} {check['cell']}　{check['said']}")


add_papers(app, told, read_files)

if __name__ == "__main__":
    app()
