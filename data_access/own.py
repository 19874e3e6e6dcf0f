"""Warehouses of counties' own beside the sample: files in one folder, one of which this machine has open.

Where WAREHOUSE_URL is set, it decides and nothing here can change it: on a server of many readers only its
administrator says what is read.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from data_access.errors import WarehouseError

VAR: Final = Path(__file__).resolve().parent.parent / "var"
SAMPLE: Final = ""
"""The name under which what lies at the usual place, the sample, is opened again."""

_NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
_OPEN: Final = "open.txt"


class OwnRefused(WarehouseError):
    """A warehouse of a county's own that cannot be named or opened as asked; nothing was changed."""


def address_in_force() -> str:
    """Return the address of the warehouse: WAREHOUSE_URL, else the own one that was opened, else var/yilan.duckdb."""
    text = os.environ.get("WAREHOUSE_URL", "").strip()
    if text:
        return text
    name = opened_name()
    return address_of(name) if name else _file_address(VAR / "yilan.duckdb")


def is_fixed() -> bool:
    """Say whether WAREHOUSE_URL decides which warehouse is open."""
    return bool(os.environ.get("WAREHOUSE_URL", "").strip())


def folder() -> Path:
    """Return where warehouses of counties' own stand: YILAN_OWN_WAREHOUSES, or own/ in var/."""
    text = os.environ.get("YILAN_OWN_WAREHOUSES", "").strip()
    return Path(text) if text else VAR / "own"


def own_warehouses() -> tuple[str, ...]:
    """Return the names of the warehouses of counties' own that there are."""
    return tuple(sorted(file.stem for file in folder().glob("*.duckdb") if _NAME.fullmatch(file.stem)))


def address_of(name: str) -> str:
    """Return the address of an own warehouse, there or not yet. Raises OwnRefused for what is no name of one."""
    if not _NAME.fullmatch(name):
        raise OwnRefused("own_no_name", name=name[:40])
    return _file_address(folder() / f"{name}.duckdb")


def opened_name() -> str:
    """Return the name of the own warehouse that is open; SAMPLE where none was opened, or it is there no more."""
    try:
        name = (folder() / _OPEN).read_text("utf-8").strip()
    except (OSError, UnicodeError):  # nothing was ever opened
        return SAMPLE
    there = _NAME.fullmatch(name) and (folder() / f"{name}.duckdb").exists()
    return name if there else SAMPLE


def open_own(name: str) -> None:
    """Let every reader of this machine see an own warehouse from now on, or, for SAMPLE, the sample again.

    Raises OwnRefused: WAREHOUSE_URL decides, or there is no such warehouse. Raises OSError where it cannot be noted.
    """
    if is_fixed():
        raise OwnRefused("own_fixed")
    if name != SAMPLE and name not in own_warehouses():
        raise OwnRefused("own_warehouse_unknown", name=name[:40], possible=list(own_warehouses()))
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    beside = place / f"{_OPEN}.{os.getpid()}"
    beside.write_text(name, "utf-8")
    beside.replace(place / _OPEN)  # whole or not at all


def _file_address(file: Path) -> str:
    return URL.create("duckdb", database=str(file.absolute())).render_as_string(hide_password=False)
