"""What a mechanism's rules ask of each place: visits and hours by institution, short visits, periods missed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from metrics.ledger.reads import CountyLedger, compliance_of, county_ledger
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source

SHORT = "under_hours"
"""The reason of a visit that lasted less than its rule asks."""


@dataclass(frozen=True, eq=False)
class PlacePeriods:
    """A mechanism's visits held against its rules, institution by institution.

    rows    : institution_code, name_zh, name_en, township_code, planned, attended (visits), planned_hours, hours (of
              those attended), short (visits of less than the rule's hours), assessed, missed (periods); most missed
              first. A period that the rule exempts, or that the span cuts off, is not assessed.
    cadence : of the rules: day, week, month …; hours: whether one of them asks for hours.
    """

    rows: pd.DataFrame
    cadence: str
    hours: bool


def place_periods(source: Source, mechanism_id: str, scope: Scope) -> PlacePeriods | None:
    """Return it for the period's months with data; None where no rule of the mechanism asks anything of a place.

    Raises WarehouseError, LedgerFault.
    """
    period = scope.period.until(source.reference.last_month)
    if period is None:
        return None
    whole: CountyLedger = source.read(county_ledger, scope.county)
    rules = [rule for rule in whole.judged.rules if rule.mechanism_id == mechanism_id]
    cells = _cells(whole, period, scope, {rule.rule_id for rule in rules})
    if not len(cells):
        return None
    assessed = cells["status"].isin(["met", "missed"])
    periods = cells.assign(assessed=assessed, missed=cells["status"] == "missed").groupby("institution_code")
    sums = periods[["assessed", "missed"]].sum().astype(int).join(_visits(whole, period, mechanism_id), how="left")
    names = whole.places.drop_duplicates("institution_code").set_index("institution_code")
    rows = sums.fillna(0).join(names[["name_zh", "name_en", "township_code"]], how="left").reset_index()
    rows = rows.sort_values(["missed", "short", "institution_code"], ascending=[False, False, True])
    asks_hours = any(rule.period_hours or rule.visit_hours for rule in rules)
    return PlacePeriods(rows.reset_index(drop=True), str(cells["cadence"].iloc[0]), asks_hours)


def _cells(whole: CountyLedger, period: Period, scope: Scope, rules: set[str]) -> pd.DataFrame:
    """Return the cells of the mechanism's rules at places; those of the whole county are no place's."""
    cells = compliance_of(whole, period.first, period.last, scope.townships)
    return cells[cells["rule_id"].isin(rules) & (cells["institution_code"].astype(str) != "")]


def _visits(whole: CountyLedger, period: Period, mechanism_id: str) -> pd.DataFrame:
    """Return planned, attended, planned_hours, hours, short by institution."""
    visits = whole.visits[
        (whole.visits["mechanism_id"] == mechanism_id) & whole.visits["month"].between(period.first, period.last)
    ]
    lasts = (visits["planned_end"] - visits["planned_start"]).dt.total_seconds() / 3600
    told = visits.assign(
        planned_hours=lasts.where(visits["planned"] == 1, 0.0),
        hours=visits["hours"].where(visits["attended"] == 1, 0.0),
        short=(visits["reason"] == SHORT).astype(int),
    )
    return told.groupby("institution_code")[["planned", "attended", "planned_hours", "hours", "short"]].sum()
