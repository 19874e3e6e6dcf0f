"""What is said and drawn of money, from a county small enough to reckon by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import make_url

from data_access.build import write_warehouse
from data_access.engine import open_engine
from faces.blocks import Drawing, Table
from faces.blocks.drawing import Bar, Stroke, Text
from faces.measure import text_width
from findings.evidence.money import KIND, show
from findings.evidence.shown import Asked, Shown
from findings.figures import Words
from metrics.period import Period
from metrics.reads.mechanisms import MechanismCard
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.faces.test_held import pack_of, words_of_deck, words_of_workbook
from tests.metrics.small_county import COUNTY, HOSPITAL, NORTH, NORTH_CENTRE, SOUTH, SOUTH_CENTRE, frames

KEPT = {"county_code": COUNTY, "basis": "synthetic", "load_id": "test"}


def budget(name: str, mechanism: str, year: int, use: str, yuan: float) -> dict[str, Any]:
    return {
        "budget_id": name, "mechanism_id": mechanism, "year": year, "project_zh": "专项", "use_zh": use, "use_en": use,
        "source_zh": "县级财政", "source_en": "treasury", "budget_yuan": yuan, **KEPT,
    }  # fmt: skip


def payment(name: str, mechanism: str, month: int, yuan: float) -> dict[str, Any]:
    number = f"{name}{month}"
    return {
        "payment_id": number,
        "budget_id": name,
        "mechanism_id": mechanism,
        "month": month,
        "paid_yuan": yuan,
        **KEPT,
    }


def posts(code: str, township: str, tier: str, number: int) -> list[dict[str, Any]]:
    """Posts with 10,000 of base and 1,000, 2,000 … of performance pay."""
    return [
        {
            "pay_id": f"{code}{position}", "mechanism_id": "pay", "township_code": township, "institution_code": code,
            "tier": tier, "year": 2023, "base_yuan": 10_000.0, "performance_yuan": 1_000.0 * (position + 1), **KEPT,
        }
        for position in range(number)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    url = f"duckdb:///{tmp_path_factory.mktemp('warehouse') / 'small.duckdb'}"
    tables = {
        "budget": [
            budget("a", "two", 2023, "设备", 600_000),
            budget("b", "two", 2023, "培训", 400_000),
            budget("c", "two", 2022, "设备", 500_000),
            budget("d", "single", 2023, "设备", 100_000),
            budget("e", "over", 2022, "设备", 300_000),
            budget("f", "above", 2023, "设备", 100_000),
            budget("g", "above", 2023, "培训", 100_000),
        ],
        "payment": [
            payment("a", "two", 202303, 100_000),
            payment("b", "two", 202301, 300_000),
            payment("a", "two", 202312, 500_000),
            payment("c", "two", 202205, 250_000),
            payment("d", "single", 202301, 50_000),
            payment("e", "over", 202204, 300_000),
            payment("f", "above", 202304, 120_000),
        ],
        "pay": [
            *posts(HOSPITAL, NORTH, "county", 11),
            *posts(NORTH_CENTRE, NORTH, "township", 5),
            *posts(SOUTH_CENTRE, SOUTH, "township", 15),
        ],
    }
    write_warehouse(url, frames() | {name: pd.DataFrame(rows) for name, rows in tables.items()})
    engine = open_engine(make_url(url), read_only=True)
    return Source(engine, load_reference(engine))


def shown(
    source: Source,
    mechanism: str,
    period: str = "2023-01..2023-09",
    townships: tuple[str, ...] = (),
    english: bool = False,
) -> Shown | None:
    card = MechanismCard(mechanism, "资金", "Money", "财政", "某局", "改革举措", "", (), COUNTY, ("money",))
    words = Words("en" if english else "zh", source.reference, townships)
    return show(Asked(card, Scope(COUNTY, Period.parse(period), townships), source, words))


def known(source: Source, *args: Any, **more: Any) -> Shown:
    found = shown(source, *args, **more)
    assert found is not None
    return found


def drawings(found: Shown) -> list[Drawing]:
    return [block for block in found.blocks if isinstance(block, Drawing)]


def test_no_rows_is_nothing_to_show(source: Source) -> None:
    assert shown(source, "other") is None


def test_the_finding_is_a_ratio_of_sums_held_against_the_same_months_of_last_year(source: Source) -> None:
    # By September 2023 40 of 100 (10,000 yuan); by September 2022 25 of 50; equipment 10 of 60.
    assert known(source, "two").finding == (
        "2023年1—9月支付40.00万元，占预算40.0%（上年同期50.0%）；设备支付率最低，16.7%。"
    )


def test_what_is_paid_after_the_period_does_not_count(source: Source) -> None:
    assert known(source, "two", "2023-02").finding.startswith("2023年1—2月支付30.00万元，占预算30.0%")


def test_one_use_of_one_year_is_a_sentence_without_a_picture(source: Source) -> None:
    found = known(source, "single")
    assert found.finding == "2023年1—9月支付5.00万元，占预算50.0%。" and found.blocks == ()


def test_a_project_that_is_over_is_shown_with_its_years_and_says_so(source: Source) -> None:
    found = known(source, "over")
    assert found.finding == "2022年支付30.00万元，占预算100.0%。"
    assert "2023年没有新的预算" in found.note
    assert isinstance(found.blocks[1], Table)


def test_what_is_paid_above_its_budget_is_named(source: Source) -> None:
    found = known(source, "above")
    assert "设备支付超过预算，请核对" in found.note
    bars = [mark for mark in drawings(found)[0].marks if isinstance(mark, Bar)]
    assert max(bar.x + bar.w for bar in bars if bar.h < 20) <= 426  # 120 % of a budget stays in its frame


def test_a_township_gets_the_county_s_money_and_is_told_so(source: Source) -> None:
    found = known(source, "two", townships=(SOUTH,))
    assert found.finding == known(source, "two").finding
    assert "只有全县数" in found.note


def test_the_path_prints_what_is_paid_and_the_year_s_budget(source: Source) -> None:
    path = drawings(known(source, "two"))[1]
    assert "40.00" in path.words and "2023年预算100.00" in path.words
    assert sum(isinstance(mark, Stroke) and mark.dashed for mark in path.marks) == 1
    assert path.title.startswith("到9月底累计支付40.00万元，上年同期25.00万元")


def test_without_a_rule_nothing_is_coloured(source: Source) -> None:
    for drawing in drawings(known(source, "two")):
        inks = {mark.fill for mark in drawing.marks if isinstance(mark, Bar)}
        assert not inks & {"bad_mark", "good_mark", "bad_soft", "good_soft"}


def test_pay_by_tier_in_the_last_whole_year(source: Source) -> None:
    # Hospital, 11 posts: median 6,000, 66,000 of 176,000. Centres, 20 posts with 1 … 5 and 1 … 15 thousand: median
    # (5 + 6) / 2 = 5,500, 135,000 of 335,000.
    found = known(source, "pay", "2023")
    assert (
        found.finding == "2023年绩效工资中位数县域医院6,000、乡镇机构5,500元；占全部工资县域医院37.5%、乡镇机构40.3%。"
    )
    assert shown(source, "pay") is None  # by September 2023 is not over


def test_few_posts_are_hidden_in_every_form_and_so_is_who_would_tell_them(source: Source) -> None:
    found = known(source, "pay", "2023")
    table = found.blocks[1]
    assert isinstance(table, Table)
    cells = {row.cells[0].text: row.cells for row in table.rows}
    for code in (NORTH_CENTRE, SOUTH_CENTRE):
        assert {cell.number for cell in cells[code]} == {None}
    # One has five posts, the other is hidden with it: nobody is told which.
    assert {cells[code][2].text for code in (NORTH_CENTRE, SOUTH_CENTRE)} == {"已隐藏"}
    frame = found.frames[0].frame
    assert frame.loc[frame["层级或机构"].isin([NORTH_CENTRE, SOUTH_CENTRE]), "岗位（个）"].isna().all()
    words = words_of_workbook(pack_of(table)) + words_of_deck(pack_of(table))
    assert "3000" not in words and "3,000" not in words  # the small centre's median


def test_a_township_s_hidden_tier_is_hatched(source: Source) -> None:
    found = known(source, "pay", "2023", townships=(NORTH,))
    assert found.finding == "2023年绩效工资中位数县域医院6,000元；占全部工资县域医院37.5%。"
    first = drawings(found)[0]
    assert first.phone is not None
    for layout in (first, first.phone):
        assert sum(isinstance(mark, Bar) and mark.hatched for mark in layout.marks) == 1
    assert "已隐藏" in first.words and "已隐藏" in first.phone.words


@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize("mechanism", ["two", "over", "above", "pay"])
def test_no_words_reach_beyond_the_drawing(source: Source, mechanism: str, english: bool) -> None:
    for drawing in drawings(known(source, mechanism, "2023", english=english)):
        assert drawing.phone is not None
        for layout in (drawing, drawing.phone):
            for mark in layout.marks:
                if isinstance(mark, Text):
                    wide = text_width(mark.words) * mark.size
                    start = mark.x - {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
                    assert start >= -0.5 and start + wide <= layout.width + 0.5, mark
                    assert mark.size >= 12 and mark.y <= layout.height


def test_slide_and_workbook_hold_what_is_drawn(source: Source) -> None:
    uses, path = known(source, "two").blocks
    assert "16.7" in words_of_deck(pack_of(uses)) and "16.66" in words_of_workbook(pack_of(uses))
    assert "40.00" in words_of_deck(pack_of(path)) and "9月4025" in words_of_workbook(pack_of(path))
    for block in known(source, "pay", "2023").blocks:
        assert "县域医院" in words_of_deck(pack_of(block)) and "县域医院" in words_of_workbook(pack_of(block))


def test_english_says_the_same(source: Source) -> None:
    assert known(source, "two", english=True).finding == (
        "Jan–Sep 2023: 0.40 million yuan paid, 40.0% of the budget (50.0% by then last year); "
        "设备 is least paid, 16.7%."
    )


def test_the_kind_names_what_is_to_be_loaded() -> None:
    assert (KIND.code, KIND.tables) == ("money", ("budget", "payment", "pay"))
