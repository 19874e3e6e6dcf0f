"""进展."""

from __future__ import annotations

from findings.evidence.shown import Asked, Kind, Shown


def show(asked: Asked) -> Shown | None:
    """Return what is shown."""
    return None


KIND = Kind(
    "plan",
    "进展",
    "Progress",
    (
        "plan_item",
        "plan_progress",
    ),
    show,
)
