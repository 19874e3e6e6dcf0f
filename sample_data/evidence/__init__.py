"""The rows that the mechanisms are shown from: 示例 but for what the accounts print."""

from __future__ import annotations

import pandas as pd

from sample_data.evidence import capacity, checklist, flows, hires, money, network, outings, plan, programme
from sample_data.world import World


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the tables of evidence by name. world: places, institutions and monthly facts must be there already.

    Response times need the roads, too, and are made after them (`generator.py`).
    """
    found: dict[str, pd.DataFrame] = {}
    for made in (checklist, network, flows, outings, money, plan, programme, capacity, hires):
        found |= made.build(world)
    return found
