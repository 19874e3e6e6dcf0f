"""Minutes of all pairs kept between two imports, so that the next one searches only what has changed.

A file is only ever a saving: it names the roads and places it was timed on, and one that does not fit, or cannot be
read, is passed over and written anew.
"""

from __future__ import annotations

import hashlib
import logging
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from travel.access import PairMinutes, pair_minutes
from travel.graph import RoadGraph
from travel.incremental import Redone, updated_pairs
from travel.network import IntArray
from travel.snap import EdgeIndex, SnappedPoints, snap
from words.phrases import Phrase

log = logging.getLogger("yilan.pair_store")
FORMAT = "1"
"""Part of every fingerprint: files of another format are passed over."""


def fingerprint(graph: RoadGraph) -> str:
    """Return what tells two road graphs apart: nodes, arcs, seconds, metres."""
    digest = hashlib.sha256(FORMAT.encode())
    network = graph.network
    for array in (
        network.node_id,
        network.lon,
        network.lat,
        network.from_node,
        network.to_node,
        network.way_id,
        network.metres,
        graph.along,
        graph.against,
    ):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@dataclass
class PairStore:
    """A folder of kept pairs, and what the last use of it had to search."""

    folder: Path
    redone: list[Redone] = field(default_factory=list)

    def pairs(
        self,
        name: str,
        index: EdgeIndex,
        villages: pd.DataFrame,
        facilities: pd.DataFrame,
        previous: PairMinutes | None,
    ) -> PairMinutes:
        """Return the pairs of these roads and places, with metres: kept ones updated, or `previous`, or all anew.

        villages, facilities : frames with lon, lat and village_code or institution_code.
        previous : the pairs of the same places on the roads before.
        """
        graph = index.graph
        now = _on_road(index, villages), _on_road(index, facilities)
        codes = _codes(villages, "village_code"), _codes(facilities, "institution_code")
        roads = fingerprint(graph)
        kept = self._load(name, roads)
        if kept is not None:
            before = PairMinutes(
                graph,
                snap(index, kept["village_lon"], kept["village_lat"]),
                snap(index, kept["facility_lon"], kept["facility_lat"]),
                "to_facility",
                kept["minutes"],
                kept["metres"],
            )
            same = [_positions(kept[key], own) for key, own in zip(("villages", "facilities"), codes, strict=True)]
            found, redone = updated_pairs(before, graph, *now, same_village=same[0], same_facility=same[1])
        elif previous is not None:
            found, redone = updated_pairs(previous, graph, *now)
        else:
            found, fewest = pair_minutes(graph, *now), min(len(villages), len(facilities))
            redone = Redone(0, fewest, fewest)
        self.redone.append(redone)
        if kept is None or redone.villages or redone.facilities or found.minutes.shape != kept["minutes"].shape:
            self._save(name, roads, codes, found)
        return found

    def phrase(self) -> Phrase:
        """Say how much had to be searched."""
        done = sum(one.villages + one.facilities for one in self.redone)
        whole = sum(one.whole for one in self.redone)
        if done >= whole:
            return Phrase("times_all_redone")
        return Phrase("times_partly_redone", done=done, whole=whole)

    def _load(self, name: str, roads: str) -> dict[str, npt.NDArray[Any]] | None:
        file = self.folder / f"{name}.npz"
        if not file.exists():
            return None
        try:
            with np.load(file, allow_pickle=False) as kept:
                arrays = {key: kept[key] for key in kept.files}
            fits = str(arrays["roads"]) == roads
            shape = len(arrays["villages"]), len(arrays["facilities"])
            sound = arrays["minutes"].shape == arrays["metres"].shape == shape
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            log.warning("kept travel times %s cannot be read and are made anew: %s", file, error)
            return None
        return arrays if fits and sound else None

    def _save(
        self, name: str, roads: str, codes: tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]], found: PairMinutes
    ) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f".{name}.part.npz"
            np.savez(
                part,
                roads=np.array(roads),
                villages=codes[0],
                village_lon=found.villages.door_lon,
                village_lat=found.villages.door_lat,
                facilities=codes[1],
                facility_lon=found.facilities.door_lon,
                facility_lat=found.facilities.door_lat,
                minutes=found.minutes,
                metres=found.metres,
            )
            part.replace(self.folder / f"{name}.npz")
        except OSError as error:
            # Only the next import loses by it.
            log.warning("travel times are not kept in %s: %s", self.folder, error)


def _on_road(index: EdgeIndex, places: pd.DataFrame) -> SnappedPoints:
    lon, lat = (np.asarray(places[axis], dtype=np.float64) for axis in ("lon", "lat"))
    return snap(index, lon, lat)


def _codes(places: pd.DataFrame, column: str) -> npt.NDArray[np.str_]:
    return np.array(places[column].astype(str).tolist(), dtype=np.str_)


def _positions(kept: npt.NDArray[Any], now: npt.NDArray[np.str_]) -> IntArray:
    """Return for every code of today its position among the kept ones, −1 for one that is new."""
    place = {str(code): position for position, code in enumerate(kept.tolist())}
    return np.array([place.get(code, -1) for code in now.tolist()], dtype=np.int64)


__all__ = ["PairStore", "fingerprint"]
