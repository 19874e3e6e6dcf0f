"""A change by hand that is refused; nothing was changed."""

from typing import Final

_CHOOSE_AGAIN: Final = ("请从表中重新选择。", "Choose again from the table.")
_FLOORS: Final = "初级、中级、副高、正高"

FAULTS: Final = {
    "no_clerk": (
        "没有写经办人，或名字太长。",
        "请写经办人，最多{most}字。",
        "There is no name of who freezes the figures, or it is too long.",
        "Write a name of at most {most} characters.",
    ),
    "nothing_to_freeze": (
        "没有可冻结的数。",
        "请改选有数的时期再冻结。",
        "There are no figures to freeze.",
        "Choose a period that has figures.",
    ),
    "no_month": (
        "{what:word} {month} 不是月份。",
        "请写成六位数，如 202501。",
        "{what:word} {month} is not a month.",
        "Write six digits, such as 202501.",
    ),
    "no_first_month": (
        "没有写生效月。",
        "请写成六位数，如 202501。",
        "There is no month from which the rule holds.",
        "Write six digits, such as 202501.",
    ),
    "rule_ends_before": (
        "失效月 {last} 早于生效月 {first}。",
        "请改正有效期。",
        "The rule ends in {last}, before it begins in {first}.",
        "Correct the months.",
    ),
    "minimum_negative": ("下限是负数。", "请填 0 或正数。", "A minimum is negative.", "Enter 0 or more."),
    "visit_too_long": (
        "每次 {hours:g} 小时，谁也做不到。",
        "每次时长请填 24 小时以内。",
        "Nobody can make visits of {hours:g} hours.",
        "Enter at most 24 hours a visit.",
    ),
    "floor_unknown": (
        f"职称下限“{{title}}”不是{_FLOORS}之一。",
        "请改正职称下限。",
        "“{title}” is none of the four titles.",
        "Correct the title.",
    ),
    "no_such_institution": (
        "本县没有编号为 {codes} 的机构。",
        "请从表中选择机构。",
        "The county has no institution with code {codes}.",
        "Choose institutions from the table.",
    ),
    "columns_fixed": (
        "这些列不能改：{columns:list}。",
        "请只改下限、职称和有效期。",
        "These columns cannot be changed: {columns:list}.",
        "Change minima, title and months only.",
    ),
    "no_such_rule": (
        "本县没有这条规定。",
        _CHOOSE_AGAIN[0],
        "The county has no such rule.",
        _CHOOSE_AGAIN[1],
    ),
    "nothing_changed": (
        "没有改动。",
        "与原来相同，不必保存。",
        "Nothing was changed.",
        "It is as before; there is nothing to save.",
    ),
    "times_unchanged": (
        "没有改动。",
        "时间与原来相同，不必保存。",
        "Nothing was changed.",
        "The times are as before; there is nothing to save.",
    ),
    "no_approver": (
        "没有写批准人。",
        "界限只能由人批准：请写明批准人，再保存。",
        "There is no name of who approves.",
        "Limits are approved by people only: write who approves, then save.",
    ),
    "approver_too_long": (
        "批准人超过{most}字。",
        "请写短一些。",
        "The name of who approves has more than {most} characters.",
        "Write a shorter one.",
    ),
    "baseline_too_short": (
        "基线不足{fewest}个月。",
        "基线至少取连续{fewest}个月，界限才靠得住。",
        "The baseline has fewer than {fewest} months.",
        "Take at least {fewest} months in a row, or the limits cannot be relied on.",
    ),
    "work_or_people_wrong": (
        "工作内容或人数不对。",
        "人数请填 0 到 {most}。",
        "The work or the number of people is not right.",
        "Enter 0 to {most} people.",
    ),
    "times_do_not_fit": (
        "到岗和离岗时间对不上。",
        "请填好两个时间，离岗晚于到岗；没有到岗就都不填。",
        "The times of coming and going do not fit each other.",
        "Enter both, the second after the first; leave both empty where nobody came.",
    ),
    "not_in_roster": (
        "班表里没有这一次下沉。",
        "请刷新后重新选择。",
        "The roster has no such visit.",
        "Refresh the page and choose again.",
    ),
    "draft_not_attended": (
        "草稿不能登记到岗。",
        "请先发布班表。",
        "Attendance cannot be entered for a draft.",
        "Publish the roster first.",
    ),
    "day_to_come": (
        "{day:%Y-%m-%d} 还没到，不能登记到岗。",
        "请在下沉当天或之后登记。",
        "{day:%Y-%m-%d} is still to come; attendance cannot be entered.",
        "Enter it on the day of the visit or later.",
    ),
    "other_day": (
        "到岗时间不在下沉当天。",
        "请改成当天的时间。",
        "The time of coming is not on the day of the visit.",
        "Enter a time of that day.",
    ),
    "already_entered": (
        "这一次已经登记过，没有覆盖。",
        "登记有误请在“台账”里改正到岗。",
        "This visit has been entered already and was not overwritten.",
        "If it is wrong, correct it on the tab Ledger.",
    ),
    "no_leave_by_hand": (
        "没有这条在页面登记的请假。",
        "装载进来的请假请在“数据”页改正后重新装载。",
        "No such leave was entered on a page.",
        "A leave that was loaded is corrected on the page Data and loaded again.",
    ),
    "no_reason": (
        "没有写原因。",
        "请写明为什么改，再保存。",
        "There is no reason.",
        "Write why it is changed, then save.",
    ),
    "reason_too_long": (
        "原因超过 {most} 字。",
        "请写短一些。",
        "The reason has more than {most} characters.",
        "Write a shorter one.",
    ),
    "no_such_visit": (
        "没有编号为 {visit} 的下沉。",
        _CHOOSE_AGAIN[0],
        "There is no visit {visit}.",
        _CHOOSE_AGAIN[1],
    ),
    "leave_ends_before": (
        "请假结束早于开始。",
        "请改正日期。",
        "The leave ends before it begins.",
        "Correct the dates.",
    ),
    "expert_not_listed": (
        "专家 {expert} 不在专家表中。",
        "请先登记专家。",
        "Expert {expert} is not in the table of experts.",
        "Register the expert first.",
    ),
    "breaches_found": (
        "独立检查发现 {breaches} 处硬性错误，没有发布。",
        "请按检查表改正后重排，再发布。",
        "The independent check found {breaches:of hard error}; nothing was published.",
        "Correct what the check lists, make the roster anew, then publish.",
    ),
    "draft_gone": (
        "这份草稿已不在了。",
        "请刷新后重新选择。",
        "This draft is no longer there.",
        "Refresh the page and choose again.",
    ),
    "only_drafts": (
        "只能删除草稿。",
        "已发布的班表请用“恢复上一版”。",
        "Only drafts can be deleted.",
        "For a published roster use “Go back to it”.",
    ),
}
