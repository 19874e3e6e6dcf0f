"""A county one can drive in one's head: a chequerboard of county roads, a kilometre from crossing to crossing."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data_access.roads import edition_frame, network_frames
from travel.network import CLASS_CODE, LocalPlane, RoadNetwork

COUNTY, TOWNSHIP = "999001", "999001100"
PLANE = LocalPlane(lon0=111.1, lat0=37.5)
SIDE = 11
"""Crossings in a row: the board is 10 km wide and long."""

SEEN = {"basis": "reported", "load_id": "start"}
OLD, NOW = "旧网", "现网"
VILLAGES = [(east, north) for north in range(1, SIDE, 2) for east in range(1, SIDE, 2)]
"""25 villages at the crossings of odd number, 100 residents each."""

Pieces = list[tuple[int, int]]
"""From and to, numbers of crossings: 0 in the south-west, 120 in the north-east."""


def place(crossing: int) -> tuple[float, float]:
    """Longitude and latitude of a crossing, to six decimals."""
    lon, lat = PLANE.to_degrees(np.array([[crossing % SIDE * 1000.0, crossing // SIDE * 1000.0]]))
    return round(float(lon[0]), 6), round(float(lat[0]), 6)


def board(keep: Callable[[int, int], bool] = lambda _east, _north: True) -> Pieces:
    """The pieces of road between neighbouring crossings, both of which are kept: 220 of them on the whole board."""
    pieces = []
    for north in range(SIDE):
        for east in range(SIDE):
            own = north * SIDE + east
            for further_east, further_north in ((east + 1, north), (east, north + 1)):
                inside = further_east < SIDE and further_north < SIDE
                if inside and keep(east, north) and keep(further_east, further_north):
                    pieces.append((own, further_north * SIDE + further_east))
    return pieces


def csv_of(
    pieces: Pieces, metres: Callable[[int], str] | None = None, extra: Sequence[str] = (), heading: str = "长度米"
) -> str:
    """The pieces as a survey; metres : of the piece with this number (from 0); extra : rows added as they are."""
    rows = [f"起点经度,起点纬度,终点经度,终点纬度,道路等级{'' if metres is None else ',' + heading}"]
    for number, (start, end) in enumerate(pieces):
        length = "" if metres is None else f",{metres(number)}"
        rows.append(",".join(map(str, (*place(start), *place(end), "县道"))) + length)
    return "\n".join([*rows, *extra]) + "\n"


def geojson_of(pieces: Pieces, extra: Sequence[object] = ()) -> str:
    """The pieces as a feature each, then the features of `extra`."""
    features = [line([place(start), place(end)]) for start, end in pieces]
    return json.dumps({"type": "FeatureCollection", "features": [*features, *extra]}, ensure_ascii=False)


def line(coordinates: object) -> dict[str, object]:
    """A feature of a county road."""
    geometry = {"type": "LineString", "coordinates": coordinates}
    return {"type": "Feature", "properties": {"道路等级": "县道"}, "geometry": geometry}


def osm_of(
    pieces: Pieces,
    node_id: Callable[[int], int] = lambda crossing: crossing + 1,
    way_id: Callable[[int], int] = lambda number: number + 1,
    attributes: Callable[[int], str] = lambda _number: "",
    tags: Callable[[int], Mapping[str, str]] = lambda _number: {},
) -> str:
    """The pieces as JOSM writes them, a way each; attributes : of a way's element; tags : beside highway."""
    crossings = sorted({crossing for piece in pieces for crossing in piece})
    text = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='JOSM'>"]
    for crossing in crossings:
        lon, lat = place(crossing)
        text.append(f"<node id='{node_id(crossing)}' version='1' visible='true' lat='{lat}' lon='{lon}' />")
    for number, (start, end) in enumerate(pieces):
        own = {"highway": "secondary", **tags(number)}
        said = "".join(f"<tag k='{key}' v='{value}' />" for key, value in own.items())
        ends = "".join(f"<nd ref='{node_id(crossing)}' />" for crossing in (start, end))
        text.append(f"<way id='{way_id(number)}' version='1' {attributes(number)}>{ends}{said}</way>")
    return "\n".join([*text, "</osm>"])


def network() -> RoadNetwork:
    """The whole board as a network."""
    pieces = board()
    lon, lat = np.array([place(crossing) for crossing in range(SIDE * SIDE)]).T
    count = len(pieces)
    return RoadNetwork(
        node_id=np.arange(SIDE * SIDE),
        lon=lon,
        lat=lat,
        from_node=np.array([start for start, _ in pieces]),
        to_node=np.array([end for _, end in pieces]),
        way_id=np.arange(count),
        road_class=np.full(count, CLASS_CODE["县道"], dtype=np.int8),
        metres=np.full(count, 1000.0),
        one_way=np.zeros(count, dtype=bool),
        surface=np.full(count, None, dtype=object),
        maxspeed_kmh=np.full(count, np.nan),
        name=np.full(count, None, dtype=object),
    )


def county_frames() -> dict[str, pd.DataFrame]:
    """The county's tables for `write_warehouse`: a hospital in the middle, a clinic in the north-west, two editions."""
    villages = pd.DataFrame(
        [
            {
                "village_code": f"{TOWNSHIP}{number:03d}",
                "county_code": COUNTY,
                "township_code": TOWNSHIP,
                "name_zh": f"村{number}",
                "name_en": f"Village {number}",
                "kind": "rural",
                "lon": place(north * SIDE + east)[0],
                "lat": place(north * SIDE + east)[1],
                "position_basis": "survey",
                "residents": 100,
                "residents_0_14": 10,
                "residents_65_up": 20,
                "chronic_patients": 30,
                "key_group_residents": 10,
                "is_mountain": False,
                "valid_from": 202301,
                "valid_to": pd.NA,
                **SEEN,
            }
            for number, (east, north) in enumerate(VILLAGES)
        ]
    ).astype({"valid_to": "Int64"})
    institutions = pd.DataFrame(
        [
            {
                "institution_code": code,
                "county_code": COUNTY,
                "township_code": TOWNSHIP,
                "name_zh": name,
                "name_en": name,
                "level": level,
                "is_lead": False,
                "lon": place(crossing)[0],
                "lat": place(crossing)[1],
                "opened": 202301,
                "closed": pd.NA,
                **SEEN,
            }
            for code, name, level, crossing in (
                ("H", "县医院", "county_hospital", 5 * SIDE + 5),
                ("C", "卫生室", "village_clinic", 9 * SIDE + 1),
            )
        ]
    ).astype({"closed": "Int64"})
    county = {
        "county_code": COUNTY,
        "name_zh": "方格县",
        "name_en": "Chequer County",
        "province_zh": "山西省",
        "group_name_zh": "方格县医疗集团",
        "seat_lon": place(60)[0],
        "seat_lat": place(60)[1],
    }
    version = {
        "version_id": "start",
        "created_at": dt.datetime(2025, 1, 10, 8, 0),
        "content_sha256": "0" * 64,
        "first_month": 202301,
        "last_month": 202412,
        "is_sample": False,
        "note_zh": "方格县",
    }
    load = {
        "load_id": SEEN["load_id"],
        "loaded_at": version["created_at"],
        "loaded_by": "test",
        "source_zh": "测",
        "rows_accepted": 1,
        "rows_refused": 0,
    }
    frames = {
        "load": pd.DataFrame([load]),
        "county": pd.DataFrame([county]),
        "village": villages,
        "institution": institutions,
        "data_version": pd.DataFrame([version]),
    }
    for name, first, last in ((OLD, 202301, 202312), (NOW, 202401, None)):
        row = edition_frame(network(), COUNTY, name, valid_from=first, valid_to=last, source_zh="测", **SEEN)
        rows = {"road_edition": row, **network_frames(network(), COUNTY, name, **SEEN)}
        for table, frame in rows.items():
            frames[table] = pd.concat([frames[table], frame]) if table in frames else frame
    return frames


def written(folder: Path, name: str, text: str) -> Path:
    """The text as a file."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file
