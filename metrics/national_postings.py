"""The national postings measure: who is posted (派驻) to a primary institution, judged by date, title and institution.

Postings and visits (下沉) are different quantities; visits never enter here.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, select

from data_access import read
from data_access.schema import institution, posting, resident_month
from metrics.definition import Metric
from metrics.intervals import rate_interval
from metrics.national_frame import Columns, Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period, add_months
from metrics.question import Key, Question
from metrics.reference import Reference

COUNTED_TITLES: Final = frozenset({"中级", "副高", "正高"})
KNOWN_TITLES: Final = {
    **{title: title for title in ("初级", "中级", "副高", "正高")},
    **{"住院医师": "初级", "主治医师": "中级", "副主任医师": "副高", "主任医师": "正高"},
}
PRIMARY_LEVELS: Final = frozenset({"township_centre", "community_centre", "central_village_clinic", "village_clinic"})
SECONDARY_LEVELS: Final = frozenset({"county_hospital", "tcm_hospital", "mch_hospital", "city_hospital"})


@dataclass(frozen=True)
class PostingAudit:
    """What became of every posting of a county that touches a period: counted, or left out and why. Postings.

    persons: different doctors among those counted.
    """

    counted: int
    persons: int
    unknown_title: int
    bad_dates: int
    below_title: int
    not_to_primary: int
    not_from_secondary: int
    outside_period: int


def _first_day(month: int) -> datetime.date:
    return datetime.date(month // 100, month % 100, 1)


def _last_day(month: int) -> datetime.date:
    return _first_day(add_months(month, 1)) - datetime.timedelta(days=1)


def _postings(engine: Engine, counties: Sequence[str]) -> pd.DataFrame:
    """Return the counties' postings with the level of both institutions and a reason to leave one out, '' for none."""
    sender, receiver = institution.alias("sender"), institution.alias("receiver")
    rows = read.frame(
        engine,
        select(
            posting.c.county_code,
            posting.c.township_code,
            posting.c.expert_code,
            posting.c.title,
            posting.c.start_date,
            posting.c.end_date,
            sender.c.level.label("from_level"),
            receiver.c.level.label("to_level"),
        )
        .select_from(
            posting.outerjoin(sender, sender.c.institution_code == posting.c.from_institution_code).outerjoin(
                receiver, receiver.c.institution_code == posting.c.to_institution_code
            )
        )
        .where(posting.c.county_code.in_(list(counties))),
    )
    rows["start_date"], rows["end_date"] = (_dates(rows[name]) for name in ("start_date", "end_date"))
    title = rows["title"].map(lambda text: KNOWN_TITLES.get(str(text).strip(), "") if text is not None else "")
    turned = rows["end_date"].notna() & (rows["end_date"] < rows["start_date"])
    rows["reason"] = np.select(
        [
            rows["start_date"].isna() | turned,
            title == "",
            ~rows["to_level"].isin(PRIMARY_LEVELS),
            ~rows["from_level"].isin(SECONDARY_LEVELS),
            ~title.isin(COUNTED_TITLES),
        ],
        ["bad_dates", "unknown_title", "not_to_primary", "not_from_secondary", "below_title"],
        "",
    )
    return rows


def _dates(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, errors="coerce")


def _touching(rows: pd.DataFrame, window: Period) -> npt.NDArray[np.bool_]:
    """Mark the postings of which some day lies in the window; an empty end means still posted."""
    first, last = pd.Timestamp(_first_day(window.first)), pd.Timestamp(_last_day(window.last))
    end = rows["end_date"].fillna(last)
    return np.asarray((rows["start_date"] <= last) & (end >= first), dtype=bool)


def posting_audit(
    engine: Engine, reference: Reference, *, county: str, period: Period, townships: Sequence[str] = ()
) -> PostingAudit:
    """Count what was left out of the postings measure and why. Raises WarehouseError."""
    now = reference.check_period(period)
    rows = _postings(engine, (county,))
    if townships:
        edition = reference.in_edition(county, now.last)
        rows = rows[rows["township_code"].map(lambda code: edition.get(code, code)).isin(list(townships))]
    inside = _touching(rows, now)
    dated = (rows["reason"] != "bad_dates").to_numpy(dtype=bool)
    reasons = rows.loc[inside | ~dated, "reason"].value_counts()
    counted = rows[inside & (rows["reason"] == "").to_numpy(dtype=bool)]
    return PostingAudit(
        counted=len(counted),
        persons=int(counted["expert_code"].nunique()),
        outside_period=int((~inside & dated).sum()),
        **{
            name: int(reasons.get(name, 0))
            for name in ("unknown_title", "bad_dates", "below_title", "not_to_primary", "not_from_secondary")
        },
    )


def postings_per_10000(engine: Engine, reference: Reference, metric: Metric, question: Question) -> Columns:
    """Return doctors posted to primary institutions per 10,000 residents, each counted once in a period."""
    now = reference.check_period(question.period)
    keys = keys_of(reference, question, now)
    rows = _postings(engine, question.counties)
    rows["place"] = rows["township_code"]
    for county in question.counties:
        edition = reference.in_edition(county, now.last)
        own = rows["county_code"] == county
        rows.loc[own, "place"] = rows.loc[own, "township_code"].map(
            lambda code, edition=edition: edition.get(code, code)
        )
    residents = _residents(engine, reference, question, now)
    own_windows, base_windows = windows_of(question, now, keys)
    current = _posting_side(metric, question, rows, residents, keys, own_windows, reference)
    before = _posting_side(metric, question, rows, residents, keys, base_windows, reference)
    return frame_columns(
        reference,
        metric,
        question,
        keys,
        current,
        before,
        method="Byar",
        basis=basis_of(reference, "posting", question),
    )


def _residents(
    engine: Engine, reference: Reference, question: Question, now: Period
) -> dict[tuple[str, str, int], int]:
    """Return residents by county, township of the newest boundaries asked for, and month."""
    table = resident_month
    first = reference.first_month if question.compare else now.first
    found: dict[tuple[str, str, int], int] = {}
    statement = select(table.c.county_code, table.c.township_code, table.c.month, table.c.residents).where(
        table.c.county_code.in_(list(question.counties)), table.c.month.between(first, now.last)
    )
    for row in read.rows(engine, statement):
        place = reference.in_edition(row.county_code, now.last).get(row.township_code, row.township_code)
        key = (row.county_code, place, row.month)
        found[key] = found.get(key, 0) + row.residents
    return found


def _posting_side(
    metric: Metric,
    question: Question,
    rows: pd.DataFrame,
    residents: dict[tuple[str, str, int], int],
    keys: Sequence[Key],
    windows: Sequence[Period | None],
    reference: Reference,
) -> Side:
    """Return persons posted and residents of each group in its window."""
    good = rows[(rows["reason"] == "").to_numpy(dtype=bool)]
    touching = {window: _persons_in(good[_touching(good, window)]) for window in set(windows) if window is not None}
    counties_with_rows = set(rows["county_code"])
    persons, people = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
    for position, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        if window is None or county not in counties_with_rows or window.first < reference.first_month:
            continue
        chosen = {place} if place is not None else set(question.townships)
        posted = touching[window].get(county, {})
        found = [posted.get(code, set()) for code in chosen] if chosen else list(posted.values())
        persons[position] = len(set().union(*found))
        if len(chosen) == 1:
            people[position] = residents.get((county, *chosen, window.last), np.nan)
        else:
            here = [
                count
                for (code, township, month), count in residents.items()
                if code == county and month == window.last and (not chosen or township in chosen)
            ]
            people[position] = sum(here) or np.nan
    limits = rate_interval(persons, people, per=metric.per)
    return Side(persons, people, metric.per * persons / people, limits.lower, limits.upper)


def _persons_in(rows: pd.DataFrame) -> dict[str, dict[str, set[str]]]:
    """Return county → place → the different doctors posted there."""
    found: dict[str, dict[str, set[str]]] = {}
    names = (rows[name].tolist() for name in ("county_code", "place", "expert_code"))
    for county, place, expert in zip(*names, strict=True):
        found.setdefault(county, {}).setdefault(place, set()).add(expert)
    return found
