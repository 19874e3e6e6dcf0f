"""A sheet of marks knows who came on which day, and no hours: the day counts, and what asks for hours stays open."""

import datetime as dt

import pandas as pd

from data_access.schema.experts import ON_LEAVE
from metrics.ledger import compliance, judge_visits
from metrics.ledger.compliance import compliance_by, one_promise_a_period
from tests.metrics.ledger_rows import NO_LEAVE, SENIOR, rules, visit, visits

PLACES = pd.DataFrame(
    {"institution_code": ["C1"], "township_code": ["141102101"], "county_code": "141102", "place_kind": ""}
)
WEEKS = dt.date(2023, 2, 27), dt.date(2023, 3, 12)
HOURS = {"rule_id": "hours", "name_zh": "每周不少于8小时", "unit": "小时/周", "minimum_visits": None}


def marked(visit_id: str, day: str, days: float, expert: str = "E1") -> dict[str, object]:
    """A visit as an attendance sheet tells it: a day, and neither a plan nor a clock."""
    untimed = dict.fromkeys(("planned_start", "planned_end", "actual_start", "actual_end", "patients"))
    return visit(visit_id, expert, day=day) | untimed | {"days": days}


def clocked(visit_id: str, day: str, until: str) -> dict[str, object]:
    return visit(visit_id, day=day, actual=("08:00", until)) | {"days": None}


def test_a_marked_day_is_attended_and_one_marked_as_not_kept_is_not():
    ledger = judge_visits(
        visits(marked("V1", "2023-03-01", 1.0), marked("V2", "2023-03-02", 0.5), marked("V3", "2023-03-03", 0.0)),
        SENIOR,
        NO_LEAVE,
        rules(minimum_hours=None),
    )
    assert ledger.visits["attended"].tolist() == [1, 1, 0]
    assert ledger.visits["reason"].tolist() == ["counted", "counted", "no_check_in"]
    assert ledger.visits["hours"].tolist() == [0, 0, 0]


def test_a_day_that_a_sheet_marks_as_leave_is_leave_and_no_absence():
    """请假 on the sheet stood in the month's grid as 缺勤, and in the bulletin as 未签到."""
    rows = visits(marked("V1", "2023-03-01", ON_LEAVE), marked("V2", "2023-03-02", 0.0))
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, rules(minimum_hours=None))
    assert ledger.visits["attended"].tolist() == [0, 0]
    assert ledger.visits["reason"].tolist() == ["on_leave", "no_check_in"]


def test_the_eight_hours_of_118_are_not_known_and_not_missed():
    """A week with a marked visit is neither met nor missed; a week in which nobody came is missed as ever."""
    ledger = judge_visits(visits(marked("V1", "2023-03-01", 1.0)), SENIOR, NO_LEAVE, rules())
    assert ledger.visits["reason"].tolist() == ["hours_unknown"]
    cells = compliance(ledger, *WEEKS, places=PLACES).set_index("period")["status"].to_dict()
    assert cells == {202309: "unknown", 202310: "missed"}


def test_a_visit_with_a_clock_meets_a_week_whatever_is_marked_beside_it():
    rows = visits(clocked("V1", "2023-03-01", "16:00"), marked("V2", "2023-03-02", 1.0))
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, pd.concat([rules(), rules(**HOURS)], ignore_index=True))
    cells = one_promise_a_period(compliance(ledger, *WEEKS, places=PLACES), ledger.rules)
    assert cells.set_index("period")["status"].to_dict() == {202309: "met", 202310: "missed"}


def test_a_week_whose_hours_are_not_known_is_in_no_share():
    ledger = judge_visits(visits(marked("V1", "2023-03-01", 1.0)), SENIOR, NO_LEAVE, rules())
    (row,) = compliance_by(compliance(ledger, *WEEKS, places=PLACES), ["county_code"]).to_dict("records")
    assert (row["met"], row["missed"], row["unknown"]) == (0, 1, 1)


def test_two_marks_of_one_doctor_at_one_place_on_one_day_are_one_visit():
    rows = visits(marked("V1", "2023-03-01", 1.0), marked("V2", "2023-03-01", 1.0))
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, rules(minimum_hours=None))
    assert ledger.visits["reason"].tolist() == ["counted", "duplicate"]
