"""What can be wrong with a siting question; `words.faults` says it, with the numbers on both sides."""

import math
from collections.abc import Sequence
from typing import Any

from planning.faults import AtFault, PlanningFault


class SitingFault(PlanningFault):
    """A siting question that cannot be answered as asked."""


class NoCandidates(SitingFault):
    """The matrix has no candidate column."""


class NoDemand(SitingFault):
    """The matrix has no village row."""


class DuplicateId(SitingFault):
    """One id stands for two villages or two candidates."""


class UnknownId(SitingFault):
    """An option or a file names a village, candidate or township that the matrix lacks."""


class MissingResidents(SitingFault):
    """A village has no residents (weight) given."""


class BadNumber(SitingFault):
    """A number is NaN, negative, or infinite where it may not be."""


class WrongShape(SitingFault):
    """Two arrays that describe the same places differ in length."""


class AllForbidden(SitingFault):
    """Every candidate is forbidden."""

    at_fault: AtFault = "call"


class ContradictoryOptions(SitingFault):
    """Two options exclude each other, or an option does not belong to the model."""

    at_fault: AtFault = "call"


class BadLimit(SitingFault):
    """The travel-time limit is missing, zero, negative or not a number."""

    at_fault: AtFault = "call"


class BadSiteCount(SitingFault):
    """p is missing, below one, or larger than the number of candidates."""

    at_fault: AtFault = "call"


class CapacityTooSmall(SitingFault):
    """All sites together hold fewer residents than must be served."""


class TimeRanOut(SitingFault):
    """The time limit passed before any plan was found; says nothing about whether one exists."""

    at_fault: AtFault = "call"

    def __init__(self, code: str, /, bound: float | None = None, **fields: Any) -> None:
        super().__init__(code, **fields)
        self.bound = bound


class SolverFailed(SitingFault):
    """The solver stopped for a reason of its own; the details go to the log."""


class Cancelled(SitingFault):
    """The reader stopped the search before any plan was found."""

    at_fault: AtFault = "call"


class NoFeasiblePlan(SitingFault):
    """Proven: no choice of sites meets every condition. `villages` are those that stay out, and why."""

    def __init__(self, code: str, /, ids: Sequence[str], **fields: Any) -> None:
        super().__init__(code, ids=tuple(ids), **fields)
        self.villages = tuple(ids)


class SeveralFaults(SitingFault):
    """Every fault found at the door, reported together."""

    def __init__(self, faults: Sequence[SitingFault]) -> None:
        super().__init__("several_siting_faults", count=len(faults), faults=tuple(faults))
        self.faults = tuple(faults)
        # Data faults come first: a call cannot be judged against data that are wrong.
        self.at_fault = "data" if any(fault.at_fault == "data" for fault in faults) else "call"


def raise_found(faults: Sequence[SitingFault]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralFaults(faults)


LONGEST_SECONDS = 86_400.0


def checked_seconds(seconds: float) -> float:
    """Return a time limit. Raises BadLimit for one that is none: negative, zero, no number, more than a day."""
    if not (math.isfinite(seconds) and 0 < seconds <= LONGEST_SECONDS):
        raise BadLimit("time_limit_wrong", seconds=seconds, most=int(LONGEST_SECONDS))
    return seconds
