"""The words of 服务圈: figures that stand beside a limit, and marks of a map."""

import pytest

from findings.circles import minutes_text, minutes_words
from words.speech import Speech


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(30.0, "30.0"), (29.96, "30.0"), (29.94, "29.9"), (30.04, "30.04"), (30.004, "30.004"), (30.06, "30.1")],
)
def test_a_village_beyond_the_limit_is_never_printed_at_the_limit(minutes: float, words: str):
    """大良村 is 30.04 minutes from its centre. It stood among the villages outside 30 minutes with 30.0 minutes."""
    assert minutes_text(minutes, 30) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(30.04, "30.04分钟"), (30.0, "30分钟"), (29.6, "30分钟"), (12.4, "12分钟"), (30.6, "31分钟")]
)
def test_nor_does_the_map_say_so_where_whole_minutes_are_enough(minutes: float, words: str):
    assert minutes_words(minutes, 30, Speech("zh")) == words
