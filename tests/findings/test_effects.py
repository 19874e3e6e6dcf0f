"""Rate, mix and volume of a change in words: what the table says is what was worked out by hand, and it sums."""

from __future__ import annotations

import pytest

from findings.year_on_year.effects import effects_frame, effects_sentence, effects_table
from metrics.catalogue import get
from metrics.statistics.decomposition import decompose_columns, decompose_count
from tests.findings.test_year_on_year import EN, SHARE, ZH, judged_of
from tests.ui.small_places import NORTH, SOUTH

# North 20 of 100 → 60 of 200, south 30 of 100 → 30 of 100: 25 % → 30 %; worked out in test_decomposition.
SPLIT = decompose_columns([NORTH, SOUTH], [[60, 30], [200, 100], [20, 30], [100, 100]], per=100)
JUDGED = judged_of(SHARE, {"value": 30.0, "compare_value": 25.0, "change": 5.0}, contributions={SHARE.id: SPLIT})


def test_each_township_has_its_rate_and_its_mix_and_its_numerators_three_parts() -> None:
    """North: rate 10 points × 7/12 = 5.83, mix 1/6 × (25 − 27.5) = −0.42; south: mix −1/6 × (30 − 27.5) = −0.42."""
    table = effects_table(JUDGED, SHARE.id, ZH, point="北镇")
    assert table is not None
    cells = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert cells == {
        "北镇": ["+5.8", "−0.4", "+5.4", "+40", "+15", "+10", "+15"],
        "南镇": ["0.0", "−0.4", "−0.4", "0", "0", "−13", "+13"],
        "全县": ["+5.8", "−0.8", "+5.0", "+40", "+15", "−2", "+28"],
    }
    assert table.rows[0].is_point and table.rows[-1].is_sum


def test_the_raw_parts_sum_to_the_printed_change() -> None:
    table = effects_table(JUDGED, SHARE.id, ZH)
    assert table is not None
    *towns, whole = ([cell.number for cell in row.cells[1:]] for row in table.rows)
    for column, total in enumerate(whole):
        assert sum(row[column] or 0.0 for row in towns) == pytest.approx(total)
    assert whole[2] == pytest.approx(5.0)


def test_the_sentence_says_what_the_rate_the_mix_and_the_volume_did() -> None:
    assert effects_sentence(JUDGED, SHARE.id, ZH) == (
        f"{SHARE.name_zh}+5.0个百分点：各乡镇自己的率变了+5.8个百分点，结构变了−0.8个百分点；分子+40，其中总量带来+28"
    )
    assert "volume +28" in effects_sentence(JUDGED, SHARE.id, EN)


def test_a_workbook_gets_every_part_of_every_ratio() -> None:
    frame = effects_frame(JUDGED).set_index("township_code")
    assert frame.loc["", "rate_effect"] + frame.loc["", "mix_effect"] == pytest.approx(5.0)
    parts = frame.loc[NORTH, ["numerator_rate", "numerator_mix", "numerator_volume"]]
    assert parts.sum() == pytest.approx(40)


def test_a_sum_has_neither_rate_nor_mix() -> None:
    visits = get("outpatient_visits")
    split = decompose_count({NORTH: 100, SOUTH: 50}, {NORTH: 130, SOUTH: 40}, percent=True)
    judged = judged_of(visits, {}, contributions={visits.id: split})
    assert effects_table(judged, visits.id, ZH) is None and effects_sentence(judged, visits.id, ZH) == ""
    assert effects_frame(judged).empty
