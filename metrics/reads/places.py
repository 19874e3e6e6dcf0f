"""Where things are and who lacks them: outlines, villages, institutions, gaps in care, gaps in reporting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, case, exists, func, literal, or_, select, union_all

from data_access import read, schema
from metrics.catalogue.resources import PRIMARY_LEVELS, VILLAGE_LEVELS
from metrics.definition import SPANS
from metrics.period import Period, add_months
from metrics.reads.register import register_in

Told = Literal["villages", "standards", "drugs"]
village, institution, monthly = schema.village, schema.institution, schema.institution_month


def _in_force(table: Any, month: int) -> list[Any]:
    first, last = SPANS[table.name]
    conditions = [first <= month]
    if last is not None:
        conditions.append(or_(last.is_(None), last >= month))
    return conditions


def _residents(month: int) -> Any:
    """Return a village's residents in this month, those of the service circles; of the census where there are none.

    The census of 2020 shared out (village.residents) is another number for the same village in every other year.
    """
    access = schema.village_access
    in_circle = (
        select(func.max(access.c.residents))
        .where(
            access.c.village_code == village.c.village_code,
            access.c.county_code == village.c.county_code,
            access.c.tier == "township",
            access.c.mode == "car",
            access.c.scenario == "normal",
            *_in_force(access, month),
        )
        .scalar_subquery()
    )
    return func.coalesce(in_circle, village.c.residents)


def outlines(engine: Engine, county: str) -> dict[str, Any]:
    """Return township code → GeoJSON geometry (示意, not a boundary) for every edition of the county's townships."""
    table = schema.township_outline
    found = read.rows(engine, select(table.c.township_code, table.c.geojson).where(table.c.county_code == county))
    return {row.township_code: json.loads(row.geojson) for row in found}


def villages(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return the villages that exist in this month: code, names, township, point, residents, is_mountain."""
    statement = (
        select(
            village.c.village_code,
            village.c.name_zh,
            village.c.name_en,
            village.c.township_code,
            village.c.lon,
            village.c.lat,
            _residents(month).label("residents"),
            village.c.is_mountain,
        )
        .where(village.c.county_code == county, *_in_force(village, month))
        .order_by(village.c.village_code)
    )
    return read.frame(engine, statement)


def institutions(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return the institutions open in this month: code, names, level, township, community, point, meets_standard.

    Level and township are those of the month.

    meets_standard is missing where the institution did not report this month.
    """
    state = (
        select(monthly.c.institution_code, monthly.c.standardised)
        .where(monthly.c.county_code == county, monthly.c.month == month, monthly.c.reported.is_(True))
        .subquery()
    )
    register = register_in(county, month)
    statement = (
        select(
            register.c.institution_code,
            register.c.name_zh,
            register.c.name_en,
            register.c.level,
            register.c.township_code,
            register.c.community_code,
            register.c.lon,
            register.c.lat,
            state.c.standardised.label("meets_standard"),
        )
        .select_from(register.outerjoin(state, register.c.institution_code == state.c.institution_code))
        .order_by(register.c.institution_code)
    )
    return read.frame(engine, statement)


@dataclass(frozen=True)
class CareGaps:
    """Who lacks what, by name.

    villages: with neither a clinic nor a covering central clinic: name_zh, name_en, township_code, residents.
    below_standard: primary institutions that do not meet the standard: name_zh, name_en, level, township_code.
    few_drugs: village clinics with fewer than 50 drugs: the same columns and drug_varieties.
    told: what these are named among, by township: township_code, of (villages, standards, drugs: villages with people,
    primary institutions that said whether they meet the standard, clinics that said how many drugs), places.
    has_clinics: whether the county's register has any clinic of a village, or any village covered by another's.

    Nobody is named where nothing is told: that is not known, not none.
    """

    villages: pd.DataFrame
    below_standard: pd.DataFrame
    few_drugs: pd.DataFrame
    told: pd.DataFrame
    has_clinics: bool

    def among(self, of: Told) -> int:
        """Return how many places the gaps are named among; 0: the gaps are not known."""
        if of == "villages" and not self.has_clinics:
            return 0
        return int(self.told.loc[self.told["of"] == of, "places"].sum())


def care_gaps(engine: Engine, county: str, month: int) -> CareGaps:
    """Name the villages without care and the primary institutions below standard at the end of this month."""
    cover = schema.clinic_cover
    register = register_in(county, month)
    own_clinic = exists().where(register.c.village_code == village.c.village_code, register.c.level.in_(VILLAGE_LEVELS))
    covered = exists().where(cover.c.village_code == village.c.village_code, *_in_force(cover, month))
    residents = _residents(month)
    inhabited = (village.c.county_code == county, residents > 0, *_in_force(village, month))
    without = (
        select(
            village.c.village_code,
            village.c.name_zh,
            village.c.name_en,
            village.c.township_code,
            residents.label("residents"),
        )
        .where(*inhabited, ~own_clinic, ~covered)
        .order_by(residents.desc(), village.c.village_code)
    )
    here = (monthly.c.county_code == county, monthly.c.month == month, monthly.c.reported.is_(True))
    named = (
        select(
            monthly.c.institution_code,
            institution.c.name_zh,
            institution.c.name_en,
            monthly.c.level,
            monthly.c.township_code,
            monthly.c.drug_varieties,
        )
        .join(institution, institution.c.institution_code == monthly.c.institution_code)
        .where(*here)
        .order_by(monthly.c.township_code, monthly.c.institution_code)
    )
    of_standard = (monthly.c.level.in_(PRIMARY_LEVELS), monthly.c.standardised.is_not(None))
    of_drugs = (monthly.c.level.in_(VILLAGE_LEVELS), monthly.c.drug_varieties.is_not(None))
    below = named.where(*of_standard, monthly.c.standardised == 0)
    few = named.where(*of_drugs, monthly.c.drug_varieties < 50)
    clinics = (
        select(literal(1)).where(register.c.level.in_(VILLAGE_LEVELS)).exists()
        | select(literal(1)).where(cover.c.county_code == county, *_in_force(cover, month)).exists()
    )
    each = union_all(
        _told("villages", village.c.township_code, inhabited),
        _told("standards", monthly.c.township_code, (*here, *of_standard)),
        _told("drugs", monthly.c.township_code, (*here, *of_drugs)),
        select(literal(""), literal("clinics"), case((clinics, 1), else_=0)),
    )
    told = read.frame(engine, select(each.subquery()))
    has_clinics = bool(told.loc[told["of"] == "clinics", "places"].sum())
    lacking = read.frame(engine, without)
    if not has_clinics:
        lacking = lacking.iloc[:0]
    return CareGaps(
        lacking, read.frame(engine, below), read.frame(engine, few), told[told["of"] != "clinics"], has_clinics
    )


def _told(of: str, township: ColumnElement[str], conditions: Sequence[ColumnElement[bool]]) -> Select[str, str, int]:
    places = func.count().label("places")
    statement = select(township.label("township_code"), literal(of).label("of"), places)
    return statement.where(*conditions).group_by(township)


def loads(engine: Engine) -> pd.DataFrame:
    """Return the loads, newest first: loaded_at, loaded_by, source_zh, rows_accepted, rows_refused."""
    table = schema.load
    return read.frame(
        engine,
        select(
            table.c.load_id,
            table.c.loaded_at,
            table.c.loaded_by,
            table.c.source_zh,
            table.c.rows_accepted,
            table.c.rows_refused,
        ).order_by(table.c.loaded_at.desc(), table.c.load_id),
    )


def reporting_grid(engine: Engine, county: str, first_month: int, last_month: int) -> pd.DataFrame:
    """Return township × month: institutions expected and reported."""
    statement = (
        select(
            monthly.c.township_code,
            monthly.c.month,
            func.count().label("expected"),
            func.sum(case((monthly.c.reported, 1), else_=0)).label("reported"),
        )
        .where(monthly.c.county_code == county, monthly.c.month.between(first_month, last_month))
        .group_by(monthly.c.township_code, monthly.c.month)
        .order_by(monthly.c.township_code, monthly.c.month)
    )
    return read.frame(engine, statement)


def completeness_of(grid: pd.DataFrame) -> float:
    """Return reported ÷ expected institution-months of a reporting grid; 0 where nothing is expected."""
    expected = int(grid["expected"].sum())
    return float(grid["reported"].sum()) / expected if expected else 0.0


def last_twelve_months(last_month: int) -> list[int]:
    """Return the twelve months up to and including `last_month`."""
    return Period(add_months(last_month, -11), last_month).months
