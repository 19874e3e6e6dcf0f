"""The audit trail: who did what, when, from where; append-only, each line sealed with the one before.

A line changed, removed or put elsewhere breaks the chain; lines cut off at the end disagree with the sealed count.
The seals need the key beside the file: whoever can write the file alone cannot make them anew (HMAC, RFC 2104).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from accounts.store import Store, trail, trail_head
from words.accounts import act_words

MOST_SHOWN: Final = 2000
"""Lines of a page; the whole is taken out by the command."""


@dataclass(frozen=True)
class Line:
    """One line of the trail. at: seconds since 1970 UTC; detail: what the act needs to be understood."""

    number: int
    at: float
    who: str
    address: str
    act: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What the seals say. broken: the first line that does not stand as it was written, None where all do."""

    lines: int
    broken: int | None


def _seal(key: bytes, *parts: object) -> str:
    said = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def write(
    store: Store, connection: Connection, at: float, who: str, act: str, *, address: str = "", **detail: Any
) -> None:
    """Add a line, in the transaction of what it tells of: there is no act without its line, and no line without act."""
    said = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
    last = connection.execute(select(trail.c.number, trail.c.seal).order_by(trail.c.number.desc()).limit(1)).first()
    number, before = (last.number + 1, last.seal) if last else (1, "")
    seal = _seal(store.key, before, number, at, who, address, act, said)
    connection.execute(
        insert(trail).values(number=number, at=at, who=who, address=address, act=act, detail=said, seal=seal)
    )
    head = {"only": 1, "lines": number, "seal": _seal(store.key, number, seal)}
    if number == 1:
        connection.execute(insert(trail_head).values(head))
    else:
        connection.execute(trail_head.update().where(trail_head.c.only == 1).values(head))


def note(store: Store, at: float, who: str, act: str, *, address: str = "", **detail: Any) -> None:
    """Add a line that stands alone: a page read, a file handed out."""
    with store.writing() as connection:
        write(store, connection, at, who, act, address=address, **detail)


def lines(
    store: Store, *, text: str = "", since: float = 0.0, until: float | None = None, most: int = 500
) -> list[Line]:
    """Return the newest lines first: those that hold `text` in who, act or detail, between two times."""
    asked = select(trail).where(trail.c.at >= since).order_by(trail.c.number.desc()).limit(most)
    if until is not None:
        asked = asked.where(trail.c.at < until)
    if text:
        found = [column.contains(text, autoescape=True) for column in (trail.c.who, trail.c.act, trail.c.detail)]
        asked = asked.where(found[0] | found[1] | found[2])
    with store.reading() as connection:
        rows = connection.execute(asked).all()
    return [Line(row.number, row.at, row.who, row.address, row.act, json.loads(row.detail)) for row in rows]


def verify(store: Store) -> Verdict:
    """Hold every line against its seal, and the last against the sealed count."""
    before, expected = "", 1
    with store.reading() as connection:
        for row in connection.execute(select(trail).order_by(trail.c.number)):
            seal = _seal(store.key, before, row.number, row.at, row.who, row.address, row.act, row.detail)
            if row.number != expected or not hmac.compare_digest(seal, row.seal):
                return Verdict(expected - 1, expected)
            before, expected = seal, expected + 1
        head = connection.execute(select(trail_head)).first()
        count = connection.execute(select(func.count()).select_from(trail)).scalar_one()
    whole = (head is None and count == 0) or (
        head is not None
        and head.lines == count
        and hmac.compare_digest(head.seal, _seal(store.key, head.lines, before))
    )
    return Verdict(count, None if whole else count + 1)


def day_begins(day: date) -> float:
    """Return when a day of the server's clock begins, seconds since 1970."""
    return datetime(day.year, day.month, day.day).astimezone().timestamp()


def as_frame(found: Sequence[Line], *, english: bool = False) -> pd.DataFrame:
    """Return lines as a table: number, at (the server's clock), who, address, act in words, detail as JSON."""
    return pd.DataFrame(
        {
            "number": [line.number for line in found],
            "at": [datetime.fromtimestamp(line.at).astimezone().isoformat(" ", "seconds") for line in found],
            "who": [line.who for line in found],
            "address": [line.address for line in found],
            "act": [act_words(line.act, english=english) for line in found],
            "detail": [json.dumps(dict(line.detail), ensure_ascii=False) for line in found],
        }
    )
