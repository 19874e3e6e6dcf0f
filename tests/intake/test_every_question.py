"""Whatever reading a file may ask is answered on the page, kept in the warehouse, and asked no more."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from data_access.engine import opened
from findings import intake_answers as told
from findings.figures import Words
from intake.answers import Answers, answers_of, as_toml
from intake.attendance import MEANINGS
from intake.checking import CHECK
from intake.examined import Examined
from intake.match.register import Expert, Register
from intake.other_forms import OTHER_FORM
from intake.questions import KINDS, NONE_OF_THEM, Asked, answered, asked_in, choices
from intake.remembered import remember, rules_of, standing_answers, that_fit
from intake.rows import FileRead, Question
from metrics.reference import load_reference
from ops.environment import ROOT
from tests.intake.files_of_offices import read, register, xlsx
from tests.intake.test_answers_kept import work_with
from tests.intake.test_ledger_postings import HEAD
from tests.intake.test_own_warehouse import COUNTY, files, own

__all__ = ["files", "own"]

FIELDS = {
    "rule": "outpatients_of_visits",
    "kind": "part",
    "month": 202409,
    "names": {"part": ("急诊人次", "emergency"), "whole": ("诊疗人次", "visits")},
    "place": "中渡镇卫生院",
    "part_value": 120.0,
    "whole_value": 100.0,
}
KEY = "outpatients_of_visits:T2:202409:outpatient_visits"
ASKED = {
    "place": Question("place", "城南门诊部", "S", "B3", (("T2", "中渡镇卫生院"),), {"name": ""}),
    "expert": Question("expert", "医师甲", "S", "B3"),
    "mechanism": Question("mechanism", "mechanism:flows", "S", "", (("M1", "双向转诊"),)),
    "column": Question("column", "health_month:门急诊/人次", "S", "C3", (("outpatient_visits", "门诊人次"),)),
    "mark": Question("mark", "attendance:△", "S", "C3", MEANINGS),
    "word": Question("word", "referrals:direction:平转", "S", "C3", (("up", "上转"), ("down", "下转"))),
    "estimate": Question("estimate", "约300", "S", "C4"),
    "negative": Question("negative", "-3", "S", "C4"),
    "cumulative": Question("cumulative", "outpatient_visits", "S", "C5"),
    "twice": Question("twice", "outpatient_visits", "S", "C5", (("S!C5", "3"), ("S!C6", "4"))),
    CHECK: Question(CHECK, KEY, "S", "C7", ((KEY, "accept"),), {**FIELDS, "key": KEY}),
    OTHER_FORM: Question(
        OTHER_FORM,
        "other_form:institution_month.discharges:front_pages+health_month",
        "S",
        "",
        (("front_pages", "住院病案首页"), ("health_month", "月报")),
        {
            "column": ("出院人数", "discharges"),
            "forms": {"front_pages": ("住院病案首页", "front pages"), "health_month": ("月报", "monthly return")},
            **{"form": "front_pages", "other": "health_month", "place": "中渡镇卫生院", "month": 202409},
            **{"before": 98.0, "after": 97.0, "count": 3},
        },
    ),
    "incomplete": Question("incomplete", "3", "S", ""),
    "posted_twice": Question("posted_twice", "医师甲", "S", ""),
    "whole_ledger": Question("whole_ledger", "whole_ledger", "S", ""),
}


def county() -> Register:
    """The small county with an expert and a mechanism."""
    return replace(
        register(),
        experts=(Expert("E1", "医师甲", "H1"),),
        mechanisms=(("M1", "双向转诊", frozenset({"flows"})),),
    )


def kinds_in_the_source() -> set[str]:
    """The kinds that the source asks: Question("…") and .ask("…"), but for those whose kind is a variable."""
    texts = [file.read_text("utf-8") for file in (ROOT / "intake").rglob("*.py") if file.name != "questions.py"]
    return {kind for text in texts for kind in re.findall(r'(?:\bQuestion|\.ask|\._ask)\(\s*"([a-z_]+)"', text)}


def test_every_kind_that_the_source_asks_is_one_that_the_page_answers():
    found = kinds_in_the_source()
    assert {"place", "mark", "expert", "word", "mechanism", "posted_twice", "incomplete", "twice"} <= found
    assert found <= set(KINDS) == set(ASKED)


@pytest.mark.parametrize("kind", KINDS)
def test_each_answer_to_each_kind_is_said_in_both_languages_kept_listed_and_applied(own: str, kind: str):
    asked, places = Asked(ASKED[kind], "文件.xlsx", "a" * 64), county()
    with opened(own) as engine:
        reference = load_reference(engine)
    zh, en = Words("zh", reference, (), COUNTY), Words("en", reference, (), COUNTY)
    possible = choices(asked, places)
    assert possible
    for choice in possible:
        for words in (zh, en):
            assert told.question_words(asked.question, words) and told.choice_words(asked, choice, places, words)
        given = answered({asked: choice})
        assert given, f"{kind} {choice} becomes no answer"
        remember(own, COUNTY, given, who="张三")
        with opened(own) as engine:
            standing, rules = standing_answers(engine, COUNTY), rules_of(engine, COUNTY)
        assert standing.with_more(given) == standing, "what was said is what is kept"
        for words in (zh, en):
            assert len(told.rules_table(rules, places, words).rows) == len(rules)


def test_answers_go_to_a_file_and_come_back_but_for_those_of_single_cells():
    given = answered(
        {Asked(each, "文件.xlsx", "a" * 64): choices(Asked(each, "", ""), county())[0] for each in ASKED.values()}
    )
    back = answers_of(as_toml(given), "答复.toml")
    assert back == replace(given, cells={})
    assert back.words == {"referrals:direction:平转": "up", ASKED[OTHER_FORM].about: "front_pages"}
    assert KEY in back.accept
    fitting, strange = that_fit(back, county())
    assert (fitting, strange) == (back, ())


def test_a_neighbour_takes_the_words_and_leaves_what_is_about_places_it_does_not_have():
    given = Answers({"院": "X9", "外院": "outside"}, {}, frozenset({"estimate", "outpatients_of_visits:X9:202409:n"}),
                    {"referrals:direction:平转": "up"})  # fmt: skip
    fitting, strange = that_fit(given, county())
    assert fitting == Answers({"外院": "outside"}, {}, frozenset({"estimate"}), given.words)
    assert strange == ("院", "outpatients_of_visits:X9:202409:n")


def asks(found: FileRead) -> list[str]:
    return [question.kind for question in found.questions]


def again(content: bytes, name: str, choose: Callable[[Asked], str]) -> FileRead:
    """The file once more, after each of its questions was answered as on the page."""
    given, found = Answers(), read(content, name)
    for _ in range(3):
        asked = asked_in([Examined(name, found, sha256=found.sha256)])
        said = {each: choose(each) for each in asked if not each.is_optional}
        given = given.with_more(answered(said))
        found = read(content, name, answers=given)
    return found


def test_a_doctor_in_two_places_is_left_out_and_the_others_enter():
    rows = [
        ["鹿寨县2024年派驻医师名册"],
        HEAD,
        [1, "鹿寨县人民医院", "中渡镇卫生院", "医师甲", None, "主治", "内科", "2024.3—2024.9", 20],
        [2, "鹿寨县人民医院", "寨沙镇卫生院", "医师甲", None, "主治", "内科", "2024.3—2024.9", 20],
        [3, "鹿寨县人民医院", "寨沙镇卫生院", "医师乙", None, "主治", "外科", "2024.3—2024.9", 20],
    ]
    content = xlsx({"Sheet1": rows})
    assert asks(read(content, "派驻医师名册.xlsx")) == ["posted_twice"]
    found = again(content, "派驻医师名册.xlsx", lambda asked: choices(asked, county())[0])
    assert asks(found) == []
    posted = next(entry.rows for entry in found.entries if entry.table == "posting")
    assert list(posted["to_institution_code"]) == ["T3"]


def test_a_place_that_is_not_to_be_loaded_is_not_asked_again_in_a_ledger_either():
    rows = [
        ["鹿寨县2024年派驻医师名册"],
        HEAD,
        [1, "鹿寨县人民医院", "中渡镇卫生院", "医师甲", None, "主治", "内科", "2024.3—2024.9", 20],
        [2, "鹿寨县人民医院", "某某养老院", "医师乙", None, "主治", "外科", "2024.3—2024.9", 20],
    ]
    content = xlsx({"Sheet1": rows})
    assert asks(read(content, "派驻医师名册.xlsx")) == ["place"]
    found = again(content, "派驻医师名册.xlsx", lambda asked: choices(asked, county())[-1])
    assert asks(found) == [] and "place_left_out" in [note.code for note in found.set_aside]
    posted = next(entry.rows for entry in found.entries if entry.table == "posting")
    assert list(posted["to_institution_code"]) == ["T2"]


def test_a_negative_that_is_no_correction_is_left_out_and_the_rest_is_asked_no_more():
    content, name = work_with(visits=-5), "工作量.xlsx"
    assert asks(read(content, name)) == ["negative"]
    assert asks(again(content, name, lambda asked: "leave")) == []


def test_no_question_is_left_without_a_choice():
    for each in ASKED.values():
        assert choices(Asked(each, "文件.xlsx", "a" * 64), register()), each.kind
    nothing = Asked(Question("twice", "deaths", "S", "A3"), "文件.xlsx", "a" * 64)
    assert choices(nothing, register()) == [NONE_OF_THEM] and answered({nothing: NONE_OF_THEM}).cells
