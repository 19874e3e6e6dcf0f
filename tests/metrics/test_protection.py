"""An attacker asks for everything – totals, townships, every set of townships – and adds up. No small count falls.

Twelve counties of three or four townships with random small numbers lie in one warehouse. For each, every answer that
a reader can get in a period is collected; what is shown is an equation over the counts. A hidden count from 1 to 9 is
safe if the equations, and the knowledge that a hidden count is at least 1, still allow both 1 and 9.
"""

from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.hiding.protection import betrays
from metrics.period import Period
from metrics.reference import Reference, load_reference

COUNTIES = [f"{9000 + number:06d}" for number in range(12)]
MONTH, QUARTER = Period(202401, 202401), Period(202401, 202403)
Sums = list[tuple[tuple[Any, ...], float]]  # what is shown: the cells that are in it, their sum
BELOW = 10
METRICS = ("contract_rate", "covid_isolated_done")
HIDDEN_NUMBERS = ["numerator", "denominator", "value", "change", "lower", "upper", "compare_value", "target_gap"]


def townships_of(county: str) -> list[str]:
    return [f"{county}{100 + number}" for number in range(3 + int(county) % 2)]


def few(generator: np.random.Generator) -> int:
    """A count that is often small, sometimes zero, sometimes around the threshold."""
    return int(generator.choice([0, 1, 2, 4, 8, 9, 10, 11, 15, 40], p=[0.1, *[0.1] * 9]))


def random_frames(seed: int) -> dict[str, pd.DataFrame]:
    generator = np.random.default_rng(seed)
    kept = {"basis": "synthetic", "load_id": "test"}
    load = {"load_id": "test", "loaded_at": datetime(2024, 2, 1), "loaded_by": "test", "source_zh": "随机"}
    tables: dict[str, list[dict[str, Any]]] = {
        "load": [{**load, "rows_accepted": 0, "rows_refused": 0}],
        "data_version": [
            {
                "version_id": "random",
                "created_at": datetime(2024, 2, 1),
                "content_sha256": "0" * 64,
                "first_month": 202401,
                "last_month": 202403,
                "is_sample": True,
                "note_zh": "随机",
            }
        ],
        "county": [],
        "township": [],
        "contract_month": [],
        "activity": [{"activity_code": "covid_isolated", "name_zh": "隔离", "name_en": "Isolated", "unit": "人"}],
        "activity_month": [],
    }
    for county in COUNTIES:
        names = {"name_zh": county, "name_en": county}
        tables["county"].append(
            {
                "county_code": county,
                **names,
                "province_zh": "省",
                "group_name_zh": "团",
                "seat_lon": 1.0,
                "seat_lat": 1.0,
            }
        )
        for township in townships_of(county):
            point = {"lon": 1.0, "lat": 1.0, "position_basis": "approximate", "kind": "镇", "terrain": "平川"}
            place = {"county_code": county, "township_code": township, "name_zh": township, "name_en": township}
            tables["township"].append({**place, **point, "valid_from": 201601})
            here = {"county_code": county, "township_code": township, "month": 202401, **kept}
            for group in ("all", "elderly_65", "disabled"):
                contracted = few(generator)
                served = int(generator.integers(0, contracted + 1))
                people = {"eligible": contracted + 50, "contracted": contracted, "served": served}
                key = {"population_group": group, "is_key_group": group != "all"}
                tables["contract_month"].append({**here, **key, **people})
            for month in QUARTER.months:
                isolated = {"activity_code": "covid_isolated", "month": month, "done": few(generator)}
                tables["activity_month"].append({**here, **isolated})
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


@pytest.fixture(scope="module")
def random_counties(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Reference]:
    url = f"duckdb:///{tmp_path_factory.mktemp('random') / 'random.duckdb'}"
    write_warehouse(url, random_frames(7))
    engine = open_engine(url)
    return engine, load_reference(engine)


def shown_sums(answer: pd.DataFrame) -> pd.DataFrame:
    return answer[answer["numerator"].notna() & (answer["status"] != "hidden")]


def everything_shown(engine: Engine, reference: Reference, metric_id: str, county: str) -> tuple[pd.DataFrame, Sums]:
    """The townships' rows, and every sum that is shown: (townships in it, sum)."""
    places = townships_of(county)

    def ask(**options: Any) -> pd.DataFrame:
        return query(engine, reference, [get(metric_id)], county=county, period=MONTH, **options)

    townships = ask(by="township")
    sums = [((row["township_code"],), row["numerator"]) for _, row in shown_sums(townships).iterrows()]
    sums += [(tuple(places), row["numerator"]) for _, row in shown_sums(ask()).iterrows()]
    for size in range(1, len(places) + 1):
        for chosen in combinations(places, size):
            sums += [(chosen, row["numerator"]) for _, row in shown_sums(ask(townships=chosen)).iterrows()]
    return townships, sums


def unsafe(counts: dict[Any, float], hidden: set[Any], sums: Sums) -> list[str]:
    """The small counts that every sum shown, taken together, does not leave anywhere from 1 to 9."""
    cells = list(counts)
    equations = np.array([[float(cell in part) for cell in cells] for part, _ in sums])
    totals = np.array([total for _, total in sums])
    bounds = [(1 if cell in hidden else 0, None) for cell in cells]
    found = []
    for cell in (cell for cell in cells if 0 < counts[cell] < BELOW):
        wanted = np.array([float(other == cell) for other in cells])
        given = {"A_eq": equations, "b_eq": totals} if sums else {}
        low = optimize.linprog(wanted, bounds=bounds, **given).fun
        high = optimize.linprog(-wanted, bounds=bounds, **given)
        highest = np.inf if high.status == 3 else -high.fun
        if low > 1 + 1e-6 or highest < BELOW - 1 - 1e-6:
            found.append(f"{cell}: {counts[cell]}, {low:.1f}–{highest:.1f}")
    return found


@pytest.mark.parametrize("metric_id", METRICS)
def test_no_hidden_small_count_follows_from_totals_other_townships_and_chosen_sets(
    random_counties: tuple[Engine, Reference], metric_id: str
):
    engine, reference = random_counties
    attacked = 0
    for county in COUNTIES:
        truth = query(engine, reference, [get(metric_id)], county=county, period=MONTH, by="township", hide=False)
        counts = dict(zip(truth["township_code"], truth["numerator"], strict=True))
        rows, sums = everything_shown(engine, reference, metric_id, county)
        hidden = set(rows.loc[rows["status"] == "hidden", "township_code"])
        small = {place for place, count in counts.items() if 0 < count < BELOW}
        assert small <= hidden, county
        assert unsafe(counts, hidden, sums) == [], county
        attacked += len(small)
    assert attacked >= 10


@pytest.mark.parametrize("metric_id", METRICS)
def test_a_hidden_row_carries_no_number_and_zero_is_shown(random_counties: tuple[Engine, Reference], metric_id: str):
    engine, reference = random_counties
    rows = query(
        engine,
        reference,
        [get(metric_id)],
        county=COUNTIES,
        period=MONTH,
        by="township",
        compare="yoy",
        with_parts=True,
    )
    hidden = rows[rows["status"] == "hidden"]
    assert len(hidden) > 10
    parts = ["matched_numerator", "matched_denominator", "compare_numerator", "compare_denominator"]
    assert hidden[[*HIDDEN_NUMBERS, *parts]].isna().all(axis=None)
    truth = query(engine, reference, [get(metric_id)], county=COUNTIES, period=MONTH, by="township", hide=False)
    zero = truth["numerator"].to_numpy() == 0
    assert zero.any() and (rows.loc[zero, "status"] == "shown").all() and (rows.loc[zero, "numerator"] == 0).all()


def cells_of(answer: pd.DataFrame, column: str) -> dict[tuple[str, str], float]:
    return {(row["township_code"], row[column]): row["numerator"] for _, row in answer.iterrows()}


@pytest.mark.parametrize(
    ("metric_id", "dimension", "column", "period"),
    [
        ("key_group_contract_rate", "group", "population_group", MONTH),
        ("covid_isolated_done", "month", "period", QUARTER),
    ],
)
def test_no_small_count_follows_from_townships_by_groups_or_months_and_both_kinds_of_totals(
    random_counties: tuple[Engine, Reference], metric_id: str, dimension: str, column: str, period: Period
):
    engine, reference = random_counties
    attacked = 0
    for county in COUNTIES:

        def ask(by: Any, hide: bool = True, county: str = county) -> pd.DataFrame:
            return query(engine, reference, [get(metric_id)], county=county, period=period, by=by, hide=hide)

        counts = cells_of(ask(("township", dimension), hide=False), column)
        answer = ask(("township", dimension))
        hidden = {cell for cell, number in cells_of(answer, column).items() if pd.isna(number)}
        sums: Sums = [((cell,), number) for cell, number in cells_of(shown_sums(answer), column).items()]
        for row in shown_sums(ask("township")).to_dict("records"):
            sums.append((tuple(cell for cell in counts if cell[0] == row["township_code"]), row["numerator"]))
        for row in shown_sums(ask(())).to_dict("records"):
            sums.append((tuple(counts), row["numerator"]))
        assert unsafe(counts, hidden, sums) == [], county
        attacked += len(hidden)
    assert attacked >= 10


@pytest.mark.parametrize("how_many", ["the county", "all townships by name", "two townships"])
def test_no_small_month_follows_from_the_other_months_and_their_sum(
    random_counties: tuple[Engine, Reference], how_many: str
):
    """Also where a reader names the townships: all of them, named, once showed what the county's own answer hid."""
    engine, reference = random_counties
    metric, attacked = get("covid_isolated_done"), 0
    for county in COUNTIES:
        places = townships_of(county)
        chosen = {"the county": [()], "all townships by name": [places], "two townships": combinations(places, 2)}
        for townships in chosen[how_many]:
            asked = {"county": county, "period": QUARTER, "townships": tuple(townships)}
            months = query(engine, reference, [metric], **asked, by="month", hide=False)
            truth = months.set_index("period")["numerator"]
            shown = shown_sums(query(engine, reference, [metric], **asked, by="month")).set_index("period")["numerator"]
            sums: Sums = [((month,), number) for month, number in shown.items()]
            for row in shown_sums(query(engine, reference, [metric], **asked)).to_dict("records"):
                sums.append((tuple(truth.index), row["numerator"]))
            hidden = set(truth.index) - set(shown.index)
            attacked += len(hidden)
            assert unsafe(truth.to_dict(), hidden, sums) == [], (county, townships)
    assert attacked >= 3


def test_what_one_metric_hides_is_not_the_denominator_of_another(random_counties: tuple[Engine, Reference]):
    """Contracts of key groups are the numerator of their contract rate and the denominator of what was delivered."""
    engine, reference = random_counties
    asked = {"county": COUNTIES, "period": MONTH, "by": "township"}
    contracts = query(engine, reference, [get("key_group_contract_rate")], **asked).set_index("township_code")
    delivered = query(engine, reference, [get("contract_delivery_rate")], **asked).set_index("township_code")
    hidden = contracts.index[contracts["status"] == "hidden"]
    assert len(hidden) >= 5
    assert (delivered.loc[hidden, "status"] == "hidden").all()


def test_what_is_hidden_does_not_depend_on_the_townships_chosen(random_counties: tuple[Engine, Reference]):
    engine, reference = random_counties
    metric = get("contract_rate")
    for county in COUNTIES:
        everywhere = query(engine, reference, [metric], county=county, period=MONTH, by="township")
        status = everywhere.set_index("township_code")["status"]
        for chosen in combinations(townships_of(county), 2):
            part = query(engine, reference, [metric], county=county, period=MONTH, by="township", townships=chosen)
            assert part.set_index("township_code")["status"].to_dict() == status[list(chosen)].to_dict()


def test_a_sum_over_some_but_not_all_hidden_townships_betrays_them():
    assert betrays({"a", "b"}, {"b", "c"})
    assert not betrays({"a", "b", "c"}, {"b", "c"})
    assert not betrays({"a"}, {"b", "c"})
    assert not betrays({"a"}, set())
