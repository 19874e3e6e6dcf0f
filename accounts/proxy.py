"""A proxy on this machine that has signed its readers in: the header in which it names them, believed from it alone."""

from __future__ import annotations

import ipaddress
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accounts.faults import AccountFault
from accounts.store import place

TABLE: Final = "proxy"
SUFFIX: Final = ".toml"


@dataclass(frozen=True)
class Proxy:
    """A proxy. header: its name, in small letters; address: from which it speaks, of this machine."""

    header: str
    address: str


def setting_file() -> Path:
    """Return where the accounts' settings stand: beside their file, var/accounts.toml."""
    return place().with_suffix(SUFFIX)


def proxy_in_force(file: Path | None = None) -> Proxy | None:
    """Return the proxy that the setting file names, None where it names none.

    Raises AccountFault for a file that cannot be read, and for a proxy on another machine: what it says about its
    readers could be said by anybody on the way.
    """
    path = file or setting_file()
    if not path.exists():
        return None
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8")).get(TABLE)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AccountFault("settings_unreadable", file=str(path), reason=str(error)[:120]) from error
    if said is None:
        return None
    header, address = (str(said.get(name, "")).strip() for name in ("header", "address"))
    if not header or not all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in header):
        raise AccountFault("proxy_header", file=str(path), header=header[:40])
    try:
        here = ipaddress.ip_address(address).is_loopback
    except ValueError:
        here = False
    if not here:
        raise AccountFault("proxy_not_here", file=str(path), address=address[:60])
    return Proxy(header.lower(), address)
