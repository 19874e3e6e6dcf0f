"""A load that is killed leaves the warehouse as it was or as it would be; loads and undoings add up to their replay."""

import pytest

from benchmarks import durability
from tests.data_access.test_loads import empty_database, empty_file, url

__all__ = ["empty_database", "empty_file", "url"]  # fixtures: a warehouse of one's own on either engine


def test_a_load_that_is_killed_has_entered_whole_or_not_at_all(url: str):
    """Three kills here; `make bench ONLY=durability` makes fifty on each engine."""
    found = durability.killed(url, 3, seed=7)
    assert found.between == 0
    assert found.kills, "no load was killed in its middle: the test shows nothing"


def test_what_any_sequence_of_loads_and_undoings_leaves_is_its_replay(url: str):
    """Six sequences here; `make bench ONLY=durability` plays two hundred on each engine."""
    assert {seed: found for seed in range(6) if (found := durability.sequence_faults(url, seed))} == {}


def test_the_replay_itself_is_right():
    """Worked out by hand: 3 and nothing, filled to 3 and 4, the month replaced by another centre's 1."""
    replay = durability.Replay()
    here, there = ("T1", 202401), ("T2", 202401)
    replay.standing[0] = ({here: {"outpatient_visits": 3.0, "discharges": None}}, "newest", {here})
    replay.standing[1] = ({here: {"outpatient_visits": 9.0, "discharges": 4.0}}, "fill", {here})
    assert replay.state()[0] == {here: (3, 4)}
    state, touched = replay.state(({there: {"outpatient_visits": 1.0, "discharges": None}}, "replace"))
    assert state == {here: (None, None), there: (1, None)}
    assert touched == {here, there}
    assert (replay.may_go(0), replay.may_go(1)) == (False, True)


@pytest.mark.parametrize("damage", ["a row of before", "a row too few"])
def test_a_mixture_is_seen(url: str, damage: str):
    durability.empty(url)
    durability.load_whole_month(url, 1)
    assert durability.what_stands(url) == 1
    table = durability.schema.institution_month
    engine = durability.open_engine(url, read_only=False)
    with engine.begin() as connection:
        one = table.c.institution_code == "T1"
        older, gone = table.update().where(one).values(discharges=0), table.delete().where(one)
        connection.execute(older if damage == "a row of before" else gone)
    engine.dispose()
    assert durability.what_stands(url) == -1
