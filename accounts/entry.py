"""Signing in: password, one-time code, and the lock after too many wrong guesses."""

from __future__ import annotations

import secrets
from typing import Final

import pyotp
from sqlalchemy import delete, insert, select, update

from accounts import passwords, sessions, trail
from accounts.faults import AccountFault, NotSignedIn
from accounts.people import Person, by_id, digest, folded
from accounts.store import Store, account, failure, recovery

FAILURES: Final = 5
LOCKED_S: Final = 15 * 60.0
RECOVERY_CODES: Final = 8
STEP_S: Final = 30


def locked_until(store: Store, at: float, name: str, address: str) -> float:
    """Return when a name and an address may try again, seconds since 1970; 0 where they may now.

    Counted by the name as typed, whether an account has it or not: the lock tells nothing about who has an account.
    """
    until = 0.0
    with store.reading() as connection:
        for kind, subject in (("name", folded(name)), ("address", address)):
            mine = failure.c.kind == kind, failure.c.subject == subject
            asked = select(failure.c.at).where(*mine).order_by(failure.c.at.desc()).limit(FAILURES)
            newest = list(connection.execute(asked).scalars())
            # None is added while the lock lasts: it ends a quarter of an hour after the failure that closed it.
            if len(newest) == FAILURES and newest[0] - newest[-1] <= LOCKED_S:
                until = max(until, newest[0] + LOCKED_S)
    return until if until > at else 0.0


def _failed(store: Store, at: float, name: str, address: str, why: str) -> NotSignedIn:
    with store.writing() as connection:
        connection.execute(delete(failure).where(failure.c.at < at - 2 * LOCKED_S))
        for kind, subject in (("name", folded(name)[:200]), ("address", address)):
            connection.execute(insert(failure).values(kind=kind, subject=subject, at=at))
        trail.write(store, connection, at, folded(name)[:80], "sign_in_failed", address=address, why=why)
    return NotSignedIn("sign_in_refused")


def sign_in(store: Store, at: float, name: str, password: str, address: str, code: str = "") -> tuple[str, Person]:
    """Return a new session's id and whose it is. Raises NotSignedIn: refused, or locked for a while.

    at : seconds since 1970; code: of the one-time password's app, or a recovery code, where the account asks for one.
    """
    if locked_until(store, at, name, address):
        trail.note(store, at, folded(name)[:80], "sign_in_locked", address=address)
        raise NotSignedIn("sign_in_locked", failures=FAILURES, minutes=round(LOCKED_S / 60))
    with store.reading() as connection:
        row = connection.execute(select(account).where(account.c.name == folded(name))).first()
    right = passwords.fits(row.secret if row else None, password)
    if row is None or not right or row.disabled:
        raise _failed(store, at, name, address, "disabled" if row and right else "password" if row else "name")
    if row.totp and not _code_serves(store, at, row.id, row.totp, row.totp_step, code):
        raise _failed(store, at, name, address, "code")
    with store.writing() as connection:
        connection.execute(delete(failure).where(failure.c.kind == "name", failure.c.subject == row.name))
    person = by_id(store, row.id)
    if person is None:
        raise NotSignedIn("sign_in_refused")
    return sessions.begin(store, at, person, address), person


def _code_serves(store: Store, at: float, account_id: int, secret: str, last: int | None, code: str) -> bool:
    """Tell whether a one-time code is right and new (RFC 6238: one step of tolerance), or a recovery code is unused."""
    typed = code.strip().replace(" ", "")
    step = int(at // STEP_S)
    codes = pyotp.TOTP(secret, interval=STEP_S)
    for tried in (step, step - 1, step + 1):
        if secrets.compare_digest(codes.at(tried * STEP_S), typed) and (last is None or tried > last):
            newer = (account.c.totp_step.is_(None)) | (account.c.totp_step < tried)
            taken = update(account).where(account.c.id == account_id, newer).values(totp_step=tried)
            with store.writing() as connection:
                return bool(connection.execute(taken).rowcount)
    unused = (
        recovery.c.account_id == account_id,
        recovery.c.digest == digest(typed.upper()),
        recovery.c.used_at.is_(None),
    )
    with store.writing() as connection:
        return bool(connection.execute(update(recovery).where(*unused).values(used_at=at)).rowcount)


def new_codes_secret() -> str:
    """Return a secret for an app of one-time codes; it is not in use before `use_codes`."""
    return pyotp.random_base32()


def codes_address(secret: str, name: str) -> str:
    """Return the address that an app reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=name, issuer_name="医览")


def use_codes(store: Store, at: float, person: Person, secret: str, code: str) -> list[str]:
    """Ask for one-time codes from now on; return recovery codes, shown once. Raises AccountFault for a wrong code."""
    if not pyotp.TOTP(secret, interval=STEP_S).verify(code.strip(), for_time=int(at), valid_window=1):
        raise AccountFault("one_time_code_wrong")
    codes = ["-".join(secrets.token_hex(2).upper() for _ in range(3)) for _ in range(RECOVERY_CODES)]
    with store.writing() as connection:
        connection.execute(
            update(account).where(account.c.id == person.id).values(totp=secret, totp_step=int(at // STEP_S))
        )
        connection.execute(delete(recovery).where(recovery.c.account_id == person.id))
        connection.execute(
            insert(recovery), [{"account_id": person.id, "digest": digest(code), "used_at": None} for code in codes]
        )
        trail.write(store, connection, at, person.shown, "codes_begun", name=person.name)
    return codes


def end_codes(store: Store, at: float, person: Person, password: str) -> None:
    """Ask for one-time codes no more. Raises AccountFault for a wrong password."""
    with store.reading() as connection:
        row = connection.execute(select(account).where(account.c.id == person.id)).one()
    if not passwords.fits(row.secret, password):
        raise AccountFault("password_wrong")
    with store.writing() as connection:
        connection.execute(update(account).where(account.c.id == person.id).values(totp=None, totp_step=None))
        connection.execute(delete(recovery).where(recovery.c.account_id == person.id))
        trail.write(store, connection, at, person.shown, "codes_ended", name=person.name)
