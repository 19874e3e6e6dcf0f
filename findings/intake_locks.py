"""接入: periods that were closed after review, as a table and as they stand in a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from faces.blocks import Column, Row, Table
from findings.figures import Words
from findings.intake import CHINA, form_names
from intake.locks import Lock


def locks_table(locks: Sequence[Lock], words: Words) -> Table:
    """Return a county's closed periods, newest first, those that were opened again too, with who and why."""
    columns = (
        Column(words.say("时期", "Period"), kind="text"),
        Column(words.say("哪种表", "Form"), kind="text"),
        Column(words.say("锁定", "Closed by"), kind="text"),
        Column(words.say("说明", "Note"), kind="text", phone=False),
        Column(words.say("状态", "State"), kind="text"),
    )
    rows = [
        Row(
            [
                words.period(lock.period),
                form_said(lock.form, words),
                f"{lock.locked_by} {_day(lock.locked_at)}",
                lock.note,
                _state(lock, words),
            ]
        )
        for lock in locks
    ]
    return Table(words.say("锁定的时期", "Closed periods"), columns, tuple(rows))


def lock_said(lock: Lock, words: Words) -> str:
    """Return a closed period in words: 2024年9月（全部的表）."""
    period, form = words.period(lock.period), form_said(lock.form, words)
    return words.say(f"{period}（{form}）", f"{period} ({form})")


def form_said(code: str, words: Words) -> str:
    """Return what a form is called; '' stands for all of them."""
    if not code:
        return words.say("全部的表", "all forms")
    return words.say(*form_names().get(code, (code, code)))


def _state(lock: Lock, words: Words) -> str:
    if lock.unlocked_at is None:
        return words.say("锁定", "closed")
    day = _day(lock.unlocked_at)
    return words.say(
        f"{lock.unlocked_by} {day}解锁：{lock.reason}", f"opened by {lock.unlocked_by} {day}: {lock.reason}"
    )


def _day(moment: object) -> str:
    return f"{pd.Timestamp(str(moment)) + CHINA:%Y-%m-%d}"
