"""进展: a plan's items against their targets, and the month each ends in at its present pace."""

from __future__ import annotations

from typing import Any

import pandas as pd

from faces.blocks import Block, Cell, Column, Row, Table
from faces.blocks.pack import NamedFrame
from findings.evidence import inventory
from findings.evidence.fitting import month_words
from findings.evidence.inventory import inventory_of
from findings.evidence.plan_drawing import STANDING_WORDS, amount, amounts, bullets, ending, places_map
from findings.evidence.plan_tables import by_place_table, by_year_table
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words
from metrics.evidence.plan import (
    FEWEST_MONTHS_WITH_WORK,
    MONTHS_OF_A_PACE,
    ItemProgress,
    PlanProgress,
    Standing,
    plan_progress,
    read_plan,
    read_positions,
)
from metrics.reads.places import outlines

FEWEST_ON_A_MAP = 8


def show(asked: Asked) -> Shown | None:
    """Return bullets, then the places of the item that the finding names, or every item's pace; None without items."""
    county, words = asked.scope.county, asked.words
    items, progress = asked.source.read(read_plan, county, asked.card.mechanism_id)
    if items.empty:
        return None
    edition = asked.source.reference.in_edition(county, asked.month)
    chosen = [edition.get(code, code) for code in asked.scope.townships]
    plan = plan_progress(items, progress, month=asked.month, edition=edition, chosen=chosen)
    if plan is None:
        return None
    named = None if plan.items[0].is_done else plan.items[0]
    told = _finding(plan, named, words, of_county=bool(chosen) and not plan.in_townships)
    blocks = () if len(items) == 1 else _blocks(asked, plan, named)
    frames: tuple[NamedFrame, ...] = (NamedFrame(words.say("进展", "Progress"), _frame(plan, words)),)
    listed = inventory_of(asked)
    if listed is not None:
        # Things that stand by name are shown as a list of them: how far the plan is comes after.
        told = inventory.sentence(listed, words) + words.say("", " ") + told
        blocks = inventory.blocks(listed, words) + blocks
        frames = (NamedFrame(words.say("名录", "Inventory"), inventory.frame(listed, words)), *frames)
    return Shown(told, "", _state(plan), blocks, _note(plan, bool(chosen), words), frames)


def _state(plan: PlanProgress) -> State:
    if any(item.is_late for item in plan.items):
        return State.DUE
    return State.USUAL


def _finding(plan: PlanProgress, named: ItemProgress | None, words: Words, *, of_county: bool) -> str:
    told = _told(plan, named, words)
    return words.say(words.whole, "The whole county: ") + told if of_county else told


def _told(plan: PlanProgress, named: ItemProgress | None, words: Words) -> str:
    count = len(plan.items)
    if named is None:
        if count == 1:
            item = plan.items[0]
            return words.say(f"{item.zh}已完成，{amounts(item, words)}。", f"{item.en}: done, {amounts(item, words)}.")
        return words.say(f"{count}项全部完成。", f"All {count} items are done.")
    head = (
        words.say(f"{count}项完成{plan.finished}项；", f"{plan.finished} of {count} items done; ") if count > 1 else ""
    )
    done = f"{amount(named.done)}{words.say(named.unit_zh, ' ' + named.unit_en)}"
    told = words.say(f"{named.zh}完成{done}", f"{named.en}: {done}")
    return head + told + _when(named, words) + words.say("。", ".")


def _when(item: ItemProgress, words: Words) -> str:
    """Return when an unfinished item ends, and how late that is."""
    if item.pace is not None and item.pace.ends is not None:
        end = month_words(item.pace.ends, words)
        late = ""
        if item.is_late and item.months_late:
            late = words.say(f"，晚{item.months_late}个月", f", {item.months_late} months late")
        elif item.months_late:
            due = month_words(item.due, words)
            late = words.say(f"，期限{due}仍在其95%区间内", f", its date, {due}, within the 95% interval")
        return words.say(f"，按现速{end}做完", f", at this pace until {end}") + late
    due = month_words(item.due, words)
    if item.has_passed:
        return words.say(f"，{due}到期未完成，定不了速度", f", due {due} and not done, no pace yet")
    return words.say(f"，定不了速度，{due}到期", f", no pace yet, due {due}")


def _blocks(asked: Asked, plan: PlanProgress, named: ItemProgress | None) -> tuple[Block, ...]:
    words = asked.words
    late = sum(item.is_late for item in plan.items)
    title = (
        words.say(f"{len(plan.items)}项中{late}项赶不上期限", f"{late} of {len(plan.items)} items miss their date")
        if late
        else words.say("没有一项误期", "no item misses its date")
    )
    key = words.say(
        "粗竖线为目标，空心三角为此时应达到的数，达到目标为石青", "tick: target; hollow triangle: due by now; blue: met"
    )
    first = bullets(plan, title, _items_table(plan, title, words), named.zh if named else "", key, words)
    item = _mapped(plan, named)
    more = tuple(table for table in (by_place_table(plan, words), by_year_table(plan, words)) if table is not None)
    if item is not None:
        drawn = _map(asked, item)
        if drawn is not None:
            return (first, drawn, *more)
    return (first, _pace_table(plan, words), *more)


def _mapped(plan: PlanProgress, named: ItemProgress | None) -> ItemProgress | None:
    """Return the item whose places are drawn: the finding's, else the unfinished one with most places, else any."""
    fit = [item for item in plan.items if sum(bool(place.township) for place in item.places) >= FEWEST_ON_A_MAP]
    if named in fit:
        return named
    return max(fit, key=lambda item: (not item.is_done, len(item.places)), default=None)


def _map(asked: Asked, item: ItemProgress) -> Block | None:
    reference, county, words = asked.source.reference, asked.scope.county, asked.words
    here = {place.code for place in reference.townships_of(county, asked.month)}
    shapes = asked.source.read(outlines, county)
    shapes = {code: shape for code, shape in shapes.items() if code in here}
    positions = asked.source.read(read_positions, county)
    if not shapes or not any(place.institution in positions for place in item.places):
        return None
    title = words.say(
        f"{item.zh}：{item.places_in(Standing.DONE)}处完成，{item.places_in(Standing.UNDER_WAY)}处进行中，"
        f"{item.places_in(Standing.NOT_BEGUN)}处未开始",
        f"{item.en}: {item.places_in(Standing.DONE)} done, {item.places_in(Standing.UNDER_WAY)} under way, "
        f"{item.places_in(Standing.NOT_BEGUN)} not begun",
    )
    table = _places_table(item, title, words)
    return places_map(item, title, table, outlines=shapes, positions=positions, words=words)


def _items_table(plan: PlanProgress, title: str, words: Words) -> Table:
    columns = (
        Column(words.say("项目", "Item"), kind="text", weight=2.0),
        Column(words.say("实际", "Actual")),
        Column(words.say("目标", "Target")),
        Column(words.say("单位", "Unit"), kind="text"),
        Column(words.say("此时应达到", "Due by now")),
        Column(words.say("期限", "Due"), kind="text"),
        Column(words.say("按现速完成", "Ends at this pace"), kind="text"),
    )
    rows = [
        Row(
            [
                words.say(item.zh, item.en),
                Cell(amount(item.done), item.done, judgement="good" if item.is_done else None, strong=True),
                Cell(amount(item.target), item.target),
                words.say(item.unit_zh, item.unit_en),
                Cell(amount(item.due_by_now), round(item.due_by_now, 1), 1),
                month_words(item.due, words),
                Cell(ending(item, words), judgement="bad" if item.is_late else None),
            ]
        )
        for item in plan.items
    ]
    return Table(title, columns, tuple(rows))


def _pace_table(plan: PlanProgress, words: Words) -> Table:
    """Return what is done a month and the interval of the month each unfinished item ends in; of all where all are."""
    open_items = [item for item in plan.items if not item.is_done] or list(plan.items)
    known = sum(item.pace is not None for item in open_items)
    title = words.say(
        f"{len(open_items)}项未完成，{known}项定得了速度", f"{len(open_items)} items open, {known} with a pace"
    )
    if plan.finished == len(plan.items):
        title = words.say("各项都已完成", "every item is done")
    columns = (
        Column(words.say("项目", "Item"), kind="text", weight=2.0),
        Column(words.say("每月完成", "A month")),
        Column(words.say("期限", "Due"), kind="text"),
        Column(words.say("按现速完成", "Ends at this pace"), kind="text", weight=1.2),
        Column(words.say("95%区间", "95% interval"), kind="text", weight=1.6, phone=False),
    )
    rows = [
        Row(
            [
                words.say(item.zh, item.en),
                Cell("", status="shown")
                if item.pace is None
                else Cell(f"{item.pace.a_month:.1f}", item.pace.a_month, 1),
                month_words(item.due, words),
                Cell(ending(item, words), judgement="bad" if item.is_late else None),
                interval_words(item, words),
            ]
        )
        for item in open_items
    ]
    return Table(title, columns, tuple(rows))


def interval_words(item: ItemProgress, words: Words) -> str:
    """Return the earliest and latest month an item ends in; an open end where the pace may be next to nothing."""
    if item.pace is None or item.pace.earliest is None:
        return ""
    first = month_words(item.pace.earliest, words)
    if item.pace.latest is None:
        return words.say(f"{first}起，最晚说不定", f"{first} or any time later")
    last = month_words(item.pace.latest, words)
    return first if first == last else words.say(f"{first}—{last}", f"{first} – {last}")


def _places_table(item: ItemProgress, title: str, words: Words) -> Table:
    columns = (
        Column(words.say("地点", "Place"), kind="text", weight=2.0),
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("状态", "State"), kind="text"),
    )
    rank = {Standing.NOT_BEGUN: 0, Standing.UNDER_WAY: 1, Standing.DONE: 2}
    rows = [
        Row(
            [
                words.say(place.place_zh, place.place_en),
                words.township_or_code(place.township) if place.township else "",
                words.say(*STANDING_WORDS[place.standing]),
            ]
        )
        for place in sorted(item.places, key=lambda place: rank[place.standing])
    ]
    return Table(title, columns, tuple(rows))


def _note(plan: PlanProgress, is_filtered: bool, words: Words) -> str:
    parts = [
        words.say(
            f"现速为近{MONTHS_OF_A_PACE}个月的月均，不足{FEWEST_MONTHS_WITH_WORK}个月有进展的定不了速度",
            f"pace: mean of the last {MONTHS_OF_A_PACE} months; none with work in fewer than {FEWEST_MONTHS_WITH_WORK}",
        )
    ]
    named = plan.items[0]
    if not named.is_done and interval_words(named, words):
        parts.append(
            words.say(
                f"{named.zh}的95%区间{interval_words(named, words)}", f"{named.en}, 95%: {interval_words(named, words)}"
            )
        )
    if is_filtered and not plan.in_townships:
        parts.append(words.say(f"各项只有{words.whole}数", "all items are of the whole county"))
    elif is_filtered and plan.county_only:
        parts.append(
            words.say(
                f"另有{plan.county_only}项只有{words.whole}数，未列",
                f"{plan.county_only} items of the whole county are left out",
            )
        )
    return words.say("；", "; ").join(parts) + words.say("。", ".")


def _frame(plan: PlanProgress, words: Words) -> pd.DataFrame:
    """Return a row a place of an item."""
    rows: list[dict[str, Any]] = [
        {
            "item": words.say(item.zh, item.en),
            "place": words.say(place.place_zh, place.place_en),
            "township_code": place.township,
            "unit": words.say(item.unit_zh, item.unit_en),
            "target": place.target,
            "done": place.done,
            "due": place.due,
            "state": place.standing.value,
        }
        for item in plan.items
        for place in item.places
    ]
    return pd.DataFrame(rows)


KIND = Kind("plan", "进展", "Progress", ("plan_item", "plan_progress"), show)
