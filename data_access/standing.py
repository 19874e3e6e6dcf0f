"""What stands at an address where something is to be written: nothing, the sample, or what nobody can make again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import URL, Connection, exists, func, inspect, literal, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import schema
from data_access.backend import backend_of
from data_access.engine import describe_failure, open_engine
from data_access.errors import InTheWay, WarehouseMissing

# Tables that only people's work fills; the sample has no row in them.
BY_PEOPLE = ("audit", "roster", "snapshot", "limit_decision", "set_aside", "intake_answer", "quality_decision")


@dataclass(frozen=True)
class Standing:
    """What was found. All False and 0: no tables, or none with a row.

    unknown : rows, and nothing that says whose: no data version, or tables that the product does not know
    real    : a data version that is not the sample's
    """

    unknown: bool = False
    real: bool = False
    versions: int = 0
    changes: int = 0
    rosters: int = 0
    others: int = 0

    @property
    def is_changed(self) -> bool:
        """Return whether people have worked in this sample."""
        return self.versions > 1 or self.changes + self.rosters + self.others > 0


def refuse_to_erase(url: URL, *, discard_changes: bool = False) -> None:
    """Raise InTheWay unless what stands at the address is nothing, or the sample as it was built.

    discard_changes : a sample in which people have worked may go as well.
    Raises WarehouseError where it cannot be found out: a file that does not open may be the county's, damaged.
    """
    found = standing(url)
    where = backend_of(url).shown(url)
    if found.real:
        raise InTheWay("real_data_there", where=where)
    if found.unknown:
        raise InTheWay("unknown_data_there", where=where)
    if found.is_changed and not discard_changes:
        raise InTheWay(
            "changes_there", where=where, versions=found.versions, changes=found.changes, rosters=found.rosters
        )


def standing(url: URL) -> Standing:
    """Return what stands at the address. Raises WarehouseError, but not for a warehouse that is not there."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return _found(connection, whole=backend_of(url).folder(url) is not None)
    except SQLAlchemyError as error:
        fault = describe_failure(error, url)
        # A server that lacks the database cannot be written either.
        if isinstance(fault, WarehouseMissing) and backend_of(url).folder(url) is not None:
            return Standing()
        raise fault from error
    finally:
        engine.dispose()


def _found(connection: Connection, *, whole: bool) -> Standing:
    """whole : everything at the address would go, tables of other programs too."""
    there = set(inspect(connection).get_table_names()) - {"alembic_version"}
    ours = there & set(schema.metadata.tables)
    if whole and there - ours:
        return Standing(unknown=True)
    if not any(_has_rows(connection, name) for name in sorted(ours)):
        return Standing()
    rows = {name: _rows(connection, name) if name in ours else 0 for name in ("data_version", *BY_PEOPLE)}
    if not rows["data_version"]:
        return Standing(unknown=True)
    version = schema.data_version
    return Standing(
        real=connection.execute(select(exists().where(~version.c.is_sample))).scalar_one(),
        versions=rows["data_version"],
        changes=rows["audit"],
        rosters=rows["roster"],
        others=rows["snapshot"] + rows["limit_decision"],
    )


def _has_rows(connection: Connection, name: str) -> bool:
    # No column is named: the tables may be those of another version of the product.
    return connection.execute(select(literal(1)).select_from(schema.metadata.tables[name]).limit(1)).first() is not None


def _rows(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one())
