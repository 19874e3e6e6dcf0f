"""What moved, by kind: up and down referrals, staff from county to township and from township to village.

By month, by year where months are of few, and by institution: the last from what the matrix prints, so that nothing
that it hides is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from metrics.evidence.flows import (
    MOST_MONTHS,
    Count,
    FlowTable,
    KindSum,
    Node,
    in_period,
    kind_sums,
    lines_of,
)
from metrics.hiding.cross_table import hide_with_margins
from metrics.period import Period

MOST_YEARS: Final = 5


@dataclass(frozen=True)
class KindMonths:
    """Kinds of one unit by month: a line a month, its counts in the order of the kinds, with their sums."""

    kinds: tuple[KindSum, ...]
    months: tuple[int, ...]
    cells: tuple[tuple[Count, ...], ...]
    sums: tuple[Count, ...]


def kind_months(rows: pd.DataFrame, period: Period, table: FlowTable, kinds: tuple[KindSum, ...]) -> KindMonths | None:
    """Return two kinds or more in 2–12 months; None for fewer or a longer period, or where a kind's sum is hidden.

    rows: of the whole county, any months and units. kinds: as kind_sums gives them for the period. Small counts are
    hidden, and others with them where a sum of the table would tell them; a kind's own sum is shown elsewhere already.
    """
    own = tuple(kind for kind in kinds if kind.unit == table.unit)
    if len(own) < 2 or not 2 <= len(period.months) <= MOST_MONTHS or any(kind.count is None for kind in own):
        return None
    found = in_period(rows, period)
    found = found[found["unit"] == table.unit]
    counts = found.pivot_table(index="month", columns="kind_zh", values="count", aggfunc="sum", fill_value=0)
    counts = counts.reindex(index=list(period.months), columns=[kind.name_zh for kind in own], fill_value=0)
    numbers = counts.to_numpy(dtype=np.int64)
    hidden = hide_with_margins(numbers, below=table.below)
    if hidden.received.any() or hidden.total:
        return None
    cells = tuple(
        tuple(Count(None if gone else count) for count, gone in zip(line, away, strict=True))
        for line, away in zip(numbers.tolist(), hidden.cells.tolist(), strict=True)
    )
    sums = zip(numbers.sum(axis=1).tolist(), hidden.sent.tolist(), strict=True)
    return KindMonths(own, tuple(period.months), cells, tuple(Count(None if gone else count) for count, gone in sums))


@dataclass(frozen=True)
class KindYears:
    """Kinds of one unit by year; the last goes to the end of the period."""

    kinds: tuple[KindSum, ...]
    years: tuple[Period, ...]
    cells: tuple[tuple[Count, ...], ...]
    sums: tuple[Count, ...]


def mostly_hidden(found: KindMonths | None) -> bool:
    """Say whether the months tell less than half of what moved: then years are the honest grain."""
    if found is None:
        return True
    cells = [cell for line in found.cells for cell in line]
    return 2 * sum(cell.number is None for cell in cells) > len(cells)


def years_until(period: Period, first: int) -> tuple[Period, ...]:
    """Return the years up to the period's end, oldest first, from the year of the first month with rows on."""
    years = range(max(first // 100, period.last // 100 - MOST_YEARS + 1), period.last // 100 + 1)
    return tuple(Period(year * 100 + 1, min(year * 100 + 12, period.last)) for year in years)


def kind_years(
    rows: pd.DataFrame,
    years: Sequence[Period],
    kinds: tuple[KindSum, ...],
    table_of: Callable[[pd.DataFrame], FlowTable],
) -> KindYears | None:
    """Return the kinds by year; None for a single kind or year.

    rows: of one unit, all years. table_of: a year's rows → its matrix. A kind is told where that year's own matrix
    tells it, else it is hidden: the matrix of each year is on its page. Years with a kind that is no more are left out.
    """
    names = {kind.name_zh for kind in kinds}
    parts = [(year, in_period(rows, year)) for year in years]
    found = [(year, own) for year, own in parts if not own.empty and set(own["kind_zh"]) <= names]
    if len(kinds) < 2 or len(found) < 2:
        return None
    cells, sums = [], []
    for _, own in found:
        table = table_of(own)
        told = {kind.name_zh: kind.count for kind in kind_sums(own, table)}
        cells.append(tuple(Count(told.get(kind.name_zh, 0)) for kind in kinds))
        sums.append(table.total)
    return KindYears(kinds, tuple(year for year, _ in found), tuple(cells), tuple(sums))


@dataclass(frozen=True)
class KindPlaces:
    """Kinds of one unit by institution, on the side on which there are more: a line an institution.

    cells : None where nothing of a kind has that institution on its side. Each column sums to its kind.
    """

    kinds: tuple[KindSum, ...]
    nodes: tuple[Node, ...]
    cells: tuple[tuple[Count | None, ...], ...]


def kind_places(rows: pd.DataFrame, table: FlowTable, kinds: tuple[KindSum, ...]) -> KindPlaces | None:
    """Return two kinds or more by institution; None where a kind's sum is hidden, or nothing of a kind can be told.

    rows: those that the table counts. A number is a printed margin of one kind, or the sum of printed cells of one
    kind; every other is hidden.
    """
    own = tuple(kind for kind in kinds if kind.unit == table.unit)
    if len(own) < 2 or any(kind.count is None for kind in own):
        return None
    lines = rows.assign(start=lines_of(rows, "from", table.senders), end=lines_of(rows, "to", table.receivers))
    columns = [_of_kind(lines, table, kind.name_zh) for kind in own]
    if any(all(count.number is None for count in column.values()) for column in columns):
        return None
    ordered = dict.fromkeys((*table.senders, *table.receivers))
    nodes = tuple(node for node in ordered if any(node.code in column for column in columns))
    if len(nodes) < 2:
        return None
    return KindPlaces(own, nodes, tuple(tuple(column.get(node.code) for column in columns) for node in nodes))


def _of_kind(lines: pd.DataFrame, table: FlowTable, kind: str) -> dict[str, Count]:
    """Return one kind by code, on the side with more of them."""
    is_kind = lines["kind_zh"] == kind
    sides = (("start", "end", table.senders, table.sent), ("end", "start", table.receivers, table.received))
    here, there, nodes, margins = max(sides, key=lambda side: lines.loc[is_kind, side[0]].nunique())
    found: dict[str, Count] = {}
    for number, (node, margin) in enumerate(zip(nodes, margins, strict=True)):
        of_node = lines[lines[here] == node.code]
        ends = set(of_node.loc[of_node["kind_zh"] == kind, there])
        if not ends:
            continue
        if of_node["kind_zh"].nunique() == 1:
            found[node.code] = margin
            continue
        mixed = of_node.groupby(there)["kind_zh"].nunique()
        parts = [
            table.cells[number][column] if here == "start" else table.cells[column][number]
            for column, other in enumerate(table.receivers if here == "start" else table.senders)
            if other.code in ends
        ]
        known = [part.number for part in parts if part.number is not None]
        whole = len(known) == len(parts) and all(mixed[end] == 1 for end in ends)
        found[node.code] = Count(sum(known) if whole else None)
    return found


def mostly_small_months(rows: pd.DataFrame, table: FlowTable) -> bool:
    """Say whether more than half of what institutions sent or got of a kind in a month is under the threshold."""
    sizes = [rows.groupby(["month", "kind_zh", f"{side}_code"])["count"].sum() for side in ("from", "to")]
    most = max(sizes, key=len)
    most = most[most > 0]
    return len(most) > 0 and 2 * int((most < table.below).sum()) > len(most)
