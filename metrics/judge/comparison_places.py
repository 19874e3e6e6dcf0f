"""As reported and 可比口径 side by side: what a change owes to merged townships, to institutions that came and went
and to returns that did not come.

Each difference between the two readings is itemised. The items are taken out one after the other, in the order in
which they are listed, so that their effects sum to the difference exactly.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, or_, select, tuple_

from data_access import read
from data_access.schema import institution, institution_month
from metrics.ask.query import ask
from metrics.definition import Measure, Metric, Timing
from metrics.period import Period, add_months
from metrics.reference import Reference
from metrics.scope import Scope, base_of
from metrics.source import Source

MERGED, OPENED, CLOSED, MOVED, UNREPORTED = "merged", "opened", "closed", "moved", "unreported"
Missing = float("nan")


@dataclass(frozen=True)
class Figures:
    """A figure in both periods and its change, in the metric's change unit."""

    value: float
    compare_value: float
    change: float


@dataclass(frozen=True)
class Item:
    """One reason why the two readings differ: a township that was merged in, an institution that came, went or moved,
    or that sent no return for a month of one side.

    effect : what it adds to the change as reported, in the metric's change unit; NaN where a side has no figure.
    """

    kind: str
    code: str
    effect: float


@dataclass(frozen=True)
class SideBySide:
    """The two readings of one place. reported.change − comparable.change is the sum of the items' effects."""

    place: str
    reported: Figures
    comparable: Figures
    items: tuple[Item, ...]


def change_of(metric: Metric, value: float, base: float) -> float:
    """Return the change in the metric's change unit; NaN on a base of zero where that unit is %, but 0 from 0 to 0."""
    if metric.change_unit != "%":
        return value - base
    if base:
        return 100 * (value - base) / abs(base)
    return 0.0 if value == 0 else Missing


def _figures(metric: Metric, value: float, base: float) -> Figures:
    return Figures(value, base, change_of(metric, value, base))


def merged_townships(reference: Reference, county: str, now: Period, base: Period) -> dict[str, list[str]]:
    """Return township → those counted under it now that stood by themselves at the end of the base period."""
    found: dict[str, list[str]] = {}
    for old, new in reference.in_edition(county, now.last).items():
        stood_alone = reference.in_edition(county, base.last)[old] == old and reference.townships[old].valid_to
        if old != new and stood_alone:
            found.setdefault(new, []).append(old)
    return found


def townships_side_by_side(source: Source, metric: Metric, scope: Scope) -> list[SideBySide]:
    """Return both readings of every township that took others over since the base period.

    As reported, the base is what the township itself reported in its old boundaries; 可比口径 adds those merged into
    it. A township that is new has no base as reported. Where any figure is hidden the readings are left out, since
    their difference would be the hidden figure. Raises QuestionError, WarehouseError.
    """
    reference, whole = source.reference, scope.whole_county
    now = reference.check_period(scope.period)
    base = base_of(now, scope.compare)
    merged = {} if base is None else merged_townships(reference, scope.county, now, base)
    if base is None or not merged or base.last < reference.first_month:
        return []
    current = ask(source, [metric], whole, by="township", with_parts=True).set_index("township_code")
    then = replace(whole, period=base, compare=None)
    before = ask(source, [metric], then, by="township", with_parts=True).set_index("township_code")
    found = []
    for place, old in merged.items():
        involved = [code for code in (place, *old) if code in before.index]
        row = current.loc[place]
        if (before.loc[involved, "status"] == "hidden").any() or row["status"] == "hidden":
            continue
        found.append(_township(metric, place, old, row.to_dict(), before))
    return found


def _township(
    metric: Metric, place: str, old: Sequence[str], row: Mapping[Hashable, Any], before: pd.DataFrame
) -> SideBySide:
    """Return a successor's readings; predecessors enter the base one by one."""
    value = float(row["value"])
    steps: list[float] = []
    parts = before.reindex([place, *old])[["numerator", "denominator"]]
    for count in range(1, len(parts) + 1):
        top, bottom = parts.iloc[:count].sum(min_count=1)
        steps.append(_value(metric, top, bottom))
    # With all of them in, the base is the one that the change itself is held against, whatever the rows' own codes say.
    base = float(row["compare_value"])
    steps[-1] = steps[-1] if math.isnan(base) else base
    changes = [change_of(metric, value, step) for step in steps]
    items = tuple(
        Item(MERGED, code, first - second) for code, first, second in zip(old, changes, changes[1:], strict=False)
    )
    comparable = Figures(value, float(row["compare_value"]), changes[-1])
    return SideBySide(place, _figures(metric, value, steps[0]), comparable, items)


def _value(metric: Metric, top: float, bottom: float) -> float:
    if metric.denominator is None:
        return top * metric.per
    return metric.per * top / bottom if bottom > 0 else Missing


@dataclass(frozen=True)
class _Rows:
    """Institution-months of a measure on both sides, keyed by institution and by month of the current period.

    gaps : those of which one side has no return that could be read or carried.
    """

    now: dict[tuple[str, int], float]
    base: dict[tuple[str, int], float]
    gaps: set[tuple[str, int]]

    def without(self, pairs: set[tuple[str, int]]) -> tuple[float, float]:
        """Return both sums without some institution-months."""
        return (
            sum(value for key, value in self.now.items() if key not in pairs),
            sum(value for key, value in self.base.items() if key not in pairs),
        )

    @property
    def unpaired(self) -> set[tuple[str, int]]:
        """Return the institution-months that one side lacks."""
        return set(self.now) ^ set(self.base)

    @property
    def left_out(self) -> set[tuple[str, int]]:
        """Return the institution-months that no comparison can hold for want of a return."""
        return self.gaps & (set(self.now) | set(self.base))


def institutions_side_by_side(source: Source, metric: Metric, scope: Scope) -> SideBySide | None:
    """Return both readings of a county (or chosen townships) by institution; None where institutions are not known.

    可比口径 keeps an institution's month only where the institution took part in the measure in both years: the same
    institutions, at the same level, with returns for both months. As reported every figure stands as it was read.
    Raises QuestionError, WarehouseError.
    """
    measures = [measure for measure in metric.measures if _by_institution(measure)]
    reference, county, townships = source.reference, scope.county, scope.townships
    now = reference.check_period(scope.period)
    base = base_of(now, scope.compare)
    if not measures or base is None or base.first < reference.first_month:
        return None
    if (
        metric.suppression is not None
        or metric.computed is not None
        or (townships and not metric.can_be_split_by("township_code"))
    ):
        return None
    whole = ask(source, [metric], scope, with_parts=True).iloc[0].to_dict()
    codes = reference.merged_into(county, townships, now.last) if townships else []
    rows = {measure: _institution_rows(source, measure, county, now, base, codes) for measure in measures}
    steps = _steps(source.engine, county, rows, now, base)
    taken: set[tuple[str, int]] = set()
    changes, figures = [], _reading(metric, rows, taken, whole)
    reported = figures
    changes.append(figures.change)
    for _, _, pairs in steps:
        taken |= pairs
        figures = _reading(metric, rows, taken, whole)
        changes.append(figures.change)
    items = tuple(
        Item(kind, code, first - second)
        for (kind, code, _), first, second in zip(steps, changes, changes[1:], strict=False)
    )
    return SideBySide(townships[0] if len(townships) == 1 else county, reported, figures, items)


def _steps(
    engine: Engine, county: str, rows: Mapping[Measure, _Rows], now: Period, base: Period
) -> list[tuple[str, str, set[tuple[str, int]]]]:
    """Return what is taken out one after the other: kind, institution and its months, missing returns first."""
    lacking = {key for each in rows.values() for key in each.left_out}
    unpaired = {key for each in rows.values() for key in each.unpaired} - lacking
    moves = _moves(engine, county, {code for code, _ in unpaired}, now, base)
    steps = [(UNREPORTED, code, lacking) for code in sorted({code for code, _ in lacking})]
    order = sorted(moves, key=lambda code: ((OPENED, CLOSED, MOVED).index(moves[code]), code))
    steps += [(moves[code], code, unpaired) for code in order]
    return [(kind, code, {key for key in pairs if key[0] == code}) for kind, code, pairs in steps]


def _by_institution(measure: Measure) -> bool:
    timed = measure.timing in (Timing.FLOW, Timing.STOCK) and measure.aggregate == "sum"
    return timed and "institution_code" in measure.table.c and "month" in measure.table.c


def _reading(
    metric: Metric, rows: Mapping[Measure, _Rows], taken: set[tuple[str, int]], whole: Mapping[Hashable, Any]
) -> Figures:
    """Return the figures without some institution-months; a measure without institutions keeps its sums."""

    def sides(measure: Measure, part: str) -> tuple[float, float]:
        if measure in rows:
            return rows[measure].without(taken)
        return float(whole[f"matched_{part}"]), float(whole[f"compare_{part}"])

    top = sides(metric.numerator, "numerator")
    bottom = (Missing, Missing) if metric.denominator is None else sides(metric.denominator, "denominator")
    return _figures(metric, _value(metric, top[0], bottom[0]), _value(metric, top[1], bottom[1]))


def _gaps(reference: Reference, county: str, now: Period, base: Period, *, stays: bool) -> set[tuple[str, int]]:
    """Return institution-months, by month of the current period, that were not reported on one side or the other.

    stays : of a stock, which lacks only what has no last return.
    """
    distance = (now.first // 100 - base.first // 100) * 12 + now.first % 100 - base.first % 100
    found = set()
    for place, code, month in reference.unreported:
        if place == county and not (stays and (code, month) in reference.last_returns):
            found |= {(code, month), (code, add_months(month, distance))}
    return {(code, month) for code, month in found if now.first <= month <= now.last}


def _institution_rows(
    source: Source, measure: Measure, county: str, now: Period, base: Period, townships: Sequence[str]
) -> _Rows:
    """Read a measure by institution and month in both periods; a stock without a return from its last one."""
    table, reference = measure.table, source.reference
    distance = (now.first // 100 - base.first // 100) * 12 + now.first % 100 - base.first % 100
    stays = measure.timing is Timing.STOCK
    spans = [Period(period.last, period.last) if stays else period for period in (now, base)]
    carried = _carried(reference, county, spans) if stays and table is institution_month else {}
    months = [table.c.month.between(span.first, span.last) for span in spans]
    if carried:
        months.append(tuple_(table.c.institution_code, table.c.month).in_(list(carried)))
    statement = select(table.c.institution_code, table.c.month, func.sum(measure.value).label("value")).where(
        table.c.county_code == county,
        or_(*months),
        *measure.where,
        *([table.c.reported] if table is institution_month else []),
    )
    if townships:
        statement = statement.where(table.c.township_code.in_(list(townships)))
    sides: tuple[dict[tuple[str, int], float], dict[tuple[str, int], float]] = ({}, {})
    for row in read.rows(source.engine, statement.group_by(table.c.institution_code, table.c.month)):
        code, value = row.institution_code, row.value
        if value is None:
            continue
        for month in (row.month, *carried.get((code, row.month), ())):
            # Where the periods overlap (环比 never does, a range of two years does) a month stands on both sides.
            for side, span, shift in zip(sides, spans, (0, distance), strict=True):
                if span.first <= month <= span.last:
                    side[code, add_months(month, shift)] = float(value)
    gaps = _gaps(reference, county, now, base, stays=stays) if table is institution_month else set()
    return _Rows(*sides, gaps)


def _carried(reference: Reference, county: str, spans: Sequence[Period]) -> dict[tuple[str, int], list[int]]:
    """Return (institution, month of its last return) → the months of the spans that it stands for."""
    found: dict[tuple[str, int], list[int]] = {}
    for place, code, month in reference.unreported:
        read_in = reference.last_returns.get((code, month))
        if place == county and read_in is not None and any(span.first <= month <= span.last for span in spans):
            found.setdefault((code, read_in), []).append(month)
    return found


def _moves(engine: Engine, county: str, codes: set[str], now: Period, base: Period) -> dict[str, str]:
    """Say of each institution with unpaired months whether it opened, closed or moved level, by the register."""
    register = select(institution.c.institution_code, institution.c.opened, institution.c.closed).where(
        institution.c.county_code == county
    )
    found = dict.fromkeys(codes, MOVED)
    for row in read.rows(engine, register):
        code, opened, closed = row.institution_code, row.opened, row.closed
        if code in codes and base.first < opened <= now.last:
            found[code] = OPENED
        elif code in codes and closed is not None and base.first <= closed < now.last:
            found[code] = CLOSED
    return found
