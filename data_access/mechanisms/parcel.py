"""What a file says of a mechanism and its rows: held against the warehouse first, then loaded all or nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, insert, select, update

from data_access import schema
from data_access.attendance import china_today
from data_access.changes import (
    LONGEST_NAME,
    ChangeRefused,
    change,
    checked_reason,
    new_id,
    new_version,
    now_utc,
    trace,
)
from data_access.mechanisms.columns import PARENTS, id_column, plain
from data_access.mechanisms.keeping import keep, next_id
from data_access.mechanisms.record import Mechanism, Metrics, check, known, mechanism_named
from data_access.mechanisms.rows import KEYS, Places, Values, WrittenRow, given_id, own_id, places_of, read_row
from words.mechanism_sheets import RECORD_HEADS, SHEETS, VIEW_NAMES
from words.phrases import Phrase

CENT: Final = 0.005  # yuan; sums of payments are not exact
PROVENANCE: Final = ("basis", "load_id")
NOTHING: Final = "nothing_changed"


@dataclass(frozen=True)
class Parcel:
    """What a file says. record: the items of the mechanism that it names; an item that it leaves out stays as it is."""

    file_name: str
    sha256: str
    record: Mapping[str, object]
    rows: tuple[WrittenRow, ...]


@dataclass
class TableRows:
    """The rows of one table: to be added, to be changed (id → columns before and after), and how many stay."""

    new: list[Values] = field(default_factory=list)
    changed: list[tuple[Values, Values]] = field(default_factory=list)
    same: int = 0


@dataclass(frozen=True)
class Examined:
    """A file held against the warehouse. record: as it would be kept; None where it cannot be."""

    record: Mechanism | None
    is_new: bool
    is_changed: bool
    tables: Mapping[str, TableRows]
    faults: tuple[ChangeRefused, ...]

    @property
    def changes_nothing(self) -> bool:
        """Say whether the warehouse holds all of it already."""
        return not self.is_changed and not any(rows.new or rows.changed for rows in self.tables.values())


def examine(engine: Engine, parcel: Parcel, metrics: Metrics, today: dt.date | None = None) -> Examined:
    """Return what loading a file would do, with every fault in it; nothing is changed."""
    with engine.connect() as connection:
        return _examined(connection, parcel, metrics, today or china_today())


def load(
    url: URL | str, parcel: Parcel, *, metrics: Metrics, who: str, reason: str, today: dt.date | None = None
) -> Examined:
    """Load a file: the mechanism and its rows, under a load of their own. A file that is there already changes nothing.

    Raises ChangeRefused with every faulty row named; nothing of the file is then kept.
    """
    why = checked_reason(reason)
    found: list[Examined] = []

    def work(connection: Connection) -> None:
        examined = _examined(connection, parcel, metrics, today or china_today())
        if examined.faults:
            raise ChangeRefused("mechanism_rows_faulty", count=len(examined.faults), faults=examined.faults)
        found.append(examined)
        if examined.changes_nothing or examined.record is None:
            raise ChangeRefused(NOTHING)
        _write(connection, parcel, examined, examined.record, metrics, who, why, today)

    try:
        change(url, work)
    except ChangeRefused as refused:
        if refused.code != NOTHING or not found:
            raise
    return found[0]


def _examined(connection: Connection, parcel: Parcel, metrics: Metrics, today: dt.date) -> Examined:
    try:
        before, record = _record(connection, parcel.record)
        check(connection, record, metrics, today)
    except ChangeRefused as fault:
        fault.row_phrase = Phrase("row_file", name=parcel.file_name)
        return Examined(None, False, False, {}, (fault,))
    mechanism_id = record.mechanism_id or next_id(connection, record.county)
    reading = _Reading(connection, mechanism_id, places_of(connection, record.county), today)
    for table_name in SHEETS:
        reading.read(table_name, [row for row in parcel.rows if row.table_name == table_name])
    reading.check_payments()
    is_changed = before is None or before.traced() != record.traced()
    return Examined(record, before is None, is_changed, reading.tables, tuple(reading.faults))


def _record(connection: Connection, cells: Mapping[str, object]) -> tuple[Mechanism | None, Mechanism]:
    """Return the mechanism as it is (None for a new one) and as the file wants it. Raises ChangeRefused."""
    given = {name: _item(name, value) for name, value in cells.items()}
    mechanism_id, county = given.get("mechanism_id") or "", given.get("county") or ""
    if mechanism_id:
        before: Mechanism | None = known(connection, mechanism_id)
    else:
        before = mechanism_named(connection, county, given.get("name_zh") or "")
    if before is None:
        start = Mechanism(county=county, name_zh="", field="", owner="")
    else:
        start = before
        given["mechanism_id"] = before.mechanism_id
    return before, dataclasses.replace(start, **given).completed()


def _item(name: str, value: object) -> Any:
    """Return an item of the record as the record holds it. Raises ChangeRefused for a month or number that is none."""
    head_zh, head_en = RECORD_HEADS[name]
    text = plain(value)
    if name in ("since", "until"):
        digits = re.sub(r"[-/.年月]", "", text)
        if text and not (digits.isdigit() and len(digits) == len("202501")):
            raise ChangeRefused("mechanism_no_month", head_zh=head_zh, head_en=head_en, value=text[:40])
        return int(digits) if text else None
    if name in ("limit_minutes", "most_days", "least_persons"):
        try:
            number = float(text) if text else None
        except ValueError as error:
            raise ChangeRefused("mechanism_no_number", head_zh=head_zh, head_en=head_en, value=text[:40]) from error
        return number if number is None or name == "limit_minutes" else int(number)
    if name in ("views", "metric_ids", "figure_ids", "documents"):
        between = r"[；;\n]" if name == "documents" else r"[、，,；;\s]+"
        parts = [str(part) for part in value] if isinstance(value, list | tuple) else re.split(between, text)
        listed = tuple(part.strip() for part in parts if part.strip())
        return tuple(_VIEW_CODES.get(part, part) for part in listed) if name == "views" else listed
    return text


_VIEW_CODES: Final = {zh: code for code, (zh, _) in VIEW_NAMES.items()}


class _Reading:
    """Rows of a file, table by table, held against what the mechanism has."""

    def __init__(self, connection: Connection, mechanism_id: str, places: Places, today: dt.date) -> None:
        self.connection, self.mechanism_id, self.places, self.today = connection, mechanism_id, places, today
        self.tables: dict[str, TableRows] = {}
        self.faults: list[ChangeRefused] = []
        self.there: dict[str, dict[str, Values]] = {}  # table → id → row, with those of the file
        self.numbers: dict[str, dict[str, WrittenRow]] = {}  # table → id → where the file says it

    def rows_there(self, table_name: str) -> dict[str, Values]:
        """Return the mechanism's rows of a table by id, those of the file among them once they are read."""
        if table_name not in self.there:
            table, own = schema.metadata.tables[table_name], id_column(table_name)
            rows = self.connection.execute(select(table).where(table.c.mechanism_id == self.mechanism_id))
            self.there[table_name] = {row._mapping[own]: dict(row._mapping) for row in rows}
        return self.there[table_name]

    def read(self, table_name: str, rows: Sequence[WrittenRow]) -> None:
        """Read the rows of one table; a table above it has been read before."""
        found, known_rows, own = TableRows(), self.rows_there(table_name), id_column(table_name)
        before = dict(known_rows)
        about = _by_what_they_are_about(table_name, before)
        seen = self.numbers.setdefault(table_name, {})
        for row in rows:
            values, faults = read_row(row, self.places, self.today)
            faults = faults or self._identified(table_name, values, before, about, seen, row)
            if faults:
                self.faults += faults
                continue
            key = values[own]
            seen[key] = row
            if table_name == "checklist_item" and values["position"] is None:
                values["position"] = _position(known_rows, values)
            old = before.get(key)
            if old is not None:
                # What was left empty and would follow from a code stays as empty as it is.
                left = [name for name in values if old[name] is None and not plain(row.cells.get(name))]
                values |= dict.fromkeys(left)
            compared = None if old is None else {name: old[name] for name in values}
            if old is None:
                found.new.append(values)
            elif compared != values:
                found.changed.append((old, values))
            else:
                found.same += 1
            known_rows[key] = values
        if rows:
            self.faults += _said_twice(table_name, found, known_rows, seen)
            self.tables[table_name] = found

    def _identified(
        self,
        table_name: str,
        values: Values,
        before: Mapping[str, Values],
        about: Mapping[tuple[Any, ...], str],
        seen: Mapping[str, WrittenRow],
        row: WrittenRow,
    ) -> list[ChangeRefused]:
        """Give a row its id and that of the row above it; return what is wrong with them."""
        own, parent = id_column(table_name), PARENTS.get(table_name)
        if parent is not None:
            column, above = parent
            code = values[column]
            values[column] = given_id(self.mechanism_id, code, self.rows_there(above))
            if values[column] not in self.rows_there(above):
                return [ChangeRefused("evidence_parent_unknown", row.where, code=code)]
        code = values.pop(own)
        if code:
            key = given_id(self.mechanism_id, code, before)
            if key not in before and (self._is_taken(table_name, key) or self._is_taken(table_name, code)):
                return [ChangeRefused("evidence_of_another", row.where, code=code)]
        else:
            key, alike = own_id(self.mechanism_id, table_name, values, 0), 0
            while table_name not in KEYS and key in seen:
                alike += 1
                key = own_id(self.mechanism_id, table_name, values, alike)
            key = about.get(tuple(values[name] for name in KEYS.get(table_name, ())), key)
        if key in seen:
            return [ChangeRefused("evidence_twice", row.where, other=seen[key].number)]
        values[own] = key
        return []

    def _is_taken(self, table_name: str, key: str) -> bool:
        table = schema.metadata.tables[table_name]
        return (
            self.connection.execute(select(table.c[id_column(table_name)]).where(_is(table, key))).first() is not None
        )

    def check_payments(self) -> None:
        """Note every budget of which more would be paid than it holds, at the last of its rows in the file."""
        if not {"budget", "payment"} & set(self.tables):
            return
        paid: dict[str, float] = {}
        for payment in self.rows_there("payment").values():
            paid[payment["budget_id"]] = paid.get(payment["budget_id"], 0.0) + payment["paid_yuan"]
        for key, total in paid.items():
            budget = self.rows_there("budget").get(key)
            if budget is None or total <= budget["budget_yuan"] + CENT:
                continue
            rows = [row for own, row in self.numbers.get("payment", {}).items() if self._budget_of(own) == key]
            place = rows[-1] if rows else self.numbers.get("budget", {}).get(key)
            if place is not None:
                code = key.removeprefix(f"{self.mechanism_id[:40]}_")
                self.faults.append(
                    ChangeRefused(
                        "evidence_paid_above", place.where, code=code, paid=total, budget=budget["budget_yuan"]
                    )
                )

    def _budget_of(self, payment_id: str) -> str:
        return str(self.rows_there("payment")[payment_id]["budget_id"])


def _is(table: Any, key: str) -> Any:
    return table.c[id_column(table.name)] == key


def _by_what_they_are_about(table_name: str, rows: Mapping[str, Values]) -> dict[tuple[Any, ...], str]:
    """Return what rows are about → the id of the row; nothing for a table whose rows may be alike."""
    columns = KEYS.get(table_name)
    return {} if columns is None else {tuple(row[name] for name in columns): key for key, row in rows.items()}


def _said_twice(
    table_name: str, found: TableRows, rows: Mapping[str, Values], seen: Mapping[str, WrittenRow]
) -> list[ChangeRefused]:
    """Return a fault for each new or changed row that is about what another row is about, under a code of its own.

    The fact would stand twice and be counted twice. rows: all of the table, with those of the file.
    """
    own, columns = id_column(table_name), KEYS.get(table_name)
    if columns is None:
        return []
    alike: dict[tuple[Any, ...], list[str]] = {}
    for key, row in rows.items():
        alike.setdefault(tuple(row[name] for name in columns), []).append(key)
    faults = []
    for values in (*found.new, *(after for _, after in found.changed)):
        key = values[own]
        before = [other for other in alike[tuple(values[name] for name in columns)] if other != key]
        earlier = [other for other in before if other not in seen or seen[other].number < seen[key].number]
        if earlier and earlier[0] in seen:
            faults.append(ChangeRefused("evidence_twice", seen[key].where, other=seen[earlier[0]].number))
        elif earlier:
            faults.append(ChangeRefused("evidence_there", seen[key].where, code=earlier[0]))
    return faults


def _position(rows: Mapping[str, Values], values: Values) -> int:
    """Return where an item stands across the grid: where it stood, else behind the others."""
    places = {row["item_zh"]: int(row["position"]) for row in rows.values()}
    return places.get(values["item_zh"], max(places.values(), default=0) + 1)


def _write(
    connection: Connection,
    parcel: Parcel,
    examined: Examined,
    record: Mechanism,
    metrics: Metrics,
    who: str,
    why: str,
    today: dt.date | None,
) -> None:
    """Write what was examined and found right."""
    mechanism_id, _ = keep(connection, record, metrics=metrics, who=who, why=why, today=today)
    accepted = sum(len(rows.new) + len(rows.changed) for rows in examined.tables.values())
    if not accepted:
        return
    load_id = f"file_{new_id(connection, parcel.sha256)[:24]}"
    connection.execute(
        insert(schema.load).values(
            load_id=load_id,
            loaded_at=now_utc(),
            loaded_by=who[:LONGEST_NAME],
            source_zh=f"举措文件：{parcel.file_name}"[:200],
            file_sha256=parcel.sha256,
            rows_accepted=accepted,
            rows_refused=0,
        )
    )
    # A new mechanism has its id only now.
    fixed = {"county_code": record.county, "mechanism_id": mechanism_id, "basis": "reported", "load_id": load_id}
    for table_name, rows in examined.tables.items():
        table, own = schema.metadata.tables[table_name], id_column(table_name)
        if rows.new:
            connection.execute(insert(table), [{**values, **fixed} for values in rows.new])
        for old, values in rows.changed:
            new = {name: value for name, value in values.items() if name != own} | fixed
            # With its load, so that the load can be taken back.
            trace(connection, table_name, values[own], old, new, who=who, why=why)
            connection.execute(update(table).where(_is(table, values[own])).values(**new))
    counts = [[name, len(rows.new), len(rows.changed)] for name, rows in examined.tables.items()]
    new_version(connection, f"装载举措：{record.name_zh}", mechanism_id, parcel.sha256, counts)
