"""What the reforms ask of each institution, community and list, and the month in which it was put in place.

Drawn once: the checklists that mechanisms are shown from and the items that metrics count are the same rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sample_data.mechanisms import SYNTHETIC, county_of, townships_of
from sample_data.world import MONTHS, World, facts, rng

Rows = list[dict[str, Any]]
LAST = int(MONTHS[-1])
JITTER = 0.05
"""Of an item's time from the first to the last institution: how far an institution strays from its usual place."""


def asked_of_institutions(world: World) -> Rows:
    """Return one row an institution and matter: `since` is empty where it was not in place at the data's end."""
    table = facts("evidence_checklist")
    table = table[table["levels"] != ""]
    rows: Rows = []
    for mechanism_id, items in table.groupby("mechanism_id", sort=False):
        county = county_of(str(mechanism_id))
        members = world.institutions(county, *items["levels"].iloc[0].split())
        codes = members["institution_code"].tolist()
        drawn = _months(str(mechanism_id), items, len(codes))
        for item, months in zip(items.to_dict("records"), drawn, strict=True):
            at = townships_of(world, codes, np.where(months <= LAST, months, LAST))
            rows += [
                {
                    **_item(item, month),
                    "item_id": f"{mechanism_id}_{member.institution_code}_{item['position']}",
                    "township_code": township,
                    "institution_code": member.institution_code,
                    "community_code": member.community_code,
                    "subject_zh": member.name_zh,
                    "subject_en": member.name_en,
                }
                for member, township, month in zip(members.itertuples(index=False), at, months.tolist(), strict=True)
            ]
    return rows


def asked_of_communities(world: World) -> Rows:
    """Return one row a community and matter: a matter of its members is in place once the last of them has it."""
    table = facts("evidence_checklist")
    table = table[table["by"] == "community"]
    by_member = pd.DataFrame(asked_of_institutions(world))
    rows: Rows = []
    for mechanism_id, items in table.groupby("mechanism_id", sort=False):
        own = world.frames["community"]
        own = own[own["county_code"] == county_of(str(mechanism_id))]
        drawn = _months(f"{mechanism_id} communities", items, len(own))
        for item, months in zip(items.to_dict("records"), drawn, strict=True):
            for community, month in zip(own.itertuples(index=False), months.tolist(), strict=True):
                since = month
                if item["levels"]:
                    members = by_member[
                        (by_member["mechanism_id"] == mechanism_id)
                        & (by_member["item_zh"] == item["item_zh"])
                        & (by_member["community_code"] == community.community_code)
                    ]["since"]
                    since = LAST + 1 if members.isna().any() else int(members.max())
                rows.append(
                    {
                        **_item(item, since),
                        "item_id": f"{mechanism_id}_{community.community_code}_{item['position']}",
                        "subject_zh": community.name_zh,
                        "subject_en": community.name_en,
                    }
                )
    return rows


def asked_of_lists() -> Rows:
    """Return one row a responsibility of a list, with the office that answers for it."""
    table = facts("evidence_checklist")
    table = table[table["by"] == "list"].reset_index(drop=True)
    return [
        {
            **_item(item, int(item["first"])),
            "item_id": f"{item['mechanism_id']}_{number:02d}",
            "subject_zh": item["subject_zh"],
            "subject_en": item["subject_en"],
        }
        for number, item in enumerate(table.to_dict("records"), start=1)
    ]


def _item(item: dict[Any, Any], month: int) -> dict[str, Any]:
    """Return what a row says of its matter. month: of putting it in place; after the data's end it is still open."""
    done = month <= LAST
    return {
        "county_code": county_of(item["mechanism_id"]),
        "mechanism_id": item["mechanism_id"],
        "position": int(item["position"]),
        "item_zh": item["item_zh"],
        "item_en": item["item_en"],
        "state": "done" if done else "under_way",
        "since": month if done else None,
        "due": int(item["due"]),
        "document_zh": item["document_zh"],
        "owner": item["owner"],
        **SYNTHETIC,
    }


def _months(key: str, items: pd.DataFrame, count: int) -> np.ndarray:
    """Return the month of each matter at each of `count` subjects, shape (n_items, count).

    Every subject has its pace, from the first to the last; each matter goes from its first to its last month.
    """
    generator = rng("checklist", key)
    pace = generator.permutation(np.linspace(0, 1, count))
    place = np.clip(pace + generator.normal(0, JITTER, (len(items), count)) * ((pace > 0) & (pace < 1)), 0, 1)
    first, last = (_index(items[name].astype(int).to_numpy())[:, None] for name in ("first", "last"))
    index = np.rint(first + place * (last - first)).astype(int)
    return np.asarray(index // 12 * 100 + index % 12 + 1)


def _index(months: np.ndarray) -> np.ndarray:
    return np.asarray(months // 100 * 12 + months % 100 - 1)
