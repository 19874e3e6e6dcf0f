"""Every code that a fact can carry has its words in both languages, and no word is a code."""

import re

from metrics.statistics.verdict import Verdict
from words.names import VERDICTS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_verdict_has_words_and_no_verdict_is_a_word():
    assert set(VERDICTS) == set(Verdict)
    for code, (zh, en) in VERDICTS.items():
        assert CHINESE.search(zh) and not CHINESE.search(en) and not CHINESE.search(code)
