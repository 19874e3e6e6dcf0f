"""进展: how much of each item of a plan is done, how fast it moves, and when it ends at that pace."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from metrics.period import add_months, months_between
from metrics.scope import within
from metrics.statistics.intervals import USUAL_CONFIDENCE, count_interval, normal_quantile

MONTHS_OF_A_PACE: Final = 12
FEWEST_MONTHS_WITH_WORK: Final = 3
FURTHEST: Final = 120  # months ahead; beyond, a pace says nothing
NEARLY: Final = 1e-9


class Standing(StrEnum):
    """How an item or place stands."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True)
class Pace:
    """What was done a month, and the month in which the rest is done at it; limits None: later than can be said.

    earliest, latest: the interval of the month, from that of the pace.
    """

    a_month: float
    ends: int | None
    earliest: int | None
    latest: int | None


@dataclass(frozen=True)
class PlaceProgress:
    """An item at one place. township, institution: "" for none."""

    place_zh: str
    place_en: str
    township: str
    institution: str
    target: float
    done: float
    begins: int
    due: int
    standing: Standing


@dataclass(frozen=True)
class ItemProgress:
    """An item of a plan at a month.

    done      : what counts: a place that owes a single unit counts once it is whole.
    due_by_now: what an even course would have done by then; begins, due: the first and last month of its places.
    pace      : None where it is done, or where fewer than three of the last twelve months saw any work.
    months_late: after the due month, at the pace or, once the date has passed, already; 0 for none.
    years     : (year, what was done in it) for each year with any, the oldest first; together they are `done`.
    """

    zh: str
    en: str
    unit_zh: str
    unit_en: str
    target: float
    done: float
    due_by_now: float
    begins: int
    due: int
    pace: Pace | None
    months_late: int
    has_passed: bool
    places: tuple[PlaceProgress, ...]
    years: tuple[tuple[int, float], ...] = ()

    @property
    def is_done(self) -> bool:
        """Say whether the target is met."""
        return self.done >= self.target - NEARLY

    @property
    def is_late(self) -> bool:
        """Say whether its date has passed, or lies before the whole interval in which it ends at this pace."""
        if self.is_done or self.has_passed:
            return not self.is_done
        earliest = None if self.pace is None else self.pace.earliest
        return self.months_late > 0 and (earliest is None or earliest > self.due)

    def places_in(self, standing: Standing) -> int:
        """Return how many of its places stand so."""
        return sum(place.standing == standing for place in self.places)


@dataclass(frozen=True)
class PlanProgress:
    """A plan at a month: late items first, then those without a pace, then by the month they end in, done last.

    county_only: under a filter, the items that have no township; in_townships: whether those shown have one.
    """

    month: int
    items: tuple[ItemProgress, ...]
    county_only: int
    in_townships: bool

    @property
    def finished(self) -> int:
        """Return how many items are done."""
        return sum(item.is_done for item in self.items)


def read_plan(engine: Engine, county: str, mechanism_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a mechanism's plan items and their progress by month. Raises WarehouseError."""
    found = []
    for table, key in ((schema.plan_item, "plan_item_id"), (schema.plan_progress, "progress_id")):
        own = (table.c.county_code == county) & (table.c.mechanism_id == mechanism_id)
        found.append(read.frame(engine, select(table).where(own).order_by(table.c[key])))
    return found[0], found[1]


def read_positions(engine: Engine, county: str) -> dict[str, tuple[float, float]]:
    """Return institution code → longitude and latitude, of those that have them. Raises WarehouseError."""
    table = schema.institution
    found = read.rows(
        engine,
        select(table.c.institution_code, table.c.lon, table.c.lat).where(
            table.c.county_code == county, table.c.lon.is_not(None), table.c.lat.is_not(None)
        ),
    )
    return {row.institution_code: (float(row.lon), float(row.lat)) for row in found}


def plan_progress(
    items: pd.DataFrame,
    progress: pd.DataFrame,
    *,
    month: int,
    edition: Mapping[str, str],
    chosen: Sequence[str] = (),
) -> PlanProgress | None:
    """Return how a plan stands at a month's end; None without items that had begun by then.

    chosen: townships of the filter. Items of a township are left out if it is not chosen; items without any are shown
    only where none of the chosen townships has one.
    """
    items = items[items["begins"] <= month]
    township = items["township_code"].map(lambda code: edition.get(code, code) if isinstance(code, str) else "")
    items = items.assign(township_code=township)
    has_place = items["township_code"] != ""
    county_only = items.loc[~has_place, "item_zh"].nunique() if chosen else 0
    if chosen:
        inside = within(items, chosen)
        items = items[~has_place] if inside.empty else inside
    if items.empty:
        return None
    done = progress[(progress["month"] <= month) & progress["plan_item_id"].isin(items["plan_item_id"])]
    found = [
        _item(own, done[done["plan_item_id"].isin(own["plan_item_id"])], month)
        for _, own in items.groupby("item_zh", sort=False)
    ]
    return PlanProgress(
        month, tuple(sorted(found, key=_order)), int(county_only), bool((items["township_code"] != "").any())
    )


def _order(item: ItemProgress) -> tuple[int, float, str]:
    if item.is_done:
        return 3, item.due, item.zh
    if item.is_late:
        return 0, -item.months_late, item.zh
    if item.pace is None or item.pace.ends is None:
        return 1, item.due, item.zh
    return 2, item.pace.ends, item.zh


def _item(items: pd.DataFrame, progress: pd.DataFrame, month: int) -> ItemProgress:
    by_place = progress.groupby("plan_item_id")["done"].sum()
    places = tuple(_place(row, float(by_place.get(row["plan_item_id"], 0.0))) for row in items.to_dict("records"))
    target = float(items["target"].sum())
    done = sum(_counted(place.done, place.target) for place in places)
    begins, due = int(items["begins"].min()), int(items["due"].max())
    pace = None
    if done < target - NEARLY:
        pace = pace_of(counted_months(items, progress, month), target - done, month)
    passed = due < month or (due == month and done < target - NEARLY)
    first = items.iloc[0]
    return ItemProgress(
        first["item_zh"],
        first["item_en"],
        first["unit_zh"],
        first["unit_en"],
        target,
        done,
        sum(_due_by(row, month) for row in items.to_dict("records")),
        begins,
        due,
        pace,
        0 if done >= target - NEARLY else _months_late(pace, due, month),
        passed,
        places,
        done_by_year(items, progress),
    )


def _place(row: Mapping[Any, Any], done: float) -> PlaceProgress:
    target = float(row["target"])
    standing = Standing.DONE if done >= target - NEARLY else Standing.UNDER_WAY if done > 0 else Standing.NOT_BEGUN
    institution = row["institution_code"] if isinstance(row["institution_code"], str) else ""
    begins, due = int(row["begins"]), int(row["due"])
    return PlaceProgress(
        row["place_zh"], row["place_en"], row["township_code"], institution, target, done, begins, due, standing
    )


def _counted(done: float, target: float) -> float:
    """Return what counts as done: of a place that owes one, nothing before it is whole."""
    return float(math.floor(done + NEARLY)) if target == 1 else done


def _due_by(row: Mapping[Any, Any], month: int) -> float:
    """Return what an even course from the first month to the due one would have done."""
    whole = months_between(int(row["begins"]), int(row["due"]))
    passed = min(max(months_between(int(row["begins"]), month), 0), whole)
    return float(row["target"]) * passed / max(whole, 1)


def done_by_year(items: pd.DataFrame, progress: pd.DataFrame) -> tuple[tuple[int, float], ...]:
    """Return the years in which something was done, with what counts of it; a place that owes one counts when whole."""
    target = items.set_index("plan_item_id")["target"]
    found: dict[int, float] = {}
    for item, own in progress.groupby("plan_item_id"):
        before = 0.0
        for year, total in own.groupby(own["month"] // 100)["done"].sum().sort_index().cumsum().items():
            counted = _counted(float(total), float(target[item]))
            found[int(str(year))] = found.get(int(str(year)), 0.0) + counted - before
            before = counted
    return tuple((year, count) for year, count in sorted(found.items()) if abs(count) > NEARLY)


def counted_months(items: pd.DataFrame, progress: pd.DataFrame, month: int) -> npt.NDArray[np.float64]:
    """Return what was finished in each of the last twelve months, or of those since the item began, the oldest first.

    Shape (n_months,), n ≤ 12.
    """
    begins = int(items["begins"].min())
    first = max(add_months(month, 1 - MONTHS_OF_A_PACE), begins)
    months = [add_months(first, step) for step in range(months_between(first, month))]
    target = items.set_index("plan_item_id")["target"]
    found = np.zeros(len(months))
    for item, own in progress.groupby("plan_item_id"):
        table = own.groupby("month")["done"].sum().sort_index().cumsum()
        before, owed = 0.0, float(target[item])
        for at, total in zip(table.index.tolist(), table.tolist(), strict=True):
            counted = _counted(float(total), owed)
            if at >= first:
                found[months.index(int(at))] += counted - before
            before = counted
    return found


def pace_of(months: npt.NDArray[np.float64], left: float, month: int) -> Pace | None:
    """Return the mean of the months and when `left` is done at it; None with work in fewer than three of them.

    Whole things are counts: their interval is that of a count; amounts take the spread of the months.
    """
    if np.count_nonzero(months > 0) < FEWEST_MONTHS_WITH_WORK:
        return None
    mean = float(months.mean())
    if np.allclose(months, np.round(months)):
        limits = count_interval(months.sum())
        slow, fast = float(limits.lower) / len(months), float(limits.upper) / len(months)
    else:
        spread = normal_quantile(USUAL_CONFIDENCE) * float(months.std(ddof=1)) / math.sqrt(len(months))
        slow, fast = mean - spread, mean + spread
    return Pace(mean, _ends(left, mean, month), _ends(left, fast, month), _ends(left, slow, month))


def _ends(left: float, a_month: float, month: int) -> int | None:
    if a_month <= 0:
        return None
    months = math.ceil(left / a_month - NEARLY)
    return None if months > FURTHEST else add_months(month, months)


def _months_late(pace: Pace | None, due: int, month: int) -> int:
    """Return the months between the due one and the end at this pace; without one, those that have passed already."""
    passed = max(months_between(due, month) - 1, 0)
    if pace is None or pace.ends is None:
        return passed
    return max(months_between(due, pace.ends) - 1, passed, 0)
