"""What the token of a wall screen opens: one view, by its address, and no other page or filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from accounts.faults import AccountFault

WALLS: Final = "/wall/"
"""Where a wall screen begins: /wall/TOKEN."""
LONGEST: Final = 1_000
FILTERS: Final = ("county", "township", "period", "compare", "as_of", "present")
PRESENTATION: Final = "/meeting"
"""Where a page with present=1 is presented (pages/meeting)."""

Asked = Mapping[str, list[str]]


@dataclass(frozen=True)
class WallView:
    """A view by its address. path: of the page; asked: its parameters with their values."""

    path: str
    asked: Asked

    @property
    def presents(self) -> bool:
        """Whether the view is a presentation: of the slides of its page, on the page 汇报."""
        return self.asked.get("present") == ["1"]

    def holds(self, path: str, asked: Asked) -> bool:
        """Tell whether an address is this view's: its page, and of what it fixes nothing said otherwise.

        A presentation turns its slides and names them in its address; so does a page with what the view leaves open.
        """
        pages = {self.path, PRESENTATION} if self.presents else {self.path}
        fixed = {name for name in self.asked if name in FILTERS or path == self.path}
        return path in pages and all(asked.get(name) in (None, self.asked[name]) for name in fixed)


def wall_view(text: str) -> WallView:
    """Return the view of an address such as /coverage?county=450223&present=1.

    Raises AccountFault for what is no address of this server, or names no county.
    """
    parts = urlsplit(text)
    page = parts.path.removeprefix("/")
    fits = text.startswith("/") and not parts.netloc and not parts.fragment and len(text) <= LONGEST
    asked = parse_qs(parts.query)
    if not fits or not text.isprintable() or (page and not page.replace("_", "").isalnum()) or not asked.get("county"):
        raise AccountFault("wall_view", view=text[:80])
    return WallView(parts.path, asked)


def address_of(view: str) -> tuple[str, Asked]:
    """Return the path and the parameters of an address, as `WallView.holds` takes them."""
    parts = urlsplit(view)
    return parts.path, parse_qs(parts.query)
