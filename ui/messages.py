"""Messages to readers: what happened, then what to do next. A traceback goes to the log, never to a page."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import monotonic
from typing import ParamSpec

import streamlit as st

from data_access.errors import WarehouseError
from metrics.errors import QuestionError
from ui import kept
from ui.components import StateKind, state_box
from ui.language import say, voice
from words.faults import Fault

P = ParamSpec("P")
log = logging.getLogger("yilan.pages")
RETRY_SECONDS = 5
_FAILED_AT = "failed_at"


def show_state(kind: StateKind, happened: str, next_step: str) -> None:
    """Write a state box onto the page."""
    st.html(state_box(kind, happened, next_step))


def show_fault(kind: StateKind, fault: Fault) -> None:
    """Write a state box of what went wrong, in the reader's language."""
    told = fault.told(voice())
    show_state(kind, told.happened, told.next_step)


def guarded(draw: Callable[P, None]) -> Callable[P, None]:
    """Let a fragment say what goes wrong in it: it runs by itself, outside the page's own `reader_errors`."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        with reader_errors():
            draw(*args, **kwargs)

    return drawn


@st.fragment(run_every=RETRY_SECONDS)
@guarded
def _retry() -> None:
    """Ask the warehouse again every few seconds and redraw the page once it answers.

    Never in the run that drew the message: a fault that stays although the warehouse answers would redraw for ever.
    """
    if monotonic() - st.session_state[_FAILED_AT] < RETRY_SECONDS * 0.8:
        return
    kept.look_again()
    if kept.lookout().look().failure is None:
        st.rerun(scope="app")


def _keep_asking() -> None:
    st.session_state[_FAILED_AT] = monotonic()
    _retry()


def stale_note() -> None:
    """Say that the numbers are those of the last answer, and keep asking, while the warehouse is away."""
    state = kept.lookout().look()
    if state.failure is None or state.answered_at is None:
        return
    at = f"{state.answered_at:%H:%M}"
    show_state(
        "stale",
        say(
            f"{state.failure.happened}下面是{at}读到的数。",
            f"{state.failure.told(voice()).happened} The figures below were read at {at}.",
        ),
        say("恢复后页面会自动更新，不必刷新。", "The page updates itself once it is back."),
    )
    _keep_asking()


@contextmanager
def reader_errors() -> Iterator[None]:
    """Turn whatever goes wrong on a page into a state box; unforeseen faults get a number that is in the log."""
    try:
        yield
    except WarehouseError as error:
        show_fault("failed", error)
        _keep_asking()
    except QuestionError as error:
        show_fault("empty", error)
    except Exception:
        number = secrets.token_hex(2).upper()
        log.exception("fault %s", number)
        show_state(
            "failed",
            say(f"这一页没能显示完整（编号 {number}）。", f"This page could not be shown in full (no. {number})."),
            say(
                "请换一个时期或乡镇再试；若仍不行，请把编号发给管理员。",
                "Try another period; if it stays, send the number to the administrator.",
            ),
        )
