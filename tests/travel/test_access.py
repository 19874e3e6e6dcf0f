"""The table of nearest facilities: people shared out to the person, months that carry a state, rows that last."""

import numpy as np
import pandas as pd
import pytest

from travel.access import facility_months, nearest_among, pair_minutes, qualifies, residents_by_month, shared_out, spans
from travel.graph import build_graph
from travel.network import RoadNetwork
from travel.snap import EdgeIndex, snap
from travel.tiers import TIERS


def straight_road(kilometres: int) -> RoadNetwork:
    """A 村道 (20 km/h: 3 minutes a kilometre) running east along the equator, a node every kilometre."""
    n = kilometres + 1
    node = np.arange(1, n + 1)
    return RoadNetwork(
        node_id=node,
        lon=np.arange(n) / 111.19508,
        lat=np.zeros(n),
        from_node=node[:-1],
        to_node=node[1:],
        way_id=np.ones(kilometres, dtype=np.int64),
        road_class=np.full(kilometres, 5, dtype=np.int8),
        metres=np.full(kilometres, 1000.0),
        one_way=np.zeros(kilometres, dtype=bool),
        surface=np.full(kilometres, None, dtype=object),
        maxspeed_kmh=np.full(kilometres, np.nan),
        name=np.full(kilometres, None, dtype=object),
    )


def at(kilometres, index):
    east = np.asarray(kilometres, float) / 111.19508
    return snap(index, east, np.zeros(len(east)))


def test_a_township_of_ten_people_is_shared_out_to_the_person():
    assert shared_out(10, np.array([1, 1, 1])).tolist() == [4, 3, 3]
    assert shared_out(7, np.array([0, 2, 5])).tolist() == [0, 2, 5]


def test_a_village_without_residents_at_the_census_gets_none():
    assert shared_out(1, np.array([0, 0, 3])).tolist() == [0, 0, 1]


def test_residents_of_a_year_are_those_of_its_january():
    villages = pd.DataFrame(
        {
            "village_code": ["a", "b"],
            "township_code": ["t", "t"],
            "residents": [30, 10],
            "valid_from": [202301, 202301],
            "valid_to": pd.array([None, None], dtype="Int64"),
        }
    )
    township = pd.DataFrame({"township_code": ["t", "t"], "month": [202301, 202401], "residents": [40, 20]})
    found = residents_by_month(villages, township, [202311, 202312, 202401, 202402])
    # 202311 is the first month asked for and has no figure of its own: the census stands.
    assert found.tolist() == [[30, 30, 15, 15], [10, 10, 5, 5]]


def test_a_month_without_a_report_keeps_the_standard_last_reported():
    institutions = pd.DataFrame(
        {"institution_code": ["x"], "level": ["township_centre"], "opened": [202301], "closed": [pd.NA]}
    )
    monthly = pd.DataFrame(
        {
            "institution_code": ["x"] * 3,
            "month": [202401, 202402, 202403],
            "level": ["township_centre"] * 3,
            "reported": [True, False, True],
            "standardised": [1, 0, 0],
            "telemedicine": [0, 0, 0],
            "ambulances": [0, 0, 0],
        }
    )
    state = facility_months(institutions, monthly, [202401, 202402, 202403])
    counted = qualifies(TIERS["township"], state.level, state.states, state.open_now)
    assert counted.tolist() == [[True, True, False]]


def test_a_hospital_needs_no_standard_and_a_closed_clinic_counts_nowhere():
    level = np.array(["county_hospital", "township_centre", "village_clinic"], dtype=object)
    states = {"standardised": np.array([False, False, True])}
    open_now = np.array([True, True, False])
    assert qualifies(TIERS["township"], level, states, open_now).tolist() == [True, False, False]
    assert qualifies(TIERS["village"], level, states, open_now).tolist() == [True, True, False]


def test_the_nearest_of_the_chosen_is_found_also_beyond_the_cut():
    """Facilities at 0 and 20 km; the village at 8 km is 24 minutes from one and 36 from the other."""
    graph = build_graph(straight_road(20))
    index = EdgeIndex(graph)
    pairs = pair_minutes(graph, at([8], index), at([0, 20], index), limit_min=30, with_metres=True)
    assert pairs.minutes[0, 0] == pytest.approx(24)
    assert np.isinf(pairs.minutes[0, 1])
    assert pairs.metres[0, 0] == pytest.approx(8000, abs=2)
    minutes, owner = nearest_among(pairs, np.array([True, True]))
    assert (minutes[0], owner[0]) == (pytest.approx(24), 0)
    minutes, owner = nearest_among(pairs, np.array([False, True]))
    assert (minutes[0], owner[0]) == (pytest.approx(36), 1)
    minutes, owner = nearest_among(pairs, np.array([False, False]))
    assert np.isinf(minutes[0]) and owner[0] == -1


def test_a_row_lasts_until_minutes_owner_edition_or_residents_change():
    minutes = np.array([[5.0, 5.0, 4.0, 4.0, 4.0]])
    owner = np.zeros((1, 5), dtype=np.int64)
    residents = np.array([[9, 9, 9, 8, 8]])
    exists = np.array([[True, True, True, True, False]])
    village, first, last = spans(minutes, owner, np.zeros(5, dtype=np.int64), residents, exists)
    assert village.tolist() == [0, 0, 0]
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [(0, 1), (2, 2), (3, 3)]
    _, first, last = spans(minutes, owner, np.array([0, 1, 1, 1, 1]), residents, exists)
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_an_unreachable_village_keeps_one_row():
    never = np.full((1, 3), np.inf)
    nobody = np.full((1, 3), -1, dtype=np.int64)
    people, exists = np.ones((1, 3), dtype=np.int64), np.ones((1, 3), dtype=bool)
    _, first, last = spans(never, nobody, np.zeros(3, dtype=np.int64), people, exists)
    assert (first.tolist(), last.tolist()) == ([0], [2])
