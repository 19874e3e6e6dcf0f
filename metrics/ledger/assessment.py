"""月考核, 月通报, 年评比: what each township is told every month, and bands with intervals once a year, never ranks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from metrics.ledger.compliance import compliance_by, losses, tally
from metrics.ledger.visits import Ledger
from metrics.ledger.words import REASONS_EN
from metrics.statistics.intervals import USUAL_CONFIDENCE

BANDS_ZH = {"above": "高于全县", "alike": "与全县无明显差别", "below": "低于全县", "little": "数据不足"}
# Below this many assessed periods even all met or all missed says little: Wilson's interval is then over 0.4 wide.
FEWEST_PERIODS = 6


def monthly_assessment(ledger: Ledger, cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row a township and month: visits, periods met, and the month's bulletin (通报) in a sentence.

    cells: from `compliance`. Columns: county_code, township_code, month, planned, attended, counted, hours, met,
    missed, exempt, partial, assessed, rate, lower, upper, confidence, method, losses_zh, losses_en, bulletin_zh,
    bulletin_en. Weeks belong to the month of their Thursday, visits to the month of their day.
    """
    keys = ["county_code", "township_code", "month"]
    periods = compliance_by(cells, keys)
    visits = tally(ledger, keys)[[*keys, "planned", "attended", "counted", "hours"]]
    table = periods.merge(visits, on=keys, how="left")
    counts = ["planned", "attended", "counted"]
    table[counts] = table[counts].fillna(0).astype(np.int64)
    table["hours"] = table["hours"].fillna(0.0)
    table = table.merge(_losses_in_words(ledger, keys), on=keys, how="left")
    table[["losses_zh", "losses_en"]] = table[["losses_zh", "losses_en"]].fillna("")
    table["bulletin_zh"] = [_bulletin(row) for row in table.to_dict("records")]
    table["bulletin_en"] = [_bulletin_en(row) for row in table.to_dict("records")]
    return table


def _losses_in_words(ledger: Ledger, keys: list[str]) -> pd.DataFrame:
    lost = losses(ledger, keys).sort_values([*keys, "visits"], ascending=[True, True, True, False])
    words = lost["reason_zh"] + " " + lost["visits"].astype(str) + " 次"
    english = lost["reason"].map(REASONS_EN) + " " + lost["visits"].astype(str)
    told = lost.assign(losses_zh=words, losses_en=english).groupby(keys)
    return told.agg(losses_zh=("losses_zh", "、".join), losses_en=("losses_en", ", ".join)).reset_index()


def _bulletin(row: dict[Any, Any]) -> str:
    judged = f"应考核 {row['assessed']} 期，达标 {row['met']} 期。" if row["assessed"] else "本月没有应考核的时段。"
    exempt = f"另有 {row['exempt']} 期因节假日免考核。" if row["exempt"] else ""
    why = f"未计入：{row['losses_zh']}。" if row["losses_zh"] else ""
    return f"计划 {row['planned']} 次，到岗 {row['attended']} 次，计入 {row['counted']} 次；{judged}{exempt}{why}"


def _bulletin_en(row: dict[Any, Any]) -> str:
    judged = f"{row['met']} of {row['assessed']} periods met." if row["assessed"] else "Nothing was due this month."
    exempt = f" {row['exempt']} more exempt for holidays." if row["exempt"] else ""
    why = f" Not counted: {row['losses_en']}." if row["losses_en"] else ""
    visits = f"{row['planned']} planned, {row['attended']} came, {row['counted']} counted. "
    return visits + judged + exempt + why


def yearly_bands(cells: pd.DataFrame, *, confidence: float = USUAL_CONFIDENCE) -> pd.DataFrame:
    """Return one row a township and year: its share of met periods with interval, and a band instead of a rank.

    band: above or below when the whole Wilson interval lies on one side of the county's ratio of sums, else alike;
    little below FEWEST_PERIODS assessed periods. Rows are in code order, not in order of merit.
    """
    if not len(cells):
        return pd.DataFrame({name: [] for name in ("county_code", "township_code", "year", "band", "band_zh")})
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
    table["band_zh"] = table["band"].map(BANDS_ZH)
    return table
