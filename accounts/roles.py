"""Roles, what each may do, and a grant: a role over counties and townships."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from data_access.granted import Reach, Within


class Act(StrEnum):
    """What may be done beyond opening a page of published figures."""

    READ = "read"
    PERSONS = "persons"  # rows that name persons: visits, postings, attendance
    LOAD = "load"  # files, roads, places
    ROSTER = "roster"  # rosters, attendance, what counts
    DECIDE = "decide"  # limits, targets, frozen figures, mechanisms
    ADMINISTER = "administer"
    AUDIT = "audit"


@dataclass(frozen=True)
class Role:
    """What a role may do. one_township: its grant must name townships."""

    acts: frozenset[Act]
    one_township: bool = False


def _role(*acts: Act, one_township: bool = False) -> Role:
    return Role(frozenset(acts), one_township)


ROLES: Final[dict[str, Role]] = {
    "leader": _role(Act.READ, Act.PERSONS, Act.DECIDE),
    "analyst": _role(Act.READ, Act.PERSONS, Act.LOAD, Act.DECIDE),
    "roster_office": _role(Act.READ, Act.PERSONS, Act.ROSTER),
    "department": _role(Act.READ),
    "township_director": _role(Act.READ, Act.PERSONS, one_township=True),
    "wall": _role(Act.READ),
    "administrator": _role(Act.READ, Act.ADMINISTER),
    "auditor": _role(Act.READ, Act.AUDIT),
}
"""Least privilege (GB/T 22239-2019, 8.1.4.2): who administers sees no persons, who audits administers nothing."""


@dataclass(frozen=True)
class Grant:
    """A role over places. counties, townships: codes; () is every one."""

    role: str
    counties: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()

    @property
    def acts(self) -> frozenset[Act]:
        """What the grant lets its holder do."""
        return ROLES[self.role].acts

    def told(self) -> dict[str, object]:
        """Return the grant as the trail keeps it."""
        return {"role": self.role, "counties": list(self.counties), "townships": list(self.townships)}

    def covers(self, county: str, township: str = "") -> bool:
        """Tell whether the grant reaches a county, and where a township is named, that township."""
        if self.counties and county not in self.counties:
            return False
        return not township or not self.townships or township in self.townships


def may(grants: tuple[Grant, ...], act: Act, county: str = "", township: str = "") -> bool:
    """Tell whether any of the grants lets its holder do something, at a place where one is named."""
    return any(act in grant.acts and (not county or grant.covers(county, township)) for grant in grants)


def may_read_calendar(grants: tuple[Grant, ...], county: str, only: str) -> bool:
    """Tell whether grants let their holder know who goes where: of a county, or of the township of a calendar.

    only : code of an expert or a township, '' for the whole county.
    """
    township = only if only.isdigit() else ""
    whole = tuple(grant for grant in grants if not grant.townships)
    return may(whole, Act.PERSONS, county) or (bool(township) and may(grants, Act.PERSONS, county, township))


def reach_of_grants(grants: tuple[Grant, ...]) -> Reach:
    """Return how far a reader sees by their grants: figures and rows by those to read, names by those for persons."""
    return Reach(*(_places(grants, act) for act in (Act.READ, Act.PERSONS)))


def _places(grants: tuple[Grant, ...], act: Act) -> tuple[Within, ...]:
    here = {Within(_counties(own), tuple(sorted(own.townships))) for own in grants if act in own.acts}
    return tuple(sorted(here, key=lambda within: (within.counties, within.townships)))


def _counties(own: Grant) -> tuple[str, ...]:
    """Return the counties of a grant: those named, else those in which its townships lie; () is every one."""
    # A township's code begins with its county's (GB/T 10114-2003).
    return tuple(sorted(own.counties or {code[:6] for code in own.townships}))
