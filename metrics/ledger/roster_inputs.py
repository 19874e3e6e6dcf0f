"""What a roster is made from, out of the warehouse: experts at hand, places, leaves, rules, minutes, who knows whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, rosters, schema
from metrics.ledger.holidays import planned_periods, working_days
from metrics.ledger.reads import CountyLedger

EARTH_KM = 6371.0
DETOUR = 1.4  # road over straight line in hilly counties
STRAIGHT_KMH = 40.0
KNOWN_SINCE_DAYS = 366  # who went to a place within the last year is no new face there
MINUTE_COLUMNS = ("expert_code", "institution_code", "travel_time_min")


@dataclass(frozen=True)
class RosterInputs:
    """The frames `planning.roster.roster_problem` and its checker take.

    earlier: visits of the first and last ISO week that lie outside the roster. minutes_zh: where the minutes come from.
    """

    county: str
    first: dt.date
    last: dt.date
    experts: pd.DataFrame
    places: pd.DataFrame
    leaves: pd.DataFrame
    rules: pd.DataFrame
    minutes: pd.DataFrame
    history: pd.DataFrame
    earlier: pd.DataFrame
    usual_days: dict[str, int]
    periods: pd.DataFrame
    workdays: list[dt.date]
    minutes_zh: str


def rules_of(whole: CountyLedger, month: int) -> pd.DataFrame:
    """Return the rules in force in a month that ask visits or people of places in periods, and the floors."""
    rules = whole.rules
    until = rules["valid_to"].fillna(999912).astype(np.int64)
    until = until.where(until > 9999, until * 100 + 12)
    rules = rules[(rules["valid_from"] <= month) & (until >= month)]
    asks = rules[["minimum_visits", "minimum_hours", "minimum_persons"]].notna().any(axis=1)
    floor = rules["title_floor"].fillna("") != ""
    return rules[(asks & rules["cadence"].notna()) | floor].reset_index(drop=True)


def roster_inputs(engine: Engine, whole: CountyLedger, first: dt.date, last: dt.date) -> RosterInputs:
    """Return what a roster of a county from first to last is made from. Frames are empty where nothing is asked."""
    month = first.year * 100 + first.month
    rules = rules_of(whole, month)
    kinds = set(rules["place_kind"].dropna())
    places = whole.places[(whole.places["closed"].isna()) & (whole.places["opened"] <= month)]
    if kinds and "county" not in kinds:
        places = places[places["place_kind"].isin(kinds)]
    if "county_hospital" in kinds:
        # A rule for the county's hospital means the one its visits go to, where there are several.
        visited = set(whole.visits["institution_code"])
        places = places[places["institution_code"].isin(visited) | (places["place_kind"] != "county_hospital")]
    places = places.reset_index(drop=True)
    experts = whole.experts
    at_hand = (experts["since"] <= month) & (experts["until"].fillna(999912) >= month)
    experts = experts[at_hand].reset_index(drop=True)
    minutes, words = travel_minutes(engine, whole, experts, places, month)
    cadences = sorted(set(rules["cadence"].dropna()) - {"", "term"})
    spans = [planned_periods(first, last, cadence) for cadence in cadences]
    empty = planned_periods(first, last, "week").iloc[:0]
    since = pd.Timestamp(first) - pd.Timedelta(days=KNOWN_SINCE_DAYS)
    known = whole.visits[(whole.visits["visit_date"] >= since) & (whole.visits["attended"] == 1)]
    known = known[known["expert_code"].isin(experts["expert_code"])]
    known = known[known["institution_code"].isin(places["institution_code"])]
    return RosterInputs(
        county=whole.county,
        first=first,
        last=last,
        experts=experts,
        places=places,
        leaves=_away(whole, set(experts["expert_code"]), first, last),
        rules=rules,
        minutes=minutes,
        history=known[["expert_code", "institution_code"]].drop_duplicates(),
        earlier=visits_beside(whole.visits, rosters.published_editions(engine, whole.county), first, last),
        usual_days=usual_days(known),
        periods=pd.concat(spans, ignore_index=True) if spans else empty,
        workdays=working_days(first, last),
        minutes_zh=words,
    )


def visits_beside(visits: pd.DataFrame, editions: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Return expert_code, institution_code, visit_date of the visits in the span's first and last ISO week outside it.

    A limit of visits a week asks for them where a week lies half in another month. visits: the ledger, which speaks up
    to its last day; beyond it the published rosters do (editions: `published_editions`), by each span's newest version.
    """
    columns = ["expert_code", "institution_code", "visit_date"]
    newest = editions.groupby(["first_day", "last_day"])["version"].transform("max") if len(editions) else None
    planned = editions[editions["version"] == newest] if newest is not None else editions
    planned = planned[planned["visit_date"].notna()]
    both = []
    for table in (visits, planned):
        days = pd.to_datetime(table["visit_date"])
        both.append(pd.DataFrame({**{name: table[name] for name in columns[:2]}, "visit_date": days}))
    made, coming = both
    coming = coming[coming["visit_date"] > made["visit_date"].max()] if len(made) else coming
    found = pd.concat([part for part in (made, coming) if len(part)] or [made], ignore_index=True)
    monday = pd.Timestamp(first - dt.timedelta(days=first.weekday()))
    sunday = pd.Timestamp(last + dt.timedelta(days=6 - last.weekday()))
    beside = found["visit_date"].between(monday, sunday)
    beside &= (found["visit_date"] < pd.Timestamp(first)) | (found["visit_date"] > pd.Timestamp(last))
    own: pd.DataFrame = found[beside].drop_duplicates().sort_values(["visit_date", "expert_code"])
    return own.assign(visit_date=own["visit_date"].dt.date).reset_index(drop=True)


def usual_days(visits: pd.DataFrame) -> dict[str, int]:
    """Return each expert's most frequent weekday (0 = Monday): residents come on the day they know."""
    days = visits.assign(weekday=visits["visit_date"].dt.day_of_week)
    often = days.groupby(["expert_code", "weekday"], as_index=False).size()
    often = often.sort_values(["expert_code", "size", "weekday"], ascending=[True, False, True])
    usual = often.drop_duplicates("expert_code")
    return {str(code): int(day) for code, day in zip(usual["expert_code"], usual["weekday"], strict=True)}


def _away(whole: CountyLedger, experts: set[str], first: dt.date, last: dt.date) -> pd.DataFrame:
    """Return leaves that touch the span, and postings as leaves: who is posted cannot go on visits."""
    leaves = whole.leaves[["leave_id", "expert_code", "start_date", "end_date"]]
    posted = whole.postings[["posting_id", "expert_code", "start_date", "end_date"]]
    posted = posted.rename(columns={"posting_id": "leave_id"})
    posted = posted.assign(end_date=posted["end_date"].where(posted["end_date"].notna(), last))
    # pandas cannot concatenate an empty frame of unknown types quietly.
    both = pd.concat([part for part in (leaves, posted) if len(part)]) if len(leaves) + len(posted) else leaves
    start, end = pd.to_datetime(both["start_date"]), pd.to_datetime(both["end_date"])
    touches = (start <= pd.Timestamp(last)) & (end >= pd.Timestamp(first)) & both["expert_code"].isin(list(experts))
    return both[touches].reset_index(drop=True)


def travel_minutes(
    engine: Engine, whole: CountyLedger, experts: pd.DataFrame, places: pd.DataFrame, month: int
) -> tuple[pd.DataFrame, str]:
    """Return expert_code, institution_code, travel_time_min (one way, car), and a sentence on where they come from.

    From the road times of the village nearest to the expert's hospital; a pair without them is taken straight. An
    expert without a hospital in the county comes from outside: the road within the county is then unknown and 0.
    """
    homes = whole.places.set_index("institution_code")
    own = sorted({code for code in experts["home_institution_code"].dropna() if code in homes.index})
    tables, straight = [], 0
    for home in own:
        lon, lat = homes.loc[[home], ["lon", "lat"]].to_numpy(dtype=float)[0]
        straight_min = _kilometres(lon, lat, places) * DETOUR / STRAIGHT_KMH * 60
        by_road = places["institution_code"].map(_by_road(engine, whole.county, lon, lat, month)).to_numpy(dtype=float)
        straight += int(np.isnan(by_road).sum())
        one_way = np.where(np.isnan(by_road), straight_min, by_road)
        tables.append(pd.DataFrame({"home": home, "institution_code": places["institution_code"],
                                    "travel_time_min": np.round(one_way, 1)}))  # fmt: skip
    empty = pd.DataFrame({"home": [], "institution_code": [], "travel_time_min": []})
    by_home = pd.concat(tables, ignore_index=True) if tables else empty
    who = experts[["expert_code", "home_institution_code"]].rename(columns={"home_institution_code": "home"})
    inside = who[who["home"].isin(own)]
    outside = who[~who["home"].isin(own)][["expert_code"]].merge(places[["institution_code"]], how="cross")
    pairs = [inside.merge(by_home, on="home")[list(MINUTE_COLUMNS)]] if own else []
    if len(outside):
        pairs.append(outside.assign(travel_time_min=0.0))
    table = pd.concat(pairs, ignore_index=True) if pairs else empty.rename(columns={"home": "expert_code"})
    return table, _minutes_words(len(own), len(by_home), straight, len(outside))


def _minutes_words(homes: int, pairs: int, straight: int, outside: int) -> str:
    said = []
    if pairs > straight:
        said.append(f"路上时间取路网小汽车分钟数（从医院最近的村起算），{homes}家派出医院")
    if straight:
        said.append(f"{straight}对没有路网时间，按直线距离×{DETOUR:g}、时速{STRAIGHT_KMH:g}公里折算")
    if outside:
        said.append("县外专家县内路程不详，按0分钟计")
    return "；".join(said) + ("。" if said else "")


def _kilometres(lon: float, lat: float, places: pd.DataFrame) -> np.ndarray:
    """Return straight kilometres from a point to places. Source: equirectangular approximation, good below 200 km."""
    x = np.radians(places["lon"].to_numpy(dtype=float) - lon) * np.cos(np.radians(lat))
    y = np.radians(places["lat"].to_numpy(dtype=float) - lat)
    return np.asarray(EARTH_KM * np.hypot(x, y))


def _by_road(engine: Engine, county: str, lon: float, lat: float, month: int) -> dict[str, float]:
    """Return minutes by car to each institution from the village nearest to a point; {} without road times."""
    village, minutes = schema.village, schema.travel_time
    near = read.frame(
        engine,
        select(village.c.village_code, village.c.lon, village.c.lat).where(
            village.c.county_code == county,
            village.c.village_code.in_(
                select(minutes.c.village_code).where(
                    minutes.c.county_code == county, minutes.c.mode == "car", minutes.c.scenario == "normal"
                )
            ),
        ),
    )
    if near.empty:
        return {}
    code = near["village_code"].iloc[int(np.argmin(_kilometres(lon, lat, near)))]
    rows = read.frame(
        engine,
        select(minutes.c.institution_code, minutes.c.minutes, minutes.c.road_edition).where(
            minutes.c.county_code == county,
            minutes.c.village_code == str(code),
            minutes.c.mode == "car",
            minutes.c.scenario == "normal",
            minutes.c.direction == "to_facility",
        ),
    )
    newest = rows[rows["road_edition"] == rows["road_edition"].max()]
    return dict(zip(newest["institution_code"], newest["minutes"].astype(float), strict=True))


def kilometres_of(whole: CountyLedger) -> pd.DataFrame:
    """Return expert_code, institution_code, km: straight kilometres one way × DETOUR, for `ledger.fairness`."""
    pairs = whole.visits[["expert_code", "institution_code"]].drop_duplicates()
    spot = whole.places[["institution_code", "lon", "lat"]]
    pairs = pairs.merge(spot, on="institution_code")
    home = whole.experts[["expert_code", "home_institution_code"]].merge(
        spot.rename(columns={"institution_code": "home_institution_code", "lon": "from_lon", "lat": "from_lat"}),
        on="home_institution_code",
    )
    pairs = pairs.merge(home, on="expert_code")
    x = np.radians(pairs["lon"] - pairs["from_lon"]) * np.cos(np.radians(pairs["lat"]))
    y = np.radians(pairs["lat"] - pairs["from_lat"])
    return pairs[["expert_code", "institution_code"]].assign(km=EARTH_KM * np.hypot(x, y) * DETOUR)
