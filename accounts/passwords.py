"""Passwords: what is accepted, how it is kept. Argon2id with the library's parameters (RFC 9106, low memory)."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.faults import AccountFault

SHORTEST: Final = 10
LONGEST: Final = 128
KINDS: Final = 3
"""Of small letters, capitals, digits and other signs: GB/T 22239-2019 asks for passwords that are hard to guess."""
REMEMBERED: Final = 5
AT_ONCE: Final = 2
"""A check takes 64 MiB: so many at once, the others wait. A flood of guesses cannot take the machine's memory."""

_HASHER: Final = PasswordHasher()
_TURN: Final = threading.BoundedSemaphore(AT_ONCE)
_NOBODY: Final = _HASHER.hash("no account has this password")


def plain(password: str) -> str:
    """Return a password in one form, however a keyboard made its letters."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _TURN:
        return _HASHER.hash(plain(password))


def fits(secret: str | None, password: str) -> bool:
    """Tell whether a password is the one kept; for no account it takes as long, so that time tells nothing."""
    if len(password) > LONGEST:
        return False
    with _TURN:
        try:
            _HASHER.verify(secret or _NOBODY, plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return secret is not None


def _other(sign: str) -> bool:
    return not sign.isascii() or not sign.isalnum()


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, _other)
    return sum(any(test(sign) for sign in password) for test in tests)


def accept(password: str, name: str, former: Iterable[str] = ()) -> None:
    """Raise AccountFault for a password that is too short or long, too plain, holds the name, or was used before.

    former : the hashes of the last passwords.
    """
    known = plain(password)
    if not SHORTEST <= len(known) <= LONGEST:
        raise AccountFault("password_length", shortest=SHORTEST, longest=LONGEST)
    if _kinds(known) < KINDS or len(set(known)) < SHORTEST // 2:
        raise AccountFault("password_plain", kinds=KINDS)
    if name and name.lower() in known.lower():
        raise AccountFault("password_holds_name")
    if any(fits(secret, known) for secret in former):
        raise AccountFault("password_used", remembered=REMEMBERED)
