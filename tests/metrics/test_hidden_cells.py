"""No hidden count can be worked out from what is shown: totals, other townships, months, old boundaries, downloads.

The attacker asks everything a reader can ask – the county, each township, sets of townships, months, the period before
a merger seen from after it, the rows behind a figure – and solves for the hidden counts. Each must remain anything from
1 to 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from sqlalchemy import Engine, StaticPool, create_engine

from data_access import schema
from metrics.ask.lineage import rows_of
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.definition import SMALL_COUNT, Metric, flow
from metrics.hiding.suppression import is_protected, two_way_cells
from metrics.hiding.suppression_table import hide_in_table
from metrics.judge.assessment import assess
from metrics.period import Period
from metrics.reference import Place, Reference
from metrics.scope import Scope
from metrics.source import Source

COUNTY = "999901"
CONTRACTED = get("contracted_residents")
BELOW = SMALL_COUNT.below
MERGED = 202301  # the last two townships are one from here on
BIRTHS = Metric(
    id="births",
    name_zh="活产数",
    name_en="Live births",
    family="",
    unit="人",
    better="neutral",
    model="count",
    numerator=flow(schema.birth_month, schema.birth_month.c.live_births),
    numerator_zh="",
    numerator_en="",
    source=CONTRACTED.source,
    suppression=SMALL_COUNT,
)

LOADED = (
    "INSERT INTO load (load_id, loaded_at, loaded_by, source_zh, rows_accepted, rows_refused) "
    "VALUES ('x', '2024-01-01', 'test', 'x', 0, 0)"
)
counts_of_people = st.one_of(st.integers(0, 12), st.integers(0, 400))


def codes(count: int) -> list[str]:
    return [f"99990110{number}" for number in range(1, count + 1)]


def county(table: str, rows: list[dict[str, object]], townships: int, *, merges: bool) -> tuple[Engine, Reference]:
    """Return a warehouse with one table of counts and the county's reference."""
    engine = create_engine("duckdb:///:memory:", poolclass=StaticPool)
    own = schema.metadata.tables[table]
    frame = pd.DataFrame(rows).assign(county_code=COUNTY, basis="synthetic", load_id="x")
    for column in own.columns:
        if column.name not in frame:
            frame[column.name] = 0
    with engine.begin() as connection:
        schema.load.create(connection)
        schema.limit_decision.create(connection)  # where decisions on control limits stand
        own.create(connection)
        connection.exec_driver_sql(LOADED)
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.register("incoming", frame[[column.name for column in own.columns]])  # type: ignore[attr-defined]
        connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM incoming")
    places = {code: Place(code, COUNTY, code, code, "镇", "平川", 201001) for code in codes(townships)}
    if merges:
        *_, kept, gone = codes(townships)
        places[gone] = replace(places[gone], valid_to=202212, successor_code=kept)
    months = sorted({int(str(row["month"])) for row in rows})
    known = {COUNTY: Place(COUNTY, COUNTY, "小县", "Small")}
    reference = Reference("x", True, months[0], months[-1], known, places, [], [], basis={(table, COUNTY): "synthetic"})
    return engine, reference


@dataclass
class Attacker:
    """Sums of unknown counts that have been told: cells of each sum and its value."""

    cells: int
    sums: list[tuple[list[int], float]] = field(default_factory=list)

    def hears(self, cells: Sequence[int], value: float) -> None:
        """Note a sum unless it was hidden."""
        if not np.isnan(value):
            self.sums.append((list(cells), float(value)))

    def range_of(self, cell: int, hidden: Sequence[int]) -> tuple[float, float]:
        """Return the smallest and largest value that a cell can have; a hidden count is known to be at least 1."""
        equations = np.zeros((len(self.sums), self.cells))
        for row, (cells, _) in enumerate(self.sums):
            equations[row, cells] = 1
        values = np.array([value for _, value in self.sums])
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(self.cells)
            cost[cell] = sign
            answer = optimize.linprog(
                cost,
                A_eq=equations if len(values) else None,
                b_eq=values if len(values) else None,
                bounds=[(1 if index in hidden else 0, None) for index in range(self.cells)],
            )
            ends.append(sign * answer.fun if answer.status == 0 else np.inf)
        return ends[0], ends[1]

    def learns_nothing_about(self, counts: np.ndarray, hidden: Sequence[int]) -> None:
        """Fail where a small count could be narrowed."""
        for cell in np.flatnonzero((counts > 0) & (counts < BELOW)):
            lowest, highest = self.range_of(int(cell), hidden)
            assert lowest <= 1 + 1e-6 and highest >= BELOW - 1 - 1e-6, (
                f"cell {cell} of {counts.tolist()} lies between {lowest} and {highest}"
            )


@settings(max_examples=20)
@given(st.lists(counts_of_people, min_size=3, max_size=6))
def test_no_township_is_told_by_totals_sets_old_boundaries_or_rows(counts: list[int]) -> None:
    own = np.array(counts, dtype=float)
    size = len(counts)
    merged = [*counts[:-2], counts[-2] + counts[-1]]
    rows: list[dict[str, object]] = []
    for month, people in ((202212, counts), (MERGED, merged), (202312, merged)):
        rows += [
            {"township_code": code, "month": month, "population_group": "all", "eligible": 5000, "contracted": number}
            for code, number in zip(codes(size), people, strict=False)
        ]
    engine, reference = county("contract_month", rows, size, merges=True)
    place = {code: index for index, code in enumerate(codes(size))}
    attacker = Attacker(size)
    before, after = Period(202212, 202212), Period(202312, 202312)
    ask = {"county": COUNTY, "period": before}
    shown = query(engine, reference, [CONTRACTED], by="township", **ask)  # type: ignore[arg-type]
    for code, value in zip(shown["township_code"], shown["value"], strict=True):
        attacker.hears([place[code]], value)
    hidden = [place[code] for code, status in zip(shown["township_code"], shown["status"], strict=True)
              if status == "hidden"]  # fmt: skip
    attacker.hears(range(size), query(engine, reference, [CONTRACTED], **ask)["value"].iloc[0])  # type: ignore[arg-type]
    for some in (*combinations(codes(size), 2), *combinations(codes(size), size - 1)):
        told = query(engine, reference, [CONTRACTED], townships=list(some), **ask)["value"].iloc[0]  # type: ignore[arg-type]
        attacker.hears([place[code] for code in some], told)
    # The same month as the base of the year after, in the boundaries of that year.
    later = query(engine, reference, [CONTRACTED], county=COUNTY, period=after, by="township", compare="yoy")
    for code, value in zip(later["township_code"], later["compare_value"], strict=True):
        attacker.hears([place[code]] + ([size - 1] if place[code] == size - 2 else []), value)
    # The rows behind the figure, as they are downloaded.
    listed = rows_of(Source(engine, reference), CONTRACTED, Scope(COUNTY, before))["分子"].frame
    for code, value in zip(listed["township_code"], listed["persons"], strict=True):
        attacker.hears([place[code]], value)
    attacker.learns_nothing_about(own, hidden)


@settings(max_examples=15)
@given(st.lists(st.lists(counts_of_people, min_size=4, max_size=4), min_size=3, max_size=4))
def test_no_month_of_a_township_is_told_by_its_year_or_by_the_county(table: list[list[int]]) -> None:
    own = np.array(table, dtype=float)
    townships, months = own.shape
    rows: list[dict[str, object]] = [
        {"township_code": code, "month": 202301 + month, "live_births": table[position][month]}
        for position, code in enumerate(codes(townships))
        for month in range(months)
    ]
    engine, reference = county("birth_month", rows, townships, merges=False)
    whole = Period(202301, 202300 + months)
    attacker = Attacker(own.size)
    position = {code: index for index, code in enumerate(codes(townships))}
    hidden = []
    cells = query(engine, reference, [BIRTHS], county=COUNTY, period=whole, by=("township", "month"))
    for row in cells.itertuples():
        cell = position[row.township_code] * months + int(row.period[-2:]) - 1
        attacker.hears([cell], row.value)
        hidden += [cell] if row.status == "hidden" else []
    by_month = query(engine, reference, [BIRTHS], county=COUNTY, period=whole, by="month")
    for month, value in enumerate(by_month["value"]):
        attacker.hears([place * months + month for place in range(townships)], value)
    by_place = query(engine, reference, [BIRTHS], county=COUNTY, period=whole, by="township")
    for code, value in zip(by_place["township_code"], by_place["value"], strict=True):
        attacker.hears([position[code] * months + month for month in range(months)], value)
    attacker.learns_nothing_about(own.ravel(), hidden)


def test_the_parts_of_a_change_are_not_shown_where_one_of_them_is_hidden() -> None:
    rows: list[dict[str, object]] = [
        {"township_code": code, "month": month, "population_group": "all", "eligible": 100, "contracted": number}
        for month, people in ((202212, (4, 60, 70)), (202312, (30, 62, 75)))
        for code, number in zip(codes(3), people, strict=True)
    ]
    engine, reference = county("contract_month", rows, 3, merges=False)
    found = assess(Source(engine, reference), [CONTRACTED], Scope(COUNTY, Period(202312, 202312)))
    # This year everything is large enough; last year's 4 would be the total less the other parts.
    assert found.contributions == {}
    township = found.of_townships(CONTRACTED.id).set_index("township_code")
    assert np.isnan(township.loc[codes(3)[0], "compare_value"]) and np.isnan(township.loc[codes(3)[0], "change"])


@settings(max_examples=40)
@given(
    st.integers(2, 7).flatmap(
        lambda width: st.lists(st.lists(counts_of_people, min_size=width, max_size=width), min_size=2, max_size=7)
    )
)
def test_a_rectangle_protects_as_a_linear_programme_proves(table: list[list[int]]) -> None:
    counts = np.array(table, dtype=float)
    hidden = hide_in_table(counts, below=BELOW)
    linked = two_way_cells(counts)
    everything = np.zeros((counts.shape[0] + 1, counts.shape[1] + 1), dtype=bool)
    everything[:-1, :-1] = hidden
    small = (counts > 0) & (counts < BELOW)
    assert not (hidden & (counts == 0)).any()
    impossible = (hidden == (counts > 0)).all()  # nothing more can be hidden beside totals that stay
    for row, column in zip(*np.nonzero(small), strict=True):
        safe = is_protected(linked, everything.ravel(), row * (counts.shape[1] + 1) + column, below=BELOW)
        assert safe or impossible
