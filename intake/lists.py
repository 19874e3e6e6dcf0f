"""The lists that a county hands in once, each read and entered the same way: for the page, beside the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL

from data_access.changes import checked_name
from intake.codes import codes_of, load_codes
from intake.experts import experts_of, load_experts
from intake.institutions import institutions_of, load_institutions
from intake.match import Register
from intake.reading.book import Book
from intake.registers import RowFault
from intake.targets import load_targets, targets_of
from intake.villages import Villages, load_villages, villages_of
from words.intake import CODE_FAULTS, INSTITUTION_FAULTS, LIST_FAULTS


@dataclass(frozen=True)
class OwnList:
    """One kind of list.

    read   : book, register, month → what it says; `rows` and `faults` of it, whichever the kind.
    enter  : warehouse, book, what it says, county, by whom → how many rows were new; all or nothing.
    faults : code of a fault → its sentence.
    dated  : the county says from which month its rows are there; else names are looked up in the last month.
    timed  : travel times lead from or to its rows, and are made anew after it (intake.roads.retimed).
    """

    code: str
    read: Callable[[Book, Register, int], Any]
    enter: Callable[..., int]
    faults: Mapping[str, tuple[str, str]]
    dated: bool
    timed: bool = False


@dataclass(frozen=True)
class ListRead:
    """A list that was read. unplaced: villages that have no position; missing: groups of residents without a column."""

    own: OwnList
    book: Book
    found: Any
    rows: int
    faults: Sequence[RowFault]
    unplaced: int = 0
    missing: tuple[str, ...] = ()


def _targets(book: Book, register: Register, month: int) -> Any:
    return targets_of(book, register)  # a target says itself from when it holds


LISTS: Final[Mapping[str, OwnList]] = {
    each.code: each
    for each in (
        OwnList("institutions", institutions_of, load_institutions, INSTITUTION_FAULTS, dated=True, timed=True),
        OwnList("codes", codes_of, load_codes, CODE_FAULTS, dated=False),
        OwnList("villages", villages_of, load_villages, LIST_FAULTS, dated=True, timed=True),
        OwnList("experts", experts_of, load_experts, LIST_FAULTS, dated=True),
        OwnList("targets", _targets, load_targets, LIST_FAULTS, dated=False),
    )
}
"""Code of a list → how it is read and entered, in the order in which a county begins."""


def read_list(code: str, book: Book, register: Register, month: int) -> ListRead:
    """Return what a list says, with the rows that cannot enter. month: YYYYMM. Raises IntakeFault for another table."""
    own = LISTS[code]
    found = own.read(book, register, month)
    more = (found.unplaced, found.missing) if isinstance(found, Villages) else (0, ())
    return ListRead(own, book, found, len(found.rows), found.faults, *more)


def enter_rows(url: URL | str, read: ListRead, county: str, *, who: str) -> int:
    """Put a list without faults on record, all or nothing; return how many rows were new.

    Raises ChangeRefused without a name, WarehouseError, ValueError where rows are at fault; nothing is then changed.
    """
    if read.faults:
        raise ValueError(f"{len(read.faults)} rows are at fault")
    return read.own.enter(url, read.book, read.found, county, who=checked_name(who))
