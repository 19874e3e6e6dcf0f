"""What a call asks of a new road edition: its box, its months, and which editions stay: none goes that nobody named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final

import pandas as pd

from travel.region import Box
from words.faults import Fault

FIRST_YEAR: Final = 1949
MONTHS_AHEAD: Final = 12
"""Roads that open next year may be entered now; a month farther off is a slip of the pen."""

LONGEST_NAME: Final = 20
"""As the column is wide."""

UNNAMED: Final = "路网"


class WrongCall(Fault, ValueError):
    """The call asks for what cannot be; the old network stays in force."""


@dataclass(frozen=True)
class Standing:
    """An edition in the warehouse and the months in which it is in force (last None: still)."""

    name: str
    first_month: int
    last_month: int | None


@dataclass(frozen=True)
class Plan:
    """What a new edition does to those before it.

    kept : oldest first, the last one ended where the new one begins. replaced : names that go, as the call asked.
    """

    name: str
    first_month: int
    kept: tuple[Standing, ...]
    replaced: tuple[str, ...]


def standing(rows: pd.DataFrame) -> tuple[Standing, ...]:
    """Return a county's editions, oldest first. rows : as `roads.editions`."""
    ordered = rows.sort_values("valid_from", kind="stable").astype({"valid_to": "Int64"})
    return tuple(
        Standing(str(name), int(first), None if pd.isna(last) else int(last))
        for name, first, last in zip(
            ordered["road_edition"].tolist(), ordered["valid_from"].tolist(), ordered["valid_to"].tolist(), strict=True
        )
    )


def is_month(month: int) -> bool:
    """Tell whether YYYYMM is a month."""
    return FIRST_YEAR <= month // 100 <= 9999 and 1 <= month % 100 <= 12


def month_before(month: int) -> int:
    """Return the month before, YYYYMM."""
    return month - 1 if month % 100 != 1 else month - 89


def checked_month(month: int, last_month: int) -> int:
    """Return the month. Raises WrongCall for one that is none, or lies more than a year after the data."""
    # 999999 has no month 99; 999912 has one, and nobody means it.
    if not is_month(month):
        raise WrongCall("month_is_none", month=month)
    if _count(month) > _count(last_month) + MONTHS_AHEAD:
        raise WrongCall("month_too_far", month=month, last=last_month)
    return month


def _count(month: int) -> int:
    return month // 100 * 12 + month % 100


def box_of(text: str) -> Box | None:
    """Return west, south, east, north; None for no words. Raises WrongCall for words that are no box."""
    if not text.strip():
        return None
    try:
        west, south, east, north = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError as error:
        raise WrongCall("box_unreadable", text=text[:60]) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise WrongCall("box_impossible", text=text[:60])
    return west, south, east, north


def edition_name(given: str, file_name: str) -> str:
    """Return the edition's name: as given, else the file's. Raises WrongCall for one that is too long to keep."""
    name = given.strip()
    if len(name) > LONGEST_NAME:
        raise WrongCall("edition_name_long", name=name, most=LONGEST_NAME)
    return name or file_name.split(".")[0].strip()[:LONGEST_NAME] or UNNAMED


def plan_edition(
    before: tuple[Standing, ...], name: str, begins: int, first_of_data: int, replace: Collection[str] = ()
) -> Plan:
    """Return what a new edition does to the county's others.

    An edition of the same name from the same month is exchanged: its months stay as they are. Every other edition that
    would go must be named in `replace`. Without older roads the new ones also time the months before them: there is
    nothing else to go by.

    Raises WrongCall for a name in use, editions that would go unnamed, or unknown names in `replace`.
    """
    unknown = [each for each in replace if each not in {edition.name for edition in before}]
    if unknown:
        raise WrongCall("replaced_unknown", names=unknown, known=[edition.name for edition in before])
    own = [edition for edition in before if edition.name == name and name not in replace]
    if own and own[0].first_month != begins:
        raise WrongCall("edition_name_taken", name=name, begins=own[0].first_month)
    goes = [edition for edition in before if edition.first_month >= begins and edition.name != name]
    unnamed = [edition.name for edition in goes if edition.name not in replace]
    if unnamed:
        raise WrongCall("editions_would_go", begins=begins, names=unnamed)
    stays = [e for e in before if e.first_month < begins and e.name != name and e.name not in replace]
    after = {edition.name: following.name for edition, following in pairwise(before)}
    kept = []
    for edition, following in zip_longest(stays, stays[1:]):
        last = edition.last_month
        # Only where the next edition is a new one: the others' months are what they were.
        if following is None or after[edition.name] != following.name:
            last = month_before(begins if following is None else following.first_month)
        kept.append(Standing(edition.name, edition.first_month, last))
    remaining = {edition.name for edition in stays}
    replaced = tuple(edition.name for edition in before if edition.name not in remaining)
    return Plan(name, begins if kept else min(begins, first_of_data), tuple(kept), replaced)
