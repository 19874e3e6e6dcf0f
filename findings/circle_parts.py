"""A circle's roads and minutes, and a county as a plain sheet under them: what maps of 服务圈 and 规划 draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from faces.areas import middle_of, polygons_of
from faces.blocks import Lines
from faces.blocks.marks import MinuteBand, RoadLine, TownshipArea, VillageDot
from findings.material import Material
from metrics.circle.circle import Circle
from metrics.circle.county import drawn_bands, drawn_roads

INNER_MIN = 15


def bands_of(circle: Circle, limit: int) -> tuple[MinuteBand, ...]:
    """Return the ground within 15 minutes and from there to the limit."""
    limits = (INNER_MIN, limit) if limit > INNER_MIN else (limit,)
    return tuple(
        MinuteBand(polygons, bound, inner=bound == limits[0]) for bound, polygons in drawn_bands(circle, limits)
    )


def roads_of(circle: Circle) -> tuple[RoadLine, ...]:
    """Return the county's main roads."""
    return tuple(RoadLine(line, cast("Any", road_class)) for road_class, line in drawn_roads(circle))


def plain_areas(
    outlines: Mapping[str, Any], shares: Mapping[str, str], material: Material, point: str
) -> tuple[TownshipArea, ...]:
    """Return the townships without a colour of their own; shares: code → the words under a name."""
    words, county = material.words, material.choice.county
    found = []
    for place in material.reference.townships_of(county, material.month):
        name = words.place(place)
        for rings in polygons_of(outlines.get(place.code)):
            found.append(
                TownshipArea(
                    code=place.code,
                    name=name,
                    rings=rings,
                    label_at=middle_of(rings[0]),
                    value_text=shares.get(place.code, ""),
                    is_point=bool(point) and name == point,
                )
            )
    return tuple(found)


def village_dots(rows: pd.DataFrame, material: Material) -> tuple[VillageDot, ...]:
    """Return rows of `village_rows` as dots."""
    words = material.words
    return tuple(
        VillageDot(
            name=words.say(row["name_zh"], row["name_en"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            residents=int(row["residents"]),
            state=row["state"],
            code=row["village_code"],
        )
        for row in rows.to_dict("records")
        if row["residents"] > 0
    )


def no_map(material: Material) -> Lines:
    """Say why there is no map, and what to do."""
    words = material.words
    missing = words.say("仓库里没有这个县的乡镇边界或坐标。", "The warehouse holds no outlines for this county.")
    advice = words.say("请管理员装载边界后再做；其余各页不受影响。", "Load the outlines; other pages stand.")
    return Lines(words.say("没有地图", "No map"), (missing, advice))
