"""Three years together where a year has few cases: the sum of printed years, and of nothing else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from data_access import read, schema
from data_access.engine import open_engine
from metrics.ask.query import ask
from metrics.catalogue import get
from metrics.judge.pooled import Pooled, pooled_years
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import wilson

LUZHAI = "450223"
INFANTS = get("infant_mortality")
assert INFANTS.suppression is not None


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def asked(period: str, **scope: object) -> Scope:
    return Scope(LUZHAI, Period.parse(period), **scope)  # type: ignore[arg-type]


def counted(source: Source, first: int, last: int) -> tuple[float, float]:
    """Infant deaths and births of the months, from the rows."""
    table = schema.birth_month
    rows = read.frame(
        source.engine,
        select(func.sum(table.c.infant_deaths).label("deaths"), func.sum(table.c.live_births).label("births")).where(
            table.c.county_code == LUZHAI, table.c.month.between(first, last)
        ),
    )
    return float(rows["deaths"].iloc[0]), float(rows["births"].iloc[0])


def test_five_infant_deaths_of_a_year_are_read_with_those_of_the_two_years_before(sample: Source) -> None:
    found = pooled_years(sample, INFANTS, asked("2023"))
    assert isinstance(found, Pooled) and (found.first, found.last) == (2021, 2023)
    deaths, births = counted(sample, 202101, 202312)
    assert found.cases == counted(sample, 202301, 202312)[0] == 5
    assert found.all_cases == deaths and found.value == pytest.approx(1000 * deaths / births)
    lower, upper = wilson([deaths], [births])
    assert (found.lower, found.upper) == pytest.approx((1000 * lower[0], 1000 * upper[0]))


def test_what_is_pooled_is_the_sum_of_years_that_are_printed_each_by_itself(sample: Source) -> None:
    """So a reader who sees the sum knows nothing that the three years did not say."""
    years = [ask(sample, [INFANTS], asked(str(year))).iloc[0] for year in (2021, 2022, 2023)]
    found = pooled_years(sample, INFANTS, asked("2023"))
    assert {row["status"] for row in years} == {"shown"} and found is not None
    assert found.all_cases == sum(row["numerator"] for row in years)


def test_where_a_year_of_the_three_is_hidden_nothing_is_pooled(sample: Source) -> None:
    """10, hidden, 11 and 25 together: the hidden year had 4."""
    strict = replace(INFANTS, suppression=replace(INFANTS.suppression, below_county_year=10))
    assert (ask(sample, [strict], asked("2023")).iloc[0])["status"] == "hidden"
    assert pooled_years(sample, strict, asked("2023")) is None


@pytest.mark.parametrize(
    "scope",
    [
        asked("2023", townships=("450223100",)),  # what is hidden stays hidden
        asked("2023-01..2023-09"),
        asked("2022-01..2023-12"),
        asked("2017"),  # the first year of three lies before the data
    ],
)
def test_townships_parts_of_years_and_years_before_the_data_are_not_pooled(sample: Source, scope: Scope) -> None:
    assert pooled_years(sample, INFANTS, scope) is None


@pytest.mark.parametrize("metric_id", ["crude_mortality", "contract_rate", "outpatient_visits"])
def test_many_cases_stocks_and_sums_are_not_pooled(sample: Source, metric_id: str) -> None:
    assert pooled_years(sample, get(metric_id), asked("2023")) is None
