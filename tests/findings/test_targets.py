"""A target is printed as it was set, on a page and in a file, and a gap is never rounded away."""

from dataclasses import replace

import pandas as pd
import pytest

from findings.figures import Words
from findings.targets import target_bar, target_cell
from metrics.catalogue import get
from metrics.judge.assessment import Assessment
from metrics.period import Period
from metrics.reference import Target
from tests.ui.small_places import COUNTY, places
from words.numbers import Language

METRIC = get("primary_visit_share")


def judged() -> Assessment:
    nothing = pd.DataFrame()
    return Assessment((METRIC,), Period.parse("2023"), "yoy", nothing, nothing, nothing, {})


def held_against(value: float, target: float, language: Language = "zh") -> tuple[str, str]:
    """The words of the card and of the file's cell."""
    only = Target(METRIC.id, COUNTY, None, ">=", target, valid_from=202201, valid_to=None, figure_id=None)
    words = Words(language, replace(places(), targets=(only,)))
    row = pd.Series({"value": value, "target": target, "status": "shown", "county_code": COUNTY})
    bar = target_bar(row, METRIC, judged(), words)
    assert bar is not None
    return bar.text, target_cell(row, METRIC, judged(), words).text


def test_a_target_of_62_93_that_62_91_misses_is_said_to_the_last_figure_on_page_and_in_file() -> None:
    """The deck printed “≥62.9% 未达标” beside “62.9%”: mended on the screen, and not in the file."""
    card, cell = held_against(62.91, 62.93)
    assert card == "目标≥62.93% · 未达标，差0.02个百分点"
    assert cell == "≥62.93% 未达标，差0.02个百分点"


def test_a_gap_that_shows_by_itself_is_not_said_in_a_cell() -> None:
    assert held_against(43.95, 50.0) == ("目标≥50% · 未达标，差6.1个百分点", "≥50% 未达标")


def test_a_target_that_is_met_says_no_gap() -> None:
    assert held_against(62.93, 62.93) == ("目标≥62.93% · 已达标", "≥62.93% 已达标")


@pytest.mark.parametrize(
    ("target", "printed"), [(60.0, "60%"), (43.5, "43.5%"), (62.93, "62.93%"), (33.335, "33.335%")]
)
def test_a_target_keeps_the_decimals_it_was_set_with(target: float, printed: str) -> None:
    assert held_against(99.0, target)[1] == f"≥{printed} 已达标"


def test_a_near_miss_reads_in_english_too() -> None:
    assert held_against(62.91, 62.93, "en")[1] == "≥62.93% not met by 0.02 percentage points"
