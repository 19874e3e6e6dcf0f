"""What 指标 says and draws, on a county small enough to add up by hand.

Contracts at the end of 2023: north 650 of 1,000 and south 94 of 250, in all 744 of 1,250; a year before 600 and 94,
694 of 1,250. The north refers two patients up in each month of 2023, and none in 2022.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from faces.blocks import Drawing
from faces.blocks.drawing import Bar, Stroke
from findings.evidence.registry import KINDS
from findings.evidence.series import show
from findings.evidence.shown import Shown, State
from tests.findings.evidence.small_asked import read_back
from tests.findings.evidence.small_figures import figures_asked
from tests.metrics.small_county import COUNTY, MONTHS, NORTH, SOUTH

CONTRACTS = ("contract_rate", "contracted_residents")


def rows_of(shown: Shown | None) -> dict[str, list[str]]:
    """Name of a figure → the other cells of its row."""
    assert shown is not None and isinstance(shown.blocks[0], Drawing)
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in shown.blocks[0].table.rows}


def test_a_mechanism_without_metrics_and_one_without_rows_show_nothing(tmp_path: Path) -> None:
    assert show(figures_asked(tmp_path, ())) is None
    assert show(figures_asked(tmp_path, ("teams",))) is None


def test_value_base_and_change_stand_in_a_row_with_the_target_named(tmp_path: Path) -> None:
    """744 ÷ 1,250 = 59.52 % against 55.52 %: up 4.0 points; 744 persons are 7.2 % more than 694."""
    rows = rows_of(show(figures_asked(tmp_path, CONTRACTS, target=("contract_rate", ">=", 60))))
    assert rows["常住人口签约率"][:3] == ["59.5%", "55.5%", "上升4.0个百分点"]
    assert rows["常住人口签约率"][4] == "目标≥60%，未达到"
    assert rows["签约居民数"][:3] == ["744人", "694人", "增长7.2%"]


def test_a_figure_whose_months_cannot_be_drawn_says_so(tmp_path: Path) -> None:
    """Two infants of 900 died in each month, 24 in the year: an empty tile would pass for one that failed."""
    births = pd.DataFrame(
        [
            {
                "county_code": COUNTY, "township_code": NORTH, "month": month, "live_births": 900,
                "maternal_deaths": 0, "infant_deaths": 2, "basis": "synthetic", "load_id": "test",
            }
            for month in MONTHS
        ]
    )  # fmt: skip
    shown = show(figures_asked(tmp_path, ("infant_mortality",), tables={"birth_month": births}))
    assert shown is not None and isinstance(shown.blocks[0], Drawing)
    assert "逐月未报或已隐藏" in shown.blocks[0].words


def test_a_ceiling_that_is_passed_is_due_and_a_floor_that_is_met_is_not(tmp_path: Path) -> None:
    passed = show(figures_asked(tmp_path, CONTRACTS, target=("contract_rate", "<=", 50)))
    met = show(figures_asked(tmp_path, CONTRACTS, target=("contract_rate", ">=", 50)))
    assert passed is not None and passed.state is State.DUE
    assert met is not None and met.state is State.BETTER


def test_before_the_reform_is_the_same_months_of_the_year_before_it_began(tmp_path: Path) -> None:
    began = rows_of(show(figures_asked(tmp_path, CONTRACTS[:1], since=202306)))
    earlier = rows_of(show(figures_asked(tmp_path, CONTRACTS[:1], since=202201)))
    assert "开始前（2022年同期）55.5%" in began["常住人口签约率"][4]
    # 2021 lies before the first month with data.
    assert "开始前" not in earlier["常住人口签约率"][4]


def test_a_base_period_without_data_is_not_compared(tmp_path: Path) -> None:
    shown = show(figures_asked(tmp_path, CONTRACTS, period="2022-03"))
    assert shown is not None and shown.finding == "全县常住人口签约率55.5%。"
    assert rows_of(shown)["签约居民数"] == ["694人", "", "", "", ""]


def test_a_township_that_took_in_another_is_counted_with_it(tmp_path: Path) -> None:
    """South has, with old's 4, 94 contracts in September 2022. In March its 90 are hidden with old's 4."""
    after = rows_of(show(figures_asked(tmp_path, CONTRACTS[1:], period="2022-09", townships=(SOUTH,))))
    assert after["签约居民数"][0] == "94人"
    assert show(figures_asked(tmp_path, CONTRACTS[1:], period="2022-03", townships=(SOUTH,))) is None


def test_what_is_kept_for_the_county_only_is_named_when_a_township_is_chosen(tmp_path: Path) -> None:
    shown = show(figures_asked(tmp_path, (*CONTRACTS, "communities"), townships=(SOUTH,)))
    assert shown is not None and "医共体数" in shown.note and "没有列出" in shown.note


def test_a_change_told_by_both_numbers_names_its_base_once(tmp_path: Path) -> None:
    """The tile said 比上年同期由上年同期0例增至24例."""
    shown = show(figures_asked(tmp_path, ("referrals_up",)))
    assert shown is not None and isinstance(shown.blocks[0], Drawing)
    assert shown.blocks[0].words.count("上年同期") == 1 and "由上年同期0例增至24例" in shown.blocks[0].words


def test_months_before_a_merger_are_those_of_both_townships(tmp_path: Path) -> None:
    """Asked at the end of 2022, south is south with old: 94 in every month, a level line of twelve points."""
    shown = show(figures_asked(tmp_path, CONTRACTS[1:], period="2022", townships=(SOUTH,)))
    assert shown is not None and isinstance(shown.blocks[0], Drawing)
    (line,) = [mark for mark in shown.blocks[0].marks if isinstance(mark, Stroke) and mark.ink == "ink_2"]
    assert len(line.points) == 12 and len({y for _, y in line.points}) == 1


def test_six_tiles_are_drawn_and_every_figure_stands_in_the_table(tmp_path: Path) -> None:
    ids = (*CONTRACTS, "referrals_up", "outpatient_visits", "admissions", "beds_open", "primary_visit_share")
    shown = show(figures_asked(tmp_path, ids))
    assert shown is not None and isinstance(shown.blocks[0], Drawing)
    tiles = [mark for mark in shown.blocks[0].marks if isinstance(mark, Bar)]
    assert len(tiles) == 6 and len(rows_of(shown)) == len(ids)


def test_slide_and_workbook_hold_the_figures(tmp_path: Path) -> None:
    shown = show(figures_asked(tmp_path, CONTRACTS))
    assert shown is not None
    for said in read_back(shown.blocks[0]):
        assert "常住人口签约率" in said and "59.5%" in said and "上升4.0个百分点" in said


def test_english_says_the_same_numbers(tmp_path: Path) -> None:
    shown = show(figures_asked(tmp_path, CONTRACTS, language="en"))
    assert shown is not None and "59.5%" in shown.finding and "4.0 percentage points" in shown.finding


def test_the_registry_knows_the_kind_which_reads_the_tables_of_its_metrics() -> None:
    assert KINDS["series"].show is show and KINDS["series"].tables == ()


def test_figures_without_a_base_are_as_usual_and_not_without_clear_change(tmp_path: Path):
    """The first year on record read 无明显变化: its base, missing, was taken for one."""
    found = show(figures_asked(tmp_path, ["outpatient_visits"], period="2022"))
    assert found is not None and found.state == State.USUAL
