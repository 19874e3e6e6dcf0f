"""A mechanism as a county writes it, read from the warehouse and checked before it is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, select

from data_access import schema
from data_access.attendance import china_today
from data_access.changes import ChangeRefused
from data_access.mechanisms.kinds import VIEW_TABLES
from words.mechanism_sheets import RECORD_HEADS, VIEW_NAMES
from words.names import PAGES

OWN_PAGE: Final = PAGES["mechanisms"][0]
MONTHS_AHEAD: Final = 12  # a mechanism may be entered so long before it begins
LONGEST_FIGURE: Final = 99_999


class KnownMetric(NamedTuple):
    """A metric of the catalogue: the table that its rows are in, and what it is called."""

    table_name: str
    name_zh: str
    name_en: str


Metrics = Mapping[str, KnownMetric]
"""The catalogue's metrics by id."""


@dataclass(frozen=True)
class Mechanism:
    """One mechanism of a county, with its own rules.

    mechanism_id : "" for one that is not kept yet; it then gets an id from the county and a serial.
    views        : codes of its kinds of evidence; metric_ids, figure_ids: what shows it; all in reading order.
    since, until : first and last month (YYYYMM); None where unknown, or in force.
    """

    county: str
    name_zh: str
    field: str
    owner: str
    mechanism_id: str = ""
    name_en: str = ""
    page: str = OWN_PAGE
    shows_zh: str = ""
    since: int | None = None
    until: int | None = None
    views: tuple[str, ...] = ()
    metric_ids: tuple[str, ...] = ()
    figure_ids: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    limit_minutes: float | None = None
    most_days: int | None = None
    least_persons: int | None = None

    def completed(self) -> Mechanism:
        """Return the record with what follows from the rest: English name, page, what is to be seen."""
        seen = "、".join(VIEW_NAMES[view][0] for view in self.views if view in VIEW_NAMES)
        return dataclasses.replace(
            self,
            name_zh=self.name_zh.strip(),
            name_en=self.name_en.strip() or self.name_zh.strip(),
            field=self.field.strip(),
            owner=self.owner.strip(),
            page=self.page.strip() or OWN_PAGE,
            shows_zh=self.shows_zh.strip() or seen or self.name_zh.strip(),
            views=_each_once(self.views),
            metric_ids=_each_once(self.metric_ids),
            figure_ids=_each_once(self.figure_ids),
            documents=_each_once(self.documents),
        )

    def columns(self) -> dict[str, Any]:
        """Return the row of `mechanism`, without its id."""
        return {
            "county_code": self.county,
            "name_zh": self.name_zh,
            "name_en": self.name_en,
            "field": self.field,
            "owner": self.owner,
            "page": self.page,
            "shows_zh": self.shows_zh,
            "views": " ".join(self.views) or None,
            "since": self.since,
            "until": self.until,
            "documents_zh": "；".join(self.documents) or None,
            "limit_minutes": self.limit_minutes,
            "most_days": self.most_days,
            "least_persons": self.least_persons,
        }

    def traced(self) -> dict[str, Any]:
        """Return what a change of it is compared by: its row, and the ids of what shows it."""
        return {**self.columns(), "metric_ids": " ".join(self.metric_ids), "figure_ids": " ".join(self.figure_ids)}


def _each_once(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def read_mechanism(connection: Connection, mechanism_id: str) -> Mechanism | None:
    """Return a mechanism by its id; None for an unknown one."""
    table = schema.mechanism
    row = connection.execute(select(table).where(table.c.mechanism_id == mechanism_id)).one_or_none()
    return None if row is None else _of_row(connection, row)


def mechanism_named(connection: Connection, county: str, name_zh: str) -> Mechanism | None:
    """Return the county's mechanism of this name; None where there is none."""
    table = schema.mechanism
    own = (table.c.county_code == county) & (table.c.name_zh == name_zh.strip())
    row = connection.execute(select(table).where(own).order_by(table.c.mechanism_id)).first()
    return None if row is None else _of_row(connection, row)


def known(connection: Connection, mechanism_id: str) -> Mechanism:
    """Return a mechanism by its id. Raises ChangeRefused for an unknown one."""
    found = read_mechanism(connection, mechanism_id)
    if found is None:
        raise ChangeRefused("mechanism_unknown", mechanism=mechanism_id[:60])
    return found


def _of_row(connection: Connection, row: Row[Any]) -> Mechanism:
    evidence = schema.mechanism_evidence
    shown = connection.execute(
        select(evidence).where(evidence.c.mechanism_id == row.mechanism_id).order_by(evidence.c.position)
    ).all()
    return Mechanism(
        county=row.county_code,
        name_zh=row.name_zh,
        field=row.field,
        owner=row.owner,
        mechanism_id=row.mechanism_id,
        name_en=row.name_en,
        page=row.page,
        shows_zh=row.shows_zh,
        since=row.since,
        until=row.until,
        views=tuple((row.views or "").split()),
        metric_ids=tuple(dict.fromkeys(item.metric_id for item in shown if item.metric_id)),
        figure_ids=tuple(dict.fromkeys(item.figure_id for item in shown if item.figure_id)),
        documents=tuple(part for part in (row.documents_zh or "").split("；") if part),
        limit_minutes=row.limit_minutes,
        most_days=row.most_days,
        least_persons=row.least_persons,
    )


def is_month(value: int) -> bool:
    """Say whether a number is a month, YYYYMM."""
    return 1900 <= value // 100 <= 2999 and 1 <= value % 100 <= 12


def month_of(day: dt.date) -> int:
    """Return the month of a day."""
    return day.year * 100 + day.month


def latest_beginning(connection: Connection, today: dt.date | None = None) -> int:
    """Return the last month in which a mechanism that is entered now may begin."""
    table = schema.data_version
    last = connection.execute(select(table.c.last_month).order_by(table.c.created_at.desc()).limit(1)).scalar_one()
    month = max(int(last), month_of(today or china_today()))
    months = month // 100 * 12 + month % 100 - 1 + MONTHS_AHEAD
    return months // 12 * 100 + months % 12 + 1


def check(connection: Connection, record: Mechanism, metrics: Metrics, today: dt.date | None = None) -> None:
    """Raise ChangeRefused for a record (completed) that could not be shown, or that the county has already."""
    for name in ("county", "name_zh", "field", "owner"):
        if not getattr(record, name):
            raise ChangeRefused("mechanism_lacks", **_heads(name))
    county = schema.county.c.county_code
    if connection.execute(select(county).where(county == record.county)).first() is None:
        raise ChangeRefused("mechanism_county_unknown", county=record.county[:20])
    _check_lengths(record)
    _check_codes(connection, record, metrics)
    _check_months(record, latest_beginning(connection, today))
    for name in ("limit_minutes", "most_days", "least_persons"):
        value = getattr(record, name)
        if value is not None and not 0 < value <= LONGEST_FIGURE:
            raise ChangeRefused("mechanism_no_number", **_heads(name), value=f"{value:g}")
    same = mechanism_named(connection, record.county, record.name_zh)
    if same is not None and same.mechanism_id != record.mechanism_id:
        raise ChangeRefused("mechanism_name_taken", name=record.name_zh)


def _heads(name: str) -> dict[str, Any]:
    zh, en = RECORD_HEADS[name]
    return {"head_zh": zh, "head_en": en}


def _check_lengths(record: Mechanism) -> None:
    table, row = schema.mechanism, record.columns()
    for name, head in (("documents_zh", "documents"), ("views", "views"), *((name, name) for name in row)):
        length = getattr(table.c[name].type, "length", None)
        if length and head in RECORD_HEADS and isinstance(row[name], str) and len(row[name]) > length:
            raise ChangeRefused("mechanism_too_long", **_heads(head), most=length)


def _check_codes(connection: Connection, record: Mechanism, metrics: Metrics) -> None:
    unknown = [view for view in record.views if view not in VIEW_TABLES]
    if unknown:
        raise ChangeRefused("mechanism_views_unknown", views=unknown, known=list(VIEW_TABLES))
    unknown = [metric_id for metric_id in record.metric_ids if metric_id not in metrics]
    if unknown:
        raise ChangeRefused("mechanism_metrics_unknown", metrics=unknown)
    table = schema.published_figure
    own = set(connection.execute(select(table.c.figure_id).where(table.c.county_code == record.county)).scalars())
    unknown = [figure_id for figure_id in record.figure_ids if figure_id not in own]
    if unknown:
        raise ChangeRefused("mechanism_figures_unknown", figures=unknown)
    names = list(PAGES.values())
    if record.page not in dict(names):
        known_zh, known_en = [zh for zh, _ in names], [en for _, en in names]
        raise ChangeRefused("mechanism_page_unknown", page=record.page[:20], known_zh=known_zh, known_en=known_en)


def _check_months(record: Mechanism, latest: int) -> None:
    for name in ("since", "until"):
        month = getattr(record, name)
        if month is not None and not is_month(month):
            raise ChangeRefused("mechanism_no_month", **_heads(name), value=month)
    if record.since is not None and record.since > latest:
        raise ChangeRefused("mechanism_begins_later", since=record.since, latest=latest)
    if record.since is not None and record.until is not None and record.until < record.since:
        raise ChangeRefused("mechanism_ends_before", since=record.since, until=record.until)
