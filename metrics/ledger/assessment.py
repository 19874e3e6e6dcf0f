"""月考核, 月通报, 年评比: what each township is told every month, and bands with intervals once a year, never ranks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from metrics.ledger.compliance import compliance_by, losses, tally
from metrics.ledger.visits import Ledger
from metrics.statistics.intervals import USUAL_CONFIDENCE

# Below this many assessed periods even all met or all missed says little: Wilson's interval is then over 0.4 wide.
FEWEST_PERIODS = 6


def monthly_assessment(ledger: Ledger, cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row a township and month: visits, periods met, and why visits do not count.

    cells: from `compliance`. Columns: county_code, township_code, month, planned, attended, counted, hours, met,
    missed, exempt, partial, assessed, rate, lower, upper, confidence, method, losses (pairs of reason and visits, most
    first). Weeks belong to the month of their Thursday, visits to the month of their day.
    """
    keys = ["county_code", "township_code", "month"]
    periods = compliance_by(cells, keys)
    visits = tally(ledger, keys)[[*keys, "planned", "attended", "counted", "hours"]]
    table = periods.merge(visits, on=keys, how="left")
    counts = ["planned", "attended", "counted"]
    table[counts] = table[counts].fillna(0).astype(np.int64)
    table["hours"] = table["hours"].fillna(0.0)
    lost = _losses(ledger, keys)
    own = [lost.get(tuple(key), ()) for key in table[keys].itertuples(index=False)]
    table["losses"] = pd.Series(own, index=table.index, dtype=object)
    return table


def _losses(ledger: Ledger, keys: list[str]) -> dict[tuple[Any, ...], tuple[tuple[str, int], ...]]:
    """Return group → (reason, visits) of what does not count, most visits first."""
    lost = losses(ledger, keys).sort_values([*keys, "visits"], ascending=[True, True, True, False])
    found: dict[tuple[Any, ...], tuple[tuple[str, int], ...]] = {}
    for row in lost.to_dict("records"):
        key = tuple(row[name] for name in keys)
        found[key] = (*found.get(key, ()), (str(row["reason"]), int(row["visits"])))
    return found


def yearly_bands(cells: pd.DataFrame, *, confidence: float = USUAL_CONFIDENCE) -> pd.DataFrame:
    """Return one row a township and year: its share of met periods with interval, and a band instead of a rank.

    band: above or below when the whole Wilson interval lies on one side of the county's ratio of sums, else alike;
    little below FEWEST_PERIODS assessed periods. Rows are in code order, not in order of merit.
    """
    if not len(cells):
        return pd.DataFrame({name: [] for name in ("county_code", "township_code", "year", "band")})
    yearly = cells.assign(year=cells["month"] // 100)
    table = compliance_by(yearly, ["county_code", "township_code", "year"], confidence=confidence)
    county = compliance_by(yearly, ["county_code", "year"], confidence=confidence)
    table = table.merge(
        county[["county_code", "year", "rate"]].rename(columns={"rate": "county_rate"}), on=["county_code", "year"]
    )
    table["band"] = np.select(
        [
            table["assessed"] < FEWEST_PERIODS,
            table["lower"] > table["county_rate"],
            table["upper"] < table["county_rate"],
        ],
        ["little", "above", "below"],
        "alike",
    )
    return table
