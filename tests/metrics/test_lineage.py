"""From a figure to its SQL and rows: what an auditor runs gives the figure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, Row, text

from data_access.engine import open_engine
from metrics.ask.lineage import ROW_LIMIT, Lineage, lineage_of, rows_of
from metrics.ask.query import answer, ask
from metrics.ask.question import Question
from metrics.catalogue import CATALOGUE, get, get_all
from metrics.definition import Metric
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY, OLD, OLD_CENTRE, SOUTH, SOUTH_CENTRE

YEAR = Period.parse("2022")


def parts(engine: Engine, reference: Reference, metric_id: str, **options: Any) -> dict[str, pd.DataFrame]:
    scope = replace(Scope(COUNTY, YEAR, compare=None), **options)
    return {name: part.frame for name, part in rows_of(Source(engine, reference), get(metric_id), scope).items()}


def test_rows_of_a_count_add_to_the_count(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "outpatient_visits")["分子"]
    assert len(rows) == 4 * 12 and rows["outpatient_visits"].sum() == 2160


def test_numerator_and_denominator_have_their_own_rows(small_engine: Engine, small_reference: Reference):
    found = parts(small_engine, small_reference, "primary_visit_share")
    assert found["分子"]["outpatient_visits"].sum() == 960 and found["分母"]["outpatient_visits"].sum() == 2160


def test_a_stock_lists_the_rows_of_its_one_month(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "residents")["分子"]
    assert set(rows["month"]) == {202212} and rows["residents"].sum() == 1250


def test_a_figure_about_people_lists_no_raw_rows(small_engine: Engine, small_reference: Reference):
    """A row of one township and month is itself a small count: the parts come by township, as the page shows them."""
    rows = parts(small_engine, small_reference, "contract_rate")["分子"]
    assert "month" not in rows and rows["persons"].sum() == 694


def test_things_in_force_are_listed_by_name(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "institutions_township")["分子"]
    assert set(rows["institution_code"]) == {"999901T001", SOUTH_CENTRE, OLD_CENTRE}


def test_a_township_lists_its_predecessors_rows_too(small_engine: Engine, small_reference: Reference):
    rows = parts(small_engine, small_reference, "outpatient_visits", townships=(SOUTH,))["分子"]
    assert set(rows["township_code"]) == {SOUTH, OLD} and rows["outpatient_visits"].sum() == 480


def test_a_month_that_was_not_reported_is_no_row_of_the_figure(small_engine: Engine, small_reference: Reference):
    """181 × 12 − 31 = 2141: the rows listed add to the figure shown."""
    rows = parts(small_engine, small_reference, "outpatient_visits", period=Period.parse("2023"))["分子"]
    assert rows["outpatient_visits"].sum() == 2141


def test_rows_of_a_circle_are_the_villages_inside_it_and_not_all_that_were_looked_at(sample_duckdb_url: str):
    """The numerator is a CASE over every village: those beyond the limit, or without residents, add nothing."""
    engine = open_engine(sample_duckdb_url)
    source = Source(engine, load_reference(engine))
    found = rows_of(source, get("coverage_15_min"), Scope(SAMPLE_COUNTY, SAMPLE_YEAR))
    inside, everyone = found["分子"].frame, found["分母"].frame
    assert (inside["minutes"] <= 15).all() and (inside["residents"] > 0).all()
    reached = everyone[(everyone["minutes"] <= 15) & (everyone["residents"] > 0)]
    assert set(inside["village_code"]) == set(reached["village_code"]) and len(inside) < len(everyone)
    engine.dispose()


# --- the SQL on screen is the statement that ran


SAMPLE_COUNTY, SAMPLE_YEAR = "450223", Period.parse("2024")


def run(engine: Engine, found: Lineage) -> list[Sequence[Row[Any]]]:
    """The rows of each statement, run as the text that a reader copies."""
    with engine.connect() as connection:
        return [connection.execute(text(part.replace(":", r"\:"))).fetchall() for part in found.statements]


def figure_of(metric: Metric, found: Lineage, answers: list[Sequence[Row[Any]]]) -> tuple[list[float], float]:
    """Numerator, denominator and value of a metric that divides two sums, from what the shown SQL gave.

    No row, or an empty one, says that nothing was counted.
    """
    sums = [
        float(answers[at][0]._mapping[column] or 0) if answers[at] else 0.0 for at, column in found.columns.values()
    ]
    return sums, metric.per * (sums[0] if metric.denominator is None else sums[0] / sums[1])


@pytest.fixture(scope="module")
def sample(warehouse_url: str) -> Iterator[Source]:
    engine = open_engine(warehouse_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def with_a_value(sample: Source, metrics: Sequence[Metric]) -> list[dict[str, Any]]:
    """For each metric its row in a county-year of the sample that has a value, before anything is hidden."""
    found: dict[str, dict[str, Any]] = {}
    counties = sorted(sample.reference.counties, key=lambda code: (code != SAMPLE_COUNTY, code))
    for year, county in product(range(2024, 2016, -1), counties):
        left = [metric for metric in metrics if metric.id not in found]
        if not left:
            break
        question = Question.of(left, Scope(county, Period.parse(str(year))))
        rows = answer(sample, question, hide=False)
        known = rows[rows["value"].notna()].to_dict("records")
        found |= {row["metric_id"]: {str(name): value for name, value in row.items()} for row in known}
    return list(found.values())


def scope_of(row: dict[str, Any]) -> Scope:
    """The question that a row of the metric frame answers, with last year beside it."""
    return Scope(row["county_code"], Period.parse(row["period"]))


def row_of(sample: Source, metric_id: str, scope: Scope) -> pd.Series:
    """A metric's row for a scope, as pages have it."""
    return ask(sample, [get(metric_id)], scope).iloc[0]


def test_the_shown_sql_of_every_metric_runs_as_text_and_gives_the_figure(sample: Source):
    """Every metric of the catalogue: computed ones from the very rows that their shown statements give."""
    rows = with_a_value(sample, list(CATALOGUE.values()))
    assert {row["metric_id"] for row in rows} == set(CATALOGUE)
    for row in rows:
        metric = get(row["metric_id"])
        found = lineage_of(sample, metric, scope_of(row))
        answers = run(sample.engine, found)
        if metric.computed is None:
            sums, value = figure_of(metric, found, answers)
            assert sums[0] == pytest.approx(row["numerator"]), metric.id
            assert len(sums) == 1 or sums[1] == pytest.approx(row["denominator"]), metric.id
        else:
            question = Question.of([metric], scope_of(row))
            reads = metric.computed.reads(sample, metric, question)
            value = metric.computed.from_rows(sample.reference, metric, question, reads, answers)["value"][0]
        assert value == pytest.approx(row["value"]), metric.id


def test_the_shown_sql_of_the_income_ratio_holds_the_four_sums_of_its_two_incomes(sample: Source):
    scope = Scope(SAMPLE_COUNTY, SAMPLE_YEAR)
    row = row_of(sample, "income_ratio", scope)
    answers = run(sample.engine, lineage_of(sample, get("income_ratio"), scope))
    primary, staff, lead, lead_staff = (float(answers[0][0]._mapping[f"m{place}_now"]) for place in range(4))
    assert 12 * primary / staff == pytest.approx(row["numerator"])
    assert 12 * lead / lead_staff == pytest.approx(row["denominator"])
    assert (primary / staff) / (lead / lead_staff) == pytest.approx(row["value"])


def test_the_shown_sql_of_postings_holds_the_doctors_who_count(sample: Source):
    """Counted by hand: intermediate title or above, from a hospital to a primary institution, some day in the year."""
    scope = Scope("141122", SAMPLE_YEAR)
    row = row_of(sample, "postings_per_10000", scope)
    postings, residents = run(sample.engine, lineage_of(sample, get("postings_per_10000"), scope))
    doctors = {
        posting.expert_code
        for posting in postings
        if posting.title in ("中级", "副高", "正高", "主治医师", "副主任医师", "主任医师")
        and str(posting.start_date)[:4] <= "2024"
        and (posting.end_date is None or str(posting.end_date)[:4] >= "2024")
        and posting.from_level in ("county_hospital", "tcm_hospital", "mch_hospital", "city_hospital")
        and posting.to_level in ("township_centre", "community_centre", "central_village_clinic", "village_clinic")
    }
    people = sum(place.residents for place in residents if place.month == 202412)
    assert (len(doctors), people) == (row["numerator"], row["denominator"])
    assert 10_000 * len(doctors) / people == pytest.approx(row["value"])


def test_the_shown_sql_of_premature_mortality_holds_deaths_and_people_by_age(sample: Source):
    """1 − Π(1 − 5M ÷ (1 + 2.5M)) over the eight age groups is the figure."""
    scope = Scope(SAMPLE_COUNTY, SAMPLE_YEAR)
    deaths, people = run(sample.engine, lineage_of(sample, get("premature_mortality"), scope))
    alive = 1.0
    for age in range(30, 70, 5):
        died = sum(
            float(place.four_ncd_deaths) for place in deaths if place.age_from == age and place.month // 100 == 2024
        )
        rate = died / sum(float(place.residents) for place in people if place.age_from == age and place.year == 2024)
        alive *= 1 - 5 * rate / (1 + 2.5 * rate)
    assert 100 * (1 - alive) == pytest.approx(row_of(sample, "premature_mortality", scope)["value"])


@pytest.mark.parametrize("townships", [(), (SOUTH,)])
@pytest.mark.parametrize("metric_id", ["outpatient_visits", "primary_visit_share", "contract_rate"])
def test_gaps_mergers_and_what_is_compared_stand_in_the_shown_sql(
    small_engine: Engine, small_reference: Reference, metric_id: str, townships: tuple[str, ...]
):
    """South reports nothing in 2023-09 and took another township over: both sides are compared without that month."""
    source, metric = Source(small_engine, small_reference), get(metric_id)
    scope = Scope(COUNTY, Period.parse("2023"), townships)
    row = ask(source, [metric], scope, with_parts=True).iloc[0]
    found = lineage_of(source, metric, scope)
    at, column = found.columns["分子"]
    given = run(small_engine, found)[at][0]._mapping
    assert float(given[column]) == row["numerator"]
    stem = column.removesuffix("_now")
    base, matched = (given.get(f"{stem}_{window}_matched", given[f"{stem}_{window}"]) for window in ("base", "now"))
    assert (float(base), float(matched)) == (row["compare_numerator"], row["matched_numerator"])


def test_the_rows_listed_for_every_metric_add_up_to_its_parts(sample: Source):
    """A sum adds its rows, a count of different things counts them once; what was cut has no total."""
    plain = [metric for metric in CATALOGUE.values() if metric.computed is None and metric.suppression is None]
    for row in with_a_value(sample, plain):
        metric = get(row["metric_id"])
        found = rows_of(sample, metric, scope_of(row))
        for name, part in zip(("分子", "分母"), ("numerator", "denominator"), strict=True):
            if name in found and not found[name].is_cut:
                assert found[name].total == pytest.approx(row[part]), (metric.id, name)


@pytest.mark.parametrize("metric_id", ["visits_counted", "visit_counted_rate", "visit_compliance_rate"])
def test_the_ledger_lists_the_visits_and_spells_that_it_counts(sample: Source, metric_id: str):
    (row,) = with_a_value(sample, get_all([metric_id]))
    found = rows_of(sample, get(metric_id), scope_of(row))
    assert len(found["分子"].frame) == row["numerator"]
    assert "分母" not in found or len(found["分母"].frame) == row["denominator"]


def test_the_postings_listed_are_those_of_the_doctors_counted(sample: Source):
    scope = Scope("141122", SAMPLE_YEAR)
    row, found = row_of(sample, "postings_per_10000", scope), rows_of(sample, get("postings_per_10000"), scope)
    assert found["分子"].frame["expert_code"].nunique() == row["numerator"]
    assert found["分母"].frame["residents"].sum() == row["denominator"]


def test_premature_mortality_lists_no_deaths_by_age(sample: Source):
    found = rows_of(sample, get("premature_mortality"), Scope(SAMPLE_COUNTY, SAMPLE_YEAR))
    assert found and all({"month", "age_from"}.isdisjoint(part.frame.columns) for part in found.values())


def test_no_more_rows_are_listed_than_a_browser_can_hold(sample: Source):
    found = rows_of(sample, get("outpatient_visits"), Scope("140781", sample.reference.available))
    assert len(found["分子"].frame) == ROW_LIMIT and found["分子"].is_cut and found["分子"].total is None
