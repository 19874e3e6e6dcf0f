"""Answers that a county has given once: kept in its warehouse under a name and a date, and revoked by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import URL, Connection, Engine, func, insert, select, update

from data_access import read, schema
from data_access.changes import CHINA, ChangeRefused, change, checked_name, new_id, now_utc
from intake.answers import IGNORED, Answers
from intake.ledgers.places import OUTSIDE
from intake.match import Register

Kind = Literal["place", "column", "word", "accept", "cell"]
YES: Final = "yes"  # the answer of a kind that is accepted
LONGEST_WRITTEN: Final = 200
LONGEST_ANSWER: Final = 80

_table = schema.intake_answer


@dataclass(frozen=True)
class Rule:
    """One answer that is not asked again. written: as files write it; decided_at, revoked_at: UTC."""

    answer_id: str
    kind: Kind
    written: str
    answer: str
    decided_by: str
    decided_at: dt.datetime
    revoked_by: str = ""
    revoked_at: dt.datetime | None = None

    @property
    def is_in_force(self) -> bool:
        """Say whether it still answers."""
        return self.revoked_at is None


def rules_of(engine: Engine, county: str) -> tuple[Rule, ...]:
    """Return a county's answers, the revoked ones too, newest first. Raises WarehouseError."""
    statement = (
        select(_table)
        .where(_table.c.county_code == county)
        .order_by(_table.c.decided_at.desc(), _table.c.kind, _table.c.written)
    )
    return tuple(
        Rule(
            row.answer_id,
            row.kind,
            row.written,
            row.answer,
            row.decided_by,
            row.decided_at,
            row.revoked_by or "",
            row.revoked_at,
        )
        for row in read.rows(engine, statement)
    )


def answers_in(rules: Iterable[Rule]) -> Answers:
    """Return what the rules in force answer."""
    pairs: dict[str, dict[str, str]] = {"place": {}, "column": {}, "word": {}, "accept": {}, "cell": {}}
    for rule in rules:
        if rule.is_in_force:
            pairs[rule.kind].setdefault(rule.written, rule.answer)  # the newest stands
    return Answers(pairs["place"], pairs["column"], frozenset(pairs["accept"]), pairs["word"], pairs["cell"])


def standing_answers(engine: Engine, county: str) -> Answers:
    """Return what a county has answered and not revoked. Raises WarehouseError."""
    return answers_in(rules_of(engine, county))


def remember(url: URL | str, county: str, answers: Answers, *, who: str, unanswered: bool = False) -> int:
    """Keep answers all or none; return how many are new. One that says otherwise than before takes its place.

    unanswered : they answer questions that were open: one that somebody has answered otherwise meanwhile stands.

    Raises ChangeRefused without a name or for a name of a file that is too long, where somebody has answered meanwhile,
    WarehouseError.
    """
    name, given = checked_name(who), _pairs(answers)
    for _, written, answer in given:
        if len(written) > LONGEST_WRITTEN or len(answer) > LONGEST_ANSWER:
            raise ChangeRefused("answer_too_long", written=written[:40], most=LONGEST_WRITTEN)
    added: list[int] = []

    def work(connection: Connection) -> None:
        if unanswered:
            _refuse_if_answered(connection, county, given)
        added.append(sum(_keep(connection, county, kind, written, answer, name) for kind, written, answer in given))
        if not added[0]:
            raise ChangeRefused("nothing_changed")

    try:
        change(url, work)
    except ChangeRefused:
        if not added or added[0]:
            raise
    return added[0]


def revoke(url: URL | str, county: str, answer_id: str, *, who: str) -> None:
    """Take an answer back: it is asked again from now on. Raises ChangeRefused, WarehouseError."""
    name = checked_name(who)

    def work(connection: Connection) -> None:
        same = (_table.c.answer_id == answer_id) & (_table.c.county_code == county) & _table.c.revoked_at.is_(None)
        if connection.execute(select(_table.c.answer_id).where(same)).first() is None:
            raise ChangeRefused("answer_unknown", answer=answer_id[:12])
        connection.execute(update(_table).where(same).values(revoked_by=name, revoked_at=now_utc()))

    change(url, work)


def that_fit(answers: Answers, register: Register) -> tuple[Answers, tuple[str, ...]]:
    """Return the answers that can hold in a county, and those about what it does not have: a neighbour's places.

    A figure that was confirmed is one of a place; an answer about a cell belongs to one file and is left out.
    """
    places = {place.code for place in register.places}
    codes = places | {expert.code for expert in register.experts} | {code for code, _, _ in register.mechanisms}
    known = codes | {IGNORED, OUTSIDE}
    fitting = {name: code for name, code in answers.places.items() if code in known}
    accept = frozenset(item for item in answers.accept if ":" not in item or item.split(":")[1] in places)
    strange = (*(name for name in answers.places if name not in fitting), *sorted(answers.accept - accept))
    return Answers(fitting, answers.columns, accept, answers.words), strange


def _pairs(answers: Answers) -> Sequence[tuple[Kind, str, str]]:
    return [
        *(("place", name, code) for name, code in answers.places.items()),
        *(("column", heading, field) for heading, field in answers.columns.items()),
        *(("word", word, code) for word, code in answers.words.items()),
        *(("accept", kind, YES) for kind in sorted(answers.accept)),
        *(("cell", cell, said) for cell, said in answers.cells.items()),
    ]


def _refuse_if_answered(connection: Connection, county: str, given: Sequence[tuple[Kind, str, str]]) -> None:
    for kind, written, answer in given:
        same = (_table.c.county_code == county) & (_table.c.kind == kind) & (_table.c.written == written)
        standing = connection.execute(select(_table).where(same, _table.c.revoked_at.is_(None))).first()
        if standing is not None and standing.answer != answer:
            raise ChangeRefused("changed_meanwhile_by", who=standing.decided_by, at=standing.decided_at + CHINA)


def _keep(connection: Connection, county: str, kind: Kind, written: str, answer: str, who: str) -> bool:
    same = (_table.c.county_code == county) & (_table.c.kind == kind) & (_table.c.written == written)
    in_force = same & _table.c.revoked_at.is_(None)
    if answer in connection.execute(select(_table.c.answer).where(in_force)).scalars().all():
        return False
    connection.execute(update(_table).where(in_force).values(revoked_by=who, revoked_at=now_utc()))
    earlier = connection.execute(select(func.count()).select_from(_table).where(same)).scalar_one()
    connection.execute(
        insert(_table).values(
            answer_id=new_id(connection, "answer", county, kind, written, answer, earlier),
            county_code=county,
            kind=kind,
            written=written,
            answer=answer,
            decided_by=who,
            decided_at=now_utc(),
        )
    )
    return True
