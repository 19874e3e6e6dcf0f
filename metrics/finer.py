"""Work of the programmes at its finest grain: calls, outings, days sent and programmes where kept, else monthly sums.

`activity_month` holds sums that an office reports. Where the rows that they are sums of are in the warehouse, these
say the same and more; a county that keeps rows only from some month on reads its sums before. Either the rows or the
sum counts, never both: the choice is made for each county, activity and month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Integer,
    String,
    Table,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)

from data_access.schema import activity, activity_month, flow, institution, outing, programme_month, response_event

FINER_TABLES: Final = {
    "work_by_event": response_event,
    "work_by_outing": outing,
    "work_by_move": flow,
    "work_by_programme": programme_month,
    "work_by_free_programme": programme_month,
}
"""Name of a selection in a statement → the table of the rows that it reads before it reads sums."""

FREE_PROGRAMMES: Final = {
    "成人体检": "free_checkup",
    "老年体检": "elderly_checkup",
    "结肠癌检查": "colon_screening",
    "妇女两癌筛查": "women_cancer_screening",
    "流感肺炎疫苗": "elderly_vaccine",
    "HPV疫苗": "hpv_vaccine",
}
"""Programme → activity: the six programmes of one mechanism are six activities."""

work = activity.c
_UNKNOWN: Final = cast(null(), Integer)


def _work(
    name: str,
    codes: Sequence[str],
    done: ColumnElement[Any],
    township: ColumnElement[Any],
    *,
    by_institution: bool = False,
    minutes: ColumnElement[Any] | None = None,
    own: ColumnElement[bool] | None = None,
) -> CTE:
    """Return the work of some activities by place and month: done, base, and timed and minutes of what was timed.

    minutes : of one row, empty where it has not ended.
    own     : which rows of an activity's mechanism are its own; None for all of them.
    """
    table, sums = FINER_TABLES[name], activity_month.c
    named = [work.mechanism_id == table.c.mechanism_id, work.activity_code.in_(codes), *([] if own is None else [own])]
    nobody = cast(null(), String(20))
    # A consultation's institution is the one that answers; its sum is that of the one that asks, which no row names.
    place = case((work.activity_code != "remote_reply", table.c.institution_code)) if by_institution else nobody
    named_rows = table.join(activity, and_(*named))
    if by_institution:
        named_rows = named_rows.outerjoin(institution, institution.c.institution_code == table.c.institution_code)
    keys = [table.c.county_code, township, table.c.month, work.activity_code, table.c.basis]
    rows = (
        select(
            table.c.county_code,
            township.label("township_code"),
            place.label("institution_code"),
            table.c.month,
            work.activity_code,
            func.sum(done).label("done"),
            (_UNKNOWN if minutes is None else func.count(minutes)).label("timed"),
            (_UNKNOWN if minutes is None else func.sum(minutes)).label("minutes"),
            _UNKNOWN.label("base"),
            table.c.basis,
        )
        .select_from(named_rows)
        .group_by(*keys, *([place] if by_institution else []))
        .cte(f"{name}_rows")
    )
    kept = select(rows.c.county_code, rows.c.activity_code, rows.c.month).distinct().cte(f"{name}_months")
    same = and_(*(kept.c[key] == sums[key] for key in ("county_code", "activity_code", "month")))
    has_no_rows = kept.c.month.is_(None)
    summed = (
        select(
            *(sums[key] for key in ("county_code", "township_code", "institution_code", "month", "activity_code")),
            case((has_no_rows, sums.done)).label("done"),
            case((has_no_rows, sums.done)).label("timed"),
            case((has_no_rows, sums.minutes)).label("minutes"),
            # What is due in a month stands in the sums only.
            sums.base,
            sums.basis,
        )
        .select_from(activity_month.outerjoin(kept, same))
        .where(sums.activity_code.in_(codes))
    )
    return union_all(select(rows), summed).cte(name)


def _minutes(start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(extract("epoch", end - start), Float) / 60


_event = response_event.c
_CALLS: Final = ("ambulance_dispatch", "emergency_case", "remote_reply")
_OUTINGS: Final = ("mobile_checkup",)
_MOVES: Final = ("staff_sharing",)
_SERVICES: Final = ("one_plus_n", "grid_follow_up")
_FREE: Final = tuple(FREE_PROGRAMMES.values())

FINER: Final[Mapping[str, CTE]] = {
    **dict.fromkeys(
        _CALLS,
        _work(
            "work_by_event",
            _CALLS,
            literal(1, Integer),
            # As in the sums: where a hospital's cases are treated, else where help was asked for.
            case((work.activity_code == "emergency_case", institution.c.township_code), else_=_event.township_code),
            by_institution=True,
            # The minutes of a call run to the arrival, those of a case from the arrival to the treatment.
            minutes=case(
                (work.activity_code == "emergency_case", _minutes(_event.answered_at, _event.treated_at)),
                else_=_minutes(_event.asked_at, _event.answered_at),
            ),
        ),
    ),
    **dict.fromkeys(_OUTINGS, _work("work_by_outing", _OUTINGS, outing.c.persons, outing.c.township_code)),
    **dict.fromkeys(_MOVES, _work("work_by_move", _MOVES, flow.c.count, flow.c.to_township, own=flow.c.unit == "day")),
    **dict.fromkeys(
        _SERVICES,
        _work("work_by_programme", _SERVICES, programme_month.c.reached, programme_month.c.township_code),
    ),
    **dict.fromkeys(
        _FREE,
        _work(
            "work_by_free_programme",
            _FREE,
            programme_month.c.reached,
            programme_month.c.township_code,
            own=work.activity_code == case(FREE_PROGRAMMES, value=programme_month.c.programme_zh),
        ),
    ),
}
"""Activity → where its work is read. Examinations ordered and urgent work of the service centres are kept one by one
only in part: what is kept of them is shown as 时效 and is no count of all of them."""


def table_names(rows: Table | CTE) -> tuple[str, ...]:
    """Return the tables of the warehouse that a selection reads: that of its rows, then that of their sums."""
    if isinstance(rows, CTE):
        return (FINER_TABLES[rows.name].name, activity_month.name)
    return (rows.name,)
