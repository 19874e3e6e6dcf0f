"""名录 of a mechanism: named things by department and year, and the newest of them one by one."""

from __future__ import annotations

from typing import Final

import pandas as pd

from faces.blocks import Block, Cell, Column, Row, Table
from findings.evidence.fitting import month_words
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.evidence.inventory import Inventory, inventory, read_things

NEWEST: Final = 12
"""So many things stand one by one; the workbook holds all of them."""


def inventory_of(asked: Asked) -> Inventory | None:
    """Return the mechanism's named things at the period's end; None without any. Raises WarehouseError."""
    rows = asked.source.read(read_things, asked.scope.county, asked.card.mechanism_id)
    return None if rows.empty else inventory(rows, asked.month)


def sentence(found: Inventory, words: Words) -> str:
    """Return how many things there are, how many were new in the last year, and whose they are most often."""
    year, all_of_them = found.years[-1], len(found.things)
    new = found.in_year(year)
    zh, en = max(found.departments, key=lambda names: found.of(names[0], year))
    most = found.of(zh, year)
    head = words.say(f"{year}年新开展{new}项，累计{all_of_them}项", f"{year}: {new} new, {all_of_them} in all")
    if not new:
        return head + words.say("。", ".")
    alone = sum(found.of(name, year) == most for name, _ in found.departments) == 1
    told = words.say(f"；{zh}{most}项，当年最多", f"; most in {en}: {most}") if alone else ""
    return head + told + words.say("。", ".")


def blocks(found: Inventory, words: Words) -> tuple[Block, ...]:
    """Return the things by department and year, and the newest by name."""
    return _by_department(found, words), _by_name(found, words)


def _by_department(found: Inventory, words: Words) -> Table:
    older = found.in_year(None) > 0
    years: list[int | None] = [*([None] if older else []), *found.years]
    columns = [Column(words.say("科室", "Department"), kind="text", weight=1.6)]
    for year in years:
        earlier = words.say(f"{found.years[0]}年以前", f"before {found.years[0]}")
        columns.append(Column(earlier if year is None else words.say(f"{year}年", str(year)), words.say("项", "")))
    columns.append(Column(words.say("累计", "In all"), words.say("项", "")))
    rows = [
        Row(
            [
                words.say(zh, en),
                *(Cell(str(found.of(zh, year)), found.of(zh, year)) for year in years),
                Cell(str(found.total(zh)), found.total(zh), strong=True),
            ]
        )
        for zh, en in found.departments
    ]
    sums = [Cell(str(found.in_year(year)), found.in_year(year)) for year in years]
    total = len(found.things)
    rows.append(Row([words.say("合计", "All"), *sums, Cell(str(total), total, strong=True)], is_sum=True))
    title = words.say(f"{len(found.departments)}个科室{total}项，按科室和年份", f"{total} by department and year")
    return Table(title, tuple(columns), tuple(rows))


def _by_name(found: Inventory, words: Words) -> Table:
    columns = (
        Column(words.say("名称", "Name"), kind="text", weight=2),
        Column(words.say("科室", "Department"), kind="text", weight=1.4),
        Column(words.say("开展时间", "Since"), kind="text"),
    )
    rows = [
        Row(
            [
                words.say(thing.zh, thing.en),
                words.say(thing.department_zh, thing.department_en),
                month_words(thing.since, words),
            ]
        )
        for thing in found.things[:NEWEST]
    ]
    left = len(found.things) - len(rows)
    title = words.say(
        f"最近{len(rows)}项，其余{left}项在工作簿里", f"The newest {len(rows)}; {left} more in the workbook"
    )
    return Table(title if left else words.say("逐项", "One by one"), columns, tuple(rows))


def frame(found: Inventory, words: Words) -> pd.DataFrame:
    """Return all things for the workbook."""
    return pd.DataFrame(
        {
            words.say("名称", "Name"): [words.say(thing.zh, thing.en) for thing in found.things],
            words.say("科室", "Department"): [
                words.say(thing.department_zh, thing.department_en) for thing in found.things
            ],
            words.say("开展月份", "Since"): [thing.since for thing in found.things],
        }
    )
