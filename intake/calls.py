"""What the commands of intake share: their options, the sentence of a fault, the county, its forms and answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlalchemy import Engine, select

from data_access import schema
from data_access.changes import ChangeRefused
from data_access.engine import opened, warehouse_url
from data_access.errors import WarehouseError
from data_access.parcels import Mode
from intake.answers import Answers, answers_of
from intake.assemble import assemble
from intake.faults import BadCall, IntakeFault
from intake.known import known_forms
from intake.match import register_of
from intake.reading import read_book
from intake.remembered import standing_answers
from intake.rows import FileRead
from intake.steps import Desk
from intake.stored import Warehoused
from metrics.errors import QualityFault
from metrics.quality import Rules, rules_of, shipped_rules

AT_FAULT: Final[dict[str, int]] = {"data": 1, "call": 2}
COLUMNS: Final = ("table", "county_code", "township_code", "institution_code", "month", "column", "value")
UNANSWERED: Final = (
    "有没回答的问题，没有装载。请在“接入”页回答，或用 --answers 给出；或加 --leave-unanswered，只装载没有疑问的行。"
)

Files = Annotated[list[Path], typer.Argument(help="表格文件，可以多个：.xlsx .xls .xlsb .ods .et .csv .txt .dbf")]
SomeFiles = Annotated[list[Path] | None, typer.Argument(help="表格文件，可以多个；或用 --from 读数据库")]
County = Annotated[str, typer.Option("--county", help="县（区、旗、市）代码，6位")]
AnswersFile = Annotated[Path | None, typer.Option("--answers", help="以前的回答（TOML）：名称、栏目、约数和冲减")]
OwnRules = Annotated[Path | None, typer.Option("--rules", help="本县改过的质量规则（TOML）")]
OwnForms = Annotated[
    Path | None,
    typer.Option("--forms", help="本县自己的表样（TOML）所在的文件夹；不写则用 YILAN_FORMS，或 var/own/forms/"),
]
Since = Annotated[int, typer.Option("--since", help="从哪个月起有，如 202401")]
Who = Annotated[str, typer.Option("--who", help="经手人")]


@contextmanager
def told() -> Iterator[None]:
    """End the command with the sentence of a fault."""
    try:
        yield
    except IntakeFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(AT_FAULT[fault.at_fault]) from None
    except ChangeRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None
    except (WarehouseError, QualityFault) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def check_county(engine: Engine, county: str) -> None:
    codes = schema.county.c.county_code
    with engine.connect() as connection:
        possible = connection.execute(select(codes).order_by(codes)).scalars().all()
    if county not in possible:
        raise BadCall("intake_unknown_county", county=county, possible=list(possible))


def answers_in(file: Path | None) -> Answers:
    if file is None:
        return Answers()
    try:
        return answers_of(file.read_text("utf-8"), file.name)
    except (OSError, UnicodeError) as error:
        raise BadCall("intake_no_such_file", name=file.name) from error


def rules_in(file: Path | None) -> Rules:
    if file is None:
        return shipped_rules()
    try:
        return shipped_rules().amended(rules_of(file.read_text("utf-8"), file.name))
    except (OSError, UnicodeError) as error:
        raise BadCall("intake_no_such_file", name=file.name) from error


def desk_of(
    county: str,
    who: str,
    answers: Path | None,
    own: Path | None,
    mode: Mode,
    *,
    form: str = "",
    leave_unanswered: bool = False,
    own_rules: Path | None = None,
) -> Desk:
    url = warehouse_url()
    with opened(url) as engine:
        check_county(engine, county)
    known = known_forms(own).only(form)
    return Desk(url, county, who, known, answers_in(answers), mode, leave_unanswered, rules_in(own_rules))


def read_files(
    engine: Engine,
    files: Sequence[Path],
    county: str,
    answers: Path | None,
    own: Path | None,
    own_rules: Path | None = None,
) -> list[FileRead]:
    known = known_forms(own)
    check_county(engine, county)
    # What the county has answered before stands, but for what this call says otherwise.
    given = standing_answers(engine, county).with_more(answers_in(answers))
    register = register_of(engine, county, given.places)
    more: dict[str, Any] = {
        "answers": given,
        "stored": Warehoused(engine, county),
        "ledgers": known.ledgers,
        "age_tables": known.age_tables,
        "rules": rules_in(own_rules),
    }
    return [assemble(read_book(file), known.forms, register, **more) for file in files]
