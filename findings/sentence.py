"""One sentence that says what a metric did: period, figure, change with its interval, and one place.

2024年1—9月，基层诊疗人次占比58.2%，同比上升2.1个百分点（95%区间1.8—2.4）；西社镇贡献+0.6个百分点。
Primary-care share, 2024-01 to 2024-09: 58.2%, up 2.1 percentage points from the year before (95% interval 1.8–2.4);
Xishe Town contributed +0.6 percentage points.

Both languages say the same facts in the same order; what the clauses are is decided once, how they read twice.

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
    Language,
    Number,
    decimals_of,
    exact_decimal,
    form_of_change,
    format_change,
    format_interval,
    format_number,
    format_value,
    interval_decimals,
    is_missing,
    needs_both_numbers,
    round_half_up,
)
from words.units import spaced, unit_of


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
    comparison    : 同比 or 环比; with another base the words 比 and its name (比2020年). English says the base's name.
    base_name     : what the base is called where its figure is printed: 上年同期, 上月, 2020年; the year before.
    reported      : (townships reported, townships expected) where not all have.
    why           : of a figure that is "mismatched", its two counts and what to check; without a full stop.
    language      : of period, subject and base_name, and of the sentence; unit_en as of `format_value`.
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
    language: Language = "zh"
    unit_en: str | None = None
    why: str = ""

    def say(self, zh: str, en: str) -> str:
        """Return the words in the sentence's language."""
        return en if self.language == "en" else zh

    @property
    def changes_unit_en(self) -> str | None:
        """Return the English unit of the change where it is the figure's own."""
        return self.unit_en if self.change_unit == self.unit else None


def finding_sentence(finding: Finding, place: PlaceFact | None = None) -> str:
    """Return the sentence, ended by 。 or a full stop; of a hidden or missing figure it says that and nothing else.

    Raises ValueError if the verdict contradicts the direction of the change.
    """
    head = finding.say(f"{finding.period}，{finding.subject}", f"{finding.subject}, {finding.period}: ")
    if finding.status == "hidden":
        return head + finding.say("已隐藏（人数过少）。", "hidden (too few people).")
    figure = _value(finding, finding.value, finding.status)
    if finding.status == "mismatched":
        return head + figure + finding.say(f"：{finding.why}。", f": {finding.why}.")
    if finding.status == "no_data" or is_missing(finding.value):
        return head + figure + finding.say("。", ".")
    _check_verdict(finding)
    clause = _change_clause(finding)
    tail = _place_clause(place, finding) if place and _has_change(finding) else ""
    return head + figure + finding.say("，", ", ") + clause + tail + finding.say("。", ".")


def _value(finding: Finding, value: Number, status: str = "shown") -> str:
    return format_value(
        value,
        finding.unit,
        status=status,
        decimals=finding.decimals,
        language=finding.language,
        unit_en=finding.unit_en,
    )


def _change(finding: Finding, change: Number) -> str:
    """Return a change in words, in the finding's unit."""
    return format_change(
        change,
        finding.change_unit,
        base_name=finding.base_name,
        decimals=_places(finding),
        language=finding.language,
        unit_en=finding.changes_unit_en,
    )


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
        base = _value(finding, finding.compare_value)
        against = finding.say(f"{finding.base_name}{base}", f"against {base} {finding.base_name}")
        return against + _verdict_clause(finding)
    if not _has_change(finding):
        return finding.say(f"无{finding.base_name}数可比", f"nothing to compare with {finding.base_name}")
    words = _change(finding, finding.change)
    # A doubled figure names its base in its own words.
    if form_of_change(finding.change, finding.change_unit, decimals=_places(finding)) != "times":
        words = finding.say(finding.comparison + words, f"{words} from {finding.base_name}")
    return words + _interval_clause(finding) + _verdict_clause(finding)


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
        times = format_interval(1 + lower / 100, 1 + upper / 100, "", decimals=1, language=finding.language)
        return finding.say(f"（{level}%区间{times}）", f" ({level}% interval {times})")
    falls_throughout = upper <= 0 and change < 0
    if falls_throughout:
        lower, upper = -upper, -lower
    decimals = interval_decimals(lower, upper, places or 0)
    text = format_interval(lower, upper, "", decimals=decimals, language=finding.language)
    if MINUS in text or round_half_up(change, places or 0) == 0:
        return finding.say(f"（变化的{level}%区间{text}）", f" ({level}% interval of the change {text})")
    return finding.say(f"（{level}%区间{text}）", f" ({level}% interval {text})")


def _verdict_clause(finding: Finding) -> str:
    """Say that the change is not clear; of a clear one the interval says it."""
    comma = finding.say("，", ", ")
    if finding.verdict == Verdict.NO_CLEAR_CHANGE:
        return comma + finding.say(*VERDICTS[Verdict.NO_CLEAR_CHANGE])
    if finding.verdict != Verdict.TOO_LITTLE_DATA:
        return ""
    if finding.reported and finding.reported[0] < finding.reported[1]:
        complete, expected = finding.reported
        return comma + finding.say(
            f"{expected}个乡镇中{complete}个已报全，暂不下结论",
            f"{complete} of {expected} townships reported in full, no conclusion yet",
        )
    return comma + finding.say(*VERDICTS[Verdict.TOO_LITTLE_DATA])


def _place_clause(place: PlaceFact, finding: Finding) -> str:
    """Return the place: its own clear worsening if it has one, else what it contributed, unless that prints as 0.0."""
    semicolon = finding.say("；", "; ")
    if place.judgement == "bad" and place.change is not None and not is_missing(place.change):
        words = _change(finding, place.change)
        moved = form_of_change(place.change, finding.change_unit, decimals=_places(finding)) in ("up", "down")
        clearly = finding.say("明显", " clearly ") if moved else finding.say("", " ")
        return f"{semicolon}{place.name}{clearly}{words}"
    if place.contribution is None or is_missing(place.contribution):
        return ""
    decimals = _places(finding)
    decimals = decimals_of(finding.change_unit) if decimals is None else decimals
    if round_half_up(place.contribution, decimals) == 0:
        return ""
    # A part of a growth in % is in points of that growth.
    unit = unit_of("百分点" if finding.change_unit == "%" else finding.change_unit)
    number = format_number(place.contribution, decimals, signed=True)
    own_en = finding.changes_unit_en
    english = unit.after_number_en if own_en is None else spaced(own_en)
    return semicolon + finding.say(
        f"{place.name}贡献{number}{unit.after_number}", f"{place.name} contributed {number}{english}"
    )
