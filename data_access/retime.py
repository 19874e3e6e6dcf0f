"""A county's travel times on the roads in force, timed again where facilities or villages have changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import URL, Connection, delete, insert

from data_access import schema
from data_access.build import insert_frame
from data_access.changes import change
from data_access.engine import opened
from data_access.import_roads import (
    UnknownCountyCode,
    county_codes,
    months_between,
    newest_version,
    note_new_version,
    read_places,
    store_folder,
)
from data_access.roads import NoRoads, editions, read_network
from travel.access_frames import Edition, access_frames
from travel.pair_store import PairStore
from words.phrases import Phrase

Progress = Callable[[float, str], None]


def retime_county(url: URL | str, county: str, progress: Progress | None = None) -> Phrase:
    """Time a county again on its roads and say how much was searched; nothing else changes.

    For after facilities or villages were loaded anew: a clinic that opened, moved or closed. What was kept of the last
    import or retiming is used, so that only the places that changed are searched.

    Raises UnknownCountyCode, NoRoads, WarehouseError, OSError, WrongPlaces. The warehouse is then as it was.
    """
    with opened(url) as engine:
        if county not in county_codes(engine):
            raise UnknownCountyCode(county)
        rows = editions(engine, county).sort_values("valid_from", kind="stable").astype({"valid_to": "Int64"})
        if rows.empty:
            raise NoRoads(county)
        chain = [
            Edition(name, read_network(engine, county, name), int(begins))
            for name, begins in zip(rows["road_edition"].tolist(), rows["valid_from"].tolist(), strict=True)
        ]
        version, places = newest_version(engine), read_places(engine, county)
    store = PairStore(store_folder(url))
    months = months_between(int(version["first_month"]), int(version["last_month"]))
    travel_time, access = access_frames(county, chain, places, months, progress=progress, store=store)
    basis = str(rows["basis"].iloc[-1])
    load_id = f"retime_{datetime.now(UTC):%Y%m%d%H%M%S}"

    def work(connection: Connection) -> None:
        connection.execute(
            insert(schema.load).values(
                load_id=load_id,
                loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
                loaded_by="retime",
                source_zh="通行时间重算",
                file_sha256="",
                rows_accepted=len(access),
                rows_refused=0,
            )
        )
        for table, frame in (
            (schema.travel_time, travel_time),
            (schema.village_access, access.assign(basis=basis, load_id=load_id)),
        ):
            connection.execute(delete(table).where(table.c.county_code == county))
            insert_frame(connection, table, frame)
        note_new_version(connection, version, "通行时间已重算", county, travel_time, access)

    change(url, work)
    return store.phrase()
