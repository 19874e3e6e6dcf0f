"""Did each place get what the rule promises it, period by period; and the same rolled up with intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ledger.holidays import LONGEST_YEAR, period_keys, periods
from metrics.ledger.rules import COUNTY_WIDE, Rule, requirements
from metrics.ledger.visits import Ledger
from metrics.statistics.intervals import USUAL_CONFIDENCE, wilson
from words.names import RULE_STATUSES

CELL_COLUMNS = [
    "rule_id", "rule_zh", "rule_en", "cadence", "county_code", "township_code", "institution_code", "period",
    "start", "end", "month", "planned", "attended", "counted", "hours", "persons",
    "needed_visits", "needed_hours", "needed_persons", "status", "status_zh", "workdays", "holidays", "calendar_known",
]  # fmt: skip


def compliance(
    ledger: Ledger,
    first: dt.date,
    last: dt.date,
    *,
    places: pd.DataFrame | None = None,
    longest: int = LONGEST_YEAR,
) -> pd.DataFrame:
    """Return one row a rule, place and period from first to last, places without any visit included.

    places: institution_code, township_code, county_code, place_kind; without it only places that some visit names.
    `month` is that of the period's first day, for weeks of its Thursday. status: met | missed | exempt (节假日) |
    partial (the span cuts the period off, so it cannot be called missed). holidays: Chinese names, a tuple.
    Columns: CELL_COLUMNS.
    Raises SpanTooLong for a span beyond `longest` days or one that ends before it starts.
    """
    known = ledger.visits.drop_duplicates("institution_code") if places is None else places
    tables = [_of_rule(ledger, rule, known, first, last, longest) for rule in requirements(ledger.rules)]
    tables = [table for table in tables if len(table)]
    if not tables:
        return pd.DataFrame({column: [] for column in CELL_COLUMNS})
    return pd.concat(tables, ignore_index=True)[CELL_COLUMNS]


def _places_of(rule: Rule, known: pd.DataFrame) -> pd.DataFrame:
    if rule.place_kind == COUNTY_WIDE:
        return pd.DataFrame({"institution_code": [""], "township_code": [""]})
    own = known[known["county_code"] == rule.county_code]
    if rule.places:
        own = own[own["institution_code"].isin(rule.places)]
    if rule.place_kind and "place_kind" in own.columns:
        own = own[own["place_kind"] == rule.place_kind]
    return own[["institution_code", "township_code"]].sort_values("institution_code").reset_index(drop=True)


def _of_rule(
    ledger: Ledger, rule: Rule, known: pd.DataFrame, first: dt.date, last: dt.date, longest: int
) -> pd.DataFrame:
    own = _places_of(rule, known)
    spans = _valid(periods(first, last, rule.cadence, longest=longest), rule)
    if not len(own) or not len(spans):
        return pd.DataFrame()
    visits = ledger.visits
    date = visits["visit_date"].to_numpy().astype("datetime64[D]")
    column = pd.Index(spans["period"]).get_indexer(pd.Index(period_keys(date, rule.cadence)))
    row = (
        np.zeros(len(visits), dtype=np.int64)
        if rule.place_kind == COUNTY_WIDE
        else pd.Index(own["institution_code"]).get_indexer(pd.Index(visits["institution_code"]))
    )
    inside = (row >= 0) & (column >= 0) & (visits["county_code"] == rule.county_code).to_numpy()
    inside &= (date >= np.datetime64(first)) & (date <= np.datetime64(last))
    if rule.mechanism_id:
        inside &= visits["mechanism_id"].fillna("").isin(["", rule.mechanism_id]).to_numpy()
    cell = row * len(spans) + column
    counts = inside & ledger.qualifies[rule.rule_id]
    size = len(own) * len(spans)
    table = _cells(rule, own, spans)
    table["planned"] = np.bincount(cell[inside], minlength=size)
    table["attended"] = np.bincount(cell[inside], visits["attended"].to_numpy()[inside], size).astype(np.int64)
    table["counted"] = np.bincount(cell[counts], minlength=size)
    table["hours"] = np.bincount(cell[counts], visits["hours"].to_numpy()[counts], size)
    who, _ = pd.factorize(visits["expert_code"])
    pairs = np.unique(cell[counts] * (len(visits) + 1) + who[counts])
    table["persons"] = np.bincount(pairs // (len(visits) + 1), minlength=size)
    return _with_status(table, rule)


def _valid(spans: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    start = spans["start"].to_numpy().astype("datetime64[D]")
    # A week belongs to the month of its Thursday, as ISO 8601 gives it to the year of its Thursday.
    number = start.astype(np.int64)
    thursday = (number - (number + 3) % 7 + 3).astype("datetime64[D]")
    anchor = thursday if rule.cadence == "week" else start
    month = period_keys(anchor, "month")
    return spans.assign(month=month)[(month >= rule.first) & (month <= rule.last)].reset_index(drop=True)


def _cells(rule: Rule, own: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    place = np.repeat(np.arange(len(own)), len(spans))
    period = np.tile(np.arange(len(spans)), len(own))
    table = spans.iloc[period].reset_index(drop=True)
    table = table.rename(columns={"known": "calendar_known"})
    return table.assign(
        rule_id=rule.rule_id,
        rule_zh=rule.name_zh,
        rule_en=rule.name_en,
        cadence=rule.cadence,
        county_code=rule.county_code,
        institution_code=own["institution_code"].to_numpy()[place],
        township_code=own["township_code"].to_numpy()[place],
        needed_visits=rule.visits or 0,
        needed_hours=rule.period_hours or 0.0,
        needed_persons=rule.persons or 0,
    )


def _with_status(table: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    met = (
        (table["counted"] >= (rule.visits or 0))
        & (table["hours"] >= (rule.period_hours or 0.0) - 1e-6)
        & (table["persons"] >= (rule.persons or 0))
    )
    status = np.select([table["exempt"], met, ~table["whole"]], ["exempt", "met", "partial"], "missed").astype(object)
    return table.assign(status=status, status_zh=[RULE_STATUSES[name][0] for name in status])


def compliance_by(cells: pd.DataFrame, by: Sequence[str], *, confidence: float = USUAL_CONFIDENCE) -> pd.DataFrame:
    """Return met, missed, exempt and partial periods by any columns of the cells, and met ÷ (met + missed).

    Exempt and partial periods are in neither numerator nor denominator; both are shown. rate is NaN where nothing was
    due. lower, upper, confidence, method: Wilson.
    """
    kinds = {name: (cells["status"] == name).astype(np.int64) for name in ("met", "missed", "exempt", "partial")}
    table = cells[list(by)].assign(**kinds).groupby(list(by), sort=True, as_index=False).sum()
    assessed = table["met"] + table["missed"]
    return _with_interval(table.assign(assessed=assessed), "met", "assessed", confidence)


def tally(ledger: Ledger, by: Sequence[str], *, confidence: float = USUAL_CONFIDENCE) -> pd.DataFrame:
    """Return planned, ruled, attended, counted and hours by any columns of the ledger's visits, and counted ÷ ruled.

    ruled: planned visits that some rule is about; a visit that none is about was judged by nobody, and rate is NaN
    where there are no others.

    by: such as ("expert_code",), ("specialty",), ("month",), ("township_code", "iso_year", "iso_week").
    """
    columns = ["planned", "ruled", "attended", "counted"]
    visits = ledger.visits
    visits = visits.assign(ruled=visits["planned"] * under_a_rule(visits))
    table = visits[[*by, *columns]].assign(hours=visits["hours"] * visits["counted"])
    table = table.groupby(list(by), sort=True, as_index=False).sum()
    return _with_interval(table, "counted", "ruled", confidence)


def under_a_rule(visits: pd.DataFrame) -> pd.Series:
    """Return 1 for each judged visit that some rule is about, else 0."""
    return (visits["reason"] != "no_rule").astype(np.int64)


def _with_interval(table: pd.DataFrame, numerator: str, denominator: str, confidence: float) -> pd.DataFrame:
    top = table[numerator].to_numpy(dtype=np.float64)
    bottom = table[denominator].to_numpy(dtype=np.float64)
    lower, upper = wilson(top, bottom, confidence=confidence)
    rate: npt.NDArray[np.float64] = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
    return table.assign(rate=rate, lower=lower, upper=upper, confidence=confidence, method="Wilson")


def losses(ledger: Ledger, by: Sequence[str]) -> pd.DataFrame:
    """Return one row a group and reason of loss: reason, reason_zh, visits. Nothing lost gives no row."""
    lost = ledger.visits[ledger.visits["counted"] == 0]
    keys = [*by, "reason", "reason_zh"]
    return lost.groupby(keys, sort=True, as_index=False).size().rename(columns={"size": "visits"})
