"""Which engine a warehouse stands on is one file's business: nothing else asks, and a new one is a new file."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from data_access import read, schema, warehouses
from data_access.backend import backend_of, backends, read_address
from data_access.build import write_warehouse
from data_access.changes import change, new_version
from data_access.engine import Warehouse, warehouse_url
from data_access.errors import UnknownEngine, UnreadableAddress, WarehouseError
from metrics.ask.query import query
from metrics.catalogue import get_all
from metrics.period import Period
from metrics.reference import load_reference
from ops.environment import ROOT
from tests.metrics.small_county import COUNTY, frames
from tests.source_tree import PRODUCT, place, python_files

# All that SQLite asks of the product, written as a stranger would: it comes with Python and is no engine of ours.
SQLITE = """
from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite

from data_access.backend import Backend


class SQLite(Backend):
    schemes = ("sqlite",)
    driver = "sqlite+pysqlite"

    def shown(self, url):
        return "sqlite"

    def opened(self, url, *, read_only):
        return create_engine(url)

    def insert(self, connection, table, table_frame):
        plain = table_frame.astype(object).where(table_frame.notna(), None)
        rows = plain.map(lambda cell: getattr(cell, "to_pydatetime", lambda: cell)())
        connection.execute(table.insert(), rows.to_dict("records"))

    def dialect(self):
        return sqlite.dialect()

    def replace(self, url, fill):
        self.change(url, fill)

    def change(self, url, work):
        engine = self.opened(url, read_only=False)
        with engine.begin() as connection:
            work(connection)
        engine.dispose()


BACKEND = SQLite()
"""


@pytest.fixture
def one_more_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The folder of engines with one more file in it."""
    (tmp_path / "sqlite_of_a_stranger.py").write_text(SQLITE, encoding="utf-8")
    monkeypatch.setattr(warehouses, "__path__", [*warehouses.__path__, str(tmp_path)])
    backends.cache_clear()
    yield
    backends.cache_clear()


def test_one_new_file_is_enough_for_a_new_engine(one_more_engine: None, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'county.db'}"
    write_warehouse(url, frames())
    warehouse = Warehouse(url)
    assert warehouse.version() == "small"
    change(url, lambda connection: new_version(connection, "重报"))
    assert warehouse.version() != "small"
    assert read.as_text(select(func.concat(schema.county.c.name_zh, "县")), url) == (
        "SELECT concat(county.name_zh, '县') AS concat_1 \nFROM county"
    )
    warehouse.engine().dispose()


@pytest.mark.parametrize("by", [(), ("township",), ("month",)])
def test_a_new_engine_gives_the_figures_that_duckdb_gives(one_more_engine: None, tmp_path: Path, by: tuple[str, ...]):
    """Of each timing one: SQLite once could not list the months of what is in force from one month to another."""
    metrics = get_all(("primary_visit_share", "contract_rate", "institutions_township", "outpatient_visits"))
    answers = []
    for scheme in ("duckdb", "sqlite"):
        url = f"{scheme}:///{tmp_path / scheme}.db"
        write_warehouse(url, frames())
        engine = Warehouse(url).engine()
        reference = load_reference(engine)
        answers.append(
            query(engine, reference, metrics, county=COUNTY, period=Period.parse("2023"), by=by, compare="yoy")
        )
        engine.dispose()
    assert answers[0]["value"].notna().any()
    pd.testing.assert_frame_equal(*answers)


READS_OTHERS = ROOT / "intake" / "elsewhere.py"


def test_nothing_but_its_own_file_asks_which_engine_it_is():
    asks = re.compile(r"get_backend_name|dialect\.name|drivername ==")
    folder = Path(warehouses.__file__).parent
    wrong = [
        place(file)
        for file in python_files(*PRODUCT)
        # A migration is what was done to a warehouse of its day; another office's database is no warehouse.
        if folder not in file.parents and "migrations" not in file.parts and file != READS_OTHERS
        if asks.search(file.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize("url", ["mysql://reader:secret@db/yilan", "duckdb_file.duckdb", "://"])
def test_an_address_that_names_no_engine_of_ours_says_what_to_write_and_no_password(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WAREHOUSE_URL", url)
    for ask in (warehouse_url, Warehouse):
        with pytest.raises(WarehouseError) as caught:
            ask()
        assert isinstance(caught.value, UnknownEngine | UnreadableAddress)
        assert "WAREHOUSE_URL" in caught.value.happened and "duckdb" in caught.value.next_step
        assert "secret" not in str(caught.value)


def test_a_driver_named_in_the_address_is_kept_and_a_bare_scheme_gets_ours():
    assert read_address("postgresql+psycopg2://db/yilan").drivername == "postgresql+psycopg2"
    assert {read_address(f"{scheme}://db/yilan").drivername for scheme in ("postgres", "postgresql")} == {
        "postgresql+psycopg"
    }
    assert backend_of("postgres://db/yilan") is backend_of("postgresql+psycopg2://db/yilan")


def test_whoever_needs_only_the_name_loads_no_engine():
    program = (
        "import sys, data_access; assert 'sqlalchemy' not in sys.modules;"
        "from data_access import Warehouse; from data_access.engine import Warehouse as same; assert Warehouse is same"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
