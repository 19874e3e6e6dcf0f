"""An answer is asked for once: kept under a name and a date, applied by page and command line, revoked, handed on."""

from pathlib import Path

import pytest

from data_access.changes import ChangeRefused
from data_access.engine import opened
from intake.answers import Answers, answers_of, as_toml, key_of_cell
from intake.examined import Examined, Handed, examined, foreseen, foreseen_undo, load_all, parcels_of
from intake.remembered import remember, revoke, rules_of, standing_answers
from metrics.reference import load_reference
from tests.intake.files_of_offices import codes, figures, read, xlsx
from tests.intake.test_layouts import WORK, WORK_MERGED
from tests.intake.test_own_warehouse import COUNTY, figure, files, own, run

__all__ = ["files", "own"]


def work_with(name: str = "中渡镇卫生院", visits: object = 300) -> bytes:
    """The county's table of work, with one institution's name and visits as given."""
    rows = [list(row) for row in WORK]
    rows[5][1], rows[5][2] = name, visits
    return xlsx({"Sheet1": rows}, {"Sheet1": WORK_MERGED})


def looked_at(url: str, *contents: bytes, name: str = "工作量.xlsx") -> tuple[Examined, ...]:
    with opened(url) as engine:
        return examined(engine, COUNTY, [Handed(name, content) for content in contents])


def test_the_thirteenth_month_asks_nothing(own: str):
    first = looked_at(own, work_with("中渡中心卫生院"))
    assert [question.kind for question in first[0].read.questions] == ["place"] and not first[0].may_enter
    remember(own, COUNTY, Answers(places={"中渡中心卫生院": "T2"}), who="张三")
    again = looked_at(own, work_with("中渡中心卫生院"))
    assert again[0].read.questions == () and again[0].may_enter


def test_the_command_line_applies_lists_revokes_and_hands_on_what_the_page_kept(own: str, tmp_path: Path):
    remember(own, COUNTY, Answers(places={"中渡中心卫生院": "T2"}), who="张三")
    (tmp_path / "工作量.xlsx").write_bytes(work_with("中渡中心卫生院"))
    code, said = run("load", tmp_path / "工作量.xlsx", "--county", COUNTY, "--who", "李四")
    assert code == 0, said
    assert figure(own, "outpatient_visits", "450223102") == 300
    code, said = run("answers", "list", "--county", COUNTY)
    assert code == 0 and "place,中渡中心卫生院,T2,张三" in said
    exported = run("answers", "export", "--county", COUNTY)[1]
    assert answers_of(exported, "邻县.toml").places == {"中渡中心卫生院": "T2"}
    answer_id = said.splitlines()[1].split(",")[0]
    assert run("answers", "revoke", answer_id, "--county", COUNTY, "--who", "王五")[0] == 0
    assert run("answers", "revoke", answer_id, "--county", COUNTY, "--who", "王五")[0] == 1
    assert looked_at(own, work_with("中渡中心卫生院"))[0].read.questions
    (tmp_path / "答复.toml").write_text(exported.replace("[places]", '[places]\n"别县医院" = "X9"'), "utf-8")
    code, said = run("answers", "import", tmp_path / "答复.toml", "--county", COUNTY, "--who", "王五")
    assert code == 0 and "新记1条" in said and "没有收：别县医院" in said
    with opened(own) as engine:
        assert [(rule.decided_by, rule.revoked_by) for rule in rules_of(engine, COUNTY)][-1] == ("张三", "王五")


def test_an_answer_needs_a_name_and_another_takes_its_place(own: str):
    with pytest.raises(ChangeRefused):
        remember(own, COUNTY, Answers(places={"院": "T2"}), who=" ")
    assert remember(own, COUNTY, Answers(places={"院": "T2"}), who="张") == 1
    assert remember(own, COUNTY, Answers(places={"院": "T2"}), who="李") == 0
    assert remember(own, COUNTY, Answers(places={"院": "T3"}), who="李") == 1
    with opened(own) as engine:
        rules = rules_of(engine, COUNTY)
        assert standing_answers(engine, COUNTY).places == {"院": "T3"}
    revoked = {rule.answer: rule.revoked_by for rule in rules}
    assert revoked == {"T2": "李", "T3": ""}
    revoke(own, COUNTY, next(rule.answer_id for rule in rules if rule.is_in_force), who="王")
    assert remember(own, COUNTY, Answers(places={"院": "T3"}), who="王") == 1, "what was revoked can be said again"


def test_what_is_written_as_toml_is_read_back():
    hard = Answers({'引"号\\\n': "T1", "=1+1": "ignore"}, {"health_month:住院/人次": "ignore"}, frozenset({"estimate"}))
    assert answers_of(as_toml(hard), "a.toml") == hard


def test_an_estimate_or_a_negative_is_taken_or_left_cell_by_cell_and_never_asked_twice():
    """Confirming a negative let no negative in: only cumulative ones heeded the answer."""
    for written, worth in (("约300", 300), (-12, -12)):
        content = work_with(visits=written)
        asked = read(content, "工作量.xlsx")
        assert len(asked.questions) == 1
        question = asked.questions[0]
        key = key_of_cell(asked.sha256, question.sheet, question.cell)
        taken = read(content, "工作量.xlsx", answers=Answers(cells={key: "take"}))
        assert taken.questions == () and figures(taken)["T2", 202409, "outpatient_visits"] == worth
        left = read(content, "工作量.xlsx", answers=Answers(cells={key: "leave"}))
        assert left.questions == () and ("T2", 202409, "outpatient_visits") not in figures(left)
        elsewhere = read(content, "工作量.xlsx", answers=Answers(cells={f"{'0' * 16}:{question.sheet}!B6": "take"}))
        assert len(elsewhere.questions) == 1, "an answer about a cell holds for its file only"


def test_a_place_that_is_not_to_be_loaded_is_set_aside_without_asking():
    found = read(work_with("城南私立门诊"), "工作量.xlsx", answers=Answers(places={"城南私立门诊": "ignore"}))
    assert found.questions == () and "place_left_out" in codes(found)
    assert found.rows_in == found.rows_accepted + found.rows_set_aside + found.rows_not_data


def test_a_hostile_file_is_one_sentence_and_the_others_are_read(own: str):
    found = looked_at(own, b"PK\x03\x04 broken", work_with(), b"")
    said = [str(each.fault) for each in found if each.fault]
    assert len(said) == 2 and all("Traceback" not in words and "工作量.xlsx" in words for words in said)
    assert [each.may_enter for each in found].count(True) == 1


def test_a_file_handed_in_twice_is_read_once(own: str):
    assert len(looked_at(own, work_with(), work_with())) == 1


def months_of(title: str, hospital: int, centre: int) -> bytes:
    """A table of work with another title and outpatient visits of two institutions."""
    rows = [list(row) for row in WORK[:6]]
    rows[0][0], rows[4][2], rows[5][2] = title, hospital, centre
    return xlsx({"Sheet1": rows}, {"Sheet1": WORK_MERGED})


def test_a_cumulative_file_is_differenced_against_the_month_handed_in_beside_it(own: str):
    """January 100, January and February 250: February is 150, also before January has entered."""
    both = (months_of("2025年1—2月工作量", 2500, 250), months_of("2025年1月工作量", 1000, 100))
    found = looked_at(own, *both)
    assert [each.first_month for each in found] == [202501, 202502]
    assert figures(found[1].read)["T2", 202502, "outpatient_visits"] == 150
    alone = looked_at(own, both[0])
    assert not alone[0].may_enter


def test_what_would_change_is_what_does_change_and_undoing_changes_it_back(own: str):
    with opened(own) as engine:
        reference = load_reference(engine)
        parcels = parcels_of(examined(engine, COUNTY, [Handed("工作量.xlsx", work_with())]), COUNTY, "newest")
        ahead = foreseen(own, engine, reference, parcels, who="张")
    township = [each for each in ahead if each.metric.id == "outpatient_visits" and each.township == "450223102"]
    assert {(each.before, each.after) for each in township} == {(None, 300.0)}
    load_id = load_all(own, parcels, who="张")[0].load_id
    assert figure(own, "outpatient_visits", "450223102") == 300
    assert load_all(own, parcels, who="张")[0].load_id == "", "the same file again changes nothing"
    with opened(own) as engine:
        back = foreseen_undo(own, engine, load_reference(engine), load_id, county=COUNTY, who="张")
    assert {(e.metric.id, e.period, e.township, e.after, e.before) for e in back} == {
        (e.metric.id, e.period, e.township, e.before, e.after) for e in ahead
    }
