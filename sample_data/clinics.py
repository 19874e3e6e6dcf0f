"""Village clinics: where they are, which are central, and which villages each one serves."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.positions import kilometres
from sample_data.world import (
    COUNTIES,
    JIAOCHENG,
    JIEXIU,
    JUNGAR,
    LAST_MONTH_OF_OLD_EDITION,
    LISHI,
    LUZHAI,
    World,
    allocate,
    next_month,
    provenance,
    rng,
    whole,
)

CLINICS: Final = {LISHI: 166, JUNGAR: 123, JIAOCHENG: 66, LUZHAI: 98, JIEXIU: 231}
"""All village clinics, central ones included. 离石, 准格尔 and 介休 are printed; 交城 has 25 central and 41 others."""

CENTRAL: Final = {JIAOCHENG: 25, JIEXIU: 48}
CENTRAL_SINCE: Final = {JIAOCHENG: 202001, JIEXIU: 201901}
"""Before this month the central clinics were ordinary ones."""

SERVED_WITHIN_KM: Final = 2.5
"""A village without a clinic of its own goes to an ordinary clinic this near, in a straight line."""

HILL_VILLAGE_WITH_CLINIC: Final = "141122100202"
"""交城: 坡底 keeps an ordinary clinic; the other hill villages of the plain have neither (gaps the page names)."""


def clinic_sites(world: World) -> pd.DataFrame:
    """Return one row a village clinic: code, level today, village then and now, point, managing centre."""
    return pd.concat([_county_clinics(world, county_code) for county_code in COUNTIES], ignore_index=True)


def _county_clinics(world: World, county_code: str) -> pd.DataFrame:
    villages = world.villages(county_code, 202011)
    villages = villages[villages["kind"] != "虚拟社区"].reset_index(drop=True)
    central = _central_villages(world, villages, county_code)
    ordinary = _ordinary_villages(villages, central, county_code)
    rows = np.concatenate([central, ordinary]).astype(int)
    is_central = np.arange(len(rows)) < len(central)
    here = villages.iloc[rows].reset_index(drop=True)
    second = here.groupby("village_code").cumcount().to_numpy() > 0
    serial = np.where(is_central, np.arange(1, len(rows) + 1), np.arange(1, len(rows) + 1) - len(central))
    nudge = rng("clinic points", county_code).uniform(-0.0008, 0.0008, (len(rows), 2))
    stem = here["name_zh"].to_numpy()
    word = np.where(is_central, "中心卫生室", np.where(second, "第二卫生室", "卫生室"))
    word = np.char.replace(word.astype(str), "卫生室", "卫生所") if county_code in (LISHI, JIEXIU) else word
    english = np.where(is_central, "Central Clinic", np.where(second, "Second Clinic", "Clinic"))
    heir = here["successor_code"].where(here["successor_code"].notna(), here["village_code"])
    township_of = world.frames["village"].set_index("village_code")["township_code"]
    return pd.DataFrame(
        {
            "serial": [f"{'C' if top else 'V'}{number:03d}" for top, number in zip(is_central, serial, strict=True)],
            "level": np.where(is_central, "central_village_clinic", "village_clinic"),
            "name_zh": [f"{name}{kind}" for name, kind in zip(stem, word, strict=True)],
            "name_en": [f"{name} {kind}" for name, kind in zip(here["name_en"], english, strict=True)],
            "old_township": here["township_code"],
            "new_township": heir.map(township_of),
            "lon": (here["lon"] + nudge[:, 0]).round(5),
            "lat": (here["lat"] + nudge[:, 1]).round(5),
            "county_code": county_code,
            "village_code": heir,
            "old_village_code": here["village_code"],
            "centre_code": _managing_centre(world, here),
        }
    ).assign(institution_code=lambda table: table["county_code"] + table["serial"])


def _managing_centre(world: World, here: pd.DataFrame) -> list[str]:
    """Return the primary institution of each clinic's township, else the county's nearest."""
    centres = world.sites[world.sites["level"].isin(["township_centre", "community_centre"])]
    centres = centres[centres["county_code"] == here["county_code"].iloc[0]].reset_index(drop=True)
    first = centres.drop_duplicates("old_township").set_index("old_township")["institution_code"]
    away = np.hypot(
        here["lon"].to_numpy()[:, None] - centres["lon"].to_numpy(),
        here["lat"].to_numpy()[:, None] - centres["lat"].to_numpy(),
    )
    nearest = centres["institution_code"].to_numpy()[away.argmin(axis=1)]
    return [first.get(code, near) for code, near in zip(here["township_code"], nearest, strict=True)]


def _central_villages(world: World, villages: pd.DataFrame, county_code: str) -> np.ndarray:
    """Choose where central clinics stand: spread over townships by their villages, the biggest villages first."""
    count = CENTRAL.get(county_code, 0)
    if not count:
        return np.empty(0, dtype=int)
    pool = (
        villages[_in_mountain_township(villages, world)]
        if county_code == JIAOCHENG
        else villages[villages["kind"] == "村"]
    )
    sizes = pool.groupby("township_code").size()
    wanted = pd.Series(allocate(count, sizes.to_numpy()), index=sizes.index)
    chosen: list[int] = []
    for code, number in wanted.items():
        # Survivors first, so that a central clinic does not sit in a village that was dissolved in 2021.
        best = pool[pool["township_code"] == code].assign(gone=lambda rows: rows["valid_to"].notna())
        best = best.sort_values(["gone", "residents"], ascending=[True, False], kind="stable")
        chosen += _spread_out(best, int(number))
    return np.array(sorted(chosen), dtype=int)


def _spread_out(ranked: pd.DataFrame, number: int) -> list[int]:
    """Take the biggest village, then always the one farthest from those taken (ties to the bigger)."""
    taken = [int(ranked.index[0])] if number else []
    while len(taken) < number:
        away = np.min(
            [np.hypot(ranked["lon"] - ranked["lon"].loc[t], ranked["lat"] - ranked["lat"].loc[t]) for t in taken],
            axis=0,
        )
        taken.append(int(ranked.index[int(np.argmax(away))]))
    return taken


def _ordinary_villages(villages: pd.DataFrame, central: np.ndarray, county_code: str) -> np.ndarray:
    """Choose the villages of ordinary clinics; where the account counts more clinics than villages, some get two."""
    count = CLINICS[county_code] - len(central)
    free = villages.drop(index=villages.index[central]) if len(central) else villages
    if county_code == JIAOCHENG:
        keep = ~free["is_mountain"] | (free["village_code"] == HILL_VILLAGE_WITH_CLINIC)
        free = free[keep]
    rank = free.assign(town=free["kind"] == "社区").sort_values(
        ["town", "residents"], ascending=[True, False], kind="stable"
    )
    first = rank.index[:count].to_numpy()
    more = rank.sort_values("residents", ascending=False, kind="stable").index[: count - len(first)].to_numpy()
    return np.sort(np.concatenate([first, more]), kind="stable")


def _in_mountain_township(villages: pd.DataFrame, world: World) -> pd.Series:
    terrain = world.frames["township"].set_index("township_code")["terrain"]
    return villages["township_code"].map(terrain) == "山区"


def clinic_cover(world: World) -> pd.DataFrame:
    """Return which villages each clinic serves, in the villages' edition of the time."""
    parts = []
    for county_code in COUNTIES:
        last = LAST_MONTH_OF_OLD_EDITION[county_code]
        pairs = _pairs(world, county_code)
        table = world.frames["village"].set_index("village_code")
        ends = pairs["village_code"].map(table["valid_to"]).astype("Int64")
        then = pairs.assign(valid_from=pairs["since"], valid_to=ends)
        heir = pairs["village_code"].map(table["successor_code"])
        later = pairs.assign(village_code=heir, valid_from=next_month(last), valid_to=None)[heir.notna()]
        # A village that took in several keeps each clinic once.
        later = later.drop_duplicates(["institution_code", "village_code"])
        parts += [then, later]
    cover = pd.concat(parts, ignore_index=True).drop_duplicates(["institution_code", "village_code"], keep="first")
    cover = cover.sort_values(["institution_code", "village_code"], kind="stable").reset_index(drop=True)
    cover["valid_to"] = whole(cover["valid_to"].where(cover["valid_to"].notna(), None))
    cover["valid_from"] = cover["valid_from"].astype("int64")
    return provenance(cover[["institution_code", "village_code", "county_code", "valid_from", "valid_to"]])


def _pairs(world: World, county_code: str) -> pd.DataFrame:
    """Pair clinics with villages of 2020: each clinic its own, and villages without one the clinic near them.

    In 交城 the 88 villages of the mountain townships all go to the nearest central clinic of their township.
    """
    sites = world.sites[world.sites["county_code"] == county_code]
    clinics = sites[sites["level"].str.endswith("village_clinic")].reset_index(drop=True)
    villages = world.villages(county_code, 202011)
    villages = villages[villages["kind"] != "虚拟社区"].reset_index(drop=True)
    central_since = CENTRAL_SINCE.get(county_code, 201601)
    own = clinics.assign(village_code=clinics["old_village_code"], since=201601)
    near = _nearest(clinics, villages, SERVED_WITHIN_KM)
    near = near[~near["village_code"].isin(set(own["village_code"]))].assign(since=201601)
    columns = ["institution_code", "village_code", "county_code", "since"]
    if county_code != JIAOCHENG:
        return pd.concat([own[columns], near[columns]], ignore_index=True)
    served = _clusters(world, clinics, villages).assign(since=central_since)
    plain = near["village_code"].isin(set(villages.loc[~villages["is_mountain"], "village_code"]))
    plain &= near["level"] == "village_clinic"
    pairs = pd.concat([own[columns], near.loc[plain, columns], served[columns]], ignore_index=True)
    return pairs.drop_duplicates(["institution_code", "village_code"], keep="first")


def _nearest(clinics: pd.DataFrame, villages: pd.DataFrame, within_km: float) -> pd.DataFrame:
    origin = (float(villages["lon"].mean()), float(villages["lat"].mean()))
    at = kilometres(clinics["lon"].to_numpy(), clinics["lat"].to_numpy(), origin)
    home = kilometres(villages["lon"].to_numpy(), villages["lat"].to_numpy(), origin)
    away = np.hypot(*(home[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    best = away.argmin(axis=1)
    table = clinics.iloc[best].reset_index(drop=True).assign(village_code=villages["village_code"])
    near: pd.DataFrame = table[away.min(axis=1) <= within_km]
    return near


def _clusters(world: World, clinics: pd.DataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    """Give every village of a mountain township the nearest central clinic of that township."""
    central = clinics[clinics["level"] == "central_village_clinic"]
    mountain = villages[_in_mountain_township(villages, world)]
    parts = [
        _nearest(central[central["old_township"] == code].reset_index(drop=True), group.reset_index(drop=True), np.inf)
        for code, group in mountain.groupby("township_code", sort=True)
    ]
    return pd.concat(parts, ignore_index=True)
