"""The one MetaData, and the columns that every fact carries."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

SINCE_0009 = {"since": "0009"}
"""Mark of a column that a later revision added to a table with a history: there it stands behind `superseded`."""


def county_code() -> Column[str]:
    """Return the county column: 6-digit code of the National Bureau of Statistics, as text."""
    return Column("county_code", String(6), nullable=False)


def township_code(*, nullable: bool = False) -> Column[str]:
    """Return the township column: 9-digit code, as text, in the edition of the row's month."""
    return Column("township_code", String(9), nullable=nullable)


def month() -> Column[int]:
    """Return the month column: year × 100 + month, e.g. 201706.

    An integer and not a date, because a bound parameter inside GROUP BY date_trunc(…) is two different
    parameters to DuckDB and PostgreSQL; and sorted storage by county and month keeps scans short.
    """
    return Column("month", Integer, nullable=False)


def provenance() -> list[Column[str]]:
    """Return `basis` (reported | published | synthetic) and `load_id`: where a row comes from."""
    return [
        Column("basis", String(10), nullable=False),
        Column("load_id", String(32), ForeignKey("load.load_id"), nullable=False),
    ]


def entered() -> Column[int]:
    """Return `entered`: the sequence of the load that put the row in; empty for what was built at once."""
    return Column("entered", Integer)
