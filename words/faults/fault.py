"""A fault carries data; its two sentences are made where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

from words.faults import (
    accounts,
    changes,
    files,
    intake,
    ledger,
    mechanisms,
    quality,
    questions,
    roads,
    roster,
    siting,
    tables,
    warehouse,
)
from words.joined import joined
from words.phrases import TERMINAL, Phrase, Voice, said

FAULTS: Final[dict[str, tuple[str, str, str, str]]] = joined(
    warehouse.FAULTS,
    changes.FAULTS,
    questions.FAULTS,
    files.FAULTS,
    roads.FAULTS,
    tables.FAULTS,
    siting.FAULTS,
    roster.FAULTS,
    ledger.FAULTS,
    mechanisms.FAULTS,
    intake.FAULTS,
    quality.FAULTS,
    accounts.FAULTS,
)
"""Code of a fault → what happened and what to do next in Chinese, then the same in English."""


@dataclass(frozen=True)
class Told:
    """A fault in words. row: where it stands, '' where no row is at fault; whole: all of it in one paragraph."""

    row: str
    happened: str
    next_step: str
    whole: str


class Fault(Exception):
    """What went wrong: a code of FAULTS and the names and numbers that fill its sentences.

    row : which row of an input is at fault; None where none is.
    `str` is the Chinese of a terminal, as are `happened` and `next_step`.
    """

    def __init__(self, code: str, /, row: Phrase | None = None, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.row_phrase = row
        self.fields = fields

    def told(self, voice: Voice = TERMINAL) -> Told:
        """Return the fault in words. Raises KeyError for a code that has none, or a field that is missing."""
        happened_zh, next_zh, happened_en, next_en = FAULTS[self.code]
        happened = voice.fill((happened_zh, happened_en), self.fields)
        next_step = voice.fill((next_zh, next_en), self.fields)
        row = "" if self.row_phrase is None else said(self.row_phrase, voice)
        lead = row + voice.of("：", ": ") if row else ""
        gap = voice.of("", " ") if happened and next_step else ""
        return Told(row, happened, next_step, f"{lead}{happened}{gap}{next_step}")

    @property
    def happened(self) -> str:
        """What happened, in Chinese."""
        return self.told().happened

    @property
    def next_step(self) -> str:
        """What to do next, in Chinese."""
        return self.told().next_step

    @property
    def row(self) -> str:
        """The row at fault, in Chinese; '' where none is."""
        return self.told().row

    def __str__(self) -> str:
        return self.told().whole

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by content, so that a fault found in a worker process arrives whole."""
        return _rebuilt, (type(self), self.args, self.__dict__)

    @classmethod
    def of(cls, *args: Any, **content: Any) -> Self:
        """Return a fault of this class by its content, past what its own constructor asks for."""
        fault = cls.__new__(cls, *args)
        fault.args = args
        fault.__dict__.update(content)
        return fault


def _rebuilt(kind: type[Fault], args: tuple[Any, ...], content: dict[str, Any]) -> Fault:
    return kind.of(*args, **content)
