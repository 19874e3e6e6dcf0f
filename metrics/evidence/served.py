"""Services that the same residents choose among: who took which, by home township, and how many in each year.

A person is counted once a service and year (`programme_month.reached`); who takes two services is counted in each, so
that services add to uses (人次) and not to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.evidence.programme import STAGES, Places, hide_stages, township_sums
from metrics.hiding.suppression import USUAL_THRESHOLD
from metrics.period import Period


@dataclass(frozen=True)
class Served:
    """People served in a period, by township of the period's end and service; None where a count is hidden.

    services : Chinese and English name, in the order of the rows.
    cells    : township → a count a service; by_township: its uses of all services, hidden where any of them is.
    by_service, total : of the whole county; the total is hidden where any service's sum is.
    """

    period: Period
    services: tuple[tuple[str, str], ...]
    cells: Mapping[str, tuple[int | None, ...]]
    by_township: Mapping[str, int | None]
    by_service: tuple[int | None, ...]
    total: int | None


def is_choice(rows: pd.DataFrame) -> bool:
    """Say whether several programmes are for the very same people: then these choose, and nobody is due for any.

    rows : as read_programmes.
    """
    if rows["programme_zh"].nunique() < 2 or rows["group_zh"].nunique() > 1:
        return False
    return bool((rows.groupby(["township_code", "month"])["eligible"].nunique() == 1).all())


def served_in(rows: pd.DataFrame, places: Places, period: Period) -> Served | None:
    """Return who took which service in the period; None without rows in it. rows: as read_programmes."""
    now = rows[rows["month"].between(period.first, period.last)]
    if now.empty:
        return None
    now = now.assign(township=now["township_code"].map(lambda code: places.edition.get(code, code)))
    columns: list[dict[str, int | None]] = []
    sums: list[int | None] = []
    services: list[tuple[str, str]] = []
    for _, own in now.groupby("programme_zh", sort=False):
        counted = township_sums(own)
        hidden = hide_stages(counted, STAGES[:2], places)["reached"]
        columns.append({str(code): None if code in hidden else int(row["reached"]) for code, row in counted.iterrows()})
        whole = int(counted["reached"].sum())
        sums.append(None if 0 < whole < USUAL_THRESHOLD else whole)
        services.append((own.iloc[0]["programme_zh"], own.iloc[0]["programme_en"]))
    codes = sorted({code for column in columns for code in column})
    # A township without a row of a service took none of it: rows are kept for every township and month.
    cells = {code: tuple(column.get(code, 0) for column in columns) for code in codes}
    by_township = {code: sum_of(own) for code, own in cells.items()}
    return Served(period, tuple(services), cells, by_township, tuple(sums), sum_of(sums))


def served_by_year(rows: pd.DataFrame, places: Places, years: Sequence[Period]) -> tuple[Served, ...]:
    """Return the same of each year that has rows, in the order of the years."""
    found = (served_in(rows, places, year) for year in years)
    return tuple(served for served in found if served is not None)


def sum_of(counts: Sequence[int | None]) -> int | None:
    """Return the sum; None where any is hidden, which the sum would give away."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
