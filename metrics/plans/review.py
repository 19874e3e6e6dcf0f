"""A saved plan beside what was built later: which planned sites count now, and which new ones nobody planned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from metrics.circle.what_if import Step
from metrics.plans.siting_inputs import SitingGround

NEAR_MIN: Final = 10.0
"""A site built within ten minutes of the planned village does what was planned."""

REVIEW_COLUMNS: Final = ("planned", "built", "minutes", "state")


def built_since(ground: SitingGround, counted_then: Sequence[str]) -> list[int]:
    """Return the positions of candidates that count now and did not when the plan was made.

    ground : of the month of the review. counted_then : codes of the sites that counted in the plan's month.
    """
    candidates = ground.candidates
    newer = candidates["standing"] & ~candidates["code"].isin(list(counted_then))
    return [int(place) for place in np.flatnonzero(newer.to_numpy())]


def plan_review(ground: SitingGround, steps: Sequence[Step], counted_then: Sequence[str]) -> pd.DataFrame:
    """Return one row a planned site, then one a site built beside the plan: REVIEW_COLUMNS.

    planned, built : candidate labels, "" where there is none. minutes: between the two (NaN where not comparable).
    state : as_planned (built there or within NEAR_MIN), not_built, unplanned, gone (no such place any more).
    """
    candidates = ground.candidates
    labels = candidates["label"].to_numpy(object)
    place_of = {str(code): place for place, code in enumerate(candidates["code"])}
    left = built_since(ground, counted_then)
    rows: list[tuple[str, str, float, str]] = []
    for step in steps:
        if step.kind not in ("add", "upgrade"):
            continue
        place = place_of.get(step.target)
        if place is None:
            rows.append((step.target, "", np.nan, "gone"))
            continue
        match, minutes = _nearest_built(ground, place, left)
        if match is None:
            rows.append((str(labels[place]), "", np.nan, "not_built"))
            continue
        left.remove(match)
        rows.append((str(labels[place]), str(labels[match]), minutes, "as_planned"))
    rows += [("", str(labels[place]), np.nan, "unplanned") for place in left]
    return pd.DataFrame(rows, columns=list(REVIEW_COLUMNS))


def _nearest_built(ground: SitingGround, planned: int, built: Sequence[int]) -> tuple[int | None, float]:
    """Return the built site that stands for a planned one, and the minutes between them."""
    if planned in built:
        return planned, 0.0
    if not built or planned >= len(ground.villages):
        return None, np.nan
    # Candidates begin with the villages in their own order, so a planned village is a row of the minutes too.
    minutes = ground.minutes[0, planned, list(built)]
    best = int(minutes.argmin())
    return (built[best], float(minutes[best])) if minutes[best] <= NEAR_MIN else (None, np.nan)
