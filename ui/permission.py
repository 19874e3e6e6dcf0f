"""Whether the reader may make the change that a page offers, and the line in the trail once it is made."""

from __future__ import annotations

import time
from typing import Any, Final

import streamlit as st

from accounts import trail
from accounts.roles import Act
from ui.components import StateKind
from ui.language import say
from ui.reader import reader, store_of_accounts
from words.accounts import may_words

ACTS: Final = {"experts": Act.ROSTER, "intake": Act.LOAD}
"""Page → what its changes are; those of every other page are decisions: limits, targets, plans, mechanisms."""


def _here() -> tuple[Act, str, str]:
    """Return what the changes of this page are, the page, and the county on screen."""
    view: Any = st.session_state.get("view")
    page = getattr(view, "page", "")
    return ACTS.get(page, Act.DECIDE), page, getattr(getattr(view, "scope", None), "county", "")


def allowed() -> bool:
    """Tell whether the reader may make the changes of this page for the county on screen; by township nobody does."""
    act, _, county = _here()
    found = reader()
    whole = [grant for grant in found.grants if not grant.townships]
    return found.visiting or any(act in grant.acts and grant.covers(county) for grant in whole)


def refusal() -> tuple[StateKind, str, str] | None:
    """Return what a reader is told who may not make this page's changes, and write it into the trail; else None."""
    if allowed():
        return None
    act, page, county = _here()
    note("refused", page=page, county=county, asked=act.value)
    english = may_words(act, english=True)
    return (
        "no_permission",
        say(f"您没有“{may_words(act)}”的权限，没有改动。", f"Nothing was changed: you may not {english}."),
        say("需要时请找管理员授权。", "Ask an administrator if you need to."),
    )


def note(act: str, **detail: Any) -> None:
    """Write a line of the trail under the reader's name; without accounts there is no trail."""
    store, found = store_of_accounts(), reader()
    if store is not None and not found.visiting:
        trail.note(store, time.time(), found.shown, act, **detail)


def note_change(done: str) -> None:
    """Write into the trail what a change on this page did."""
    _, page, county = _here()
    note("changed", page=page, county=county, done=done)
