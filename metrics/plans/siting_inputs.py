"""What a siting question is made of: a county's villages, the places a clinic may stand, and the minutes between.

Minutes come from the road tables by the same search as the service circles, so a plan and a circle count alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.circle.circle import CircleTier, CircleView, Ground, counted_facilities
from metrics.circle.what_if import Step
from metrics.errors import QuestionError
from travel.network import BoolArray, FloatArray
from travel.shortest import Direction, travel_times
from travel.snap import SnappedPoints
from travel.speeds import Mode, Scenario
from travel.tiers import CENTRES, TIERS, TierName
from travel.what_if import join_points

Weight = Literal["residents", "residents_65_up", "chronic_patients"]
SITING_TIERS: Final[tuple[TierName, ...]] = ("township", "village", "county", "ambulance", "telemedicine")
FARTHEST_MIN: Final = 180.0
"""Longer trips count as unreachable: nobody plans a clinic for them, and the search ends sooner."""

SMALL_CLINIC: Final = "village_clinic"
"""A village clinic stands in its village, which is a candidate already."""


class NoVillages(QuestionError):
    """The county has no villages with residents in this month."""

    def __init__(self, county: str, month: int) -> None:
        super().__init__("no_villages", year=month // 100, month=month % 100, county=county)


class NoVisitingPlace(QuestionError):
    """No township has an institution in which clinics could be held."""

    def __init__(self, month: int) -> None:
        super().__init__("no_visiting_place", year=month // 100, month=month % 100)


@dataclass(frozen=True)
class SitingGround:
    """A county's siting ground at one month, for one tier and mode.

    villages   : one row a village with residents: village_code, township_code, names, lon, lat, residents,
                 residents_65_up, chronic_patients, label (unique).
    facilities : every institution open in the month.
    candidates : one row a place a clinic may stand: code, kind (village | institution), standing (counts already),
                 names, township_code, lon, lat, label (unique); villages first.
    minutes    : shape (n_seasons, n_villages, n_candidates), inf where unreachable or beyond FARTHEST_MIN.
    """

    county: str
    month: int
    tier: TierName
    mode: Mode
    seasons: tuple[Scenario, ...]
    villages: pd.DataFrame
    facilities: pd.DataFrame
    candidates: pd.DataFrame
    minutes: FloatArray


def siting_ground(
    grounds: Sequence[Ground],
    villages: pd.DataFrame,
    facilities: pd.DataFrame,
    *,
    county: str,
    month: int,
    tier: TierName,
    mode: Mode,
    seasons: tuple[Scenario, ...],
) -> SitingGround:
    """Return the siting ground of frames as `circle_places` gives them.

    grounds : the roads of each season, with the villages and facilities on them. Raises NoVillages.
    """
    if villages.empty:
        raise NoVillages(county, month)
    circle_tier: CircleTier = tier
    counted = counted_facilities(facilities, CircleView(tier=circle_tier))
    chosen = np.flatnonzero(counted | _may_be_upgraded(facilities, tier))
    labelled = villages.assign(label=unique_labels(villages, "village_code"))
    candidates = _candidates(labelled, facilities, counted, chosen)
    minutes = np.stack([_minutes(ground, chosen, TIERS[tier].direction) for ground in grounds])
    return SitingGround(county, month, tier, mode, seasons, labelled, facilities, candidates, minutes)


def _may_be_upgraded(facilities: pd.DataFrame, tier: TierName) -> BoolArray:
    """Tell which institutions could count for the tier if they were brought up to it."""
    levels = {*TIERS[tier].levels, *CENTRES} - {SMALL_CLINIC}
    return facilities["level"].isin(levels).to_numpy()


def unique_labels(places: pd.DataFrame, code: str) -> npt.NDArray[np.object_]:
    """Return names that tell the places apart: the name, or name and code where two share it."""
    twice = places["name_zh"].duplicated(keep=False)
    return places["name_zh"].where(~twice, places["name_zh"] + "（" + places[code] + "）").to_numpy(object)


def _candidates(
    villages: pd.DataFrame, facilities: pd.DataFrame, counted: BoolArray, chosen: npt.NDArray[np.intp]
) -> pd.DataFrame:
    columns = ["code", "name_zh", "name_en", "township_code", "lon", "lat"]
    new = villages.rename(columns={"village_code": "code"})[columns].assign(kind="village", standing=False)
    old = facilities.iloc[chosen].rename(columns={"institution_code": "code"})[columns]
    old = old.assign(kind="institution", standing=counted[chosen])
    both = pd.concat([new, old], ignore_index=True)
    return both.assign(label=unique_labels(both, "code"))


def _minutes(ground: Ground, chosen: npt.NDArray[np.intp], direction: Direction) -> FloatArray:
    """Minutes between every village and every candidate, shape (n_villages, n_candidates)."""
    places: SnappedPoints = join_points(ground.villages, ground.facilities.take(chosen))
    found = travel_times(ground.graph, ground.villages, places, FARTHEST_MIN, direction)
    minutes = np.full((len(ground.villages.edge), len(places.edge)), np.inf)
    minutes[found.origin, found.destination] = found.minutes
    return minutes


def plan_steps(ground: SitingGround, opened: Sequence[str], closed: Sequence[str] = ()) -> tuple[Step, ...]:
    """Return a plan as the steps of a what-if: a new site in a village, an institution upgraded, one closed.

    opened, closed : labels of candidates.
    """
    by_label = ground.candidates.set_index("label")
    steps = [
        Step("add" if by_label.at[label, "kind"] == "village" else "upgrade", str(by_label.at[label, "code"]))
        for label in opened
    ]
    return tuple([*steps, *(Step("close", str(by_label.at[label, "code"])) for label in closed)])


def in_townships(ground: SitingGround, townships: Sequence[str]) -> BoolArray:
    """Tell which villages a question is about: those of the chosen townships, all where none is chosen."""
    if not townships:
        return np.ones(len(ground.villages), dtype=bool)
    return ground.villages["township_code"].isin(list(townships)).to_numpy()


@dataclass(frozen=True)
class VisitGround:
    """Where specialists may hold clinics: one place a township, the minutes to it, the clinic days held by now.

    places  : institution_code, name_zh, name_en, township_code. minutes : (n_villages, n_places).
    planned : weekday (0–4) → held regularly by now, shape (n_places, 5).
    """

    places: pd.DataFrame
    minutes: FloatArray
    planned: BoolArray


REGULAR_CLINICS: Final = 6
"""Six clinics in three months on one weekday, every second week, count as held regularly."""

CLINIC_WEEKDAYS: Final = 5


def visit_ground(ground: SitingGround, experts: pd.DataFrame, specialty: str) -> VisitGround:
    """Return the visiting places of a ground (its first season) and the specialty's regular clinic days.

    experts : the frame of `circle_places.expert_places`. Raises NoVisitingPlace.
    """
    candidates = ground.candidates.reset_index(names="place")
    levels = ground.facilities.set_index("institution_code")["level"]
    centres = candidates[(candidates["kind"] == "institution") & candidates["code"].map(levels).isin(CENTRES)]
    if centres.empty:
        raise NoVisitingPlace(ground.month)
    one_each = centres.drop_duplicates("township_code")
    held = experts[(experts["specialty"] == specialty) & (experts["clinics"] >= REGULAR_CLINICS)]
    planned = np.zeros((len(one_each), CLINIC_WEEKDAYS), dtype=bool)
    for row, code in enumerate(one_each["code"]):
        days = held.loc[held["institution_code"] == code, "weekday"].to_numpy(np.int64)
        planned[row, days[days < CLINIC_WEEKDAYS]] = True
    places = one_each.rename(columns={"code": "institution_code"})
    return VisitGround(
        places[["institution_code", "name_zh", "name_en", "township_code"]].reset_index(drop=True),
        ground.minutes[0][:, one_each["place"].to_numpy(np.int64)],
        planned,
    )


def specialties(experts: pd.DataFrame) -> list[str]:
    """Return the specialties of the county's experts, most clinics first."""
    sums = experts.groupby("specialty")["clinics"].sum().sort_values(ascending=False, kind="stable")
    return [str(name) for name in sums.index]
