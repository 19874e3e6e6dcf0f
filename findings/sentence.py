"""One sentence of Chinese that says what a metric did: period, figure, change with its interval, and one place.

2024年1—9月，基层诊疗人次占比58.2%，同比上升2.1个百分点（95%区间1.8—2.4）；西社镇贡献+0.6个百分点。

The grammar follows the numbers: a share rises or falls in 百分点, a count grows in %, a doubled count is 为上年同期
的2.3倍, a base under 30 gives both numbers, a change that prints as 0.0 is 持平. Where the change is not clear the
sentence says 无明显变化 or 数据不足以判断; where it is clear the interval says it.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import isinf

from metrics.statistics.verdict import CLEAR, Verdict
from words.names import VERDICTS
from words.numbers import (
    MINUS,
    Number,
    decimals_of,
    exact_decimal,
    format_change,
    format_interval,
    format_number,
    format_value,
    interval_decimals,
    is_missing,
    needs_both_numbers,
    round_half_up,
)


@dataclass(frozen=True)
class PlaceFact:
    """What one township added to the county's change, and what its own figure did.

    contribution : its term of the decomposition, in `change_unit` of the finding.
    change       : the change of its own figure, same unit; judgement "good", "bad" or "neutral" of that change.
    """

    name: str
    contribution: Number = None
    change: Number = None
    judgement: str = "neutral"


@dataclass(frozen=True)
class Finding:
    """The numbers a sentence is made of, one row of the metric frame with its names.

    subject       : what the value is, with its scope if it needs one (全县基层诊疗人次占比).
    change_unit   : 百分点, % or the metric's own unit.
    lower, upper  : limits of the change, in `change_unit`; None where there is no interval.
    verdict       : a `Verdict`, or None where the change has not been judged.
    comparison    : 同比 or 环比; with another base the words 比 and its name (比2020年).
    base_name     : what the base is called where its figure is printed: 上年同期, 上月, 2020年.
    reported      : (townships reported, townships expected) where not all have.
    """

    period: str
    subject: str
    value: Number
    unit: str
    change: Number = None
    change_unit: str = "百分点"
    compare_value: Number = None
    lower: Number = None
    upper: Number = None
    confidence: float = 0.95
    verdict: str | None = None
    comparison: str = "同比"
    base_name: str = "上年同期"
    status: str = "shown"
    decimals: int | None = None
    reported: tuple[int, int] | None = None


def finding_sentence(finding: Finding, place: PlaceFact | None = None) -> str:
    """Return the sentence, ended by 。; a figure that is hidden or missing is said to be so and nothing else.

    Raises ValueError if the verdict contradicts the direction of the change.
    """
    head = f"{finding.period}，{finding.subject}"
    if finding.status == "hidden":
        return f"{head}已隐藏（人数过少）。"
    figure = format_value(finding.value, finding.unit, status=finding.status, decimals=finding.decimals)
    if finding.status == "no_data" or is_missing(finding.value):
        return f"{head}{figure}。"
    _check_verdict(finding)
    clause = _change_clause(finding)
    tail = _place_clause(place, finding) if place and _has_change(finding) else ""
    return f"{head}{figure}，{clause}{tail}。"


def _check_verdict(finding: Finding) -> None:
    if finding.change is None or is_missing(finding.change) or finding.verdict not in CLEAR:
        return
    if (exact_decimal(finding.change) > 0) != (finding.verdict == Verdict.CLEAR_RISE):
        raise ValueError(f"verdict {finding.verdict} does not fit a change of {finding.change}{finding.change_unit}")


def _gives_both_numbers(finding: Finding) -> bool:
    return finding.change_unit == "%" and needs_both_numbers(finding.change, finding.compare_value, finding.unit)


def _has_change(finding: Finding) -> bool:
    """Say whether the sentence states a change that a place can have contributed to."""
    change = finding.change
    return (
        change is not None and not is_missing(change) and not isinf(float(change)) and not _gives_both_numbers(finding)
    )


def _change_clause(finding: Finding) -> str:
    """Say the change, its interval, and whether it is clear."""
    if _gives_both_numbers(finding):
        base = format_value(finding.compare_value, finding.unit, decimals=finding.decimals)
        return f"{finding.base_name}{base}" + _verdict_clause(finding)
    if not _has_change(finding):
        return f"无{finding.base_name}数可比"
    words = format_change(finding.change, finding.change_unit, base_name=finding.base_name, decimals=_places(finding))
    joined = words if words.startswith("为") else finding.comparison + words
    return joined + _interval_clause(finding) + _verdict_clause(finding)


def _places(finding: Finding) -> int | None:
    """Return the decimals of the change: those of the value where both are in the same unit."""
    return finding.decimals if finding.change_unit == finding.unit else None


def _interval_clause(finding: Finding) -> str:
    """Return the interval in brackets, as sizes where both limits lie on the side of the change, else with signs."""
    limits = (finding.lower, finding.upper)
    if any(limit is None or is_missing(limit) for limit in limits) or finding.change is None:
        return ""
    level = format_number(Decimal(str(finding.confidence)) * 100, 1).removesuffix(".0")
    places = decimals_of(finding.change_unit) if _places(finding) is None else _places(finding)
    lower, upper = (exact_decimal(limit) for limit in limits if limit is not None)
    change = exact_decimal(finding.change)
    doubled = finding.change_unit == "%" and change > 0 and round_half_up(change, 1) >= 100
    if doubled:
        return f"（{level}%区间{format_interval(1 + lower / 100, 1 + upper / 100, '', decimals=1)}）"
    falls_throughout = upper <= 0 and change < 0
    if falls_throughout:
        lower, upper = -upper, -lower
    text = format_interval(lower, upper, "", decimals=interval_decimals(lower, upper, places or 0))
    if MINUS in text or round_half_up(change, places or 0) == 0:
        return f"（变化的{level}%区间{text}）"
    return f"（{level}%区间{text}）"


def _verdict_clause(finding: Finding) -> str:
    if finding.verdict == Verdict.NO_CLEAR_CHANGE:
        return f"，{VERDICTS[Verdict.NO_CLEAR_CHANGE][0]}"
    if finding.verdict != Verdict.TOO_LITTLE_DATA:
        return ""
    if finding.reported and finding.reported[0] < finding.reported[1]:
        return f"，{finding.reported[1]}个乡镇中{finding.reported[0]}个已报全，暂不下结论"
    return f"，{VERDICTS[Verdict.TOO_LITTLE_DATA][0]}"


def _place_clause(place: PlaceFact, finding: Finding) -> str:
    """Return the place: its own clear worsening if it has one, else what it contributed, unless that prints as 0.0."""
    if place.judgement == "bad" and place.change is not None and not is_missing(place.change):
        words = format_change(place.change, finding.change_unit, base_name=finding.base_name, decimals=_places(finding))
        return f"；{place.name}明显{words}" if words[0] in "上下增减" else f"；{place.name}{words}"
    if place.contribution is None or is_missing(place.contribution):
        return ""
    decimals = _places(finding)
    decimals = decimals_of(finding.change_unit) if decimals is None else decimals
    if round_half_up(place.contribution, decimals) == 0:
        return ""
    unit = {"%": "个百分点", "百分点": "个百分点", "千分点": "个千分点"}.get(finding.change_unit, finding.change_unit)
    return f"；{place.name}贡献{format_number(place.contribution, decimals, signed=True)}{unit}"
