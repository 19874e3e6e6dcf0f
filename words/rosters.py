"""What breaches and changes of a roster are called, Chinese and English."""

from typing import Final

BREACH_NAMES: Final = {
    "bad_row": ("行不完整", "incomplete row"),
    "unreadable": ("读不懂", "cannot be read"),
    "repeated_id": ("编号重复", "repeated id"),
    "unknown_expert": ("专家不存在", "unknown expert"),
    "unknown_place": ("地点不存在", "unknown place"),
    "wrong_township": ("乡镇与机构不符", "township does not fit the place"),
    "outside_horizon": ("不在排班时段内", "outside the roster's days"),
    "weekend": ("排在周末", "on a weekend"),
    "holiday": ("排在节假日", "on a holiday"),
    "repeated_visit": ("同一下沉重复", "same visit twice"),
    "two_places": ("一天两地", "two places on one day"),
    "overlap": ("时间重叠", "times overlap"),
    "end_before_start": ("结束早于开始", "ends before it starts"),
    "other_day": ("时间不在当日", "times of another day"),
    "too_short": ("时长不足", "too short"),
    "on_leave": ("请假期间", "on leave"),
    "on_posting": ("派驻期间", "on a posting"),
    "not_in_service": ("不在聘期", "not in service"),
    "no_road": ("没有通行时间", "no travel time"),
    "too_far": ("当天往返不及", "cannot return the same day"),
    "title_unknown": ("职称不明", "title unknown"),
    "title_too_low": ("职称不符", "title too low"),
    "wrong_specialty": ("专科不符", "another specialty"),
    "too_often": ("一周次数过多", "too often in a week"),
    "home_floor": ("留院人数不足", "too few stay at the hospital"),
    "missing_visits": ("规定次数不足", "too few visits for the rule"),
    "missing_persons": ("规定人数不足", "too few experts for the rule"),
    "missing_hours": ("规定时长不足", "too few hours for the rule"),
    "pin_missing": ("指定的下沉不在表中", "a pinned visit is missing"),
    "frozen_changed": ("冻结期内被改动", "changed in the frozen days"),
}
CHANGE_NAMES: Final = {
    "cancelled": ("取消", "called off"),
    "added": ("新增", "added"),
    "moved": ("改派", "moved"),
}
