"""Equipment that the reforms bought: scanners, ambulances, check-up vehicles, terminals, computers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sample_data.items import CLINICS, months_between_years
from sample_data.mechanisms import SYNTHETIC, figure, frame_of, origin, place_of_lead, printed, townships_of
from sample_data.world import JIAOCHENG, LISHI, World

# Figure, mechanism, kind, name, first month: printed lots, kept at the lead hospital.
LOTS = """
jungar_mri_field_strength|jungar_remote_diagnosis|mri|核磁共振|202001
jiaocheng_checkup_vehicles|jiaocheng_mobile_checkup|checkup_vehicle|巡回体检车|201901
jiexiu_equipment_items|jiexiu_hardware|large_device|大中型医疗设备|202012
"""
# Of these the account prints how strong the one device is, not how many there are.
CAPACITY_IS_PRINTED = ("jungar_mri_field_strength",)


def equipment(world: World) -> pd.DataFrame:
    """Return every lot of equipment: printed lots, and one row a place where the account counts the places."""
    centres = world.institutions(JIAOCHENG, "township_centre")
    mountain = _mountain_first(world, centres).iloc[: printed("jiaocheng_ambulance_centres")]
    connected = centres.iloc[: printed("jiaocheng_telemedicine_centres")]
    clinics = world.institutions(LISHI, *CLINICS)
    computers_since = months_between_years("lishi_computers", len(clinics), 2022, 2024)
    parts = [
        frame_of("equipment", _printed_lots(world)),
        _one_each(world, mountain, "jiaocheng_prehospital", "ambulance", "山区救护车", np.full(len(mountain), 201906)),
        _one_each(
            world, connected, "jiaocheng_telemedicine", "telemedicine", "远程诊疗终端", np.full(len(connected), 201901)
        ),
        _one_each(world, clinics, "lishi_capacity_plan", "clinic_computer", "村卫生所电脑", computers_since),
    ]
    return pd.concat(parts, ignore_index=True)


def _printed_lots(world: World) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for line in LOTS.split():
        figure_id, mechanism_id, kind, name, since = line.split("|")
        cited = figure(figure_id)
        is_capacity = figure_id in CAPACITY_IS_PRINTED
        rows.append(
            {
                "equipment_id": figure_id,
                "county_code": cited.county_code,
                **place_of_lead(world, cited.county_code),
                "mechanism_id": mechanism_id,
                "kind": kind,
                "name_zh": name,
                "units": 1 if is_capacity else printed(figure_id),
                "capacity": cited.value if is_capacity else None,
                "since": int(since),
                **origin(cited.load_id),
            }
        )
    return rows


def _one_each(
    world: World, places: pd.DataFrame, mechanism_id: str, kind: str, name: str, since: np.ndarray
) -> pd.DataFrame:
    """Return one unit at each place from the month given for it, shape as `places`."""
    codes = places["institution_code"].to_numpy(dtype=object)
    frame = pd.DataFrame(
        {
            "equipment_id": [f"{kind}_{code}" for code in codes],
            "county_code": places["county_code"].to_numpy(),
            "township_code": townships_of(world, codes, since),
            "institution_code": codes,
            "mechanism_id": mechanism_id,
            "kind": kind,
            "name_zh": name,
            "units": 1,
            "since": since,
            **SYNTHETIC,
        }
    )
    return frame_of("equipment", frame)


def _mountain_first(world: World, centres: pd.DataFrame) -> pd.DataFrame:
    """Return township centres with those in mountain townships first, else in code order."""
    terrain = world.frames["township"].set_index("township_code")["terrain"]
    in_mountains = centres["township_code"].map(terrain) == "山区"
    return centres.assign(plain=~in_mountains).sort_values(["plain", "institution_code"], kind="stable")
