"""行程: the days of the check-up vehicles, and the day rosters of the experts who come home, as rows of outings.

Both are split out of rows that are there already: the people a vehicle examined add to the month's mobile check-ups of
each township, the experts on duty are those whose visits were worked. Dates, places and roads are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sample_data.mechanisms import SYNTHETIC, county_of, frame_of, printed
from sample_data.visits import working_days
from sample_data.world import World, allocate, rng

VEHICLES, ROSTER = "jiaocheng_mobile_checkup", "jiexiu_native_experts"
PEOPLE_A_STOP = 85
EARTH_KM, DETOUR = 6371.0, 1.35
KM_AN_HOUR = {"山区": 32.0, "丘陵": 36.0}
KM_AN_HOUR_IN_THE_PLAIN = 42.0

Rows = list[dict[str, Any]]


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the rows of both. world: activity_month and visit must be there already."""
    return {"outing": frame_of("outing", [*_vehicle_rows(world), *_roster_rows(world)])}


@dataclass(frozen=True)
class Stop:
    """One place of a month that a vehicle is to go to: township row, village row, people examined."""

    township: Any
    village: Any
    people: int


def _vehicle_rows(world: World) -> Iterator[dict[str, Any]]:
    county, vehicles = county_of(VEHICLES), printed("jiaocheng_checkup_vehicles")
    base = world.institutions(county, "county_hospital").iloc[0]
    done = world.frames["activity_month"]
    done = done[(done["activity_code"] == "mobile_checkup") & (done["done"] > 0)]
    number = 0
    for month in done["month"].unique().tolist():
        own = done[done["month"] == month]
        stops = _stops(
            world, county, month, dict(zip(own["township_code"].tolist(), own["done"].tolist(), strict=True))
        )
        for vehicle, part in enumerate(_shared_out(stops, vehicles), start=1):
            for day, position, stop, start in _on_days(part, month, vehicle, base):
                number += 1
                yield _vehicle_row(county, number, month, vehicle, day, position, stop, start)


def _stops(world: World, county: str, month: int, people: dict[str, int]) -> list[Stop]:
    """Return the month's stops, township by township; each township's people add to its month."""
    draw = rng("outings", county, month)
    villages = world.villages(county, month)
    townships = world.townships(county, month).set_index("township_code")
    found: list[Stop] = []
    for code, total in people.items():
        own = villages[villages["township_code"] == code]
        parts = max(1, round(int(total) / PEOPLE_A_STOP))
        shares = allocate(int(total), draw.uniform(0.4, 1.6, parts))
        chosen = draw.permutation(len(own))[np.arange(parts) % len(own)]
        found += [
            Stop(townships.loc[code], own.iloc[place], int(share))
            for place, share in zip(chosen, shares, strict=True)
            if share
        ]
    return found


def _shared_out(stops: list[Stop], vehicles: int) -> list[list[Stop]]:
    """Return the stops of each vehicle: the mountains are the last one's, what remains evens the numbers out."""
    parts: list[list[Stop]] = [[] for _ in range(vehicles)]
    far = [stop for stop in stops if stop.township["terrain"] == "山区"]
    parts[-1] = sorted(far, key=lambda stop: -float(stop.township["lon"]))
    for stop in stops:
        if stop.township["terrain"] != "山区":
            min(parts, key=len).append(stop)
    return parts


def _on_days(stops: list[Stop], month: int, vehicle: int, base: Any) -> Iterator[tuple[date, int, Stop, Any]]:
    """Return day, position in the day, stop and where the vehicle came from; more stops than days share a day."""
    days = sorted(day for day in working_days() if day.year * 100 + day.month == month)
    draw = rng("outing days", month, vehicle)
    chosen = np.sort(draw.permutation(len(days))[: min(len(stops), len(days))])
    slots = sorted(int(chosen[at % len(chosen)]) for at in range(len(stops)))
    before: tuple[int, int, Any] = (-1, 0, base)
    for slot, stop in zip(slots, stops, strict=True):
        position = before[1] + 1 if slot == before[0] else 1
        yield days[slot], position, stop, before[2] if position > 1 else base
        before = (slot, position, stop.village)


def _vehicle_row(
    county: str, number: int, month: int, vehicle: int, day: date, position: int, stop: Stop, start: Any
) -> dict[str, Any]:
    km = round(max(DETOUR * _straight_km(start, stop.village), 1.0), 1)
    hourly = KM_AN_HOUR.get(stop.township["terrain"], KM_AN_HOUR_IN_THE_PLAIN)
    return {
        "outing_id": f"{VEHICLES}_{number:05d}",
        "county_code": county,
        "mechanism_id": VEHICLES,
        "township_code": stop.township.name,
        "place_zh": stop.village["name_zh"],
        "place_en": stop.village["name_en"],
        "vehicle_zh": f"{vehicle}号车",
        "vehicle_en": f"Vehicle {vehicle}",
        "date": day,
        "month": month,
        "stop": position,
        "road_minutes": float(round(km / hourly * 60)),
        "km": km,
        "persons": stop.people,
        **SYNTHETIC,
    }


def _straight_km(start: Any, end: Any) -> float:
    lon0, lat0, lon1, lat1 = np.radians([start["lon"], start["lat"], end["lon"], end["lat"]])
    part = np.sin((lat1 - lat0) / 2) ** 2 + np.cos(lat0) * np.cos(lat1) * np.sin((lon1 - lon0) / 2) ** 2
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(part)))


def _roster_rows(world: World) -> Rows:
    """Return a row a day: how many of the experts planned at the hospital were there. Nobody travels between places."""
    visits = world.frames["visit"]
    visits = visits[visits["mechanism_id"] == ROSTER]
    names = world.frames["institution"].set_index("institution_code")
    by_day = (
        visits.assign(came=visits["actual_start"].notna())
        .groupby(["visit_date", "institution_code", "township_code", "month"], sort=True)["came"]
        .sum()
        .reset_index()
    )
    return [
        {
            "outing_id": f"{ROSTER}_{number:05d}",
            "county_code": county_of(ROSTER),
            "mechanism_id": ROSTER,
            "township_code": row["township_code"],
            "place_zh": names.loc[row["institution_code"], "name_zh"],
            "place_en": names.loc[row["institution_code"], "name_en"],
            "vehicle_zh": "在岗专家",
            "vehicle_en": "Experts on duty",
            "date": pd.Timestamp(row["visit_date"]).date(),
            "month": row["month"],
            "stop": 1,
            "road_minutes": None,
            "km": None,
            "persons": int(row["came"]),
            **SYNTHETIC,
        }
        for number, row in enumerate(by_day.to_dict("records"), start=1)
    ]
