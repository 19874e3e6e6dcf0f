"""Rosters, attendance and rules in the warehouse: read, and changed by hand with a trace of who, what and why.

Published rosters are never changed: a new version follows, and going back publishes the older one anew. Every change
that a figure may depend on adds a data version, so that cached reads see it at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pandas as pd
from sqlalchemy import URL, Connection, Engine, func, insert, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError

from data_access import read, schema
from data_access.build import change_warehouse, insert_frame
from data_access.engine import shown_address
from data_access.errors import WarehouseError, describe_failure

roster, roster_visit, audit = schema.roster, schema.roster_visit, schema.audit
BY_HAND = "by_hand"  # load_id of rows that were entered on a screen
LONGEST_REASON = 200
ATTENDANCE = ("actual_start", "actual_end")


class ChangeRefused(WarehouseError):
    """A change by hand that cannot be made as asked; nothing was changed."""


def now_utc() -> dt.datetime:
    """Return the time a change is stamped with."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)


def change(url: URL | str, work: Callable[[Connection], None]) -> None:
    """Make a change all or nothing. Raises WarehouseError, with the change undone."""
    try:
        change_warehouse(url, work)
    except SQLAlchemyError as error:
        raise describe_failure(error, shown_address(make_url(url) if isinstance(url, str) else url)) from error


def new_version(connection: Connection, note_zh: str) -> None:
    """Add a data version like the one in force, so that what is cached by version is read again."""
    table = schema.data_version
    before = connection.execute(select(table).order_by(table.c.created_at.desc()).limit(1)).one()
    # Two changes within one second still come in order.
    created = max(dt.datetime.now(dt.UTC).replace(tzinfo=None), before.created_at + dt.timedelta(milliseconds=1))
    connection.execute(
        insert(table).values(
            version_id=uuid4().hex[:12],
            created_at=created,
            content_sha256=before.content_sha256,
            first_month=before.first_month,
            last_month=before.last_month,
            is_sample=before.is_sample,
            note_zh=note_zh[:200],
        )
    )


def checked_reason(text: str) -> str:
    """Return the reason of a change. Raises ChangeRefused without one, or for one that is too long."""
    words = text.strip()
    if not words:
        raise ChangeRefused("没有写原因。", "请写明为什么改，再保存。")
    if len(words) > LONGEST_REASON:
        raise ChangeRefused(f"原因超过 {LONGEST_REASON} 字。", "请写短一些。")
    return words


def trace(connection: Connection, table: str, key: str, before: Mapping[str, Any], after: Mapping[str, Any],
           who: str, why: str) -> int:  # fmt: skip
    """Write one audit row a changed column and return how many there were."""
    changed = [name for name in after if _said(before.get(name)) != _said(after[name])]
    for name in changed:
        connection.execute(
            insert(audit).values(
                audit_id=uuid4().hex,
                changed_at=now_utc(),
                changed_by=who[:60],
                table_name=table,
                row_key=key[:120],
                column_name=name,
                old_value=_said(before.get(name))[:200],
                new_value=_said(after[name])[:200],
                reason_zh=why,
            )
        )
    return len(changed)


def _said(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


# ---- attendance ----


def fix_attendance(
    url: URL | str, visit_id: str, start: dt.datetime | None, end: dt.datetime | None, *, who: str, reason: str
) -> None:
    """Correct when somebody came and went; None and None = did not come. Every change is in `audit` with its reason.

    Raises ChangeRefused for an unknown visit, an end not after its start, one without the other, times of another day,
    or no reason.
    """
    why = checked_reason(reason)
    if (start is None) != (end is None) or (start is not None and end is not None and end <= start):
        raise ChangeRefused("到岗和离岗时间对不上。", "请填好两个时间，离岗晚于到岗；没有到岗就都不填。")
    table = schema.visit

    def work(connection: Connection) -> None:
        found = connection.execute(select(table).where(table.c.visit_id == visit_id)).one_or_none()
        if found is None:
            raise ChangeRefused(f"没有编号为 {visit_id[:40]} 的下沉。", "请从表中重新选择。")
        if start is not None and start.date() != found.visit_date:
            raise ChangeRefused("到岗时间不在下沉当天。", "请改成当天的时间。")
        after = {"actual_start": start, "actual_end": end}
        before = {name: getattr(found, name) for name in ATTENDANCE}
        if not trace(connection, "visit", visit_id, before, after, who, why):
            raise ChangeRefused("没有改动。", "时间与原来相同，不必保存。")
        connection.execute(update(table).where(table.c.visit_id == visit_id).values(**after))
        new_version(connection, f"改正到岗：{visit_id}")

    change(url, work)


def changes_by_hand(engine: Engine, table_name: str, row_key: str = "") -> pd.DataFrame:
    """Return the changes made by hand to a table, or to one of its rows, newest first."""
    statement = select(audit).where(audit.c.table_name == table_name)
    if row_key:
        statement = statement.where(audit.c.row_key == row_key)
    return read.frame(engine, statement.order_by(audit.c.changed_at.desc(), audit.c.column_name).limit(200))


# ---- what changes by hand share ----


def enter_load(connection: Connection) -> None:
    """Keep the one load under which rows entered on a screen stand."""
    table = schema.load
    if connection.execute(select(table.c.load_id).where(table.c.load_id == BY_HAND)).first() is None:
        connection.execute(
            insert(table).values(
                load_id=BY_HAND,
                loaded_at=now_utc(),
                loaded_by="页面",
                source_zh="页面录入",
                rows_accepted=0,
                rows_refused=0,
            )
        )


# ---- leaves ----


def add_leave(url: URL | str, county: str, expert: str, first: dt.date, last: dt.date, *, who: str, reason: str) -> str:
    """Enter an expert's leave and return its id. Raises ChangeRefused."""
    why = checked_reason(reason)
    if last < first:
        raise ChangeRefused("请假结束早于开始。", "请改正日期。")
    leave_id = f"leave_{uuid4().hex[:12]}"

    def work(connection: Connection) -> None:
        known = select(schema.expert.c.expert_code).where(schema.expert.c.expert_code == expert)
        if connection.execute(known).first() is None:
            raise ChangeRefused(f"专家 {expert[:30]} 不在专家表中。", "请先登记专家。")
        enter_load(connection)
        connection.execute(
            insert(schema.expert_leave).values(
                leave_id=leave_id,
                expert_code=expert,
                county_code=county,
                start_date=first,
                end_date=last,
                reason=why[:40],
                basis="reported",
                load_id=BY_HAND,
            )
        )
        trace(connection, "expert_leave", leave_id, {}, {"expert_code": expert, "start_date": first,
                                                          "end_date": last}, who, why)  # fmt: skip
        new_version(connection, f"登记请假：{expert}")

    change(url, work)
    return leave_id


# ---- rosters ----


def rosters_of(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's rosters that were not discarded, newest first, with the number of their visits."""
    count = select(roster_visit.c.roster_id, func.count().label("visits")).group_by(roster_visit.c.roster_id).subquery()
    statement = (
        select(roster, func.coalesce(count.c.visits, 0).label("visits"))
        .select_from(roster.outerjoin(count, count.c.roster_id == roster.c.roster_id))
        .where(roster.c.county_code == county, roster.c.status != "discarded")
        .order_by(roster.c.made_at.desc(), roster.c.version.desc())
    )
    return read.frame(engine, statement)


def visits_of_roster(engine: Engine, roster_id: str) -> pd.DataFrame:
    """Return the visits of one roster, by day and place."""
    own = select(roster_visit).where(roster_visit.c.roster_id == roster_id)
    return read.frame(engine, own.order_by(roster_visit.c.visit_date, roster_visit.c.institution_code))


def published_editions(engine: Engine, county: str) -> pd.DataFrame:
    """Return every visit of every published version, in the order of publication: what a calendar feed is folded from.

    Columns: those of roster_visit, and version, first_day, last_day, published_at.
    """
    statement = (
        select(roster_visit, roster.c.version, roster.c.first_day, roster.c.last_day, roster.c.published_at)
        .select_from(roster_visit.join(roster, roster.c.roster_id == roster_visit.c.roster_id))
        .where(roster.c.county_code == county, roster.c.status == "published")
        .order_by(roster.c.published_at, roster.c.version, roster_visit.c.visit_id)
    )
    return read.frame(engine, statement)


def kept_ids(visits: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return the visits with `visit_id`: that of the same visit in an earlier version, else a new one.

    The same expert at the same place on the same day is the same visit; so is one moved within its ISO week. Columns
    used: expert_code, institution_code, visit_date; of `known` also visit_id. An id is given once.
    """
    days = [pd.Timestamp(day).date() for day in visits["visit_date"]]
    keys = list(zip(visits["expert_code"], visits["institution_code"], days, strict=True))
    old = {
        (who, where, pd.Timestamp(day).date()): name
        for who, where, day, name in zip(
            known["expert_code"], known["institution_code"], known["visit_date"], known["visit_id"], strict=True
        )
    }
    given: list[str | None] = [old.get(key) for key in keys]
    left: dict[tuple[str, str, tuple[int, int]], list[str]] = {}
    for (who, where, day), name in sorted(old.items(), key=lambda pair: pair[1]):
        if name not in given:
            left.setdefault((who, where, day.isocalendar()[:2]), []).append(name)
    for position, (who, where, day) in enumerate(keys):
        waiting = left.get((who, where, day.isocalendar()[:2]))
        if given[position] is None:
            given[position] = waiting.pop(0) if waiting else f"roster_{uuid4().hex[:16]}"
    return visits.assign(visit_id=pd.Series(given, index=visits.index, dtype=object))


def save_draft(
    url: URL | str,
    county: str,
    first: dt.date,
    last: dt.date,
    visits: pd.DataFrame,
    *,
    objective: float,
    bound: float,
    proof_zh: str,
    missing_zh: str,
    note_zh: str,
    who: str,
    parent_id: str | None = None,
) -> str:
    """Keep a roster as a draft and return its id; nothing published changes.

    visits: township_code, expert_code, institution_code, visit_date, planned_start, planned_end, travel_time_min;
    optional pinned. Their ids follow those of the county's published versions of the span.
    """
    roster_id = uuid4().hex

    def work(connection: Connection) -> None:
        rows = _with_ids(connection, county, first, last, visits)
        connection.execute(
            insert(roster).values(
                roster_id=roster_id,
                county_code=county,
                first_day=first,
                last_day=last,
                status="draft",
                parent_id=parent_id,
                made_at=now_utc(),
                made_by=who[:60],
                objective=objective,
                bound=bound,
                proof_zh=proof_zh[:300],
                missing_zh=missing_zh,
                note_zh=note_zh[:200],
            )
        )
        insert_frame(connection, roster_visit, _rows(rows, roster_id, county))

    change(url, work)
    return roster_id


def _with_ids(connection: Connection, county: str, first: dt.date, last: dt.date, visits: pd.DataFrame) -> pd.DataFrame:
    statement = (
        select(roster_visit, roster.c.version)
        .select_from(roster_visit.join(roster, roster.c.roster_id == roster_visit.c.roster_id))
        .where(
            roster.c.county_code == county,
            roster.c.status == "published",
            roster.c.first_day == first,
            roster.c.last_day == last,
        )
        .order_by(roster.c.version)
    )
    found = connection.execute(statement)
    columns = list(found.keys())
    # Of a visit that came, went and came back the last word counts.
    known = pd.DataFrame.from_records([tuple(row) for row in found], columns=columns)
    newest = known.drop_duplicates("visit_id", keep="last")
    newest = newest.drop_duplicates(["expert_code", "institution_code", "visit_date"], keep="last")
    return kept_ids(visits, newest)


def _rows(visits: pd.DataFrame, roster_id: str, county: str) -> pd.DataFrame:
    rows = visits.assign(roster_id=roster_id, county_code=county)
    if "pinned" not in rows.columns:
        rows = rows.assign(pinned=False)
    rows = rows.assign(visit_date=[pd.Timestamp(day).date() for day in rows["visit_date"]])
    return rows[[column.name for column in roster_visit.columns]]


def publish(url: URL | str, roster_id: str, *, breaches: int) -> int:
    """Publish a draft and return its version. Raises ChangeRefused while the checker finds a breach, or for no draft.

    breaches: hard breaches that the independent checker found in exactly this roster; the caller has just run it.
    """
    if breaches:
        raise ChangeRefused(f"独立检查发现 {breaches} 处硬性错误，没有发布。", "请按检查表改正后重排，再发布。")
    given: list[int] = []

    def work(connection: Connection) -> None:
        found = connection.execute(select(roster).where(roster.c.roster_id == roster_id)).one_or_none()
        if found is None or found.status != "draft":
            raise ChangeRefused("这份草稿已不在了。", "请刷新后重新选择。")
        same = (
            (roster.c.county_code == found.county_code)
            & (roster.c.status == "published")
            & (roster.c.first_day == found.first_day)
            & (roster.c.last_day == found.last_day)
        )
        version = int(connection.execute(select(func.coalesce(func.max(roster.c.version), 0)).where(same)).scalar_one())
        given.append(version + 1)
        connection.execute(
            update(roster)
            .where(roster.c.roster_id == roster_id)
            .values(status="published", version=version + 1, published_at=now_utc())
        )
        trace(connection, "roster", roster_id, {"status": "draft"}, {"status": f"published {version + 1}"},
               found.made_by, found.note_zh or "发布")  # fmt: skip
        new_version(connection, f"发布班表第{version + 1}版")

    change(url, work)
    return given[0]


def discard(url: URL | str, roster_id: str) -> None:
    """Throw a draft away; a published version cannot be. Raises ChangeRefused."""

    def work(connection: Connection) -> None:
        found = connection.execute(select(roster.c.status).where(roster.c.roster_id == roster_id)).scalar_one_or_none()
        if found != "draft":
            raise ChangeRefused("只能删除草稿。", "已发布的班表请用“恢复上一版”。")
        # Kept, so that what was thrown away can still be told; nothing lists it.
        connection.execute(update(roster).where(roster.c.roster_id == roster_id).values(status="discarded"))

    change(url, work)
