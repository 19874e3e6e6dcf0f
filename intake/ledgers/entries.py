"""Rows of a ledger that enter as rows: who sent how many to whom; which doctor is posted where, from when to when."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from data_access.row_loads import Rows
from intake.answers import IGNORED
from intake.ledgers.notes import Notes
from intake.ledgers.places import is_outside
from intake.ledgers.record import OTHER, Entry
from intake.match import Register
from intake.match.register import Place

ALL_GROUPS: Final = ("合计", "All")
ID_LENGTH: Final = 24
CITY: Final = "city"
COUNTY: Final = "county"


Entered = tuple[tuple[Rows, ...], int]
"""Rows of tables, and how many rows of the ledger did not come to any."""


def entered(
    entry: Entry, details: pd.DataFrame, places: Mapping[str, Place], register: Register, notes: Notes
) -> Entered:
    """Return the rows that an entry puts in. details: the ledger's rows with `month` and `row`; places: by code."""
    if details.empty:
        return (), 0
    make = {"flow": _flows, "posting": _postings}[entry.enters]
    return make(entry, details, places, register, notes)


def _name(*parts: object) -> str:
    """Return a name that the same content always has, on every machine."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:ID_LENGTH]


def _flows(
    entry: Entry, details: pd.DataFrame, places: Mapping[str, Place], register: Register, notes: Notes
) -> Entered:
    """Count the rows by month, kind, sender and receiver. Without a mechanism that shows flows there are none."""
    mechanism = entry.items.get("mechanism_id") or _mechanism(register, notes, "flows")
    if not mechanism:
        return (), 0
    names = [entry.items["kind"], entry.items["from"], entry.items["to"]]
    known = details.dropna(subset=names)
    counted = known.groupby(["month", *names], sort=True).size().reset_index()
    rows = []
    for month, kind, sender, receiver, count in counted.itertuples(index=False, name=None):
        said = entry.words.get(f"{kind}:{OTHER}" if is_outside(receiver) else kind) or entry.words.get(kind, kind)
        kind_zh, _, kind_en = said.partition("|")
        ends: dict[str, Any] = {}
        for side, code in (("from", sender), ("to", receiver)):
            place = places[code]
            ends |= {f"{side}_code": code, f"{side}_zh": place.name, f"{side}_en": place.name}
            ends[f"{side}_township"] = None if is_outside(code) else place.township
        rows.append(
            {
                "flow_id": f"{register.county}-{_name(mechanism, month, kind, sender, receiver)}",
                "county_code": register.county,
                "mechanism_id": mechanism,
                "month": int(month),
                "kind_zh": kind_zh,
                "kind_en": kind_en or kind_zh,
                "group_zh": ALL_GROUPS[0],
                "group_en": ALL_GROUPS[1],
                **ends,
                "unit": entry.items.get("unit", "person"),
                "count": int(count),
            }
        )
    return ((Rows("flow", _as_said(rows)),) if rows else ()), 0


def _as_said(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame whose empty cells are None, not NaN."""
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0]})


def _mechanism(register: Register, notes: Notes, view: str) -> str:
    """Return the county's mechanism that shows a kind of evidence; of several the county says which, once."""
    possible = [(code, name) for code, name, views in register.mechanisms if view in views]
    answered = register.answers.get(f"mechanism:{view}", "")
    if answered in dict(possible):
        return answered
    if answered == IGNORED:
        return ""
    if len(possible) == 1:
        return possible[0][0]
    if possible:
        notes.ask("mechanism", f"mechanism:{view}", "", possible)
    return ""


def _postings(
    entry: Entry, details: pd.DataFrame, places: Mapping[str, Place], register: Register, notes: Notes
) -> Entered:
    """Return doctors and their postings. Two postings of one doctor at one time are asked, and neither enters."""
    records: list[dict[str, Any]] = details.to_dict("records")  # type: ignore[assignment]
    said = [_posting(entry, row, places, register, notes) for row in records]
    kept_rows = [row for row in said if row]
    if not kept_rows:
        return (), len(details)
    postings = _as_said(kept_rows)
    clash = _clashes(postings)
    _note(notes, "posted_twice", postings[clash])
    if clash.any():
        notes.ask("posted_twice", "、".join(dict.fromkeys(postings.loc[clash, "doctor"])), "")
    repeated = ~clash & postings.duplicated("posting_id")
    _note(notes, "row_twice", postings[repeated])
    kept = postings[~clash & ~repeated]
    lost = len(details) - len(kept)
    if kept.empty:
        return (), lost
    experts = kept.sort_values("start_date").drop_duplicates("expert_code")
    doctors = pd.DataFrame(
        {
            "expert_code": experts["expert_code"],
            "county_code": register.county,
            "name_zh": experts["doctor"],
            "title": experts["title"],
            "specialty": experts["specialty"],
            "home_institution_code": experts["from_institution_code"],
            "tier": [_tier(places.get(code or "")) for code in experts["from_institution_code"]],
            "since": [day.year * 100 + day.month for day in experts["start_date"]],
            "until": None,
        }
    )
    return (
        Rows("expert", doctors.reset_index(drop=True)),
        Rows("posting", kept.drop(columns=["doctor", "specialty", "row"]).reset_index(drop=True)),
    ), lost


def _note(notes: Notes, code: str, postings: pd.DataFrame) -> None:
    for doctor, row in zip(postings["doctor"].tolist(), postings["row"].tolist(), strict=True):
        notes.add(code, "", doctor, f"A{row + 1}", 1)


def _tier(home: Place | None) -> str:
    return COUNTY if home is not None and home.level != "city_hospital" else CITY


def _posting(
    entry: Entry, row: Mapping[str, Any], places: Mapping[str, Place], register: Register, notes: Notes
) -> dict[str, Any]:
    """Return one posting with its doctor; {} where it ends before it begins or leads out of the county."""

    def said(item: str) -> Any:
        value = row.get(entry.items.get(item, ""))
        return None if value is None or (isinstance(value, float) and value != value) else value

    span = said("span") or (said("start") or 0, said("end") or 0)
    start, end = _day(span[0], 1), _day(span[1], 0)
    sender, receiver = said("from"), said("to")
    cell = f"A{row['row'] + 1}"
    if start is None or (end is not None and end < start):
        notes.add("ends_before_it_begins", "", f"{start}—{end}", cell, 1)
        return {}
    if is_outside(receiver):
        notes.add("posted_outside", "", places[receiver].name, cell, 1)
        return {}
    home = None if sender is None or is_outside(sender) else sender
    expert = _expert(register, said("doctor"), said("staff_number"), sender, home)
    return {
        "posting_id": f"{register.county}P{_name(expert, receiver, start)}",
        "county_code": register.county,
        "township_code": places[receiver].township,
        "expert_code": expert,
        "from_institution_code": home,
        "to_institution_code": receiver,
        "mechanism_id": entry.items.get("mechanism_id") or None,
        "title": said("title"),
        "start_date": start,
        "end_date": end,
        "doctor": said("doctor"),
        "specialty": (said("specialty") or "")[:20],
        "row": row["row"],
    }


def _expert(register: Register, name: str, number: str | None, sender: str | None, home: str | None) -> str:
    """Return the code of a doctor: of the one on record with this name and home, else one that follows from both."""
    known = [each.code for each in register.experts if (each.name, each.home) == (name, home or "")]
    if len(known) == 1 and number is None:
        return known[0]
    return f"{register.county}E{_name(register.county, number or name, sender or '')[:20]}"


def _day(number: int, missing: int) -> dt.date | None:
    """Return a day from YYYYMMDD; of a month alone its first (missing 1) or last day; None for 0."""
    if not number:
        return None
    year, rest = divmod(number, 10_000)
    month, day = divmod(rest, 100)
    if day:
        return dt.date(year, month, day)
    if missing:
        return dt.date(year, month, 1)
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def _clashes(postings: pd.DataFrame) -> pd.Series[bool]:
    """Mark postings of one doctor to different institutions, or said in two ways, whose days overlap."""
    clash = pd.Series(data=False, index=postings.index)
    for _, own in postings.groupby("expert_code", sort=False):
        different = own.drop_duplicates(["posting_id", "end_date", "title"])
        spans = [
            (label, first, last or dt.date.max)
            for label, first, last in zip(
                different.index, different["start_date"].tolist(), different["end_date"].tolist(), strict=True
            )
        ]
        for place, (label, first, last) in enumerate(spans):
            for other, begun, ended in spans[place + 1 :]:
                if first <= ended and begun <= last:
                    clash[[label, other]] = True
    return clash
