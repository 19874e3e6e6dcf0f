"""Broken road files, hundreds of them: each gives a network that can be searched, or a fault in both languages."""

from pathlib import Path

import numpy as np
import pytest

from tests.data_access.grid_county import board, csv_of, geojson_of, osm_of
from tests.travel.mutations import mutated
from travel.faults import RoadFileFault
from travel.graph import build_graph
from travel.importer import import_roads
from travel.lengths import straight_metres, too_short
from words.phrases import Voice

TRIED = 150
BLOCK = board(lambda east, north: east <= 4 and north <= 4)
WHOLE = {"csv": csv_of(BLOCK, lambda _: "1000"), "geojson": geojson_of(BLOCK), "osm": osm_of(BLOCK)}


@pytest.mark.parametrize("kind", list(WHOLE))
def test_no_broken_road_file_is_a_traceback_and_none_gives_a_road_shorter_than_its_ends(
    kind: str, tmp_path: Path
) -> None:
    taken = 0
    file = tmp_path / f"roads.{kind}"
    for seed in range(TRIED):
        file.write_bytes(mutated(WHOLE[kind].encode(), kind, seed))
        try:
            network = import_roads(file).network
        except RoadFileFault as fault:
            for language in ("zh", "en"):
                said = fault.told(Voice(language))
                assert said.happened and said.next_step, seed
            continue
        build_graph(network)
        assert np.isfinite(network.metres).all() and not too_short(network.metres, straight_metres(network)).any(), seed
        taken += 1
    # A byte that does not matter, and one that does: both have been tried.
    assert 0 < taken < TRIED / 2
