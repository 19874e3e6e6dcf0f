"""A roster's calendar: what an expert, a township or a county's office puts on the phone, by file or by address."""

from __future__ import annotations

import pandas as pd

from data_access.rosters import published_editions
from faces.document.roster import feed_file
from metrics.errors import QuestionError
from metrics.ledger.reads import county_experts, county_places, expert_names, place_names
from metrics.source import Source


class NoCalendar(QuestionError):
    """Nothing of this county, expert or township was ever published."""


def named_editions(editions: pd.DataFrame, experts: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return published editions (data_access.rosters) with the names of who comes and where to."""
    people = experts[["expert_code", "specialty"]].merge(expert_names(experts), on="expert_code")
    named = editions.merge(people, on="expert_code", how="left")
    return named.merge(place_names(places), on="institution_code", how="left")


def roster_calendar(source: Source, county: str, only: str = "") -> bytes:
    """Return the calendar of a county, or of one expert or township (only), as .ics.

    Visits that were called off stay in it as cancelled. Raises NoCalendar, UnknownCounty, WarehouseError.
    """
    place = source.reference.county(county)
    editions = source.read(published_editions, county)
    if editions.empty:
        raise NoCalendar("no_calendar", county=place.name_zh)
    experts = source.read(county_experts, county)
    named = named_editions(editions, experts, source.read(county_places, county))
    if not only:
        return feed_file(named, f"{place.name_zh} 专家下沉")
    names = dict(zip(experts["expert_code"], experts["name_zh"], strict=True))
    townships = {code: town.name_zh for code, town in source.reference.townships.items() if town.county_code == county}
    if only not in names and only not in townships:
        raise NoCalendar("no_calendar_of", county=place.name_zh, only=only[:40])
    column = "expert_code" if only in names else "township_code"
    return feed_file(named, f"{place.name_zh} {(names | townships)[only]} 专家下沉", only=only, column=column)
