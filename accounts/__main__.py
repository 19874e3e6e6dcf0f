"""`python -m accounts`: set-up, add, disable, enable, grant, end-grants, reset, list, token, audit.

Exit codes: 0 done, 1 refused, 2 the call is at fault.
"""

from __future__ import annotations

import csv
import getpass
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from accounts import people, tokens, trail
from accounts.faults import AccountFault
from accounts.roles import ROLES, Grant
from accounts.store import Store, open_store, place
from accounts.tokens import FEEDS
from accounts.walls import WALLS, wall_view
from words.accounts import act_words, role_words

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="账号：谁能看、能做什么、做过什么。",
)
audit = typer.Typer(add_completion=False, no_args_is_help=True, help="审计记录：查看、核验。")
app.add_typer(audit, name="audit")
token = typer.Typer(add_completion=False, no_args_is_help=True, help="令牌：接口、日历订阅和大屏用，随时可以停用。")
app.add_typer(token, name="token")

Name = Annotated[str, typer.Argument(help="账号名")]
RoleName = Annotated[
    str, typer.Option("--role", help="角色：" + "、".join(f"{code}（{role_words(code)}）" for code in ROLES))
]
Counties = Annotated[str, typer.Option("--county", help="县代码，多个用逗号分开；不写是全部")]
Townships = Annotated[str, typer.Option("--township", help="乡镇代码，多个用逗号分开；不写是全部")]


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@contextmanager
def _opened() -> Iterator[tuple[Store, float, str]]:
    """Give the store, the time and who stands at the console; a refusal ends the command with its sentence."""
    try:
        yield open_store(), time.time(), f"console:{getpass.getuser()}"
    except AccountFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    except OSError as error:
        typer.echo(f"账号文件{place()}不能写。请检查文件夹的权限。", err=True)
        raise typer.Exit(2) from error


def _grant(role: str, counties: str, townships: str) -> Grant:
    def listed(text: str) -> tuple[str, ...]:
        return tuple(code.strip() for code in text.replace("，", ",").split(",") if code.strip())

    return Grant(role, listed(counties), listed(townships))


@app.command("set-up")
def set_up() -> None:
    """生成一次性的初始化码，用它在网页上建立第一个管理员。"""
    with _opened() as (store, now, _):
        if people.any_account(store):
            typer.echo("已经有账号，不需要初始化。忘记密码请用 python -m accounts reset。", err=True)
            raise typer.Exit(1)
        code = people.new_setup_code(store, now)
        typer.echo(f"初始化码：{code}（24小时内有效，用一次）。启动后打开网页，填入此码。")


@app.command()
def add(
    name: Name,
    role: RoleName,
    shown: Annotated[str, typer.Option("--shown", help="显示的名字，写在修改记录里")] = "",
    county: Counties = "",
    township: Townships = "",
) -> None:
    """新增账号，打印首次登录的密码（登录后必须修改）。"""
    with _opened() as (store, now, by):
        password = people.add(store, now, by, name, shown, _grant(role, county, township))
        typer.echo(f"账号 {people.folded(name)} 已建立，首次登录的密码：{password}")


@app.command()
def disable(name: Name) -> None:
    """停用账号；已登录的立即退出。"""
    with _opened() as (store, now, by):
        people.disable(store, now, by, name)
        typer.echo(f"账号 {people.folded(name)} 已停用。")


@app.command()
def enable(name: Name) -> None:
    """重新启用账号。"""
    with _opened() as (store, now, by):
        people.disable(store, now, by, name, disabled=False)
        typer.echo(f"账号 {people.folded(name)} 已启用。")


@app.command()
def grant(
    name: Name,
    role: RoleName,
    county: Counties = "",
    township: Townships = "",
    instead: Annotated[bool, typer.Option("--instead", help="代替原有的授权")] = False,
) -> None:
    """给账号一个角色：在哪些县、哪些乡镇。"""
    with _opened() as (store, now, by):
        people.give(store, now, by, name, _grant(role, county, township), instead=instead)
        typer.echo(f"已授权 {people.folded(name)}：{role_words(role)}。")


@app.command("end-grants")
def end_grants(name: Name) -> None:
    """收回账号的全部授权。"""
    with _opened() as (store, now, by):
        ended = people.end_grants(store, now, by, name)
        typer.echo(f"已收回 {people.folded(name)} 的{ended}项授权。")


@app.command()
def reset(name: Name) -> None:
    """重设密码，打印新的首次密码；已登录的退出，验证码停用。"""
    with _opened() as (store, now, by):
        typer.echo(f"账号 {people.folded(name)} 的新密码：{people.reset(store, now, by, name)}")


def _printed(rows: list[dict[str, object]], shape: Format) -> None:
    if shape is Format.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if shape is Format.CSV:
        writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows(rows)
        return
    for row in rows:
        typer.echo("  ".join(str(value) for value in row.values()))


@app.command("list")
def listed(shape: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE) -> None:
    """列出账号和授权。"""
    with _opened() as (store, _, _by):
        rows: list[dict[str, object]] = [
            {
                "name": person.name,
                "shown": person.shown,
                "state": "停用" if person.disabled else "在用",
                "roles": "；".join(_grant_words(grant) for grant in person.grants) or "没有授权",
            }
            for person in people.everyone(store)
        ]
        _printed(rows, shape)


def _grant_words(grant: Grant) -> str:
    places = "、".join((*grant.counties, *grant.townships))
    return f"{role_words(grant.role)}（{places}）" if places else role_words(grant.role)


@audit.command("show")
def show(
    text: Annotated[str, typer.Option("--text", help="只要含这几个字的")] = "",
    most: Annotated[int, typer.Option("--most", help="最多多少行", min=1, max=100_000)] = 100,
    shape: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE,
) -> None:
    """列出审计记录，新的在前。"""
    with _opened() as (store, _, _by):
        rows: list[dict[str, object]] = [
            {
                "number": line.number,
                "at": datetime.fromtimestamp(line.at, UTC).isoformat(timespec="seconds"),
                "who": line.who,
                "address": line.address,
                "act": act_words(line.act),
                "detail": json.dumps(dict(line.detail), ensure_ascii=False),
            }
            for line in trail.lines(store, text=text, most=most)
        ]
        _printed(rows, shape)


@audit.command("verify")
def verify() -> None:
    """核验审计记录：有没有被改、被删、被换过位置。"""
    with _opened() as (store, _, _by):
        found = trail.verify(store)
        if found.broken is not None:
            typer.echo(f"第{found.broken}行与封印不符：记录被改动、删除或换过位置。", err=True)
            raise typer.Exit(1)
        typer.echo(f"{found.lines}行记录全部完好。")


@token.command("add")
def token_add(
    name: Name,
    purpose: Annotated[
        tokens.Purpose | None,
        typer.Option("--for", help="query：取数接口；calendar：日历订阅；wall：大屏，要写 --view"),
    ] = None,
    county: Annotated[str, typer.Option("--county", help="日历是哪个县的：县代码")] = "",
    only: Annotated[str, typer.Option("--only", help="日历只要哪位专家或哪个乡镇：编号；不写是全部")] = "",
    view: Annotated[str, typer.Option("--view", help="大屏看哪个画面：如 /coverage?county=450223&present=1")] = "",
) -> None:
    """给账号生成令牌并打印，只打印这一次；令牌能看的不多于账号。"""
    with _opened() as (store, now, by):
        match purpose or (tokens.Purpose.WALL if view else tokens.Purpose.QUERY):
            case tokens.Purpose.CALENDAR:
                if not county:
                    raise AccountFault("token_subject")
                of = {"county": county, "only": only}
                typer.echo(f"{FEEDS}{tokens.make(store, now, by, name, tokens.Purpose.CALENDAR, of)}.ics")
            case tokens.Purpose.WALL:
                wall_view(view)
                typer.echo(f"{WALLS}{tokens.make(store, now, by, name, tokens.Purpose.WALL, {'view': view})}")
            case tokens.Purpose.QUERY:
                typer.echo(tokens.make(store, now, by, name, tokens.Purpose.QUERY))


@token.command("list")
def token_list(shape: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE) -> None:
    """列出令牌：编号、用途、账号、在用还是停用。"""
    with _opened() as (store, _, _by):
        rows: list[dict[str, object]] = [
            {
                "number": each.id,
                "for": each.purpose.value,
                "account": each.account,
                "of": " ".join(value for value in each.subject.values() if value),
                "made_by": each.made_by,
                "state": "停用" if each.ended else "在用",
            }
            for each in tokens.listed(store)
        ]
        _printed(rows, shape)


@token.command("end")
def token_end(number: Annotated[int, typer.Argument(help="令牌编号，见 token list")]) -> None:
    """停用令牌；拿着它的系统和手机从此取不到。"""
    with _opened() as (store, now, by):
        tokens.end(store, now, by, number)
        typer.echo(f"{number}号令牌已停用。")


if __name__ == "__main__":
    app()
