"""What 地图 says of a mechanism's figures by township, on a county small enough to add up by hand.

Contracts at the end of 2023: north 650 of 1,000 (65.0 %; Wilson 62.0—67.9), south 94 of 250 (37.6 %; 31.8—43.7).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from faces.blocks import Intervals, Table
from findings.evidence.map import show
from findings.evidence.registry import KINDS
from findings.evidence.shown import Asked, Shown, State
from metrics.reads.mechanisms import Evidence
from tests.findings.evidence.small_asked import asked, read_back
from tests.findings.evidence.small_evidence import everything_said
from tests.findings.evidence.small_figures import figures_asked
from tests.metrics.small_county import NORTH, SOUTH

CONTRACTS = ("contract_rate", "contracted_residents")


def table_of(shown: Shown | None) -> list[list[str]]:
    assert shown is not None
    (table,) = [block for block in shown.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_mechanism_without_metrics_and_one_without_rows_show_nothing(tmp_path: Path) -> None:
    assert show(figures_asked(tmp_path, ())) is None
    assert show(figures_asked(tmp_path, ("teams",))) is None


def test_the_township_whose_interval_lies_below_the_county_is_named_and_due(tmp_path: Path) -> None:
    """744 ÷ 1,250 = 59.5 % lies above all of 31.8—43.7."""
    shown = show(figures_asked(tmp_path, CONTRACTS))
    assert shown is not None and shown.finding == "全县常住人口签约率59.5%；南镇37.6%，明显低于全县。"
    assert (shown.place, shown.state) == ("南镇", State.DUE)
    chart = shown.blocks[0]
    assert isinstance(chart, Intervals)
    assert [(row.name, row.interval_text, row.standing) for row in chart.rows] == [
        ("北镇", "62.0—67.9%", "above"), ("南镇", "31.8—43.7%", "below"),
    ]  # fmt: skip


def test_who_signed_and_at_what_rate_stand_side_by_side_and_add_up(tmp_path: Path) -> None:
    """交城: contracted residents by township were drawn nowhere, only their rate. 650 + 94 = 744."""
    shown = show(figures_asked(tmp_path, CONTRACTS))
    assert table_of(shown) == [["北镇", "65.0", "650"], ["南镇", "37.6", "94"], ["全县", "59.5", "744"]]


def test_one_figure_alone_has_no_table_beside_its_chart(tmp_path: Path) -> None:
    shown = show(figures_asked(tmp_path, CONTRACTS[:1]))
    assert shown is not None and not [block for block in shown.blocks if isinstance(block, Table)]


def test_a_chosen_township_is_held_against_the_county_and_its_row_stands_alone(tmp_path: Path) -> None:
    """In September 2022 south, which has taken in old, has 90 + 4 of 200 + 50; the county 694 of 1,250."""
    shown = show(figures_asked(tmp_path, CONTRACTS, period="2022-09", townships=(SOUTH,)))
    assert shown is not None and shown.finding == "南镇常住人口签约率37.6%，全县55.5%，明显低于全县。"
    assert table_of(shown) == [["南镇", "37.6", "94"], ["全县", "55.5", "694"]]


def test_four_contracts_are_hidden_and_not_to_be_had_from_the_others(tmp_path: Path) -> None:
    """In March 2022 old has 4 of 50: with it goes south's 90, and with a single township left nobody is compared."""
    shown = show(figures_asked(tmp_path, CONTRACTS, period="2022-03"))
    said = "" if shown is None else everything_said(shown)
    assert not {"4", "4.0", "90", "8.0"} & {word.strip() for word in said.split("|")}


def grids(folder: Path, north: int, south: int) -> Asked:
    """Patients of two grids in each of two townships; their number per grid has no interval."""
    rows: list[dict[str, Any]] = [
        {
            "township_code": place, "month": 202312, "disease": "hypertension", "patients": 100, "managed": 90,
            "grid_patients": patients, "grids": 2, "grid_workers": 2, "managed_to_standard": 80, "controlled": 70,
            "admissions": 0, "served_total": 0, "served_in_township": 0, "entered": None,
        }
        for place, patients in ((NORTH, north), (SOUTH, south))
    ]  # fmt: skip
    question = asked(folder, {"chronic_month": rows})
    return replace(question, card=replace(question.card, evidence=(Evidence("patients_per_grid", None, "", ""),)))


def test_without_intervals_nobody_is_said_not_to_lag(tmp_path: Path) -> None:
    """Drug prices fell 12.6 to 16.7 % by township, with no interval, and the page said that no township lags."""
    shown = show(grids(tmp_path, 60, 40))
    assert shown is not None and "落后" not in shown.finding
    assert shown.finding in (
        "全县每个慢病网格患者数25.0人/网格，各乡镇在20.0人/网格至30.0人/网格之间，不分高低。",
        "全县每个慢病网格患者数25.0人/网格。",
    )


def test_the_same_value_everywhere_is_said_to_be_the_same(tmp_path: Path) -> None:
    shown = show(grids(tmp_path, 40, 40))
    assert shown is not None and "落后" not in shown.finding and "20.0人/网格" in shown.finding


def test_slide_and_workbook_hold_the_townships(tmp_path: Path) -> None:
    shown = show(figures_asked(tmp_path, CONTRACTS))
    assert shown is not None
    for said in read_back(next(block for block in shown.blocks if isinstance(block, Table))):
        assert "650" in said and "94" in said and "744" in said


def test_english_says_the_same_numbers(tmp_path: Path) -> None:
    shown = show(figures_asked(tmp_path, CONTRACTS, language="en"))
    assert shown is not None and "59.5%" in shown.finding and "37.6%" in shown.finding


def test_the_registry_knows_the_kind_which_reads_the_tables_of_its_metrics() -> None:
    assert KINDS["map"].show is show and KINDS["map"].tables == ()
