"""An indicator's months in their usual range, with the county's milestones and what people decided on the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, Final

import numpy as np
import pandas as pd

from faces.blocks import Control
from faces.blocks.marks import ControlPoint, LimitSegment
from faces.look.tokens import Judgement
from findings.figures import Words, decimals_of
from findings.rows import number_or_none
from findings.targets import target_words
from metrics.definition import Metric
from metrics.judge.limits import DEFINITION_REASON, LimitDecision
from metrics.judge.series import STILL, STILL_EN, MonthlySeries, standing_still
from metrics.statistics.spc import ASSURANCE_EN, ASSURANCE_WORDS
from words.numbers import format_value
from words.speech import Says

_JUDGEMENTS: Final[dict[str, Judgement]] = {"good": "good", "bad": "bad", "neutral": "neutral"}
_REASONS_EN: Final = {DEFINITION_REASON: "new definition"}


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
        title=words.say(f"{metric.name_zh}，逐月与正常波动范围", f"{metric.name_en}, months and their usual range"),
        points=_points(series, metric, words),
        segments=_segments(series, metric, words),
        unit="%" if metric.unit == "%" else "",
        target=number_or_none(total["target"]),
        target_text=_target_text(total, metric, words),
        behind=optional(series.behind[0]),
        events=tuple((event.position, event.letter) for event in events),
        restated=tuple(restated),
    )


def _points(series: MonthlySeries, metric: Metric, words: Words) -> tuple[ControlPoint, ...]:
    """Return the months with their special causes."""
    points = []
    for index, month in enumerate(series.months):
        value, special = float(series.values[0, index]), _JUDGEMENTS.get(str(series.judgement[0, index]))
        reason = words.say(series.reason(0, index), series.reason_en(0, index)) if special else ""
        shown = None if np.isnan(value) else value
        points.append(ControlPoint(month_name(month, words), shown, _text(value, metric, words), special, reason))
    return tuple(points)


def _text(value: float, metric: Metric, words: Words) -> str:
    return format_value(value, metric.unit, decimals=decimals_of(metric), language=words.language)


def _segments(series: MonthlySeries, metric: Metric, words: Words) -> tuple[LimitSegment, ...]:
    """Return the limits in force, one stretch for each definition; none where too few months have a value."""
    reasons = {0: "", **{rebase.start: rebase.reason for rebase in series.rebases}}
    starts, never_negative = list(reasons), float(np.nanmin(series.values[0])) >= 0
    found = []
    for start, end in zip(starts, [*starts[1:], len(series.months)], strict=True):
        mean, lower, upper = (float(level[0, start]) for level in series.chart[1:4])
        if any(np.isnan(level) for level in (mean, lower, upper)):
            continue
        lower = max(lower, 0.0) if never_negative else lower
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
                break_reason=words.say(reasons[start], _REASONS_EN.get(reasons[start], reasons[start])),
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
    parts = [
        words.say(
            "灰带为正常波动范围（XmR），大点为超出常态，点线为上年", "Band: usual range (XmR); dotted: year before"
        )
    ]
    still = standing_still(series.chart_of(0))
    if still:
        parts.append(words.say(STILL[still], STILL_EN[still]))
    special = [index for index in range(len(series.months)) if series.judgement[0, index]]
    if special:
        month = month_name(series.months[special[-1]], words)
        reason, reason_en = series.reason(0, special[-1]), series.reason_en(0, special[-1])
        parts.append(words.say(f"{month}：{reason}", f"{month}: {reason_en}"))
    assured = series.assured(0, target, metric.better)
    if assured:
        parts.append(words.say(f"按目前水平{ASSURANCE_WORDS[assured]}", f"as things are it {ASSURANCE_EN[assured]}"))
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
