"""From a figure on any page to its SQL and its rows in two clicks, with the count that the figure has."""

from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from data_access.engine import open_engine
from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of, words_of


def opened(app: AppTest, figure: str) -> AppTest:
    """The page after one click in its menu of figures."""
    app.button_group(key="trace_figures").set_value(figure).run()
    assert faults_of(app) == []
    return app


def run(url: str, sql: str) -> list[Any]:
    """The rows of the last statement of the text that the page shows, each statement run as it stands."""
    engine = open_engine(url)
    with engine.connect() as connection:
        for statement in sql.rstrip(";").split(";\n\n"):
            rows = connection.execute(text(statement.replace(":", r"\:"))).fetchall()
    engine.dispose()
    return list(rows)


@pytest.mark.parametrize(
    ("page", "options", "figure"),
    [
        ("circle", {"limit": "15"}, "coverage_15_min"),
        ("circle", {"limit": "17"}, "各村的分钟和人数"),
        ("experts", {"county": "141102"}, "visits_counted"),
        ("experts", {"county": "141102"}, "当月逐次判定"),
        ("experts", {}, "posted_experts"),
        ("planning", {}, "coverage_15_min"),
        ("planning", {}, "方案下各村的分钟和人数"),
        ("mechanisms", {}, "primary_visit_share"),
        ("meeting", {}, "primary_visit_share"),
    ],
)
def test_a_figure_opens_on_its_sql_and_rows(
    open_app: OpenApp, sample_duckdb_url: str, page: str, options: dict[str, str], figure: str
):
    app = opened(open_app(page, **{"county": "450223", "period": "2024", **options}), figure)
    assert "可直接在仓库上运行" in words_of(app)
    run(sample_duckdb_url, app.get("code")[-1].value)
    assert len(app.dataframe) and all(len(rows.value) for rows in app.dataframe)


def test_the_rows_behind_the_circle_are_the_villages_inside_it(open_app: OpenApp, sample_duckdb_url: str):
    app = opened(open_app("circle", county="450223", period="2024", limit="15"), "coverage_15_min")
    inside = app.dataframe[0].value
    (sums,) = run(sample_duckdb_url, app.get("code")[-1].value)
    assert inside["residents"].sum() == sums._mapping["m0_now"] and (inside["minutes"] <= 15).all()
    assert f"{len(inside)}行，合计{sums._mapping['m0_now']:,}" in words_of(app)


def test_the_ledger_figures_are_those_of_the_month_on_screen(open_app: OpenApp):
    app = opened(open_app("experts", county="141102", period="2024", month="202411"), "visits_counted")
    assert set(app.dataframe[0].value["month"]) == {202411}


def test_a_mechanism_is_traced_for_the_township_that_is_shown(open_app: OpenApp):
    app = open_app("mechanisms", county="450223", period="2024", township="450223100")
    rows = opened(app, "primary_visit_share").dataframe[0].value
    assert set(rows["township_code"]) == {"450223100"}


def test_a_figure_limited_to_its_mechanism_is_traced_by_the_statement_that_limits_it(
    open_app: OpenApp, sample_duckdb_url: str
):
    app = open_app("mechanisms", county="150622", period="2024", mechanism="jungar_cross_alliance")
    app = opened(app, "下沉应到次数")
    sql = app.get("code")[-1].value
    assert "jungar_cross_alliance" in sql
    (sums,) = run(sample_duckdb_url, sql)
    assert sums._mapping["m0_now"] == len(app.dataframe[0].value) == 316
