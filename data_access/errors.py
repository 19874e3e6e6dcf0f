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


class StatementTooLong(WarehouseError):
    """The server ended a statement that took longer than is allowed."""

    def __init__(self) -> None:
        super().__init__("statement_too_long")


class ChangeCollides(WarehouseError):
    """A key of the tables refuses a row: the same is there already, perhaps since a moment ago."""

    def __init__(self) -> None:
        super().__init__("change_collides")


class RightMissing(WarehouseError):
    """Whoever the product runs as, at the server or at the file, may not do this; waiting would not help."""

    def __init__(self, where: str) -> None:
        super().__init__("right_missing", where=where)


class LoginRefused(WarehouseError):
    """The server answers and does not let this account in."""

    def __init__(self, where: str) -> None:
        super().__init__("login_refused", where=where)


class DatabaseMissing(WarehouseMissing):
    """The server answers and has no database of this name."""

    def __init__(self, where: str) -> None:
        WarehouseError.__init__(self, "database_missing", where=where)


class DriverMissing(WarehouseError):
    """WAREHOUSE_URL asks for a driver that is not installed."""

    def __init__(self, found: str) -> None:
        super().__init__("driver_missing", found=found[:40])


class InTheWay(WarehouseError):
    """Something stands where the sample should be written that nobody could make again; nothing was touched.

    code: real_data_there | unknown_data_there | changes_there.
    """


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
