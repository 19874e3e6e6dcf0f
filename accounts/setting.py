"""Whether accounts are in force: where others can reach the server they must be."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from typing import Final

from accounts.store import SETTING, Store, open_store, place

OFF: Final = "off"


def in_force() -> bool:
    """Tell whether readers sign in: YILAN_ACCOUNTS names a file, or the usual file is there; not where it says off."""
    said = os.environ.get(SETTING, "").strip()
    return said != OFF and (bool(said) or place().exists())


def store_in_force() -> Store | None:
    """Return the accounts where they are in force, else None: a demonstration on one machine."""
    return open_store() if in_force() else None


def beyond_this_machine(listening: str | None, names: Iterable[str]) -> str:
    """Return the address or name by which others reach the server, '' where only this machine does.

    listening : the address listened on; None or '' is every address. names: those readers type.
    """
    if not _is_here(listening or "0.0.0.0"):
        return listening or "0.0.0.0"
    return next((name for name in sorted(names) if name and not _is_here(name)), "")


def _is_here(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
