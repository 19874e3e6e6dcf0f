"""What can be refused about accounts; `words.faults.accounts` says it."""

from __future__ import annotations

from words.faults import Fault


class AccountFault(Fault, ValueError):
    """A change of accounts, or a word for signing in, that cannot be taken as it is; nothing was changed."""


class NotSignedIn(Fault, PermissionError):
    """Signing in that was refused. One answer for a wrong name, a wrong password and an account that is disabled."""
