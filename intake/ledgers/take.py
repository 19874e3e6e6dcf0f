"""A ledger's sheet → what its rows add up to: every row accounted for, each different text read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from intake.layout.numbers import label
from intake.layout.tables import NOTE, TOTAL
from intake.ledgers import decode
from intake.ledgers.decode import Array, Decoded
from intake.ledgers.frames import FILLED, frames_of
from intake.ledgers.notes import Notes, blackened
from intake.ledgers.places import BETWEEN, NAMELESS, Places, is_outside
from intake.ledgers.recognise import LedgerSheet
from intake.ledgers.record import OTHER, OWN, LedgerColumn
from intake.ledgers.sums import Sums
from intake.match import Register
from intake.reading.book import Book, Sheet

QUOTED: Final = frozenset({"word", "place", "township"})
"""Kinds whose cells are repeated to be asked about; of a cell of another kind only digits and signs are."""
PRIMARY, HOSPITAL = "primary", "hospital"
PRIMARY_LEVELS: Final = frozenset({"township_centre", "community_centre", "central_village_clinic", "village_clinic"})
MOST_ASKED: Final = 20
"""Different words of one column that are asked; more of them are no words of a list."""


@dataclass
class Taken:
    """What was read of a sheet. details: the rows that enter one by one, with their columns by code."""

    rows_in: int = 0
    accepted: int = 0
    aside: int = 0
    not_data: int = 0
    months: set[int] = field(default_factory=set)
    details: list[pd.DataFrame] = field(default_factory=list)


class LedgerRead:
    """One sheet being read, some thousands of rows at a time."""

    def __init__(self, book: Book, found: LedgerSheet, register: Register, words: dict[str, str], *, today: dt.date):
        self.book, self.found, self.register = book, found, register
        self.ledger = found.ledger
        self.words = words
        self.today = today.year * 10_000 + today.month * 100 + today.day
        self.notes = Notes(found.sheet.name)
        self.places = Places(register)
        dated = frozenset(self.ledger.dated_by[:1] if found.period is not None else ())
        self.sums = Sums(self.ledger, frozenset(found.at) | dated)
        self.taken = Taken()
        self._ids = np.empty(0, dtype=np.uint64)
        self._dated_by = next((code for code in self.ledger.dated_by if code in found.at), "")

    def read(self) -> None:
        """Read all rows of the sheet. Raises UnreadableFile where the file breaks off."""
        positions = sorted({column.at for columns in self.found.at.values() for column in columns})
        if self.found.lead is not None:
            positions = sorted({*positions, self.found.lead})
        for frame in frames_of(self.book, self.found.sheet, self.found.first_row, positions):
            self._take(frame)

    def _take(self, frame: pd.DataFrame) -> None:
        data = self._data_rows(frame)
        if data.empty:
            return
        columns, reasons = self._columns(data)
        valid = reasons == ""
        months = self._months(columns, len(data))
        counts = self.sums.add(columns, valid)
        if self.ledger.entries:
            self._keep_details(columns, months, valid, data.index)
            counts |= valid
        nowhere = valid & ~counts
        if nowhere.any():
            self.notes.add("counts_nowhere", "", "", self._cell(data.index[nowhere][0]), int(nowhere.sum()))
        self.taken.accepted += int(counts.sum())
        self.taken.aside += len(data) - int(counts.sum())
        self.taken.months |= {int(month) for month in np.unique(months[counts]).tolist() if month}

    def _data_rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that are data; blank ones are no rows, totals, notes and headings come again are no data."""
        filled = frame[FILLED].to_numpy(dtype=bool)
        self.taken.rows_in += int(filled.sum())
        plain = np.zeros(len(frame), dtype=bool)
        if self.found.lead is not None:
            texts = frame[self.found.lead]
            # A million numbers of their own are no totals: only what begins with another sign is looked at.
            begins, signs = pd.factorize(texts.str.slice(0, 1))
            odd = np.array([*(not sign.isascii() or not sign.isalnum() for sign in map(str, signs)), False])[begins]
            codes, unique = pd.factorize(texts[odd])
            says = [bool(TOTAL.match(text) or NOTE.match(text)) for text in map(str, unique)]
            plain[odd] = np.array([*says, False], dtype=bool)[codes]
        heads = [column.leaf for columns in self.found.at.values() for column in columns]
        again = np.ones(len(frame), dtype=bool)
        for code in [own.code for own in self.ledger.columns if own.needed and own.code in self.found.at]:
            again &= frame[self.found.at[code][0].at].isin(heads).to_numpy(dtype=bool)
        self.taken.not_data += int((filled & (plain | again)).sum())
        return frame[filled & ~plain & ~again]

    def _columns(self, data: pd.DataFrame) -> tuple[dict[str, Array], Array]:
        """Return the columns as they are meant, and why a row does not enter ('' where it does)."""
        reasons = np.full(len(data), "", dtype=object)
        columns: dict[str, Array] = {}
        noted: list[tuple[LedgerColumn, pd.Series[Any], Array]] = []
        if self.found.period is not None:
            columns[self.ledger.dated_by[0]] = np.full(len(data), self.found.period.months[-1] * 100, dtype=np.int64)
        ordered = sorted(self.found.at, key=lambda code: self.ledger.column(code).kind in ("place", "township"))
        for code in ordered:
            own = self.ledger.column(code)
            texts = self._texts(data, code)
            if own.kind == "place" and own.of in self.found.at:
                texts = texts.fillna("").str.cat(self._texts(data, own.of), sep=BETWEEN, na_rep="")
                texts = texts.mask(texts == BETWEEN)
            if own.kind == "id":
                twice = self._twice(texts) & (reasons == "")
                if twice.any():
                    told = np.where(twice, np.array("row_twice", dtype=object), "")
                    noted.append((own, texts, told))
                    reasons = np.where(twice, told, reasons)
                continue
            meant = self._meant(own, texts, columns)
            columns[code] = meant.values
            if meant.trouble is None:
                continue
            noted.append((own, texts, meant.trouble))
            if own.needed or code == self._dated_by:
                reasons = np.where(reasons == "", meant.trouble, reasons)
        reasons = self._left_out(columns, reasons, data.index)
        left = pd.Series(reasons, dtype=object).isin([rule.code for rule in self.ledger.left_out]).to_numpy()
        noted = [(own, texts, np.where(left, "", trouble)) for own, texts, trouble in noted]
        # A row whose day, age or amount is none may have slipped sideways: what its other cells say is not repeated.
        slipped = np.zeros(len(data), dtype=bool)
        for own, _, trouble in noted:
            slipped |= (trouble != "") & (trouble != "cell_absent") & (own.kind not in QUOTED) & (own.kind != "id")
        for own, texts, trouble in noted:
            quoted = np.where(slipped, "", trouble) if own.kind in QUOTED else trouble
            self._note_rows(own, texts, quoted, data.index)
        self._follow(columns, reasons, data.index)
        return columns, reasons

    def _left_out(self, columns: dict[str, Array], reasons: Array, rows: pd.Index[Any]) -> Array:
        """Return the reasons with those of rows that the county's tables do not hold, whatever else they say."""
        for rule in self.ledger.left_out:
            if not set(rule.only) <= set(columns):
                continue
            hit = self.sums.holds(columns, rule.only) & (reasons != "row_twice")
            if hit.any():
                self.notes.add(rule.code, "", "", self._cell(rows[hit][0]), int(hit.sum()))
                reasons = np.where(hit, rule.code, reasons)
        return reasons

    def _texts(self, data: pd.DataFrame, code: str) -> pd.Series[Any]:
        first, *others = [data[column.at] for column in self.found.at[code]]
        for other in others:
            first = first.str.cat(other, sep=" ", na_rep="").str.strip()
        return first

    def _meant(self, own: LedgerColumn, texts: pd.Series[Any], columns: dict[str, Array]) -> Decoded:
        if own.kind in ("amount", "number"):
            return decode.numbers(texts, own, self.found.scale(own.code) if own.kind == "amount" else 1.0)
        if own.kind in ("place", "township"):
            return self._placed(own, texts, columns)
        meant = decode.decoded(self._shortened(own, texts), own, self._reader(own))
        if own.kind == "date":
            days = np.array([value or 0 for value in meant.values.tolist()], dtype=np.int64)
            late = days > self.today
            absent = days == 0 if own.needed or own.code == self._dated_by else np.zeros(len(days), dtype=bool)
            if not late.any() and not absent.any():
                return Decoded(days, meant.trouble)
            trouble = np.full(len(days), "", dtype=object) if meant.trouble is None else meant.trouble
            trouble = np.where(late, "day_to_come", np.where(absent & (trouble == ""), "cell_absent", trouble))
            return Decoded(np.where(late, 0, days), trouble.astype(object))
        return meant

    def _placed(self, own: LedgerColumn, texts: pd.Series[Any], columns: dict[str, Array]) -> Decoded:
        months = self._place_months(columns, len(texts))
        kind = "institution" if own.kind == "place" else "township"
        nameless = np.zeros(len(texts), dtype=bool)
        for code, codes in own.unless.items():
            if code in columns:
                nameless |= pd.Series(columns[code], dtype=object).isin(list(codes)).to_numpy()
        found = self.places.decoded(texts, np.where(nameless, 0, months), kind, needed=own.needed)
        if not nameless.any():
            return found
        self.places.known[NAMELESS.code] = NAMELESS
        trouble = None if found.trouble is None else np.where(nameless, "", found.trouble)
        return Decoded(np.where(nameless, NAMELESS.code, found.values), trouble)

    def _shortened(self, own: LedgerColumn, texts: pd.Series[Any]) -> pd.Series[Any]:
        """Return times as their days: a million different seconds are a few hundred days."""
        if own.kind != "date":
            return texts
        timed = texts.str.match(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}").fillna(False).astype(bool)
        return texts.where(~timed, texts.str.slice(0, 10)) if timed.any() else texts

    def _reader(self, own: LedgerColumn) -> decode.Reader:
        if own.kind == "word":
            prefix = f"{self.ledger.code}:{own.code}:"
            answered = {key.removeprefix(prefix): code for key, code in self.words.items() if key.startswith(prefix)}
            return decode.word_reader(own, answered)
        readers: dict[str, decode.Reader] = {
            "date": decode.day_reader(self.found.year),
            "span": decode.span_reader(self.found.year),
            "age": decode.read_age,
            "name": decode.read_name,
            "division": decode.division_reader(self.register.county, self.register.county_name),
            "pattern": decode.pattern_reader(own),
            "icd": decode.icd_reader(own),
        }
        return readers[own.kind]

    def _follow(self, columns: dict[str, Array], reasons: Array, rows: pd.Index[Any]) -> None:
        """Add what no heading says and another column gives: ages at a day, and whether a place is of the county."""
        for own in self.ledger.columns:
            if own.code in columns or own.of not in columns:
                continue
            given = columns[own.of]
            if own.kind in ("tier", "division"):
                codes, unique = pd.factorize(given)
                told = [
                    self._tier(code) if own.kind == "tier" else OTHER if is_outside(code) else OWN for code in unique
                ]
                columns[own.code] = np.array([*told, None], dtype=object)[codes]
            elif own.kind == "age" and self._dated_by:
                born, day = given.astype(np.int64), columns[self._dated_by].astype(np.int64)
                years = (day - born) // 10_000
                known = (born % 100 > 0) & (day % 100 > 0) & (years >= 0) & (years <= decode.OLDEST)
                columns[own.code] = np.where(known, years.astype(object), np.array(None))
                missing = ~known & (reasons == "")
                if own.needed and missing.any():
                    reasons[missing] = "no_age"
                    cell = self._cell(rows[missing][0], self.found.at[own.of][0].at)
                    self.notes.add("no_age", self.found.heading(own.of), "", cell, int(missing.sum()))

    def _tier(self, code: str) -> str:
        level = self.places.known[code].level
        return PRIMARY if level in PRIMARY_LEVELS else HOSPITAL if level else ""

    def _months(self, columns: dict[str, Array], rows: int) -> Array:
        """Return the month of each row, YYYYMM; 0 where it is not known."""
        days = columns.get(self._dated_by)
        if self.found.period is not None:
            return np.full(rows, self.found.period.months[-1], dtype=np.int64)
        if days is None:
            return np.zeros(rows, dtype=np.int64)
        if self.ledger.column(self._dated_by).kind == "span":
            days = np.array([span[0] if span else 0 for span in days.tolist()], dtype=np.int64)
        return days.astype(np.int64) // 100

    def _place_months(self, columns: dict[str, Array], rows: int) -> Array:
        """Return the month in which each row's places are looked up: of what lasts, its last one, today's at most."""
        months = self._months(columns, rows)
        days = columns.get(self._dated_by)
        ends = next((entry.items["end"] for entry in self.ledger.entries if "end" in entry.items), "")
        if days is None or not ends:
            return months
        if self.ledger.column(self._dated_by).kind == "span":
            last = np.array([span[1] if span else 0 for span in days.tolist()], dtype=np.int64)
        else:
            last = columns.get(ends, np.zeros(rows, dtype=np.int64)).astype(np.int64)
        last = np.where(last == 0, self.today, last) // 100
        return np.where(months == 0, 0, np.maximum(months, np.minimum(last, self.today // 100)))

    def _twice(self, texts: pd.Series[Any]) -> Array:
        """Mark rows whose own number stood before; an empty one says nothing."""
        known = texts.notna().to_numpy()
        hashed = pd.util.hash_array(texts.fillna("").to_numpy(dtype=object), categorize=False)
        twice = (pd.Series(hashed).duplicated().to_numpy() | np.isin(hashed, self._ids)) & known
        self._ids = np.concatenate([self._ids, hashed[known & ~twice]])
        return twice

    def _note_rows(self, own: LedgerColumn, texts: pd.Series[Any], trouble: Array, rows: pd.Index[Any]) -> None:
        """Note what a column's cells do not say, each different text once, and ask what only the county can tell."""
        wrong = np.flatnonzero(trouble != "")
        if not len(wrong):
            return
        read = texts.iloc[wrong].fillna("").to_numpy(dtype=object)
        said = pd.DataFrame({"code": trouble[wrong], "read": read, "row": rows[wrong]})
        first = said.groupby(["code", "read"], sort=False)["row"].agg(["min", "size"]).reset_index()
        for code, text, row, count in first.itertuples(index=False, name=None):
            cell = self._cell(int(row), self.found.at[own.code][0].at)
            shown = "" if own.kind == "id" else text if own.kind in QUOTED else blackened(text)
            shown = " ".join(shown.split(BETWEEN)).strip()
            self.notes.add(code, self.found.heading(own.code), shown, cell, int(count))
            if code == "word_unknown":
                self._ask_word(own, text, cell)
            elif code in ("place_unknown", "place_ambiguous"):
                kind = "institution" if own.kind == "place" else "township"
                possible = [(place.code, place.name) for place in self.places.suggested(text, kind)]
                written, _, name = text.partition(BETWEEN)
                self.notes.ask("place", label(written) or label(name), cell, possible, name=name)

    def _ask_word(self, own: LedgerColumn, read: str, cell: str) -> None:
        asked = sum(kind == "word" for kind, _ in self.notes.questions)
        if asked < MOST_ASKED:
            possible = [(code, words[0] if words else code) for code, words in own.words.items()]
            self.notes.ask("word", f"{self.ledger.code}:{own.code}:{label(read)}", cell, possible)

    def _keep_details(self, columns: dict[str, Array], months: Array, valid: Array, rows: pd.Index[Any]) -> None:
        """Keep the rows that enter one by one: only columns that an entry names."""
        named = {column for entry in self.ledger.entries for column in entry.items.values() if column in columns}
        kept = pd.DataFrame({code: columns[code][valid] for code in sorted(named)})
        self.taken.details.append(kept.assign(month=months[valid], row=rows[valid]))

    def _cell(self, row: int, column: int = 0) -> str:
        return Sheet.place(int(row), column)
