"""A month of outings: who waits, who was reached, what is flagged and what is hidden; worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.evidence.outings import OutingMonth, Places, Rules, Wait, month_days, outing_month

NORTH, SOUTH, OLD = "999901101", "999901102", "999901103"
HERE = Places({OLD: SOUTH, NORTH: NORTH, SOUTH: SOUTH}, {OLD: SOUTH, NORTH: NORTH, SOUTH: SOUTH}, (NORTH, SOUTH))
IN_NORTH = Places(HERE.edition, HERE.newest, (NORTH,), (NORTH,))
RULES = Rules(most_days=30, least_persons=40)


def outing(day: str, township: str, persons: int, *, vehicle: int = 1, km: float | None = 8.0) -> dict[str, Any]:
    date = pd.Timestamp(day)
    return {
        "date": date,
        "month": date.year * 100 + date.month,
        "township_code": township,
        "vehicle_zh": f"{vehicle}号车",
        "vehicle_en": f"Vehicle {vehicle}",
        "place_zh": "某村",
        "place_en": "Village",
        "stop": 1,
        "road_minutes": None if km is None else 12.0,
        "km": km,
        "persons": persons,
    }


def month_of(*rows: dict[str, Any], month: int = 202312, rules: Rules = RULES, places: Places = HERE) -> OutingMonth:
    found = outing_month(pd.DataFrame(list(rows)), places, month=month, rules=rules)
    assert found is not None
    return found


def test_nothing_on_record_is_nothing_to_show() -> None:
    rows = pd.DataFrame([outing("2023-12-05", NORTH, 60)])
    assert outing_month(rows.iloc[:0], HERE, month=202312, rules=RULES) is None
    assert outing_month(rows, HERE, month=202311, rules=RULES) is None  # what lies after the month is not known in it


def test_a_township_reached_thirty_days_ago_is_within_the_rule_and_one_day_more_is_not() -> None:
    """31 December less 1 December is 30 days, less 30 November 31."""
    found = month_of(outing("2023-11-30", NORTH, 60), outing("2023-12-01", SOUTH, 60))
    assert found.waits == (
        Wait(NORTH, dt.date(2023, 11, 30), 31, True),
        Wait(SOUTH, dt.date(2023, 12, 1), 30, False),
    )


def test_a_township_never_reached_comes_first_and_has_no_days() -> None:
    found = month_of(outing("2023-12-01", SOUTH, 60))
    assert found.waits[0] == Wait(NORTH, None, None, True)


def test_a_visit_to_a_township_that_merged_counts_for_its_successor() -> None:
    """10 June to 31 July: 20 days of June and 31 of July."""
    found = month_of(outing("2022-06-10", OLD, 60), month=202207)
    assert next(wait for wait in found.waits if wait.township == SOUTH).days == 51


def test_thirty_nine_people_are_flagged_and_forty_are_not() -> None:
    found = month_of(outing("2023-12-04", NORTH, 39), outing("2023-12-05", NORTH, 40))
    assert found.below == ((dt.date(2023, 12, 4), 0),)


def test_two_places_of_one_day_are_one_vehicle_day_and_their_people_count_together() -> None:
    found = month_of(outing("2023-12-04", NORTH, 20), outing("2023-12-04", SOUTH, 20))
    assert (found.runs, found.persons, found.below) == (1, 40, ())


def test_a_count_of_five_is_hidden_with_the_other_stop_of_its_township_and_the_sums_stay() -> None:
    rows = (outing("2023-12-04", NORTH, 5), outing("2023-12-05", NORTH, 60), outing("2023-12-06", SOUTH, 100))
    found = month_of(*rows)
    assert [stop.persons for stop in found.stops] == [None, None, 100]
    assert found.persons == 165 and month_of(*rows, places=IN_NORTH).persons == 65


def test_a_township_whose_sum_is_five_is_hidden_with_a_second_one_and_its_filter_shows_no_sum() -> None:
    rows = (outing("2023-12-04", NORTH, 5), outing("2023-12-06", SOUTH, 100))
    found = month_of(*rows)
    assert [stop.persons for stop in found.stops] == [None, None] and found.persons == 105
    assert month_of(*rows, places=IN_NORTH).persons is None


def test_a_hidden_day_is_not_flagged() -> None:
    rows = (outing("2023-12-04", NORTH, 5), outing("2023-12-05", NORTH, 60))
    assert month_of(*rows).below == ()


def test_a_rule_of_three_experts_counts_staff_and_hides_none() -> None:
    found = month_of(
        outing("2023-12-04", NORTH, 2, km=None), outing("2023-12-05", NORTH, 3, km=None), rules=Rules(least_persons=3)
    )
    assert [stop.persons for stop in found.stops] == [2, 3]
    assert found.below == ((dt.date(2023, 12, 4), 0),) and not found.travels and found.waits == ()
    assert [(floor.month, floor.days, floor.below) for floor in found.floors] == [(202312, 2, 1)]


def test_the_base_month_is_counted_like_the_month() -> None:
    rows = pd.DataFrame([outing("2022-12-05", NORTH, 50), outing("2023-12-05", NORTH, 60)])
    found = outing_month(rows, HERE, month=202312, rules=RULES, base_month=202212)
    assert found is not None and (found.base_runs, found.base_persons) == (1, 50)


def test_the_days_of_october_2024_know_the_holiday_and_the_saturday_worked_instead() -> None:
    kinds = {day.date.day: day.kind for day in month_days(202410)}
    assert len(kinds) == 31 and kinds[1] == "holiday" and kinds[12] == "makeup" and kinds[13] == "weekend"


@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from([NORTH, SOUTH, OLD]), st.integers(0, 120)), min_size=1))
def test_shown_sums_of_townships_add_to_the_county_and_no_count_is_hidden_alone(
    drawn: list[tuple[int, str, int]],
) -> None:
    rows = [outing(f"2023-12-{day:02d}", township, people) for day, township, people in drawn]
    found = month_of(*rows)
    own = {
        code: outing_month(
            pd.DataFrame(rows), Places(HERE.edition, HERE.newest, (code,), (code,)), month=202312, rules=RULES
        )
        for code in (NORTH, SOUTH)
    }
    sums = {code: part.persons for code, part in own.items() if part is not None}
    if found.persons is not None and None not in sums.values():
        assert sum(people or 0 for people in sums.values()) == found.persons
    for code, total in sums.items():
        hidden = sum(stop.persons is None for stop in found.stops if stop.township == code)
        assert total is None or hidden != 1
    shown = [stop.persons for stop in found.stops if stop.persons is not None]
    assert not np.any([0 < people < 10 for people in shown])
