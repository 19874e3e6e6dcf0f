"""What stands on a card: the bar of its target, the word for a figure that cannot be shown, the sentence of a movement.

The figures are the small county's (tests/metrics/small_county.py): in 2023 941 of 2,141 visits at primary institutions
(43.95 %; 44.0 % printed), 744 of 1,250 residents under contract (59.52 %; 694 of 1,250 the year before).
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from faces.blocks import HeadlineFigure
from findings.charts import contributions
from findings.figures import Words, contribution_words, direction_of, signed_words
from findings.headline import headline_figure
from findings.heat import heat
from findings.overview import reporting_words
from metrics.catalogue import get, get_all
from metrics.judge.assessment import Assessment, assess
from metrics.period import Period
from metrics.reference import Reference, Target, load_reference
from metrics.scope import Scope, comparison
from metrics.source import Source
from metrics.statistics.verdict import Verdict
from tests.metrics.small_county import COUNTY, NORTH, SOUTH, frames
from words.names import chart_name
from words.numbers import Language

Card = Callable[..., HeadlineFigure]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The small county, in which the south has five contracts in November 2023."""
    tables = frames()
    contracts = tables["contract_month"]
    contracts.loc[(contracts["township_code"] == SOUTH) & (contracts["month"] == 202311), ["contracted", "served"]] = 5
    url = f"duckdb:///{tmp_path_factory.mktemp('figures') / 'small.duckdb'}"
    write_warehouse(url, tables)
    return open_engine(url)


@pytest.fixture(scope="module")
def reference(engine: Engine) -> Reference:
    return load_reference(engine)


def judged(engine: Engine, reference: Reference, metric_ids: str, filters: Scope) -> Assessment:
    return assess(
        Source(engine, reference),
        get_all(metric_ids.split()),
        filters,
    )


def words(reference: Reference, chosen: Scope | None = None, language: Language = "zh") -> Words:
    return Words(language, reference, (chosen or filters()).townships)


def filters(period: str = "2023", townships: tuple[str, ...] = (), compare: str = "yoy") -> Scope:
    return Scope(COUNTY, Period.parse(period), townships, comparison(compare))


@pytest.fixture
def card(engine: Engine, reference: Reference) -> Card:
    """card(metric id, filters, target=(comparator, value)): the card; without a target that of the small county."""

    def drawn(
        metric_id: str,
        chosen: Scope | None = None,
        target: tuple[str, float] | None = None,
        language: Language = "zh",
    ) -> HeadlineFigure:
        own, chosen = reference, chosen or filters()
        if target is not None:
            only = Target(metric_id, COUNTY, None, *target, valid_from=202201, valid_to=None, figure_id=None)
            own = replace(reference, targets=[only])
        return headline_figure(judged(engine, own, metric_id, chosen), get(metric_id), words(own, chosen, language))

    return drawn


@pytest.mark.parametrize(
    ("metric_id", "comparator", "target", "met", "words"),
    [
        ("primary_visit_share", ">=", 50.0, False, "目标≥50% · 未达标，差6.0个百分点"),
        ("primary_visit_share", ">=", 43.5, True, "目标≥43.5% · 已达标"),
        ("primary_visit_share", "<=", 50.0, True, "目标≤50% · 已达标"),
        ("primary_visit_share", "<=", 40.0, False, "目标≤40% · 未达标，差4.0个百分点"),
        ("outpatient_visits", ">=", 2000.0, True, "目标≥2,000人次 · 已达标"),
        ("outpatient_visits", ">=", 2141.0, True, "目标≥2,141人次 · 已达标"),
        ("outpatient_visits", "<=", 2141.0, True, "目标≤2,141人次 · 已达标"),
        ("outpatient_visits", ">=", 2142.0, False, "目标≥2,142人次 · 未达标，差1人次"),
    ],
)
def test_a_target_is_met_from_its_own_side(
    card: Card, metric_id: str, comparator: str, target: float, met: bool, words: str
):
    bar = card(metric_id, target=(comparator, target)).target
    assert bar is not None and (bar.met, bar.text) == (met, words)


def test_a_target_missed_by_little_is_missed_by_something(card: Card):
    """941 of 2,141 are 43.9514 %: against 43.96 the card said 目标≥44.0%, and 未达标，差0.0个百分点."""
    bar = card("primary_visit_share", target=(">=", 43.96)).target
    assert bar is not None and bar.text == "目标≥43.96% · 未达标，差0.01个百分点"


def test_the_english_gap_has_its_unit_and_its_side(card: Card):
    """It read "short by 4.0" for what lay 4.0 points above its ceiling, and for any unit."""
    over = card("primary_visit_share", target=("<=", 40.0), language="en").target
    short = card("outpatient_visits", target=(">=", 2142.0), language="en").target
    assert over is not None and over.text == "target ≤40% · over by 4.0 percentage points"
    assert short is not None and short.text.startswith("target ≥2,142") and short.text.endswith("short by 1 visits")


def test_the_bar_leaves_room_behind_the_larger_of_figure_and_target(card: Card):
    """50 of 62.5 is four fifths of the bar, 43.951 is 0.7032 of it; a share's bar never ends beyond 100 %."""
    bar = card("primary_visit_share", target=(">=", 50.0)).target
    assert bar is not None
    assert (bar.value_at, bar.target_at) == (pytest.approx(0.70322, abs=1e-4), pytest.approx(0.8))
    wide = card("primary_visit_share", target=(">=", 90.0)).target
    assert wide is not None and wide.target_at == pytest.approx(0.9)


def test_without_a_target_the_card_says_so_and_draws_no_bar(card: Card):
    drawn = card("beds_open")
    assert drawn.target is None and drawn.no_target == "没有设定目标值"


def test_a_card_says_the_figure_its_change_and_its_base(card: Card):
    """Contracts: 744 − 694 of 1,250 are 4.0 points; all of it is north's, 50 of 1,250."""
    drawn = card("contract_rate")
    assert (drawn.value, drawn.unit, drawn.status) == ("59.5", "%", "shown")
    assert (drawn.change, drawn.base, drawn.direction) == ("上升4.0个百分点", "上年同期55.5%", "up")
    assert (drawn.verdict, drawn.judgement) == (Verdict.CLEAR_RISE, "good")
    assert (drawn.explanation, drawn.place) == ("主要来自北镇+4.0个百分点", "北镇")


def test_a_hidden_figure_is_a_word_without_number_change_or_verdict(card: Card):
    drawn = card("contract_rate", filters("2023-11", (SOUTH,)))
    assert (drawn.status, drawn.status_words, drawn.value, drawn.unit) == ("hidden", "少于10人或可推知，不显示", "", "")
    assert drawn.verdict is None and drawn.target is None and drawn.explanation == ""


def test_a_figure_nobody_reported_is_called_so_and_never_zero(card: Card):
    drawn = card("doctors_per_1000")
    assert (drawn.status, drawn.status_words, drawn.value) == ("no_data", "未报", "")
    assert drawn.verdict is None and drawn.change == ""


def test_an_incomplete_figure_is_shown_and_no_point_of_the_line(card: Card):
    """September 2023 lacks the south's centre: 150 visits. Other months of 2023 have 181, those of 2022 180."""
    drawn = card("outpatient_visits", filters("2023-09"))
    assert (drawn.value, drawn.unit, drawn.status) == ("150", "人次*", "incomplete")
    year = card("outpatient_visits")
    assert (year.value, year.status) == ("2,141", "shown")  # 47 of 48 institution-months
    assert list(year.this_year) == [181.0] * 8 + [None] + [181.0] * 3 and list(year.last_year) == [180.0] * 12


def test_without_a_comparison_a_card_tells_no_change(card: Card):
    drawn = card("contract_rate", filters(compare="none"))
    assert (drawn.value, drawn.change, drawn.base, drawn.verdict, drawn.explanation) == ("59.5", "", "", None, "")


def test_townships_that_cannot_be_judged_are_not_called_steady(card: Card):
    """The card said 各乡镇变化都在波动范围内 wherever no township had moved clearly: without a year before, without any
    figure, and with a single month, from which nothing can be judged. All three are unknown, not steady."""
    assert card("primary_visit_share", filters("2022")).explanation == ""  # the data begin in January 2022
    assert card("doctors_per_1000").explanation == ""  # nobody reports doctors
    assert card("outpatient_visits", filters("2023-05", compare="previous")).explanation == ""
    # Beds are counted, not sampled: 70 and 15 in both years.
    assert card("beds_open").explanation == "各乡镇变化都在波动范围内"


def test_a_movement_is_one_sentence_with_its_interval_and_its_township(engine: Engine, reference: Reference):
    """Newcombe's limits of 744 against 694 of 1,250 are 0.125 and 7.858."""
    found = judged(engine, reference, "contract_rate", filters())
    assert words(reference, filters()).movement(found, "contract_rate")[0] == (
        "2023年，全县常住人口签约率59.5%，同比上升4.0个百分点（95%区间0.1—7.9）；北镇贡献+4.0个百分点。"
    )


def test_the_finding_names_the_township_that_it_underlines(engine: Engine, reference: Reference):
    found = judged(engine, reference, "contract_rate", filters())
    sentence, name = words(reference).finding(found, "contract_rate")
    assert name in sentence and "95%" not in sentence and sentence.startswith("2023年，全县常住人口签约率59.5%")


def test_a_hidden_figure_is_a_sentence_that_tells_nothing_else(engine: Engine, reference: Reference):
    chosen = filters("2023-11", (SOUTH,))
    found = judged(engine, reference, "contract_rate", chosen)
    expected = "2023年11月，南镇常住人口签约率已隐藏（人数过少）。"
    assert words(reference, chosen).movement(found, "contract_rate")[0] == expected


def test_hidden_cells_of_the_heat_table_are_words_and_the_sum_row_stands_last_without_colour(
    engine: Engine, reference: Reference
):
    chosen = filters("2023-11")
    found = judged(engine, reference, "contract_rate", chosen)
    rows = heat(found, get_all(["contract_rate"]), words(reference, chosen), point="北镇").rows
    assert [row.name for row in rows] == ["北镇", "南镇", "全县"] and rows[0].is_point and rows[-1].is_sum
    assert rows[1].cells[0].value == "" and rows[1].cells[0].status_words == "少于10人或可推知，不显示"
    assert rows[-1].cells[0].step is None and rows[-1].cells[0].status == "shown"


def test_the_waterfall_has_the_townships_parts_and_none_where_one_is_hidden(engine: Engine, reference: Reference):
    whole = judged(engine, reference, "contract_rate", filters())
    split = contributions(whole, "contract_rate", words(reference), point="北镇")
    assert split is not None
    assert [(part.name, part.text, part.is_point) for part in split.parts] == [
        ("北镇", "+4.0", True),
        ("南镇", "0.0", False),
    ]
    hidden = judged(engine, reference, "contract_rate", filters("2023-11"))
    assert contributions(hidden, "contract_rate", words(reference)) is None


def test_how_many_moved_and_how_many_reported_are_counted(engine: Engine, reference: Reference):
    found = judged(engine, reference, "contract_rate beds_open", filters())
    counted = "2项指标：1项明显上升，1项无明显变化（若都没变，碰巧也会有约0.1项）"
    assert words(reference).verdict_counts(found) == counted
    visits = judged(engine, reference, "outpatient_visits", filters())
    assert reporting_words(visits, words(reference)) == "2个乡镇中1个已报全"


def test_an_indicator_that_nobody_reported_is_reported_in_full_by_nobody(engine: Engine, reference: Reference):
    """Of a county that had loaded no settlements it said: 9个乡镇中9个已报全, beside 未报."""
    visits = judged(engine, reference, "outpatient_visits", filters())
    silent = replace(visits, townships=visits.townships.assign(status="no_data", completeness=1.0))
    assert reporting_words(silent, words(reference)) == "2个乡镇中0个已报全"


def test_the_scope_is_the_county_one_name_or_a_number_of_townships(reference: Reference):
    names = [words(reference, filters(townships=chosen)).scope for chosen in ((), (NORTH,), (NORTH, SOUTH))]
    assert names == ["全县", "北镇", "所选2个乡镇"]
    assert words(reference, filters(townships=(NORTH, SOUTH)), "en").scope == "the 2 townships chosen"


@pytest.mark.parametrize(
    ("change", "direction"), [(0.05, "up"), (-0.05, "down"), (0.049, "flat"), (float("nan"), "flat"), (0.0, "flat")]
)
def test_a_change_that_prints_as_nothing_has_no_arrow(change: float, direction: str):
    assert direction_of(change) == direction


def test_a_contribution_has_its_sign_and_unit():
    assert signed_words(1.1, "百分点", "zh") == "+1.1个百分点" and signed_words(-0.25, "天", "zh") == "−0.25天"


@pytest.mark.parametrize(
    ("metric_id", "value", "unit", "zh", "en"),
    [
        ("primary_visit_share", 0.62, "百分点", "+0.6个百分点", "+0.6 pp"),
        # A part of a growth in %: its own growth would also read +2.5%.
        ("outpatient_visits", 2.5, "%", "+2.5个百分点", "+2.5 pp"),
        ("cost_per_discharge", 193.78, "元", "+193.8元", "+193.8 yuan"),
        ("doctors_per_1000", 0.004, "人/千人", "0.00人/千人", "0.00 doctors per 1,000"),
        ("primary_visit_share", -0.04, "百分点", "0.0个百分点", "0.0 pp"),
    ],
)
def test_a_townships_part_of_a_change_is_printed_like_the_change(
    metric_id: str, value: float, unit: str, zh: str, en: str
):
    assert contribution_words(value, get(metric_id), unit, "zh") == zh
    assert contribution_words(value, get(metric_id), unit, "en") == en


@pytest.mark.parametrize(
    ("name", "short"), [("Luzhai Town", "Luzhai"), ("Town Hill Township", "Town Hill"), ("鹿寨镇", "鹿寨镇")]
)
def test_an_english_township_is_short_in_a_chart(name: str, short: str):
    assert chart_name(name) == short
