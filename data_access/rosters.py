"""Rosters, attendance and leaves in the warehouse: read, and changed by hand (`changes.py`).

Published rosters are never changed: a new version follows, and going back publishes the older one anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import URL, Connection, Engine, Row, func, insert, select, update

from data_access import read, schema
from data_access.build import insert_frame
from data_access.changes import (
    BY_HAND,
    ChangeRefused,
    change,
    check_times,
    checked_name,
    checked_reason,
    enter_load,
    new_id,
    new_version,
    now_utc,
    put_on_record,
    refuse_if_changed,
    trace,
)
from data_access.leave_reasons import NO_REASON_TOLD, forget_reasons

roster, roster_visit = schema.roster, schema.roster_visit
ATTENDANCE = ("actual_start", "actual_end")
# What a roster says of a visit; the rest are names of rows.
SAID_OF_A_VISIT = ("expert_code", "institution_code", "visit_date", "planned_start", "planned_end")


# ---- attendance ----


def fix_attendance(
    url: URL | str,
    visit_id: str,
    start: dt.datetime | None,
    end: dt.datetime | None,
    *,
    who: str,
    reason: str,
    seen: tuple[dt.datetime | None, dt.datetime | None] | None = None,
) -> None:
    """Correct when somebody came and went; None and None = did not come. Every change is in `audit` with its reason.

    seen : start and end as the editor saw them; None where nobody looked.

    Raises ChangeRefused for an unknown visit, an end not after its start, one without the other, times of another day,
    no name or reason, or a visit that somebody else has put right since it was seen.
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
        was_seen = None if seen is None else dict(zip(ATTENDANCE, seen, strict=True))
        refuse_if_changed(connection, "visit", visit_id, before, was_seen)
        note = f"改正到岗：{visit_id}"
        if not put_on_record(connection, "visit", visit_id, before, after, who=who, why=why, note_zh=note):
            raise ChangeRefused("times_unchanged")
        connection.execute(update(table).where(table.c.visit_id == visit_id).values(**after))

    change(url, work)


# ---- leaves ----


@dataclass(frozen=True)
class Leave:
    """An expert's leave, both days included, and why."""

    expert: str
    first: dt.date
    last: dt.date
    reason: str


def add_leave(url: URL | str, county: str, expert: str, first: dt.date, last: dt.date, *, who: str, reason: str) -> str:
    """Enter an expert's leave and return its id. Raises ChangeRefused.

    Why somebody is away is kept with the leave alone, shown nowhere, and forgotten `KEPT_DAYS` after its end.
    """
    leave = Leave(expert, first, last, reason)
    given: list[str] = []
    change(url, lambda connection: given.append(_enter_leave(connection, county, leave, who)))
    return given[0]


def _enter_leave(connection: Connection, county: str, leave: Leave, who: str) -> str:
    why = checked_reason(leave.reason)
    if leave.last < leave.first:
        raise ChangeRefused("leave_ends_before")
    known = select(schema.expert.c.expert_code).where(schema.expert.c.expert_code == leave.expert)
    if connection.execute(known).first() is None:
        raise ChangeRefused("expert_not_listed", expert=leave.expert[:30])
    enter_load(connection, who)
    forget_reasons(connection)
    leave_id = f"leave_{new_id(connection, county, leave.expert, leave.first, leave.last)[:12]}"
    connection.execute(
        insert(schema.expert_leave).values(
            leave_id=leave_id,
            expert_code=leave.expert,
            county_code=county,
            start_date=leave.first,
            end_date=leave.last,
            reason=why[:40],
            basis="reported",
            load_id=BY_HAND,
        )
    )
    after = {"expert_code": leave.expert, "start_date": leave.first, "end_date": leave.last}
    note = f"登记请假：{leave.expert}"
    put_on_record(connection, "expert_leave", leave_id, {}, after, who=who, why=NO_REASON_TOLD, note_zh=note)
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


@dataclass(frozen=True)
class Draft:
    """A roster to be kept: whose, for which days (both included), its visits, how good it is, and who made it.

    visits: township_code, expert_code, institution_code, visit_date, planned_start, planned_end, travel_time_min;
    optional pinned. parent_id: the version it was made from.
    """

    county: str
    first: dt.date
    last: dt.date
    visits: pd.DataFrame
    objective: float
    bound: float
    proof_zh: str
    missing_zh: str
    note_zh: str
    who: str
    parent_id: str | None = None


def save_draft(url: URL | str, draft: Draft) -> str:
    """Keep a roster as a draft and return its id; nothing published changes. Raises ChangeRefused without a name.

    Ids of its visits follow those of the county's published versions of the span.
    """
    given: list[str] = []
    change(url, lambda connection: given.append(_keep_draft(connection, draft)))
    return given[0]


def _keep_draft(connection: Connection, draft: Draft) -> str:
    # Drafts add no version: how many rosters there were tells two of them apart.
    number = connection.execute(select(func.count()).select_from(roster)).scalar_one()
    roster_id = new_id(connection, draft.county, draft.first, draft.last, number)[:32]
    rows = _with_ids(connection, draft.county, draft.first, draft.last, draft.visits)
    in_force = _in_force(connection, draft.county, draft.first, draft.last)
    connection.execute(
        insert(roster).values(
            roster_id=roster_id,
            county_code=draft.county,
            first_day=draft.first,
            last_day=draft.last,
            status="draft",
            # A draft remembers the version that was in force: it is not put over a later one.
            parent_id=draft.parent_id or (in_force.roster_id if in_force else None),
            made_at=now_utc(),
            made_by=checked_name(draft.who),
            objective=draft.objective,
            bound=draft.bound,
            proof_zh=draft.proof_zh[:300],
            missing_zh=draft.missing_zh,
            note_zh=draft.note_zh[:200],
        )
    )
    insert_frame(connection, roster_visit, _rows(rows, roster_id, draft.county))
    kept = {"status": "draft", "first_day": draft.first, "last_day": draft.last, "visits": len(rows)}
    trace(connection, "roster", roster_id, {}, kept, who=draft.who, why=draft.note_zh or "存为草稿")
    return roster_id


def _in_force(connection: Connection, county: str, first: dt.date, last: dt.date) -> Row[Any] | None:
    """Return the newest published version of some days, or None."""
    same = (
        (roster.c.county_code == county)
        & (roster.c.status == "published")
        & (roster.c.first_day == first)
        & (roster.c.last_day == last)
    )
    return connection.execute(select(roster).where(same).order_by(roster.c.version.desc()).limit(1)).one_or_none()


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


def publish(url: URL | str, roster_id: str, *, breaches: int, who: str, over: str | None) -> int:
    """Publish a draft and return its version.

    breaches: hard breaches that the independent checker found in exactly this roster; the caller has just run it.
    over    : the version in force as the publisher saw it; None for none.

    Raises ChangeRefused while there is a breach, for no draft, where another version was published since the publisher
    looked, or since the draft was kept; nothing is then changed.
    """
    _refuse_breaches(breaches)
    given: list[int] = []

    def work(connection: Connection) -> None:
        found = connection.execute(select(roster).where(roster.c.roster_id == roster_id)).one_or_none()
        if found is None or found.status != "draft":
            raise ChangeRefused("draft_gone")
        newest = _in_force(connection, found.county_code, found.first_day, found.last_day)
        if newest is not None and newest.roster_id == over and found.parent_id != over:
            raise ChangeRefused("draft_stale", version=newest.version)
        given.append(_publish(connection, found, over, who))

    change(url, work)
    return given[0]


def publish_new(
    url: URL | str, draft: Draft, *, breaches: int, over: str | None, leave: Leave | None = None
) -> tuple[str, int]:
    """Keep and publish a roster, and enter the leave it answers to, all or nothing. Returns its id and version.

    breaches, over: as in `publish`. Raises ChangeRefused.
    """
    _refuse_breaches(breaches)
    given: list[tuple[str, int]] = []

    def work(connection: Connection) -> None:
        if leave is not None:
            _enter_leave(connection, draft.county, leave, draft.who)
        roster_id = _keep_draft(connection, draft)
        found = connection.execute(select(roster).where(roster.c.roster_id == roster_id)).one()
        given.append((roster_id, _publish(connection, found, over, draft.who)))

    change(url, work)
    return given[0]


def _refuse_breaches(breaches: int) -> None:
    if breaches:
        raise ChangeRefused("breaches_found", breaches=breaches)


def _publish(connection: Connection, found: Row[Any], over: str | None, who: str) -> int:
    newest = _in_force(connection, found.county_code, found.first_day, found.last_day)
    if newest is not None and newest.roster_id != over:
        raise ChangeRefused("roster_newer", version=newest.version, who=newest.made_by)
    version = 1 if newest is None else int(newest.version) + 1
    connection.execute(
        update(roster)
        .where(roster.c.roster_id == found.roster_id)
        .values(status="published", version=version, published_at=now_utc())
    )
    states = ({"status": "draft"}, {"status": f"published {version}"})
    trace(connection, "roster", found.roster_id, *states, who=who, why=found.note_zh or "发布")
    span = (found.county_code, found.first_day, found.last_day)
    new_version(connection, f"发布班表第{version}版", "roster", *span, _visits_said(connection, found.roster_id))
    return version


def _visits_said(connection: Connection, roster_id: str) -> list[list[str]]:
    """Return what a roster says, a list a visit, in an order that does not depend on how rows are named."""
    columns = [roster_visit.c[name] for name in SAID_OF_A_VISIT]
    rows = connection.execute(select(*columns).where(roster_visit.c.roster_id == roster_id))
    return sorted([str(value) for value in row] for row in rows)


def discard(url: URL | str, roster_id: str, *, who: str) -> None:
    """Throw a draft away; a published version cannot be. Raises ChangeRefused."""

    def work(connection: Connection) -> None:
        found = connection.execute(select(roster.c.status).where(roster.c.roster_id == roster_id)).scalar_one_or_none()
        if found != "draft":
            raise ChangeRefused("only_drafts")
        # Kept, so that what was thrown away can still be told; nothing lists it.
        connection.execute(update(roster).where(roster.c.roster_id == roster_id).values(status="discarded"))
        states = ({"status": "draft"}, {"status": "discarded"})
        trace(connection, "roster", roster_id, *states, who=who, why="删除草稿")

    change(url, work)
