"""English is the second language; a number must be right in both."""

import pytest

from ui.figures import split_words
from words.numbers import format_value


def test_an_english_card_never_shows_ten_thousands_as_units() -> None:
    """A card once read “111.20 visits”: the number had been shortened to 万 for Chinese, the unit taken from English.

    Number and unit now come out of one printed figure.
    """
    chinese = split_words(format_value(1_111_970, "人次", language="zh"))
    english = split_words(format_value(1_111_970, "人次", language="en", unit_en="visits"))
    assert chinese == ("111.20", "万人次")
    assert english == ("1,111,970", "visits")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("52.6%", ("52.6", "%")),
        ("−0.3个百分点", ("−0.3", "个百分点")),
        ("1.36人/千人", ("1.36", "人/千人")),
        ("未报", ("未报", "")),
    ],
)
def test_a_printed_figure_splits_into_number_and_unit(words: str, parts: tuple[str, str]) -> None:
    assert split_words(words) == parts
