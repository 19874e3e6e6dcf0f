"""A mechanism kept, closed, merged into another: all or nothing, each changed column named and dated in `audit`."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Final

from sqlalchemy import URL, Connection, Table, delete, func, insert, select, update

from data_access import schema
from data_access.changes import ChangeRefused, change, checked_reason, put_on_record, refuse_if_changed, trace
from data_access.mechanisms.record import Mechanism, Metrics, check, is_month, known

MECHANISM: Final = schema.mechanism.name
EVIDENCE: Final = schema.mechanism_evidence


def save(
    url: URL | str,
    record: Mechanism,
    *,
    metrics: Metrics,
    who: str,
    reason: str,
    today: dt.date | None = None,
    seen: Mechanism | None = None,
) -> str:
    """Keep a new mechanism (without an id) or an edited one, and return its id.

    seen : an edited one as it stood on the editor's screen.

    Raises ChangeRefused for a record that could not be shown, an unknown id, one that changes nothing, or that somebody
    has changed since it was seen; the warehouse then stays as it was.
    """
    why = checked_reason(reason)
    given: list[str] = []

    def work(connection: Connection) -> None:
        if seen is not None:
            now = known(connection, record.mechanism_id).traced()
            refuse_if_changed(connection, MECHANISM, record.mechanism_id, now, seen.traced())
        kept, changed = keep(connection, record, metrics=metrics, who=who, why=why, today=today)
        if not changed:
            raise ChangeRefused("nothing_changed")
        given.append(kept)

    change(url, work)
    return given[0]


def keep(
    connection: Connection, record: Mechanism, *, metrics: Metrics, who: str, why: str, today: dt.date | None = None
) -> tuple[str, bool]:
    """Keep a record within the caller's transaction; return its id and whether anything changed."""
    record = record.completed()
    before = known(connection, record.mechanism_id) if record.mechanism_id else None
    if before is not None and before.county != record.county:
        raise ChangeRefused("mechanism_of_another_county")
    check(connection, record, metrics, today)
    mechanism_id = record.mechanism_id or next_id(connection, record.county)
    old, new = {} if before is None else before.traced(), record.traced()
    note = f"{'新增' if before is None else '修改'}举措：{record.name_zh}"
    if not put_on_record(connection, MECHANISM, mechanism_id, old, new, who=who, why=why, note_zh=note):
        return mechanism_id, False
    table = schema.mechanism
    if before is None:
        connection.execute(insert(table).values(mechanism_id=mechanism_id, **record.columns()))
    else:
        connection.execute(update(table).where(table.c.mechanism_id == mechanism_id).values(**record.columns()))
    if before is None or (before.metric_ids, before.figure_ids) != (record.metric_ids, record.figure_ids):
        _keep_evidence(connection, mechanism_id, record, metrics)
    return mechanism_id, True


def next_id(connection: Connection, county: str) -> str:
    """Return the id of a county's next own mechanism: county, own, serial."""
    lead = f"{county}_own_"
    ids = connection.execute(select(schema.mechanism.c.mechanism_id)).scalars()
    serials = [int(text) for text in (own.removeprefix(lead) for own in ids if own.startswith(lead)) if text.isdigit()]
    return f"{lead}{max(serials, default=0) + 1:03d}"


def _keep_evidence(connection: Connection, mechanism_id: str, record: Mechanism, metrics: Metrics) -> None:
    """Write what shows a mechanism anew, in order; what was there keeps its table and its note."""
    own = EVIDENCE.c.mechanism_id == mechanism_id
    rows = [row._asdict() for row in connection.execute(select(EVIDENCE).where(own).order_by(EVIDENCE.c.position))]
    figure = schema.published_figure
    names: dict[str, str] = {
        row.figure_id: row.indicator_zh
        for row in connection.execute(
            select(figure.c.figure_id, figure.c.indicator_zh).where(figure.c.figure_id.in_(record.figure_ids))
        )
    }
    written: list[dict[str, Any]] = []
    for metric_id in record.metric_ids:
        there = [row for row in rows if row["metric_id"] == metric_id]
        written += there or [{"metric_id": metric_id, "table_name": metrics[metric_id].table_name}]
    for figure_id in record.figure_ids:
        there = [row for row in rows if row["figure_id"] == figure_id]
        note = f"{names[figure_id]}（公开报道）"[:200]
        written += there or [{"figure_id": figure_id, "table_name": figure.name, "note_zh": note}]
    connection.execute(delete(EVIDENCE).where(own))
    for position, row in enumerate(written, start=1):
        connection.execute(insert(EVIDENCE).values(**{**row, "mechanism_id": mechanism_id, "position": position}))


def close(url: URL | str, mechanism_id: str, month: int, *, who: str, reason: str) -> None:
    """Close a mechanism: `month` is its last. Raises ChangeRefused; nothing is then changed."""
    why = checked_reason(reason)

    def work(connection: Connection) -> None:
        before = known(connection, mechanism_id)
        if not is_month(month):
            raise ChangeRefused("mechanism_no_month", head_zh="停办月", head_en="last month", value=month)
        if before.since is not None and month < before.since:
            raise ChangeRefused("mechanism_ends_before", since=before.since, until=month)
        note = f"停办举措：{before.name_zh}"
        old, new = {"until": before.until}, {"until": month}
        if not put_on_record(connection, MECHANISM, mechanism_id, old, new, who=who, why=why, note_zh=note):
            raise ChangeRefused("nothing_changed")
        _set(connection, mechanism_id, **new)

    change(url, work)


def merge(url: URL | str, from_id: str, into_id: str, *, who: str, reason: str, month: int | None = None) -> None:
    """Merge a mechanism into another of its county: its rows become the other's, it is closed, nothing is lost.

    month : its last month; None is the last month of the data. Raises ChangeRefused; nothing is then changed.
    """
    why = checked_reason(reason)

    def work(connection: Connection) -> None:
        if from_id == into_id:
            raise ChangeRefused("mechanism_into_itself")
        gone, stays = known(connection, from_id), known(connection, into_id)
        if gone.county != stays.county:
            raise ChangeRefused("mechanism_of_another_county")
        for table in tables_with_rows():
            _move(connection, table, from_id, into_id, who=who, why=why)
        joined = dataclasses.replace(
            stays,
            views=tuple(dict.fromkeys(stays.views + gone.views)),
            metric_ids=tuple(dict.fromkeys(stays.metric_ids + gone.metric_ids)),
            figure_ids=tuple(dict.fromkeys(stays.figure_ids + gone.figure_ids)),
        )
        _join_evidence(connection, stays, joined, from_id)
        until = gone.until or max(month or _last_month(connection), gone.since or 0)
        note = f"合并举措：{gone.name_zh}并入{stays.name_zh}"
        old, new = stays.traced(), joined.traced()
        put_on_record(connection, MECHANISM, into_id, old, new, who=who, why=why, note_zh=note)
        _set(connection, into_id, views=joined.columns()["views"])
        before = gone.traced() | {"merged_into": None}
        after = before | {"until": until, "metric_ids": "", "figure_ids": "", "merged_into": into_id}
        put_on_record(connection, MECHANISM, from_id, before, after, who=who, why=why, note_zh=note)
        _set(connection, from_id, until=until)

    change(url, work)


def tables_with_rows() -> list[Table]:
    """Return every table whose rows say of which mechanism they are evidence."""
    apart = (schema.mechanism, EVIDENCE)
    return [table for table in schema.metadata.sorted_tables if "mechanism_id" in table.c and table not in apart]


def _move(connection: Connection, table: Table, from_id: str, into_id: str, *, who: str, why: str) -> None:
    own = table.c.mechanism_id == from_id
    if not connection.execute(select(func.count()).select_from(table).where(own)).scalar():
        return
    connection.execute(update(table).where(own).values(mechanism_id=into_id))
    trace(connection, table.name, from_id, {"mechanism_id": from_id}, {"mechanism_id": into_id}, who=who, why=why)


def _join_evidence(connection: Connection, stays: Mechanism, joined: Mechanism, from_id: str) -> None:
    """Give the metrics and figures of the merged one to the other, behind its own; what both had is had once."""
    last = connection.execute(
        select(func.max(EVIDENCE.c.position)).where(EVIDENCE.c.mechanism_id == stays.mechanism_id)
    ).scalar()
    had = set(stays.metric_ids + stays.figure_ids)
    moved = connection.execute(
        select(EVIDENCE).where(EVIDENCE.c.mechanism_id == from_id).order_by(EVIDENCE.c.position)
    ).all()
    connection.execute(delete(EVIDENCE).where(EVIDENCE.c.mechanism_id == from_id))
    position = last or 0
    for row in moved:
        if (row.metric_id or row.figure_id) in had:
            continue
        position += 1
        values = row._asdict() | {"mechanism_id": stays.mechanism_id, "position": position}
        connection.execute(insert(EVIDENCE).values(**values))


def _set(connection: Connection, mechanism_id: str, **values: Any) -> None:
    table = schema.mechanism
    connection.execute(update(table).where(table.c.mechanism_id == mechanism_id).values(**values))


def _last_month(connection: Connection) -> int:
    table = schema.data_version
    newest = select(table.c.last_month).order_by(table.c.created_at.desc()).limit(1)
    return int(connection.execute(newest).scalar_one())
