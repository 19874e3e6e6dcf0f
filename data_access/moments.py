"""Which load a reader means who asks for a number or a date, and how far the figures then reached."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from data_access import read, schema
from data_access.as_of import as_of
from data_access.changes import CHINA
from words.faults import Fault


class UnknownMoment(Fault, ValueError):
    """A load or date that cannot be read as of."""


@dataclass(frozen=True)
class Moment:
    """After which load figures are read. sequence 0: before the first; at: when it entered, UTC; None for none."""

    sequence: int
    at: dt.datetime | None = None
    name: str = ""


def engine_as_of(engine: Engine, text: str) -> Engine:
    """Return the engine that reads as of what a command names; '' is now. Raises UnknownMoment, WarehouseError."""
    return as_of(engine, read_moment(engine, text).sequence) if text.strip() else engine


def read_moment(engine: Engine, text: str) -> Moment:
    """Return the moment that a link or a command names: a load's number, or a date (its end, Chinese time).

    Raises UnknownMoment for what is neither, or for a load that there is not, WarehouseError.
    """
    load = schema.load
    statement = select(load.c.sequence, load.c.loaded_at, load.c.source_zh).where(load.c.sequence.is_not(None))
    loads = read.rows(engine, statement.order_by(load.c.sequence))
    found: Sequence[Any]
    last = loads[-1].sequence if loads else 0
    cleaned = text.strip()
    if re.fullmatch(r"\d{1,9}", cleaned):
        if int(cleaned) > last:
            raise UnknownMoment("no_such_load", number=int(cleaned), last=last)
        found = [row for row in loads if row.sequence <= int(cleaned)]
        sequence = int(cleaned)
    else:
        sequence, found = _by_date(cleaned, loads)
    entered = found[-1] if found else None
    return Moment(sequence, entered.loaded_at if entered else None, str(entered.source_zh) if entered else "")


def _by_date(text: str, loads: Sequence[Any]) -> tuple[int, Sequence[Any]]:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise UnknownMoment("no_moment", text=text[:40]) from error
    until = dt.datetime.combine(day, dt.time.max) - CHINA
    found = [row for row in loads if row.loaded_at <= until]
    return (found[-1].sequence if found else 0), found


def reach_at(engine: Engine, sequence: int) -> tuple[int, int]:
    """Return the first and last month of which figures had been loaded by then. Raises WarehouseError."""
    version, load = schema.data_version, schema.load
    begun = read.rows(engine, select(version).order_by(version.c.created_at).limit(1))[0]
    files = (load.c.sequence <= sequence) & (load.c.kind == "file")
    first, last = read.rows(engine, select(func.min(load.c.first_month), func.max(load.c.last_month)).where(files))[0]
    return min(begun.first_month, first or begun.first_month), max(begun.last_month, last or begun.last_month)
