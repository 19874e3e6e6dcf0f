"""覆盖: who a programme is for, whom it reached, what it found and whom it followed, by township and month.

Reached are the activities' own counts, split where several programmes share one activity. Eligible in a year is what
that activity asked for in it, or the residents where it asks for nothing. Findings and follow-up are invented.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sample_data.mechanisms import SYNTHETIC, county_of, frame_of
from sample_data.world import LAST_MONTH_OF_OLD_EDITION, World, allocate, facts, rng

KEYS = ["township_code", "month"]
MONTH_OF_RESIDENTS = 6  # before the mergers, which fall on the middle of a year or its end


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return programme_month. world: activity_month, chronic_month and resident_month must be there already."""
    listed = facts("evidence_programme")
    listed["number"] = [f"{number:02d}" for number in range(1, len(listed) + 1)]
    by_activity: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in listed.to_dict("records"):
        programme = {str(name): str(value) for name, value in row.items()}
        by_activity.setdefault((programme["mechanism_id"], programme["activity"]), []).append(programme)
    parts = [_of_activity(world, *key, programmes) for key, programmes in by_activity.items()]
    return {"programme_month": frame_of("programme_month", pd.concat(parts, ignore_index=True))}


def _of_activity(world: World, mechanism_id: str, activity: str, programmes: list[dict[str, str]]) -> pd.DataFrame:
    county = county_of(mechanism_id)
    months = world.frames["activity_month"]
    months = months[months["activity_code"] == activity].sort_values(KEYS).reset_index(drop=True)
    weights = _weights(world, county, months, programmes)
    reached = allocate(months["done"].to_numpy(), weights * _uneven(months, activity, weights.shape))
    eligible = _eligible(world, county, months, weights, reached)
    return pd.concat(
        [
            _rows(months, mechanism_id, county, programme, eligible[:, number], reached[:, number])
            for number, programme in enumerate(programmes)
        ],
        ignore_index=True,
    )


def _weights(world: World, county: str, months: pd.DataFrame, programmes: list[dict[str, str]]) -> np.ndarray:
    """Return each programme's part of the activity, shape (n_rows, n_programmes): fixed, or by known patients."""
    if all(programme["share"].isdigit() for programme in programmes):
        shares = np.array([float(programme["share"]) for programme in programmes])
        return np.tile(shares / shares.sum(), (len(months), 1))
    patients = world.frames["chronic_month"]
    patients = patients[patients["county_code"] == county]
    by_disease = patients.pivot_table(index=KEYS, columns="disease", values="patients", aggfunc="sum")
    found = by_disease.loc[list(zip(months["township_code"], months["month"], strict=True))]
    return found[[programme["share"] for programme in programmes]].to_numpy(dtype=np.float64)


def _uneven(months: pd.DataFrame, activity: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return how much a township takes to each programme, shape (n_rows, n_programmes): the same in all its months."""
    own = {
        code: rng("programme", activity, code).lognormal(0, 0.06, shape[1])
        for code in months["township_code"].unique().tolist()
    }
    return np.array([own[code] for code in months["township_code"]])


def _eligible(world: World, county: str, months: pd.DataFrame, weights: np.ndarray, reached: np.ndarray) -> np.ndarray:
    """Return how many each programme's year is for, shape (n_rows, n_programmes).

    In a year in which townships merge, the parts' numbers add to their successor's.
    """
    asked, later = _asked(world, county, months), _successors(world)
    newest = months["township_code"].map(later)
    year, is_old = months["month"] // 100, months["month"] <= LAST_MONTH_OF_OLD_EDITION[county]
    found = np.zeros_like(reached)
    for number in year.unique():
        in_year = year == number
        merges = is_old[in_year].nunique() > 1
        places = newest if merges else months["township_code"]
        own = asked[asked["year"] == number]
        own = own.assign(place=own["township_code"].map(later) if merges else own["township_code"])
        for place in places[in_year].unique():
            rows = np.flatnonzero(in_year & (places == place))
            parts = own[own["place"] == place]
            found[rows] = _of_place(months.loc[rows], parts, weights[rows], reached[rows], merges, county)
    return found


def _of_place(
    months: pd.DataFrame, parts: pd.DataFrame, weights: np.ndarray, reached: np.ndarray, merges: bool, county: str
) -> np.ndarray:
    """Return a place's year, the same in each of its months; before a merger shared out over what it consisted of."""
    total = int(parts["base"].sum())
    whole = np.full(reached.shape[1], total)
    if months["base"].sum():
        whole = reached.sum(axis=0) + allocate(max(total - int(reached.sum()), 0), weights.sum(axis=0))
    found = np.tile(whole, (len(months), 1))
    if not merges:
        return found
    last = LAST_MONTH_OF_OLD_EDITION[county]
    before = parts[parts["month"] <= last].groupby("township_code")["base"].sum()
    shares = allocate(whole, np.tile(before.to_numpy(dtype=np.float64), (len(whole), 1)))
    for column, code in enumerate(before.index):
        found[((months["township_code"] == code) & (months["month"] <= last)).to_numpy()] = shares[:, column]
    return found


def _asked(world: World, county: str, months: pd.DataFrame) -> pd.DataFrame:
    """Return what was asked for: township_code, month, year, base; residents in June where nothing was."""
    asked = months[[*KEYS, "base"]]
    if not months["base"].sum():
        residents = world.frames["resident_month"]
        june = (residents["county_code"] == county) & (residents["month"] % 100 == MONTH_OF_RESIDENTS)
        asked = residents[june].rename(columns={"residents": "base"})[[*KEYS, "base"]]
    return asked.assign(year=asked["month"] // 100)


def _successors(world: World) -> dict[str, str]:
    table = world.frames["township"].set_index("township_code")["successor_code"]
    return {str(code): later if isinstance(later, str) else str(code) for code, later in table.items()}


def _rows(
    months: pd.DataFrame,
    mechanism_id: str,
    county: str,
    programme: dict[str, str],
    eligible: np.ndarray,
    reached: np.ndarray,
) -> pd.DataFrame:
    draw = rng("programme", mechanism_id, programme["number"])
    found: Any = None
    followed: Any = None
    if programme["found"]:
        found = draw.binomial(reached, float(programme["found"]))
        followed = draw.binomial(found, float(programme["followed"]))
    codes, month = months["township_code"], months["month"].astype(str)
    return pd.DataFrame(
        {
            "programme_month_id": f"{mechanism_id}_{programme['number']}_" + codes + "_" + month,
            "county_code": county,
            "mechanism_id": mechanism_id,
            "township_code": codes,
            **{name: programme[name] for name in ("programme_zh", "programme_en", "group_zh", "group_en")},
            "month": months["month"],
            "eligible": eligible,
            "reached": reached,
            "found": found,
            "followed": followed,
            **SYNTHETIC,
        }
    )
