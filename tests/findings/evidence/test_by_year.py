"""A mean by township and year, worked out by hand; what was counted apart before a merger has no value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from faces.blocks import Heat
from findings.evidence.by_group import by_group
from findings.evidence.by_year import by_year
from metrics.catalogue import CATALOGUE
from tests.findings.evidence.small_asked import asked, read_back
from tests.metrics.small_county import NORTH, SOUTH

AGE, TEAMS, PATIENTS = (CATALOGUE[name] for name in ("mean_age_at_death", "residents_per_team", "patients_per_grid"))


def dead(township: str, month: int, deaths: int, years: int) -> dict[str, Any]:
    return {
        "township_code": township, "month": month, "deaths": deaths, "age_years_sum": years,
        "chronic_deaths": 0, "chronic_age_years_sum": 0,
        "age_from": 70, "four_ncd_deaths": 0, "entered": None,
    }  # fmt: skip


DEATHS = [
    dead(NORTH, 202203, 10, 700), dead(SOUTH, 202203, 10, 800), dead(SOUTH, 202209, 10, 700),
    dead(NORTH, 202303, 20, 1_500), dead(SOUTH, 202303, 10, 650),
]  # fmt: skip


def heat(folder: Path, tables: dict[str, list[dict[str, Any]]], metric: Any, **how: Any) -> Heat:
    found = by_year(asked(folder, tables, **how), metric)
    assert found is not None
    return found


def test_ages_at_death_stand_by_township_and_year_in_the_townships_own_order(tmp_path: Path) -> None:
    """North 700 ÷ 10 and 1,500 ÷ 20, south 1,500 ÷ 20 and 650 ÷ 10; the county 2,200 ÷ 30 and 2,150 ÷ 30."""
    # By age they would rank townships of ten deaths.
    drawn = heat(tmp_path, {"death_month": DEATHS}, AGE)
    assert [column.name for column in drawn.columns] == ["2022年", "2023年"]
    assert {row.name: [cell.number for cell in row.cells][:2] for row in drawn.rows[:-1]} == {
        "南镇": [75.0, 65.0], "北镇": [70.0, 75.0],
    }  # fmt: skip
    assert [row.name for row in drawn.rows][:2] == ["北镇", "南镇"]
    county = drawn.rows[-1]
    assert county.is_sum and [cell.value for cell in county.cells] == ["73.33", "71.67"]
    assert drawn.title.endswith("2022年73.33岁，2023年71.67岁")


def test_the_last_year_ends_where_the_question_does_and_its_column_says_so(tmp_path: Path) -> None:
    drawn = heat(tmp_path, {"death_month": DEATHS}, AGE, period="2023-01..2023-06")
    assert drawn.columns[-1].name == "2023年上半年"


def test_a_chosen_township_stands_alone_with_its_county(tmp_path: Path) -> None:
    drawn = heat(tmp_path, {"death_month": DEATHS}, AGE, townships=[NORTH])
    assert [row.name for row in drawn.rows][:1] == ["北镇"] and len(drawn.rows) == 2


def test_a_rate_and_a_sum_have_no_such_table(tmp_path: Path) -> None:
    question = asked(tmp_path, {"death_month": DEATHS})
    assert by_year(question, CATALOGUE["contract_rate"]) is None
    assert by_year(question, CATALOGUE["teams"]) is None


def test_slide_and_workbook_hold_the_years(tmp_path: Path) -> None:
    for said in read_back(heat(tmp_path, {"death_month": DEATHS}, AGE)):
        assert "2022年" in said and "南镇" in said and "71.67" in said


def test_residents_of_a_team_are_those_of_the_townships_over_its_teams(tmp_path: Path) -> None:
    """3,000 residents and 2 teams in the north, 900 and 1 in the south: 1,500, 900 and in all 3,900 ÷ 3 = 1,300."""
    residents = [
        {"township_code": place, "month": year * 100 + 12, "residents": people}
        for year in (2022, 2023)
        for place, people in ((NORTH, 3_000), (SOUTH, 900))
    ]
    teams = [
        {
            "team_code": f"{place}{number}", "township_code": place, "institution_code": None, "name_zh": "团队",
            "county_staff": 1, "township_staff": 1, "village_staff": 1, "since": 202001, "until": None,
        }
        for place, count in ((NORTH, 2), (SOUTH, 1))
        for number in range(count)
    ]  # fmt: skip
    drawn = heat(tmp_path, {"resident_month": residents, "team": teams}, TEAMS)
    assert [(row.name, row.cells[-1].value) for row in drawn.rows if row.cells[-1].value] == [
        ("北镇", "1,500"), ("南镇", "900"), ("全县", "1,300"),
    ]  # fmt: skip


def test_patients_of_a_grid_are_no_per_cent(tmp_path: Path) -> None:
    """19.5 patients a grid were once headed and titled 19.5%: the table by disease knew rates only."""
    rows = [
        {
            "township_code": NORTH, "month": 202312, "disease": disease, "patients": 100, "managed": 90,
            "grid_patients": patients, "grids": 2, "grid_workers": 2,
            "managed_to_standard": 80, "controlled": 70, "admissions": 0, "served_total": 0, "served_in_township": 0,
            "entered": None,
        }
        for disease, patients in (("hypertension", 40), ("diabetes", 39))
    ]  # fmt: skip
    drawn = by_group(asked(tmp_path, {"chronic_month": rows}), replace(PATIENTS, suppression=None))
    assert drawn is not None and {column.unit for column in drawn.columns} == {"人/网格"}
    assert "%" not in drawn.title and drawn.title.endswith("各病种在19.5人/网格至20.0人/网格之间，不分高低")
