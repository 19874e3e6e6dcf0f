"""Sessions: a random id in a cookie, what it stands for on the server, and when it ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, update

from accounts import people, trail
from accounts.people import Person, digest
from accounts.store import Store, account, visit

IDLE_S: Final = 30 * 60.0
LONGEST_S: Final = 12 * 3600.0
NOTED_EVERY_S: Final = 30.0
"""A click is noted at most this often: a page is fifty requests, and each note is a write to the disk."""
ID_BYTES: Final = 32


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in. digest: what the store keeps of the cookie."""

    digest: str
    person: Person
    begun_at: float


def begin(store: Store, at: float, person: Person, address: str) -> str:
    """Begin a session and return its id, for the cookie; ids are never taken from a browser."""
    made = secrets.token_urlsafe(ID_BYTES)
    with store.writing() as connection:
        stale = (visit.c.seen_at < at - IDLE_S) | (visit.c.begun_at < at - LONGEST_S)
        connection.execute(delete(visit).where(stale))
        connection.execute(
            insert(visit).values(digest=digest(made), account_id=person.id, begun_at=at, seen_at=at, address=address)
        )
        trail.write(store, connection, at, person.shown, "signed_in", address=address, name=person.name)
    return made


def of(store: Store, at: float, cookie: str, *, active: bool = True) -> Session | None:
    """Return the session of a cookie, or None: unknown, idle for too long, too old, or its account is disabled.

    active : whether this counts as something the reader did; a page left open keeps no session alive.
    """
    if not cookie or len(cookie) > 200:
        return None
    known = digest(cookie)
    asked = (
        select(visit.c.account_id, visit.c.begun_at, visit.c.seen_at)
        .join(account, account.c.id == visit.c.account_id)
        .where(visit.c.digest == known, account.c.disabled.is_(False))
    )
    with store.reading() as connection:
        row = connection.execute(asked).first()
    if row is None or at - row.seen_at > IDLE_S or at - row.begun_at > LONGEST_S:
        return None
    person = people.by_id(store, row.account_id)
    if person is None:
        return None
    if active and at - row.seen_at > NOTED_EVERY_S:
        with store.writing() as connection:
            connection.execute(update(visit).where(visit.c.digest == known).values(seen_at=at))
    return Session(known, person, row.begun_at)


def end(store: Store, at: float, session: Session, address: str = "") -> None:
    """End a session: its cookie opens nothing from now on."""
    with store.writing() as connection:
        connection.execute(delete(visit).where(visit.c.digest == session.digest))
        trail.write(
            store, connection, at, session.person.shown, "signed_out", address=address, name=session.person.name
        )
