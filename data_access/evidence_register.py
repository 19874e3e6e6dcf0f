"""The register behind the three qualitative national measures, kept by hand: entered, added to, closed.

An item says what evidence is asked for. It is never removed: an item whose document is there is closed, and every
column that was changed stands in `audit` with who, when and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import URL, Connection, insert, select, update

from data_access import schema
from data_access.attendance import china_today
from data_access.changes import (
    BY_HAND,
    ChangeRefused,
    change,
    checked_name,
    checked_reason,
    enter_load,
    new_id,
    put_on_record,
    refuse_if_changed,
)

MEASURES: Final = ("unified_resources", "shared_decisions", "joined_services")
COMPLETE, PARTIAL, MISSING = "complete", "partial", "missing"
STATES: Final = (COMPLETE, PARTIAL, MISSING)
CHANGEABLE: Final = ("document_zh", "document_date", "owner", "note_zh", "state")
LONGEST: Final = {"item_zh": 80, "item_en": 120, "document_zh": 120, "owner": 60, "note_zh": 200}
"""Characters a text may have: as many as its column."""


def add_item(
    url: URL | str,
    county: str,
    measure: str,
    item_zh: str,
    *,
    owner: str,
    item_en: str = "",
    document_zh: str = "",
    document_date: dt.date | None = None,
    note_zh: str = "",
    state: str = MISSING,
    who: str,
    reason: str,
    today: dt.date | None = None,
) -> str:
    """Enter an item of a measure and return its id. item_en: the Chinese where there is no English.

    Raises ChangeRefused for an unknown measure or state, an item without a name or an office, one that the measure
    has already, a state that the document does not bear out, a date to come, and without a name or a reason.
    """
    if measure not in MEASURES:
        raise ChangeRefused("register_measure_unknown", measure=measure)
    row: dict[str, Any] = {
        "measure": measure,
        "item_zh": item_zh.strip(),
        "item_en": item_en.strip() or item_zh.strip(),
        "document_zh": document_zh.strip(),
        "document_date": document_date,
        "owner": owner.strip(),
        "note_zh": note_zh.strip(),
        "state": state,
    }
    name, why = checked_name(who), checked_reason(reason)
    _check(row, today or china_today())
    given: list[str] = []
    table = schema.evidence_register

    def work(connection: Connection) -> None:
        same = (table.c.county_code == county) & (table.c.measure == measure) & (table.c.item_zh == row["item_zh"])
        if connection.execute(select(table.c.register_id).where(same)).first() is not None:
            raise ChangeRefused("register_item_there", item=row["item_zh"])
        enter_load(connection, name)
        register_id = f"{county}_own_{new_id(connection, county, row)[:8]}"
        given.append(register_id)
        fixed = {"register_id": register_id, "county_code": county, "basis": "reported", "load_id": BY_HAND}
        connection.execute(insert(table).values(**row, **fixed))
        note = f"登记佐证材料：{row['item_zh']}"
        put_on_record(connection, table.name, register_id, {}, row, who=name, why=why, note_zh=note)

    change(url, work)
    return given[0]


def change_item(
    url: URL | str,
    county: str,
    register_id: str,
    values: Mapping[str, Any],
    *,
    who: str,
    reason: str,
    seen: Mapping[str, Any] | None = None,
    today: dt.date | None = None,
) -> None:
    """Change an item. values: some of CHANGEABLE. seen: the item's columns as the editor saw them.

    Raises ChangeRefused, also where somebody else has changed what was seen; the item then stays as it was.
    """
    _change(url, county, register_id, values, "补佐证材料", who, reason, seen, today)


def close_item(
    url: URL | str,
    county: str,
    register_id: str,
    document_zh: str,
    document_date: dt.date | None,
    *,
    who: str,
    reason: str,
    owner: str | None = None,
    note_zh: str | None = None,
    seen: Mapping[str, Any] | None = None,
    today: dt.date | None = None,
) -> None:
    """Close an item: its document is there. owner, note_zh: None leaves them as they are. seen: as in `change_item`.

    Raises ChangeRefused.
    """
    values = {"document_zh": document_zh, "document_date": document_date, "state": COMPLETE}
    others = {"owner": owner, "note_zh": note_zh}
    own = values | {column: value for column, value in others.items() if value is not None}
    _change(url, county, register_id, own, "佐证材料销号", who, reason, seen, today)


def _change(
    url: URL | str,
    county: str,
    register_id: str,
    values: Mapping[str, Any],
    act_zh: str,
    who: str,
    reason: str,
    seen: Mapping[str, Any] | None,
    today: dt.date | None,
) -> None:
    name, why = checked_name(who), checked_reason(reason)
    unknown = [column for column in values if column not in CHANGEABLE]
    if unknown:
        raise ChangeRefused("register_columns_fixed", columns=unknown)
    new = {column: value.strip() if isinstance(value, str) else value for column, value in values.items()}
    table = schema.evidence_register

    def work(connection: Connection) -> None:
        own = (table.c.register_id == register_id) & (table.c.county_code == county)
        found = connection.execute(select(table).where(own)).one_or_none()
        if found is None:
            raise ChangeRefused("register_no_such_item")
        before = found._asdict()
        refuse_if_changed(connection, table.name, register_id, before, seen)
        _check({**before, **new}, today or china_today())
        note = f"{act_zh}：{found.item_zh}"
        if not put_on_record(connection, table.name, register_id, before, new, who=name, why=why, note_zh=note):
            raise ChangeRefused("nothing_changed")
        connection.execute(update(table).where(own).values(**new))

    change(url, work)


def _check(row: Mapping[str, Any], today: dt.date) -> None:
    """Raise ChangeRefused for an item that says nothing, or whose state its document does not bear out."""
    if not row["item_zh"]:
        raise ChangeRefused("register_item_empty")
    if not row["owner"]:
        raise ChangeRefused("register_no_owner")
    for column, most in LONGEST.items():
        if len(row[column] or "") > most:
            raise ChangeRefused("register_text_too_long", most=most, text=row[column][:12])
    day, state = row["document_date"], row["state"]
    if state not in STATES:
        raise ChangeRefused("register_state_unknown", state=state)
    if state == COMPLETE and (not row["document_zh"] or day is None):
        raise ChangeRefused("register_complete_without_document")
    if day is not None and day > today:
        raise ChangeRefused("register_date_to_come", day=day, today=today)
    if state == MISSING and day is not None:
        raise ChangeRefused("register_missing_with_date", day=day)
