"""A warehouse as it stands, for file after file of one hand: what is the same for all of them is read once.

A load between two files makes another data version, and everything is read anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import URL, Engine

from data_access.engine import Warehouse
from intake.stored import Warehoused
from metrics.reference import Reference, load_reference


@dataclass(frozen=True)
class Stood:
    """One data version: the engine that reads it, its places, the county's figures."""

    engine: Engine
    reference: Reference
    stored: Warehoused


class Standing:
    """The warehouse of a county; to be closed at the end."""

    def __init__(self, url: URL | str, county: str) -> None:
        self._warehouse, self._county = Warehouse(url), county
        self._stood: Stood | None = None

    def now(self) -> Stood:
        """Return the data version in force. Raises WarehouseError."""
        engine, stood = self._warehouse.engine(), self._stood
        if stood is None or stood.engine is not engine or stood.reference.version != self._warehouse.version():
            self._stood = stood = Stood(engine, load_reference(engine), Warehoused(engine, self._county))
        return stood

    def close(self) -> None:
        """Close the warehouse."""
        self._warehouse.close()
        self._stood = None
