"""What can be wrong with the rows a ledger is made of: the row, the reason and what to do, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence


class LedgerFault(ValueError):
    """A row of the ledger's input that cannot be read as it stands; `row` names it."""

    def __init__(self, row: str, happened: str, next_step: str) -> None:
        super().__init__(f"{row}：{happened}{next_step}")
        self.row = row
        self.happened = happened
        self.next_step = next_step


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
        lines = "\n".join(f"{place}. {fault}" for place, fault in enumerate(faults, start=1))
        super().__init__("台账", f"有 {len(faults)} 处问题：\n{lines}", "")
        self.faults = tuple(faults)


def raise_found(faults: Sequence[LedgerFault]) -> None:
    """Raise nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralLedgerFaults(faults)
