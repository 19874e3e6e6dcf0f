"""旗招乡管村用: the village doctors whom the banner hired, clinic by clinic and year; 示例."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from sample_data.mechanisms import SYNTHETIC, frame_of, townships_of
from sample_data.world import JUNGAR, World, rng

MECHANISM: Final = "jungar_village_integration"
KIND: Final = "village_hire"
YEARS: Final = (2020, 2021, 2022, 2023, 2024)
HIRED_IN: Final = 7
"""The month of the yearly hiring."""


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return staff events with the hirings: never more of a clinic than it has village doctors from then on."""
    known = world.frames["staff_event"]
    return {"staff_event": pd.concat([known, frame_of("staff_event", _events(world))], ignore_index=True)}


def _events(world: World) -> list[dict[str, Any]]:
    lasting = _doctors_throughout(world)
    months = [year * 100 + HIRED_IN for year in YEARS]
    home = dict(zip(lasting, townships_of(world, list(lasting), [months[-1]] * len(lasting)), strict=True))
    shares = {code: _shares(code) for code in sorted(set(home.values()))}
    rows = []
    for code, doctors in lasting.items():
        turns = rng("village hire", code).random(doctors)
        before = 0
        for month, share in zip(months, shares[home[code]], strict=True):
            hired = int((turns < share).sum())
            if hired > before:
                rows.append(_event(world, code, month, hired - before))
            before = max(before, hired)
    return rows


def _shares(township: str) -> list[float]:
    """Return the share of a township's village doctors hired by each year: each township takes its own time."""
    generator = rng("village hire", "township", township)
    begins, ends = generator.uniform(0.25, 0.5), generator.uniform(0.72, 1.0)
    step = (ends - begins) / (len(YEARS) - 1)
    return [float(begins + step * number) for number in range(len(YEARS))]


def _doctors_throughout(world: World) -> dict[str, int]:
    """Return clinic → the fewest village doctors that it has in any month since the first hiring."""
    staff = world.frames["staff_month"]
    own = staff[
        (staff["county_code"] == JUNGAR)
        & (staff["profession"] == "village_doctor")
        & (staff["month"] >= YEARS[0] * 100 + HIRED_IN)
    ]
    by_month = own.groupby(["institution_code", "month"])["persons"].sum()
    fewest = by_month.groupby(level="institution_code").min()
    return {str(code): int(count) for code, count in fewest.items()}


def _event(world: World, code: str, month: int, persons: int) -> dict[str, Any]:
    return {
        "event_id": f"{KIND}_{code}_{month}",
        "county_code": JUNGAR,
        "township_code": townships_of(world, [code], [month])[0],
        "institution_code": code,
        "mechanism_id": MECHANISM,
        "month": month,
        "kind": KIND,
        "persons": persons,
        **SYNTHETIC,
    }
