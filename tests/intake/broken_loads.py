"""Broken files loaded into a warehouse, each in a transaction that is thrown away: what is said of them stands there.

A file that is read at all enters as it was read, every figure once and nothing beside it; its rows are accounted for.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import Connection, func, select

from data_access import schema
from data_access.engine import open_engine, opened
from data_access.loads import enter
from data_access.parcels import Parcel
from intake.enter import completed, parcel_of
from intake.faults import IntakeFault
from intake.institutions import institutions_of, load_institutions
from intake.match import register_of
from intake.reading.open import book_of
from intake.start import start
from tests.intake.files_of_offices import COUNTY, INSTITUTIONS, TOWNSHIPS, read, xlsx
from tests.intake.grid import broken
from tests.intake.test_own_warehouse import LIST_HEAD

KINDS = {"county_hospital": "综合医院", "township_centre": "乡镇卫生院"}


def begun(url: str) -> None:
    """Make the warehouse of the small county that broken files speak of."""
    start(url, COUNTY, since=202301, who="张")
    towns = dict(TOWNSHIPS)
    rows = [[code, name, towns[town], KINDS[level], 109.7, 24.4] for code, name, town, level in INSTITUTIONS]
    book = book_of(xlsx({"Sheet1": [LIST_HEAD, *rows]}), "机构名册.xlsx")
    with opened(url) as engine:
        found = institutions_of(book, register_of(engine, COUNTY), 202301)
    load_institutions(url, book, found, COUNTY, who="张")


def loaded(count: int, seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Load broken files; count those refused, entered, without a figure, and what is wrong with them."""
    url = f"duckdb:///{folder / 'own.duckdb'}"
    begun(url)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    engine = open_engine(url, read_only=False)
    with engine.connect() as connection:
        for number, (name, content) in enumerate(broken(count, seed)):
            counts["files"] += 1
            try:
                found = read(content, name)
            except IntakeFault:
                counts["refused"] += 1
                continue
            if found.rows_in != found.rows_accepted + found.rows_set_aside + found.rows_not_data:
                wrong.append(f"{number}: rows")
            parcel = parcel_of(found, COUNTY)
            if not parcel.figures:
                counts["nothing"] += 1
                continue
            with connection.begin() as transaction:
                entered = enter(connection, parcel, completed, who="张")
                counts["entered"] += bool(entered.load_id)
                counts["figures"] += len(found.values)
                wrong += [f"{number}: {fault}" for fault in faults(connection, parcel, len(found.values))]
                transaction.rollback()
            counts["left_behind"] += sum(rows_there(connection).values())
            connection.rollback()
    engine.dispose()
    return counts, wrong


def faults(connection: Connection, parcel: Parcel, figures: int) -> list[str]:
    """Return where the warehouse says something else than the parcel that has entered it."""
    said = there = 0
    found = []
    for each in parcel.figures:
        table = schema.metadata.tables[each.table]
        keys = [name for name in schema.LOAD_KEYS[each.table]]
        rows = connection.execute(select(table)).mappings().all()
        standing = {tuple(str(row[name]) for name in keys): row for row in rows}
        if len(standing) < len(rows):
            found.append(f"{each.table}: a row stands twice")
        for row in each.rows.to_dict("records"):
            own = standing.get(tuple(str(row[name]) for name in keys))
            for column in each.columns:
                if row[column] == row[column]:  # not NaN: the file says it
                    said += 1
                    if own is None or own[column] is None or abs(own[column] - row[column]) > 1e-9 * abs(row[column]):
                        found.append(f"{each.table}.{column}: {row[column]} is not there")
        there += sum(row[column] is not None for row in rows for column in each.columns)
    if not said == there == figures:
        found.append(f"{figures} figures read, {said} in the parcel, {there} in the warehouse")
    return found


def rows_there(connection: Connection) -> dict[str, int]:
    """Return how many rows of files each table holds."""
    tables = [schema.metadata.tables[name] for name in schema.LOAD_KEYS]
    counts = {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
    files = select(func.count()).where(schema.load.c.sequence.is_not(None))
    return counts | {"load": connection.execute(files).scalar_one()}
