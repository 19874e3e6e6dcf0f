"""Two forms that say otherwise of one figure: the later one does not take its place unasked, and asks once."""

import pytest
from sqlalchemy import select

from data_access import schema
from data_access.changes import change
from data_access.engine import opened
from data_access.loads import undo
from data_access.parcels import Mode
from intake.answers import Answers
from intake.examined import Examined, Handed, examined, load_all, parcels_of
from intake.questions import answered, asked_in
from intake.remembered import remember, rules_of, standing_answers
from intake.told import asked, why
from tests.intake.files_of_offices import xls
from tests.intake.test_ledger_front_pages import FIELDS, page
from tests.intake.test_own_warehouse import COUNTY, files, own
from tests.intake.test_reading import dbf

__all__ = ["files", "own"]

KEY = "other_form:institution_month.discharges:front_pages+health_month"


def monthly(discharges: int, month: int = 9, revenue: float = 100.0) -> Handed:
    """The centre's monthly return; revenue in 千元."""
    rows: list[list[object]] = [
        [f"卫生资源与医疗服务月报（2024年{month}月）", None],
        ["指标名称", "中渡镇卫生院"],
        ["2.1 医疗收入", revenue],
        ["3.2 出院人数", discharges],
    ]
    return Handed(f"月报_2024年{month}月.xls", xls([rows[0], [None, "单位：千元"], *rows[1:]]))


def front_pages(discharges: int, month: int = 9) -> Handed:
    """So many front pages of the centre, each of two days."""
    rows = [page(f"2024-{month:02d}-01", f"2024-{month:02d}-03", "2", "", "T2", "中渡镇卫生院")] * discharges
    rows = [[*row[:3], f"{number}", *row[4:]] for number, row in enumerate(rows)]
    return Handed(f"hqms_{month}.dbf", dbf(FIELDS, rows, "gbk"))


def looked_at(url: str, *handed: Handed, mode: Mode = "newest") -> tuple[Examined, ...]:
    with opened(url) as engine:
        return examined(engine, COUNTY, handed, mode=mode)


def load(url: str, *handed: Handed, mode: Mode = "newest") -> str:
    found = looked_at(url, *handed, mode=mode)
    assert all(each.may_enter for each in found), [each.fault or each.read.questions for each in found]
    return load_all(url, parcels_of(found, COUNTY, mode), who="张三")[-1].load_id


def stands(url: str, month: int = 202409) -> dict[str, float | None]:
    table = schema.institution_month.c
    columns = (table.discharges, table.discharge_bed_days)
    with opened(url) as engine, engine.connect() as connection:
        row = connection.execute(select(*columns).where(table.institution_code == "T2", table.month == month)).first()
    return dict(row._mapping) if row else {}


def answer(url: str, found: Examined, form: str) -> None:
    (question,) = [each for each in asked_in([found]) if not each.is_optional]
    remember(url, COUNTY, answered({question: form}), who="张三")


def test_a_count_of_another_form_waits_for_a_word_and_the_rest_of_the_file_does_too(own: str):
    load(own, monthly(15))
    (found,) = looked_at(own, front_pages(13))
    (question,) = found.read.questions
    assert (question.kind, question.about) == ("other_form", KEY)
    assert asked(question, 0) == (
        "出院人数：已有的来自“卫生资源与医疗服务月报”，这个文件（“住院病案首页”）说的不同，共1处，"
        "如中渡镇卫生院2024年9月15与13。以哪一种为准？"
    )
    assert not found.may_enter
    assert [why(note, 0) for note in found.read.set_aside if note.code == "other_form_waits"] == [
        "“卫生资源与医疗服务月报”装载的是15，与这里不同；请先答以哪一种为准"
    ]
    assert {value.column for value in found.read.values} >= {"discharge_bed_days"}


@pytest.mark.parametrize("form, left", [("front_pages", 13), ("health_month", 15)])
def test_the_answer_holds_for_every_month_and_whichever_form_comes_first(own: str, form: str, left: int):
    load(own, monthly(15))
    answer(own, looked_at(own, front_pages(13))[0], form)
    load(own, front_pages(13))
    assert stands(own) == {"discharges": left, "discharge_bed_days": 26}
    # The next month comes the other way round, and in one batch: nothing is asked, and the same form stands.
    load(own, front_pages(13, month=10))
    load(own, monthly(15, month=10))
    assert stands(own, 202410)["discharges"] == left
    load(own, monthly(15, month=11), front_pages(13, month=11))
    assert stands(own, 202411)["discharges"] == left
    with opened(own) as engine:
        rule = rules_of(engine, COUNTY)[0]
        assert (rule.kind, rule.written, rule.answer) == ("word", KEY, form)
        assert standing_answers(engine, COUNTY) == Answers(words={KEY: form})


def test_two_forms_of_one_batch_that_say_otherwise_are_asked_about_too(own: str):
    first, second = looked_at(own, monthly(15), front_pages(13))
    assert first.may_enter and [question.about for question in second.read.questions] == [KEY]


def test_the_same_form_again_and_the_same_figure_ask_nothing(own: str):
    load(own, monthly(15))
    load(own, monthly(14))
    assert stands(own)["discharges"] == 14
    load(own, front_pages(14))
    assert stands(own) == {"discharges": 14, "discharge_bed_days": 28}
    load(own, monthly(12))  # the figure came with the monthly return first, and that may correct it
    assert stands(own)["discharges"] == 12


def test_what_only_fills_what_is_missing_takes_no_figure_s_place_and_asks_nothing(own: str):
    load(own, monthly(15))
    load(own, front_pages(13), mode="fill")
    assert stands(own) == {"discharges": 15, "discharge_bed_days": 26}


def test_after_an_undoing_the_form_before_it_is_in_force_again(own: str):
    load(own, monthly(15))
    answer(own, looked_at(own, front_pages(13))[0], "front_pages")
    undone = load(own, front_pages(13))
    change(own, lambda connection: undo(connection, undone, who="张三", reason="错了"))
    load(own, monthly(16))
    assert stands(own)["discharges"] == 16
