"""A mechanism and its rows as a TOML file or a workbook: written, and read back as a parcel."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import tomli_w
from sqlalchemy import Engine, select

from data_access import read, schema
from data_access.changes import ChangeRefused
from data_access.granted import TOWNSHIP, reach_of
from data_access.mechanisms.columns import form_columns, id_column
from data_access.mechanisms.kinds import form_tables
from data_access.mechanisms.parcel import Parcel
from data_access.mechanisms.record import Mechanism, known
from data_access.mechanisms.rows import Values, WrittenRow
from data_access.mechanisms.workbook import CodeList, read_workbook, workbook
from words.mechanism_sheets import RECORD_HEADS, SHEETS

MOST_BYTES: Final = 20 * 1024 * 1024
RECORD: Final = "mechanism"  # the table of a TOML file that holds the mechanism itself


def mechanism_of(engine: Engine, mechanism_id: str) -> Mechanism:
    """Return a mechanism. Raises ChangeRefused for an unknown one."""
    with engine.connect() as connection:
        return known(connection, mechanism_id)


def rows_of(engine: Engine, record: Mechanism) -> dict[str, list[Values]]:
    """Return the mechanism's rows by table, as its forms hold them: the tables of its kinds, and others with rows.

    A reader of some townships gets the rows of these.
    """
    first, reach = form_tables(record.views), reach_of(engine)
    whole = reach.townships_in(record.county) is None
    found: dict[str, list[Values]] = {}
    for name in dict.fromkeys([*first, *SHEETS]):
        table = schema.metadata.tables[name]
        columns = [table.c[column.name] for column in form_columns(name)]
        own = table.c.mechanism_id == record.mechanism_id
        rows = read.rows(engine, select(*columns).where(own).order_by(table.c[id_column(name)]))
        if rows or name in first:
            values = [dict(row._mapping) for row in rows]
            found[name] = [row for row in values if whole or reach.lists(str(row.get(TOWNSHIP) or ""))]
    return found


def as_toml(record: Mechanism, rows: Mapping[str, Iterable[Values]]) -> bytes:
    """Return a mechanism and its rows as TOML; what is empty is left out."""
    own = {name: value for name, value in dataclasses.asdict(record).items() if not _is_empty(value)}
    listed_own = {name: list(value) if isinstance(value, tuple) else value for name, value in own.items()}
    document: dict[str, Any] = {RECORD: listed_own}
    for table_name, listed in rows.items():
        written = [{name: value for name, value in row.items() if value is not None} for row in listed]
        if written:
            document[table_name] = written
    return tomli_w.dumps(document).encode()


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == ()


def as_workbook(record: Mechanism, rows: Mapping[str, Iterable[Values]], codes: Iterable[CodeList] = ()) -> bytes:
    """Return a mechanism and its rows as a workbook: the mechanism, one sheet a table, the codes to choose from."""
    return workbook(record, {name: list(listed) for name, listed in rows.items()}, list(codes))


def blank(record: Mechanism, codes: Iterable[CodeList] = ()) -> bytes:
    """Return the blank form for a mechanism's kinds."""
    return as_workbook(record, {name: [] for name in form_tables(record.views)}, codes)


def exported(engine: Engine, mechanism_id: str, suffix: str, codes: Iterable[CodeList] = ()) -> bytes:
    """Return a mechanism with its rows as a file. suffix: .toml or .xlsx. Raises ChangeRefused for an unknown one."""
    record = mechanism_of(engine, mechanism_id)
    rows = rows_of(engine, record)
    return as_toml(record, rows) if suffix == ".toml" else as_workbook(record, rows, codes)


def read_file(file_name: str, content: bytes) -> Parcel:
    """Return what a file says. Raises ChangeRefused for one that is no form, or cannot be read."""
    if len(content) > MOST_BYTES:
        raise ChangeRefused("mechanism_file_too_large", most=MOST_BYTES // 1024 // 1024)
    suffix, digest = Path(file_name).suffix.lower(), hashlib.sha256(content).hexdigest()
    match suffix:
        case ".toml":
            record, rows = _read_toml(file_name, content)
        case ".xlsx":
            record, rows = read_workbook(file_name, content)
        case _:
            raise ChangeRefused("mechanism_file_kind", name=file_name[:60])
    return Parcel(Path(file_name).name, digest, record, tuple(rows))


def _read_toml(file_name: str, content: bytes) -> tuple[dict[str, object], list[WrittenRow]]:
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ChangeRefused("mechanism_file_unreadable", name=file_name[:60], reason=str(error)[:80]) from error
    own = document.pop(RECORD, None)
    if not isinstance(own, dict):
        raise ChangeRefused("mechanism_file_without_record")
    for name in own:
        if name not in RECORD_HEADS:
            raise ChangeRefused("mechanism_column_unknown", head=name[:40])
    rows: list[WrittenRow] = []
    for table_name, listed in document.items():
        if table_name not in SHEETS or not isinstance(listed, list):
            raise ChangeRefused("mechanism_sheet_unknown", sheet=table_name[:40])
        asked = {column.name for column in form_columns(table_name)}
        for number, row in enumerate(listed, start=1):
            cells = row if isinstance(row, dict) else {str(row): None}
            for name in cells:
                if name not in asked:
                    raise ChangeRefused("mechanism_column_unknown", head=name[:40])
            rows.append(WrittenRow(table_name, table_name, number, cells))
    return own, rows
