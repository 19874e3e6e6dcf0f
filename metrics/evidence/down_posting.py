"""How much an institution's own staff went down in a year: visits (下沉) and, apart from them, days posted (派驻)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from metrics.ledger.reads import CountyLedger, county_ledger
from metrics.source import Source


@dataclass(frozen=True)
class Load:
    """What an institution's staff did elsewhere in a year.

    people : different people who came to at least one visit. hours: None where a visit is on record without its times.
    days   : days present of its posted staff; visits and days are never added.
    """

    institution_code: str
    people: int
    visits: int
    hours: float | None
    days: int


def down_postings(source: Source, county: str, year: int) -> tuple[Load, ...]:
    """Return the institutions that sent anyone down in the year, by code. Raises WarehouseError.

    A visit nobody came to is none. It belongs to the institution at which the expert is on the register.
    """
    whole: CountyLedger = source.read(county_ledger, county)
    visits = whole.visits[(whole.visits["month"] // 100 == year) & (whole.visits["attended"] == 1)]
    homes = whole.experts.drop_duplicates("expert_code").set_index("expert_code")["home_institution_code"]
    went = visits.assign(home=visits["expert_code"].map(homes)).dropna(subset=["home"])
    sums = went.groupby("home").agg(
        people=("expert_code", "nunique"),
        visits=("visit_id", "size"),
        hours=("hours", "sum"),
        timed=("timed", "sum"),
    )
    days = _posted_days(whole, year)
    return tuple(
        Load(
            code,
            int(sums["people"].get(code, 0)),
            int(sums["visits"].get(code, 0)),
            float(sums["hours"].get(code, 0.0)) if sums["timed"].get(code, 0) == sums["visits"].get(code, 0) else None,
            int(days.get(code, 0)),
        )
        for code in sorted({*map(str, sums.index), *map(str, days.index)})
    )


def _posted_days(whole: CountyLedger, year: int) -> pd.Series:
    """Return days present in the year by the institution that posts."""
    rows = whole.posting_months[whole.posting_months["month"] // 100 == year]
    rows = rows.merge(whole.postings[["posting_id", "from_institution_code"]], on="posting_id", how="left")
    days = rows.groupby("from_institution_code")["days_present"].sum()
    return days[days > 0]
