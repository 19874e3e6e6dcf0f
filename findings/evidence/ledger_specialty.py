"""Visits planned and attended, a row a specialty or a township, and the row of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from faces.blocks import Column, Row, Table
from findings.cells import number_cell
from findings.figures import Words
from metrics.evidence.ledger import OwnVisits
from words.experts import specialty_en


def by_specialty_table(found: OwnVisits, words: Words) -> Table | None:
    """Return planned, attended and, where a rule says so, counted visits by specialty; None for a single one."""
    rows = [
        (words.say(str(row["specialty"]), specialty_en(str(row["specialty"]))), row)
        for row in found.specialties.to_dict("records")
    ]
    if len(rows) < 2:
        return None
    return attendance_table(rows, _title(rows, words), words.say("专科", "Specialty"), found, words)


def _title(rows: Sequence[tuple[str, Mapping[Any, Any]]], words: Words) -> str:
    """Return how many visits did not take place: of whom stands in the rows, which rank no specialty."""
    missed = sum(int(row["planned"] - row["attended"]) for _, row in rows)
    head = words.say(f"{len(rows)}个专科的计划和到岗", f"Planned and attended, {len(rows)} specialties")
    if not missed:
        return head + words.say("：全部到岗", ": all attended")
    return head + words.say(f"：未到{missed:,}次", f": {missed:,} not attended")


def attendance_table(
    rows: Sequence[tuple[str, Mapping[Any, Any]]], title: str, head: str, found: OwnVisits, words: Words
) -> Table:
    """Return planned and attended visits with their share, and those that count where a rule is about them.

    rows: a name with planned, attended, counted.
    """
    visits = words.say("次", "visits")
    columns = [
        Column(head, kind="text", weight=1.4),
        Column(words.say("计划", "Planned"), visits),
        Column(words.say("到岗", "Attended"), visits),
        Column(words.say("到岗率", "Attended"), "%"),
    ]
    if found.is_ruled:
        columns.append(Column(words.say("计入", "Counted"), visits))
    planned, attended, counted = found.totals
    totals = {"planned": planned, "attended": attended, "counted": counted}
    lines = [Row(_cells(name, row, found)) for name, row in rows]
    lines.append(Row(_cells(words.scope, totals, found, strong=True), is_sum=True))
    return Table(title, tuple(columns), tuple(lines))


def _cells(name: str, row: Mapping[Any, Any], found: OwnVisits, *, strong: bool = False) -> list[Any]:
    share = row["attended"] / row["planned"] * 100 if row["planned"] else None
    cells = [
        name,
        number_cell(row["planned"], 0, strong=strong),
        number_cell(row["attended"], 0, strong=strong),
        number_cell(share, 1, strong=strong),
    ]
    return [*cells, number_cell(row["counted"], 0, strong=strong)] if found.is_ruled else cells
