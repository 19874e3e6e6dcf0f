"""`python -m intake answers`: what a county has answered – list, revoke, export, import."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from data_access.changes import ChangeRefused
from data_access.engine import opened, warehouse_url
from intake.answers import as_toml
from intake.calls import (
    County,
    Who,
    answers_in,
    check_county,
    told,
)
from intake.match import register_of
from intake.remembered import remember, revoke, standing_answers, that_fit
from intake.remembered import rules_of as answers_kept

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="记住的答复：list、revoke、export、import。"
)


@app.command("list")
def list_answers(county: County) -> None:
    """列出记住的答复（CSV）；已撤回的也列。List the answers that are kept; those revoked, too."""
    with told(), opened(warehouse_url()) as engine:
        check_county(engine, county)
        rules = answers_kept(engine, county)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["answer_id", "kind", "written", "answer", "decided_by", "decided_at", "revoked_by", "revoked_at"])
    for rule in rules:
        decided = (rule.answer_id[:12], rule.kind, rule.written, rule.answer, rule.decided_by, rule.decided_at)
        writer.writerow([*decided, rule.revoked_by, rule.revoked_at or ""])


@app.command("revoke")
def revoke_answer(
    answer_id: Annotated[str, typer.Argument(help="答复编号，见 list；写前几位就够")], county: County, who: Who
) -> None:
    """撤回一条答复，以后再问。Take an answer back; it is asked again."""
    with told():
        with opened(warehouse_url()) as engine:
            check_county(engine, county)
            fitting = [rule for rule in answers_kept(engine, county) if rule.answer_id.startswith(answer_id)]
        if len(fitting) != 1:
            raise ChangeRefused("answer_unknown", answer=answer_id[:12])
        revoke(warehouse_url(), county, fitting[0].answer_id, who=who)
        typer.echo(f"已撤回对“{fitting[0].written}”的答复。")


@app.command("export")
def export_answers(county: County) -> None:
    """把记住的答复写成 TOML，可以给邻县。Write the answers as TOML, for a neighbouring county too."""
    with told(), opened(warehouse_url()) as engine:
        check_county(engine, county)
        print(as_toml(standing_answers(engine, county)), end="")


@app.command("import")
def import_answers(file: Annotated[Path, typer.Argument(help="答复（TOML）")], county: County, who: Who) -> None:
    """收下一份 TOML 里的答复；本县没有的机构代码不收。Keep the answers of a TOML file."""
    with told():
        with opened(warehouse_url()) as engine:
            check_county(engine, county)
            fitting, strange = that_fit(answers_in(file), register_of(engine, county))
        added = remember(warehouse_url(), county, fitting, who=who)
        typer.echo(f"新记{added}条。" + (f"本县没有这些代码，没有收：{'、'.join(strange)}。" if strange else ""))
