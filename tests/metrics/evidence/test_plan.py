"""How a plan stands and when it ends at its pace; every number worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.evidence.plan import PlanProgress, Standing, pace_of, plan_progress

NORTH, SOUTH, OLD = "999901101", "999901102", "999901103"
EDITION = {OLD: SOUTH, NORTH: NORTH, SOUTH: SOUTH}


def item(
    number: int, name: str, target: float, *, township: str | None = NORTH, begins: int = 202301, due: int = 202312
) -> dict[str, Any]:
    return {
        "plan_item_id": f"i{number}",
        "township_code": township,
        "institution_code": None,
        "place_zh": f"{number}所",
        "place_en": f"Place {number}",
        "item_zh": name,
        "item_en": name,
        "unit_zh": "所",
        "unit_en": "clinics",
        "target": target,
        "begins": begins,
        "due": due,
    }


def progress(*rows: tuple[int, int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"plan_item_id": f"i{number}", "month": month, "done": done} for number, month, done in rows],
        columns=["plan_item_id", "month", "done"],
    )


def plan(
    items: list[dict[str, Any]], done: pd.DataFrame, *, month: int = 202312, chosen: tuple[str, ...] = ()
) -> PlanProgress:
    found = plan_progress(pd.DataFrame(items), done, month=month, edition=EDITION, chosen=chosen)
    assert found is not None
    return found


def test_half_a_thing_a_month_leaves_ten_months_for_five_things() -> None:
    """6 in 12 months is 0.5 a month; 5 ÷ 0.5 = 10 months after December 2023: October 2024.

    6 events have exact limits 2.20 and 13.06: 0.1835 and 1.088 a month, 27.2 and 4.6 months, so 28 and 5.
    """
    pace = pace_of(np.array([1.0, 0.0] * 6), 5.0, 202312)
    assert pace is not None
    assert (pace.a_month, pace.ends, pace.earliest, pace.latest) == (0.5, 202410, 202405, 202604)


@pytest.mark.parametrize(("months", "known"), [([3.0, 0.0, 4.0, 0.0], False), ([3.0, 1.0, 4.0, 0.0], True)])
def test_two_months_with_work_give_no_pace_and_three_do(months: list[float], known: bool) -> None:
    assert (pace_of(np.array(months), 5.0, 202312) is not None) == known


def test_a_clinic_half_finished_counts_nothing_yet_and_is_under_way() -> None:
    items = [item(1, "改造", 1), item(2, "改造", 1), item(3, "改造", 1)]
    found = plan(items, progress((1, 202303, 0.5), (1, 202306, 0.5), (2, 202310, 0.5)))
    only = found.items[0]
    assert (only.done, only.target) == (1.0, 3.0)
    assert [place.standing for place in only.places] == [Standing.DONE, Standing.UNDER_WAY, Standing.NOT_BEGUN]


def test_what_an_even_course_would_have_done_by_june_is_half() -> None:
    assert plan([item(1, "招聘", 12)], progress(), month=202306).items[0].due_by_now == 6.0


def test_the_pace_of_an_item_begun_in_july_is_that_of_its_six_months() -> None:
    """3 done in July to December: 0.5 a month; 7 left: 14 months after December 2023, due in it: 14 late."""
    found = plan([item(1, "招聘", 10, begins=202307)], progress((1, 202308, 1), (1, 202309, 1), (1, 202311, 1)))
    only = found.items[0]
    assert only.pace is not None and (only.pace.a_month, only.pace.ends, only.months_late) == (0.5, 202502, 14)


def test_an_item_past_its_date_without_a_pace_is_late() -> None:
    found = plan([item(1, "招聘", 10, due=202309)], progress((1, 202305, 4)))
    assert found.items[0].is_late and found.items[0].pace is None and found.items[0].months_late == 3


def test_an_item_that_is_done_is_never_late_and_stands_last() -> None:
    items = [item(1, "甲", 2, due=202303), item(2, "乙", 5, due=202412)]
    found = plan(items, progress((1, 202311, 2)))
    assert [each.zh for each in found.items] == ["乙", "甲"] and found.finished == 1 and not found.items[1].is_late


def test_an_item_that_begins_later_is_not_in_the_plan_yet() -> None:
    rows = pd.DataFrame([item(1, "甲", 2, begins=202401, due=202412)])
    assert plan_progress(rows, progress(), month=202312, edition=EDITION) is None


def test_work_after_the_month_is_not_known_in_it() -> None:
    assert plan([item(1, "甲", 2)], progress((1, 202310, 1), (1, 202312, 1)), month=202311).items[0].done == 1.0


def test_a_place_of_a_merged_township_is_one_of_its_successor() -> None:
    items = [item(1, "改造", 1), item(2, "改造", 1, township=OLD)]
    found = plan(items, progress((2, 202306, 1)), chosen=(SOUTH,))
    assert (found.items[0].done, found.items[0].target, found.items[0].places[0].township) == (1.0, 1.0, SOUTH)


def test_under_a_filter_items_of_the_county_never_pass_for_the_townships_own() -> None:
    items = [item(1, "改造", 1), item(2, "招聘", 5, township=None)]
    found = plan(items, progress(), chosen=(NORTH,))
    assert [each.zh for each in found.items] == ["改造"] and found.county_only == 1 and found.in_townships
    alone = plan(items, progress(), chosen=(SOUTH,))
    assert [each.zh for each in alone.items] == ["招聘"] and not alone.in_townships


def test_the_parts_of_two_townships_add_to_the_county() -> None:
    items = [item(1, "改造", 4), item(2, "改造", 6, township=SOUTH)]
    done = progress((1, 202304, 2), (2, 202305, 3))
    whole = plan(items, done).items[0]
    parts = [plan(items, done, chosen=(code,)).items[0] for code in (NORTH, SOUTH)]
    assert (
        (whole.done, whole.target) == (sum(part.done for part in parts), sum(part.target for part in parts)) == (5, 10)
    )


def test_what_was_done_stands_by_year_and_a_clinic_counts_in_the_year_it_is_whole() -> None:
    """Ten owed: 3 in 2021 and 4 in 2023 are 7; one clinic, half in 2022 and half in 2023, counts in 2023 alone."""
    rows = [item(1, "培训", 10, begins=202101), item(2, "改造", 1, begins=202101)]
    done = progress((1, 202105, 3), (1, 202303, 1), (1, 202310, 3), (2, 202206, 0.5), (2, 202302, 0.5))
    found = {own.zh: own for own in plan(rows, done).items}
    assert found["培训"].years == ((2021, 3.0), (2023, 4.0)) and found["改造"].years == ((2023, 1.0),)
    assert all(sum(count for _, count in own.years) == own.done for own in found.values())
