"""The national postings measure: who is posted (派驻) to a primary institution, judged by date, title and institution.

Postings and visits (下沉) are different quantities; visits never enter here.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from data_access import read
from data_access.schema import institution, posting, resident_month
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.national.frame import Columns, Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import rate_interval

COUNTED_TITLES: Final = frozenset({"中级", "副高", "正高"})
KNOWN_TITLES: Final = {
    **{title: title for title in ("初级", "中级", "副高", "正高")},
    **{"住院医师": "初级", "主治医师": "中级", "副主任医师": "副高", "主任医师": "正高"},
}
PRIMARY_LEVELS: Final = frozenset({"township_centre", "community_centre", "central_village_clinic", "village_clinic"})
SECONDARY_LEVELS: Final = frozenset({"county_hospital", "tcm_hospital", "mch_hospital", "city_hospital"})
_OPEN_END: Final = 999912


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


class _Postings(NamedTuple):
    """A county's postings, a row each; arrays of shape (n,).

    place  : township in the boundaries asked for; expert likewise a code.
    reason : why a posting is left out, '' where it counts.
    first, last : months of its first and last day; 0 without a date that can be read, 999912 while it lasts.
    """

    county: npt.NDArray[np.object_]
    place: npt.NDArray[np.object_]
    expert: npt.NDArray[np.object_]
    reason: npt.NDArray[np.str_]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]

    def touching(self, window: Period) -> npt.NDArray[np.bool_]:
        """Mark the postings of which some day lies in the window; whole months, so that months are enough."""
        return np.asarray((self.first <= window.last) & (self.last >= window.first), dtype=bool)


def _postings(source: Source, counties: Sequence[str], month: int) -> _Postings:
    """Return the counties' postings, in the boundaries of a month, with the reason to leave one out."""
    sender, receiver = institution.alias("sender"), institution.alias("receiver")
    own = posting.c
    found = read.rows(
        source.engine,
        select(
            own.county_code, own.township_code, own.expert_code, own.title, own.start_date, own.end_date,
            sender.c.level, receiver.c.level,
        )
        .select_from(
            posting.outerjoin(sender, sender.c.institution_code == own.from_institution_code).outerjoin(
                receiver, receiver.c.institution_code == own.to_institution_code
            )
        )
        .where(own.county_code.in_(list(counties))),
    )  # fmt: skip
    sorted_out = []
    for county, township, expert, title, starts, ends, from_level, to_level in found:
        begun, ended = _date(starts), _date(ends)
        reason = _reason(title, begun, ended, from_level, to_level)
        place = source.reference.in_edition(county, month).get(township, township)
        last = _OPEN_END if ended is None else _month(ended)
        sorted_out.append((county, place, expert, reason, 0 if begun is None else _month(begun), last))
    kinds = (object, object, object, np.str_, np.int64, np.int64)
    columns = zip(*sorted_out, strict=True) if sorted_out else ((),) * len(kinds)
    return _Postings(*(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)))


def _reason(
    title: str | None,
    begun: datetime.date | None,
    ended: datetime.date | None,
    from_level: str | None,
    to_level: str | None,
) -> str:
    """Return why a posting does not count, the first reason that applies; '' where it counts."""
    rank = "" if title is None else KNOWN_TITLES.get(str(title).strip(), "")
    if begun is None or (ended is not None and ended < begun):
        return "bad_dates"
    if not rank:
        return "unknown_title"
    if to_level not in PRIMARY_LEVELS:
        return "not_to_primary"
    if from_level not in SECONDARY_LEVELS:
        return "not_from_secondary"
    return "" if rank in COUNTED_TITLES else "below_title"


def _date(value: object) -> datetime.date | None:
    """Return a date as drivers give it; None where there is none or it cannot be read."""
    if value is None or isinstance(value, datetime.datetime):
        return value.date() if isinstance(value, datetime.datetime) else None
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None  # counted and shown under "bad_dates" where it is the first day


def _month(day: datetime.date) -> int:
    return day.year * 100 + day.month


def posting_audit(source: Source, scope: Scope) -> PostingAudit:
    """Count what was left out of the postings measure and why. Raises WarehouseError."""
    now = source.reference.check_period(scope.period)
    rows = _postings(source, (scope.county,), now.last)
    chosen = list(scope.townships)
    here = np.isin(rows.place, chosen) if chosen else np.ones(len(rows.place), dtype=bool)
    inside, dated = rows.touching(now), rows.reason != "bad_dates"
    reasons = Counter(rows.reason[here & (inside | ~dated)].tolist())
    counted = here & inside & (rows.reason == "")
    return PostingAudit(
        counted=int(counted.sum()),
        persons=len(set(rows.expert[counted].tolist())),
        outside_period=int((here & ~inside & dated).sum()),
        **{
            name: reasons[name]
            for name in ("unknown_title", "bad_dates", "below_title", "not_to_primary", "not_from_secondary")
        },
    )


def postings_per_10000(source: Source, metric: Metric, question: Question) -> Columns:
    """Return doctors posted to primary institutions per 10,000 residents, each counted once in a period."""
    now = source.reference.check_period(question.period)
    keys = keys_of(source.reference, question, now)
    rows = _postings(source, question.counties, now.last)
    own_windows, base_windows = windows_of(question, now, keys)
    ends = {window.last for window in (*own_windows, *base_windows) if window is not None}
    residents = _residents(source, question, now, min(ends, default=now.last))
    current = _posting_side(metric, question, rows, residents, keys, own_windows, source.reference)
    before = _posting_side(metric, question, rows, residents, keys, base_windows, source.reference)
    return frame_columns(
        source.reference,
        metric,
        question,
        keys,
        current,
        before,
        method="Byar",
        basis=basis_of(source.reference, "posting", question),
    )


def _residents(source: Source, question: Question, now: Period, first: int) -> dict[tuple[str, str, int], int]:
    """Return residents by county, township of the newest boundaries asked for, and month, from `first` on."""
    table = resident_month
    found: dict[tuple[str, str, int], int] = {}
    statement = select(table.c.county_code, table.c.township_code, table.c.month, table.c.residents).where(
        table.c.county_code.in_(list(question.counties)), table.c.month.between(first, now.last)
    )
    for row in read.rows(source.engine, statement):
        place = source.reference.in_edition(row.county_code, now.last).get(row.township_code, row.township_code)
        key = (row.county_code, place, row.month)
        found[key] = found.get(key, 0) + row.residents
    return found


def _posting_side(
    metric: Metric,
    question: Question,
    rows: _Postings,
    residents: dict[tuple[str, str, int], int],
    keys: Sequence[Key],
    windows: Sequence[Period | None],
    reference: Reference,
) -> Side:
    """Return persons posted and residents of each group in its window."""
    posted = {window: _persons_in(rows, window) for window in set(windows) if window is not None}
    counties_with_rows = set(rows.county.tolist())
    persons, people = np.full(len(keys), np.nan), np.full(len(keys), np.nan)
    for position, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        if window is None or county not in counties_with_rows or window.first < reference.first_month:
            continue
        chosen = {place} if place is not None else set(question.townships)
        by_place = posted[window].get(county, {})
        found = [by_place.get(code, set()) for code in chosen] if chosen else list(by_place.values())
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


def _persons_in(rows: _Postings, window: Period) -> dict[str, dict[str, set[str]]]:
    """Return county → place → the different doctors posted there in a window."""
    counted = rows.touching(window) & (rows.reason == "")
    found: dict[str, dict[str, set[str]]] = {}
    names = (column[counted].tolist() for column in (rows.county, rows.place, rows.expert))
    for county, place, expert in zip(*names, strict=True):
        found.setdefault(county, {}).setdefault(place, set()).add(expert)
    return found
