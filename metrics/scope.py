"""The question that travels whole: whose figures, of when, against what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from metrics.errors import UnknownComparison
from metrics.period import Period
from metrics.reference import Reference

Compare = Literal["yoy", "previous"]
COMPARISONS = {"yoy": "上年同期", "previous": "上一时期（环比）"}


def comparison(text: str | None) -> Compare | None:
    """Return a comparison from a link or a command; "none" is none. Raises UnknownComparison."""
    match text:
        case None | "none":
            return None
        case "yoy" | "previous":
            return text
    raise UnknownComparison(text, COMPARISONS)


def base_of(period: Period, compare: str | None) -> Period | None:
    """Return the period that a period is compared with; None without a comparison."""
    if compare is None:
        return None
    return period.previous_year() if compare == "yoy" else period.previous()


@dataclass(frozen=True)
class Scope:
    """Whose figures, of when, against what: the whole of the filter bar. townships: codes, () is all.

    as_of : number of the load after which facts are read, as the address says it; '' for now. What is read follows
            the source that is asked, whose reference says the same.
    """

    county: str
    period: Period
    townships: tuple[str, ...] = ()
    compare: Compare | None = "yoy"
    as_of: str = ""

    @property
    def base(self) -> Period | None:
        """Return the period that this one is compared with."""
        return base_of(self.period, self.compare)

    @property
    def whole_county(self) -> Scope:
        """Return the same question of all townships."""
        return replace(self, townships=())

    @property
    def compare_key(self) -> str:
        """Return the comparison as links and files write it: yoy, previous or none."""
        return self.compare or "none"

    def in_edition(self, reference: Reference) -> Scope:
        """Return the scope with townships as they are counted at the period's end: a merged one is its successor.

        Applied where a scope is made from what a reader chose or typed; codes of other counties stay as they are.
        """
        edition = reference.in_edition(self.county, min(self.period.last, reference.last_month))
        return replace(self, townships=tuple(dict.fromkeys(edition.get(code, code) for code in self.townships)))

    def within(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame's rows of the chosen townships, by its column township_code; all where none is chosen."""
        return within(frame, self.townships)


def within(frame: pd.DataFrame, townships: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some townships; all of them where none is named."""
    return frame[frame["township_code"].isin(list(townships))] if townships else frame
