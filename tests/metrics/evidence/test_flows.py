"""The table of flows: parts add to wholes, and what is hidden does not hang on who asks."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.evidence.flows import OUTSIDE, REST, Count, by_month, flow_table, kind_sums, of_townships
from metrics.period import Period

TOWNS = {f"T{number}": f"99990110{number}" for number in range(5)} | {"H": "999901100"}


def frame_of(moves: list[tuple[str, str, int]], month: int = 202301) -> pd.DataFrame:
    """Rows from, to, count; places whose name begins with X lie outside the county."""
    return pd.DataFrame(
        {
            "month": month,
            "kind_zh": ["上转" if end == "H" else "下转" for _, end, _ in moves],
            "kind_en": ["up" if end == "H" else "down" for _, end, _ in moves],
            "from_code": [start for start, _, _ in moves],
            "from_zh": [start for start, _, _ in moves],
            "from_en": [start for start, _, _ in moves],
            "from_township": [TOWNS.get(start) for start, _, _ in moves],
            "to_code": [end for _, end, _ in moves],
            "to_zh": [end for _, end, _ in moves],
            "to_en": [end for _, end, _ in moves],
            "to_township": [TOWNS.get(end) for _, end, _ in moves],
            "unit": "person",
            "count": [count for _, _, count in moves],
        }
    )


places = st.sampled_from([*TOWNS, "X1", "X2"])
moves = st.lists(
    st.tuples(places, places, st.one_of(st.integers(1, 9), st.integers(10, 90))).filter(
        lambda move: move[0] != move[1]
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=40)
@given(moves)
def test_shown_cells_never_exceed_their_margins_and_whole_lines_add_up(moved: list[tuple[str, str, int]]) -> None:
    table = flow_table(frame_of(moved), {}, {})
    for line, margin in zip(table.cells, table.sent, strict=True):
        shown = [cell.number for cell in line if cell.number is not None]
        if margin.number is not None:
            assert sum(shown) <= margin.number
            assert len(shown) < len(line) or sum(shown) == margin.number
    if table.total.number is not None:
        assert table.total.number == sum(count for _, _, count in moved)
        for margins in (table.sent, table.received):
            known = [margin.number for margin in margins if margin.number is not None]
            assert len(known) < len(margins) or sum(known) == table.total.number


@settings(max_examples=40)
@given(moves)
def test_no_number_from_one_to_nine_is_ever_given(moved: list[tuple[str, str, int]]) -> None:
    rows = frame_of(moved)
    table = flow_table(rows, {}, {})
    counts = [cell for line in table.cells for cell in line] + [*table.sent, *table.received, table.total]
    assert not any(count.number is not None and 0 < count.number < 10 for count in counts)
    assert not any(part.count is not None and 0 < part.count < 10 for part in kind_sums(rows, table))
    months = by_month(rows, Period(202301, 202303))
    assert not any(count is not None and 0 < count < 10 for count in months)


@settings(max_examples=40)
@given(moves, st.sampled_from(sorted(TOWNS.values())))
def test_what_is_hidden_is_the_same_whoever_asks(moved: list[tuple[str, str, int]], township: str) -> None:
    rows = frame_of(moved)
    assert flow_table(rows, {}, {}, (township,)) == flow_table(rows, {}, {})


def test_two_months_of_one_pair_are_one_cell() -> None:
    rows = pd.concat([frame_of([("T1", "H", 12)]), frame_of([("T1", "H", 30)], 202302)], ignore_index=True)
    assert flow_table(rows, {}, {}).cells == ((Count(42),),)
    assert by_month(rows, Period(202301, 202303)) == (12, 30, 0)


def test_places_beyond_the_thirteenth_are_counted_together_on_both_sides() -> None:
    """Fifteen centres send 20 … 34 to the hospital: sixteen lines; twelve stay, the four smallest are one, 86 in all.

    The hospital is largest, so centres of 24 … 34 (eleven) stay and those of 20, 21, 22, 23 are joined: 86.
    """
    homes = {f"C{number:02d}": f"9999012{number:02d}" for number in range(15)}
    rows = frame_of([(code, "H", 20 + number) for number, code in enumerate(homes)])
    rows["from_township"] = rows["from_code"].map(homes)
    table = flow_table(rows, {}, {})
    assert [node.code for node in table.senders][-1] == REST and len(table.senders) == 12
    assert table.senders[-1].stands_for == 4 and table.sent[-1] == Count(86)
    assert table.total == Count(sum(range(20, 35)))


def test_a_sum_of_others_with_a_hidden_part_is_hidden_so_that_two_choices_tell_nothing() -> None:
    """T0 sends 5 to the hospital. Among the others, 5 + 20 would tell it beside the 20 of T1."""
    moved = [("T0", "H", 5), ("T0", "X1", 30), ("T1", "H", 20), ("T1", "X1", 40), ("T2", "H", 90), ("T3", "H", 80)]
    moved += [("T2", "X1", 70), ("T3", "X1", 60)]
    every = flow_table(frame_of(moved), {}, {}, most=9)
    few = flow_table(frame_of(moved), {}, {}, most=5)
    assert every.senders[0].code == "T0" and every.cells[0][0] == Count(None)
    rest = few.cells[[node.code for node in few.senders].index(REST)]
    assert rest[0].number is None


def test_five_hospitals_outside_are_one_line_that_stands_last() -> None:
    rows = frame_of([("H", f"X{number}", 11) for number in range(5)])
    table = flow_table(rows, {}, {})
    assert [node.code for node in table.receivers] == [OUTSIDE] and table.received == (Count(55),)


def test_a_merged_township_is_touched_by_what_its_parts_sent() -> None:
    rows = frame_of([("T1", "H", 12), ("T2", "H", 30)])
    edition = {TOWNS["T1"]: TOWNS["T2"]}
    assert of_townships(rows, edition, (TOWNS["T2"],))["count"].sum() == 42
    assert flow_table(rows, {}, edition).of_townships((TOWNS["T2"],)) == Count(42)


def test_cells_within_a_community_are_not_counted_where_nothing_moves_there() -> None:
    """T1 and H are of one community, T2 of another: T1 to H holds nobody and is no cell of the mechanism."""
    rows = frame_of([("T1", "T2", 20), ("T2", "H", 15), ("H", "T2", 11)])
    table = flow_table(rows, {"T1": "A", "H": "A", "T2": "B"}, {})
    own = {(table.senders[row].code, table.receivers[column].code) for row, column in table.own}
    assert own == {("H", "H"), ("T1", "H"), ("T2", "T2")}
