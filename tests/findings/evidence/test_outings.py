"""What is said and drawn of outings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from faces.blocks import Drawing
from faces.blocks.drawing import Bar, Text
from findings.evidence.outings import show
from findings.evidence.shown import Shown, State
from tests.findings.evidence.small_asked import asked, read_back
from tests.metrics.small_county import NORTH, SOUTH


def outing(number: int, day: str, township: str, persons: int, km: float | None = 8.0) -> dict[str, Any]:
    date = dt.date.fromisoformat(day)
    return {
        "outing_id": f"o{number}",
        "township_code": township,
        "place_zh": "河西村",
        "place_en": "Hexi",
        "vehicle_zh": "1号车",
        "vehicle_en": "Vehicle 1",
        "date": date,
        "month": date.year * 100 + date.month,
        "stop": 1,
        "road_minutes": km,
        "km": km,
        "persons": persons,
    }


ROWS = [
    outing(1, "2023-11-20", NORTH, 52),
    outing(2, "2023-12-04", SOUTH, 39),
    outing(3, "2023-12-05", SOUTH, 81),
]


def shown(folder: Path, rows: list[dict[str, Any]], **more: Any) -> Shown:
    found = show(asked(folder, {"outing": rows}, **more))
    assert found is not None
    return found


def test_the_finding_counts_the_month_and_names_who_waits_beyond_the_rule(tmp_path: Path) -> None:
    """39 + 81 people in December; 20 November to 31 December are 10 + 31 days."""
    found = shown(tmp_path, ROWS, most_days=30, least_persons=40)
    assert found.finding == "2023年12月出车2车次，体检120人；北镇已41天未到，超过30天的规定。"
    assert (found.place, found.state) == ("北镇", State.DUE)


def test_the_township_of_the_filter_speaks_for_itself(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS, townships=(SOUTH,), most_days=30)
    assert found.finding == "2023年12月出车2车次，体检120人；上次到南镇是26天前。" and found.state == State.USUAL


def test_no_rows_are_nothing_to_show_and_one_row_is_a_sentence_without_a_picture(tmp_path: Path) -> None:
    assert show(asked(tmp_path, {})) is None
    only = shown(tmp_path, ROWS[1:2])
    assert only.blocks == () and "体检39人" in only.finding


def test_a_township_that_no_vehicle_ever_reached_is_told_so(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS[1:], townships=(NORTH,), most_days=30)
    assert found.finding == "2023年12月没有出车；北镇从未到过。" and found.state == State.DUE


def test_a_roster_elsewhere_never_passes_for_the_townships_own(tmp_path: Path) -> None:
    rows = [outing(day, f"2023-12-{day:02d}", NORTH, 4, km=None) for day in range(1, 3)]
    found = shown(tmp_path, rows, townships=(SOUTH,), least_persons=3)
    assert found.finding.startswith("全县2023年12月排班2天") and "只有全县数" in found.note


def test_a_month_without_an_outing_says_so(tmp_path: Path) -> None:
    assert shown(tmp_path, ROWS[:1], most_days=60).finding.startswith("2023年12月没有出车；")


def test_a_small_count_is_hidden_in_the_drawing_its_table_and_the_workbooks_rows(tmp_path: Path) -> None:
    found = shown(tmp_path, [*ROWS, outing(4, "2023-12-06", SOUTH, 5)], most_days=30, least_persons=40)
    calendar = found.blocks[0]
    assert isinstance(calendar, Drawing) and calendar.phone is not None
    for drawn in (calendar, calendar.phone):
        signs = [mark.words for mark in drawn.marks if isinstance(mark, Text)]
        assert signs.count("已隐藏") == 2  # 44 are hidden for the sake of 5, and nobody is told which is which
        assert sum(isinstance(mark, Bar) and mark.hatched for mark in drawn.marks) == 2
    cells = [row.cells[-1] for row in calendar.table.rows]
    assert [cell.text for cell in cells] == ["已隐藏", "81", "已隐藏"] and cells[0].number is None
    assert found.frames[0].frame["persons"].isna().sum() == 2 and "体检125人" in found.finding


def test_a_roster_is_a_calendar_of_staff_and_names_the_worst_day(tmp_path: Path) -> None:
    rows = [outing(day, f"2023-12-{day:02d}", NORTH, 2 if day == 9 else 4, km=None) for day in range(1, 11)]
    found = shown(tmp_path, rows, least_persons=3)
    assert found.finding == "2023年12月排班10天，每天平均3.8人在岗；1天不足规定的3人，9日只有2人。"
    assert found.state == State.DUE and found.place == ""


def test_a_month_that_keeps_the_rule_does_not_hide_the_days_of_the_months_before(tmp_path: Path) -> None:
    """介休: December was kept, and twelve days of the year beside it were not; the headline told only December."""
    kept = [outing(day, f"2023-12-{day:02d}", NORTH, 4, km=None) for day in range(1, 11)]
    missed = [outing(20 + day, f"2023-10-{day:02d}", NORTH, 2 if day < 3 else 4, km=None) for day in range(1, 6)]
    found = shown(tmp_path, [*kept, *missed], least_persons=3)
    assert found.finding == "2023年12月排班10天，每天平均4.0人在岗；每天不少于3人，近2个月有2天不足。"
    assert "不足" not in shown(tmp_path, kept, least_persons=3).finding


@pytest.mark.parametrize("language", ["zh", "en"])
def test_slide_and_workbook_say_what_the_calendar_says(tmp_path: Path, language: Any) -> None:
    found = shown(tmp_path, ROWS, most_days=30, least_persons=40, language=language)
    slide, sheet = read_back(found.blocks[0])
    for words in ("39", "81"):
        assert words in slide and words in sheet
    slide, sheet = read_back(found.blocks[1])
    assert "41" in slide and "41" in sheet
