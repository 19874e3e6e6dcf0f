"""What the warehouse holds for the months before a file's: cumulative figures are differenced against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from intake.origin import forms_in_force
from intake.rows import Value

SPARSE: Final = frozenset({"death_month"})
"""Tables with a row only where something happened: in a month of which the county has rows, no row is none."""


class Stored(Protocol):
    """Figures that are there already."""

    def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
        """Return the figures of the same place and column in those months that are there: YYYYMM → figure."""
        ...

    def forms(self, values: Sequence[Value]) -> Mapping[tuple[object, ...], str]:
        """Return from which form the figures stand that are there in the place of these: key → code of the form.

        None, where nobody keeps it.
        """
        return {}


class Nothing:
    """A warehouse without figures: a county's first file."""

    def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
        """Return nothing."""
        return {}

    def forms(self, values: Sequence[Value]) -> Mapping[tuple[object, ...], str]:
        """Return nothing."""
        return {}


class Warehoused:
    """The figures of a county's warehouse, read once a table and year."""

    def __init__(self, engine: Engine, county: str) -> None:
        self._engine = engine
        self._county = county
        self._kept: dict[tuple[str, int], pd.DataFrame] = {}
        self._by_place: dict[tuple[str, int], dict[str, list[dict[str, Any]]]] = {}

    def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
        """Return the figures of the same place and column in those months that are there; unreported ones are not.

        Raises WarehouseError.
        """
        found: dict[int, float] = {}
        wanted = frozenset(months)
        years = sorted({month // 100 for month in wanted})
        self._read(like.table, years)
        for year in years:
            rows = self._year(like.table, year)
            if like.column not in rows.columns:
                continue
            own = [
                row
                for row in self._rows(like.table, year).get(like.institution or like.township, ())
                if row["month"] in wanted and all(row[name] == said for name, said in like.where)
            ]
            if like.table in SPARSE:
                silent = set(rows["month"]) & wanted - {row["month"] for row in own}
                found.update({int(month): 0.0 for month in silent})
            for row in own:
                value = row[like.column]
                if value is not None and value == value:  # NaN: unknown
                    found[int(row["month"])] = float(value)
        return found

    def forms(self, values: Sequence[Value]) -> Mapping[tuple[object, ...], str]:
        """Return from which form the figures stand that are there in the place of these: key → code of the form.

        Of the loads that one after the other left the same figure, the first brought it. What no form brought has none.
        Raises WarehouseError.
        """
        return forms_in_force(self._engine, self._county, values)

    def _rows(self, table_name: str, year: int) -> dict[str, list[dict[str, Any]]]:
        """Return a table's rows of a year by institution and by township: a file asks for each of its places."""
        key = (table_name, year)
        if key not in self._by_place:
            by_place: dict[str, list[dict[str, Any]]] = {}
            for row in self._year(table_name, year).to_dict("records"):
                for name in ("institution_code", "township_code"):
                    if name in row:
                        by_place.setdefault(str(row[name]), []).append({str(column): row[column] for column in row})
            self._by_place[key] = by_place
        return self._by_place[key]

    def _year(self, table_name: str, year: int) -> pd.DataFrame:
        return self._kept[table_name, year]

    def _read(self, table_name: str, years: Sequence[int]) -> None:
        """Read a table's rows of the years that were not asked for before, all at once."""
        lacking = [year for year in years if (table_name, year) not in self._kept]
        if not lacking:
            return
        if table_name not in schema.metadata.tables:
            rows = pd.DataFrame(columns=["month"])  # a form whose figures have no table yet
        else:
            table = schema.metadata.tables[table_name]
            first, last = lacking[0] * 100 + 1, lacking[-1] * 100 + 12
            statement = select(table).where(
                table.c.county_code == self._county, table.c.month >= first, table.c.month <= last
            )
            if "reported" in table.c:
                statement = statement.where(table.c.reported)
            rows = read.frame(self._engine, statement)
        of_year = rows["month"] // 100
        for year in lacking:
            self._kept[table_name, year] = rows[of_year == year]


class WithFiles:
    """A warehouse, and above it the figures of files that will enter before the one that is read."""

    def __init__(
        self,
        stored: Stored,
        values: Iterable[Value],
        forms: Mapping[tuple[object, ...], str] | None = None,
        *,
        stored_stands: bool = False,
    ) -> None:
        """forms: of the files' figures, by key; stored_stands: the files only fill what the warehouse does not know."""
        self._stored = stored
        self._forms = forms or {}
        self._by_key = {value.key: value.value for value in values}
        self._stored_stands = stored_stands

    def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
        """Return the figures of the same place and column in those months that are there. Raises WarehouseError."""
        there = self._stored.months(like, months)
        keys = {month: replace(like, month=month).key for month in months}
        given = {month: self._by_key[key] for month, key in keys.items() if key in self._by_key}
        return {**given, **there} if self._stored_stands else {**there, **given}

    def forms(self, values: Sequence[Value]) -> Mapping[tuple[object, ...], str]:
        """Return from which form the figures stand that are there in the place of these. Raises WarehouseError."""
        there = self._stored.forms(values)
        given = {value.key: self._forms[value.key] for value in values if value.key in self._forms}
        return {**given, **there} if self._stored_stands else {**there, **given}
