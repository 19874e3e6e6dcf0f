"""Rosters and changes by hand: nothing published is rewritten, every change is on record and seen at once."""

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import select

from data_access import read, rosters, schema
from data_access.changes import ChangeRefused
from data_access.engine import open_engine
from data_access.rosters import kept_ids
from faces.document.roster import feed_file

LISHI = "141102"
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 1, 31)


def visits(*cells: tuple[str, str, str]) -> pd.DataFrame:
    """Rows of a roster: expert, place, day of January 2025."""
    rows = []
    for expert, place, day in cells:
        begin = pd.Timestamp(f"2025-01-{day} 08:30")
        rows.append(
            {
                "township_code": "141102001", "expert_code": expert, "institution_code": place,
                "visit_date": begin.date(), "planned_start": begin, "planned_end": begin + pd.Timedelta(hours=8),
                "travel_time_min": 12.5,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def save(url: str, rows: pd.DataFrame) -> str:
    return rosters.save_draft(url, draft_of(rows))


def draft_of(rows: pd.DataFrame, note_zh: str = "新排", who: str = "测试") -> rosters.Draft:
    return rosters.Draft(
        LISHI, FIRST, LAST, rows, objective=10.0, bound=10.0, proof_zh="已证明", missing_zh="", note_zh=note_zh, who=who
    )


def publish(url: str, roster_id: str, *, breaches: int = 0, over: str | None = None) -> int:
    return rosters.publish(url, roster_id, breaches=breaches, who="张科", over=over)


def version_of(url: str) -> str:
    """The data version in force, read with a connection of its own: DuckDB hands an open file to whoever asks next."""
    table = schema.data_version
    return str(frame(url, select(table).order_by(table.c.created_at.desc()))["version_id"].iloc[0])


def frame(url: str, statement: object) -> pd.DataFrame:
    engine = open_engine(url)
    try:
        return read.frame(engine, statement)  # type: ignore[arg-type]
    finally:
        engine.dispose()


def test_the_same_visit_keeps_its_id_and_one_moved_within_its_week_does_too():
    known = visits(("E1", "P1", "06"), ("E1", "P1", "13"), ("E2", "P1", "07")).assign(visit_id=["a", "b", "c"])
    now = visits(("E1", "P1", "06"), ("E1", "P1", "15"), ("E3", "P1", "07"))
    ids = kept_ids(now, known)["visit_id"].to_list()
    assert ids[:2] == ["a", "b"] and ids[2].startswith("roster_")


def test_an_id_is_never_given_twice():
    known = visits(("E1", "P1", "06")).assign(visit_id=["a"])
    ids = kept_ids(visits(("E1", "P1", "07"), ("E1", "P1", "08")), known)["visit_id"]
    assert ids.is_unique and "a" in set(ids)


def test_a_draft_changes_nothing_published_and_can_be_thrown_away(own_light_url: str):
    version = version_of(own_light_url)
    draft = save(own_light_url, visits(("E1", "P1", "06")))
    assert version_of(own_light_url) == version
    rosters.discard(own_light_url, draft, who="张科")
    engine = open_engine(own_light_url)
    listed = rosters.rosters_of(engine, LISHI)
    engine.dispose()
    assert listed.empty
    with pytest.raises(ChangeRefused, match="草稿已不在"):
        publish(own_light_url, draft, breaches=0)


def test_publishing_numbers_versions_and_keeps_the_older_ones(own_light_url: str):
    one = save(own_light_url, visits(("E1", "P1", "06"), ("E2", "P1", "07")))
    assert publish(own_light_url, one, breaches=0) == 1
    two = save(own_light_url, visits(("E1", "P1", "06"), ("E3", "P1", "07")))
    assert publish(own_light_url, two, over=one) == 2
    engine = open_engine(own_light_url)
    editions = rosters.published_editions(engine, LISHI)
    engine.dispose()
    by_version = {number: set(own["visit_id"]) for number, own in editions.groupby("version")}
    assert len(by_version[1]) == len(by_version[2]) == 2 and len(by_version[1] & by_version[2]) == 1
    with pytest.raises(ChangeRefused, match="只能删除草稿"):
        rosters.discard(own_light_url, one, who="张科")


def test_a_version_without_any_visit_calls_off_all_that_stood_before(own_light_url: str):
    """It was lost in a join, and phones went on showing the visits as confirmed."""
    before = None
    for rows in (visits(("E1", "P1", "06")), visits(("E1", "P1", "06")).iloc[:0]):
        before, _ = rosters.publish_new(own_light_url, draft_of(rows), breaches=0, over=before)
    engine = open_engine(own_light_url)
    editions = rosters.published_editions(engine, LISHI).assign(expert_zh="张一", specialty="内科", place_zh="甲")
    engine.dispose()
    assert editions["version"].to_list() == [1, 2] and editions["visit_id"].isna().to_list() == [False, True]
    for only in ({}, {"only": "E1", "column": "expert_code"}):
        lines = feed_file(editions, "日历", **only).decode().splitlines()
        assert [line for line in lines if line[:6] in ("STATUS", "SEQUEN")] == ["SEQUENCE:1", "STATUS:CANCELLED"]


def test_a_breach_blocks_publishing_and_so_does_a_second_time(own_light_url: str):
    draft = save(own_light_url, visits(("E1", "P1", "06")))
    with pytest.raises(ChangeRefused, match="1 处硬性错误"):
        publish(own_light_url, draft, breaches=1)
    publish(own_light_url, draft, breaches=0)
    with pytest.raises(ChangeRefused, match="草稿已不在"):
        publish(own_light_url, draft, breaches=0)


def _a_visit(url: str) -> dict[str, object]:
    table = schema.visit
    chosen = select(table).where(table.c.county_code == LISHI, table.c.actual_start.is_(None)).limit(1)
    return dict(frame(url, chosen).iloc[0])


def test_attendance_put_right_is_on_record_and_makes_a_new_data_version(own_light_url: str):
    row = _a_visit(own_light_url)
    day = pd.Timestamp(row["visit_date"]).date()
    start, end = dt.datetime.combine(day, dt.time(8, 30)), dt.datetime.combine(day, dt.time(17))
    before = version_of(own_light_url)
    rosters.fix_attendance(own_light_url, str(row["visit_id"]), start, end, who="张科", reason="补录")
    assert version_of(own_light_url) != before
    table = schema.visit
    now = frame(own_light_url, select(table).where(table.c.visit_id == row["visit_id"])).iloc[0]
    assert now["actual_start"] == start and now["actual_end"] == end
    trail = frame(own_light_url, select(schema.audit).where(schema.audit.c.row_key == row["visit_id"]))
    assert sorted(trail["column_name"]) == ["actual_end", "actual_start"] and set(trail["reason_zh"]) == {"补录"}
    assert set(trail["old_value"]) == {""} and str(start) in set(trail["new_value"])


@pytest.mark.parametrize(
    ("start", "end", "reason", "said"),
    [
        (8, 17, " ", "没有写原因"),
        (17, 8, "补录", "时间对不上"),
        (8, None, "补录", "时间对不上"),
        (None, None, "补录", "没有改动"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_and_changes_nothing(
    own_light_url: str, start: int | None, end: int | None, reason: str, said: str
):
    row = _a_visit(own_light_url)
    day = pd.Timestamp(row["visit_date"]).date()
    times = [None if hour is None else dt.datetime.combine(day, dt.time(hour)) for hour in (start, end)]
    before = version_of(own_light_url)
    with pytest.raises(ChangeRefused, match=said):
        rosters.fix_attendance(own_light_url, str(row["visit_id"]), *times, who="张科", reason=reason)
    assert version_of(own_light_url) == before


def test_a_time_on_another_day_and_an_unknown_visit_are_refused(own_light_url: str):
    row = _a_visit(own_light_url)
    when = dt.datetime(1999, 1, 1, 8), dt.datetime(1999, 1, 1, 17)
    with pytest.raises(ChangeRefused, match="不在下沉当天"):
        rosters.fix_attendance(own_light_url, str(row["visit_id"]), *when, who="张科", reason="补录")
    with pytest.raises(ChangeRefused, match="没有编号为"):
        rosters.fix_attendance(own_light_url, "nobody", *when, who="张科", reason="补录")


def test_a_leave_that_ends_before_it_starts_or_of_nobody_is_refused(own_light_url: str):
    with pytest.raises(ChangeRefused, match="早于开始"):
        rosters.add_leave(own_light_url, LISHI, "141102E001", LAST, FIRST, who="页面", reason="病假")
    with pytest.raises(ChangeRefused, match="不在专家表中"):
        rosters.add_leave(own_light_url, LISHI, "nobody", FIRST, LAST, who="页面", reason="病假")
