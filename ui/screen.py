"""How wide the reader's screen is: measured in the browser, guessed from its name until it has answered."""

from __future__ import annotations

from typing import Final

import streamlit as st

NARROW_PX: Final = 640
"""The stylesheet's own limit: below it pages stand in one column."""

_KEY: Final = "screen_width"
SCRIPT: Final = """
export default function (component) {
  const { data, setStateValue } = component;
  const query = window.matchMedia('(max-width:' + data.limit + 'px)');
  let waiting = 0;
  // Only a browser that is not what the server took it for answers: nobody else runs the page twice. It waits for the
  // first run to end, because a run broken off loses what its controls had read from the link.
  const tell = () => {
    clearTimeout(waiting);
    if (query.matches === data.narrow) return;
    const app = document.querySelector('[data-testid=stApp]');
    const state = app && app.getAttribute('data-test-script-state');
    if (state !== 'notRunning') waiting = setTimeout(tell, 100);
    else setStateValue('narrow', query.matches);
  };
  tell();
  query.addEventListener('change', tell);
  return () => { clearTimeout(waiting); query.removeEventListener('change', tell); };
}
"""
_script = st.components.v2.component("yilan_screen", js=SCRIPT)


def is_phone() -> bool:
    """Say whether the page stands in one column: what the browser measured, else whether it calls itself mobile."""
    answered = getattr(st.session_state.get(_KEY), "narrow", None)
    if answered is None:
        return "Mobile" in (st.context.headers.get("User-Agent") or "")
    return bool(answered)


def measure_screen() -> None:
    """Mount the script once a run; it takes no room on the page."""
    st.html(f"<style>.st-key-{_KEY}_slot{{position:absolute;height:0;overflow:hidden}}</style>")
    with st.container(key=f"{_KEY}_slot"):
        _script(key=_KEY, data={"limit": NARROW_PX, "narrow": is_phone()}, on_narrow_change=_nothing)


def _nothing() -> None:
    """Let the page run again: `is_phone` then reads the answer."""
