"""Experts, places, specialties, titles and days of the page 专家下沉, named in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ui.language import say
from ui.words import specialty_words
from words.experts import TITLES_EN
from words.visits import REASON_NAMES

Record = Mapping[Any, Any]


def expert_of(row: Record) -> str:
    """Return the name of a visit's expert."""
    return str(say(row["expert_zh"], row["expert_en"]))


def place_of(row: Record) -> str:
    """Return the name of the institution a visit goes to."""
    return str(say(row["place_zh"], row["place_en"]))


def name_of(row: Record) -> str:
    """Return the name of an institution, an expert or a rule from a row of its table."""
    return str(say(row["name_zh"], row["name_en"] or row["name_zh"]))


def title_words(title: object) -> str:
    """Return a title's name; 职称不明 where it is not known."""
    if not isinstance(title, str) or not title:
        return say("职称不明", "title unknown")
    return say(title, TITLES_EN.get(title, title))


def about_of(row: Record) -> str:
    """Return an expert's specialty and title: 心内科 · 副高."""
    return f"{specialty_words(row['specialty'])} · {title_words(row['title'])}"


def reason_of(row: Record) -> str:
    """Return what came of a visit, 请假; '' where nothing is entered yet."""
    return say(row["reason_zh"], REASON_NAMES[row["reason"]][1]) if row["reason_zh"] else ""


def day_words(day: dt.date) -> str:
    """Return 9月5日, 5 Sep."""
    return say(f"{day.month}月{day.day}日", f"{day.day} {day:%b}")


def and_more(names: list[str], shown: int) -> str:
    """Return the first names, and how many there are in all where that is more."""
    listed = say("、", ", ").join(names[:shown])
    if len(names) <= shown:
        return listed
    return listed + say(f"等{len(names)}人", f" and {len(names) - shown} more")
