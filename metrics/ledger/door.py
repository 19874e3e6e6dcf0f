"""The door of the ledger: every faulty row is named, with its reason, before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from metrics.ledger.codes import TITLE_RANK
from metrics.ledger.faults import (
    EndBeforeStart,
    LedgerFault,
    MissingColumns,
    RepeatedId,
    UnknownExpert,
    UnknownPlace,
    UnknownTitle,
    raise_found,
)
from metrics.ledger.rules import Rule, read_rules
from words.phrases import Phrase

VISIT = (
    "visit_id", "county_code", "township_code", "expert_code", "institution_code", "mechanism_id", "visit_date",
    "planned_start", "planned_end", "actual_start", "actual_end",
)  # fmt: skip
EXPERT = ("expert_code", "title", "specialty")
LEAVE = ("expert_code", "start_date", "end_date")
POSTING = ("posting_id", "expert_code", "to_institution_code", "start_date", "end_date")
RULE = ("rule_id", "county_code", "cadence", "unit", "valid_from", "valid_to")
PLACE = ("institution_code", "township_code", "county_code")

ROWS_NAMED = 20  # one bad column may spoil every row; the reader needs the first few


def check_ledger(
    visits: pd.DataFrame,
    experts: pd.DataFrame,
    leaves: pd.DataFrame,
    rules: pd.DataFrame,
    *,
    postings: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
) -> list[Rule]:
    """Return the rules, read, when every row can be used.

    Raises the one LedgerFault found, or SeveralLedgerFaults with all of them.
    """
    frames = [
        ("visits", visits, VISIT),
        ("experts", experts, EXPERT),
        ("leaves", leaves, LEAVE),
        ("rules", rules, RULE),
    ]
    if postings is not None:
        frames.append(("postings", postings, POSTING))
    if places is not None:
        frames.append(("places", places, PLACE))
    raise_found([fault for name, frame, columns in frames for fault in _columns(name, frame, columns)])
    known, faults = read_rules(rules)
    faults = [*faults, *_experts(experts), *_visits(visits, experts, places), *_leaves(leaves, experts)]
    if postings is not None:
        faults += _postings(postings, experts)
    raise_found(faults)
    return known


def _columns(name: str, frame: pd.DataFrame, needed: tuple[str, ...]) -> list[LedgerFault]:
    missing = [column for column in needed if column not in frame.columns]
    if not missing:
        return []
    return [MissingColumns("ledger_columns", Phrase("row_table", table=name), columns=missing)]


def _named(rows: Iterable[object]) -> list[str]:
    return [str(row) for row in rows][:ROWS_NAMED]


def _experts(experts: pd.DataFrame) -> list[LedgerFault]:
    repeated = experts.loc[experts["expert_code"].duplicated(), "expert_code"]
    titles = experts["title"]
    odd = experts[titles.notna() & (titles != "") & ~titles.isin(list(TITLE_RANK))]
    found: list[LedgerFault] = [
        RepeatedId("ledger_id_repeated", Phrase("row_expert", code=code)) for code in _named(repeated)
    ]
    found += [
        UnknownTitle("ledger_title", Phrase("row_expert", code=code), title=title)
        for code, title in list(zip(odd["expert_code"], odd["title"], strict=True))[:ROWS_NAMED]
    ]
    return found


def _visits(visits: pd.DataFrame, experts: pd.DataFrame, places: pd.DataFrame | None) -> list[LedgerFault]:
    found: list[LedgerFault] = [
        RepeatedId("ledger_visit_repeated", Phrase("row_visit", code=code))
        for code in _named(visits.loc[visits["visit_id"].duplicated(), "visit_id"])
    ]
    stranger = visits[~visits["expert_code"].isin(experts["expert_code"])]
    found += [
        UnknownExpert("ledger_expert", Phrase("row_visit", code=code), expert=who)
        for code, who in list(zip(stranger["visit_id"], stranger["expert_code"], strict=True))[:ROWS_NAMED]
    ]
    if places is not None:
        lost = visits[~visits["institution_code"].isin(places["institution_code"])]
        found += [
            UnknownPlace("ledger_place", Phrase("row_visit", code=code), place=where)
            for code, where in list(zip(lost["visit_id"], lost["institution_code"], strict=True))[:ROWS_NAMED]
        ]
    for what in ("planned", "actual"):
        start, end = _times(visits[f"{what}_start"]), _times(visits[f"{what}_end"])
        late = visits.loc[(end <= start) if what == "planned" else (end < start), "visit_id"]
        found += [
            EndBeforeStart("ledger_times", Phrase("row_visit", code=code), what=f"{what}_time") for code in _named(late)
        ]
    return found


def _times(column: pd.Series) -> np.ndarray:
    return np.asarray(pd.to_datetime(column).to_numpy(dtype="datetime64[s]"))


def _leaves(leaves: pd.DataFrame, experts: pd.DataFrame) -> list[LedgerFault]:
    names = leaves["leave_id"] if "leave_id" in leaves.columns else leaves["expert_code"]
    wrong = names[_times(leaves["end_date"]) < _times(leaves["start_date"])]
    stranger = leaves[~leaves["expert_code"].isin(experts["expert_code"])]
    found: list[LedgerFault] = [
        EndBeforeStart("ledger_leave_dates", Phrase("row_leave", name=name)) for name in _named(wrong)
    ]
    found += [
        UnknownExpert("ledger_expert", Phrase("row_leave", name=name), expert=who)
        for name, who in list(zip(names[stranger.index], stranger["expert_code"], strict=True))[:ROWS_NAMED]
    ]
    return found


def _postings(postings: pd.DataFrame, experts: pd.DataFrame) -> list[LedgerFault]:
    wrong = postings.loc[_times(postings["end_date"]) < _times(postings["start_date"]), "posting_id"]
    stranger = postings.loc[~postings["expert_code"].isin(experts["expert_code"]), "posting_id"]
    found: list[LedgerFault] = [
        EndBeforeStart("ledger_posting_dates", Phrase("row_posting", code=name)) for name in _named(wrong)
    ]
    found += [UnknownExpert("ledger_posted_expert", Phrase("row_posting", code=name)) for name in _named(stranger)]
    return found
