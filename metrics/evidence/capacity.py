"""What money was turned into, tier by tier: what was put in, the beds now and before, and the equipment by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import Engine, func, or_, select

from data_access import read, schema
from metrics.catalogue.resources import COUNTY_LEVELS, TOWNSHIP_LEVELS, VILLAGE_LEVELS
from metrics.reads.register import register_in
from metrics.scope import within

TIERS: Final[Mapping[str, tuple[str, ...]]] = {
    "county": COUNTY_LEVELS,
    "township": TOWNSHIP_LEVELS,
    "village": VILLAGE_LEVELS,
}
TIER_OF: Final = {level: tier for tier, levels in TIERS.items() for level in levels}
PURPOSES: Final = {
    "people_hospital": "county",
    "hospital_equipment": "county",
    "primary_buildings": "township",
    "equipment_aid": "township",
    "village_equipment": "village",
}
"""The tier of a purpose of funding; other purposes are of no single tier."""
YEARS_BACK: Final = 5


@dataclass(frozen=True)
class TierCapacity:
    """A tier at a month's end.

    yuan  : put in for the tier so far, None where no funding names it (money knows no township).
    beds, beds_before : open beds now and YEARS_BACK years ago; None where none of the tier's institutions reported.
    units : kind of equipment (Chinese) → pieces in use; places: institutions with any.
    """

    tier: str
    yuan: float | None
    beds: int | None
    beds_before: int | None
    units: Mapping[str, int]
    places: int

    @property
    def pieces(self) -> int:
        """Return the pieces of equipment of all kinds."""
        return sum(self.units.values())


@dataclass(frozen=True)
class Capacity:
    """The tiers, top down, and the kinds of equipment, the most pieces first. month, before: the months of the beds."""

    tiers: tuple[TierCapacity, ...]
    kinds: tuple[str, ...]
    month: int
    before: int

    def pieces(self, kind: str) -> int:
        """Return the pieces of a kind in all tiers."""
        return sum(tier.units.get(kind, 0) for tier in self.tiers)


def read_equipment(engine: Engine, county: str, mechanism_id: str, month: int) -> pd.DataFrame:
    """Return the mechanism's equipment in use: institution_code, township_code, level, name_zh, units."""
    lot, place = schema.equipment.c, register_in(county, month)
    statement = (
        select(lot.institution_code, place.c.township_code, place.c.level, lot.name_zh, lot.units)
        .join_from(schema.equipment, place, place.c.institution_code == lot.institution_code)
        .where(
            lot.county_code == county,
            lot.mechanism_id == mechanism_id,
            lot.since <= month,
            or_(lot.until.is_(None), lot.until >= month),
        )
        .order_by(lot.equipment_id)
    )
    return read.frame(engine, statement)


def read_beds(engine: Engine, county: str, months: Sequence[int]) -> pd.DataFrame:
    """Return township_code, level, month and beds of the institutions that reported. Raises WarehouseError."""
    own = schema.institution_month.c
    statement = (
        select(own.township_code, own.level, own.month, func.sum(own.beds_open).label("beds"))
        .where(own.county_code == county, own.month.in_(months), own.reported.is_(True))
        .group_by(own.township_code, own.level, own.month)
    )
    return read.frame(engine, statement)


def read_investment(engine: Engine, county: str, mechanism_id: str, month: int) -> dict[str, float]:
    """Return tier → yuan put in up to a month, of the purposes that are of one tier. Raises WarehouseError."""
    own = schema.funding.c
    statement = (
        select(own.purpose, func.sum(own.amount_yuan).label("yuan"))
        .where(own.county_code == county, own.mechanism_id == mechanism_id, own.month <= month)
        .group_by(own.purpose)
    )
    found: dict[str, float] = {}
    for row in read.rows(engine, statement):
        tier = PURPOSES.get(row.purpose)
        if tier is not None:
            found[tier] = found.get(tier, 0.0) + float(row.yuan)
    return found


def capacity(
    equipment: pd.DataFrame,
    beds: pd.DataFrame,
    yuan: Mapping[str, float],
    months: tuple[int, int],
    edition: Mapping[str, str],
    chosen: Sequence[str] = (),
) -> Capacity | None:
    """Return the tiers; None where no equipment stands in the chosen townships. () is all of them.

    equipment, beds: as read_equipment and read_beds; months: now, and before. Under a filter no money is told: it was
    never shared out to townships.
    """
    own, own_beds = (_here(rows, edition, chosen) for rows in (equipment, beds))
    own = own.assign(tier=own["level"].map(TIER_OF))
    own = own[own["tier"].notna()]
    if own.empty:
        return None
    own_beds = own_beds.assign(tier=own_beds["level"].map(TIER_OF))
    tiers = tuple(
        TierCapacity(
            tier,
            None if chosen else yuan.get(tier),
            _beds(own_beds, tier, months[0]),
            _beds(own_beds, tier, months[1]),
            {str(kind): int(rows["units"].sum()) for kind, rows in own[own["tier"] == tier].groupby("name_zh")},
            int(own.loc[own["tier"] == tier, "institution_code"].nunique()),
        )
        for tier in TIERS
    )
    totals = own.groupby("name_zh")["units"].sum().to_dict()
    kinds = sorted(map(str, totals), key=lambda kind: (-int(totals[kind]), kind))
    return Capacity(tiers, tuple(kinds), *months)


def _here(rows: pd.DataFrame, edition: Mapping[str, str], chosen: Sequence[str]) -> pd.DataFrame:
    placed = rows.assign(township_code=rows["township_code"].map(lambda code: edition.get(code, code)))
    return within(placed, chosen)


def _beds(rows: pd.DataFrame, tier: str, month: int) -> int | None:
    own = rows[(rows["tier"] == tier) & (rows["month"] == month)]
    return None if own.empty else int(own["beds"].sum())
