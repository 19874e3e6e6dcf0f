"""时效: calls, questions, orders and urgent cases one by one. Counts and minutes are parts of the months' sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sample_data.mechanisms import MECHANISMS, SYNTHETIC, county_of, frame_of, townships_of
from sample_data.road_tables import NEW_EDITION
from sample_data.world import FloatArray, IntArray, World, allocate, facts, only_where, rng

PRIMARY: Final = ("township_centre", "community_centre")
BY_HOUR: Final = (5, 4, 4, 4, 5, 7, 9, 11, 13, 12, 11, 10, 9, 9, 10, 10, 10, 10, 10, 9, 8, 7, 6, 5)
OFFICE_HOURS: Final = (0, 0, 0, 0, 0, 0, 0, 2, 12, 14, 13, 10, 4, 4, 10, 13, 12, 8, 3, 1, 1, 0, 0, 0)
REASON_RECORDED: Final = 0.78
TURN_OUT_MINUTES: Final = 4.0


@dataclass(frozen=True)
class Work:
    """Monthly work of which some is kept one by one: from which month, what share of it, and how long beside the mean.

    spread : standard deviation of the logarithm of minutes.
    """

    mechanism_id: str
    activity: str
    first: int
    share: float = 1.0
    longer: float = 1.0
    spread: float = 0.7
    hours: tuple[int, ...] = OFFICE_HOURS


RUNS = Work("jiaocheng_prehospital", "ambulance_dispatch", 202201, spread=0.5, hours=BY_HOUR)
CASES = Work("jungar_emergency_centres", "emergency_case", 202301, spread=0.45, hours=BY_HOUR)
ORDERS = Work("jiaocheng_one_order", "one_order", 202201, share=0.1, longer=7.5, spread=1.0)
URGENT = Work("jiexiu_six_unified_centres", "business_centre_work", 202201, share=0.03, longer=0.85, spread=0.6)
CONSULTATIONS = Work("jungar_remote_diagnosis", "remote_reply", 202201, spread=0.85, hours=BY_HOUR)


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the rows of response_event, and activity_month with the minutes that all its calls and cases add to."""
    runs, cases, consultations = _runs(world), _cases(world), _consultations(world)
    parts = [runs, cases, consultations, _orders(world), _urgent(world)]
    months = _summed(world.frames["activity_month"], RUNS, runs, "asked_at", "answered_at")
    months = _summed(months, CONSULTATIONS, consultations, "asked_at", "answered_at", by="asked_by")
    return {
        "activity_month": _summed(months, CASES, cases, "answered_at", "treated_at"),
        "response_event": frame_of(
            "response_event", pd.concat([_finished(world, part) for part in parts], ignore_index=True)
        ),
    }


def _summed(
    months: pd.DataFrame, work: Work, rows: pd.DataFrame, begins: str, ends: str, *, by: str = "institution_code"
) -> pd.DataFrame:
    """Return the months with the minutes of an activity that is kept one by one as sums of its rows.

    by : the column of the rows that says in whose sum they stand.
    """
    minutes = (rows[ends] - rows[begins]).dt.total_seconds() / 60
    sums = minutes.groupby([rows[by], rows["month"]]).sum()
    own = (months["activity_code"] == work.activity).to_numpy()
    keys = pd.MultiIndex.from_frame(months.loc[own, ["institution_code", "month"]])
    found = pd.Series(sums.reindex(keys).to_numpy(), index=months.index[own])
    changed = months.copy()
    changed.loc[own, "minutes"] = found.fillna(months.loc[own, "minutes"])
    return changed


def _finished(world: World, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in order of time with responders' names, reasons of the long ones, and a number."""
    mechanism = str(rows["mechanism_id"].iloc[0])
    table = facts(MECHANISMS).set_index("mechanism_id")
    limit = float(str(table["limit_minutes"][mechanism]))
    rows = rows.sort_values(["asked_at", "institution_code"], kind="stable").reset_index(drop=True)
    ended = rows["treated_at"].fillna(rows["answered_at"])
    took = (ended - rows["asked_at"]).dt.total_seconds() / 60
    words = facts("evidence_response")
    reasons = words[(words["mechanism_id"] == mechanism) & (words["use"] == "reason")]
    draw = rng("reasons", mechanism)
    chances = reasons["weight"].astype(float).to_numpy()
    drawn = draw.choice(reasons["zh"].to_numpy(dtype=object), len(rows), p=chances / chances.sum())
    known = (took > limit).to_numpy() & (draw.random(len(rows)) < REASON_RECORDED)
    names = world.frames["institution"].set_index("institution_code")[["name_zh", "name_en"]]
    own = names.reindex(rows["institution_code"])
    if "responder_zh" not in rows:
        rows = rows.assign(responder_zh=own["name_zh"].to_numpy(), responder_en=own["name_en"].to_numpy())
    return rows.assign(
        event_id=[f"{mechanism}_{number:06d}" for number in range(1, len(rows) + 1)],
        county_code=county_of(mechanism),
        reason_zh=only_where(known, drawn),
        **SYNTHETIC,
    )


def _sums(world: World, work: Work) -> pd.DataFrame:
    """Return institution, month, how many are kept one by one, and the mean minutes of all."""
    table = world.frames["activity_month"]
    rows = table[(table["activity_code"] == work.activity) & (table["month"] >= work.first) & (table["done"] > 0)]
    done = rows["done"].to_numpy(dtype=np.int64)
    kept = done if work.share == 1 else rng("kept", work.mechanism_id).binomial(done, work.share)
    found = rows[["institution_code", "month"]].assign(kept=kept, minutes=rows["minutes"], mean=rows["minutes"] / done)
    return found[found["kept"] > 0].reset_index(drop=True)


def _repeated(sums: pd.DataFrame, work: Work) -> pd.DataFrame:
    """Return one row an event: institution and month, the number of its sum, and when it was asked."""
    row = np.repeat(np.arange(len(sums)), sums["kept"].to_numpy(dtype=np.int64))
    month = sums["month"].to_numpy(dtype=np.int64)[row]
    draw = rng("asked", work.mechanism_id)
    hours = np.array(work.hours, dtype=np.float64)
    first = pd.to_datetime(pd.Series(month).astype(str), format="%Y%m")
    # Whatever is asked by the 27th is answered within the month.
    day, hour = draw.integers(0, 27, len(row)), draw.choice(24, len(row), p=hours / hours.sum())
    minute = draw.integers(0, 60, len(row))
    asked = first + pd.to_timedelta(day * 24 * 60 + hour * 60 + minute, unit="min")
    return pd.DataFrame(
        {
            "mechanism_id": work.mechanism_id,
            "institution_code": sums["institution_code"].to_numpy(dtype=object)[row],
            "month": month,
            "sum": row,
            "asked_at": asked.dt.as_unit("s"),
            "treated_at": pd.Series(pd.NaT, index=range(len(row)), dtype="datetime64[s]"),
            "road_minutes": np.nan,
        }
    )


def _shared_minutes(rows: pd.DataFrame, totals: FloatArray, weights: FloatArray, least: IntArray) -> IntArray:
    """Return whole minutes of each event, at least `least`, that add to the (rounded) total of its sum.

    Where a total is less than its events need at least, they take just that.
    """
    minutes = least.copy()
    for place in rows.groupby("sum").indices.values():
        more = max(round(float(totals[int(rows["sum"].iloc[place[0]])])) - int(least[place].sum()), 0)
        minutes[place] += allocate(more, weights[place])
    return minutes


def _after(times: pd.Series, minutes: Any) -> pd.Series:
    later: pd.Series = times + pd.to_timedelta(minutes, unit="min").astype("timedelta64[s]")
    return later


def _roads(world: World, county: str) -> pd.DataFrame:
    """Return village, its township of today, its residents, an institution and the minutes to it by car."""
    table = world.frames["travel_time"]
    usual = (table["mode"] == "car") & (table["scenario"] == "normal") & (table["road_edition"] == NEW_EDITION)
    rows = table.loc[usual & (table["county_code"] == county), ["village_code", "institution_code", "minutes"]]
    month = int(world.months[-1])
    villages = world.villages(county, month).set_index("village_code")
    access = world.frames["village_access"]
    residents = access[(access["county_code"] == county) & (access["tier"] == "village")].drop_duplicates(
        "village_code", keep="last"
    )
    people = residents.set_index("village_code")["residents"]
    return rows.assign(
        township_code=rows["village_code"].map(villages["township_code"]),
        residents=rows["village_code"].map(people).fillna(0.0),
    ).dropna()


def _drawn_roads(rows: pd.DataFrame, roads: pd.DataFrame, draw: np.random.Generator, fading: float) -> pd.DataFrame:
    """Return for each event the township and road minutes of a village that its institution answers for.

    fading : minutes over which an institution's calls fall to a third.
    """
    township = np.empty(len(rows), dtype=object)
    minutes = np.zeros(len(rows))
    for code, place in rows.groupby("institution_code").indices.items():
        own = roads[roads["institution_code"] == code]
        weight = (own["residents"] * np.exp(-own["minutes"] / fading)).to_numpy(dtype=np.float64)
        chosen = draw.choice(len(own), len(place), p=weight / weight.sum())
        township[place] = own["township_code"].to_numpy(dtype=object)[chosen]
        minutes[place] = own["minutes"].to_numpy(dtype=np.float64)[chosen]
    return pd.DataFrame({"township_code": township, "road_minutes": np.round(minutes, 1)})


def _kinds(mechanism: str, count: int) -> dict[str, Any]:
    words = facts("evidence_response")
    own = words[(words["mechanism_id"] == mechanism) & (words["use"] == "kind")]
    chances = own["weight"].astype(float).to_numpy()
    number = rng("kinds", mechanism).choice(len(own), count, p=chances / chances.sum())
    return {"kind_zh": own["zh"].to_numpy()[number], "kind_en": own["en"].to_numpy()[number]}


def _runs(world: World) -> pd.DataFrame:
    """交城: every run from a health centre to a village of its own township, called and arrived."""
    sums = _sums(world, RUNS)
    rows = _repeated(sums, RUNS)
    draw = rng("runs")
    roads = _roads(world, county_of(RUNS.mechanism_id))
    home = world.sites.set_index("institution_code")["new_township"]
    own = roads[roads["township_code"] == roads["institution_code"].map(home)]
    road = _drawn_roads(rows, own, draw, 14.0)["road_minutes"].to_numpy()
    slow = draw.gamma(2.0, 1.0, len(rows)) + np.where(draw.random(len(rows)) < 0.09, draw.uniform(4, 9, len(rows)), 0)
    least = np.ceil(road * 0.95 + TURN_OUT_MINUTES / 2).astype(np.int64)
    minutes = _shared_minutes(rows, sums["minutes"].to_numpy(), slow * (6 + 0.35 * road), least)
    return rows.assign(
        road_minutes=road,
        township_code=townships_of(world, rows["institution_code"], rows["month"]),
        answered_at=_after(rows["asked_at"], minutes),
        **_kinds(RUNS.mechanism_id, len(rows)),
    )


def _cases(world: World) -> pd.DataFrame:
    """准格尔: onset, arrival at the hospital and treatment; minutes from arrival to treatment add to the months'."""
    sums = _sums(world, CASES)
    rows = _repeated(sums, CASES)
    draw = rng("cases")
    drawn = _drawn_roads(rows, _roads(world, county_of(CASES.mechanism_id)), draw, 60.0)
    road = drawn["road_minutes"].to_numpy()
    before = np.rint(draw.lognormal(np.log(22), 0.65, len(rows)) + road * draw.uniform(1.0, 1.5, len(rows)))
    treated = _shared_minutes(
        rows, sums["minutes"].to_numpy(), draw.lognormal(0, CASES.spread, len(rows)), np.ones(len(rows), dtype=np.int64)
    )
    arrived = _after(rows["asked_at"], before)
    return rows.assign(
        road_minutes=road,
        township_code=drawn["township_code"],
        answered_at=arrived,
        treated_at=_after(arrived, treated),
        **_kinds(CASES.mechanism_id, len(rows)),
    )


def _answered(rows: pd.DataFrame, sums: pd.DataFrame, work: Work) -> pd.Series:
    totals = (sums["kept"] * sums["mean"] * work.longer).to_numpy(dtype=np.float64)
    weights = rng("answers", work.mechanism_id).lognormal(0, work.spread, len(rows))
    minutes = _shared_minutes(rows, totals, weights, np.ones(len(rows), dtype=np.int64))
    return _after(rows["asked_at"], minutes)


def _consultations(world: World) -> pd.DataFrame:
    """准格尔: the consultations of the monthly reports, asked by a centre, answered by the lead of its community."""
    means = _sums(world, CONSULTATIONS).set_index(["institution_code", "month"])["mean"]
    reports = world.frames["institution_month"]
    county = county_of(CONSULTATIONS.mechanism_id)
    own = (reports["county_code"] == county) & (reports["month"] >= CONSULTATIONS.first)
    sums = reports.loc[own & (reports["remote_consultations"] > 0), ["institution_code", "month"]].reset_index(
        drop=True
    )
    sums["kept"] = reports.loc[own & (reports["remote_consultations"] > 0), "remote_consultations"].to_numpy()
    found = means.reindex(pd.MultiIndex.from_frame(sums[["institution_code", "month"]])).to_numpy()
    sums["mean"] = np.where(np.isnan(found), float(means.mean()), found)
    rows = _repeated(sums, CONSULTATIONS)
    community = world.frames["institution"].set_index("institution_code")["community_code"]
    lead = world.frames["community"].set_index("community_code")["lead_institution_code"]
    return rows.assign(
        township_code=townships_of(world, rows["institution_code"], rows["month"]),
        answered_at=_answered(rows, sums, CONSULTATIONS),
        asked_by=rows["institution_code"],
        institution_code=rows["institution_code"].map(community).map(lead),
        **_kinds(CONSULTATIONS.mechanism_id, len(rows)),
    )


def _orders(world: World) -> pd.DataFrame:
    """交城: CT and MRI ordered by a township centre and done at the county hospital, until the report."""
    sums = _sums(world, ORDERS)
    rows = _repeated(sums, ORDERS)
    lead = world.institutions(county_of(ORDERS.mechanism_id), "county_hospital")["institution_code"].iloc[0]
    return rows.assign(
        township_code=townships_of(world, rows["institution_code"], rows["month"]),
        answered_at=_answered(rows, sums, ORDERS),
        institution_code=lead,
        **_kinds(ORDERS.mechanism_id, len(rows)),
    )


def _urgent(world: World) -> pd.DataFrame:
    """介休: urgent work that the township centres send to the service centres."""
    sums = _sums(world, URGENT)
    rows = _repeated(sums, URGENT)
    county = county_of(URGENT.mechanism_id)
    asking = world.institutions(county, *PRIMARY)["institution_code"].to_numpy(dtype=object)
    draw = rng("urgent")
    busy = draw.uniform(0.4, 1.6, len(asking))
    asked_by = draw.choice(asking, len(rows), p=busy / busy.sum())
    kinds = _kinds(URGENT.mechanism_id, len(rows))
    return rows.assign(
        township_code=townships_of(world, asked_by, rows["month"]),
        answered_at=_answered(rows, sums, URGENT),
        responder_zh=kinds["kind_zh"],
        responder_en=kinds["kind_en"],
        **kinds,
    )
