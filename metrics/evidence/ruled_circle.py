"""服务圈 of a mechanism's own rule: which villages its places reach within the minutes that the rule asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import Engine, func, or_, select

from data_access import read, schema
from metrics.catalogue.resources import COUNTY_LEVELS, PRIMARY_LEVELS
from metrics.circle.places import central_clinic_villages, circle_villages, in_force
from metrics.reads.register import register_in

MINUTES: Final = "分钟"
CENTRAL: Final = "central_village_clinic"
PRIMARY: Final = "primary"
"""A rule for all primary institutions is read as the coverage figures read it: by road to a qualified one."""


@dataclass(frozen=True)
class Rule:
    """Places of a kind are to be reached within `limit` minutes by road."""

    place_kind: str
    limit: float


@dataclass(frozen=True)
class Village:
    """A village. minutes: by car to the nearest of the places, None: out of reach; site: that place, "" for none.

    served_by: the place that is on record as serving it, "" for none.
    """

    code: str
    zh: str
    en: str
    township: str
    at: tuple[float, float]
    residents: int
    is_mountain: bool
    minutes: float | None
    site: str
    served_by: str

    def is_within(self, limit: float) -> bool:
        """Say whether it is inside; exactly the limit is."""
        return self.minutes is not None and self.minutes <= limit


@dataclass(frozen=True)
class Site:
    """A place that the rule is about."""

    code: str
    zh: str
    en: str
    level: str
    township: str
    at: tuple[float, float]


@dataclass(frozen=True)
class TownshipReach:
    """The villages and residents of a township, or of all, inside and outside."""

    township: str
    inside: int
    outside: int
    residents_inside: int
    residents_outside: int
    mountain_inside: int
    mountain_outside: int

    @property
    def share(self) -> float | None:
        """Return the residents inside in per cent; None without residents."""
        whole = self.residents_inside + self.residents_outside
        return self.residents_inside / whole * 100 if whole else None


@dataclass(frozen=True)
class RuledCircle:
    """The circle of a rule at a month's end; townships: most residents outside first. All of the chosen ones only."""

    rule: Rule
    sites: tuple[Site, ...]
    villages: tuple[Village, ...]
    townships: tuple[TownshipReach, ...]
    whole: TownshipReach

    @property
    def served(self) -> int:
        """Return how many villages one of the places is on record as serving."""
        return sum(village.served_by != "" for village in self.villages)


def read_rule(engine: Engine, county: str, mechanism_id: str, month: int) -> Rule | None:
    """Return the mechanism's rule in force on minutes to a kind of place; None without one. Raises WarehouseError."""
    table = schema.rule
    statement = (
        select(table.c.place_kind, table.c.value)
        .where(
            table.c.county_code == county,
            table.c.mechanism_id == mechanism_id,
            table.c.unit == MINUTES,
            table.c.comparator == "<=",
            table.c.place_kind.in_((PRIMARY, *PRIMARY_LEVELS)),
            table.c.valid_from <= month,
            or_(table.c.valid_to.is_(None), table.c.valid_to >= month),
        )
        .order_by(table.c.value)
    )
    found = read.rows(engine, statement)
    return None if not found else Rule(found[0].place_kind, float(found[0].value))


def read_circle(engine: Engine, county: str, rule: Rule, month: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the places (code, names, level, township, lon, lat) and the villages with minutes, site and served_by.

    Minutes are by car in the usual season, on the roads in force. Raises WarehouseError.
    """
    register = register_in(county, month).c
    levels = (*COUNTY_LEVELS, *PRIMARY_LEVELS) if rule.place_kind == PRIMARY else (rule.place_kind,)
    names = (register.institution_code, register.name_zh, register.name_en, register.level, register.township_code)
    sites = read.frame(
        engine,
        select(*names, register.lon, register.lat)
        .where(register.level.in_(levels))
        .order_by(register.institution_code),
    )
    villages = circle_villages(engine, county, month)
    village = schema.village.c
    mountain = read.frame(
        engine, select(village.village_code, village.is_mountain).where(village.county_code == county)
    )
    nearest = _to_qualified(engine, county, month) if rule.place_kind == PRIMARY else _to_any(engine, county, sites)
    villages = villages.merge(mountain, on="village_code", how="left").merge(nearest, on="village_code", how="left")
    return sites, villages.merge(_served(engine, county, rule, month), on="village_code", how="left")


def _to_qualified(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return village_code, minutes and site as the coverage figures count them."""
    access = schema.village_access
    statement = select(access.c.village_code, access.c.minutes, access.c.institution_code.label("site")).where(
        access.c.county_code == county,
        access.c.tier == "township",
        access.c.mode == "car",
        access.c.scenario == "normal",
        *in_force(access, month),
    )
    return read.frame(engine, statement)


def _to_any(engine: Engine, county: str, sites: pd.DataFrame) -> pd.DataFrame:
    """Return village_code, minutes and site: the nearest of some places on the newest roads."""
    table = schema.travel_time
    own = (
        table.c.county_code == county,
        table.c.mode == "car",
        table.c.scenario == "normal",
        table.c.direction == "to_facility",
    )
    newest = select(func.max(table.c.data_month)).where(*own).scalar_subquery()
    columns = (table.c.village_code, table.c.minutes, table.c.institution_code.label("site"))
    codes = sites["institution_code"].tolist()
    rows = read.frame(
        engine, select(*columns).where(*own, table.c.data_month == newest, table.c.institution_code.in_(codes))
    )
    return rows.sort_values(["minutes", "site"], kind="stable").drop_duplicates("village_code")


def _served(engine: Engine, county: str, rule: Rule, month: int) -> pd.DataFrame:
    """Return village_code and served_by; only central clinics are on record as serving villages not their own."""
    cover = central_clinic_villages(engine, county, month)
    if rule.place_kind != CENTRAL:
        cover = cover.head(0)
    return cover.drop_duplicates("village_code").rename(columns={"institution_code": "served_by"})


def ruled_circle(
    rule: Rule, sites: pd.DataFrame, villages: pd.DataFrame, edition: Mapping[str, str], chosen: Sequence[str] = ()
) -> RuledCircle | None:
    """Return the circle; None without a place, or without a village in the chosen townships. () is all of them.

    sites, villages: as read_circle. A chosen township's villages may go to a place of another: all places are kept.
    """
    places = tuple(
        Site(
            row["institution_code"],
            row["name_zh"],
            row["name_en"],
            row["level"],
            edition.get(row["township_code"], row["township_code"]),
            (float(row["lon"]), float(row["lat"])),
        )
        for row in sites.to_dict("records")
    )
    found = [_village(row, edition) for row in villages.to_dict("records") if row["residents"] > 0]
    own = tuple(village for village in found if not chosen or village.township in chosen)
    if not places or not own:
        return None
    codes = dict.fromkeys(village.township for village in own)
    parts = [_reach(code, [village for village in own if village.township == code], rule.limit) for code in codes]
    ranked = sorted(parts, key=lambda part: (-part.residents_outside, -part.residents_inside, part.township))
    return RuledCircle(rule, places, own, tuple(ranked), _reach("", own, rule.limit))


def _village(row: Mapping[object, object], edition: Mapping[str, str]) -> Village:
    township, minutes = str(row["township_code"]), row["minutes"]
    known = isinstance(minutes, float) and not pd.isna(minutes)
    return Village(
        str(row["village_code"]),
        str(row["name_zh"]),
        str(row["name_en"]),
        edition.get(township, township),
        (float(str(row["lon"])), float(str(row["lat"]))),
        int(str(row["residents"])),
        bool(row["is_mountain"]),
        float(str(minutes)) if known else None,
        str(row["site"]) if isinstance(row["site"], str) else "",
        str(row["served_by"]) if isinstance(row["served_by"], str) else "",
    )


def _reach(township: str, villages: Sequence[Village], limit: float) -> TownshipReach:
    inside = [village for village in villages if village.is_within(limit)]
    outside = [village for village in villages if not village.is_within(limit)]
    return TownshipReach(
        township,
        len(inside),
        len(outside),
        sum(village.residents for village in inside),
        sum(village.residents for village in outside),
        sum(village.is_mountain for village in inside),
        sum(village.is_mountain for village in outside),
    )
