"""What came of a published roster, entered by hand: attendance of its visits, and leave taken back.

A published roster is never changed by it: attendance becomes a row of `visit` under the roster's own visit id, once;
whatever is wrong in it is put right by `rosters.fix_attendance`, with its trace.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import URL, Connection, Row, delete, insert, select

from data_access import schema
from data_access.changes import (
    BY_HAND,
    ChangeRefused,
    change,
    check_times,
    checked_reason,
    enter_load,
    put_on_record,
)
from data_access.leave_reasons import forget_reasons

roster, roster_visit, visit = schema.roster, schema.roster_visit, schema.visit
ACTIVITIES = ("clinic", "rounds", "lecture", "teaching_surgery")
MOST_PEOPLE = 500  # patients or trainees of one visit; more is a slip of the keyboard
CHINA_HOURS = 8  # the day of a visit is one in China, wherever the server stands


def china_today() -> dt.date:
    """Return today's date in China."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=CHINA_HOURS)).date()


def record_attendance(
    url: URL | str,
    roster_id: str,
    visit_id: str,
    start: dt.datetime | None,
    end: dt.datetime | None,
    *,
    activity: str = "clinic",
    patients: int = 0,
    trainees: int = 0,
    who: str,
    reason: str,
    today: dt.date | None = None,
) -> None:
    """Enter what came of a published roster's visit; None and None = did not come. Its trace is in `audit`.

    Raises ChangeRefused for a draft, an unknown visit, one already entered (nothing is overwritten), a day to come,
    times that do not fit, or no reason.
    """
    why = checked_reason(reason)
    check_times(start, end)
    if activity not in ACTIVITIES or not (0 <= patients <= MOST_PEOPLE and 0 <= trainees <= MOST_PEOPLE):
        raise ChangeRefused("work_or_people_wrong", most=MOST_PEOPLE)

    def work(connection: Connection) -> None:
        row = _planned(connection, roster_id, visit_id)
        if row.visit_date > (today or china_today()):
            raise ChangeRefused("day_to_come", day=row.visit_date)
        if start is not None and start.date() != row.visit_date:
            raise ChangeRefused("other_day")
        if connection.execute(select(visit.c.visit_id).where(visit.c.visit_id == visit_id)).first() is not None:
            raise ChangeRefused("already_entered")
        enter_load(connection, who)
        came = {"actual_start": start, "actual_end": end, "patients": patients if start else 0,
                "trainees": trainees if start else 0, "activity": activity}  # fmt: skip
        day = row.visit_date
        connection.execute(
            insert(visit).values(
                visit_id=visit_id,
                county_code=row.county_code,
                township_code=row.township_code,
                expert_code=row.expert_code,
                institution_code=row.institution_code,
                visit_date=day,
                month=day.year * 100 + day.month,
                planned_start=row.planned_start,
                planned_end=row.planned_end,
                stands_in=False,
                basis="reported",
                load_id=BY_HAND,
                **came,
            )
        )
        after, note = came | {"roster_id": roster_id}, f"登记到岗：{visit_id}"
        put_on_record(connection, "visit", visit_id, {}, after, who=who, why=why, note_zh=note)

    change(url, work)


def _planned(connection: Connection, roster_id: str, visit_id: str) -> Row[Any]:
    """Return the roster's visit. Raises ChangeRefused for a draft or an unknown one."""
    found = connection.execute(
        select(roster_visit, roster.c.status)
        .select_from(roster_visit.join(roster, roster.c.roster_id == roster_visit.c.roster_id))
        .where(roster_visit.c.roster_id == roster_id, roster_visit.c.visit_id == visit_id)
    ).one_or_none()
    if found is None:
        raise ChangeRefused("not_in_roster")
    if found.status != "published":
        raise ChangeRefused("draft_not_attended")
    return found


def withdraw_leave(url: URL | str, county: str, leave_id: str, *, who: str, reason: str) -> None:
    """Take back a leave that was entered on a screen; what it said stays in `audit`. Raises ChangeRefused."""
    why = checked_reason(reason)
    table = schema.expert_leave

    def work(connection: Connection) -> None:
        own = (table.c.leave_id == leave_id) & (table.c.county_code == county) & (table.c.load_id == BY_HAND)
        found = connection.execute(select(table).where(own)).one_or_none()
        if found is None:
            raise ChangeRefused("no_leave_by_hand")
        before = {name: getattr(found, name) for name in ("expert_code", "start_date", "end_date")}
        after, note = dict.fromkeys(before), f"撤回请假：{found.expert_code}"
        forget_reasons(connection)
        put_on_record(connection, "expert_leave", leave_id, before, after, who=who, why=why, note_zh=note)
        connection.execute(delete(table).where(own))

    change(url, work)
