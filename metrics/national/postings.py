"""The national postings measure: who is posted (派驻) to a primary institution, judged by date, title and institution.

Postings and visits (下沉) are different quantities; visits never enter here.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Select, select

from data_access import read
from data_access.schema import institution, posting, resident_month
from metrics.ask.answers import Rows
from metrics.ask.compiler import BoundSelect
from metrics.ask.computed import Computed, Reads, answered_from_rows
from metrics.ask.frame_columns import Columns
from metrics.ask.question import Key, Question
from metrics.definition import Metric
from metrics.hiding.protection import PARTS
from metrics.national.frame import Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.decomposition import Decomposition, decompose_columns
from metrics.statistics.intervals import rate_interval

METHOD: Final = "Byar"  # the interval of its values
COUNTED_TITLES: Final = frozenset({"中级", "副高", "正高"})
KNOWN_TITLES: Final = {
    **{title: title for title in ("初级", "中级", "副高", "正高")},
    **{"住院医师": "初级", "主治医师": "中级", "副主任医师": "副高", "主任医师": "正高"},
}
PRIMARY_LEVELS: Final = frozenset({"township_centre", "community_centre", "central_village_clinic", "village_clinic"})
SECONDARY_LEVELS: Final = frozenset({"county_hospital", "tcm_hospital", "mch_hospital", "city_hospital"})
_OPEN_END: Final = 999912
_NO_END: Final = datetime.date.max.toordinal()
HALF_A_YEAR: Final = 183
"""Days inside one year after which the second edition counts a doctor as posted; days up to the period's end."""


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
    too_short: int = 0  # fewer days in the year than the edition asks for


class _Postings(NamedTuple):
    """A county's postings, a row each; arrays of shape (n,).

    place  : township in the boundaries asked for; expert likewise a code.
    reason : why a posting is left out, '' where it counts.
    first, last : months of its first and last day; 0 without a date that can be read, 999912 while it lasts.
    begun, ended: the days themselves, counted from the year 1; 0 and `_NO_END` likewise.
    """

    county: npt.NDArray[np.object_]
    place: npt.NDArray[np.object_]
    expert: npt.NDArray[np.object_]
    reason: npt.NDArray[np.str_]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    begun: npt.NDArray[np.int64]
    ended: npt.NDArray[np.int64]

    def touching(self, window: Period) -> npt.NDArray[np.bool_]:
        """Mark the postings of which some day lies in the window; whole months, so that months are enough."""
        return np.asarray((self.first <= window.last) & (self.last >= window.first), dtype=bool)

    def counted(self, window: Period, least_days: int) -> npt.NDArray[np.bool_]:
        """Mark the postings that count in a window: of some day in it and, where asked for, of a doctor long enough."""
        counted = self.touching(window) & (self.reason == "")
        return np.asarray(counted & self.long_enough(window, least_days) if least_days else counted, dtype=bool)

    def long_enough(self, window: Period, least_days: int) -> npt.NDArray[np.bool_]:
        """Mark the postings of doctors who were posted so many days of one calendar year of the window, to its end.

        A day on which a doctor has two postings is one day; all postings of the county that count are taken together.
        """
        found = np.zeros(len(self.reason), dtype=bool)
        for year in range(window.first // 100, window.last // 100 + 1):
            first = datetime.date(year, 1, 1).toordinal()
            last = min(datetime.date(year, 12, 31), _last_day(window.last)).toordinal()
            days: dict[tuple[str, str], set[int]] = {}
            for position in np.flatnonzero((self.reason == "") & (self.begun <= last) & (self.ended >= first)).tolist():
                span = range(max(int(self.begun[position]), first), min(int(self.ended[position]), last) + 1)
                days.setdefault((self.county[position], self.expert[position]), set()).update(span)
            enough = {doctor for doctor, posted in days.items() if len(posted) >= least_days}
            found |= np.array([doctor in enough for doctor in zip(self.county, self.expert, strict=True)], dtype=bool)
        return found

    def in_places(self, townships: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Mark the postings to some townships, to any where none is named."""
        return np.isin(self.place, list(townships)) if townships else np.ones(len(self.place), dtype=bool)


def postings_select(counties: Sequence[str]) -> Select[Any]:
    """Return the select of the counties' postings, with the levels of the institutions that sent and received."""
    sender, receiver = institution.alias("sender"), institution.alias("receiver")
    own = posting.c
    return (
        select(posting, sender.c.level.label("from_level"), receiver.c.level.label("to_level"))
        .select_from(
            posting.outerjoin(sender, sender.c.institution_code == own.from_institution_code).outerjoin(
                receiver, receiver.c.institution_code == own.to_institution_code
            )
        )
        .where(own.county_code.in_(list(counties)))
        .order_by(own.posting_id)
    )


def _sorted_out(found: Rows, reference: Reference, month: int) -> _Postings:
    """Return the rows of `postings_select`, in the boundaries of a month, with the reason to leave one out."""
    sorted_out = []
    for row in found:
        begun, ended = _date(row.start_date), _date(row.end_date)
        reason = _reason(row.title, begun, ended, row.from_level, row.to_level)
        place = reference.in_edition(row.county_code, month).get(row.township_code, row.township_code)
        first, last = 0 if begun is None else _month(begun), _OPEN_END if ended is None else _month(ended)
        days = 0 if begun is None else begun.toordinal(), _NO_END if ended is None else ended.toordinal()
        sorted_out.append((row.county_code, place, row.expert_code, reason, first, last, *days))
    kinds = (object, object, object, np.str_, np.int64, np.int64, np.int64, np.int64)
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


def _last_day(month: int) -> datetime.date:
    year, number = divmod(month, 100)
    return datetime.date(year + number // 12, number % 12 + 1, 1) - datetime.timedelta(days=1)


def posting_audit(source: Source, scope: Scope, least_days: int = 0) -> PostingAudit:
    """Count what was left out of the postings measure and why. Raises WarehouseError."""
    now = source.reference.check_period(scope.period)
    rows = _sorted_out(read.rows(source.engine, postings_select((scope.county,))), source.reference, now.last)
    here = rows.in_places(scope.townships)
    inside, dated = rows.touching(now), rows.reason != "bad_dates"
    reasons = Counter(rows.reason[here & (inside | ~dated)].tolist())
    touching = here & inside & (rows.reason == "")
    counted = touching & rows.counted(now, least_days)
    return PostingAudit(
        counted=int(counted.sum()),
        persons=len(set(rows.expert[counted].tolist())),
        outside_period=int((here & ~inside & dated).sum()),
        too_short=int((touching & ~counted).sum()),
        **{
            name: reasons[name]
            for name in ("unknown_title", "bad_dates", "below_title", "not_to_primary", "not_from_secondary")
        },
    )


def _reads(source: Source, metric: Metric, question: Question) -> Reads:
    """Return the postings of the counties, and their residents from the first month read on."""
    now = source.reference.check_period(question.period)
    own, base = windows_of(question, now, keys_of(source.reference, question, now))
    ends = {window.last for window in (*own, *base) if window is not None}
    residents = _residents_select(question.counties, min(ends, default=now.last), now.last)
    return Reads((BoundSelect(postings_select(question.counties)), BoundSelect(residents)))


def _from_rows(
    reference: Reference,
    metric: Metric,
    question: Question,
    reads: Reads,
    found: Sequence[Rows],
    *,
    least_days: int = 0,
) -> Columns:
    """Return doctors posted to primary institutions per 10,000 residents, each counted once in a period."""
    now = reference.check_period(question.period)
    keys = keys_of(reference, question, now)
    rows, residents = _sorted_out(found[0], reference, now.last), _residents(found[1], reference, now)
    own_windows, base_windows = windows_of(question, now, keys)
    current = _posting_side(metric, question, rows, residents, keys, own_windows, reference, least_days)
    before = _posting_side(metric, question, rows, residents, keys, base_windows, reference, least_days)
    return frame_columns(
        reference,
        metric,
        question,
        keys,
        current,
        before,
        method=METHOD,
        basis=basis_of(reference, "posting", question),
    )


def _residents_select(counties: Sequence[str], first: int, last: int) -> Select[Any]:
    table = resident_month
    return select(table.c.county_code, table.c.township_code, table.c.month, table.c.residents).where(
        table.c.county_code.in_(list(counties)), table.c.month.between(first, last)
    )


def _residents(rows: Rows, reference: Reference, now: Period) -> dict[tuple[str, str, int], int]:
    """Return residents by county, township of the newest boundaries asked for, and month."""
    found: dict[tuple[str, str, int], int] = {}
    for row in rows:
        place = reference.in_edition(row.county_code, now.last).get(row.township_code, row.township_code)
        key = (row.county_code, place, row.month)
        found[key] = found.get(key, 0) + row.residents
    return found


def _listed(source: Source, metric: Metric, question: Question, *, least_days: int = 0) -> dict[str, pd.DataFrame]:
    """Return the postings that count, one or more a doctor, and the residents of the period's last month."""
    now = source.reference.check_period(question.period)
    postings = postings_select(question.counties)
    found = read.rows(source.engine, postings)
    rows = _sorted_out(found, source.reference, now.last)
    counted = rows.in_places(question.townships) & rows.counted(now, least_days)
    people = read.frame(source.engine, _residents_select(question.counties, now.last, now.last))
    if question.townships:
        places = source.reference.merged_into(question.counties[0], question.townships, now.last)
        people = people[people["township_code"].isin(places)].reset_index(drop=True)
    kept = [tuple(found[position]) for position in np.flatnonzero(counted).tolist()]
    names = postings.selected_columns.keys()
    return {"分子": pd.DataFrame.from_records(kept, columns=names), "分母": people}


def persons_add_up(townships: pd.DataFrame, whole: pd.Series) -> bool:
    """Say whether nobody is counted in two townships: their numerators then sum to the county's on both sides."""
    sides = ("matched_numerator", "compare_numerator")
    return all(np.isclose(townships[name].sum(), float(whole[name])) for name in sides)


def _split(
    source: Source, metric: Metric, scope: Scope, whole: pd.Series, townships: pd.DataFrame
) -> Decomposition | None:
    """Return the change by township, as long as nobody is posted to two of them."""
    if pd.isna(whole["change"]) or not persons_add_up(townships, whole):
        return None
    return decompose_columns(
        townships["township_code"].tolist(), [townships[name].to_numpy(float) for name in PARTS], per=metric.per
    )


def _posting_side(
    metric: Metric,
    question: Question,
    rows: _Postings,
    residents: dict[tuple[str, str, int], int],
    keys: Sequence[Key],
    windows: Sequence[Period | None],
    reference: Reference,
    least_days: int,
) -> Side:
    """Return persons posted and residents of each group in its window."""
    posted = {window: _persons_in(rows, window, least_days) for window in set(windows) if window is not None}
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


def _persons_in(rows: _Postings, window: Period, least_days: int) -> dict[str, dict[str, set[str]]]:
    """Return county → place → the different doctors posted there in a window."""
    counted = rows.counted(window, least_days)
    found: dict[str, dict[str, set[str]]] = {}
    names = (column[counted].tolist() for column in (rows.county, rows.place, rows.expert))
    for county, place, expert in zip(*names, strict=True):
        found.setdefault(county, {}).setdefault(place, set()).add(expert)
    return found


def _computed(least_days: int, made: tuple[str, str]) -> Computed:
    """Return one edition of the measure: every posting that touches the period, or those of so many days in a year."""
    from_rows = partial(_from_rows, least_days=least_days)
    return Computed(
        answer=answered_from_rows(_reads, from_rows),
        reads=_reads,
        from_rows=from_rows,
        interval=METHOD,
        made=made,
        rows=partial(_listed, least_days=least_days),
        split=_split,
        why_not_split="doctor_in_two_townships",
        audit=partial(posting_audit, least_days=least_days),
    )


DOCTORS_POSTED: Final = _computed(
    0,
    (
        "逐条派驻按起止日期、职称、派出机构和接收机构判定是否计入，计入的医师在期内一人计一次，除以期末常住人口",
        "each posting is judged by its dates, title, sender and receiver; doctors that count, each once in the period, "
        "over residents at its end",
    ),
)
DOCTORS_POSTED_HALF_A_YEAR: Final = _computed(
    HALF_A_YEAR,
    (
        f"逐条派驻按起止日期、职称、派出机构和接收机构判定，同一医师各条派驻的天数合并，在一个自然年内（截至所选时期期末）"
        f"满{HALF_A_YEAR}天的计入，一人计一次，除以期末常住人口",
        f"each posting is judged by its dates, title, sender and receiver; a doctor's days are taken together, and one "
        f"with {HALF_A_YEAR} days or more in a calendar year, up to the period's end, counts once, over residents at "
        "its end",
    ),
)
