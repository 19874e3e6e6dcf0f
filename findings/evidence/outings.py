"""行程."""

from __future__ import annotations

from findings.evidence.shown import Asked, Kind, Shown


def show(asked: Asked) -> Shown | None:
    """Return what is shown."""
    return None


KIND = Kind("outings", "行程", "Outings", ("outing",), show)
