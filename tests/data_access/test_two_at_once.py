"""Two people at the same thing at the same time, on both engines: one is done, the other is told, nothing is lost."""

import datetime as dt
import threading
from collections.abc import Callable, Sequence

import pandas as pd
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from data_access import attendance, rosters, rules, schema
from data_access.__main__ import app as command_line
from data_access.changes import ChangeRefused, changes_by_hand
from data_access.control_limits import BASELINE, decide
from data_access.engine import opened
from data_access.evidence_register import add_item, change_item
from data_access.frozen import freeze
from data_access.leave_reasons import KEPT_DAYS, NO_REASON_TOLD
from data_access.roads import save_scenario
from tests.data_access.test_changes import DAY, FIRST, LAST, county, county_on_a_server, draft_of  # noqa: F401
from tests.data_access.test_rosters import frame
from tests.metrics.small_county import COUNTY, NORTH_CENTRE, SOUTH_CENTRE

TOGETHER = 6


@pytest.fixture(params=["duckdb", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """A small county of one's own, in a file or on a server."""
    if request.param == "duckdb":
        return str(request.getfixturevalue("county")("own"))
    return str(request.getfixturevalue("county_on_a_server"))


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """What each gave, or the refusal it met; all begin together."""
    found: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], object]) -> None:
        gate.wait()
        try:
            found[place] = work()
        except ChangeRefused as refused:
            found[place] = refused

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def codes(found: Sequence[object]) -> list[str]:
    return sorted(one.code for one in found if isinstance(one, ChangeRefused))


def count(url: str, table_name: str) -> int:
    statement = select(func.count()).select_from(schema.metadata.tables[table_name])
    with opened(url) as engine, engine.connect() as connection:
        return int(connection.execute(statement).scalar_one())


def versions_of(url: str) -> list[int]:
    table = schema.roster
    found = frame(url, select(table.c.version).where(table.c.status == "published").order_by(table.c.version))
    return [int(version) for version in found["version"]]


def test_of_two_who_publish_at_once_the_second_is_told_who_was_first(url: str):
    """One version number stood twice in 9 of 12 tries on PostgreSQL."""
    places = [NORTH_CENTRE, SOUTH_CENTRE] * (TOGETHER // 2)
    found = at_once(
        [lambda place=place: rosters.publish_new(url, draft_of(place), breaches=0, over=None) for place in places]
    )
    assert codes(found) == ["roster_newer"] * (TOGETHER - 1) and versions_of(url) == [1]
    refused = next(one for one in found if isinstance(one, ChangeRefused))
    assert "排班员已发布第1版" in str(refused)
    # What was refused left nothing behind: neither a draft nor its visits.
    assert count(url, "roster") == 1 and count(url, "roster_visit") == 1


def test_a_draft_is_published_once(url: str):
    draft = rosters.save_draft(url, draft_of(NORTH_CENTRE))
    found = at_once([lambda: rosters.publish(url, draft, breaches=0, who="张科", over=None)] * TOGETHER)
    assert codes(found) == ["draft_gone"] * (TOGETHER - 1) and versions_of(url) == [1]


def test_a_draft_of_before_is_not_put_over_a_newer_version(url: str):
    draft = rosters.save_draft(url, draft_of(NORTH_CENTRE))
    newer, _ = rosters.publish_new(url, draft_of(SOUTH_CENTRE), breaches=0, over=None)
    with pytest.raises(ChangeRefused, match="第1版发布以前存的"):
        rosters.publish(url, draft, breaches=0, who="张科", over=newer)
    with pytest.raises(ChangeRefused, match="已发布第1版"):
        rosters.publish(url, draft, breaches=0, who="张科", over=None)
    assert versions_of(url) == [1] and count(url, "roster") == 2


def test_a_leave_whose_roster_is_refused_is_not_entered(url: str):
    """They were three transactions: the leave stayed, the draft stayed, and nothing was published."""
    first, _ = rosters.publish_new(url, draft_of(NORTH_CENTRE), breaches=0, over=None)
    rosters.publish_new(url, draft_of(SOUTH_CENTRE), breaches=0, over=first)
    leave = rosters.Leave("E1", DAY, DAY, "病假")
    before = {name: count(url, name) for name in ("expert_leave", "roster", "audit", "data_version")}
    with pytest.raises(ChangeRefused, match="已发布第2版"):
        rosters.publish_new(url, draft_of(NORTH_CENTRE), breaches=0, over=first, leave=leave)
    assert {name: count(url, name) for name in before} == before
    with pytest.raises(ChangeRefused, match="没有写经手人"):
        nobody = rosters.Draft(
            COUNTY, FIRST, LAST, draft_of(NORTH_CENTRE).visits, objective=1, bound=1, proof_zh="", missing_zh="",
            note_zh="", who=" ",
        )  # fmt: skip
        rosters.publish_new(url, nobody, breaches=0, over=first, leave=leave)
    assert {name: count(url, name) for name in before} == before


def test_attendance_is_entered_once_and_the_second_who_puts_it_right_is_told(url: str):
    """The second edit won silently, and 8 of 23 old values on record had never stood there."""
    roster_id, _ = rosters.publish_new(url, draft_of(NORTH_CENTRE), breaches=0, over=None)
    with opened(url) as engine:
        visit = str(rosters.visits_of_roster(engine, roster_id)["visit_id"].iloc[0])
    came = [dt.datetime.combine(DAY, dt.time(8, minute)) for minute in range(TOGETHER)]
    left = dt.datetime.combine(DAY, dt.time(16))
    entered = at_once(
        [
            lambda start=start: attendance.record_attendance(
                url, roster_id, visit, start, left, who=f"{start:%M}号", reason="签到表"
            )
            for start in came
        ]
    )
    assert codes(entered) == ["already_entered"] * (TOGETHER - 1)
    stands = frame(url, select(schema.visit).where(schema.visit.c.visit_id == visit)).iloc[0]
    seen = (stands["actual_start"].to_pydatetime(), stands["actual_end"].to_pydatetime())
    later = [start + dt.timedelta(minutes=30) for start in came]
    fixed = at_once(
        [
            lambda start=start: rosters.fix_attendance(
                url, visit, start, left, who=f"{start:%M}号", reason="补录", seen=seen
            )
            for start in later
        ]
    )
    assert codes(fixed) == ["changed_meanwhile_by"] * (TOGETHER - 1)
    now = frame(url, select(schema.visit.c.actual_start).where(schema.visit.c.visit_id == visit)).iloc[0, 0]
    assert f"{now:%M}号在" in str(next(one for one in fixed if isinstance(one, ChangeRefused)))
    # Each old value on record is the new value of the change before it.
    with opened(url) as engine:
        trail = changes_by_hand(engine, "visit", visit)
    starts = trail[trail["column_name"] == "actual_start"].sort_values("changed_at", kind="stable")
    assert set(starts["old_value"]) == {"", str(seen[0])} and set(starts["new_value"]) == {str(seen[0]), str(now)}


def test_a_rule_an_evidence_item_and_a_baseline_that_changed_since_they_were_opened_are_not_written_over(url: str):
    weekly = {
        "name_zh": "北镇每周1次", "place_kind": "township_centre", "cadence": "week", "comparator": ">=", "value": 1.0,
        "unit": "次/周", "minimum_visits": 1, "valid_from": 202301,
    }  # fmt: skip
    rule = rules.add_rule(url, COUNTY, weekly, who="医政股", reason="试行")
    # A screen's 1.0 and empty are the warehouse's 1 and nothing.
    seen = {"minimum_visits": 1.0, "valid_to": float("nan"), "title_floor": None}
    rules.change_rule(url, COUNTY, rule, {"minimum_visits": 2}, who="医政股", reason="加强", seen=seen)
    with pytest.raises(ChangeRefused, match="医政股在"):
        rules.change_rule(url, COUNTY, rule, {"minimum_visits": 3}, who="办公室", reason="再加强", seen=seen)
    item = add_item(url, COUNTY, "shared_decisions", "章程", owner="医共体办", who="王", reason="年度评估")
    as_opened = {"document_zh": "", "document_date": None, "owner": "医共体办", "note_zh": "", "state": "missing"}
    change_item(url, COUNTY, item, {"note_zh": "待补"}, who="王", reason="核对", seen=as_opened)
    with pytest.raises(ChangeRefused, match="王在"):
        change_item(url, COUNTY, item, {"note_zh": "不用补"}, who="李", reason="核对", seen=as_opened)
    decide(url, COUNTY, "outpatient_visits", BASELINE, "", "202201..202212", who="王科长", reason="启用")
    with pytest.raises(ChangeRefused, match="王科长在"):
        decide(url, COUNTY, "outpatient_visits", BASELINE, "", "202301..202312", who="李科长", reason="启用")
    decide(url, COUNTY, "outpatient_visits", BASELINE, "202201..202212", "202301..202312", who="李科长", reason="改")


def test_of_two_plans_of_one_name_the_second_is_told_whose_the_first_is(url: str):
    def keep(who: str, replace: bool = False) -> str:
        return save_scenario(
            url, county=COUNTY, name_zh="三个新点", month=202312, road_edition="现网", steps=f"add.{who}", view="{}",
            saved_by=who, replace=replace,
        )  # fmt: skip

    found = at_once([lambda who=who: keep(who) for who in "甲乙丙丁"])
    assert codes(found) == ["plan_name_taken"] * 3 and count(url, "travel_scenario") == 1
    keep("戊", replace=True)
    with opened(url) as engine:
        trail = changes_by_hand(engine, "travel_scenario")
    gone = trail[(trail["column_name"] == "steps_json") & (trail["reason_zh"] == "被同名方案替换")]
    assert len(gone) == 1 and gone["changed_by"].iloc[0] == "戊" and gone["old_value"].iloc[0].startswith("add.")


def test_every_kind_of_write_leaves_its_row_on_record_under_the_name_that_was_given(url: str):
    """Plans, freezes, drafts and what was thrown away left none, though the page said 已记入日志."""
    draft = rosters.save_draft(url, draft_of(NORTH_CENTRE))
    rosters.discard(url, draft, who="张科")
    freeze(url, COUNTY, "outpatient_visits", [{"month": 202312, "value": 1}], who="李科")
    save_scenario(
        url, county=COUNTY, name_zh="甲", month=202312, road_edition="现网", steps="add.1", view="{}", saved_by="规划股"
    )
    decide(url, COUNTY, "outpatient_visits", BASELINE, "", "202201..202212", who="王科长", reason="启用")
    kept = frame(url, select(schema.audit))
    by_table = {name: set(own["changed_by"]) for name, own in kept.groupby("table_name")}
    assert by_table == {
        "roster": {"排班员", "张科"}, "snapshot": {"李科"}, "travel_scenario": {"规划股"}, "limit_decision": {"王科长"},
    }  # fmt: skip
    discarded = kept[(kept["table_name"] == "roster") & (kept["new_value"] == "discarded")]
    assert discarded["row_key"].to_list() == [draft] and discarded["reason_zh"].to_list() == ["删除草稿"]
    for work in (
        lambda: rosters.discard(url, rosters.save_draft(url, draft_of(NORTH_CENTRE)), who=""),
        lambda: rosters.add_leave(url, COUNTY, "E1", FIRST, LAST, who="  ", reason="进修"),
        lambda: freeze(url, COUNTY, "outpatient_visits", [{"month": 202312}], who=""),
    ):
        with pytest.raises(ChangeRefused, match=r"没有写经手人|没有写经办人"):
            work()


def test_why_a_doctor_is_away_is_on_no_record_and_forgotten_half_a_year_after(url: str):
    """病假 of named doctors stood in the record of changes, in the roster's note and in the list, for ever."""
    old = rosters.add_leave(url, COUNTY, "E1", FIRST, LAST, who="人事股", reason="病假")
    trail = frame(url, select(schema.audit).where(schema.audit.c.row_key == old))
    assert set(trail["reason_zh"]) == {NO_REASON_TOLD} and "病假" not in trail.to_string()
    today = dt.date.today()
    fresh = rosters.add_leave(
        url, COUNTY, "E1", today, today + dt.timedelta(days=KEPT_DAYS), who="人事股", reason="进修"
    )
    reasons = frame(url, select(schema.expert_leave)).set_index("leave_id")["reason"]
    # The first ended in 2023: entering the next was the time to forget why.
    assert pd.isna(reasons[old]) and reasons[fresh] == "进修"


def test_migrate_forgets_why_a_doctor_was_away_too(url: str, monkeypatch: pytest.MonkeyPatch):
    """Where nobody enters a leave for years, the reasons of old ones would stay."""
    old = rosters.add_leave(url, COUNTY, "E1", FIRST, LAST, who="人事股", reason="病假")
    assert frame(url, select(schema.expert_leave)).set_index("leave_id")["reason"][old] == "病假"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    assert CliRunner().invoke(command_line, ["migrate"]).exit_code == 0
    assert pd.isna(frame(url, select(schema.expert_leave)).set_index("leave_id")["reason"][old])
