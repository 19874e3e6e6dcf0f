"""Small multiples: what stands alone is drawn, too."""

from __future__ import annotations

from faces.blocks.marks import Panel
from faces.screen.base import Look
from faces.screen.multiples import alone, small_multiples

MONTHS = tuple(f"{month}月" for month in range(1, 13))
QUARTERS = (None, None, 88.0, None, None, 89.0, None, None, 90.0, None, None, 91.0)


def test_a_value_between_gaps_stands_alone_and_one_beside_another_does_not() -> None:
    assert alone(QUARTERS) == [2, 5, 8, 11]
    assert alone((1.0, 2.0, None, 3.0)) == [3]
    assert alone((None, None)) == [] and alone((1.0,)) == [0]


def test_every_round_of_a_quarterly_score_is_drawn() -> None:
    """Only the last of four rounds stood on the chart: a line between gaps draws nothing."""
    figure = small_multiples([Panel("甲镇", QUARTERS, (None,) * 12, "91")], MONTHS, look=Look())
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    assert {(x, y) for trace in dots for x, y in zip(trace.x, trace.y, strict=True)} >= {
        (2, 88.0),
        (5, 89.0),
        (8, 90.0),
        (11, 91.0),
    }
