"""A circle's roads and minutes, and a county as a plain sheet under them: what maps of 服务圈 and 规划 draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from faces.areas import middle_of, polygons_of
from faces.blocks import Lines
from faces.blocks.marks import MinuteBand, RoadLine, TownshipArea, VillageDot
from findings.figures import Words
from metrics.circle.circle import Circle
from metrics.circle.county import drawn_bands, drawn_roads
from metrics.reference import Place
from words.numbers import is_missing
from words.speech import Says

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
    outlines: Mapping[str, Any],
    townships: Sequence[Place],
    shares: Mapping[str, str],
    words: Words,
    *,
    point: str = "",
    label_at: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[TownshipArea, ...]:
    """Return the townships without a colour of their own.

    outlines : by code. townships : those of the month. shares : code → the words under a name. point : the name that
    the finding underlines. label_at : code → lon, lat where a name begins to look for room, else the outline's middle.
    """
    found = []
    for place in townships:
        name = words.place(place)
        for rings in polygons_of(outlines.get(place.code)):
            found.append(
                TownshipArea(
                    code=place.code,
                    name=name,
                    rings=rings,
                    label_at=(label_at or {}).get(place.code) or middle_of(rings[0]),
                    value_text=shares.get(place.code, ""),
                    is_point=bool(point) and name == point,
                )
            )
    return tuple(found)


def shares_inside(by_township: pd.DataFrame, words: Says) -> dict[str, str]:
    """Return township code → 圈内87.0% from rows of `coverage_by_township`; a township without residents has none."""
    return {
        row["township_code"]: words.say(f"圈内{row['share']:.1f}%", f"{row['share']:.1f}% inside")
        for row in by_township.to_dict("records")
        if not is_missing(row["share"])
    }


def centres_of(facilities: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return township code → lon, lat of its centre: where a map begins to write the township's name."""
    return {
        row["township_code"]: (float(row["lon"]), float(row["lat"]))
        for row in facilities.to_dict("records")
        if row["level"] in ("township_centre", "community_centre")
    }


def village_dots(rows: pd.DataFrame, words: Says) -> tuple[VillageDot, ...]:
    """Return the villages people live in as dots; rows: of `village_rows`."""
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


def no_map(words: Says) -> Lines:
    """Say why there is no map, and what to do."""
    missing = words.say("仓库里没有这个县的乡镇边界或坐标。", "The warehouse holds no outlines for this county.")
    advice = words.say("请管理员装载边界后再做；其余各页不受影响。", "Load the outlines; other pages stand.")
    return Lines(words.say("没有地图", "No map"), (missing, advice))
