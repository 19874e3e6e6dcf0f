"""A length that a GeoJSON gives for a feature is read as a survey's is: shared by its pieces, held against the map."""

import json
from pathlib import Path

import numpy as np
import pytest

from travel.faults import RoadFileFault
from travel.importer import import_roads

# Two pieces of road along a meridian, the second three times as long: 0.01° is 1,112 m.
LINE = [[111.1, 37.50], [111.1, 37.51], [111.1, 37.54]]
DRAWN = 4448.0


def roads(folder: Path, **properties: object) -> Path:
    feature = {
        "type": "Feature",
        "properties": {"road_class": "县道", **properties},
        "geometry": {"type": "LineString", "coordinates": LINE},
    }
    file = folder / "roads.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["长度米", "length_m", "metres"])
@pytest.mark.parametrize("value", [5000, "5000"])
def test_a_given_length_is_shared_by_the_pieces_as_they_are_drawn(tmp_path: Path, name: str, value: object) -> None:
    """It was not read: a road of 5 km winding through mountains was timed as the 4.4 km of its drawing."""
    metres = np.sort(import_roads(roads(tmp_path, **{name: value})).network.metres)
    assert metres == pytest.approx([1250, 3750], rel=1e-3)


def test_without_one_the_drawing_is_measured(tmp_path: Path) -> None:
    assert import_roads(roads(tmp_path)).network.metres.sum() == pytest.approx(DRAWN, rel=1e-3)


@pytest.mark.parametrize(
    ("value", "said"), [("约五公里", "约五公里"), (4.4, "第 1 个要素"), ("-1", "“-1”"), (1e15, "第 1 个要素")]
)
def test_one_that_cannot_be_is_named_by_feature(tmp_path: Path, value: object, said: str) -> None:
    with pytest.raises(RoadFileFault) as caught:
        import_roads(roads(tmp_path, 长度米=value))
    assert said in f"{caught.value.happened}"
