"""Residents of villages in the census of 2020: lifelike sizes whose sums are a county's urban and rural people."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.world import COUNTIES, LUZHAI, FloatArray, IntArray, allocate, context, facts, rng

ASSUMED_URBAN_SHARE: Final = {LUZHAI: 0.42}
"""No urban population of 鹿寨 was found in public sources."""

VILLAGE_SIZE: Final = {
    "平川": (500, 1_650, 4_000),
    "丘陵": (150, 1_050, 4_000),
    "山区": (80, 320, 900),
    "牧区": (120, 380, 900),
    "城区": (800, 2_400, 5_000),
}
"""Smallest, usual and largest village by terrain."""
COMMUNITY_SIZE: Final = {
    "平川": (300, 1_900, 6_000),
    "丘陵": (300, 1_500, 9_000),
    "山区": (120, 320, 900),
    "牧区": (300, 700, 2_000),
    "城区": (1_200, 7_000, 15_000),
}
"""The same for residents' committees outside the county town."""
TOWN_COMMUNITY_SIZE: Final = (1_500, 7_500, 15_500)
"""The same in the streets and in the seat's township."""
DISSOLVED_SIZE: Final = (80, 120, 180)
"""Mountain villages whose code ended in 2021 were the smallest."""
SPREAD: Final = 0.55
STEEPNESS: Final = 1.7
"""Bending sizes to their bounds brings them together; this power pulls them apart again."""

MOST_URBAN_PEOPLE_IN_COMMUNITIES: Final = 0.86
"""Of what the communities could hold; the rest of the urban people live in the villages at the edge of the town."""


def census_residents(villages: pd.DataFrame) -> IntArray:
    """Share the 2020 census total of each county out over its villages, shape (n_villages,).

    villages : county_code, township_code, terrain, kind, is_mountain and survives of every village of 2020.

    Urban people live in communities and, where these are full, in the villages of the plain; rural ones in villages.
    Each county's sum is the census to the person. Raises ValueError if people do not fit into the sizes.
    """
    residents = np.zeros(len(villages), dtype=np.int64)
    for county_code in COUNTIES:
        here = (villages["county_code"] == county_code).to_numpy()
        residents[here] = _county_residents(villages[here], county_code)
    return residents


def _county_residents(part: pd.DataFrame, county_code: str) -> IntArray:
    total = int(context(county_code, "population_resident"))
    sizes = _sizes(part)
    own = sizes[:, 1] * rng("residents", county_code).lognormal(0.0, SPREAD, len(part))
    community = (part["kind"] == "社区").to_numpy()
    village = (part["kind"] == "村").to_numpy()
    in_communities = min(
        _urban_people(county_code, total), int(sizes[community, 2].sum() * MOST_URBAN_PEOPLE_IN_COMMUNITIES)
    )
    residents = np.zeros(len(part), dtype=np.int64)
    residents[community] = _within_sizes(in_communities, own[community], sizes[community])
    residents[village] = _within_sizes(total - in_communities, own[village], sizes[village])
    return residents


def _urban_people(county_code: str, total: int) -> int:
    if county_code in ASSUMED_URBAN_SHARE:
        return round(total * ASSUMED_URBAN_SHARE[county_code])
    return int(context(county_code, "population_urban"))


def _sizes(part: pd.DataFrame) -> FloatArray:
    """Return the smallest, usual and largest number of residents of each village, shape (n_villages, 3)."""
    seats = facts("county_context").query("attribute == 'seat_township'")["value"].tolist()
    names = facts("townships").set_index("township_code")
    town = part["township_code"].map(names["type"]).eq("街道") & part["terrain"].eq("城区")
    town |= part["township_code"].map(names["township"]).isin(seats)
    # A hill village of a plain township is as small as those of the mountains.
    terrain = part["terrain"].where(~part["is_mountain"], "山区")
    rows = []
    for kind, land, is_town, survives in zip(part["kind"], terrain, town, part["survives"], strict=True):
        if kind == "社区":
            rows.append(TOWN_COMMUNITY_SIZE if is_town else COMMUNITY_SIZE[land])
        else:
            rows.append(DISSOLVED_SIZE if land == "山区" and not survives else VILLAGE_SIZE[land])
    return np.array(rows, dtype=float)


def _within_sizes(people: int, own: FloatArray, sizes: FloatArray) -> IntArray:
    """Share people out in proportion to `own`, but nowhere below the smallest or above the largest size.

    own : shape (n,); sizes : smallest, usual, largest, shape (n, 3). Sums to `people` exactly.
    """
    low, high = sizes[:, 0], sizes[:, 2]
    if not low.sum() <= people <= high.sum():
        raise ValueError(
            f"{people} 人放不进 {len(own)} 个村：最少 {low.sum():.0f}，最多 {high.sum():.0f}。请检查村的规模。"
        )
    below, above = 0.0, 1e6
    for _ in range(100):
        scale = (below + above) / 2
        if _bent(own * scale, low, high).sum() < people:
            below = scale
        else:
            above = scale
    return allocate(people, _bent(own * above, low, high))


def _bent(own: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Bend sizes smoothly between the smallest and the largest, so that no two villages stop at the same bound."""
    reach = (own / (high - low)) ** STEEPNESS
    return np.asarray(low + (high - low) * reach / (1 + reach), dtype=np.float64)
