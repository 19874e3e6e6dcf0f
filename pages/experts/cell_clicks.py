"""Cells of the month calendar, the week grid and the roster answer a click, Enter or the space bar.

The script only says which cell was meant; what the cell stands for is looked up on the server, so a made-up name opens
nothing. The lists below the grids lead to the same visits without a pointer.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import streamlit as st

_SCRIPT = """
export default function ({ setTriggerValue }) {
  const opened = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    const cell = event.target.closest && event.target.closest('[data-cell]');
    if (!cell) return;
    event.preventDefault();
    setTriggerValue('cell', cell.dataset.cell);
  };
  document.addEventListener('click', opened);
  document.addEventListener('keydown', opened);
  return () => {
    document.removeEventListener('click', opened);
    document.removeEventListener('keydown', opened);
  };
}
"""
_SAFE = re.compile(r"[\w|.\-]{1,120}")
_component = st.components.v2.component("yilan_cells", js=_SCRIPT)


def cell_name(kind: str, *parts: object) -> str:
    """Return the name of a cell: week|141102001|202436. Characters that a stylesheet could trip over are left out."""
    return "|".join([kind, *(re.sub(r"[^\w.\-]", "", str(part)) for part in parts)])


def chosen_cell(grid: str, known: Collection[str]) -> str:
    """Return the cell of a grid that the reader opened last, '' for none; it is outlined. One grid has one cell open.

    known: the names of the cells that can be opened now; anything else is ignored.
    """
    key = f"cell_{grid}"
    found: str = st.session_state.get(key, "")
    if found not in known:
        return ""
    st.html(f'<style>[data-cell="{found}"]{{outline:2px solid var(--accent);outline-offset:-2px}}</style>')
    return found


def listen() -> None:
    """Take the cell that was just opened; a second click on it closes it. Call before the grids are drawn."""
    answer = _component(key="cells", on_cell_change=_nothing)
    cell = str(answer.cell or "")
    if _SAFE.fullmatch(cell):
        open_cell(cell)


def open_cell(cell: str) -> None:
    """Open a cell of its grid, or close it where it is open."""
    key = f"cell_{cell.split('|', 1)[0]}"
    st.session_state[key] = "" if st.session_state.get(key) == cell else cell


def close_cell(grid: str) -> None:
    """Close whatever is open in a grid."""
    st.session_state[f"cell_{grid}"] = ""


def _nothing() -> None:
    """A trigger is handed over only where a callback is named."""
