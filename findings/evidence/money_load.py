"""Down-posting beside performance pay: how often an institution's staff went down, and what its posts are paid for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from faces.blocks import Cell, Column, Row, Table
from findings.cells import number_cell
from findings.evidence.fitting import hidden_sign
from findings.figures import Words
from metrics.evidence.down_posting import Load
from metrics.evidence.money import Group, Pay
from words.numbers import format_number


def load_table(loads: Sequence[Load], pay: Pay, names: Mapping[str, str], words: Words) -> Table | None:
    """Return the institutions with posts on record that sent staff down, by code; None without any.

    No cause is claimed: pay by post does not say which post went.
    """
    posts = {group.name: group for group in pay.institutions}
    own = [load for load in loads if load.institution_code in posts]
    if not own:
        return None
    times, yuan = words.say("次", "visits"), words.say("元", "yuan")
    posted = any(load.days for load in own)
    columns = [
        Column(words.say("机构", "Institution"), kind="text", weight=1.8),
        Column(words.say("下沉人员", "Staff sent"), words.say("人", "people")),
        Column(words.say("下沉次数", "Visits"), times),
        Column(words.say("下沉时长", "Hours"), words.say("小时", "hours"), phone=False),
        Column(words.say("人均下沉", "Visits each"), times),
    ]
    if posted:
        columns.append(Column(words.say("派驻在岗", "Days posted"), words.say("人天", "days")))
    columns += [
        Column(words.say("绩效中位", "Median performance pay"), yuan, phone=False),
        Column(words.say("绩效占比", "Share of pay"), "%"),
    ]
    rows = [
        Row([names.get(load.institution_code, load.institution_code), *_load(load, posted=posted), *_pay(group, words)])
        for load in own
        for group in [posts[load.institution_code]]
    ]
    return Table(_title(own, pay, words), tuple(columns), tuple(rows))


def _load(load: Load, *, posted: bool) -> list[Cell]:
    hours = Cell("", status="no_data") if load.hours is None else number_cell(load.hours, 0)
    each = number_cell(load.visits / load.people, 1) if load.people else Cell("")
    days = [number_cell(load.days, 0)] if posted else []
    return [number_cell(load.people, 0), number_cell(load.visits, 0), hours, each, *days]


def _pay(group: Group, words: Words) -> list[Cell]:
    if group.quartiles is None or group.share is None:
        return [Cell("", status="hidden"), Cell(hidden_sign(words), status="hidden")]
    return [number_cell(group.quartiles[1], 0), number_cell(group.share, 1)]


def _title(own: Sequence[Load], pay: Pay, words: Words) -> str:
    """Return how often all of them went, and between how many times a head: without an interval nobody is named."""
    visits, people = sum(load.visits for load in own), sum(load.people for load in own)
    head = words.say(
        f"{pay.year}年{len(own)}家机构派人下沉{format_number(visits, 0)}次、{format_number(people, 0)}人",
        f"{pay.year}: {format_number(visits, 0)} visits by {format_number(people, 0)} staff of {len(own)} institutions",
    )
    each = [load.visits / load.people for load in own if load.people]
    if len(each) < 2:
        return head
    low, high = (format_number(value, 1) for value in (min(each), max(each)))
    if low == high:
        return head
    return head + words.say(f"；人均{low}—{high}次", f"; {low}–{high} visits each")
