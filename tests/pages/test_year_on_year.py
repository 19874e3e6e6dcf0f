"""同比指标 opens for every set of indicators, every kind of figure and with the warehouse away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, update
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data_access import schema
from data_access.changes import change, new_version
from metrics.catalogue import FAMILIES, get
from tests.pages.conftest import WAIT_S, OpenApp, ReadFrom

APP = str(Path(__file__).resolve().parents[2] / "app.py")


def opened(read_from: ReadFrom, url: str, **query: str) -> AppTest:
    """Return the page run once."""
    read_from(url)
    app = AppTest.from_file(APP, default_timeout=WAIT_S)
    for name, value in query.items():
        app.query_params[name] = value
    app._page_hash = calc_hash("year_on_year")
    return app.run()


def words(app: AppTest) -> str:
    """Return all HTML of the page as plain text."""
    bodies = [element.proto.body for element in app.get("html")]
    return re.sub(r"<[^>]+>", "", "".join(body for body in bodies if "<style" not in body))


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"metric": "premature_mortality"},
        {"metric": "postings_per_10000", "county": "141122"},
        {"metric": "income_ratio", "compare": "previous", "period": "2024H1"},
        {"metric": "insured_cost_per_admission", "reading": "rolling"},
        {"set": "county-141102", "county": "141102"},
        {"set": "family-5", "metric": "contract_rate", "township": "450223100", "county": "450223"},
        {"compare": "none", "reading": "spring"},
        {"period": "2016"},
    ],
)
def test_the_page_opens(read_from: ReadFrom, sample_duckdb_url: str, query: dict[str, str]) -> None:
    app = opened(read_from, sample_duckdb_url, **query)
    assert not app.exception
    text = words(app)
    assert "没能显示完整" not in text
    assert "示例数据" in text
    assert len(app.get("plotly_chart")) >= 1


@pytest.mark.parametrize("metric_id", ["communities", "funding_total", "salary_fiscal_share", "rules_in_force"])
def test_an_indicator_that_no_township_has_opens_with_the_countys_figure(
    read_from: ReadFrom, sample_duckdb_url: str, metric_id: str
) -> None:
    """The page failed for every one of them."""
    metric = get(metric_id)
    assert not metric.can_be_split_by("township_code")
    family = f"family-{FAMILIES.index(metric.family)}"
    app = opened(read_from, sample_duckdb_url, county="150622", period="2023", set=family, metric=metric_id)
    text = words(app)
    assert not app.exception and "没能显示完整" not in text and metric.name_zh in text
    assert app.query_params["metric"] in (metric_id, [metric_id])


def test_the_national_list_shows_its_own_names_its_groups_and_the_register(
    read_from: ReadFrom, sample_duckdb_url: str
) -> None:
    text = words(opened(read_from, sample_duckdb_url, county="141122"))
    for name in ("基层医疗卫生机构人均收入与牵头医院人均收入的比值", "四类慢性病过早死亡率", "资源统一管理", "促分工"):
        assert name in text
    assert "材料齐全" in text


def test_postings_say_what_was_left_out(read_from: ReadFrom, sample_duckdb_url: str) -> None:
    text = words(opened(read_from, sample_duckdb_url, county="141122", metric="postings_per_10000", period="2024"))
    assert "计入派驻19条、19人" in text
    assert "职称不明0条" in text and "日期有误0条" in text


def test_merged_townships_are_shown_in_both_boundaries(read_from: ReadFrom, sample_duckdb_url: str) -> None:
    text = words(
        opened(read_from, sample_duckdb_url, county="141122", period="2021", set="family-4", metric="contract_rate")
    )
    assert "撤并划入 岭底乡" in text


def test_without_a_warehouse_the_reader_is_told_what_to_do(read_from: ReadFrom, tmp_path: Path) -> None:
    app = opened(read_from, f"duckdb:///{tmp_path / 'nothing.duckdb'}")
    assert not app.exception


def test_new_limits_need_a_name_and_a_reason_and_then_stand_on_the_page(
    open_app: OpenApp, file_of_warehouse: Path, one_run_a_click: None
) -> None:
    app = open_app("year_on_year", county="450223", period="2024", metric="in_county_admission_share")
    app.selectbox(key="limit_month").set_value(202401).run()
    app.text_input(key="limit_why").set_value("医保支付方式改革").run()
    app.button(key="limit_save").click().run()
    assert "没有写批准人" in words(app)
    app.text_input(key="limit_who").set_value("王科长").run()
    app.button(key="limit_save").click().run()
    assert not app.exception
    text = words(app)
    assert "界限的决定已记录" in text and "2024年1月起重定界限：医保支付方式改革（王科长" in text


def test_a_county_sets_how_large_a_clear_change_is_with_a_name_and_a_reason(
    open_app: OpenApp, file_of_warehouse: Path, one_run_a_click: None
) -> None:
    """The catalogue says how small a change no longer matters; a county may say another, on record and taken back."""
    asked = {"county": "450223", "period": "2024", "metric": "contracted_residents"}
    app = open_app("year_on_year", **asked)
    app.number_input(key="matters_size").set_value(50.0).run()
    app.text_input(key="matters_why").set_value("县卫健局会议纪要").run()
    app.button(key="matters_save").click().run()
    assert "没有写批准人" in words(app)
    app.text_input(key="matters_who").set_value("王科长").run()
    app.button(key="matters_save").click().run()
    assert not app.exception
    text = words(app)
    assert "规定已记录" in text and "王科长：" in text and "50" in text and "县卫健局会议纪要" in text
    # Taken back, it is a second decision on record, and the catalogue's own size holds again.
    app.checkbox(key="matters_back").check().run()
    assert app.number_input(key="matters_size").disabled
    app.button(key="matters_save").click().run()
    assert not app.exception and "恢复目录规定" in words(app) and words(app).count("王科长：") == 2


def test_the_opened_indicator_says_its_trend_and_why_a_change_has_no_parts(
    read_from: ReadFrom, sample_duckdb_url: str
) -> None:
    text = words(opened(read_from, sample_duckdb_url, county="450223", period="2024", metric="premature_mortality"))
    assert "近五年趋势（2020—2024年）：" in text and "χ²=" in text
    assert "40q30由八个年龄组的死亡率连乘得出" in text
    assert "每个乡镇一个月的死亡只有几例" in text


def test_a_leap_years_sum_is_also_given_per_day(read_from: ReadFrom, sample_duckdb_url: str) -> None:
    text = words(
        opened(
            read_from,
            sample_duckdb_url,
            county="450223",
            period="2024",
            set="family-0",
            metric="referrals_up",
        )
    )
    assert "本期366天，对比期365天；按日均计，" in text


def test_figures_are_frozen_and_what_a_later_load_changes_is_marked_and_listed(
    open_app: OpenApp, file_of_warehouse: Path, one_run_a_click: None
) -> None:
    asked = {"county": "450223", "period": "2024", "metric": "in_county_admission_share"}
    app = open_app("year_on_year", **asked)
    app.text_input(key="freeze_who").set_value("王科长").run()
    app.button(key="freeze_save").click().run()
    assert not app.exception and "个数" in words(app) and "已冻结" in words(app)
    table = schema.insured_month

    def restate(connection: Connection) -> None:
        own = (table.c.county_code == "450223") & (table.c.month == 202403)
        connection.execute(update(table).where(own).values(admissions_in_county=table.c.admissions_in_county - 20))
        new_version(connection, "重报")

    change(f"duckdb:///{file_of_warehouse}", restate)
    text = words(open_app("year_on_year", **asked))
    assert "方框为重报过的月份" in text
    assert "冻结以后改过" in text and "2024年3月全县" in text
