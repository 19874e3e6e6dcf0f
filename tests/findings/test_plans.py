"""A plan on a page and on a slide: the same sites, the same villages, and small numbers of the old or sick hidden."""

import math

import pandas as pd
import pytest

from faces.rows import on_slide
from findings.figures import Words
from findings.plans import Change, change_sentence, count_words, outside_table, shown_counts, site_table
from metrics.circle.figures import coverage_by_township
from tests.ui.small_places import NORTH, SOUTH, places

WORDS, ENGLISH = Words("zh", places()), Words("en", places())
SITES = pd.DataFrame(
    {
        "number": [1, 2],
        "name_zh": ["甲村", "乙卫生院"],
        "name_en": ["Jia", "Yi"],
        "township_code": [NORTH, SOUTH],
        "origin": ["added", "upgraded"],
        "adds": [120.0, 7.0],
        "serves": [300.0, 40.0],
        "villages": [3, 1],
        "farthest_min": [14.0, math.nan],
    }
)


def test_fewer_than_ten_of_the_sick_are_hidden_and_the_sum_does_not_give_them_away() -> None:
    """A slide hid 7 chronic patients; the page that made the plan printed them, and 127 below 120 says 7 as well."""
    table = site_table(SITES, "chronic_patients", WORDS, with_sum=True)
    adds = [row.cells[3] for row in table.rows]
    assert [(cell.text, cell.number) for cell in adds] == [("120", 120.0), ("已隐藏", None), ("已隐藏", None)]
    serves = [row.cells[4].text for row in table.rows]
    assert serves == ["300", "40", "340"], "nothing small in this column: its sum stays"
    assert count_words(7.0, "chronic_patients", ENGLISH) == "hidden"
    assert shown_counts(SITES["adds"], "chronic_patients").isna().tolist() == [False, True]


def test_a_count_of_all_residents_is_shown_however_small() -> None:
    table = site_table(SITES, "residents", WORDS, with_sum=True)
    assert [row.cells[3].text for row in table.rows] == ["120", "7", "127"]


def test_nobody_is_nobody_and_not_hidden() -> None:
    assert count_words(0.0, "residents_65_up", WORDS) == "0人"


def test_a_slide_has_the_same_sites_and_says_which_are_upgraded() -> None:
    page = site_table(SITES, "residents", WORDS, costs=[80.0, 30.0], with_sum=True)
    slide = on_slide(site_table(SITES, "residents", WORDS, most=1))
    assert [row.cells[-1].text for row in page.rows] == ["80", "30", "110"]
    assert [cell.text for cell in slide.rows[0].cells] == ["1 甲村", "北镇", "新建", "120", "300", "14"]
    assert page.rows[1].cells[2].text == "升级" and page.rows[1].cells[6].text == "–"


BEFORE = pd.DataFrame(
    {
        "village_code": ["V1", "V2", "V3", "V4"],
        "township_code": [NORTH, NORTH, SOUTH, SOUTH],
        "name_zh": ["一村", "二村", "三村", "四村"],
        "name_en": ["One", "Two", "Three", "Four"],
        "residents": [500, 200, 300, 0],
        "minutes": [25.0, 40.0, math.nan, 50.0],
        "state": ["outside", "outside", "unreachable", "outside"],
    }
)
AFTER = BEFORE.assign(minutes=[10.0, 40.0, math.nan, 50.0], state=["inside", "outside", "unreachable", "outside"])


def test_page_and_slide_count_the_same_villages_outside_and_none_that_nobody_lives_in() -> None:
    """The slide counted 四村, where nobody lives, among the villages outside; the page did not."""
    was, then = coverage_by_township(BEFORE), coverage_by_township(AFTER)
    change = Change(15, "residents", BEFORE, AFTER, was, then)
    assert change_sentence(change, WORDS) == "方案让1个村、500人进入15分钟圈，还有2个村在圈外。"
    table = outside_table(AFTER, 15, WORDS)
    assert table is not None and table.title == "仍在圈外的村：2个"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["三村", "南镇", "300", "不通路"],
        ["二村", "北镇", "200", "40"],
    ]


def test_the_page_says_of_each_village_outside_how_far_it_is_today_and_what_would_bring_it_in() -> None:
    table = outside_table(AFTER, 15, WORDS, before={"V2": 41.0, "V3": math.nan}, ways={"V2": "放宽到40分钟"}, most=1)
    assert table is not None and table.title == "仍在圈外的村：2个，列前1个"
    assert [cell.text for cell in table.rows[0].cells] == ["三村", "南镇", "300", "不通路", "不通路", ""]


def test_a_village_beyond_the_limit_is_not_printed_at_the_limit() -> None:
    """马安村, 15.3 minutes from its site, stood among the villages beyond 15 minutes with 15 minutes."""
    rows = AFTER.assign(minutes=[10.0, 15.3, 40.2, 50.0], state=["inside", "outside", "outside", "outside"])
    table = outside_table(rows, 15, WORDS)
    assert table is not None and [row.cells[3].text for row in table.rows] == ["40", "15.3"]


@pytest.mark.parametrize("words", [WORDS, ENGLISH])
def test_where_nobody_stays_outside_there_is_no_table(words: Words) -> None:
    assert outside_table(AFTER[AFTER["state"] == "inside"], 15, words) is None
