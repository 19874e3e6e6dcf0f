"""Circles and places → the marks on the maps of 服务圈 and 规划: villages, facilities, spokes, one village's way."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from faces.blocks.marks import ChangeMark, FacilityMark, FacilityTier, Spoke, VillageDot
from findings.circles import minutes_words
from findings.figures import Words
from metrics.circle.circle import Circle, CircleTier
from metrics.circle.figures import Gain, residents_by_site
from metrics.circle.roads import village_route
from words.numbers import is_missing, people_words
from words.speech import Says

_MARKS: Final[dict[str, FacilityTier]] = {
    "county_hospital": "hospital",
    "tcm_hospital": "hospital",
    "township_centre": "centre",
    "community_centre": "centre",
    "new": "centre",
    "first_aid_station": "centre",
    "central_village_clinic": "clinic",
}


_KINDS: Final = {
    "county_hospital": ("县级医院", "county hospital"),
    "tcm_hospital": ("县级中医医院", "county TCM hospital"),
    "township_centre": ("乡镇卫生院", "township centre"),
    "community_centre": ("社区卫生服务中心", "community centre"),
    "new": ("假设新增点", "new site"),
    "first_aid_station": ("急救站", "first-aid station"),
    "central_village_clinic": ("中心村卫生室", "central village clinic"),
    "village_clinic": ("村卫生室", "village clinic"),
}


NOT_COUNTED: Final = ("不计入这个服务圈", "does not count here")


CLINIC_TIERS: Final = ("village", "telemedicine")


def circle_dots(
    rows: pd.DataFrame, metres: np.ndarray[Any, Any], limit: int, words: Words, *, site: str = ""
) -> list[VillageDot]:
    """Return the villages of the chosen townships with minutes, owner and length of the way on hover.

    metres : length of each village's way, in the order of `rows`. site : only the villages whose nearest it is.
    """
    dots = []
    for row, metre in zip(rows.to_dict("records"), metres, strict=True):
        if words.townships and row["township_code"] not in words.townships:
            continue
        if site and row["nearest_code"] != site:
            continue
        detail = minutes_words(row["minutes"], limit, words)
        if not is_missing(row["minutes"]):
            nearest = words.say(row["nearest_zh"], row["nearest_en"])
            detail = words.say(
                f"到{nearest}{detail}，路长{metre / 1000:.1f}公里",
                f"{detail} to {nearest}, {metre / 1000:.1f} km by road",
            )
        dots.append(
            VillageDot(
                name=words.say(row["name_zh"], row["name_en"]),
                lon=row["lon"],
                lat=row["lat"],
                residents=int(row["residents"]),
                state=row["state"],
                detail=detail,
                code=row["village_code"],
            )
        )
    return dots


def facility_key(tier: CircleTier, words: Says, *, spokes: bool) -> list[tuple[str, bool, str]]:
    """Return the facility symbols of the map and what they say: the standard for township centres, else who counts."""
    if tier == "township":
        centres = (("达标卫生院", "meets the standard"), ("未达标卫生院", "below the standard"))
    else:
        centres = (("计入的卫生院、急救站", "centre, counts"), ("不计入的卫生院", "centre, does not count"))
    found = [("hospital", True, words.say("县级医院", "county hospital"))]
    found += [
        ("centre", filled, words.say(*names))
        for filled, names in zip((True, False), centres, strict=True)
        # Every place counts as village-level care.
        if filled or tier != "village"
    ]
    if tier in CLINIC_TIERS or tier == "expert":
        found.append(("clinic", True, words.say("村卫生室", "village clinic")))
    elif spokes:
        found.append(("clinic", True, words.say("中心村卫生室", "central village clinic")))
    return found


def circle_marks(
    circle: Circle, facilities: pd.DataFrame, rows: pd.DataFrame, words: Words, also: Collection[str] = ()
) -> list[FacilityMark]:
    """Return the facilities of the map: filled where they count for this circle, hollow where they do not.

    also : codes of central village clinics to be drawn whether they count or not.
    """
    served = residents_by_site(rows)
    closed = set(circle.sites.loc[circle.sites["origin"] == "closed", "code"])
    counted = {row["code"]: row for row in circle.sites.to_dict("records") if row["code"] not in closed}
    shown = [
        FacilityMark(
            name=words.say(row["name_zh"], row["name_en"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            tier=_MARKS.get(row["level"], "clinic"),
            detail=words.say(
                f"最近的居民{people_words(served.get(row['code'], 0), words.language)}",
                f"nearest to {people_words(served.get(row['code'], 0), words.language)}",
            ),
            code=row["code"],
            kind=words.say(*_KINDS.get(row["level"], ("村卫生室", "village clinic"))),
        )
        for row in counted.values()
        if row["level"] in _MARKS or circle.view.tier in CLINIC_TIERS
    ]
    why = ("未达标，不计入", "below the standard") if circle.view.tier == "township" else NOT_COUNTED
    hollow = [
        FacilityMark(
            name=words.say(row["name_zh"], row["name_en"]),
            lon=row["lon"],
            lat=row["lat"],
            tier=_MARKS[row["level"]],
            qualified=False,
            detail=words.say(*why),
            kind=words.say(*_KINDS[row["level"]]),
            status_text="",
            code=row["institution_code"],
        )
        for row in facilities.to_dict("records")
        if row["level"] in _MARKS and row["institution_code"] not in counted and _MARKS[row["level"]] != "clinic"
    ]
    clinics = [
        FacilityMark(
            name=words.say(row["name_zh"], row["name_en"]),
            lon=row["lon"],
            lat=row["lat"],
            tier="clinic",
            detail="" if row["institution_code"] in counted else words.say(*NOT_COUNTED),
            code=row["institution_code"],
        )
        for row in facilities.to_dict("records")
        if row["institution_code"] in also and row["institution_code"] not in counted
    ]
    return [*hollow, *shown, *clinics]


def change_marks(found: Gain, limit: int, words: Words, without: Collection[str] = ()) -> list[ChangeMark]:
    """Return the villages that a what-if or a plan brings inside or leaves outside.

    without : codes of villages that another mark stands on.
    """
    return [
        ChangeMark(
            words.say(row["name_zh"], row["name_en"]),
            row["lon"],
            row["lat"],
            gained,
            people_words(row["residents"], words.language)
            + words.say("，", ", ")
            + minutes_words(row["minutes"], limit, words),
            row["village_code"],
        )
        for gained, frame in ((True, found.gained), (False, found.lost))
        for row in frame.to_dict("records")
        if row["village_code"] not in without
    ]


def served_by_central_clinics(cover: pd.DataFrame, minutes: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    """Return every village once, with the nearest of the central clinics that serve it; longest way first.

    A village that took in others is served by the clinics of all: its residents go to the nearest. Columns:
    village_code, institution_code, minutes (inf: no road).
    """
    timed = cover.assign(
        minutes=[
            minutes.get((row["institution_code"], row["village_code"]), math.inf) for row in cover.to_dict("records")
        ]
    )
    nearest = timed.sort_values(["minutes", "institution_code"], kind="stable").drop_duplicates("village_code")
    return nearest.sort_values("minutes", ascending=False, kind="stable").reset_index(drop=True)


def spokes_of(served: pd.DataFrame, rows: pd.DataFrame, sites: pd.DataFrame, limit: int) -> list[Spoke]:
    """Return a line from every village to its central clinic; beyond the limit or out of reach stand out.

    served : rows of `served_by_central_clinics`.
    """
    villages = {row["village_code"]: (float(row["lon"]), float(row["lat"])) for row in rows.to_dict("records")}
    clinics = {row["institution_code"]: (float(row["lon"]), float(row["lat"])) for row in sites.to_dict("records")}
    return [
        Spoke(
            clinics[row["institution_code"]],
            villages[row["village_code"]],
            beyond=not row["minutes"] <= limit,
        )
        for row in served.to_dict("records")
        if row["institution_code"] in clinics and row["village_code"] in villages
    ]


def way_of(circle: Circle, rows: pd.DataFrame, code: str) -> list[tuple[float, float]]:
    """Return lon, lat from a village's door to its site's, by road; empty without the village or a way."""
    found = np.flatnonzero((rows["village_code"] == code).to_numpy())
    if not found.size:
        return []
    at = int(found[0])
    road, owner = village_route(circle, at), int(circle.nearest.owner[at])
    if owner < 0:
        return []
    village, site = rows.iloc[at], circle.sites.iloc[owner]
    return [(float(village["lon"]), float(village["lat"])), *road, (float(site["lon"]), float(site["lat"]))]
