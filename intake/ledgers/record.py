"""One edition of a ledger – a form whose rows are records: what its columns are called and what its rows add up to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from intake.forms.record import plain_heading

ColumnKind = Literal[
    "word",
    "pattern",
    "place",
    "township",
    "division",
    "tier",
    "date",
    "span",
    "age",
    "icd",
    "amount",
    "number",
    "name",
    "id",
]
"""word: one of a list of words, read as its code; pattern: the first expression that fits, over all its headings;
place: an institution; township; division: whether a code's 6 digits are this county's; date; span: two days in a cell;
age: whole years; icd: a code of ICD-10, read as the code of the range that holds it; amount: money; number; name: a
text that is kept; id: what makes a row itself, compared and never kept."""

OWN, OTHER, UNSAID = "own", "other", ""
"""What a division may be: this county's, another's, not said."""


@dataclass(frozen=True)
class LedgerColumn:
    """A column of a ledger.

    names    : its headings in every edition that is known.
    needed   : a table without it is not this ledger; a row without it says nothing.
    words    : code → words that are read as it (compared as headings are); `pattern`: expressions; `icd`: ranges of
               three characters (I00-I99).
    of       : the column that it follows from where no heading says it: an age from the day of birth; a division, own
               or other, or a tier, primary or hospital, from a place; for a place itself: the column of its name.
    unless   : for a place: column → codes of rows that are not looked up, all together one place without a name.
    otherwise: what an empty cell, or for a pattern one that nothing fits, is read as; None: unknown.
    """

    code: str
    kind: ColumnKind
    names: tuple[str, ...]
    needed: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    otherwise: str | None = None
    unit: str = ""
    of: str = ""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Return the names as headings are compared."""
        return frozenset(plain_heading(name) for name in self.names)

    @cached_property
    def code_of_word(self) -> dict[str, str]:
        """Return plain word → code; each code is a word for itself."""
        by_word = {plain_heading(word): code for code, words in self.words.items() for word in words}
        return {plain_heading(code): code for code in self.words} | by_word

    @cached_property
    def expressions(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return what a pattern looks for, in the record's order."""
        return tuple((re.compile(word), code) for code, words in self.words.items() for word in words)


@dataclass(frozen=True)
class Counted:
    """A figure that rows add up to.

    place, date : codes of the columns that say whose and which month's it is.
    only        : column → the codes that count; every one must hold.
    sum         : column whose amounts are summed; '' counts the rows.
    where       : what else names the row of the table; a value `@code` is read from that column.
    zeros       : whether a place whose rows of a month are there, but none that counts, has 0 – as long as the words
                  that would count stand somewhere in the file.
    without     : a column in whose presence the figure is another's to tell.
    needs       : column → codes of which each must stand somewhere in the file, or the figure cannot be told.
    """

    table: str
    column: str
    place: str
    date: str
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sum: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zeros: bool = False
    without: str = ""


@dataclass(frozen=True)
class Entry:
    """Rows that enter a table of things. enters: flow or posting; items: what the entry needs → column or text."""

    enters: Literal["flow", "posting"]
    items: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """Rows that the county's tables do not hold, and why: a code of words.intake.SET_ASIDE."""

    code: str
    only: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Ledger:
    """An edition of a ledger.

    titles   : words that a sheet or a file of this ledger says.
    dropped  : headings of columns that name a person; known, so that nobody asks, and never read.
    refunds  : the amount that is below 0 where a row takes an earlier one back; such a row counts −1.
    dated_by : codes of the columns that may say when a row was, the first that a table has decides.
    titled   : whether a table without such a column is of the months that its title says.
    """

    code: str
    edition: str
    name_zh: str
    name_en: str
    valid_from: int
    titles: tuple[str, ...]
    columns: tuple[LedgerColumn, ...]
    counted: tuple[Counted, ...] = ()
    entries: tuple[Entry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    dropped: tuple[str, ...] = ()
    least: int = 3
    money: str = "元"
    refunds: str = ""
    dated_by: tuple[str, ...] = ()
    titled: bool = False
    source: str = ""
    valid_to: int | None = None

    def column(self, code: str) -> LedgerColumn:
        """Return a column by its code. Raises KeyError."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, LedgerColumn]:
        return {column.code: column for column in self.columns}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every heading that the ledger knows, plain."""
        return frozenset(heading for column in self.columns for heading in column.headings)

    @cached_property
    def personal(self) -> frozenset[str]:
        """Headings of columns that are never read, plain."""
        return frozenset(plain_heading(name) for name in self.dropped)
