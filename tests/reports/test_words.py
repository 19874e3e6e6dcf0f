"""A file says a figure in the words of the screen."""

from collections.abc import Iterator

import pytest

from reports.command_line import PlainReadings
from reports.sections.overview import HEADLINE
from reports.words import Words
from tests.reports.conftest import CHOICES
from ui import figures
from ui.filters import Filters
from ui.language import set_language


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn; Chinese again afterwards."""
    set_language(request.param)
    yield request.param
    set_language("zh")


@pytest.mark.parametrize("name", CHOICES)
def test_findings_values_and_changes_are_those_of_the_screen(name: str, language: str, readings: PlainReadings) -> None:
    choice = CHOICES[name]
    judged = readings.assessment(HEADLINE, *choice.asked)
    words = Words(language, readings.reference, choice.townships)  # type: ignore[arg-type]
    filters = Filters(choice.county, choice.townships, judged.period, choice.compare or "none")
    assert words.scope == figures.scope_name(filters, readings.reference)
    assert words.verdict_counts(judged) == figures.verdict_counts(judged)
    for metric in judged.metrics:
        row = judged.headline(metric.id)
        assert words.value(row, metric) == figures.value_words(row, metric)
        assert words.base(row, metric) == figures.base_words(row, metric)
        assert words.change(row, metric, choice.compare) == figures.change_words(row, metric, choice.compare)
        screen, place = figures.overview_finding(judged, metric.id, filters, readings.reference)
        # In English the screen knows the place also where its sentence does not name it; a file underlines words.
        assert words.finding(judged, metric.id) == (screen, place if place in screen else "")
        assert words.movement(judged, metric.id)[0] == figures.movement_sentence(
            judged, metric.id, filters, readings.reference
        )
