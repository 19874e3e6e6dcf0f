"""What is said and drawn of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faces.blocks import Drawing, Table
from faces.blocks.drawing import Bar, Text
from findings.evidence.plan import show
from findings.evidence.shown import Shown, State
from tests.findings.evidence.small_asked import asked, read_back
from tests.metrics.small_county import NORTH, NORTH_CENTRE


def item(number: int, name: str, target: float, due: int, township: str | None = None) -> dict[str, Any]:
    return {
        "plan_item_id": f"i{number}",
        "township_code": township,
        "institution_code": NORTH_CENTRE if township else None,
        "place_zh": "某处",
        "place_en": "Somewhere",
        "item_zh": name,
        "item_en": name,
        "unit_zh": "所",
        "unit_en": "clinics",
        "target": target,
        "begins": 202301,
        "due": due,
    }


def done(number: int, month: int, much: float) -> dict[str, Any]:
    return {"progress_id": f"i{number}_{month}", "plan_item_id": f"i{number}", "month": month, "done": much}


# 6 of 11 in 2023, every other month one: 0.5 a month, 5 left, 10 months: October 2024, 10 months after December 2023.
SLOW = [done(1, 202301 + 2 * at, 1.0) for at in range(6)]
TABLES = {
    "plan_item": [item(1, "改造", 11, 202312), item(2, "招聘", 4, 202312)],
    "plan_progress": [*SLOW, done(2, 202307, 4.0)],
}


def shown(folder: Path, tables: dict[str, list[dict[str, Any]]], **more: Any) -> Shown:
    found = show(asked(folder, tables, **more))
    assert found is not None
    return found


def test_the_finding_says_when_the_late_item_ends_and_how_late_that_is(tmp_path: Path) -> None:
    found = shown(tmp_path, TABLES)
    assert found.finding == "2项完成1项；改造完成6所，按现速2024年10月做完，晚10个月。"
    assert found.state == State.DUE and "2024年5月—2026年4月" in found.note


def test_an_item_with_work_in_one_month_has_no_pace(tmp_path: Path) -> None:
    tables = {
        "plan_item": [item(1, "改造", 11, 202412), item(2, "招聘", 4, 202312)],
        "plan_progress": [done(1, 202302, 3)],
    }
    assert "招聘完成0所，2023年12月到期未完成，定不了速度" in shown(tmp_path, tables).finding


def test_a_plan_that_is_done_says_so(tmp_path: Path) -> None:
    tables = {
        "plan_item": [item(1, "改造", 6, 202312), item(2, "招聘", 4, 202312)],
        "plan_progress": [*SLOW, done(2, 202307, 4.0)],
    }
    found = shown(tmp_path, tables)
    assert found.finding == "2项全部完成。" and found.state == State.USUAL


def test_no_items_are_nothing_to_show_and_one_item_is_a_sentence_without_a_picture(tmp_path: Path) -> None:
    assert show(asked(tmp_path, {})) is None
    only = shown(tmp_path, {"plan_item": [item(1, "改造", 11, 202312)], "plan_progress": SLOW})
    assert only.blocks == () and only.finding.startswith("改造完成6所")


def test_the_period_ends_what_is_known_and_a_date_within_the_interval_is_not_called_missed(tmp_path: Path) -> None:
    """Three of eleven by June, half a one a month: 16 months more. Three are 0.6 to 8.8 (Poisson): the eight left may
    be done in six months, in December, when they are due. It was 晚10个月.
    """
    tables = {"plan_item": [item(1, "改造", 11, 202312)], "plan_progress": SLOW}
    found = shown(tmp_path, tables, period="2023H1")
    assert found.finding == "改造完成3所，按现速2024年10月做完，期限2023年12月仍在其95%区间内。"
    assert found.state == State.USUAL


def test_a_townships_filter_never_takes_the_countys_items_for_its_own(tmp_path: Path) -> None:
    found = shown(tmp_path, TABLES, townships=(NORTH,))
    assert found.finding.startswith("全县2项完成1项") and "只有全县数" in found.note


def test_a_bar_turns_blue_only_once_its_target_is_met(tmp_path: Path) -> None:
    drawn = shown(tmp_path, TABLES).blocks[0]
    assert isinstance(drawn, Drawing)
    assert [mark.fill for mark in drawn.marks if isinstance(mark, Bar) and mark.fill != "neutral_soft"] == [
        "neutral_mark",
        "good_mark",
    ]
    late = [mark for mark in drawn.marks if isinstance(mark, Text) and mark.ink == "bad"]
    assert [mark.words for mark in late] == ["2024年10月"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_slide_and_workbook_say_what_the_bullets_say(tmp_path: Path, language: Any) -> None:
    found = shown(tmp_path, TABLES, language=language)
    for block in found.blocks:
        slide, sheet = read_back(block)
        assert "改造" in slide and "改造" in sheet
    assert len(found.frames[0].frame) == 2


def table_named(found: Shown, head: str) -> Table:
    return next(block for block in found.blocks if isinstance(block, Table) and block.title.startswith(head))


def test_progress_stands_year_by_year_and_adds_to_what_is_done(tmp_path: Path) -> None:
    """Accounts name progress by year, degree and rank; only the sum so far was drawn."""
    begun = [{**own, "begins": 202101} for own in TABLES["plan_item"]]
    earlier = [done(1, 202106, 2.0), done(2, 202211, 1.0)]
    found = shown(tmp_path, {"plan_item": begun, "plan_progress": [*earlier, *SLOW]})
    table = table_named(found, "历年完成")
    assert [column.name for column in table.columns] == ["项目", "2021年", "2022年", "2023年", "累计", "单位"]
    lines = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert lines == {"改造": ["2", "", "6", "8", "所"], "招聘": ["", "1", "", "1", "所"]}
    assert table.title == "历年完成：2023年1项有进展"
    for words in read_back(table):
        assert "2021年" in words and "累计" in words


def test_a_plan_of_one_year_has_no_table_of_years(tmp_path: Path) -> None:
    found = shown(tmp_path, TABLES)
    assert not [block for block in found.blocks if isinstance(block, Table) and block.title.startswith("历年")]


def test_an_item_at_a_few_places_stands_place_by_place_with_its_dates(tmp_path: Path) -> None:
    """A director's term: of two hospitals one has met its 3 targets, the other 1 of 3."""
    term = [{**item(number, "任期目标", 3, 202712), "begins": 202401 - 100} for number in (1, 2)]
    found = shown(tmp_path, {"plan_item": term, "plan_progress": [done(1, 202306, 3.0), done(2, 202309, 1.0)]})
    table = table_named(found, "逐处完成情况")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["某处", "任期目标", "2023年1月", "2027年12月", "3", "3", "完成"],
        ["某处", "任期目标", "2023年1月", "2027年12月", "1", "3", "进行中"],
    ]
    assert table.title == "逐处完成情况：2处中1处未完成"
