"""The ledger against a visit-by-visit oracle written in plain Python with the standard library's own calendar."""

import datetime as dt
from functools import cache
from typing import Any

import chinese_calendar
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metrics.ledger import compliance, judge_visits
from tests.metrics.ledger_rows import COUNTY, TOWNSHIP, experts, rules, visit, visits

PEOPLE = {"E1": (3, "儿科"), "E2": (2, "骨科"), "E3": (0, "儿科")}
TABLE = experts(("E1", "副高", "儿科"), ("E2", "中级", "骨科"), ("E3", None, "儿科"))
PLACES = pd.DataFrame(
    {"institution_code": list(TOWNSHIP), "township_code": list(TOWNSHIP.values()), "county_code": COUNTY}
)
RANKS = {None: 0, "中级": 2, "副高": 3}

# Spring Festival of 2021 with its two worked Sundays, and the turn of an ISO year with 53 weeks.
SPANS = ((dt.date(2020, 12, 21), dt.date(2021, 1, 17)), (dt.date(2021, 2, 1), dt.date(2021, 2, 28)))


@st.composite
def ledgers(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(st.sampled_from(SPANS))
    day = st.integers(0, (last - first).days).map(lambda number: first + dt.timedelta(number))
    rows = []
    for number in range(draw(st.integers(1, 12))):
        start = draw(st.sampled_from([7, 8, 9, 12]))
        hours = draw(st.sampled_from([None, 0, 3, 8, 9]))
        rows.append(
            {
                "id": f"V{number:02d}",
                "expert": draw(st.sampled_from(sorted(PEOPLE))),
                "place": draw(st.sampled_from(sorted(TOWNSHIP))),
                "day": draw(day),
                "start": draw(st.sampled_from([None, start])),
                "hours": hours,
            }
        )
    away = [
        (draw(st.sampled_from(sorted(PEOPLE))), draw(day), draw(st.integers(0, 6)))
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {
        "span": (first, last),
        "rows": rows,
        "leave": [(who, begin, begin + dt.timedelta(length)) for who, begin, length in away],
        "title": draw(st.sampled_from([None, "中级", "副高"])),
        "hours": draw(st.sampled_from([None, 3.0, 8.0])),
        "specialty": draw(st.sampled_from([None, "儿科"])),
        "cadence": draw(st.sampled_from(["day", "week", "month"])),
        "visits": draw(st.integers(0, 3)),
        "persons": draw(st.sampled_from([None, 1, 2])),
    }


def oracle_counted(case: dict[str, Any]) -> set[str]:
    """Ids of the visits that count, asked one by one."""
    came = [row for row in case["rows"] if row["start"] is not None]
    came.sort(key=lambda row: (row["day"], row["start"], row["id"]))
    counted, seen, present = set(), set(), []
    for row in came:
        begin = dt.datetime.combine(row["day"], dt.time(row["start"]))
        again = (row["expert"], row["place"], row["day"]) in seen
        seen.add((row["expert"], row["place"], row["day"]))
        end = None if row["hours"] is None else begin + dt.timedelta(hours=row["hours"])
        clash = any(who == row["expert"] and begin < until for who, until in present)
        if not again and end is not None:
            present.append((row["expert"], end))
        rank, specialty = PEOPLE[row["expert"]]
        on_leave = any(who == row["expert"] and a <= row["day"] <= b for who, a, b in case["leave"])
        late = row["start"] > 8  # planned at eight, half an hour of grace
        enough = end is not None and row["hours"] >= (case["hours"] or 0)
        right = case["specialty"] in (None, specialty) and rank >= RANKS[case["title"]]
        if not (again or clash or on_leave or late) and enough and right:
            counted.add(row["id"])
    return counted


def oracle_cells(case: dict[str, Any], counted: set[str]) -> dict[tuple[str, int], tuple[int, str]]:
    """(place, period) -> counted visits and status, day by day."""
    first, last = case["span"]
    cells: dict[tuple[str, int], tuple[int, str]] = {}
    days = [first + dt.timedelta(number) for number in range((last - first).days + 1)]
    for key in {period(day, case["cadence"]) for day in days}:
        whole = days_of(key, case["cadence"], first)
        working = sum(chinese_calendar.is_workday(day) for day in whole)
        for place in TOWNSHIP:
            own = [
                r
                for r in case["rows"]
                if r["id"] in counted and r["place"] == place and period(r["day"], case["cadence"]) == key
            ]
            met = len(own) >= case["visits"] and len({r["expert"] for r in own}) >= (case["persons"] or 0)
            inside = whole <= set(days)
            if inside and working < {"day": 1, "week": 3, "month": 10}[case["cadence"]]:
                status = "exempt"
            elif met:
                status = "met"
            else:
                status = "missed" if inside else "partial"
            cells[place, key] = len(own), status
    return cells


@cache
def days_of(key: int, cadence: str, near: dt.date) -> frozenset[dt.date]:
    """Every day of a period, searched for two months round a day."""
    around = (near + dt.timedelta(shift) for shift in range(-40, 70))
    return frozenset(day for day in around if period(day, cadence) == key)


def period(day: dt.date, cadence: str) -> int:
    if cadence == "day":
        return int(day.strftime("%Y%m%d"))
    if cadence == "month":
        return day.year * 100 + day.month
    year, week, _ = day.isocalendar()
    return year * 100 + week


@given(ledgers())
@settings(max_examples=80)
@example(
    {
        "span": SPANS[0],
        "rows": [{"id": "V00", "expert": "E1", "place": "C1", "day": dt.date(2021, 1, 3), "start": 8, "hours": 8}],
        "leave": [], "title": "副高", "hours": 8.0, "specialty": None, "cadence": "week", "visits": 1, "persons": 1,
    }
)  # fmt: skip
def test_compliance_equals_the_oracle_on_any_ledger(case: dict[str, Any]) -> None:
    frame = visits(*(as_row(row) for row in case["rows"]))
    leaves = pd.DataFrame(case["leave"], columns=["expert_code", "start_date", "end_date"])
    rule = rules(
        cadence=case["cadence"], minimum_visits=case["visits"], minimum_hours=case["hours"], valid_from=202001,
        minimum_persons=case["persons"], title_floor=case["title"], specialties=case["specialty"],
    )  # fmt: skip
    ledger = judge_visits(frame, TABLE, leaves, rule)
    counted = oracle_counted(case)
    assert set(ledger.visits.loc[ledger.visits["counted"] == 1, "visit_id"]) == counted
    cells = compliance(ledger, *case["span"], places=PLACES)
    found = zip(cells["institution_code"], cells["period"], cells["counted"], cells["status"], strict=True)
    assert {(place, key): (count, status) for place, key, count, status in found} == oracle_cells(case, counted)


def as_row(row: dict[str, Any]) -> dict[str, object]:
    record = visit(row["id"], row["expert"], row["place"], row["day"].isoformat(), planned=("08:00", "17:00"))
    begin = None if row["start"] is None else pd.Timestamp(row["day"]) + pd.Timedelta(hours=row["start"])
    end = None if begin is None or row["hours"] is None else begin + pd.Timedelta(hours=row["hours"])
    return record | {"actual_start": begin, "actual_end": end}
