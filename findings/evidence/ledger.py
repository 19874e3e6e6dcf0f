"""台账: a mechanism's own visits by township, specialty and month; or its posted staff by title, where it posts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from faces.blocks import Block, Cell, Column, Months, Row, Table
from faces.blocks.pack import NamedFrame
from findings.cells import number_cell
from findings.evidence.ledger_periods import by_place_table, place_frame
from findings.evidence.ledger_specialty import attendance_table, by_specialty_table
from findings.evidence.postings import posted
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.experts import lost_words
from findings.figures import Words
from metrics.evidence.ledger import OwnVisits, own_visits
from metrics.evidence.ledger_periods import place_periods
from metrics.reads.mechanisms import VIEW_TABLES
from words.numbers import format_interval, format_number

FRAME_COLUMNS = ("visit_id", "township_code", "institution_code", "month", "planned", "attended", "counted", "reason")


def show(asked: Asked) -> Shown | None:
    """Return the mechanism's visits, or its posted staff where it has no visits; None where it has neither."""
    found = asked.source.ask(own_visits, asked.card.mechanism_id, asked.scope)
    if found is None:
        return posted(asked)
    words = asked.words
    place = words.township_or_code(found.worst[0]) if found.worst else ""
    sentence = _finding(found, place, asked)
    by_specialty = by_specialty_table(found, words)
    blocks: list[Block] = [_table(found, place, words), _months(found, asked)]
    frames: tuple[NamedFrame, ...] = ()
    asked_of = asked.source.ask(place_periods, asked.card.mechanism_id, asked.scope)
    if asked_of is not None:
        blocks.insert(1, by_place_table(asked_of, words))
        frames = (NamedFrame(words.say("举措 机构", "mechanism places"), place_frame(asked_of)),)
    if by_specialty is not None:
        # Where nobody judges which visits count, what is to be seen first is who was planned and who came.
        blocks.insert(len(blocks) if found.is_ruled else 0, by_specialty)
    note = words.say(
        "只算本举措的下沉；派驻另计，不与下沉相加。", "Only this mechanism's visits; postings are another thing."
    )
    rows = found.visits[[name for name in FRAME_COLUMNS if name in found.visits]]
    frame = NamedFrame(words.say("举措 下沉", "mechanism visits"), rows)
    return Shown(sentence, place if place in sentence else "", State.USUAL, tuple(blocks), note, (frame, *frames))


def _finding(found: OwnVisits, place: str, asked: Asked) -> str:
    words = asked.words
    planned, attended, counted = found.totals
    if not planned:
        when = words.period(asked.scope.period)
        return words.say(f"{when}没有排下沉。", f"No visit was planned in {when}.")
    if not found.is_ruled:
        return _attended(found, asked)
    head = words.say(
        f"计划下沉{planned:,}次，到岗{attended:,}次，计入{counted:,}次",
        f"{planned:,} visits planned, {attended:,} took place, {counted:,} count",
    )
    if found.base is not None and found.base[0]:
        compare = words.compare(asked.scope.compare)
        head += words.say(f"，{compare}计入{found.base[2]:,}次", f"; {found.base[2]:,} counted {compare}")
    if found.worst is None:
        return head + words.say("；全部计入。", "; all of them count.")
    return head + words.say("；", "; ") + words.say(*lost_words(place, *found.worst[1:])) + words.say("。", ".")


def _attended(found: OwnVisits, asked: Asked) -> str:
    """Return who was planned and who came, where no rule says which visits count."""
    words = asked.words
    planned, attended, _ = found.totals
    share = format_number(attended / planned * 100, 1)
    head = words.say(
        f"计划下沉{planned:,}次，到岗{attended:,}次（{share}%）",
        f"{planned:,} visits planned, {attended:,} took place ({share}%)",
    )
    if found.base is not None and found.base[0]:
        compare = words.compare(asked.scope.compare)
        head += words.say(f"，{compare}到岗{found.base[1]:,}次", f"; {found.base[1]:,} took place {compare}")
    return head + words.say("；没有适用的规定，不判定计入。", "; no rule says which of them count.")


def _table(found: OwnVisits, place: str, words: Words) -> Table:
    if not found.is_ruled:
        return attendance_table(
            [(words.township_or_code(str(row["township_code"])), row) for row in found.places.to_dict("records")],
            words.say("各乡镇计划和到岗", "Planned and attended, by township"),
            words.say("乡镇", "Township"),
            found,
            words,
        )
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.4),
        Column(words.say("计划", "Planned"), words.say("次", "visits")),
        Column(words.say("到岗", "Attended"), words.say("次", "visits"), phone=False),
        Column(words.say("计入", "Counted"), words.say("次", "visits")),
        Column(words.say("计入率", "Counted"), "%"),
        Column(words.say("95%区间", "95% interval"), kind="text", weight=1.3, phone=False),
    )
    ordered = found.places.sort_values(["rate", "planned"], ascending=[True, False])
    rows = [_row(row, words, place) for row in ordered.to_dict("records")]
    planned, attended, counted = found.totals
    rate = counted / planned * 100 if planned else math.nan
    total = [number_cell(value, 0, strong=True) for value in (planned, attended, counted)]
    rows.append(Row([words.scope, *total, number_cell(rate, 1, strong=True), ""], is_sum=True))
    title = words.say("各乡镇计入了几次，低的在前", "Visits that count, by township, lowest share first")
    return Table(title, columns, tuple(rows))


def _row(row: Mapping[Any, Any], words: Words, place: str) -> Row:
    name = words.township_or_code(str(row["township_code"]))
    interval = format_interval(row["lower"] * 100, row["upper"] * 100, "%", decimals=1, language=words.language)
    cells: list[str | Cell] = [name, *(number_cell(row[column], 0) for column in ("planned", "attended", "counted"))]
    return Row([*cells, number_cell(row["rate"] * 100, 1), interval], is_point=name == place)


def _months(found: OwnVisits, asked: Asked) -> Months:
    words = asked.words
    year = words.last_year_with_data(asked.scope.period)
    this_year, last_year = (tuple(None if math.isnan(value) else value for value in months) for months in found.months)
    return Months(
        title=words.say("计入的下沉，逐月", "Visits that count, by month")
        if found.is_ruled
        else words.say("到岗的下沉，逐月", "Visits that took place, by month"),
        labels=tuple(words.say(f"{month}月", f"{month:02d}") for month in range(1, 13)),
        this_year=this_year,
        last_year=last_year,
        this_name=words.say(f"{year}年", str(year)),
        last_name=words.say(f"{year - 1}年", str(year - 1)),
        axis_title=words.say("次", "visits"),
        decimals=0,
    )


KIND = Kind("ledger", "台账", "Ledger", VIEW_TABLES["ledger"], show)
