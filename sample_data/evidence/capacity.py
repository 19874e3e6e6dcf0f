"""设备 by kind and institution: the account prints how many large devices were added, the rest is 示例."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from sample_data.mechanisms import SYNTHETIC, frame_of, printed, townships_of
from sample_data.world import JIEXIU, World, allocate, rng

PRINTED: Final = "jiexiu_equipment_items"
"""The lot of printed devices in `equipment`; its pieces are shared out here."""
KIND, MECHANISM = "large_device", "jiexiu_hardware"
LARGE: Final = {
    "CT": 3, "磁共振": 2, "DR": 5, "数字减影血管造影机": 2, "彩色超声": 14, "内窥镜": 18, "呼吸机": 26, "麻醉机": 12,
    "血液透析机": 18,
}  # fmt: skip
"""Weights of the kinds of large and medium devices; no account prints them."""
HOSPITALS: Final = {"county_hospital": 0.68, "tcm_hospital": 0.2, "mch_hospital": 0.12}
PRIMARY: Final = {"彩色超声": 1.0, "全自动生化分析仪": 0.8, "DR": 0.6, "心电图机": 1.0}
"""Share of the township-level institutions that were given one."""
MONTHS: Final = (202003, 202006, 202009, 202012)


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the equipment with the printed lot as lots by kind and institution, and the primary institutions' own."""
    known = world.frames["equipment"]
    lots = [*_hospitals(world), *_primary(world), *_villages(world)]
    others = known[known["equipment_id"] != PRINTED]
    return {"equipment": pd.concat([others, frame_of("equipment", lots)], ignore_index=True)}


def _lot(world: World, code: str, kind: str, name: str, units: int, since: int) -> dict[str, Any]:
    return {
        "equipment_id": f"{MECHANISM}_{kind}_{code}_{name}_{since}",
        "county_code": JIEXIU,
        "township_code": townships_of(world, [code], [since])[0],
        "institution_code": code,
        "mechanism_id": MECHANISM,
        "kind": kind,
        "name_zh": name,
        "units": units,
        "since": since,
        **SYNTHETIC,
    }


def _hospitals(world: World) -> list[dict[str, Any]]:
    """Return the printed pieces: all are in use from the last of MONTHS on."""
    places = world.institutions(JIEXIU, *HOSPITALS)
    codes = places["institution_code"].tolist()
    weights = places["level"].map(HOSPITALS).to_numpy(dtype=np.float64)
    generator = rng("equipment", MECHANISM)
    units = allocate(printed(PRINTED), np.array(list(LARGE.values()), dtype=np.float64))
    rows = []
    for name, count in zip(LARGE, units.tolist(), strict=True):
        shares = allocate(count, weights).tolist()
        for code, share in zip(codes, shares, strict=True):
            if share:
                rows.append(_lot(world, code, KIND, name, int(share), int(generator.choice(MONTHS))))
    return rows


def _primary(world: World) -> list[dict[str, Any]]:
    places = world.institutions(JIEXIU, "township_centre", "community_centre")["institution_code"].tolist()
    generator = rng("equipment", MECHANISM, "primary")
    rows = []
    for name, share in PRIMARY.items():
        given = generator.random(len(places)) < share
        for code, has in zip(places, given.tolist(), strict=True):
            if has:
                rows.append(_lot(world, code, "primary_device", name, 1, int(generator.choice(MONTHS))))
    return rows


def _villages(world: World) -> list[dict[str, Any]]:
    """Return one set at each of the central village clinics that the account says were equipped."""
    places = world.institutions(JIEXIU, "central_village_clinic")["institution_code"].tolist()
    generator = rng("equipment", MECHANISM, "village")
    equipped = places[: printed("jiexiu_central_village_clinics")]
    return [_lot(world, code, "village_device", "健康一体机", 1, int(generator.choice(MONTHS))) for code in equipped]
