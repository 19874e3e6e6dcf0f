"""What was put right by hand, as it stands under the ledger of data quality."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from faces.blocks import Column, Row, Table
from findings.figures import Words
from metrics.quality.by_hand import ByHand

CHINA: Final = dt.timedelta(hours=8)
COLUMNS: Final = {"actual_start": ("到岗", "came"), "actual_end": ("离岗", "left")}


def by_hand_finding(found: Sequence[ByHand], words: Words) -> str:
    """Return how many corrections there are."""
    if not found:
        return words.say("没有手工改正过的数。", "Nothing was put right by hand.")
    return words.say(f"手工改正{len(found)}次，都是下沉到岗。", f"Attendance was put right by hand {len(found)} times.")


def by_hand_table(found: Sequence[ByHand], names: Mapping[str, str], words: Words) -> Table:
    """Return the corrections: place, day, what became of what, by whom, when and why."""
    columns = (
        Column(words.say("机构", "Institution"), kind="text"),
        Column(words.say("哪一天", "Day"), kind="text"),
        Column(words.say("改正", "Put right"), kind="text"),
        Column(words.say("经手人", "By"), kind="text", phone=False),
        Column(words.say("日期", "Date"), kind="text", phone=False),
        Column(words.say("原因", "Why"), kind="text"),
    )
    rows = [
        Row(
            [
                names.get(each.institution, each.institution),
                f"{each.day:%Y-%m-%d}",
                change_said(each, words),
                each.who,
                f"{each.at + CHINA:%Y-%m-%d}",
                each.reason,
            ]
        )
        for each in found
    ]
    return Table(words.say("手工改正", "Put right by hand"), columns, tuple(rows))


def change_said(each: ByHand, words: Words) -> str:
    """Return what became of what: 到岗08:00 → 08:30."""
    nothing = words.say("没有", "none")
    said = []
    for column, before, after in each.changed:
        name = words.say(*COLUMNS.get(column, (column, column)))
        said.append(f"{name} {_clock(before) or nothing} → {_clock(after) or nothing}")
    return words.say("；", "; ").join(said)


def _clock(text: str) -> str:
    """Return the time of day of a moment as the trail writes it."""
    return text[11:16] if len(text) >= 16 else text
