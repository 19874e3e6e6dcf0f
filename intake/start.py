"""A warehouse of a county's own, beside the sample: its name and its townships, and as yet no figure.

The counties of the sample come with positions of their townships from gazetteers; any other county of the national list
begins with all of them at its seat, until institutions say where their townships are (institutions.py).
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any, Final

import pandas as pd
from sqlalchemy import URL

from data_access.backend import read_address
from data_access.build import content_hash, write_warehouse
from data_access.changes import VERSION_LENGTH, checked_name
from data_access.own import address_of, folder
from data_access.standing import refuse_to_erase
from intake import divisions
from intake.faults import BadCall

LISTS: Final = Path(__file__).parent.parent / "sample_data" / "facts"
START_LOAD: Final = "start"
AT_SEAT: Final = "seat"  # how a township's position is known: not yet


def _list(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known_counties() -> dict[str, str]:
    """Return every county of the national list: code → name."""
    return {code: county.name for code, county in divisions.counties().items()}


def county_names() -> dict[str, tuple[str, str]]:
    """Return every county with both names, the Chinese one with its province: code → Chinese, English.

    In English a county of which no name is known is called by its Chinese one.
    """
    english = {row["county_code"]: row["name_en"] for row in _list("counties")}
    return {
        code: (f"{county.province}{county.name}", english.get(code, county.name))
        for code, county in divisions.counties().items()
    }


def start(url: URL | str, county: str, *, since: int, who: str, seat: tuple[float, float] | None = None) -> int:
    """Make a warehouse that holds one county and its townships; return how many townships.

    since : first month that figures will be of, YYYYMM.
    seat  : longitude and latitude of the county's seat, where the list does not say it.
    Raises BadCall for no month, a county that is not listed or whose seat nobody has said, ChangeRefused without a
    name, InTheWay where something stands at the address, WarehouseError.
    """
    if not (1 <= since % 100 <= 12 and 1990 <= since // 100 <= 2100):
        raise BadCall("intake_no_such_month", month=since)
    names = known_counties()
    if county not in names:
        raise BadCall("intake_county_not_listed", county=county, possible=divisions.near(county))
    address = read_address(url)
    refuse_to_erase(address)
    own, townships = _sample_county(county, since) or _listed_county(county, since, seat)
    frames = _frames(own, townships, who)
    digest = content_hash(frames)
    frames["data_version"] = pd.DataFrame(
        {
            "version_id": [digest[:VERSION_LENGTH]],
            "created_at": [dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)],
            "content_sha256": [digest],
            "first_month": [since],
            "last_month": [since],
            "is_sample": [False],
            "note_zh": [f"{names[county]}：建库"],
        }
    )
    write_warehouse(address, frames)
    return len(frames["township"])


def begin(name: str, county: str, *, since: int, who: str, seat: tuple[float, float] | None = None) -> int:
    """Make a warehouse of a county's own by this name beside the sample; return how many townships it has.

    Raises OwnRefused for what is no name of a warehouse, and what `start` raises.
    """
    url = address_of(name)
    folder().mkdir(parents=True, exist_ok=True)
    return start(url, county, since=since, who=who, seat=seat)


Rows = list[dict[str, Any]]


def _sample_county(county: str, since: int) -> tuple[Rows, Rows] | None:
    """Return a county of the sample and its townships, with names in both languages and positions; None for another."""
    own = next((row for row in _list("counties") if row["county_code"] == county), None)
    if own is None:
        return None
    english = {row["code"]: row for row in _list("township_names")}
    context = [row for row in _list("county_context") if row["county_code"] == county]
    seat = {row["attribute"]: row["value"] for row in context}
    county_row = {
        "county_code": county,
        "name_zh": context[0]["county"],
        "name_en": own["name_en"],
        "province_zh": own["province_zh"],
        "group_name_zh": own["group_name_zh"],
        "seat_lon": float(seat["seat_lon"]),
        "seat_lat": float(seat["seat_lat"]),
        "area_km2": float(seat["area"]) if seat.get("area") else None,
    }
    townships = [
        {
            "township_code": row["township_code"],
            "county_code": county,
            "name_zh": row["township"],
            "name_en": english[row["township_code"]]["name_en"],
            "kind": row["type"],
            "terrain": english[row["township_code"]]["terrain"],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "position_basis": "approximate" if row["coord_source"] == "approximate" else "gazetteer",
            "valid_from": since,
            "valid_to": None,
            "successor_code": None,
        }
        for row in _list("townships")
        if row["county_code"] == county and row["in_2023"] == "1"
    ]
    return [county_row], townships


def _listed_county(county: str, since: int, seat: tuple[float, float] | None) -> tuple[Rows, Rows]:
    """Return a county of the national list and its townships: all of them at its seat, and nothing said of terrain."""
    own = divisions.counties()[county]
    place = seat or own.seat
    if place is None:
        raise BadCall("intake_no_seat", county=own.name)
    lon, lat = place
    county_row = {
        "county_code": county,
        "name_zh": own.name,
        "name_en": own.name,
        "province_zh": own.province,
        "group_name_zh": f"{own.name}医共体",
        "seat_lon": lon,
        "seat_lat": lat,
        "area_km2": None,
    }
    townships = [
        {
            "township_code": code,
            "county_code": county,
            "name_zh": name,
            "name_en": name,
            "kind": divisions.kind_of(name),
            "terrain": "",
            "lon": lon,
            "lat": lat,
            "position_basis": AT_SEAT,
            "valid_from": since,
            "valid_to": None,
            "successor_code": None,
        }
        for code, name in divisions.townships(county)
    ]
    return [county_row], townships


def _frames(county: Rows, townships: Rows, who: str) -> dict[str, pd.DataFrame]:
    return {
        "county": pd.DataFrame(county),
        "township": pd.DataFrame(townships),
        "load": pd.DataFrame(
            {
                "load_id": [START_LOAD],
                "loaded_at": [dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)],
                "loaded_by": [checked_name(who)],
                "source_zh": ["统计用区划代码（随产品提供）"],
                "rows_accepted": [len(townships) + 1],
                "rows_refused": [0],
            }
        ),
    }
