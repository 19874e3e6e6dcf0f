"""Institution by institution: visits and hours planned and worked, visits cut short, weeks or months missed."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.cells import number_cell
from findings.figures import Words
from metrics.evidence.ledger_periods import PlacePeriods
from words.numbers import format_number

LISTED: Final = 30
CADENCES: Final = {
    "day": ("天", "days"),
    "week": ("周", "weeks"),
    "month": ("个月", "months"),
    "quarter": ("季度", "quarters"),
    "year": ("年", "years"),
}


def by_place_table(found: PlacePeriods, words: Words) -> Table:
    """Return a row an institution, most periods missed first, and the row of all of them."""
    periods = words.say(*CADENCES.get(found.cadence, ("期", "periods")))
    visits, hours = words.say("次", "visits"), words.say("小时", "hours")
    columns = [
        Column(words.say("机构", "Institution"), kind="text", weight=1.8),
        Column(words.say("计划", "Planned"), visits),
        Column(words.say("到岗", "Attended"), visits, phone=False),
    ]
    if found.hours:
        columns += [
            Column(words.say("计划工时", "Planned"), hours, phone=False),
            Column(words.say("实际工时", "Worked"), hours),
            Column(words.say("工时不足", "Too short"), visits),
        ]
    columns += [
        Column(words.say("应到", "Due"), periods, phone=False),
        Column(words.say("缺", "Missed"), periods),
    ]
    shown = found.rows.head(LISTED)
    rows = [Row(_cells(words.say(row["name_zh"], row["name_en"]), row, found)) for row in shown.to_dict("records")]
    numbers = ["planned", "attended", "planned_hours", "hours", "short", "assessed", "missed"]
    rows.append(Row(_cells(words.scope, found.rows[numbers].sum().to_dict(), found, strong=True), is_sum=True))
    return Table(_title(found, periods, words), tuple(columns), tuple(rows))


def _title(found: PlacePeriods, periods: str, words: Words) -> str:
    rows = found.rows
    missed, short = int(rows["missed"].sum()), int(rows["short"].sum())
    tail = words.say(f"；{short}次工时不足", f"; {short} visits too short") if found.hours and short else ""
    count = len(rows)
    if not missed:
        return words.say(f"{count}家机构没有缺的{periods}", f"{count} institutions, no {periods} missed") + tail
    first = rows.iloc[0]
    most = int(first["missed"])
    named = (rows["missed"] == most).sum() == 1
    head = words.say(
        f"{count}家机构共缺{format_number(missed, 0)}{periods}",
        f"{format_number(missed, 0)} {periods} missed at {count} institutions",
    )
    if named:
        head += words.say(f"，其中{first['name_zh']}{most}{periods}", f", {most} of them at {first['name_en']}")
    order = words.say("；缺得多的在前", "; those with most missed first") if count > 1 else ""
    return head + order + tail


def _cells(name: str, row: dict[Any, Any], found: PlacePeriods, *, strong: bool = False) -> list[str | Cell]:
    cells: list[str | Cell] = [name, number_cell(row["planned"], 0, strong=strong)]
    cells.append(number_cell(row["attended"], 0, strong=strong))
    if found.hours:
        cells += [number_cell(row[column], 1, strong=strong) for column in ("planned_hours", "hours")]
        cells.append(_flagged(row["short"], strong=strong))
    return [*cells, number_cell(row["assessed"], 0, strong=strong), _flagged(row["missed"], strong=strong)]


def _flagged(value: Any, *, strong: bool) -> Cell:
    """Return a count of what should not be: bad from one on."""
    count = int(value)
    return Cell(format_number(count, 0), count, judgement="bad" if count and not strong else None, strong=strong)


def place_frame(found: PlacePeriods) -> pd.DataFrame:
    """Return all institutions for the workbook."""
    return found.rows
