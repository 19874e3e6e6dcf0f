"""The address: the one place where its parameters are read and written.

Streamlit's own binding writes labels; addresses here carry codes. What the program has written itself is remembered, so
that everything else (a link, the back button, an edited address) is known for a new question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

import streamlit as st

_WRITTEN, _AGAIN, _OWN_RUN = "url_written", "url_drawn_again", "url_own_run"
LONGEST_NUMBER = 9  # digits
Value = str | Sequence[str] | None


def parameters() -> dict[str, list[str]]:
    """Return what the address says now: every parameter with its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def is_new() -> bool:
    """Say whether the address says something that the program has not written itself."""
    now = parameters()
    return not is_own_run() and bool(now) and now != st.session_state.get(_WRITTEN)


def draw_again() -> NoReturn:
    """From a fragment: draw the page anew for what the program has found; the address asks nothing new then.

    The browser sends the address it knows with each look of a fragment. While a reader's change is on its way there,
    that is the address of before, and read as a link it would take the change back.
    """
    st.session_state[_AGAIN] = True
    st.rerun(scope="app")


def begin() -> None:
    """Note at the start of a run whose it is."""
    st.session_state[_OWN_RUN] = st.session_state.pop(_AGAIN, False)


def is_own_run() -> bool:
    """Say whether this run draws anew what the program has found, so that its address is no question."""
    return bool(st.session_state.get(_OWN_RUN))


def said(name: str, otherwise: str = "") -> str:
    """Return a parameter's (last) value."""
    return str(st.query_params.get(name, otherwise))


def whole_number(text: str, otherwise: int) -> int:
    """Return a whole number that a link says; one that no page could mean, or none at all, is `otherwise`.

    Python refuses to read more than some thousand digits, with an error.
    """
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else otherwise


def listed(name: str) -> list[str]:
    """Return a parameter's values, whether it is repeated or holds them between commas."""
    return [part for value in st.query_params.get_all(name) for part in value.split(",") if part]


def single() -> dict[str, str]:
    """Return every parameter with its last value, as a saved view keeps them."""
    return {name: values[-1] for name, values in parameters().items()}


def write(wanted: Mapping[str, Value], *, of: Iterable[str] = ()) -> None:
    """Make the address say this: an empty value takes its parameter away, and so are those of `of` that are not named.

    Parameters of others stay. Nothing is sent to the browser where the address says it already.
    """
    now = parameters()
    own = {name: [value] if isinstance(value, str) else list(value) for name, value in wanted.items() if value}
    gone = {*of, *wanted}
    complete = {**{name: values for name, values in now.items() if name not in gone}, **own}
    if complete != now:
        st.query_params.from_dict({name: values if len(values) > 1 else values[0] for name, values in complete.items()})
        st.session_state[_WRITTEN] = complete


def follow(name: str) -> None:
    """Make the browser's address follow a link from a page to itself that says another value of a parameter.

    Streamlit then runs the page with the link's address and leaves the browser's as it was: a reload, a copied link
    and the next click would all go back to where the reader came from.
    """
    key, now = f"{_WRITTEN}_{name}", said(name)
    if st.session_state.get(key, now) != now:
        st.query_params.from_dict(parameters())
        st.session_state[_WRITTEN] = parameters()
    st.session_state[key] = now


def taken() -> None:
    """Note that what the address says now has been read: it is no new question any more."""
    st.session_state[_WRITTEN] = parameters()
