"""Pairs updated after a change equal pairs searched from scratch, and little is searched where little changed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from travel.access import pair_minutes
from travel.graph import build_graph
from travel.incremental import cover, updated_pairs
from travel.network import CLASS_CODE
from travel.pair_store import PairStore
from travel.road_changes import edges_of_ways, with_class
from travel.shortest import nearest_field, nearest_for_points
from travel.snap import EdgeIndex, snap
from words.phrases import said

LIMIT = 60.0
MANY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def placed(network, villages, facilities, closed=None):
    """The graph with villages and facilities (lon, lat) on it."""
    graph = build_graph(network, closed_edges=closed)
    index = EdgeIndex(graph)
    return graph, snap(index, *villages.T), snap(index, *facilities.T)


@pytest.fixture(scope="module")
def places(county):
    network, townships, villages = county
    rng = np.random.default_rng(5)
    more = villages[rng.choice(len(villages), 18, replace=False)] + rng.normal(scale=0.004, size=(18, 2))
    return network, villages, np.vstack([townships, more])


@pytest.fixture(scope="module")
def before(places):
    return pair_minutes(*placed(*places), limit_min=LIMIT)


def assert_equal_to_scratch(found, graph, villages, facilities):
    scratch = pair_minutes(graph, villages, facilities, limit_min=LIMIT)
    assert np.array_equal(np.isfinite(found.minutes), np.isfinite(scratch.minutes))
    known = np.isfinite(scratch.minutes)
    assert np.allclose(found.minutes[known], scratch.minutes[known], atol=2e-6, rtol=0)
    # Every arc's metres are rounded to a decimetre, once from either end.
    assert np.allclose(found.metres[known], scratch.metres[known], atol=0.2, rtol=0)


@MANY
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(["better", "worse", "shut", "both"]))
def test_any_change_of_roads_gives_what_a_search_from_scratch_gives(places, before, seed, kind):
    network, villages, facilities = places
    rng = np.random.default_rng(seed)
    ways = rng.choice(np.unique(network.way_id), 3, replace=False)
    edges, closed, changed = edges_of_ways(network, ways[:2]), None, network
    if kind in ("better", "both"):
        changed = with_class(network, edges, "国道")
    if kind == "worse":
        changed = with_class(network, edges, "机耕路")
    if kind in ("shut", "both"):
        closed = edges_of_ways(network, ways[2:])
    graph, now_villages, now_facilities = placed(changed, villages, facilities, closed)
    found, _ = updated_pairs(before, graph, now_villages, now_facilities, limit_min=LIMIT)
    assert_equal_to_scratch(found, graph, now_villages, now_facilities)


@MANY
@given(seed=st.integers(0, 10_000))
def test_opened_moved_and_closed_facilities_and_new_villages_are_searched_alone(places, before, seed):
    network, villages, facilities = places
    rng = np.random.default_rng(seed)
    moved = facilities.copy()
    moved[3] += rng.normal(scale=0.02, size=2)
    kept = np.delete(np.arange(len(facilities)), 7)
    new = villages[rng.integers(len(villages), size=1)] + 0.003
    graph, now_villages, now_facilities = placed(
        network, np.vstack([villages, [villages[0] + 0.01]]), np.vstack([moved[kept], new])
    )
    found, redone = updated_pairs(
        before,
        graph,
        now_villages,
        now_facilities,
        same_village=np.append(np.arange(len(villages)), -1),
        same_facility=np.append(kept, -1),
        limit_min=LIMIT,
    )
    assert_equal_to_scratch(found, graph, now_villages, now_facilities)
    # One village is new; one facility has moved, one is new.
    assert (redone.villages, redone.facilities) == (1, 2)


def test_without_a_change_nothing_is_searched(places, before):
    graph, villages, facilities = placed(*places)
    found, redone = updated_pairs(before, graph, villages, facilities, limit_min=LIMIT)
    assert (redone.villages, redone.facilities) == (0, 0)
    assert np.array_equal(found.minutes, before.minutes)


def test_a_dead_end_track_touches_few(places, before):
    """A track that carries one village's way to everywhere: its own row, and nobody else's."""
    network, villages, facilities = places
    graph = before.graph
    ends = np.bincount(np.concatenate([graph.tail, graph.head]), minlength=graph.n_nodes) == 1
    reached = np.flatnonzero(before.villages.reached)
    own = [v for v in reached if ends[graph.tail[before.villages.edge[v]]] or ends[graph.head[before.villages.edge[v]]]]
    way = network.way_id[before.villages.edge[own[0]]]
    changed = replace(
        network, road_class=np.where(network.way_id == way, CLASS_CODE["县道"], network.road_class).astype(np.int8)
    )
    now = placed(changed, villages, facilities)
    found, redone = updated_pairs(before, *now, limit_min=LIMIT)
    assert_equal_to_scratch(found, *now)
    assert 1 <= redone.villages + redone.facilities < redone.whole and not redone.everything


def test_new_numbers_for_all_nodes_mean_a_search_from_scratch_and_the_same_minutes(places, before):
    network, villages, facilities = places
    renumbered = replace(
        network,
        node_id=network.node_id + 10**9,
        from_node=network.from_node + 10**9,
        to_node=network.to_node + 10**9,
    )
    now = placed(renumbered, villages, facilities)
    found, redone = updated_pairs(before, *now, limit_min=LIMIT)
    assert redone.everything
    assert_equal_to_scratch(found, *now)


def test_the_updated_table_agrees_with_the_nearest_search(places, before):
    network, villages, facilities = places
    changed = with_class(network, edges_of_ways(network, network.way_id[:1]), "国道")
    graph, now_villages, now_facilities = placed(changed, villages, facilities)
    found, _ = updated_pairs(before, graph, now_villages, now_facilities, limit_min=LIMIT)
    nearest = nearest_for_points(nearest_field(graph, now_facilities), now_villages, LIMIT)
    assert np.allclose(found.minutes.min(axis=1), nearest.minutes, atol=2e-6)


def frames(villages, facilities):
    """Villages and facilities as an import knows them."""
    made = []
    for name, places in (("village_code", villages), ("institution_code", facilities)):
        codes = [f"{name[0]}{number}" for number in range(len(places))]
        made.append(pd.DataFrame({name: codes, "lon": places[:, 0], "lat": places[:, 1]}))
    return made


def kept_pairs(folder, network, villages, facilities):
    """What one import gets out of a folder, and how much it searched."""
    store = PairStore(folder)
    found = store.pairs("county", EdgeIndex(build_graph(network)), *frames(villages, facilities), None)
    return found, store


def test_kept_pairs_are_used_for_the_same_roads_and_made_anew_for_others(places, tmp_path):
    network, villages, facilities = places
    first, store = kept_pairs(tmp_path, *places)
    assert store.redone[0].everything and said(store.phrase()) == "通行时间已全部重算。"
    again, store = kept_pairs(tmp_path, *places)
    assert (store.redone[0].villages, store.redone[0].facilities) == (0, 0) and "检索0次" in said(store.phrase())
    assert np.array_equal(again.minutes, first.minutes) and np.array_equal(again.metres, first.metres, equal_nan=True)
    other = with_class(network, edges_of_ways(network, network.way_id[:1]), "机耕路")
    assert kept_pairs(tmp_path, other, villages, facilities)[1].redone[0].everything


@pytest.mark.parametrize("content", [b"", b"PK no zip", b"\x93NUMPY", None])
def test_a_damaged_file_of_kept_pairs_is_passed_over(places, tmp_path, content):
    first, _ = kept_pairs(tmp_path, *places)
    (file,) = tmp_path.glob("*.npz")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)
    again, store = kept_pairs(tmp_path, *places)
    assert store.redone[0].everything and np.array_equal(again.minutes, first.minutes)


def test_where_nothing_can_be_kept_the_answer_is_still_given(places, tmp_path):
    (tmp_path / "folder").write_text("a file stands in the way")
    found, _ = kept_pairs(tmp_path / "folder", *places)
    assert np.isfinite(found.minutes).any()


def test_a_cover_takes_the_row_or_column_that_holds_most():
    flagged = np.zeros((4, 5), dtype=bool)
    flagged[1] = True
    flagged[:, 3] = True
    rows, columns = cover(flagged)
    assert np.flatnonzero(rows).tolist() == [1] and np.flatnonzero(columns).tolist() == [3]
