"""A past year is counted with the register of its time: the townships, levels and lots that there were."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_access import read, schema
from data_access.build import write_warehouse
from data_access.engine import open_engine, opened
from metrics.ask.query import ask
from metrics.catalogue import CATALOGUE, get
from metrics.circle.places import central_clinic_villages, circle_facilities, most_villages_of_central_clinics
from metrics.period import Period
from metrics.reads.places import institutions
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY, NORTH, frames

JIAOCHENG, JIEXIU, HONGXIANG = "141122", "140781", "141122201"
REGISTERS = frozenset({"institution_history", "team", "equipment", "programme_item"})
OF_REGISTERS = tuple(
    metric
    for metric in CATALOGUE.values()
    if metric.computed is None
    and metric.numerator.table.name in REGISTERS
    and metric.numerator.is_additive_over_places
    and metric.can_be_split_by("township_code")
)


@pytest.fixture(scope="module")
def sample(sample_duckdb_url: str) -> Iterator[Source]:
    engine = open_engine(sample_duckdb_url)
    yield Source(engine, load_reference(engine))
    engine.dispose()


def by_township(source: Source, metric_id: str, county: str, period: str) -> pd.Series:
    found = ask(source, [get(metric_id)], Scope(county, Period.parse(period)), by="township")
    return found.set_index("township_code")["value"]


def of_county(source: Source, metric_id: str, county: str, period: str) -> float:
    return float(ask(source, [get(metric_id)], Scope(county, Period.parse(period)))["value"].iloc[0])


@pytest.mark.parametrize(("metric_id", "level", "in_all"), [("institutions_village", "clinic", 66), ("teams", "", 147)])
def test_townships_that_merged_later_have_their_clinics_and_teams_of_before(
    sample: Source, metric_id: str, level: str, in_all: int
) -> None:
    """交城 2019: 60 of 66 clinics and 138 of 147 teams stood in a township of the time, none in 洪相乡.

    By hand: 洪相乡 merged in July 2021. Its clinics reported month by month under its code; its teams are those of
    its health centre.
    """
    found = by_township(sample, metric_id, JIAOCHENG, "2019")
    assert len(found) == 10 and found.sum() == in_all == of_county(sample, metric_id, JIAOCHENG, "2019")
    monthly, team = schema.institution_month.c, schema.team.c
    reports = read.frame(
        sample.engine,
        schema.institution_month.select().where(monthly.township_code == HONGXIANG, monthly.month == 201912),
    )
    if level:
        assert found[HONGXIANG] == reports["level"].str.endswith(level).sum() == 5
    else:
        centres = reports.loc[reports["level"].str.endswith("centre"), "institution_code"]
        own = read.frame(sample.engine, schema.team.select().where(team.institution_code.in_(list(centres))))
        assert found[HONGXIANG] == len(own) == 37


def test_a_clinic_is_central_from_the_month_in_which_it_became_one(sample: Source) -> None:
    """介休 2017 had 48 central clinics, all of which became central in 2019; 231 clinics all the while."""
    assert [of_county(sample, "institutions_central_clinic", JIEXIU, year) for year in ("2017", "2018")] == [0, 0]
    months = ask(
        sample, [get("institutions_central_clinic")], Scope(JIEXIU, Period.parse("2018-11..2019-02")), by="month"
    )
    assert months["value"].tolist() == [0, 0, 48, 48]
    assert {of_county(sample, "institutions_village", JIEXIU, str(year)) for year in range(2016, 2025)} == {231}
    grown = ask(sample, [get("institutions_central_clinic")], Scope(JIEXIU, Period.parse("2019"), compare="yoy")).iloc[
        0
    ]
    assert (grown["value"], grown["compare_value"]) == (48, 0) and np.isnan(grown["change"])


def test_a_village_is_covered_by_a_central_clinic_from_that_month_on(sample: Source) -> None:
    metric_id = "villages_covered_by_central_clinics"
    months = ask(sample, [get(metric_id)], Scope(JIEXIU, Period.parse("2018-11..2019-02")), by="month")
    assert months["value"].isna().tolist() == [True, True, False, False]
    assert central_clinic_villages(sample.engine, JIEXIU, 201812).empty
    served = central_clinic_villages(sample.engine, JIEXIU, 201901)["village_code"].nunique()
    assert months["value"].iloc[2] == served == of_county(sample, metric_id, JIEXIU, "2019") == 48
    # 交城's account counts 88 mountain villages while they were 88: from 2020 to the mergers of June 2021.
    assert most_villages_of_central_clinics(sample.engine, JIAOCHENG) == (202106, 88)


def test_a_map_of_a_past_month_has_the_places_of_that_month(sample: Source) -> None:
    then = institutions(sample.engine, JIAOCHENG, 201912).set_index("institution_code")
    now = institutions(sample.engine, JIAOCHENG, 202312).set_index("institution_code")
    here = {place.code for place in sample.reference.townships_of(JIAOCHENG, 201912)}
    assert set(then["township_code"]) == here and HONGXIANG not in set(now["township_code"])
    assert (then["level"] == "central_village_clinic").sum() == 0 < (now["level"] == "central_village_clinic").sum()
    facilities = circle_facilities(sample.engine, JIAOCHENG, 201912).set_index("institution_code")
    assert facilities["township_code"].to_dict() == then["township_code"].to_dict()
    assert facilities["level"].to_dict() == then["level"].to_dict()


def test_townships_add_to_the_county_for_every_register_in_every_year_as_reported_and_in_newest_boundaries(
    sample: Source,
) -> None:
    """As reported: a year in its own boundaries. Newest: the year before as it is compared, in the later boundaries."""
    assert len(OF_REGISTERS) > 60 and {metric.numerator.table.name for metric in OF_REGISTERS} == REGISTERS
    wrong = []
    for county in sample.reference.counties:
        for year in range(2016, 2025):
            scope = Scope(county, Period.parse(str(year)), compare="yoy")
            whole = ask(sample, OF_REGISTERS, scope, with_parts=True).set_index("metric_id")
            parts = ask(sample, OF_REGISTERS, scope, by="township", with_parts=True)
            for column in ("numerator", "compare_numerator"):
                sums = parts.groupby("metric_id")[column].sum(min_count=1)
                wrong += [
                    (county, year, column, metric.id)
                    for metric in OF_REGISTERS
                    if not np.isclose(sums[metric.id], whole[column][metric.id], equal_nan=True)
                ]
    assert wrong == []


def test_a_lot_of_equipment_is_counted_until_it_is_taken_out_of_use(tmp_path: Path) -> None:
    """Two vehicles from 2022-01, one of them until 2023-06: 2 at the end of 2022, 1 at the end of 2023."""
    tables = frames()
    lot = {"county_code": COUNTY, "township_code": NORTH, "kind": "checkup_vehicle", "name_zh": "巡回体检车"}
    lot |= {"units": 1, "since": 202201, "basis": "synthetic", "load_id": "test"}
    tables["equipment"] = pd.DataFrame([lot | {"equipment_id": "a"}, lot | {"equipment_id": "b", "until": 202306}])
    tables["equipment"]["until"] = tables["equipment"]["until"].astype("Int64")
    url = f"duckdb:///{tmp_path / 'lots.duckdb'}"
    write_warehouse(url, tables)
    with opened(url) as engine:
        source = Source(engine, load_reference(engine))
        found = [of_county(source, "checkup_vehicle_units", COUNTY, period) for period in ("2022", "2023-06", "2023")]
    assert found == [2, 2, 1]
