"""What can be wrong with a roster question: the row and the reason; `words.faults` says it."""

from __future__ import annotations

from collections.abc import Sequence

from planning.faults import AtFault, PlanningFault
from words.phrases import Phrase


class RosterFault(PlanningFault):
    """A roster question that cannot be answered as asked; its row says where."""


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


class NotADate(RosterFault):
    """A cell that should hold a day or a month and holds none that can be meant."""


class BadCode(RosterFault):
    """A code that is missing, or that a spreadsheet has turned into a number."""


class NoRows(RosterFault):
    """A table without which there is nothing to plan is empty."""


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
        super().__init__("several_roster_faults", Phrase("row_roster_input"), count=len(faults), faults=tuple(faults))
        self.faults = tuple(faults)
        self.at_fault = "data" if any(fault.at_fault == "data" for fault in faults) else "call"


def raise_found(faults: Sequence[RosterFault]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralRosterFaults(faults)
