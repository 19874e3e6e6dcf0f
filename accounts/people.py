"""Accounts and what they are given: add, disable, reset, grant, end. Each change is named and stands in the trail."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from accounts import passwords, trail
from accounts.faults import AccountFault
from accounts.roles import ROLES, Grant
from accounts.store import Store, account, account_grant, former_secret, setup, visit

LONGEST_NAME: Final = 40
CODE_BYTES: Final = 9
CODE_LASTS_S: Final = 24 * 3600.0


@dataclass(frozen=True)
class Person:
    """An account. grants: those in force; must_change: the password was set by someone else."""

    id: int
    name: str
    shown: str
    disabled: bool
    must_change: bool
    with_codes: bool
    grants: tuple[Grant, ...]


def folded(name: str) -> str:
    """Return a name as it is looked up: one form of each letter, small, without blanks round it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def digest(code: str) -> str:
    """Return what is kept of a random code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _listed(codes: str) -> tuple[str, ...]:
    return tuple(codes.split())


def _grants(connection: Connection, account_id: int) -> tuple[Grant, ...]:
    asked = select(account_grant).where(account_grant.c.account_id == account_id, account_grant.c.ended_at.is_(None))
    return tuple(
        Grant(row.role, _listed(row.counties), _listed(row.townships))
        for row in connection.execute(asked.order_by(account_grant.c.id))
    )


def _person(connection: Connection, row: Any) -> Person:
    return Person(
        row.id, row.name, row.shown, row.disabled, row.must_change, row.totp is not None, _grants(connection, row.id)
    )


def by_id(store: Store, account_id: int) -> Person | None:
    """Return an account as it is now, or None."""
    with store.reading() as connection:
        row = connection.execute(select(account).where(account.c.id == account_id)).first()
        return _person(connection, row) if row else None


def by_name(store: Store, name: str) -> Person | None:
    """Return an account by its name as somebody writes it, or None."""
    with store.reading() as connection:
        row = connection.execute(select(account).where(account.c.name == folded(name))).first()
        return _person(connection, row) if row else None


def need_no_password(store: Store, at: float, person: Person) -> None:
    """Let an account that another program signs in go on without choosing a password; the one given serves no more."""
    secret = passwords.hashed(secrets.token_urlsafe(32))
    with store.writing() as connection:
        changed = {"secret": secret, "must_change": False, "changed_at": at}
        connection.execute(update(account).where(account.c.id == person.id).values(changed))
        trail.write(store, connection, at, person.shown, "password_reset", name=person.name, why="proxy")


def everyone(store: Store) -> list[Person]:
    """Return all accounts, the disabled too, by name."""
    with store.reading() as connection:
        rows = connection.execute(select(account).order_by(account.c.name)).all()
        return [_person(connection, row) for row in rows]


def any_account(store: Store) -> bool:
    """Tell whether somebody could sign in: else the first is made with the set-up code."""
    with store.reading() as connection:
        return bool(connection.execute(select(func.count()).select_from(account)).scalar_one())


def named(connection: Connection, name: str) -> Any:
    row = connection.execute(select(account).where(account.c.name == folded(name))).first()
    if row is None:
        raise AccountFault("no_such_account", name=name)
    return row


def _checked_name(name: str) -> str:
    known = folded(name)
    if not 2 <= len(known) <= LONGEST_NAME or not all(sign.isalnum() or sign in "._-@" for sign in known):
        raise AccountFault("account_name", longest=LONGEST_NAME)
    return known


def _insert(
    connection: Connection, at: float, by: str, name: str, shown: str, secret: str, *, must_change: bool
) -> int:
    known = _checked_name(name)
    if connection.execute(select(account.c.id).where(account.c.name == known)).first():
        raise AccountFault("account_exists", name=name)
    made = connection.execute(
        insert(account).values(
            name=known,
            shown=(shown.strip() or name.strip())[:LONGEST_NAME],
            secret=secret,
            disabled=False,
            must_change=must_change,
            changed_at=at,
            made_at=at,
            made_by=by,
        )
    )
    key = made.inserted_primary_key
    assert key is not None
    return int(key[0])


def add(store: Store, at: float, by: str, name: str, shown: str, grant: Grant) -> str:
    """Make an account and return its first password, to be changed at the first sign-in. Raises AccountFault."""
    _check(grant)
    password = first_password()
    secret = passwords.hashed(password)
    with store.writing() as connection:
        made = _insert(connection, at, by, name, shown, secret, must_change=True)
        _give(connection, at, by, made, grant)
        trail.write(store, connection, at, by, "account_added", name=folded(name), grant=grant.told())
    return password


def first_password() -> str:
    """Return a password of 20 random signs in groups of five: read from a screen, typed once."""
    signs = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    groups = ["".join(secrets.choice(signs) for _ in range(5)) for _ in range(4)]
    # Three kinds of signs whatever the dice say.
    return "-".join([*groups[:3], groups[3][:3] + "7K"])


def _check(grant: Grant) -> None:
    if grant.role not in ROLES:
        raise AccountFault("no_such_role", role=grant.role, roles=tuple(ROLES))
    if any(not (code.isascii() and code.isalnum()) for code in (*grant.counties, *grant.townships)):
        raise AccountFault("grant_places")
    if ROLES[grant.role].one_township and not grant.townships:
        raise AccountFault("grant_needs_township", role=grant.role)


def _give(connection: Connection, at: float, by: str, account_id: int, grant: Grant) -> None:
    connection.execute(
        insert(account_grant).values(
            account_id=account_id,
            role=grant.role,
            counties=" ".join(grant.counties),
            townships=" ".join(grant.townships),
            given_at=at,
            given_by=by,
        )
    )


def give(store: Store, at: float, by: str, name: str, grant: Grant, *, instead: bool = False) -> None:
    """Give an account a grant; instead: all it had end. Raises AccountFault: administering and auditing exclude."""
    _check(grant)
    with store.writing() as connection:
        row = named(connection, name)
        if instead:
            _end(connection, at, by, row.id)
        held = {have.role for have in _grants(connection, row.id)} | {grant.role}
        if {"administrator", "auditor"} <= held:
            raise AccountFault("grants_exclude")
        _give(connection, at, by, row.id, grant)
        trail.write(store, connection, at, by, "grant_given", name=row.name, grant=grant.told(), instead=instead)


def _end(connection: Connection, at: float, by: str, account_id: int) -> int:
    now = account_grant.c.account_id == account_id, account_grant.c.ended_at.is_(None)
    return connection.execute(update(account_grant).where(*now).values(ended_at=at, ended_by=by)).rowcount


def end_grants(store: Store, at: float, by: str, name: str) -> int:
    """End all that an account was given; return how many there were."""
    with store.writing() as connection:
        row = named(connection, name)
        _keep_an_administrator(connection, row.id)
        ended = _end(connection, at, by, row.id)
        trail.write(store, connection, at, by, "grants_ended", name=row.name, ended=ended)
    return ended


def _keep_an_administrator(connection: Connection, but: int) -> None:
    """Raise AccountFault where nobody but this account administers: the door would be locked from outside."""
    others = (
        select(func.count())
        .select_from(account_grant.join(account))
        .where(
            account_grant.c.role == "administrator",
            account_grant.c.ended_at.is_(None),
            account.c.disabled.is_(False),
            account.c.id != but,
        )
    )
    mine = (account_grant.c.account_id == but) & (account_grant.c.role == "administrator")
    held = select(account_grant.c.id).where(mine, account_grant.c.ended_at.is_(None))
    if connection.execute(held).first() and not connection.execute(others).scalar_one():
        raise AccountFault("last_administrator")


def disable(store: Store, at: float, by: str, name: str, *, disabled: bool = True) -> None:
    """Shut an account out at its next click, or let it in again; what it did stays."""
    with store.writing() as connection:
        row = named(connection, name)
        if disabled:
            _keep_an_administrator(connection, row.id)
            connection.execute(delete(visit).where(visit.c.account_id == row.id))
        connection.execute(update(account).where(account.c.id == row.id).values(disabled=disabled))
        trail.write(store, connection, at, by, "account_disabled" if disabled else "account_enabled", name=row.name)


def reset(store: Store, at: float, by: str, name: str) -> str:
    """Give an account a new first password, end its sessions and its one-time codes; return the password."""
    password = first_password()
    secret = passwords.hashed(password)
    with store.writing() as connection:
        row = named(connection, name)
        _keep(connection, row.id, row.secret, row.changed_at)
        changed = {"secret": secret, "must_change": True, "changed_at": at, "totp": None, "totp_step": None}
        connection.execute(update(account).where(account.c.id == row.id).values(changed))
        connection.execute(delete(visit).where(visit.c.account_id == row.id))
        trail.write(store, connection, at, by, "password_reset", name=row.name)
    return password


def _keep(connection: Connection, account_id: int, secret: str, set_at: float) -> None:
    connection.execute(insert(former_secret).values(account_id=account_id, secret=secret, set_at=set_at))


def change_password(store: Store, at: float, person: Person, old: str, new: str, *, keep: str = "") -> None:
    """Set a password of one's own; other sessions end. Raises AccountFault.

    keep : digest of the session that goes on.
    """
    with store.reading() as connection:
        row = named(connection, person.name)
        asked = select(former_secret.c.secret).where(former_secret.c.account_id == row.id)
        former = connection.execute(asked.order_by(former_secret.c.id.desc()).limit(passwords.REMEMBERED - 1))
        known = [row.secret, *former.scalars()]
    if not passwords.fits(row.secret, old):
        raise AccountFault("password_wrong")
    passwords.accept(new, row.name, known)
    secret = passwords.hashed(new)
    with store.writing() as connection:
        _keep(connection, row.id, row.secret, row.changed_at)
        changed = {"secret": secret, "must_change": False, "changed_at": at}
        connection.execute(update(account).where(account.c.id == row.id).values(changed))
        connection.execute(delete(visit).where(visit.c.account_id == row.id, visit.c.digest != keep))
        trail.write(store, connection, at, person.shown, "password_changed", name=row.name)


def new_setup_code(store: Store, at: float) -> str:
    """Return the code with which the first administrator is made; a code made before no longer serves."""
    code = "-".join(secrets.token_hex(3).upper() for _ in range(3))
    with store.writing() as connection:
        connection.execute(delete(setup))
        connection.execute(insert(setup).values(digest=digest(code), made_at=at))
        trail.write(store, connection, at, "console", "setup_code_made")
    return code


def set_up(store: Store, at: float, code: str, name: str, password: str, *, address: str = "") -> None:
    """Make the first administrator with the set-up code. Raises AccountFault; the code serves once."""
    passwords.accept(password, folded(name))
    secret = passwords.hashed(password)
    with store.writing() as connection:
        known = connection.execute(select(setup).where(setup.c.digest == digest(code.strip().upper()))).first()
        anyone = connection.execute(select(func.count()).select_from(account)).scalar_one()
        if known is None or anyone or at - known.made_at > CODE_LASTS_S:
            raise AccountFault("setup_code")
        made = _insert(connection, at, "setup", name, name, secret, must_change=False)
        _give(connection, at, "setup", made, Grant("administrator"))
        connection.execute(delete(setup))
        trail.write(store, connection, at, folded(name), "set_up", address=address)


def granted(store: Store, name: str) -> Sequence[Grant]:
    """Return the grants in force of an account. Raises AccountFault for one that is not there."""
    with store.reading() as connection:
        return _grants(connection, named(connection, name).id)
