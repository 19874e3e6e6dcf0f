"""What is said and drawn of programmes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from faces.blocks import Drawing, Heat
from findings.evidence.programme import show
from findings.evidence.shown import Shown, State
from metrics.reads.mechanisms import Evidence
from tests.findings.evidence.small_asked import asked, read_back
from tests.metrics.small_county import NORTH, SOUTH


def row(township: str, month: int, eligible: int, reached: int, found: int, name: str = "体检") -> dict[str, Any]:
    return {
        "programme_month_id": f"{name}_{township}_{month}",
        "township_code": township,
        "programme_zh": name,
        "programme_en": name,
        "group_zh": "35岁以上",
        "group_en": "35 and over",
        "month": month,
        "eligible": eligible,
        "reached": reached,
        "found": found,
        "followed": found // 2,
    }


ROWS = [row(NORTH, 202312, 4000, 2800, 400), row(SOUTH, 202312, 1000, 241, 60)]


def shown(folder: Path, rows: list[dict[str, Any]], **more: Any) -> Shown:
    found = show(asked(folder, {"programme_month": rows}, **more))
    assert found is not None
    return found


def test_the_finding_names_the_township_whose_interval_is_clear_of_the_county(tmp_path: Path) -> None:
    """2,800 + 241 of 5,000 is 60.8 %."""
    found = shown(tmp_path, ROWS)
    assert found.finding == "全县体检覆盖60.8%；南镇24.1%，明显低于全县。"
    assert (found.place, found.state) == ("南镇", State.USUAL)


def test_the_heats_title_counts_only_what_there_is(tmp_path: Path) -> None:
    """North 70 % is above and south 24 % below 60.8 %; of north alone nothing is below."""
    assert shown(tmp_path, ROWS).blocks[0].title == "覆盖率（%），1格明显低于全县，1格明显高于全县"
    assert shown(tmp_path, ROWS, townships=(NORTH,)).blocks[0].title == "覆盖率（%），1格明显高于全县"


def test_where_nobody_is_clear_of_the_county_nobody_is_named(tmp_path: Path) -> None:
    found = shown(tmp_path, [row(NORTH, 202312, 400, 200, 60), row(SOUTH, 202312, 400, 205, 60)])
    assert found.finding == "全县体检覆盖50.6%，各乡镇分不出高低。" and found.place == ""


def test_a_clear_rise_over_the_same_months_of_last_year_is_better(tmp_path: Path) -> None:
    before = [row(NORTH, 202212, 4000, 2000, 400), row(SOUTH, 202212, 1000, 200, 60)]
    assert shown(tmp_path, [*before, *ROWS]).state == State.BETTER


def test_no_rows_are_nothing_to_show_and_one_row_is_a_sentence_without_a_picture(tmp_path: Path) -> None:
    assert show(asked(tmp_path, {})) is None
    assert shown(tmp_path, ROWS[:1]).blocks == ()


def test_rows_outside_the_period_are_nothing_to_show(tmp_path: Path) -> None:
    assert show(asked(tmp_path, {"programme_month": ROWS}, period="2022")) is None


def test_the_townships_row_is_kept_under_a_filter_and_the_countys_stays(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS, townships=(NORTH,))
    heat = found.blocks[0]
    assert isinstance(heat, Heat) and [line.name for line in heat.rows] == ["北镇", "全县"]
    assert found.finding == "全县体检覆盖60.8%；北镇70.0%，明显高于全县。"


def test_a_small_count_is_hidden_in_heat_funnel_and_the_workbooks_rows(tmp_path: Path) -> None:
    found = shown(tmp_path, [row(NORTH, 202312, 400, 200, 60), row(SOUTH, 202312, 400, 5, 0)])
    heat = found.blocks[0]
    assert isinstance(heat, Heat)
    assert [line.cells[0].status_words for line in heat.rows] == ["已隐藏", "已隐藏", ""]
    assert all(line.cells[0].number is None for line in heat.rows[:2])
    frame = found.frames[0].frame
    assert frame["reached"].isna().tolist() == [True, True, False] and frame["rate"].isna().sum() == 2
    own = shown(tmp_path, [row(NORTH, 202312, 400, 200, 60), row(SOUTH, 202312, 400, 5, 0)], townships=(SOUTH,))
    funnel = own.blocks[1]
    assert isinstance(funnel, Drawing) and "已隐藏" in funnel.words and "已隐藏" in own.finding


@pytest.mark.parametrize("language", ["zh", "en"])
def test_slide_and_workbook_say_what_heat_and_funnel_say(tmp_path: Path, language: Any) -> None:
    found = shown(tmp_path, ROWS, language=language)
    slide, sheet = read_back(found.blocks[0])
    assert "24.1" in slide and "24.1" in sheet
    slide, sheet = read_back(found.blocks[1])
    assert "3,041" in slide and "3041" in sheet.replace(",", "")


def test_a_mechanism_that_names_grids_shows_them_against_its_own_size(tmp_path: Path) -> None:
    """190 in 10 grids are 19 a grid, 250 in 10 are 25: one of two above the rule of 20."""
    grid = {"month": 202312, "disease": "hypertension", "patients": 300, "managed": 0, "managed_to_standard": 0}
    grid |= {"controlled": 0, "grid_workers": 10, "admissions": 0, "served_total": 0, "served_in_township": 0}
    rule = {"rule_id": "size", "name_zh": "网格规模", "place_kind": "grid", "comparator": "=", "valid_from": 202201}
    tables: dict[str, list[dict[str, Any]]] = {
        "programme_month": ROWS,
        "chronic_month": [
            grid | {"township_code": NORTH, "grids": 10, "grid_patients": 190},
            grid | {"township_code": SOUTH, "grids": 10, "grid_patients": 250},
        ],
        "rule": [rule | {"value": 20.0, "unit": "人/网格"}],
    }
    question = asked(tmp_path, tables)
    evidence = (Evidence("patients_per_grid", None, "chronic_month", ""),)
    found = show(replace(question, card=replace(question.card, evidence=evidence)))
    assert found is not None and found.blocks[2].title == "2个乡镇中1个平均每格超过20人"
    slide, sheet = read_back(found.blocks[2])
    assert "25.0" in slide and "南镇1025025" in sheet  # 10 grids, 250 patients, 25 a grid
