"""What a form asks for and the warehouse holds: places as rows, fields as columns, and what is missing by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from data_access.due import DUE
from intake.assemble import BY_TOWNSHIP
from intake.forms import Field, Form
from intake.match import Register
from intake.match.register import Place
from metrics.period import add_months

YEAR: Final = 12


@dataclass(frozen=True)
class FormRows:
    """A form's rows for a period that ends in `month`.

    figures : (place's code, field's code) → figure in 元, persons or events; what is unknown is not in it.
    silent  : codes of places that have not reported.
    """

    form: Form
    county_name: str
    month: int
    places: tuple[Place, ...]
    township_names: Mapping[str, str]
    figures: Mapping[tuple[str, str], float] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()

    @property
    def by_township(self) -> bool:
        """Whether a row is a township."""
        return self.form.table in BY_TOWNSHIP


def places_of(form: Form, register: Register, month: int) -> tuple[Place, ...]:
    """Return the rows of a form in a month: townships, or the institutions that report themselves."""
    if form.table in BY_TOWNSHIP:
        found = [place for place in register.places if place.kind == "township" and place.is_there(month)]
    else:
        found = [place for place in register.places if place.level in DUE and place.is_there(month)]
    return tuple(
        sorted(found, key=lambda place: (place.township, DUE.index(place.level) if place.level else 0, place.code))
    )


def form_rows(engine: Engine, form: Form, register: Register, month: int, *, filled: bool) -> FormRows:
    """Return a form's rows, with the warehouse's figures where `filled`. Raises WarehouseError.

    month : the last of the form's months, YYYYMM. A yearly flow is the sum of twelve months, all of them known.
    """
    places = places_of(form, register, month)
    towns = {place.code: place.name for place in register.places if place.kind == "township"}
    rows = FormRows(form, register.county_name, month, places, towns)
    if not filled:
        return rows
    table_name = form.table if form.table in schema.metadata.tables else form.table.replace("_year", "_month")
    if table_name not in schema.metadata.tables:
        return FormRows(form, register.county_name, month, places, towns, {}, frozenset(p.code for p in places))
    facts = _facts(engine, table_name, register.county, month, form.months)
    place_column = "township_code" if rows.by_township else "institution_code"
    figures: dict[tuple[str, str], float] = {}
    for place in places:
        own = facts[facts[place_column].astype(str) == place.code]
        for candidate in form.fields:
            value = _figure(own, candidate, month, form.months, is_monthly=table_name.endswith("_month"))
            if value is not None:
                figures[place.code, candidate.code] = value
    there = set(facts.loc[facts["month"] == month, place_column].astype(str))
    silent = frozenset(place.code for place in places if place.code not in there)
    return FormRows(form, register.county_name, month, places, towns, figures, silent)


def last_period(form: Form, month: int) -> int:
    """Return the last month of the period before: a month, a quarter or a year earlier."""
    return add_months(month, -form.months)


def _facts(engine: Engine, name: str, county: str, month: int, months: int) -> pd.DataFrame:
    table = schema.metadata.tables[name]
    statement = select(table).where(
        table.c.county_code == county, table.c.month > add_months(month, -months), table.c.month <= month
    )
    if "reported" in table.c:
        statement = statement.where(table.c.reported)
    return read.frame(engine, statement)


def _figure(own: pd.DataFrame, candidate: Field, month: int, months: int, *, is_monthly: bool) -> float | None:
    """Return a place's figure of a field; None where the warehouse does not know it."""
    if candidate.kind == "check" or candidate.column not in own.columns:
        return None
    for name, value in candidate.where:
        own = own[own[name] == value]
    if candidate.kind == "stock" or months == 1 or not is_monthly:
        known = own.loc[own["month"] == month, candidate.column].dropna()
        return float(known.iloc[0]) if len(known) else None
    known = own[candidate.column].dropna()
    return float(known.sum()) if own.loc[known.index, "month"].nunique() == months else None
