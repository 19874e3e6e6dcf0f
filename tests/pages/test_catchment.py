"""服务圈: every control is part of the link, figures reconcile, a what-if changes them and says that it is one."""

import json
import re
from pathlib import Path

import pytest

from pages.circle.panels import PANELS
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, html_of, words_of

FINDING = re.compile(r"(\d+\.\d)%的居民")


def covered(words: str) -> float:
    """The share in the finding."""
    found = FINDING.search(words)
    assert found, words[:200]
    return float(found[1])


@pytest.mark.parametrize("county", COUNTIES)
def test_every_county_has_its_finding_its_interval_and_its_sum(open_app: OpenApp, county: str):
    app = open_app("circle", county=county)
    words = words_of(app)
    assert faults_of(app) == [] and 50 < covered(words) <= 100
    assert (
        "车速±15%" in words
        and "路网 示例-2024" in words.replace("路网示例", "路网 示例")
        and "未覆盖的人在哪里" in words
    )


def test_the_curve_says_the_interval_that_the_figure_has_above_it(open_app: OpenApp):
    """Two intervals once stood on one page for one share: the curve's had only the speed's part."""
    app = open_app("circle", county="450223", limit="30")
    stated = re.search(r"区间([\d.]+—[\d.]+%)", words_of(app))
    assert stated is not None
    curve = json.loads(app.get("plotly_chart")[0].proto.spec)
    said = " ".join(note["text"] for note in curve["layout"]["annotations"])
    assert stated[1] in said and said.count("—") == 2


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_opens(open_app: OpenApp, panel: str):
    assert faults_of(open_app("circle", county="141122", panel=panel, limit="15")) == []


@pytest.mark.parametrize(
    "choice",
    [
        {"tier": "village"},
        {"tier": "county", "limit": "60"},
        {"tier": "ambulance", "limit": "15"},
        {"tier": "telemedicine", "limit": "5"},
        {"tier": "expert", "weekday": "6", "specialty": "心内科"},
        {"travel": "walk", "season": "night"},
        {"travel": "ebike", "season": "snow"},
    ],
)
def test_every_circle_opens_from_its_link(open_app: OpenApp, choice: dict[str, str]):
    app = open_app("circle", county="150622", **choice)
    assert faults_of(app) == []
    for name, value in choice.items():
        assert app.query_params[name] in (value, [value])


def test_snow_covers_fewer_and_a_longer_limit_covers_more(open_app: OpenApp):
    usual = covered(words_of(open_app("circle", county="450223")))
    assert covered(words_of(open_app("circle", county="450223", season="snow"))) < usual
    assert covered(words_of(open_app("circle", county="450223", limit="45"))) > usual


def test_a_what_if_in_the_link_changes_the_figures_and_says_so(open_app: OpenApp):
    now = open_app("circle", county="450223")
    after = open_app("circle", county="450223", whatif="close.450223T009")
    assert faults_of(after) == [] and covered(words_of(after)) < covered(words_of(now))
    assert "照假设方案" in words_of(after) and "照假设方案" not in words_of(now)
    assert "失去覆盖" in words_of(after) and "拉沟乡" in words_of(after)


def test_undo_takes_the_last_step_back(open_app: OpenApp):
    app = open_app("circle", county="450223", whatif="close.450223T009~season.snow")
    app.button(key="what_if_undo").click().run()
    assert app.query_params["whatif"] in ("close.450223T009", ["close.450223T009"]) and faults_of(app) == []
    app.button(key="what_if_clear").click().run()
    assert "whatif" not in app.query_params and "照假设方案" not in words_of(app)


@pytest.mark.parametrize(
    "text", ["paint.it.black", "close.nowhere", "add.", "<script>alert(1)</script>", "~".join(["add.x"] * 99)]
)
def test_a_what_if_that_cannot_be_read_is_named(open_app: OpenApp, text: str):
    app = open_app("circle", county="450223", whatif=text)
    assert "假设方案里有一步用不了" in words_of(app) and "<script>" not in html_of(app)
    assert not app.exception


def test_a_scenario_is_kept_and_compared_and_the_baseline_stays(file_of_warehouse: Path, open_app: OpenApp):
    app = open_app("circle", county="450223", whatif="close.450223T009")
    app.text_input(key="what_if_name").set_value("撤并拉沟").run()
    app.text_input(key="what_if_who").set_value("规划股").run()
    app.button(key="what_if_save").click().run()
    assert faults_of(app) == [] and "已保存方案" in words_of(app) and "撤并拉沟" in words_of(app)
    again = open_app("circle", county="450223")
    assert "照假设方案" not in words_of(again)


def test_one_facilitys_catchment_is_part_of_the_link(open_app: OpenApp):
    app = open_app("circle", county="450223", site="450223T009")
    assert "拉沟乡卫生院" in words_of(app) and "的最近机构" in words_of(app) and faults_of(app) == []
    app.button(key="site_clear").click().run()
    assert "site" not in app.query_params


def test_a_villages_way_is_named_with_its_kilometres_and_is_part_of_the_link(open_app: OpenApp):
    app = open_app("circle", county="141122", village="141122105212")
    words = words_of(app)
    found = re.search(
        r"代家庄村（349人）：到东坡底乡卫生院(\d+\.\d)分钟，其中步行(\d+\.\d)分钟；路长(\d+\.\d)公里", words
    )
    assert found and faults_of(app) == []
    minutes, walked, kilometres = (float(part) for part in found.groups())
    # On the road at most as fast as the fastest road of the table.
    assert 0 < walked < minutes and kilometres / (minutes - walked) * 60 < 120
    app.button(key="village_clear").click().run()
    assert "village" not in app.query_params and "代家庄村（349人）：" not in words_of(app)


def test_a_village_can_be_chosen_without_a_mouse(open_app: OpenApp):
    app = open_app("circle", county="141122")
    app.selectbox(key="way_of").set_value("141122105212").run()
    assert app.query_params["village"] in ("141122105212", ["141122105212"]) and "路长" in words_of(app)


def test_a_village_that_no_road_reaches_and_one_nobody_knows_are_told_as_such(open_app: OpenApp):
    assert "没有道路通到" in words_of(open_app("circle", county="141122", village="141122103205"))
    assert "村名录里没有编号" in words_of(open_app("circle", county="141122", village="nowhere"))


def test_25_central_clinics_served_88_villages_until_villages_merged(open_app: OpenApp):
    """The account of 2020 counts 88 villages; the list of today has fewer because villages merged in 2021."""
    assert "25个中心村卫生室服务88个村" in words_of(
        open_app("circle", county="141122", period="2020", tier="village", panel="spokes")
    )
    today = words_of(open_app("circle", county="141122", period="2024", tier="village", panel="spokes"))
    assert "25个中心村卫生室服务61个村" in today and "并村以前（2021年6月）为88个村" in today


def test_hollow_centres_are_called_below_standard_only_where_the_standard_counts(open_app: OpenApp):
    assert "未达标卫生院" in words_of(open_app("circle", county="141122"))
    other = words_of(open_app("circle", county="141122", tier="telemedicine"))
    assert "未达标卫生院" not in other and "不计入的卫生院" in other


def test_chosen_townships_are_counted_alone(open_app: OpenApp):
    app = open_app("circle", county="450223", township=["450223105"])
    assert "黄冕镇" in words_of(app) and faults_of(app) == []
    # A sum row under one township would be that township once more.
    assert 'class="sum"' not in html_of(app)
    two = open_app("circle", county="450223", township=["450223105", "450223100"])
    assert html_of(two).count('<tr class="sum">') == 1


def test_the_plain_map_stands_in_for_webgl(open_app: OpenApp):
    app = open_app("circle", county="450223")
    app.toggle(key="plain_circle_map").set_value(True).run()
    assert faults_of(app) == [] and not app.get("deck_gl_json_chart") and len(app.get("plotly_chart")) == 2


def deck_of(app) -> dict:
    """The map as the browser gets it."""
    return json.loads(app.get("deck_gl_json_chart")[0].proto.json)


def test_tiles_are_asked_for_only_where_a_base_map_is_configured(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch):
    without = open_app("circle", county="450223")
    assert "http" not in json.dumps(deck_of(without)) and "底图" not in words_of(without)
    monkeypatch.setenv(
        "YILAN_BASE_MAP_TILES", "http://tiles.county/vec/{z}/{x}/{y}.png http://tiles.county/cva/{z}/{x}/{y}"
    )
    monkeypatch.setenv("YILAN_BASE_MAP_CREDIT", "天地图 GS(2024)0650号")
    app = open_app("circle", county="450223")
    (style,) = deck_of(app)["mapStyle"]
    assert [one["tiles"] for one in style["sources"].values()] == [
        ["http://tiles.county/vec/{z}/{x}/{y}.png"],
        ["http://tiles.county/cva/{z}/{x}/{y}"],
    ]
    # Labels lie over the ground, in the order given.
    assert [layer["source"] for layer in style["layers"]] == ["base0", "base1"]
    assert "底图：天地图 GS(2024)0650号" in words_of(app) and faults_of(app) == []


def test_a_county_without_roads_is_told_how_to_get_them(small_county_only: OpenApp):
    app = small_county_only("circle", county="999901")
    assert not app.exception and "import-roads" in words_of(app)


def test_without_a_warehouse_it_says_so(without_warehouse: OpenApp):
    app = without_warehouse("circle")
    assert not app.exception and "找不到数据仓库" in words_of(app)


@pytest.mark.parametrize("period", ["2016-01", "2021H1", "2021-07", "2024-12"])
def test_it_opens_at_the_edges_of_the_data(open_app: OpenApp, period: str):
    assert faults_of(open_app("circle", county="141122", period=period)) == []
