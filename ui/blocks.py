"""A block on a page: drawn by the screen's face, kept, and written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from faces.blocks import Block, Table
from faces.screen.base import CONFIG
from faces.screen.draw import figure_of
from ui.frame import View
from ui.tables import plain_table


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


def table_html(table: Table, *, name: str = "", framed: bool = True) -> str:
    """Return a table as HTML.

    name   : what it holds, for those who hear the page, where its title says more.
    framed : False inside a panel that has a frame of its own.
    """
    return plain_table(table.columns, table.rows, name=name or table.title, framed=framed)
