"""The browser's Back goes back by what the reader did: one step for each, however often the page completes its address.

Streamlit 1.67 makes a step of every change that a script makes to the address. A page that is reached by a link says
what it shows in two or three of them (filters, the tab, the indicator), and Back from there led to an address half
said, which the page at once completed with a new step: there was no way back. A busy browser even wrote the first of
them under the path of the page that was left, and Back led to that page with the new one's parameters. The script is
the same for everybody and holds no text of a reader.
"""

from __future__ import annotations

import streamlit as st

_JS = """
export default function () {
  if (window.yilanStepsBack) return;
  window.yilanStepsBack = true;
  // stepped: the entry shown now was made for what the reader did last, under the path that the reader was on.
  let acted = false, stepped = false;
  const act = () => { acted = true; stepped = false; };
  for (const kind of ['pointerdown', 'keydown']) window.addEventListener(kind, act, true);
  // Going back is no step forward, whichever key was pressed for it.
  window.addEventListener('popstate', () => { acted = false; stepped = false; }, true);
  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (state, unused, address) => {
    const to = new URL(address ?? '', window.location.href), from = window.location;
    const samePage = to.pathname === from.pathname;
    // A busy browser learns what a page shows before it learns its path: the step under the old path was already it.
    const namesPath = !samePage && stepped && !acted && to.search === from.search;
    const completes = namesPath || (samePage && !acted);
    stepped = samePage && (acted || stepped);
    acted = false;
    if (completes) window.history.replaceState(state, unused, address); else push(state, unused, address);
  };
}
"""

_script = st.components.v2.component("yilan_steps_back", js=_JS)


def mend_steps_back() -> None:
    """Mount the script once a run; it takes no room on the page."""
    st.html("<style>.st-key-steps_back{position:absolute;height:0;overflow:hidden}</style>")
    with st.container(key="steps_back"):
        _script(key="steps_back_script")
