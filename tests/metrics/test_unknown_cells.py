"""A cell that a file lacks, or that was set aside, is unknown: no figure is made of the rest as if it were all."""

import pandas as pd
import pytest
from sqlalchemy import Connection, Engine, insert, update

from data_access import schema
from data_access.build import change_warehouse
from data_access.engine import open_engine
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.period import Period
from metrics.reference import load_reference

COUNTY, MONTH = "450223", 202411
CENTRE = "450223T002"


@pytest.fixture
def engine(own_light_url: str) -> Engine:
    """The light sample, in which 中渡镇卫生院's return of November lacks its visits and says its beds."""

    def work(connection: Connection) -> None:
        table = schema.institution_month
        own = (table.c.institution_code == CENTRE) & (table.c.month == MONTH)
        connection.execute(update(table).where(own).values(outpatient_visits=None))
        said = {"load_id": "file", "loaded_by": "t", "source_zh": "a.xlsx", "county_code": COUNTY, "kind": "file"}
        said |= {"loaded_at": pd.Timestamp("2024-12-01"), "rows_accepted": 1, "rows_refused": 1, "sequence": 1}
        connection.execute(insert(schema.load).values(said))

    change_warehouse(own_light_url, work)
    return open_engine(own_light_url)


def value(engine: Engine, metric_id: str, period: Period, township: str = "") -> float | None:
    by = "township" if township else ()
    frame = query(engine, load_reference(engine), [get(metric_id)], county=COUNTY, period=period, by=by)
    row = frame[frame["township_code"] == township] if township else frame
    return None if row.empty or pd.isna(row["value"].iloc[0]) else float(row["value"].iloc[0])


def visits(engine: Engine, where: str) -> float:
    with engine.connect() as connection:
        summed = connection.exec_driver_sql(f"select sum(outpatient_visits) from institution_month where {where}")
        return float(summed.scalar_one())


def test_a_sum_with_a_part_unknown_is_no_sum(engine: Engine):
    assert value(engine, "outpatient_visits", Period(MONTH, MONTH)) is None
    assert value(engine, "outpatient_visits", Period(202410, 202412)) is None


def test_a_month_and_a_township_that_are_whole_keep_their_figures(engine: Engine):
    october = visits(engine, f"county_code = '{COUNTY}' and month = 202410 and reported")
    other = visits(engine, f"township_code = '450223103' and month = {MONTH} and reported")
    assert value(engine, "outpatient_visits", Period(202410, 202410)) == october
    assert value(engine, "outpatient_visits", Period(MONTH, MONTH), "450223103") == other
    assert value(engine, "outpatient_visits", Period(MONTH, MONTH), "450223102") is None


def test_a_figure_that_does_not_read_the_cell_is_untouched(engine: Engine):
    assert value(engine, "beds_per_1000", Period(MONTH, MONTH)) is not None
    assert value(engine, "bed_use_rate", Period(MONTH, MONTH)) is not None
