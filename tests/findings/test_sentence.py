"""The sentence is right for every sign, size and gap."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.sentence import Finding, PlaceFact, finding_sentence
from metrics.statistics.verdict import Verdict

SHARE = Finding(period="1—9月", subject="基层诊疗人次占比", value=58.2, unit="%", change=2.1, lower=1.8, upper=2.4)
VISITS = Finding(
    period="2024年1—9月",
    subject="全县诊疗人次",
    value=1_058_300,
    unit="人次",
    change=4.2,
    change_unit="%",
    compare_value=1_015_643,
)
XISHE = PlaceFact("西社镇", contribution=0.6)


def test_a_clear_rise_of_a_share():
    text = finding_sentence(replace(SHARE, verdict=Verdict.CLEAR_RISE), XISHE)
    assert text == "1—9月，基层诊疗人次占比58.2%，同比上升2.1个百分点（95%区间1.8—2.4）；西社镇贡献+0.6个百分点。"


def test_a_clear_fall_gives_the_size_of_the_fall_and_of_its_limits():
    fall = replace(SHARE, change=-2.1, lower=-2.4, upper=-1.8, verdict=Verdict.CLEAR_FALL)
    text = finding_sentence(fall, PlaceFact("西社镇", contribution=-0.6))
    assert text == "1—9月，基层诊疗人次占比58.2%，同比下降2.1个百分点（95%区间1.8—2.4）；西社镇贡献−0.6个百分点。"


def test_an_unclear_change_keeps_the_signs_of_its_limits_and_says_so():
    text = finding_sentence(replace(SHARE, change=-0.3, lower=-0.7, upper=0.1, verdict=Verdict.NO_CLEAR_CHANGE))
    assert text == "1—9月，基层诊疗人次占比58.2%，同比下降0.3个百分点（变化的95%区间−0.7至0.1），无明显变化。"


def test_a_change_below_a_twentieth_of_a_point_is_unchanged():
    text = finding_sentence(replace(SHARE, change=0.04, lower=-0.2, upper=0.3, verdict=Verdict.NO_CLEAR_CHANGE))
    assert text == "1—9月，基层诊疗人次占比58.2%，同比持平（变化的95%区间−0.2至0.3），无明显变化。"


def test_counts_grow_in_per_cent():
    assert finding_sentence(VISITS) == "2024年1—9月，全县诊疗人次105.83万人次，同比增长4.2%。"
    fall = replace(VISITS, change=-4.2, lower=-4.5, upper=-3.9)
    assert finding_sentence(fall) == "2024年1—9月，全县诊疗人次105.83万人次，同比下降4.2%（95%区间3.9—4.5）。"


def test_a_doubled_count_is_a_multiple_and_so_are_its_limits():
    doubled = replace(VISITS, value=2300, compare_value=1000, change=130.0, lower=111.2, upper=150.9)
    assert finding_sentence(doubled) == "2024年1—9月，全县诊疗人次2,300人次，为上年同期的2.3倍（95%区间2.1—2.5）。"


def test_a_base_under_thirty_gives_both_numbers_and_no_contribution():
    few = replace(
        VISITS, subject="远程会诊", value=20, unit="例", compare_value=12, change=66.7, verdict=Verdict.TOO_LITTLE_DATA
    )
    assert finding_sentence(few, XISHE) == "2024年1—9月，远程会诊20例，上年同期12例，数据不足以判断。"


@pytest.mark.parametrize("change", [None, float("nan"), float("inf")])
def test_a_base_of_zero_gives_both_numbers(change):
    new = replace(VISITS, subject="远程会诊", value=20, unit="例", compare_value=0, change=change)
    assert finding_sentence(new) == "2024年1—9月，远程会诊20例，上年同期0例。"


def test_without_a_base_the_figure_stands_alone():
    text = finding_sentence(replace(SHARE, change=None, lower=None, upper=None), XISHE)
    assert text == "1—9月，基层诊疗人次占比58.2%，无上年同期数可比。"


def test_a_duration_changes_in_its_unit():
    days = Finding("2024年三季度", "平均住院日", 8.05, "天", change=-0.62, change_unit="天")
    assert finding_sentence(days, XISHE) == "2024年三季度，平均住院日8.1天，同比减少0.6天；西社镇贡献+0.6天。"


def test_another_base_is_never_called_the_same_period():
    text = finding_sentence(replace(SHARE, comparison="比2020年", base_name="2020年", lower=None, upper=None))
    assert text == "1—9月，基层诊疗人次占比58.2%，比2020年上升2.1个百分点。"


def test_hidden_and_missing_figures_are_said_to_be_so_and_nothing_else():
    assert finding_sentence(replace(SHARE, status="hidden"), XISHE) == "1—9月，基层诊疗人次占比已隐藏（人数过少）。"
    assert finding_sentence(replace(SHARE, value=None), XISHE) == "1—9月，基层诊疗人次占比未报。"
    assert finding_sentence(replace(SHARE, status="no_data"), XISHE) == "1—9月，基层诊疗人次占比未报。"


def test_while_townships_are_missing_no_conclusion_is_drawn():
    text = finding_sentence(replace(SHARE, verdict=Verdict.TOO_LITTLE_DATA, lower=None, upper=None, reported=(8, 9)))
    assert text.endswith("同比上升2.1个百分点，9个乡镇中8个已报全，暂不下结论。")


def test_a_998_interval_says_so():
    assert "（99.8%区间1.8—2.4）" in finding_sentence(replace(SHARE, confidence=0.998))


def test_a_contribution_that_prints_as_zero_is_left_out():
    assert finding_sentence(SHARE, PlaceFact("西社镇", contribution=0.04)).endswith("（95%区间1.8—2.4）。")


def test_a_contribution_to_growth_is_in_percentage_points():
    assert finding_sentence(VISITS, PlaceFact("西社镇", contribution=1.25)).endswith("；西社镇贡献+1.3个百分点。")


def test_a_verdict_against_the_direction_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        finding_sentence(replace(SHARE, verdict=Verdict.CLEAR_FALL))


def test_the_worse_township_is_named_even_in_a_good_finding():
    worse = PlaceFact("会立乡", contribution=-0.1, change=-1.2, judgement="bad")
    assert finding_sentence(SHARE, worse).endswith("；会立乡明显下降1.2个百分点。")


def in_english(finding: Finding, subject: str, unit_en: str = "%") -> Finding:
    """The same numbers as the Chinese finding, with English names."""
    return replace(
        finding,
        language="en",
        period="2024-01 to 2024-09",
        subject=subject,
        base_name="the year before",
        unit_en=unit_en,
    )


ENGLISH_SHARE = in_english(SHARE, "Primary-care share")
ENGLISH_VISITS = in_english(VISITS, "Visits", "visits")
XISHE_TOWN = PlaceFact("Xishe Town", contribution=0.6)


@pytest.mark.parametrize(
    ("finding", "place", "text"),
    [
        (
            ENGLISH_SHARE,
            XISHE_TOWN,
            "58.2%, up 2.1 percentage points from the year before (95% interval 1.8–2.4); Xishe Town contributed "
            "+0.6 percentage points.",
        ),
        (
            replace(ENGLISH_SHARE, change=-0.3, lower=-0.7, upper=0.1, verdict=Verdict.NO_CLEAR_CHANGE),
            None,
            "58.2%, down 0.3 percentage points from the year before (95% interval of the change −0.7 to 0.1), "
            "no clear change.",
        ),
        (
            replace(ENGLISH_SHARE, change=0.04, lower=-0.2, upper=0.3),
            None,
            "58.2%, unchanged from the year before (95% interval of the change −0.2 to 0.3).",
        ),
        (
            replace(ENGLISH_VISITS, change=130.0, compare_value=460_000, lower=100.0, upper=160.0),
            None,
            "1,058,300 visits, 2.3 times the year before (95% interval 2.0–2.6).",
        ),
        (
            replace(ENGLISH_VISITS, value=20, compare_value=12, change=66.7, verdict=Verdict.TOO_LITTLE_DATA),
            XISHE_TOWN,
            "20 visits, against 12 visits the year before, too little data.",
        ),
        (replace(ENGLISH_SHARE, change=None), XISHE_TOWN, "58.2%, nothing to compare with the year before."),
        (
            replace(ENGLISH_SHARE, lower=None, upper=None, verdict=Verdict.TOO_LITTLE_DATA, reported=(8, 9)),
            None,
            "58.2%, up 2.1 percentage points from the year before, 8 of 9 townships "
            "reported in full, no conclusion yet.",
        ),
        (
            ENGLISH_SHARE,
            PlaceFact("Huili Township", change=-1.2, judgement="bad"),
            "58.2%, up 2.1 percentage points from the year before (95% interval 1.8–2.4); "
            "Huili Township clearly down 1.2 percentage points.",
        ),
        (replace(ENGLISH_SHARE, status="hidden"), XISHE_TOWN, "hidden (too few people)."),
        (replace(ENGLISH_SHARE, value=None), XISHE_TOWN, "not reported."),
    ],
)
def test_english_says_every_clause_that_chinese_says(finding: Finding, place: PlaceFact | None, text: str):
    """The English finding was another sentence: no interval, no township that did most of it."""
    assert finding_sentence(finding, place) == f"{finding.subject}, 2024-01 to 2024-09: {text}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_township_that_stayed_where_it_was_is_not_called_clear(language):
    """Grammar follows the change and not the first letter of its words."""
    still = PlaceFact("西社镇", change=0.01, judgement="bad")
    finding = SHARE if language == "zh" else ENGLISH_SHARE
    assert finding_sentence(finding, still).endswith("；西社镇持平。" if language == "zh" else "; 西社镇 unchanged.")


shares = st.floats(-60, 60).filter(lambda change: change == 0 or abs(change) > 1e-6)


@given(shares, st.floats(0, 10), st.floats(0, 10), shares)
def test_every_sentence_about_a_share_reads_right(change, below, above, contribution):
    text = finding_sentence(
        replace(SHARE, change=change, lower=change - below, upper=change + above), PlaceFact("西社镇", contribution)
    )
    assert text.startswith("1—9月，基层诊疗人次占比58.2%，同比") and text.endswith("。") and text.count("。") == 1
    # Twelve digits are kept before rounding, so 0.05 less a hair may print as 0.1.
    assert ("持平" in text) <= (abs(change) < 0.05) and (abs(change) < 0.0499999999) <= ("持平" in text)
    assert ("上升" in text) <= (change > 0) and ("下降" in text) <= (change < 0)
    assert not re.search(r"[一-龥][,;:]|-|nan|−0\.0(?!\d)", text)
    # Limits in the order lower to upper, as printed.
    low, high = re.search(r"区间([−\d.]+)[—至]([−\d.]+)", text).groups()
    assert float(low.replace("−", "-")) <= float(high.replace("−", "-"))


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_every_sentence_about_a_count_reads_right(value, base):
    change = (value / base - 1) * 100
    text = finding_sentence(replace(VISITS, value=value, compare_value=base, change=change))
    if base < 30:
        assert "上年同期" in text and "%" not in text
    elif change >= 100:
        assert "为上年同期的" in text and "同比" not in text
    else:
        assert re.search(r"同比(增长|下降)[\d.,]+%|同比持平|为上年同期的2\.0倍", text)
