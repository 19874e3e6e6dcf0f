"""Village clinics one by one at a month's end: their doctors and who employs these, the drugs they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import Engine, func, or_, select

from data_access import read, schema
from metrics.catalogue.resources import VILLAGE_LEVELS
from metrics.scope import within
from metrics.statistics.intervals import wilson

HIRED: Final = "village_hire"
"""The kind of a staff event: village doctors hired by the county for a village clinic."""
VARIETIES: Final = "种"
FEWEST: Final = 5


@dataclass(frozen=True)
class TownshipDoctors:
    """The village clinics and village doctors of a township, or of all ("").

    managed      : clinics that the county's group manages; doctors_managed: the doctors of these.
    doctors_hired: doctors whom the county hired; None where the mechanism records no hiring.
    """

    township: str
    clinics: int
    managed: int
    doctors: int
    doctors_managed: int
    doctors_hired: int | None

    @property
    def counted(self) -> int:
        """Return the doctors that count: those hired where hiring is recorded, else those of managed clinics."""
        return self.doctors_managed if self.doctors_hired is None else self.doctors_hired

    @property
    def share(self) -> float | None:
        """Return the doctors that count in per cent of all; None without doctors."""
        return self.counted / self.doctors * 100 if self.doctors else None

    @property
    def clinic_share(self) -> float | None:
        """Return the managed clinics in per cent of all; None without clinics."""
        return self.managed / self.clinics * 100 if self.clinics else None


@dataclass(frozen=True)
class VillageDoctors:
    """Village doctors by township, in the order of the codes. unreported: clinics without a return in the month."""

    townships: tuple[TownshipDoctors, ...]
    whole: TownshipDoctors
    is_hiring: bool
    unreported: int

    @property
    def behind(self) -> TownshipDoctors | None:
        """Return the township with the lowest share whose interval (Wilson 95 %) lies below that of all; else None.

        Fewer than FEWEST doctors are no township to be named: one of one is 0 % or 100 %.
        """
        whole = self.whole.share or 0.0
        clear = [
            part
            for part in self.townships
            if part.doctors >= FEWEST and float(wilson(part.counted, part.doctors).upper) * 100 < whole
        ]
        return min(clear, key=lambda part: part.share or 0.0, default=None)


@dataclass(frozen=True)
class ClinicDrugs:
    """A clinic's drug varieties."""

    code: str
    zh: str
    en: str
    township: str
    varieties: int


@dataclass(frozen=True)
class DrugsHeld:
    """The clinics that reported, the fewest varieties first. floor: what the rule asks each to hold."""

    floor: float
    clinics: tuple[ClinicDrugs, ...]
    unreported: int

    @property
    def below(self) -> tuple[ClinicDrugs, ...]:
        """Return the clinics below the floor; exactly the floor is enough."""
        return tuple(clinic for clinic in self.clinics if clinic.varieties < self.floor)

    @property
    def townships(self) -> tuple[str, ...]:
        """Return the townships in the order of their lowest clinic."""
        return tuple(dict.fromkeys(clinic.township for clinic in self.clinics))


def read_clinics(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return village clinics: institution_code, names, township_code, in_group, reported, drug_varieties, doctors."""
    monthly, place, staff = schema.institution_month.c, schema.institution, schema.staff_month.c
    columns = (monthly.institution_code, monthly.township_code, monthly.in_group, monthly.reported)
    clinics = read.frame(
        engine,
        select(*columns, monthly.drug_varieties, place.c.name_zh, place.c.name_en)
        .join_from(schema.institution_month, place, place.c.institution_code == monthly.institution_code)
        .where(monthly.county_code == county, monthly.month == month, monthly.level.in_(VILLAGE_LEVELS))
        .order_by(monthly.institution_code),
    )
    doctors = read.frame(
        engine,
        select(staff.institution_code, func.sum(staff.persons).label("doctors"))
        .where(staff.county_code == county, staff.month == month, staff.profession == "village_doctor")
        .group_by(staff.institution_code),
    )
    joined = clinics.merge(doctors, on="institution_code", how="left")
    return joined.assign(doctors=joined["doctors"].fillna(0).astype(int))


def read_hired(engine: Engine, county: str, mechanism_id: str, month: int) -> dict[str, int]:
    """Return institution code → village doctors hired for it up to a month; {} where none are on record."""
    event = schema.staff_event.c
    statement = (
        select(event.institution_code, func.sum(event.persons).label("persons"))
        .where(
            event.county_code == county,
            event.mechanism_id == mechanism_id,
            event.kind == HIRED,
            event.month <= month,
            event.institution_code.is_not(None),
        )
        .group_by(event.institution_code)
    )
    return {str(row.institution_code): int(row.persons) for row in read.rows(engine, statement)}


def read_floor(engine: Engine, county: str, mechanism_id: str, month: int) -> float | None:
    """Return the drug varieties that the mechanism's rule in force asks of a village clinic; None without a rule."""
    rule = schema.rule.c
    statement = select(func.max(rule.value)).where(
        rule.county_code == county,
        rule.mechanism_id == mechanism_id,
        rule.unit == VARIETIES,
        rule.comparator == ">=",
        rule.place_kind.in_(VILLAGE_LEVELS),
        rule.valid_from <= month,
        or_(rule.valid_to.is_(None), rule.valid_to >= month),
    )
    value = read.rows(engine, statement)[0][0]
    return None if value is None else float(value)


def _here(clinics: pd.DataFrame, edition: Mapping[str, str], chosen: Sequence[str]) -> pd.DataFrame:
    placed = clinics.assign(township_code=clinics["township_code"].map(lambda code: edition.get(code, code)))
    return within(placed, chosen)


def village_doctors(
    clinics: pd.DataFrame, hired: Mapping[str, int], edition: Mapping[str, str], chosen: Sequence[str] = ()
) -> VillageDoctors | None:
    """Return the village doctors; None where the chosen townships have none. clinics: as read_clinics.

    Whoever was hired and has left is nobody any more: a clinic never counts more hired doctors than it has.
    """
    own = _here(clinics, edition, chosen)
    reported = own[own["reported"]]
    if reported["doctors"].sum() == 0:
        return None
    counted = reported.assign(
        hired=[
            min(hired.get(str(row["institution_code"]), 0), int(row["doctors"])) for row in reported.to_dict("records")
        ],
        managed=reported["in_group"].astype(bool),
    )
    is_hiring = bool(hired)
    parts = [_doctors(str(code), rows, is_hiring) for code, rows in counted.groupby("township_code", sort=True)]
    return VillageDoctors(tuple(parts), _doctors("", counted, is_hiring), is_hiring, int((~own["reported"]).sum()))


def _doctors(township: str, rows: pd.DataFrame, is_hiring: bool) -> TownshipDoctors:
    managed = rows[rows["managed"]]
    return TownshipDoctors(
        township,
        len(rows),
        len(managed),
        int(rows["doctors"].sum()),
        int(managed["doctors"].sum()),
        int(rows["hired"].sum()) if is_hiring else None,
    )


def drugs_held(
    clinics: pd.DataFrame, floor: float, edition: Mapping[str, str], chosen: Sequence[str] = ()
) -> DrugsHeld | None:
    """Return the drugs of each clinic; None where no clinic of the chosen townships reported."""
    own = _here(clinics, edition, chosen)
    reported = own[own["reported"]].sort_values(["drug_varieties", "institution_code"], kind="stable")
    if reported.empty:
        return None
    found = tuple(
        ClinicDrugs(
            str(row["institution_code"]),
            str(row["name_zh"]),
            str(row["name_en"]),
            str(row["township_code"]),
            int(row["drug_varieties"]),
        )
        for row in reported.to_dict("records")
    )
    return DrugsHeld(floor, found, int((~own["reported"]).sum()))
