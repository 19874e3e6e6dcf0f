"""A file says a figure in the words of the screen: the pages themselves are run and read."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from faces.blocks import Heat, Table
from faces.rows import as_table
from findings.figures import Words, cell_decimals, change_words, comparison_name, decimals_of, direction_of
from findings.indicators import HEADLINE
from findings.overview import MOVEMENTS
from metrics.judge.assessment import assessment, largest_movements
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source
from ops.environment import ROOT
from tests.pages.conftest import forget
from tests.pages.reading import turn_to
from tests.reports.conftest import CHOICES, MakePack
from ui.language import set_language

LIMIT_S = 120


def words_on(app: AppTest) -> str:
    """A page's words without their tags."""
    html = " ".join(str(element.proto.body) for element in app.get("html"))
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.fixture(scope="module", params=list(CHOICES))
def opened(request: pytest.FixtureRequest, sample_duckdb_url: str) -> tuple[str, AppTest]:
    """Name of a choice, and the dashboard opened at it."""
    choice = CHOICES[request.param]
    # Another test of this worker may have read its own, changed copy: what was kept of it is none of this sample's.
    forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_URL", sample_duckdb_url)
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LIMIT_S)
        asked = {"county": choice.county, "period": choice.period, "compare": choice.compare or "none"}
        for name, value in {**asked, "lang": choice.language}.items():
            app.query_params[name] = value
        if choice.townships:
            app.query_params["township"] = list(choice.townships)
        # AppTest asks the widgets' formatters again outside the run, where the language is the test's own.
        set_language(choice.language)
        yield request.param, app.run()
        set_language("zh")
    forget()


def test_the_overview_says_the_packs_finding_its_movements_and_every_figure(
    opened: tuple[str, AppTest], pack_of: MakePack, readings: Source
) -> None:
    name, app = opened
    screen, choice = words_on(app), CHOICES[name]
    slides = {slide.key: slide for slide in pack_of(name).slides}
    assert slides["overview.1"].title in screen
    judged = assessment(readings, HEADLINE, choice.scope)
    words = Words(choice.language, readings.reference, choice.townships)
    for metric_id in largest_movements(judged, MOVEMENTS):
        sentence = words.movement(judged, metric_id)[0]
        assert sentence in screen
        assert sentence in [slide.title for slide in slides.values()]
    table = next(block for block in slides["overview.1"].blocks if isinstance(block, Table))
    compact = screen.replace(" ", "")
    for row in table.rows:
        assert row.cells[1].text.replace(" ", "") in compact, row.cells[0].text
        assert row.cells[3].text in screen, row.cells[0].text


def test_a_cell_of_the_heat_table_reads_the_same(opened: tuple[str, AppTest], pack_of: MakePack) -> None:
    name, app = opened
    screen = words_on(app)
    heat = next(slide for slide in pack_of(name).slides if slide.key == "overview.3").blocks[0]
    assert isinstance(heat, Heat)
    for row in as_table(heat).rows[:-1]:
        for cell in row.cells[1:]:
            value, _, change = cell.text.partition(" ")
            assert value in screen
            assert re.sub(r"^[▲▼△▽–]", "", change) in screen


@pytest.mark.parametrize(("page", "key"), [("coverage", "coverage.1"), ("mechanisms", "mechanisms.1")])
def test_a_page_and_its_section_state_the_same_finding(
    opened: tuple[str, AppTest], page: str, key: str, pack_of: MakePack
) -> None:
    name, app = opened
    there = turn_to(app, page)
    assert not there.exception
    slide = next(one for one in pack_of(name).slides if one.key == key)
    said = slide.title.removesuffix("（1/2）").removesuffix(" (1/2)")
    assert said in words_on(there)


def test_an_english_change_names_its_base_in_english(readings: Source) -> None:
    assert (comparison_name("yoy", "en"), comparison_name("previous", "en")) == ("the year before", "the period before")
    judged = assessment(readings, ("posted_senior_experts",), Scope("450223", Period.parse("2024")))
    said = change_words(judged.headline("posted_senior_experts"), judged.metrics[0], "yoy", "en")
    assert not re.search(r"[一-龥]", said), said


COVERED_AND_SIGNED = ("coverage_30_min", "contract_rate")


def test_a_cell_carries_the_decimals_of_its_words(readings: Source) -> None:
    """A coverage of 94.1 % once stood as 94 beside a sentence that said 94.1 %."""
    judged = assessment(
        readings, ("coverage_30_min", "contract_rate"), Scope("450223", Period.parse("2024"), compare=None)
    )
    assert decimals_of(judged.metrics[0]) is None
    assert [cell_decimals(metric) for metric in judged.metrics] == [1, 1]


def test_a_change_that_prints_as_zero_has_no_direction() -> None:
    assert [direction_of(change) for change in (0.04, -0.04, 0.06, float("nan"))] == ["flat", "flat", "up", "flat"]
    assert direction_of(0.02, 2) == "up"
