"""The places that a ledger names, each name and month looked up once; a place outside the county has its own name."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from intake.layout.numbers import label
from intake.ledgers.decode import Array, Decoded
from intake.match import Register
from intake.match.register import Found, Place

OUTSIDE: Final = "outside"
"""The answer that says that a name is no place of the county: a city's hospital, another county's."""
OUTSIDE_CODE: Final = "outside:"
NAMELESS: Final = Place("", "", "", "institution", 0, None)
"""The place of all rows together that are not looked up: pharmacies, care outside the county."""
BETWEEN: Final = "\x1f"
"""Between the code and the name of a place."""


class Places:
    """Lookups of one file. known: code → place, of all that were found."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._found: dict[tuple[str, str, int], Found] = {}
        self.known: dict[str, Place] = {}

    def decoded(self, texts: pd.Series[Any], months: Array, kind: str, *, needed: bool) -> Decoded:
        """Return the code of each row's place in its month; kind is institution or township."""
        codes, unique = pd.factorize(texts)
        pairs, different = pd.factorize(codes.astype(np.int64) * 1_000_000 + months)
        values, trouble = np.empty(len(different), dtype=object), np.empty(len(different), dtype=object)
        for position, pair in enumerate(different.tolist()):
            number, month = divmod(pair, 1_000_000)
            if number < 0:
                values[position], trouble[position] = None, "cell_absent" if needed else ""
                continue
            if not month:  # a row without a day is told so once
                values[position], trouble[position] = None, ""
                continue
            found = self.find(str(unique[number]), month, kind)
            values[position] = None if found.place is None else found.place.code
            trouble[position] = f"place_{found.trouble}" if found.place is None else ""
        return Decoded(values[pairs], trouble[pairs] if any(trouble) else None)

    def find(self, text: str, month: int, kind: str) -> Found:
        """Return the place that a text names in a month, by code or name."""
        key = (text, kind, month)
        if key not in self._found:
            self._found[key] = self._look_up(text, month, kind)
            place = self._found[key].place
            if place is not None:
                self.known[place.code] = place
        return self._found[key]

    def suggested(self, text: str, kind: str) -> tuple[Place, ...]:
        """Return what a text that was looked up may stand for."""
        return next((found.suggested for (said, of, _), found in self._found.items() if (said, of) == (text, kind)), ())

    def _look_up(self, text: str, month: int, kind: str) -> Found:
        code, _, name = text.partition(BETWEEN)
        for written in (label(code), label(name)):
            if written and self._register.answers.get(written) == OUTSIDE:
                return Found(Place(f"{OUTSIDE_CODE}{written}"[:40], written[:80], "", "institution", 0, None, OUTSIDE))
        by_code = self._register.find(code, code, None, month, kind)
        if by_code.place is not None or not name or by_code.trouble in ("float_code", "left_out"):
            return by_code
        return self._register.find(name, None, None, month, kind)


def is_outside(code: str) -> bool:
    """Say whether a code stands for a place outside the county."""
    return code.startswith(OUTSIDE_CODE)
