"""What moved, by kind: parts add to wholes, few are hidden with what would tell them, and nothing tells the matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.evidence.flow_kinds import (
    KindMonths,
    kind_months,
    kind_places,
    kind_years,
    mostly_hidden,
    mostly_small_months,
    years_until,
)
from metrics.evidence.flows import Count, FlowTable, flow_table, in_period, kind_sums, told_kinds
from metrics.period import Period

PERIOD = Period(202301, 202303)


def months_of(moves: list[tuple[str, int, int]], period: Period = PERIOD) -> KindMonths | None:
    """Rows kind, month, count; all go from one township to the hospital of another."""
    rows = pd.DataFrame(moves, columns=["kind_zh", "month", "count"]).assign(
        unit="person", kind_en=lambda frame: frame["kind_zh"], group_zh="", group_en="",
        from_code="T", from_zh="T", from_en="T", from_township="999901101",
        to_code="H", to_zh="H", to_en="H", to_township="999901100",
    )  # fmt: skip
    own = in_period(rows, period)
    table = flow_table(own, {}, {})
    return kind_months(rows, period, table, kind_sums(own, table))


MOVES = [("上转", 202301, 40), ("上转", 202302, 30), ("上转", 202303, 50),
         ("下转", 202301, 20), ("下转", 202302, 10), ("下转", 202303, 15)]  # fmt: skip


def test_each_month_has_its_kinds_and_their_sum() -> None:
    """Up 40 + 30 + 50 = 120, down 20 + 10 + 15 = 45; January 60, February 40, March 65."""
    found = months_of([*MOVES, ("上转", 202212, 99)])
    assert found is not None and [(kind.name_zh, kind.count) for kind in found.kinds] == [("上转", 120), ("下转", 45)]
    assert [[cell.number for cell in line] for line in found.cells] == [[40, 20], [30, 10], [50, 15]]
    assert [total.number for total in found.sums] == [60, 40, 65]


def test_four_people_of_a_month_cannot_be_had_from_the_sums_beside_them() -> None:
    found = months_of([*MOVES[:4], ("下转", 202302, 4), MOVES[5]])
    assert found is not None
    february = found.cells[1]
    assert february[1].number is None
    # Its month and its kind each have a second unknown: neither sum less the rest says four.
    assert february[0].number is None or found.sums[1].number is None
    assert sum(line[1].number is None for line in found.cells) >= 2


def test_one_kind_one_month_and_more_than_a_year_have_no_table_of_kinds() -> None:
    assert months_of(MOVES[:3]) is None
    assert months_of(MOVES, Period(202301, 202301)) is None
    assert months_of(MOVES, Period(202201, 202303)) is None


HOMES = {"T1": "999901101", "T2": "999901102", "T3": "999901103", "H1": "999901100", "H2": "999901100"}
Move = tuple[str, str, str, int]


def rows_of(moves: list[Move], month: int = 202301) -> pd.DataFrame:
    """Rows kind, from, to, count; what is no place of the county lies outside it."""
    frame = pd.DataFrame(moves, columns=["kind_zh", "from_code", "to_code", "count"])
    for side in ("from", "to"):
        codes = frame[f"{side}_code"]
        frame[f"{side}_zh"] = frame[f"{side}_en"] = codes
        frame[f"{side}_township"] = codes.map(HOMES.get)
    return frame.assign(month=month, unit="person", kind_en=frame["kind_zh"], group_zh="合计", group_en="All")


# 离石 in small: one centre refers 4, so its margin is hidden, and a second with it; the hospitals' margins are not.
FEW = [("上转", "T1", "H1", 60), ("上转", "T2", "H1", 4), ("上转", "T3", "H1", 12),
       ("下转", "H1", "T1", 30), ("下转", "H1", "T2", 20), ("下转", "H1", "T3", 15),
       ("县外", "H1", "X", 90)]  # fmt: skip


def test_a_kind_is_told_where_the_printed_margins_tell_it_already() -> None:
    """Up: all that H1 got, 76, is printed; out 90 is, and down is 231 less these, 65: the kinds once had no number."""
    rows = rows_of(FEW)
    table = flow_table(rows, {}, {})
    assert [margin.number for margin in table.sent if margin.number is None] != []
    assert {kind.name_zh: kind.count for kind in kind_sums(rows, table)} == {"上转": 76, "县外": 90, "下转": 65}


def test_institutions_stand_with_each_kind_and_few_of_them_stay_hidden() -> None:
    """Up by who sent it, down by who got it, out by the hospital that sent it: T2's 4 up is hidden, and one with it."""
    rows = rows_of(FEW)
    table = flow_table(rows, {}, {})
    found = kind_places(rows, table, kind_sums(rows, table))
    assert found is not None and [kind.name_zh for kind in found.kinds] == ["县外", "上转", "下转"]
    lines = {node.code: line for node, line in zip(found.nodes, found.cells, strict=True)}
    # Out of the county goes from one to one: the side with more of them is either, the hospital's stands first.
    assert lines["H1"] == (Count(90), None, None)
    assert lines["T2"][1] == Count(None) and lines["T2"][2] == Count(20)
    assert [line[1] for line in lines.values() if line[1] is not None].count(Count(None)) == 2
    assert lines["T1"][2] == Count(30) and lines["T3"][2] == Count(15)


def test_a_centre_that_refers_up_and_out_has_both_from_the_cells() -> None:
    """T1 sends 40 and 25 to two hospitals and 20 outside: up 65, out 20, and its margin of 85 is neither."""
    rows = rows_of([("上转", "T1", "H1", 40), ("上转", "T1", "H2", 25), ("县外", "T1", "X", 20),
                    ("上转", "T2", "H1", 30), ("上转", "T2", "H2", 11), ("县外", "T2", "X", 15)])  # fmt: skip
    table = flow_table(rows, {}, {})
    found = kind_places(rows, table, kind_sums(rows, table))
    assert found is not None
    lines = zip(found.nodes, found.cells, strict=True)
    told = {node.code: [count and count.number for count in line] for node, line in lines}
    assert told == {"T1": [65, 20], "T2": [41, 15]}


kinds_of_move = st.sampled_from(["上转", "下转", "县外"])
places = st.sampled_from([*HOMES, "X"])
moves = st.lists(
    st.tuples(kinds_of_move, places, places, st.one_of(st.integers(1, 9), st.integers(10, 90))).filter(
        lambda move: move[1] != move[2]
    ),
    min_size=2,
    max_size=12,
)


def told_by(table: FlowTable, rows: pd.DataFrame) -> np.ndarray:
    """Equations that the printed matrix gives over the unknowns from × to × kind."""
    known = []
    for row, sender in enumerate(table.senders):
        for column, receiver in enumerate(table.receivers):
            if table.cells[row][column].number is not None:
                known.append((rows["from_code"] == sender.code) & (rows["to_code"] == receiver.code))
    known += [
        rows[f"{side}_code"] == node.code
        for side, nodes, margins in (("from", table.senders, table.sent), ("to", table.receivers, table.received))
        for node, margin in zip(nodes, margins, strict=True)
        if margin.number is not None
    ]
    if table.total.number is not None:
        known.append(pd.Series(True, index=rows.index))
    return np.array([mask.to_numpy(dtype=float) for mask in known])


def follows(wanted: pd.Series, known: np.ndarray) -> bool:
    """Whether a sum over some rows is a sum of printed ones."""
    both = np.vstack([known, wanted.to_numpy(dtype=float)])
    return bool(len(known)) and bool(np.linalg.matrix_rank(known) == np.linalg.matrix_rank(both))


@settings(max_examples=40, deadline=None)
@given(moves)
def test_no_kind_is_told_that_the_printed_matrix_does_not_tell(moved: list[Move]) -> None:
    rows = rows_of(moved).groupby([*rows_of(moved).columns.drop("count")], dropna=False, as_index=False)["count"].sum()
    table = flow_table(rows, {}, {})
    known = told_by(table, rows)
    for kind in told_kinds(rows, table):
        assert follows(rows["kind_zh"] == kind, known), kind


@settings(max_examples=40, deadline=None)
@given(moves)
def test_no_institution_s_kind_is_told_that_the_printed_matrix_does_not_tell(moved: list[Move]) -> None:
    rows = rows_of(moved).groupby([*rows_of(moved).columns.drop("count")], dropna=False, as_index=False)["count"].sum()
    table = flow_table(rows, {}, {})
    found = kind_places(rows, table, kind_sums(rows, table))
    if found is None:
        return
    known = told_by(table, rows)
    for column, kind in enumerate(found.kinds):
        of_kind = rows["kind_zh"] == kind.name_zh
        parts = [line[column] for line in found.cells]
        numbers = [part.number for part in parts if part is not None and part.number is not None]
        assert all(number == 0 or number >= 10 for number in numbers)
        if None not in [part.number for part in parts if part is not None]:
            assert sum(numbers) == kind.count
        for node, line in zip(found.nodes, found.cells, strict=True):
            count = line[column]
            if count is not None and count.number is not None:
                sides = [of_kind & (rows[f"{side}_code"] == node.code) for side in ("from", "to")]
                own = [side for side in sides if side.any() and int(rows.loc[side, "count"].sum()) == count.number]
                assert any(follows(side, known) for side in own), (node.code, kind.name_zh)


def test_years_stand_where_months_are_of_few_and_end_with_the_period() -> None:
    """Two and a half years: 30 up and 14 down in 2021, 24 and 12 in 2022, 12 and 11 until June 2023."""
    parts = [rows_of([("上转", "T1", "H1", up), ("下转", "H1", "T1", down)], month)
             for month, up, down in ((202101, 30, 14), (202209, 24, 12), (202306, 12, 11))]  # fmt: skip
    rows = pd.concat(parts, ignore_index=True)
    period = Period(202301, 202306)
    years = years_until(period, 202101)
    assert years == (Period(202101, 202112), Period(202201, 202212), Period(202301, 202306))
    own = in_period(rows, period)
    table = flow_table(own, {}, {})
    kinds = kind_sums(own, table)
    found = kind_years(rows, years, kinds, lambda of_year: flow_table(of_year, {}, {}))
    assert found is not None
    assert [[cell.number for cell in line] for line in found.cells] == [[30, 14], [24, 12], [12, 11]]
    assert [total.number for total in found.sums] == [44, 36, 23]


def test_a_year_with_few_of_a_kind_hides_it_and_a_single_year_is_no_table() -> None:
    parts = [rows_of([("上转", "T1", "H1", 30), ("下转", "H1", "T1", 3)], 202201),
             rows_of([("上转", "T1", "H1", 40), ("下转", "H1", "T1", 20)], 202301)]  # fmt: skip
    rows = pd.concat(parts, ignore_index=True)
    table = flow_table(parts[1], {}, {})
    years = years_until(Period(202301, 202312), 202201)
    found = kind_years(rows, years, kind_sums(parts[1], table), lambda of_year: flow_table(of_year, {}, {}))
    assert found is not None and [cell.number for cell in found.cells[0]] == [None, None]
    assert kind_years(rows, years[1:], kind_sums(parts[1], table), lambda of_year: flow_table(of_year, {}, {})) is None


def test_months_are_called_of_few_where_more_than_half_of_the_institutions_counts_are() -> None:
    few = pd.concat([rows_of([("上转", "T1", "H1", 3), ("下转", "H1", "T1", 30)], month) for month in (202301, 202302)])
    assert not mostly_small_months(few, flow_table(few, {}, {}))
    fewer = pd.concat([few, rows_of([("上转", "T2", "H1", 2)])])
    assert mostly_small_months(fewer, flow_table(fewer, {}, {}))
    assert mostly_hidden(None)
