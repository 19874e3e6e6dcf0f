"""Same-period comparison: which months are held against which, what the change is called, and what lies behind it.

The figures themselves come from `metrics.ask.query`; here stand the rules that decide what is asked of it.

| case | answer |
|---|---|
| 同比 of a month, quarter, half-year, year | the same months a year earlier; 2024-02 is held against 2023-02 |
| 累计同比 | January to the period's last month, both sides re-divided from their sums |
| 近12个月 | twelve months to the period's last month against the twelve before |
| 1—2月合并 | January and February as one period, because the Spring Festival moves between them |
| 环比 | the adjacent period of the same number of months |
| partial current period | months without data are left out on both sides; nothing is extrapolated |
| an institution-month not reported | left out on both sides (`compiler.gaps`) |
| 29 February | counts compare as they are, and the change per day is given beside them (`change_per_day`) |
| base zero or negative | no percentage: both figures are given (`number_words.format_change`) |
| base missing | no change, and the reason (`comparison_months.Matching`) |
| a metric that begins or ends | only months in which it exists on both sides |
| a new definition | no change across it |
| townships that merge, institutions that open, close or move level | both readings and what lies between them |
| restated data | the newest figures on both sides; `restated` lists what they were |
"""

from __future__ import annotations

from calendar import monthrange

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.period import Period, add_months
from metrics.statistics.intervals import FloatArray

SPRING_MONTHS = 2


def read_as(period: Period, reading: str, *, last_month: int) -> Period:
    """Return the months that a reading of `period` covers, up to the last month with data.

    Raises KeyError for an unknown reading.
    """
    last = min(period.last, last_month)
    january = last // 100 * 100 + 1
    choices = {
        "as_asked": Period(period.first, max(last, period.first)),
        "to_date": Period(january, last),
        "rolling": Period(add_months(last, -11), last),
        "spring": Period(january, january + SPRING_MONTHS - 1),
    }
    return choices[reading]


def days_in(period: Period) -> int:
    """Return the number of days, 29 February included."""
    return sum(monthrange(month // 100, month % 100)[1] for month in period.months)


def change_per_day(value: npt.ArrayLike, base_value: npt.ArrayLike, now: Period, base: Period) -> FloatArray:
    """Return the change of a count per day in %, which a leap day or a longer month does not move; NaN on base 0."""
    daily = np.asarray(value, dtype=np.float64) / days_in(now)
    before = np.asarray(base_value, dtype=np.float64) / days_in(base)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(before != 0, 100 * (daily - before) / np.abs(before), np.nan), dtype=np.float64)


def restated(earlier: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that a later load changed: metric, place, period, value_before, value_after, difference.

    earlier, newer : answers to the same question from two data versions. Rows hidden in either stay out.
    """
    keys = ["metric_id", "county_code", "township_code", "period"]
    both = earlier[[*keys, "value"]].merge(newer[[*keys, "value"]], on=keys, suffixes=("_before", "_after"))
    changed = both[(both["value_before"] - both["value_after"]).abs() > 1e-9].copy()
    changed["difference"] = changed["value_after"] - changed["value_before"]
    return changed.reset_index(drop=True)
