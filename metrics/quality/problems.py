"""Figures → what in them breaks a rule: the same for a file before it enters and for the warehouse's own rows."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from metrics.period import add_months
from metrics.quality.record import Rule, Rules, Severity
from metrics.quality.slips import slips

Where = tuple[tuple[str, str | int], ...]
SeriesKey = tuple[str, str, Where, str]
"""Table, code of the institution or township, what else names the row, column."""
Series = Mapping[SeriesKey, Mapping[int, float]]
"""Figures by month, YYYYMM; a month that is unknown is not in it."""
Judged = Collection[tuple[SeriesKey, int]]

ROUNDING: Final = 1.0  # of a sum of money that was printed in thousands: its parts may be a yuan above it
LEAST_ALIKE: Final = 3  # places that must slip alike before the unit is to blame


@dataclass(frozen=True)
class Problem:
    """Figures that break a rule.

    column : the column that is at fault, the part of a part above its whole.
    fields : numbers and codes for the sentence (`words.quality`).
    """

    rule: str
    kind: str
    severity: Severity
    table: str
    place: str
    where: Where
    month: int
    column: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What names the problem in answers and in the ledger: rule:place:month:column[where]."""
        where = ",".join(str(value) for _, value in self.where)
        return f"{self.rule}:{self.place}:{self.month}:{self.column}{f'[{where}]' if where else ''}"

    @property
    def series(self) -> SeriesKey:
        """The series of the column at fault."""
        return self.table, self.place, self.where, self.column

    def is_accepted(self, accepted: Collection[str]) -> bool:
        """Say whether it was confirmed: by its key, or its whole rule."""
        return self.key in accepted or self.rule in accepted


def problems_in(
    series: Series, rules: Rules, *, judged: Judged | None = None, since: int = 0, accepted: Collection[str] = ()
) -> list[Problem]:
    """Return what breaks a rule, by rule, place and month.

    judged   : figures that are held against the others; None for all of the months from `since` on.
    accepted : keys and rules that were confirmed; a confirmed figure is a reference for the months after it. What was
               confirmed is returned too.
    """
    asked = _Asked(judged, since)
    found = [problem for rule in rules.of_kind("part") for problem in _parts(series, rule, asked)]
    found += [problem for rule in rules.of_kind("ratio") for problem in _ratios(series, rule, asked)]
    slipped = [problem for rule in rules.of_kind("slip") for problem in _slips(series, rule, asked, accepted)]
    for rule in rules.of_kind("unit"):
        found += _units(slipped, series, rule, asked)
    return found + slipped


@dataclass(frozen=True)
class _Asked:
    """Which figures are judged: those named, else all from a month on."""

    judged: Judged | None
    since: int

    def has(self, key: SeriesKey, month: int) -> bool:
        return month >= self.since if self.judged is None else (key, month) in self.judged


def _pairs(series: Series, rule: Rule, asked: _Asked) -> Iterator[tuple[SeriesKey, int, float, float]]:
    """Yield the months of which both columns of a rule are known: key of the part, month, part, whole."""
    for key, parts in series.items():
        table, place, where, column = key
        if table != rule.table or column != rule.part:
            continue
        whole_key = (table, place, where, rule.whole)
        wholes = series.get(whole_key, {})
        for month in sorted(parts.keys() & wholes.keys()):
            if asked.has(key, month) or asked.has(whole_key, month):
                yield key, month, parts[month], wholes[month]


def _parts(series: Series, rule: Rule, asked: _Asked) -> Iterator[Problem]:
    for key, month, part, whole in _pairs(series, rule, asked):
        days = calendar.monthrange(month // 100, month % 100)[1] if rule.times_days else 1
        if part > whole * days * (1 + rule.slack) + (ROUNDING if rule.part.endswith("_yuan") else 0):
            fields = {"part": rule.part, "whole": rule.whole, "part_value": part, "whole_value": whole, "days": days}
            yield _problem(rule, key, month, fields)


def _ratios(series: Series, rule: Rule, asked: _Asked) -> Iterator[Problem]:
    for key, month, part, whole in _pairs(series, rule, asked):
        if whole > 0 and not rule.least <= part / whole <= rule.most:
            fields = {"part": rule.part, "whole": rule.whole, "part_value": part, "whole_value": whole}
            yield _problem(rule, key, month, {**fields, "ratio": part / whole, "least": rule.least, "most": rule.most})


def _problem(rule: Rule, key: SeriesKey, month: int, fields: Mapping[str, Any]) -> Problem:
    table, place, where, column = key
    return Problem(rule.code, rule.kind, rule.severity, table, place, where, month, column, fields)


def _slips(series: Series, rule: Rule, asked: _Asked, accepted: Collection[str]) -> Iterator[Problem]:
    groups: dict[str, list[SeriesKey]] = defaultdict(list)
    for key, known in series.items():
        if key[0] == rule.table and key[3] in rule.columns and known:
            groups[key[3]].append(key)
    for column in rule.columns:
        if groups[column]:
            yield from _slips_of(series, rule, groups[column], asked, accepted)


def _slips_of(
    series: Series, rule: Rule, keys: list[SeriesKey], asked: _Asked, accepted: Collection[str]
) -> Iterator[Problem]:
    first = min(month for key in keys for month in series[key])
    last = max(month for key in keys for month in series[key])
    months = [first]
    while months[-1] < last:
        months.append(add_months(months[-1], 1))
    at = {month: position for position, month in enumerate(months)}
    grid = np.full((len(keys), len(months)), np.nan)
    judged = np.zeros(grid.shape, dtype=bool)
    if asked.judged is None:
        judged[:, [month >= asked.since for month in months]] = True
    confirmed = np.full(grid.shape, rule.code in accepted)
    for row, key in enumerate(keys):
        for month, value in series[key].items():
            grid[row, at[month]] = value
            if asked.judged is not None:
                judged[row, at[month]] = (key, month) in asked.judged
            if accepted and _problem(rule, key, month, {}).key in accepted:
                confirmed[row, at[month]] = True
    amount = rule.amount_yuan if keys[0][3].endswith("_yuan") else 1.0
    for slip in slips(grid, judged, confirmed, amount=amount):
        fields = {
            "value": slip.value,
            "reference": slip.reference,
            "against": slip.against,
            "digits": slip.digits,
            "times": slip.times,
        }
        found = _problem(rule, keys[slip.row], months[slip.column], fields)
        # What no digit explains may be true – an epidemic, a ward moved – and is only pointed at.
        yield found if slip.digits or slip.value <= 0 else _noted(found)


def _noted(problem: Problem) -> Problem:
    return replace(problem, severity="note")


def _units(slipped: list[Problem], series: Series, rule: Rule, asked: _Asked) -> Iterator[Problem]:
    """Yield columns of a month in which more than half of the places that can be judged slip by the same digits."""
    alike: dict[tuple[str, str, int, int], list[Problem]] = defaultdict(list)
    for problem in slipped:
        if problem.fields["digits"]:
            alike[problem.table, problem.column, problem.month, problem.fields["digits"]].append(problem)
    for (table, column, month, digits), same in alike.items():
        there = [
            key
            for key, known in series.items()
            if key[0] == table and key[3] == column and month in known and len(known) > 1 and asked.has(key, month)
        ]
        if len(same) >= LEAST_ALIKE and len(same) * 2 > len(there):
            yield Problem(
                rule.code,
                rule.kind,
                rule.severity,
                table,
                "",
                (),
                month,
                column,
                {"digits": digits, "places": len(same), "of": len(there)},
            )
