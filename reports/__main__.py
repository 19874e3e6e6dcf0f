"""python -m reports: sections, deck, brief, bulletin, workbook, pdf, pack, calendar, verify.

Exit codes: 0 done, 1 the data or a file is at fault, 2 the call is at fault.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from data_access.errors import WarehouseError
from data_access.moments import UnknownMoment
from faces.errors import NotOurs, NotWritten, ReportError
from faces.kinds import KINDS, OFFICE
from metrics.errors import QuestionError
from metrics.plans.saved_plan import plan_list
from reports.calendar import roster_calendar
from reports.command_line import Job, fail, open_warehouse, verify_file, write_files
from reports.files import Kind
from reports.sections import SECTIONS
from reports.writing import write_whole
from words.phrases import Voice

app = typer.Typer(add_completion=False, no_args_is_help=True, help="会议材料：演示稿、汇报材料、简报、数据表、核对。")
County = Annotated[str, typer.Option("--county", help="县（市、区）代码或名称")]
PeriodText = Annotated[str, typer.Option("--period", help="时期：2024、2024Q3、2024-01..2024-09")]
Townships = Annotated[list[str] | None, typer.Option("--township", help="乡镇代码或名称，可重复；不写为全部")]
Compare = Annotated[str, typer.Option("--compare", help="对比：yoy、previous或none")]
SectionKeys = Annotated[list[str] | None, typer.Option("--section", help="部分，按顺序可重复；不写为全部")]
Remark = Annotated[str, typer.Option("--remark", help="加一页说明")]
Plan = Annotated[str, typer.Option("--plan", help="规划部分用哪个已保存的方案，写名称；不写用最近保存的")]
Mechanisms = Annotated[list[str] | None, typer.Option("--mechanism", help="画哪些举措，写编号，可重复；不写为要紧的")]
Language = Annotated[str, typer.Option("--language", help="zh或en")]
Template = Annotated[Path | None, typer.Option("--template", help="本县的.pptx模板")]
AsOf = Annotated[str, typer.Option("--as-of", help="按哪次装载之后的数：装载的次序，或日期如 2024-12-31")]
Folder = Annotated[Path, typer.Option("--out", help="放文件的文件夹")]


def _make(kinds: tuple[Kind, ...], job: Job, folder: Path, template: Path | None) -> None:
    try:
        write_files(kinds, job, folder, template)
    except NotWritten as error:
        raise fail(f"{error.happened}{error.next_step}", 1) from error
    except (ReportError, QuestionError, UnknownMoment) as error:
        raise fail(f"{error.happened}{error.next_step}", 2) from error
    except WarehouseError as error:
        raise fail(f"{error.happened}{error.next_step}", 1) from error


def _command(kinds: tuple[Kind, ...], words: str) -> None:
    @app.command(kinds[0] if len(kinds) == 1 else "pack", help=words)
    def command(
        county: County,
        period: PeriodText,
        township: Townships = None,
        compare: Compare = "yoy",
        section: SectionKeys = None,
        remark: Remark = "",
        plan: Plan = "",
        mechanism: Mechanisms = None,
        language: Language = "zh",
        template: Template = None,
        then: AsOf = "",
        out: Folder = Path("."),
    ) -> None:
        places, sections, mechanisms = tuple(township or ()), tuple(section or ()), tuple(mechanism or ())
        job = Job(county, period, places, compare, sections, remark, language, plan, mechanisms, then)
        _make(kinds, job, out, template)


for kind in KINDS.values():
    _command((kind.code,), f"生成{kind.about_zh or kind.name_zh}（{kind.ending.upper()}）。")
_command(OFFICE, f"一次生成{'、'.join(KINDS[code].name_zh for code in OFFICE)}。")


@app.command("sections")
def sections_command() -> None:
    """列出可选的部分。"""
    for section in SECTIONS.values():
        typer.echo(f"{section.key}\t{section.name_zh}\t{section.name_en}")


@app.command("plans")
def plans_command(county: County) -> None:
    """列出一个县已保存的选点方案：名称和起算月份。"""
    source = open_warehouse()
    try:
        code = source.reference.county_named(county)
    except QuestionError as error:
        raise fail(f"{error.happened}{error.next_step}", 1) from error
    for _, name, month in plan_list(source.engine, code):
        typer.echo(f"{name}\t{month}")


@app.command("calendar")
def calendar_command(
    county: County,
    only: Annotated[str, typer.Option("--only", help="只要哪位专家或哪个乡镇：编号；不写是全部")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="写到哪个文件；不写则打印")] = None,
) -> None:
    """取已发布班表的日历（.ics）：取消的以“已取消”留在里面。"""
    try:
        source = open_warehouse()
        content = roster_calendar(source, source.reference.county_named(county), only)
    except QuestionError as error:
        raise fail(f"{error.happened}{error.next_step}", 1) from error
    except WarehouseError as error:
        raise fail(f"{error.happened}{error.next_step}", 1) from error
    if out is None:
        typer.echo(content.decode(), nl=False)
    else:
        write_whole(out, content)


@app.command("verify")
def verify_command(
    file: Annotated[Path, typer.Argument(help="要核对的文件")],
    template: Template = None,
    language: Language = "zh",
) -> None:
    """核对文件：生成后有没有被改动，数字与数据仓库是否一致。"""
    voice = Voice("en" if language == "en" else "zh")
    try:
        content = file.read_bytes()
    except OSError as error:
        unread = NotOurs("file_not_found", name=file.name, reason=error.strerror or str(error))
        raise fail(unread.told(voice).whole, 2) from error
    try:
        verdict = verify_file(content, open_warehouse(), template)
    except (ReportError, QuestionError, WarehouseError) as error:
        raise fail(error.told(voice).whole, 1) from error
    typer.echo(verdict.told(voice))
    if not verdict.is_true:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
