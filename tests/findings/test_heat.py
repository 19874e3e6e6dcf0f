"""An indicator of any unit can stand in the heat table, on a page and in a deck."""

import io

import pandas as pd
import pytest
from pptx import Presentation

from faces.blocks import Heat
from faces.deck.tables import add_table
from faces.geometry import CONTENT
from faces.rows import as_table
from findings.figures import Words
from findings.heat import heat, step_of
from metrics.catalogue import get
from metrics.judge.assessment import Assessment
from metrics.period import Period
from metrics.statistics.verdict import Verdict
from tests.ui.small_places import COUNTY, NORTH, SOUTH, places
from ui.tables import heat_table

COST, SHARE = get("cost_per_discharge"), get("primary_visit_share")


def row(metric_id: str, unit: str, change_unit: str, township: str | None, change: float) -> dict[str, object]:
    return {
        "metric_id": metric_id,
        "county_code": COUNTY,
        "township_code": township,
        "value": 5000.0 if unit == "元" else 50.0,
        "unit": unit,
        "change": change,
        "change_unit": change_unit,
        "compare_value": 4000.0 if unit == "元" else 40.0,
        "missing": 0.0,
        "status": "shown",
        "verdict": Verdict.CLEAR_RISE,
        "judgement": "bad",
    }


def drawn() -> Heat:
    """The cost of a discharge, whose change is in yuan, beside a share: both rose clearly."""
    rows = [
        row(metric.id, metric.unit, metric.change_unit, township, change)
        for metric, change in ((COST, 1000.0), (SHARE, 10.0))
        for township in (NORTH, SOUTH, None)
    ]
    frame = pd.DataFrame(rows)
    whole = frame["township_code"].isna()
    assessment = Assessment((COST, SHARE), Period.parse("2023"), "yoy", frame[whole], frame[~whole], pd.DataFrame(), {})
    return heat(assessment, (COST, SHARE), Words("zh", places()), title="表")


def test_a_change_in_yuan_stands_in_the_heat_table_with_its_arrow_and_without_a_ground() -> None:
    """Put among the indicators of 总览 it took the whole page down: KeyError '元' (the deck's copy was guarded)."""
    assert COST.change_unit == "元"
    first = drawn().rows[0].cells
    assert (first[0].step, first[0].direction, first[0].change) == (None, "up", "1,000.0")
    assert first[1].step is not None


def test_page_and_deck_draw_it_from_the_same_cell() -> None:
    block = drawn()
    html = heat_table(block, name="乡镇指标表")
    assert "▲</span>1,000.0" in html
    table = as_table(block)
    assert table.rows[0].cells[1].text == "5,000.0 ▲1,000.0" and table.rows[-1].is_sum
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    add_table(slide.shapes, table, CONTENT)
    presentation.save(io.BytesIO())


def test_the_sum_row_has_no_ground_and_a_lone_township_no_sum_on_a_page() -> None:
    assert [cell.step for cell in drawn().rows[-1].cells] == [None, None]


@pytest.mark.parametrize("unit", ["元", "天", "人/千人", "千分点"])
def test_a_unit_without_a_scale_has_no_step(unit: str) -> None:
    assert step_of(3.0, unit, "lower") is None
