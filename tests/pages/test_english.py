"""In the English view nothing that has an English name is shown in Chinese: words, hover texts, maps, lists."""

import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data_access import read, schema
from data_access.engine import open_engine
from findings.indicators import COVERAGE
from metrics.catalogue import FAMILIES, get
from metrics.reads.evidence import evidence_of
from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of, html_of, words_of
from words.rosters import BREACH_NAMES
from words.visits import REASON_NAMES

LISHI, LUZHAI = "141102", "450223"
CHINESE = re.compile(r"[\u4e00-\u9fff][^<>\"|\n]*")
BRAND_AND_SWITCH = ("医览", "中文")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inside in value.values() for text in _texts(inside))
    elif isinstance(value, list):
        yield from (text for inside in value for text in _texts(inside))


def _hovers(value: object) -> Iterator[str]:
    """What a map says on hover and writes beside a place; its layers' own ids are nobody's words."""
    if isinstance(value, dict):
        yield from (value[key] for key in ("tip", "more", "text") if isinstance(value.get(key), str))
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _hovers(inside)


def _shown(app: AppTest) -> Iterator[str]:
    yield re.sub(r"<script.*?</script>", "", html_of(app), flags=re.DOTALL)
    for chart in app.get("plotly_chart"):
        yield from _texts(json.loads(chart.proto.spec))
    for deck in app.get("deck_gl_json_chart"):
        yield from _hovers(json.loads(deck.proto.json))
    for widget in (*app.selectbox, *app.multiselect):
        yield from (widget.label, *widget.options)
    for widget in (*app.button, *app.toggle, *app.checkbox, *app.text_input, *app.number_input, *app.metric):
        yield widget.label


def chinese_of(app: AppTest) -> list[str]:
    """The Chinese that a reader of the English view meets, each once."""
    found = [match for text in _shown(app) for match in CHINESE.findall(text)]
    return sorted({one for one in found if one.strip() not in BRAND_AND_SWITCH})


@pytest.mark.parametrize("page", ["", "coverage", "circle"])
def test_a_page_is_english_throughout(open_app: OpenApp, page: str):
    app = open_app(page, county=LUZHAI, period="2024-01..2024-09", lang="en")
    assert faults_of(app) == [] and len(html_of(app)) > 1000
    assert chinese_of(app) == []


def test_the_mechanisms_are_english_but_for_documents_and_items_of_appraisals(
    open_app: OpenApp, sample_duckdb_url: str
):
    engine = open_engine(sample_duckdb_url)
    register = [item for own in evidence_of(engine, LUZHAI).values() for item in own]
    marked = schema.appraisal.c
    scored = read.frame(engine, select(marked.item_zh).where(marked.county_code == LUZHAI).distinct())
    engine.dispose()
    documents = {
        part for item in register for text in (item.document_zh, item.note_zh) for part in CHINESE.findall(text)
    }
    app = open_app("mechanisms", county=LUZHAI, period="2024-01..2024-09", lang="en")
    assert faults_of(app) == [] and len(html_of(app)) > 1000
    left = {one.rstrip(").") for one in chinese_of(app)}
    assert documents <= left and left <= documents | set(scored["item_zh"])


def test_every_indicator_of_coverage_is_english_throughout(open_app: OpenApp):
    """Five of fourteen wrote their unit in Chinese, 人/千人 over doctors: only the first was ever opened."""
    for metric_id in COVERAGE:
        app = open_app("coverage", county=LUZHAI, period="2024-01..2024-09", metric=metric_id, lang="en")
        assert faults_of(app) == [] and chinese_of(app) == [], metric_id
        assert get(metric_id).name_en in html_of(app)


def test_the_funnel_names_its_denominator_in_english(open_app: OpenApp):
    """Its axis said only “Denominator”."""
    family = FAMILIES.index(get("contract_rate").family)
    app = open_app(
        "year_on_year",
        county=LUZHAI,
        period="2024-01..2024-09",
        set=f"family-{family}",
        metric="contract_rate",
        lang="en",
    )
    charts = " ".join(chart.proto.spec for chart in app.get("plotly_chart"))
    assert faults_of(app) == [] and get("contract_rate").denominator_en in charts


@pytest.mark.parametrize("tab", ["ledger", "flows", "burden", "rules"])
def test_experts_institutions_and_rules_have_their_english_names(open_app: OpenApp, tab: str):
    app = open_app("experts", county=LISHI, period="2024-09", tab=tab, lang="en")
    assert faults_of(app) == [] and chinese_of(app) == []


def test_the_documents_of_the_evidence_register_stay_as_they_are_written(open_app: OpenApp):
    left = chinese_of(open_app("year_on_year", county=LUZHAI, period="2024-01..2024-09", set="national", lang="en"))
    assert "医共体章程" in left and not [one for one in left if "办公室" in one or one in ("同质化", "促分工")]


def test_in_chinese_the_same_check_finds_plenty(open_app: OpenApp):
    app = open_app("experts", county=LISHI, period="2024-09", tab="flows")
    left = chinese_of(app)
    assert any("离石区人民医院 → " in one for one in left) and "派出" in left


def test_whatever_the_ledger_and_the_checker_can_say_has_english():
    assert all(zh and en.isascii() for zh, en in REASON_NAMES.values())
    assert all(zh and en.isascii() for zh, en in BREACH_NAMES.values())


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"period": "2017Q9"}, "The period “2017Q9” cannot be read. Write 2017, 2017-06"),
        ({"period": "1990"}, "There are no data of the period “1990”. Data reach over"),
        ({"township": "450223999"}, "No such township: “450223999”."),
    ],
)
def test_what_cannot_be_read_of_a_link_is_told_in_english(open_app: OpenApp, parameters: dict[str, str], words: str):
    """Faults spoke Chinese in the English view: their sentences were written where the fault was found."""
    app = open_app("data", county=LUZHAI, lang="en", **parameters)
    assert faults_of(app) == [] and words in words_of(app)


def test_a_warehouse_that_is_closed_is_told_in_english(without_warehouse: OpenApp):
    app = without_warehouse("data", lang="en")
    assert "There is no warehouse at none.duckdb." in words_of(app) and "make run" in words_of(app)
    assert chinese_of(app) == []
