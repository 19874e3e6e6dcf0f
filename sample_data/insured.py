"""Where the insured were treated and what the fund paid, by their home township and month."""

from __future__ import annotations

from typing import Final

import numpy as np

from sample_data.residents import by_township
from sample_data.world import (
    JIAOCHENG,
    JIEXIU,
    JUNGAR,
    LISHI,
    LUZHAI,
    YEARS,
    FloatArray,
    IntArray,
    World,
    allocate,
    by_year,
    month_weights,
    months_of,
    provenance,
    rng,
)

INSURED_SHARE: Final = 0.955

# Shares kept in the county, per thousand, 2016 to 2024. Printed: 鹿寨 2018 visits 95 %, admissions 90 %;
# 介休 2021 visits above 93 %, women and children 97 %.
VISITS_IN_COUNTY: Final = {
    LISHI: (842, 848, 855, 862, 868, 872, 878, 889, 895),
    JUNGAR: (872, 878, 884, 890, 897, 902, 908, 913, 917),
    JIAOCHENG: (858, 864, 875, 887, 896, 899, 903, 906, 910),
    LUZHAI: (928, 941, 950, 953, 955, 956, 958, 960, 962),
    JIEXIU: (896, 903, 914, 924, 930, 934, 936, 939, 941),
}
ADMISSIONS_IN_COUNTY: Final = {
    LISHI: (702, 709, 716, 724, 735, 741, 748, 759, 766),
    JUNGAR: (742, 750, 761, 770, 782, 789, 796, 803, 808),
    JIAOCHENG: (716, 724, 741, 762, 778, 783, 787, 791, 796),
    LUZHAI: (868, 885, 900, 904, 908, 910, 913, 916, 919),
    JIEXIU: (748, 756, 768, 812, 826, 838, 842, 849, 853),
}
WOMEN_CHILDREN_IN_COUNTY: Final = {
    LISHI: (872, 880, 886, 893, 899, 905, 910, 918, 923),
    JUNGAR: (900, 906, 911, 917, 922, 926, 930, 934, 937),
    JIAOCHENG: (884, 890, 901, 912, 920, 923, 926, 929, 932),
    LUZHAI: (946, 957, 963, 966, 968, 969, 970, 971, 972),
    JIEXIU: (928, 936, 947, 958, 965, 970, 971, 972, 973),
}
WOMEN_CHILDREN_SHARE: Final = 0.24
"""Visits of women and children among all visits of the insured."""

COST_PER_ADMISSION_2020: Final = 4_250.0
COST_PER_ADMISSION_OUTSIDE_2020: Final = 12_400.0
PAID_BY_FUND: Final = (0.66, 0.50)
"""The fund's part in the county and outside."""
OUTPATIENT_FUND_YUAN: Final = 19.0
PHARMACY_YUAN_PER_PERSON: Final = 7.5
PRICES_RISE_BY: Final = 0.02


def add_insured(world: World) -> None:
    """Fill insured_month; visits follow what the county's institutions saw."""
    n_units, n_months = world.unit_residents.shape
    columns = {name: np.zeros((n_units, n_months), dtype=np.int64) for name in _COUNTS}
    columns["insured"] = np.rint(world.unit_residents * INSURED_SHARE).astype(np.int64)
    facts = world.frames["institution_month"]
    seen = facts.groupby(["county_code", facts["month"] // 100])[["outpatient_visits", "admissions"]].sum()
    for county_code in VISITS_IN_COUNTY:
        rows = np.flatnonzero((world.units["county_code"] == county_code).to_numpy())
        weights = _weights(world, rows, county_code)
        per_year = seen.loc[county_code]
        for kind, share in (("visits", VISITS_IN_COUNTY), ("admissions", ADMISSIONS_IN_COUNTY)):
            source = "outpatient_visits" if kind == "visits" else kind
            inside, outside = _split(per_year[source].to_numpy(), np.array(share[county_code]))
            columns[f"{kind}_in_county"][rows] = _spread(inside, weights)
            columns[f"{kind}_out_of_county"][rows] = _spread(outside, weights)
        total = per_year["outpatient_visits"].to_numpy() * WOMEN_CHILDREN_SHARE
        inside, outside = _split(total, np.array(WOMEN_CHILDREN_IN_COUNTY[county_code]))
        for place, yearly in (("in", inside), ("out_of", outside)):
            # Shared out over the visits themselves, so that the part never exceeds the whole.
            over = columns[f"visits_{place}_county"][rows].astype(float)
            columns[f"women_child_visits_{place}_county"][rows] = _spread(yearly, over)
    world.frames["insured_month"] = provenance(by_township(world, {**columns, **_money(columns)}))


_COUNTS: Final = [
    "insured",
    "visits_in_county",
    "visits_out_of_county",
    "women_child_visits_in_county",
    "women_child_visits_out_of_county",
    "admissions_in_county",
    "admissions_out_of_county",
]


def _split(inside_seen: FloatArray, per_mille: IntArray) -> tuple[IntArray, IntArray]:
    """Return visits in and out of the county whose share is exact: the total is rounded to whole thousands."""
    thousands = np.rint(np.asarray(inside_seen, dtype=float) / per_mille).astype(np.int64)
    return thousands * per_mille, thousands * (1000 - per_mille)


def _weights(world: World, rows: IntArray, county_code: str) -> FloatArray:
    """Return how visits are spread over a county's units and months, shape (n_rows, n_months)."""
    own = rng("insured", county_code).lognormal(0, 0.06, (len(rows), world.unit_residents.shape[1]))
    return np.asarray(world.unit_residents[rows] * month_weights() * own, dtype=np.float64)


def _spread(yearly: IntArray, weights: FloatArray) -> IntArray:
    """Share yearly totals out over units and the year's months together; each year's sum is exact."""
    folded = by_year(weights)
    cells = allocate(yearly, folded.transpose(1, 0, 2).reshape(len(YEARS), -1))
    return cells.reshape(len(YEARS), len(weights), 12).transpose(1, 0, 2).reshape(weights.shape)


def _money(columns: dict[str, IntArray]) -> dict[str, FloatArray]:
    prices = np.asarray(months_of((1 + PRICES_RISE_BY) ** (np.array(YEARS) - 2020.0)), dtype=float)
    wobble = rng("fund").lognormal(0, 0.025, (3, *columns["insured"].shape))
    cost = np.rint(columns["admissions_in_county"] * COST_PER_ADMISSION_2020 * prices * wobble[0])
    inside = np.rint(cost * PAID_BY_FUND[0] + columns["visits_in_county"] * OUTPATIENT_FUND_YUAN * prices)
    outside = columns["admissions_out_of_county"] * COST_PER_ADMISSION_OUTSIDE_2020 * PAID_BY_FUND[1] * prices
    primary = inside * np.linspace(0.19, 0.29, inside.shape[1]) * wobble[2]
    return {
        "inpatient_cost_in_county_yuan": cost,
        "fund_in_county_yuan": inside,
        "fund_in_county_primary_yuan": np.rint(primary),
        "fund_out_of_county_yuan": np.rint(outside * wobble[1]),
        "fund_pharmacy_yuan": np.rint(columns["insured"] * PHARMACY_YUAN_PER_PERSON * prices),
    }
