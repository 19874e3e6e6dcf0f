"""A road file becomes a county's road edition: checked, timed, and put in force in one step or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import URL, Connection, Engine, delete, insert, select

from data_access import read, schema
from data_access.backend import backend_of, read_address
from data_access.build import content_hash, insert_frame
from data_access.changes import change, new_version
from data_access.engine import opened, shown_address
from data_access.roads import edition_frame, editions, network_frames, read_network
from travel.access_frames import Edition, Places, access_frames
from travel.coordinates import CoordinateSystem, to_wgs84
from travel.faults import RoadFileFault
from travel.graph import FaultyNetwork, build_graph, connectivity
from travel.importer import import_roads
from travel.location_check import BETTER_BY, FEWEST_POINTS, SIGNS, check_locations, gaps_to_road
from travel.network import FloatArray, RoadNetwork
from travel.pair_store import PairStore
from travel.region import Region
from travel.snap import EdgeIndex, snap
from words.phrases import Phrase

Progress = Callable[[float, str], None]
READ_SHARE: Final = 0.3
"""Of the progress bar; timing takes most of the rest."""

OUTLINE_MARGIN_DEGREES: Final = 0.05
"""About 5 km round the county: ways that leave and come back are part of its roads."""

NAMED: Final = 8
STORE_SETTING: Final = "YILAN_TRAVEL_STORE"
ROOT_FOLDER: Final = Path(__file__).resolve().parent.parent


class WrongPlaces(RoadFileFault):
    """Roads and villages do not fit each other."""


class UnknownCountyCode(ValueError):
    """The call names a county that the warehouse does not hold."""


@dataclass(frozen=True)
class RoadReport:
    """What an import did, a sentence a line."""

    lines: tuple[Phrase, ...]


def import_county_roads(
    url: URL | str,
    path: Path,
    county: str,
    *,
    region: Region | None = None,
    system: CoordinateSystem = "WGS-84",
    edition: str = "",
    valid_from: int | None = None,
    progress: Progress | None = None,
) -> RoadReport:
    """Put a road file in force for a county and time it anew; until the last moment the old roads stay in force.

    region     : box or polygon, WGS-84; else the county's outline with a margin, if the warehouse has one.
    system     : of a CSV or GeoJSON edge list.
    edition    : its name; "" takes the file's. valid_from : YYYYMM, else the last month of the data.

    Raises UnknownCountyCode; RoadFileFault (the file, or its places), FaultyNetwork; WarehouseError, OSError. The
    warehouse is then as it was.
    """
    tell: Progress = progress or (lambda _share, _what: None)
    # Closed before the file is replaced: DuckDB hands a file still open here to whoever opens its path next.
    with opened(url) as engine:
        if county not in county_codes(engine):
            raise UnknownCountyCode(county)
        version = newest_version(engine)
        places = read_places(engine, county)
        imported = import_roads(
            path,
            _county_region(engine, county) if region is None else region,
            system,
            lambda stage, done, total: tell(READ_SHARE * min(done / max(total, 1), 1.0), stage),
        )
        lines = [imported.phrase(), *check_fit(imported.network, places, system)]
        name = (edition or path.name.split(".")[0])[:20]
        begins = valid_from or int(version["last_month"])
        known = _earlier(engine, county, name, begins)
        # Without older roads the new ones also time the months before them: there is nothing else to go by.
        new = Edition(name, imported.network, begins if known else int(version["first_month"]))
        load_id = f"roads_{datetime.now(UTC):%Y%m%d%H%M%S}"
        store = PairStore(store_folder(url))
        travel_time, access = access_frames(
            county,
            [*known, new],
            places,
            months_between(int(version["first_month"]), int(version["last_month"])),
            progress=lambda share, what: tell(READ_SHARE + (0.95 - READ_SHARE) * share, what),
            store=store,
        )
        access = access.assign(basis="reported", load_id=load_id)
    tell(0.95, "写入仓库")

    def work(connection: Connection) -> None:
        _write(connection, county, path, [*known, new], travel_time, access, load_id)
        note_new_version(connection, version, f"已导入路网 {path.name}", county, travel_time, access)

    change(url, work)
    tell(1.0, "完成")
    year, month = divmod(new.first_month, 100)
    lines.append(Phrase("roads_in_force", name=name, year=year, month=month, redone=store.phrase()))
    return RoadReport(tuple(lines))


def store_folder(url: URL | str) -> Path:
    """Return where times are kept between imports: YILAN_TRAVEL_STORE, beside a warehouse that is a file, in var/."""
    chosen = os.environ.get(STORE_SETTING)
    if chosen:
        return Path(chosen)
    address = read_address(url)
    beside = backend_of(address).folder(address)
    if beside is not None:
        return beside / "travel"
    return ROOT_FOLDER / "var" / "travel" / hashlib.sha256(shown_address(address).encode()).hexdigest()[:12]


def months_between(first: int, last: int) -> list[int]:
    """Return YYYYMM of every month, both included."""
    return [
        year * 100 + month
        for year in range(first // 100, last // 100 + 1)
        for month in range(1, 13)
        if first <= year * 100 + month <= last
    ]


def _whole(engine: Engine, county: str, table_name: str) -> pd.DataFrame:
    table = schema.metadata.tables[table_name]
    return read.frame(engine, select(table).where(table.c.county_code == county).order_by(*list(table.c)[:3]))


def read_villages(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's villages as they stand in the warehouse, by code."""
    found = _whole(engine, county, "village").sort_values("village_code", kind="stable")
    return found.reset_index(drop=True)


def check_villages(villages: pd.DataFrame) -> None:
    """Raise WrongPlaces for negative residents or double codes, naming the villages."""
    negative = np.flatnonzero((villages["residents"] < 0).to_numpy())
    if negative.size:
        raise WrongPlaces(
            "village_residents_negative",
            tuple((negative + 1).tolist()),
            count=int(negative.size),
            villages=_named(villages, negative),
        )
    double = villages["village_code"].duplicated(keep=False).to_numpy()
    if double.any():
        raise WrongPlaces("village_codes_repeated", villages=_named(villages, np.flatnonzero(double)))


def read_places(engine: Engine, county: str) -> Places:
    """Return the county's villages, institutions and their months. Raises WrongPlaces for villages that cannot be."""
    villages = read_villages(engine, county)
    check_villages(villages)
    tables = (_whole(engine, county, name) for name in ("institution", "institution_month", "resident_month"))
    return Places(villages, *tables)


def check_fit(network: RoadNetwork, places: Places, system: CoordinateSystem) -> list[Phrase]:
    """Return what to say about roads and villages that fit; raise WrongPlaces if they do not.

    Found and named: longitude and latitude swapped, villages far from all roads, another coordinate system.
    """
    graph = build_graph(network)
    index = EdgeIndex(graph)
    now = places.villages[places.villages["valid_to"].isna()].reset_index(drop=True)
    lon, lat = (now[axis].to_numpy(np.float64) for axis in ("lon", "lat"))
    found = check_locations(index, lon, lat)
    if found.verdict not in ("good", "empty"):
        raise WrongPlaces(
            "villages_off_roads",
            tuple((found.wrong + 1).tolist()[:50]),
            found=found.message,
        )
    other = _roads_in_another_system(network, lon, lat) if system == "WGS-84" else None
    if other is not None:
        raise WrongPlaces("roads_shifted", system=other[0], before=other[1], after=other[2])
    away = snap(index, lon, lat).unreached
    lines = [connectivity(graph).phrase(), found.message]
    if away.size:
        names = now["name_zh"].iloc[away].tolist()
        lines.append(Phrase("villages_unreached", count=int(away.size), villages=names))
    return lines


def _roads_in_another_system(
    network: RoadNetwork, lon: FloatArray, lat: FloatArray
) -> tuple[CoordinateSystem, float, float] | None:
    """Return the system the roads seem to be in, and the median gap before and after converting; None if they fit."""
    if len(lon) < FEWEST_POINTS:
        return None
    before = gaps_to_road(EdgeIndex(build_graph(network)), lon, lat)
    best: tuple[CoordinateSystem, float, float] | None = None
    systems: tuple[CoordinateSystem, ...] = ("GCJ-02", "BD-09")
    for system in systems:
        moved_lon, moved_lat = to_wgs84(network.lon, network.lat, system)
        after = gaps_to_road(EdgeIndex(build_graph(replace(network, lon=moved_lon, lat=moved_lat))), lon, lat)
        closer = float((after < before).sum()) >= len(lon) / 2 + SIGNS * len(lon) ** 0.5 / 2
        gap, new_gap = float(np.median(before)), float(np.median(after))
        if closer and new_gap <= BETTER_BY * gap and (best is None or new_gap < best[2]):
            best = (system, gap, new_gap)
    return best


def _named(villages: pd.DataFrame, positions: np.ndarray[tuple[int], np.dtype[np.int64]]) -> str:
    names = villages["name_zh"].to_numpy(object)[positions[:NAMED]]
    return "、".join(map(str, names)) + (f"等 {len(positions)} 个" if len(positions) > NAMED else "")


def county_codes(engine: Engine) -> set[str]:
    """Return the codes of all counties."""
    return {row.county_code for row in read.rows(engine, select(schema.county.c.county_code))}


def newest_version(engine: Engine) -> pd.Series:
    """Return the data version in force."""
    table = schema.data_version
    return read.frame(engine, select(table).order_by(table.c.created_at.desc()).limit(1)).iloc[0]


def _county_region(engine: Engine, county: str) -> Region | None:
    table = schema.township_outline
    found = read.rows(engine, select(table.c.geojson).where(table.c.county_code == county))
    if not found:
        return None
    whole = shapely.union_all([shapely.from_geojson(row.geojson).buffer(0) for row in found])
    region: Region = whole.buffer(OUTLINE_MARGIN_DEGREES)
    return region


def _earlier(engine: Engine, county: str, name: str, begins: int) -> list[Edition]:
    """Return the editions that stay in force before the new one, oldest first, the last one ended where it begins."""
    rows = editions(engine, county).sort_values("valid_from", kind="stable").astype({"valid_to": "Int64"})
    kept = rows[(rows["road_edition"] != name) & (rows["valid_from"] < begins)]
    last_before = begins - 1 if begins % 100 != 1 else begins - 89
    names, starts = kept["road_edition"].tolist(), kept["valid_from"].tolist()
    ends = [*kept["valid_to"].tolist()[:-1], last_before] if names else []
    return [
        Edition(edition, read_network(engine, county, edition), int(start), int(end))
        for edition, start, end in zip(names, starts, ends, strict=True)
    ]


def _write(
    connection: Connection,
    county: str,
    path: Path,
    chain: Sequence[Edition],
    travel_time: pd.DataFrame,
    access: pd.DataFrame,
    load_id: str,
) -> None:
    """Replace the county's roads and everything timed on them."""
    new = chain[-1]
    connection.execute(
        insert(schema.load).values(
            load_id=load_id,
            loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            loaded_by="import-roads",
            source_zh=f"路网文件 {path.name}"[:200],
            file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            rows_accepted=new.network.n_edges,
            rows_refused=0,
        )
    )
    older = [edition.name for edition in chain[:-1]]
    for table in (schema.travel_time, schema.village_access):
        connection.execute(delete(table).where(table.c.county_code == county))
    for table in (schema.road_node, schema.road_edge, schema.road_edition):
        gone = table.c.road_edition.not_in(older) if older else table.c.county_code == county
        connection.execute(delete(table).where(table.c.county_code == county, gone))
    for edition in chain[:-1]:
        connection.execute(
            schema.road_edition.update()
            .where(schema.road_edition.c.county_code == county, schema.road_edition.c.road_edition == edition.name)
            .values(valid_to=edition.last_month)
        )
    row = edition_frame(
        new.network,
        county,
        new.name,
        valid_from=new.first_month,
        valid_to=None,
        source_zh=f"路网文件 {path.name}"[:200],
        basis="reported",
        load_id=load_id,
    )
    insert_frame(connection, schema.road_edition, row)
    for name, frame in network_frames(new.network, county, new.name, basis="reported", load_id=load_id).items():
        insert_frame(connection, schema.metadata.tables[name], frame)
    insert_frame(connection, schema.travel_time, travel_time)
    insert_frame(connection, schema.village_access, access)


def note_new_version(
    connection: Connection, version: pd.Series, what: str, county: str, travel_time: pd.DataFrame, access: pd.DataFrame
) -> None:
    """Note a new data version that follows from the new times, so that pages ask anew. version: the one in force."""
    # Which load brought the rows is named by the clock, and is no content.
    times = {"travel_time": travel_time, "village_access": access.drop(columns=["load_id"], errors="ignore")}
    new_version(connection, f"{version['note_zh']}；{what}", county, content_hash(times))


__all__ = ["FaultyNetwork", "RoadReport", "UnknownCountyCode", "WrongPlaces", "import_county_roads"]
