"""What can be wrong with the warehouse; `words.faults` says it."""

from __future__ import annotations

from collections.abc import Sequence

from words.faults import Fault


class WarehouseError(Fault, RuntimeError):
    """The warehouse cannot answer."""


class WarehouseMissing(WarehouseError):
    """There is no warehouse at the address."""

    def __init__(self, where: str) -> None:
        super().__init__("warehouse_missing", where=where)


class WarehouseLocked(WarehouseError):
    """Another process holds the DuckDB file for writing."""

    def __init__(self) -> None:
        super().__init__("warehouse_locked")


class WarehouseUnreadable(WarehouseError):
    """The file at the address is no warehouse, or damaged."""

    def __init__(self, where: str) -> None:
        super().__init__("warehouse_unreadable", where=where)


class WarehouseDown(WarehouseError):
    """The database server does not answer."""

    def __init__(self) -> None:
        super().__init__("warehouse_down")


class StatementRefused(WarehouseError):
    """The warehouse answers, and does not take the statement: a column, a function, a right is missing."""

    def __init__(self) -> None:
        super().__init__("statement_refused")


class SchemaOlder(WarehouseError):
    """The warehouse was made by an older version of the product, or bears no version ('')."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__("schema_older" if found else "schema_unknown", found=found, expected=expected)


class SchemaNewer(WarehouseError):
    """The warehouse was made by a newer version of the product."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__("schema_newer", found=found, expected=expected)


class WarehouseEmpty(WarehouseError):
    """The warehouse has tables but no loaded data."""

    def __init__(self) -> None:
        super().__init__("warehouse_empty")


class UnreadableAddress(WarehouseError):
    """WAREHOUSE_URL is no address."""

    def __init__(self) -> None:
        # The address is not repeated: it may hold a password.
        super().__init__("address_unreadable")


class UnknownEngine(WarehouseError):
    """WAREHOUSE_URL names an engine that the product does not know."""

    def __init__(self, found: str, known: Sequence[str]) -> None:
        super().__init__("engine_unknown", found=found[:20], known=tuple(known))


class DiskFull(WarehouseError, OSError):
    """Not enough room to write the warehouse; nothing was changed."""
