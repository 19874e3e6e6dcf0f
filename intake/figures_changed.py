"""Which published figures a load changes, before it is in: asked twice of the same metrics, once of a rehearsal.

Only what may differ is asked. A figure follows from the columns that its metric reads; so a load that changes others
leaves it, unless rows come or go, or the months that figures are published for become more. Of a table without a row
of the county nothing is published. What was asked of a data version is kept, for the next file of the same hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import URL, Connection, Engine

from data_access import schema
from data_access.build import rehearsed
from data_access.frozen import frozen_metrics
from data_access.loads import enter, undo
from data_access.parcels import Complete, Parcel, Touched
from intake.reads import Reads, filled, reads_of, summed
from metrics.ask.query import answer
from metrics.ask.question import Question
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from metrics.editions import in_editions
from metrics.judge.restatement import frozen_today
from metrics.named import metric_named
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.source import Source

SAME: Final = 1e-12  # of the figure: two sums of the same numbers in another order
BY_COUNTY: Final = frozenset(
    table.name
    for table in schema.metadata.sorted_tables
    if "basis" in table.c and "county_code" in table.c and "superseded" not in table.c
)
"""Tables of which a data version's reference knows whether they hold a row of a county."""
REGISTERS: Final = frozenset({"institution", "institution_history", "village", "community", "clinic_cover", "expert"})
"""Those among them whose rows say what a place or a person is, beside the rows that are counted."""
Places = Mapping[str, float]


@dataclass(frozen=True)
class Changed:
    """A figure that a load changes. township '' for the county's; before, after: None where there is no figure.

    frozen : somebody froze it, e.g. for a meeting's minutes, and will find it restated.
    """

    metric: Metric
    period: Period
    township: str
    before: float | None
    after: float | None
    frozen: bool = False


@dataclass(frozen=True)
class Asked:
    """Figures that were asked already: (data version, county, metric, months) → township ('' the county) → figure.

    filled : (data version, county, table) → the columns of which a row says anything.
    """

    figures: dict[tuple[str, str, str, Period], Places] = field(default_factory=dict)
    filled: dict[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)


def periods_of(months: Iterable[int]) -> tuple[Period, ...]:
    """Return the periods whose figures months enter: each month, its quarter, the year so far, and the whole year."""
    periods: list[Period] = []
    for month in sorted(set(months)):
        year, number = divmod(month, 100)
        quarter = (number - 1) // 3 * 3 + 1
        periods += [
            Period(month, month),
            Period(year * 100 + quarter, year * 100 + quarter + 2),
            Period(year * 100 + 1, month),
            Period(year * 100 + 1, year * 100 + 12),
        ]
    return tuple(dict.fromkeys(periods))


def figures_changed(
    url: URL | str,
    engine: Engine,
    reference: Reference,
    parcel: Parcel,
    complete: Complete,
    *,
    who: str,
    asked: Asked | None = None,
) -> tuple[Changed, ...]:
    """Return every published figure of the county and its townships that the load would change; nothing is changed.

    engine, reference : the warehouse as it is; asked : what is known of it already, and is added to.
    Raises ChangeRefused for a period that is locked, WarehouseError.
    """
    return figures_of_loads(url, engine, reference, (parcel,), complete, who=who, asked=asked)


def figures_of_loads(
    url: URL | str,
    engine: Engine,
    reference: Reference,
    parcels: Sequence[Parcel],
    complete: Complete,
    *,
    who: str,
    asked: Asked | None = None,
) -> tuple[Changed, ...]:
    """Return every published figure that loading files of one county one after the other would change."""
    touched: list[Touched] = []

    def work(connection: Connection) -> None:
        for parcel in parcels:
            touched.extend(enter(connection, parcel, complete, who=who).touched)

    if not parcels:
        return ()
    return _rehearse(url, Source(engine, reference), parcels[0].county, work, touched, asked or Asked())


def figures_of_undoing(
    url: URL | str,
    engine: Engine,
    reference: Reference,
    county: str,
    load_id: str,
    *,
    who: str,
    asked: Asked | None = None,
) -> tuple[Changed, ...]:
    """Return every published figure that taking a load back would change; nothing is changed.

    Raises ChangeRefused for a load that cannot be taken back, WarehouseError.
    """
    touched: list[Touched] = []

    def work(connection: Connection) -> None:
        touched.extend(undo(connection, load_id, who=who, reason="预演").touched)

    return _rehearse(url, Source(engine, reference), county, work, touched, asked or Asked())


def _rehearse(
    url: URL | str,
    before: Source,
    county: str,
    work: Callable[[Connection], None],
    touched: list[Touched],
    asked: Asked,
) -> tuple[Changed, ...]:
    with rehearsed(url, work) as engine:
        if not touched:
            return ()
        after = Source(engine, load_reference(engine))
        wanted = _wanted(before, after, county, touched)
        old, new = (_figures(source, county, wanted, asked) for source in (before, after))
        frozen = _frozen_apart(before, after, county, wanted)
    changed = {(each.metric.id, each.period, each.township): each for each in _apart(old, new)}
    return tuple((changed | {(each.metric.id, each.period, each.township): each for each in frozen}).values())


def _frozen_apart(before: Source, after: Source, county: str, wanted: Wanted) -> tuple[Changed, ...]:
    """Return the frozen figures that change, whatever their period: one may reach further than the load's months."""
    asked = {metric.id for metrics in wanted.values() for metric in metrics}
    changed: list[Changed] = []
    for metric_id in frozen_metrics(before.engine, county):
        if metric_id not in asked:
            continue
        metric = metric_named(before.reference, county, metric_id)
        old, new = (
            {
                (metric, Period.parse(period), township): value
                for (township, period), value in frozen_today(source, metric, county=county).items()
            }
            for source in (before, after)
        )
        changed += [replace(each, frozen=True) for each in _apart(old, new)]
    return tuple(changed)


Wanted = Mapping[Period, tuple[Metric, ...]]


def _wanted(before: Source, after: Source, county: str, touched: Sequence[Touched]) -> Wanted:
    """Return the periods in which a figure may differ, with the metrics whose figure may."""
    months = {month for each in touched for month in each.months}
    published = _published(before.reference, county)
    months |= _carried(after.reference, before.reference, county, months)
    fed = {
        metric
        for metric in published
        if any(_feeds(each, read) for each in touched for read in reads_of(before, metric, county))
    }
    known = before.reference.available
    grown = after.reference.available != known
    wanted: dict[Period, tuple[Metric, ...]] = {}
    for period in periods_of(months):
        clipped = grown and not (known.first <= period.first and period.last <= known.last)
        wanted[period] = tuple(metric for metric in published if clipped or metric in fed)
    return wanted


def _published(reference: Reference, county: str) -> tuple[Metric, ...]:
    """Return what is published of a county: the catalogue as the county reads it, and its own indicators."""
    return (*in_editions(reference, (county,), tuple(CATALOGUE.values())), *reference.own.get(county, ()))


def _carried(after: Reference, before: Reference, county: str, months: set[int]) -> set[int]:
    """Return the later months in which an institution without a return stands with that of one of these months."""
    return {
        missing
        for reference in (before, after)
        for own, institution, missing in reference.unreported
        if own == county and reference.last_returns.get((institution, missing)) in months
    }


def _feeds(touched: Touched, read: Reads) -> bool:
    """Say whether a figure that reads this may follow what was touched."""
    columns = read.get(touched.table)
    return columns is not None and (touched.whole or not columns or bool(columns & touched.columns))


def _figures(source: Source, county: str, wanted: Wanted, asked: Asked) -> dict[tuple[Metric, Period, str], float]:
    """Return the figures there are: metric, period and township ('' for the county) → value."""
    version, reference = source.reference.version, source.reference
    there = {table for table, code in reference.basis if code == county}
    empty = BY_COUNTY - there
    found: dict[tuple[Metric, Period, str], float] = {}
    for period, metrics in wanted.items():
        if period.last < reference.first_month or period.first > reference.last_month:
            continue  # nothing is published of these months yet
        # A measure without any row of the county has no figure, and nothing is asked.
        full = [
            each
            for each in metrics
            if all(_has_rows(own, empty) for own in reads_of(source, each, county))
            and not any(columns - _filled(source, table, county, asked) for table, columns in summed(each).items())
        ]
        # A year that is not over and its months so far are one period: it is asked once. A whole year is another.
        held = Period(period.first, min(period.last, reference.last_month))
        missing = [metric for metric in full if (version, county, metric.id, held) not in asked.figures]
        if missing:
            _ask(source, county, held, missing, asked)
        for metric in full:
            for township, value in asked.figures[version, county, metric.id, held].items():
                found[metric, period, township] = value
    return found


def _has_rows(read: Reads, empty: frozenset[str]) -> bool:
    """Say whether there is a row of what a measure counts: of outings at institutions the outings, not the register."""
    counted = (read.keys() & BY_COUNTY) - REGISTERS
    return bool((counted or read.keys()) - empty)


def _filled(source: Source, table: str, county: str, asked: Asked) -> frozenset[str]:
    """Return the columns of which a table says anything of the county; a sum of one that says nothing is unknown."""
    if table not in source.reference.unknown:
        return frozenset(schema.metadata.tables[table].c.keys())
    key = (source.reference.version, county, table)
    if key not in asked.filled:
        asked.filled[key] = filled(source.engine, table, county)
    return asked.filled[key]


def _ask(source: Source, county: str, period: Period, metrics: Sequence[Metric], asked: Asked) -> None:
    """Add the figures of a period, the county's and the townships'."""
    kept: dict[str, dict[str, float]] = {metric.id: {} for metric in metrics}
    split = tuple(metric for metric in metrics if metric.can_be_split_by("township_code"))
    for asking, by in ((tuple(metrics), ()), (split, ("township",))):
        if not asking:
            continue
        frame = answer(source, Question(asking, (county,), period, by))
        columns = (frame[name].tolist() for name in ("metric_id", "township_code", "value"))
        for metric_id, township, value in zip(*columns, strict=True):
            if value == value and value is not None:  # NaN: no figure
                kept[str(metric_id)][str(township or "")] = float(value)
    for metric_id, places in kept.items():
        asked.figures[source.reference.version, county, metric_id, period] = places


def _apart(
    before: Mapping[tuple[Metric, Period, str], float], after: Mapping[tuple[Metric, Period, str], float]
) -> tuple[Changed, ...]:
    changed = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and abs(old - new) <= SAME * max(abs(old), abs(new)):
            continue
        changed.append(Changed(*key, old, new))
    return tuple(changed)
