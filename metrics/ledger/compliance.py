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
    partial (the span cuts the period off, so it cannot be called missed) | unknown (the rule asks for hours, and a
    visit was marked without a clock). holidays: Chinese names, a tuple.
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
    untimed = inside & (visits["attended"] == 1).to_numpy() & (visits["timed"] == 0).to_numpy()
    table["untimed"] = np.bincount(cell[untimed], minlength=size)
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
    # Somebody was there and no clock tells how long: whether the hours were worked is not known, so nothing is missed.
    unknown = (table["untimed"] > 0) & bool(rule.period_hours or rule.visit_hours)
    status = np.select(
        [table["exempt"], met, ~table["whole"], unknown], ["exempt", "met", "partial", "unknown"], "missed"
    ).astype(object)
    return table.assign(status=status, status_zh=[RULE_STATUSES[name][0] for name in status])


_WORST_FIRST = {"missed": 0, "unknown": 1, "partial": 2, "met": 3, "exempt": 4}


def one_promise_a_period(cells: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    """Return the cells with rules that ask the same visits for the same period merged into one promise.

    离石 writes 118 as two rules, a visit a week and eight hours a week: by rule each week was assessed twice.
    A period is met where every rule of the promise is, and missed where one is; planned, counted, hours and persons
    are those of the rule that counts least. rule_zh, rule_en name the rules that were missed, else all of them.
    """
    promise = {
        rule.rule_id: (
            *(rule.county_code, rule.mechanism_id, rule.place_kind, rule.cadence, rule.specialties, rule.title_rank),
            "" if rule.mechanism_id else rule.rule_id,
        )
        for rule in rules
    }
    if not len(cells) or len({promise[code] for code in cells["rule_id"].unique()}) == cells["rule_id"].nunique():
        return cells
    numbers = {key: number for number, key in enumerate(dict.fromkeys(promise.values()))}
    rows = cells.assign(
        promise=cells["rule_id"].map({code: numbers[key] for code, key in promise.items()}),
        rank=cells["status"].map(_WORST_FIRST),
    )
    keys = ["promise", "institution_code", "period"]
    by = rows.groupby(keys, sort=False)
    worst = by["rank"].transform("min")
    least = {name: by[name].transform("min") for name in ("planned", "attended", "counted", "hours", "persons")}
    most = {name: by[name].transform("max") for name in ("needed_visits", "needed_hours", "needed_persons")}
    said = rows["rank"] == worst
    names = {
        name: rows[said].groupby(keys, sort=False)[name].agg(lambda own: "、".join(dict.fromkeys(own)))
        for name in ("rule_zh", "rule_en")
    }
    merged = rows.assign(
        status=worst.map({rank: status for status, rank in _WORST_FIRST.items()}).astype(object), **least, **most
    )
    merged = merged.drop_duplicates(keys)
    at = pd.MultiIndex.from_frame(merged[keys])
    merged = merged.assign(**{name: found.reindex(at).to_numpy() for name, found in names.items()})
    merged = merged.assign(status_zh=[RULE_STATUSES[name][0] for name in merged["status"]])
    return merged[list(cells.columns)].reset_index(drop=True)


def compliance_by(cells: pd.DataFrame, by: Sequence[str], *, confidence: float = USUAL_CONFIDENCE) -> pd.DataFrame:
    """Return met, missed, exempt, partial and unknown periods by any columns of the cells, and met ÷ (met + missed).

    Exempt, partial and unknown periods are in neither numerator nor denominator; all are shown. rate is NaN where
    nothing was due. lower, upper, confidence, method: Wilson.
    """
    kinds = {name: (cells["status"] == name).astype(np.int64) for name in _WORST_FIRST}
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
    """Return one row a group and reason of loss: reason, reason_zh, visits. Nothing lost gives no row.

    A visit that no rule is about is not lost: nobody judged it.
    """
    lost = ledger.visits[(ledger.visits["counted"] == 0) & (under_a_rule(ledger.visits) == 1)]
    keys = [*by, "reason", "reason_zh"]
    return lost.groupby(keys, sort=True, as_index=False).size().rename(columns={"size": "visits"})
