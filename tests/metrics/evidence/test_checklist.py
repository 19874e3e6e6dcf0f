"""A checklist as of a month, counted by hand: what is in place, what is late, what comes first."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.evidence.checklist import Checklist, checklist_of

NORTH, SOUTH, OLD = "999901101", "999901102", "999901103"
ITEMS = {"行政": 1, "人员": 2, "资金": 3}


def row(subject: str, item: str, since: int | None, due: int | None = None, **more: Any) -> dict[str, Any]:
    """One matter at one institution, whose code is its name."""
    return {
        "item_id": f"{subject}_{item}", "township_code": NORTH, "institution_code": subject, "subject_zh": subject,
        "subject_en": subject, "position": ITEMS.get(item, 9), "item_zh": item, "item_en": item,
        "state": "under_way" if since is None else "done", "since": since, "due": due, "document_zh": None,
        "owner": "办公室", **more,
    }  # fmt: skip


def checklist(rows: list[dict[str, Any]], month: int = 202409, **how: Any) -> Checklist | None:
    """The checklist of some rows; OLD was merged into SOUTH."""
    edition = {NORTH: NORTH, SOUTH: SOUTH, OLD: SOUTH}
    columns = list(row("甲院", "行政", 1))
    return checklist_of(pd.DataFrame(rows, columns=columns), month, edition, **how)


THREE = [
    row("甲院", "行政", 201801), row("甲院", "人员", 201906), row("甲院", "资金", 202403),
    row("乙院", "行政", 201802, township_code=OLD), row("乙院", "人员", None, 202406, township_code=OLD),
    row("乙院", "资金", None, 202412, township_code=OLD),
]  # fmt: skip
"""甲院 has all three, the last in 2024-03; 乙院 has one of three: 人员 was due in 2024-06, 资金 is due in 2024-12."""


def three(month: int = 202409, **how: Any) -> Checklist:
    found = checklist(THREE, month, **how)
    assert found is not None
    return found


def test_without_rows_there_is_no_checklist() -> None:
    assert checklist([]) is None


def test_what_is_in_place_is_counted_over_all_subjects() -> None:
    """甲院 3 of 3 and 乙院 1 of 3: 4 of 6, one of two complete."""
    found = three()
    assert (found.total, found.done, found.complete) == (6, 4, 1)
    assert [found.done_of(position) for position in range(3)] == [2, 1, 1]


def test_what_lacks_most_comes_first() -> None:
    assert [subject.name_zh for subject in three().subjects] == ["乙院", "甲院"]


def test_of_two_complete_ones_the_later_completed_comes_first() -> None:
    found = checklist([row("甲院", "行政", 201801), row("乙院", "行政", 202001)])
    assert found is not None and [subject.name_zh for subject in found.subjects] == ["乙院", "甲院"]


def test_a_matter_due_in_june_is_three_months_late_in_september_and_not_late_in_june() -> None:
    """2024-06 to 2024-09 are three months; in its due month a matter is still in time."""
    assert [entry.late for entry in three().subjects[0].reported] == [0, 3, 0]
    assert three(202406).late == 0
    assert three(202407).late == 1


def test_a_matter_put_in_place_after_the_month_is_open_as_of_it() -> None:
    """At the end of 2024-02 甲院's 资金 (2024-03) is not there yet: 3 of 6."""
    assert three(202402).done == 3


def test_new_is_what_came_within_twelve_months() -> None:
    """2024-03 is new from its own month to 2025-02, the twelfth."""
    new = [entry.since for entry in three().entries if entry.is_new]
    assert new == [202403]
    assert [entry.since for entry in three(202502).entries if entry.is_new] == [202403]
    assert not any(entry.is_new for entry in three(202503).entries)


def test_the_path_counts_up_to_the_month_and_the_base_counts_by_its_own_end() -> None:
    """2018-01 one, 2018-02 two, 2019-06 three, 2024-03 four; by 2023-09 there were three."""
    found = three(before_month=202309)
    assert found.path == ((201801, 1), (201802, 2), (201906, 3), (202403, 4))
    assert found.before == 3


def test_what_was_merged_is_counted_where_it_now_belongs() -> None:
    found = three(townships=(SOUTH,))
    assert [(subject.name_zh, subject.township) for subject in found.subjects] == [("乙院", SOUTH)]
    assert (found.total, found.done) == (3, 1)


def test_a_township_without_institutions_has_no_checklist() -> None:
    assert checklist(THREE[:3], townships=(SOUTH,)) is None


def test_what_belongs_to_the_whole_county_stays_with_every_township() -> None:
    whole = row("运营清单", "预算", 202001, township_code=None, institution_code=None)
    found = checklist([*THREE, whole], townships=(NORTH,))
    assert found is not None and {subject.name_zh for subject in found.subjects} == {"甲院", "运营清单"}


def test_a_matter_that_nobody_reports_of_is_neither_done_nor_open() -> None:
    found = checklist([*THREE[:3], row("乙院", "行政", 201802)])
    assert found is not None
    last = next(subject for subject in found.subjects if subject.name_zh == "乙院")
    assert last.entries[1:] == (None, None) and (last.done, last.lacking) == (1, 0)


def test_lists_with_matters_of_their_own_are_no_grid() -> None:
    own = [row("办医清单", "规划", 201801), row("运营清单", "预算", 201801)]
    found = checklist(own)
    assert found is not None and not found.is_grid
    assert three().is_grid


def test_the_dashed_line_ends_at_the_latest_month_still_to_come() -> None:
    assert three().last_due == 202412
    assert three(202412).last_due is None


MONTH = st.builds(lambda year, month: year * 100 + month, st.integers(2016, 2025), st.integers(1, 12))


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from(list(ITEMS)), st.none() | MONTH, MONTH)), MONTH)
@pytest.mark.filterwarnings("ignore")
def test_subjects_items_and_path_add_up_to_the_same(drawn: list[tuple[str, str, int | None, int]], month: int) -> None:
    cells = {(subject, item): row(subject, item, since, due) for subject, item, since, due in drawn}
    found = checklist(list(cells.values()), month)
    if found is None:
        assert not cells
        return
    assert found.total == len(cells)
    assert found.done == sum(found.done_of(position) for position in range(len(found.items)))
    assert found.done == (found.path[-1][1] if found.path else 0)
    assert found.total - found.done == sum(subject.lacking for subject in found.subjects)
    assert found.late <= found.total - found.done
