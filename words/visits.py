"""What became of a planned visit, what is done on one, and where: Chinese and English."""

from typing import Final

# Why a planned visit does not count.
REASON_NAMES: Final = {
    "counted": ("计入", "counted"),
    "on_leave": ("请假", "on leave"),
    "no_check_in": ("未签到", "no sign-in"),
    "no_check_out": ("未签退", "no sign-out"),
    "on_posting": ("派驻期间", "on a posting"),
    "duplicate": ("重复", "repeated"),
    "overlap": ("时间重叠", "times overlap"),
    "late": ("迟到", "late"),
    "no_rule": ("没有适用的规定", "no rule applies"),
    "wrong_place": ("不在规定地点", "not at the place of the rule"),
    "wrong_specialty": ("专科不符", "another specialty"),
    "title_unknown": ("职称不明", "title unknown"),
    "wrong_title": ("职称不符", "title too low"),
    "hours_unknown": ("时长未报", "hours not reported"),
    "under_hours": ("工时不足", "too few hours"),
}
# What is done on a visit.
ACTIVITY_NAMES: Final = {
    "clinic": ("坐诊", "clinic"),
    "rounds": ("查房", "rounds"),
    "lecture": ("讲座", "lecture"),
    "teaching_surgery": ("带教手术", "teaching surgery"),
}
# Kinds of place that a rule may be about.
PLACE_KINDS: Final = {
    "township_level": ("乡镇卫生院和社区中心", "township and community centres"),
    "county_hospital": ("县级医院", "county hospitals"),
    "central_village_clinic": ("中心村卫生室", "central village clinics"),
    "village_clinic": ("村卫生室", "village clinics"),
}
# How a township's year stands beside the county's: a band, never a rank. {whole}: 全县, 全旗 … (words/places.py).
BAND_NAMES: Final = {
    "above": ("高于{whole}", "above"),
    "alike": ("与{whole}无明显差别", "no clear difference"),
    "below": ("低于{whole}", "below"),
    "little": ("数据不足", "too little data"),
}
