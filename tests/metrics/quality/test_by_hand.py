"""What was put right by hand stands in the ledger: of which visit, from what to what, by whom, why; entries do not."""

import datetime as dt

from sqlalchemy import select

from data_access import rosters, schema
from data_access.changes import change, put_on_record
from data_access.engine import opened
from findings.by_hand import by_hand_finding, by_hand_table
from findings.figures import Words
from metrics.quality.by_hand import corrected_by_hand
from metrics.reference import load_reference


def test_an_attendance_that_was_put_right_is_listed_and_one_that_was_entered_is_not(own_light_url: str):
    with opened(own_light_url) as engine, engine.connect() as connection:
        came = select(schema.visit).where(schema.visit.c.actual_start.is_not(None)).limit(2)
        first, second = connection.execute(came).all()
    start, end = first.actual_start.replace(hour=8, minute=15), first.actual_start.replace(hour=17, minute=30)
    rosters.fix_attendance(own_light_url, first.visit_id, start, end, who="张科", reason="纸质签到表补录")
    entry = {"roster_id": "R1", "actual_start": second.actual_start}
    change(
        own_light_url,
        lambda connection: put_on_record(
            connection, "visit", second.visit_id, {}, entry, who="李", why="登记", note_zh="登记到岗"
        ),
    )
    with opened(own_light_url) as engine:
        found = corrected_by_hand(engine, first.county_code)
        elsewhere = corrected_by_hand(engine, first.county_code, ("000000000",))
        words = Words("zh", load_reference(engine), (), first.county_code)
    assert [(each.institution, each.day, each.who, each.reason) for each in found] == [
        (first.institution_code, first.visit_date, "张科", "纸质签到表补录")
    ]
    assert elsewhere == ()
    said = by_hand_table(found, {first.institution_code: "某院"}, words).rows[0].cells
    before = f"{first.actual_start:%H:%M}"
    assert said[0].text == "某院" and f"到岗 {before} → 08:15" in said[2].text and said[1].text == str(first.visit_date)
    assert "手工改正1次" in by_hand_finding(found, words) and "没有手工改正" in by_hand_finding((), words)
    assert isinstance(found[0].at, dt.datetime)
