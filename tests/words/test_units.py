"""A unit is one row: nothing else says how it is written, rounded or what its change is counted in."""

import re
from dataclasses import replace

import pytest

from metrics.catalogue import CATALOGUE, get
from words.numbers import format_change, format_value
from words.units import UNITS, Unit, UnknownUnit, unit_en

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_a_metric_in_a_unit_that_is_not_listed_does_not_load():
    with pytest.raises(UnknownUnit, match="斤"):
        replace(get("beds_open"), unit="斤")


def test_no_unit_of_the_catalogue_is_chinese_in_english():
    assert [metric.id for metric in CATALOGUE.values() if CHINESE.search(metric.unit_en)] == []
    assert [unit.code for unit in UNITS.values() if CHINESE.search(unit.en + unit.short_en)] == []


def test_a_share_changes_in_points_and_points_take_their_measure_word():
    for unit in UNITS.values():
        if unit.change:
            assert UNITS[unit.change].points and UNITS[unit.change].after_number == "个" + unit.change


@pytest.mark.parametrize(
    ("code", "english"),
    [("次/周", "times per week"), ("人/月", "people per month"), ("个/年", "per year"), ("万步", "万步"), ("%", "%")],
)
def test_the_unit_of_a_published_figure_is_read_by_its_parts(code: str, english: str):
    """A county's own word that nobody knows stays as it is written."""
    assert unit_en(code) == english


def test_one_row_is_all_that_a_new_unit_needs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(UNITS, "公斤", Unit("公斤", "kg", decimals=1, measured=True))
    assert format_value(3.25, "公斤") == "3.3公斤" and format_value(3.25, "公斤", language="en") == "3.3 kg"
    assert format_change(-0.4, "公斤", language="en") == "down 0.4 kg"
    assert replace(get("beds_open"), unit="公斤").unit_en == "kg"
