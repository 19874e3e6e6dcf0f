"""Files enter, are replaced and taken back; what was in force after each of them can still be told."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, create_engine, insert, make_url, select, text

from data_access import schema
from data_access.build import rehearsed, write_warehouse
from data_access.changes import ChangeRefused
from data_access.engine import open_engine
from data_access.loads import load_file, loads_of, take_back
from data_access.parcels import Aside, Figures, Mode, Parcel

COUNTY, TOWN = "450223", "450223100"
VERSION = {
    "version_id": "v1", "created_at": pd.Timestamp("2025-01-10"), "content_sha256": "0" * 64, "first_month": 202401,
    "last_month": 202401, "is_sample": False, "note_zh": "建库",
}  # fmt: skip
LOAD = {
    "load_id": "start", "loaded_at": pd.Timestamp("2025-01-10"), "loaded_by": "t", "source_zh": "建库",
    "rows_accepted": 0, "rows_refused": 0,
}  # fmt: skip


def fill(address: str) -> None:
    """Make a warehouse of one's own without any figure."""
    write_warehouse(address, {"data_version": pd.DataFrame([VERSION]), "load": pd.DataFrame([LOAD])})


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a warehouse in a file, made once."""
    file = tmp_path_factory.mktemp("loads") / "empty.duckdb"
    fill(f"duckdb:///{file}")
    return file


@pytest.fixture(scope="module")
def empty_database(postgres_url: str, worker_id: str) -> str:
    """Such a warehouse on the server, made once: the name of its database."""
    name = f"loads_{worker_id}"
    execute(postgres_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    fill(make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
    return name


def execute(address: str, *statements: str) -> None:
    server = create_engine(make_url(address), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    server.dispose()


@pytest.fixture(params=["duckdb", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A warehouse of one's own without any figure, which the test may change."""
    if request.param == "duckdb":
        copy = tmp_path / "own.duckdb"
        shutil.copy(request.getfixturevalue("empty_file"), copy)
        return f"duckdb:///{copy}"
    address: str = request.getfixturevalue("postgres_url")
    empty: str = request.getfixturevalue("empty_database")
    execute(
        address, f"DROP DATABASE IF EXISTS {empty}_own WITH (FORCE)", f"CREATE DATABASE {empty}_own TEMPLATE {empty}"
    )
    return make_url(address).set(database=f"{empty}_own").render_as_string(hide_password=False)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Reads anew what stands there: an engine on the file as it was goes on reading that."""
    found = open_engine(url)
    yield found
    found.dispose()


def complete(connection: Connection, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """What no file says: here the same for every institution."""
    return rows.assign(level="township_centre", community_code=None, is_lead=False, in_group=True, reported=True)


def parcel(
    figures: dict[tuple[str, int], dict[str, float | None]], name: str = "a.xlsx", mode: Mode = "newest", aside: int = 0
) -> Parcel:
    """A file with these figures: institution and month → column → figure."""
    rows = pd.DataFrame(
        [
            {"county_code": COUNTY, "township_code": TOWN, "institution_code": code, "month": month, **columns}
            for (code, month), columns in figures.items()
        ]
    )
    columns = tuple(sorted({column for each in figures.values() for column in each}))
    notes = tuple(Aside("Sheet1", f"B{number}", "约300", "is_estimate") for number in range(aside))
    return Parcel(
        COUNTY, name, name.ljust(64, "0"), "form", "1", (Figures("institution_month", rows, columns),), notes, mode
    )


def held(url: str) -> dict[tuple[str, int], tuple[int | None, int | None]]:
    """Institution and month → outpatient visits and discharges."""
    found = open_engine(url)
    table = schema.institution_month
    with found.connect() as connection:
        rows = connection.execute(
            select(table.c.institution_code, table.c.month, table.c.outpatient_visits, table.c.discharges)
        ).all()
    found.dispose()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def at(url: str, sequence: int) -> dict[tuple[str, int], tuple[int | None, int | None]]:
    """What was in force after a load, by the table and its history."""
    found = open_engine(url)
    now, past = schema.institution_month, schema.histories["institution_month"]
    with found.connect() as connection:
        rows = connection.execute(
            select(now.c.institution_code, now.c.month, now.c.outpatient_visits, now.c.discharges).where(
                (now.c.entered.is_(None)) | (now.c.entered <= sequence)
            )
        ).all()
        rows += connection.execute(
            select(past.c.institution_code, past.c.month, past.c.outpatient_visits, past.c.discharges).where(
                ((past.c.entered.is_(None)) | (past.c.entered <= sequence)) & (past.c.superseded > sequence)
            )
        ).all()
    found.dispose()
    assert len({(row[0], row[1]) for row in rows}) == len(rows), "one row twice"
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def loaded(url: str, given: Parcel) -> str:
    return load_file(url, given, complete, who="张").load_id


def test_what_a_form_does_not_have_stays_unknown_and_is_no_zero(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    assert held(url) == {("T1", 202409): (300, None)}


def test_a_second_form_adds_its_columns_to_the_same_row(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    loaded(url, parcel({("T1", 202409): {"discharges": 20}}, "b.xlsx"))
    assert held(url) == {("T1", 202409): (300, 20)}


def test_the_same_file_again_changes_nothing_and_adds_no_load(url: str):
    first = parcel({("T1", 202409): {"outpatient_visits": 300}})
    loaded(url, first)
    again = load_file(url, first, complete, who="张")
    assert (again.load_id, again.new, again.changed, again.same) == ("", 0, 0, 1)
    found = open_engine(url)
    assert len(loads_of(found, COUNTY)) == 1
    found.dispose()


def test_a_late_report_of_one_institution_leaves_the_others(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}, ("T2", 202409): {"outpatient_visits": 500}}))
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 310}}, "b.xlsx"))
    assert held(url) == {("T1", 202409): (310, None), ("T2", 202409): (500, None)}


def test_filling_gaps_changes_no_figure_that_is_known(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 999, "discharges": 20}}, "b.xlsx", "fill"))
    assert held(url) == {("T1", 202409): (300, 20)}


def test_replacing_a_period_makes_unknown_what_the_file_leaves_out(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}, ("T2", 202409): {"outpatient_visits": 500}}))
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 310}}, "b.xlsx", "replace"))
    assert held(url) == {("T1", 202409): (310, None), ("T2", 202409): (None, None)}


def test_a_cell_that_says_nothing_wipes_nothing(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300, "discharges": 20}}))
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 310, "discharges": None}}, "b.xlsx"))
    assert held(url) == {("T1", 202409): (310, 20)}


def test_undoing_brings_back_what_stood_there(url: str):
    loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    second = loaded(
        url, parcel({("T1", 202409): {"outpatient_visits": 999}, ("T2", 202410): {"discharges": 5}}, "b.xlsx")
    )
    take_back(url, second, who="李", reason="文件传错了")
    assert held(url) == {("T1", 202409): (300, None)}
    assert at(url, 2) == {("T1", 202409): (999, None), ("T2", 202410): (None, 5)}


def test_a_load_is_not_undone_twice_nor_under_a_later_one(url: str):
    first = loaded(url, parcel({("T1", 202409): {"outpatient_visits": 300}}))
    second = loaded(url, parcel({("T1", 202409): {"outpatient_visits": 310}}, "b.xlsx"))
    with pytest.raises(ChangeRefused, match=r"b\.xlsx"):
        take_back(url, first, who="李", reason="错")
    take_back(url, second, who="李", reason="错")
    with pytest.raises(ChangeRefused, match="已经撤销"):
        take_back(url, second, who="李", reason="错")
    take_back(url, first, who="李", reason="错")
    assert held(url) == {}


def test_what_did_not_enter_is_kept_with_its_cell_and_reason(url: str, engine: Engine):
    load_id = loaded(url, parcel({("T1", 202409): {"discharges": 1}}, aside=2))
    with open_engine(url).connect() as connection:
        rows = connection.execute(
            select(schema.set_aside.c.load_id, schema.set_aside.c.cell, schema.set_aside.c.code)
        ).all()
    assert rows == [(load_id, "B0", "is_estimate"), (load_id, "B1", "is_estimate")]


def test_a_load_of_a_new_month_moves_the_end_of_the_data(url: str):
    loaded(url, parcel({("T1", 202411): {"discharges": 1}}))
    with open_engine(url).connect() as connection:
        versions = schema.data_version
        newest = connection.execute(select(versions).order_by(versions.c.created_at.desc()).limit(1)).one()
    assert (newest.first_month, newest.last_month, newest.is_sample) == (202401, 202411, False)


def test_a_rehearsal_shows_the_figures_and_leaves_nothing(url: str):
    def work(connection: Connection) -> None:
        connection.execute(insert(schema.load).values({**LOAD, "load_id": "rehearsed"}))

    with rehearsed(url, work) as engine, engine.connect() as connection:
        assert connection.execute(select(schema.load.c.load_id)).scalars().all() == ["start", "rehearsed"]
    after = open_engine(url)
    with after.connect() as connection:
        assert connection.execute(select(schema.load.c.load_id)).scalars().all() == ["start"]
    after.dispose()


def test_a_load_that_fails_half_way_leaves_nothing(url: str):
    def fails(connection: Connection, table: str, rows: pd.DataFrame) -> pd.DataFrame:
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        load_file(url, parcel({("T1", 202409): {"discharges": 1}}), fails, who="张")
    assert held(url) == {}


class Ledger:
    """The same rules said once more, in dictionaries, without a table: what a replay must give."""

    def __init__(self) -> None:
        self.now: dict[tuple[str, int], dict[str, float | None]] = {}
        self.before: list[dict[tuple[str, int], dict[str, float | None]]] = []

    def load(self, given: dict[tuple[str, int], dict[str, float | None]], mode: Mode) -> bool:
        after = {key: dict(row) for key, row in self.now.items()}
        columns = {column for row in given.values() for column in row}
        for key, row in given.items():
            old = after.setdefault(key, {"outpatient_visits": None, "discharges": None})
            for column in columns:
                value = row.get(column)
                if mode == "replace" or (value is not None and (mode == "newest" or old[column] is None)):
                    old[column] = value
        if mode == "replace":
            months = {month for _, month in given}
            for key, row in after.items():
                if key[1] in months and key not in given:
                    row.update(dict.fromkeys(columns))
        changed = after != self.now
        if changed:
            self.now = after
            self.before.append({key: dict(row) for key, row in after.items()})
        return changed

    def shown(
        self, state: dict[tuple[str, int], dict[str, float | None]]
    ) -> dict[tuple[str, int], tuple[object, object]]:
        return {key: (row["outpatient_visits"], row["discharges"]) for key, row in state.items()}


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_loads_and_undoings_equals_its_replay(seed: int, url: str):
    """Current equals the replay, and every state on the way can still be read."""
    draw = random.Random(seed)
    ledger = Ledger()
    standing: list[tuple[str, dict[tuple[str, int], dict[str, float | None]]]] = []
    states: list[dict[tuple[str, int], dict[str, float | None]]] = []
    for step in range(9):
        if standing and draw.random() < 0.3:
            load_id, before = standing.pop()
            take_back(url, load_id, who="李", reason="试")
            ledger.now = before
            states.append({key: dict(row) for key, row in before.items()})
            continue
        mode = draw.choice(["newest", "newest", "fill", "replace"])
        given = {
            (f"T{draw.randint(1, 3)}", 202400 + draw.randint(1, 2)): {
                column: draw.choice([None, draw.randint(0, 4)]) for column in ("outpatient_visits", "discharges")
            }
            for _ in range(draw.randint(1, 3))
        }
        before = {key: dict(row) for key, row in ledger.now.items()}
        changed = ledger.load(given, mode)
        load_id = loaded(url, parcel(given, f"{step}.xlsx", mode))
        assert bool(load_id) == changed
        if changed:
            standing.append((load_id, before))
            states.append({key: dict(row) for key, row in ledger.now.items()})
    assert held(url) == ledger.shown(ledger.now)
    for sequence, state in enumerate(states, 1):
        assert at(url, sequence) == ledger.shown(state), sequence
