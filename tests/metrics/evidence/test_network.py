"""A network as of a month, counted by hand: who belongs to whom, who joined, who left."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.evidence.network import Network, network_of

NORTH, SOUTH, OLD = "999901101", "999901102", "999901103"
EDITION = {NORTH: NORTH, SOUTH: SOUTH, OLD: SOUTH}


def tie(
    code: str, parent: str | None, since: int, tier: str = "township", township: str | None = NORTH, **more: Any
) -> dict[str, Any]:
    """One membership; names are codes."""
    return {
        "township_code": township, "member_code": code, "member_zh": code, "member_en": code, "tier": tier,
        "parent_code": parent, "parent_zh": parent, "parent_en": parent, "relation": "community",
        "specialty_zh": None, "since": since, "until": None, **more,
    }  # fmt: skip


def network(rows: list[dict[str, Any]], first: int = 202401, month: int = 202412, **how: Any) -> Network | None:
    """The network of some rows."""
    return network_of(pd.DataFrame(rows, columns=list(tie("", None, 0))), first, month, EDITION, **how)


TREE = [
    tie("市院", None, 201701, "city", None),
    tie("县院", "市院", 201701, "county", relation="alliance"),
    tie("北院", "县院", 201803, relation="trusteeship"),
    tie("南院", "县院", 201702, township=OLD, relation="trusteeship"),
    tie("新院", "县院", 202403, township=SOUTH, relation="trusteeship"),
]


def tree(**how: Any) -> Network:
    found = network(TREE, **how)
    assert found is not None
    return found


def test_without_rows_or_before_anybody_joined_there_is_no_network() -> None:
    assert network([]) is None
    assert network(TREE, first=201601, month=201612) is None


def test_tiers_stand_below_each_other_and_members_by_date_of_joining() -> None:
    (top,) = tree().roots
    (county,) = top.children
    assert (top.code, county.code) == ("市院", "县院")
    assert [node.code for node in county.children] == ["南院", "北院", "新院"]


def test_each_tier_is_counted_the_highest_first() -> None:
    assert list(tree().by_tier.items()) == [("city", 1), ("county", 1), ("township", 3)]


def test_who_joins_after_the_month_is_not_a_member_yet() -> None:
    assert tree(first=202301, month=202312).by_tier["township"] == 2


def test_new_is_who_joined_in_the_period() -> None:
    assert [node.code for node in tree().members if node.link and node.link.is_new] == ["新院"]
    assert [node.code for node in tree(first=202404).members if node.link and node.link.is_new] == []


def test_who_left_in_the_period_is_counted_and_no_longer_drawn() -> None:
    """Its last month is 2024-05: still a member then, gone in 2024-06."""
    rows = [*TREE, tie("旧院", "县院", 201801, until=202405)]
    before, after = network(rows, 202401, 202405), network(rows, 202401, 202406)
    assert before is not None and after is not None
    assert (before.by_tier["township"], before.left) == (4, 0)
    assert (after.by_tier["township"], after.left) == (3, 1)


def test_a_chosen_township_keeps_its_branch_and_what_was_merged_into_it() -> None:
    found = tree(townships=(SOUTH,))
    assert [node.code for node in found.nodes] == ["市院", "县院", "南院", "新院"]
    assert found.by_tier == {"city": 1, "county": 1, "township": 2}


def test_a_hospital_that_only_stands_in_the_township_is_not_its_member() -> None:
    rows = [*TREE, tie("他院", None, 201701, "county", SOUTH), tie("远院", "他院", 201801, township=NORTH)]
    found = network(rows, townships=(SOUTH,))
    assert found is not None and "他院" not in [node.code for node in found.nodes]


def test_a_township_without_members_has_no_network() -> None:
    assert network(TREE[:3], townships=(SOUTH,)) is None


def test_an_institution_above_that_has_no_row_of_its_own_takes_its_tier_from_its_level() -> None:
    found = network([tie("养老院", "北院", 202301, "village")], levels={"北院": "township_centre"})
    assert found is not None
    assert found.by_tier == {"township": 1, "village": 1}
    assert [node.code for node in found.members] == ["养老院"]


def test_one_hospital_with_several_specialties_is_one_institution_and_several_ties() -> None:
    ties = [tie("县院", "市院", 201801, "county", relation="specialty", specialty_zh=name) for name in ("骨科", "儿科")]
    found = network([TREE[0], *ties])
    assert found is not None
    assert found.by_tier == {"city": 1, "county": 1}
    assert [node.link.specialty for node in found.roots[0].children if node.link] == ["骨科", "儿科"]


def test_institutions_above_each_other_in_a_ring_are_not_followed_for_ever() -> None:
    rows = [tie("甲", "乙", 201801), tie("乙", "甲", 201801), TREE[0], TREE[1]]
    found = network(rows)
    assert found is not None and [node.code for node in found.members] == ["市院", "县院"]


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(0, 11))
def test_townships_together_hold_every_member_once(parents: list[int], cut: int) -> None:
    """Member number n belongs to one of the members before it, or to the top; every second is in the south."""
    rows = [tie("0", None, 201701, "city", None)]
    for number, parent in enumerate(parents, start=1):
        place = NORTH if (number + cut) % 2 else SOUTH
        rows.append(tie(str(number), str(parent % number), 201701 + number % 12, township=place))
    whole = network(rows)
    assert whole is not None and len(whole.members) == len(rows)
    chosen = [network(rows, townships=(code,)) for code in (NORTH, SOUTH)]
    found = {node.code for part in chosen if part is not None for node in part.nodes}
    assert found == ({node.code for node in whole.nodes} if parents else set())
