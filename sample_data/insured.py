"""Where the insured were treated and what the fund paid, by their home township and month."""

from __future__ import annotations

from typing import Final

import numpy as np

from sample_data.residents import by_township
from sample_data.stories import (
    ADMISSIONS,
    OUTSIDE_COST,
    PRIMARY_FUND,
    VISITS,
    course,
    noise,
    part_of,
    smallness,
)
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
    LISHI: (842, 851, 849, 862, 877, 871, 876, 889, 886),
    JUNGAR: (872, 875, 886, 890, 903, 899, 907, 904, 911),
    JIAOCHENG: (858, 861, 875, 890, 902, 897, 904, 901, 908),
    LUZHAI: (928, 944, 950, 948, 957, 952, 955, 960, 957),
    JIEXIU: (896, 905, 914, 926, 935, 934, 931, 940, 938),
}
ADMISSIONS_IN_COUNTY: Final = {
    LISHI: (702, 711, 709, 722, 741, 745, 752, 759, 752),
    JUNGAR: (742, 750, 764, 768, 789, 786, 799, 795, 806),
    JIAOCHENG: (716, 719, 741, 768, 783, 779, 786, 797, 792),
    LUZHAI: (868, 885, 900, 906, 912, 905, 909, 916, 919),
    JIEXIU: (748, 761, 768, 812, 832, 838, 831, 846, 858),
}
WOMEN_CHILDREN_IN_COUNTY: Final = {
    LISHI: (872, 882, 881, 893, 904, 901, 907, 918, 914),
    JUNGAR: (900, 903, 912, 915, 925, 923, 929, 927, 934),
    JIAOCHENG: (884, 888, 901, 913, 923, 920, 926, 925, 930),
    LUZHAI: (946, 958, 963, 962, 969, 965, 968, 971, 970),
    JIEXIU: (928, 937, 947, 958, 967, 970, 968, 974, 972),
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

ADMISSION_LEVELS, VISIT_LEVELS = 3.6, 2.6
"""Spread of townships' shares around the county's, percentage points where the share is middling."""


def add_insured(world: World) -> None:
    """Fill insured_month; visits follow what the county's institutions saw."""
    n_units, n_months = world.unit_residents.shape
    columns = {name: np.zeros((n_units, n_months), dtype=np.int64) for name in _COUNTS}
    columns["insured"] = np.rint(world.unit_residents * INSURED_SHARE).astype(np.int64)
    facts = world.frames["institution_month"]
    seen = facts.groupby(["county_code", facts["month"] // 100])[["outpatient_visits", "admissions"]].sum()
    points = {
        "visits": course(world, VISITS, level=VISIT_LEVELS, turn=0.8) + noise(world, VISITS, county=0.3, township=0.7),
        "admissions": course(world, ADMISSIONS, level=ADMISSION_LEVELS)
        + noise(world, ADMISSIONS, county=0.45, township=1.0),
    }
    for county_code in VISITS_IN_COUNTY:
        draw = rng("women and children", county_code)
        rows = np.flatnonzero((world.units["county_code"] == county_code).to_numpy())
        per_year = seen.loc[county_code]
        for kind, source, share in (
            ("visits", "outpatient_visits", VISITS_IN_COUNTY),
            ("admissions", "admissions", ADMISSIONS_IN_COUNTY),
        ):
            per_mille = np.array(share[county_code])
            inside, outside = _split(per_year[source].to_numpy(), per_mille)
            total = _spread(inside + outside, _weights(world, rows, county_code, kind))
            kept = part_of(total, points[kind][rows], per_mille / 1000, inside)
            columns[f"{kind}_in_county"][rows] = kept
            columns[f"{kind}_out_of_county"][rows] = total - kept
        seen_total = per_year["outpatient_visits"].to_numpy() * WOMEN_CHILDREN_SHARE
        inside, outside = _split(seen_total, np.array(WOMEN_CHILDREN_IN_COUNTY[county_code]))
        for place, yearly in (("in", inside), ("out_of", outside)):
            # Shared out over the visits themselves, so that the part never exceeds the whole.
            over = columns[f"visits_{place}_county"][rows] * draw.lognormal(0, 0.05, (len(rows), n_months))
            columns[f"women_child_visits_{place}_county"][rows] = _spread(yearly, over)
    world.frames["insured_month"] = provenance(by_township(world, {**columns, **_money(world, columns)}))


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


def _weights(world: World, rows: IntArray, county_code: str, kind: str) -> FloatArray:
    """Return how events are spread over a county's units and months, shape (n_rows, n_months)."""
    draw = rng("insured", county_code, kind)
    shape = (len(rows), world.unit_residents.shape[1])
    own = draw.lognormal(0, 0.10, (len(rows), 1)) * np.exp(
        draw.normal(0, 0.06, shape) * smallness(world)[rows][:, None]
    )
    common = draw.lognormal(0, 0.03, shape[1])
    return np.asarray(world.unit_residents[rows] * month_weights() * own * common, dtype=np.float64)


def _spread(yearly: IntArray, weights: FloatArray) -> IntArray:
    """Share yearly totals out over units and the year's months together; each year's sum is exact."""
    folded = by_year(weights)
    cells = allocate(yearly, folded.transpose(1, 0, 2).reshape(len(YEARS), -1))
    return cells.reshape(len(YEARS), len(weights), 12).transpose(1, 0, 2).reshape(weights.shape)


def _money(world: World, columns: dict[str, IntArray]) -> dict[str, FloatArray]:
    prices = np.asarray(months_of((1 + PRICES_RISE_BY) ** (np.array(YEARS) - 2020.0)), dtype=float)
    wobble = np.exp(rng("fund").normal(0, 0.025, (3, *columns["insured"].shape)) * smallness(world)[:, None])
    cost = np.rint(columns["admissions_in_county"] * COST_PER_ADMISSION_2020 * prices * wobble[0])
    inside = np.rint(cost * PAID_BY_FUND[0] + columns["visits_in_county"] * OUTPATIENT_FUND_YUAN * prices)
    dearer = 1 + (course(world, OUTSIDE_COST, level=4.0, turn=2.0)) / 100
    outside = columns["admissions_out_of_county"] * COST_PER_ADMISSION_OUTSIDE_2020 * PAID_BY_FUND[1] * prices
    part = 0.19 + course(world, PRIMARY_FUND, level=2.5) / 100 + np.linspace(0, 0.08, inside.shape[1])
    return {
        "inpatient_cost_in_county_yuan": cost,
        "fund_in_county_yuan": inside,
        "fund_in_county_primary_yuan": np.rint(inside * np.clip(part, 0.05, 0.6) * wobble[2]),
        "fund_out_of_county_yuan": np.rint(outside * dearer * wobble[1]),
        "fund_pharmacy_yuan": np.rint(columns["insured"] * PHARMACY_YUAN_PER_PERSON * prices),
    }
