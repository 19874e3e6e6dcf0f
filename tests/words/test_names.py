"""Every code that a fact can carry has its words in both languages, and no word is a code."""

import re
from typing import Any

import pytest

from metrics.catalogue import FAMILIES
from metrics.ledger.codes import REASON_CODES
from metrics.statistics.verdict import Verdict
from travel.speeds import MODES, SCENARIOS
from words import names
from words.visits import REASON_NAMES

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TABLES: dict[str, dict[str, tuple[str, str]]] = {
    name: table
    for name, table in vars(names).items()
    if isinstance(table, dict) and all(isinstance(words, tuple) for words in table.values())
}
ENGLISH_OF_CHINESE: dict[str, dict[str, str]] = {"fields": names.FIELDS_EN, "families": names.FAMILIES_EN}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_names_goes_from_code_to_chinese_and_english(name: str):
    for code, (zh, en) in TABLES[name].items():
        assert CHINESE.search(zh) and not CHINESE.search(en + code), (name, code)


@pytest.mark.parametrize("name", ENGLISH_OF_CHINESE)
def test_what_a_county_writes_in_chinese_has_english(name: str):
    assert all(CHINESE.search(zh) and not CHINESE.search(en) for zh, en in ENGLISH_OF_CHINESE[name].items())


def test_every_code_that_a_fact_can_carry_has_its_words():
    expected: dict[str, Any] = {
        "VERDICTS": tuple(Verdict),
        "MODE_NAMES": MODES,
        "SEASON_NAMES": SCENARIOS,
        "RULE_STATUSES": ("met", "missed", "exempt", "partial", "unknown"),
    }
    for name, codes in expected.items():
        assert set(TABLES[name]) == set(codes), name
    assert set(names.FAMILIES_EN) == set(FAMILIES)
    assert set(names.BY_MODE_EN) == set(MODES)
    assert tuple(REASON_NAMES) == REASON_CODES
    assert REASON_NAMES["counted"][0] == names.VISIT_MARKS["counted"][0]
    assert len(names.WEEKDAY_NAMES) == 7
