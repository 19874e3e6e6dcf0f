"""The reasons for which a planned visit does not count, in the order they are asked, and the titles in their order."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

TITLES = ("初级", "中级", "副高", "正高")
TITLE_RANK = {title: rank for rank, title in enumerate(TITLES, start=1)}

# A visit is lost for the first reason that holds. What makes the record itself doubtful comes before what the
# rule asks of it, so that nobody is told “工时不足” about a visit that never took place.
REASONS: dict[str, str] = {
    "counted": "计入",
    "on_leave": "请假",
    "no_check_in": "未签到",
    "no_check_out": "未签退",
    "on_posting": "派驻期间",
    "duplicate": "重复",
    "overlap": "时间重叠",
    "late": "迟到",
    "no_rule": "没有适用的规定",
    "wrong_place": "不在规定地点",
    "wrong_specialty": "专科不符",
    "title_unknown": "职称不明",
    "wrong_title": "职称不符",
    "under_hours": "工时不足",
}
REASONS_EN: dict[str, str] = {
    "counted": "counted",
    "on_leave": "on leave",
    "no_check_in": "no sign-in",
    "no_check_out": "no sign-out",
    "on_posting": "on a posting",
    "duplicate": "repeated",
    "overlap": "times overlap",
    "late": "late",
    "no_rule": "no rule applies",
    "wrong_place": "not at the place of the rule",
    "wrong_specialty": "another specialty",
    "title_unknown": "title unknown",
    "wrong_title": "title too low",
    "under_hours": "too few hours",
}
REASON_CODES = tuple(REASONS)
CODE = {name: code for code, name in enumerate(REASON_CODES)}

STATUS_ZH = {"met": "达标", "missed": "未达标", "exempt": "节假日免考核", "partial": "未满一期"}


def title_ranks(titles: Iterable[object]) -> npt.NDArray[np.int64]:
    """Return 1–4 for 初级 … 正高, 0 where the title is not known."""
    return np.array([TITLE_RANK.get(title, 0) if isinstance(title, str) else 0 for title in titles], dtype=np.int64)
