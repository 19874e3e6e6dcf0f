"""No proportion is above 100 %: its parts are counted over the same institutions, and a faulty row shows nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE, get
from metrics.period import Period
from metrics.reference import load_reference
from tests.metrics.small_county import COUNTY, HOSPITAL, NORTH, SOUTH, frames

IMAGING = "remote_imaging_share"


def test_a_centre_that_did_not_report_the_last_month_stays_on_both_sides(tmp_path: Path) -> None:
    """鹿寨 2024-01..09 printed 112.5 %: nine centres were served in nine months, eight had reported in September.

    Here all three centres read images remotely; south does not report in September.
    """
    tables = frames()
    rows = tables["institution_month"]
    rows["remote_imaging"] = (rows["reported"] & (rows["institution_code"] != HOSPITAL)).astype(int)
    url = f"duckdb:///{tmp_path / 'imaging.duckdb'}"
    write_warehouse(url, tables)
    engine = open_engine(url)
    for period in ("2023-01..2023-09", "2023Q3"):
        found = query(engine, load_reference(engine), [get(IMAGING)], county=COUNTY, period=Period.parse(period))
        assert found[["numerator", "denominator", "value"]].iloc[0].tolist() == [3, 3, 100]
    # Nine months of three centres, one of them missing: what was expected is counted, not what was done.
    found = query(
        engine, load_reference(engine), [get(IMAGING)], county=COUNTY, period=Period.parse("2023-01..2023-09")
    )
    assert found["completeness"].iloc[0] == pytest.approx(26 / 27)
    engine.dispose()


def test_a_distinct_numerator_is_divided_by_things_of_the_same_months() -> None:
    """What happened in any month of a period, over what stands at its end, is no share."""
    for metric in CATALOGUE.values():
        if metric.model == "proportion" and metric.denominator is not None and metric.computed is None:
            assert metric.numerator.aggregate == metric.denominator.aggregate, metric.id
            assert metric.numerator.timing is metric.denominator.timing, metric.id


def test_a_share_of_more_than_all_is_not_shown(tmp_path: Path) -> None:
    """Contracted residents entered ten times over gave 767 %; the county with the faulty township shows none either."""
    tables = frames()
    contracts = tables["contract_month"]
    contracts.loc[contracts["township_code"] == SOUTH, "contracted"] *= 100
    url = f"duckdb:///{tmp_path / 'faulty.duckdb'}"
    write_warehouse(url, tables)
    engine = open_engine(url)
    options = {"county": COUNTY, "period": Period.parse("2023"), "compare": "yoy"}
    reference = load_reference(engine)
    rows = query(engine, reference, [get("contract_rate")], by="township", **options).set_index("township_code")  # type: ignore[arg-type]
    assert rows.loc[NORTH, "value"] == 65
    assert rows.loc[SOUTH, ["value", "lower", "upper", "compare_value", "change"]].isna().all()
    assert (rows.loc[SOUTH, "status"], rows.loc[NORTH, "status"]) == ("mismatched", "shown")
    whole = query(engine, reference, [get("contract_rate")], **options).iloc[0]  # type: ignore[arg-type]
    assert np.isnan(whole["value"]) and whole["status"] == "mismatched"
    assert (rows.loc[SOUTH, "numerator"], rows.loc[SOUTH, "denominator"]) == (9400, 250)
    engine.dispose()


def test_a_share_without_a_denominator_has_not_been_reported(tmp_path: Path) -> None:
    """Nothing over nothing is not a fault of the county's counts."""
    tables = frames()
    tables["contract_month"]["eligible"] = 0
    tables["contract_month"]["contracted"] = 0
    url = f"duckdb:///{tmp_path / 'empty.duckdb'}"
    write_warehouse(url, tables)
    engine = open_engine(url)
    options = {"county": COUNTY, "period": Period.parse("2023")}
    found = query(engine, load_reference(engine), [get("contract_rate")], **options).iloc[0]  # type: ignore[arg-type]
    assert found["status"] == "no_data"
    engine.dispose()
