"""Attendance against a published roster, and leave taken back: entered once, with a reason, and on record."""

import datetime as dt

import pytest
from sqlalchemy import select

from data_access import read, rosters, schema
from data_access.attendance import record_attendance, withdraw_leave
from data_access.changes import ChangeRefused
from data_access.engine import open_engine
from tests.data_access.test_rosters import FIRST, LAST, LISHI, frame, publish, save, version_of, visits

DAY, LATER = dt.date(2025, 1, 6), dt.date(2025, 2, 1)
MORNING, EVENING = dt.datetime(2025, 1, 6, 8, 30), dt.datetime(2025, 1, 6, 17)


def published(url: str) -> tuple[str, str]:
    """A published roster of one visit: its id and the visit's."""
    roster_id = save(url, visits(("141102E001", "141102I001", "06")))
    publish(url, roster_id)
    engine = open_engine(url)
    visit_id = str(rosters.visits_of_roster(engine, roster_id)["visit_id"].iloc[0])
    engine.dispose()
    return roster_id, visit_id


def enter(url: str, roster_id: str, visit_id: str, **more: object) -> None:
    arguments: dict[str, object] = {"start": MORNING, "end": EVENING, "who": "张科", "reason": "签到表", "today": LATER}
    arguments |= more
    record_attendance(url, roster_id, visit_id, **arguments)  # type: ignore[arg-type]


def test_attendance_of_a_published_visit_becomes_a_visit_under_the_same_id_with_its_trace(own_light_url: str):
    roster_id, visit_id = published(own_light_url)
    before = version_of(own_light_url)
    enter(own_light_url, roster_id, visit_id, patients=21)
    assert version_of(own_light_url) != before
    row = frame(own_light_url, select(schema.visit).where(schema.visit.c.visit_id == visit_id)).iloc[0]
    assert (row["actual_start"], row["actual_end"], row["patients"], row["month"]) == (MORNING, EVENING, 21, 202501)
    assert row["planned_start"] == MORNING and row["basis"] == "reported" and not row["stands_in"]
    trail = frame(own_light_url, select(schema.audit).where(schema.audit.c.row_key == visit_id))
    assert set(trail["reason_zh"]) == {"签到表"} and set(trail["changed_by"]) == {"张科"}
    assert roster_id in set(trail["new_value"])


def test_not_coming_is_a_record_too_and_brings_no_patients(own_light_url: str):
    roster_id, visit_id = published(own_light_url)
    enter(own_light_url, roster_id, visit_id, start=None, end=None, patients=9)
    row = frame(own_light_url, select(schema.visit).where(schema.visit.c.visit_id == visit_id)).iloc[0]
    assert row["actual_start"] is None or row["actual_start"] != row["actual_start"]
    assert row["patients"] == 0


def test_what_is_entered_is_never_overwritten_by_a_second_entry(own_light_url: str):
    roster_id, visit_id = published(own_light_url)
    enter(own_light_url, roster_id, visit_id)
    before = version_of(own_light_url)
    with pytest.raises(ChangeRefused, match="没有覆盖"):
        enter(own_light_url, roster_id, visit_id, start=None, end=None)
    assert version_of(own_light_url) == before


def test_the_day_itself_may_be_entered_and_the_day_before_may_not(own_light_url: str):
    roster_id, visit_id = published(own_light_url)
    with pytest.raises(ChangeRefused, match="还没到"):
        enter(own_light_url, roster_id, visit_id, today=DAY - dt.timedelta(days=1))
    enter(own_light_url, roster_id, visit_id, today=DAY)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": " "}, "没有写原因"),
        ({"end": None}, "对不上"),
        ({"start": EVENING, "end": MORNING}, "对不上"),
        ({"start": MORNING - dt.timedelta(days=1)}, "不在下沉当天"),
        ({"patients": 501}, "人数不对"),
        ({"activity": "holiday"}, "工作内容"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_and_changes_nothing(
    own_light_url: str, change: dict[str, object], said: str
):
    roster_id, visit_id = published(own_light_url)
    before = version_of(own_light_url)
    with pytest.raises(ChangeRefused, match=said):
        enter(own_light_url, roster_id, visit_id, **change)
    assert version_of(own_light_url) == before


def test_a_draft_and_an_unknown_visit_take_no_attendance(own_light_url: str):
    draft = save(own_light_url, visits(("141102E001", "141102I001", "06")))
    engine = open_engine(own_light_url)
    visit_id = str(read.frame(engine, select(schema.roster_visit.c.visit_id))["visit_id"].iloc[0])
    engine.dispose()
    with pytest.raises(ChangeRefused, match="草稿不能登记"):
        enter(own_light_url, draft, visit_id)
    with pytest.raises(ChangeRefused, match="没有这一次"):
        enter(own_light_url, draft, "nobody")


def test_a_leave_taken_back_is_gone_and_its_words_stay_on_record(own_light_url: str):
    expert = str(frame(own_light_url, select(schema.expert.c.expert_code)).iloc[0, 0])
    leave = rosters.add_leave(own_light_url, LISHI, expert, FIRST, LAST, who="页面", reason="病假")
    with pytest.raises(ChangeRefused, match="没有写原因"):
        withdraw_leave(own_light_url, LISHI, leave, who="页面", reason="")
    withdraw_leave(own_light_url, LISHI, leave, who="页面", reason="登记错了人")
    table = schema.expert_leave
    assert frame(own_light_url, select(table).where(table.c.leave_id == leave)).empty
    trail = frame(own_light_url, select(schema.audit).where(schema.audit.c.row_key == leave))
    # Why somebody is away is told by no record that pages show.
    assert set(trail["reason_zh"]) == {"请假（原因不公开）", "登记错了人"} and expert in set(trail["old_value"])


def test_a_leave_that_came_with_a_load_is_not_taken_back_on_a_screen(own_light_url: str):
    table = schema.expert_leave
    loaded = frame(own_light_url, select(table).where(table.c.county_code == LISHI))["leave_id"].iloc[0]
    with pytest.raises(ChangeRefused, match="没有这条在页面登记的请假"):
        withdraw_leave(own_light_url, LISHI, str(loaded), who="页面", reason="误")
