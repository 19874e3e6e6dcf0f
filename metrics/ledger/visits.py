"""Visit by visit: planned, attended, counted, and the one reason for which a planned visit does not count.

A posting (派驻) is never a visit: rows of table `posting` only ever take a visit away (“派驻期间”), none is added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_access.schema.experts import ON_LEAVE
from metrics.ledger.codes import CODE, REASON_CODES, title_ranks
from metrics.ledger.door import check_ledger
from metrics.ledger.holidays import iso_weeks, period_keys
from metrics.ledger.rules import COUNTY_WIDE, Rule, floors_for, requirements
from words.visits import REASON_NAMES

GRACE_MIN = 30.0  # minutes after the planned start from which a visit is late: arriving exactly then is in time
DAY_KEYS = 1_000_000  # days since 1970 stay below for a thousand years

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ledger:
    """Judged visits and the rules they were judged by.

    visits: one row a visit: visit_id, county_code, township_code, institution_code, mechanism_id, expert_code,
    specialty, title, visit_date, iso_year, iso_week, month, planned, attended, counted, hours (0 where no clock tells
    them), timed, reason, reason_zh.
    qualifies: rule_id of each requirement -> which rows count towards it, shape (n_visits,).
    """

    visits: pd.DataFrame
    rules: tuple[Rule, ...]
    qualifies: dict[str, BoolArray]


def judge_visits(
    visits: pd.DataFrame,
    experts: pd.DataFrame,
    leaves: pd.DataFrame,
    rules: pd.DataFrame,
    *,
    postings: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    grace_min: float = GRACE_MIN,
) -> Ledger:
    """Return the ledger of some visits.

    visits, experts, leaves, rules, postings: frames with the columns of their tables (schema/experts.py).
    places: institution_code, township_code, county_code, place_kind; without it a rule's kind of place is not asked.
    Raises LedgerFault, naming the row.
    """
    known = check_ledger(visits, experts, leaves, rules, postings=postings, places=places)
    rows = visits.reset_index(drop=True)
    facts = _facts(rows, experts, places)
    common = _common_reason(rows, facts, leaves, postings, grace_min)
    by_rule = {rule.rule_id: _rule_reason(facts, rule, known) for rule in requirements(known)}
    # Towards at least one requirement is enough; otherwise the reason is that of the rule it came closest to.
    outlook = np.full(len(rows), CODE["no_rule"], dtype=np.int64)
    for code in by_rule.values():
        outlook = np.where((outlook == 0) | (code == 0), 0, np.maximum(outlook, code))
    reason = np.where(common > 0, common, outlook)
    qualifies = {rule_id: (common == 0) & (code == 0) for rule_id, code in by_rule.items()}
    return Ledger(_judged(rows, facts, reason), tuple(known), qualifies)


@dataclass(frozen=True)
class _Facts:
    """What is asked of each visit, as arrays of shape (n_visits,). Times in seconds since 1970, NaN = none."""

    expert: IntArray
    expert_code: npt.NDArray[np.object_]
    rank: IntArray
    specialty: npt.NDArray[np.object_]
    title: npt.NDArray[np.object_]
    place_kind: npt.NDArray[np.object_] | None
    county: npt.NDArray[np.object_]
    mechanism: npt.NDArray[np.object_]
    institution: npt.NDArray[np.object_]
    date: npt.NDArray[np.datetime64]
    day: IntArray
    month: IntArray
    came: BoolArray  # a sign-in, or a sheet's mark of a day or half of one
    on_leave: BoolArray  # as a sheet marks it
    begin: FloatArray
    finish: FloatArray
    hours: FloatArray
    late_min: FloatArray


def _marked_days(rows: pd.DataFrame) -> FloatArray:
    """Return the days that a sheet of marks gives each visit, or ON_LEAVE; 0 for visits that clock times tell of."""
    if "days" not in rows.columns:
        return np.zeros(len(rows))
    return np.asarray(pd.to_numeric(rows["days"]).fillna(0).to_numpy(dtype=np.float64))


def _seconds(column: pd.Series) -> FloatArray:
    times = pd.to_datetime(column).to_numpy(dtype="datetime64[s]")
    return np.where(np.isnat(times), np.nan, times.astype(np.int64).astype(np.float64))


def _days(column: pd.Series) -> npt.NDArray[np.datetime64]:
    return np.asarray(pd.to_datetime(column).to_numpy(dtype="datetime64[s]").astype("datetime64[D]"))


def _text(column: pd.Series) -> npt.NDArray[np.object_]:
    return np.asarray(column.astype(object).where(column.notna(), "").to_numpy(dtype=object))


def _facts(rows: pd.DataFrame, experts: pd.DataFrame, places: pd.DataFrame | None) -> _Facts:
    position = pd.Index(experts["expert_code"]).get_indexer(pd.Index(rows["expert_code"]))
    date = _days(rows["visit_date"])
    begin, finish = _seconds(rows["actual_start"]), _seconds(rows["actual_end"])
    marked, kind = _marked_days(rows), None
    if places is not None and "place_kind" in places.columns:
        where = pd.Index(places["institution_code"]).get_indexer(pd.Index(rows["institution_code"]))
        kind = _text(places["place_kind"])[where]
    return _Facts(
        expert=np.asarray(position, dtype=np.int64),
        expert_code=_text(rows["expert_code"]),
        rank=title_ranks(experts["title"])[position],
        specialty=_text(experts["specialty"])[position],
        title=_text(experts["title"])[position],
        place_kind=kind,
        county=_text(rows["county_code"]),
        mechanism=_text(rows["mechanism_id"]),
        institution=_text(rows["institution_code"]),
        date=date,
        day=date.astype(np.int64),
        month=period_keys(date, "month"),
        came=~np.isnan(begin) | (marked > 0),
        on_leave=marked == ON_LEAVE,
        begin=begin,
        finish=finish,
        hours=np.nan_to_num((finish - begin) / 3600.0),
        late_min=np.nan_to_num((begin - _seconds(rows["planned_start"])) / 60.0),
    )


def _common_reason(
    rows: pd.DataFrame, facts: _Facts, leaves: pd.DataFrame, postings: pd.DataFrame | None, grace_min: float
) -> IntArray:
    """Return the reason code that needs no rule, 0 where there is none."""
    came, timed = facts.came, ~np.isnan(facts.begin)
    order = np.lexsort((rows["visit_id"].to_numpy(dtype=str), np.where(timed, facts.begin, np.inf), facts.expert))
    duplicate = _after_first(facts, came, order)
    questions = (
        ("on_leave", _on_leave(facts, leaves) | facts.on_leave),
        ("no_check_in", ~came),
        ("no_check_out", timed & np.isnan(facts.finish)),
        ("on_posting", np.zeros(len(rows), dtype=bool) if postings is None else _on_posting(facts, postings)),
        ("duplicate", duplicate),
        ("overlap", _overlaps(facts, timed & ~np.isnan(facts.finish) & ~duplicate, order)),
        ("late", facts.late_min > grace_min),
    )
    return np.select([asked for _, asked in questions], [CODE[name] for name, _ in questions], 0).astype(np.int64)


def _expand(keys: IntArray, first: IntArray, last: IntArray) -> IntArray:
    """Return key × DAY_KEYS + day for every day of every span, both ends included."""
    days = np.maximum(last - first + 1, 0)
    within = np.arange(int(days.sum())) - np.repeat(np.cumsum(days) - days, days)
    return np.asarray(np.repeat(keys * DAY_KEYS + first, days) + within)


def _on_leave(facts: _Facts, leaves: pd.DataFrame) -> BoolArray:
    codes, names = pd.factorize(leaves["expert_code"])
    taken = _expand(
        codes.astype(np.int64), _days(leaves["start_date"]).astype(np.int64), _days(leaves["end_date"]).astype(np.int64)
    )
    return _marked(pd.Index(names).get_indexer(pd.Index(facts.expert_code)), facts.day, taken)


def _on_posting(facts: _Facts, postings: pd.DataFrame) -> BoolArray:
    """Return visits of an expert to the very institution they are posted to that day."""
    pair = postings["expert_code"].astype(str) + "\n" + postings["to_institution_code"].astype(str)
    codes, names = pd.factorize(pair)
    horizon = int(facts.day.max()) if len(facts.day) else 0
    end = _days(postings["end_date"])
    last = np.where(np.isnat(end), np.datetime64(horizon, "D"), end).astype("datetime64[D]").astype(np.int64)
    taken = _expand(codes.astype(np.int64), _days(postings["start_date"]).astype(np.int64), np.minimum(last, horizon))
    own = pd.Index(facts.expert_code + "\n" + facts.institution)
    return _marked(pd.Index(names).get_indexer(own), facts.day, taken)


def _marked(key: npt.NDArray[np.intp], day: IntArray, taken: IntArray) -> BoolArray:
    return np.asarray((key >= 0) & np.isin(key.astype(np.int64) * DAY_KEYS + day, taken))


def _after_first(facts: _Facts, came: BoolArray, order: npt.NDArray[np.intp]) -> BoolArray:
    """Return further attended visits of one expert to one institution on one day; the first check-in stands."""
    places, _ = pd.factorize(facts.institution)
    keys = np.column_stack([facts.expert, places.astype(np.int64), facts.day])[order]
    attended = pd.DataFrame(keys)[came[order]]
    repeated = np.zeros(len(order), dtype=bool)
    repeated[order[came[order]]] = attended.duplicated(keep="first").to_numpy()
    return repeated


def _overlaps(facts: _Facts, present: BoolArray, order: npt.NDArray[np.intp]) -> BoolArray:
    """Return visits that begin before an earlier visit of the same expert has ended; touching ends do not overlap."""
    own = order[present[order]]
    # Experts lie in blocks; lifting each block above the one before lets one running maximum serve them all.
    lift = facts.expert[own] * 1e12
    until = np.maximum.accumulate(facts.finish[own] + lift) if len(own) else np.zeros(0)
    before = np.concatenate([[-np.inf], until[:-1]])
    overlap = np.zeros(len(order), dtype=bool)
    overlap[own] = facts.begin[own] + lift < before
    return overlap


def _rule_reason(facts: _Facts, rule: Rule, rules: list[Rule]) -> IntArray:
    """Return the first reason for which a rule, with the floors of its mechanism, does not count a visit; 0 = none."""
    floors = floors_for(rule, rules)
    applies = (facts.county == rule.county_code) & (facts.month >= rule.first) & (facts.month <= rule.last)
    if rule.mechanism_id:
        applies &= (facts.mechanism == rule.mechanism_id) | (facts.mechanism == "")
    here = np.ones(len(facts.day), dtype=bool)
    if rule.places:
        here &= np.isin(facts.institution, rule.places)
    if rule.place_kind and rule.place_kind != COUNTY_WIDE and facts.place_kind is not None:
        here &= facts.place_kind == rule.place_kind
    right_field = np.ones(len(facts.day), dtype=bool)
    needed_rank = np.zeros(len(facts.day), dtype=np.int64)
    needed_hours = np.zeros(len(facts.day))
    for one in (rule, *floors):
        holds = np.full(len(facts.day), True) if one is rule else (facts.month >= one.first) & (facts.month <= one.last)
        needed_rank = np.maximum(needed_rank, np.where(holds, one.title_rank, 0))
        needed_hours = np.maximum(needed_hours, np.where(holds, one.visit_hours or 0.0, 0.0))
        if one.specialties:
            right_field &= ~holds | np.isin(facts.specialty, one.specialties)
    questions = (
        ("no_rule", ~applies),
        ("wrong_place", ~here),
        ("wrong_specialty", ~right_field),
        ("title_unknown", (needed_rank > 0) & (facts.rank == 0)),
        ("wrong_title", facts.rank < needed_rank),
        ("hours_unknown", (needed_hours > 0) & facts.came & np.isnan(facts.begin)),
        # Hours are seconds over 3600; the last binary digit must not cost a visit.
        ("under_hours", facts.hours < needed_hours - 1e-6),
    )
    return np.select([asked for _, asked in questions], [CODE[name] for name, _ in questions], 0).astype(np.int64)


def _judged(rows: pd.DataFrame, facts: _Facts, reason: IntArray) -> pd.DataFrame:
    iso_year, iso_week = iso_weeks(facts.date)
    codes = np.array(REASON_CODES, dtype=object)
    words = np.array([REASON_NAMES[code][0] for code in REASON_CODES], dtype=object)
    keep = ["visit_id", "county_code", "township_code", "institution_code", "mechanism_id", "expert_code"]
    return rows[keep].assign(
        specialty=facts.specialty,
        title=facts.title,
        visit_date=facts.date.astype("datetime64[s]"),
        iso_year=iso_year,
        iso_week=iso_week,
        month=facts.month,
        planned=1,
        attended=facts.came.astype(np.int64),
        counted=(reason == 0).astype(np.int64),
        hours=facts.hours,
        timed=(~np.isnan(facts.begin)).astype(np.int64),
        reason=codes[reason],
        reason_zh=words[reason],
    )
