"""Attendance sheets: days as columns, marks and names in the cells, no clock – and no hour that was not written."""

from dataclasses import replace

import pytest

from data_access.schema.experts import ON_LEAVE
from intake.answers import Answers
from intake.assemble import assemble
from intake.faults import IntakeFault
from intake.forms import shipped_forms
from intake.match.register import Expert
from intake.reading.open import book_of
from intake.rows import FileRead
from tests.intake.files_of_offices import EXPERTS, attendance, codes, register, xlsx


def taken(content: bytes, name: str = "考勤.xlsx", answers: Answers | None = None) -> FileRead:
    given = answers or Answers()
    own = replace(register(given.places), experts=tuple(Expert(*row) for row in EXPERTS))
    return assemble(book_of(content, name), shipped_forms(), own, answers=given)


def days(found: FileRead) -> dict[tuple[str, str, str], float]:
    """Institution, expert, day of the month → part of a day."""
    return {
        (value.institution, dict(value.where)["expert_code"], dict(value.where)["visit_date"]): value.value
        for value in found.values
    }


def test_a_mark_is_a_visit_of_one_doctor_to_one_place_on_one_day():
    found = taken(attendance([((1, "心内科01", "中渡镇卫生院"), {3: "√", 10: "√", 17: "半天"}, 2.5)]))
    assert days(found) == {
        ("T2", "E1", "2024-09-03"): 1.0,
        ("T2", "E1", "2024-09-10"): 1.0,
        ("T2", "E1", "2024-09-17"): 0.5,
    }
    assert {(value.table, value.column, value.month) for value in found.values} == {("visit", "days", 202409)}
    assert codes(found) == []
    assert (found.rows_in, found.rows_accepted, found.rows_not_data) == (2, 1, 1)


def test_two_doctors_in_a_cell_are_two_visits():
    found = taken(attendance([((1, "心内科01、骨科01", "中渡镇卫生院"), {3: "√"}, 1)]))
    assert set(days(found)) == {("T2", "E1", "2024-09-03"), ("T2", "E2", "2024-09-03")}


def test_names_in_the_days_are_those_who_came():
    rows = [((1, "中渡镇卫生院"), {3: "心内科01 骨科01", 4: "儿科01(半天)"}, None)]
    found = taken(attendance(rows, head=("序号", "受援单位")))
    assert days(found) == {
        ("T2", "E1", "2024-09-03"): 1.0,
        ("T2", "E2", "2024-09-03"): 1.0,
        ("T2", "E3", "2024-09-04"): 0.5,
    }


def test_september_has_no_thirty_first_day():
    found = taken(attendance([((1, "心内科01", "中渡镇卫生院"), {30: "√", 31: "√"}, 2)]))
    assert set(days(found)) == {("T2", "E1", "2024-09-30")}
    assert [(note.code, note.cell) for note in found.set_aside] == [("no_such_day", "AH4"), ("days_apart", "AI4")]


def test_the_place_may_stand_in_the_title_alone():
    found = taken(attendance([((1, "心内科01"), {3: "√"}, 1)], head=("序号", "姓名")))
    assert set(days(found)) == {("T3", "E1", "2024-09-03")}


def test_a_leave_is_entered_as_leave_and_a_missed_day_as_missed():
    """The row's printed sum is that of the days kept."""
    found = taken(attendance([((1, "心内科01", "中渡镇卫生院"), {3: "√", 10: "请假", 11: "×"}, 1)]))
    assert (days(found)["T2", "E1", "2024-09-10"], days(found)["T2", "E1", "2024-09-11"]) == (ON_LEAVE, 0.0)
    assert found.set_aside == ()


def test_a_sheets_own_legend_comes_before_the_record():
    notes = [["注：√ 到岗，△ 请假，○ 公休"]]
    rows = [((1, "心内科01", "中渡镇卫生院"), {3: "√", 5: "○", 10: "△"}, 1)]
    found = taken(attendance(rows, notes=notes))
    assert days(found) == {("T2", "E1", "2024-09-03"): 1.0, ("T2", "E1", "2024-09-10"): ON_LEAVE}
    assert found.questions == ()


def test_a_mark_that_nobody_explains_is_asked_once_and_answered_for_good():
    rows = [((1, "心内科01", "中渡镇卫生院"), {3: "√", 10: "△", 11: "△"}, None)]
    found = taken(attendance(rows))
    assert set(days(found)) == {("T2", "E1", "2024-09-03")}
    assert [(question.kind, question.about) for question in found.questions] == [("mark", "attendance:△")]
    answered = taken(attendance(rows), answers=Answers(columns={"attendance:△": "half"}))
    assert days(answered)["T2", "E1", "2024-09-10"] == 0.5
    assert answered.questions == ()


def test_a_name_that_is_no_expert_on_record_is_asked_and_no_expert_is_made():
    rows = [((1, "外科01", "中渡镇卫生院"), {3: "√", 4: "√"}, None)]
    found = taken(attendance(rows))
    assert days(found) == {}
    assert [(question.kind, question.about) for question in found.questions] == [("expert", "外科01")]
    answered = taken(attendance(rows), answers=Answers(places={"外科01": "E4"}))
    assert set(days(answered)) == {("T2", "E4", "2024-09-03"), ("T2", "E4", "2024-09-04")}


def test_namesakes_are_told_apart_by_who_sends_them_else_asked():
    own = replace(register(), experts=(Expert("E1", "心内科01", "H1"), Expert("E9", "心内科01", "T1")))
    rows = [((1, "心内科01", "中渡镇卫生院", "鹿寨县人民医院"), {3: "√"}, None)]
    content = attendance(rows, head=("序号", "姓名", "受援单位", "派出单位"))
    found = assemble(book_of(content, "考勤.xlsx"), shipped_forms(), own)
    assert {dict(value.where)["expert_code"] for value in found.values} == {"E1"}
    without = assemble(
        book_of(attendance([((1, "心内科01", "中渡镇卫生院"), {3: "√"}, None)]), "考勤.xlsx"), shipped_forms(), own
    )
    assert codes(without) == ["expert_ambiguous"]


def test_a_dash_or_a_blank_day_is_no_visit():
    found = taken(attendance([((1, "心内科01", "中渡镇卫生院"), {3: "√", 4: "—", 5: "/"}, 1)]))
    assert set(days(found)) == {("T2", "E1", "2024-09-03")}


def test_a_sum_row_is_no_doctor():
    rows = [((1, "心内科01", "中渡镇卫生院"), {3: "√"}, 1), (("合计", None, None), {3: 1}, 1)]
    assert set(days(taken(attendance(rows)))) == {("T2", "E1", "2024-09-03")}


@pytest.mark.parametrize(
    ("title", "sheet", "code"),
    [
        ("寨沙镇卫生院专家下沉签到表（2024年9月）", "8月", "intake_periods_differ"),
        ("专家下沉签到表", "Sheet1", "intake_no_period"),
        ("2024年三季度专家下沉签到表", "Sheet1", "intake_attendance_month"),
        ("9月专家下沉签到表", "9月", "intake_no_year"),
    ],
)
def test_a_sheet_whose_month_is_not_certain_stops_the_file(title: str, sheet: str, code: str):
    content = attendance([((1, "心内科01", "中渡镇卫生院"), {3: "√"}, 1)], title=title, sheet=sheet)
    with pytest.raises(IntakeFault) as fault:
        taken(content)
    assert fault.value.code == code


def test_a_table_of_months_is_no_attendance_sheet():
    rows = [["2024年门诊人次"], ["机构名称", *[f"{month}月" for month in range(1, 13)]], ["中渡镇卫生院", *range(12)]]
    with pytest.raises(IntakeFault):
        taken(xlsx({"Sheet1": rows}), "门诊.xlsx")
