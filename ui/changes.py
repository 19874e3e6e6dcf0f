"""A change that a reader makes on a page: made, told once, and refused in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from data_access.errors import WarehouseError
from ui import kept
from ui.components import note
from ui.language import say
from ui.messages import show_fault, show_state
from ui.permission import note_change, refusal

T = TypeVar("T")
_SAID = "change_said"


def changed(work: Callable[[], object], done: str | Callable[[], str]) -> None:
    """Make a change, then draw the page again with it; a refusal is shown instead and changes nothing.

    done : what was changed, for the reader and for the trail; a function where only the work knows.
    """
    no = refusal()
    if no is not None:
        show_state(*no)
        return
    try:
        work()
    except WarehouseError as error:
        show_fault("failed", error)
        return
    except OSError as error:
        show_state(
            "failed",
            say(f"没有保存：{error.strerror or error}", f"Not saved: {error.strerror or error}"),
            say("请清理磁盘后重试。", "Free some disk space and try again."),
        )
        return
    said = done if isinstance(done, str) else done()
    note_change(said)
    kept.look_again()
    st.session_state[_SAID] = said
    st.rerun()


def as_opened(key: str, widget: str, now: T) -> T:
    """Return what a form was drawn from in the run in which its widgets began, whatever was changed since.

    What stands in the widgets is of that run: a form that is sent is drawn anew first, from rows that somebody else may
    have changed by then. Called before the form is drawn. widget: key of one of its widgets.
    """
    if widget not in st.session_state or key not in st.session_state:
        st.session_state[key] = now
    opened: T = st.session_state[key]
    return opened


def trail_note() -> None:
    """Say which changes by hand a reader of some counties is shown; nothing to a reader of all."""
    if kept.reach().counties:
        st.html(
            note(
                say(
                    "只列您的县里现有各行的改动；行已删去的，和人员、请假的改动不列，请找县里有全部权限的人查。",
                    "Changes to rows of your counties that still stand; those of rows since deleted, of persons and of "
                    "leave are not listed.",
                )
            )
        )


def show_done() -> None:
    """Say once what the last change did."""
    done = st.session_state.pop(_SAID, None)
    if done:
        show_state(
            "information", done, say("改动已记入日志，图表已更新。", "The change is on record; figures are updated.")
        )
