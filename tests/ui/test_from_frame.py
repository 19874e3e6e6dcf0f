"""Frame rows become words and positions without becoming other numbers."""

import math

import pandas as pd
import pytest

from ui.from_frame import (
    MetricNames,
    bar_rows,
    contributions,
    headline_figure,
    heat_cell,
    heat_rows,
    interval_rows,
    standing,
    target_bar,
)

SHARE = MetricNames("primary_share", "基层诊疗人次占比", "%", "higher")
COST = MetricNames("cost", "次均费用", "元", "lower")
TOWNSHIPS = {"450223100": "鹿寨镇", "450223200": "拉沟乡", "450223201": "江口乡"}


def row(**own):
    usual = {
        "metric_id": "primary_share", "township_code": "450223100", "value": 52.6, "compare_value": 50.8, "change": 1.8,
        "change_unit": "百分点", "lower": 52.1, "upper": 53.1, "target": 55.0, "status": "shown",
    }  # fmt: skip
    return usual | own


def test_a_share_below_its_target_says_by_how_many_points():
    bar = target_bar(row(), "%", "higher")
    assert bar.text == "目标≥55% · 未达标，差2.4个百分点" and not bar.met
    assert (bar.value_at, bar.target_at) == pytest.approx((0.526, 0.55))


def test_a_cost_under_its_ceiling_has_met_it():
    assert target_bar(row(value=90.0, target=100.0), "元", "lower").met


@pytest.mark.parametrize("missing", [{"value": math.nan}, {"target": None}, {"target": 0}])
def test_without_value_or_target_there_is_no_bar(missing):
    assert target_bar(row(**missing), "%", "higher") is None


def test_a_headline_figure_speaks_of_points_for_a_rate():
    figure = headline_figure(row(), SHARE, verdict="明显上升")
    assert (figure.value, figure.unit, figure.direction, figure.judgement) == ("52.6", "%", "up", "good")
    assert (figure.change, figure.base) == ("上升1.8个百分点", "上年同期50.8%")


def test_a_large_count_is_split_into_figure_and_unit():
    visits = MetricNames("visits", "总诊疗人次", "人次", "neutral")
    figure = headline_figure(
        row(value=1058300, compare_value=1015600, change=4.2, change_unit="%", target=None), visits, verdict="明显上升"
    )
    assert (figure.value, figure.unit, figure.change, figure.judgement) == ("105.83", "万人次", "增长4.2%", "neutral")


def test_a_rising_cost_points_up_and_is_bad():
    figure = headline_figure(row(change=4.0, change_unit="%"), COST, verdict="明显上升")
    assert (figure.direction, figure.judgement) == ("up", "bad")


def test_a_hidden_row_leaves_no_digit_behind():
    figure = headline_figure(
        row(status="hidden", value=math.nan, compare_value=math.nan, change=math.nan), SHARE, verdict=None
    )
    assert (figure.value, figure.change, figure.target, figure.status_words) == ("", "", None, "已隐藏")


def test_a_shown_row_without_a_value_is_not_reported():
    cell = heat_cell(row(value=math.nan), SHARE, None, where="鹿寨镇")
    assert (cell.status, cell.status_words, cell.value) == ("no_data", "未报", "")


def test_a_cell_takes_a_colour_step_only_from_a_clear_verdict():
    assert heat_cell(row(), SHARE, "明显上升", where="鹿寨镇").step == 6
    assert heat_cell(row(), SHARE, "无明显变化", where="鹿寨镇").step is None


def test_a_township_without_a_row_is_still_in_the_table():
    rows = heat_rows(
        pd.DataFrame([row()]), [SHARE], TOWNSHIPS, {}, total=pd.DataFrame([row(township_code="")]), point="450223200"
    )
    assert [one.name for one in rows] == ["鹿寨镇", "拉沟乡", "江口乡", "全县"]
    assert rows[1].cells[0].status == "no_data" and rows[1].is_point and rows[3].is_sum


@pytest.mark.parametrize(
    ("lower", "upper", "word"),
    [(53, 54, "above"), (50, 52, "below"), (52, 53, "same"), (52.6, 53, "same"), (None, 53, "unknown")],
)
def test_an_interval_that_touches_the_county_is_not_distinguished_from_it(lower, upper, word):
    assert standing(lower, upper, 52.6) == word


def test_interval_rows_keep_the_order_of_the_townships_and_the_words_of_the_hidden():
    frame = pd.DataFrame([row(), row(township_code="450223201", status="hidden", value=math.nan)])
    rows = interval_rows(frame, TOWNSHIPS, unit="%", county_value=50.0)
    assert [(one.name, one.value_text, one.standing) for one in rows] == [
        ("鹿寨镇", "52.6", "above"),
        ("拉沟乡", "未报", "unknown"),
        ("江口乡", "已隐藏", "unknown"),
    ]
    assert rows[0].interval_text == "52.1—53.1%"


def test_a_contribution_of_nothing_has_no_sign():
    rows = contributions({"450223100": 1.12, "450223200": -0.5, "450223201": 0.0}, TOWNSHIPS)
    assert [one.text for one in rows] == ["+1.1", "−0.5", "0.0"]


def test_a_bar_without_a_number_has_none():
    rows = bar_rows(pd.DataFrame([row(status="hidden", value=math.nan)]), TOWNSHIPS, unit="人")
    assert [(one.value, one.text) for one in rows] == [(None, "已隐藏"), (None, "未报"), (None, "未报")]
