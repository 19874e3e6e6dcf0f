"""Money, beds and equipment by tier of institutions: what stands beside the budget of buildings and equipment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from faces.blocks import Block, Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Bar, Mark, Stroke, Text
from findings.evidence.fitting import fit, month_words
from findings.evidence.money_words import WAN, amount, in_wan, wan_unit
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.evidence.capacity import (
    YEARS_BACK,
    Capacity,
    TierCapacity,
    capacity,
    read_beds,
    read_equipment,
    read_investment,
)
from words.equipment import equipment_name
from words.numbers import format_number

TIER_WORDS: Final = {
    "county": ("县级", "County"),
    "township": ("乡镇级", "Township"),
    "village": ("村级", "Village"),
}
PANEL, GAP, NAME, ROW, HEAD = 278.0, 13.0, 84.0, 46.0, 30.0
PHONE: Final = 358.0


@dataclass(frozen=True)
class Panel:
    """One thing of every tier: its words, a value a tier (None: not known) and a mark for what it was before."""

    title: str
    values: tuple[float | None, ...]
    told: tuple[str, ...]
    before: tuple[float | None, ...] = ()


def capacity_of(asked: Asked) -> Capacity | None:
    """Return the tiers of a mechanism that has equipment on record; None for any other. Raises WarehouseError."""
    scope, source, month = asked.scope, asked.source, asked.month
    lots = source.read(read_equipment, scope.county, asked.card.mechanism_id, month)
    if lots.empty:
        return None
    before = max(month - YEARS_BACK * 100, source.reference.first_month)
    beds = source.read(read_beds, scope.county, (month, before))
    yuan = source.read(read_investment, scope.county, asked.card.mechanism_id, month)
    edition = source.reference.in_edition(scope.county, month)
    return capacity(lots, beds, yuan, (month, before), edition, scope.townships)


def capacity_sentence(found: Capacity, words: Words) -> str:
    """Return the equipment and beds of each tier in one sentence."""
    parts = []
    for tier in found.tiers:
        name = words.say(*TIER_WORDS[tier.tier])
        if tier.pieces and tier.beds:
            parts.append(
                words.say(
                    f"{name}设备{tier.pieces}台（件）、床位{tier.beds}张",
                    f"{name.lower()}: {tier.pieces} devices, {tier.beds} beds",
                )
            )
        elif tier.pieces:
            parts.append(words.say(f"{name}设备{tier.pieces}台（件）", f"{name.lower()}: {tier.pieces} devices"))
    told = words.say("；", "; ").join(parts)
    return words.say(f"{told}。", f"{told[:1].upper()}{told[1:]}.")


def capacity_blocks(found: Capacity, words: Words) -> tuple[Block, ...]:
    """Return the tiers side by side, then the equipment by kind and tier."""
    return _drawing(found, words), kinds_table(found, words)


def _panels(found: Capacity, words: Words) -> tuple[Panel, ...]:
    tiers = found.tiers
    beds = Panel(
        words.say("开放床位（张）", "Open beds"),
        tuple(None if tier.beds is None else float(tier.beds) for tier in tiers),
        tuple(_beds_told(tier, words) for tier in tiers),
        tuple(None if tier.beds_before is None else float(tier.beds_before) for tier in tiers),
    )
    devices = Panel(
        words.say("在用设备（台、件）", "Equipment in use"),
        tuple(float(tier.pieces) for tier in tiers),
        tuple(_devices_told(tier, words) for tier in tiers),
    )
    if all(tier.yuan is None for tier in tiers):
        return beds, devices
    money = Panel(
        words.say("累计投入", "Put in so far"),
        tuple(tier.yuan for tier in tiers),
        tuple("" if tier.yuan is None else amount(tier.yuan, words) for tier in tiers),
    )
    return money, beds, devices


def _beds_told(tier: TierCapacity, words: Words) -> str:
    if tier.beds is None:
        return words.say("未报", "not reported")
    if not tier.beds:
        return words.say("不设床位", "no beds")
    told = words.say(f"{format_number(tier.beds, 0)}张", format_number(tier.beds, 0))
    if tier.beds_before is None:
        return told
    change = tier.beds - tier.beds_before
    if not change:
        return told + words.say(f"，{YEARS_BACK}年不变", f", as {YEARS_BACK} years ago")
    return told + words.say(f"，{YEARS_BACK}年{change:+d}", f", {change:+d} in {YEARS_BACK} years")


def _devices_told(tier: TierCapacity, words: Words) -> str:
    if not tier.pieces:
        return words.say("没有登记", "none on record")
    return words.say(f"{tier.pieces}台（件），{tier.places}家机构", f"{tier.pieces} at {tier.places} institutions")


def _drawing(found: Capacity, words: Words) -> Drawing:
    panels, table, title = _panels(found, words), capacity_table(found, words), _title(found, words)
    marks: list[Mark] = []
    for number, panel in enumerate(panels):
        marks += _panel(panel, found.tiers, number * (PANEL + GAP), 0.0, PANEL, words)
    high = HEAD + ROW * len(found.tiers)
    phone_marks: list[Mark] = []
    for number, panel in enumerate(panels):
        phone_marks += _panel(panel, found.tiers, 0.0, number * (high + 12), PHONE, words)
    phone = Drawing(title, PHONE, len(panels) * (high + 12), tuple(phone_marks), table)
    return Drawing(title, len(panels) * (PANEL + GAP) - GAP, high + 4, tuple(marks), table, phone)


def _panel(panel: Panel, tiers: Sequence[TierCapacity], x: float, top: float, width: float, words: Words) -> list[Mark]:
    known = [value for value in (*panel.values, *panel.before) if value is not None]
    room = width - NAME
    scale = room / max([*known, 1.0])
    marks: list[Mark] = [Text(panel.title, x, top + 16, 13, bold=True)]
    for number, (tier, value, told) in enumerate(zip(tiers, panel.values, panel.told, strict=True)):
        y = top + HEAD + ROW * number
        marks.append(Text(fit(words.say(*TIER_WORDS[tier.tier]), NAME - 6, 13), x, y + 14, 13))
        marks.append(Bar(x + NAME, y + 3, room, 14, "neutral_soft", hatched=value is None))
        if value:
            marks.append(Bar(x + NAME, y + 3, max(value * scale, 1), 14, "neutral_mark"))
        earlier = panel.before[number] if panel.before else None
        if earlier:
            at = x + NAME + earlier * scale
            marks.append(Stroke(((at, y), (at, y + 20)), "ink", 1.5))
        marks.append(Text(fit(told, room, 12), x + NAME, y + 32, 12, "ink_2"))
    return marks


def _title(found: Capacity, words: Words) -> str:
    before = month_words(found.before, words)
    return words.say(f"各级机构投入、床位和设备，竖线为{before}床位", f"By tier; the upright line: beds in {before}")


def capacity_table(found: Capacity, words: Words) -> Table:
    """Return a tier a row: money put in, beds now and before, equipment and where it stands."""
    columns = (
        Column(words.say("级别", "Tier"), kind="text"),
        Column(words.say("累计投入", "Put in"), wan_unit(words), phone=False),
        Column(words.say("开放床位", "Beds"), words.say("张", "")),
        Column(month_words(found.before, words), words.say("张", "beds"), phone=False),
        Column(words.say("设备", "Equipment"), words.say("台（件）", "")),
        Column(words.say("设备所在机构", "Institutions"), words.say("家", ""), phone=False),
    )
    rows = [
        Row(
            [
                words.say(*TIER_WORDS[tier.tier]),
                Cell("") if tier.yuan is None else Cell(in_wan(tier.yuan), tier.yuan / WAN, 2),
                _count(tier.beds),
                _count(tier.beds_before),
                _count(tier.pieces),
                _count(tier.places),
            ]
        )
        for tier in found.tiers
    ]
    return Table(_title(found, words), columns, tuple(rows))


def kinds_table(found: Capacity, words: Words) -> Table:
    """Return a kind of equipment a row, a tier a column, the sum last."""
    columns = [Column(words.say("设备", "Equipment"), kind="text", weight=1.6)]
    columns += [Column(words.say(*TIER_WORDS[tier.tier]), words.say("台（件）", "")) for tier in found.tiers]
    columns.append(Column(words.say("合计", "Total"), words.say("台（件）", "")))
    rows = [
        Row(
            [
                equipment_name(kind, words),
                *(_count(tier.units.get(kind, 0)) for tier in found.tiers),
                _count(found.pieces(kind)),
            ]
        )
        for kind in found.kinds
    ]
    total = sum(tier.pieces for tier in found.tiers)
    sums = [*(_count(tier.pieces) for tier in found.tiers), _count(total)]
    rows.append(Row([words.say("合计", "Total"), *sums], is_sum=True))
    most = equipment_name(found.kinds[0], words)
    title = words.say(
        f"在用设备{total}台（件），{most}最多，{found.pieces(found.kinds[0])}台（件）",
        f"{total} devices in use, most of them {most}: {found.pieces(found.kinds[0])}",
    )
    return Table(title, tuple(columns), tuple(rows))


def _count(count: int | None) -> Cell:
    return Cell("") if count is None else Cell(format_number(count, 0), count)
