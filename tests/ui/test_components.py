"""Components escape what they are given, speak Chinese, and keep arrow, fill and colour apart."""

import base64
import re
from html.parser import HTMLParser

import pytest

from faces.blocks import Cell, Column, HeadlineFigure, Heat, HeatCell, HeatRow, Row, TargetBar
from metrics.statistics.verdict import Verdict
from ui import components
from ui.components import (
    finding,
    headline_sheet,
    heat_key,
    heat_table,
    interval_key,
    map_key,
    meta_line,
    panel_title,
    plain_table,
    roster_key,
    scale_key,
    skeleton,
    slide_foot,
    source_line,
    state_box,
)
from ui.headline import definition_details
from ui.tables import UnevenRow

HOSTILE = '<script>alert("1")</script>&'
FIGURE = HeadlineFigure(
    "基层诊疗人次占比", "52.6", "%", Verdict.CLEAR_RISE, "good", "up", "上升1.8个百分点", "上年同期50.8%",
    TargetBar(0.5, 0.6, "目标≥55% · 未达标", False), this_year=(1, 2, None, 3), last_year=(1, 1, 1, 1, 2),
    explanation="主要来自鹿寨镇", place="鹿寨镇", definition=(("定义", "甲"),),
)  # fmt: skip


class Balance(HTMLParser):
    """Fails on a tag that is closed out of turn; inline svg would be removed by st.html."""

    void = frozenset({"img", "br", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[dict[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        assert tag not in ("svg", "script", "a")
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parsed(html: str) -> Balance:
    reader = Balance()
    reader.feed(html)
    assert reader.open == []
    return reader


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


EVERYTHING = [
    finding(f"全县52.6%，{HOSTILE}；拉沟乡下降。", "拉沟乡"),
    meta_line([HOSTILE, "数据截至2024年9月30日"], sample=True),
    source_line([HOSTILE], sample=True),
    panel_title(HOSTILE, HOSTILE),
    state_box("failed", HOSTILE, HOSTILE),
    definition_details([(HOSTILE, HOSTILE)]),
    headline_sheet([FIGURE, HeadlineFigure(HOSTILE, HOSTILE, HOSTILE, explanation=HOSTILE, place=HOSTILE)], "light"),
    heat_table(
        Heat(
            "", HOSTILE, (Column(HOSTILE, HOSTILE),), (HeatRow(HOSTILE, [HeatCell(HOSTILE, HOSTILE, title=HOSTILE)]),)
        ),
        name=HOSTILE,
    ),
    plain_table([Column(HOSTILE), Column("乙", HOSTILE)], [Row([HOSTILE, Cell(HOSTILE, title=HOSTILE)])], name=HOSTILE),
    heat_key("百分点"),
    interval_key("lower", county=HOSTILE),
    scale_key([HOSTILE] * 10, title=HOSTILE),
    map_key("light", bands=True, roads=True),
    roster_key("dark"),
    skeleton("figures"),
    slide_foot(HOSTILE, HOSTILE, 3, 12, sample=True),
]


@pytest.mark.parametrize("html", EVERYTHING)
def test_hostile_text_never_becomes_a_tag_and_tags_close_in_turn(html):
    parsed(html)
    assert "<script" not in html and 'alert("' not in html


@pytest.mark.parametrize("html", EVERYTHING)
def test_every_image_has_a_chinese_alternative_text(html):
    for image in parsed(html).images:
        assert re.search("[一-龥]", image["alt"] or "") and image["src"].startswith("data:image/svg+xml;base64,")


def test_the_place_is_underlined_once_even_when_it_is_named_twice():
    html = finding("拉沟乡下降，拉沟乡最低。", "拉沟乡")
    assert html.count("<u") == 1 and text_of(html) == "拉沟乡下降，拉沟乡最低。"


def test_a_finding_without_a_place_has_no_point():
    assert "<u" not in finding("全县无明显变化。")


def test_a_number_is_never_parted_from_its_unit():
    html = finding("未覆盖的8.96万人中，30分钟内67.6—79.1%，下降−2.4个百分点。")
    for words in ("8.96万人", "30分钟", "67.6—79.1%", "−2.4个百分点"):
        assert f'<span class="nb">{words}</span>' in html


def test_clauses_break_only_after_punctuation():
    clauses = re.findall(r'<span class="cl">(.*?)</span>(?=<span class="cl">|</h1>)', finding("甲，乙；丙。"))
    assert clauses == ["甲，", "乙；", "丙。"]


def test_sample_figures_say_so_in_every_line_that_carries_them():
    for html in (
        meta_line([], sample=True),
        source_line(["来源"], sample=True),
        slide_foot("县", "源", 1, 2, sample=True),
    ):
        assert "示例数据" in html
    for html in (meta_line([], sample=False), source_line(["来源"], sample=False)):
        assert "示例数据" not in html


def test_an_unclear_change_is_hollow_and_grey_even_when_it_would_be_good():
    figure = HeadlineFigure("甲", "1", "%", Verdict.NO_CLEAR_CHANGE, "good", "up", "微升0.6个百分点", "上年同期86.8%")
    html = headline_sheet([figure], "light")
    assert "△" in html and "▲" not in html
    assert 'class="delta neutral"' in html and 'class="vd neutral"' in html


def test_a_neutral_metric_that_clearly_moved_has_a_filled_grey_arrow():
    html = headline_sheet(
        [HeadlineFigure("甲", "1", "", Verdict.CLEAR_RISE, "neutral", "up", "增长4.2%", "上年")], "light"
    )
    assert "▲" in html and 'class="delta neutral"' in html and 'class="mk clear"' in html


def test_a_falling_cost_is_good_and_its_arrow_still_points_down():
    html = headline_sheet(
        [HeadlineFigure("次均费用", "1", "元", Verdict.CLEAR_FALL, "good", "down", "下降4%", "上年")], "light"
    )
    assert "▼" in html and 'class="delta good"' in html


@pytest.mark.parametrize(("status", "words"), [("hidden", "已隐藏"), ("no_data", "未报"), ("not_applicable", "不适用")])
def test_a_figure_without_a_number_shows_words_and_no_digit(status, words):
    html = headline_sheet([HeadlineFigure("死亡人数", "0", status=status, change="上升1", base="上年2")], "light")
    assert words in text_of(html)
    assert not re.search(r"\d", text_of(html))


def test_the_bar_is_azurite_only_once_the_target_is_met():
    met = headline_sheet([HeadlineFigure("甲", "1", target=TargetBar(0.9, 0.8, "已达标", True))], "light")
    assert 'class="bar met"' in met and 'class="bar"' in headline_sheet([FIGURE], "light")


def test_a_ninth_figure_is_refused():
    with pytest.raises(ValueError, match="9"):
        headline_sheet([FIGURE] * 9, "light")


def test_a_heat_cell_is_coloured_only_when_its_change_is_clear():
    cells = [HeatCell("1", "2.0", "up", sure, 7) for sure in ("clear", "unclear", "unknown")]
    html = heat_table(Heat("", "乡镇", (Column("甲"),) * 3, (HeatRow("乡", cells),)), name="表")
    assert html.count('class="d7"') == 1


def test_not_reported_is_hatched_with_words_and_a_true_zero_is_a_number():
    cells = [HeatCell("", status="no_data", status_words="8、9月未报"), HeatCell("", status="hidden"), HeatCell("0.0")]
    html = heat_table(Heat("", "乡镇", (Column("甲"),) * 3, (HeatRow("乡", cells),)), name="表")
    assert 'class="words hatch"' in html and "8、9月未报" in html
    assert re.search(r'<td class="words" [^>]*>已隐藏</td>', html)
    assert "<b>0.0</b>" in html


def test_a_heat_table_without_a_change_keeps_no_room_for_one():
    """Ratios by year stood left of their years: each cell held the room of an arrow that no cell has."""
    bare, moved = HeatCell("1.5", direction="up"), HeatCell("1.5", "0.2", "up", "clear", 3)
    without = heat_table(Heat("", "乡镇", (Column("甲"),) * 2, (HeatRow("乡", [bare, bare]),)), name="表")
    beside = heat_table(Heat("", "乡镇", (Column("甲"),) * 2, (HeatRow("乡", [bare, moved]),)), name="表")
    assert 'class="ch' not in without and beside.count('class="ch') == 2


def test_the_sum_row_comes_last_wherever_it_was_given():
    rows = [
        HeatRow("全县", [HeatCell("9")], is_sum=True),
        HeatRow("甲乡", [HeatCell("1")]),
        HeatRow("乙乡", [HeatCell("2")]),
    ]
    html = heat_table(Heat("", "乡镇", (Column("甲"),), tuple(rows)), name="表")
    assert html.index("甲乡") < html.index("乙乡") < html.index("全县")


def test_a_row_of_the_wrong_length_is_named():
    with pytest.raises(UnevenRow, match="甲乡"):
        heat_table(Heat("", "乡镇", (Column("甲"),) * 2, (HeatRow("甲乡", [HeatCell("1")]),)), name="表")
    with pytest.raises(UnevenRow, match="乙乡"):
        plain_table([Column("乡镇")], [Row(["乙乡", "1"])], name="表")


def test_a_wide_table_scrolls_by_itself_and_from_the_keyboard():
    html = plain_table([Column("乡镇")], [Row(["甲"])], name="各乡镇")
    assert 'tabindex="0"' in html and 'role="region"' in html and 'aria-label="各乡镇"' in html


def test_a_column_kept_off_phones_is_marked_in_head_and_body():
    html = plain_table([Column("乡镇"), Column("村", phone=False)], [Row(["甲", "4"])], name="表")
    assert html.count("wide") == 2


def test_a_cell_without_a_number_is_kept_off_phones_with_its_column():
    """It once stayed and pushed the rest of its row one column to the right of the heads."""
    columns = [Column("乡镇"), Column("村", phone=False), Column("居民")]
    html = plain_table(columns, [Row(["甲", Cell("", status="hidden"), "9"])], name="表")
    assert re.search('<th scope="col" class="number wide">村', html) and re.search(
        '<td class="words wide"[^>]*>已隐藏', html
    )


def test_short_words_are_never_broken_and_long_names_get_room():
    """On a phone 由数据行算出 once stood in a column of two letters."""
    columns = [Column("指标"), Column("单位", kind="text"), Column("说明", kind="text")]
    html = plain_table(columns, [Row(["参保人县域内住院人次占比", "人次", "按参保人居住乡镇统计的住院"])], name="表")
    assert 'class="plain long"' in html and '<td class="text short">人次' in html and '<td class="text">按参保' in html
    assert 'class="plain"' in plain_table(columns, [Row(["拉沟乡", "人", "短"])], name="表")


@pytest.mark.parametrize("kind", components.STATE_TONE)
def test_a_state_says_what_happened_and_what_next(kind):
    html = state_box(kind, "数据停在8月。", "请联系信息中心。")
    assert html.index("数据停在") < html.index("请联系")
    with pytest.raises(ValueError, match="next"):
        state_box(kind, "数据停在8月。", " ")


def test_the_key_of_a_metric_where_lower_is_better_shows_above_in_ochre():
    assert re.search("diamond-bad[^>]*></i>高于全旗", interval_key("lower", county="全旗"))
    assert re.search("circle-good[^>]*></i>高于全旗", interval_key("higher", county="全旗"))


def test_the_heat_key_says_what_its_ends_mean():
    assert (
        "变差" in heat_key("%")
        and "下降" in heat_key("百分点", "higher")
        and ">20" in text_of(heat_key("%")).replace("&gt;", ">")
    )


def test_a_sparkline_is_not_drawn_across_a_missing_month():
    source = re.search(r'base64,([^"]+)"', headline_sheet([FIGURE], "light")).group(1)
    lines = re.findall(r'points="([^"]+)"', base64.b64decode(source).decode())
    assert sorted(len(line.split()) for line in lines) == [1, 2, 5]


def test_readers_never_meet_half_width_punctuation_between_chinese_words():
    for html in EVERYTHING:
        assert not re.search("[一-龥][,;:]", text_of(html).replace("&", ""))
