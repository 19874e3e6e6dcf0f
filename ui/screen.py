"""How wide the reader's screen is: measured in the browser, guessed from its name until it has answered."""

from __future__ import annotations

from typing import Final

import streamlit as st

NARROW_PX: Final = 640
"""The stylesheet's own limit: below it pages stand in one column."""
COOKIE: Final = "yilan_narrow"
QUIET_MS: Final = 500

_KEY: Final = "screen_width"
# Only a browser that is not what the server took it for answers, so nobody else runs the page twice, and it notes its
# width for the next visit. It waits until everything stands: a control gets what the link says once, with the run that
# sets it, and a second run that comes before the control is drawn leaves it on its default over the link's figures.
SCRIPT: Final = """
export default function (component) {
  const { data, setStateValue } = component;
  const query = window.matchMedia('(max-width:' + data.limit + 'px)');
  const unfinished = '[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]';
  let waiting = 0, size = -1, since = 0;
  const quiet = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const now = document.body.innerHTML.length;
    const still = app && app.getAttribute('data-test-script-state') === 'notRunning'
      && !document.querySelector(unfinished) && now === size;
    if (!still) { size = now; since = Date.now(); }
    return still && Date.now() - since >= data.quiet;
  };
  const tell = () => {
    clearTimeout(waiting);
    if (query.matches === data.narrow) return;
    if (!quiet()) { waiting = setTimeout(tell, 100); return; }
    document.cookie = data.cookie + '=' + (query.matches ? 1 : 0) + ';path=/;max-age=31536000;samesite=lax';
    setStateValue('narrow', query.matches);
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
        data = {"limit": NARROW_PX, "narrow": is_phone(), "cookie": COOKIE, "quiet": QUIET_MS}
        _script(key=_KEY, data=data, on_narrow_change=_nothing)


def _nothing() -> None:
    """Let the page run again: `is_phone` then reads the answer."""
