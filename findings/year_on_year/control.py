"""An indicator's months in their usual range, with the county's milestones and what people decided on the limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, Final

import numpy as np
import pandas as pd

from faces.blocks import Control
from faces.blocks.marks import ControlPoint, LimitSegment, UsualMonth
from faces.look.tokens import Judgement
from findings.figures import Words, decimals_of
from findings.rows import number_or_none
from findings.targets import target_words
from metrics.definition import Metric
from metrics.judge.charted import MONTHS_BEFORE, SEASON_MONTHS, Charted
from metrics.judge.limits import LimitDecision
from metrics.judge.series import MonthlySeries, standing_still
from words.numbers import format_value
from words.reasons import ASSURANCES, NEW_LIMITS, STANDING_STILL, rules_told
from words.speech import Says

_JUDGEMENTS: Final[dict[str, Judgement]] = {"good": "good", "bad": "bad", "neutral": "neutral"}
CHARTED: Final = {
    Charted.AS_COUNTED: ("逐月与正常波动范围", "months and their usual range"),
    Charted.YEAR_DIFFERENCE: ("逐月：与上年同月之差", "months: difference from the year before"),
    Charted.SEASON: ("逐月：扣除季节后的偏差", "months: deviation once the season is taken off"),
}
_HOW: Final = {
    Charted.AS_COUNTED: (
        "灰带为正常波动范围（XmR），大点为超出常态，点线为上年",
        "Band: usual range (XmR); large: out of the usual; dotted: year before",
    ),
    Charted.YEAR_DIFFERENCE: (
        "看与上年同月之差：灰带为上年同月加上月的同比差±正常波动（XmR），大点为超出常态，点线为上年",
        "A stock remembers: its difference from the year before is held against last month's. Band: the year before "
        "plus last month's difference, ± the usual (XmR); large: out of the usual; dotted: year before",
    ),
    Charted.SEASON: (
        "看扣除季节后的偏差：灰带为上年同月加前3个月同比差的平均±正常波动（XmR），大点为超出常态，点线为上年",
        "Deviation once the season is taken off. Band: the year before plus the mean difference of the 3 months "
        "before, ± the usual (XmR); large: out of the usual; dotted: year before",
    ),
}


@dataclass(frozen=True)
class Event:
    """A milestone among the months shown: at which of them, the letter that marks it, its date and words."""

    position: int
    letter: str
    words: str


def month_name(month: int, words: Says) -> str:
    """Return a month as an axis prints it."""
    return words.say(f"{month // 100}年{month % 100}月", f"{month // 100}-{month % 100:02d}")


def optional(values: Sequence[float] | np.ndarray[Any, Any]) -> tuple[float | None, ...]:
    """Return values with None for NaN, as blocks hold them."""
    return tuple(None if np.isnan(value) else float(value) for value in values)


def control(
    series: MonthlySeries | None,
    metric: Metric,
    total: pd.Series,
    words: Words,
    *,
    events: Sequence[Event] = (),
    restated: Sequence[int] = (),
) -> Control | None:
    """Return the months of the county (or of the townships chosen) in their usual range; None without any value.

    total    : the row whose target is drawn across. restated: positions of months that a later load changed.
    """
    if series is None or np.isnan(series.values[0]).all():
        return None
    return Control(
        title=chart_title(series, metric, words),
        points=_points(series, metric, words),
        segments=_segments(series, metric, words),
        unit="%" if metric.unit == "%" else "",
        target=number_or_none(total["target"]),
        target_text=_target_text(total, metric, words),
        behind=optional(series.behind[0]),
        events=tuple((event.position, event.letter) for event in events),
        restated=tuple(restated),
        usual=_usual(series),
    )


def chart_title(series: MonthlySeries, metric: Metric, words: Words) -> str:
    """Return the chart's title: which indicator, and what of its months is held against the limits."""
    zh, en = CHARTED[series.charted[0]]
    return words.say(f"{metric.name_zh}，{zh}", f"{metric.name_en}, {en}")


def _usual(series: MonthlySeries) -> tuple[UsualMonth | None, ...]:
    """Return the limits of each month where they follow the season; () where they are the same for all."""
    if series.charted[0] is Charted.AS_COUNTED:
        return ()
    lowest = _floor(series)
    found: list[UsualMonth | None] = []
    for month in range(len(series.months)):
        lower, mean, upper = _levels(series, month)
        known = not any(np.isnan(level) for level in (lower, mean, upper))
        found.append(UsualMonth(max(lower, lowest), mean, upper) if known else None)
    return tuple(found)


def _levels(series: MonthlySeries, month: int) -> tuple[float, float, float]:
    """Return lower limit, mean and upper limit of a month in the unit of its figure; NaN without limits."""
    expected = 0.0 if series.charted[0] is Charted.AS_COUNTED else float(series.expected[0, month])
    mean, lower, upper = (float(level[0, month]) + expected for level in series.chart[1:4])
    return lower, mean, upper


def _floor(series: MonthlySeries) -> float:
    """Return the lowest a limit may be drawn: what was never negative has none below 0."""
    return 0.0 if float(np.nanmin(series.values[0])) >= 0 else -math.inf


def _points(series: MonthlySeries, metric: Metric, words: Words) -> tuple[ControlPoint, ...]:
    """Return the months with their special causes."""
    points = []
    for index, month in enumerate(series.months):
        value, special = float(series.values[0, index]), _JUDGEMENTS.get(str(series.judgement[0, index]))
        reason = words.say(*rules_told(series.rules(0, index)))
        shown = None if np.isnan(value) else value
        points.append(
            ControlPoint(month_name(month, words), shown, _told(series, index, metric, words), special, reason)
        )
    return tuple(points)


def _told(series: MonthlySeries, month: int, metric: Metric, words: Words) -> str:
    """Return a month's figure, and what it was held against where that is no constant."""
    text, expected = _text(float(series.values[0, month]), metric, words), float(series.expected[0, month])
    if np.isnan(expected) or np.isnan(series.values[0, month]):
        return text
    told = _text(expected, metric, words)
    return words.say(f"{text}（推算{told}）", f"{text} (expected {told})")


def _text(value: float, metric: Metric, words: Words) -> str:
    return format_value(value, metric.unit, decimals=decimals_of(metric), language=words.language)


def _segments(series: MonthlySeries, metric: Metric, words: Words) -> tuple[LimitSegment, ...]:
    """Return the limits in force, one stretch for each definition; none where too few months have a value."""
    reasons = {0: "", **{rebase.start: rebase.reason for rebase in series.rebases}}
    starts, lowest = list(reasons), _floor(series)
    found = []
    for start, end in zip(starts, [*starts[1:], len(series.months)], strict=True):
        # Where limits follow the season, the last month that has any stands for the stretch.
        known = [month for month in range(start, end) if not np.isnan(_levels(series, month)[1])]
        if not known:
            continue
        lower, mean, upper = _levels(series, known[-1])
        lower = max(lower, lowest)
        found.append(
            LimitSegment(
                start,
                end - 1,
                mean,
                lower,
                upper,
                mean_text=_text(mean, metric, words),
                lower_text=_text(lower, metric, words),
                upper_text=_text(upper, metric, words),
                break_reason=words.say(*NEW_LIMITS.get(reasons[start], (reasons[start], reasons[start]))),
                is_level=bool(series.chart.stands[0, start]),
            )
        )
    return tuple(found)


def _target_text(total: pd.Series, metric: Metric, words: Words) -> str:
    target = number_or_none(total["target"])
    return "" if target is None else words.say("目标", "target ") + target_words(target, metric, words)


def control_note(series: MonthlySeries, target: float, metric: Metric, words: Words) -> str:
    """Return one line: what the newest special cause is, how the target is met, and how provisional the limits are.

    target : NaN without one.
    """
    parts = [words.say(*_HOW[series.charted[0]])]
    if series.charted[0] is not Charted.AS_COUNTED and np.isnan(series.expected[0]).all():
        months = SEASON_MONTHS + MONTHS_BEFORE[series.charted[0]]
        parts.append(words.say(f"历史不足{months}个月，不画界限", f"under {months} months of history, no limits"))
    still = standing_still(series.chart_of(0))
    if still:
        parts.append(words.say(*STANDING_STILL[still]))
    special = [index for index in range(len(series.months)) if series.judgement[0, index]]
    if special:
        month = month_name(series.months[special[-1]], words)
        reason, reason_en = rules_told(series.rules(0, special[-1]))
        parts.append(words.say(f"{month}：{reason}", f"{month}: {reason_en}"))
    assured = series.assured(0, target, metric.better)
    if assured:
        met, met_en = ASSURANCES[assured]
        parts.append(words.say(f"按目前水平{met}", f"as things are it {met_en}"))
    if bool(series.chart.provisional[0, -1]):
        parts.append(words.say("不足12个月，界限为暂定", "under 12 months, limits provisional"))
    return words.say("；", "; ").join(parts)


def events_of(milestones: pd.DataFrame, months: Sequence[int], words: Words) -> tuple[Event, ...]:
    """Return the milestones that fall into the months shown, lettered in their order.

    milestones : date, month, event_zh and event_en, as `metrics.reads.mechanisms.milestones` gives them.
    """
    position = {month: index for index, month in enumerate(months)}
    inside = [row for row in milestones.to_dict("records") if row["month"] in position]
    return tuple(
        Event(position[row["month"]], letter, f"{row['date']} {words.say(row['event_zh'], row['event_en'])}")
        for letter, row in zip(_letters(len(inside)), inside, strict=True)
    )


def _letters(count: int) -> list[str]:
    """Return so many marks, no two alike: A to Z, then A2 to Z2."""
    turns = [divmod(index, len(ascii_uppercase)) for index in range(count)]
    return [ascii_uppercase[at] + (str(turn + 1) if turn else "") for turn, at in turns]


def decision_words(decision: LimitDecision, words: Words) -> str:
    """Return a decision on the limits in a sentence: what, why, who and when."""
    first, when = month_name(decision.first, words), f"{decision.decided_at:%Y-%m-%d}"
    if decision.last is None:
        what = words.say(f"{first}起重定界限", f"limits anew from {first}")
    else:
        span = f"{first}—{month_name(decision.last, words)}"
        what = words.say(f"基线固定为{span}", f"baseline fixed at {span}")
    who = words.say(f"{decision.approved_by}{when}批准", f"approved by {decision.approved_by} on {when}")
    return words.say(f"{what}：{decision.reason}（{who}）", f"{what}: {decision.reason} ({who})")
