"""改革举措: the list, and the page of a mechanism, as a reader meets them."""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from data_access.engine import open_engine
from faces.blocks import Table
from faces.blocks.pack import Choice
from findings.evidence.registry import KINDS
from findings.material import Material
from findings.mechanisms import STATE_WORDS, Opened, listed
from metrics.period import Period
from metrics.reads.mechanisms import mechanism_cards
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from pages.mechanisms.mechanism import deeper_pages
from reports.sections.mechanisms import build
from tests.pages.conftest import OpenApp
from tests.pages.reading import COUNTIES, faults_of, words_of
from words.names import FIELDS_EN, PAGES


@pytest.fixture(scope="module")
def source(sample_duckdb_url: str) -> Source:
    engine = open_engine(sample_duckdb_url)
    return Source(engine, load_reference(engine))


@cache
def mechanisms_of(source: Source, county: str, *townships: str) -> list[Opened]:
    """The county's mechanisms as findings open them, once for every test of this file: seconds of a core each."""
    cards = source.read(mechanism_cards, county)
    return listed(source, cards, Scope(county, Period.parse("2024"), townships), "zh")


@pytest.mark.parametrize("county", COUNTIES)
def test_the_list_says_a_sentence_and_a_state_of_every_mechanism(open_app: OpenApp, county: str, source: Source):
    app = open_app("mechanisms", county=county, period="2024")
    words = words_of(app)
    mechanisms = mechanisms_of(source, county)
    assert faults_of(app) == [] and mechanisms
    for mechanism in mechanisms:
        assert mechanism.card.name_zh in words and mechanism.finding in words
        assert STATE_WORDS[mechanism.state][0] in words


@pytest.mark.parametrize("county", COUNTIES)
def test_every_mechanism_opens_at_its_own_address_with_its_sentence(open_app: OpenApp, county: str, source: Source):
    for mechanism in mechanisms_of(source, county):
        app = open_app("mechanisms", county=county, period="2024", mechanism=mechanism.card.mechanism_id)
        words = words_of(app)
        assert faults_of(app) == [], mechanism.card.mechanism_id
        assert mechanism.finding in words and mechanism.card.name_zh in words
        assert [shown.finding for _, shown in mechanism.views if shown.finding not in words] == []


def test_a_mechanism_of_another_county_is_named_and_the_list_stands(open_app: OpenApp):
    app = open_app("mechanisms", county="450223", mechanism="lishi_hospital_kpi")
    words = words_of(app)
    assert "没有这项举措：“lishi_hospital_kpi”" in words and "逐项" not in words and faults_of(app) == []
    assert "mechanism" not in app.query_params


def test_a_township_chosen_is_what_the_sentences_speak_of(open_app: OpenApp, source: Source):
    """The page once showed the whole county whatever township was chosen."""
    whole = {m.card.mechanism_id: m.finding for m in mechanisms_of(source, "450223")}
    own = {m.card.mechanism_id: m.finding for m in mechanisms_of(source, "450223", "450223102")}
    assert sum(whole[name] != own[name] for name in whole) >= len(whole) / 2
    app = open_app("mechanisms", county="450223", period="2024", township="450223102")
    words = words_of(app)
    assert faults_of(app) == [] and all(finding in words for finding in own.values())


def test_a_word_of_a_name_an_office_or_a_sentence_finds_its_mechanisms(open_app: OpenApp):
    """Of the list: the page's finding speaks of the whole county, the register of material lists 双向转诊 always."""
    everything = words_of(open_app("mechanisms", county="450223").container("mechanism_rows"))
    assert "双向转诊绿色通道" in everything and "中医药民族医药发展" in everything
    app = open_app("mechanisms", county="450223", find="转诊")
    rows = words_of(app.container("mechanism_rows"))
    assert "双向转诊绿色通道" in rows and "中医药民族医药发展" not in rows
    app.text_input(key="mechanism_find").set_value("没有这样的举措").run()
    assert "没有符合条件的举措" in words_of(app)
    assert app.query_params["find"] in (["没有这样的举措"], "没有这样的举措")


def test_in_english_every_field_of_the_sample_has_an_english_name(source: Source):
    fields = {card.field for county in COUNTIES for card in source.read(mechanism_cards, county)}
    assert fields and fields <= FIELDS_EN.keys()


def test_a_field_chosen_leaves_its_own_mechanisms(open_app: OpenApp):
    app = open_app("mechanisms", county="450223")
    chooser = app.multiselect(key="choice_field")
    chooser.set_value([chooser.options[0]]).run()
    assert faults_of(app) == []


@pytest.mark.parametrize("by", ["field", "owner", "state"])
def test_a_field_an_office_and_a_state_each_leave_their_own_mechanisms(open_app: OpenApp, source: Source, by: str):
    found = mechanisms_of(source, "450223")
    first = {"field": found[0].card.field, "owner": found[0].card.owner, "state": str(found[0].state)}[by]
    own = {
        mechanism.card.name_zh
        for mechanism in found
        if first in (mechanism.card.field, mechanism.card.owner, str(mechanism.state))
    }
    app = open_app("mechanisms", county="450223", period="2024", **{by: first})
    rows = words_of(app.container("mechanism_rows"))
    assert faults_of(app) == [] and 0 < len(own) < len(found)
    assert {m.card.name_zh for m in found if f"{m.card.name_zh}" in rows} == own


def test_a_mechanisms_page_names_its_office_start_field_and_documents_and_has_its_three_boxes(open_app: OpenApp):
    """交城's “1+N”: 11,061 uses published for 2018 and as many in rows; its account's milestones stand beside."""
    app = open_app("mechanisms", county="141122", period="2018", mechanism="jiaocheng_1_n_choice")
    words = words_of(app)
    for said in ("牵头：县医疗集团公共卫生部", "2018年起", "领域：公共卫生", "文件：未登记"):
        assert said in words, said
    for box in ("本举措的指标与同比", "公布的数与由行算出的数", "大事记"):
        assert box in words, box
    assert words.count("1.11万人次") >= 2 and "11,061人次" in words


def test_mechanisms_do_not_claim_to_be_causes(open_app: OpenApp):
    assert "不等于效果" in words_of(open_app("mechanisms", county="450223"))


@pytest.mark.parametrize("county", COUNTIES)
def test_a_mechanism_says_the_same_sentence_on_its_page_and_in_the_files(county: str, source: Source):
    """The page showed the first indicator with a figure, the deck the one that had clearly changed.

    17 of the 71 mechanisms stood before a meeting with two different figures (介休 市内就诊率: 93.8 % on the page,
    97.2 % in the deck).
    """
    slides = build(Material(Choice(county, "2024"), source)).slides
    rows = [row for slide in slides for block in slide.blocks if isinstance(block, Table) for row in block.rows]
    in_files = {row.cells[0].text: row.cells[2].text for row in rows if len(row.cells) == 5}
    on_page = {mechanism.card.name_zh: mechanism.finding for mechanism in mechanisms_of(source, county)}
    assert on_page.items() <= in_files.items() and len(on_page) > 5


def test_a_pack_draws_the_mechanisms_that_it_is_asked_for(source: Source):
    asked = ("luzhai_referral", "luzhai_in_county")
    slides = build(Material(Choice("450223", "2024", mechanisms=asked), source)).slides
    own = [slide.key.split(".")[1] for slide in slides if slide.key.startswith("mechanisms.luzhai")]
    drawn = list(dict.fromkeys(own))
    assert drawn == list(asked)


def test_a_pack_that_names_none_begins_with_those_that_matter(source: Source):
    slides = build(Material(Choice("450223", "2024"), source)).slides
    drawn = list(
        dict.fromkeys(slide.key.split(".")[1] for slide in slides if slide.key.startswith("mechanisms.luzhai"))
    )
    urgent = [mechanism.card.mechanism_id for mechanism in mechanisms_of(source, "450223")]
    assert drawn and drawn == [name for name in urgent if name in drawn] == urgent[: len(drawn)]


def test_a_mechanism_leads_to_the_pages_that_go_deeper(source: Source):
    """No way led on from 60 of the 71: their accounts name no page of ours."""
    cards = {card.mechanism_id: card for county in COUNTIES for card in source.read(mechanism_cards, county)}
    assert "experts" in deeper_pages(cards["lishi_118_mode"])
    assert all(deeper_pages(card) for card in cards.values() if card.metric_ids)
    assert all("mechanisms" not in deeper_pages(card) for card in cards.values())


def links_of(app: AppTest) -> dict[str, dict[str, list[str]]]:
    """The links in the page, without the menu's: label → what their addresses ask."""
    return {link.proto.label: parse_qs(link.proto.query_string) for link in app.get("page_link")}


@pytest.mark.parametrize("county", COUNTIES)
def test_every_mechanism_leads_deeper_and_back_with_the_township_that_was_chosen(
    open_app: OpenApp, county: str, source: Source
):
    """From the page that went deeper nothing led back, and whoever changed the month there lost the mechanism."""
    township = source.reference.townships_of(county, 202412)[0].code
    asked = {"county": [county], "period": ["2024-06"], "compare": ["none"], "township": [township]}
    deeper: dict[str, tuple[str, dict[str, list[str]]]] = {}
    for card in source.read(mechanism_cards, county):
        app = open_app("mechanisms", **asked, mechanism=card.mechanism_id)
        assert faults_of(app) == [], card.mechanism_id
        links = links_of(app)
        assert links.pop("← 改革举措") == asked
        assert set(links) == {f"去{PAGES[page][0]} →" for page in deeper_pages(card)}
        for page in deeper_pages(card):
            own = links[f"去{PAGES[page][0]} →"]
            opens = {"set": [f"county-{county}"], "metric": own.get("metric")} if page == "year_on_year" else {}
            assert own == {**asked, "via": [card.mechanism_id], **opens}, card.mechanism_id
            deeper[page] = (card.name_zh, own)
    for page, (name, own) in deeper.items():
        app = open_app(page, **own)
        assert faults_of(app) == [], page
        # The link named an indicator outside the set that the page opens with, and led to another one.
        if "metric" in own:
            assert app.query_params["metric"] in (own["metric"], own["metric"][0])
        assert links_of(app)[f"← {name}"] == {**asked, "mechanism": own["via"]}


def test_a_filter_changed_on_the_deeper_page_is_taken_back_and_another_county_is_no_way_back(open_app: OpenApp):
    own = {"county": "450223", "period": "2024", "compare": "yoy", "via": "luzhai_two_systems"}
    app = open_app("year_on_year", **{**own, "period": "2023"})
    (back,) = links_of(app).values()
    assert back == {"county": ["450223"], "period": ["2023"], "compare": ["yoy"], "mechanism": ["luzhai_two_systems"]}
    elsewhere = open_app("year_on_year", **{**own, "county": "141122"})
    assert links_of(elsewhere) == {} and "via" not in elsewhere.query_params


def test_a_kind_of_evidence_is_known_by_one_code():
    assert set(KINDS) == {
        "checklist", "network", "appraisal", "flows", "response", "outings", "money", "plan", "programme", "series",
        "map", "ledger",
    }  # fmt: skip
