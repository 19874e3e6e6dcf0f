"""A county's reform mechanisms: what each is, who answers for it, which figures show it, what happened when."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from data_access.mechanisms.kinds import VIEW_TABLES

__all__ = [
    "VIEW_TABLES", "Evidence", "MechanismCard", "figure_names", "figure_units", "mechanism_cards", "milestones",
    "published_figures",
]  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """What shows that a mechanism works: a metric over rows of a table, or a published figure held as a rule."""

    metric_id: str | None
    figure_id: str | None
    table_name: str
    note_zh: str


@dataclass(frozen=True)
class MechanismCard:
    """One mechanism: its kinds of evidence (`views`, codes) and its metrics and figures, each in reading order.

    since, until  : months in which it began and ended; None where unknown, or still in force.
    limit_minutes : its own rule for answers, in minutes; most_days, least_persons: its rules for outings.
    """

    mechanism_id: str
    name_zh: str
    name_en: str
    field: str
    owner: str
    page: str
    shows_zh: str
    evidence: tuple[Evidence, ...]
    county: str = ""
    views: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    documents: tuple[str, ...] = ()
    limit_minutes: float | None = None
    most_days: int | None = None
    least_persons: int | None = None

    @property
    def metric_ids(self) -> tuple[str, ...]:
        """Return the metrics among the evidence, each once."""
        return tuple(dict.fromkeys(item.metric_id for item in self.evidence if item.metric_id))

    @property
    def figure_ids(self) -> tuple[str, ...]:
        """Return the published figures among the evidence, each once."""
        return tuple(dict.fromkeys(item.figure_id for item in self.evidence if item.figure_id))


def mechanism_cards(engine: Engine, county: str) -> list[MechanismCard]:
    """Return the county's mechanisms with their evidence."""
    mechanism, evidence = schema.mechanism, schema.mechanism_evidence
    found = read.rows(
        engine,
        select(mechanism)
        .where(mechanism.c.county_code == county)
        .order_by(mechanism.c.field, mechanism.c.mechanism_id),
    )
    listed = read.rows(
        engine,
        select(evidence)
        .where(evidence.c.mechanism_id.in_([row.mechanism_id for row in found]))
        .order_by(evidence.c.mechanism_id, evidence.c.position),
    )
    by_mechanism: dict[str, list[Evidence]] = {}
    for row in listed:
        item = Evidence(row.metric_id, row.figure_id, row.table_name, row.note_zh or "")
        by_mechanism.setdefault(row.mechanism_id, []).append(item)
    return [
        MechanismCard(
            row.mechanism_id,
            row.name_zh,
            row.name_en,
            row.field,
            row.owner,
            row.page,
            row.shows_zh,
            tuple(by_mechanism.get(row.mechanism_id, ())),
            row.county_code,
            tuple((row.views or "").split()),
            row.since,
            row.until,
            tuple(part for part in (row.documents_zh or "").split("；") if part),
            row.limit_minutes,
            row.most_days,
            row.least_persons,
        )
        for row in found
    ]


def milestones(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's milestones in order: date (as exact as the source), month, event_zh, event_en."""
    table = schema.milestone
    return read.frame(
        engine,
        select(table.c.date, table.c.month, table.c.event_zh, table.c.event_en, table.c.source_id)
        .where(table.c.county_code == county)
        .order_by(table.c.month, table.c.date),
    )


def published_figures(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's published figures as they stand in its account, in the account's order."""
    table = schema.published_figure
    return read.frame(
        engine,
        select(
            table.c.figure_id,
            table.c.period,
            table.c.indicator_zh,
            table.c.indicator_en,
            table.c.value,
            table.c.unit,
            table.c.kind,
            table.c.comparator,
            table.c.note,
        )
        .where(table.c.county_code == county)
        .order_by(table.c.figure_id),
    )


def figure_units(engine: Engine, county: str) -> dict[str, str]:
    """Return figure_id → the unit it was published in."""
    found = published_figures(engine, county)
    return dict(zip(found["figure_id"], found["unit"].fillna(""), strict=True))


def figure_names(engine: Engine, county: str) -> dict[str, tuple[str, str]]:
    """Return figure_id → the figure's Chinese and English name."""
    found = published_figures(engine, county)
    names = zip(found["indicator_zh"], found["indicator_en"], strict=True)
    return dict(zip(found["figure_id"], names, strict=True))
