"""网络: who belongs to whom by which relation since when; the numbers are the accounts', the months 示例."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from sample_data.items import LOTS
from sample_data.mechanisms import SYNTHETIC, county_of, frame_of, printed, townships_of
from sample_data.world import JIAOCHENG, JIEXIU, JUNGAR, LUZHAI, MONTHS, World, facts, rng

Rows = list[dict[str, Any]]
TIERS: Final = {
    "city_hospital": "city",
    "township_centre": "township",
    "community_centre": "township",
    "central_village_clinic": "village",
    "village_clinic": "village",
}
"""Tier by level; the others are the county's."""
CENTRES: Final = ("township_centre", "community_centre")
CLINICS: Final = ("central_village_clinic", "village_clinic")
COUNTY_LEVEL: Final = ("county_hospital", "tcm_hospital", "mch_hospital", "cdc", "first_aid_station")
OWN_SPECIALIST: Final = ("450223X004", "省级合作专科医院01", "Provincial Partner Specialist Hospital 01")
"""The account counts four partners, the city hospitals are three: the fourth has no row among the institutions."""
HOMES: Final = (("养老机构", "Care Home"), ("第二养老机构", "Second Care Home"), ("第三养老机构", "Third Care Home"))


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the rows."""
    rows = [
        *_four_communities(world),
        *_care_homes(world),
        *_telemedicine(world),
        *_prevention_inside(world),
        *_two_systems(world),
        *_specialties(world),
        *_disease_control(world),
    ]
    return {"membership": frame_of("membership", rows)}


def _row(
    world: World, mechanism_id: str, code: str, parent: str | None, relation: str, since: int, **more: Any
) -> dict[str, Any]:
    """Return one membership of an institution in the household of another; `more` replaces what its row says."""
    own, above = _said_of(world, code), _said_of(world, parent)
    place = townships_of(world, [code], [max(since, int(MONTHS[0]))])[0] if own else None
    return {
        "membership_id": f"{mechanism_id}_{code}",
        "county_code": county_of(mechanism_id),
        "mechanism_id": mechanism_id,
        "township_code": None if own.get("level") == "city_hospital" else place,
        "member_code": code,
        "member_zh": own.get("name_zh"),
        "member_en": own.get("name_en"),
        "tier": TIERS.get(str(own.get("level")), "county"),
        "parent_code": parent,
        "parent_zh": above.get("name_zh"),
        "parent_en": above.get("name_en"),
        "relation": relation,
        "since": since,
        **SYNTHETIC,
        **more,
    }


def _by_code(world: World) -> pd.DataFrame:
    return world.frames["institution"].set_index("institution_code", drop=False)


def _said_of(world: World, code: str | None) -> dict[str, Any]:
    """Return what the institutions' table says of a code; nothing of one outside it."""
    own = _by_code(world)
    return {str(name): value for name, value in own.loc[code].items()} if code in own.index else {}


def _staggered(key: str, codes: list[str], first: int, months: int) -> Iterator[tuple[str, int]]:
    """Return codes with a month of joining each, from `first` over so many months, the last of them taken by one."""
    steps = np.sort(rng("network", key).integers(0, months + 1, len(codes)))
    steps[-1:] = months
    for code, step in zip(rng("network order", key).permutation(codes).tolist(), steps.tolist(), strict=True):
        index = first // 100 * 12 + first % 100 - 1 + step
        yield code, index // 12 * 100 + index % 12 + 1


def _codes(world: World, county: str, *levels: str) -> list[str]:
    return world.institutions(county, *levels)["institution_code"].tolist()


def _four_communities(world: World) -> Rows:
    """Return the communities of 准格尔: lead hospitals at their founding, then centres, each with its clinics."""
    name = "jungar_four_communities"
    founded = world.frames["community"].set_index("lead_institution_code")["since"]
    above = _by_code(world)["parent_code"]
    leads = [code for code in _codes(world, JUNGAR, "county_hospital", "tcm_hospital") if code in founded.index]
    rows = [_row(world, name, code, None, "community", int(founded[code])) for code in leads]
    joined = dict(_staggered(name, _codes(world, JUNGAR, *CENTRES), int(founded[leads].min()), 15))
    rows += [_row(world, name, code, above[code], "community", since) for code, since in joined.items()]
    for code in _codes(world, JUNGAR, *CLINICS):
        centre = above[code]
        rows.append(_row(world, name, code, centre, "community", joined[centre]))
    return rows


def _care_homes(world: World) -> Rows:
    """Return the linked care homes of 准格尔, a home a link, at the months in which the inventory grew."""
    name = "jungar_medical_elderly_care"
    parts = next(lot[3] for lot in LOTS if lot[0] == "linked_care_home")
    months = [since for since, homes in parts for _ in range(homes)]
    centres = rng("network", name).permutation(_codes(world, JUNGAR, *CENTRES)).tolist()
    rows: Rows = []
    for number, (since, centre) in enumerate(zip(months, centres, strict=False), start=1):
        place = townships_of(world, [centre], [since])[0]
        before = [row for row in rows if row["township_code"] == place]
        town = world.frames["township"].set_index("township_code").loc[place]
        zh, en = HOMES[len(before)]
        rows.append(
            _row(
                world, name, f"{JUNGAR}N{number:03d}", centre, "pairing", since,
                township_code=place, tier="village",
                member_zh=f"{town['name_zh']}{zh}", member_en=f"{town['name_en']} {en}",
            )
        )  # fmt: skip
    return rows


def _telemedicine(world: World) -> Rows:
    """Return the institutions of 交城 that are connected, from the first month in which their report says so."""
    name, lead = "jiaocheng_telemedicine", f"{JIAOCHENG}H001"
    reports = world.frames["institution_month"]
    online = reports[(reports["county_code"] == JIAOCHENG) & (reports["telemedicine"] == 1)]
    since = online.groupby("institution_code")["month"].min()
    centres = _codes(world, JIAOCHENG, "township_centre")
    if len(set(centres) & set(since.index)) != printed("jiaocheng_telemedicine_centres"):
        raise ValueError("交城接入远程诊疗的乡镇卫生院数与公布数不符。")
    return [
        _row(world, name, code, None if code == lead else lead, "community", int(since[code])) for code in since.index
    ]


def _prevention_inside(world: World) -> Rows:
    """Return the group of 交城: disease control and the TCM hospital joined at its founding, the rest then or soon."""
    name, lead = "jiaocheng_prevention_merge", f"{JIAOCHENG}H001"
    merged = next(lot[3][0][0] for lot in LOTS if lot[0] == "merged_member")
    rows = [
        _row(world, name, code, None if code == lead else lead, "community", merged)
        for code in _codes(world, JIAOCHENG, *COUNTY_LEVEL)
    ]
    joined = _staggered(name, _codes(world, JIAOCHENG, "township_centre"), merged, 5)
    return rows + [_row(world, name, code, lead, "community", since) for code, since in joined]


def _two_systems(world: World) -> Rows:
    """Return city, county and township institutions of 鹿寨: alliances, a specialty alliance, centres in trust."""
    name = "luzhai_two_systems"
    above = _by_code(world)["parent_code"]
    cities = _codes(world, LUZHAI, "city_hospital")[: printed("luzhai_alliance_city_hospitals")]
    hospitals = _codes(world, LUZHAI, "county_hospital", "tcm_hospital", "mch_hospital")
    tight = printed("luzhai_tight_alliances")
    rows = [_row(world, name, code, None, "alliance", 201701) for code in cities]
    for number, (hospital, city) in enumerate(zip(hospitals, cities, strict=True)):
        inside = number < tight
        since = 201701 if inside else 201801
        rows.append(_row(world, name, hospital, city, "alliance" if inside else "specialty", since))
    joined = _staggered(name, _codes(world, LUZHAI, "township_centre"), 201702, 13)
    return rows + [_row(world, name, code, above[code], "trusteeship", since) for code, since in joined]


def _specialties(world: World) -> Rows:
    """Return the specialty alliances of 鹿寨, a specialty a row; the inventory is complete in its first month."""
    name, table = "luzhai_specialty_alliance", facts("evidence_network")
    if len(table) != printed("luzhai_specialty_alliances"):
        raise ValueError("鹿寨专科联盟数与公布数不符。")
    months = dict(_staggered(name, [str(number) for number in table.index], 201701, 12))
    code, name_zh, name_en = OWN_SPECIALIST
    rows: Rows = []
    for partner in sorted(set(table["partner"])):
        since = min(months[str(number)] for number in table.index[table["partner"] == partner])
        outside = {"member_zh": name_zh, "member_en": name_en, "tier": "province"} if partner == code else {}
        rows.append(_row(world, name, partner, None, "specialty", since, **outside))
    if len(rows) != printed("luzhai_alliance_tertiary_hospitals"):
        raise ValueError("鹿寨专科联盟医院数与公布数不符。")
    for number, link in enumerate(table.to_dict("records")):
        outside = {"parent_zh": name_zh, "parent_en": name_en} if link["partner"] == code else {}
        rows.append(
            _row(
                world, name, f"{LUZHAI}{link['member']}", link["partner"], "specialty", months[str(number)],
                membership_id=f"{name}_{number + 1:02d}", specialty_zh=link["specialty_zh"], **outside,
            )
        )  # fmt: skip
    return rows


def _disease_control(world: World) -> Rows:
    """Return the group of 介休: its county institutions, and the centres that share tasks with disease control."""
    name, lead, control = "jiexiu_cdc_merge", f"{JIEXIU}H001", f"{JIEXIU}D001"
    founded = int(world.frames["community"].set_index("lead_institution_code")["since"][lead])
    rows = [
        _row(world, name, code, None if code == lead else lead, "community", 201801 if code == control else founded)
        for code in _codes(world, JIEXIU, *COUNTY_LEVEL)
    ]
    # Their monthly reports of joint tasks begin together.
    return rows + [_row(world, name, code, control, "pairing", 201801) for code in _codes(world, JIEXIU, *CENTRES)]
