"""What can be wrong with the rows a ledger is made of: the row and the reason; `words.faults` says it."""

from __future__ import annotations

from collections.abc import Sequence

from words.faults import Fault
from words.phrases import Phrase


class LedgerFault(Fault, ValueError):
    """A row of the ledger's input that cannot be read as it stands; its row names it."""


class MissingColumns(LedgerFault):
    """A frame lacks columns."""


class EndBeforeStart(LedgerFault):
    """A visit, leave or posting ends before it starts."""


class UnknownExpert(LedgerFault):
    """A visit, leave or posting names an expert who is not in the table of experts."""


class UnknownPlace(LedgerFault):
    """A visit names an institution that is not in the table of places."""


class RepeatedId(LedgerFault):
    """One id stands for two rows."""


class UnknownTitle(LedgerFault):
    """A title or title floor that is none of the four."""


class BadRule(LedgerFault):
    """A rule whose cadence or minima cannot be read, or that nobody could satisfy."""


class SeveralLedgerFaults(LedgerFault):
    """Every fault found, reported together."""

    def __init__(self, faults: Sequence[LedgerFault]) -> None:
        super().__init__("several_ledger_faults", Phrase("row_ledger"), count=len(faults), faults=tuple(faults))
        self.faults = tuple(faults)


def raise_found(faults: Sequence[LedgerFault]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralLedgerFaults(faults)
