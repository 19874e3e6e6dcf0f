"""What every fault of a planning question is, and those of the files it is read from; `words.faults` says them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Literal

from words.faults import Fault
from words.phrases import Phrase

AtFault = Literal["data", "call"]


class PlanningFault(Fault, ValueError):
    """A question of siting or rosters that cannot be answered as asked."""

    at_fault: AtFault = "data"


class TableFault(PlanningFault):
    """A file that cannot be read as the table it should be."""


class UnreadableFile(TableFault):
    """A file that is missing, cannot be opened, or is no text."""

    at_fault: AtFault = "call"


class NotWritten(PlanningFault):
    """A file that could not be written."""

    at_fault: AtFault = "call"


class BadOption(PlanningFault):
    """An option of the call that means nothing: a number that is none, a year that cannot be meant."""

    at_fault: AtFault = "call"


class SeveralTableFaults(TableFault):
    """Every fault found in files, reported together."""

    def __init__(self, faults: Sequence[PlanningFault]) -> None:
        super().__init__("several_table_faults", Phrase("row_files"), count=len(faults), faults=tuple(faults))
        self.faults = tuple(faults)
        self.at_fault = "data" if any(fault.at_fault == "data" for fault in faults) else "call"


def raise_table_faults(faults: Sequence[PlanningFault]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralTableFaults(faults)


def nearest_to(text: str, known: Sequence[str]) -> Phrase | None:
    """Return a hint at the id that a text was probably meant to be; one that lost its zeros is nearest to its own."""
    padded = [one for one in known if text and one.lstrip("0") == text.lstrip("0")]
    near = padded or difflib.get_close_matches(text, known, n=1)
    return Phrase("nearest_id", nearest=near[0]) if near else None
