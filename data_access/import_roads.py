"""A road file becomes a county's road edition: checked, timed, and put in force in one step or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pandas as pd
import shapely
from sqlalchemy import URL, Connection, Engine, delete, insert, select

from data_access import read, schema
from data_access.backend import backend_of, read_address
from data_access.build import content_hash, insert_frame
from data_access.changes import LONGEST_NAME as LONGEST_PERSON
from data_access.changes import change, new_version
from data_access.engine import opened, shown_address
from data_access.errors import WarehouseError
from data_access.road_editions import (
    Plan,
    Standing,
    WrongCall,
    checked_month,
    edition_name,
    plan_edition,
    standing,
)
from data_access.road_fit import WrongPlaces, check_coverage, check_fit, check_villages
from data_access.roads import NoRoads, edition_frame, editions, network_frames, read_network
from travel.access_frames import Edition, Places, access_frames
from travel.coordinates import CoordinateSystem
from travel.graph import FaultyNetwork
from travel.importer import ImportedRoads, import_roads
from travel.network import RoadNetwork
from travel.pair_store import PairStore
from travel.region import Region
from words.phrases import Phrase

Progress = Callable[[float, str], None]
READ_SHARE: Final = 0.3
"""Of the progress bar; timing takes most of the rest."""

OUTLINE_MARGIN_DEGREES: Final = 0.05
"""About 5 km round the county: ways that leave and come back are part of its roads."""

STORE_SETTING: Final = "YILAN_TRAVEL_STORE"
ROOT_FOLDER: Final = Path(__file__).resolve().parent.parent


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
    replace: Collection[str] = (),
    accept_loss: bool = False,
    who: str = "import-roads",
    progress: Progress | None = None,
) -> RoadReport:
    """Put a road file in force for a county and time it anew; until the last moment the old roads stay in force.

    region      : box or polygon, WGS-84; else the county's outline with a margin, if the warehouse has one.
    system      : of a CSV or GeoJSON edge list.
    edition     : its name; "" takes the file's. valid_from : YYYYMM, else the last month of the data.
    replace     : names of older editions that may go; none goes unnamed.
    accept_loss : take roads that carry much less than those in force.
    who         : whose load it is.

    Raises UnknownCountyCode; WrongCall (a month, a name); RoadFileFault (the file, its places, its loss),
    FaultyNetwork; WarehouseError, OSError. The warehouse is then as it was.
    """
    tell: Progress = progress or (lambda _share, _what: None)
    # Closed before the file is replaced: DuckDB hands a file still open here to whoever opens its path next.
    with opened(url) as engine:
        if county not in county_codes(engine):
            raise UnknownCountyCode(county)
        version = newest_version(engine)
        first_month, last_month = int(version["first_month"]), int(version["last_month"])
        before = standing(editions(engine, county))
        begins = last_month if valid_from is None else checked_month(valid_from, last_month)
        plan = plan_edition(before, edition_name(edition, path.name), begins, first_month, replace)
        places = read_places(engine, county)
        imported = import_roads(
            path,
            _county_region(engine, county) if region is None else region,
            system,
            lambda stage, done, total: tell(READ_SHARE * min(done / max(total, 1), 1.0), stage),
        )
        lines = [imported.phrase(), *check_fit(imported.network, places, system)]
        old = _network_in_force(engine, county, before)
        if old is not None:
            lines += check_coverage(imported.network, old, before[-1].name, places, last_month, accept_loss=accept_loss)
        chain = [
            *(Edition(e.name, read_network(engine, county, e.name), e.first_month, e.last_month) for e in plan.kept),
            Edition(plan.name, imported.network, plan.first_month),
        ]
        load_id = f"roads_{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        store = PairStore(store_folder(url))
        travel_time, access = access_frames(
            county,
            chain,
            places,
            months_between(first_month, last_month),
            progress=lambda share, what: tell(READ_SHARE + (0.95 - READ_SHARE) * share, what),
            store=store,
        )
        access = access.assign(basis="reported", load_id=load_id)
    tell(0.95, "写入仓库")

    def work(connection: Connection) -> None:
        _check_unchanged(connection, county, before)
        _write(connection, county, path, imported, chain, plan, travel_time, access, load_id, who)
        note_new_version(connection, version, f"已导入路网 {path.name}", county, travel_time, access)

    change(url, work)
    tell(1.0, "完成")
    return RoadReport((*lines, *_in_force(plan, store)))


def _in_force(plan: Plan, store: PairStore) -> list[Phrase]:
    """Say which roads are in force from when, and what became of those before."""
    year, month = divmod(plan.first_month, 100)
    lines = [Phrase("roads_in_force", name=plan.name, year=year, month=month, redone=store.phrase())]
    if plan.kept:
        last = plan.kept[-1]
        assert last.last_month is not None, "an edition with another after it has ended"
        year, month = divmod(last.last_month, 100)
        lines.append(Phrase("roads_kept", name=last.name, year=year, month=month))
    if plan.replaced:
        lines.append(Phrase("roads_replaced", names=plan.replaced))
    return lines


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


def read_places(engine: Engine, county: str) -> Places:
    """Return the county's villages, institutions and their months. Raises WrongPlaces for villages that cannot be."""
    villages = read_villages(engine, county)
    check_villages(villages)
    tables = (_whole(engine, county, name) for name in ("institution", "institution_month", "resident_month"))
    return Places(villages, *tables)


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


def _network_in_force(engine: Engine, county: str, before: tuple[Standing, ...]) -> RoadNetwork | None:
    """Return the newest roads; None where the county has none yet."""
    try:
        return read_network(engine, county, before[-1].name) if before else None
    except NoRoads:
        # An edition whose rows are gone carries nothing that a new one could lose.
        return None


def _check_unchanged(connection: Connection, county: str, before: tuple[Standing, ...]) -> None:
    """Raise WarehouseError where somebody else imported roads while these were timed."""
    table = schema.road_edition
    rows = connection.execute(
        select(table.c.road_edition, table.c.valid_from, table.c.valid_to).where(table.c.county_code == county)
    ).all()
    if standing(pd.DataFrame(rows, columns=["road_edition", "valid_from", "valid_to"])) != before:
        raise WarehouseError("editions_changed")


def _write(
    connection: Connection,
    county: str,
    path: Path,
    imported: ImportedRoads,
    chain: Sequence[Edition],
    plan: Plan,
    travel_time: pd.DataFrame,
    access: pd.DataFrame,
    load_id: str,
    who: str,
) -> None:
    """Write the new roads and everything timed on the county's roads; take out the editions that the plan names."""
    new = chain[-1]
    connection.execute(
        insert(schema.load).values(
            load_id=load_id,
            loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            loaded_by=who[:LONGEST_PERSON],
            source_zh=f"路网文件 {path.name}"[:200],
            file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            rows_accepted=new.network.n_edges,
            rows_refused=imported.dropped_edges + imported.no_lines,
        )
    )
    for table in (schema.travel_time, schema.village_access):
        connection.execute(delete(table).where(table.c.county_code == county))
    for table in (schema.road_node, schema.road_edge, schema.road_edition):
        connection.execute(delete(table).where(table.c.county_code == county, table.c.road_edition.in_(plan.replaced)))
    for edition in plan.kept:
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


__all__ = [
    "FaultyNetwork",
    "RoadReport",
    "UnknownCountyCode",
    "WrongCall",
    "WrongPlaces",
    "check_villages",
    "import_county_roads",
]
