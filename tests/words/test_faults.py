"""Every fault and sentence of the lower floors in both languages: the same numbers, and no Chinese in the English."""

import datetime as dt
import pickle
import re
import string
from typing import Any

import pytest

from words.faults import FAULTS, Fault
from words.joined import joined
from words.phrases import Phrase, Voice, said
from words.sentences import SENTENCES
from words.terms import TERMS

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Fields that hold words of one language, as the metric's name or the period's does; each names its language.
OF_ONE_LANGUAGE = re.compile(r"_(zh|en)$")
# A template of one language may spell what the other counts: 第 2 季度 is a number in both, 上半年 is half 1.
TOLD_IN_WORDS = {"period_half_1", "period_half_2"}


def test_two_faults_never_share_a_code():
    """Both had: an expert's number in a list was told as “the one-time code is wrong, look at your phone”."""
    telling = ("a", "b", "c", "d")
    assert joined({"one": telling}, {"other": telling}).keys() == {"one", "other"}
    with pytest.raises(ValueError, match="one"):
        joined({"one": telling, "third": telling}, {"one": telling})


def fields_of(*templates: str) -> dict[str, set[str]]:
    """Field → the ways it is written in these templates."""
    found: dict[str, set[str]] = {}
    for template in templates:
        for _, name, spec, _ in string.Formatter().parse(template):
            if name:
                found.setdefault(name, set()).add(spec or "")
    return found


def value_of(name: str, specs: set[str], number: int) -> Any:
    """A value of the kind that its templates ask for; numbers differ from field to field, so that none is mistaken."""
    if "word" in specs:
        return next(iter(TERMS))
    if specs & {"named", "names"}:
        return ("Jia", "Yi")
    if specs & {"list", "parts", "or", "lines"}:
        return ("A", "B")
    if "happened" in specs:
        return Fault("warehouse_down")
    if any(spec.startswith("%") for spec in specs):
        return dt.date(2026, 3, 2)
    if any(spec and not spec.startswith("name") for spec in specs):
        return number
    return "X"


def filled(*templates: str) -> dict[str, Any]:
    """Values for every field of some templates."""
    own = fields_of(*templates)
    return {name: value_of(name, specs, 1000 + 7 * place) for place, (name, specs) in enumerate(sorted(own.items()))}


def numbers(text: str) -> list[str]:
    """Every number of a text, without its thousands' commas."""
    return sorted(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))


def assert_same(code: str, zh: str, en: str) -> None:
    """The two languages name the same fields and say the same numbers."""
    named = [{name for name in fields_of(text) if not OF_ONE_LANGUAGE.search(name)} for text in (zh, en)]
    columns = {"columns", "headings"}  # a heading is written in each language
    assert named[0] - columns - {"p", "p_named"} == named[1] - columns, code
    values = {"p": "p", "p_named": "p", **filled(zh, en)}
    chinese, english = (Voice(language).fill((zh, en), values) for language in ("zh", "en"))
    assert not CHINESE.search(english), (code, english)
    if code not in TOLD_IN_WORDS:
        assert set(numbers(english)) >= {one for one in numbers(chinese) if int(float(one)) >= 1000}, code


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_fault_in_english_keeps_the_numbers_of_the_chinese_one(code: str):
    """The English answered eighteen kinds of fault with thirteen fixed sentences and dropped their numbers."""
    happened_zh, next_zh, happened_en, next_en = FAULTS[code]
    assert_same(code, happened_zh, happened_en)
    assert_same(code, next_zh, next_en)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_in_english_keeps_the_numbers_of_the_chinese_one(code: str):
    # A change's message goes to one expert, whose name and day the row says already.
    if not code.startswith("told_"):
        assert_same(code, *SENTENCES[code])


def test_a_fault_is_its_code_and_fields_whichever_process_found_it():
    fault = Fault("too_few_candidates", Phrase("row_rule", code="R1"), wanted=5, allowed=3)
    back = pickle.loads(pickle.dumps(fault))
    assert (back.code, back.fields, str(back)) == ("too_few_candidates", {"wanted": 5, "allowed": 3}, str(fault))
    assert str(back) == "规定 R1：要设 5 个点，可用的候选点只有 3 个。请减少 p 或增加候选点。"


def test_names_are_said_in_the_readers_language_and_keep_their_own_spaces():
    phrase = Phrase("at_place", place="示例 村")
    assert said(phrase, Voice("zh", "page")) == "示例 村"
    assert said(phrase, Voice("en", "page", {"示例 村": "Sample village"})) == "Sample village"


def test_a_code_without_words_is_an_error_and_not_a_blank():
    with pytest.raises(KeyError):
        str(Fault("there_is_no_such_code"))
