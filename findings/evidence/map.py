"""地图."""

from __future__ import annotations

from findings.evidence.shown import Asked, Kind, Shown


def show(asked: Asked) -> Shown | None:
    """Return what is shown."""
    return None


KIND = Kind("map", "地图", "Map", (), show)
