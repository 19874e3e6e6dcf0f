"""Shelves for what all sessions share: found by plain keys, made once, the oldest and old data versions let go."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final, cast

import numpy as np

from metrics.definition import Metric

VERSIONS_KEPT: Final = 2
"""The version in force, and the one before it for whoever is still reading it."""


@lru_cache(maxsize=128)
def _names(record: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(record))


def plain(value: object) -> Any:
    """Return a value as a key: numbers, texts and tuples of them; a record becomes its name and fields.

    A metric is its id: its columns of the warehouse do not compare. Raises TypeError for frames and whatever else can
    change. Streamlit's own hashing of one record takes 0.7 ms, this some µs.
    """
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is tuple or kind is list:
        return tuple([plain(part) for part in cast("Sequence[object]", value)])
    if isinstance(value, Metric):
        return value.id
    if is_dataclass(kind):
        return (kind.__qualname__, *[plain(getattr(value, name)) for name in _names(kind)])
    match value:
        case dt.date() | Enum():
            return value
        case np.generic():
            return value.item()
        case Mapping():
            return tuple(sorted((plain(name), plain(part)) for name, part in value.items()))
        case Set():
            return tuple(sorted(map(plain, value)))
        case Sequence():
            return tuple(map(plain, value))
    raise TypeError(f"{kind.__name__} cannot be part of a key")


_AS_IT_IS: Final = frozenset({type(None), str, int, float, bool, bytes})


@dataclass(eq=False)
class _Place:
    """One thing on a shelf; who comes first makes it, the others wait."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    is_made: bool = False
    thing: Any = None


class Shelves:
    """Things by shelf, data version and key; each shelf holds so many entries, the least used go first."""

    def __init__(self) -> None:
        self._shelves: dict[str, OrderedDict[Any, _Place]] = {}
        self._versions: list[str] = []
        self._lock = threading.Lock()

    def get(self, shelf: str, entries: int, version: str, key: object, make: Callable[[], Any]) -> Any:
        """Return the thing of a key, made now if it is not there. What `make` raises leaves the place empty."""
        with self._lock:
            self._forget_but(version)
            things = self._shelves.setdefault(shelf, OrderedDict())
            place = things.setdefault((version, key), _Place())
            things.move_to_end((version, key))
            while len(things) > entries:
                things.popitem(last=False)
        with place.lock:
            if not place.is_made:
                place.thing = make()
                place.is_made = True
            return place.thing

    def _forget_but(self, version: str) -> None:
        in_force = _in_force(version)
        if in_force in self._versions:
            return
        self._versions = [*self._versions[1 - VERSIONS_KEPT :], in_force]
        for things in self._shelves.values():
            for own in [own for own in things if _in_force(own[0]) not in self._versions]:
                del things[own]


def _in_force(version: str) -> str:
    """Return the version that is read, VERSION~moment~reach: who looks back or sees less makes nobody else wait."""
    return version.partition("~")[0]
