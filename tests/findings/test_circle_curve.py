"""The coverage curve of 服务圈 reads the share at each limit, with the interval that the figure has everywhere."""

import numpy as np
import pytest

from findings.circle_curve import coverage_curve, curve_minutes
from metrics.circle.figures import Curve
from travel.uncertainty import CoverageInterval
from words.speech import Speech

MINUTES = np.arange(61.0)
SHAPE = Curve(MINUTES, MINUTES, np.maximum(MINUTES - 5, 0), np.minimum(MINUTES + 5, 100))


def found(lower: float, upper: float) -> CoverageInterval:
    """An interval of shares of one; residents, draws and villages play no part here."""
    nothing = np.zeros(0)
    return CoverageInterval(30.0, lower, lower, upper, 0.0, 0.0, 0.0, nothing, nothing > 0, nothing)


def test_a_limit_says_its_share_and_its_interval_in_both_languages() -> None:
    intervals = {15: found(0.12, 0.18), 30: found(0.27, 0.334)}
    block = coverage_curve(SHAPE, intervals, "township", Speech("zh"))
    assert [(mark.minute, mark.share, mark.text, mark.interval_text) for mark in block.marks] == [
        (15, 15.0, "15分钟15.0%", "12.0—18.0%"),
        (30, 30.0, "30分钟30.0%", "27.0—33.4%"),
    ]
    assert block.lower is not None and block.upper is not None
    assert (block.lower[30], block.share[30], block.upper[30]) == (25.0, 30.0, 35.0)
    english = coverage_curve(SHAPE, intervals, "township", Speech("en"))
    assert english.marks[0].text == "15 min 15.0%"


def test_an_ambulance_comes_to_the_patient() -> None:
    said = coverage_curve(SHAPE, {}, "ambulance", Speech("zh")).axis_title
    assert said == "救护车到达时间（分钟）"
    assert said != coverage_curve(SHAPE, {}, "county", Speech("zh")).axis_title


@pytest.mark.parametrize(("limit", "read"), [(30, [15, 30]), (27, [15, 27]), (26, [26]), (5, [5]), (15, [15])])
def test_two_limits_close_to_each_other_are_read_at_one(limit: int, read: list[int]) -> None:
    """Their words would lie on one another."""
    assert curve_minutes(limit) == read
