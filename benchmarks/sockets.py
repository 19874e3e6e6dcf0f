"""Kilobytes that come over the socket: a page opened by a link, and the same page after another period is chosen.

Counted without a browser; what a browser asks for by itself afterwards (fragments, files of maps) is in `pages`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.session import Session, served

COUNTY = "450223"
PERIODS = ("2024", "2023", "2022")
# name → the addresses the page has had: an older checkout can be measured by the same file
PAGES = {
    "overview": ("",),
    "coverage": ("coverage",),
    "circle": ("circle", "catchment"),
    "experts": ("experts",),
    "year_on_year": ("year_on_year",),
    "mechanisms": ("mechanisms",),
    "planning": ("planning",),
    "data": ("data",),
    "meeting": ("meeting", "reports"),
}


def run() -> Iterator[tuple[str, float, str]]:
    """Yield kilobytes of the first load and of a filter change, by page."""
    with served(collecting=False) as server:
        for name, addresses in PAGES.items():
            session = Session(server.port)
            address = next(path for path in addresses if path in listed(session))
            session.close()
            session = Session(server.port)
            yield f"sockets.{name}.first_load", session.ask(address, county=COUNTY, period=PERIODS[0]) / 1024, "KB"
            changes = [session.ask(address, county=COUNTY, period=period) for period in PERIODS[1:]]
            yield f"sockets.{name}.filter_change", sum(changes) / len(changes) / 1024, "KB"
            session.close()


def listed(session: Session) -> set[str]:
    """Return the addresses of the pages that the navigation lists."""
    session.ask("", county=COUNTY, period=PERIODS[0])
    return session.addresses
