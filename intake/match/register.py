"""The county's institutions and townships as a file may call them.

A code decides. A name decides only where it fits exactly one place that exists in the file's month, with 村 and 社区
kept apart. What is merely similar is offered as an answer to a question, never taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from rapidfuzz import fuzz, process
from sqlalchemy import Engine, select

from data_access import schema
from intake.answers import IGNORED
from intake.layout.numbers import label
from intake.reading.book import Scalar

MOST_SUGGESTED: Final = 4
LEAST_SIMILAR: Final = 45.0  # of 100; below it a suggestion only distracts
CENTRES: Final = ("township_centre", "community_centre")
DIGITS_OF_A_FLOAT: Final = 15  # a spreadsheet keeps no more of a number

Trouble = Literal["", "absent", "unknown", "ambiguous", "float_code", "not_open", "left_out"]
_SUMS: Final = re.compile(r"^(?:(?:全|本)[县区旗市]|.*(?:合计|小计|总计|汇总))$")


@dataclass(frozen=True)
class Place:
    """An institution or a township. first, last: months of its existence, YYYYMM; last None while it exists."""

    code: str
    name: str
    township: str
    kind: Literal["institution", "township"]
    first: int
    last: int | None
    level: str = ""

    def is_there(self, month: int) -> bool:
        """Say whether it exists in a month."""
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True)
class Expert:
    """An expert as sheets name one. home: code of the institution that sends them, '' where it is not known."""

    code: str
    name: str
    home: str = ""


@dataclass(frozen=True)
class Found:
    """What a name or code stands for. suggested: codes and names to choose from where it is not certain."""

    place: Place | None = None
    trouble: Trouble = ""
    suggested: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Register:
    """The places of one county, and what the county has answered before (a name as written → code).

    other_codes : what other offices call its institutions → institution code (table institution_other_code).
    mechanisms  : code, name and kinds of evidence of each.
    """

    county: str
    county_name: str
    places: tuple[Place, ...]
    answers: Mapping[str, str]
    other_codes: Mapping[str, str] = field(default_factory=dict)
    experts: tuple[Expert, ...] = ()
    mechanisms: tuple[tuple[str, str, frozenset[str]], ...] = ()

    def find(self, name: Scalar, code: Scalar, township: Scalar, month: int, kind: str) -> Found:
        """Return the place of a row: kind is institution or township."""
        written_code = self._code(code)
        if written_code == "float":
            return Found(trouble="float_code")
        possible = [place for place in self.places if place.kind == kind]
        if written_code and (by_code := self._coded(possible, written_code)):
            # Branches share the organisation's code: then the name says which.
            named = [place for place in by_code if self._fits(place, label(name))]
            return self._dated(named if len(by_code) > 1 and named else by_code, month)
        written = label(name)
        if not written:
            return Found(trouble="unknown" if written_code else "absent")
        if answered := self.answers.get(written):
            if answered == IGNORED:
                return Found(trouble="left_out")
            return self._dated([place for place in possible if place.code == answered], month)
        named = [place for place in possible if self._fits(place, written)]
        if township:
            within = label(township)
            near = [place for place in named if self._township_name(place) in (within, "")]
            named = near if near else named
        if named:
            return self._dated(named, month)
        return Found(trouble="unknown", suggested=self._similar(possible, written, month))

    def _coded(self, possible: list[Place], code: str) -> list[Place]:
        """Return the places that a code stands for: its own, one answered or of the crosswalk, else by organisation.

        Characters 9–17 of a credit code and the first nine of a 22-digit code are the organisation's: an old file's
        code finds a new register. Where several branches share one, all of them are returned.
        """
        known = {code, self.answers.get(code, ""), self.other_codes.get(code, "")} - {""}
        exact = [place for place in possible if place.code in known]
        organisation = organisation_of(code)
        if exact or not organisation:
            return exact
        others = {whose for other, whose in self.other_codes.items() if organisation_of(other) == organisation}
        return [place for place in possible if place.code in others or organisation_of(place.code) == organisation]

    def centres(self, township: str, month: int) -> frozenset[str]:
        """Return the township and street centres that a township's figures are the sum of, in a month."""
        return frozenset(
            place.code
            for place in self.places
            if place.level in CENTRES and place.township == township and place.is_there(month)
        )

    def _fits(self, place: Place, written: str) -> bool:
        names = {label(place.name)}
        return written in names or written.removeprefix(self.county_name) in names

    def _township_name(self, place: Place) -> str:
        return next(
            (label(other.name) for other in self.places if other.kind == "township" and other.code == place.township),
            "",
        )

    def _dated(self, places: list[Place], month: int) -> Found:
        there = [place for place in places if place.is_there(month)]
        if len(there) == 1:
            return Found(there[0])
        if there:
            return Found(trouble="ambiguous", suggested=tuple(there[:MOST_SUGGESTED]))
        return (
            Found(trouble="not_open", suggested=tuple(places[:MOST_SUGGESTED])) if places else Found(trouble="unknown")
        )

    def _similar(self, possible: list[Place], written: str, month: int) -> tuple[Place, ...]:
        there = [place for place in possible if place.is_there(month)]
        near = process.extract(
            written,
            [place.name for place in there],
            scorer=fuzz.ratio,
            limit=MOST_SUGGESTED,
            score_cutoff=LEAST_SIMILAR,
        )
        return tuple(there[position] for _, _, position in near)

    @staticmethod
    def _code(code: Scalar) -> str:
        return "float" if is_lost(code) else label(code).upper()


def is_lost(code: Scalar) -> bool:
    """Say whether a spreadsheet has made a number of a code and dropped its last digits."""
    if isinstance(code, float) and (abs(code) >= 10**DIGITS_OF_A_FLOAT or not code.is_integer()):
        return True
    return bool(re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", label(code).upper()))


def organisation_of(code: str) -> str:
    """Return the organisation code within a code: of 9 characters itself, of 18 and 22 its part; '' of any other."""
    plain = code.replace("-", "")
    match len(plain):
        case 9:
            return plain
        case 18:
            return plain[8:17]
        case 22:
            return plain[:9]
    return ""


def is_sum(name: Scalar) -> bool:
    """Say whether a row's name says that it is a sum of others."""
    return bool(_SUMS.match(label(name)))


def register_of(engine: Engine, county: str, answers: Mapping[str, str] | None = None) -> Register:
    """Return the places of a county. Raises WarehouseError through the engine."""
    institution, township, counties = schema.institution, schema.township, schema.county
    with engine.connect() as connection:
        places = [
            Place(
                row.institution_code, row.name_zh, row.township_code, "institution", row.opened, row.closed, row.level
            )
            for row in connection.execute(select(institution).where(institution.c.county_code == county))
        ]
        places += [
            Place(row.township_code, row.name_zh, row.township_code, "township", row.valid_from, row.valid_to)
            for row in connection.execute(select(township).where(township.c.county_code == county))
        ]
        crosswalk = schema.institution_other_code
        codes = connection.execute(
            select(crosswalk.c.code, crosswalk.c.institution_code).where(crosswalk.c.county_code == county)
        )
        other_codes = {row.code: row.institution_code for row in codes}
        named = schema.expert
        experts = [
            Expert(row.expert_code, row.name_zh, row.home_institution_code or "")
            for row in connection.execute(select(named).where(named.c.county_code == county))
        ]
        name = connection.execute(
            select(counties.c.name_zh).where(counties.c.county_code == county)
        ).scalar_one_or_none()
        mechanism = schema.mechanism
        mechanisms = tuple(
            (row.mechanism_id, row.name_zh, frozenset((row.views or "").split()))
            for row in connection.execute(select(mechanism).where(mechanism.c.county_code == county))
        )
    return Register(county, name or "", tuple(places), dict(answers or {}), other_codes, tuple(experts), mechanisms)
