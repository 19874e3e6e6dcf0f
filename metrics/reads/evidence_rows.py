"""The statement that reads a mechanism's rows of one table, as a reader may run it."""

from __future__ import annotations

from sqlalchemy import Select, select

from data_access import read, schema


def select_of(table_name: str, county: str, mechanism_id: str) -> Select[tuple[object, ...]]:
    """Return the select of a mechanism's rows. Raises KeyError for an unknown table."""
    table = schema.metadata.tables[table_name]
    statement = select(table).where(table.c.county_code == county)
    return statement.where(table.c.mechanism_id == mechanism_id) if "mechanism_id" in table.c else statement


def statement_of(table_name: str, county: str, mechanism_id: str) -> str:
    """Return the same statement as text, its values filled in."""
    return read.as_text(select_of(table_name, county, mechanism_id))
