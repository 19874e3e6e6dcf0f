"""覆盖."""

from __future__ import annotations

from findings.evidence.shown import Asked, Kind, Shown


def show(asked: Asked) -> Shown | None:
    """Return what is shown."""
    return None


KIND = Kind("programme", "覆盖", "Programmes", ("programme_month",), show)
