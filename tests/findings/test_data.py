"""数据: what was reported, what was published, what a search finds."""

from __future__ import annotations

import pandas as pd
import pytest

from findings.data import matching, published_unit, reconciliation_finding, reconciliation_table, reporting_table
from findings.figures import Words
from metrics.catalogue import get
from metrics.reads.places import completeness_of, last_twelve_months
from tests.ui.small_places import COUNTY, NORTH, OLD, SOUTH, places

ZH, EN = Words("zh", places()), Words("en", places())


def grid(*reports: tuple[str, int, int, int]) -> pd.DataFrame:
    """Reports by township and month: institutions expected, and how many of them came."""
    return pd.DataFrame(reports, columns=["township_code", "month", "expected", "reported"])


def test_a_merged_townships_reports_are_counted_under_its_successor() -> None:
    """旧乡 went to 南镇 in the middle of 2022: two institutions of three there have reported."""
    reports = grid((NORTH, 202301, 4, 4), (SOUTH, 202301, 2, 2), (OLD, 202301, 1, 0), (NORTH, 202302, 4, 0))
    table = reporting_table(reports, COUNTY, [202301, 202302], ZH)
    rows = {row.cells[0].text: row.cells[1:] for row in table.rows}
    assert "旧乡" not in rows
    assert [cell.text for cell in rows["南镇"]] == ["2/3", "无机构"] and rows["南镇"][0].judgement == "bad"
    assert rows["北镇"][0].text == "全"
    assert (rows["北镇"][1].status, rows["北镇"][1].title) == ("no_data", "未报")


def test_of_a_month_before_the_first_return_no_township_is_said_to_have_no_institutions() -> None:
    """A county that began to report in August read 无机构 for every township from October to July."""
    table = reporting_table(grid((NORTH, 202302, 4, 4)), COUNTY, [202301, 202302], ZH)
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert rows == {"北镇": ["没有报表", "全"], "南镇": ["没有报表", "无机构"]}


def test_a_phone_shows_the_three_newest_months() -> None:
    months = last_twelve_months(202403)
    assert (months[0], months[-1], len(months)) == (202304, 202403, 12)
    columns = reporting_table(grid((NORTH, 202403, 1, 1)), COUNTY, months, EN).columns
    assert [column.name for column in columns if column.phone] == ["Township", "01", "02", "03"]


def test_completeness_is_of_all_institution_months_and_nothing_expected_is_not_complete() -> None:
    assert completeness_of(grid((NORTH, 202301, 3, 1), (SOUTH, 202301, 1, 1))) == pytest.approx(0.5)
    assert completeness_of(grid()) == 0.0


FIGURES = pd.DataFrame(
    {
        "figure_id": ["a", "b", "not ours"],
        "indicator_zh": ["建院年份", "巡诊人次", "无关"],
        "indicator_en": ["founded", "outreach", "other"],
        "period": [None, "2023", None],
        "unit": ["年", "人次", "%"],
        "comparator": ["=", ">=", "="],
    }
)
OURS = pd.DataFrame(
    {
        "figure_id": ["a", "b"],
        "published": [1944.0, 1200.0],
        "computed": [1944.0, 1200.5],
        "difference": [1e-9, 0.5],
        "status": ["recorded", "computed"],
        "metric_id": [None, "outpatient_visits"],
    }
)


def test_a_year_is_no_count_and_the_error_of_binary_fractions_no_difference() -> None:
    table = reconciliation_table(OURS, FIGURES, ZH)
    assert [cell.text for cell in table.rows[0].cells] == ["建院年份", "", "年", "1944", "1944", "0", "引用", ""]
    assert [cell.text for cell in table.rows[1].cells][3:6] == ["≥1,200", "1,200.50", "0.50"]
    assert len(table.rows) == 2


def test_the_finding_counts_how_each_figure_is_held() -> None:
    assert reconciliation_finding(OURS, 0.995, ZH) == (
        "公布的2个数中，1个由数据行算出，0个作为规则或目标，1个仅作引用；近12个月报告完整率99.5%。"
    )


def test_whoever_comes_twice_is_counted_twice_in_english_too() -> None:
    assert (published_unit("人次", ZH), published_unit("人次", EN)) == ("人次", "person-times")


@pytest.mark.parametrize("text", ["CONTRACT_rate", " 常住人口签约率 "])
def test_a_search_takes_an_id_or_a_name_in_any_case_and_an_empty_one_all(text: str) -> None:
    metrics = [get("contract_rate"), get("beds_open")]
    assert matching(metrics, text) == metrics[:1]
    assert matching(metrics, "  ") == metrics
