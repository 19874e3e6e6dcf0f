"""A page and the files of a meeting say one finding, in every county and both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_access.engine import Warehouse
from faces.blocks.pack import Choice
from findings.material import Material
from metrics.plans.saved_plan import plan_list
from metrics.reference import load_reference
from metrics.source import Source
from reports.pack import make_pack
from tests.metrics.test_coverage_metrics import COUNTIES
from tests.pages.conftest import OpenApp
from tests.pages.reading import words_of
from ui.language import set_language
from words.numbers import Language


@pytest.fixture
def said_in(request: pytest.FixtureRequest) -> Iterator[Language]:
    """The language asked for, also where AppTest asks the widgets' formatters again, outside the run."""
    set_language(request.param)
    yield request.param
    set_language("zh")


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("said_in", ["zh", "en"], indirect=True)
def test_the_circles_page_and_its_section_say_one_finding(
    county: str, said_in: Language, sample_duckdb_url: str, open_app: OpenApp
) -> None:
    engine = Warehouse(sample_duckdb_url).engine()
    choice = Choice(county, "2024", language=said_in, sections=("circles",))
    pack = make_pack(Material(choice, Source(engine, load_reference(engine))))
    title = next(slide.title for slide in pack.slides if slide.key == "circles.1")
    page = open_app("circle", county=county, period="2024", lang=said_in)
    assert not page.exception
    assert title in words_of(page)


@pytest.mark.parametrize("said_in", ["zh", "en"], indirect=True)
def test_the_section_of_a_kept_plan_says_the_planning_pages_finding_after_its_name(
    said_in: Language, file_of_warehouse: Path, open_app: OpenApp
) -> None:
    page = open_app("planning", county="450223", period="2024-01..2024-09", plan_panel="keep", lang=said_in)
    page.text_input(key="plan_name").set_value("三个新点").run()
    page.text_input(key="plan_who").set_value("规划股").run()
    page.button(key="plan_save").click().run()
    engine = Warehouse(f"duckdb:///{file_of_warehouse}").engine()
    plan = plan_list(engine, "450223")[0][0]
    choice = Choice("450223", "2024-01..2024-09", language=said_in, sections=("planning",), plan=plan)
    pack = make_pack(Material(choice, Source(engine, load_reference(engine))))
    engine.dispose()
    title = next(slide.title for slide in pack.slides if slide.key == "planning.1")
    named, finding = re.fullmatch(r"(方案“三个新点”|Plan “三个新点”\. )(.*)", title).groups()
    assert named and finding in words_of(page)
