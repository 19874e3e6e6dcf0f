"""What can be wrong with a siting question, said in Chinese with the numbers on both sides."""

from collections.abc import Sequence
from typing import Literal

AtFault = Literal["data", "call"]

NAMES_SHOWN = 8  # a sentence with more names than this is not read; the rest are counted


def named(ids: Sequence[str]) -> str:
    """Join the first names and count the rest: “甲村、乙村等 12 个”."""
    shown = "、".join(ids[:NAMES_SHOWN])
    return shown if len(ids) <= NAMES_SHOWN else f"{shown}等 {len(ids)} 个"


def number(value: float) -> str:
    """Write a number as a reader would: whole when whole, else up to three decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}".rstrip("0").rstrip(".")


class SitingFault(ValueError):
    """A siting question that cannot be answered as asked; both halves of the message are for readers."""

    at_fault: AtFault = "data"

    def __init__(self, happened: str, next_step: str) -> None:
        super().__init__(f"{happened}{next_step}")
        self.happened = happened
        self.next_step = next_step

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by content, so that a fault found in a worker process arrives whole."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[SitingFault], args: tuple[object, ...], content: dict[str, object]) -> SitingFault:
    fault = kind.__new__(kind, *args)
    fault.args = args
    fault.__dict__.update(content)
    return fault


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

    def __init__(self, happened: str, next_step: str, bound: float | None = None) -> None:
        super().__init__(happened, next_step)
        self.bound = bound


class SolverFailed(SitingFault):
    """The solver stopped for a reason of its own; the details go to the log."""


class Cancelled(SitingFault):
    """The reader stopped the search before any plan was found."""

    at_fault: AtFault = "call"


class NoFeasiblePlan(SitingFault):
    """Proven: no choice of sites meets every condition. `villages` are those that stay out, and why."""

    def __init__(self, happened: str, next_step: str, villages: Sequence[str]) -> None:
        super().__init__(happened, next_step)
        self.villages = tuple(villages)


class SeveralFaults(SitingFault):
    """Every fault found at the door, reported together."""

    def __init__(self, faults: Sequence[SitingFault]) -> None:
        lines = [f"{place}. {fault}" for place, fault in enumerate(faults, start=1)]
        super().__init__(f"输入有 {len(faults)} 处问题：\n" + "\n".join(lines), "")
        self.faults = tuple(faults)
        # Data faults come first: a call cannot be judged against data that are wrong.
        self.at_fault = "data" if any(fault.at_fault == "data" for fault in faults) else "call"


def raise_found(faults: Sequence[SitingFault]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralFaults(faults)
