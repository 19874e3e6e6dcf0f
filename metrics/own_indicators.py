"""Indicators that a county defines for itself (本县口径): a numerator over a denominator, as TOML, kept by version.

They are metrics like the built-in ones – a ratio of sums, compiled, compared and judged the same way – and say whose
definition they are. Tables whose small counts of people are hidden are not open to them: a sum of a county's own
choosing next to a published one could give a hidden count away.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_args

from sqlalchemy import URL, ColumnElement, Connection, Engine, func, insert, select

from data_access import read, schema
from data_access.changes import change, checked_name, checked_reason, new_version, now_utc
from metrics.definition import Better, Measure, Metric, Model, Source, Timing
from words.faults import Fault
from words.units import UNITS

FAMILY: Final = "本县口径"
MARK_ZH: Final = "（本县口径）"
MARK_EN: Final = " (the county's own)"
ID: Final = re.compile(r"own_[a-z0-9_]{2,36}")
MEASURED: Final[dict[str, frozenset[str]]] = {
    "institution_month": frozenset(
        (
            *("beds_open", "staff", "drug_varieties", "ambulances"),
            *("standardised", "insurance_line", "telemedicine", "ecg_device"),
        )
    ),
    "institution_year": frozenset(("beds_authorised", "beds_open", "staff", "staff_technical", "nurses")),
    "staff_month": frozenset(("persons",)),
    "resident_month": frozenset(("residents", "residents_0_14", "residents_35_up", "residents_65_up")),
    "insured_month": frozenset(("insured",)),
    "fund_month": frozenset(),
    "reported_for_month": frozenset(("institutions",)),
}
"""Table open to own indicators → its stocks; every other measure of it is a flow."""
CHOSEN_BY: Final = (
    "level",
    "is_lead",
    "in_group",
    "institution_code",
    "township_code",
    "profession",
    "title",
    "care",
    "kind",
)
"""Columns that say which rows take part."""
NO_MEASURES: Final = frozenset({"month", "entered"})
_ITEMS: Final = ("id", "name_zh", "name_en", "unit", "better", "source", "owner", "note", "numerator", "denominator")
_NEEDED: Final = ("id", "name_zh", "unit", "better", "source", "owner", "numerator")
_PART: Final = ("table", "columns", "said", "said_en", "where")
_TEXTS: Final = ("id", "name_zh", "name_en", "unit", "better", "source", "owner", "note")


class OwnIndicatorFault(Fault, ValueError):
    """A definition that cannot be used as it is; nothing was kept."""


@lru_cache(maxsize=500)
def metric_of(text: str) -> Metric:
    """Return the metric that a TOML text defines. Raises OwnIndicatorFault that names what cannot be used.

    The same text gives the same object: what is known of a metric is kept under it.
    """
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OwnIndicatorFault("own_no_toml", reason=str(error)) from error
    _check(record, _ITEMS, _NEEDED)
    for item in _TEXTS:
        if not isinstance(record.get(item, ""), str):
            raise OwnIndicatorFault("own_wrong_item", item=item, possible=["text"])
    if not ID.fullmatch(record["id"]):
        raise OwnIndicatorFault("own_id", value=record["id"][:40])
    _one_of("better", record["better"], get_args(Better))
    _one_of("unit", record["unit"], list(UNITS))
    top = _part(record["numerator"])
    bottom = _part(record["denominator"]) if "denominator" in record else None
    name_en = record.get("name_en") or record["id"]
    return Metric(
        id=record["id"],
        name_zh=record["name_zh"][:60] + MARK_ZH,
        name_en=name_en[:80] + MARK_EN,
        family=FAMILY,
        unit=record["unit"],
        better=record["better"],
        model=_model(record, bottom is not None),
        numerator=top,
        numerator_zh=_said(record["numerator"], "said"),
        numerator_en=_said(record["numerator"], "said_en"),
        denominator=bottom,
        denominator_zh="" if bottom is None else _said(record["denominator"], "said"),
        denominator_en="" if bottom is None else _said(record["denominator"], "said_en"),
        per=100 if record["unit"] == "%" else 1,
        source=Source(record["source"], FAMILY, record["owner"], record["source"], record["owner"]),
        note_zh=record.get("note", ""),
        decimals=1 if bottom is not None else 0,
    )


def _check(record: Any, possible: tuple[str, ...], needed: tuple[str, ...]) -> None:
    if not isinstance(record, dict):
        raise OwnIndicatorFault("own_wrong_item", item="numerator", possible=list(possible))
    for item in record:
        _one_of(item, item, possible)
    for item in needed:
        if item not in record:
            raise OwnIndicatorFault("own_lacks", item=item)


def _one_of(item: str, value: object, possible: Any) -> None:
    if value not in possible:
        raise OwnIndicatorFault("own_wrong_item", item=f"{item}={value}"[:60], possible=list(possible))


def _part(part: Any) -> Measure:
    """Return a numerator or denominator: the sum of some columns of one table over the rows that meet `where`."""
    _check(part, _PART, ("table", "columns", "said"))
    _one_of("table", part["table"], tuple(MEASURED))
    table, stocks = schema.metadata.tables[part["table"]], MEASURED[part["table"]]
    measures = [own.name for own in table.columns if own.nullable or own.name in stocks]
    measures = [name for name in measures if name not in (*NO_MEASURES, *CHOSEN_BY, "community_code")]
    names = part["columns"] if isinstance(part["columns"], list) else [part["columns"]]
    if not names:
        raise OwnIndicatorFault("own_lacks", item="columns")
    for name in names:
        _one_of("columns", name, measures)
    timings = {Timing.STOCK if name in stocks else Timing.FLOW for name in names}
    if len(timings) > 1:
        raise OwnIndicatorFault("own_stock_and_flow", columns=list(names))
    value: ColumnElement[Any] = table.c[names[0]]
    for name in names[1:]:
        value = value + table.c[name]
    return Measure(table, value, timings.pop(), tuple(_conditions(table, part.get("where", {}))))


def _conditions(table: Any, where: Any) -> list[ColumnElement[bool]]:
    possible = tuple(name for name in CHOSEN_BY if name in table.c)
    _check(where, possible, ())
    found = []
    for name, values in where.items():
        given = values if isinstance(values, list) else [values]
        kind = table.c[name].type.python_type
        if not given or not all(isinstance(value, kind) for value in given):
            raise OwnIndicatorFault("own_wrong_item", item=f"where.{name}", possible=[kind.__name__])
        found.append(table.c[name].in_(given))
    return found


def _said(part: Mapping[str, Any], item: str) -> str:
    return str(part.get(item) or part["said"])[:200]


def _model(record: Mapping[str, Any], has_denominator: bool) -> Model:
    """Return what the value is: a share where the numerator is part of the denominator, else a mean or a count."""
    if not has_denominator:
        return "amount" if "元" in record["unit"] else "count"
    top, bottom = record["numerator"], record["denominator"]
    listed = [names if isinstance(names, list) else [names] for names in (top["columns"], bottom["columns"])]
    whole = top["table"] == bottom["table"] and set(listed[0]) <= set(listed[1]) and not bottom.get("where")
    money = any(name.endswith("_yuan") for names in listed for name in names)
    return "proportion" if record["unit"] == "%" and whole and not money else "mean"


def own_indicators(engine: Engine) -> dict[str, tuple[Metric, ...]]:
    """Return county → the indicators in force that it has defined, by id. Raises WarehouseError."""
    table = schema.own_indicator
    newest = (
        select(table.c.county_code, table.c.indicator_id, func.max(table.c.version).label("version"))
        .group_by(table.c.county_code, table.c.indicator_id)
        .subquery()
    )
    same = [table.c[name] == newest.c[name] for name in ("county_code", "indicator_id", "version")]
    statement = (
        select(table.c.county_code, table.c.record)
        .select_from(table.join(newest, same[0] & same[1] & same[2]))
        .where(table.c.record != "")
        .order_by(table.c.county_code, table.c.indicator_id)
    )
    found: dict[str, tuple[Metric, ...]] = {}
    for row in read.rows(engine, statement):
        found[row.county_code] = (*found.get(row.county_code, ()), metric_of(row.record))
    return found


def text_of(file: Path) -> str:
    """Return the text of a definition's file. Raises OwnIndicatorFault for one that cannot be read."""
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise OwnIndicatorFault("own_no_file", name=file.name[:60]) from error


def define(url: URL | str, county: str, text: str, *, who: str, reason: str) -> Metric:
    """Put a county's definition on record as the next version of its id; earlier ones stay.

    Raises OwnIndicatorFault, ChangeRefused, WarehouseError; nothing is then changed.
    """
    metric = metric_of(text)
    _next_version(url, county, metric.id, text, who=who, reason=reason)
    return metric


def withdraw(url: URL | str, county: str, indicator_id: str, *, who: str, reason: str) -> None:
    """Take a county's indicator out of use; its versions stay on record.

    Raises OwnIndicatorFault for one that is not in use, ChangeRefused, WarehouseError.
    """
    _next_version(url, county, indicator_id, "", who=who, reason=reason)


def _next_version(url: URL | str, county: str, indicator_id: str, text: str, *, who: str, reason: str) -> None:
    name, why = checked_name(who), checked_reason(reason)
    table = schema.own_indicator

    def work(connection: Connection) -> None:
        own = (table.c.county_code == county) & (table.c.indicator_id == indicator_id)
        last = connection.execute(
            select(table.c.version, table.c.record).where(own).order_by(table.c.version.desc()).limit(1)
        ).first()
        if not text and (last is None or not last.record):
            raise OwnIndicatorFault("own_unknown", value=indicator_id[:40])
        connection.execute(
            insert(table).values(
                county_code=county,
                indicator_id=indicator_id,
                version=1 if last is None else last.version + 1,
                record=text,
                defined_by=name,
                defined_at=now_utc(),
                reason_zh=why,
            )
        )
        new_version(connection, f"本县口径 {indicator_id}", county, indicator_id, text)

    change(url, work)
