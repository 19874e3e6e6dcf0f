"""The only code that knows which warehouse this is. `Warehouse` is what a program outside the house opens.

The rest is reached by module: schema, read, changes, build and, an engine a file, warehouses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data_access.engine import Warehouse

__all__ = ["Warehouse"]


def __getattr__(name: str) -> object:
    """Return `Warehouse` where it is first asked for: whoever needs only the tables loads no engine."""
    if name == "Warehouse":
        from data_access.engine import Warehouse

        return Warehouse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
