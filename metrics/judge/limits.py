"""Control limits as people decided them: a fixed baseline, or limits that begin anew for a stated reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine

from data_access.changes import ChangeRefused
from data_access.control_limits import BASELINE, REBASE, SMALLEST_CHANGE, decisions
from metrics.period import Period
from metrics.statistics.spc import Rebase

FEWEST_BASELINE_MONTHS: Final = 6
# A code where nobody decided; words/reasons.py has its words.
NEW_DEFINITION: Final = "new_definition"


@dataclass(frozen=True)
class LimitDecision:
    """One decision in force. first: the month from which limits begin anew, or the baseline's first month.

    last : the baseline's last month; None for a rebase.
    """

    kind: str
    first: int
    last: int | None
    reason: str
    approved_by: str
    decided_at: datetime

    @property
    def written(self) -> str:
        """Return the decision as it is kept: 202401, or 202301..202312."""
        return str(self.first) if self.last is None else f"{self.first}..{self.last}"


def decisions_in_force(engine: Engine, county: str, metric_id: str) -> list[LimitDecision]:
    """Return the rebases that were not taken back, by month, after the baseline last decided. Raises WarehouseError."""
    rebases: dict[str, LimitDecision] = {}
    baseline: LimitDecision | None = None
    for row in decisions(engine, county, metric_id).itertuples():
        if row.kind == SMALLEST_CHANGE:
            continue
        if row.kind == BASELINE:
            baseline = _decision(row, str(row.after)) if row.after else None
        elif row.after:
            rebases[str(row.after)] = _decision(row, str(row.after))
        else:
            rebases.pop(str(row.before), None)
    return [*([baseline] if baseline else []), *(rebases[month] for month in sorted(rebases))]


def _decision(row: Any, written: str) -> LimitDecision:
    first, _, last = written.partition("..")
    return LimitDecision(str(row.kind), int(first), int(last) if last else None, str(row.why), str(row.who), row.at)


def checked_baseline(first: int, last: int) -> str:
    """Return a baseline as it is kept. Raises ChangeRefused for fewer than six months: too few to know the wobble."""
    if last < first or Period(first, last).month_count < FEWEST_BASELINE_MONTHS:
        raise ChangeRefused("baseline_too_short", fewest=FEWEST_BASELINE_MONTHS)
    return f"{first}..{last}"


def first_shown(months: Sequence[int], found: Sequence[LimitDecision], first: int) -> int:
    """Return the month a series begins with: no later than its baseline, no earlier than the data."""
    baseline = [one.first for one in found if one.kind == BASELINE]
    return max(first, min([months[0], *baseline]))


def rebases_of(
    months: Sequence[int], definitions: Sequence[int], found: Sequence[LimitDecision]
) -> tuple[list[Rebase], int | None]:
    """Return where limits begin anew within the months and why, and how many months a frozen baseline has.

    definitions : months of new definitions. A baseline begins limits of its own; a decision on another month than
    those shown changes nothing here.
    """
    at = {month: index for index, month in enumerate(months)}
    rebases = {at[month]: Rebase(at[month], NEW_DEFINITION, "catalogue") for month in definitions if at.get(month)}
    frozen = None
    for one in found:
        position = at.get(one.first)
        if one.kind == BASELINE and position is not None:
            frozen = Period(one.first, one.last or one.first).month_count
        if position:
            rebases[position] = Rebase(position, one.reason, one.approved_by)
    return [rebases[position] for position in sorted(rebases)], frozen


__all__ = [
    "BASELINE",
    "REBASE",
    "LimitDecision",
    "checked_baseline",
    "decisions_in_force",
    "first_shown",
    "rebases_of",
]
