"""Circles and places → the marks on the map of 服务圈: townships, villages, facilities, spokes, one village's way."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from faces.areas import middle_of
from faces.blocks.marks import FacilityMark, Spoke, TownshipArea, VillageDot
from metrics.circle.circle import Circle, CircleTier
from metrics.circle.figures import residents_by_site
from metrics.circle.roads import village_route
from metrics.reference import Reference
from pages.circle.words import minutes_words
from ui.filters import place_name
from ui.language import say, speaker
from ui.words import people_words
from words.numbers import is_missing

_MARKS: Final[dict[str, Literal["县级医院", "乡镇卫生院", "中心村卫生室"]]] = {
    "county_hospital": "县级医院",
    "tcm_hospital": "县级医院",
    "township_centre": "乡镇卫生院",
    "community_centre": "乡镇卫生院",
    "new": "乡镇卫生院",
    "first_aid_station": "乡镇卫生院",
    "central_village_clinic": "中心村卫生室",
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


def circle_areas(
    outlines: Mapping[str, Any],
    by_township: pd.DataFrame,
    sites: pd.DataFrame,
    reference: Reference,
    point: str,
    month: int,
    county: str,
) -> list[TownshipArea]:
    """Return the townships as a plain sheet, labelled at their centre where there is one."""
    shares = dict(zip(by_township["township_code"], by_township["share"], strict=True))
    centres = {
        row.township_code: (float(row.lon), float(row.lat))
        for row in sites.itertuples()
        if row.level in ("township_centre", "community_centre")
    }
    areas = []
    for place in reference.townships_of(county, month):
        if place.code not in outlines:
            continue
        geometry = outlines[place.code]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        share = shares.get(place.code, math.nan)
        for rings in polygons:
            drawn = [[(x, y) for x, y in ring] for ring in rings]
            areas.append(
                TownshipArea(
                    code=place.code,
                    name=place_name(place),
                    rings=drawn,
                    label_at=centres.get(place.code, middle_of(drawn[0])),
                    value_text="" if is_missing(share) else say(f"圈内{share:.1f}%", f"{share:.1f}% inside"),
                    is_point=bool(point) and place_name(place) == point,
                )
            )
    return areas


def circle_dots(
    rows: pd.DataFrame, metres: np.ndarray[Any, Any], limit: int, townships: Sequence[str], site: str
) -> list[VillageDot]:
    """Return the villages with minutes, owner and length of the way on hover; of one site only where it is chosen."""
    dots, pick = [], speaker()
    for row, metre in zip(rows.itertuples(), metres, strict=True):
        if townships and row.township_code not in townships:
            continue
        if site and row.nearest_code != site:
            continue
        detail = minutes_words(row.minutes, limit, pick)
        if not is_missing(row.minutes):
            nearest = pick(row.nearest_zh, row.nearest_en)
            detail = pick(
                f"到{nearest}{detail}，路长{metre / 1000:.1f}公里",
                f"{detail} to {nearest}, {metre / 1000:.1f} km by road",
            )
        dots.append(
            VillageDot(
                name=pick(row.name_zh, row.name_en),
                lon=row.lon,
                lat=row.lat,
                residents=int(row.residents),
                state=row.state,
                detail=detail,
                code=row.village_code,
            )
        )
    return dots


def facility_key(tier: CircleTier, *, spokes: bool) -> list[tuple[str, bool, str]]:
    """Return the facility symbols of the map and what they say: the standard for township centres, else who counts."""
    if tier == "township":
        centres = (("达标卫生院", "meets the standard"), ("未达标卫生院", "below the standard"))
    else:
        centres = (("计入的卫生院、急救站", "centre, counts"), ("不计入的卫生院", "centre, does not count"))
    found = [("县级医院", True, say("县级医院", "county hospital"))]
    found += [
        ("乡镇卫生院", filled, say(*words))
        for filled, words in zip((True, False), centres, strict=True)
        # Every place counts as village-level care.
        if filled or tier != "village"
    ]
    if tier in CLINIC_TIERS or tier == "expert":
        found.append(("中心村卫生室", True, say("村卫生室", "village clinic")))
    elif spokes:
        found.append(("中心村卫生室", True, say("中心村卫生室", "central village clinic")))
    return found


def circle_marks(
    circle: Circle, facilities: pd.DataFrame, rows: pd.DataFrame, also: Collection[str] = ()
) -> list[FacilityMark]:
    """Return the facilities of the map: filled where they count for this circle, hollow where they do not.

    also : codes of central village clinics to be drawn whether they count or not.
    """
    served = residents_by_site(rows)
    closed = set(circle.sites.loc[circle.sites["origin"] == "closed", "code"])
    counted = {row.code: row for row in circle.sites.itertuples() if row.code not in closed}
    shown = [
        FacilityMark(
            name=say(row.name_zh, row.name_en),
            lon=float(row.lon),
            lat=float(row.lat),
            tier=_MARKS.get(row.level, "中心村卫生室"),
            detail=say(
                f"最近的居民{people_words(served.get(row.code, 0))}",
                f"nearest to {people_words(served.get(row.code, 0))}",
            ),
            code=row.code,
            kind=say(*_KINDS.get(row.level, ("村卫生室", "village clinic"))),
        )
        for row in counted.values()
        if row.level in _MARKS or circle.view.tier in CLINIC_TIERS
    ]
    why = ("未达标，不计入", "below the standard") if circle.view.tier == "township" else NOT_COUNTED
    hollow = [
        FacilityMark(
            name=say(row.name_zh, row.name_en),
            lon=row.lon,
            lat=row.lat,
            tier=_MARKS[row.level],
            qualified=False,
            detail=say(*why),
            kind=say(*_KINDS[row.level]),
            status_text="",
            code=row.institution_code,
        )
        for row in facilities.itertuples()
        if row.level in _MARKS and row.institution_code not in counted and _MARKS[row.level] != "中心村卫生室"
    ]
    clinics = [
        FacilityMark(
            name=say(row.name_zh, row.name_en),
            lon=row.lon,
            lat=row.lat,
            tier="中心村卫生室",
            detail="" if row.institution_code in counted else say(*NOT_COUNTED),
            code=row.institution_code,
        )
        for row in facilities.itertuples()
        if row.institution_code in also and row.institution_code not in counted
    ]
    return [*hollow, *shown, *clinics]


def served_by_central_clinics(cover: pd.DataFrame, minutes: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    """Return every village once, with the nearest of the central clinics that serve it; longest way first.

    A village that took in others is served by the clinics of all: its residents go to the nearest. Columns:
    village_code, institution_code, minutes (inf: no road).
    """
    timed = cover.assign(
        minutes=[minutes.get((row.institution_code, row.village_code), math.inf) for row in cover.itertuples()]
    )
    nearest = timed.sort_values(["minutes", "institution_code"], kind="stable").drop_duplicates("village_code")
    return nearest.sort_values("minutes", ascending=False, kind="stable").reset_index(drop=True)


def spokes_of(served: pd.DataFrame, rows: pd.DataFrame, sites: pd.DataFrame, limit: int) -> list[Spoke]:
    """Return a line from every village to its central clinic; beyond the limit or out of reach stand out.

    served : rows of `served_by_central_clinics`.
    """
    villages = {row.village_code: (float(row.lon), float(row.lat)) for row in rows.itertuples()}
    clinics = {row.institution_code: (float(row.lon), float(row.lat)) for row in sites.itertuples()}
    return [
        Spoke(
            clinics[row.institution_code],
            villages[row.village_code],
            beyond=not row.minutes <= limit,
        )
        for row in served.itertuples()
        if row.institution_code in clinics and row.village_code in villages
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


def outline_points(areas: Sequence[TownshipArea]) -> list[tuple[float, float]]:
    """Return every point of the townships' outlines: what a map has to fit."""
    return [point for area in areas for ring in area.rings for point in ring]
