"""清单: what is asked of each institution, community and list; 示例 as to its dates."""

from __future__ import annotations

import pandas as pd

from sample_data.checklists import asked_of_communities, asked_of_institutions, asked_of_lists
from sample_data.mechanisms import frame_of
from sample_data.world import World, facts


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the rows."""
    table = facts("evidence_checklist")
    by_community = set(table.loc[table["by"] == "community", "mechanism_id"])
    own = [row for row in asked_of_institutions(world) if row["mechanism_id"] not in by_community]
    return {"checklist_item": frame_of("checklist_item", [*own, *asked_of_communities(world), *asked_of_lists()])}
