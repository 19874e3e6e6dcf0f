"""The two maps of 规划, now and planned, in the same view: built once a plan, their geometry sent by address."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from faces.areas import polygons_of
from faces.blocks.marks import ChangeArea, VillageDot
from faces.screen.circle_map_plotly import catchment_map_plotly
from faces.screen.map_view import extent_of, fitting_height
from faces.screen.plan_map import PlanSite, plan_map, with_numbers
from findings.circle_marks import change_marks, circle_dots, circle_marks
from findings.circle_parts import centres_of, plain_areas, shares_inside
from findings.figures import Words
from findings.plans import count_words
from metrics.circle.circle import Circle
from metrics.circle.figures import coverage_by_township
from metrics.circle.roads import village_metres
from metrics.reads import places
from pages.planning.words import Outcome
from ui import kept
from ui.circles import change_areas, facilities_of, road_files, villages_of
from ui.frame import View
from ui.keys import legend
from ui.language import say
from ui.map_data import MapSheet, by_address, publish
from ui.words import words_of

ROADS_DRAWN: Final = ("国道", "省道", "县道", "乡道")
HALF_SIZE, PHONE_SIZE, LEAST_HEIGHT = (500, 520), (358, 460), 280


def map_size(view: View, county: str) -> tuple[int, int]:
    """Return width and height in px of each of the two maps: no higher than the county's outline needs."""
    width, most = PHONE_SIZE if view.look.phone else HALF_SIZE
    outlines = kept.read(places.outlines, county)
    points = [point for outline in outlines.values() for rings in polygons_of(outline) for point in rings[0]]
    if not points:
        return width, most
    return width, fitting_height(extent_of(points).with_room_below(), width, least=LEAST_HEIGHT, most=most)


def plan_sheets(view: View, found: Outcome, point: str) -> tuple[MapSheet, MapSheet]:
    """Return the maps of today and of the plan. Shared by all sessions; publish one to draw it."""
    files = road_files(found.asked)
    roads = {name: publish(content, f"map road {name}") for name, content in files.items() if name in ROADS_DRAWN}
    unchanged = [(f"road {name}", files[name]) for name in roads]
    return view.drawn("maps", lambda: _sheets(view, found, point, roads, unchanged), found.key, found.steps, point)


def plan_figures(view: View, found: Outcome, point: str) -> tuple[go.Figure, go.Figure]:
    """Return the maps of today and of the plan without WebGL: the same data in SVG."""
    return view.drawn("figures", lambda: _figures(view, found, point), found.key, found.steps, point)


def _parts(view: View, found: Outcome, point: str, words: Words) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the map of today and that of the plan draw, roads and the new sites aside."""
    facilities, codes = facilities_of(found.asked), villages_of(found.asked)["village_code"]
    areas = plain_areas(
        kept.read(places.outlines, found.asked.county),
        view.reference.townships_of(found.asked.county, found.asked.month),
        shares_inside(coverage_by_township(found.before), words),
        words,
        point=point,
        label_at=centres_of(facilities),
    )
    changes = change_areas(found.circle_before, found.circle_after, found.limit)
    marks = circle_marks(found.circle_after, facilities, found.after, words)
    now = {
        "areas": areas,
        "changes": _today(changes),
        "villages": _dots(found.circle_before, found.before, codes, found.limit, words),
        "facilities": circle_marks(found.circle_before, facilities, found.before, words),
    }
    planned = {
        "areas": areas,
        "changes": changes,
        "villages": _dots(found.circle_after, found.after, codes, found.limit, words),
        "facilities": [mark for mark in marks if mark.code not in found.opened_codes],
        "marks": change_marks(found.gain, found.limit, words, found.opened_codes),
    }
    return now, planned


def _dots(circle: Circle, rows: pd.DataFrame, codes: pd.Series, limit: int, words: Words) -> list[VillageDot]:
    """Return the villages in scope. codes : of all the circle's villages, in its order."""
    metres = pd.Series(village_metres(circle), index=codes)
    return circle_dots(rows, metres[rows["village_code"]].to_numpy(), limit, words)


def _sheets(
    view: View, found: Outcome, point: str, roads: dict[str, str], kept: list[tuple[str, bytes]]
) -> tuple[MapSheet, MapSheet]:
    words = words_of(view.scope, view.reference)
    now, planned = _parts(view, found, point, words)
    size = map_size(view, found.asked.county)
    common: dict[str, Any] = {"roads": roads, "look": view.look, "size": size}
    return (
        _named("now", by_address(plan_map(**now, **common), kept)),
        _named("planned", by_address(plan_map(**planned, sites=_discs(found, words), **common), kept)),
    )


def _figures(view: View, found: Outcome, point: str) -> tuple[go.Figure, go.Figure]:
    words = words_of(view.scope, view.reference)
    now, planned = _parts(view, found, point, words)
    height = map_size(view, found.asked.county)[1]
    common: dict[str, Any] = {"roads": road_files(found.asked), "look": view.look, "height": height}
    before, after = catchment_map_plotly(**now, **common), catchment_map_plotly(**planned, **common)
    return before, with_numbers(after, _discs(found, words), view.look)


def plan_key(limit: int, *, closes: bool) -> str:
    """Key of what the two maps add to a service circle's."""
    items = [
        ("far", say(f"现在{limit}分钟内", f"within {limit} min now")),
        ("gained", say("方案新覆盖", "gained by the plan")),
        ("circle-good", say("新点，编号同下表", "new site, numbered as in the table")),
    ]
    return legend([*items, *([("lost", say("失去覆盖", "lost"))] if closes else [])], name=say("方案图例", "Key"))


def _named(name: str, sheet: MapSheet) -> MapSheet:
    """Return the sheet with files of its own: of two at one place on a page, Streamlit would drop the first."""
    return MapSheet(sheet.deck, {f"{name} {file}": content for file, content in sheet.files.items()})


def _today(changes: list[ChangeArea]) -> list[ChangeArea]:
    """Return the ground of today: what a plan would take away is a part of it."""
    return [area for area in changes if area.kind == "before"]


def _discs(found: Outcome, words: Words) -> list[PlanSite]:
    discs = []
    for row in found.sites.to_dict("records"):
        count = count_words(row["adds"], found.people, words)
        name, added = words.say(row["name_zh"], row["name_en"]), words.say(f"新增覆盖{count}", f"{count} more covered")
        discs.append(PlanSite(row["number"], name, row["lon"], row["lat"], added))
    return discs
