"""The palette keeps what it promises: contrast, colour-blind distance, fixed steps."""

import itertools
import json
import math

import numpy as np
import pytest

from faces.look.tokens import (
    TOKENS_FILE,
    UnknownTheme,
    coverage_step,
    diverging_step,
    even_bounds,
    judgement,
    theme_of,
    tokens,
)

THEMES = ("light", "dark")
TEXT = ("ink", "ink_2", "ink_3", "accent", "good", "bad", "neutral", "point")
GROUNDS = ("paper", "surface", "sunken")


def linear(hex_color: str) -> np.ndarray:
    """#RRGGBB as linear light, IEC 61966-2-1."""
    channels = np.array([int(hex_color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


# Machado, Oliveira & Fernandes (2009), severity 1.0, for linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def oklab(light: np.ndarray) -> np.ndarray:
    """Linear RGB to OKLab (Ottosson 2020)."""
    lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    ) @ np.clip(light, 0, 1)
    return np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    ) @ np.cbrt(lms)


def distance(one: str, other: str) -> float:
    """The smallest OKLab difference × 100 over normal and three colour-blind visions."""
    return min(
        100 * float(np.linalg.norm(oklab(sight @ linear(one)) - oklab(sight @ linear(other))))
        for sight in VISION.values()
    )


def test_black_on_white_has_the_contrast_wcag_states():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@pytest.mark.parametrize(("theme", "text", "ground"), list(itertools.product(THEMES, TEXT, GROUNDS)))
def test_every_text_colour_reads_on_every_ground(theme, text, ground):
    color = tokens(theme).color
    assert contrast(color[text], color[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_contrasts_printed_in_the_file_are_those_of_its_colours(theme):
    printed = json.loads(TOKENS_FILE.read_text(encoding="utf-8"))[theme]["contrast"]
    color = tokens(theme).color
    for name, grounds in printed.items():
        if isinstance(grounds, dict):
            for ground, ratio in grounds.items():
                assert contrast(color[name], color[ground]) == pytest.approx(ratio, abs=0.006)


@pytest.mark.parametrize("theme", THEMES)
def test_numbers_in_coloured_cells_read_on_every_step(theme):
    one = tokens(theme)
    pairs = [*zip(one.sequential, one.text_on_sequential, strict=True)]
    pairs += zip(one.diverging, one.text_on_diverging, strict=True)
    assert min(contrast(ground, text) for ground, text in pairs) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_better_worse_and_neutral_stay_apart_for_colour_blind_readers(theme):
    color = tokens(theme).color
    marks = [color[f"{name}_mark"] for name in ("good", "bad", "neutral")]
    assert min(distance(*pair) for pair in itertools.combinations(marks, 2)) >= 10


def test_the_point_is_a_line_because_in_the_dark_it_is_close_to_ochre():
    dark = tokens("dark").color
    assert distance(dark["point"], dark["bad_mark"]) < 5


def test_scales_have_ten_steps_each():
    for theme in THEMES:
        one = tokens(theme)
        assert {len(one.sequential), len(one.diverging), len(one.text_on_sequential), len(one.text_on_diverging)} == {
            10
        }


def test_a_coverage_of_exactly_fifty_is_in_the_step_that_ends_at_fifty():
    assert coverage_step(50) == coverage_step(40.1) == 4
    assert coverage_step(50.1) == 5
    assert (coverage_step(0), coverage_step(100)) == (0, 9)


@pytest.mark.parametrize(
    ("change", "unit", "better", "step"),
    [
        (1.0, "百分点", "higher", 5),
        (1.1, "百分点", "higher", 6),
        (4.1, "百分点", "higher", 9),
        (40.0, "百分点", "higher", 9),
        (-1.0, "百分点", "higher", 4),
        (-4.4, "百分点", "higher", 0),
        (4.9, "%", "higher", 5),
        (-5.1, "%", "higher", 3),
    ],
)
def test_diverging_steps_are_fixed_and_include_their_upper_bound(change, unit, better, step):
    assert diverging_step(change, unit, better) == step


def test_the_scale_turns_for_lower_is_better():
    assert diverging_step(-2.5, "百分点", "lower") == diverging_step(2.5, "百分点", "higher") == 7


def test_a_neutral_metric_is_never_coloured():
    assert diverging_step(9.0, "%", "neutral") is None
    assert judgement(9.0, "neutral") == "neutral"


def test_even_bounds_are_round_and_rise():
    assert even_bounds([0, 95]) == (10, 20, 30, 40, 50, 60, 70, 80, 90)
    bounds = even_bounds([12, 12])
    assert len(bounds) == 9 and all(math.isfinite(bound) for bound in bounds)


def test_a_theme_that_does_not_exist_is_named():
    with pytest.raises(UnknownTheme, match="sepia"):
        tokens("sepia")
    assert theme_of(None) == theme_of("light") == "light" and theme_of("dark") == "dark"
