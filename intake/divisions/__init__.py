"""The national list of divisions: every county with its townships, as the statistics office numbers them.

统计用区划代码, edition of 2023 (up to 2023-06-30): names and codes as in the package china-division 2.7.0 (WTFPL).
Where a county's seat lies is taken from the package cpca 0.5.5 (MIT), to some kilometres; where it is empty nobody has
said. Villages are not here: a county brings its own list of them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
KINDS: Final = (("街道", "街道"), ("镇", "镇"), ("乡", "乡"), ("苏木", "苏木"))
OTHER_KIND: Final = "功能区"  # parks, farms and offices that have a code and no township's name


@dataclass(frozen=True)
class County:
    """A county. province: with its prefecture; seat: longitude and latitude, None where nobody has said."""

    code: str
    name: str
    province: str
    seat: tuple[float, float] | None


@cache
def counties() -> dict[str, County]:
    """Return every county by its code."""
    return {
        row["county_code"]: County(
            row["county_code"],
            row["county"],
            row["province"],
            (float(row["lon"]), float(row["lat"])) if row["lon"] else None,
        )
        for row in _rows("counties")
    }


def townships(county: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of a county's townships, in order."""
    return tuple(
        (row["township_code"], row["township"]) for row in _rows("townships") if row["township_code"].startswith(county)
    )


def kind_of(name: str) -> str:
    """Return what a township is by its name: 街道, 镇, 乡, 苏木, else 功能区."""
    return next((kind for ending, kind in KINDS if name.endswith(ending)), OTHER_KIND)


def near(county: str, most: int = 8) -> list[str]:
    """Return counties whose code begins most like one that is not there, as 名称（代码）."""
    for length in (5, 4, 2):
        found = [each for code, each in counties().items() if code[:length] == county[:length]]
        if found:
            return [f"{each.name}（{each.code}）" for each in found[:most]]
    return [f"{each.name}（{each.code}）" for each in list(counties().values())[:most]]


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
