"""A plan's items year by year, and at each of their places with the dates between which it is due."""

from __future__ import annotations

from typing import Final

from faces.blocks import Cell, Column, Row, Table
from findings.evidence.fitting import month_words
from findings.evidence.plan_drawing import STANDING_WORDS, amount
from findings.figures import Words
from metrics.evidence.plan import PlanProgress

MOST_YEARS: Final = 6
"""Columns of years; older ones are one column."""
FEWEST_PLACES, MOST_PLACES, MOST_ROWS = 2, 7, 24
"""An item at so many places is listed place by place; more are drawn on the map."""


def by_year_table(plan: PlanProgress, words: Words) -> Table | None:
    """Return what was done of each item in each year; None for a plan of a single year."""
    years = sorted({year for item in plan.items for year, _ in item.years})
    if len(years) < 2:
        return None
    shown = years[-MOST_YEARS:] if len(years) > MOST_YEARS + 1 else years
    older = len(shown) < len(years)
    columns = [Column(words.say("项目", "Item"), kind="text", weight=2.0)]
    if older:
        columns.append(Column(words.say(f"{shown[0]}年以前", f"Before {shown[0]}"), phone=False))
    columns += [
        Column(words.say(f"{year}年", str(year)), phone=number >= len(shown) - 2) for number, year in enumerate(shown)
    ]
    columns += [Column(words.say("累计", "In all")), Column(words.say("单位", "Unit"), kind="text")]
    rows = []
    for item in plan.items:
        own = dict(item.years)
        counts = [own.get(year, 0.0) for year in shown]
        if older:
            counts.insert(0, sum(count for year, count in item.years if year < shown[0]))
        cells = [Cell(amount(count) if count else "", count) for count in counts]
        done = Cell(amount(item.done), item.done, strong=True)
        rows.append(Row([words.say(item.zh, item.en), *cells, done, words.say(item.unit_zh, item.unit_en)]))
    last = shown[-1]
    moved = sum(last in dict(item.years) for item in plan.items)
    title = words.say(f"历年完成：{last}年{moved}项有进展", f"Done year by year: {moved} items moved in {last}")
    return Table(title, tuple(columns), tuple(rows))


def by_place_table(plan: PlanProgress, words: Words) -> Table | None:
    """Return the items that stand at a few places, place by place with their dates; None where there is none."""
    listed = [item for item in plan.items if FEWEST_PLACES <= len(item.places) <= MOST_PLACES]
    pairs = [(item, place) for item in listed for place in item.places][:MOST_ROWS]
    if not pairs:
        return None
    columns = (
        Column(words.say("地点", "Place"), kind="text", weight=1.6),
        Column(words.say("项目", "Item"), kind="text", weight=1.8),
        Column(words.say("起", "From"), kind="text", phone=False),
        Column(words.say("期限", "Due"), kind="text"),
        Column(words.say("完成", "Done")),
        Column(words.say("目标", "Target")),
        Column(words.say("状态", "State"), kind="text"),
    )
    rows = [
        Row(
            [
                words.say(place.place_zh, place.place_en),
                words.say(item.zh, item.en),
                month_words(place.begins, words),
                month_words(place.due, words),
                Cell(amount(place.done), place.done, strong=True),
                Cell(amount(place.target), place.target),
                words.say(*STANDING_WORDS[place.standing]),
            ]
        )
        for item, place in pairs
    ]
    open_places = sum(place.done < place.target for _, place in pairs)
    title = words.say(
        f"逐处完成情况：{len(pairs)}处中{open_places}处未完成",
        f"Place by place: {open_places} of {len(pairs)} not done",
    )
    return Table(title, columns, tuple(rows))
