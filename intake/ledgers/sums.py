"""What rows of a ledger add up to, by place and month: sums of sums, so that a million rows need no more room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from intake.ledgers.decode import Array
from intake.ledgers.record import Counted, Ledger

LAST_AGE: Final = 85
AGES_A_GROUP: Final = 5


@dataclass(frozen=True)
class Sum:
    """A figure of one place and month. value None: a row that counts does not say its amount."""

    counted: Counted
    place: str
    month: int
    where: tuple[tuple[str, Any], ...]
    value: float | None


@dataclass(frozen=True)
class _Groups:
    """Rows of some place and month. rows: their positions; numbers: the group of each; keys: a row a group."""

    rows: Array
    numbers: Array
    keys: pd.DataFrame

    def summed(self, values: Array, hit: Array) -> pd.DataFrame:
        """Return the groups of the marked rows with their sums; a value that is not known makes its sum unknown."""
        count = len(self.keys)
        sums = np.bincount(self.numbers[hit], weights=values[hit], minlength=count)
        there = np.bincount(self.numbers[hit], minlength=count) > 0
        return self.keys[there].assign(value=sums[there])


class Sums:
    """The sums of one sheet as its rows come."""

    def __init__(self, ledger: Ledger, columns: frozenset[str]) -> None:
        derived = {own.code for own in ledger.columns if own.of in columns}
        self._ledger = ledger
        self._counted = [
            own for own in ledger.counted if _used(own) <= columns | derived and own.without not in columns
        ]
        self._parts: list[list[pd.DataFrame]] = [[] for _ in self._counted]
        self._seen: dict[str, set[Any]] = {}
        self._there: list[list[pd.DataFrame]] = [[] for _ in self._counted]
        self._kept: dict[tuple[str, tuple[str, ...]], tuple[Array, Array, Array]] = {}

    def holds(self, columns: Mapping[str, Array], only: Mapping[str, tuple[str, ...]]) -> Array:
        """Mark the rows whose columns say one of the codes each."""
        marked = np.ones(len(next(iter(columns.values()))), dtype=bool)
        for code, codes in only.items():
            marked &= self._is(columns, code, codes)
        return marked

    def _is(self, columns: Mapping[str, Array], code: str, codes: tuple[str, ...]) -> Array:
        """Mark the rows whose column says one of the codes; asked once of each lot of rows."""
        column = columns[code]
        kept = self._kept.get((code, codes))
        if kept is None or kept[0] is not column:
            marked = pd.Series(column, dtype=object)
            kept = self._kept[code, codes] = (column, marked.isin(list(codes)).to_numpy(), marked.isna().to_numpy())
        return kept[1]

    def _unsaid(self, columns: Mapping[str, Array], only: Mapping[str, tuple[str, ...]]) -> Array:
        """Mark the rows that leave open whether they count: no column says no, and one says nothing."""
        silent = np.zeros(len(next(iter(columns.values()))), dtype=bool)
        open_still = ~silent
        for code, codes in only.items():
            said = self._is(columns, code, codes)
            blank = self._kept[code, codes][2]
            silent |= blank
            open_still &= blank | said
        return silent & open_still

    def add(self, columns: Mapping[str, Array], valid: Array) -> Array:
        """Add the valid rows; return which of them count in a figure."""
        counts = np.zeros(len(valid), dtype=bool)
        for code in {code for own in self._counted for code in (*own.only, *own.needs)}:
            self._seen.setdefault(code, set()).update(pd.unique(columns[code][valid]).tolist())
        sign = np.ones(len(valid))
        if self._ledger.refunds in columns:
            sign = np.where(columns[self._ledger.refunds].astype(float) < 0, -1.0, 1.0)
        groups: dict[tuple[Any, ...], _Groups] = {}
        for own, parts, there in zip(self._counted, self._parts, self._there, strict=True):
            named = (own.place, own.date, *own.where.items())
            if named not in groups:
                groups[named] = self._grouped(own, columns, valid)
            own_groups = groups[named]
            if not len(own_groups.rows):
                continue
            if own.zeros:
                there.append(own_groups.keys)
            hit = self.holds(columns, own.only)[own_groups.rows]
            unsaid = self._unsaid(columns, own.only)[own_groups.rows]
            value = columns[own.sum].astype(float) if own.sum else sign
            # Where it is open whether a row counts, so is the sum.
            added = np.where(unsaid, np.nan, value[own_groups.rows])
            parts.append(own_groups.summed(added, hit | unsaid))
            counts[own_groups.rows[hit]] = True
        return counts

    def _grouped(self, own: Counted, columns: Mapping[str, Array], valid: Array) -> _Groups:
        months = _months(columns[own.date])
        placed = valid & (months > 0)
        for code in (own.place, *(said[1:] for said in own.where.values() if said.startswith("@"))):
            placed &= pd.Series(columns[code], dtype=object).notna().to_numpy()
        rows = np.flatnonzero(placed)
        named = {name: self._named(columns, said, rows) for name, said in own.where.items()}
        frame = pd.DataFrame({"place": columns[own.place][rows], "month": months[rows], **named})
        numbers = frame.groupby(list(frame.columns), sort=False, dropna=False).ngroup().to_numpy()
        return _Groups(rows, numbers, frame.iloc[np.unique(numbers, return_index=True)[1]].reset_index(drop=True))

    def _named(self, columns: Mapping[str, Array], said: str, hit: Array) -> Any:
        if not said.startswith("@"):
            return said
        values = columns[said[1:]][hit]
        if self._ledger.column(said[1:]).kind == "age":
            return np.minimum(values.astype(np.int64) // AGES_A_GROUP * AGES_A_GROUP, LAST_AGE)
        return values

    def results(self) -> Iterator[Sum]:
        """Yield each figure: place and month, and what else names its row."""
        for own, parts, there in zip(self._counted, self._parts, self._there, strict=True):
            if any(not set(codes) <= self._seen.get(code, set()) for code, codes in own.needs.items()):
                continue
            keys = ["place", "month", *own.where]
            told = set()
            if parts:
                frame = pd.concat(parts).groupby(keys)["value"].sum(skipna=False).reset_index()
                for *key, value in frame.itertuples(index=False, name=None):
                    told.add(tuple(key))
                    yield _sum(own, key, None if pd.isna(value) else float(value))
            if there and self._says_all(own):
                for present in pd.concat(there).drop_duplicates().itertuples(index=False, name=None):
                    if tuple(present) not in told:
                        yield _sum(own, present, 0.0)

    def _says_all(self, own: Counted) -> bool:
        """Whether a row without the words that count says that there is none: the file uses these words elsewhere."""
        words = (code for code in own.only if self._ledger.column(code).kind != "icd")
        return all(set(own.only[code]) & self._seen.get(code, set()) for code in words)


def _sum(own: Counted, key: Sequence[Any], value: float | None) -> Sum:
    place, month, *where = key
    return Sum(own, str(place), int(month), tuple(zip(own.where, where, strict=True)), value)


def _months(days: Array) -> Array:
    return days.astype(np.int64) // 100


def _used(own: Counted) -> set[str]:
    read = {said[1:] for said in own.where.values() if said.startswith("@")}
    return {own.place, own.date, *own.only, *own.needs, *read, *filter(None, [own.sum])}
