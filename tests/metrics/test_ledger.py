"""The ledger: a visit counts when it meets the rule, and says why when it does not."""

import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest

from findings.experts import bulletin, exempt_words, period_words
from metrics.ledger import (
    compliance,
    compliance_by,
    continuity,
    fairness,
    gini,
    judge_visits,
    losses,
    monthly_assessment,
    posting_outputs,
    specialty_gaps,
    tally,
    visit_outputs,
    yearly_bands,
)
from metrics.ledger.faults import (
    BadRule,
    EndBeforeStart,
    MissingColumns,
    RepeatedId,
    SeveralLedgerFaults,
    UnknownExpert,
    UnknownPlace,
    UnknownTitle,
)
from metrics.ledger.holidays import SpanTooLong, calendar_days, iso_weeks, periods
from tests.metrics.ledger_rows import COUNTY, NO_LEAVE, SENIOR, experts, leave, rules, visit, visits
from words.phrases import said
from words.speech import Speech


def reason_of(row: dict[str, object], rule: pd.DataFrame | None = None, leaves: pd.DataFrame = NO_LEAVE) -> str:
    ledger = judge_visits(visits(row), SENIOR, leaves, rules() if rule is None else rule)
    return str(ledger.visits["reason_zh"].iloc[0])


# Each reason, on both sides of its line.


def test_eight_hours_to_the_minute_count_and_a_minute_less_does_not() -> None:
    assert reason_of(visit(actual=("08:00", "16:00"))) == "计入"
    assert reason_of(visit(actual=("08:00", "15:59"))) == "工时不足"


def test_thirty_minutes_late_count_and_thirty_one_do_not() -> None:
    assert reason_of(visit(actual=("08:30", "16:30"))) == "计入"
    assert reason_of(visit(actual=("08:31", "16:31"))) == "迟到"


def test_without_check_in_or_check_out_a_visit_does_not_count() -> None:
    assert reason_of(visit(actual=(None, None))) == "未签到"
    assert reason_of(visit(actual=("08:00", None))) == "未签退"


def test_leave_takes_its_first_and_last_day_and_no_other() -> None:
    away = leave("E1", "2023-03-02", "2023-03-03")
    assert [reason_of(visit(day=f"2023-03-0{day}"), leaves=away) for day in (1, 2, 3, 4)] == [
        "计入",
        "请假",
        "请假",
        "计入",
    ]


def test_leave_of_another_expert_takes_nothing() -> None:
    assert reason_of(visit(), leaves=leave("E2", "2023-03-01", "2023-03-01")) == "计入"


def test_the_title_floor_itself_is_enough_and_an_unknown_title_is_not_a_low_one() -> None:
    floor = rules(title_floor="副高")
    assert reason_of(visit(expert="E1"), floor) == "计入"
    assert reason_of(visit(expert="E2"), floor) == "职称不符"
    assert reason_of(visit(expert="E3"), floor) == "职称不明"


def test_a_rule_for_a_specialty_counts_no_other() -> None:
    assert reason_of(visit(expert="E1"), rules(specialties="儿科、妇产科")) == "计入"
    assert reason_of(visit(expert="E2"), rules(specialties="儿科、妇产科")) == "专科不符"


def test_a_rule_for_some_places_counts_no_other() -> None:
    assert reason_of(visit(place="C1"), rules(places="C1")) == "计入"
    assert reason_of(visit(place="C2"), rules(places="C1")) == "不在规定地点"


def test_a_rule_holds_in_its_first_and_last_month_and_not_beyond() -> None:
    span = rules(valid_from=202302, valid_to=202303)
    days = ("2023-01-31", "2023-02-01", "2023-03-31", "2023-04-01")
    said = [reason_of(visit(day=day), span) for day in days]
    assert said == ["没有适用的规定", "计入", "计入", "没有适用的规定"]


def test_a_visit_of_another_county_falls_under_no_rule_here() -> None:
    assert reason_of(visit(), rules(county_code="150622")) == "没有适用的规定"


def test_of_two_records_of_one_day_and_place_only_the_first_check_in_counts() -> None:
    rows = visits(visit("V1", actual=("08:10", "16:30")), visit("V2", actual=("08:00", "16:20")))
    judged = judge_visits(rows, SENIOR, NO_LEAVE, rules()).visits
    assert judged["reason_zh"].tolist() == ["重复", "计入"]


def test_a_record_without_check_in_does_not_displace_the_one_that_has_it() -> None:
    rows = visits(visit("V1", actual=(None, None)), visit("V2"))
    judged = judge_visits(rows, SENIOR, NO_LEAVE, rules()).visits
    assert judged["reason_zh"].tolist() == ["未签到", "计入"]


def test_two_places_at_once_overlap_and_one_after_the_other_do_not() -> None:
    def said(second_start: str) -> list[str]:
        rows = visits(
            visit("V1", place="C1", planned=("06:00", "14:00"), actual=("06:00", "14:00")),
            visit("V2", place="C2", planned=("14:00", "22:00"), actual=(second_start, "22:00")),
        )
        return judge_visits(rows, SENIOR, NO_LEAVE, rules()).visits["reason_zh"].tolist()

    assert said("14:00") == ["计入", "计入"]
    assert said("13:59") == ["计入", "时间重叠"]


def test_an_overlap_is_found_behind_a_shorter_visit_in_between() -> None:
    rows = visits(
        visit("V1", place="C1", actual=("06:00", "20:00"), planned=("06:00", "20:00")),
        visit("V2", place="C2", actual=("07:00", "08:00"), planned=("07:00", "08:00")),
        visit("V3", place="C2", day="2023-03-01", actual=("10:00", "18:00"), planned=("10:00", "18:00")),
    )
    judged = judge_visits(rows, SENIOR, NO_LEAVE, rules()).visits
    assert judged["reason_zh"].tolist() == ["计入", "时间重叠", "重复"]


def test_a_day_spent_on_a_posting_to_the_same_place_is_never_a_visit() -> None:
    posting = pd.DataFrame(
        [{"posting_id": "P1", "expert_code": "E1", "to_institution_code": "C1", "start_date": dt.date(2023, 3, 1),
          "end_date": None}]
    )  # fmt: skip
    rows = visits(visit("V0", day="2023-02-28"), visit("V1"), visit("V2", place="C2", day="2023-03-02"))
    judged = judge_visits(rows, SENIOR, NO_LEAVE, rules(), postings=posting).visits
    assert judged["reason_zh"].tolist() == ["计入", "派驻期间", "计入"]


def test_a_floor_without_a_cadence_holds_for_every_visit_of_its_mechanism() -> None:
    floor = rules(rule_id="floor", cadence=None, minimum_visits=None, unit="小时/次")
    both = pd.concat([rules(minimum_hours=None), floor], ignore_index=True)
    assert reason_of(visit(actual=("08:00", "15:59")), both) == "工时不足"
    assert reason_of(visit(), both) == "计入"


def test_a_visit_may_count_for_one_rule_and_not_for_another() -> None:
    both = pd.concat([rules(), rules(rule_id="senior", title_floor="副高")], ignore_index=True)
    ledger = judge_visits(visits(visit(expert="E2")), SENIOR, NO_LEAVE, both)
    assert ledger.visits["counted"].tolist() == [1]
    assert {name: bool(rows[0]) for name, rows in ledger.qualifies.items()} == {"lishi_118": True, "senior": False}


# Compliance, periods and the calendar.

PLACES = pd.DataFrame(
    {"institution_code": ["C1", "C2"], "township_code": ["141102101", "141102102"], "county_code": COUNTY}
)


def test_a_place_nobody_visited_is_in_the_table_and_missed() -> None:
    ledger = judge_visits(visits(visit(day="2023-03-01")), SENIOR, NO_LEAVE, rules())
    cells = compliance(ledger, dt.date(2023, 2, 27), dt.date(2023, 3, 5), places=PLACES)
    assert cells.set_index("institution_code")["status_zh"].to_dict() == {"C1": "达标", "C2": "未达标"}


def test_the_spring_festival_week_is_exempt_and_says_so() -> None:
    """2023-01-23..29: holiday until Friday 27th, the weekend of 28 and 29 January worked (调休): two working days."""
    week = periods(dt.date(2023, 1, 23), dt.date(2023, 1, 29), "week").iloc[0]
    assert (week["workdays"], week["exempt"], week["holidays"]) == (2, True, ("春节",))
    assert exempt_words((week["holidays"], week["workdays"]), Speech("zh")) == "春节，只有2个工作日"
    assert exempt_words((week["holidays"], week["workdays"]), Speech("en")) == "Spring Festival, 2 working days"


def test_a_week_with_three_working_days_is_not_exempt() -> None:
    """2023-05-01..07: Monday to Wednesday off, Thursday, Friday and Saturday 6 May (调休) worked."""
    week = periods(dt.date(2023, 5, 1), dt.date(2023, 5, 7), "week").iloc[0]
    assert (week["workdays"], week["exempt"]) == (3, False)


def test_a_daily_rule_asks_nothing_on_a_holiday_and_asks_on_a_worked_saturday() -> None:
    days = periods(dt.date(2023, 5, 1), dt.date(2023, 5, 7), "day")
    assert days["exempt"].tolist() == [True, True, True, False, False, False, True]


def test_the_first_days_of_2021_belong_to_week_53_of_2020() -> None:
    year, week = iso_weeks(np.array(["2020-12-28", "2021-01-03", "2021-01-04"], dtype="datetime64[D]"))
    assert list(zip(year.tolist(), week.tolist(), strict=True)) == [(2020, 53), (2020, 53), (2021, 1)]


def test_iso_weeks_agree_with_the_standard_library_for_thirty_years() -> None:
    days = np.arange(np.datetime64("2000-01-01"), np.datetime64("2030-01-01"))
    year, week = iso_weeks(days)
    expected = [day.isocalendar()[:2] for day in days.astype(dt.date)]
    assert list(zip(year.tolist(), week.tolist(), strict=True)) == expected


def test_a_visit_on_3_january_2021_keeps_week_53_compliant() -> None:
    rule = rules(valid_from=202001)
    ledger = judge_visits(visits(visit(day="2021-01-03")), SENIOR, NO_LEAVE, rule)
    cells = compliance(ledger, dt.date(2020, 12, 28), dt.date(2021, 1, 3))
    assert cells[["period", "status", "month"]].to_numpy().tolist() == [[202053, "met", 202012]]
    assert period_words(202053, "week", Speech("zh")) == "2020年第53周"


def test_a_week_cut_off_by_the_span_is_not_called_missed() -> None:
    ledger = judge_visits(visits(visit(day="2023-03-01")), SENIOR, NO_LEAVE, rules())
    cells = compliance(ledger, dt.date(2023, 3, 1), dt.date(2023, 3, 14), places=PLACES)
    said = cells[cells["institution_code"] == "C2"]["status"].tolist()
    assert said == ["partial", "missed", "partial"]


def test_a_year_without_a_published_calendar_is_read_by_weekdays_and_says_so() -> None:
    day = calendar_days(dt.date(2031, 1, 1), dt.date(2031, 1, 1)).iloc[0]
    assert (day["kind"], bool(day["known"])) == ("workday", False)


def test_a_year_of_400_days_is_refused_with_its_length() -> None:
    with pytest.raises(SpanTooLong, match="共 400 天，超过 366 天"):
        periods(dt.date(2023, 1, 1), dt.date(2024, 2, 4), "week")


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(SpanTooLong, match="结束早于开始"):
        periods(dt.date(2023, 1, 2), dt.date(2023, 1, 1), "week")


def test_persons_are_different_people_and_hours_of_a_period_add_up() -> None:
    rule = rules(cadence="month", minimum_visits=None, minimum_persons=2, minimum_hours=16.0, unit="小时/月")
    span = dt.date(2023, 3, 1), dt.date(2023, 3, 31)
    same = visits(visit("V1", day="2023-03-01"), visit("V2", day="2023-03-02"))
    other = visits(visit("V1", day="2023-03-01"), visit("V2", expert="E2", day="2023-03-02"))
    for rows, expected in ((same, "missed"), (other, "met")):
        cells = compliance(judge_visits(rows, SENIOR, NO_LEAVE, rule), *span)
        assert cells[["hours", "status"]].to_numpy().tolist() == [[16.0, expected]]


def test_a_county_wide_rule_asks_three_experts_a_day_of_the_county_not_of_each_place() -> None:
    rule = rules(place_kind="county", cadence="day", minimum_visits=None, minimum_hours=None, minimum_persons=3)
    rows = visits(visit("V1"), visit("V2", expert="E2", place="C2"), visit("V3", expert="E3", place="C1"))
    cells = compliance(judge_visits(rows, SENIOR, NO_LEAVE, rule), dt.date(2023, 3, 1), dt.date(2023, 3, 1))
    assert cells[["persons", "status"]].to_numpy().tolist() == [[3, "met"]]


def test_an_exempt_week_is_in_neither_part_of_the_rate_and_is_still_shown() -> None:
    ledger = judge_visits(visits(visit(day="2023-02-01")), SENIOR, NO_LEAVE, rules())
    cells = compliance(ledger, dt.date(2023, 1, 16), dt.date(2023, 2, 5))
    row = compliance_by(cells, ["township_code"]).iloc[0]
    assert (row["met"], row["missed"], row["exempt"], row["rate"]) == (1, 1, 1, 0.5)


def test_the_interval_of_a_rate_is_the_published_wilson_one() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I, method 3)."""
    cells = pd.DataFrame({"status": ["met"] * 81 + ["missed"] * 182, "county_code": COUNTY})
    row = compliance_by(cells, ["county_code"]).iloc[0]
    assert (round(row["lower"], 4), round(row["upper"], 4), row["method"]) == (0.2553, 0.3662, "Wilson")


# Month and year.


def test_the_monthly_bulletin_says_planned_attended_counted_and_why_not() -> None:
    rows = visits(visit("V1"), visit("V2", day="2023-03-08", actual=("08:00", "12:00")))
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, rules())
    table = monthly_assessment(ledger, compliance(ledger, dt.date(2023, 2, 27), dt.date(2023, 3, 12)))
    assert [said(bulletin(row)) for row in table.to_dict("records")] == [
        "计划 2 次，到岗 2 次，计入 1 次；应考核 2 期，达标 1 期。未计入：工时不足 1 次。"
    ]


def test_yearly_bands_compare_intervals_and_give_no_rank() -> None:
    """50 of 50, 10 of 50, 4 of 4: the county has 64 of 104 = 0.62, and two of the intervals lie clear of it."""
    cells = pd.DataFrame(
        [
            {"county_code": COUNTY, "township_code": code, "month": 202306, "status": status}
            for code, met, missed in (("T1", 50, 0), ("T2", 10, 40))
            for status in ["met"] * met + ["missed"] * missed
        ]
    )
    few = pd.DataFrame([{"county_code": COUNTY, "township_code": "T3", "month": 202306, "status": "met"}] * 4)
    table = yearly_bands(pd.concat([cells, few], ignore_index=True))
    assert table["band"].tolist() == ["above", "below", "little"]
    assert "rank" not in table.columns


# Balance.


def test_continuity_of_three_visits_two_by_one_expert_is_a_third() -> None:
    """(2² + 1² − 3) ÷ (3 × 2) = 1/3."""
    rows = visits(visit("V1"), visit("V2", day="2023-03-08"), visit("V3", expert="E2", day="2023-03-15"))
    table = continuity(judge_visits(rows, SENIOR, NO_LEAVE, rules()))
    assert table[["visits", "experts", "usual_share", "continuity"]].to_numpy().tolist() == [
        [3, 2, pytest.approx(2 / 3), pytest.approx(1 / 3)]
    ]


def test_a_specialty_that_never_came_is_named_with_its_gap() -> None:
    """Four visits, burden 3 : 1 between 儿科 at one township and 骨科 at another: expected 3 and 1."""
    rows = visits(*(visit(f"V{day}", day=f"2023-03-0{day}") for day in (1, 2, 3, 4)))
    burden = pd.DataFrame(
        {"township_code": ["141102101", "141102102"], "specialty": ["儿科", "骨科"], "burden": [3.0, 1.0]}
    )
    table = specialty_gaps(judge_visits(rows, SENIOR, NO_LEAVE, rules()), burden)
    # Exact limits of no visit reach up to 3.69, so that one visit too few cannot be told from none.
    assert not table["short"].any() and table["upper"].tolist()[1] == pytest.approx(3.689, abs=1e-3)
    assert table[["visits", "expected", "gap", "never"]].to_numpy().tolist() == [
        [4, 3.0, -1.0, False],
        [0, 1.0, 1.0, True],
    ]


def test_fairness_counts_both_ways_weekends_remote_places_and_those_who_never_went() -> None:
    rows = visits(visit("V1", day="2023-03-04"), visit("V2", place="C2", day="2023-03-06"))
    distance = pd.DataFrame({"expert_code": "E1", "institution_code": ["C1", "C2"], "km": [10.0, 25.0]})
    table = fairness(judge_visits(rows, SENIOR, NO_LEAVE, rules()), SENIOR, kilometres=distance, remote=["C2"])
    columns = ["visits", "rest_days", "remote_visits", "kilometres"]
    assert table.set_index("expert_code")[columns].loc[["E1", "E2"]].to_numpy().tolist() == [
        [2, 1, 1, 70],
        [0, 0, 0, 0],
    ]


def test_an_unknown_distance_makes_the_sum_unknown_not_smaller() -> None:
    distance = pd.DataFrame({"expert_code": ["E1"], "institution_code": ["C1"], "km": [10.0]})
    rows = visits(visit("V1"), visit("V2", place="C2", day="2023-03-06"))
    table = fairness(judge_visits(rows, SENIOR, NO_LEAVE, rules()), SENIOR, kilometres=distance)
    assert np.isnan(table.set_index("expert_code").loc["E1", "kilometres"])


def test_gini_is_0_when_all_do_the_same_and_three_quarters_when_one_of_four_does_all() -> None:
    assert gini(pd.Series([2, 2, 2, 2])) == 0
    assert gini(pd.Series([0, 0, 0, 4])) == pytest.approx(0.75)


def test_losses_and_counted_visits_add_up_to_the_planned_ones() -> None:
    rows = visits(visit("V1"), visit("V2", day="2023-03-08", actual=(None, None)), visit("V3", expert="E2"))
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, rules(title_floor="副高"))
    row = tally(ledger, ["county_code"]).iloc[0]
    lost = losses(ledger, ["county_code"])
    assert row["planned"] == row["counted"] + lost["visits"].sum() == 3
    assert set(lost["reason_zh"]) == {"未签到", "职称不符"}


# Outputs: visits and postings stay apart.


def test_a_visit_nobody_came_to_brings_no_patients() -> None:
    rows = visits(visit("V1"), visit("V2", day="2023-03-08", actual=(None, None)))
    assert visit_outputs(rows, ["county_code"])[["visits", "patients", "clinic"]].to_numpy().tolist() == [[1, 10, 1]]


def test_posted_work_adds_up_by_month_and_a_posting_without_a_day_present_is_no_person() -> None:
    months = pd.DataFrame(
        {"county_code": "141122", "month": 202001, "days_present": [20, 0], "teaching_rounds": [5, 0],
         "lectures": [1, 0], "trainees": [3, 0], "outpatients": [40, 0]}
    )  # fmt: skip
    row = posting_outputs(months, ["county_code", "month"]).iloc[0]
    assert (row["postings"], row["teaching_rounds"], row["outpatients"]) == (1, 5, 40)


# Bad rows.


@pytest.mark.parametrize(
    ("change", "fault", "row"),
    [
        ({"expert_code": "E9"}, UnknownExpert, "V1"),
        ({"planned_end": pd.Timestamp("2023-03-01 08:00")}, EndBeforeStart, "V1"),
        ({"actual_end": pd.Timestamp("2023-03-01 07:59")}, EndBeforeStart, "V1"),
    ],
)
def test_a_faulty_visit_is_named(change: dict[str, object], fault: type[Exception], row: str) -> None:
    with pytest.raises(fault, match=row):
        judge_visits(visits(visit() | change), SENIOR, NO_LEAVE, rules())


def test_a_visit_to_a_place_nobody_knows_is_named() -> None:
    with pytest.raises(UnknownPlace, match="V1"):
        judge_visits(visits(visit()), SENIOR, NO_LEAVE, rules(), places=PLACES[PLACES["institution_code"] == "C2"])


def test_two_faults_are_reported_together() -> None:
    with pytest.raises(SeveralLedgerFaults) as caught:
        judge_visits(
            visits(visit(), visit("V2", expert="E9")), SENIOR, leave("E1", "2023-03-02", "2023-03-01"), rules()
        )
    assert [type(fault) for fault in caught.value.faults] == [UnknownExpert, EndBeforeStart]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (rules(minimum_hours=25.0), BadRule),
        (rules(minimum_visits=-1), BadRule),
        (rules(valid_from=202306, valid_to=202305), BadRule),
        (rules(unit="小时/周", minimum_hours=169.0), BadRule),
        (rules(title_floor="教授"), UnknownTitle),
        (pd.concat([rules(), rules()], ignore_index=True), RepeatedId),
    ],
)
def test_a_rule_nobody_can_read_or_satisfy_is_named(rule: pd.DataFrame, fault: type[Exception]) -> None:
    with pytest.raises(fault, match="lishi_118"):
        judge_visits(visits(visit()), SENIOR, NO_LEAVE, rule)


def test_a_frame_without_a_column_is_named_with_the_column() -> None:
    with pytest.raises(MissingColumns, match="actual_end"):
        judge_visits(visits(visit()).drop(columns="actual_end"), SENIOR, NO_LEAVE, rules())


def test_an_unknown_title_in_the_table_of_experts_is_named() -> None:
    with pytest.raises(UnknownTitle, match="E1"):
        judge_visits(visits(visit()), experts(("E1", "主任", "儿科")), NO_LEAVE, rules())


def test_eighty_thousand_visits_are_judged_in_a_second() -> None:
    count = 80_000
    generator = np.random.default_rng(5)
    day = np.datetime64("2023-01-02") + generator.integers(0, 360, count)
    start = day.astype("datetime64[s]") + np.timedelta64(8, "h")
    rows = pd.DataFrame(
        {"visit_id": np.arange(count).astype(str), "county_code": COUNTY, "township_code": "141102101",
         "expert_code": generator.choice(["E1", "E2", "E3"], count),
         "institution_code": generator.choice(["C1", "C2"], count),
         "mechanism_id": "lishi_118_mode", "visit_date": day.astype("datetime64[s]"), "planned_start": start,
         "planned_end": start + np.timedelta64(9, "h"), "actual_start": start,
         "actual_end": start + np.timedelta64(8, "h")}
    )  # fmt: skip
    began = time.process_time()
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, rules())
    compliance(ledger, dt.date(2023, 1, 2), dt.date(2023, 12, 31))
    assert time.process_time() - began < 1.0
