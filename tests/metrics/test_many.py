"""Many verdicts at once: what chance alone makes of them, counted by hand and on figures that did not change."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from metrics.judge.many import by_chance, more_than_chance, together
from metrics.statistics.verdict import Verdict

RISE, FALL, STILL, LITTLE = (
    Verdict.CLEAR_RISE,
    Verdict.CLEAR_FALL,
    Verdict.NO_CLEAR_CHANGE,
    Verdict.TOO_LITTLE_DATA,
)


def test_five_in_a_hundred_of_those_judged_are_clear_by_chance() -> None:
    """54 cells: 22 clear, 18 not, 14 cannot be judged. Of 40 that did not change 5 % are two."""
    found = by_chance([RISE] * 12 + [FALL] * 10 + [STILL] * 18 + [LITTLE] * 14)
    assert (found.clear, found.judged, found.expected) == (22, 40, pytest.approx(2.0))


def tail(found: int, judged: int) -> float:
    """P(at least `found` of `judged`) with 2.5 % each, term by term."""
    return sum(comb(judged, k) * 0.025**k * 0.975 ** (judged - k) for k in range(found, judged + 1))


@pytest.mark.parametrize("judged", range(1, 41))
def test_more_than_chance_is_a_binomial_tail_of_at_most_five_per_cent(judged: int) -> None:
    for found in range(1, judged + 1):
        assert more_than_chance(found, judged) == (tail(found, judged) <= 0.05)
    assert not more_than_chance(0, judged)


@pytest.mark.parametrize(("judged", "fewest"), [(1, 1), (2, 1), (3, 2), (14, 2), (15, 3), (33, 3)])
def test_the_page_says_how_many_it_takes(judged: int, fewest: int) -> None:
    assert more_than_chance(fewest, judged)
    assert fewest == 1 or not more_than_chance(fewest - 1, judged)


@pytest.mark.parametrize(
    ("judgements", "said"),
    [
        (["good"], "good"),
        (["good", "neutral"], "good"),
        # One of three comes about by chance in 7 % of years.
        (["good", "neutral", "neutral"], "neutral"),
        (["good", "good", "neutral"], "good"),
        # A clearly worse figure is never outvoted.
        (["good", "good", "bad"], "neutral"),
        (["bad", "bad", "good"], "bad"),
        (["bad", "neutral", "neutral", "neutral"], "neutral"),
        (["neutral"] * 4, "neutral"),
        ([], "neutral"),
    ],
)
def test_several_figures_are_better_only_together(judgements: list[str], said: str) -> None:
    assert together(judgements) == said


@pytest.mark.parametrize("figures", [1, 2, 3, 6, 12])
def test_mechanisms_whose_figures_did_not_change_are_seldom_called_better(figures: int) -> None:
    """By any one figure 26 % of mechanisms with twelve would be; by the rule at most one in twenty."""
    rng = np.random.default_rng(21)
    drawn = rng.choice(["good", "bad", "neutral"], p=[0.025, 0.025, 0.95], size=(20_000, figures))
    said = [together(list(row)) for row in drawn]
    assert said.count("good") / len(said) <= 0.05 and said.count("bad") / len(said) <= 0.05
