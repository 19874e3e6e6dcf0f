"""What 流向 says and draws, on a county small enough to add up by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faces.blocks import Drawing, Months
from findings.evidence.flows import show
from findings.evidence.registry import KINDS
from findings.evidence.shown import State
from tests.faces.test_held import pack_of, words_of_deck, words_of_workbook
from tests.findings.evidence.small_evidence import asked_of, everything_said, source_with
from tests.metrics.small_county import HOSPITAL, NORTH, NORTH_CENTRE, OLD, OLD_CENTRE, SOUTH, SOUTH_CENTRE

HOME = {HOSPITAL: NORTH, NORTH_CENTRE: NORTH, SOUTH_CENTRE: SOUTH, OLD_CENTRE: SOUTH}
NAMES = {
    HOSPITAL: "县医院", NORTH_CENTRE: "北镇卫生院", SOUTH_CENTRE: "南镇卫生院", OLD_CENTRE: "旧乡卫生院", "X": "市医院",
}  # fmt: skip


def row(number: int, start: str, end: str, count: int, month: int = 202303, kind: str = "上转") -> dict[str, Any]:
    def home(code: str) -> str | None:
        return OLD if code == OLD_CENTRE and month <= 202206 else HOME.get(code)

    return {
        "flow_id": f"f{number}", "month": month, "kind_zh": kind, "kind_en": "Up", "group_zh": "合计",
        "group_en": "All",
        "from_code": start, "from_zh": NAMES[start], "from_en": NAMES[start], "from_township": home(start),
        "to_code": end, "to_zh": NAMES[end], "to_en": NAMES[end], "to_township": home(end), "unit": "person",
        "count": count,
    }  # fmt: skip


# Up: north 40, south 30, old 20; down to north 25; out of the county 60. In 2022 the same months: 50 altogether.
LARGE = [
    row(1, NORTH_CENTRE, HOSPITAL, 40),
    row(2, SOUTH_CENTRE, HOSPITAL, 30),
    row(3, OLD_CENTRE, HOSPITAL, 20, 202306),
    row(4, HOSPITAL, NORTH_CENTRE, 25, kind="下转"),
    row(5, HOSPITAL, "X", 60, kind="县外转诊"),
    row(6, OLD_CENTRE, HOSPITAL, 35, 202203),
    row(7, NORTH_CENTRE, HOSPITAL, 15, 202201),
]


@pytest.fixture
def large(tmp_path: Path) -> Any:
    return source_with(tmp_path, "flow", LARGE)


def test_a_mechanism_without_rows_shows_nothing(tmp_path: Path) -> None:
    assert show(asked_of(source_with(tmp_path, "flow", []))) is None


def test_a_period_without_rows_shows_nothing(large: Any) -> None:
    assert show(asked_of(large, "2023-09")) is None


def test_a_single_row_is_a_sentence_without_a_picture(tmp_path: Path) -> None:
    shown = show(asked_of(source_with(tmp_path, "flow", LARGE[:1])))
    assert shown is not None and shown.blocks == ()
    assert shown.finding == "2023年上转40人次；北镇卫生院派出最多，40人次，县医院接收最多，40人次。"


def test_pairs_that_send_equally_many_are_told_as_equal(tmp_path: Path) -> None:
    """North and south both send the hospital 30: neither is the pair that sends most."""
    rows = [row(1, NORTH_CENTRE, HOSPITAL, 30), row(2, SOUTH_CENTRE, HOSPITAL, 30), row(3, OLD_CENTRE, HOSPITAL, 20)]
    shown = show(asked_of(source_with(tmp_path, "flow", rows)))
    assert shown is not None and "最多的有2对，每对30人次" in [block.title for block in shown.blocks]


def test_sums_of_kinds_the_year_before_and_who_sends_more_than_comes_are_said(large: Any) -> None:
    """Up 40 + 30 + 20 = 90, out 60, down 25; the year before 35 + 15 = 50. South only sends, 30, and nobody is sent it;
    north sends 40 and gets 25 (+15); old sends 20; the hospital sends 85 and gets 90 (−5)."""
    shown = show(asked_of(large))
    assert shown is not None
    assert shown.finding == (
        "2023年上转90、县外转诊60、下转25人次，合计175人次，上年同期50人次；南镇卫生院派出最多，30人次，县医院净接收5人次。"
    )
    assert shown.state is State.USUAL and shown.place == "南镇"


def test_a_base_that_begins_before_the_rows_do_is_not_compared(large: Any) -> None:
    """Of 2022 nothing is known before January; half a year before that there are no rows at all."""
    shown = show(asked_of(large, "2022"))
    assert shown is not None and "上年同期" not in shown.finding


def test_the_matrix_prints_margins_and_balances(large: Any) -> None:
    shown = show(asked_of(large))
    assert shown is not None
    drawing = shown.blocks[0]
    assert isinstance(drawing, Drawing)
    last = [cell.text for cell in drawing.table.rows[-1].cells]
    assert last == ["接收合计", "90", "25", "60", "175"]
    assert "+15" in drawing.words and "−5" in drawing.words


def test_a_period_of_one_month_counts_that_month_alone(large: Any) -> None:
    shown = show(asked_of(large, "2023-06"))
    assert shown is not None and shown.finding.startswith("2023年6月上转20人次")


def test_a_merged_township_counts_under_its_successor(large: Any) -> None:
    """South is asked for in 2022: old township's 35 are counted under it, north's 15 are not."""
    shown = show(asked_of(large, "2022", (SOUTH,)))
    assert shown is not None and "35人次" in shown.finding and "15" not in shown.finding


def test_a_township_keeps_its_lines_and_the_margins_of_all(large: Any) -> None:
    """South sends 30 and, from the old centre, 20: 50 come from or go to it; the county's 60 out are not its own."""
    shown = show(asked_of(large, "2023", (SOUTH,)))
    assert shown is not None and shown.finding.startswith("2023年南镇往来50人次")
    drawing = shown.blocks[0]
    assert isinstance(drawing, Drawing)
    assert [row.cells[0].text for row in drawing.table.rows] == ["南镇卫生院", "旧乡卫生院", "接收合计"]
    assert drawing.table.rows[-1].cells[-1].text == "175"


def test_a_small_count_is_hidden_in_every_form(tmp_path: Path) -> None:
    """7 of a row of 47 and a column of 57: another of its row, of its column, and the fourth corner go with it."""
    rows = [
        row(1, NORTH_CENTRE, HOSPITAL, 7),
        row(2, NORTH_CENTRE, "X", 40),
        row(3, SOUTH_CENTRE, HOSPITAL, 50),
        row(4, SOUTH_CENTRE, "X", 66),
    ]
    shown = show(asked_of(source_with(tmp_path, "flow", rows)))
    assert shown is not None
    said = everything_said(shown).replace("不足10", "")
    words = [word.strip() for word in said.replace("人次", " ").replace("，", " ").split("|")]
    for number in ("7", "7.0", "40", "40.0", "50", "50.0", "66", "66.0"):
        assert number not in words
    assert {"47", "116", "57", "106", "163"} <= set(words)


def test_trips_of_a_mechanism_that_keeps_no_ledger_are_hidden_as_people_are(tmp_path: Path) -> None:
    """A county may count patients or ambulances by trips: nothing lists them one by one, so 4 of 50 stays hidden."""
    rows = [row(1, NORTH_CENTRE, HOSPITAL, 4), row(2, SOUTH_CENTRE, HOSPITAL, 46)]
    shown = show(asked_of(source_with(tmp_path, "flow", [{**own, "unit": "trip"} for own in rows])))
    assert shown is not None
    words = [word.strip() for word in everything_said(shown).split("|")]
    assert not {"4", "4.0", "46", "46.0"} & set(words) and "已隐藏" in words


def test_a_total_of_a_few_is_no_number_at_all(tmp_path: Path) -> None:
    rows = [row(1, NORTH_CENTRE, HOSPITAL, 3), row(2, SOUTH_CENTRE, HOSPITAL, 4)]
    shown = show(asked_of(source_with(tmp_path, "flow", rows)))
    assert shown is not None and shown.finding == "2023年不足10人次或可推知，不显示。" and shown.state is State.LITTLE


def test_months_are_held_against_the_same_months_of_the_year_before(large: Any) -> None:
    """March 2023: 40 + 30 + 25 + 60 = 155; June 20. January 2022 15, March 2022 35."""
    shown = show(asked_of(large, "2023-01..2023-06"))
    assert shown is not None
    months = shown.blocks[1]
    assert isinstance(months, Months)
    assert months.this_year == (0.0, 0.0, 155.0, 0.0, 0.0, 20.0)
    assert months.last_year == (15.0, 0.0, 35.0, 0.0, 0.0, 0.0)


def test_english_says_the_same(large: Any) -> None:
    shown = show(asked_of(large, language="en"))
    assert shown is not None and "175 in all; the year before 50" in shown.finding


def test_slide_and_workbook_hold_the_matrix(large: Any) -> None:
    shown = show(asked_of(large))
    assert shown is not None
    pack = pack_of(shown.blocks[0])
    for words in (words_of_deck(pack), words_of_workbook(pack)):
        assert "北镇卫生院" in words and "175" in words


def test_the_registry_knows_the_kind_and_its_table() -> None:
    assert KINDS["flows"].show is show and KINDS["flows"].tables == ("flow",)
