"""What OpenStreetMap's tags say of a road: its class, who may use it, which way, how fast, its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from travel.network import CLASS_CODE

CLASS_OF_HIGHWAY: Final = {
    "motorway": "高速公路",
    "motorway_link": "高速公路",
    "trunk": "国道",
    "trunk_link": "国道",
    "primary": "省道",
    "primary_link": "省道",
    "secondary": "县道",
    "secondary_link": "县道",
    "tertiary": "乡道",
    "tertiary_link": "乡道",
    "unclassified": "村道",
    "road": "村道",
    "residential": "街巷",
    "living_street": "街巷",
    "service": "街巷",
    "track": "机耕路",
    "path": "步道",
    "footway": "步道",
    "pedestrian": "步道",
    "cycleway": "步道",
    "bridleway": "步道",
    "steps": "步道",
}
"""By administrative rank, from trunk (G) to unclassified (C), as the guideline for China asks:
wiki.openstreetmap.org/wiki/Chinese_tagging_guidelines."""

FOOTPATH: Final = CLASS_CODE["步道"]

CAR_KEYS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
FOOT_KEYS: Final = ("foot", "access")
"""From the particular to the general: the first one present decides (wiki.openstreetmap.org/wiki/Key:access)."""

CLOSED: Final = frozenset(
    {"no", "private", "agricultural", "forestry", "military", "emergency", "psv", "bus", "permit", "restricted"}
)
"""Values that keep the public out. delivery, customers and destination are open: whoever visits a village may enter."""

CHANGING: Final = "reversible"
"""A direction that changes with the hour can be relied on at none; `alternating` waits at a signal and is open."""

MILE_KM: Final = 1.609344

Use = Literal["driven", "walked", "closed"]


def class_and_use(tags: Mapping[str, str]) -> tuple[int, Use]:
    """Return the class of a way (a code of travel.network) and who may use it.

    A road closed to cars and open on foot becomes a footpath. Conditional and per-lane rules are left out.
    """
    if tags["highway"] not in CLASS_OF_HIGHWAY or tags.get("area") == "yes":
        return FOOTPATH, "closed"
    own = CLASS_CODE[CLASS_OF_HIGHWAY[tags["highway"]]]
    on_foot = _open(tags, FOOT_KEYS)
    if own == FOOTPATH:
        return own, "driven" if on_foot else "closed"
    if _open(tags, CAR_KEYS) and tags.get("oneway") != CHANGING:
        return own, "driven"
    return FOOTPATH, "walked" if on_foot else "closed"


def _open(tags: Mapping[str, str], keys: tuple[str, ...]) -> bool:
    for key in keys:
        if key in tags:
            # Of several values one that lets the public in is enough: "agricultural;destination".
            return any(value.strip() not in CLOSED for value in tags[key].split(";"))
    return True


def direction(tags: Mapping[str, str]) -> int:
    """Return 1 along the way, −1 against it, 0 both. Roundabouts and motorways are one-way unless tagged "no"."""
    value = tags.get("oneway")
    if value in ("-1", "reverse"):
        return -1
    if value in ("yes", "true", "1"):
        return 1
    implied = tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway"
    return 1 if implied and value not in ("no", "alternating", CHANGING) else 0


def name_of(tags: Mapping[str, str]) -> str | None:
    """Return what a road is called, its number where it has no name."""
    return tags.get("name:zh") or tags.get("name") or tags.get("ref")


def parse_maxspeed(text: str | None) -> float:
    """Return km/h of an OpenStreetMap `maxspeed` value; NaN for none, and for words such as "CN:urban" or "walk".

    "60", "60 km/h", "40 mph"; of several values ("60;80") the lowest.
    """
    if text is None:
        return float("nan")
    speeds = []
    for part in text.split(";"):
        match = re.fullmatch(r"\s*(\d{1,4}(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?\s*", part)
        if match and float(match[1]) > 0:
            speeds.append(float(match[1]) * (MILE_KM if match[2] == "mph" else 1.0))
    return min(speeds) if speeds else float("nan")
