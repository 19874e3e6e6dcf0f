"""A mechanism's own figures as tiles, on the map and as visits: what each says, and where it says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_access.engine import open_engine
from faces.blocks import Drawing, Intervals, Map, Months, Table
from faces.blocks.drawing import Stroke, Text
from findings.evidence import ledger, map, series
from findings.evidence.figures import judged_of, leading
from findings.evidence.shown import Asked, Shown, State
from findings.evidence.thumbnail import HEIGHT, WIDTH, thumbnail
from findings.figures import Words
from findings.mechanism_boxes import dates_table, figures_table, published_table
from findings.mechanisms import STATE_WORDS, listed, matching, opened, what_to_load
from metrics.period import Period
from metrics.reads.mechanisms import (
    VIEW_TABLES,
    MechanismCard,
    figure_names,
    figure_units,
    mechanism_cards,
    milestones,
)
from metrics.reads.reconciliation import reconcile
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source

YEAR = Period.parse("2024")


@pytest.fixture(scope="module")
def source(sample_duckdb_url: str) -> Source:
    engine = open_engine(sample_duckdb_url)
    return Source(engine, load_reference(engine))


def card_of(source: Source, mechanism_id: str) -> MechanismCard:
    table = {
        card.mechanism_id: card
        for county in source.reference.counties
        for card in mechanism_cards(source.engine, county)
    }
    return table[mechanism_id]


def asked(source: Source, mechanism_id: str, *townships: str, period: Period = YEAR, language: str = "zh") -> Asked:
    card = card_of(source, mechanism_id)
    scope = Scope(card.county, period, townships)
    return Asked(card, scope, source, Words("en" if language == "en" else "zh", source.reference, townships))


def shown(found: Shown | None) -> Shown:
    assert found is not None
    return found


def test_tiles_name_value_change_and_target_and_the_table_says_the_same(source: Source):
    found = shown(series.show(asked(source, "lishi_hospital_kpi")))
    drawing = found.blocks[0]
    assert isinstance(drawing, Drawing) and drawing.phone is not None
    for row in drawing.table.rows[: series.MOST]:
        name, value, _, change = (cell.text for cell in row.cells[:4])
        assert name in drawing.words and value in drawing.words
        assert change in drawing.words or "…" in change
    assert drawing.phone.width < 390 < drawing.width


def test_a_ceiling_that_is_passed_is_to_be_acted_on(source: Source):
    """药占比 and the like have ceilings of the county's own; passing one is no matter of taste."""
    for mechanism in mechanism_cards(source.engine, "141102"):
        found = series.show(asked(source, mechanism.mechanism_id))
        if found is None:
            continue
        drawing = found.blocks[0]
        assert isinstance(drawing, Drawing)
        targets = [row.cells[5].text for row in drawing.table.rows]
        over = [target for target in targets if "≤" in target and "未达到" in target]
        assert not over or found.state is State.DUE, mechanism.mechanism_id


def test_every_words_size_fits_its_tile(source: Source):
    drawing = shown(series.show(asked(source, "lishi_hospital_kpi", language="en"))).blocks[0]
    assert isinstance(drawing, Drawing)
    assert all(mark.size >= 9 for mark in drawing.marks if isinstance(mark, Text))


def test_a_mechanism_without_a_figure_in_the_period_shows_no_tile(source: Source):
    empty = replace(card_of(source, "lishi_hospital_kpi"), evidence=())
    question = replace(asked(source, "lishi_hospital_kpi"), card=empty)
    assert series.show(question) is None and leading(judged_of(source, empty, question.scope)) is None


def test_the_map_names_the_township_farthest_behind_and_only_where_it_is_clear(source: Source):
    found = shown(map.show(asked(source, "jungar_family_doctor_1_1_x")))
    chart = next(block for block in found.blocks if isinstance(block, Intervals))
    behind = [row for row in chart.rows if row.standing == "below"]
    lowest = min(behind, key=lambda row: row.value or 0.0)
    assert found.place.startswith(lowest.name[:2]) and "明显低于全县" in found.finding and found.state is State.DUE
    drawn = next(block for block in found.blocks if isinstance(block, Map))
    assert sum(area.is_point for area in drawn.areas) >= 1


def test_a_township_chosen_stands_among_its_neighbours(source: Source):
    found = shown(map.show(asked(source, "jungar_near_home_medication", "150622103")))
    chart = next(block for block in found.blocks if isinstance(block, Intervals))
    assert len([row for row in chart.rows if row.value is not None]) > 5
    assert "全县" in found.finding and [row.is_point for row in chart.rows].count(True) == 1


def test_a_mechanisms_visits_are_those_that_name_it(source: Source):
    found = shown(ledger.show(asked(source, "jungar_expert_sinking")))
    table = found.blocks[0]
    (months,) = [block for block in found.blocks if isinstance(block, Months)]
    assert isinstance(table, Table)
    planned = [row.cells[1].number for row in table.rows]
    assert planned[-1] == sum(number or 0 for number in planned[:-1]) == found.frames[0].frame["planned"].sum()
    counted = table.rows[-1].cells[3].number
    assert counted == sum(value or 0 for value in months.this_year)
    # 820 planned in the banner, 316 of them the alliance's: what is left is this mechanism's.
    assert planned[-1] == 820 - 316


def test_a_mechanism_without_visits_has_no_ledger(source: Source):
    assert ledger.show(asked(source, "jungar_pay_reform")) is None


def test_a_rule_is_never_shown_against_itself(source: Source):
    """公布10 本系统10 stood there for a ceiling that the system only holds and never counts."""
    card = card_of(source, "lishi_hospital_kpi")
    whole = opened(source, card, Scope(card.county, YEAR), "zh")
    found = reconcile(source)
    words = Words("zh", source.reference)
    table = published_table(
        whole, found, figure_names(source.engine, card.county), figure_units(source.engine, card.county), words
    )
    assert table is not None
    rules = [row for row in table.rows if row.cells[3].text != "由数据行算出"]
    assert rules and {row.cells[2].text for row in rules} == {"不适用"}
    computed = [row for row in table.rows if row.cells[3].text == "由数据行算出"]
    assert computed and all(row.cells[1].text == row.cells[2].text for row in computed)


def test_a_date_that_has_passed_is_filled_and_one_to_come_is_hollow_and_no_more_exact_than_its_source(source: Source):
    """As of June 2018: 交城's 1+N began in January; its account's report of 2020 was still to come."""
    card = card_of(source, "jiaocheng_1_n_choice")
    mechanism = opened(source, card, Scope(card.county, Period.parse("2018")), "zh")
    words = Words("zh", source.reference, (), card.county)
    table = dates_table(mechanism, milestones(source.engine, card.county), 201806, words)
    assert [row.cells[0].text for row in table.rows] == [
        "● 2018年1月", "● 2018年", "● 2018年", "○ 2019年11月18日", "○ 2020年4月",
    ]  # fmt: skip


def test_what_has_no_rows_says_which_tables_to_load(source: Source):
    card = replace(card_of(source, "lishi_hospital_kpi"), views=("checklist",), evidence=())
    found = opened(source, card, Scope(card.county, YEAR), "zh")
    assert found.state is State.NOTHING and found.first is None
    assert "checklist_item" in found.finding
    happened, advice = what_to_load(found.lacking[0], Words("zh", source.reference))
    assert "清单" in happened and "checklist_item" in advice


def test_search_reads_names_offices_and_sentences(source: Source):
    card = card_of(source, "lishi_hospital_kpi")
    found = [opened(source, card, Scope(card.county, YEAR), "zh")]
    for text in (card.name_zh[:3], card.owner, card.name_en.upper(), found[0].finding[3:9], ""):
        assert matching(found, text) == found
    assert matching(found, "没有的词") == []


def test_a_thumbnail_is_the_picture_without_its_words(source: Source):
    drawing = shown(series.show(asked(source, "lishi_hospital_kpi"))).blocks[0]
    small = thumbnail(drawing)
    assert small.words == "" and any(isinstance(mark, Stroke) for mark in small.marks)
    none = thumbnail(None)
    assert (none.width, none.height) == (WIDTH, HEIGHT) and len(none.marks) == 1


def test_states_are_in_order_of_urgency():
    assert list(STATE_WORDS) == list(State) and set(VIEW_TABLES) >= {"checklist", "ledger", "series"}


def test_a_mechanism_that_has_ended_stands_behind_those_that_go_on(source: Source):
    cards = mechanism_cards(source.engine, "150622")
    ended = [
        replace(card, until=202406) if card.mechanism_id == "jungar_family_doctor_1_1_x" else card for card in cards
    ]
    found = listed(source, ended, Scope("150622", YEAR), "zh")
    assert found[-1].card.mechanism_id == "jungar_family_doctor_1_1_x" and found[-1].state is State.DUE
    before = listed(source, ended, Scope("150622", Period.parse("2024-05")), "zh")
    assert before[-1].card.mechanism_id != "jungar_family_doctor_1_1_x"


def test_a_scanner_of_one_and_a_half_tesla_is_no_scanner_of_two(source: Source) -> None:
    """The tile said 2T beside the published 1.50T: a count was printed without the decimals that its metric has."""
    card = card_of(source, "jungar_remote_diagnosis")
    words = Words("zh", source.reference, (), card.county)
    shown = series.show(Asked(card, Scope(card.county, YEAR), source, words))
    assert shown is not None and isinstance(shown.blocks[0], Drawing) and "1.5T" in shown.blocks[0].words


def test_an_investment_of_another_year_is_no_report_that_is_due(source: Source) -> None:
    """介休's hospital was built for 687 million until 2021: in 2024 the box said 未报 of it."""
    card = card_of(source, "jiexiu_hardware")
    mechanism = opened(source, card, Scope(card.county, YEAR), "zh")
    table = figures_table(mechanism, Words("zh", source.reference, (), card.county))
    assert table is not None
    told = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert told["市人民医院新建投资"] == "本期无记录" and "未报" not in told.values()
    built = figures_table(
        opened(source, card, Scope(card.county, Period.parse("2019")), "zh"),
        Words("zh", source.reference, (), card.county),
    )
    assert built is not None and "本期无记录" not in built.rows[0].cells[1].text
