"""时效."""

from __future__ import annotations

from findings.evidence.shown import Asked, Kind, Shown


def show(asked: Asked) -> Shown | None:
    """Return what is shown."""
    return None


KIND = Kind("response", "时效", "Response times", ("response_event",), show)
