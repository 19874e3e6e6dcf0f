"""Whatever goes wrong, a reader gets a sentence and a next step: no traceback, and no page that redraws for ever."""

import ast
import itertools
import logging
import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_access.build import write_warehouse
from ops.environment import ROOT
from tests.metrics.small_county import frames
from tests.source_tree import product_files, syntax
from ui import messages

SECRET = "/srv/secret/yilan.duckdb"
RUNS: list[str] = []


@pytest.fixture(scope="module")
def small_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A warehouse that answers when asked for its version, whatever else is wrong on the page."""
    url = f"duckdb:///{tmp_path_factory.mktemp('small') / 'small.duckdb'}"
    write_warehouse(url, frames())
    return url


@pytest.fixture(autouse=True)
def answering(small_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    RUNS.clear()
    monkeypatch.setenv("WAREHOUSE_URL", small_url)


def page() -> None:
    import streamlit as st

    from data_access.errors import WarehouseEmpty
    from metrics.errors import UnknownPeriod
    from tests.ui import test_messages
    from ui import kept
    from ui.messages import reader_errors, stale_note

    fault = st.query_params["fault"]
    test_messages.RUNS.append(fault)
    stale_note()

    @kept.reads_warehouse
    def read() -> None:
        if fault == "table":
            raise WarehouseEmpty
        if fault == "question":
            raise UnknownPeriod("1999", ("2016—2024年", "2016–2024"))
        if fault == "unforeseen":
            raise KeyError(test_messages.SECRET)

    with reader_errors():
        kept.data_version()
        read()
        st.html("<p>all is well</p>")


def opened(fault: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["fault"] = fault
    return app.run()


def shown(app: AppTest) -> str:
    """The words of the page's HTML; numbers stand in a <span> there, so that a line never breaks inside one."""
    return re.sub(r"<[^>]+>", "", "\n".join(str(element.proto.body) for element in app.get("html")))


def test_nothing_is_said_while_nothing_is_wrong():
    app = opened("none")
    assert shown(app) == "all is well" and RUNS == ["none"]


def test_an_unforeseen_fault_is_a_number_for_the_reader_and_a_traceback_for_the_log(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR, logger="yilan.pages"):
        app = opened("unforeseen")
    number = re.search(r"编号 ([0-9A-F]{4})", shown(app))
    assert number is not None and "请把编号发给管理员" in shown(app)
    assert not app.exception and SECRET not in shown(app) and "Traceback" not in shown(app) + "".join(RUNS)
    assert f"fault {number[1]}" in caplog.text and SECRET in caplog.text and "Traceback" in caplog.text


def test_two_faults_have_two_numbers():
    numbers = {re.findall(r"编号 (\w+)", shown(opened("unforeseen")))[0] for _ in range(5)}
    assert len(numbers) >= 4


def test_a_question_that_has_no_answer_says_what_can_be_asked():
    app = opened("question")
    assert "时期“1999”没有数据。" in shown(app) and "数据范围为2016—2024年。" in shown(app) and not app.exception


def test_a_missing_table_says_so_and_does_not_redraw_the_page_in_the_run_that_said_it():
    """A table was once missing while the version could be read: the retry took all for well and reran for ever."""
    app = opened("table")
    assert "数据仓库里还没有数据。" in shown(app) and "装载本县数据" in shown(app)
    assert RUNS == ["table"] and not app.exception


def test_a_page_told_again_of_the_same_fault_waits_again():
    app = opened("table")
    app.run()
    app.run()
    assert RUNS == ["table"] * 3


def let_a_minute_pass_at_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a clock into the page's messages that is a minute on whenever they look at it."""
    monkeypatch.setattr(messages, "monotonic", itertools.count(1_000.0, 60.0).__next__)


def test_after_the_wait_the_page_is_drawn_again_once_the_warehouse_answers(monkeypatch: pytest.MonkeyPatch):
    """The wait is over when four fifths of it have passed since the message; the fragment's timer is not exact."""
    reruns: list[str] = []
    monkeypatch.setattr(st, "rerun", lambda scope: reruns.append(scope))
    let_a_minute_pass_at_every_look(monkeypatch)
    app = opened("table")
    assert set(reruns) == {"app"} and not app.exception


def test_while_the_warehouse_is_away_the_page_asks_and_does_not_redraw(monkeypatch: pytest.MonkeyPatch):
    reruns: list[str] = []
    # Nobody listens on port 1.
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/county")
    monkeypatch.setattr(st, "rerun", lambda scope: reruns.append(scope))
    let_a_minute_pass_at_every_look(monkeypatch)
    app = opened("none")
    assert reruns == [] and "暂时连不上数据仓库。" in shown(app) and not app.exception


def test_every_fragment_says_what_goes_wrong_in_it():
    """A fragment runs by itself, outside the `reader_errors` of the page: its English traceback was shown."""
    bare = [
        f"{file.relative_to(ROOT)}: {node.name}"
        for file in product_files()
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.FunctionDef)
        for above, below in itertools.pairwise([*map(ast.unparse, node.decorator_list), ""])
        if above.startswith("st.fragment") and below != "guarded"
    ]
    assert bare == []


def test_asking_the_warehouse_again_says_what_goes_wrong(monkeypatch: pytest.MonkeyPatch):
    """The fragment that asks every five seconds; here the clock of its own messages breaks in the second look."""
    looks = iter([1_000.0])
    monkeypatch.setattr(messages, "monotonic", looks.__next__)
    app = opened("table")
    assert not app.exception and "数据仓库里还没有数据。" in shown(app)
    assert "没能显示完整（编号" in shown(app)
