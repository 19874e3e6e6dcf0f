"""催报单: who is asked for what, by township."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from findings.figures import Words
from findings.quality import place_name, problem_sentence
from metrics.quality.board import Return, due_date
from metrics.quality.ledger import Entry
from words.quality import REPORTS


@dataclass(frozen=True)
class Wanted:
    """One line of a reminder: whose return, in which state, what is wanted."""

    institution: str
    state: str
    wanted: str


@dataclass(frozen=True)
class Reminder:
    """One township's reminder. Its sentence stands above its lines."""

    township: str
    title: str
    sentence: str
    lines: tuple[Wanted, ...]


def reminders(
    returns: Sequence[Return],
    entries: Sequence[Entry],
    month: int,
    today: dt.date,
    names: Mapping[str, str],
    words: Words,
) -> tuple[Reminder, ...]:
    """Return a reminder for each township from which a return of the month is missing or in doubt, in its order.

    What came late is there and is not asked for. entries : the ledger; open ones of the month are quoted.
    """
    by_town: dict[str, list[Wanted]] = {}
    doubts = [entry for entry in entries if entry.state == "open" and entry.problem.month == month]
    asked = [entry for entry in doubts if entry.problem.severity != "note"]
    for found in returns:
        if found.month == month and found.report == "missing":
            wanted = words.say("请补报全部内容", "please send the return")
            by_town.setdefault(found.township, []).append(_wanted(found, wanted, words))
    for entry in asked:
        place = place_name(entry, names, words)
        state = words.say(*REPORTS["doubtful"])
        line = Wanted(place, state, problem_sentence(entry, words) + words.say("。请核对。", ". Please check."))
        by_town.setdefault(entry.township, []).append(line)
    return tuple(_reminder(town, lines, month, today, words) for town, lines in sorted(by_town.items()))


def _wanted(found: Return, wanted: str, words: Words) -> Wanted:
    name = found.name if words.language == "zh" else found.name_en
    return Wanted(name, words.say(*REPORTS[found.report]), wanted)


def _reminder(town: str, lines: Sequence[Wanted], month: int, today: dt.date, words: Words) -> Reminder:
    name = words.township_or_code(town)
    year, number, due = month // 100, month % 100, due_date(month)
    overdue = (today - due).days
    late = words.say(f"，已过{overdue}天", f", {overdue} days ago") if overdue > 0 else ""
    sentence = words.say(
        f"{name}：{year}年{number}月的月报应于{due.year}年{due.month}月{due.day}日前报送{late}。"
        f"以下{len(lines)}处尚未报送或需要核对，请于接到本单后3个工作日内报送或说明。",
        f"{name}: returns of {number}/{year} were due on {due:%Y-%m-%d}{late}. "
        f"{len(lines)} are missing or must be checked; please answer within 3 working days.",
    )
    title = words.say(f"{year}年{number}月报表催报单", f"Reminder: returns of {number}/{year}")
    return Reminder(name, title, sentence, tuple(lines))
