"""What a file says → the parcel that enters: figures side by side in the rows of their table."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import pandas as pd
from sqlalchemy import Connection

from data_access import schema
from data_access.due import silent, states
from data_access.parcels import Aside, Figures, Mode, Parcel
from data_access.schema import LOAD_KEYS
from intake.rows import FileRead, Value

VISIT_ID_LENGTH: Final = 38
EVERYBODY: Final = "all"  # the population group that is no key group
WITH_STATE: Final = ("institution_month", "institution_year", "staff_month")
"""Tables whose rows say what the institution was in that month."""


def parcel_of(read: FileRead, county: str, mode: Mode = "newest") -> Parcel:
    """Return a file's figures as rows of their tables: a row a key, a column a figure, NaN where it says nothing."""
    by_table: dict[str, list[Value]] = {}
    for value in read.values:
        by_table.setdefault(value.table, []).append(value)
    figures = tuple(_figures(table, values) for table, values in sorted(by_table.items()))
    aside = tuple(Aside(note.sheet, note.cell, note.read, note.code, note.fields) for note in read.set_aside)
    forms = sorted({sheet.form for sheet in read.sheets})
    editions = sorted({sheet.edition for sheet in read.sheets})
    months = tuple(sorted({month for sheet in read.sheets for month in sheet.months})) if read.entries else ()
    accepted = tuple(checked.problem.key for checked in read.problems if checked.state == "accepted")
    return Parcel(
        county,
        read.file,
        read.sha256,
        ",".join(forms)[:40],
        ",".join(editions)[:20],
        figures,
        aside,
        mode,
        read.entries,
        months,
        accepted,
    )


def _figures(table: str, values: Sequence[Value]) -> Figures:
    cells = pd.DataFrame(
        [
            {
                "county_code": value.county,
                "township_code": value.township,
                "institution_code": value.institution,
                "month": value.month,
                **dict(value.where),
                "column": value.column,
                "value": value.value,
            }
            for value in values
        ]
    )
    if "visit_date" in cells:
        cells["visit_date"] = [dt.date.fromisoformat(str(day)) for day in cells["visit_date"]]
    keys = list(LOAD_KEYS[table])
    columns = tuple(sorted(set(cells["column"])))
    wide = cells.pivot(index=keys, columns="column", values="value").reset_index()
    wide.columns.name = None
    if "township_code" not in keys:
        places = cells.drop_duplicates(keys)[[*keys, "township_code"]]
        wide = wide.merge(places, on=keys, validate="one_to_one")
    return Figures(table, wide, columns)


def completed(connection: Connection, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that are new to a table with what no file says: an institution's level and community, key groups.

    The state of an institution is that of its last month before, else that of the register. A month of which any
    institution has reported gets a row of each other one that is due to: not reported, which is no 0.
    """
    if rows.empty:
        return rows
    if table == "contract_month":
        return rows.assign(is_key_group=rows["population_group"] != EVERYBODY)
    if table == "visit":
        # What a sheet of marks does not say of a visit stays empty.
        return rows.assign(visit_id=[_visit_id(row) for row in rows.to_dict("records")], stands_in=False)
    if table not in WITH_STATE:
        return rows
    keys = [(str(code), int(month)) for code, month in rows[["institution_code", "month"]].itertuples(index=False)]
    known = pd.DataFrame(states(connection, keys), index=rows.index)
    wanted = [name for name in known.columns if name in schema.metadata.tables[table].c]
    told = rows.assign(**{name: known[name] for name in wanted})
    if table != "institution_month":
        return told
    county, months = str(rows["county_code"].iloc[0]), {month for _, month in keys}
    return pd.concat([told, silent(connection, county, months, keys)], ignore_index=True)


def _visit_id(row: Mapping[Hashable, object]) -> str:
    """Return the id of a visit that a sheet names: one expert, one place, one day is one visit."""
    said = "|".join(str(row[name]) for name in LOAD_KEYS["visit"])
    return f"m{hashlib.sha256(said.encode()).hexdigest()[:VISIT_ID_LENGTH]}"
