"""The evidence register of the three qualitative national measures in words: what is there, what lacks, who changed it.

Documents and their state only: a qualitative measure is never turned into a percentage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.figures import Words
from metrics.catalogue.national import NATIONAL_LIST, NationalMeasure
from metrics.reads.evidence import STATE_WORDS, EvidenceItem
from words.offices import office_en

Register = Mapping[str, Sequence[EvidenceItem]]
"""Measure → its items, in the register's order."""

QUALITATIVE: Final[tuple[NationalMeasure, ...]] = tuple(measure for measure in NATIONAL_LIST if measure.evidence)
FIRST_LACKS: Final = ("missing", "partial", "complete")
MOST_NAMED: Final = 3
"""Of the items that lack in the sentence; the others are counted."""

MOST_CHANGES: Final = 12
CHINA: Final = dt.timedelta(hours=8)
"""`audit` keeps UTC; a register is read in China."""

COLUMN_WORDS: Final = {
    "measure": ("指标", "Measure"),
    "item_zh": ("事项", "Item"),
    "document_zh": ("佐证材料", "Document"),
    "document_date": ("日期", "Date"),
    "owner": ("责任单位", "Owner"),
    "note_zh": ("评估意见", "Assessor's note"),
    "state": ("状态", "State"),
}


def what_lacks_first(register: Register) -> list[EvidenceItem]:
    """Return all items: those that lack, those in part, those complete; each in the order of the national list."""
    items = [item for measure in QUALITATIVE for item in register.get(measure.evidence, ())]
    return sorted(items, key=lambda item: FIRST_LACKS.index(item.state))


def register_sentence(register: Register, words: Words) -> str:
    """Return how many items there are and are complete, and which lack: by name, else how many are there in part."""
    items = what_lacks_first(register)
    if not items:
        return words.say("3项定性监测还没有登记资料。", "The 3 qualitative measures have no evidence on record.")
    complete = sum(item.state == "complete" for item in items)
    head = words.say(
        f"{len(QUALITATIVE)}项定性监测共{len(items)}条资料，{complete}条齐全",
        f"{len(QUALITATIVE)} qualitative measures, items of evidence: {len(items)}, complete: {complete}",
    )
    return head + words.say("；", "; ") + words.say("；", "; ").join(_what_lacks(register, items, words)) + _end(words)


def _what_lacks(register: Register, items: Sequence[EvidenceItem], words: Words) -> list[str]:
    told = []
    missing = [words.say(item.item_zh, item.item_en) for item in items if item.state == "missing"]
    partial = sum(item.state == "partial" for item in items)
    without = [measure for measure in QUALITATIVE if not register.get(measure.evidence)]
    if missing:
        named = _listed(missing[:MOST_NAMED], words)
        others = len(missing) - MOST_NAMED
        zh = f"{named}等{len(missing)}项缺材料" if others > 0 else f"{named}缺材料"
        told.append(words.say(zh, f"missing: {named}" + (f" and {others} more" if others > 0 else "")))
    elif partial:
        told.append(words.say(f"{partial}条只有部分材料", f"in part: {partial}"))
    if without:
        names = _listed([words.say(measure.name_zh, measure.name_en) for measure in without], words)
        told.append(words.say(f"{names}还没有登记", f"nothing on record: {names}"))
    return told or [words.say("没有缺材料的", "nothing is missing")]


def _listed(names: Sequence[str], words: Words) -> str:
    return words.say("、", ", ").join(names)


def _end(words: Words) -> str:
    return words.say("。", ".")


def register_table(register: Register, words: Words) -> Table:
    """Return the register item by item, what lacks first; the state in words, never a percentage."""
    columns = (
        Column(_head("measure", words), kind="text", weight=1.5),
        Column(_head("item_zh", words), kind="text", weight=1.4),
        Column(_head("document_zh", words), kind="text", phone=False, weight=1.8),
        Column(_head("document_date", words), kind="text", phone=False),
        Column(_head("owner", words), kind="text", phone=False, weight=1.8),
        Column(_head("note_zh", words), kind="text", phone=False, slide=False),
        Column(_head("state", words), kind="text", weight=0.8),
    )
    names = {measure.evidence: words.say(measure.name_zh, measure.name_en) for measure in QUALITATIVE}
    rows = [Row([names[item.measure], *_cells(item, words)]) for item in what_lacks_first(register)]
    return Table(words.say("佐证材料台账", "Evidence register"), columns, tuple(rows))


def _cells(item: EvidenceItem, words: Words) -> list[str | Cell]:
    date, none = item.document_date, words.say("无", "none")
    return [
        words.say(item.item_zh, item.item_en),
        item.document_zh or none,
        none if date is None else _day(date, words),
        words.say(item.owner, office_en(item.owner)),
        item.note_zh,
        Cell(state_words(item.state, words), strong=item.state == "missing"),
    ]


def _day(day: dt.date, words: Words) -> str:
    return words.say(f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}")


def _head(column: str, words: Words) -> str:
    return words.say(*COLUMN_WORDS[column])


def state_words(state: str, words: Words) -> str:
    """Return a state as the reader calls it."""
    return words.say(*STATE_WORDS[state])


def changes_table(changes: pd.DataFrame, register: Register, words: Words) -> Table:
    """Return the newest changes of the register's own items: when, who, what from what to what, why.

    changes : rows of `audit`, newest first; those of other counties' items are left out.
    """
    items = {item.register_id: item for item in what_lacks_first(register)}
    own = changes[changes["row_key"].isin(list(items)) & changes["column_name"].isin(list(COLUMN_WORDS))]
    columns = (
        Column(words.say("日期", "Date"), kind="text", phone=False),
        Column(words.say("经手人", "By"), kind="text"),
        Column(_head("item_zh", words), kind="text"),
        Column(words.say("改动", "Change"), kind="text"),
        Column(words.say("原因", "Reason"), kind="text", phone=False),
    )
    rows = []
    for (_, who, key), part in own.groupby(["changed_at", "changed_by", "row_key"], sort=False):
        first, item = part.iloc[0], items[str(key)]
        written = words.say("；", "; ").join(
            _change(str(row["column_name"]), str(row["old_value"]), str(row["new_value"]), words)
            for row in part.to_dict("records")
            if row["column_name"] not in ("measure", "item_zh")
        )
        day = _day((pd.Timestamp(first["changed_at"]) + CHINA).date(), words)
        rows.append(Row([day, str(who), words.say(item.item_zh, item.item_en), written, str(first["reason_zh"])]))
    return Table(words.say("改动日志", "Record of changes"), columns, tuple(rows[:MOST_CHANGES]))


def _change(column: str, old: str, new: str, words: Words) -> str:
    """Return `状态 缺材料→材料齐全`; without the former value where there was none."""

    def said(value: str) -> str:
        if not value:
            return words.say("无", "none")
        if column == "state":
            return state_words(value, words)
        if column == "owner":
            return words.say(value, office_en(value))
        return _day(dt.date.fromisoformat(value), words) if column == "document_date" else value

    return f"{_head(column, words)} {said(old)}→{said(new)}" if old else f"{_head(column, words)} {said(new)}"
