"""What rows of a ledger do not enter, and what must be asked: each reason once, with how many rows it holds for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from intake.rows import Question, SetAside

MOST_NOTES: Final = 200
"""Different reasons of one kind that are named; further ones are counted together."""
LONGEST_READ: Final = 40
_NUMBER_OF_A_PERSON: Final = re.compile(r"[0-9Xx]{11,}")


def blackened(text: str) -> str:
    """Return a text with every letter and character struck out: a name that slipped into a column of days is none."""
    return re.sub(r"[^\W\d_]", "□", text)


@dataclass
class Notes:
    """Reasons found so far, by code, column and what was read."""

    sheet: str
    aside: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)

    def add(self, code: str, column: str, read: str, cell: str, rows: int) -> None:
        """Note that so many rows say this; cell: the first of them. A person's number is blackened."""
        shown = _NUMBER_OF_A_PERSON.sub("…", read)[:LONGEST_READ]
        if (code, column, shown) not in self.aside and sum(key[0] == code for key in self.aside) >= MOST_NOTES:
            column, shown = "", "…"
        before, first = self.aside.get((code, column, shown), (0, cell))
        self.aside[code, column, shown] = (before + rows, first)

    def ask(self, kind: str, about: str, cell: str, possible: Iterable[tuple[str, str]] = (), **fields: Any) -> None:
        """Ask once."""
        self.questions.setdefault((kind, about), Question(kind, about, self.sheet, cell, tuple(possible), fields))

    def set_aside(self) -> list[SetAside]:
        """Return the notes; fields: rows, and the column's heading."""
        return [
            SetAside(code, self.sheet, cell, read, {"rows": rows, "column": column})
            for (code, column, read), (rows, cell) in self.aside.items()
        ]
