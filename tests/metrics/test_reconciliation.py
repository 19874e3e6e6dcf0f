"""Published figures come out of warehouse rows at their printed precision; every mechanism is shown by rows."""

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, make_url, select

from data_access import read, schema
from data_access.engine import open_engine
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE, get, get_all, people, programmes
from metrics.period import Period
from metrics.reads.reconciliation import (
    MECHANISM_COLUMNS,
    RECONCILIATION_COLUMNS,
    agrees,
    mechanisms,
    printed_step,
    reconcile,
)
from metrics.reads.reconciliation_plan import PLAN
from metrics.reference import Reference, load_reference
from metrics.source import Source
from sample_data.world import facts

FIGURES = facts("published_figures_of_accounts").set_index("figure_id")
COMPUTED = [one.figure_id for one in PLAN if one.status == "computed"]
RULES = [one.figure_id for one in PLAN if one.status == "rule"]


@pytest.fixture(scope="module")
def engine(warehouse_url: str) -> Engine:
    return open_engine(make_url(warehouse_url), read_only=True)


@pytest.fixture(scope="module")
def reference(engine: Engine) -> Reference:
    return load_reference(engine)


@pytest.fixture(scope="module")
def reconciled(engine: Engine, reference: Reference) -> pd.DataFrame:
    return reconcile(Source(engine, reference)).set_index("figure_id")


@pytest.fixture(scope="module")
def shown(engine: Engine) -> pd.DataFrame:
    return mechanisms(engine).set_index("mechanism_id")


@pytest.mark.parametrize(
    ("value", "as_printed", "step"),
    [
        (456000, "45.6万", 1000),
        (1373400, "137.34万人次", 100),
        (132322, "13.2322万余", 1),
        (770000000, "7.7亿元", 10_000_000),
        (15000000, "1500多万元", 10_000),
        (72.1, "72.10%", 0.01),
        (9074, "9074余", 1),
        (6, "六统一", 1),
        (-33.33, "下降三分之一", 0.01),
        (2, "", 1),
    ],
)
def test_a_printed_number_is_as_exact_as_its_last_digit(value: float, as_printed: str, step: float) -> None:
    assert printed_step(value, as_printed) == pytest.approx(step)


@pytest.mark.parametrize(
    ("computed", "comparator", "answer"),
    [
        (456_499, "=", True),
        (456_501, "=", False),
        (455_499, "=", False),
        (455_501, ">=", True),
        (455_499, ">=", False),
        (900_000, ">=", True),
        (456_501, "<=", False),
        (1, "<=", True),
        (456_400, "~", True),
        (458_000, "~", False),
    ],
)
def test_456_thousand_printed_to_the_thousand_takes_what_rounds_to_it(
    computed: float, comparator: str, answer: bool
) -> None:
    assert agrees(computed, 456_000, comparator, 1000) is answer


def test_all_219_published_figures_have_one_row(reconciled: pd.DataFrame) -> None:
    assert tuple(reconciled.reset_index().columns) == RECONCILIATION_COLUMNS
    assert len(reconciled) == 219
    assert set(reconciled.index) == set(FIGURES.index)
    assert len({one.figure_id for one in PLAN}) == len(PLAN) == 219


@pytest.mark.parametrize("figure_id", COMPUTED)
def test_a_metric_over_rows_gives_the_printed_value(reconciled: pd.DataFrame, figure_id: str) -> None:
    row, printed = reconciled.loc[figure_id], FIGURES.loc[figure_id]
    value = float(printed["value"])
    assert row["status"] == "computed"
    assert row["metric_id"] in CATALOGUE
    assert row["published"] == value
    step = printed_step(value, printed["value_as_printed"])
    assert agrees(row["computed"], value, printed["comparator"], step), f"{row['computed']} against {value}"


@pytest.mark.parametrize("figure_id", RULES)
def test_a_target_threshold_or_schedule_is_held_by_a_row(reconciled: pd.DataFrame, figure_id: str) -> None:
    assert reconciled.loc[figure_id, "computed"] == float(FIGURES.loc[figure_id, "value"])


def test_only_the_number_of_provincial_demonstration_sites_is_merely_recorded(reconciled: pd.DataFrame) -> None:
    recorded = reconciled[reconciled["status"] == "recorded"]
    assert list(recorded.index) == ["jiaocheng_provincial_demo_sites"]
    assert recorded["computed"].isna().all()


def test_status_follows_from_the_kind_of_figure(reconciled: pd.DataFrame) -> None:
    held = FIGURES.loc[reconciled.index, "kind"].isin(["target", "threshold", "schedule"])
    assert ((reconciled["status"] == "rule") == held).all()


def test_only_the_five_true_year_on_year_figures_are_compared_with_the_year_before() -> None:
    changes = {one.figure_id for one in PLAN if one.column == "change"}
    assert changes == set(FIGURES.index[FIGURES["kind"] == "yoy_change"])
    assert len(changes) == 5


def test_a_change_on_another_base_says_so_in_its_definition() -> None:
    for figure_id in FIGURES.index[FIGURES["kind"] == "baseline_change"]:
        metric_id = next(one.metric_id for one in PLAN if one.figure_id == figure_id)
        assert metric_id is not None
        assert "不称同比" in get(metric_id).definition_zh


def test_all_71_mechanisms_are_shown_by_rows_on_a_page(shown: pd.DataFrame) -> None:
    assert tuple(shown.reset_index().columns) == MECHANISM_COLUMNS
    assert len(shown) == 71
    assert (shown["rows"] > 0).all()
    assert shown["page"].isin(["总览", "服务覆盖", "改革举措", "数据"]).all()


def test_every_metric_named_as_evidence_reads_the_table_named_with_it(engine: Engine) -> None:
    evidence = schema.mechanism_evidence
    named = read.rows(
        engine, select(evidence.c.metric_id, evidence.c.table_name).where(evidence.c.metric_id.is_not(None))
    )
    wrong = [
        (row.metric_id, row.table_name)
        for row in named
        if row.metric_id not in CATALOGUE or get(row.metric_id).numerator.table_names[-1] != row.table_name
    ]
    assert wrong == []


def test_every_mechanism_has_a_monthly_series_that_can_be_compared_with_the_year_before(
    engine: Engine, reference: Reference, shown: pd.DataFrame
) -> None:
    county_of = {row.mechanism_id: row.county_code for row in read.rows(engine, select(schema.mechanism))}
    without = []
    for mechanism_id, metric_ids in shown["metric_ids"].items():
        listed = [metric for metric in get_all(metric_ids.split(";")) if metric.id != "rules_in_force"]
        monthly = [metric for metric in listed if metric.can_be_split_by("month")]
        answer = query(
            engine,
            reference,
            monthly,
            county=county_of[str(mechanism_id)],
            period=Period.parse("2024"),
            by="month",
            compare="yoy",
        )
        pairs = answer[["value", "compare_value"]].notna().all(axis=1).groupby(answer["metric_id"]).sum()
        # Half-yearly appraisals have two points a year; everything else has more.
        if pairs.max() < 2:
            without.append(mechanism_id)
    assert without == []


def test_a_visit_is_never_counted_by_a_posting_metric() -> None:
    for metric in CATALOGUE.values():
        tables = {measure.table.name for measure in metric.measures}
        assert not ("visit" in tables and tables & {"posting", "posting_month"}), metric.id


def test_a_warehouse_without_published_figures_has_nothing_to_reconcile(own_duckdb_url: str) -> None:
    """A county that points the product at its own warehouse has no accounts, and the page must still open."""
    own = open_engine(make_url(own_duckdb_url), read_only=False)
    with own.begin() as connection:
        connection.execute(delete(schema.published_figure))
    empty = reconcile(Source(own, load_reference(own)))
    own.dispose()
    assert empty.empty
    assert tuple(empty.columns) == RECONCILIATION_COLUMNS


def test_no_metric_of_the_reforms_is_empty_in_every_county(engine: Engine, reference: Reference) -> None:
    """A misspelt kind or activity code would give a metric that is always silent."""
    asked = [*people.METRICS, *programmes.METRICS]
    heard: set[str] = set()
    for county in reference.counties:
        for year in ("2018", "2019", "2020", "2021", "2024"):
            answer = query(engine, reference, asked, county=county, period=Period.parse(year), hide=False)
            heard |= set(answer.loc[answer["value"].notna(), "metric_id"])
    assert sorted({metric.id for metric in asked} - heard) == []
