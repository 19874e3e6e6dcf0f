"""Who lacks care, by name, and what is where: six villages and their clinics, worked out by hand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.reads.places import care_gaps, institutions, loads, outlines, reporting_grid, villages
from tests.metrics.small_county import (
    CLOSED_CLINIC,
    COUNTY,
    HOSPITAL,
    NEW_CLINIC,
    NORTH,
    NORTH_CENTRE,
    OLD,
    OLD_CENTRE,
    SOUTH,
    SOUTH_CENTRE,
    frames,
)

WITH_CLINIC, CLINIC_CLOSED, COVERED, COVER_ENDED, EMPTY, GONE = (f"99990110100{number}" for number in range(1, 7))
KEPT = {"basis": "synthetic", "load_id": "test"}
SQUARE = {"type": "Polygon", "coordinates": [[[110, 37], [110.1, 37], [110.1, 37.1], [110, 37]]]}


def _village(code: str, residents: int, last: int | None = None) -> dict[str, Any]:
    few = {name: 0 for name in ("residents_0_14", "residents_65_up", "chronic_patients", "key_group_residents")}
    return {
        "village_code": code,
        "county_code": COUNTY,
        "township_code": NORTH,
        "name_zh": f"村{code[-1]}",
        "name_en": f"Village {code[-1]}",
        "kind": "村",
        "lon": 110.0,
        "lat": 37.0,
        "position_basis": "synthetic",
        "residents": residents,
        "is_mountain": False,
        "valid_from": 201601,
        "valid_to": last,
        **few,
        **KEPT,
    }


def _cover(village: str, last: int | None) -> dict[str, Any]:
    span = {"valid_from": 201601, "valid_to": last}
    return {"institution_code": NEW_CLINIC, "village_code": village, "county_code": COUNTY, **span, **KEPT}


def _county() -> dict[str, pd.DataFrame]:
    """The small county with villages, covered villages, standards and drugs.

    The closed clinic stood in the village CLINIC_CLOSED until 2023-03. Centres: north meets the standard, the others
    do not. New clinic: 49 drugs in November 2023, 50 in December.
    """
    tables = frames()
    where = {NEW_CLINIC: WITH_CLINIC, CLOSED_CLINIC: CLINIC_CLOSED}
    tables["institution"]["village_code"] = tables["institution"]["institution_code"].map(where)
    tables["village"] = pd.DataFrame(
        [
            _village(WITH_CLINIC, 500),
            _village(CLINIC_CLOSED, 80),
            _village(COVERED, 300),
            _village(COVER_ENDED, 120),
            _village(EMPTY, 0),
            _village(GONE, 40, last=202212),
        ]
    )
    tables["clinic_cover"] = pd.DataFrame([_cover(COVERED, None), _cover(COVER_ENDED, 202306)])
    months = tables["institution_month"]
    months["standardised"] = (months["institution_code"] == NORTH_CENTRE).astype(int)
    months["drug_varieties"] = 0
    clinic = months[months["institution_code"] == NORTH_CENTRE].assign(
        institution_code=NEW_CLINIC, level="village_clinic", township_code=SOUTH, standardised=1, drug_varieties=50
    )
    clinic.loc[clinic["month"] == 202311, "drug_varieties"] = 49
    tables["institution_month"] = pd.concat([months, clinic[clinic["month"] >= 202207]], ignore_index=True)
    tables["township_outline"] = pd.DataFrame(
        [{"township_code": NORTH, "county_code": COUNTY, "geojson": json.dumps(SQUARE), "derivation": "test"}]
    )
    return tables


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = f"duckdb:///{Path(tmp_path_factory.mktemp('places')) / 'places.duckdb'}"
    write_warehouse(url, _county())
    opened = open_engine(url)
    yield opened
    opened.dispose()


def codes(rows: pd.DataFrame, column: str = "village_code") -> list[str]:
    return list(rows[column])


def test_a_village_with_neither_clinic_nor_cover_is_named_the_largest_first(engine: Engine):
    """December 2023: one clinic has closed and one cover has ended; 120 people before 80."""
    gaps = care_gaps(engine, COUNTY, 202312).villages
    assert codes(gaps) == [COVER_ENDED, CLINIC_CLOSED]
    assert list(gaps["name_zh"]) == ["村4", "村2"] and list(gaps["residents"]) == [120, 80]
    assert list(gaps["name_en"]) == ["Village 4", "Village 2"] and set(gaps["township_code"]) == {NORTH}


def test_a_village_lacks_care_only_from_the_month_after_its_clinic_closed(engine: Engine):
    assert codes(care_gaps(engine, COUNTY, 202303).villages) == []
    assert codes(care_gaps(engine, COUNTY, 202304).villages) == [CLINIC_CLOSED]


def test_a_village_that_no_longer_exists_lacks_nothing_and_one_that_does_is_named(engine: Engine):
    """Before July 2022 the new clinic is not there yet; the village that ended in December 2022 still is."""
    assert codes(care_gaps(engine, COUNTY, 202206).villages) == [WITH_CLINIC, GONE]
    assert codes(care_gaps(engine, COUNTY, 202212).villages) == [GONE]
    assert codes(care_gaps(engine, COUNTY, 202301).villages) == []


def test_a_village_without_residents_is_not_counted_as_a_gap(engine: Engine):
    assert all(EMPTY not in codes(care_gaps(engine, COUNTY, month).villages) for month in (202206, 202312))


def test_centres_below_the_standard_are_named_and_hospitals_are_not(engine: Engine):
    below = care_gaps(engine, COUNTY, 202312).below_standard
    assert codes(below, "institution_code") == [SOUTH_CENTRE, OLD_CENTRE]
    assert set(below["level"]) == {"township_centre"} and set(below["township_code"]) == {SOUTH}


def test_an_institution_that_did_not_report_is_not_called_below_the_standard(engine: Engine):
    assert codes(care_gaps(engine, COUNTY, 202309).below_standard, "institution_code") == [OLD_CENTRE]


def test_forty_nine_drugs_are_few_and_fifty_are_not(engine: Engine):
    few = care_gaps(engine, COUNTY, 202311).few_drugs
    assert codes(few, "institution_code") == [NEW_CLINIC] and list(few["drug_varieties"]) == [49]
    assert care_gaps(engine, COUNTY, 202312).few_drugs.empty


def test_another_county_has_no_gaps_of_this_one(engine: Engine):
    gaps = care_gaps(engine, "000000", 202312)
    assert gaps.villages.empty and gaps.below_standard.empty and gaps.few_drugs.empty


def test_gaps_say_among_how_many_places_they_are_named(engine: Engine):
    """Four villages with people in December 2023, and one clinic that says how many drugs it has."""
    gaps = care_gaps(engine, COUNTY, 202312)
    assert gaps.among("villages") == 4 and gaps.among("drugs") == 1 and gaps.among("standards") >= 2


def test_where_nothing_is_on_record_gaps_are_not_known_and_not_none(engine: Engine):
    """A county that had loaded no village was told that every village has a clinic, and that all meet the standard."""
    gaps = care_gaps(engine, "000000", 202312)
    assert [gaps.among(of) for of in ("villages", "standards", "drugs")] == [0, 0, 0]


def test_villages_without_any_clinic_on_record_are_not_named_one_by_one_as_lacking_care(tmp_path: Path):
    """The list of villages is in, that of their clinics is not yet."""
    tables = _county()
    clinics = (CLOSED_CLINIC, NEW_CLINIC)
    for name in ("institution", "institution_history", "institution_month"):
        if name in tables:
            tables[name] = tables[name][~tables[name]["institution_code"].isin(clinics)]
    tables["clinic_cover"] = tables["clinic_cover"].iloc[:0]
    url = f"duckdb:///{tmp_path / 'lists.duckdb'}"
    write_warehouse(url, tables)
    gaps = care_gaps(open_engine(url), COUNTY, 202312)
    assert gaps.villages.empty and gaps.among("villages") == 0 and gaps.among("standards") >= 2


def test_villages_are_those_of_the_month(engine: Engine):
    assert codes(villages(engine, COUNTY, 202212)) == [WITH_CLINIC, CLINIC_CLOSED, COVERED, COVER_ENDED, EMPTY, GONE]
    assert GONE not in codes(villages(engine, COUNTY, 202301))


def test_institutions_are_those_open_in_the_month(engine: Engine):
    before, after = (codes(institutions(engine, COUNTY, month), "institution_code") for month in (202206, 202304))
    assert CLOSED_CLINIC in before and NEW_CLINIC not in before
    assert after == [HOSPITAL, NORTH_CENTRE, SOUTH_CENTRE, OLD_CENTRE, NEW_CLINIC]


def test_the_standard_of_an_institution_that_did_not_report_is_unknown(engine: Engine):
    found = institutions(engine, COUNTY, 202309).set_index("institution_code")["meets_standard"]
    assert found[NORTH_CENTRE] == 1 and found[OLD_CENTRE] == 0 and pd.isna(found[SOUTH_CENTRE])


def test_outlines_are_geometries_by_township(engine: Engine):
    assert outlines(engine, COUNTY) == {NORTH: SQUARE}


def test_the_reporting_grid_counts_the_gap_of_september_and_the_merger(engine: Engine):
    """South: its centre, the old one and the clinic; one of the three did not report."""
    grid = reporting_grid(engine, COUNTY, 202206, 202309).set_index(["township_code", "month"])
    assert tuple(grid.loc[(SOUTH, 202309)]) == (3, 2) and tuple(grid.loc[(SOUTH, 202308)]) == (3, 3)
    assert tuple(grid.loc[(OLD, 202206)]) == (1, 1) and (OLD, 202207) not in grid.index


def test_loads_say_who_loaded_what(engine: Engine):
    found = loads(engine)
    assert (found.loc[0, "load_id"], found.loc[0, "source_zh"], found.loc[0, "loaded_by"]) == (
        "test",
        "手工小县",
        "test",
    )
