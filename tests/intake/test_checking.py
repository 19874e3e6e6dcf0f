"""Rules of data quality before a file enters: what stops it, what is asked and answered, what is only pointed at."""

from collections.abc import Mapping, Sequence

import pytest

from intake.answers import Answers, answers_of
from intake.faults import BadCall, IntakeFault
from intake.rows import Value
from intake.stored import Stored
from intake.told import as_record
from metrics.period import add_months
from tests.intake.files_of_offices import codes, figures, read, xlsx

CENTRES = {"T1": "鹿寨镇卫生院", "T2": "中渡镇卫生院", "T3": "寨沙镇卫生院", "T4": "寨沙镇第二卫生院"}
USUAL = {"T1": 4000, "T2": 980, "T3": 1500, "T4": 700}


class Past(Stored):
    """A warehouse that holds what each centre reported in the 24 months before March 2024."""

    def __init__(self, columns: Mapping[str, float]) -> None:
        self.columns = columns

    def months(self, like: Value, months: Sequence[int]) -> dict[int, float]:
        if like.institution not in USUAL or like.column not in self.columns:
            return {}
        each = USUAL[like.institution] * self.columns[like.column]
        there = {add_months(202402, -step) for step in range(24)}
        return {month: each for month in months if month in there}


PAST = Past({"outpatient_visits": 1, "medical_revenue_yuan": 200})


def march(visits: Mapping[str, object], *, revenue: Mapping[str, float] | None = None) -> bytes:
    """The report of March 2024, money in 元."""
    head = ["机构名称", "门诊人次", "医疗收入"]
    money = revenue or {code: USUAL[code] * 0.02 for code in CENTRES}
    rows = [[CENTRES[code], said, money[code]] for code, said in visits.items()]
    return xlsx({"Sheet1": [["2024年3月工作量"], ["单位：万元"], head, *rows]})


def test_a_clean_file_raises_nothing():
    found = read(march(USUAL), "工作量.xlsx", stored=PAST)
    assert (found.questions, found.problems, found.set_aside) == ((), (), ())
    assert figures(found)["T2", 202403, "outpatient_visits"] == 980


def test_a_digit_too_many_is_asked_and_does_not_enter_before_the_answer():
    content = march({**USUAL, "T2": 9604})
    found = read(content, "工作量.xlsx", stored=PAST)
    [question] = as_record(found)["questions"]
    assert question["question"] == "中渡镇卫生院：2024年3月门诊人次是去年同月的9.8倍，像多了一位数"
    assert (question["kind"], question["cell"]) == ("check", "Sheet1!B5")
    assert question["about"] == "institution_slip:T2:202403:outpatient_visits"
    assert ("T2", 202403, "outpatient_visits") not in figures(found)
    assert figures(found)["T2", 202403, "medical_revenue_yuan"] == pytest.approx(196_000)
    assert codes(found) == ["check"]
    english = as_record(found, language="en")["questions"][0]["question"]
    assert "9.8 times the same month a year before; it seems to have 1 digit too many" in english


@pytest.mark.parametrize("accepted", ["institution_slip:T2:202403:outpatient_visits", "institution_slip"])
def test_what_is_accepted_enters_and_is_printed_as_accepted(accepted: str):
    given = answers_of(f'accept = ["{accepted}"]', "answers.toml")
    found = read(march({**USUAL, "T2": 9604}), "工作量.xlsx", stored=PAST, answers=given)
    assert found.questions == ()
    assert figures(found)["T2", 202403, "outpatient_visits"] == 9604
    assert [check["state"] for check in as_record(found)["checks"]] == ["accepted"]


def test_an_answer_for_one_figure_answers_no_other():
    given = Answers(accept=frozenset({"institution_slip:T2:202402:outpatient_visits"}))
    assert len(read(march({**USUAL, "T2": 9604}), "工作量.xlsx", stored=PAST, answers=given).questions) == 1
    with pytest.raises(BadCall):
        answers_of('accept = ["no_such_rule"]', "answers.toml")


def test_a_figure_that_stands_in_the_warehouse_already_is_not_asked_again():
    class Slipped(Past):
        def months(self, like: Value, months: Sequence[int]) -> dict[int, float]:
            own = super().months(like, months)
            if (like.institution, like.column) == ("T2", "outpatient_visits") and 202403 in months:
                own[202403] = 9604
            return own

    found = read(march({**USUAL, "T2": 9604}), "工作量.xlsx", stored=Slipped(PAST.columns))
    assert found.questions == ()


def test_a_wrong_unit_refuses_the_whole_file_and_says_of_how_many():
    """All four centres a thousandfold: 千元 were typed under 万元 … or 元."""
    content = march(USUAL, revenue={code: USUAL[code] * 20 for code in CENTRES})
    with pytest.raises(IntakeFault) as fault:
        read(content, "工作量.xlsx", stored=PAST)
    assert fault.value.code == "intake_unit_more"
    assert "2024年3月的医疗收入，能比的4家中4家同样多了3位数" in str(fault.value)
    right = read(
        content, "工作量.xlsx", stored=PAST, answers=Answers(accept=frozenset({"unit_slip", "institution_slip"}))
    )
    assert figures(right)["T2", 202403, "medical_revenue_yuan"] == pytest.approx(196_000_000)


def test_a_part_above_its_whole_is_asked_and_neither_enters():
    """In the form's own record 急诊 is at most 总诊疗, which has no column of the warehouse."""
    head = ["机构名称", "总诊疗人次", "急诊人次", "出院人数"]
    content = xlsx({"Sheet1": [["2024年3月工作量"], head, ["中渡镇卫生院", 100, 120, 5], ["寨沙镇卫生院", 100, 20, 5]]})
    found = read(content, "工作量.xlsx")
    [question] = found.questions
    assert question.about == "form_part:T2:202403:emergency_visits"
    assert (
        as_record(found)["questions"][0]["question"]
        == "中渡镇卫生院：2024年3月急诊人次数（120）大于总诊疗人次数（100）"
    )
    assert {key: value for key, value in figures(found).items() if key[0] == "T2"} == {("T2", 202403, "discharges"): 5}
    again = read(content, "工作量.xlsx", answers=Answers(accept=frozenset({question.about})))
    assert again.questions == ()
    assert figures(again)["T2", 202403, "emergency_visits"] == 120


def test_a_part_is_held_against_the_whole_of_the_warehouse():
    head = ["机构名称", "中医诊疗人次", "出院人数"]
    content = xlsx({"Sheet1": [["2024年2月工作量"], head, ["中渡镇卫生院", 981, 5], ["寨沙镇卫生院", 1500, 5]]})
    found = read(content, "工作量.xlsx", stored=PAST)
    assert [question.about for question in found.questions] == ["tcm_of_outpatient:T2:202402:tcm_visits"]


def test_a_township_that_is_left_out_is_pointed_at_and_one_file_of_one_township_is_not():
    without = {code: said for code, said in USUAL.items() if code not in ("T3", "T4")}
    found = read(march(without), "工作量.xlsx", stored=PAST)
    assert [(check["state"], check["said"]) for check in as_record(found)["checks"]] == [
        ("note", "寨沙镇：2024年3月别的乡镇都有，这里没有数")
    ]
    assert found.questions == ()
    assert read(march({"T2": 980}), "工作量.xlsx", stored=PAST).problems == ()


def test_more_than_the_usual_swing_without_a_digit_is_a_note_and_enters():
    found = read(march({**USUAL, "T2": 3500}), "工作量.xlsx", stored=PAST)
    assert found.questions == ()
    assert "3.6倍，超出该机构自己的波动" in as_record(found)["checks"][0]["said"]
    assert figures(found)["T2", 202403, "outpatient_visits"] == 3500


def test_every_planted_fault_of_a_file_is_found_and_no_other():
    """Four slips, one 0 and one part above its whole in one file of four centres."""
    head = ["机构名称", "总诊疗人次", "门诊人次", "急诊人次", "医疗收入"]
    rows = [
        ["鹿寨镇卫生院", 5000, 4000, 6000, 80],
        ["中渡镇卫生院", 12_000, 9800, 10, 19.6],
        ["寨沙镇卫生院", 1600, 1500, 10, 3000],
        ["寨沙镇第二卫生院", 800, 0, 10, 14],
    ]
    content = xlsx({"Sheet1": [["2024年3月工作量"], ["单位：万元"], head, *rows]})
    found = read(content, "工作量.xlsx", stored=PAST)
    assert sorted(question.about for question in found.questions) == [
        "form_part:T1:202403:emergency_visits",
        "institution_slip:T2:202403:outpatient_visits",
        "institution_slip:T3:202403:medical_revenue_yuan",
        "institution_slip:T4:202403:outpatient_visits",
    ]
