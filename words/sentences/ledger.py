"""What the ledger says of a township's month."""

from typing import Final

SENTENCES: Final = {
    "bulletin": (
        "计划 {planned} 次，到岗 {attended} 次，计入 {counted} 次；{judged}{exempt}{why}",
        "{planned} planned, {attended} came, {counted} counted. {judged}{exempt}{why}",
    ),
    "periods_met": ("应考核 {assessed} 期，达标 {met} 期。", "{met} of {assessed} periods met."),
    "nothing_due": ("本月没有应考核的时段。", "Nothing was due this month."),
    "periods_exempt": ("另有 {count} 期因节假日免考核。", " {count} more exempt for holidays."),
    "not_counted": ("未计入：{losses:list}。", " Not counted: {losses:list}."),
    "lost_visits": ("{reason_zh} {count} 次", "{reason_en} {count}"),
}
