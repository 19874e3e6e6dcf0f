"""What moved, by group, as a table: each kind, their sum with its share, and the money that went with it."""

from __future__ import annotations

from faces.blocks import Cell, Column, Row, Table
from findings.evidence.fitting import hidden_sign
from findings.evidence.flows_drawing import count_cell
from findings.figures import Words
from metrics.evidence.flow_groups import FlowGroups, Group
from words.names import STATUSES
from words.numbers import format_number


def by_group_table(found: FlowGroups | None, unit: str, words: Words) -> Table | None:
    """Return a row a group, largest first, and the row of all; None without groups. unit: of what moved, in words.

    The groups are the whole county's, whichever townships are chosen: the title then says so.
    """
    if found is None:
        return None
    several = len(found.kinds) > 1
    columns = [
        Column(words.say("类别", "Group"), kind="text", weight=1.4),
        *(Column(words.say(kind.name_zh, kind.name_en), unit) for kind in found.kinds),
    ]
    if several:
        columns.append(Column(words.say("合计", "All"), unit))
    columns.append(Column(words.say("占比", "Share"), "%"))
    columns += [Column(words.say(kind.name_zh, kind.name_en), words.say("元", "yuan")) for kind in found.money]
    rows = [_row(group, found, several, words) for group in found.groups]
    sums = [_number(kind.count or 0) for kind in found.kinds]
    if several:
        sums.append(_number(found.total))
    money = [Cell("") if kind.count is None else _number(kind.count) for kind in found.money]
    rows.append(Row([words.say("合计", "All"), *sums, Cell("100", 100.0), *money], is_sum=True))
    return Table(_title(found, unit, words), tuple(columns), tuple(rows))


def _title(found: FlowGroups, unit: str, words: Words) -> str:
    """Return which group is largest, where that may be said."""
    first = found.groups[0]
    place = words.say(words.whole, "the county: ") if words.townships else ""
    shown = sum(group.total.number or 0 for group in found.groups)
    # What is hidden may hold more than the largest that is shown.
    if first.total.number is None or found.total - shown > first.total.number:
        return place + words.say("按类别", "by group")
    number, share = format_number(first.total.number, 0), format_number(first.total.number / found.total * 100, 1)
    return place + words.say(
        f"按类别：{first.name_zh}最多，{number}{unit}，占{share}%",
        f"By group: most in {first.name_en}, {number} {unit}, {share}%",
    )


def _row(group: Group, found: FlowGroups, several: bool, words: Words) -> Row:
    cells = [count_cell(count, words) for count in group.counts]
    if several:
        cells.append(count_cell(group.total, words))
    if group.total.number is None:
        cells.append(Cell(""))
    else:
        share = group.total.number / found.total * 100
        cells.append(Cell(format_number(share, 1), share, 1))
    hidden = Cell(hidden_sign(words), status="hidden", title=words.say(*STATUSES["hidden"]))
    cells += [hidden if paid is None else _number(paid) for paid in group.money]
    return Row([words.say(group.name_zh, group.name_en), *cells])


def _number(count: int) -> Cell:
    return Cell(format_number(count, 0), float(count))
