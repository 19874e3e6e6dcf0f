"""Who lives where and who treats where in one month: the villages and facilities a service circle is made of."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Engine, Select, func, or_, select

from data_access import read, schema
from metrics.definition import SPANS
from metrics.period import add_months
from metrics.reads.register import register_in, stood_in
from travel.tiers import STATES

access, village = schema.village_access, schema.village
history, monthly, visit, expert = schema.institution_history, schema.institution_month, schema.visit, schema.expert

LAST: Final = 999912
"""A month after every other: where a stretch has no end."""

CLINIC_MONTHS: Final = 3
"""An expert's clinic day is read from the visits that took place in the last three months."""

WORKDAYS: Final = frozenset(range(5))

SEES_NO_PATIENTS: Final = ("cdc", "first_aid_station")
"""Their doctors count among a county's doctors, but nobody can go there to be treated."""


def in_force(table: Any, month: int) -> list[Any]:
    """Return the conditions that a row of a span table holds in a month."""
    first, last = SPANS[table.name]
    conditions = [first <= month]
    if last is not None:
        conditions.append(or_(last.is_(None), last >= month))
    return conditions


def circle_villages(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return the villages of this month: village_code, township_code, names, lon, lat, residents and their groups.

    The residents are those of the coverage metrics, so that a map and a metric count the same people.
    """
    return read.frame(engine, villages_select(county, month))


def villages_select(county: str, month: int) -> Select[Any]:
    """Return the select of `circle_villages`."""
    return (
        select(
            access.c.village_code,
            access.c.township_code,
            village.c.name_zh,
            village.c.name_en,
            village.c.lon,
            village.c.lat,
            access.c.residents,
            access.c.residents_65_up,
            access.c.chronic_patients,
            access.c.key_group_residents,
        )
        .select_from(access.join(village, village.c.village_code == access.c.village_code))
        .where(
            access.c.county_code == county,
            access.c.tier == "township",
            access.c.mode == "car",
            access.c.scenario == "normal",
            *in_force(access, month),
        )
        .order_by(access.c.village_code)
    )


def month_of_residents(engine: Engine, county: str, month: int) -> int:
    """Return the month (YYYYMM) at whose end the residents of this month's circles were counted.

    That of `travel.access.residents_by_month`: the year's January, the month in which villages of the county last
    began (townships merged), or the first month on record, whichever is last.
    """
    village_begins, people = schema.village.c.valid_from, schema.resident_month
    begun = select(func.max(village_begins)).where(schema.village.c.county_code == county, village_begins <= month)
    first = select(func.min(people.c.month)).where(people.c.county_code == county)
    known = [row[0] for statement in (begun, first) for row in read.rows(engine, statement)]
    return max(month // 100 * 100 + 1, *(int(found) for found in known if found is not None and found <= month))


def circle_facilities(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return the facilities open in this month: code, names, township, level, lon, lat and the STATES as booleans.

    Township and level are those of the month; the states those last reported in the twelve months up to it.
    """
    register = register_in(county, month).c
    placed = read.frame(
        engine,
        select(
            register.institution_code,
            register.name_zh,
            register.name_en,
            register.township_code,
            register.level,
            register.lon,
            register.lat,
        ).order_by(register.institution_code),
    )
    reported = read.frame(
        engine,
        select(
            monthly.c.institution_code,
            monthly.c.standardised,
            monthly.c.telemedicine,
            monthly.c.ambulances,
        )
        .where(
            monthly.c.county_code == county,
            monthly.c.month.between(add_months(month, -11), month),
            monthly.c.reported.is_(True),
        )
        .order_by(monthly.c.month),
    ).drop_duplicates("institution_code", keep="last")
    joined = placed.merge(reported, on="institution_code", how="left")
    states = {name: joined[name].fillna(0).to_numpy(np.float64) > 0 for name in STATES}
    return joined.assign(**states)


def expert_places(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return where experts are to be found: institution_code, weekday (0 = Monday), specialty, clinics.

    clinics : how often an expert of the specialty held a clinic there on that weekday in the last CLINIC_MONTHS;
    0 for the experts' own hospital inside the county, which is staffed on working days.
    """
    held = read.frame(
        engine,
        select(visit.c.institution_code, visit.c.visit_date, expert.c.specialty)
        .select_from(visit.join(expert, expert.c.expert_code == visit.c.expert_code))
        .where(
            visit.c.county_code == county,
            visit.c.month.between(add_months(month, 1 - CLINIC_MONTHS), month),
            visit.c.activity == "clinic",
            visit.c.actual_start.is_not(None),
        ),
    )
    held = held.assign(weekday=pd.to_datetime(held["visit_date"]).dt.day_of_week)
    counted = held.groupby(["institution_code", "weekday", "specialty"], as_index=False).size()
    home = read.frame(
        engine,
        select(expert.c.home_institution_code.label("institution_code"), expert.c.specialty)
        .where(expert.c.county_code == county, expert.c.home_institution_code.is_not(None), *in_force(expert, month))
        .distinct(),
    )
    days = pd.DataFrame({"weekday": sorted(WORKDAYS)})
    own = home.merge(days, how="cross").assign(size=0)
    both = pd.concat([counted, own[["institution_code", "weekday", "specialty", "size"]]], ignore_index=True)
    return both.rename(columns={"size": "clinics"})


def central_clinic_villages(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return which villages a central village clinic serves: institution_code, village_code."""
    cover = schema.clinic_cover
    statement = (
        select(cover.c.institution_code, cover.c.village_code)
        .join(history, history.c.institution_code == cover.c.institution_code)
        .where(
            cover.c.county_code == county,
            history.c.level == "central_village_clinic",
            stood_in(month),
            *in_force(cover, month),
        )
        .order_by(cover.c.institution_code, cover.c.village_code)
    )
    return read.frame(engine, statement)


def most_villages_of_central_clinics(engine: Engine, county: str) -> tuple[int, int]:
    """Return the last month in which central village clinics served most villages, and how many; (0, 0) without any.

    Villages merge: an account of 2020 counts more of them than there are today.
    """
    cover = schema.clinic_cover
    served = read.frame(
        engine,
        select(
            cover.c.village_code,
            cover.c.valid_from,
            cover.c.valid_to,
            history.c.valid_from.label("central_from"),
            history.c.valid_to.label("central_to"),
        )
        .join(history, history.c.institution_code == cover.c.institution_code)
        .where(cover.c.county_code == county, history.c.level == "central_village_clinic"),
    )
    begins = served[["valid_from", "central_from"]].max(axis=1)
    ends = served[["valid_to", "central_to"]].astype("Int64").fillna(LAST).min(axis=1)
    served = served.assign(begins=begins, ends=ends)[begins <= ends]
    if served.empty:
        return 0, 0
    months = sorted({*served.loc[served["ends"] < LAST, "ends"].astype(int), int(served["begins"].max())})
    counts = [
        (served.loc[(served["begins"] <= month) & (served["ends"] >= month), "village_code"].nunique(), month)
        for month in months
    ]
    most, month = max(counts)
    return month, most


def doctors_by_institution(engine: Engine, county: str, month: int) -> dict[str, float]:
    """Return doctors and village doctors at the month's end of every institution where residents are treated."""
    staff = schema.staff_month
    statement = (
        select(staff.c.institution_code, func.sum(staff.c.persons).label("doctors"))
        .where(
            staff.c.county_code == county,
            staff.c.month == month,
            staff.c.profession.in_(("doctor", "village_doctor")),
            staff.c.level.not_in(SEES_NO_PATIENTS),
        )
        .group_by(staff.c.institution_code)
    )
    return {row.institution_code: float(row.doctors) for row in read.rows(engine, statement)}


def referrals_up(engine: Engine, county: str, first_month: int, last_month: int) -> dict[str, float]:
    """Return upward referrals of every institution from one month to another, both included."""
    statement = (
        select(monthly.c.institution_code, func.sum(monthly.c.referrals_up).label("referrals"))
        .where(
            monthly.c.county_code == county,
            monthly.c.month.between(first_month, last_month),
            monthly.c.reported.is_(True),
        )
        .group_by(monthly.c.institution_code)
    )
    return {row.institution_code: float(row.referrals or 0) for row in read.rows(engine, statement)}
