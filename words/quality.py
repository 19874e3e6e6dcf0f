"""What is said of figures that break a rule of data quality, and of the state they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from words.numbers import Language, format_number

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "part": (
        "{when}{part}（{part_value}）大于{whole}（{whole_value}）",
        "{when}{part} ({part_value}) exceeds {whole} ({whole_value})",
    ),
    "part_days": (
        "{when}{part}（{part_value}）大于{whole}乘{days}天（{whole_value}×{days}）",
        "{when}{part} ({part_value}) exceeds {whole} times {days} days ({whole_value} × {days})",
    ),
    "ratio": (
        "{when}{part}除以{whole}是{ratio}，应在{least}到{most}之间",
        "{when}{part} over {whole} is {ratio}; expected between {least} and {most}",
    ),
    "slip_more": (
        "{when}{column}是{against}的{times}倍，像多了{digits}位数",
        "{when}{column} is {times} times {against}; it seems to have {digits} too many",
    ),
    "slip_less": (
        "{when}{column}只有{against}的1/{times}，像少了{digits}位数",
        "{when}{column} is 1/{times} of {against}; it seems to have {digits} too few",
    ),
    "slip_zero": (
        "{when}{column}写的是0，{against}是{reference}：是真的没有，还是没有数？",
        "{when}{column} is 0 and {against} was {reference}: none at all, or not known?",
    ),
    "slip_outside": (
        "{when}{column}是{against}的{times}倍，超出该机构自己的波动",
        "{when}{column} is {times} times {against}, beyond the place's own swings",
    ),
    "unit_more": (
        "{when}{column}：能比的{of}家中{places}家同样多了{digits}位数，像是单位写错了",
        "{when}{column}: {places} of {of} places have {digits} too many alike; the unit seems wrong",
    ),
    "unit_less": (
        "{when}{column}：能比的{of}家中{places}家同样少了{digits}位数，像是单位写错了",
        "{when}{column}: {places} of {of} places have {digits} too few alike; the unit seems wrong",
    ),
    "township": (
        "{when}别的乡镇都有，这里没有数",
        "{when}other townships are there and this one is not",
    ),
    "twice": ("{when}{column}出现两次且不同", "{when}{column} is given twice and different"),
}
"""Kind of a problem → its sentence."""

AGAINST: Final[dict[str, tuple[str, str]]] = {
    "year_before": ("去年同月", "the same month a year before"),
    "median": ("前后一年的中位数", "the median of a year on either side"),
    "month_before": ("上一个月", "the month before"),
}
"""What a figure is held against."""

_DIGITS_ZH: Final = {1: "一", 2: "两", 3: "三", 4: "四", 5: "五", 6: "六"}

STATES: Final[dict[str, tuple[str, str]]] = {
    "open": ("未处理", "open"),
    "accepted": ("已确认", "accepted"),
    "mended": ("已改正", "mended"),
}
"""State of a problem → its word."""

SEVERITIES: Final[dict[str, tuple[str, str]]] = {
    "refuse": ("不装载", "refuse"),
    "ask": ("要问", "ask"),
    "note": ("提示", "note"),
}
"""Severity of a rule → its word."""


def when(month: int, language: Language = "zh") -> str:
    """Return a month as a sentence begins with it: 2024年3月, 3/2024."""
    return f"{month // 100}年{month % 100}月" if language == "zh" else f"{month % 100}/{month // 100}: "


def _times(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _digits(count: int, language: Language) -> str:
    count = abs(count)
    if language == "zh":
        return _DIGITS_ZH.get(count, str(count))
    return f"{count} digit" if count == 1 else f"{count} digits"


def problem_said(
    kind: str,
    fields: Mapping[str, Any],
    *,
    month: int,
    names: Mapping[str, str],
    language: Language = "zh",
) -> str:
    """Return what is wrong with a figure as one sentence.

    kind, fields : of `metrics.quality.Problem`. names: `column`, `part`, `whole` as the reader calls them.
    """
    said: dict[str, Any] = {"when": when(month, language), **names}
    code = kind
    if kind in ("part", "ratio"):
        said |= {name: format_number(fields[name], 0) for name in ("part_value", "whole_value")}
        if kind == "part" and fields.get("days", 1) != 1:
            code, said["days"] = "part_days", fields["days"]
        if kind == "ratio":
            said |= {"ratio": _times(fields["ratio"]), "least": f"{fields['least']:g}", "most": f"{fields['most']:g}"}
    elif kind == "slip":
        said["against"] = AGAINST[fields["against"]][language == "en"]
        said["reference"] = format_number(fields["reference"], 0)
        digits = int(fields["digits"])
        said["digits"] = _digits(digits, language)
        said["times"] = _times(fields["times"]) if digits >= 0 else _times(1 / fields["times"]).removesuffix(".0")
        code = "slip_more" if digits > 0 else "slip_less" if digits < 0 else "slip_outside"
        code = "slip_zero" if fields["value"] <= 0 else code
    elif kind == "unit":
        code = "unit_more" if fields["digits"] > 0 else "unit_less"
        said |= {"digits": _digits(fields["digits"], language), "places": fields["places"], "of": fields["of"]}
    return SENTENCES[code][language == "en"].format(**said)


REPORTS: Final[dict[str, tuple[str, str]]] = {
    "reported": ("已报", "in"),
    "late": ("迟报", "late"),
    "missing": ("缺报", "missing"),
    "doubtful": ("有疑问", "in doubt"),
}
"""State of an institution's return of a month → its word."""

IN_DOUBT: Final = ("存疑", "in doubt")
"""What stands beside a figure whose inputs fail."""
