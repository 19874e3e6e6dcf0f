"""What can be wrong with a file that a county hands in; `words.faults.intake` says it."""

from __future__ import annotations

from typing import Literal

from words.faults import Fault

AtFault = Literal["data", "call"]


class IntakeFault(Fault, ValueError):
    """A file, or a part of one, that cannot enter as it is; nothing of it was kept."""

    at_fault: AtFault = "data"


class UnreadableFile(IntakeFault):
    """A file that cannot be opened as a table at all."""


class BadCall(IntakeFault):
    """A call that names what does not exist: a county, a form, a file."""

    at_fault: AtFault = "call"
