"""The record of an attendance sheet: its headings, and what √, 半天 and 请假 mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from data_access.schema.experts import ON_LEAVE
from intake.forms.record import plain_heading
from intake.layout.numbers import label

Mark = Literal["present", "half", "leave", "absent", "rest"]
DAYS: Final[Mapping[Mark, float | None]] = {"present": 1.0, "half": 0.5, "leave": ON_LEAVE, "absent": 0.0, "rest": None}
"""Mark → days of presence, or that it was leave; None: nobody was due, and there is no visit."""

SHIPPED: Final = Path(__file__).with_name("attendance.toml")
_SIGNS: Final = "√✓✔○◯〇△▲×✕✗●◎☆★◇◆□■⊙◐◑#@*／/XxvV"
_EXPLAINED: Final = re.compile(
    rf"[“\"'(]?([{_SIGNS}])[”\"')]?\s*(?:[::=＝为表示代指是—-]+)?\s*([\u4e00-\u9fff]{{1,4}})"
)


@dataclass(frozen=True)
class Marks:
    """An edition of the attendance sheet. headings: what a column is → its names; marks: sign or word → Mark."""

    code: str
    edition: str
    name_zh: str
    headings: Mapping[str, str]
    marks: Mapping[str, Mark]

    def column(self, heading: str) -> str:
        """Return what a column is about: name, place, home, sum; '' for others."""
        return self.headings.get(plain_heading(heading), "")

    def explained(self, notes: str) -> dict[str, Mark]:
        """Return what a sheet's own notes say of its signs: √ 到岗，○ 公休，△ 请假."""
        found: dict[str, Mark] = {}
        for sign, words in _EXPLAINED.findall(label(notes)):
            # The longest beginning that is a word of the record: 请假一天 is 请假.
            meaning = next(
                (self.marks[words[:size]] for size in range(len(words), 0, -1) if words[:size] in self.marks), None
            )
            if meaning is not None:
                found[sign] = meaning
        return found


@cache
def attendance_marks() -> Marks:
    """Return the record that comes with the product."""
    record = tomllib.loads(SHIPPED.read_text("utf-8"))
    headings = {plain_heading(name): item for item, names in record["headings"].items() for name in names}
    marks: dict[str, Mark] = {label(sign): mark for mark in get_args(Mark) for sign in record["marks"].get(mark, ())}
    return Marks(record["code"], record["edition"], record["name_zh"], headings, marks)
