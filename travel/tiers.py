"""Which facilities count for which kind of care: the tiers of the service circles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from travel.shortest import Direction

TierName = Literal["village", "township", "county", "ambulance", "telemedicine"]
Requirement = Literal["", "standardised", "telemedicine", "ambulances"]

HOSPITALS: Final = ("county_hospital", "tcm_hospital")
CENTRES: Final = ("township_centre", "community_centre")
CLINICS: Final = ("central_village_clinic", "village_clinic")


@dataclass(frozen=True)
class Tier:
    """Facilities that count.

    levels    : of the institution in that month.
    requires  : a state that must hold in that month: meets the standard, has telemedicine, keeps an ambulance.
    exempt    : levels to which the requirement does not apply.
    direction : a patient travels to the facility, an ambulance from its station.
    """

    name: TierName
    levels: tuple[str, ...]
    requires: Requirement = ""
    exempt: tuple[str, ...] = ()
    direction: Direction = "to_facility"


TIERS: Final[dict[TierName, Tier]] = {
    tier.name: tier
    for tier in (
        Tier("village", (*CLINICS, *CENTRES, *HOSPITALS)),
        Tier("township", (*CENTRES, *HOSPITALS), "standardised", HOSPITALS),
        Tier("county", HOSPITALS),
        Tier(
            "ambulance", ("first_aid_station", *CENTRES, *HOSPITALS, "mch_hospital"), "ambulances", (), "from_station"
        ),
        Tier("telemedicine", (*CLINICS, *CENTRES, *HOSPITALS), "telemedicine"),
    )
}
"""Village-level care may also be had at the township centre or the hospital; a centre below standard is no 合格机构."""

STATES: Final[tuple[str, ...]] = ("standardised", "telemedicine", "ambulances")
