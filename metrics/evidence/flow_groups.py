"""What moved, by group: specialty, title, disease, patient group, examination; small counts hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.evidence.flows import MONEY, Count, FlowTable, KindSum
from metrics.hiding.cross_table import hide_with_margins
from metrics.hiding.suppression import BoolArray


@dataclass(frozen=True)
class Group:
    """A group: its counts in the order of the kinds, their sum, and the money in the order of the kinds of money."""

    name_zh: str
    name_en: str
    counts: tuple[Count, ...]
    total: Count
    money: tuple[int | None, ...]


@dataclass(frozen=True)
class FlowGroups:
    """The groups of what moved in a period, largest first, those with a hidden sum last by name.

    kinds, money: with their sums; total: of all kinds.
    """

    kinds: tuple[KindSum, ...]
    money: tuple[KindSum, ...]
    groups: tuple[Group, ...]
    total: int


def flow_groups(rows: pd.DataFrame, table: FlowTable, kinds: tuple[KindSum, ...]) -> FlowGroups | None:
    """Return the groups of the county's rows; None for fewer than two, or where a sum of all of them is hidden.

    rows: of a period, all units. table: of the main unit. kinds: as kind_sums gives them.
    """
    own = tuple(kind for kind in kinds if kind.unit == table.unit)
    of_unit = rows[rows["unit"] == table.unit]
    if of_unit["group_zh"].nunique() < 2 or table.total.number is None or any(kind.count is None for kind in own):
        return None
    counts = of_unit.pivot_table(index="group_zh", columns="kind_zh", values="count", aggfunc="sum", fill_value=0)
    counts = counts[[kind.name_zh for kind in own]]
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    counts = counts.loc[order]
    hidden = hide_with_margins(counts.to_numpy(dtype=np.int64), below=table.below)
    if hidden.received.any() or hidden.total:
        return None
    english = of_unit.drop_duplicates("group_zh", keep="last").set_index("group_zh")["group_en"]
    paid = tuple(kind for kind in kinds if kind.unit == MONEY != table.unit)
    money = _money(rows, order, paid, hidden.cells.any(axis=1) | hidden.sent)
    groups = [
        Group(
            str(name),
            str(english[name]),
            tuple(
                _count(int(count), bool(gone))
                for count, gone in zip(counts.loc[name], hidden.cells[place], strict=True)
            ),
            _count(int(counts.loc[name].sum()), bool(hidden.sent[place])),
            money[place],
        )
        for place, name in enumerate(order)
    ]
    # Hidden ones by name: in order of size, the last of two would be known for the small one.
    told = [group for group in groups if group.total.number is not None]
    untold = sorted((group for group in groups if group.total.number is None), key=lambda group: group.name_zh)
    return FlowGroups(own, paid, (*told, *untold), int(counts.to_numpy().sum()))


def _count(count: int, is_hidden: bool) -> Count:
    return Count(None) if is_hidden else Count(count)


def _money(
    rows: pd.DataFrame, order: pd.Index, kinds: tuple[KindSum, ...], hidden: BoolArray
) -> list[tuple[int | None, ...]]:
    """Return the money of each group. What a group of few was paid would tell how many they are: two at least go."""
    if not kinds:
        return [()] * len(order)
    of_money = rows[rows["unit"] == MONEY]
    sums = of_money.pivot_table(index="group_zh", columns="kind_zh", values="count", aggfunc="sum", fill_value=0)
    sums = sums.reindex(index=order, columns=[kind.name_zh for kind in kinds], fill_value=0)
    gone = hidden.copy()
    if gone.sum() == 1:
        # The sum is known elsewhere. Groups stand largest first: the last that is left tells least.
        gone[np.flatnonzero(~gone)[-1]] = True
    return [
        tuple(None if away else int(value) for value in line)
        for line, away in zip(sums.to_numpy().tolist(), gone.tolist(), strict=True)
    ]
