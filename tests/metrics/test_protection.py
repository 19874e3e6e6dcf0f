"""An attacker asks for everything – totals, townships, every set of townships – and adds up. No small count falls.

Twenty counties of three or four townships with random small numbers lie in one warehouse. For each, every answer that a reader
can get in a period is collected; what is shown is an equation over the townships' counts. A hidden count from 1 to 9
is safe if the equations, and the knowledge that a hidden count is at least 1, still allow both 1 and 9.
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
from metrics.catalogue import get
from metrics.period import Period
from metrics.protection import betrays
from metrics.query import query
from metrics.reference import Reference, load_reference

COUNTIES = [f"{9000 + number:06d}" for number in range(20)]
MONTH = Period(202401, 202401)
BELOW = 10
METRICS = ("contracted_residents", "contract_rate", "key_group_contract_rate", "covid_isolated_done")
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
                "last_month": 202401,
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
            {"county_code": county, **names, "province_zh": "省", "group_name_zh": "团", "seat_lon": 1.0, "seat_lat": 1.0}
        )
        for township in townships_of(county):
            point = {"lon": 1.0, "lat": 1.0, "position_basis": "approximate", "kind": "镇", "terrain": "平川"}
            place = {"county_code": county, "township_code": township, "name_zh": township, "name_en": township}
            tables["township"].append({**place, **point, "valid_from": 201601})
            here = {"county_code": county, "township_code": township, "month": 202401, **kept}
            for group in ("all", "elderly_65", "disabled"):
                contracted = few(generator)
                people = {"eligible": contracted + 50, "contracted": contracted, "served": 0}
                key = {"population_group": group, "is_key_group": group != "all"}
                tables["contract_month"].append({**here, **key, **people})
            tables["activity_month"].append({**here, "activity_code": "covid_isolated", "done": few(generator)})
    return {name: pd.DataFrame(rows) for name, rows in tables.items()}


@pytest.fixture(scope="module")
def random_counties(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Reference]:
    url = f"duckdb:///{tmp_path_factory.mktemp('random') / 'random.duckdb'}"
    write_warehouse(url, random_frames(7))
    engine = open_engine(url)
    return engine, load_reference(engine)


def shown_sums(answer: pd.DataFrame) -> pd.DataFrame:
    return answer[answer["numerator"].notna() & (answer["status"] != "hidden")]


def everything_shown(
    engine: Engine, reference: Reference, metric_id: str, county: str
) -> tuple[pd.DataFrame, list[tuple[tuple[str, ...], float]]]:
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
            rows = shown_sums(ask(townships=chosen, by="township"))
            sums += [((row["township_code"],), row["numerator"]) for _, row in rows.iterrows()]
    return townships, sums


def possible_range(places: list[str], hidden: set[str], sums: list[tuple[tuple[str, ...], float]], place: str) -> Any:
    """Smallest and largest count of a place that agree with every sum shown; hidden counts are at least 1."""
    equations = np.array([[float(place in chosen) for place in places] for chosen, _ in sums])
    totals = np.array([total for _, total in sums])
    bounds = [(1 if place in hidden else 0, None) for place in places]
    wanted = np.array([float(other == place) for other in places])
    ends = []
    for sign in (1, -1):
        given = {"A_eq": equations, "b_eq": totals} if len(sums) else {}
        found = optimize.linprog(sign * wanted, bounds=bounds, **given)
        ends.append(np.inf if found.status == 3 else sign * found.fun)
    return ends


@pytest.mark.parametrize("metric_id", METRICS)
def test_no_hidden_small_count_follows_from_totals_other_townships_and_chosen_sets(
    random_counties: tuple[Engine, Reference], metric_id: str
):
    engine, reference = random_counties
    attacked = 0
    for county in COUNTIES:
        truth = query(
            engine, reference, [get(metric_id)], county=county, period=MONTH, by="township", hide=False
        ).set_index("township_code")["numerator"]
        rows, sums = everything_shown(engine, reference, metric_id, county)
        hidden = set(rows.loc[rows["status"] == "hidden", "township_code"])
        small = {place for place, count in truth.items() if 0 < count < BELOW}
        assert small <= hidden, county
        for place in small:
            low, high = possible_range(list(truth.index), hidden, sums, place)
            assert round(low) <= 1 and high > BELOW - 1 - 1e-6, f"{county} {place}: {low}–{high}"
            attacked += 1
    assert attacked > 20


@pytest.mark.parametrize("metric_id", METRICS)
def test_a_hidden_row_carries_no_number_and_zero_is_shown(
    random_counties: tuple[Engine, Reference], metric_id: str
):
    engine, reference = random_counties
    rows = query(
        engine, reference, [get(metric_id)], county=COUNTIES, period=MONTH, by="township", compare="yoy", with_parts=True
    )
    hidden = rows[rows["status"] == "hidden"]
    assert len(hidden) > 20
    parts = ["matched_numerator", "matched_denominator", "compare_numerator", "compare_denominator"]
    assert hidden[[*HIDDEN_NUMBERS, *parts]].isna().all(axis=None)
    truth = query(
        engine, reference, [get(metric_id)], county=COUNTIES, period=MONTH, by="township", hide=False
    )
    zero = truth["numerator"].to_numpy() == 0
    assert zero.any() and (rows.loc[zero, "status"] == "shown").all() and (rows.loc[zero, "numerator"] == 0).all()


def test_a_small_total_is_hidden_and_its_groups_too(random_counties: tuple[Engine, Reference]):
    """What is hidden by township × group cannot be had from the groups' totals and the townships' totals."""
    engine, reference = random_counties
    metric = get("key_group_contract_rate")
    for county in COUNTIES:
        groups = query(engine, reference, [metric], county=county, period=MONTH, by="group")
        truth = query(engine, reference, [metric], county=county, period=MONTH, by="group", hide=False)
        small = (truth["numerator"] > 0) & (truth["numerator"] < BELOW)
        assert (groups.loc[small, "status"] == "hidden").all()
        # Two groups and their total: where one is hidden the other is too.
        if small.any():
            assert (groups.loc[truth["numerator"] > 0, "status"] == "hidden").all()


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
