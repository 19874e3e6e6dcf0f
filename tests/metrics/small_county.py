"""A county small enough to add up by hand: three townships, six institutions, 2022-01 … 2023-12."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from data_access.schema import LOAD_KEYS, metadata

COUNTY = "999901"
NORTH, SOUTH, OLD = "999901101", "999901102", "999901103"  # OLD merges into SOUTH after 2022-06
HOSPITAL, NORTH_CENTRE, SOUTH_CENTRE, OLD_CENTRE = "999901H001", "999901T001", "999901T002", "999901T003"
CLOSED_CLINIC, NEW_CLINIC = "999901V001", "999901V002"  # in force until 2023-03, and from 2022-07
COMMUNITY = "999901C001"
MONTHS = [year * 100 + month for year in (2022, 2023) for month in range(1, 13)]
_KEPT = {"basis": "synthetic", "load_id": "test"}


def _institution_months() -> list[dict[str, Any]]:
    """Visits a month: hospital 100; north 40; south 30 (31 in 2023); old 10 until 2022-06, then counted by south.

    South reports nothing in 2023-09. North refers two patients up in each month of 2023 and none in 2022. The
    hospital's figures are published ones.
    """
    rows = []
    for month in MONTHS:
        second_year = month > 202212
        for code, township, level, visits, beds in (
            (HOSPITAL, NORTH, "county_hospital", 100, 50),
            (NORTH_CENTRE, NORTH, "township_centre", 40, 20),
            (SOUTH_CENTRE, SOUTH, "township_centre", 31 if second_year else 30, 10),
            (OLD_CENTRE, OLD if month <= 202206 else SOUTH, "township_centre", 10, 5),
        ):
            unreported = code == SOUTH_CENTRE and month == 202309
            rows.append(
                {
                    "county_code": COUNTY,
                    "township_code": township,
                    "institution_code": code,
                    "month": month,
                    "level": level,
                    "is_lead": code == HOSPITAL,
                    "in_group": True,
                    "reported": not unreported,
                    "outpatient_visits": 0 if unreported else visits,
                    "admissions": 0 if unreported else visits // 10,
                    "beds_open": 0 if unreported else beds,
                    "referrals_up": 2 if code == NORTH_CENTRE and second_year else 0,
                    **_KEPT,
                    "basis": "published" if code == HOSPITAL else "synthetic",
                }
            )
    return rows


def _contracts() -> list[dict[str, Any]]:
    """Contracts: north 600 of 1,000 (650 from 2023-07); south 90 of 200 and old 4 of 50, later together 94 of 250."""
    rows = []
    for month in MONTHS:
        in_north = (NORTH, 1000, 600 if month < 202307 else 650)
        places = [in_north, (SOUTH, 200, 90), (OLD, 50, 4)]
        if month > 202206:
            places = [in_north, (SOUTH, 250, 94)]
        rows += [
            {
                "county_code": COUNTY,
                "township_code": township,
                "month": month,
                "population_group": "all",
                "is_key_group": False,
                "eligible": eligible,
                "contracted": contracted,
                "served": contracted // 2,
                **_KEPT,
            }
            for township, eligible, contracted in places
        ]
    return rows


def _residents() -> list[dict[str, Any]]:
    rows = []
    for month in MONTHS:
        places = [(NORTH, 1000), (SOUTH, 200), (OLD, 50)] if month <= 202206 else [(NORTH, 1000), (SOUTH, 250)]
        rows += [
            {
                "county_code": COUNTY,
                "township_code": township,
                "month": month,
                "residents": residents,
                "residents_0_14": residents // 5,
                "residents_35_up": residents // 2,
                "residents_65_up": residents // 8,
                **_KEPT,
            }
            for township, residents in places
        ]
    return rows


def _township(code: str, name: str, valid_to: int | None = None, successor: str | None = None) -> dict[str, Any]:
    return {
        "township_code": code,
        "county_code": COUNTY,
        "name_zh": name,
        "name_en": name,
        "kind": "镇",
        "terrain": "平川",
        "lon": 110.0,
        "lat": 37.0,
        "position_basis": "approximate",
        "valid_from": 201601,
        "valid_to": valid_to,
        "successor_code": successor,
    }


def _institution(
    code: str, township: str, level: str, *, opened: int = 201601, closed: int | None = None
) -> dict[str, Any]:
    return {
        "institution_code": code,
        "county_code": COUNTY,
        "township_code": township,
        "name_zh": code,
        "name_en": code,
        "level": level,
        "is_lead": code == HOSPITAL,
        "lon": 110.0,
        "lat": 37.0,
        "opened": opened,
        "closed": closed,
        **_KEPT,
    }


def _target(name: str, metric_id: str, value: float, first: int, last: int | None) -> dict[str, Any]:
    return {
        "target_id": name,
        "metric_id": metric_id,
        "county_code": COUNTY,
        "township_code": None,
        "comparator": ">=",
        "value": value,
        "valid_from": first,
        "valid_to": last,
        **_KEPT,
    }


def frames() -> dict[str, pd.DataFrame]:
    """Return the county's tables, ready for `write_warehouse`."""
    tables: dict[str, list[dict[str, Any]]] = {
        "load": [
            {
                "load_id": "test",
                "loaded_at": datetime(2024, 1, 1),
                "loaded_by": "test",
                "source_zh": "手工小县",
                "rows_accepted": 0,
                "rows_refused": 0,
            }
        ],
        "county": [
            {
                "county_code": COUNTY,
                "name_zh": "小县",
                "name_en": "Small County",
                "province_zh": "某省",
                "group_name_zh": "小县医共体",
                "seat_lon": 110.0,
                "seat_lat": 37.0,
            }
        ],
        "township": [_township(NORTH, "北镇"), _township(SOUTH, "南镇"), _township(OLD, "旧乡", 202206, SOUTH)],
        "institution": [
            _institution(HOSPITAL, NORTH, "county_hospital"),
            _institution(NORTH_CENTRE, NORTH, "township_centre"),
            _institution(SOUTH_CENTRE, SOUTH, "township_centre"),
            _institution(OLD_CENTRE, SOUTH, "township_centre"),
            _institution(CLOSED_CLINIC, NORTH, "village_clinic", closed=202303),
            _institution(NEW_CLINIC, SOUTH, "village_clinic", opened=202207),
        ],
        "community": [
            {
                "community_code": COMMUNITY,
                "county_code": COUNTY,
                "name_zh": "小县医共体",
                "name_en": "Small community",
                "since": 202207,
                **_KEPT,
            }
        ],
        "institution_month": _institution_months(),
        "contract_month": _contracts(),
        "resident_month": _residents(),
        "indicator_target": [
            _target("share", "primary_visit_share", 50.0, 202201, None),
            _target("visits", "outpatient_visits", 2000.0, 202201, None),
            _target("early", "contract_rate", 55.0, 202201, 202212),
            _target("late", "contract_rate", 60.0, 202301, None),
            {**_target("south", "contract_rate", 40.0, 202301, None), "township_code": SOUTH},
        ],
        "data_version": [
            {
                "version_id": "small",
                "created_at": datetime(2024, 1, 1),
                "content_sha256": "0" * 64,
                "first_month": MONTHS[0],
                "last_month": MONTHS[-1],
                "is_sample": True,
                "note_zh": "测试",
            }
        ],
    }
    made = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    # What these rows leave out did not happen: 0, where an empty cell would be unknown.
    for name in made.keys() & LOAD_KEYS.keys():
        counts = [column.name for column in metadata.tables[name].columns if column.nullable]
        left_out = [column for column in counts if column not in (*made[name], "community_code", "entered")]
        made[name] = made[name].assign(**dict.fromkeys(left_out, 0))
    return made
