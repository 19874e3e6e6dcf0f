"""Named things counted by department and year, worked out by hand."""

import pandas as pd

from metrics.evidence.inventory import inventory


def things(*listed: tuple[str, str, int, int | None]) -> pd.DataFrame:
    """Name, department, first and last month."""
    rows = [
        {"name_zh": name, "name_en": None, "department_zh": own, "department_en": None, "since": since, "until": until}
        for name, own, since, until in listed
    ]
    return pd.DataFrame(rows)


LISTED = things(("丁", "骨科", 202403, None), ("丙", "儿科", 202311, None), ("乙", "骨科", 202301, None),
                ("甲", "骨科", 201806, None))  # fmt: skip


def test_things_are_counted_by_department_and_year_and_the_older_ones_together():
    found = inventory(LISTED, 202412)
    assert found is not None and found.years == (2020, 2021, 2022, 2023, 2024)
    assert [found.of("骨科", year) for year in (None, *found.years)] == [1, 0, 0, 0, 1, 1]
    assert (found.total("骨科"), found.total("儿科"), len(found.things)) == (3, 1, 4)
    assert found.departments == (("骨科", "骨科"), ("儿科", "儿科"))


def test_departments_and_years_add_to_all_things():
    found = inventory(LISTED, 202412)
    assert found is not None
    assert sum(found.total(name) for name, _ in found.departments) == len(found.things)
    assert sum(found.in_year(year) for year in (None, *found.years)) == len(found.things)


def test_what_begins_later_or_has_ended_is_not_in_place():
    listed = things(("甲", "骨科", 202301, 202305), ("乙", "骨科", 202306, 202312), ("丙", "儿科", 202401, None))
    found = inventory(listed, 202312)
    assert found is not None and [thing.zh for thing in found.things] == ["乙"]


def test_before_anything_is_in_place_there_is_no_inventory():
    assert inventory(LISTED, 201805) is None


def test_a_single_thing_of_this_year_has_one_year():
    found = inventory(things(("甲", "骨科", 202406, None)), 202412)
    assert found is not None and found.years == (2024,) and found.in_year(None) == 0
