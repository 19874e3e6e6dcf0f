"""What a careful statistician asks of the pages: who is counted, what was left out, no rank without a reason."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from data_access.engine import open_engine
from metrics.catalogue import FAMILIES, get
from metrics.reference import Reference, load_reference
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, words_of

NUMBER = r"([\d,]+)"


def read(app: AppTest) -> str:
    """The words of a page with one space between them."""
    return re.sub(r"\s+", " ", words_of(app))


def indicator(open_app: OpenApp, metric_id: str, period: str, **more: str) -> str:
    """The words of 同比指标 with an indicator of 鹿寨 opened."""
    own = FAMILIES.index(get(metric_id).family)
    family = "national" if get(metric_id).family == "国家监测指标" else f"family-{own}"
    app = open_app("year_on_year", county="450223", period=period, set=family, metric=metric_id, **more)
    assert faults_of(app) == []
    return read(app)


def number(text: str) -> int:
    return int(text.replace(",", ""))


def names_in_order(words: str, names: list[str]) -> list[str]:
    """The names as they first stand in the words."""
    return sorted((name for name in names if name in words), key=words.index)


LUZHAI = ["鹿寨镇", "中渡镇", "寨沙镇", "平山镇", "黄冕镇", "四排镇", "江口乡", "导江乡", "拉沟乡"]
"""The townships of 鹿寨 in the order of their codes, 450223100 to 450223203."""


def reference_of(url: str) -> Reference:
    engine = open_engine(url)
    try:
        return load_reference(engine)
    finally:
        engine.dispose()


@pytest.mark.parametrize("county", COUNTIES)
def test_the_covered_and_those_outside_are_all_residents_of_one_month_which_the_page_names(
    open_app: OpenApp, county: str
):
    """Covered was no column, and residents were January's (年初) in one place and December's in another."""
    words = read(open_app("circle", county=county, period="2023", limit="30"))
    named = re.search(rf"本页居民一律按2023年(\d+)月末常住人口{NUMBER}人计", words)
    heads = re.search(r"乡镇 居民人 已覆盖人 未覆盖人 其中不通路人 占本乡镇%", words)
    assert named and heads
    table = words[heads.end() :]
    total = re.search(rf"(?:全县|全区|全旗|全市) {NUMBER} {NUMBER} {NUMBER} {NUMBER} ", table)
    assert total
    residents, covered, outside, no_road = map(number, total.groups())
    assert residents == number(named[2]) == covered + outside and no_road <= outside
    rows = re.findall(rf"[^\s\d]+(?:镇|乡|街道|苏木) {NUMBER} {NUMBER} {NUMBER} {NUMBER} ", table[: total.start()])
    assert len(rows) > 5
    assert [sum(number(row[at]) for row in rows) for at in range(3)] == [residents, covered, outside]


def test_unknown_titles_and_bad_dates_of_postings_stand_on_their_own_tab_and_card(open_app: OpenApp):
    """They stood under 同比指标 only."""
    tab = read(open_app("experts", county="450223", period="2024-09", tab="postings"))
    card = re.search(r"每万常住人口派驻人数.*?职称不明(\d+)条、日期有误(\d+)条，不计", tab)
    left_out = re.search(r"不计：职称低于中级\d+条，职称不明(\d+)条，日期有误(\d+)条", tab)
    assert card and left_out and card.groups() == left_out.groups()
    opened = indicator(open_app, "postings_per_10000", "2024-09")
    assert left_out[0] in opened


@pytest.mark.parametrize("metric_id", ["primary_visit_share", "contract_rate"])
def test_rate_mix_and_volume_of_a_ratio_stand_under_its_change_and_sum_to_it(open_app: OpenApp, metric_id: str):
    """They were computed and used by no page."""
    words = indicator(open_app, metric_id, "2023")
    assert get(metric_id).name_zh in words
    heads = "乡镇 率的影响百分点 结构的影响百分点 合计百分点 分子变化 其中：率 结构 总量"
    assert heads in words
    total = re.search(r"全县 ([+−]?[\d.]+) ([+−]?[\d.]+) ([+−]?[\d.]+) ", words[words.index(heads) :])
    assert total
    rate, mix, both = (float(part.replace("−", "-")) for part in total.groups())
    assert abs(rate + mix - both) <= 0.011 * 10  # each printed with one decimal at least
    said = re.search(r"：各乡镇自己的率变了([+−]?[\d.]+)个百分点，结构变了([+−]?[\d.]+)个百分点", words)
    assert said and float(said[1].replace("−", "-")) == pytest.approx(rate, abs=0.06)


def test_a_change_that_has_no_parts_says_why_in_its_place(open_app: OpenApp):
    words = indicator(open_app, "standardised_mortality", "2024")
    assert "年龄标化率由18个年龄组加权得出" in words and "率的影响" not in words


@pytest.mark.parametrize("panel", ["doctors", "fairness"])
def test_townships_without_intervals_stand_by_code_or_in_bands_on_the_circles_page(open_app: OpenApp, panel: str):
    """江口乡…最少, in order of two-step scores without an interval; Theil's parts from the largest down."""
    app = open_app("circle", county="450223", period="2024", panel=panel)
    words = read(app)
    table = words[words.index("对泰尔指数的贡献" if panel == "fairness" else "增强两步法 平衡法") :]
    if panel == "fairness":
        assert names_in_order(table, LUZHAI) == LUZHAI
        return
    assert "没有区间，只分三档" in words and "档内不排高低" in words
    bands = re.findall(rf"({'|'.join(LUZHAI)}) (偏低|与整体相近|偏高)", table)
    order = [("偏低", "与整体相近", "偏高").index(band) for _, band in bands]
    assert len(bands) == len(LUZHAI) and order == sorted(order)
    for band in ("偏低", "与整体相近", "偏高"):
        own = [name for name, stands in bands if stands == band]
        assert own == [name for name in LUZHAI if name in own]


def test_continuity_and_specialties_rank_no_township(open_app: OpenApp, sample_duckdb_url: str):
    """The index of Bice and Boxerman stood from the lowest up, without an interval."""
    words = read(open_app("experts", county="141102", period="2024", tab="burden"))
    assert "没有区间，按乡镇列，不排高低" in words and "95%区间低于应有的才算不足，按乡镇列，不排大小" in words
    table = words[words.index("最常来的占") : words.index("哪些乡镇缺哪个专科")]
    rows = re.findall(r"([^\s\d%]+(?:镇|乡|街道)) [\d,]+ \d+ [\d.]+ (?:[\d.]+|不适用)", table)
    assert len(rows) > 5
    codes = {place.name_zh: place.code for place in reference_of(sample_duckdb_url).townships.values()}
    assert [codes[name] for name in rows] == sorted(codes[name] for name in rows)


def test_a_share_of_institutions_lists_its_townships_by_code_on_the_page_of_coverage(open_app: OpenApp):
    """A census has no interval: the chart beside the map says so and ranks nobody."""
    words = read(open_app("coverage", county="450223", period="2024", metric="standardised_share"))
    assert "没有区间的按乡镇代码列，不排高低" in words
    assert not re.search(rf"({'|'.join(LUZHAI)})(最低|最高|最少|最多)", words)


def test_a_year_of_few_cases_is_read_with_the_years_before_it(open_app: OpenApp):
    """Five infant deaths of a year were a rate and an arrow; three years together say what the rate is."""
    words = indicator(open_app, "infant_mortality", "2023")
    assert re.search(
        r"2023年5例，例数少，一年的率多半随机波动；2021—2023年合计\d+例，[\d.]+‰（95%区间[\d.]+—[\d.]+‰）", words
    )
    english = indicator(open_app, "infant_mortality", "2023", lang="en")
    assert "2023 had 5 cases" in english and "2021–2023 together" in english
    whole = indicator(open_app, "contract_rate", "2023")
    assert "例数少" not in whole
