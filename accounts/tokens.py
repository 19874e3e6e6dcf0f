"""Tokens for what cannot sign in: another system that asks for figures, a phone's calendar. Bound to an account.

A token is as good as its account is now: what the account may no longer read, the token does not either. The text is
told once, when it is made; only its digest is kept.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from accounts import trail
from accounts.faults import AccountFault
from accounts.people import Person, by_id, digest, named
from accounts.store import Store, token

TOKEN_BYTES: Final = 32
FEEDS: Final = "/feeds/"
"""Where calendars stand: /feeds/TOKEN.ics."""


class Purpose(StrEnum):
    """What a token opens, and nothing else."""

    QUERY = "query"  # figures of the interface
    CALENDAR = "calendar"  # one calendar
    WALL = "wall"  # one view, on a wall screen


@dataclass(frozen=True)
class Token:
    """A token as it is listed. subject: what a calendar is of – county, and only: an expert, a township or '' –,
    or the view of a wall screen."""

    id: int
    purpose: Purpose
    account: str
    subject: Mapping[str, str]
    made_at: float
    made_by: str
    ended: bool


def make(
    store: Store, now: float, by: str, name: str, purpose: Purpose, subject: Mapping[str, str] | None = None
) -> str:
    """Make a token for an account and return its text, which is told this once.

    Raises AccountFault where there is no such account, or it is disabled.
    """
    text = secrets.token_urlsafe(TOKEN_BYTES)
    with store.writing() as connection:
        row = named(connection, name)
        if row.disabled:
            raise AccountFault("account_disabled", name=row.name)
        told = dict(subject or {})
        values = {"digest": digest(text), "account_id": row.id, "purpose": purpose.value, "made_at": now, "made_by": by}
        made = connection.execute(insert(token).values(**values, subject=json.dumps(told, sort_keys=True)))
        (number,) = made.inserted_primary_key or (0,)
        trail.write(
            store, connection, now, by, "token_made", token=number, purpose=purpose.value, account=row.name, **told
        )
    return text


def opened(store: Store, text: str, purpose: Purpose) -> tuple[Person, Mapping[str, str], int] | None:
    """Return whose token it is, what it is of, and its number; None for one that opens nothing, whatever the reason."""
    asked = select(token).where(
        token.c.digest == digest(text), token.c.purpose == purpose.value, token.c.ended_at.is_(None)
    )
    with store.reading() as connection:
        row = connection.execute(asked).first()
    person = by_id(store, row.account_id) if row else None
    if row is None or person is None or person.disabled or person.must_change:
        return None
    return person, json.loads(row.subject), row.id


def end(store: Store, now: float, by: str, number: int, *, account: str = "") -> None:
    """End a token; whoever comes with it finds nothing. account: only if it is this account's, '' for anybody's.

    Raises AccountFault where none of this number is in force.
    """
    with store.writing() as connection:
        here = [token.c.id == number, token.c.ended_at.is_(None)]
        if account:
            here.append(token.c.account_id == named(connection, account).id)
        ended = connection.execute(update(token).where(*here).values(ended_at=now, ended_by=by))
        if not ended.rowcount:
            raise AccountFault("no_token", number=number)
        trail.write(store, connection, now, by, "token_ended", token=number)


def listed(store: Store) -> list[Token]:
    """Return all tokens, newest first."""
    with store.reading() as connection:
        rows = connection.execute(select(token).order_by(token.c.id.desc())).all()
    names: dict[int, str] = {}
    for row in rows:
        if row.account_id not in names:
            person = by_id(store, row.account_id)
            names[row.account_id] = person.name if person else ""
    return [_told(row, names[row.account_id]) for row in rows]


def _told(row: Row[Any], account: str) -> Token:
    ended = row.ended_at is not None
    return Token(row.id, Purpose(row.purpose), account, json.loads(row.subject), row.made_at, row.made_by, ended)
