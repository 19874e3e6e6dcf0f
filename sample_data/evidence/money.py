"""资金."""

from __future__ import annotations

import pandas as pd

from sample_data.mechanisms import frame_of
from sample_data.world import World


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the rows."""
    return {
        name: frame_of(name, [])
        for name in (
            "budget",
            "payment",
            "pay",
        )
    }
