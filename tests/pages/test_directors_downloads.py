"""A township's director takes along what the pages show him: rows of his own township, names of those who come to it.

The evaluator reads the warehouse by itself, without grants: which experts come to the township, which visits, places
and institutions are its own. What is handed out is caught where Streamlit takes it, whatever page offers it.
"""

import datetime as dt
import io
import random
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import Connection, literal, select, update
from streamlit.elements.widgets import button
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from accounts import people, sessions
from accounts.roles import Grant
from accounts.store import SETTING, open_store
from data_access import read, rosters, schema
from data_access.build import change_warehouse
from data_access.engine import opened
from ops.environment import ROOT
from tests.examples import examples
from tests.pages.conftest import ReadFrom
from tests.pages.reading import faults_of, html_of
from ui.entrance import COOKIE
from ui.reader import store_of_accounts

COUNTY, TOWN, OTHERS = "141102", "141102001", ("141102002", "141102101")
PAGES = ("", "coverage", "circle", "experts", "year_on_year", "mechanisms", "planning", "intake", "data", "meeting")
EXPERT_TABS = ("ledger", "flows", "posting", "roster", "notice", "rules", "burden", "meanwhile")
PERIODS = ("2024", "2024-01..2024-09", "2024Q3", "2024-06", "2023")
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 1, 31)


@dataclass
class Whose:
    """What the warehouse says, read without a grant. names: of experts who never come to the township."""

    townships: set[str]
    institutions: dict[str, str]
    names: set[str]
    visits: set[str]

    def strangers(self, text: str) -> list[str]:
        """The names and numbers in a text that are not the township's to know."""
        found = [name for name in self.names if name in text]
        return found + [visit for visit in self.visits if visit in text]


@dataclass
class Handed:
    """Every file that the pages offered: name → text, and its tables."""

    texts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def url(sample_duckdb_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample with names that no two experts share, and a published roster: two visits to each township."""
    file = tmp_path_factory.mktemp("director") / "warehouse.duckdb"
    file.write_bytes(sample_duckdb_file.read_bytes())
    made = f"duckdb:///{file}"
    place, expert = schema.institution, schema.expert

    def name_apart(connection: Connection) -> None:
        for table in (expert, schema.histories["expert"]):
            connection.execute(update(table).values(name_zh=literal("医师") + table.c.expert_code + literal("甲")))

    change_warehouse(made, name_apart)
    with opened(made) as engine:
        centres = read.frame(
            engine,
            select(place.c.institution_code, place.c.township_code)
            .where(place.c.county_code == COUNTY, place.c.level.in_(("township_centre", "community_centre")))
            .order_by(place.c.institution_code),
        )
        experts = read.frame(
            engine, select(expert.c.expert_code).where(expert.c.county_code == COUNTY).order_by("expert_code")
        )
    days = [FIRST + dt.timedelta(days=8 + number % 5) for number in range(2 * len(centres))]
    cells = [
        {
            "expert_code": experts["expert_code"][number % len(experts)],
            "institution_code": centres["institution_code"][number // 2],
            "township_code": centres["township_code"][number // 2],
            "visit_date": days[number],
            "planned_start": dt.datetime.combine(days[number], dt.time(8)),
            "planned_end": dt.datetime.combine(days[number], dt.time(16)),
            "travel_time_min": 20.0,
            "pinned": False,
        }
        for number in range(2 * len(centres))
    ]
    draft = rosters.Draft(
        COUNTY, FIRST, LAST, pd.DataFrame(cells), objective=1, bound=1, proof_zh="", missing_zh="", note_zh="新排",
        who="专家办",
    )  # fmt: skip
    rosters.publish_new(made, draft, breaches=0, over=None)
    return made


@pytest.fixture(scope="module")
def whose(url: str) -> Whose:
    """The township's own, worked out by hand from the rows."""
    tables = (schema.visit, schema.posting, schema.roster_visit)
    with opened(url) as engine:
        came, visits = set(), set()
        for table in tables:
            rows = read.frame(engine, select(table.c.expert_code, table.c.township_code, next(iter(table.primary_key))))
            mine = rows["township_code"] == TOWN
            came |= set(rows.loc[mine, "expert_code"])
            visits |= set(rows.iloc[:, 2][~mine].astype(str)) - set(rows.iloc[:, 2][mine].astype(str))
        everyone = read.frame(engine, select(schema.expert.c.expert_code, schema.expert.c.name_zh))
        places = read.frame(engine, select(schema.institution.c.institution_code, schema.institution.c.township_code))
        townships = read.frame(engine, select(schema.township.c.township_code))
    known = set(everyone.loc[everyone["expert_code"].isin(came), "name_zh"])
    names = set(everyone["name_zh"]) - known
    assert known and len(names) > 500 and len(visits) > 1000
    codes = dict(zip(places["institution_code"], places["township_code"], strict=True))
    return Whose(set(townships["township_code"]), codes, names, visits)


@pytest.fixture
def director(url: str, read_from: ReadFrom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A director of one township is signed in; his browser sends its cookie."""
    read_from(url)
    store = open_store(tmp_path / "accounts.db")
    now = time.time()
    first = people.add(store, now, "guanli", "he", "何院长", Grant("township_director", (COUNTY,), (TOWN,)))
    person = people.everyone(store)[0]
    people.change_password(store, now, person, first, "Zhongdu-8-kilometres")
    cookie = sessions.begin(store, now, person, "10.1.1.7")
    monkeypatch.setenv(SETTING, str(tmp_path / "accounts.db"))
    monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: cookie})
    # Who signs in is kept by the process; other tests read without accounts.
    store_of_accounts.clear()
    yield
    store_of_accounts.clear()


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> Handed:
    """What the pages offer from now on, made as if its button had been pressed."""
    caught, taken = Handed(), button.marshall_file

    def catching(coordinates: str, data: Any, proto: Any, mime: Any, name: str | None = None, **more: Any) -> None:
        content = data() if callable(data) else data
        take(caught, str(name), content.encode() if isinstance(content, str) else bytes(content))
        taken(coordinates, content, proto, mime, name, **more)

    monkeypatch.setattr(button, "marshall_file", catching)
    return caught


def take(caught: Handed, name: str, content: bytes) -> None:
    """Keep a file's text and its tables."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            caught.texts[name] = "\n".join(
                parts.read(part).decode("utf-8") for part in parts.namelist() if part.endswith((".xml", ".json"))
            )
        if name.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            caught.tables[name] = [
                table_of(sheet.iter_rows(values_only=True)) for sheet in book if row_sheet(sheet.title)
            ]
        return
    text = caught.texts[name] = content.decode("utf-8-sig")
    if name.endswith(".csv"):
        body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        caught.tables[name] = [pd.read_csv(io.StringIO(body), dtype=str)] if body.strip() else []


def row_sheet(title: str) -> bool:
    """A sheet of rows, no sheet of published figures or of codes to choose from."""
    return title.startswith("行 ") or title in ("按专家", "按乡镇")


def table_of(rows: Iterator[tuple[Any, ...]]) -> pd.DataFrame:
    """A sheet as a table: its heads are the first row that names a township or an institution."""
    listed = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    heads = next(
        (at for at, row in enumerate(listed) if set(row) & {"township_code", "乡镇代码", "institution_code"}), None
    )
    return pd.DataFrame() if heads is None else pd.DataFrame(listed[heads + 1 :], columns=listed[heads])


def outside(frame: pd.DataFrame, whose: Whose) -> set[str]:
    """The places of a table's rows that are no places of the township."""
    found: set[str] = set()
    for column in ("township_code", "乡镇代码"):
        if column in frame:
            found |= {code for code in frame[column].dropna() if code in whose.townships and code != TOWN}
    for column in ("institution_code", "机构代码"):
        if column in frame:
            found |= {code for code in frame[column].dropna() if whose.institutions.get(code, TOWN) != TOWN}
    return found


def check(app: AppTest, handed: Handed, whose: Whose, asked: object) -> None:
    """Nothing on the page and in no file that is not the township's."""
    assert not faults_of(app), (asked, faults_of(app))
    page = html_of(app) + "".join(element.value.to_csv() for element in app.dataframe)
    assert not whose.strangers(page), (asked, whose.strangers(page)[:5])
    for name, text in handed.texts.items():
        assert not whose.strangers(text), (asked, name, whose.strangers(text)[:5])
    for name, tables in handed.tables.items():
        if not name.startswith("plan_") and name != "reconciliation.csv":
            assert not set().union(*(outside(table, whose) for table in tables), set()), (asked, name)


def opened_page(page: str, **parameters: Any) -> AppTest:
    """A page after its first run."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
    app._page_hash = calc_hash(page) if page else ""
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def a_view(chance: random.Random, page: str) -> dict[str, Any]:
    """A link to a page, with whatever filters."""
    asked: dict[str, Any] = {"county": COUNTY, "period": chance.choice(PERIODS)}
    if chance.random() < 0.5:
        asked["township"] = chance.sample([TOWN, *OTHERS], chance.randint(1, 2))
    if page == "experts":
        asked["tab"] = chance.choice(EXPERT_TABS)
    if chance.random() < 0.2:
        asked["lang"] = "en"
    return asked


def test_no_page_and_no_file_has_another_township_s_rows_or_names(director: None, handed: Handed, whose: Whose) -> None:
    chance = random.Random("a director's downloads")
    views = [("experts", {"county": COUNTY, "period": "2024", "tab": "roster"})]
    for _ in range(examples(2)):
        page = chance.choice(PAGES)
        views.append((page, a_view(chance, page)))
    for page, asked in views:
        check(opened_page(page, **asked), handed, whose, (page, asked))
    roster = [name for name in handed.texts if name.endswith((".xlsx", ".ics")) or "本周专家坐诊" in name]
    assert len(roster) >= 3, sorted(handed.texts)


def test_the_rows_behind_a_figure_are_the_township_s(director: None, handed: Handed, whose: Whose) -> None:
    chance = random.Random("rows behind figures")
    figures = ["当月逐次判定", "outpatient_visits", "admissions", "visits_attended"]
    for figure in figures[:2] + chance.sample(figures[2:], min(2, examples(1) - 1)):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
        app._page_hash = calc_hash("experts")
        app.query_params["county"], app.query_params["period"] = COUNTY, "2024-01..2024-09"
        app.session_state["trace_figures_opened"] = figure
        check(app.run(), handed, whose, figure)
    rows = [table for tables in handed.tables.values() for table in tables if "township_code" in table]
    assert rows and all(set(table["township_code"]) <= {TOWN} for table in rows)
