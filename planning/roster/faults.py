"""What can be wrong with a roster question: the row, the reason and what to do, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

AtFault = Literal["data", "call"]


class RosterFault(ValueError):
    """A roster question that cannot be answered as asked; `row` names where, both other halves are for readers."""

    at_fault: AtFault = "data"

    def __init__(self, row: str, happened: str, next_step: str) -> None:
        super().__init__(f"{row}：{happened}{next_step}")
        self.row = row
        self.happened = happened
        self.next_step = next_step


class MissingColumns(RosterFault):
    """A frame lacks columns."""


class RepeatedId(RosterFault):
    """One id stands for two rows."""


class UnknownExpert(RosterFault):
    """A row names an expert who is not in the table of experts."""


class UnknownPlace(RosterFault):
    """A row names a place that is not in the table of places."""


class EndBeforeStart(RosterFault):
    """A leave, a rule or the roster itself ends before it starts."""


class BadNumber(RosterFault):
    """A number is missing, negative or not a number."""


class UnknownTitle(RosterFault):
    """A title or title floor that is none of the four."""


class TwoPlacesAtOnce(RosterFault):
    """A published or pinned roster sends one expert to two places on one day."""


class VisitOnLeave(RosterFault):
    """A pinned visit falls on a leave of its expert."""


class NotAWorkday(RosterFault):
    """A pinned visit falls on a day that is not worked, or outside the roster."""


class OutOfReach(RosterFault):
    """A pinned visit to a place that cannot be visited and left within the day."""


class UnsatisfiableRule(RosterFault):
    """A rule that no expert, or not all experts together, could ever satisfy."""


class HorizonTooLong(RosterFault):
    """A roster of more than a year."""

    at_fault: AtFault = "call"


class NoRoster(RosterFault):
    """The pins and hard rules leave no roster at all."""


class NoConflict(RosterFault):
    """Every requirement can be met: there is nothing to explain."""

    at_fault: AtFault = "call"


class Cancelled(RosterFault):
    """The reader stopped the search before any roster was found."""

    at_fault: AtFault = "call"


class SeveralRosterFaults(RosterFault):
    """Every fault found at the door, reported together."""

    def __init__(self, faults: Sequence[RosterFault]) -> None:
        lines = "\n".join(f"{place}. {fault}" for place, fault in enumerate(faults, start=1))
        super().__init__("排班输入", f"有 {len(faults)} 处问题：\n{lines}", "")
        self.faults = tuple(faults)
        self.at_fault = "data" if any(fault.at_fault == "data" for fault in faults) else "call"


def raise_found(faults: Sequence[RosterFault]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralRosterFaults(faults)
