"""同比指标: its sentences, its months, its townships by size, what a reading and a target say of them."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from faces.blocks import Control, Multiples
from findings.charts import contributions
from findings.figures import Words
from findings.rows import mark_words
from findings.year_on_year.changes import changes, says_little
from findings.year_on_year.comparability import posting_card_words
from findings.year_on_year.control import control, decision_words, events_of
from findings.year_on_year.finding import per_day_words, year_on_year_finding
from findings.year_on_year.tables import set_table, township_table
from findings.year_on_year.townships import by_size, township_months
from findings.year_on_year.trend import annual_table, trend_words
from metrics.catalogue import get
from metrics.definition import Metric
from metrics.judge.annual import CHI_SQUARED, AnnualTrend
from metrics.judge.assessment import Assessment
from metrics.judge.charted import Charted
from metrics.judge.limits import NEW_DEFINITION, LimitDecision
from metrics.judge.series import MonthlySeries, months_before
from metrics.national.postings import PostingAudit
from metrics.period import Period
from metrics.statistics.decomposition import Decomposition, decompose_count
from metrics.statistics.spc import Rebase, point_judgements, xmr
from metrics.statistics.trend import Reason, RecentTrend, recent_trend_of_proportion
from metrics.statistics.verdict import Verdict
from tests.ui.small_places import COUNTY, NORTH, SOUTH, places

VISITS, SHARE = get("outpatient_visits"), get("contract_rate")
ZH, EN = Words("zh", places()), Words("en", places())
NOTHING = pd.DataFrame()


def judged_of(
    metric: Metric,
    *rows: dict[str, object],
    period: str = "2023",
    compare: str | None = "yoy",
    contributions: dict[str, Decomposition] | None = None,
) -> Assessment:
    """An assessment of one metric: the rows without a township are the county's."""
    usual = {
        "metric_id": metric.id,
        "county_code": COUNTY,
        "township_code": None,
        "value": 50.0,
        "numerator": 500.0,
        "denominator": 1000.0,
        "unit": metric.unit,
        "compare_period": "2022",
        "compare_value": 48.0,
        "compare_reported": 48.0,
        "missing": 0.0,
        "carried_since": None,
        "change": 2.0,
        "change_unit": metric.change_unit,
        "change_lower": np.nan,
        "change_upper": np.nan,
        "lower": np.nan,
        "upper": np.nan,
        "target": np.nan,
        "status": "shown",
        "completeness": 1.0,
        "verdict": Verdict.TOO_LITTLE_DATA,
        "judgement": "neutral",
    }
    frame = pd.DataFrame([usual | row for row in rows])
    whole = frame["township_code"].isna() if len(frame) else pd.Series(dtype=bool)
    return Assessment(
        (metric,), Period.parse(period), compare, frame[whole], frame[~whole], NOTHING, contributions or {}
    )


def series_of(
    values: list[list[float]], last: int, *, codes: tuple[str, ...] = ("",), rebases: tuple[Rebase, ...] = ()
) -> MonthlySeries:
    """A monthly series up to `last`, a row a place, without intervals; a year earlier every month was 1 lower."""
    table = np.array(values, dtype=float)
    nothing = np.full(table.shape, np.nan)
    chart = xmr(table, rebases=list(rebases))
    months = tuple(months_before(last, table.shape[1], 190001))
    behind = table - 1
    return MonthlySeries(
        SHARE.id,
        codes,
        months,
        table,
        behind,
        nothing,
        nothing,
        chart,
        rebases,
        point_judgements(chart, "higher"),
        (Charted.AS_COUNTED,) * len(codes),
        nothing,
    )


def row(now: float, base: float, compared: str | None) -> pd.Series:
    return pd.Series(
        {
            "matched_numerator": now,
            "compare_numerator": base,
            "compare_period": compared,
            "change": 100 * (now - base) / base,
        }
    )


@pytest.mark.parametrize(
    ("period", "compare", "now", "base", "compared", "said"),
    [
        # 29 February: 290 visits in 29 days against 280 in 28 are ten a day in both.
        ("2024-02", "yoy", 290, 280, "2023-02", "本期29天，对比期28天；按日均计，持平。"),
        ("2024", "yoy", 732, 365, "2023", "本期366天，对比期365天；按日均计，为对比期的2.0倍。"),
        ("2024-03", "previous", 620, 290, "2024-02", "本期31天，对比期29天；按日均计，为对比期的2.0倍。"),
        ("2024-03", "previous", 279, 290, "2024-02", "本期31天，对比期29天；按日均计，下降10.0%。"),
        # Only January and February are compared, because the data end there.
        ("2024Q1", "yoy", 600, 590, "2023-01..2023-02", "本期60天，对比期59天；按日均计，持平。"),
        # Of equal length, without a base, or no sum: nothing to say.
        ("2023", "yoy", 730, 365, "2022", ""),
        ("2024", "yoy", 732, 365, None, ""),
    ],
)
def test_a_change_of_a_sum_is_given_per_day_where_the_periods_differ_in_length(
    period: str, compare: str, now: float, base: float, compared: str | None, said: str
) -> None:
    judged = judged_of(VISITS, {}, period=period, compare=compare)
    assert per_day_words(row(now, base, compared), VISITS, judged, ZH) == said


@pytest.mark.parametrize("metric_id", ["primary_visit_share", "beds_open", "contract_rate"])
def test_shares_and_stocks_have_no_change_per_day(metric_id: str) -> None:
    metric = get(metric_id)
    assert per_day_words(row(600, 500, "2023"), metric, judged_of(metric, {}, period="2024"), ZH) == ""


def trend(word: Verdict, reason: Reason, chi_squared: float, method: str = CHI_SQUARED) -> AnnualTrend:
    values = np.array([50.0, 51.0, np.nan, 53.0, 54.0])
    years = (2020, 2021, 2022, 2023, 2024)
    return AnnualTrend(years, values, values - 1, values + 1, RecentTrend(word, reason, chi_squared, 0.1), method)


def test_a_trend_names_its_years_its_method_and_its_chance() -> None:
    """χ² of 9.5495 with one degree of freedom is P = 0.002, any table."""
    clear = trend_words(trend(Verdict.CLEAR_RISE, Reason.BEYOND_CHANCE, 9.5495), ZH)
    assert clear == (
        "近五年趋势（2020—2024年）：五年间上升（χ²趋势检验，χ²=9.5，P=0.002，按99.8%判断），逐一去掉一年方向不变。"
    )
    none = trend_words(trend(Verdict.NO_CLEAR_CHANGE, Reason.ONE_YEAR, 11.5), ZH)
    assert none == (
        "近五年趋势（2020—2024年）：没有明显趋势，方向只由个别年份决定（χ²趋势检验，χ²=11.5，P<0.001，按99.8%判断）。"
    )


def test_what_is_not_tested_says_why_in_either_language() -> None:
    few = recent_trend_of_proportion([2023, 2024], [1, 2], [10, 10])
    found = AnnualTrend((2023, 2024), *[np.array([10.0, 20.0])] * 3, few, "")
    assert trend_words(found, ZH) == "近五年趋势（2023—2024年）：不作检验，不足5个年份。"
    assert (
        trend_words(found, EN) == "Recent trend (2023—2024): not tested, fewer than 5 whole years under one definition."
    )


def test_a_hidden_or_incomplete_year_shows_no_number() -> None:
    rows = annual_table(trend(Verdict.NO_CLEAR_CHANGE, Reason.WITHIN_CHANCE, 1.0), SHARE, ZH).rows
    assert [cell.text for cell in rows[2].cells] == ["2022年", "未列", ""]
    assert [cell.text for cell in rows[4].cells] == ["2024年", "54.0", "53.0—55.0"]


def months_drawn(series: MonthlySeries) -> Multiples:
    """The panels of a series that has a value."""
    block = township_months(series, SHARE, ZH)
    assert block is not None
    return block


def test_january_and_february_read_together_are_not_drawn_as_a_whole_year() -> None:
    """1—2月合并 ends the series in February; the panels drew the twelve months to February as 1月 to 12月."""
    series = series_of([[float(month) for month in range(24)], [5.0] * 24], 202302, codes=(NORTH, SOUTH))
    block = months_drawn(series)
    assert block.months == ("1月", "2月")
    assert block.panels[0].this_year == (22.0, 23.0) and block.panels[0].last_year == (21.0, 22.0)


def test_a_series_that_begins_within_the_year_names_the_months_it_has() -> None:
    """Five months to September were named January to May."""
    block = months_drawn(series_of([[1.0, 2.0, 3.0, 4.0, 5.0]], 202309, codes=(NORTH,)))
    assert block.months == ("5月", "6月", "7月", "8月", "9月")


def test_a_panel_whose_months_are_hidden_is_not_said_to_lack_returns() -> None:
    """未报 stood in the panel of a township that had reported every month."""
    block = months_drawn(series_of([[np.nan] * 12, [5.0] * 12], 202312, codes=(NORTH, SOUTH)))
    assert [panel.nothing for panel in block.panels] == ["未报或已隐藏"] * 2
    whole = series_of([[np.nan] * 12, [5.0] * 12], 202312, codes=(NORTH, SOUTH))
    counted = township_months(whole, VISITS, ZH)
    assert counted is not None and [panel.nothing for panel in counted.panels] == ["", ""]


def test_townships_without_any_month_are_no_panels() -> None:
    assert township_months(series_of([[np.nan] * 12], 202312, codes=(NORTH,)), SHARE, ZH) is None
    assert township_months(None, SHARE, ZH) is None


def drawn_control(series: MonthlySeries, total: dict[str, object], words: Words = ZH) -> Control:
    """The control chart of a series that has a value."""
    block = control(series, SHARE, judged_of(SHARE, total).headline(SHARE.id), words)
    assert block is not None
    return block


def test_a_target_stands_on_the_chart_and_in_the_table_as_it_was_set() -> None:
    """62.93 % was drawn as 目标62.9%, and 60 % as 目标60.0%; the cards said them as they were set."""
    for target, said in ((62.93, "62.93%"), (60.0, "60%")):
        total: dict[str, object] = {"target": target}
        block = drawn_control(series_of([[50.0] * 12], 202312), total)
        assert (block.target, block.target_text) == (target, f"目标{said}")
        table = set_table(judged_of(SHARE, total), "family-4", ZH, chosen=SHARE.id)
        at = [column.name for column in table.columns].index("目标")
        assert table.rows[0].cells[at].text == said


def test_without_a_target_or_a_value_nothing_is_drawn_of_it() -> None:
    block = drawn_control(series_of([[50.0] * 12], 202312), {})
    assert (block.target, block.target_text) == (None, "")
    total = judged_of(SHARE, {}).headline(SHARE.id)
    assert control(series_of([[np.nan] * 12], 202312), SHARE, total, ZH) is None
    assert control(None, SHARE, total, ZH) is None


def test_limits_that_begin_anew_say_why_in_the_readers_language() -> None:
    """Each stretch names mean, lower and upper limit in that order, and only a new one has a reason."""
    series = series_of([[50.0] * 12 + [80.0] * 12], 202312, rebases=(Rebase(12, NEW_DEFINITION, "catalogue"),))
    for words, reason in ((ZH, "口径调整"), (EN, "new definition")):
        first, second = drawn_control(series, {}, words).segments
        assert (first.start, first.end, first.break_reason) == (0, 11, "")
        assert (second.start, second.end, second.break_reason) == (12, 23, reason)
        assert (second.mean_text, second.lower_text, second.upper_text) == ("80.0%", "80.0%", "80.0%")


def test_limits_of_what_cannot_be_negative_do_not_go_below_zero() -> None:
    (segment,) = drawn_control(series_of([[0.0, 9.0] * 6], 202312), {}).segments
    assert segment.lower == 0.0 and segment.lower_text == "0.0%" and segment.upper > 9.0


def test_no_two_milestones_share_a_letter() -> None:
    """The eleventh was marked A again, and the list below the chart then had two of them."""
    months = months_before(202312, 30, 190001)
    rows = [{"date": "2023", "month": month, "event_zh": "事", "event_en": "event"} for month in [190001, *months]]
    events = events_of(pd.DataFrame(rows), months, ZH)
    assert len({event.letter for event in events}) == len(events) == 30
    assert (events[0].position, events[0].letter, events[0].words) == (0, "A", "2023 事")


def test_a_decision_says_what_why_who_and_when() -> None:
    day = datetime(2024, 5, 6)
    anew = LimitDecision("rebase", 202401, None, "支付方式改革", "王科长", day)
    fixed = LimitDecision("baseline", 202301, 202312, "改革前一年", "王科长", day)
    assert decision_words(anew, ZH) == "2024年1月起重定界限：支付方式改革（王科长2024-05-06批准）"
    assert decision_words(fixed, ZH) == "基线固定为2023年1月—2023年12月：改革前一年（王科长2024-05-06批准）"


def test_a_township_whose_change_cannot_be_judged_is_not_said_to_have_no_clear_change() -> None:
    """Too few months to judge was marked “no clear difference” on the slide of the changes."""
    verdicts = (Verdict.TOO_LITTLE_DATA, Verdict.NO_CLEAR_CHANGE, Verdict.CLEAR_FALL)
    rows = [{"township_code": NORTH, "verdict": verdict} for verdict in verdicts]
    block = changes(judged_of(SHARE, {}, *rows), SHARE.id, ZH)
    assert block is not None
    assert [row.standing for row in block.rows] == ["unknown", "same", "below"]
    assert not says_little(block)


def test_townships_that_did_not_move_say_little_and_without_a_base_nothing() -> None:
    still = [{"township_code": code, "change": 0.0} for code in (NORTH, SOUTH)]
    block = changes(judged_of(SHARE, {}, *still), SHARE.id, ZH)
    assert block is not None and says_little(block)
    gone = [{"township_code": code, "change": np.nan, "compare_value": np.nan} for code in (NORTH, SOUTH)]
    assert changes(judged_of(SHARE, {}, *gone), SHARE.id, ZH) is None


def test_a_change_starts_from_the_months_that_are_compared() -> None:
    """Of 2023 only January to September were reported; the slide named their base “2022年”, the page 2022年1—9月."""
    parts = decompose_count({NORTH: 10, SOUTH: 20}, {NORTH: 12, SOUTH: 21})
    judged = judged_of(SHARE, {"compare_period": "2022-01..2022-09"}, contributions={SHARE.id: parts})
    block = contributions(judged, SHARE.id, ZH)
    assert block is not None and (block.start_name, block.end_name) == ("2022年1—9月", "2023年")


def by_hand() -> list[dict[str, object]]:
    """The county at 50 % of 4,000; 北镇 at 70 %, its interval above; 南镇 at 30 %, below."""
    high = {"township_code": NORTH, "value": 70.0, "denominator": 1000.0, "lower": 67.0, "upper": 73.0}
    low = {"township_code": SOUTH, "value": 30.0, "denominator": 1000.0, "lower": 27.0, "upper": 33.0}
    same = {"township_code": "999901400", "value": 50.0, "denominator": 2000.0, "lower": 48.0, "upper": 52.0}
    return [{"denominator": 4000.0}, high, low, same]


def test_the_funnel_marks_those_further_out_than_their_size_explains() -> None:
    """At 1,000 people the 99.8 % limits lie about 3.09·√(0.5·0.5/1000) = 4.9 points round 50 %."""
    funnel = by_size(judged_of(SHARE, *by_hand()), SHARE, ZH, point="南镇")
    assert funnel is not None
    assert [point.standing for point in funnel.points] == ["above", "below", "same"]
    assert [point.is_point for point in funnel.points] == [False, True, False]
    at = int(np.abs(np.array(funnel.limits.denominators) - 1000).argmin())
    assert funnel.limits.upper_998[at] == pytest.approx(54.9, abs=0.3)
    assert funnel.limits.lower_998[at] < funnel.limits.lower_95[at] < 50 < funnel.limits.upper_95[at]


def test_there_is_no_funnel_of_sums_of_two_townships_or_round_a_hidden_county() -> None:
    rows = by_hand()
    assert by_size(judged_of(VISITS, *rows), VISITS, ZH) is None
    assert by_size(judged_of(SHARE, *rows[:3]), SHARE, ZH) is None
    hidden = rows[0] | {"value": np.nan, "status": "hidden"}
    assert by_size(judged_of(SHARE, hidden, *rows[1:]), SHARE, ZH) is None


def test_the_finding_counts_the_townships_that_stand_apart_and_names_the_worst() -> None:
    judged = judged_of(SHARE, *by_hand())
    sentence, place = year_on_year_finding(judged, SHARE, ZH)
    head = "3个乡镇中1个高于全县、1个低于全县，其余1个没有明显差别"
    # Not 最低: who comes last among neighbours with overlapping intervals is chance.
    assert sentence == f"{head}；南镇低于全县，为30.0%（95%区间27.0—33.0）。"
    assert place == "南镇"


def test_where_lower_is_better_the_highest_is_the_worst() -> None:
    # A cost that is kept by where the insured live: those of hospitals are not compared by township.
    cost = get("insured_cost_per_admission")
    assert cost.better == "lower"
    sentence, place = year_on_year_finding(judged_of(cost, *by_hand()), cost, ZH)
    assert place == "北镇" and "；北镇高于全县，为" in sentence


def test_a_lone_township_has_no_sum_row_and_a_hidden_one_no_number() -> None:
    hidden = {"township_code": NORTH, "status": "hidden", "value": np.nan}
    table = township_table(judged_of(SHARE, {}, hidden), SHARE, ZH, county=50.0)
    assert len(table.rows) == 1 and not table.rows[0].is_sum
    assert [cell.text for cell in table.rows[0].cells] == ["北镇", "少于10人或可推知，不显示", *[""] * 7]


def test_beside_a_mark_a_hidden_figure_is_one_word() -> None:
    """Thirteen characters, or fifty in English, left no room for the chart on a telephone."""
    hidden = pd.Series({"status": "hidden", "value": np.nan, "numerator": np.nan, "denominator": np.nan})
    assert (mark_words(hidden, SHARE, ZH), mark_words(hidden, SHARE, EN)) == ("已隐藏", "hidden")
    assert (ZH.value(hidden, SHARE), EN.value(hidden, SHARE)) == (
        "少于10人或可推知，不显示",
        "fewer than 10 or deducible: not shown",
    )


def audit(**reasons: int) -> PostingAudit:
    nothing = dict.fromkeys(PostingAudit.__dataclass_fields__, 0)
    return PostingAudit(**nothing | reasons)


def test_a_card_of_nobody_posted_says_where_those_went_who_were_posted():
    """鹿寨: 0.00人/万人 stood under “每月派驻在岗最少22人”, without a word."""
    assert posting_card_words(audit(not_to_primary=264, bad_dates=1), ZH) == (
        "本期有264条派驻，派往的不是基层机构，国家监测指标不计，所以为0；职称不明0条、日期有误1条，不计"
    )
    assert "264 postings went to no primary institution" in posting_card_words(audit(not_to_primary=264), EN)
    for somebody in (audit(counted=3, persons=2, not_to_primary=4), audit()):
        assert posting_card_words(somebody, ZH) == "职称不明0条、日期有误0条，不计"
