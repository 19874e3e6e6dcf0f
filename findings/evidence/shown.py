"""The contract of the kinds of evidence: what is asked, what is shown, what a kind is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from faces.blocks import Block
from faces.blocks.pack import NamedFrame
from findings.figures import Words
from metrics.reads.mechanisms import MechanismCard
from metrics.scope import Scope
from metrics.source import Source


class State(StrEnum):
    """How a mechanism stands, the most urgent first."""

    DUE = "due"  # a date of its own has passed, or clearly worse
    BETTER = "better"  # clearly better
    STILL = "still"  # no clear change
    USUAL = "usual"  # a fact without a verdict, or all done
    LITTLE = "little"  # too little data
    NOTHING = "nothing"  # no rows


@dataclass(frozen=True)
class Asked:
    """One mechanism asked of one scope. words: in the reader's language and of the scope's places."""

    card: MechanismCard
    scope: Scope
    source: Source
    words: Words

    @property
    def month(self) -> int:
        """Return the last month of the period that holds data: the one at which stocks are read."""
        return min(self.scope.period.last, self.source.reference.last_month)


@dataclass(frozen=True)
class Shown:
    """What a kind shows of a mechanism.

    finding : one sentence, the first thing said; place: the township it names, "" for none.
    blocks  : the first view, then the second; each block's title is its own finding.
    note    : what must be known to read it (rule, grain, 只有全县数); "" for nothing.
    frames  : the rows behind it for the workbook.
    """

    finding: str
    place: str
    state: State
    blocks: tuple[Block, ...]
    note: str = ""
    frames: tuple[NamedFrame, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of evidence.

    tables : what is to be loaded for it; () where it reads the metrics' own tables.
    show   : None where the warehouse holds no rows of the mechanism for the scope. Raises QuestionError and
             WarehouseError.
    """

    code: str
    name_zh: str
    name_en: str
    tables: tuple[str, ...]
    show: Callable[[Asked], Shown | None]
