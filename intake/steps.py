"""The steps of one file, whoever hands it in: read, held against what is published, loaded unless something is asked.

A command, a watched folder and a query of another database go the same way.
"""

from __future__ import annotations

from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, select

from data_access import schema
from data_access.engine import opened
from data_access.loads import load_file
from data_access.parcels import Mode
from intake.answers import Answers
from intake.assemble import assemble
from intake.enter import completed, parcel_of
from intake.faults import BadCall
from intake.figures_changed import Asked, figures_changed
from intake.known import KnownForms, known_forms
from intake.match import register_of
from intake.reading.book import Book
from intake.remembered import standing_answers
from intake.standing import Standing
from intake.told import as_record
from metrics.quality import Rules


@dataclass(frozen=True)
class Desk:
    """Where files are handed in: whose figures, by whom, by which forms, ledgers and earlier answers.

    unanswered_left : rows in question stay out and the rest enters; otherwise the file waits.
    rules           : those of data quality, None for those shipped.
    asked           : what was asked of the warehouse already, for the next file.
    """

    url: URL
    county: str
    who: str
    known: KnownForms = field(default_factory=known_forms)
    answers: Answers = field(default_factory=Answers)
    mode: Mode = "newest"
    unanswered_left: bool = False
    rules: Rules | None = None
    asked: Asked = field(default_factory=Asked)


@dataclass(frozen=True)
class Outcome:
    """What became of a file. record: told.as_record of it, with load_id where it entered; waits: for answers."""

    record: dict[str, Any]
    waits: bool


def hand_in(desk: Desk, book: Book, *, dry_run: bool = False, standing: Standing | None = None) -> Outcome:
    """Take a book through all steps; with `dry_run` up to the figures that would change.

    standing : the desk's warehouse, for one book after the other; without it it is opened for this one.
    Raises IntakeFault, ChangeRefused, WarehouseError; nothing of the book has then entered.
    """
    with closing(Standing(desk.url, desk.county)) if standing is None else nullcontext(standing) as warehouse:
        stood = warehouse.now()
        engine, reference = stood.engine, stood.reference
        # What the county has answered before stands, but for what this call says otherwise.
        answers = standing_answers(engine, desk.county).with_more(desk.answers)
        register = register_of(engine, desk.county, answers.places)
        known = desk.known
        read = assemble(
            book,
            known.forms,
            register,
            answers=answers,
            stored=stood.stored,
            ledgers=known.ledgers,
            rules=desk.rules,
            age_tables=known.age_tables,
            fills=desk.mode == "fill",
        )
        parcel = parcel_of(read, desk.county, desk.mode)
        changed = figures_changed(desk.url, engine, reference, parcel, completed, who=desk.who, asked=desk.asked)
    record = as_record(read, changed)
    waits = bool(read.questions) and not desk.unanswered_left
    if not dry_run and not waits:
        if reference.is_sample:
            raise BadCall("intake_sample")
        record["load_id"] = load_file(desk.url, parcel, completed, who=desk.who).load_id
    return Outcome(record, waits)


def was_loaded(url: URL, county: str, sha256: str) -> bool:
    """Say whether a file of this content has entered the county's figures before, taken back since or not."""
    load = schema.load
    same = (load.c.county_code == county) & (load.c.file_sha256 == sha256)
    with opened(url) as engine, engine.connect() as connection:
        return connection.execute(select(load.c.load_id).where(same).limit(1)).first() is not None
