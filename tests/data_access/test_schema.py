"""What the migrations create is what the tables say, on both engines; and every table says what a row is."""

import datetime as dt
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Integer, create_engine, inspect, make_url, text

from data_access import migrate, schema
from data_access.changes import changes_by_hand
from data_access.control_limits import decisions
from data_access.engine import open_engine
from data_access.frozen import frozen_views
from data_access.migrate import HEAD, KNOWN_REVISIONS, current_revision, upgrade


@pytest.fixture(params=["duckdb", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """URL of a new warehouse without any table."""
    if request.param == "duckdb":
        return f"duckdb:///{tmp_path / 'empty.duckdb'}"
    address, name = make_url(request.getfixturevalue("postgres_url")), f"empty_{worker_id}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def test_migrating_an_empty_warehouse_gives_every_table_with_its_columns(empty_url: str):
    engine = open_engine(empty_url, read_only=False)
    with engine.begin() as connection:
        assert current_revision(connection) is None
        upgrade(connection)
        assert current_revision(connection) == HEAD
        found = inspect(connection)
        names = set(found.get_table_names()) - {"alembic_version"}
        assert names == set(schema.metadata.tables)
        for table in schema.metadata.tables.values():
            columns = {column["name"]: column for column in found.get_columns(table.name)}
            assert list(columns) == [column.name for column in table.columns], table.name
            for column in table.columns:
                assert columns[column.name]["nullable"] == column.nullable, f"{table.name}.{column.name}"
                assert isinstance(columns[column.name]["type"], Integer) == isinstance(column.type, Integer), (
                    f"{table.name}.{column.name}"
                )
    engine.dispose()


def test_migrating_twice_changes_nothing(empty_url: str):
    engine = open_engine(empty_url, read_only=False)
    for _ in range(2):
        with engine.begin() as connection:
            upgrade(connection)
    with engine.connect() as connection:
        assert current_revision(connection) == HEAD
    engine.dispose()


def test_what_was_frozen_and_decided_before_the_third_revision_is_kept(empty_url: str):
    """Names of people stood in notes, and keys in a link: the figures and decisions of a county must outlive that."""
    engine = open_engine(empty_url, read_only=False)
    when = dt.datetime(2024, 5, 6, 7, 8, 9)
    frozen = {"snapshot_id": "s1", "version_id": "v1", "taken_at": when, "content_json": "[]", "note_zh": "王科长",
              "query_string": "county=450223&metric=outpatient_visits"}  # fmt: skip
    audited = {"audit_id": "a1", "changed_at": when, "changed_by": "李主任", "table_name": "control_limits",
               "row_key": "450223/outpatient_visits", "column_name": "rebase", "old_value": "", "new_value": "202307",
               "reason_zh": "新院区启用"}  # fmt: skip
    corrected = audited | {"audit_id": "a2", "table_name": "visit", "row_key": "v1", "column_name": "actual_end"}
    with engine.begin() as connection:
        upgrade(connection, "0002")
        for table, row in (("snapshot", frozen), ("audit", audited), ("audit", corrected)):
            names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    with engine.begin() as connection:
        upgrade(connection)
    (view,) = frozen_views(engine, "450223", "outpatient_visits")
    assert (view.version, view.taken_at, view.taken_by) == ("v1", when, "王科长")
    (decided,) = decisions(engine, "450223", "outpatient_visits").to_dict("records")
    assert decided == {"kind": "rebase", "before": "", "after": "202307", "who": "李主任", "why": "新院区启用",
                       "at": when}  # fmt: skip
    assert changes_by_hand(engine, "control_limits").empty and len(changes_by_hand(engine, "visit")) == 1
    engine.dispose()


def test_alembic_finds_no_difference_between_postgresql_and_the_tables(sample_postgres_url: str):
    engine = open_engine(sample_postgres_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), schema.metadata)
    engine.dispose()
    # PostgreSQL alone has indexes by county and month; see the first migration.
    assert [one for one in differences if one[0] != "remove_index"] == []


def test_postgresql_finds_a_countys_months_by_an_index(sample_postgres_url: str):
    engine = open_engine(sample_postgres_url)
    with engine.connect() as connection:
        indexes = inspect(connection).get_indexes("institution_month")
    engine.dispose()
    assert ["county_code", "month"] in [index["column_names"] for index in indexes]


def test_revisions_form_one_line_from_the_first_to_the_newest():
    assert KNOWN_REVISIONS[0] == HEAD and len(set(KNOWN_REVISIONS)) == len(KNOWN_REVISIONS)
    assert len(list((migrate.SCRIPTS / "versions").glob("*.py"))) == len(KNOWN_REVISIONS)


@pytest.mark.parametrize("name", sorted(schema.metadata.tables))
def test_every_table_says_what_one_row_is(name: str):
    table = schema.metadata.tables[name]
    assert table.comment and len(table.comment) > 10


def test_every_monthly_fact_says_where_it_comes_from_and_belongs_to_a_county():
    for name, table in schema.metadata.tables.items():
        if name.endswith("_month"):
            assert {"county_code", "month", "basis", "load_id"} <= set(table.columns.keys()), name
            assert isinstance(table.c.month.type, Integer)


def test_an_older_register_gets_the_history_that_its_monthly_reports_tell(empty_url: str):
    """A clinic of a township that merged in 2021-07 became central in 2020-01; a hospital never reported."""
    kept = {"basis": "reported", "load_id": "one"}
    place = {"county_code": "999901", "name_zh": "甲", "name_en": "A", "is_lead": False, "lon": 110.0, "lat": 37.0}
    clinic, hospital = "999901C001", "999901H001"
    months = [
        (201912, "999901201", "village_clinic"),
        (202001, "999901201", "central_village_clinic"),
        (202106, "999901201", "central_village_clinic"),
        (202107, "999901106", "central_village_clinic"),
    ]
    engine = open_engine(empty_url, read_only=False)
    with engine.begin() as connection:
        upgrade(connection, "0004")
        insert(connection, "load", load_id="one", loaded_at=dt.datetime(2024, 1, 1), loaded_by="x", source_zh="x",
               rows_accepted=0, rows_refused=0)  # fmt: skip
        for code, level in ((clinic, "central_village_clinic"), (hospital, "county_hospital")):
            insert(connection, "institution", institution_code=code, township_code="999901106", level=level,
                   opened=201601, **place, **kept)  # fmt: skip
        for month, township, level in months:
            insert(connection, "institution_month", institution_code=clinic, month=month, township_code=township,
                   level=level, county_code="999901", is_lead=False, in_group=True, reported=True, **kept)  # fmt: skip
        insert(connection, "team", team_code="T", township_code="999901106", institution_code=clinic, since=201701,
               name_zh="甲", county_code="999901",
               county_staff=1, township_staff=1, village_staff=1, **kept)  # fmt: skip
    with engine.begin() as connection:
        upgrade(connection)
        told = "SELECT institution_code, valid_from, valid_to, township_code, level FROM institution_history"
        assert [tuple(row) for row in connection.execute(text(told + " ORDER BY 1, 2"))] == [
            (clinic, 201601, 201912, "999901201", "village_clinic"),
            (clinic, 202001, 202106, "999901201", "central_village_clinic"),
            (clinic, 202107, None, "999901106", "central_village_clinic"),
            (hospital, 201601, None, "999901106", "county_hospital"),
        ]
        assert connection.execute(text("SELECT township_code FROM team")).scalar_one() == "999901201"
    engine.dispose()


def insert(connection: Connection, table: str, **row: object) -> None:
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
