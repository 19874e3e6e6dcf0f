"""The sample is written where nothing stands or where it stood itself: never over what nobody could make again."""

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from sqlalchemy import create_engine, delete, func, make_url, select, text, update
from typer.testing import CliRunner

from data_access import __main__ as command_line
from data_access import rosters, schema
from data_access.build import build_sample, change_warehouse, write_warehouse
from data_access.engine import opened
from data_access.errors import InTheWay, WarehouseError
from tests.metrics.small_county import COUNTY, frames
from words.faults.warehouse import FAULTS
from words.phrases import Voice

EXPERT = {
    "expert_code": "E1", "county_code": COUNTY, "name_zh": "内科 1", "title": "副高", "specialty": "内科",
    "tier": "county", "since": 202201, "basis": "synthetic", "load_id": "test",
}  # fmt: skip
SAMPLE = {name: table for name, table in frames().items() if name != "data_version"}
"""What stands for the generated sample here: making the real one takes a minute."""


def county(*, sample: bool) -> dict[str, pd.DataFrame]:
    tables = frames() | {"expert": pd.DataFrame([EXPERT])}
    return tables | {"data_version": tables["data_version"].assign(is_sample=sample)}


@pytest.fixture(params=["duckdb", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "duckdb":
        return f"duckdb:///{tmp_path / 'own.duckdb'}"
    address = make_url(request.getfixturevalue("postgres_url"))
    name = f"standing_{request.getfixturevalue('worker_id')}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def build(url: str, *, discard_changes: bool = False) -> None:
    build_sample(url, generated=SAMPLE, discard_changes=discard_changes)


def version(url: str) -> str:
    with opened(url) as engine, engine.connect() as connection:
        return str(connection.execute(select(schema.data_version.c.version_id).limit(1)).scalar())


def test_a_county_s_own_warehouse_is_never_replaced_by_the_sample(url: str):
    """The demo seed dropped the real database, unasked: 104 changes on record and 38 rosters were gone."""
    write_warehouse(url, county(sample=False))
    for discard in (False, True):
        with pytest.raises(InTheWay, match="实际数据") as caught:
            build(url, discard_changes=discard)
    assert version(url) == "small"
    english = caught.value.told(Voice("en"))
    assert "real data" in english.happened and "another address" in english.next_step


def test_one_real_version_among_others_is_enough(url: str):
    """Real data were loaded over a sample, or a later version forgot to say that they are real."""
    write_warehouse(url, county(sample=True))
    row = frames()["data_version"].assign(version_id="older", is_sample=False, created_at=dt.datetime(2000, 1, 1))
    change_warehouse(
        url, lambda connection: connection.execute(schema.data_version.insert(), row.to_dict("records")) and None
    )
    with pytest.raises(InTheWay, match="实际数据"):
        build(url)


def test_rows_without_a_version_may_be_the_county_s(url: str):
    """Where only that row was missing, the product itself recommended build-sample."""
    write_warehouse(url, county(sample=False))
    change_warehouse(url, lambda connection: connection.execute(delete(schema.data_version)) and None)
    for discard in (False, True):
        with pytest.raises(InTheWay, match="看不出是示例"):
            build(url, discard_changes=discard)
    with opened(url) as engine, engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(schema.institution_month)).scalar() == 96


def test_an_untouched_sample_and_an_empty_warehouse_are_built_anew(url: str):
    write_warehouse(url, {})
    build(url)
    first = version(url)
    build(url)
    assert version(url) == first != "small"


def test_a_sample_in_which_people_worked_goes_only_when_asked_for(url: str):
    write_warehouse(url, county(sample=True))
    day = dt.date(2023, 5, 1)
    rosters.add_leave(url, COUNTY, "E1", day, day, who="王", reason="进修")
    before = version(url)
    with pytest.raises(InTheWay) as caught:
        build(url)
    # Two versions: the one loaded and the leave's. Three audit rows: who, from when, until when.
    assert "数据版本2个、改动记录3条、班表0份" in caught.value.happened
    assert "--discard-changes" in caught.value.next_step and version(url) == before
    build(url, discard_changes=True)
    assert version(url) != before


def test_a_draft_is_people_s_work_too(url: str):
    """Drafts add no data version."""
    write_warehouse(url, county(sample=True))
    visits = pd.DataFrame(columns=["township_code", "expert_code", "institution_code", "visit_date", "planned_start",
                                   "planned_end", "travel_time_min"])  # fmt: skip
    draft = rosters.Draft(
        COUNTY, dt.date(2023, 5, 1), dt.date(2023, 5, 31), visits, objective=0, bound=0, proof_zh="已证明",
        missing_zh="", note_zh="新排", who="王",
    )  # fmt: skip
    rosters.save_draft(url, draft)
    with pytest.raises(InTheWay, match="班表1份"):
        build(url)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n" * 500], ids=["zero bytes", "a table of something"])
def test_a_file_that_does_not_open_is_left_alone(tmp_path: Path, content: bytes):
    """It may be the county's warehouse, damaged: whoever mends it needs the file."""
    file = tmp_path / "own.duckdb"
    file.write_bytes(content)
    with pytest.raises(WarehouseError):
        build(f"duckdb:///{file}")
    assert file.read_bytes() == content


def test_a_file_of_another_program_is_left_alone(tmp_path: Path):
    file = tmp_path / "own.duckdb"
    with duckdb.connect(file) as connection:
        connection.execute("CREATE TABLE their_work AS SELECT 1 AS a")
    before = file.read_bytes()
    with pytest.raises(InTheWay, match="不是本程序的表"):
        build(f"duckdb:///{file}")
    assert file.read_bytes() == before


def test_real_data_loaded_while_the_sample_was_made_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"

    def slowly(progress: object) -> dict[str, pd.DataFrame]:
        write_warehouse(url, county(sample=False))
        return SAMPLE

    monkeypatch.setattr("sample_data.generate", slowly)
    with pytest.raises(InTheWay, match="实际数据"):
        build_sample(url)
    assert version(url) == "small"


def test_the_command_says_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    write_warehouse(url, county(sample=True))
    change_warehouse(
        url, lambda connection: connection.execute(update(schema.data_version).values(is_sample=False)) and None
    )
    monkeypatch.setenv("WAREHOUSE_URL", url)
    done = CliRunner().invoke(command_line.app, ["build-sample", "--discard-changes"])
    assert done.exit_code == 1 and "own.duckdb里是实际数据" in done.stderr and "Traceback" not in done.output


def test_no_message_about_a_warehouse_in_trouble_recommends_the_command_that_erases():
    recommending = [code for code, words in FAULTS.items() if "build-sample" in "".join(words)]
    assert recommending == ["changes_there"]
