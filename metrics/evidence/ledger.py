"""A mechanism's own visits: planned, attended and counted by township and by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.ledger import tally
from metrics.ledger.compliance import under_a_rule
from metrics.ledger.reads import CountyLedger, county_ledger
from metrics.ledger.visits import Ledger
from metrics.scope import Scope
from metrics.source import Source


@dataclass(frozen=True, eq=False)
class OwnVisits:
    """What a mechanism's visits of one period come to.

    totals  : planned, attended, counted. base: the same of the period compared with, None without a comparison.
    places  : one row a township: township_code, planned, ruled, attended, counted, rate, lower, upper (shares of one).
    specialties: the same a row a specialty of the experts, most planned first.
    months  : counted visits by month of the period's last year and of the year before, NaN where nothing was planned;
              attended ones where no rule is about the visits.
    visits  : the judged visits themselves.
    is_ruled: some rule is about some of the visits; without one nobody judges which of them count.
    """

    totals: tuple[int, int, int]
    base: tuple[int, int, int] | None
    places: pd.DataFrame
    specialties: pd.DataFrame
    months: tuple[tuple[float, ...], tuple[float, ...]]
    visits: pd.DataFrame
    is_ruled: bool

    @property
    def worst(self) -> tuple[str, int, int] | None:
        """Return the township with most visits that do not count under a rule, how many, and how many in all.

        None where all count.
        """
        lost = self.places["ruled"] - self.places["counted"]
        if not len(lost) or lost.max() <= 0:
            return None
        row = self.places.iloc[int(lost.to_numpy().argmax())]
        return str(row["township_code"]), int(lost.max()), int(lost.sum())


def own_visits(source: Source, mechanism_id: str, scope: Scope) -> OwnVisits | None:
    """Return a mechanism's visits; None where it has none at all. Raises WarehouseError, LedgerFault."""
    whole: CountyLedger = source.read(county_ledger, scope.county)
    own = whole.judged.visits[whole.judged.visits["mechanism_id"] == mechanism_id]
    if scope.townships:
        own = own[own["township_code"].isin(list(scope.townships))]
    if own.empty:
        return None
    now = _within(own, scope.period.first, scope.period.last)
    base = scope.base
    last_year = min(scope.period.last, source.reference.last_month) // 100
    ledger = _ledger(whole.judged, now)
    # Leave is found before anybody asks for a rule: what was lost to it says nothing of one.
    is_ruled = bool(own["counted"].any()) or bool(under_a_rule(own).all())
    specialties = tally(ledger, ("specialty",)).sort_values("specialty")
    return OwnVisits(
        _totals(now),
        None if base is None else _totals(_within(own, base.first, base.last)),
        tally(ledger, ("township_code",)),
        specialties.reset_index(drop=True),
        (_by_month(own, last_year, is_ruled), _by_month(own, last_year - 1, is_ruled)),
        now,
        is_ruled,
    )


def _within(visits: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    return visits[(visits["month"] >= first) & (visits["month"] <= last)]


def _ledger(judged: Ledger, visits: pd.DataFrame) -> Ledger:
    return replace(judged, visits=visits.reset_index(drop=True), qualifies={})


def _totals(visits: pd.DataFrame) -> tuple[int, int, int]:
    planned, attended, counted = (int(visits[name].sum()) for name in ("planned", "attended", "counted"))
    return planned, attended, counted


def _by_month(visits: pd.DataFrame, year: int, is_ruled: bool) -> tuple[float, ...]:
    own = _within(visits, year * 100 + 1, year * 100 + 12)
    sums = own.groupby("month")["counted" if is_ruled else "attended"].sum()
    months: Sequence[int] = range(year * 100 + 1, year * 100 + 13)
    return tuple(float(sums.get(month, np.nan)) for month in months)
