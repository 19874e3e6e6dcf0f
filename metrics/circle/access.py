"""Behind a circle: doctors within reach, facilities nobody can spare, the way of referrals, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from metrics.circle.circle import Circle, CircleView, Ground, counted_facilities, snapped
from metrics.circle.figures import covered_share
from travel.accessibility import E2SFCA_WEIGHTS, balanced_fca, enhanced_two_step_fca, two_step_fca
from travel.change_parts import change_parts
from travel.graph import RoadGraph
from travel.network import BoolArray, FloatArray
from travel.shortest import nearest_field, nearest_for_points, travel_times
from travel.snap import EdgeIndex
from travel.tiers import CENTRES, HOSPITALS

PER_1000: Final = 1000.0
SCORES: Final = ("two_step", "enhanced", "balanced")
LOW, MIDDLE, HIGH = "low", "middle", "high"
BANDS: Final = (LOW, MIDDLE, HIGH)
APART: Final = 0.2
"""How far from the mean of all residents, as a share of it, a township is told apart from it."""
WAYS: Final = (60.0, 30.0)
"""Minutes that part the bands of ways to a hospital: over 60, over 30, up to 30."""
WAY_BANDS: Final = ("no_road", "over_60", "over_30", "up_to_30")


def doctors_within_reach(
    ground: Ground, villages: pd.DataFrame, facilities: pd.DataFrame, doctors: Mapping[str, float], limit_min: float
) -> pd.DataFrame:
    """Return doctors per 1,000 residents for every village by 2SFCA, E2SFCA and the balanced variant.

    doctors   : by institution code; facilities without any are left out.
    limit_min : catchment of 2SFCA; the other two take the published steps of 10, 20 and 30 minutes.

    Adds the columns SCORES to village_code, township_code and residents; 0 where no doctor is in reach.
    """
    every = np.asarray(facilities["institution_code"].map(dict(doctors)).fillna(0), dtype=np.float64)
    some = np.flatnonzero(every > 0)
    supply = every[some]
    demand = villages["residents"].to_numpy(np.float64)
    furthest = max(limit_min, *E2SFCA_WEIGHTS)
    od = travel_times(ground.graph, ground.villages, ground.facilities.take(some), furthest)
    return villages[["village_code", "township_code", "residents"]].assign(
        two_step=PER_1000 * two_step_fca(demand, supply, od, limit_min=limit_min),
        enhanced=PER_1000 * enhanced_two_step_fca(demand, supply, od),
        balanced=PER_1000 * balanced_fca(demand, supply, od),
    )


def scores_by_township(scores: pd.DataFrame) -> pd.DataFrame:
    """Return each township's mean score over its residents, its band, and residents who reach no doctor.

    Columns: township_code, residents, SCORES, without, band. The three methods disagree on who comes before whom, and
    none has an interval: a township is "low" or "high" only where all three put it a fifth or more below or above the
    mean of all residents, else "middle". Low ones first, townships of a band by their code: no rank.
    """
    weighted = scores.assign(
        **{name: scores[name] * scores["residents"] for name in SCORES},
        without=scores["residents"].where(scores["two_step"] == 0, 0),
    )
    sums = weighted.groupby("township_code", as_index=False)[["residents", *SCORES, "without"]].sum()
    people = sums["residents"].where(sums["residents"] > 0)
    means = sums.assign(**{name: sums[name] / people for name in SCORES})
    known = means[people.notna()]
    county = sums[list(SCORES)].sum() / max(float(sums["residents"].sum()), 1.0)
    ratio = (known[list(SCORES)] / county.where(county > 0)).to_numpy(np.float64)
    low, high = (ratio <= 1 - APART).all(axis=1), (ratio >= 1 + APART).all(axis=1)
    return _by_band(known.assign(band=np.select([low, high], [LOW, HIGH], MIDDLE)), BANDS, "township_code")


def _by_band(table: pd.DataFrame, bands: Sequence[str], code: str) -> pd.DataFrame:
    order = table["band"].map({band: position for position, band in enumerate(bands)})
    ordered = table.assign(order=order).sort_values(["order", code], kind="stable")
    return ordered.drop(columns="order").reset_index(drop=True)


def criticality(circle: Circle, villages: pd.DataFrame, limit_min: float) -> pd.DataFrame:
    """Return what each site's closure would cost: people and villages that would leave the circle, most first.

    Columns: code, name_zh, name_en, township_code, people, villages, served (residents to whom it is nearest). A
    village leaves where this site is the only one within the limit.
    """
    od = travel_times(
        circle.ground.graph, circle.ground.villages, circle.field.facilities, limit_min, circle.view.direction
    )
    count = len(circle.sites)
    in_reach = np.bincount(od.origin, minlength=len(villages))
    only = in_reach[od.origin] == 1
    residents = villages["residents"].to_numpy(np.float64)
    people = np.bincount(od.destination[only], residents[od.origin[only]], minlength=count)
    lost = np.bincount(od.destination[only], minlength=count)
    owner = circle.nearest.owner
    served = np.bincount(owner[owner >= 0], residents[owner >= 0], minlength=count)
    table = circle.sites[["code", "name_zh", "name_en", "township_code", "origin"]].assign(
        people=people.astype(np.int64), villages=lost.astype(np.int64), served=served.astype(np.int64)
    )
    table = table[table["origin"] != "closed"].drop(columns="origin")
    return table.sort_values(["people", "served"], ascending=False, kind="stable").reset_index(drop=True)


def referral_minutes(ground: Ground, facilities: pd.DataFrame, referrals: Mapping[str, float]) -> pd.DataFrame:
    """Return minutes from every township-level centre to its nearest county hospital beside its actual referrals up.

    Columns: institution_code, name_zh, name_en, township_code, minutes (NaN: unreachable), hospital_zh, hospital_en,
    referrals, band (WAY_BANDS). By band, then by code: minutes between two centres of a band differ by less than speeds
    are known.
    """
    level = facilities["level"].to_numpy(object)
    hospitals, centres = np.flatnonzero(np.isin(level, HOSPITALS)), np.flatnonzero(np.isin(level, CENTRES))
    field = nearest_field(ground.graph, ground.facilities.take(hospitals))
    found = nearest_for_points(field, ground.facilities.take(centres))
    names = {
        f"hospital_{language}": np.append(facilities[f"name_{language}"].to_numpy(object)[hospitals], "")[found.owner]
        for language in ("zh", "en")
    }
    own = facilities.iloc[centres][["institution_code", "name_zh", "name_en", "township_code"]]
    minutes = np.where(np.isfinite(found.minutes), found.minutes, np.nan)
    table = own.assign(
        minutes=minutes,
        **names,
        referrals=own["institution_code"].map(dict(referrals)).fillna(0),
        band=np.select([np.isnan(minutes), *(minutes > limit for limit in WAYS)], WAY_BANDS[:-1], WAY_BANDS[-1]),
    )
    return _by_band(table, WAY_BANDS, "institution_code")


@dataclass(frozen=True)
class Side:
    """The places of one of the two months compared."""

    villages: pd.DataFrame
    facilities: pd.DataFrame
    experts: pd.DataFrame | None = None


FACTORS: Final = ("roads", "facilities", "staffing", "residents", "corrections")


def coverage_parts(
    before: Side, now: Side, graphs: Mapping[str, RoadGraph], view: CircleView, limit_min: float
) -> tuple[float, float, dict[str, float]]:
    """Return coverage before and now in per cent, and what each of FACTORS adds to the change in 百分点.

    graphs : the roads of the view's mode and season, "before" and "now".

    roads: network in force. facilities: which are open, where and at what level. staffing: who meets the standard,
    has telemedicine, keeps an ambulance, or (experts) holds clinics. residents: how many live in each village.
    corrections: the list of villages itself, as codes are merged or corrected. The parts sum to the change.
    """
    sides = {"before": before, "now": now}
    indexes = {name: EdgeIndex(graph) for name, graph in graphs.items()}
    kept: dict[tuple[str, ...], FloatArray] = {}

    def minutes(roads: str, facilities: str, staffing: str, places: str) -> FloatArray:
        key = (roads, facilities, staffing, places)
        if key not in kept:
            chosen = sides[facilities].facilities[_counted(sides[facilities], sides[staffing], view)]
            field = nearest_field(graphs[roads], snapped(indexes[roads], chosen), view.direction)
            kept[key] = nearest_for_points(field, snapped(indexes[roads], sides[places].villages)).minutes
        return kept[key]

    def value(switched: frozenset[str]) -> float:
        side = {factor: "now" if factor in switched else "before" for factor in FACTORS}
        found = minutes(side["roads"], side["facilities"], side["staffing"], side["corrections"])
        return covered_share(found, _residents(sides[side["corrections"]], sides[side["residents"]]), limit_min)

    parts = change_parts(value, FACTORS)
    return value(frozenset()), value(frozenset(FACTORS)), parts


def _counted(places: Side, states: Side, view: CircleView) -> BoolArray:
    """Tell which facilities of one side count with the states (and experts' clinics) of another."""
    columns = ["standardised", "telemedicine", "ambulances"]
    then = states.facilities.set_index("institution_code")[columns]
    mixed = places.facilities.copy()
    known = mixed["institution_code"].isin(then.index).to_numpy()
    mixed.loc[known, columns] = then.loc[mixed.loc[known, "institution_code"]].to_numpy()
    return counted_facilities(mixed, view, states.experts)


def _residents(places: Side, people: Side) -> FloatArray:
    """Return residents of one side's villages as counted on another; villages only one side knows keep their share."""
    own = places.villages["residents"].to_numpy(np.float64)
    if places is people:
        return own
    other = people.villages.set_index("village_code")["residents"]
    found = places.villages["village_code"].map(other).to_numpy(np.float64)
    if np.isfinite(found).all() and len(other) == len(own):
        return np.asarray(found)
    return own * float(other.sum()) / max(float(own.sum()), 1.0)
