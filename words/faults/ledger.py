"""A row of the ledger's input that cannot be read as it stands."""

from typing import Final

_ID: Final = ("请先登记专家，或改正编号。", "Register the expert first, or correct the id.")
_DATES: Final = ("请改正日期。", "Correct the dates.")

FAULTS: Final = {
    "several_ledger_faults": (
        "有 {count} 处问题：\n{faults:lines}",
        "",
        "{count:of fault}:\n{faults:lines}",
        "",
    ),
    "ledger_columns": (
        "缺少列 {columns:list}。",
        "请按数据字典补齐列后重试。",
        "Columns {columns:list} are missing.",
        "Add them as the data dictionary says and try again.",
    ),
    "ledger_id_repeated": (
        "编号出现了不止一次。",
        "请合并重复的行。",
        "The id stands more than once.",
        "Merge the rows.",
    ),
    "ledger_visit_repeated": (
        "编号出现了不止一次。",
        "请删去重复装载的行。",
        "The id stands more than once.",
        "Delete the rows loaded twice.",
    ),
    "ledger_title": (
        "职称“{title}”不是初级、中级、副高、正高之一。",
        "请改正；不知道就留空。",
        "“{title}” is none of the four titles.",
        "Correct it; leave it empty where it is not known.",
    ),
    "ledger_expert": (
        "专家 {expert} 不在专家表中。",
        _ID[0],
        "Expert {expert} is not in the table of experts.",
        _ID[1],
    ),
    "ledger_posted_expert": (
        "专家不在专家表中。",
        _ID[0],
        "The expert is not in the table of experts.",
        _ID[1],
    ),
    "ledger_place": (
        "机构 {place} 不在地点表中。",
        "请先登记机构，或改正编号。",
        "Institution {place} is not in the table of places.",
        "Register the institution first, or correct the code.",
    ),
    "ledger_times": (
        "{what:word}结束不晚于{what:word}开始。",
        "请改正时间。",
        "The {what:word} end is no later than the {what:word} start.",
        "Correct the times.",
    ),
    "ledger_leave_dates": (
        "结束日早于开始日。",
        _DATES[0],
        "The last day is before the first.",
        _DATES[1],
    ),
    "ledger_posting_dates": (
        "结束日早于开始日。",
        "请改正日期；仍在派驻就留空。",
        "The last day is before the first.",
        "Correct the dates; leave the last one empty while the posting goes on.",
    ),
    "ledger_rule_repeated": (
        "编号出现了不止一次。",
        "请给每条规定一个编号。",
        "The id stands more than once.",
        "Give each rule an id of its own.",
    ),
    "ledger_title_floor": (
        "职称下限“{title}”不是初级、中级、副高、正高之一。",
        "请改正职称下限。",
        "The least title “{title}” is none of the four.",
        "Correct it.",
    ),
    "ledger_rule_dates": (
        "失效月 {last} 早于生效月 {first}。",
        "请改正有效期。",
        "The rule ends in {last}, before it begins in {first}.",
        "Correct the months.",
    ),
    "ledger_minimum": ("下限是负数。", "请填 0 或正数。", "A minimum is negative.", "Enter 0 or more."),
    "ledger_visit_hours": (
        "每次 {hours:g} 小时，谁也做不到。",
        "每次时长请填 24 小时以内。",
        "Nobody can make visits of {hours:g} hours.",
        "Enter at most 24 hours a visit.",
    ),
    "ledger_period_hours": (
        "每期 {hours:g} 小时，超过一期的钟点数 {most:g}。",
        "请核对单位。",
        "{hours:g} hours a period are more than the {most:g} that it has.",
        "Check the unit.",
    ),
}
