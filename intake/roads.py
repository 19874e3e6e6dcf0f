"""A county's roads from a file handed in, and its travel times made anew once villages or institutions have entered."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Engine, func, select

from data_access import read, schema
from data_access.changes import checked_name
from data_access.errors import WarehouseError
from data_access.import_roads import FaultyNetwork, RoadReport, import_county_roads
from data_access.retime import retime_county
from data_access.road_editions import Standing, WrongCall, box_of, standing
from data_access.roads import NoRoads, editions
from intake.examined import Handed
from travel.coordinates import CoordinateSystem
from travel.faults import RoadFileFault
from words.phrases import Phrase

ENDINGS: Final = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".geojson", ".json", ".csv")
LARGEST_MB: Final = 200  # of a road file that a browser hands in: a province's extract
LONGEST_STEM: Final = 40
ROAD_FAULTS: Final = (RoadFileFault, FaultyNetwork, WrongCall)
"""What can be wrong with a road file, the places on it, or what was asked of it."""

Progress = Callable[[float, str], None]
log = logging.getLogger("yilan.intake")


@dataclass(frozen=True)
class RoadCall:
    """What is asked of a road file, as on the command line.

    box : west, south, east, north as written, '' for the county's outline. system : coordinates of CSV and GeoJSON.
    edition : its name, '' for the file's. valid_from : YYYYMM, None for the last month of the data.
    replace : editions that may go. accept_loss : take roads that carry much less than those in force.
    """

    box: str = ""
    system: CoordinateSystem = "WGS-84"
    edition: str = ""
    valid_from: int | None = None
    replace: tuple[str, ...] = ()
    accept_loss: bool = False


@dataclass(frozen=True)
class RoadState:
    """A county's road editions, oldest first, and whether its minutes are older than its villages or institutions."""

    editions: tuple[Standing, ...]
    minutes_are_older: bool


def take_roads(
    url: URL | str, file: Handed, county: str, call: RoadCall, *, who: str, progress: Progress | None = None
) -> RoadReport:
    """Put a road file that was handed in in force and time the county, all or nothing; return what was done.

    Raises ChangeRefused without a name, one of ROAD_FAULTS, WarehouseError, OSError; nothing is then changed.
    """
    name = checked_name(who)
    box = box_of(call.box)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _file_name(file.name)
        path.write_bytes(file.content)
        return import_county_roads(
            url,
            path,
            county,
            region=box,
            system=call.system,
            edition=call.edition,
            valid_from=call.valid_from,
            replace=call.replace,
            accept_loss=call.accept_loss,
            who=name,
            progress=progress,
        )


def _file_name(name: str) -> str:
    """Return the name under which a handed file is written: its own, without what a file system would not take."""
    plain = "".join(letter for letter in Path(name).name if letter.isprintable())
    ending = next((each for each in ENDINGS if plain.lower().endswith(each)), Path(plain).suffix)
    return plain[: len(plain) - len(ending)][:LONGEST_STEM] + ending[:LONGEST_STEM]


def road_state(engine: Engine, county: str) -> RoadState:
    """Return a county's roads, and whether its minutes are older than its places. Raises WarehouseError."""
    there = standing(editions(engine, county))
    return RoadState(there, bool(there) and (_untimed(engine, county) or _placed_later(engine, county)))


def _untimed(engine: Engine, county: str) -> bool:
    """Say whether a village of the months on record has no minutes, not even the word that no road leads from it."""
    village, access = schema.village.c, schema.village_access.c
    last = select(func.max(schema.data_version.c.last_month)).scalar_subquery()
    timed = select(access.village_code).where(access.county_code == county)
    without = select(village.village_code).where(
        village.county_code == county, village.valid_from <= last, village.village_code.not_in(timed)
    )
    return bool(read.rows(engine, without.limit(1)))


def _placed_later(engine: Engine, county: str) -> bool:
    """Say whether villages or institutions were loaded after the minutes were made. Loads are told by the second."""
    timed = _last_loaded(engine, county, "village_access")
    placed = [_last_loaded(engine, county, name) for name in ("village", "institution")]
    return timed is not None and any(at is not None and at > timed for at in placed)


def _last_loaded(engine: Engine, county: str, table_name: str) -> dt.datetime | None:
    """Return when the newest rows of a table were loaded; None where it has none of the county."""
    table, load = schema.metadata.tables[table_name], schema.load
    own = select(table.c.load_id).where(table.c.county_code == county)
    found = read.rows(engine, select(func.max(load.c.loaded_at).label("at")).where(load.c.load_id.in_(own)))
    at: dt.datetime | None = found[0].at
    return at


def retimed(url: URL | str, county: str, progress: Progress | None = None) -> Phrase:
    """Make a county's travel times anew after a list has entered, and say so, or why they are those of before.

    The list stands whatever happens here.
    """
    try:
        return retime_county(url, county, progress=progress)
    except NoRoads:
        return Phrase("times_without_roads")
    except (*ROAD_FAULTS, WarehouseError) as fault:
        log.warning("county %s was not timed again: %s", county, fault)
        return Phrase("times_not_redone", why=fault)
    except OSError as error:
        log.warning("county %s was not timed again: %s", county, error)
        return Phrase("times_not_redone_disk", why=error.strerror or str(error))
