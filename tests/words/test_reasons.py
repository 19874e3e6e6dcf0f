"""Every code with which a chart, a trend or a change gives its reason has words in both languages."""

import re
from pathlib import Path

import pytest

from metrics.catalogue import CATALOGUE
from metrics.circle.what_if import KINDS
from metrics.judge import comparison_places, computed_changes
from metrics.judge.annual import CHI_SQUARED, REGRESSION
from metrics.judge.limits import NEW_DEFINITION
from metrics.judge.series import A_LEVEL, NO_LEVEL, NO_MOVE, RULES, RULES_OF_DEVIATIONS, YEAR_BEFORE
from metrics.statistics import spc
from metrics.statistics.trend import POINTS, Reason
from words import reasons
from words.plans import STEP_NAMES

CHINESE = re.compile("[\u4e00-\u9fff]")
TABLES = {
    "RULES": {*RULES, *RULES_OF_DEVIATIONS.values(), YEAR_BEFORE},
    "STANDING_STILL": {NO_MOVE, A_LEVEL, NO_LEVEL},
    "ASSURANCES": {spc.CONSISTENT_PASS, spc.CONSISTENT_FAIL, spc.INCONSISTENT},
    "NEW_LIMITS": {NEW_DEFINITION},
    "TREND_METHODS": {CHI_SQUARED, REGRESSION},
    "TRENDS": {str(reason) for reason in Reason},
    "ITEMS": {getattr(comparison_places, name) for name in ("MERGED", "OPENED", "CLOSED", "MOVED", "UNREPORTED")},
    "NOT_SPLIT": {
        *re.findall(r'"([a-z_]+)"', Path(computed_changes.__file__).read_text("utf-8").split('"""')[-1]),
        *(metric.computed.why_not_split for metric in CATALOGUE.values() if metric.computed is not None),
    }
    - {"status", "hidden", "change", "compare_value", "township_code", None},
}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_of_reasons_has_the_codes_of_the_statistics_and_no_others(table: str) -> None:
    assert set(getattr(reasons, table)) == TABLES[table]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_reason_is_said_in_both_languages(table: str) -> None:
    for zh, en in getattr(reasons, table).values():
        assert CHINESE.search(zh) and en and not CHINESE.search(en)


def test_five_years_are_the_years_that_are_tested() -> None:
    assert f"{POINTS}个" in reasons.TRENDS["few_years"][0] and f"{POINTS} whole" in reasons.TRENDS["few_years"][1]
    assert f"{spc.RUN_LENGTH}{{unit}}" in reasons.RULES["one_side"][0]


def test_weeks_are_weeks_in_both_languages() -> None:
    """A chart of weeks said 个月 with the word exchanged in the finished sentence."""
    zh, en = reasons.rules_told(["one_side", "two_of_three"], "week")
    assert zh == "连续7周及以上在均值一侧，3周中有2周接近界限"
    assert en == "7 or more weeks in a row on one side of the mean, 2 of 3 weeks close to a limit"
    assert reasons.rules_told([]) == ("", "")


def test_every_step_of_a_what_if_has_its_name() -> None:
    assert set(STEP_NAMES) == set(KINDS)
    assert all(CHINESE.search(zh) and not CHINESE.search(en) for zh, en in STEP_NAMES.values())
