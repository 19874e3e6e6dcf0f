"""How wide the reader's screen is: measured in the browser, guessed from its name until it has answered."""

from __future__ import annotations

from typing import Final

import streamlit as st

NARROW_PX: Final = 640
"""The stylesheet's own limit: below it pages stand in one column."""
COOKIE: Final = "yilan_narrow"

_KEY: Final = "screen_width"
# A browser that is not what the server took it for says so in a cookie and loads the page once more. Asking for a
# second run instead would break the first one off: controls that had not been drawn yet would then stand on their
# defaults over figures of the link (Streamlit sends a control's value once, with the run that sets it). Once a tab:
# where cookies are refused, the page stays as it is. A window made narrow later has all its controls: there a run is
# enough.
SCRIPT: Final = """
export default function (component) {
  const { data, setStateValue } = component;
  const query = window.matchMedia('(max-width:' + data.limit + 'px)');
  const note = () => {
    document.cookie = data.cookie + '=' + (query.matches ? 1 : 0) + ';path=/;max-age=31536000;samesite=lax';
  };
  if (query.matches !== data.narrow && !sessionStorage.getItem(data.cookie)) {
    sessionStorage.setItem(data.cookie, 'asked');
    note();
    window.location.reload();
    return;
  }
  const changed = () => { note(); setStateValue('narrow', query.matches); };
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
"""
_script = st.components.v2.component("yilan_screen", js=SCRIPT)


def is_phone() -> bool:
    """Say whether the page stands in one column: what the browser measured, else whether it calls itself mobile."""
    answered = getattr(st.session_state.get(_KEY), "narrow", None)
    if answered is not None:
        return bool(answered)
    noted = st.context.cookies.get(COOKIE)
    if noted in ("0", "1"):
        return noted == "1"
    return "Mobile" in (st.context.headers.get("User-Agent") or "")


def measure_screen() -> None:
    """Mount the script once a run; it takes no room on the page."""
    st.html(f"<style>.st-key-{_KEY}_slot{{position:absolute;height:0;overflow:hidden}}</style>")
    with st.container(key=f"{_KEY}_slot"):
        _script(key=_KEY, data={"limit": NARROW_PX, "narrow": is_phone(), "cookie": COOKIE}, on_narrow_change=_nothing)


def _nothing() -> None:
    """Let the page run again: `is_phone` then reads the answer."""
