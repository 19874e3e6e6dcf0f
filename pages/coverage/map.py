"""The map of 服务覆盖: the deck of the browser, or the plain map where the browser cannot draw one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from faces.areas import outline_points
from faces.blocks import Map
from faces.screen.base import CONFIG
from faces.screen.draw import figure_of
from faces.screen.map_view import map_size
from faces.screen.township_map import township_map, unlabelled
from findings.coverage import village_key
from findings.figures import Words
from ui import kept
from ui.components import note
from ui.frame import View
from ui.keys import map_key, scale_key

# Of the left column on a laptop: a wide county would otherwise lose its ends behind the column's edges.
MAP_WIDTH = 750


def show_map(view: View, block: Map, words: Words, *on: Any) -> None:
    """Write the map with its key and the names that found no room; on: what it depends on beside the scope."""
    size = map_size(outline_points(block.areas), phone=view.look.phone, width=MAP_WIDTH)
    keys = map_key(view.theme, bands=False, roads=False, villages=village_key(words))
    st.html(scale_key(block.key, title=block.unit) + keys)
    if st.session_state.get("plain_map"):
        flat = view.drawn("flat map", lambda: figure_of(block, view.look), *on)
        st.plotly_chart(flat, theme=None, config=CONFIG, key="flat_map")
    else:
        deck = view.drawn(
            "map",
            lambda: kept.DrawnMap(
                township_map(
                    block.areas, villages=block.villages, facilities=block.facilities, look=view.look, size=size
                )
            ),
            *on,
        )
        st.pydeck_chart(deck, height=size[1], key="map")
        if left_out := unlabelled(deck, block.areas):
            names = words.say("、", ", ").join(dict.fromkeys(left_out))
            st.html(note(words.say("图上未标名：", "Not named on the map: ") + names))
    st.toggle(words.say("地图不显示时改用简图", "Plain map, if the map stays empty"), key="plain_map")
