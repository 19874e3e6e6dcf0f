"""改革举措: what only this page shows."""

import pytest

from data_access.engine import open_engine
from metrics.reads.mechanisms import mechanism_cards
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, words_of
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
