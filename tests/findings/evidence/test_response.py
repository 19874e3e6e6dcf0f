"""What 时效 says and draws, on a county small enough to count by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from faces.blocks import Drawing, Table
from faces.blocks.drawing import Stroke, Text
from faces.measure import text_width
from findings.evidence.registry import KINDS
from findings.evidence.response import _slowest, _value_words, show
from findings.evidence.response_drawing import Units
from findings.evidence.shown import State
from metrics.evidence.response import responses, timed
from tests.faces.test_held import pack_of, words_of_deck, words_of_workbook
from tests.findings.evidence.small_evidence import asked_of, everything_said, source_with
from tests.metrics.small_county import HOSPITAL, NORTH, NORTH_CENTRE, OLD, SOUTH
from words.speech import Speech


def runs(
    place: str, minutes: list[int], month: int = 202303, road: float | None = 10.0, reason: str | None = None
) -> list[dict[str, Any]]:
    asked = datetime(month // 100, month % 100, 1, 9)
    return [
        {
            "event_id": f"{place}{month}{number}", "township_code": place, "institution_code": NORTH_CENTRE,
            "responder_zh": "北镇卫生院", "responder_en": "North", "kind_zh": "院前急救", "kind_en": "Ambulance runs",
            "month": month, "asked_at": asked, "answered_at": asked + timedelta(minutes=taken), "treated_at": None,
            "road_minutes": road, "reason_zh": reason,
        }
        for number, taken in enumerate(minutes)
    ]  # fmt: skip


# North 40 of 50 in half an hour, south 12 of 40. In the first quarter of 2022 the old township 30 of 60.
ROWS = (
    runs(NORTH, [20] * 40 + [35] * 10)
    + runs(SOUTH, [25] * 12 + [50] * 28, reason="路面结冰")
    + [row for month in range(202201, 202204) for row in runs(OLD, [20] * 10 + [40] * 10, month)]
)


@pytest.fixture
def source(tmp_path: Path) -> Any:
    return source_with(tmp_path, "response_event", ROWS)


def test_a_mechanism_without_events_shows_nothing(tmp_path: Path) -> None:
    assert show(asked_of(source_with(tmp_path, "response_event", []), limit=30)) is None


def test_a_single_event_is_no_number(tmp_path: Path) -> None:
    shown = show(asked_of(source_with(tmp_path, "response_event", runs(NORTH, [20])), limit=30))
    assert shown is not None and shown.blocks == ()
    assert shown.finding == "2023年院前急救不足10次或可推知，不显示。"


def test_the_finding_names_the_township_that_lies_clearly_below(source: Any) -> None:
    """North 40 of 50, south 12 of 40: 52 of 90, 57.8 %. South's 30 % (18–45 %) lie below; its median is 50."""
    shown = show(asked_of(source, limit=30))
    assert shown is not None
    assert shown.finding == (
        "2023年院前急救90次，57.8%在30分钟内到达；南镇40次中12次达到，路程中位10分钟、实际50分钟。"
    )
    assert shown.place == "南镇" and shown.state is State.DUE


def test_the_limit_is_the_mechanisms_own(source: Any) -> None:
    """Within 35 minutes: 50 + 12 of 90."""
    shown = show(asked_of(source, limit=35))
    assert shown is not None and "68.9%在35分钟内" in shown.finding


def test_a_limit_of_hours_is_spoken_of_in_hours(source: Any) -> None:
    shown = show(asked_of(source, limit=1440))
    assert shown is not None and "100.0%在24小时内到达" in shown.finding


def test_a_mechanism_without_a_limit_says_which_one_is_taken(source: Any) -> None:
    shown = show(asked_of(source))
    assert shown is not None and "没有时限，按60分钟看" in shown.note


def test_a_period_counts_its_own_months(source: Any) -> None:
    shown = show(asked_of(source, "2022-02", limit=30))
    assert shown is not None and shown.finding.startswith("2022年2月院前急救20次，50.0%")


def test_a_merged_township_counts_under_its_successor(source: Any) -> None:
    """In 2022 only the old town called; by the end of the year it is south."""
    shown = show(asked_of(source, "2022", (SOUTH,), limit=30))
    assert (
        shown is not None
        and shown.finding == "2022年南镇院前急救60次，50.0%在30分钟内到达，路程中位10分钟、实际30分钟。"
    )


def test_a_township_is_ranked_alone_and_against_the_whole_county(source: Any) -> None:
    shown = show(asked_of(source, "2023", (NORTH,), limit=30))
    assert shown is not None and shown.finding.startswith("2023年北镇院前急救50次，80.0%")
    ranked = shown.blocks[0]
    assert isinstance(ranked, Drawing)
    assert [row.cells[0].text for row in ranked.table.rows] == ["北镇", "全县"]
    assert "全县57.8%" in ranked.words


def test_few_events_of_a_township_are_hidden_in_every_form(tmp_path: Path) -> None:
    """North has 7, south 46, together 53: neither stands anywhere, nor does what north's took (23 minutes)."""
    rows = runs(NORTH, [23] * 7) + runs(SOUTH, [26] * 23 + [41] * 23)
    shown = show(asked_of(source_with(tmp_path, "response_event", rows), limit=30))
    assert shown is not None
    words = [word.strip() for word in everything_said(shown).replace("次", " ").split("|")]
    for number in ("7", "7.0", "46", "46.0"):
        assert number not in words
    assert "已隐藏" in words and "53" in words


def test_nobody_is_called_the_slowest_without_an_interval(tmp_path: Path) -> None:
    """Two stations, 30 runs of 20 minutes and 30 of 21: which is slower is not for a median alone to say."""
    other = [
        row | {"responder_zh": "南镇卫生院", "responder_en": "South", "event_id": f"s{number}"}
        for number, row in enumerate(runs(SOUTH, [21] * 30))
    ]
    shown = show(asked_of(source_with(tmp_path, "response_event", runs(NORTH, [20] * 30) + other), limit=30))
    assert shown is not None
    assert "各单位中位用时20至21分钟，不排快慢" in [block.title for block in shown.blocks]
    assert "最长" not in everything_said(shown)


def test_where_places_are_hidden_the_slowest_is_said_of_those_listed(source: Any) -> None:
    """Three runs of 200 minutes are too few to tell: north's 60 is the slowest that can be listed, not the slowest."""
    words = asked_of(source, limit=30).words
    late = {
        "A": [20] * 37 + [200] * 3,
        NORTH: [20] * 20 + [60] * 20,
        SOUTH: [20] * 25 + [50] * 15,
        OLD: [20] * 20 + [59] * 20,
    }
    rows = [row | {"reason_zh": None} for place, minutes in late.items() for row in runs(place, minutes)]
    found = responses(timed(pd.DataFrame(rows), {})[0], None, 30, False)
    assert found.leaves_out and found.slowest[0].minutes == 60
    units, asked = Units(30, words), asked_of(source, limit=30)
    assert _slowest(found, units, asked).title == "可列出的最慢一次用了60分钟"
    every = responses(timed(pd.DataFrame(rows[40:80]), {})[0], None, 30, False)
    assert not every.leaves_out and _slowest(every, units, asked).title == "最慢的一次用了60分钟"


def test_a_reason_that_the_slowest_share_is_their_title(source: Any) -> None:
    shown = show(asked_of(source, limit=30))
    assert shown is not None
    table = shown.blocks[-1]
    assert isinstance(table, Table) and table.title == "最慢的8次中，8次因路面结冰"
    assert [cell.text for cell in table.rows[0].cells] == [
        "3月上午",
        "南镇",
        "北镇卫生院",
        "10",
        "50",
        "40",
        "路面结冰",
    ]


def test_no_day_person_or_village_is_listed(source: Any) -> None:
    shown = show(asked_of(source, limit=30))
    assert shown is not None and "-01" not in everything_said(shown) and HOSPITAL not in everything_said(shown)


def test_a_year_before_that_lacks_months_is_not_compared(source: Any) -> None:
    """2022 has events in three months only, so a whole year is not held against it; the first quarter is."""
    whole = show(asked_of(source, limit=60))
    quarter = show(asked_of(source, "2023-01..2023-03", limit=30))
    assert whole is not None and whole.state is not State.BETTER
    assert quarter is not None


def test_english_says_the_same(source: Any) -> None:
    shown = show(asked_of(source, language="en", limit=30))
    assert shown is not None
    assert shown.finding.startswith("2023: 90 ambulance runs, 57.8% were reached within 30 min; ")


def test_slide_and_workbook_hold_the_ranked_townships(source: Any) -> None:
    shown = show(asked_of(source, limit=30))
    assert shown is not None
    pack = pack_of(shown.blocks[0])
    for words in (words_of_deck(pack), words_of_workbook(pack)):
        assert "南镇" in words and "30.0" in words and "57.8" in words


def test_the_registry_knows_the_kind_and_its_table() -> None:
    assert KINDS["response"].show is show and KINDS["response"].tables == ("response_event",)


def test_two_kinds_are_counted_together_in_words(tmp_path: Path) -> None:
    """“磁共振、CT1,375次” read as a count of one of them."""
    rows = [{**row, "kind_zh": kind, "kind_en": kind} for kind in ("磁共振", "CT") for row in runs(NORTH, [20] * 15)]
    numbered = [{**row, "event_id": str(number)} for number, row in enumerate(rows)]
    shown = show(asked_of(source_with(tmp_path, "response_event", numbered), limit=30))
    assert shown is not None and any(f"{kind}共30次" in shown.finding for kind in ("CT", "磁共振"))


def test_from_when_the_minutes_run_and_what_p90_is_stand_in_the_note(source: Any) -> None:
    """7 hours to the answer stood beside 80 minutes to the report, which counts from another moment."""
    shown = show(asked_of(source, limit=30))
    assert shown is not None and "从提出算到到达" in shown.note and "P90：九成不超过的用时" in shown.note


def test_a_name_of_a_line_is_crossed_by_no_other_line(tmp_path: Path) -> None:
    """P90 at 28 minutes and the rule at 30 lie close: the longer name once ran through the rule's line."""
    rows = runs(NORTH, [10] * 20 + [28] * 25 + [55] * 5)
    shown = show(asked_of(source_with(tmp_path, "response_event", rows), limit=30))
    assert shown is not None
    drawing = next(
        block for block in shown.blocks if isinstance(block, Drawing) and any(
            isinstance(mark, Text) and mark.words.startswith("P90为") for mark in block.marks
        )
    )  # fmt: skip
    for own in filter(None, (drawing, drawing.phone)):
        uprights = [mark for mark in own.marks if isinstance(mark, Stroke) and mark.points[0][0] == mark.points[1][0]]
        tall = [mark for mark in uprights if abs(mark.points[1][1] - mark.points[0][1]) > 100]
        for text in own.marks:
            if isinstance(text, Text) and text.words.startswith(("P90为", "规定", "中位")):
                right = text.x + text_width(text.words) * text.size
                for line in tall:
                    x, top = line.points[0]
                    assert not (text.x < x < right and top < text.y), text.words


def test_hours_are_hours_on_the_map_and_a_place_without_events_is_no_missing_report() -> None:
    """The map's key said 分钟 under medians in hours; where nobody called, or few did, it said 未报."""
    assert Units(1440, Speech("zh")).amount(390) == 6.5 and Units(30, Speech("zh")).amount(390) == 390
    units = Units(1440, Speech("zh"))
    assert [_value_words(390, hidden=False, units=units), _value_words(None, hidden=True, units=units)] == [
        "6.5小时", "已隐藏",
    ]  # fmt: skip
    assert _value_words(None, hidden=False, units=units) == "无"
