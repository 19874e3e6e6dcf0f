"""清单: which matters are in place where, since when, what is late; counted from one mechanism's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read
from data_access.schema import checklist_item
from metrics.period import add_months
from metrics.scope import within
from words.numbers import is_missing

NEW_MONTHS: Final = 12
"""A matter counts as newly put in place for so many months, its own included (look.md: 近12个月)."""
FAR: Final = 999912


@dataclass(frozen=True)
class Item:
    """A matter of the checklist: names, and the office that answers for it."""

    name_zh: str
    name_en: str
    owner: str = ""


@dataclass(frozen=True)
class Entry:
    """One matter at one subject as of a month.

    since   : month in which it was put in place, None while it is open; due: month by which it is to be.
    late    : whole months that have passed since the due month, 0 while there is none, or it is done.
    is_new  : put in place within the last NEW_MONTHS; begun: open and under way.
    """

    item: Item
    since: int | None
    due: int | None
    late: int
    is_new: bool
    begun: bool
    document: str = ""


@dataclass(frozen=True)
class Subject:
    """An institution, community or list with its entries in the order of the items; None: nothing is reported of it.

    township: code in the month's edition, "" where it has none; is_institution: it has an institution's code.
    """

    name_zh: str
    name_en: str
    township: str
    is_institution: bool
    entries: tuple[Entry | None, ...]

    @property
    def reported(self) -> tuple[Entry, ...]:
        """Return the entries that there are."""
        return tuple(entry for entry in self.entries if entry is not None)

    @property
    def done(self) -> int:
        """Return how many matters are in place."""
        return sum(entry.since is not None for entry in self.reported)

    @property
    def lacking(self) -> int:
        """Return how many matters are not in place."""
        return len(self.reported) - self.done

    @property
    def late(self) -> int:
        """Return how many matters are past their due month."""
        return sum(entry.late > 0 for entry in self.reported)

    @property
    def last(self) -> int:
        """Return the month of the matter that came last, 0 without any."""
        return max((entry.since for entry in self.reported if entry.since is not None), default=0)


@dataclass(frozen=True)
class Checklist:
    """A mechanism's checklist as of a month: what lacks most first, then what was completed last.

    path   : (month, matters in place by then) at each month that added some, up to `month`.
    before : matters in place at `before_month`, the end of the period compared with; None without a comparison.
    """

    month: int
    items: tuple[Item, ...]
    subjects: tuple[Subject, ...]
    path: tuple[tuple[int, int], ...]
    before_month: int | None = None
    before: int | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return every entry that there is."""
        return tuple(entry for subject in self.subjects for entry in subject.reported)

    @property
    def total(self) -> int:
        """Return how many matters are asked for, over all subjects."""
        return len(self.entries)

    @property
    def done(self) -> int:
        """Return how many are in place."""
        return sum(subject.done for subject in self.subjects)

    @property
    def late(self) -> int:
        """Return how many are past their due month."""
        return sum(subject.late for subject in self.subjects)

    @property
    def complete(self) -> int:
        """Return how many subjects lack nothing."""
        return sum(subject.lacking == 0 for subject in self.subjects)

    @property
    def is_grid(self) -> bool:
        """Say whether subjects share their items; a list with items of its own is read downwards instead."""
        if len(self.subjects) < 2:
            return bool(self.subjects)
        columns = zip(*(subject.entries for subject in self.subjects), strict=True)
        return any(sum(entry is not None for entry in column) > 1 for column in columns)

    @property
    def last_due(self) -> int | None:
        """Return the latest due month of what is open, where that is still to come."""
        due = [entry.due for entry in self.entries if entry.since is None and entry.due is not None]
        latest = max(due, default=0)
        return latest if latest > self.month else None

    def done_of(self, position: int) -> int:
        """Return at how many subjects the item of this position is in place."""
        column = (subject.entries[position] for subject in self.subjects)
        return sum(entry is not None and entry.since is not None for entry in column)


def checklist_rows(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return one mechanism's rows in the order of their ids. Raises WarehouseError."""
    table = checklist_item
    return read.frame(
        engine,
        select(table)
        .where(table.c.county_code == county, table.c.mechanism_id == mechanism_id)
        .order_by(table.c.item_id),
    )


def checklist_of(
    rows: pd.DataFrame,
    month: int,
    edition: Mapping[str, str],
    townships: Sequence[str] = (),
    before_month: int | None = None,
) -> Checklist | None:
    """Return the checklist as of a month; None without rows.

    rows      : one a subject and item, columns of `checklist_item`.
    edition   : township code → the code that stands for it in the month; townships: the chosen ones, () is all. What
                has no township belongs to the whole county and is always there.
    A matter put in place after the month is open as of it, and counted as under way.
    """
    own = rows.assign(township_code=[_text(edition.get(code, code)) for code in rows["township_code"]])
    if townships:
        own = own[own["township_code"].eq("") | own.index.isin(within(own, townships).index)]
    if own.empty:
        return None
    items = _items(own)
    by_subject: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for row in own.to_dict("records"):
        by_subject.setdefault((_text(row["institution_code"]), row["subject_zh"]), []).append(row)
    subjects = [_subject(group, items, month) for group in by_subject.values()]
    subjects.sort(key=lambda subject: (-subject.lacking, -subject.late, -subject.last))
    done = own.loc[own["since"].notna() & (own["since"] <= month), "since"].astype(int)
    counts = done.value_counts().sort_index().cumsum()
    return Checklist(
        month,
        tuple(items.values()),
        tuple(subjects),
        tuple((int(when), int(number)) for when, number in zip(counts.index, counts, strict=True)),
        before_month,
        None if before_month is None else int((done <= before_month).sum()),
    )


def _items(rows: pd.DataFrame) -> dict[str, Item]:
    """Return Chinese name → item, in the order of the grid."""
    ordered = rows.sort_values(["position", "item_id"], kind="stable").drop_duplicates("item_zh")
    owners = rows.groupby("item_zh")["owner"].nunique()
    return {
        row["item_zh"]: Item(row["item_zh"], row["item_en"], _text(row["owner"]) if owners[row["item_zh"]] == 1 else "")
        for row in ordered.to_dict("records")
    }


def _subject(rows: Sequence[Mapping[Any, Any]], items: Mapping[str, Item], month: int) -> Subject:
    found = {row["item_zh"]: row for row in rows}
    first = rows[0]
    return Subject(
        first["subject_zh"],
        first["subject_en"],
        _text(first["township_code"]),
        bool(_text(first["institution_code"])),
        tuple(_entry(found[name], item, month) if name in found else None for name, item in items.items()),
    )


def _entry(row: Mapping[Any, Any], item: Item, month: int) -> Entry:
    since, due = _month(row["since"]), _month(row["due"])
    if since is not None and since > month:
        since = None
    late = 0 if since is not None or due is None else max(_months_from(due, month), 0)
    return Entry(
        item if item.owner else Item(item.name_zh, item.name_en, _text(row["owner"])),
        since,
        due,
        late,
        since is not None and since > add_months(month, -NEW_MONTHS),
        since is None and row["state"] != "not_begun",
        _text(row["document_zh"]),
    )


def _months_from(first: int, last: int) -> int:
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


def _month(value: Any) -> int | None:
    return None if is_missing(value) else int(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
