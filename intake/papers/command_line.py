"""The commands that make papers: problems, blank, fill, chase."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from data_access.engine import opened, warehouse_url
from data_access.quality import decide
from faces.document.chase import chase_document, chase_html
from faces.errors import NoChromium
from faces.picture.pdf import printed_pdf
from findings.chase import reminders
from findings.figures import Words
from findings.quality import place_name, problem_sentence
from intake.faults import BadCall, IntakeFault
from intake.forms import Form
from intake.known import known_forms
from intake.match import register_of
from intake.papers.blank import blank_of, newest
from intake.papers.form_figures import form_rows
from intake.papers.form_sheet import filled_form, missing_of
from intake.papers.problems import problems_workbook
from intake.reading import read_book
from intake.rows import FileRead
from metrics.quality.board import board
from metrics.quality.ledger import ledger
from metrics.reads.register import register_names
from metrics.reference import load_reference

County = Annotated[str, typer.Option("--county", help="县（区、旗、市）代码，6位")]
Output = Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件")]
Month = Annotated[int, typer.Option("--month", help="报表的最后一个月，如 202409；年报写12月")]
FormCode = Annotated[str, typer.Argument(help="表样编号，如 health_month、family_doctor")]
OwnForms = Annotated[Path | None, typer.Option("--forms", help="本县自己的表样所在的文件夹")]
Told = Callable[[], AbstractContextManager[None]]
Read = Callable[..., list[FileRead]]


def add_papers(app: typer.Typer, told: Told, read: Read) -> None:
    """Add the commands to the command line.

    told : ends a command with the sentence of a fault.
    read : engine, files, county, answers, forms, rules → what the files say.
    """

    @app.command("problems")
    def problems_command(
        file: Annotated[Path, typer.Argument(help="送来的表格文件")],
        county: County,
        output: Output,
        answers: Annotated[Path | None, typer.Option("--answers", help="以前的回答（TOML）")] = None,
        forms: Annotated[Path | None, typer.Option("--forms", help="本县自己的表样所在的文件夹")] = None,
        rules: Annotated[Path | None, typer.Option("--rules", help="本县改过的质量规则（TOML）")] = None,
    ) -> None:
        """把送来的表标出问题退回：问题格涂色加批注，首页是问题清单。Mark problems in the sender's own workbook."""
        with told():
            content, book, found, fault = _content(file), None, None, None
            try:
                book = read_book(file)
                with opened(warehouse_url()) as engine:
                    found = _one(read, engine, file, county, answers, forms, rules)
            except BadCall:
                raise
            except IntakeFault as refused:
                fault = refused
            write(output, problems_workbook(content, book, found, fault))
            waiting = (len(found.questions) if found else 0) + (fault is not None)
            typer.echo(f"{output}：要答{waiting}处，没有取{len(found.set_aside) if found else 0}处。")

    @app.command("accept")
    def accept_command(
        problems: Annotated[list[str], typer.Argument(help="问题的编号，见 checks[].key 或质量台账")],
        county: County,
        who: Annotated[str, typer.Option("--who", help="经手人")],
        reason: Annotated[str, typer.Option("--reason", help="为什么无误")],
        reopen: Annotated[bool, typer.Option("--reopen", help="撤回确认")] = False,
    ) -> None:
        """确认仓库里一处有疑问的数无误，记名、记时、记原因。Confirm figures that break a rule, on record."""
        with told():
            decide(warehouse_url(), county, problems, "open" if reopen else "accepted", who=who, reason=reason)
            typer.echo(f"已{'撤回确认' if reopen else '确认'}{len(problems)}处。")

    @app.command("quality")
    def quality_command(county: County) -> None:
        """列出本县的数据质量台账（CSV）。List the ledger of data quality."""
        with told(), opened(warehouse_url()) as engine:
            words = _words(engine, county)
            names, entries = register_names(engine, county), ledger(engine, county)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("problem", "severity", "place", "month", "said", "state", "decided_by", "reason"))
        for entry in entries:
            writer.writerow(
                (
                    entry.problem.key,
                    entry.problem.severity,
                    place_name(entry, names, words),
                    entry.problem.month,
                    problem_sentence(entry, words),
                    entry.state,
                    entry.decided_by,
                    entry.reason,
                )
            )

    @app.command("chase")
    def chase_command(
        county: County,
        month: Annotated[int, typer.Option("--month", help="哪个月的报表，如 202409")],
        output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件：.docx 或 .pdf")],
    ) -> None:
        """做催报单：缺报的、有疑问的，一个乡镇一页。Print reminders of returns that are missing or in doubt."""
        with told():
            check_month(month)
            if output.suffix not in (".docx", ".pdf"):
                raise BadCall("intake_no_such_paper", name=output.name)
            with opened(warehouse_url()) as engine:
                words, names = _words(engine, county), register_names(engine, county)
                returns = board(engine, county, month, month)
                notices = reminders(returns, ledger(engine, county), month, dt.date.today(), names, words)
            sample = words.reference.is_sample
            if not notices:
                typer.echo("没有缺报和有疑问的，不用催报。")
                return
            try:
                made = (
                    chase_document(notices, sample=sample)
                    if output.suffix == ".docx"
                    else printed_pdf(chase_html(notices, sample=sample))
                )
            except NoChromium as error:
                raise BadCall("intake_no_printer", name=output.name) from error
            write(output, made)
            typer.echo(f"{output}：{len(notices)}个乡镇，{sum(len(notice.lines) for notice in notices)}处。")

    @app.command("blank")
    def blank_command(form: FormCode, county: County, month: Month, output: Output, forms: OwnForms = None) -> None:
        """做空表：上期的机构、锁定的代码、下拉列表、上期数备查。Make a blank form with last period's rows."""
        with told():
            check_month(month)
            record = _form(form, forms)
            with opened(warehouse_url()) as engine:
                sample = _words(engine, county).reference.is_sample
                made = blank_of(engine, record, county, month, sample=sample)
            write(output, made.content)
            typer.echo(f"{output}：{record.name_zh}，{made.rows}行。")

    @app.command("fill")
    def fill_command(form: FormCode, county: County, month: Month, output: Output, forms: OwnForms = None) -> None:
        """用仓库的数填好一张表，缺的另列一页。Fill a form from the warehouse, with what is missing named."""
        with told():
            check_month(month)
            record = _form(form, forms)
            with opened(warehouse_url()) as engine:
                sample = _words(engine, county).reference.is_sample
                rows = form_rows(engine, record, register_of(engine, county), month, filled=True)
            write(output, filled_form(rows, sample=sample))
            typer.echo(f"{output}：{record.name_zh}，填了{len(rows.figures)}个数，缺项{len(missing_of(rows))}处。")


def _form(code: str, own: Path | None) -> Form:
    forms = newest(known_forms(own).forms)
    if code not in forms:
        raise BadCall("intake_no_such_form", form=code, possible=sorted(forms))
    return forms[code]


def check_month(month: int) -> None:
    """Raise BadCall where a number is no month."""
    if not (1 <= month % 100 <= 12 and 1990 <= month // 100 <= 2100):
        raise BadCall("intake_no_such_month", month=month)


def _words(engine: Engine, county: str) -> Words:
    reference = load_reference(engine)
    if county not in reference.counties:
        raise BadCall("intake_unknown_county", county=county, possible=sorted(reference.counties))
    return Words("zh", reference, (), county)


def _one(read: Read, engine: Engine, file: Path, *rest: Any) -> FileRead:
    return read(engine, [file], *rest)[0]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadCall("intake_no_such_file", name=file.name) from error


def write(file: Path, content: bytes) -> None:
    """Write a file that a command was asked for. Raises BadCall where it cannot be written."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise BadCall("intake_cannot_write", name=file.name) from error
