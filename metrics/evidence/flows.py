"""流向: who sent how many to whom in a period, small counts hidden with what would betray them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, func, select

from data_access import read, schema
from metrics.hiding.cross_table import hide_with_margins
from metrics.hiding.suppression import USUAL_THRESHOLD, hide_in_line
from metrics.period import Period

MOST_NODES: Final = 13
REST, OUTSIDE = "rest", "outside"
"""Codes of what stands for several: all others of an axis, and everything outside the county."""
MOST_OUTSIDE: Final = 4
MOST_MONTHS: Final = 12
MONEY: Final = "yuan"
"""The unit of rows that say how much money went with what moved."""
WORK: Final = ("trip", "day")
"""Units of what staff do; persons, examinations and results are patients'."""


@dataclass(frozen=True)
class Node:
    """Who sends or receives. township: "" outside the county; community: "" for none; stands_for: how many it is."""

    code: str
    name_zh: str
    name_en: str
    township: str = ""
    community: str = ""
    stands_for: int = 1


@dataclass(frozen=True)
class Count:
    """A count as it may be shown: `number` None where it is hidden."""

    number: int | None


@dataclass(frozen=True)
class FlowTable:
    """Senders against receivers in a period. cells: a row a sender; sent, received: margins; total of all.

    own : cells of a sender within its own community, where the mechanism counts none.
    below : counts above 0 and under it are hidden, with what would betray them; 0 hides nothing.
    """

    unit: str
    senders: tuple[Node, ...]
    receivers: tuple[Node, ...]
    cells: tuple[tuple[Count, ...], ...]
    sent: tuple[Count, ...]
    received: tuple[Count, ...]
    total: Count
    own: frozenset[tuple[int, int]] = frozenset()
    below: int = USUAL_THRESHOLD

    def balance(self, node: Node) -> int | None:
        """Return how many more a node sent than it received; None where either is hidden."""
        sent = self.sent[self.senders.index(node)] if node in self.senders else Count(0)
        received = self.received[self.receivers.index(node)] if node in self.receivers else Count(0)
        return None if sent.number is None or received.number is None else sent.number - received.number

    def of_townships(self, townships: Sequence[str]) -> Count:
        """Return how many came from or went to some townships, each once; hidden where a part of it is."""
        out = [number for number, node in enumerate(self.senders) if node.township in townships]
        into = [number for number, node in enumerate(self.receivers) if node.township in townships]
        parts = [self.sent[number] for number in out] + [self.received[number] for number in into]
        within = [self.cells[row][column] for row in out for column in into]
        if any(part.number is None for part in (*parts, *within)):
            return Count(None)
        count = sum(part.number or 0 for part in parts) - sum(part.number or 0 for part in within)
        return Count(None) if 0 < count < self.below else Count(count)


def flow_rows(engine: Engine, mechanism_id: str, county: str, first: int, last: int) -> pd.DataFrame:
    """Return the rows of one mechanism and county from one month to another. Raises WarehouseError."""
    table = schema.flow
    columns = [column for column in table.c if column.name in _COLUMNS]
    own = select(*columns).where(table.c.mechanism_id == mechanism_id, table.c.county_code == county)
    return read.frame(engine, own.where(table.c.month.between(first, last)).order_by(table.c.flow_id))


def first_month(engine: Engine, mechanism_id: str, county: str) -> int | None:
    """Return the first month with a row; None without any. Raises WarehouseError."""
    table = schema.flow
    own = select(func.min(table.c.month)).where(table.c.mechanism_id == mechanism_id, table.c.county_code == county)
    found = read.rows(engine, own)[0][0]
    return None if found is None else int(found)


def threshold(engine: Engine, mechanism_id: str, county: str, unit: str) -> int:
    """Return under which count what a mechanism moved is hidden in one unit. Raises WarehouseError.

    0 for trips and days of staff whose visits or postings stand one by one, with names, in the ledger that every reader
    opens: there is nothing left to hide (docs/decisions/0102). Patients are in no such ledger.
    """
    if unit not in WORK:
        return USUAL_THRESHOLD
    for table in (schema.visit, schema.posting):
        own = select(table.c.mechanism_id).where(table.c.mechanism_id == mechanism_id, table.c.county_code == county)
        if read.rows(engine, own.limit(1)):
            return 0
    return USUAL_THRESHOLD


_COLUMNS: Final = (
    *("month", "kind_zh", "kind_en", "group_zh", "group_en", "from_code", "from_zh", "from_en", "from_township"),
    *("to_code", "to_zh", "to_en", "to_township", "unit", "count"),
)


def communities(engine: Engine, county: str) -> dict[str, str]:
    """Return institution → its community, where it has one. Raises WarehouseError."""
    table = schema.institution
    own = select(table.c.institution_code, table.c.community_code).where(table.c.county_code == county)
    return {code: community for code, community in read.rows(engine, own) if community}


def in_period(rows: pd.DataFrame, period: Period | None) -> pd.DataFrame:
    """Return the rows of a period; none without one."""
    if period is None:
        return rows.iloc[:0]
    return rows[rows["month"].between(period.first, period.last)]


def main_unit(rows: pd.DataFrame) -> str:
    """Return the unit of most of what moves: person, trip or day; different units are never added.

    Money that goes with what moves is not what moves, unless it is all there is.
    """
    moved = rows[rows["unit"] != MONEY]
    return str((rows if moved.empty else moved).groupby("unit")["count"].sum().idxmax())


def flow_table(
    rows: pd.DataFrame,
    community_of: Mapping[str, str],
    edition: Mapping[str, str],
    townships: Sequence[str] = (),
    most: int = MOST_NODES,
    below: int = USUAL_THRESHOLD,
) -> FlowTable:
    """Return the table of rows of one unit; what is hidden does not depend on the townships chosen.

    edition   : township → the one it is counted under at the period's end.
    townships : chosen ones, whose nodes keep a line of their own however small they are.
    below     : as `threshold` gives it.
    """
    line, ordered = _lines(_nodes(rows, community_of, edition), most)
    ends = [rows[f"{side}_code"].map(lambda code: line[code].code) for side in ("from", "to")]
    senders, receivers = (tuple(node for node in ordered if node.code in set(end)) for end in ends)
    counts = np.zeros((len(senders), len(receivers)), dtype=np.int64)
    place = [
        end.map({node.code: number for number, node in enumerate(nodes)}).to_numpy(dtype=np.intp)
        for end, nodes in zip(ends, (senders, receivers), strict=True)
    ]
    np.add.at(counts, (place[0], place[1]), rows["count"].to_numpy(dtype=np.int64))
    hidden = hide_with_margins(counts, below=below)
    whole = FlowTable(
        str(rows["unit"].iloc[0]),
        senders,
        receivers,
        tuple(_shown(row, gone) for row, gone in zip(counts, hidden.cells, strict=True)),
        _shown(counts.sum(axis=1), hidden.sent),
        _shown(counts.sum(axis=0), hidden.received),
        _shown(counts.sum(keepdims=True).ravel(), np.array([hidden.total]))[0],
        below=below,
    )
    size = pd.concat([pd.Series(end.to_numpy()) for end in ends]).to_frame("code")
    size["count"] = [*rows["count"], *rows["count"]]
    short = _shortened(whole, ordered, size.groupby("code")["count"].sum(), townships, most)
    return replace(short, own=_own_cells(short))


def _shown(counts: npt.NDArray[np.int64], hidden: npt.NDArray[np.bool_]) -> tuple[Count, ...]:
    return tuple(
        Count(None) if gone else Count(int(count)) for count, gone in zip(counts.tolist(), hidden.tolist(), strict=True)
    )


def _own_cells(table: FlowTable) -> frozenset[tuple[int, int]]:
    """Return the cells within one institution, and those within one community where nothing moves there at all."""
    pairs = {(row, column): (a, b) for row, a in enumerate(table.senders) for column, b in enumerate(table.receivers)}
    same = {cell for cell, (a, b) in pairs.items() if a.code == b.code}
    within = {cell for cell, (a, b) in pairs.items() if a.community and a.community == b.community}
    alike = len({node.community for node in (*table.senders, *table.receivers)}) == 1

    def empty(cell: tuple[int, int]) -> bool:
        return table.cells[cell[0]][cell[1]].number == 0

    crossing = not alike and all(empty(cell) for cell in within)
    return frozenset(cell for cell in (same | within if crossing else same) if empty(cell))


def _nodes(rows: pd.DataFrame, community_of: Mapping[str, str], edition: Mapping[str, str]) -> dict[str, Node]:
    """Return every sender and receiver by its code; those outside the county have no township."""
    found: dict[str, Node] = {}
    for side in ("from", "to"):
        names = rows.drop_duplicates(f"{side}_code", keep="last")
        columns = [names[f"{side}_{name}"] for name in ("code", "zh", "en", "township")]
        for code, zh, en, township in zip(*columns, strict=True):
            home = edition.get(township, township) if isinstance(township, str) else ""
            found[str(code)] = Node(str(code), zh, en, home, community_of.get(str(code), "") if home else "")
    return found


def _lines(nodes: Mapping[str, Node], most: int) -> tuple[dict[str, Node], list[Node]]:
    """Return code → the node that it is counted in, and those nodes in order of community and code, outside last.

    Many places outside the county, or some where there is no room, are one.
    """
    outside = [node for node in nodes.values() if not node.township]
    inside = sorted(
        (node for node in nodes.values() if node.township), key=lambda node: (node.community or "~", node.code)
    )
    line = dict(nodes)
    if len(outside) > 1 and (len(outside) > MOST_OUTSIDE or len(inside) + len(outside) > most):
        joined = Node(OUTSIDE, "县外", "Outside", stands_for=len(outside))
        line |= {node.code: joined for node in outside}
        outside = [joined]
    return line, inside + outside


def _shortened(
    table: FlowTable, ordered: Sequence[Node], size: pd.Series, townships: Sequence[str], most: int
) -> FlowTable:
    """Return the table with its smallest nodes inside the county as one; the chosen keep their lines.

    Joined after hiding: which are joined hangs on the reader's choice, and two choices must not tell a hidden count by
    their difference. A sum with a hidden part is hidden.
    """
    inside, outside = ([node for node in ordered if bool(node.township) == here] for here in (True, False))
    room = most - len(outside)
    if len(inside) <= room:
        return table
    ranked = sorted(inside, key=lambda node: (node.township not in townships, -int(size[node.code]), node.code))
    rest = set(ranked[room - 1 :])
    joined = Node(REST, f"其余{len(rest)}家", f"{len(rest)} others", stands_for=len(rest))
    lines = [*(node for node in ordered if node.township and node not in rest), joined, *outside]

    def groups(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], list[list[int]]]:
        at = [
            [number for number, node in enumerate(nodes) if (joined if node in rest else node) == line]
            for line in lines
        ]
        return tuple(line for line, own in zip(lines, at, strict=True) if own), [own for own in at if own]

    (senders, down), (receivers, across) = groups(table.senders), groups(table.receivers)
    return replace(
        table,
        senders=senders,
        receivers=receivers,
        cells=tuple(tuple(_sum(table.cells[row][column] for row in rows for column in columns) for columns in across)
                    for rows in down),
        sent=tuple(_sum(table.sent[row] for row in rows) for rows in down),
        received=tuple(_sum(table.received[column] for column in columns) for columns in across),
    )  # fmt: skip


def _sum(counts: Iterable[Count]) -> Count:
    """Return the sum of counts, hidden where a part of it is; a single one stays what it is."""
    parts = list(counts)
    if len(parts) == 1:
        return parts[0]
    if any(part.number is None for part in parts):
        return Count(None)
    return Count(sum(part.number or 0 for part in parts))


@dataclass(frozen=True)
class KindSum:
    """What moved of one kind; `count` None where it is hidden."""

    name_zh: str
    name_en: str
    unit: str
    count: int | None


def kind_sums(rows: pd.DataFrame, table: FlowTable) -> tuple[KindSum, ...]:
    """Return the sums by kind of all units, largest first, hidden ones last by name.

    Those of the table's unit go where one of its margins is hidden, for a kind may be just one column of it: but not
    those that follow from the margins that are printed.
    """
    found = pd.DataFrame(rows.groupby(["kind_zh", "kind_en", "unit"], as_index=False)["count"].sum())
    found = found.sort_values(["count", "kind_zh"], ascending=[False, True])
    betrays = any(margin.number is None for margin in (*table.sent, *table.received, table.total))
    told = told_kinds(rows[rows["unit"] == table.unit], table) if betrays else frozenset()
    parts = []
    for unit, own in found.groupby("unit", sort=False):
        hidden, total_too = hide_in_line(
            own["count"].to_numpy(), below=table.below if unit == table.unit else USUAL_THRESHOLD
        )
        untold = betrays and unit == table.unit and len(own) > 1
        gone = hidden | total_too | (untold & ~own["kind_zh"].isin(told).to_numpy())
        names = zip(own["kind_zh"], own["kind_en"], own["count"].tolist(), gone.tolist(), strict=True)
        parts += [KindSum(str(zh), str(en), str(unit), None if away else int(count)) for zh, en, count, away in names]
    return tuple(
        sorted(
            parts,
            key=lambda part: (
                *(part.unit != table.unit, part.count is None),
                *(0 if part.count is None else -part.count, part.name_zh),
            ),
        )
    )


def told_kinds(rows: pd.DataFrame, table: FlowTable) -> frozenset[str]:
    """Return the kinds whose sum any reader gets from the table's printed margins: nothing is given away with it.

    rows: those that the table counts. A kind that fills lines of its own, all with a printed margin, is their sum; the
    only other one is the total less these.
    """
    if table.total.number is None:
        return frozenset()
    kinds = set(rows["kind_zh"])
    found: set[str] = set()
    for side, nodes, margins in (("from", table.senders, table.sent), ("to", table.receivers, table.received)):
        printed = {node.code for node, margin in zip(nodes, margins, strict=True) if margin.number is not None}
        lines = lines_of(rows, side, nodes)
        mixed = set(lines[rows["kind_zh"].groupby(lines).transform("nunique") > 1])
        found |= {kind for kind in kinds if set(lines[rows["kind_zh"] == kind]) <= printed - mixed}
    return frozenset(kinds if len(kinds - found) == 1 else found)


def lines_of(rows: pd.DataFrame, side: str, nodes: Sequence[Node]) -> pd.Series:
    """Return for each row the code of the node that it is counted under on one side, "from" or "to"."""
    codes = {node.code for node in nodes}
    joined = rows[f"{side}_township"].map(lambda township: REST if isinstance(township, str) else OUTSIDE)
    own = rows[f"{side}_code"]
    return own.where(own.isin(codes), joined)


def of_townships(rows: pd.DataFrame, edition: Mapping[str, str], townships: Sequence[str]) -> pd.DataFrame:
    """Return the rows that come from or go to some townships, as counted in an edition; all where none is chosen."""
    if not townships:
        return rows
    touched = [rows[column].map(lambda code: edition.get(code, code)).isin(list(townships)) for column in _HOMES]
    return rows[touched[0] | touched[1]]


_HOMES: Final = ("from_township", "to_township")


def by_month(rows: pd.DataFrame, period: Period, below: int = USUAL_THRESHOLD) -> tuple[int | None, ...]:
    """Return the sum of each month of the period; None for a hidden one. Their sum may be known."""
    months = period.months
    sums = rows.groupby("month")["count"].sum().reindex(months, fill_value=0)
    hidden, total_too = hide_in_line(sums.to_numpy(), below=below)
    gone = hidden | (total_too & (sums.to_numpy() > 0))
    return tuple(None if away else int(count) for count, away in zip(sums.tolist(), gone.tolist(), strict=True))
