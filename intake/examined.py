"""Files as they were handed in → what each says, in the order in which they enter, and what loading them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import URL, Engine

from data_access.changes import ChangeRefused
from data_access.loads import load_file, loads_of
from data_access.parcels import Mode, Parcel
from intake.answers import Answers
from intake.assemble import assemble
from intake.enter import completed, parcel_of
from intake.faults import BadCall, IntakeFault
from intake.figures_changed import Changed, figures_of_loads, figures_of_undoing
from intake.known import KnownForms, known_forms
from intake.ledgers.read import WHOLE_LEDGER, has_zeros
from intake.match import Register, register_of
from intake.other_forms import forms_of_values, says_otherwise
from intake.papers.problems import problems_workbook
from intake.reading.book import Book
from intake.reading.open import book_of
from intake.remembered import standing_answers
from intake.rows import FileRead, Question
from intake.stored import Stored, Warehoused, WithFiles
from metrics.quality import Rules, shipped_rules
from metrics.reference import Reference

LARGEST_MB: Final = 100  # of a file that a browser hands in; intake.reading bounds what it may hold
MOST_FILES: Final = 60
LARGEST_BATCH_MB: Final = 300  # of all files together: they are held in memory while they are looked at
NEVER: Final = 999_999  # later than any month
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Handed:
    """A file as it was handed in."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Examined:
    """What a file was found to be: what it says, or the fault for which it cannot be read.

    sha256      : of its content.
    may_be_said : questions without whose answer it may enter all the same.
    """

    file: str
    read: FileRead | None = None
    fault: IntakeFault | None = None
    sha256: str = ""
    may_be_said: tuple[Question, ...] = ()

    @property
    def has_content(self) -> bool:
        """Say whether it has figures, or rows that enter one by one."""
        return self.read is not None and bool(self.read.values or self.read.entries)

    @property
    def months(self) -> tuple[int, ...]:
        """Return the months that it is about, YYYYMM: of its figures, and of its sheets where rows enter."""
        if self.read is None:
            return ()
        rows = [month for sheet in self.read.sheets for month in sheet.months] if self.read.entries else []
        return tuple(sorted({*(value.month for value in self.read.values), *rows}))

    @property
    def may_enter(self) -> bool:
        """Say whether it has figures or rows and nothing is left to ask."""
        return self.read is not None and self.has_content and not self.read.questions

    @property
    def first_month(self) -> int:
        """Return the first month that it is about; NEVER where it is about none."""
        return min(self.months, default=NEVER)


@dataclass(frozen=True)
class Loaded:
    """What became of a file that was loaded: rows new, changed, the same. load_id '' where nothing was changed."""

    file: str
    load_id: str
    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class _Reading:
    known: KnownForms
    rules: Rules
    register: Register
    answers: Answers
    stored: Warehoused
    fills: bool


def examined(
    engine: Engine, county: str, files: Sequence[Handed], *, mode: Mode = "newest", progress: Progress | None = None
) -> tuple[Examined, ...]:
    """Return what files say of a county, in the order in which they enter: by the first month, then as handed in.

    What the county has answered before is not asked. A cumulative file is read as if the files before it were in.
    progress : told (done, of how many) while it works.
    Raises WarehouseError, BadCall for more or larger files than are read at once; the fault of a file stands with it.
    """
    if len(files) > MOST_FILES:
        raise BadCall("intake_too_many_files", found=len(files), most=MOST_FILES)
    size = sum(len(file.content) for file in files) // 1_000_000
    if size > LARGEST_BATCH_MB:
        raise BadCall("intake_batch_too_large", size=size, most=LARGEST_BATCH_MB)
    answers = standing_answers(engine, county)
    register = register_of(engine, county, answers.places)
    reading = _Reading(known_forms(), shipped_rules(), register, answers, Warehoused(engine, county), mode == "fill")
    books: dict[str, Book] = {}
    found: dict[str, Examined] = {}
    for number, file in enumerate(files):
        if progress is not None:
            progress(number, len(files))
        try:
            book = book_of(file.content, file.name)
            if book.sha256 in found:
                continue  # handed in twice
            books[book.sha256] = book
            found[book.sha256] = _found(file.name, book, reading, reading.stored)
        except IntakeFault as fault:
            sha256 = hashlib.sha256(file.content).hexdigest()
            found[f"{number} {file.name}"] = Examined(file.name, fault=fault, sha256=sha256)
    order = sorted(found, key=lambda key: found[key].first_month)
    return tuple(_in_order(order, found, books, reading))


def _in_order(
    order: Sequence[str], found: dict[str, Examined], books: dict[str, Book], reading: _Reading
) -> list[Examined]:
    """Read those again that wait for months which a file before them brings, or say otherwise than one before them."""
    done: list[Examined] = []
    waiting = [key for key in order if _lacks_months(found[key])]
    for key in [*(key for key in order if key not in waiting), *waiting]:
        each = found[key]
        if key in waiting or _speaks_after_another_form(each, done):
            reads = [other.read for other in done if other.may_enter and other.read]
            values = [value for read in reads for value in read.values]
            forms = {key: form for read in reads for key, form in forms_of_values(read).items()}
            stored = WithFiles(reading.stored, values, forms, stored_stands=reading.fills)
            each = _found(each.file, books[key], reading, stored)
        done.append(each)
    return done


def _lacks_months(each: Examined) -> bool:
    return each.read is not None and any(note.code == "cumulative_months_missing" for note in each.read.set_aside)


def _speaks_after_another_form(each: Examined, done: Sequence[Examined]) -> bool:
    """Say whether files before it, of other forms, say otherwise of a figure of its own."""
    if each.read is None:
        return False
    own, forms = {value.key: value for value in each.read.values}, forms_of_values(each.read)
    for other in done:
        theirs = forms_of_values(other.read) if other.may_enter and other.read else {}
        for value in other.read.values if theirs and other.read else ():
            mine = own.get(value.key)
            if mine is None or theirs[value.key] == forms[value.key]:
                continue
            if says_otherwise(value.column, value.value, mine.value):
                return True
    return False


def _found(file: str, book: Book, reading: _Reading, stored: Stored) -> Examined:
    """Read a book by the forms and rules by which the command line reads it."""
    known = reading.known
    read = assemble(
        book,
        known.forms,
        reading.register,
        answers=reading.answers,
        stored=stored,
        ledgers=known.ledgers,
        rules=reading.rules,
        age_tables=known.age_tables,
        fills=reading.fills,
    )
    return Examined(file, read, sha256=book.sha256, may_be_said=_may_be_said(read, known, reading.answers))


def _may_be_said(read: FileRead, known: KnownForms, answers: Answers) -> tuple[Question, ...]:
    """Return whether ledgers whose sums have zeros are of the whole county, where nobody has said it yet."""
    if WHOLE_LEDGER in answers.accept:
        return ()
    with_zeros = {each.code for each in known.ledgers if any(has_zeros(counted) for counted in each.counted)}
    sheets = dict.fromkeys(sheet.sheet for sheet in read.sheets if sheet.form in with_zeros)
    return tuple(
        Question(WHOLE_LEDGER, WHOLE_LEDGER, sheet, "")
        for sheet in sheets
        if not answers.of_cell(read.sha256, sheet, WHOLE_LEDGER)
    )


def problems_of(engine: Engine, county: str, file: Handed) -> bytes:
    """Return the sender's workbook of a file with its problems marked, as the file is read now.

    Raises WarehouseError; what cannot be opened gives a workbook with the list alone.
    """
    book: Book | None = None
    try:
        book = book_of(file.content, file.name)
        found = examined(engine, county, (file,))[0]
        return problems_workbook(file.content, book, found.read, found.fault)
    except IntakeFault as fault:
        return problems_workbook(file.content, book, None, fault)


def parcels_of(files: Sequence[Examined], county: str, mode: Mode) -> tuple[Parcel, ...]:
    """Return the parcels of those files that may enter, in their order."""
    return tuple(parcel_of(each.read, county, mode) for each in files if each.may_enter and each.read is not None)


def foreseen(
    url: URL | str, engine: Engine, reference: Reference, parcels: Sequence[Parcel], *, who: str
) -> tuple[Changed, ...]:
    """Return every published figure that loading the parcels one after the other would change; nothing is changed.

    Raises WarehouseError.
    """
    return figures_of_loads(url, engine, reference, parcels, completed, who=who)


def foreseen_undo(
    url: URL | str, engine: Engine, reference: Reference, load_id: str, *, county: str, who: str
) -> tuple[Changed, ...]:
    """Return every published figure that taking a load back would change; nothing is changed.

    Raises ChangeRefused where it cannot be taken back, WarehouseError.
    """
    loads = loads_of(engine, county)
    own = loads[loads["load_id"] == load_id]
    if own.empty:
        raise ChangeRefused("load_unknown", load_id=load_id[:32])
    return figures_of_undoing(url, engine, reference, county, load_id, who=who)


def load_all(
    url: URL | str, parcels: Sequence[Parcel], *, who: str, progress: Progress | None = None
) -> tuple[Loaded, ...]:
    """Load parcels in their order, each all or nothing; return what became of each.

    Raises WarehouseError at the first that does not enter; those before it have entered.
    """
    done = []
    for number, parcel in enumerate(parcels):
        if progress is not None:
            progress(number, len(parcels))
        entered = load_file(url, parcel, completed, who=who)
        done.append(Loaded(parcel.file_name, entered.load_id, entered.new, entered.changed, entered.same))
    return tuple(done)
