"""What is said of a county's files, in both languages: nothing of ours is Chinese in the English."""

import re

import pytest

from data_access.engine import opened
from faces.blocks import Table
from findings import intake as told
from findings import intake_answers as answers
from findings.figures import Words
from findings.intake_changes import change_sentence, changes_table, foreseen_words
from intake.examined import Handed, examined
from intake.figures_changed import Changed
from intake.match import register_of
from intake.questions import asked_in, choices
from metrics.catalogue import get
from metrics.period import Period
from metrics.reference import load_reference
from tests.intake.test_answers_kept import work_with
from tests.intake.test_own_warehouse import COUNTY, files, own

__all__ = ["files", "own"]
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
SEPTEMBER, SO_FAR = Period(202409, 202409), Period(202401, 202409)
OF_THE_FILE = {"人口", "约", "中渡镇卫生院", "门诊人次", "人次", "城南门诊部"}


@pytest.fixture
def both(own: str) -> tuple[Words, Words]:
    """The words of an own county in Chinese and in English."""
    with opened(own) as engine:
        reference = load_reference(engine)
    return Words("zh", reference, (), COUNTY), Words("en", reference, (), COUNTY)


def texts(table: Table) -> list[str]:
    return [*(column.name for column in table.columns), *(cell.text for row in table.rows for cell in row.cells)]


def test_a_share_changes_in_points_a_count_in_per_cent_and_nothing_from_nothing(both: tuple[Words, Words]):
    zh, en = both
    share = Changed(get("primary_visit_share"), SEPTEMBER, "", 51.8, 52.3)
    assert change_sentence(share, zh) == "2024年9月基层诊疗人次占比51.8% → 52.3%（+0.5个百分点）"
    assert change_sentence(share, en) == "Primary share of visits, Sep 2024: 51.8% → 52.3% (+0.5 pp)"
    count = Changed(get("outpatient_visits"), SEPTEMBER, "450223102", 200.0, 300.0)
    assert change_sentence(count, zh) == "2024年9月中渡镇县域门诊人次200人次 → 300人次（+50.0%）"
    first = Changed(get("outpatient_visits"), SEPTEMBER, "", None, 12_300.0)
    assert change_sentence(first, zh) == "2024年9月县域门诊人次未报 → 1.23万人次"


def test_the_county_and_the_overview_come_first_and_cards_are_counted_once(both: tuple[Words, Words]):
    zh, _ = both
    changed = [
        Changed(get("beds_per_1000"), SEPTEMBER, "", None, 3.4),
        Changed(get("outpatient_visits"), SEPTEMBER, "450223102", None, 300.0),
        Changed(get("outpatient_visits"), SO_FAR, "", None, 300.0),
        Changed(get("outpatient_visits"), SEPTEMBER, "", None, 300.0),
    ]
    head, first, second = foreseen_words(changed, zh)
    assert head == "公布的数变4个：全县3个，各乡镇1个；影响总览的1张卡。"
    assert first.startswith("2024年9月县域门诊人次") and second.startswith("2024年9月每千常住人口床位数")
    assert [row.cells[1].text for row in changes_table(changed, zh, most=10).rows] == ["全县", "全县", "全县", "中渡镇"]


def test_the_english_of_a_file_its_questions_and_what_is_set_aside_holds_no_chinese_of_ours(
    own: str, both: tuple[Words, Words]
):
    _, en = both
    with opened(own) as engine:
        register = register_of(engine, COUNTY)
        handed = [Handed("work.xlsx", work_with(visits="约300")), Handed("x.xlsx", b"PK\x03\x04 broken")]
        found = examined(engine, COUNTY, [*handed, Handed("more.xlsx", work_with("城南门诊部"))])
    said = texts(told.files_table(found, {}, en))
    for each in found:
        said += [told.details_title(each, en), *told.notes_of(each, en)]
        if each.read:
            said += [
                *texts(told.set_aside_table(each.read.set_aside, en)),
                *texts(told.sums_table(each.read.proofs, en)),
            ]
    for asked in asked_in(found):
        said += [answers.question_words(asked.question, en)]
        said += [answers.choice_words(asked, choice, register, en) for choice in choices(asked, register)[-2:]]
    left = {word for text in said for word in CHINESE.findall(text)}
    allowed = {name for field in told.field_names().values() for name in CHINESE.findall(field)}
    places = {word for place in register.places for word in CHINESE.findall(place.name)}
    assert left <= OF_THE_FILE | allowed | places, left - OF_THE_FILE - allowed - places
