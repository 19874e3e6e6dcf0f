"""改革举措: what only this page shows."""

import re
from html import unescape

import pytest

from data_access.engine import open_engine
from faces.blocks.pack import Choice
from findings.material import Material
from metrics.reads.mechanisms import mechanism_cards
from metrics.reference import load_reference
from metrics.source import Source
from reports.sections.mechanisms import build
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, html_of, words_of
from words.names import FIELDS_EN


@pytest.mark.parametrize("county", COUNTIES)
def test_every_mechanism_of_the_county_is_listed(open_app: OpenApp, county: str, sample_duckdb_url: str):
    app = open_app("mechanisms", county=county)
    engine = open_engine(sample_duckdb_url)
    cards = mechanism_cards(engine, county)
    engine.dispose()
    words = words_of(app)
    assert faults_of(app) == [] and cards
    assert [card.name_zh for card in cards if card.name_zh not in words] == []


def test_in_english_every_field_of_the_sample_has_an_english_name(sample_duckdb_url: str):
    engine = open_engine(sample_duckdb_url)
    fields = {card.field for county in COUNTIES for card in mechanism_cards(engine, county)}
    engine.dispose()
    assert fields and fields <= FIELDS_EN.keys()


def test_a_field_chosen_leaves_its_own_mechanisms(open_app: OpenApp):
    app = open_app("mechanisms", county="450223")
    chooser = app.multiselect(key="choice_field")
    chooser.set_value([chooser.options[0]]).run()
    assert faults_of(app) == []


def test_mechanisms_do_not_claim_to_be_causes(open_app: OpenApp):
    assert "不等于效果" in words_of(open_app("mechanisms", county="450223"))


@pytest.mark.parametrize("county", COUNTIES)
def test_a_mechanism_shows_one_indicator_on_its_page_and_in_the_files(
    open_app: OpenApp, county: str, sample_duckdb_url: str
):
    """The page showed the first indicator with a figure, the deck the one that had clearly changed.

    17 of the 71 mechanisms stood before a meeting with two different figures (介休 市内就诊率: 93.8 % on the page,
    97.2 % in the deck).
    """
    page = html_of(open_app("mechanisms", county=county, period="2024"))
    on_page = re.findall(r'<summary><b>(.*?)</b>.*?<span class="when">(.*?)</span>', page)
    engine = open_engine(sample_duckdb_url)
    source = Source(engine, load_reference(engine))
    material = Material(Choice(county, "2024"), source)
    rows = [row for slide in build(material).slides for row in slide.blocks[0].rows if len(row.cells) == 6]
    engine.dispose()
    in_files = {(cells[0].text, f"{cells[2].text} {cells[3].text}".strip()) for cells in (row.cells for row in rows)}
    assert {(unescape(name), unescape(figure)) for name, figure in on_page} == in_files
    assert len(in_files) > 5
