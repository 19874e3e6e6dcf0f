"""流向: how many went from whom to whom, who sends more than it receives; a balance has no verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import pandas as pd

from faces.blocks import Block, Months
from faces.blocks.pack import NamedFrame
from findings.evidence.flows_drawing import Named, matrix
from findings.evidence.flows_groups import by_group_table
from findings.evidence.flows_kinds import by_kind
from findings.evidence.flows_map import flow_map, lines_between
from findings.evidence.postings import works_of
from findings.evidence.shown import Asked, Kind, Shown, State
from metrics.evidence import flows
from metrics.evidence.flow_groups import flow_groups
from metrics.evidence.flows import Count, FlowTable, KindSum, Node
from metrics.period import Period, add_months
from metrics.reads.places import outlines
from metrics.scope import base_of
from words.numbers import format_number

UNITS: Final = {
    "person": ("人次", "people"),
    "trip": ("次", "trips"),
    "day": ("人天", "days of staff"),
    "exam": ("人次", "examinations"),
    "result": ("项次", "results"),
    "yuan": ("元", "yuan"),
}
WAYS: Final = {"exam": ("来检查", "接诊"), "result": ("出具", "采用")}
"""Unit → what is said in Chinese of who sends and who receives; 派出 and 接收 for staff and patients."""
_INSTITUTION_ZH: Final = re.compile("(社区卫生服务中心|中心卫生院|卫生院)$")
_CENTRE_EN: Final = re.compile("( Community)? Health Centre$")
_INSTITUTION_EN: Final = re.compile("( Town| Township| Subdistrict| Sum)?( Community)? Health Centre$")


def show(asked: Asked) -> Shown | None:
    """Return the matrix and its months; None where nothing of the mechanism moved in the period and scope."""
    source, scope = asked.source, asked.scope
    period = scope.period.until(source.reference.last_month)
    begins = source.read(flows.first_month, asked.card.mechanism_id, scope.county)
    if period is None or begins is None:
        return None
    since = min(item.first for item in (period.previous_year(), base_of(period, scope.compare) or period))
    rows = source.read(flows.flow_rows, asked.card.mechanism_id, scope.county, since, period.last)
    own = flows.in_period(rows, period)
    if own.empty:
        return None
    edition = source.reference.in_edition(scope.county, period.last)
    if flows.of_townships(own, edition, scope.townships).empty:
        return None
    unit = flows.main_unit(rows)
    if unit not in set(own["unit"]):
        unit = flows.main_unit(own)
    of_unit = own[own["unit"] == unit]
    below = source.read(flows.threshold, asked.card.mechanism_id, scope.county, unit)
    table = flows.flow_table(
        of_unit, source.read(flows.communities, scope.county), edition, scope.townships, below=below
    )
    named = _named(table, asked)
    ends = _ends(table, named)
    kinds = flows.kind_sums(own, table)
    sentence, point = _finding(asked, period, table, ends, kinds, _base(rows, period, table, begins, asked))
    named = replace(named, point=point.code if point else "")
    blocks: tuple[Block, ...] = ()
    left_out = ""
    if len(own) > 1:
        unit_words = asked.words.say(*UNITS[unit])
        # Their sum is what the places asked for sent and received: no months where that is hidden.
        told = table.of_townships(scope.townships) if scope.townships else table.total
        months = None if told.number is None else _months(rows[rows["unit"] == unit], period, begins, below, asked)
        drawing = matrix(_title(table, ends, asked, named), table, named, unit_words, asked.words)
        lines = flow_map(
            lines_between(table, scope.townships),
            source.reference.townships_of(scope.county, period.last),
            source.read(outlines, scope.county),
            asked.words,
            unit_words,
            point.township if point else "",
        )
        groups = by_group_table(flow_groups(own, table, kinds), unit_words, asked.words)
        told_by_kind, left_out = by_kind(asked, of_unit, period, table, kinds, begins, named.full, unit_words)
        # All from one place or all to one: what differs is by group.
        single = min(len(table.senders), len(table.receivers)) == 1
        pictures = (groups, drawing, lines, months) if single else (drawing, groups, lines, months)
        blocks = tuple(block for block in (*pictures, *told_by_kind, *works_of(asked)) if block is not None)
    place = asked.words.township(point.township) if point and point.township else ""
    state = State.LITTLE if table.total.number is None else State.USUAL
    frames = (NamedFrame(asked.words.say("流向", "flows"), flow_frame(table, named)),)
    return Shown(sentence, place if place in sentence else "", state, blocks, _note(asked, table, left_out), frames)


def _named(table: FlowTable, asked: Asked) -> Named:
    """Return how nodes are called: without the county's own name, short ones without the kind of institution."""
    county = asked.source.reference.county(asked.scope.county)
    words, full, short = asked.words, {}, {}
    for node in (*table.senders, *table.receivers):
        zh = node.name_zh.removeprefix(county.name_zh) or node.name_zh
        en = node.name_en.removeprefix(county.name_en).strip() or node.name_en
        full[node.code] = words.say(zh, _CENTRE_EN.sub("", en) or en)
        short[node.code] = words.say(_INSTITUTION_ZH.sub("", zh) or zh, _INSTITUTION_EN.sub("", en) or en)
    chosen = [node.code for node in (*table.senders, *table.receivers) if node.township in asked.scope.townships]
    return Named(full, short, chosen=frozenset(chosen), ways=WAYS.get(table.unit, Named.ways))


End = tuple[Node, int, bool]
"""A node, how many, and whether that is a difference (False: it only ever sends, or only receives)."""


def _ends(table: FlowTable, named: Named) -> tuple[End | None, End | None]:
    """Return who sends most more than it receives, and who receives most more than it sends, of those asked for."""
    nodes = [
        node
        for node in dict.fromkeys((*table.senders, *table.receivers))
        if node.township and (not named.chosen or node.code in named.chosen)
    ]
    known = [(node, balance) for node in nodes if (balance := table.balance(node))]
    up = max(known, key=lambda pair: pair[1], default=None)
    down = min(known, key=lambda pair: pair[1], default=None)
    return (
        (up[0], up[1], up[0] in table.receivers) if up and up[1] > 0 else None,
        (down[0], -down[1], down[0] in table.senders) if down and down[1] < 0 else None,
    )


def _base(rows: pd.DataFrame, period: Period, table: FlowTable, begins: int, asked: Asked) -> int | None:
    """Return the county's sum of the period compared with; None where it is not wholly covered by rows, or small."""
    base = base_of(period, asked.scope.compare)
    if base is None or asked.scope.townships or base.first < begins:
        return None
    own = flows.in_period(rows, base)
    count = int(own.loc[own["unit"] == table.unit, "count"].sum())
    return None if 0 < count < table.below else count


def _finding(
    asked: Asked,
    period: Period,
    table: FlowTable,
    ends: tuple[End | None, End | None],
    kinds: tuple[KindSum, ...],
    base: int | None,
) -> tuple[str, Node | None]:
    """Return the sentence and the node that it names first."""
    words, chosen = asked.words, asked.scope.townships
    unit = words.say(*UNITS[table.unit])
    count = table.of_townships(chosen) if chosen else table.total
    head = words.period(period) + (words.say(words.scope, f", {words.scope}") if chosen else "")
    text = head + words.say("", ": ") + _amount(asked, count, kinds, table.unit, bool(chosen))
    if base is not None and asked.scope.compare:
        name = words.compare(asked.scope.compare)
        text += words.say(f"，{name}{format_number(base, 0)}{unit}", f"; {name} {format_number(base, 0)}")
    parts = [
        _end_words(asked, end, table.unit, sends)
        for end, sends in zip(ends, (True, False), strict=True)
        if end is not None
    ]
    if parts:
        text += words.say("；", "; ") + words.say("，", ", ").join(parts)
    named = next((end[0] for end in ends if end is not None), None)
    return text + words.say("。", "."), named


def _amount(asked: Asked, count: Count, kinds: tuple[KindSum, ...], unit: str, chosen: bool) -> str:
    words, named = asked.words, asked.words.say(*UNITS[unit])
    own = [kind for kind in kinds if kind.unit == unit]
    if count.number is None:
        return words.say(f"不足10{named}或可推知，不显示", f"fewer than 10 {named} or deducible, not shown")
    if len(own) == 1:
        return words.say(
            f"{own[0].name_zh}{format_number(count.number, 0)}{named}",
            f"{own[0].name_en}, {format_number(count.number, 0)} {named}",
        )
    whole = words.say(f"往来{format_number(count.number, 0)}{named}", f"{format_number(count.number, 0)} {named}")
    if chosen or any(kind.count is None for kind in own):
        return whole
    listed = words.say("、", ", ").join(
        words.say(
            f"{kind.name_zh}{format_number(kind.count or 0, 0)}", f"{kind.name_en} {format_number(kind.count or 0, 0)}"
        )
        for kind in own
    )
    whole = format_number(count.number, 0)
    return words.say(f"{listed}{named}，合计{whole}{named}", f"{listed} {named}, {whole} in all")


def _end_words(asked: Asked, end: End, unit_code: str, sends: bool) -> str:
    node, size, both = end
    words, number = asked.words, format_number(size, 0)
    unit = words.say(*UNITS[unit_code])
    county = asked.source.reference.county(asked.scope.county)
    name = words.say(node.name_zh.removeprefix(county.name_zh), node.name_en.removeprefix(county.name_en).strip())
    single = len(asked.scope.townships) == 1
    way = WAYS.get(unit_code, Named.ways)[0 if sends else 1]
    if both:
        verb = words.say(
            f"净{way}",
            "sent more than it received, by" if sends else "received more than it sent, by",
        )
    elif single:
        verb = words.say(way, "sent" if sends else "received")
    else:
        verb = words.say(f"{way}最多，", "sent most," if sends else "received most,")
    return words.say(f"{name}{verb}{number}{unit}", f"{name} {verb} {number}")


def _title(table: FlowTable, ends: tuple[End | None, End | None], asked: Asked, named: Named) -> str:
    """Return the matrix's own finding: its largest shown cell, and its share of all."""
    words = asked.words
    cells = [
        (cell.number, row, column)
        for row, line in enumerate(table.cells)
        for column, cell in enumerate(line)
        if cell.number
        and named.drawn(table.senders[row], table.receivers[column])
        and flows.REST not in (table.senders[row].code, table.receivers[column].code)
    ]
    if not cells:
        return words.say("每一对都不足10或可推知，只看合计", "Every pair is below 10 or deducible: only sums are shown")
    count, row, column = max(cells)
    sender, receiver = named.full[table.senders[row].code], named.full[table.receivers[column].code]
    unit = words.say(*UNITS[table.unit])
    share = ""
    if table.total.number and not named.chosen:
        part = format_number(count / table.total.number * 100, 1)
        share = words.say(f"，占{part}%", f", {part}% of all")
    equal = sum(number == count for number, *_ in cells)
    if equal > 1:
        told = format_number(count, 0)
        return words.say(f"最多的有{equal}对，每对{told}{unit}", f"Most between {equal} pairs: {told} {unit} each")
    return words.say(
        f"{sender}到{receiver}最多，{format_number(count, 0)}{unit}{share}",
        f"Most from {sender} to {receiver}: {format_number(count, 0)} {unit}{share}",
    )


def _months(rows: pd.DataFrame, period: Period, begins: int, below: int, asked: Asked) -> Months | None:
    """Return the months of the period beside those of a year before; at most the last twelve."""
    words, scope = asked.words, asked.scope
    last = Period(max(period.first, add_months(period.last, 1 - flows.MOST_MONTHS)), period.last)
    edition = asked.source.reference.in_edition(scope.county, period.last)
    own = flows.of_townships(rows, edition, scope.townships)
    this = flows.by_month(flows.in_period(own, last), last, below)
    known = [(count, month) for count, month in zip(this, last.months, strict=True) if count]
    if len(this) < 2 or not known:
        return None
    base = last.previous_year()
    covered = scope.compare == "yoy" and base.first >= begins
    before = flows.by_month(flows.in_period(own, base), base, below) if covered else (None,) * len(this)
    most, month = max(known)
    unit = words.say(*UNITS[str(rows["unit"].iloc[0])])
    title = words.say(
        f"{month // 100}年{month % 100}月最多，{format_number(most, 0)}{unit}",
        f"Most in {words.period(Period(month, month))}: {format_number(most, 0)} {unit}",
    )
    return Months(
        title,
        tuple(words.say(f"{item % 100}月", words.period(Period(item, item)).split(" ")[0]) for item in last.months),
        tuple(None if count is None else float(count) for count in this),
        tuple(None if count is None else float(count) for count in before),
        words.period(last),
        words.period(base) if covered else "",
        unit,
        0,
    )


def _note(asked: Asked, table: FlowTable, left_out: str) -> str:
    """Return what hidden cells are, what no table lists, and whose the sums are."""
    words = asked.words
    parts = [left_out] if left_out else []
    hidden = any(cell.number is None for line in table.cells for cell in line)
    if hidden and table.total.number is not None:
        parts.append(words.say("小于10的不显示，合计仍准", "Counts below 10 are not shown; sums stay exact"))
    if asked.scope.townships:
        parts.append(words.say("合计为全部来去，不限所选乡镇", "Sums are of all places, not only of those chosen"))
    return words.say("；", "; ").join(parts) + (words.say("。", ".") if parts else "")


def flow_frame(table: FlowTable, named: Named) -> pd.DataFrame:
    """Return the matrix as rows of from, to, count, status; hidden cells hold no number, margins have no partner."""
    rows = [
        (named.full[sender.code], named.full[receiver.code], table.cells[row][column])
        for row, sender in enumerate(table.senders)
        for column, receiver in enumerate(table.receivers)
        if named.drawn(sender, receiver)
    ]
    rows += [(named.full[node.code], "", count) for node, count in zip(table.senders, table.sent, strict=True)]
    rows += [("", named.full[node.code], count) for node, count in zip(table.receivers, table.received, strict=True)]
    rows.append(("", "", table.total))
    return pd.DataFrame(
        {
            "from": [sender for sender, _, _ in rows],
            "to": [receiver for _, receiver, _ in rows],
            "count": [None if count.number is None else float(count.number) for _, _, count in rows],
            "unit": table.unit,
            "status": ["hidden" if count.number is None else "shown" for _, _, count in rows],
        }
    )


KIND = Kind("flows", "流向", "Flows", ("flow",), show)
"""The table in which a county's journeys are kept."""
