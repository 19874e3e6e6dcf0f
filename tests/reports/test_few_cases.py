"""A year of few cases is told with the two before it, on slide, in document and of a mechanism, in one wording."""

import io

import pytest
from docx import Document
from pptx import Presentation

from faces.blocks.pack import Choice
from faces.deck.deck import make_deck
from faces.document.brief import make_brief
from findings.evidence import series
from findings.evidence.shown import Asked
from findings.figures import Words
from findings.material import Material
from findings.pooled import pooled_words
from metrics.catalogue import get
from metrics.judge.pooled import pooled_years
from metrics.period import Period
from metrics.reads.mechanisms import mechanism_cards
from metrics.scope import Scope
from metrics.source import Source
from reports.pack import make_pack
from tests.reports.conftest import Remembered
from words.few_cases import few_cases_words
from words.numbers import Language

LUZHAI, JIEXIU = "450223", "140781"
INFANTS = get("infant_mortality")


def sentence(source: Source, county: str, language: Language = "zh") -> str:
    scope = Scope(county, Period.parse("2023"))
    told = pooled_words(pooled_years(source, INFANTS, scope), INFANTS, Words(language, source.reference, (), county))
    assert told
    return told


def words_of_deck(content: bytes) -> str:
    slides = Presentation(io.BytesIO(content)).slides
    return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)


def words_of_document(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_the_sentence_says_how_few_and_what_three_years_come_to() -> None:
    """Five deaths of 1,550 births, 20 of 4,633 in three years: 4.3 ‰."""
    zh, en = few_cases_words(2021, 2023, 5, 20, 4.317, 2.796, 6.659, unit="‰", decimals=1)
    assert zh == "2023年5例，例数少，一年的率多半随机波动；2021—2023年合计20例，4.3‰（95%区间2.8—6.7‰）"
    assert en.startswith("2023 had 5 cases") and "2021–2023 together: 20 cases, 4.3‰" in en
    one = few_cases_words(
        2021, 2023, 1, 1, 11.1, 0.3, 62.0, unit="1/10万", decimals=1, unit_en="per 100,000 live births"
    )
    assert "had 1 case, so" in one[1] and "together: 1 case, 11.1 per 100,000 live births" in one[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_slide_and_the_document_of_a_year_say_what_the_page_says(readings: Remembered, language: Language) -> None:
    pack = make_pack(Material(Choice(LUZHAI, "2023", language=language, sections=("year_on_year",)), readings))
    told = sentence(readings, LUZHAI, language)
    assert told in words_of_deck(make_deck(pack)).replace("\v", "")
    assert told in words_of_document(make_brief(pack))


def test_for_part_of_a_year_and_for_townships_there_is_no_such_slide(readings: Remembered) -> None:
    for period, townships in (("2023-01..2023-09", ()), ("2023", ("450223102",))):
        choice = Choice(LUZHAI, period, townships, sections=("year_on_year",))
        assert "例数少" not in str(make_pack(Material(choice, readings)).sections[0])


def test_a_mechanism_that_is_read_by_such_a_rate_says_it_once(readings: Remembered) -> None:
    card = next(
        each for each in mechanism_cards(readings.engine, JIEXIU) if each.mechanism_id == "jiexiu_maternal_child"
    )
    words = Words("zh", readings.reference, (), JIEXIU)
    year, months = (
        series.show(Asked(card, Scope(JIEXIU, Period.parse(text)), readings, words))
        for text in ("2023", "2023-01..2023-09")
    )
    assert year is not None and (year.finding + year.note).count(sentence(readings, JIEXIU) + "。") == 1
    assert months is None or "例数少" not in months.note + months.finding
