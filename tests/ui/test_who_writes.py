"""Who reached the port wrote everything, under any name (six kinds of writing of six): names and rights, in the screen.

That no write goes without a row on record is shown by tests/data_access/test_two_at_once.py.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data_access import read, schema
from data_access.engine import opened
from tests.source_tree import place, python_files, syntax

HERE, ELSEWHERE = "990001", "990002"
SIGNED_IN = "李科（信息中心）"


def a_page_with_one_change() -> None:
    """A page of rosters of one county: the field for the name, and a button that freezes a figure."""
    from types import SimpleNamespace

    import streamlit as st

    from accounts.roles import Grant
    from data_access.engine import warehouse_url
    from data_access.frozen import freeze
    from ui.changes import changed
    from ui.clerk import clerk
    from ui.reader import Reader

    role, county, page = (st.query_params.get(name, "") for name in ("role", "county", "page"))
    if role:
        st.session_state["reader"] = Reader("李科（信息中心）", (Grant(role, (county,) if county else ()),))
    st.session_state["view"] = SimpleNamespace(page=page, scope=SimpleNamespace(county="990001"))
    who = clerk(st, "form")
    if st.button("freeze"):
        changed(lambda: freeze(warehouse_url(), "990001", "outpatient_visits", [{"month": 202312}], who=who), "frozen")


def after_a_click(url: str, monkeypatch: pytest.MonkeyPatch, **asked: str) -> tuple[AppTest, list[str]]:
    """The page after its button was pressed, and the names of those who made changes, as they are on record."""
    monkeypatch.setenv("WAREHOUSE_URL", url)
    app = AppTest.from_function(a_page_with_one_change, default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run().button[0].click().run()
    assert not app.exception
    with opened(url) as engine:
        kept = read.frame(engine, select(schema.audit.c.changed_by))
    return app, kept["changed_by"].to_list()


def test_who_is_signed_in_writes_under_that_name_and_can_type_no_other(
    own_small_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, names = after_a_click(own_small_url, monkeypatch, role="roster_office", county=HERE, page="experts")
    assert set(names) == {SIGNED_IN} and not app.text_input


@pytest.mark.parametrize(
    ("role", "county", "page"),
    [
        ("department", "", "experts"),  # may read
        ("auditor", "", "experts"),
        ("administrator", "", "year_on_year"),
        ("roster_office", "", "year_on_year"),  # makes rosters and decides nothing
        ("leader", "", "experts"),  # decides and makes no roster
        ("roster_office", ELSEWHERE, "experts"),  # of another county
    ],
)
def test_who_lacks_the_right_is_told_so_and_nothing_is_written(
    own_small_url: str, monkeypatch: pytest.MonkeyPatch, role: str, county: str, page: str
) -> None:
    app, names = after_a_click(own_small_url, monkeypatch, role=role, county=county, page=page)
    told = "".join(block.proto.body for block in app.get("html"))
    assert names == [] and "没有改动" in told and "权限" in told


def test_without_accounts_a_name_is_typed_and_a_change_without_one_is_refused(
    own_small_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rosters, rules and leaves were recorded as 页面."""
    app, names = after_a_click(own_small_url, monkeypatch, page="experts")
    assert names == [] and app.text_input[0].value == ""


def guarded(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs only after the right was looked at: what `changed` is handed, and functions that ask `refusal`."""
    handed = [argument for call in ast.walk(tree) if called(call) == "changed" for argument in call.args]  # type: ignore[attr-defined]
    names = {node.id for argument in handed for node in ast.walk(argument) if isinstance(node, ast.Name)}
    yield from handed
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            asks = any(called(call) == "refusal" for call in ast.walk(function))
            if asks or function.name in names:
                yield function


def called(node: ast.AST) -> str:
    """The name of the function that a node calls; '' for what is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def writing(file: Path) -> Iterator[ast.Call]:
    """Calls that write under a name; a rehearsal is made under a dash and thrown away."""
    for call in ast.walk(syntax(file)):
        named = [key for key in getattr(call, "keywords", []) if key.arg in ("who", "saved_by")]
        if isinstance(call, ast.Call) and named and not isinstance(named[0].value, ast.Constant):
            yield call


def test_every_write_of_a_page_asks_for_the_right_first() -> None:
    pages = [file for file in python_files("pages", "ui") if any(writing(file))]
    inside = {file: {id(node) for part in guarded(syntax(file)) for node in ast.walk(part)} for file in pages}
    wrong = [place(file, call.lineno) for file in pages for call in writing(file) if id(call) not in inside[file]]
    assert len(pages) >= 15 and wrong == []
