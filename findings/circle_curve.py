"""服务圈: how many more residents each further minute covers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from faces.blocks import Curve
from faces.blocks.marks import CurveMark
from metrics.circle import figures
from metrics.circle.circle import CircleTier
from travel.uncertainty import CoverageInterval
from words.numbers import format_interval, format_value
from words.speech import Says

INNER_MIN, APART_MIN = 15, 12
_AXIS: Final = ("到最近计入机构的通行时间（分钟）", "minutes to the nearest facility that counts")
_AMBULANCE_AXIS: Final = ("救护车到达时间（分钟）", "minutes until the ambulance arrives")


def curve_minutes(limit: int) -> list[int]:
    """Return where the curve is read: at 15 minutes and at the chosen limit."""
    # Words at two limits close to each other would lie on one another.
    return sorted({INNER_MIN, limit} if abs(limit - INNER_MIN) >= APART_MIN else {limit})


def coverage_curve(
    shape: figures.Curve, intervals: Mapping[int, CoverageInterval], tier: CircleTier, words: Says
) -> Curve:
    """Return the share of residents covered by minute; the band shows what slower and faster roads make of it.

    intervals : by minute at which the curve is read: the one that the figure has everywhere, population error included.
    """
    return Curve(
        title=words.say("每多几分钟，多覆盖多少人", "How many more each minute covers"),
        minutes=tuple(shape.minutes.tolist()),
        share=tuple(shape.share.tolist()),
        axis_title=words.say(*(_AMBULANCE_AXIS if tier == "ambulance" else _AXIS)),
        lower=tuple(shape.slower.tolist()),
        upper=tuple(shape.faster.tolist()),
        marks=tuple(_mark(minute, float(shape.share[minute]), found, words) for minute, found in intervals.items()),
    )


def _mark(minute: int, share: float, found: CoverageInterval, words: Says) -> CurveMark:
    text = format_value(share, "%")
    limits = format_interval(100 * found.lower, 100 * found.upper, "%")
    return CurveMark(minute, share, words.say(f"{minute}分钟{text}", f"{minute} min {text}"), limits)
