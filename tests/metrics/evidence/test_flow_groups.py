"""What moved, by group: parts add to wholes, few people are hidden, and so is the money that would tell how many."""

from __future__ import annotations

import pandas as pd

from metrics.evidence.flow_groups import FlowGroups, flow_groups
from metrics.evidence.flows import Count, flow_table, kind_sums, main_unit


def rows_of(moves: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    """Rows kind, group, unit, count; all go from one township to the hospital of another."""
    frame = pd.DataFrame(moves, columns=["kind_zh", "group_zh", "unit", "count"])
    return frame.assign(
        month=202301, kind_en=frame["kind_zh"], group_en=frame["group_zh"],
        from_code="T", from_zh="T", from_en="T", from_township="999901101",
        to_code="H", to_zh="H", to_en="H", to_township="999901100",
    )  # fmt: skip


def groups_of(moves: list[tuple[str, str, str, int]]) -> FlowGroups | None:
    rows = rows_of(moves)
    table = flow_table(rows[rows["unit"] == main_unit(rows)], {}, {})
    return flow_groups(rows, table, kind_sums(rows, table))


def test_groups_stand_largest_first_with_each_kind_and_their_sum() -> None:
    """Recognised 40 and 90, repeated 15 and 30: ultrasound 55 in all, laboratory 120."""
    found = groups_of(
        [("互认", "超声", "result", 40), ("互认", "检验", "result", 90), ("重复", "超声", "result", 15),
         ("重复", "检验", "result", 30)]
    )  # fmt: skip
    assert found is not None and [kind.name_zh for kind in found.kinds] == ["互认", "重复"] and found.total == 175
    assert [(group.name_zh, group.counts, group.total) for group in found.groups] == [
        ("检验", (Count(90), Count(30)), Count(120)),
        ("超声", (Count(40), Count(15)), Count(55)),
    ]


def test_money_goes_with_what_moves_and_is_never_what_moves() -> None:
    """50 examinations at 130 yuan: 6,500 yuan are more than 50, and still no 6,500 persons moved."""
    found = groups_of([("CT", "门诊", "exam", 50), ("减免", "门诊", "yuan", 6500),
                       ("CT", "急诊", "exam", 20), ("减免", "急诊", "yuan", 2600)])  # fmt: skip
    assert found is not None and found.total == 70
    assert [(group.total, group.money) for group in found.groups] == [(Count(50), (6500,)), (Count(20), (2600,))]
    assert [(kind.name_zh, kind.count) for kind in found.money] == [("减免", 9100)]


def test_the_money_of_a_hidden_group_is_hidden_and_cannot_be_had_from_the_sum() -> None:
    """7 in emergency are hidden with the 20 of check-ups: 910 yuan would say 7, and 9,100 less the others, too."""
    found = groups_of([("CT", "门诊", "exam", 50), ("减免", "门诊", "yuan", 6500),
                       ("CT", "体检", "exam", 20), ("减免", "体检", "yuan", 2600),
                       ("CT", "急诊", "exam", 7), ("减免", "急诊", "yuan", 910)])  # fmt: skip
    assert found is not None
    shown = {group.name_zh: (group.total.number, group.money) for group in found.groups}
    assert shown == {"门诊": (50, (6500,)), "体检": (None, (None,)), "急诊": (None, (None,))}


def test_what_has_no_groups_has_no_table_of_them() -> None:
    assert groups_of([("上转", "合计", "person", 50)]) is None
