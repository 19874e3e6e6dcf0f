"""The ledger as metrics: counted visits and periods met, judged visit by visit, for whoever asks the catalogue.

Planned and attended visits are plain counts of the same rows; whether one counts depends on leave, times, titles and
rules, which no sum over a table can say. So these metrics ask the ledger, the one that the page 专家下沉 shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ask.answers import Rows
from metrics.ask.compiler import BoundSelect
from metrics.ask.computed import Computed, Reads
from metrics.ask.frame_columns import Columns
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.ledger.compliance import under_a_rule
from metrics.ledger.reads import CountyLedger, compliance_of, county_ledger, ledger_of, ledger_selects
from metrics.national.frame import Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source
from metrics.statistics.intervals import FloatArray, wilson


@dataclass(frozen=True)
class LedgerMonths:
    """A county's ledger added up by township and month of its visits (periods: the month they are judged in).

    Columns: township_code, month, planned, ruled, attended, counted, met, assessed. Empty for a county without visits.
    """

    rows: pd.DataFrame


def ledger_months(source: Source, county: str) -> LedgerMonths:
    """Return the months of a county's ledger, worked out once a data version. Raises WarehouseError, LedgerFault."""
    memo = source.memo
    with memo.lock:
        if county not in memo.ledger_months:
            memo.ledger_months[county] = _months(county_ledger(source.engine, county))
        months: LedgerMonths = memo.ledger_months[county]
    return months


def _months(whole: CountyLedger) -> LedgerMonths:
    keys = ["township_code", "month"]
    visits = whole.visits.assign(ruled=whole.visits["planned"] * under_a_rule(whole.visits))
    counts = visits.groupby(keys, as_index=False)[["planned", "ruled", "attended", "counted"]].sum()
    if not len(whole.visits):
        return LedgerMonths(counts.assign(met=0, assessed=0))
    cells = _all_periods(whole)
    judged = pd.DataFrame(
        {
            "township_code": cells["township_code"].astype(object),
            "month": cells["month"].astype(np.int64),
            "met": (cells["status"] == "met").astype(np.int64),
            "assessed": cells["status"].isin(["met", "missed"]).astype(np.int64),
        }
    )
    periods = judged.groupby(keys, as_index=False)[["met", "assessed"]].sum()
    both = counts.merge(periods, on=keys, how="outer")
    names = ["planned", "ruled", "attended", "counted", "met", "assessed"]
    return LedgerMonths(both.assign(**{name: both[name].fillna(0).astype(np.int64) for name in names}))


@dataclass(frozen=True)
class _FromLedger:
    """A sum of one ledger column, or the ratio of two such sums."""

    top: str
    bottom: str | None

    def answer(self, source: Source, metric: Metric, question: Question) -> Columns:
        """Return the metric's columns from the ledger's months, which are worked out once a data version."""
        months = {county: ledger_months(source, county) for county in question.counties}
        return self._columns(source.reference, metric, question, months)

    def reads(self, source: Source, metric: Metric, question: Question) -> Reads:
        """Return what the ledgers of the counties read."""
        selects = [one for county in question.counties for one in ledger_selects(county).values()]
        return Reads(tuple(BoundSelect(one) for one in selects))

    def from_rows(
        self, reference: Reference, metric: Metric, question: Question, reads: Reads, found: Sequence[Rows]
    ) -> Columns:
        """Return the same columns from the rows of `reads`. Raises LedgerFault."""
        rows, months = iter(found), {}
        for county in question.counties:
            frames = {
                name: pd.DataFrame.from_records(
                    [tuple(row) for row in next(rows)], columns=list(one.selected_columns.keys())
                )
                for name, one in ledger_selects(county).items()
            }
            months[county] = _months(ledger_of(county, frames))
        return self._columns(reference, metric, question, months)

    def rows(self, source: Source, metric: Metric, question: Question) -> dict[str, pd.DataFrame]:
        """Return the visits (or rule periods) of the numerator and of the denominator, as the ledger judged them."""
        found = {"分子": self._listed(source, question, self.top)}
        if self.bottom is not None:
            found["分母"] = self._listed(source, question, self.bottom)
        return found

    def _listed(self, source: Source, question: Question, name: str) -> pd.DataFrame:
        now = source.reference.check_period(question.period)
        listed = []
        for county in question.counties:
            rows = _judged_rows(county_ledger(source.engine, county), name)
            edition = source.reference.in_edition(county, now.last)
            here = rows["month"].between(now.first, now.last)
            if question.townships:
                here &= (
                    rows["township_code"]
                    .map(lambda code, edition=edition: edition.get(code, code))
                    .isin(list(question.townships))
                )
            listed.append(rows[here])
        return pd.concat(listed, ignore_index=True)

    def _columns(
        self, reference: Reference, metric: Metric, question: Question, months: Mapping[str, LedgerMonths]
    ) -> Columns:
        now = reference.check_period(question.period)
        keys = keys_of(reference, question, now)
        by_county = {county: _in_edition(reference, county, own, now) for county, own in months.items()}
        own, base = windows_of(question, now, keys)
        names = (self.top, self.bottom)
        current = _side(metric, question, reference, by_county, keys, own, names)
        before = _side(metric, question, reference, by_county, keys, base, names)
        change = current.value - before.value
        if metric.change_unit == "%":
            with np.errstate(divide="ignore", invalid="ignore"):
                growth = 100 * (current.value - before.value) / before.value
            change = np.where(before.value > 0, growth, np.nan)
        method = "" if self.bottom is None else METHOD
        basis = basis_of(reference, "visit", question)
        return frame_columns(
            reference, metric, question, keys, current, before, method=method, change=change, basis=basis
        )


def from_ledger(top: str, bottom: str | None = None) -> Computed:
    """Return the record of a metric that is the sum of one ledger column, or the ratio of two such sums."""
    ledger = _FromLedger(top, bottom)
    return Computed(
        answer=ledger.answer,
        reads=ledger.reads,
        from_rows=ledger.from_rows,
        made=MADE_OF_PERIODS if top == "met" else MADE_OF_VISITS,
        rows=ledger.rows,
        interval=METHOD if ledger.bottom is not None else None,
    )


METHOD: Final = "Wilson"  # the interval of shares

VISIT_COLUMNS: Final = (
    "visit_id", "county_code", "township_code", "institution_code", "place_zh", "expert_code", "expert_zh", "title",
    "specialty", "visit_date", "month", "planned", "attended", "counted", "hours", "reason_zh",
)  # fmt: skip
PERIOD_COLUMNS: Final = (
    "rule_id", "rule_zh", "county_code", "township_code", "institution_code", "period", "start", "end", "month",
    "counted", "hours", "persons", "needed_visits", "needed_hours", "needed_persons", "status_zh",
)  # fmt: skip
MADE_OF_VISITS: Final = (
    "台账按规则、请假、签到签退、职称和专科逐次判定每次下沉是否计入，按判定结果计数",
    "the ledger judges each visit by rules, leave, sign-in and sign-out, title and specialty; what it counts is added",
)
MADE_OF_PERIODS: Final = (
    "台账逐次判定下沉是否计入，再按每条规定、每个机构、每一期核对是否达标，按达标与应考核的期数计数",
    "the ledger judges each visit, then each spell of each rule and institution; spells met and assessed are counted",
)


def _judged_rows(whole: CountyLedger, name: str) -> pd.DataFrame:
    """Return the visits (planned, ruled, attended, counted) or rule periods (met, assessed) that a column counts."""
    if name == "ruled":
        return whole.visits.loc[under_a_rule(whole.visits) == 1, list(VISIT_COLUMNS)]
    if name in ("planned", "attended", "counted"):
        return whole.visits.loc[whole.visits[name] == 1, list(VISIT_COLUMNS)]
    cells = _all_periods(whole)
    if not len(cells):
        return pd.DataFrame({column: [] for column in PERIOD_COLUMNS})
    kept = ["met"] if name == "met" else ["met", "missed"]
    return cells.loc[cells["status"].isin(kept), list(PERIOD_COLUMNS)]


def _all_periods(whole: CountyLedger) -> pd.DataFrame:
    return compliance_of(whole, int(whole.visits["month"].min()), int(whole.visits["month"].max()))


def _in_edition(reference: Reference, county: str, months: LedgerMonths, now: Period) -> pd.DataFrame:
    """Return the months under the townships of the period's end: visits to a merged one are its successor's."""
    edition = reference.in_edition(county, now.last)
    return months.rows.assign(township_code=[edition.get(code, code) for code in months.rows["township_code"]])


def _side(
    metric: Metric,
    question: Question,
    reference: Reference,
    months: dict[str, pd.DataFrame],
    keys: Sequence[Key],
    windows: Sequence[Period | None],
    names: tuple[str, str | None],
) -> Side:
    """Return both sums of each group in its window; NaN where the county has no visits or the window no data."""
    top, bottom = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
    for position, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        rows = months[county]
        if window is None or rows.empty or window.first < reference.first_month:
            continue
        inside = rows["month"].between(window.first, window.last).to_numpy(copy=True)
        chosen = (place,) if place is not None else question.townships
        if chosen:
            inside &= rows["township_code"].isin(list(chosen)).to_numpy()
        top[position] = rows[names[0]].to_numpy()[inside].sum()
        if names[1] is not None:
            bottom[position] = rows[names[1]].to_numpy()[inside].sum()
    return _with_interval(metric, top, bottom, is_ratio=names[1] is not None)


def _with_interval(metric: Metric, top: FloatArray, bottom: FloatArray, *, is_ratio: bool) -> Side:
    nothing: npt.NDArray[np.float64] = np.full(len(top), np.nan)
    if not is_ratio:
        return Side(top, nothing, top, nothing, nothing)
    due = bottom > 0
    value = np.divide(metric.per * top, bottom, out=nothing.copy(), where=due)
    limits = wilson(np.where(due, top, np.nan), np.where(due, bottom, np.nan))
    return Side(top, bottom, value, limits.lower * metric.per, limits.upper * metric.per)
