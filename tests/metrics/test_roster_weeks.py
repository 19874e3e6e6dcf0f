"""A week that lies half in another month: the visits made or planned there are read with the roster's inputs."""

import datetime as dt

import pandas as pd

from metrics.ledger.roster_inputs import visits_beside

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 1, 31)  # a Wednesday, a Friday


def rows(*visits: tuple[str, str], **more: object) -> pd.DataFrame:
    found = [{"expert_code": who, "institution_code": "P1", "visit_date": pd.Timestamp(day)} for who, day in visits]
    return pd.DataFrame(found, columns=["expert_code", "institution_code", "visit_date"]).assign(**more)


NOTHING = rows(first_day=None, last_day=None, version=0)


def beside(visits: pd.DataFrame, editions: pd.DataFrame = NOTHING) -> list[tuple[str, str]]:
    table = visits_beside(visits, editions, FIRST, LAST)
    return list(zip(table["expert_code"], map(str, table["visit_date"]), strict=True))


def test_the_days_of_the_first_week_before_the_month_count_and_no_others():
    """11 experts went on 30 or 31 December and again on 2 or 3 January, "每周最多1次"."""
    made = rows(("E1", "2024-12-29"), ("E2", "2024-12-30"), ("E3", "2024-12-31"), ("E4", "2025-01-02"))
    assert beside(made) == [("E2", "2024-12-30"), ("E3", "2024-12-31")]


def test_beyond_the_ledger_the_newest_published_version_of_each_span_counts():
    made = rows(("E1", "2024-12-30"))
    next_month = {"first_day": dt.date(2025, 2, 1), "last_day": dt.date(2025, 2, 28)}
    old = rows(("E2", "2025-02-01"), version=1, **next_month)
    new = rows(("E3", "2025-02-02"), ("E4", "2025-02-03"), version=2, **next_month)
    assert beside(made, pd.concat([old, new])) == [("E1", "2024-12-30"), ("E3", "2025-02-02")]


def test_a_newer_version_without_any_visit_leaves_none_to_count():
    span = {"first_day": dt.date(2025, 2, 1), "last_day": dt.date(2025, 2, 28)}
    old = rows(("E2", "2025-02-01"), version=1, **span)
    empty = pd.DataFrame([{"expert_code": None, "institution_code": None, "visit_date": None, "version": 2, **span}])
    assert beside(rows(("E1", "2024-12-31")), pd.concat([old, empty])) == [("E1", "2024-12-31")]
