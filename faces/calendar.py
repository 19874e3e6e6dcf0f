"""Visits as an iCalendar feed that phones subscribe to: one event a visit, its UID kept through every change.

A visit that moves keeps its UID and gets the next SEQUENCE; one that is called off stays in the feed as CANCELLED, or
phones would go on showing it. Source: RFC 5545, sections 3.8.4.7 (UID), 3.8.7.4 (SEQUENCE), 3.8.1.11 (STATUS).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from icalendar import Calendar, Event

from words.faults import Fault
from words.phrases import Phrase

PRODUCT = "-//Yilan//Expert roster//ZH"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "roster.yilan.invalid")  # .invalid (RFC 2606): no host is meant
ZONE = dt.timezone(dt.timedelta(hours=8))
NEEDED = ("visit_id", "expert_zh", "specialty", "place_zh", "planned_start", "planned_end")


class BadVisit(Fault, ValueError):
    """A visit that cannot become an event."""


@dataclass(frozen=True)
class Entry:
    """One visit in the feed. start, end: local time of China."""

    uid: str
    sequence: int
    summary: str
    location: str
    start: dt.datetime
    end: dt.datetime
    cancelled: bool

    def says_the_same(self, other: Entry) -> bool:
        """Whether a phone would show the same."""
        return replace(self, sequence=0) == replace(other, sequence=0)


def uid_of(visit_id: str) -> str:
    """Return the UID of a visit: the same for the same id, on every machine and in every edition."""
    return f"{uuid.uuid5(NAMESPACE, visit_id)}@roster.yilan.invalid"


def entries(visits: pd.DataFrame, previous: Mapping[str, Entry] | None = None) -> dict[str, Entry]:
    """Return the feed's entries by UID: the visits as they are now, and those gone since the previous edition.

    visits: visit_id, expert_zh, specialty, place_zh, planned_start, planned_end. A visit that came to an expert's place
    on another day keeps its visit_id. previous: entries of the last edition, None for the first.
    Raises BadVisit, naming the row.
    """
    before = dict(previous or {})
    now = {entry.uid: entry for entry in _current(visits)}
    for uid, entry in now.items():
        if uid in before and not entry.says_the_same(before[uid]):
            now[uid] = replace(entry, sequence=before[uid].sequence + 1)
        elif uid in before:
            now[uid] = before[uid]
    for uid, entry in before.items():
        if uid not in now:
            gone = replace(entry, cancelled=True, sequence=entry.sequence + 1)
            now[uid] = entry if entry.cancelled else gone
    return dict(sorted(now.items(), key=lambda pair: (pair[1].start, pair[0])))


def _current(visits: pd.DataFrame) -> list[Entry]:
    missing = [column for column in NEEDED if column not in visits.columns]
    if missing:
        raise BadVisit("calendar_columns", Phrase("row_calendar"), columns=missing)
    found: dict[str, Entry] = {}
    for row in visits.to_dict("records"):
        name = str(row["visit_id"])
        start, end = pd.Timestamp(row["planned_start"]), pd.Timestamp(row["planned_end"])
        if end <= start:
            raise BadVisit("visit_ends_early", Phrase("row_visit", code=name))
        entry = Entry(
            uid=uid_of(name),
            sequence=0,
            summary=f"{row['specialty']} {row['expert_zh']} 下沉坐诊",
            location=str(row["place_zh"]),
            start=start.to_pydatetime().replace(tzinfo=ZONE),
            end=end.to_pydatetime().replace(tzinfo=ZONE),
            cancelled=False,
        )
        if entry.uid in found:
            raise BadVisit("visit_id_repeated", Phrase("row_visit", code=name))
        found[entry.uid] = entry
    return list(found.values())


def calendar_file(feed: Mapping[str, Entry], *, name_zh: str, stamp: dt.datetime) -> bytes:
    """Return the feed as an .ics file. stamp: when this edition was made, with its time zone."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name_zh)
    for entry in feed.values():
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", stamp.astimezone(dt.UTC))
        # UTC on the wire: it needs no time zone table, and China has had no other offset since 1992.
        event.add("dtstart", entry.start.astimezone(dt.UTC))
        event.add("dtend", entry.end.astimezone(dt.UTC))
        event.add("sequence", entry.sequence)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        event.add("summary", entry.summary)
        event.add("location", entry.location)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
