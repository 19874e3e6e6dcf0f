"""Published figures are printed with their units, as figures of ours are."""

from __future__ import annotations

import pytest

from findings.published import figure_with_unit
from words.speech import Speech


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (3_000_000, "元/年", "300.00万元/年", "3,000,000 yuan per year"),
        (4, "年", "4年", "4 years"),
        (2018, "年", "2018", "2018"),
        (1, "次/周", "1次/周", "1 times per week"),
    ],
)
def test_a_published_figure_has_its_unit(value: float, unit: str, chinese: str, english: str) -> None:
    """任期4年 stood as a bare 4, and 300.00万元 beside 3,000,000元/年."""
    assert figure_with_unit(value, Speech("zh"), unit) == chinese
    assert figure_with_unit(value, Speech("en"), unit) == english
