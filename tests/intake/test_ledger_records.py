"""Ledgers as records: a county adds or changes one without code, and a record that cannot be used is named."""

from pathlib import Path

import pytest

from intake.answers import answers_of
from intake.assemble import assemble
from intake.faults import BadCall, IntakeFault
from intake.forms import forms_in, shipped_forms
from intake.ledgers import ledgers_in, shipped_ledgers
from intake.ledgers.shipped import ledger_of
from intake.reading.open import book_of
from tests.intake.files_of_offices import figures, read, register, xlsx

CONSULTATIONS = """
kind = "ledger"
code = "consultations"
edition = "本县2024"
name_zh = "远程会诊台账"
name_en = "Remote consultations"
valid_from = 202401
titles = ["会诊"]
least = 3
dated_by = ["date"]
dropped = ["患者"]

[[column]]
code = "date"
kind = "date"
names = ["会诊日期"]
needed = true

[[column]]
code = "asked"
kind = "place"
names = ["申请单位"]
needed = true

[[column]]
code = "way"
kind = "word"
names = ["方式"]
needed = true
words = { remote = ["远程", "视频"], bedside = ["床旁"] }

[[figure]]
table = "institution_month"
column = "remote_consultations"
place = "asked"
date = "date"
only = { way = ["remote"] }
"""
LEDGER = [
    ["患者", "会诊日期", "申请单位", "方式"],
    ["某人", "2024-09-01", "中渡镇卫生院", "远程"],
    ["某人", "2024-09-02", "中渡镇卫生院", "视频"],
    ["某人", "2024-09-02", "中渡镇卫生院", "床旁"],
]


def test_a_county_adds_a_ledger_of_its_own(tmp_path: Path):
    (tmp_path / "consultations.toml").write_text(CONSULTATIONS, "utf-8")
    assert forms_in(tmp_path) == ()  # no form whose rows are institutions
    book = book_of(xlsx({"Sheet1": LEDGER}), "会诊.xlsx")
    found = assemble(book, shipped_forms(), register(), ledgers=ledgers_in(tmp_path))
    assert figures(found) == {("T2", 202409, "remote_consultations"): 2}
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside) == (3, 2, 1)
    assert "某人" not in repr(found)


@pytest.mark.parametrize(
    ("was", "becomes", "item"),
    [
        ('kind = "date"', 'kind = "day"', "day"),
        ('table = "institution_month"', 'table = "institution"', "institution"),
        ('column = "remote_consultations"', 'column = "consults"', "consults"),
        ('only = { way = ["remote"] }', 'only = { weg = ["remote"] }', "weg"),
        ('place = "asked"', 'place = "asking"', "asking"),
        ("least = 3", "minimum = 3", "minimum"),
    ],
)
def test_a_record_that_cannot_be_used_names_what_is_wrong(was: str, becomes: str, item: str):
    with pytest.raises(IntakeFault) as fault:
        ledger_of(CONSULTATIONS.replace(was, becomes), "本县.toml")
    assert "本县.toml" in fault.value.happened
    assert item in fault.value.happened


def test_what_names_a_person_is_no_column_of_any_ledger():
    for ledger in shipped_ledgers():
        assert not ledger.personal & ledger.words, ledger.code
        assert ledger.personal, ledger.code


def test_a_ledger_without_a_row_says_nothing():
    found = read(
        xlsx({"Sheet1": [["2024年双向转诊台账"], ["转诊类型", "转诊日期", "转出单位", "转入单位"]]}), "转诊.xlsx"
    )
    assert (found.rows_in, found.values, found.entries, found.questions) == (0, (), (), ())


def test_answers_hold_words_and_what_is_accepted():
    text = 'accept = ["whole_ledger", "incomplete"]\n[words]\n"referrals:direction:平转" = "up"\n'
    found = answers_of(text, "回答.toml")
    assert found.words == {"referrals:direction:平转": "up"}
    assert found.accept == {"whole_ledger", "incomplete"}
    with pytest.raises(BadCall):
        answers_of('accept = ["everything"]', "回答.toml")
