"""The map of 规划: the ground within the limit, and the new sites as numbered discs.

deck = plan_map(areas, sites=[PlanSite(1, "河岭村", 109.7, 24.5)], changes=changes, villages=dots, look=look)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import plotly.graph_objects as go
import pydeck

from faces.blocks.marks import ChangeArea, ChangeMark, FacilityMark, TownshipArea, VillageDot
from faces.screen.base import Look, plain, scatter
from faces.screen.circle_map import catchment_map

_string = pydeck.types.String
DISC_PX, NUMBER_PX = 11.0, 13.0
PHONE_SHARE: Final = 0.85


@dataclass(frozen=True)
class PlanSite:
    """A new site of a plan; the number is that of its bar and its row in the table."""

    number: int
    name: str
    lon: float
    lat: float
    detail: str = ""


def plan_map(
    areas: Sequence[TownshipArea],
    *,
    sites: Sequence[PlanSite] = (),
    changes: Sequence[ChangeArea] = (),
    roads: Mapping[str, Any] | None = None,
    villages: Sequence[VillageDot] = (),
    facilities: Sequence[FacilityMark] = (),
    marks: Sequence[ChangeMark] = (),
    look: Look | None = None,
    size: tuple[float, float] | None = None,
) -> pydeck.Deck:
    """Return the map of a plan; without sites it is the map of today. Arguments as for `catchment_map`.

    Raises ValueError without areas.
    """
    look = look or Look()
    deck = catchment_map(
        areas,
        changes=changes,
        roads=roads,
        villages=villages,
        facilities=facilities,
        marks=marks,
        look=look,
        size=size,
    )
    if sites:
        at = next(number for number, layer in enumerate(deck.layers) if layer.id == "scale")
        deck.layers[at:at] = _site_layers(sites, look)
    return deck


def _rgba(hex_color: str) -> list[int]:
    return [int(hex_color[start : start + 2], 16) for start in (1, 3, 5)] + [255]


def _site_layers(sites: Sequence[PlanSite], look: Look) -> list[pydeck.Layer]:
    """Discs in ink with the number in the ground's colour: they read on land, on bands and in the dark."""
    share = PHONE_SHARE if look.phone else look.scale
    rows = [
        {
            "at": [round(site.lon, 5), round(site.lat, 5)],
            "text": str(site.number),
            "tip": f"<b>{site.number} {escape(site.name)}</b><br>{escape(site.detail)}",
        }
        for site in sites
    ]
    ink, ground = _rgba(look.color("good")), _rgba(look.color("surface"))
    discs = pydeck.Layer(
        "ScatterplotLayer",
        rows,
        id="plan-sites",
        get_position="at",
        get_radius=DISC_PX * share,
        radius_units=_string("pixels"),
        stroked=True,
        get_fill_color=ink,
        get_line_color=ground,
        get_line_width=2,
        line_width_units=_string("pixels"),
        pickable=True,
    )
    numbers = pydeck.Layer(
        "TextLayer",
        rows,
        id="plan-numbers",
        get_position="at",
        get_text="text",
        get_size=NUMBER_PX * share,
        get_color=ground,
        font_weight=_string("bold"),
        font_family=_string(look.tokens.sans.replace('"', "")),
        character_set=_string("auto"),
        pickable=False,
    )
    return [discs, numbers]


def with_numbers(figure: go.Figure, sites: Sequence[PlanSite], look: Look) -> go.Figure:
    """Put the new sites on a Plotly map, for browsers without WebGL; the figure is changed and returned."""
    if sites:
        figure.add_trace(
            scatter(
                x=[site.lon for site in sites],
                y=[site.lat for site in sites],
                mode="markers+text",
                text=[str(site.number) for site in sites],
                textfont=look.font(NUMBER_PX - 1, "surface", bold=True),
                marker={
                    "color": look.color("good"),
                    "size": 2 * DISC_PX * look.scale,
                    "line": {"color": look.color("surface"), "width": 2},
                },
                hovertext=[f"<b>{site.number} {plain(site.name)}</b><br>{plain(site.detail)}" for site in sites],
                hovertemplate="%{hovertext}<extra></extra>",
                showlegend=False,
            )
        )
    return figure
