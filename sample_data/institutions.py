"""Communities, institutions, the villages each clinic serves, and family-doctor teams, in the accounts' numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from sample_data.clinics import clinic_cover, clinic_sites
from sample_data.histories import institution_history, site_month_township
from sample_data.world import (
    COUNTIES,
    JIAOCHENG,
    JIEXIU,
    JUNGAR,
    LISHI,
    LUZHAI,
    World,
    allocate,
    facts,
    month_position,
    only_where,
    provenance,
    rng,
    whole,
)

SITE_KEYS: Final = ["institution_code", "county_code", "level", "serial", "old_township", "centre_code"]
OPENED_BEFORE_ALL: Final = 201601

HOSPITALS: Final = {
    LISHI: (
        ("H001", "county_hospital", "离石区人民医院", "Lishi District People's Hospital"),
        ("H002", "tcm_hospital", "离石区中医医院", "Lishi District TCM Hospital"),
        ("H003", "mch_hospital", "离石区妇幼保健计划生育服务中心", "Lishi District Maternal and Child Health Centre"),
        ("D001", "cdc", "离石区疾病预防控制中心", "Lishi District Centre for Disease Control"),
    ),
    JUNGAR: (
        ("H001", "county_hospital", "准格尔旗中心医院", "Jungar Banner Central Hospital"),
        ("H002", "county_hospital", "准格尔旗人民医院", "Jungar Banner People's Hospital"),
        ("H003", "tcm_hospital", "准格尔旗中蒙医院", "Jungar Banner Chinese and Mongolian Medicine Hospital"),
        ("H004", "county_hospital", "准格尔旗大路医院", "Jungar Banner Dalu Hospital"),
        ("D001", "cdc", "准格尔旗疾病预防控制中心", "Jungar Banner Centre for Disease Control"),
    ),
    JIAOCHENG: (
        ("H001", "county_hospital", "交城县人民医院", "Jiaocheng County People's Hospital"),
        ("H002", "tcm_hospital", "交城县中医院", "Jiaocheng County TCM Hospital"),
        ("H003", "mch_hospital", "交城县妇幼保健计划生育服务中心", "Jiaocheng County Maternal and Child Health Centre"),
        ("D001", "cdc", "交城县疾病预防控制中心", "Jiaocheng County Centre for Disease Control"),
        ("E001", "first_aid_station", "交城县山区急救站", "Jiaocheng County Mountain First-aid Station"),
    ),
    LUZHAI: (
        ("H001", "county_hospital", "鹿寨县人民医院", "Luzhai County People's Hospital"),
        ("H002", "tcm_hospital", "鹿寨县中医医院", "Luzhai County TCM Hospital"),
        ("H003", "mch_hospital", "鹿寨县妇幼保健院", "Luzhai County Maternal and Child Health Hospital"),
        ("D001", "cdc", "鹿寨县疾病预防控制中心", "Luzhai County Centre for Disease Control"),
        ("X001", "city_hospital", "市级合作医院01", "City Partner Hospital 01"),
        ("X002", "city_hospital", "市级合作医院02", "City Partner Hospital 02"),
        ("X003", "city_hospital", "市级合作医院03", "City Partner Hospital 03"),
    ),
    JIEXIU: (
        ("H001", "county_hospital", "介休市人民医院", "Jiexiu City People's Hospital"),
        ("H002", "tcm_hospital", "介休市中医院", "Jiexiu City TCM Hospital"),
        ("H003", "mch_hospital", "介休市妇幼健康服务中心", "Jiexiu City Maternal and Child Health Centre"),
        ("D001", "cdc", "介休市疾病预防控制中心", "Jiexiu City Centre for Disease Control"),
        ("E001", "first_aid_station", "介休市急救中心", "Jiexiu City First-aid Centre"),
    ),
}
"""County-level institutions but private ones. 介休: these five and fifteen primary ones are the group's twenty."""

PRIVATE_HOSPITALS: Final = {LISHI: 19}

COMMUNITIES: Final = {
    LISHI: (("离石区医疗集团", "Lishi District Medical Group", 201701),),
    JUNGAR: (
        ("准格尔旗中心医院医共体", "Central Hospital Medical Community", 201909),
        ("准格尔旗人民医院医共体", "People's Hospital Medical Community", 201909),
        ("准格尔旗中蒙医院医共体", "Chinese and Mongolian Medicine Hospital Medical Community", 201909),
        ("准格尔旗大路医院医共体", "Dalu Hospital Medical Community", 201909),
    ),
    JIAOCHENG: (("交城县医疗集团", "Jiaocheng County Medical Group", 201801),),
    LUZHAI: (
        ("鹿寨县人民医院医共体", "People's Hospital Medical Community", 201701),
        ("鹿寨县中医医院医共体", "TCM Hospital Medical Community", 201701),
        ("鹿寨县妇幼保健院医共体", "Maternal and Child Hospital Medical Community", 201701),
    ),
    JIEXIU: (("介休市医疗集团", "Jiexiu City Medical Group", 201710),),
}

COMMUNITY_CENTRES: Final = {
    LISHI: tuple(f"14110200{n}" for n in range(1, 8)),
    JUNGAR: ("150622001", "150622002", "150622003", "150622004", "150622004", "150622100", "150622101"),
    JIEXIU: tuple(f"14078100{n}" for n in range(1, 6)),
}
"""Townships (one entry a centre) with a 社区卫生服务中心."""

EXTRA_CENTRES: Final = {JUNGAR: ("150622101", "150622103", "150622104", "150622201")}
"""准格尔 keeps 14 centres in ten townships: four at the seats of townships that were merged long ago."""

TEAMS: Final = {LISHI: 203, JUNGAR: 126, JIAOCHENG: 147, LUZHAI: 118, JIEXIU: 168}
"""离石 and 交城 are printed; the others are about one team for 2,500 residents."""

TEAMS_SINCE: Final = 201701

MOUNTAIN_CLASS: Final = {"城区": "一类", "平川": "一类", "丘陵": "二类", "山区": "三类", "牧区": "三类"}


def add_institutions(world: World) -> None:
    """Fill community, institution, clinic_cover and team, and world.sites for the monthly parts."""
    parts = [part for code in COUNTIES for part in (_county_level(world, code), _primary(world, code))]
    world.sites = pd.concat(parts, ignore_index=True)
    world.sites = pd.concat([world.sites, clinic_sites(world)], ignore_index=True)
    world.sites = world.sites.sort_values("institution_code", kind="stable").reset_index(drop=True)
    sites = world.sites
    sites["community_code"] = [_community_of(row) for row in sites[SITE_KEYS].to_dict("records")]
    sites["parent_code"] = [_parent_of(row) for row in sites[[*SITE_KEYS, "community_code"]].to_dict("records")]
    world.frames["community"] = _communities()
    world.frames["institution"] = _institution_frame(world.sites)
    world.frames["institution_history"] = institution_history(world)
    world.frames["clinic_cover"] = clinic_cover(world)
    world.frames["team"] = _teams(world)


def _communities() -> pd.DataFrame:
    rows = [
        (f"{county}G{number}", county, name_zh, name_en, f"{county}H{number:03d}", since)
        for county in COUNTIES
        for number, (name_zh, name_en, since) in enumerate(COMMUNITIES[county], start=1)
    ]
    columns = ["community_code", "county_code", "name_zh", "name_en", "lead_institution_code", "since"]
    return provenance(pd.DataFrame(rows, columns=columns))


def _county_level(world: World, county_code: str) -> pd.DataFrame:
    """Return the sites of hospitals and other county-level institutions, round the county's seat."""
    county = world.frames["county"].set_index("county_code").loc[county_code]
    seat_zh = facts("county_context").query("attribute == 'seat_township' and county_code == @county_code")["value"]
    seats = world.townships(county_code, int(world.months[-1]))
    seat = str(seats.loc[seats["name_zh"] == seat_zh.iloc[0], "township_code"].iloc[0])
    rows = list(HOSPITALS[county_code])
    rows += [
        (f"P{number:03d}", "private_hospital", f"城区民营医院{number:02d}", f"Urban Private Hospital {number:02d}")
        for number in range(1, PRIVATE_HOSPITALS.get(county_code, 0) + 1)
    ]
    draw = rng("county institutions", county_code)
    table = pd.DataFrame(rows, columns=["serial", "level", "name_zh", "name_en"])
    away = draw.uniform(0.002, 0.009, len(table)) * np.where(table["level"] == "city_hospital", 60, 1)
    bearing = draw.uniform(0, 2 * np.pi, len(table))
    table["lon"] = (county["seat_lon"] + away * np.cos(bearing)).round(5)
    table["lat"] = (county["seat_lat"] + away * np.sin(bearing)).round(5)
    table["institution_code"] = county_code + table["serial"]
    return table.assign(county_code=county_code, old_township=seat, new_township=seat, village_code=None)


def _primary(world: World, county_code: str) -> pd.DataFrame:
    """Return the sites of township and community centres, as they stood at the account's time."""
    old = world.townships(county_code, 201601)
    streets = COMMUNITY_CENTRES.get(county_code, ())
    seats = old[~old["kind"].isin(["功能区"]) & ~old["kind"].eq("街道")]
    rows = []
    for number, code in enumerate([*seats["township_code"], *EXTRA_CENTRES.get(county_code, ())], start=1):
        extra = number > len(seats)
        at = _far_village(world, code, county_code) if extra else old.set_index("township_code").loc[code]
        stem_zh = at["name_zh"].removesuffix("村") if extra else at["name_zh"]
        stem_en = at["name_en"].removesuffix(" Village") if extra else at["name_en"]
        rows.append((f"T{number:03d}", "township_centre", f"{stem_zh}卫生院", f"{stem_en} Health Centre", code, at))
    for number, code in enumerate(streets, start=1):
        seat = old.set_index("township_code").loc[code]
        again = streets[: number - 1].count(code)
        stem = seat["name_zh"].removesuffix("街道")
        name = f"{stem}{'第二' if again else ''}社区卫生服务中心"
        english = f"{seat['name_en']} {'Second ' if again else ''}Community Health Centre"
        rows.append((f"S{number:03d}", "community_centre", name, english, code, seat))
    table = pd.DataFrame(rows, columns=["serial", "level", "name_zh", "name_en", "old_township", "at"])
    nudge = rng("centre points", county_code).uniform(-0.0025, 0.0025, (len(table), 2))
    table["lon"] = np.round([row["lon"] for row in table["at"]] + nudge[:, 0], 5)
    table["lat"] = np.round([row["lat"] for row in table["at"]] + nudge[:, 1], 5)
    later = world.frames["township"].set_index("township_code")["successor_code"]
    table["new_township"] = [later[code] if isinstance(later[code], str) else code for code in table["old_township"]]
    table["institution_code"] = county_code + table["serial"]
    return table.drop(columns="at").assign(county_code=county_code, village_code=None)


def _far_village(world: World, township_code: str, county_code: str) -> pd.Series:
    """Return the village farthest from its township's seat, where the centre of a merged township goes on."""
    villages = world.villages(county_code, 202011)
    villages = villages[(villages["township_code"] == township_code) & (villages["kind"] == "村")]
    seat = world.frames["township"].set_index("township_code").loc[township_code]
    away = np.hypot(villages["lon"] - seat["lon"], villages["lat"] - seat["lat"])
    return villages.iloc[int(np.argmax(away))]


def _community_of(site: Mapping[Hashable, Any]) -> str | None:
    """Return the community an institution belongs to; private, city and disease-control ones only where they joined."""
    county, level = site["county_code"], site["level"]
    if level in ("private_hospital", "city_hospital") or (level == "cdc" and county in (JUNGAR, LUZHAI)):
        return None
    number = len(COMMUNITIES[county])
    if level in ("county_hospital", "tcm_hospital", "mch_hospital"):
        return f"{county}G{min(int(site['serial'][1:]), number)}"
    # A township goes as a whole to one community; the digits of its code spread them evenly.
    return f"{county}G{sum(map(int, site['old_township'][-3:])) % number + 1}"


def _parent_of(site: Mapping[Hashable, Any]) -> str | None:
    """Return the institution that manages this one: a clinic's centre, a centre's lead hospital."""
    if not isinstance(site["community_code"], str):
        return None
    lead = f"{site['county_code']}H{int(site['community_code'][-1]):03d}"
    if site["level"].endswith("village_clinic"):
        return str(site["centre_code"])
    return None if site["institution_code"] == lead else lead


def _appraisal_class(sites: pd.DataFrame, terrain: pd.Series) -> pd.Series:
    """Return the class a centre is appraised in: as listed where a county names its own, else by its terrain."""
    listed = facts("evidence_appraisal").set_index("institution_code")["class_zh"]
    return sites["institution_code"].map(listed).fillna(terrain.map(MOUNTAIN_CLASS))


def _institution_frame(sites: pd.DataFrame) -> pd.DataFrame:
    level = sites["level"]
    hospital = level.str.endswith("hospital") & ~level.isin(["private_hospital", "city_hospital"])
    centre = level.isin(["township_centre", "community_centre"])
    terrain = sites["new_township"].map(facts("township_names").set_index("code")["terrain"])
    frame = pd.DataFrame(
        {
            "institution_code": sites["institution_code"],
            "county_code": sites["county_code"],
            "township_code": sites["new_township"],
            "village_code": sites["village_code"].where(sites["village_code"].notna(), None),
            "community_code": sites["community_code"],
            "parent_code": sites["parent_code"],
            "relation": _relation(sites),
            "name_zh": sites["name_zh"],
            "name_en": sites["name_en"],
            "level": level,
            "is_lead": is_lead(sites),
            "appraisal_class": _appraisal_class(sites, terrain).where(centre, None),
            "founded_year": whole(only_where(hospital | centre, _founded(sites))),
            "site_area_m2": _areas(sites, "site"),
            "floor_area_m2": _areas(sites, "floor"),
            "beds_authorised": whole(only_where(sites["institution_code"] == f"{LISHI}H001", 155)),
            "beds_max": whole(only_where(sites["institution_code"] == f"{JIEXIU}H001", 760)),
            "area_standard_met": pd.array(
                [bool(met) if known else None for known, met in zip(centre, _area_met(sites), strict=True)], "boolean"
            ),
            "lon": sites["lon"].astype(float),
            "lat": sites["lat"].astype(float),
            "opened": OPENED_BEFORE_ALL,
            "closed": whole(np.full(len(sites), None)),
        }
    )
    frame = provenance(frame)
    for code, load_id in ((f"{LISHI}H001", "src_lishi_2024"), (f"{JIEXIU}H001", "src_jiexiu_2021")):
        frame.loc[frame["institution_code"] == code, ["basis", "load_id"]] = ["published", load_id]
    return frame


def is_lead(sites: pd.DataFrame) -> pd.Series:
    """Tell which institutions lead a community."""
    leads = {f"{county}H{number:03d}" for county in COUNTIES for number in range(1, len(COMMUNITIES[county]) + 1)}
    return sites["institution_code"].isin(leads)


def _relation(sites: pd.DataFrame) -> np.ndarray:
    """成员 of a group; 托管 in 鹿寨, where townships are run in trust; 医联体 for city partners; 无 for the rest."""
    trusteed = (sites["county_code"] == LUZHAI) & (sites["level"] == "township_centre")
    named = np.where(
        sites["level"] == "city_hospital", "医联体", np.where(sites["community_code"].isna(), "无", "成员")
    )
    return np.where(trusteed, "托管", named)


def _founded(sites: pd.DataFrame) -> np.ndarray:
    years = rng("founded").integers(1950, 1985, len(sites))
    return np.where(sites["institution_code"] == f"{LISHI}H001", 1944, years)


def _areas(sites: pd.DataFrame, kind: str) -> pd.Series:
    """Return site or floor area in m², empty where it plays no part; 离石's hospital as printed."""
    printed = {"site": 11_000.0, "floor": 20_000.0}[kind]
    usual = sites["level"].map({"county_hospital": 30_000, "tcm_hospital": 14_000, "mch_hospital": 7_000})
    usual = usual.fillna(sites["level"].map({"township_centre": 2_400, "community_centre": 1_900}))
    drawn = (usual * rng("areas", kind).uniform(0.75, 1.35, len(sites))).round(-1)
    return drawn.where(sites["institution_code"] != f"{LISHI}H001", printed)


def _area_met(sites: pd.DataFrame) -> np.ndarray:
    """All fifteen of 介休 reach the area standard of a level-2 hospital; two in five elsewhere."""
    return ((sites["county_code"] == JIEXIU) | (rng("area standard").random(len(sites)) < 0.4)).to_numpy()


def _teams(world: World) -> pd.DataFrame:
    """Return family-doctor teams, shared out over primary institutions by the residents of their townships."""
    parts = []
    then = site_month_township(world)[:, month_position(TEAMS_SINCE)]
    began_in = pd.Series(then, index=world.sites["institution_code"])
    units = world.units.groupby("new_township")["residents"].sum()
    for county_code in COUNTIES:
        centres = world.institutions(county_code, "township_centre", "community_centre")
        per_place = centres.groupby("township_code")["institution_code"].transform("count")
        residents = centres["township_code"].map(units).to_numpy(dtype=float) / per_place.to_numpy()
        counts = 1 + allocate(TEAMS[county_code] - len(centres), residents)
        row = np.repeat(np.arange(len(centres)), counts)
        serial = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
        stem = centres["name_zh"].str.replace("卫生院|社区卫生服务中心", "", regex=True)
        draw = rng("teams", county_code)
        parts.append(
            pd.DataFrame(
                {
                    "team_code": [f"{county_code}F{number:03d}" for number in range(1, len(row) + 1)],
                    "county_code": county_code,
                    "township_code": began_in[centres["institution_code"]].to_numpy()[row],
                    "institution_code": centres["institution_code"].to_numpy()[row],
                    "name_zh": [
                        f"{stem.iloc[r]}家庭医生团队{number:02d}" for r, number in zip(row, serial, strict=True)
                    ],
                    "county_staff": draw.integers(1, 3, len(row)),
                    "township_staff": draw.integers(1, 4, len(row)),
                    "village_staff": draw.integers(1, 3, len(row)),
                    "since": TEAMS_SINCE,
                    "until": whole(np.full(len(row), None)),
                }
            )
        )
    return provenance(pd.concat(parts, ignore_index=True))
