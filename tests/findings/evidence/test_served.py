"""What is said and drawn of services that residents choose among."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faces.blocks import Heat
from findings.evidence.programme import show
from findings.evidence.shown import Shown, State
from tests.findings.evidence.small_asked import asked, read_back
from tests.metrics.small_county import NORTH, SOUTH


def row(township: str, month: int, name: str, reached: int) -> dict[str, Any]:
    return {
        "programme_month_id": f"{name}_{township}_{month}", "township_code": township, "programme_zh": name,
        "programme_en": {"中医": "TCM", "护理": "Nursing"}[name], "group_zh": "全体居民", "group_en": "all residents",
        "month": month, "eligible": 9000 if township == NORTH else 4000, "reached": reached,
        "found": None, "followed": None,
    }  # fmt: skip


# 2023: North 300 + 120 of 中医 and 80 of 护理, South 150 and 50. 2022: North 200 and 60, South 90 and 40.
ROWS = [
    row(NORTH, 202304, "中医", 300), row(NORTH, 202309, "中医", 120), row(NORTH, 202304, "护理", 80),
    row(SOUTH, 202304, "中医", 150), row(SOUTH, 202304, "护理", 50),
    row(NORTH, 202204, "中医", 200), row(NORTH, 202204, "护理", 60),
    row(SOUTH, 202204, "中医", 90), row(SOUTH, 202204, "护理", 40),
]  # fmt: skip


def shown(folder: Path, rows: list[dict[str, Any]] = ROWS, **more: Any) -> Shown:
    found = show(asked(folder, {"programme_month": rows}, **more))
    assert found is not None
    return found


def cells(heat: object) -> dict[str, list[float | None]]:
    assert isinstance(heat, Heat)
    return {line.name: [cell.number for cell in line.cells] for line in heat.rows}


def test_people_are_told_by_home_township_and_service_and_uses_by_year(tmp_path: Path) -> None:
    services, years = shown(tmp_path).blocks[:2]
    assert isinstance(services, Heat) and isinstance(years, Heat)
    assert services.title == "2023年服务人数，按居住乡镇和服务项目"
    assert [(column.name, column.unit) for column in services.columns] == [
        ("中医", "人"), ("护理", "人"), ("各项合计", "人次"),
    ]  # fmt: skip
    assert cells(services) == {"北镇": [420, 80, 500], "南镇": [150, 50, 200], "全县": [570, 130, 700]}
    assert years.title == "各项服务合计人次，按居住乡镇和年份：全县2022年390，2023年700"
    assert [column.name for column in years.columns] == ["2022年", "2023年"]
    assert cells(years) == {"北镇": [260, 500], "南镇": [130, 200], "全县": [390, 700]}


def test_nobody_is_due_for_a_service_of_choice_so_its_share_has_no_verdict(tmp_path: Path) -> None:
    found = shown(tmp_path)
    assert found.finding == "2023年全县2项自选服务共700人次，选中医的最多，570人。"
    assert (found.state, found.place) == (State.USUAL, "")
    assert found.note.startswith("同一人同一项服务一年只计一次，用几项就计几人次；按居住乡镇统计；")


def test_under_a_filter_the_township_is_told_and_the_county_stays_beside_it(tmp_path: Path) -> None:
    found = shown(tmp_path, townships=(SOUTH,))
    assert found.finding == "2023年南镇2项自选服务共200人次，选中医的最多，150人。"
    assert cells(found.blocks[0]) == {"南镇": [150, 50, 200], "全县": [570, 130, 700]}


def test_a_small_count_is_hidden_in_both_pictures_and_in_the_workbooks_rows(tmp_path: Path) -> None:
    """Six of 护理 in South in 2023: of two townships both go, and their uses of that year."""
    found = shown(tmp_path, [each | {"reached": 6} if each["reached"] == 50 else each for each in ROWS])
    assert cells(found.blocks[0]) == {"北镇": [420, None, None], "南镇": [150, None, None], "全县": [570, 86, 656]}
    assert cells(found.blocks[1]) == {"北镇": [260, None], "南镇": [130, None], "全县": [390, 656]}
    rows = found.frames[1].frame
    assert rows.loc[(rows["period"] == "2023年") & (rows["service"] == "护理"), "served"].tolist()[2:] == [86]
    assert rows["served"].isna().sum() == 2


@pytest.mark.parametrize(("language", "name"), [("zh", "中医"), ("en", "TCM")])
def test_slide_and_workbook_hold_what_the_screen_shows(tmp_path: Path, language: Any, name: str) -> None:
    found = shown(tmp_path, language=language)
    for block, number in ((found.blocks[0], "420"), (found.blocks[1], "390")):
        slide, sheet = read_back(block)
        assert number in slide and number in sheet
    assert name in read_back(found.blocks[0])[0]


def test_a_first_year_alone_has_no_picture_of_years(tmp_path: Path) -> None:
    titles = [block.title for block in shown(tmp_path, ROWS[:5]).blocks]
    assert titles[0].startswith("2023年服务人数") and titles[1].startswith("服务人数占居民（%）")


def test_programmes_for_different_people_are_no_choice(tmp_path: Path) -> None:
    """420 + 150 of 13,000 are 4.4 %."""
    older = {"group_zh": "65岁以上", "group_en": "65 and over"}
    rows = [each | older if each["programme_zh"] == "护理" else each for each in ROWS]
    assert shown(tmp_path, rows, townships=(SOUTH,)).finding.startswith("全县中医覆盖4.4%；南镇3.8%")
