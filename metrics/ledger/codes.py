"""The reasons for which a planned visit does not count, in the order they are asked, and the titles in their order."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

TITLES = ("初级", "中级", "副高", "正高")
TITLE_RANK = {title: rank for rank, title in enumerate(TITLES, start=1)}

# A visit is lost for the first reason that holds. What makes the record itself doubtful comes before what the
# rule asks of it, so that nobody is told “工时不足” about a visit that never took place.
REASON_CODES = (
    "counted",
    "on_leave",
    "no_check_in",
    "no_check_out",
    "on_posting",
    "duplicate",
    "overlap",
    "late",
    "no_rule",
    "wrong_place",
    "wrong_specialty",
    "title_unknown",
    "wrong_title",
    "hours_unknown",
    "under_hours",
)
CODE = {name: code for code, name in enumerate(REASON_CODES)}


def title_ranks(titles: Iterable[object]) -> npt.NDArray[np.int64]:
    """Return 1–4 for 初级 … 正高, 0 where the title is not known."""
    return np.array([TITLE_RANK.get(title, 0) if isinstance(title, str) else 0 for title in titles], dtype=np.int64)
