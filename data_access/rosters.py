"""Rosters, attendance and leaves in the warehouse: read, and changed by hand (`changes.py`).

Published rosters are never changed: a new version follows, and going back publishes the older one anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import URL, Connection, Engine, func, insert, select, update

from data_access import read, schema
from data_access.build import insert_frame
from data_access.changes import (
    BY_HAND,
    ChangeRefused,
    change,
    check_times,
    checked_reason,
    enter_load,
    new_id,
    new_version,
    now_utc,
    put_on_record,
    trace,
)

roster, roster_visit = schema.roster, schema.roster_visit
ATTENDANCE = ("actual_start", "actual_end")
# What a roster says of a visit; the rest are names of rows.
SAID_OF_A_VISIT = ("expert_code", "institution_code", "visit_date", "planned_start", "planned_end")


# ---- attendance ----


def fix_attendance(
    url: URL | str, visit_id: str, start: dt.datetime | None, end: dt.datetime | None, *, who: str, reason: str
) -> None:
    """Correct when somebody came and went; None and None = did not come. Every change is in `audit` with its reason.

    Raises ChangeRefused for an unknown visit, an end not after its start, one without the other, times of another day,
    or no reason.
    """
    why = checked_reason(reason)
    check_times(start, end)
    table = schema.visit

    def work(connection: Connection) -> None:
        found = connection.execute(select(table).where(table.c.visit_id == visit_id)).one_or_none()
        if found is None:
            raise ChangeRefused("no_such_visit", visit=visit_id[:40])
        if start is not None and start.date() != found.visit_date:
            raise ChangeRefused("other_day")
        after = {"actual_start": start, "actual_end": end}
        before = {name: getattr(found, name) for name in ATTENDANCE}
        note = f"改正到岗：{visit_id}"
        if not put_on_record(connection, "visit", visit_id, before, after, who=who, why=why, note_zh=note):
            raise ChangeRefused("times_unchanged")
        connection.execute(update(table).where(table.c.visit_id == visit_id).values(**after))

    change(url, work)


# ---- leaves ----


def add_leave(url: URL | str, county: str, expert: str, first: dt.date, last: dt.date, *, who: str, reason: str) -> str:
    """Enter an expert's leave and return its id. Raises ChangeRefused."""
    why = checked_reason(reason)
    if last < first:
        raise ChangeRefused("leave_ends_before")
    given: list[str] = []

    def work(connection: Connection) -> None:
        known = select(schema.expert.c.expert_code).where(schema.expert.c.expert_code == expert)
        if connection.execute(known).first() is None:
            raise ChangeRefused("expert_not_listed", expert=expert[:30])
        enter_load(connection)
        leave_id = f"leave_{new_id(connection, county, expert, first, last)[:12]}"
        given.append(leave_id)
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
        after = {"expert_code": expert, "start_date": first, "end_date": last}
        note = f"登记请假：{expert}"
        put_on_record(connection, "expert_leave", leave_id, {}, after, who=who, why=why, note_zh=note)

    change(url, work)
    return given[0]


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

    Columns: those of roster_visit, and version, first_day, last_day, published_at. A version without any visit is one
    row without a visit_id: it calls off all that stood before.
    """
    statement = (
        select(roster_visit, roster.c.version, roster.c.first_day, roster.c.last_day, roster.c.published_at)
        .select_from(roster.outerjoin(roster_visit, roster.c.roster_id == roster_visit.c.roster_id))
        .where(roster.c.county_code == county, roster.c.status == "published")
        .order_by(roster.c.published_at, roster.c.version, roster_visit.c.visit_id)
    )
    return read.frame(engine, statement)


def kept_ids(visits: pd.DataFrame, known: pd.DataFrame, span: str = "") -> pd.DataFrame:
    """Return the visits with `visit_id`: that of the same visit in an earlier version, else a new one.

    The same expert at the same place on the same day is the same visit; so is one moved within its ISO week. Columns
    used: expert_code, institution_code, visit_date; of `known` also visit_id. An id is given once. A new one follows
    from the visit and from `span`, the county and days that the roster is for.
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
    taken = {*known["visit_id"]}
    for (who, where, day), name in sorted(old.items(), key=lambda pair: pair[1]):
        if name not in given:
            left.setdefault((who, where, day.isocalendar()[:2]), []).append(name)
    for position, (who, where, day) in enumerate(keys):
        waiting = left.get((who, where, day.isocalendar()[:2]))
        if given[position] is None:
            moved = waiting.pop(0) if waiting else None
            given[position] = moved or _new_visit_id((span, who, where, str(day)), taken | {*given})
    return visits.assign(visit_id=pd.Series(given, index=visits.index, dtype=object))


def _new_visit_id(visit: Sequence[str], taken: set[str | None]) -> str:
    """Return an id for a visit. One that came back after its id had moved on with another gets a second one."""
    names = (hashlib.sha256("|".join([*visit, str(time)]).encode()).hexdigest() for time in range(len(taken) + 1))
    return next(name for name in (f"roster_{digits[:16]}" for digits in names) if name not in taken)


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
    given: list[str] = []

    def work(connection: Connection) -> None:
        # Drafts add no version: how many rosters there were tells two of them apart.
        number = connection.execute(select(func.count()).select_from(roster)).scalar_one()
        roster_id = new_id(connection, county, first, last, number)[:32]
        given.append(roster_id)
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
    return given[0]


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
    return kept_ids(visits, newest, f"{county} {first} {last}")


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
        raise ChangeRefused("breaches_found", breaches=breaches)
    given: list[int] = []

    def work(connection: Connection) -> None:
        found = connection.execute(select(roster).where(roster.c.roster_id == roster_id)).one_or_none()
        if found is None or found.status != "draft":
            raise ChangeRefused("draft_gone")
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
        trace(
            connection,
            "roster",
            roster_id,
            {"status": "draft"},
            {"status": f"published {version + 1}"},
            who=found.made_by,
            why=found.note_zh or "发布",
        )
        span = (found.county_code, found.first_day, found.last_day)
        new_version(connection, f"发布班表第{version + 1}版", "roster", *span, _visits_said(connection, roster_id))

    change(url, work)
    return given[0]


def _visits_said(connection: Connection, roster_id: str) -> list[list[str]]:
    """Return what a roster says, a list a visit, in an order that does not depend on how rows are named."""
    columns = [roster_visit.c[name] for name in SAID_OF_A_VISIT]
    rows = connection.execute(select(*columns).where(roster_visit.c.roster_id == roster_id))
    return sorted([str(value) for value in row] for row in rows)


def discard(url: URL | str, roster_id: str) -> None:
    """Throw a draft away; a published version cannot be. Raises ChangeRefused."""

    def work(connection: Connection) -> None:
        found = connection.execute(select(roster.c.status).where(roster.c.roster_id == roster_id)).scalar_one_or_none()
        if found != "draft":
            raise ChangeRefused("only_drafts")
        # Kept, so that what was thrown away can still be told; nothing lists it.
        connection.execute(update(roster).where(roster.c.roster_id == roster_id).values(status="discarded"))

    change(url, work)
