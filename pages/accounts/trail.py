"""The trail: searched, read, verified, taken out."""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from accounts import trail
from accounts.store import Store
from accounts.trail import MOST_SHOWN, as_frame, day_begins
from faces.csv import MIME, About, csv_file
from ui.components import note, panel_title
from ui.language import language, say
from ui.messages import show_state
from words.speech import Speech

_HEADS: Final = {
    "number": ("序号", "No."),
    "at": ("时间", "Time"),
    "who": ("谁", "Who"),
    "address": ("从哪里", "From"),
    "act": ("做了什么", "What"),
    "detail": ("内容", "Detail"),
}


def trail_panel(store: Store) -> None:
    """Draw the trail with its search, its check and its file."""
    st.html(panel_title(say("审计记录", "Audit trail")))
    one, two, three = st.columns([2, 1, 1], vertical_alignment="bottom")
    hint = say("人名、动作、文件名", "name, act, file")
    text = one.text_input(say("找", "Search"), key="trail_text", placeholder=hint)
    since = two.date_input(say("从", "From"), value=None, key="trail_since", format="YYYY-MM-DD")
    if three.button(say("核验全部记录", "Verify the whole trail"), key="trail_verify"):
        _verified(store)
    begins = day_begins(since) if isinstance(since, dt.date) else 0.0
    found = trail.lines(store, text=text.strip(), since=begins, most=MOST_SHOWN)
    if not found:
        st.html(note(say("没有这样的记录。", "No such lines.")))
        return
    frame = as_frame(found, english=language() == "en")
    shown = frame.rename(columns={name: say(*words) for name, words in _HEADS.items()})
    st.dataframe(shown, hide_index=True, width="stretch", height=520)
    st.download_button(
        say("下载（CSV）", "Download (CSV)"),
        csv_file(shown, About(False, say("审计记录", "audit trail")), Speech(language())),
        file_name=say("审计记录.csv", "trail.csv"),
        mime=MIME,
        key="trail_file",
    )


def _verified(store: Store) -> None:
    found = trail.verify(store)
    if found.broken is None:
        show_state(
            "information",
            say(f"{found.lines}行记录全部完好。", f"All {found.lines} lines stand as written."),
            say("没有改动、删除或换位。", "None was changed, removed or moved."),
        )
        return
    show_state(
        "failed",
        say(f"第{found.broken}行与封印不符。", f"Line {found.broken} does not fit its seal."),
        say(
            "记录被改动、删除或换过位置，请保留文件并报告。",
            "Keep the file and report it.",
        ),
    )
