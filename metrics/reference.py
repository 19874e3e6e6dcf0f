"""What every query needs to know and reads once a data version: places, editions, targets, gaps in reporting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Engine, Select, exists, func, literal, or_, select, union_all

from data_access import read, schema
from data_access.as_of import moment_of
from data_access.control_limits import chosen_editions, smallest_changes
from data_access.moments import reach_at
from metrics.definition import Metric
from metrics.errors import UnknownCounty, UnknownPeriod, UnknownTownship
from metrics.own_indicators import own_indicators
from metrics.period import Period

NO_MEASURES: Final = ("community_code", "entered")  # columns that are empty for other reasons


@dataclass(frozen=True)
class Place:
    """A county or township: code, names and, for a township, its edition."""

    code: str
    county_code: str
    name_zh: str
    name_en: str
    kind: str = "县"
    terrain: str = ""
    valid_from: int = 0
    valid_to: int | None = None
    successor_code: str | None = None
    is_inhabited: bool = True  # false for a development zone of the code list without residents or institutions

    def exists_in(self, month: int) -> bool:
        """Say whether the place existed in this month."""
        return self.valid_from <= month and (self.valid_to is None or month <= self.valid_to)


@dataclass(frozen=True)
class Target:
    """A target of one metric and county (or township), in force from one month to another."""

    metric_id: str
    county_code: str
    township_code: str | None
    comparator: str
    value: float
    valid_from: int
    valid_to: int | None
    figure_id: str | None


@dataclass(frozen=True, eq=False)
class Reference:
    """Places, targets and reporting gaps of one data version; read once, then only looked up. Equal to itself only."""

    version: str
    is_sample: bool
    first_month: int
    last_month: int
    counties: Mapping[str, Place]
    townships: Mapping[str, Place]
    targets: Sequence[Target]
    unreported: Sequence[tuple[str, str, int]]  # county, institution, month
    # (institution, month without a return) → month of its last return, at most a year before
    last_returns: Mapping[tuple[str, int], int] = field(default_factory=dict)
    basis: Mapping[tuple[str, str], str] = field(
        default_factory=dict
    )  # (table, county) → its rows' one basis, or mixed
    # (county, metric) → the smallest change that matters, where the county has set one
    smallest_changes: Mapping[tuple[str, str], float] = field(default_factory=dict)
    # (county, metric) → the edition of its definition, where the county has chosen another than the catalogue's
    editions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    own: Mapping[str, tuple[Metric, ...]] = field(default_factory=dict)  # county → the indicators it has defined
    unknown: frozenset[str] = frozenset()  # tables in which a cell that measures something is empty
    as_of: str = ""  # number of the load after which facts are read; '' for what is in force now
    _mappings: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict, repr=False)

    @property
    def available(self) -> Period:
        """Return the months that hold data."""
        return Period(self.first_month, self.last_month)

    def county(self, code: str) -> Place:
        """Return a county by its code. Raises UnknownCounty with the nearest match."""
        if code not in self.counties:
            raise UnknownCounty(code, {place.code: place.name_zh for place in self.counties.values()})
        return self.counties[code]

    def county_named(self, text: str) -> str:
        """Return a county's code from its code or Chinese name. Raises UnknownCounty with the nearest match."""
        by_name = {place.name_zh: code for code, place in self.counties.items()}
        return self.county(by_name.get(text, text)).code

    def township_named(self, county_code: str, text: str, month: int) -> str:
        """Return a township's code from its code or Chinese name, as counted in a month: a merged one is its successor.

        A name that several editions bore is the one of the month. Raises UnknownTownship with the nearest match among
        the month's townships.
        """
        here = {place.code: place.name_zh for place in self.townships_of(county_code, month)}
        ever = {place.name_zh: place.code for place in self._by_county[county_code]}
        code = (ever | {name: code for code, name in here.items()}).get(text, text)
        code = self.in_edition(county_code, month).get(code, code)
        if code not in here:
            raise UnknownTownship(text, here)
        return code

    def townships_named(self, county_code: str, texts: Iterable[str], month: int) -> tuple[str, ...]:
        """Return the codes of several townships, each once, in the order asked for. Raises UnknownTownship."""
        return tuple(dict.fromkeys(self.township_named(county_code, text, month) for text in texts))

    @cached_property
    def _by_county(self) -> dict[str, list[Place]]:
        grouped: dict[str, list[Place]] = {code: [] for code in self.counties}
        for place in self.townships.values():
            grouped[place.county_code].append(place)
        return grouped

    def townships_of(self, county_code: str, month: int) -> list[Place]:
        """Return the townships that exist in this month, by code; zones without residents or institutions are none."""
        return [place for place in self._by_county[county_code] if place.is_inhabited and place.exists_in(month)]

    def township(self, county_code: str, code: str) -> Place:
        """Return a township of the county by its code. Raises UnknownTownship with the nearest match."""
        place = self.townships.get(code)
        if place is None or place.county_code != county_code:
            raise UnknownTownship(code, {place.code: place.name_zh for place in self._by_county[county_code]})
        return place

    def in_edition(self, county_code: str, month: int) -> dict[str, str]:
        """Map every township code ever used in the county to the code that stands for it in this month.

        A merged township maps to its successor. A township that this month does not know yet keeps its code.
        """
        if (county_code, month) not in self._mappings:
            self._mappings[county_code, month] = {
                place.code: self._code_in(place, month) for place in self._by_county[county_code]
            }
        return self._mappings[county_code, month]

    def _code_in(self, place: Place, month: int) -> str:
        own, passed = place.code, {place.code}
        while place.valid_to is not None and place.valid_to < month and place.successor_code is not None:
            successor = self.townships.get(place.successor_code)
            if successor is None:
                break
            # Places that succeed one another in a circle have no successor: each stands for itself.
            if successor.code in passed:
                return own
            passed.add(successor.code)
            place = successor
        return place.code

    def merged_into(self, county_code: str, codes: Iterable[str], month: int) -> list[str]:
        """Return `codes` and every earlier township that this month counts under one of them."""
        wanted = set(codes)
        return [
            raw for raw, current in self.in_edition(county_code, month).items() if current in wanted or raw in wanted
        ]

    def target(self, metric_id: str, county_code: str, township_code: str | None, month: int) -> Target | None:
        """Return the target in force in this month: the township's own, else the county's."""
        return next(
            (
                target
                for place in ((township_code, None) if township_code else (None,))
                for target in self._targets_by_metric.get((metric_id, county_code), ())
                if target.township_code == place
                and target.valid_from <= month
                and (target.valid_to is None or month <= target.valid_to)
            ),
            None,
        )

    @cached_property
    def _targets_by_metric(self) -> dict[tuple[str, str], list[Target]]:
        grouped: dict[tuple[str, str], list[Target]] = {}
        for target in sorted(self.targets, key=lambda target: -target.valid_from):
            grouped.setdefault((target.metric_id, target.county_code), []).append(target)
        return grouped

    def smallest_changes_of(self, county_code: str) -> dict[str, float]:
        """Return metric id → the smallest change that matters, for the metrics for which the county has set one."""
        return {metric_id: size for (code, metric_id), size in self.smallest_changes.items() if code == county_code}

    def has_gaps(self, counties: Sequence[str], now: Period, base: Period | None) -> bool:
        """Say whether an institution of these counties did not report in a month of either period."""
        windows = (now,) if base is None else (now, base)
        return any(
            county in counties and any(window.first <= month <= window.last for window in windows)
            for county, _, month in self.unreported
        )

    def basis_of(self, table_name: str, counties: Sequence[str]) -> str | None:
        """Return the one basis of a table's rows in these counties; None where it must be read row by row."""
        found = {self.basis.get((table_name, county), "mixed") for county in counties}
        only = found.pop() if len(found) == 1 else "mixed"
        return None if only == "mixed" else only

    def check_period(self, period: Period) -> Period:
        """Return the part of the period that holds data. Raises UnknownPeriod when none does."""
        within = Period(max(period.first, self.first_month), max(period.last, self.first_month)).until(self.last_month)
        if period.last < self.first_month or within is None:
            raise UnknownPeriod(period.key, (self.available.label_zh, self.available.label_en))
        return within


def load_reference(engine: Engine) -> Reference:
    """Read the reference of the data version in force. Raises WarehouseError."""
    versions = schema.data_version
    version = read.rows(engine, select(versions).order_by(versions.c.created_at.desc()).limit(1))[0]
    version_id, first_month, last_month = version.version_id, version.first_month, version.last_month
    then = moment_of(engine)
    if then is not None:
        # Registers, targets and rules are those of now: the version in force has its part in what is read.
        version_id = f"{version_id}~{then}"
        first_month, last_month = reach_at(engine, then)
    county, township, target = schema.county, schema.township, schema.indicator_target
    monthly = schema.institution_month
    counties = read.rows(
        engine, select(county.c.county_code, county.c.name_zh, county.c.name_en).order_by(county.c.county_code)
    )
    townships = read.rows(
        engine,
        select(
            township.c.township_code,
            township.c.county_code,
            township.c.name_zh,
            township.c.name_en,
            township.c.kind,
            township.c.terrain,
            township.c.valid_from,
            township.c.valid_to,
            township.c.successor_code,
            (township.c.kind != "功能区")
            | exists().where(
                schema.resident_month.c.township_code == township.c.township_code, schema.resident_month.c.residents > 0
            )
            | exists().where(schema.institution_history.c.township_code == township.c.township_code),
        ).order_by(township.c.township_code),
    )
    targets = read.rows(
        engine,
        select(
            target.c.metric_id,
            target.c.county_code,
            target.c.township_code,
            target.c.comparator,
            target.c.value,
            target.c.valid_from,
            target.c.valid_to,
            target.c.figure_id,
        ),
    )
    gaps = read.rows(
        engine,
        select(monthly.c.county_code, monthly.c.institution_code, monthly.c.month)
        .where(monthly.c.reported.is_(False))
        .order_by(monthly.c.month, monthly.c.institution_code),
    )
    return Reference(
        version=version_id,
        is_sample=version.is_sample,
        first_month=first_month,
        last_month=last_month,
        as_of="" if then is None else str(then),
        counties={
            row.county_code: Place(row.county_code, row.county_code, row.name_zh, row.name_en) for row in counties
        },
        townships={row.township_code: Place(*tuple(row)) for row in townships},
        targets=[Target(*tuple(row)) for row in targets],
        basis=_basis_by_table(engine),
        unreported=[(row.county_code, row.institution_code, row.month) for row in gaps],
        last_returns=_last_returns(engine) if gaps else {},
        smallest_changes=smallest_changes(engine),
        editions=chosen_editions(engine),
        own=own_indicators(engine),
        unknown=_tables_with_unknown(engine),
    )


def _tables_with_unknown(engine: Engine) -> frozenset[str]:
    """Return the tables in which a cell that measures something is empty; files alone bring such cells."""
    loads = select(schema.load.c.load_id).where(schema.load.c.sequence.is_not(None)).limit(1)
    if not read.rows(engine, loads):
        return frozenset()
    asked: list[Select[Any]] = []
    for name in schema.LOAD_KEYS:
        table = schema.metadata.tables[name]
        measures = [column for column in table.columns if column.nullable and column.name not in NO_MEASURES]
        if measures:
            blank = or_(*(column.is_(None) for column in measures))
            asked.append(select(literal(name).label("name")).select_from(table).where(blank).having(func.count() > 0))
    # A part a table: as conditions of one row they would take three times as long to plan.
    return frozenset(row.name for row in read.rows(engine, select(union_all(*asked).subquery("blank"))))


def _last_returns(engine: Engine) -> dict[tuple[str, int], int]:
    """Return the month of each missing return's predecessor; none where the last one is more than a year old."""
    missing, before = schema.institution_month.alias("missing"), schema.institution_month.alias("before")
    same = (
        (before.c.institution_code == missing.c.institution_code)
        & (before.c.county_code == missing.c.county_code)
        & before.c.reported
        # Months are integers YYYYMM: 100 less is the same month of the year before.
        & before.c.month.between(missing.c.month - 100, missing.c.month - 1)
    )
    statement = (
        select(missing.c.institution_code, missing.c.month, func.max(before.c.month).label("last"))
        .select_from(missing.join(before, same))
        .where(missing.c.reported.is_(False))
        .group_by(missing.c.institution_code, missing.c.month)
    )
    return {(row.institution_code, row.month): row.last for row in read.rows(engine, statement)}


def count_rows(engine: Engine, table_name: str, county_code: str) -> int:
    """Return how many rows a table holds for a county. Raises KeyError for an unknown table."""
    table = schema.metadata.tables[table_name]
    statement = select(func.count()).select_from(table)
    if "county_code" in table.c:
        statement = statement.where(table.c.county_code == county_code)
    return int(read.rows(engine, statement)[0][0])


def _basis_by_table(engine: Engine) -> dict[tuple[str, str], str]:
    """Return (table, county) → the one basis of its rows, or "mixed"."""
    parts: list[Select[Any]] = []
    for table in schema.metadata.sorted_tables:
        if "basis" in table.c and "county_code" in table.c and "superseded" not in table.c:
            lowest, highest = func.min(table.c.basis), func.max(table.c.basis)
            own = select(literal(table.name).label("name"), table.c.county_code, lowest, highest)
            parts.append(own.group_by(table.c.county_code))
    # One statement: each of its own would be planned and sent by itself.
    rows = read.rows(engine, select(union_all(*parts).subquery("basis")))
    return {(name, code): low if low == high else "mixed" for name, code, low, high in rows}
