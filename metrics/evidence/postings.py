"""A mechanism's own posted staff: how many of each title were present month by month, at which institution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from metrics.ledger.order import experts_unranked
from metrics.ledger.outputs import POSTED_WORK, posting_outputs
from metrics.ledger.reads import CountyLedger, county_ledger
from metrics.period import Period, add_months
from metrics.scope import Scope
from metrics.source import Source
from words.experts import TITLES_EN

MOST_MONTHS: Final = 12
"""So many months of a longer period are shown, the last ones."""


@dataclass(frozen=True, eq=False)
class OwnPostings:
    """A mechanism's posted staff in the months of a period, at most the last `MOST_MONTHS`.

    months : the months. titles: those that occur, the lowest first.
    present: people with at least one day present, a row a month and a column a title; 0 where nobody was.
    places : different people present over the months, a row an institution (name_zh, name_en) and a column a title.
    work   : what they did, a row an institution: name_zh, name_en, people, then POSTED_WORK of ledger/outputs.py.
    doctors: the same of each posted person: name_zh, name_en, title, place_zh, place_en, then POSTED_WORK; by place,
    then as metrics/ledger/order.py lists experts.
    monthly: the same of each month of `months`: people present, then POSTED_WORK; 0 where nobody was.
    floor  : how many a rule of the mechanism asks for in each month; None without one, or where townships are chosen.
    """

    months: tuple[int, ...]
    titles: tuple[str, ...]
    present: pd.DataFrame
    places: pd.DataFrame
    work: pd.DataFrame
    doctors: pd.DataFrame
    monthly: pd.DataFrame
    floor: float | None

    @property
    def totals(self) -> tuple[int, ...]:
        """Return how many were present in each month."""
        return tuple(int(count) for count in self.present.sum(axis=1))

    @property
    def below(self) -> tuple[int, ...]:
        """Return the months in which fewer were present than the rule asks for."""
        floor = self.floor
        if floor is None:
            return ()
        return tuple(month for month, count in zip(self.months, self.totals, strict=True) if count < floor)


def own_postings(source: Source, mechanism_id: str, scope: Scope) -> OwnPostings | None:
    """Return a mechanism's posted staff; None where nobody was present in the period. Raises WarehouseError."""
    period = scope.period.until(source.reference.last_month)
    if period is None:
        return None
    whole: CountyLedger = source.read(county_ledger, scope.county)
    last = Period(max(period.first, add_months(period.last, 1 - MOST_MONTHS)), period.last)
    rows = whole.posting_months
    rows = rows[(rows["mechanism_id"] == mechanism_id) & rows["month"].between(last.first, last.last)]
    rows = rows[rows["days_present"] > 0]
    if scope.townships:
        rows = rows[rows["township_code"].isin(list(scope.townships))]
    if rows.empty:
        return None
    found = set(rows["title"].dropna())
    titles = (*(title for title in TITLES_EN if title in found), *sorted(found - set(TITLES_EN)))
    by_month = posting_outputs(rows, ["month", "title"]).pivot(index="month", columns="title", values="postings")
    present = by_month.reindex(index=list(last.months), columns=list(titles)).fillna(0).astype(int)
    floor = None if scope.townships else _floor(whole.rules, mechanism_id, last.last)
    monthly = posting_outputs(rows, ["month"]).set_index("month").rename(columns={"postings": "people"})
    return OwnPostings(
        tuple(last.months),
        titles,
        present,
        _by_place(rows, whole, titles),
        _work(rows, whole),
        _doctors(rows, whole),
        monthly.reindex(list(last.months)).fillna(0).astype(int),
        floor,
    )


def _by_place(rows: pd.DataFrame, whole: CountyLedger, titles: tuple[str, ...]) -> pd.DataFrame:
    """Return each receiving institution's different people by title, by the institution's code."""
    people = rows.drop_duplicates("posting_id")[["posting_id", "title"]]
    people = people.merge(whole.postings[["posting_id", "to_institution_code"]], on="posting_id", how="left")
    counts = people.groupby(["to_institution_code", "title"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(titles), fill_value=0)
    names = whole.places.set_index("institution_code")[["name_zh", "name_en"]]
    return names.reindex(counts.index).join(counts)


def _work(rows: pd.DataFrame, whole: CountyLedger) -> pd.DataFrame:
    """Return the different people and what they did at each receiving institution, by its code."""
    at = rows.merge(whole.postings[["posting_id", "to_institution_code"]], on="posting_id", how="left")
    people = at.groupby("to_institution_code")["posting_id"].nunique()
    done = posting_outputs(at, ["to_institution_code"]).set_index("to_institution_code")[list(POSTED_WORK)]
    names = whole.places.set_index("institution_code")[["name_zh", "name_en"]]
    return names.reindex(people.index).assign(people=people).join(done)


def _doctors(rows: pd.DataFrame, whole: CountyLedger) -> pd.DataFrame:
    """Return what each posted person did at each institution; who or what is not on the register has a code."""
    named = whole.postings[["posting_id", "expert_code", "to_institution_code"]]
    at = rows.merge(named, on="posting_id", how="left")
    keys = ["to_institution_code", "expert_code"]
    done = posting_outputs(at, keys).drop(columns="postings")
    # The last title of the period: one who is promoted stays one person.
    titles = at.sort_values("month", kind="stable").drop_duplicates(keys, keep="last")[[*keys, "title"]]
    experts = whole.experts.drop_duplicates("expert_code").set_index("expert_code")[["name_zh", "name_en"]]
    places = whole.places.set_index("institution_code")[["name_zh", "name_en"]]
    places = places.rename(columns={"name_zh": "place_zh", "name_en": "place_en"})
    found = done.merge(titles, on=keys).join(experts, on="expert_code").join(places, on="to_institution_code")
    for code, columns in (("expert_code", ("name_zh", "name_en")), ("to_institution_code", ("place_zh", "place_en"))):
        for column in columns:
            found[column] = found[column].fillna(found[code])
    return experts_unranked(found, whole.experts, within=("to_institution_code",))


def _floor(rules: pd.DataFrame, mechanism_id: str, month: int) -> float | None:
    """Return how many people the mechanism's rule in force asks for each month; None without such a rule."""
    ended = rules["valid_to"].fillna(999912).astype(int) < month
    own = rules[(rules["mechanism_id"] == mechanism_id) & (rules["unit"] == "人/月") & (rules["cadence"] == "month")]
    own = own[(own["valid_from"] <= month) & ~ended.loc[own.index]]
    return float(own["value"].max()) if len(own) else None
