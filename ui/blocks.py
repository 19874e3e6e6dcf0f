"""A block on a page: drawn by the screen's face, kept, and written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from faces.blocks import Block, Drawing, Heat, Lines, Map, Table
from faces.screen.base import CONFIG
from faces.screen.draw import figure_of
from faces.screen.drawing import drawing_html
from ui.components import note, panel_title
from ui.frame import View
from ui.keys import scale_key
from ui.language import say
from ui.tables import heat_table, plain_table


def show_chart(view: View, name: str, make: Callable[[], Block | None], *on: Any, height: int | None = None) -> bool:
    """Write the chart of a block and return True; False, and nothing on the page, where there is no block.

    name   : under which the page keeps the drawing, and the element's key.
    on     : what the drawing depends on beside the scope and the look.
    height : in pixels; None for the chart's own.
    """

    def drawn() -> go.Figure | None:
        block = make()
        return None if block is None else figure_of(block, view.look, height)

    figure = view.drawn(name, drawn, *on)
    if figure is None:
        return False
    st.plotly_chart(figure, theme=None, config=CONFIG, key=name)
    return True


def show_block(view: View, name: str, block: Block, *on: Any, height: int | None = None) -> None:
    """Write any kind of block under its title; a drawing also with the table of what it shows.

    name, on, height : as for `show_chart`.
    """
    key = scale_key(block.key, title=block.unit) if isinstance(block, Map) and block.key else ""
    if block.title or key:
        st.html((panel_title(block.title) if block.title else "") + key)
    match block:
        case Table():
            st.html(table_html(block))
        case Heat():
            st.html(heat_table(block, name=block.title))
        case Lines():
            st.html("".join(note(line) for line in block.lines))
        case Drawing():
            st.html(view.drawn(name, lambda: drawing_html(block, view.look), *on))
            with st.expander(say("看表", "As a table")):
                st.html(table_html(block.table, name=block.title))
        case _:
            show_chart(view, name, lambda: block, *on, height=height)


def table_html(table: Table, *, name: str = "", framed: bool = True) -> str:
    """Return a table as HTML.

    name   : what it holds, for those who hear the page, where its title says more.
    framed : False inside a panel that has a frame of its own.
    """
    return plain_table(table.columns, table.rows, name=name or table.title, framed=framed)
