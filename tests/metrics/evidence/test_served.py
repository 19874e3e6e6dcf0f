"""Services that residents choose among: counted by township, service and year; a hidden count is in no sum."""

from __future__ import annotations

from typing import Any

import pandas as pd

from metrics.evidence.programme import Places
from metrics.evidence.served import Served, is_choice, served_by_year, served_in
from metrics.period import Period

NORTH, SOUTH, EAST, OLD = "999901101", "999901102", "999901104", "999901103"
EDITION = {NORTH: NORTH, SOUTH: SOUTH, EAST: EAST, OLD: SOUTH}
HERE = Places(EDITION, EDITION)
YEAR = Period(202301, 202312)


def row(
    township: str, month: int, name: str, reached: int, eligible: int = 1000, group: str = "全体"
) -> dict[str, Any]:
    names = {"programme_zh": name, "programme_en": name, "group_zh": group, "group_en": group}
    counts = {"eligible": eligible, "reached": reached, "found": None, "followed": None}
    return {**names, "township_code": township, "month": month, **counts}


def served(*rows: dict[str, Any], period: Period = YEAR) -> Served:
    found = served_in(pd.DataFrame(list(rows)), HERE, period)
    assert found is not None
    return found


def test_months_add_to_the_year_and_services_to_uses() -> None:
    """North 30 + 20 of 中医 and 40 of 护理: 90 uses. South 25 and 15: 40. County 75 and 55: 130."""
    found = served(
        row(NORTH, 202301, "中医", 30), row(NORTH, 202302, "中医", 20), row(NORTH, 202301, "护理", 40),
        row(SOUTH, 202301, "中医", 25), row(SOUTH, 202301, "护理", 15),
    )  # fmt: skip
    assert [name for name, _ in found.services] == ["中医", "护理"]
    assert found.cells == {NORTH: (50, 40), SOUTH: (25, 15)}
    assert found.by_township == {NORTH: 90, SOUTH: 40}
    assert (found.by_service, found.total) == ((75, 55), 130)


def test_a_small_count_hides_another_of_its_service_and_the_uses_of_both_townships() -> None:
    """South's 4 of 护理 goes, and East's 12 with it: 88 less North's 72 is 16 for the two, and no one cell."""
    found = served(
        row(NORTH, 202301, "中医", 50), row(SOUTH, 202301, "中医", 25), row(EAST, 202301, "中医", 30),
        row(NORTH, 202301, "护理", 72), row(SOUTH, 202301, "护理", 4), row(EAST, 202301, "护理", 12),
    )  # fmt: skip
    assert found.cells == {NORTH: (50, 72), SOUTH: (25, None), EAST: (30, None)}
    assert found.by_township == {NORTH: 122, SOUTH: None, EAST: None}
    assert (found.by_service, found.total) == ((105, 88), 193)


def test_a_service_that_few_took_in_the_county_hides_the_countys_sum_of_all_services() -> None:
    found = served(
        row(NORTH, 202301, "中医", 50), row(SOUTH, 202301, "中医", 25),
        row(NORTH, 202301, "护理", 3), row(SOUTH, 202301, "护理", 2),
    )  # fmt: skip
    assert (found.by_service, found.total) == ((75, None), None)


def test_a_township_that_merged_is_counted_with_what_it_became() -> None:
    """旧乡's 20 until June and 南镇's 30 and 25: 75."""
    found = served(
        row(OLD, 202306, "中医", 20), row(SOUTH, 202306, "中医", 30), row(SOUTH, 202307, "中医", 25),
        row(NORTH, 202306, "中医", 90),
    )  # fmt: skip
    assert found.by_township == {NORTH: 90, SOUTH: 75}


def test_each_year_with_rows_is_told_and_no_other() -> None:
    rows = [row(NORTH, 202106, "中医", 11), row(NORTH, 202306, "中医", 33)]
    years = [Period(year * 100 + 1, year * 100 + 12) for year in (2021, 2022, 2023)]
    found = served_by_year(pd.DataFrame(rows), HERE, years)
    assert [(year.period.first, year.total) for year in found] == [(202101, 11), (202301, 33)]
    assert served_in(pd.DataFrame(rows), HERE, Period(202401, 202412)) is None


def test_people_choose_where_several_programmes_are_for_the_same_people() -> None:
    both = [row(NORTH, 202301, "中医", 30), row(NORTH, 202301, "护理", 40)]
    assert is_choice(pd.DataFrame(both))
    assert not is_choice(pd.DataFrame(both[:1]))  # nothing to choose from
    assert not is_choice(pd.DataFrame([both[0], row(NORTH, 202301, "护理", 40, eligible=600)]))
    assert not is_choice(pd.DataFrame([both[0], row(NORTH, 202301, "护理", 40, group="65岁以上")]))
