"""Figures say what the numbers say: order, certainty, colour, words where there is no number."""

import re

import plotly.graph_objects as go
import pytest

from faces.blocks.marks import (
    BarRow,
    Contribution,
    ControlPoint,
    CurveMark,
    FunnelLimits,
    FunnelPoint,
    IntervalRow,
    LimitSegment,
    Panel,
)
from faces.look.signs import standing_judgement
from faces.measure import padded
from faces.screen.bars import bars
from faces.screen.base import Look, few_ticks, short, spread
from faces.screen.control import control_chart
from faces.screen.curve import coverage_curve
from faces.screen.funnel import funnel
from faces.screen.multiples import small_multiples
from faces.screen.ranked import ranked_intervals
from faces.screen.waterfall import waterfall

MONTHS = [f"{month}月" for month in range(1, 10)]
ROWS = [
    IntervalRow("拉沟乡", 44.8, 42.7, 46.9, "44.8", "42.7—46.9%", "below", True),
    IntervalRow("鹿寨镇", 57.9, 57.3, 58.5, "57.9", "57.3—58.5%", "above"),
    IntervalRow("江口乡", None, value_text="已隐藏"),
    IntervalRow("导江乡", 53.4, 51.7, 55.1, "53.4", "51.7—55.1%", "same"),
]
PARTS = [Contribution("鹿寨镇", 1.1, "+1.1"), Contribution("拉沟乡", -0.5, "−0.5"), Contribution("中渡镇", 1.2, "+1.2")]
POINTS = [ControlPoint(f"2024年{month}月", 50.0 + month, f"{50 + month}.0%") for month in range(1, 10)]
SEGMENT = LimitSegment(0, 8, 55.0, 50.0, 60.0, "55.0%", "50.0%", "60.0%")
LIMITS = FunnelLimits([500, 5000], [60, 66], [76, 70], [56, 65], [80, 71])
FUNNEL = [FunnelPoint("黄冕镇", 2200, 77.0, "77.0%", "above"), FunnelPoint("导江乡", 2000, 69.0, "69.0%")]


def ranked(look=None, rows=ROWS, **own):
    return ranked_intervals(rows, county_value=52.6, county_text="全县52.6%", axis_title="占比（%）", look=look, **own)


def falls(look=None, **own):
    return waterfall(
        PARTS, start=50.8, start_name="2023年1—9月", start_text="50.8%", end_name="2024年1—9月", end_text="52.6%",
        look=look, **own,
    )  # fmt: skip


def every(look: Look) -> list[go.Figure]:
    return [
        ranked(look),
        falls(look),
        coverage_curve(
            [0, 15, 30, 90],
            [0, 46, 73, 98],
            lower=[0, 40, 68, 95],
            upper=[5, 52, 79, 99],
            marks=[CurveMark(30, 73, "30分钟内73%", "68—79%")],
            look=look,
        ),
        control_chart(POINTS, [SEGMENT], target=58.0, target_text="目标58%", tick_suffix="%", look=look),
        small_multiples([Panel("甲", [1.0] * 9, [2.0] * 9, "1.0%")] * 4, MONTHS, look=look),
        funnel(FUNNEL, LIMITS, county_value=68.1, county_text="全县68.1%", axis_title="人数（人）", look=look),
        bars([BarRow("甲", 3.0, "3人"), BarRow("乙", None, "未报")], axis_title="居民（人）", look=look),
    ]


def words(figure: go.Figure) -> list[str]:
    return [re.sub("<[^>]+>", "", annotation.text) for annotation in figure.layout.annotations]


LOOKS = [Look("light"), Look("dark"), Look("light", phone=True), Look("dark", scale=1.5, ground="paper")]


@pytest.mark.parametrize("look", LOOKS)
def test_no_figure_carries_a_template_a_title_a_legend_or_a_draggable_axis(look):
    for figure in every(look):
        assert not figure.layout.template.to_plotly_json()
        assert figure.layout.title.text is None and figure.layout.showlegend is False
        assert figure.layout.dragmode is False and figure.layout.separators == ".,"
        axes = [axis for axis in figure.layout if axis.startswith(("xaxis", "yaxis"))]
        assert axes and all(figure.layout[axis].fixedrange for axis in axes)


@pytest.mark.parametrize("look", LOOKS)
def test_every_text_keeps_to_the_products_face_and_nothing_is_under_eleven_pixels(look):
    for figure in every(look):
        # Labels and axes inherit the figure's face.
        assert figure.layout.font.family == look.tokens.sans
        for annotation in figure.layout.annotations:
            assert annotation.font.family in (None, look.tokens.sans)
            assert annotation.font.size >= 11 * look.scale


def test_a_slide_enlarges_text_by_half():
    small, large = ranked(Look(scale=1.0)), ranked(Look(scale=1.5))
    assert large.layout.font.size == pytest.approx(1.5 * small.layout.font.size)
    assert large.layout.xaxis.tickfont.size == pytest.approx(1.5 * small.layout.xaxis.tickfont.size)


def test_hover_is_chinese_and_has_no_second_box():
    for figure in every(Look()):
        for trace in figure.data:
            if trace.hoverinfo != "skip":
                assert trace.hovertemplate.endswith("<extra></extra>")


def test_ranked_townships_are_sorted_and_those_without_a_number_stay_in_words_at_the_end():
    figure = ranked()
    assert list(figure.layout.yaxis.ticktext) == ["鹿寨镇", "导江乡", "拉沟乡", "江口乡"]
    assert "已隐藏" in words(figure)
    drawn = [y for trace in figure.data if trace.mode == "markers" for y in trace.y]
    assert min(figure.layout.yaxis.tickvals) not in drawn


def test_a_chosen_order_is_kept():
    assert list(ranked(sort=False).layout.yaxis.ticktext) == [row.name for row in ROWS]


def markers(figure, standing_value):
    return next(trace for trace in figure.data if trace.mode == "markers" and standing_value in list(trace.x))


def test_a_difference_that_is_not_clear_is_hollow_and_grey():
    look = Look()
    same, above, below = (markers(ranked(look), value).marker for value in (53.4, 57.9, 44.8))
    assert same.color == look.color("surface") and same.line.color == look.color("neutral_mark")
    assert (above.color, above.symbol) == (look.color("good_mark"), "circle")
    assert (below.color, below.symbol) == (look.color("bad_mark"), "diamond")


def test_where_lower_is_better_the_colours_turn():
    look = Look()
    assert markers(ranked(look, better="lower"), 57.9).marker.color == look.color("bad_mark")
    assert standing_judgement("below", "lower") == "good" and standing_judgement("above", "neutral") == "neutral"


def test_one_ring_marks_the_township_of_the_finding():
    look = Look()
    rings = [trace for trace in ranked(look).data if trace.marker.color == look.color("point")]
    assert len(rings) == 1 and list(rings[0].x) == [44.8]


def test_the_waterfall_ends_at_the_start_plus_all_parts_and_has_no_bar_for_its_ends():
    figure = falls()
    assert sum(len(trace.x) for trace in figure.data) == len(PARTS)
    ends = [shape for shape in figure.layout.shapes if shape.line.width == 3]
    assert [round(shape.x0, 6) for shape in ends] == [50.8, 52.6]
    assert {"50.8%", "52.6%", "+1.1", "−0.5"} <= set(words(figure))


def test_contributions_that_print_as_nothing_are_not_blown_up_to_the_width_of_the_chart():
    parts = [Contribution("甲镇", 0.004, "0.0"), Contribution("乙乡", -0.003, "0.0")]
    names = {"start_name": "2023年", "start_text": "59.1%", "end_name": "2024年", "end_text": "59.1%"}
    low, high = waterfall(parts, start=59.1, **names).layout.xaxis.range
    assert high - low >= 1.0


def test_a_fall_is_hatched_and_a_rise_is_not():
    rises, drops = falls().data
    assert rises.marker.pattern.shape == "" and drops.marker.pattern.shape == "/"
    assert drops.marker.pattern.fillmode == "overlay"  # else the bar turns transparent


def test_a_falling_cost_is_azurite_though_hatched():
    look = Look()
    assert falls(look, better="lower").data[1].marker.color == look.color("good_mark")


def test_bars_begin_at_zero_and_a_missing_one_is_a_word():
    figure = bars([BarRow("甲", 30.0, "30人"), BarRow("乙", 0.0, "0人"), BarRow("丙", None, "未报")])
    assert figure.layout.xaxis.range[0] == 0
    assert list(figure.data[0].x) == [30.0, 0.0]
    assert words(figure) == ["30人", "0人", "未报"]


def test_the_coverage_curve_holds_each_value_until_the_next_minute():
    figure = coverage_curve([0, 15, 30], [0, 40, 70])
    assert figure.data[-1].line.shape == "hv"
    with pytest.raises(ValueError, match="equal number"):
        coverage_curve([0, 15], [0])


def test_no_line_crosses_a_gap_or_a_change_of_definition():
    points = [*POINTS[:4], ControlPoint("2024年5月", None, "未报"), *POINTS[5:]]
    parts = [
        LimitSegment(0, 5, 53, 50, 56, "53%", "50%", "56%"),
        LimitSegment(6, 8, 58, 55, 60, "58%", "55%", "60%", "7月起口径调整"),
    ]
    figure = control_chart(points, parts)
    line = figure.data[0]
    assert line.connectgaps is None and list(line.y)[4] is None and list(line.y)[6] is None
    assert "7月起口径调整" in words(figure)


def test_a_special_month_is_large_and_filled_and_names_its_reason():
    look = Look()
    points = [*POINTS[:-1], ControlPoint("2024年9月", 63.0, "63.0%", "good", "超出上限")]
    special = control_chart(points, [SEGMENT], look=look).data[-1]
    assert list(special.x) == [8] and special.marker.color == look.color("good_mark")
    assert special.marker.size > 5.5 and "超出上限" in special.hovertext[0]


def test_control_limits_are_named_at_the_right():
    assert {"上限60.0%", "均值55.0%", "下限50.0%"} <= set(words(control_chart(POINTS, [SEGMENT])))


def test_small_multiples_share_one_scale_and_an_unreported_township_says_so():
    figure = small_multiples(
        [Panel("甲", [1.0] * 9, [2.0] * 9, "1.0%"), Panel("乙", [None] * 9, [9.0] * 9, "")], MONTHS
    )
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert "未报" in words(figure) and "甲 1.0%" in words(figure)


def test_places_without_a_panel_are_not_drawn():
    figure = small_multiples([Panel("甲", [1.0] * 9, [2.0] * 9, "1.0%")] * 4, MONTHS)
    assert sum(name.startswith("xaxis") for name in figure.layout.to_plotly_json()) == 4
    # The last panel of each column carries the months: the second and third in the first row, the fourth below.
    shown = [figure.layout[f"xaxis{number}"].showticklabels for number in ("", "2", "3", "4")]
    assert shown == [False, True, True, True]


def test_the_x_axis_of_small_multiples_is_numeric_because_categories_drew_empty_panels():
    figure = small_multiples([Panel("甲", [1.0] * 9, [2.0] * 9, "1.0%")], MONTHS)
    assert list(figure.data[1].x) == list(range(9)) and list(figure.layout.xaxis.ticktext) == ["3月", "7月"]


def test_two_months_read_together_are_both_named():
    """Of 1—2月合并 only February stood under the panels."""
    figure = small_multiples([Panel("甲", [1.0, 2.0], [2.0, 1.0], "2.0%")], MONTHS[:2])
    assert list(figure.layout.xaxis.ticktext) == ["1月", "2月"]


def test_the_funnel_names_only_those_outside():
    figure = every(Look())[5]
    assert "黄冕镇" in words(figure) and "导江乡" not in words(figure)


@pytest.mark.parametrize(
    "empty",
    [
        lambda: ranked(rows=[]),
        lambda: waterfall([], start=1, start_name="", start_text="", end_name="", end_text=""),
        lambda: control_chart([ControlPoint("1月", None, "未报")], []),
        lambda: small_multiples([Panel("甲", [None], [None], "")], ["1月"]),
        lambda: funnel([], LIMITS, county_value=1, county_text="", axis_title=""),
        lambda: bars([]),
    ],
)
def test_nothing_to_draw_is_refused_rather_than_drawn_empty(empty):
    with pytest.raises(ValueError, match="empty state"):
        empty()


def test_a_name_with_markup_is_printed_and_not_obeyed():
    hostile = "<b>甲</b>&"
    figures = [
        ranked(rows=[IntervalRow(hostile, 1.0, 0.5, 1.5, "1.0", "", "above")]),
        bars([BarRow(hostile, 1.0, "1人")]),
        small_multiples([Panel(hostile, [1.0] * 9, [1.0] * 9, "1.0%")], MONTHS),
    ]
    for figure in figures:
        assert hostile not in str(figure.to_dict()) and "&lt;b&gt;甲" in str(figure.to_dict())


def test_labels_pushed_apart_keep_their_order_and_their_middle():
    assert spread([1.0, 1.1, 5.0], 1.0) == pytest.approx([0.55, 1.55, 5.0])
    assert spread([3.0, 1.0], 1.0) == [3.0, 1.0]
    assert spread([2.0, 2.0, 2.0], 1.0) == pytest.approx([1.0, 2.0, 3.0])


def test_the_last_month_always_has_its_label():
    assert few_ticks(24, 4) == [7, 15, 23]
    assert few_ticks(3, 4) == [0, 1, 2] and few_ticks(0) == []


def test_one_value_alone_still_has_a_range():
    low, high = padded([5.0, 5.0])
    assert low < 5.0 < high


def test_a_very_long_name_is_cut_with_a_mark():
    assert short("准格尔经济开发区管委会") == "准格尔经济开发区…"


def test_a_latin_name_may_be_longer_than_a_chinese_one_because_its_letters_are_narrower():
    assert short("Shichangfang") == "Shichangfang"
    assert short("一二三四五六七八九十") == "一二三四五六七八…"


def test_in_english_no_word_of_a_chart_is_chinese():
    """Names and values come in the reader's language; what a chart adds of its own once stayed Chinese."""
    look = Look(english=True)
    rows = [IntervalRow("Zhongping", 71.0, 69.0, 73.0, "71%", "69–73", "above")]
    curve = coverage_curve([0, 15], [10.0, 80.0], marks=[], axis_title="minutes", look=look)
    around = {"county_value": 70.0, "county_text": "70%", "axis_title": "%"}
    for figure in (ranked_intervals(rows, better="higher", look=look, **around), curve):
        words = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found.group(1), 16)), figure.to_json())
        # Font names and Plotly's own locale are no words of a chart.
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r'"family":"[^"]*"', "", words))


def test_no_axis_of_shares_goes_on_above_the_whole() -> None:
    """Eleven townships at 100 % stood on an axis from 94 to 106 %."""
    rows = [IntervalRow(name, 100.0, value_text="100.0") for name in ("甲乡", "乙乡")]
    shares = ranked_intervals(rows, county_value=100.0, county_text="全县100.0%", axis_title="占比（%）")
    amounts = ranked_intervals(rows, county_value=100.0, county_text="全县100", axis_title="数量（个）")
    assert shares.layout.xaxis.range[1] < 101 < amounts.layout.xaxis.range[1]
