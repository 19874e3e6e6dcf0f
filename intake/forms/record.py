"""One edition of a form: what its columns are called, what they measure and where their figures go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from intake.layout.numbers import label
from intake.layout.periods import without_periods

FieldKind = Literal["flow", "stock", "check"]
"""flow: adds over months; stock: holds at the period's end; check: printed, recomputed, never loaded."""

Key = Literal["institution", "institution_code", "township", "county", "month", "ordinal", "ignored"]
"""What a column that measures nothing is: who or when a row is about, a running number, or what is left alone."""

# 2.1 门诊收入, 1.1.1、其中…, (一)、一、; but not the 65 of 65岁及以上.
_NUMBERING: Final = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){1,5}[.、]?|[(]?\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}、|[(][一二三四五六七八九十]{1,2}[)])(?=\D)"
)
_UNIT: Final = re.compile(
    r"[((](?:单位[::]?)?(?:亿元|百万元|万元|千元|元|万人次|人次|人|万人|千人|张|个|所|%|床日|天|例|户|台|辆)[))]$"
)
_PUNCTUATION: Final = re.compile(r"[::,，.。、;；_\s*＊\"'“”‘’]")


def plain_heading(text: str) -> str:
    """Return a heading as it is compared: without numbering, 其中, unit, period and punctuation; brackets narrow."""
    words = without_periods(_NUMBERING.sub("", label(text)))
    words = words.removeprefix("其中").lstrip(":")
    words = _UNIT.sub("", words)
    return _PUNCTUATION.sub("", _NUMBERING.sub("", words)).upper()


@dataclass(frozen=True)
class Field:
    """A column of a form.

    column : the column of the warehouse's table; '' for a check.
    names  : headings, each a path (`住院收入/药品收入`): its steps stand in this order in the column's path, the last
             one is the lowest heading.
    where  : what else names the row in the warehouse, e.g. population_group = elderly_65.
    unit   : unit of an amount where neither heading nor corner names one.
    table  : the warehouse's table, where it is not that of the form.
    since, until : months (YYYYMM) in which the heading means this; before and after it is another series, and a figure
             of those months does not enter.
    sum_of : codes of columns whose sum it is, where the form prints the parts and not the whole.
    rate_of: numerator and denominator that a printed rate (a check) is recomputed from.
    """

    code: str
    kind: FieldKind
    names: tuple[str, ...]
    column: str = ""
    where: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    at_most: str = ""  # code of the field that it is a part of
    sum_of: tuple[str, ...] = ()
    rate_of: tuple[str, ...] = ()
    table: str = ""
    since: int | None = None
    until: int | None = None

    def means_this_in(self, month: int) -> bool:
        """Say whether the heading had this meaning in a month, YYYYMM."""
        return (self.since or month) <= month <= (self.until or month)

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """Return the names as paths of plain headings."""
        return tuple(tuple(plain_heading(step) for step in name.split("/")) for name in self.names)

    def fits(self, path: tuple[str, ...]) -> int:
        """Return how well a name of this field explains a column's path (plain headings); 0 where none does.

        More steps explain more; of two names with as many, the one whose steps stand nearer to the lowest heading.
        """
        return max((_explained(name, path) for name in self.paths), default=0)


_STEP: Final = 1_000


def _explained(name: tuple[str, ...], path: tuple[str, ...]) -> int:
    if not path or name[-1] != path[-1]:
        return 0
    far = 0
    at = len(path) - 1
    for step in reversed(name[:-1]):
        above = next((place for place in range(at - 1, -1, -1) if path[place] == step), None)
        if above is None:
            return 0
        far += at - above - 1
        at = above
    return len(name) * _STEP - far


@dataclass(frozen=True)
class Form:
    """An edition of a form.

    table    : the table of the warehouse that its figures enter.
    titles   : words that a sheet of this form says above the table; they choose between forms with the same columns.
    keys     : what a row is about → headings.
    months   : how many months a sheet is about when it names no more than a year: 1, 3 or 12.
    money    : unit of amounts, as printed on the form.
    subtotal : whether figures of a cumulative sheet are those since January.
    """

    code: str
    edition: str
    name_zh: str
    name_en: str
    table: str
    valid_from: int
    titles: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]
    fields: tuple[Field, ...]
    months: int = 1
    money: str = "元"
    least: int = 2
    source: str = ""
    valid_to: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def table_of(self, measured: Field) -> str:
        """Return the table of the warehouse that a column's figures enter."""
        return measured.table or self.table

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {plain_heading(name): key for key, names in self.keys.items() for name in names}

    def key_of(self, path: tuple[str, ...]) -> str:
        """Return what a column that measures nothing is about (a Key); '' where the form does not know it."""
        return self._keys.get(path[-1], "") if path else ""

    def field_of(self, path: tuple[str, ...]) -> tuple[Field, ...]:
        """Return the fields that a column's path (plain headings) may mean, those that explain most of it."""
        fits = [(candidate.fits(path), candidate) for candidate in self.fields]
        most = max((fit for fit, _ in fits), default=0)
        return tuple(candidate for fit, candidate in fits if fit == most) if most else ()

    @cached_property
    def words(self) -> frozenset[str]:
        """Every lowest heading that the form knows, plain."""
        leaves = {path[-1] for candidate in self.fields for path in candidate.paths}
        return frozenset(leaves | set(self._keys))


class Words:
    """All words of some forms: whether a heading is one of them."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self._words = frozenset(word for form in forms for word in form.words)

    def __call__(self, heading: str) -> bool:
        """Say whether the lowest step of a heading is a word of a form."""
        plain = plain_heading(heading.rsplit("/", 1)[-1])
        return bool(plain) and plain in self._words
