"""The map of 服务圈 on its page: built once a view, sent by address, clicked for a township or a facility."""

from __future__ import annotations

import os
from functools import partial
from typing import Any, Final

import streamlit as st

from faces.areas import ground_points
from faces.screen.base import CONFIG
from faces.screen.circle_map import BaseMap, catchment_map
from faces.screen.circle_map_plotly import catchment_map_plotly
from faces.screen.map_view import map_size
from faces.screen.township_map import unlabelled
from findings.circle_marks import (
    change_marks,
    circle_dots,
    circle_marks,
    served_by_central_clinics,
    spokes_of,
    way_of,
)
from findings.circle_parts import centres_of, plain_areas, shares_inside
from findings.figures import Words
from metrics.circle import places as circle_places
from metrics.circle.circle import CircleQuestion
from metrics.circle.figures import coverage_by_township, gain, village_rows
from metrics.circle.roads import village_metres
from metrics.reads import places
from metrics.reference import Reference
from ui import kept, url
from ui.circles import (
    bands_of,
    changes_of,
    circle_of,
    cover_minutes,
    facilities_of,
    ground_now,
    road_files,
    villages_of,
)
from ui.components import note
from ui.filters import choose_township
from ui.frame import View
from ui.language import say
from ui.map_data import MapSheet, by_address, publish
from ui.words import words_of

TILES_SETTING: Final = "YILAN_BASE_MAP_TILES"
CREDIT_SETTING: Final = "YILAN_BASE_MAP_CREDIT"
INLINE_WHAT_IF_BYTES: Final = 60_000
GROUND_NOW: Final = "change-before"
_ROUND, _SITE, _VILLAGE = "circle_map_round", "site", "village"


def base_map() -> BaseMap | None:
    """Return the raster base map a deployment has set up, if any: addresses with {x}, {y}, {z}, separated by blanks."""
    tiles = os.environ.get(TILES_SETTING, "").split()
    return BaseMap(tiles, os.environ.get(CREDIT_SETTING, "天地图")) if tiles else None


def site_in_url() -> str:
    """Return the facility whose catchment is shown."""
    return url.said(_SITE)


def set_site(code: str) -> None:
    """Show one facility's catchment, or all again."""
    url.write({_SITE: code})


def village_in_url() -> str:
    """Return the village whose way is drawn."""
    return url.said(_VILLAGE)


def set_village(code: str) -> None:
    """Draw one village's way, or none."""
    url.write({_VILLAGE: code})


def _parts(
    asked: CircleQuestion,
    steps: str,
    limit: int,
    site: str,
    village: str,
    point: str,
    spokes: bool,
    ready: bool,
    words: Words,
) -> dict[str, Any]:
    """Return what both maps draw."""
    circle, villages, facilities = circle_of(asked, steps), villages_of(asked), facilities_of(asked)
    rows = village_rows(circle, villages, limit)
    parts: dict[str, Any] = {
        "areas": plain_areas(
            kept.read(places.outlines, asked.county),
            words.reference.townships_of(asked.county, asked.month),
            shares_inside(coverage_by_township(rows), words),
            words,
            point=point,
            label_at=centres_of(facilities),
        ),
        "villages": circle_dots(rows, village_metres(circle), limit, words, site=site),
    }
    if steps and not site:
        found = gain(village_rows(circle_of(asked), villages, limit), rows)
        parts["changes"] = changes_of(asked, steps, limit)
        parts["marks"] = change_marks(found, limit, words)
        origin = circle.sites["origin"]
        parts["changed_sites"] = tuple(circle.sites.loc[~origin.isin(["now", "closed"]), "code"])
    else:
        parts["bands"] = bands_of(asked, steps, limit, site)
        if ready and not site:
            parts["changes"], parts["changes_shown"] = [ground_now(asked, limit)], False
    parts["route"] = way_of(circle, rows, village)
    clinics: set[str] = set()
    if spokes:
        cover = kept.read(circle_places.central_clinic_villages, asked.county, asked.month)
        clinics = set(cover["institution_code"])
        served = served_by_central_clinics(cover, cover_minutes(asked))
        parts["spokes"] = spokes_of(served, rows, facilities, limit)
    parts["facilities"] = circle_marks(circle, facilities, rows, words, clinics)
    return parts


def _sheet(view: View, asked: CircleQuestion, steps: str, parts: dict[str, Any]) -> MapSheet:
    """Return the map as it is sent: what does not change goes by address."""
    files = road_files(asked)
    roads = {road_class: publish(content, f"map road {road_class}") for road_class, content in files.items()}
    size = map_size(ground_points(parts["areas"], parts["villages"], parts["facilities"]), phone=view.look.phone)
    deck = catchment_map(**parts, roads=roads, base=base_map(), look=view.look, size=size)
    unchanged = [(f"road {road_class}", content) for road_class, content in files.items()]
    # What a what-if changes comes with the deck: fetched by address it would be drawn one whole picture later.
    inline = {"from_bytes": INLINE_WHAT_IF_BYTES} if steps else {}
    sheet = by_address(deck, unchanged, unchanging=(GROUND_NOW,), **inline)
    sheet.height = size[1]
    sheet.unnamed = tuple(dict.fromkeys(unlabelled(deck, parts["areas"])))
    return sheet


def draw_map(
    view: View, asked: CircleQuestion, steps: str, limit: int, point: str, *, spokes: bool, ready: bool = False
) -> None:
    """Draw the map; a click filters by a township, shows a facility's catchment, or draws a village's way.

    ready : a what-if is about to be asked; what it will not change is sent ahead, unseen.
    """
    look, words = view.look, words_of(view.scope, view.reference)
    arguments = (steps, limit, site_in_url(), village_in_url(), point, spokes)
    if st.session_state.get("plain_circle_map"):
        parts = _parts(asked, *arguments, False, words)
        ground = ground_points(parts["areas"], parts["villages"], parts["facilities"])
        height = map_size(ground, phone=look.phone)[1]
        figure = catchment_map_plotly(**parts, roads=road_files(asked), look=look, height=height)
        st.plotly_chart(figure, theme=None, config=CONFIG, key="flat_circle_map")
        return
    chosen = (*arguments, ready and not steps)
    sheet = view.drawn(
        "map",
        lambda: _sheet(view, asked, steps, _parts(asked, *chosen, words)),
        asked,
        *chosen,
        str(base_map()),
    )
    turn = st.session_state.get(_ROUND, 0)
    key = f"circle_map_{turn}"
    st.pydeck_chart(
        sheet.publish(),
        height=sheet.height,
        on_select=partial(_take, key, view.reference),
        selection_mode="single-object",
        key=key,
    )
    if sheet.unnamed:
        st.html(note(say("图上未标名：", "Not named on the map: ") + say("、", ", ").join(sheet.unnamed)))


def _take(key: str, reference: Reference) -> None:
    """Act on a click. The map is then drawn anew: its own selection would fade everything else."""
    picked = getattr(getattr(st.session_state.get(key), "selection", None), "objects", None) or {}
    for layer, objects in dict(picked).items():
        if not objects:
            continue
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        if layer == "townships":
            choose_township(objects[0]["properties"]["code"], reference)
        elif layer.startswith("facilities"):
            code = objects[0].get("code", "")
            set_site("" if code == site_in_url() else code)
        elif layer.startswith("villages"):
            code = objects[0].get("code", "")
            set_village("" if code == village_in_url() else code)
