"""A data version follows from what was changed: the same changes to the same data give the same one, anywhere."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, make_url, select, text, update

from data_access import attendance, rosters, rules, schema
from data_access.build import write_warehouse
from data_access.changes import change, changes_by_hand, new_version
from data_access.control_limits import REBASE, decide
from data_access.engine import opened
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE, SOUTH_CENTRE, frames

FIRST, LAST, DAY = dt.date(2023, 3, 1), dt.date(2023, 3, 31), dt.date(2023, 3, 6)
EXPERT = {
    "expert_code": "E1", "county_code": COUNTY, "name_zh": "内科 1", "title": "副高", "specialty": "内科",
    "tier": "county", "since": 202201, "basis": "synthetic", "load_id": "test",
}  # fmt: skip


def filled(url: str) -> str:
    write_warehouse(url, frames() | {"expert": pd.DataFrame([EXPERT])})
    return url


@pytest.fixture
def county(tmp_path: Path) -> Callable[[str], str]:
    """A small county of its own on DuckDB, by name."""
    return lambda name: filled(f"duckdb:///{tmp_path / name}.duckdb")


@pytest.fixture
def county_on_a_server(postgres_url: str, worker_id: str) -> str:
    address, name = make_url(postgres_url), f"changes_{worker_id}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return filled(address.set(database=name).render_as_string(hide_password=False))


def versions(url: str) -> list[str]:
    """Every data version, the oldest first."""
    table = schema.data_version
    with opened(url) as engine, engine.connect() as connection:
        return list(connection.execute(select(table.c.version_id).order_by(table.c.created_at)).scalars())


def roster(*places: str) -> pd.DataFrame:
    begin = pd.Timestamp(DAY) + pd.Timedelta(hours=8)
    rows = [
        {
            "township_code": NORTH, "expert_code": "E1", "institution_code": place, "visit_date": DAY,
            "planned_start": begin, "planned_end": begin + pd.Timedelta(hours=8), "travel_time_min": 12.5,
        }
        for place in places
    ]  # fmt: skip
    return pd.DataFrame(rows)


def publish(url: str, *places: str) -> str:
    kept, _ = rosters.publish_new(url, draft_of(*places), breaches=0, over=None)
    return kept


def draft_of(*places: str) -> rosters.Draft:
    return rosters.Draft(
        COUNTY, FIRST, LAST, roster(*places), objective=1.0, bound=1.0, proof_zh="已证明", missing_zh="",
        note_zh="新排", who="排班员",
    )  # fmt: skip


def a_day_of_work(url: str) -> list[str]:
    """Change something of every kind by hand and return the versions that came of it."""
    weekly = {
        "name_zh": "北镇每周1次", "place_kind": "township_centre", "cadence": "week", "comparator": ">=", "value": 1.0,
        "unit": "次/周", "minimum_visits": 1, "valid_from": 202301,
    }  # fmt: skip
    rule = rules.add_rule(url, COUNTY, weekly, who="页面", reason="试行")
    rules.change_rule(url, COUNTY, rule, {"minimum_visits": 2}, who="页面", reason="加强")
    leave = rosters.add_leave(url, COUNTY, "E1", dt.date(2023, 5, 1), dt.date(2023, 5, 3), who="页面", reason="进修")
    attendance.withdraw_leave(url, COUNTY, leave, who="页面", reason="取消")
    kept = publish(url, NORTH_CENTRE)
    with opened(url) as engine:
        visit = str(rosters.visits_of_roster(engine, kept)["visit_id"].iloc[0])
    came = dt.datetime.combine(DAY, dt.time(8, 10)), dt.datetime.combine(DAY, dt.time(16))
    attendance.record_attendance(url, kept, visit, *came, patients=7, who="页面", reason="登记")
    rosters.fix_attendance(url, visit, None, None, who="页面", reason="没有来")
    decide(url, COUNTY, "outpatient_visits", REBASE, "", "202307", who="王科长", reason="新院区启用")
    return versions(url)


def test_the_same_changes_give_the_same_versions_on_another_machine_and_another_engine(
    county: Callable[[str], str], county_on_a_server: str
):
    """Each was a random number: two analysts who made the same corrections could not tell that their figures agree."""
    here = a_day_of_work(county("here"))
    assert len(here) == len(set(here)) == 9
    assert a_day_of_work(county("there")) == here
    assert a_day_of_work(county_on_a_server) == here


def test_another_change_gives_another_version(county: Callable[[str], str]):
    urls = [county(name) for name in ("here", "there")]
    for url, day in zip(urls, (1, 2), strict=True):
        rosters.add_leave(url, COUNTY, "E1", dt.date(2023, 5, day), dt.date(2023, 5, 3), who="页面", reason="进修")
    assert versions(urls[0])[0] == versions(urls[1])[0] and versions(urls[0])[1] != versions(urls[1])[1]


def test_the_same_change_twice_gives_two_versions_and_two_rows(county: Callable[[str], str]):
    url = county("here")
    leaves = {
        rosters.add_leave(url, COUNTY, "E1", FIRST, LAST, who="页面", reason="进修") for _ in range(2)
    }  # fmt: skip
    assert len(leaves) == 2 and len(set(versions(url))) == 3


def test_a_version_does_not_depend_on_how_many_drafts_were_thrown_away_before(county: Callable[[str], str]):
    urls = [county(name) for name in ("straight", "hesitant")]
    draft = rosters.save_draft(urls[1], draft_of(SOUTH_CENTRE))
    rosters.discard(urls[1], draft, who="排班员")
    for url in urls:
        publish(url, NORTH_CENTRE)
    assert versions(urls[0]) == versions(urls[1])


def test_the_newest_version_is_in_force_however_fast_changes_follow(county: Callable[[str], str]):
    url, table = county("here"), schema.institution_month

    def work(connection) -> None:  # type: ignore[no-untyped-def]
        for visits in range(3):
            connection.execute(update(table).values(outpatient_visits=visits))
            new_version(connection, "重报", visits)

    change(url, work)
    with opened(url) as engine, engine.connect() as connection:
        created = connection.execute(select(schema.data_version.c.created_at)).scalars().all()
    assert len(set(created)) == 4


def test_what_was_changed_by_hand_is_listed_by_table_and_row(county: Callable[[str], str]):
    url = county("here")
    leave = rosters.add_leave(url, COUNTY, "E1", FIRST, LAST, who="页面", reason="进修")
    with opened(url) as engine:
        assert set(changes_by_hand(engine, "expert_leave", leave)["column_name"]) == {
            "expert_code", "start_date", "end_date",
        }  # fmt: skip
        assert changes_by_hand(engine, "visit").empty
