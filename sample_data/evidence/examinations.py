"""Examinations by patient group, results by examination: parts of the monthly activities of two counties' hospitals."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.evidence.parts import split
from sample_data.world import LISHI, LUZHAI, FloatArray, World, facts, rng

HOSPITALS: Final = ("county_hospital", "tcm_hospital", "mch_hospital")


def imaging(world: World) -> pd.DataFrame:
    """离石: the half-price CT of each patient group, from the township of the patients; and the fee waived.

    Examinations and yuan of a month add up to those of the activity.
    """
    months = _months(world, "ct_examination")
    groups, shares = _groups("patient", "up")
    residents = world.frames["resident_month"]
    residents = residents[residents["county_code"] == LISHI]
    draw, parts = rng("imaging", LISHI), []
    for row in months.to_dict("records"):
        home = residents[residents["month"] == row["month"]].sort_values("township_code")
        both = np.outer(home["residents"].to_numpy(dtype=np.float64), shares).ravel()
        counts = split(draw, np.array([row["done"]]), both)[0]
        cell = np.flatnonzero(counts)
        waived = round(row["amount_yuan"] / row["done"]) if row["done"] else 0
        examined = pd.DataFrame(
            {
                "month": row["month"],
                "kind_zh": "CT检查",
                "kind_en": "CT examinations",
                "group_zh": groups["zh"].to_numpy()[cell % len(groups)],
                "group_en": groups["en"].to_numpy()[cell % len(groups)],
                "from_code": home["township_code"].to_numpy(dtype=object)[cell // len(groups)],
                "to_code": row["institution_code"],
                "unit": "exam",
                "count": counts[cell],
            }
        )
        parts += [
            examined,
            examined.assign(kind_zh="减免费用", kind_en="Fee waived", unit="yuan", count=examined["count"] * waived),
        ]
    return pd.concat(parts).assign(mechanism_id="lishi_ct_half_fee")


def recognised(world: World) -> pd.DataFrame:
    """鹿寨: results of each examination that a hospital took over from another, and those that were made once more.

    By hospital and month the former are those of the activity, both together what could have been recognised.
    """
    months = _months(world, "result_recognition")
    hospitals = world.institutions(LUZHAI, *HOSPITALS)["institution_code"].to_list()
    table = facts("evidence_flows")
    outside = table[(table["use"] == "outside") & (table["code"] != "outside_other")]
    makers = np.array([*hospitals, *outside["code"]], dtype=object)
    # A patient comes with the result of another hospital of the county more often than with one from outside.
    weights = np.append(np.full(len(hospitals), 20.0), outside["out"].to_numpy(dtype=np.float64) / 4)
    parts = []
    for kind, column, share in (
        (("互认免重复检查", "Recognised instead of repeated"), "done", "up"),
        (("仍重复检查", "Repeated all the same"), "again", "down"),
    ):
        groups, shares = _groups("exam", share)
        own = months.assign(again=months["base"] - months["done"])
        elsewhere = makers[None, :] != own["institution_code"].to_numpy(dtype=object)[:, None]
        both = ((elsewhere * weights)[:, :, None] * shares).reshape(len(own), -1)
        counts = split(rng("recognised", LUZHAI, column), own[column].to_numpy(dtype=np.int64), both)
        row, cell = np.nonzero(counts)
        parts.append(
            pd.DataFrame(
                {
                    "month": own["month"].to_numpy()[row],
                    "kind_zh": kind[0],
                    "kind_en": kind[1],
                    "group_zh": groups["zh"].to_numpy()[cell % len(groups)],
                    "group_en": groups["en"].to_numpy()[cell % len(groups)],
                    "from_code": makers[cell // len(groups)],
                    "to_code": own["institution_code"].to_numpy(dtype=object)[row],
                    "unit": "result",
                    "count": counts[row, cell],
                }
            )
        )
    return pd.concat(parts).assign(mechanism_id="luzhai_result_recognition")


def _months(world: World, activity: str) -> pd.DataFrame:
    rows = world.frames["activity_month"]
    return rows[rows["activity_code"] == activity].sort_values(["month", "institution_code"]).reset_index(drop=True)


def _groups(use: str, column: str) -> tuple[pd.DataFrame, FloatArray]:
    table = facts("evidence_flows")
    own = table[table["use"] == use]
    return own, own[column].to_numpy(dtype=np.float64)
