"""Printed sums and rates, held against what the rows give; they prove a file and never enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from intake.figures import scale_of
from intake.layout.numbers import read_number
from intake.layout.tables import Line
from intake.recognise import Recognised
from intake.rows import Proof, SetAside

HALF: Final = 0.5  # of the last digit printed: what rounding may have taken from each part
PRINTED_RATE: Final = 0.006  # of a percentage printed with two decimals


class Sums:
    """The figures of a table's rows as they are read, by column, to hold printed sums against."""

    def __init__(self) -> None:
        self._parts: dict[int, list[tuple[int, float]]] = {}

    def add(self, column: int, row: int, value: float) -> None:
        """Note a figure of a row."""
        self._parts.setdefault(column, []).append((row, value))

    def proofs(self, recognised: Recognised, line: Line) -> list[Proof]:
        """Hold a row of printed sums against the rows above it: all of them, or those since the sum before."""
        table = recognised.table
        since = max((other.at for other in table.lines if other.at < line.at and other.kind == "total"), default=-1)
        found = []
        for measure in recognised.measures:
            printed = read_number(table.value(line, measure.column))
            parts = self._parts.get(measure.column.at, [])
            if measure.field.kind == "check" or printed.meaning != "number" or printed.value is None or not parts:
                continue
            scale = scale_of(recognised, measure)
            whole = printed.value * scale
            totals = (sum(value for _, value in parts), sum(value for row, value in parts if row > since))
            nearest = min(totals, key=lambda total: abs(total - whole))
            slack = HALF * scale * _last_digit(parts, scale) * (len(parts) + 1) + 1e-6
            found.append(
                Proof(
                    table.sheet.name,
                    table.place(line.at, measure.column.at),
                    measure.field.names[0],
                    whole,
                    nearest,
                    abs(nearest - whole) <= slack,
                )
            )
        return found


def _last_digit(parts: Sequence[tuple[int, float]], scale: float) -> float:
    """Return what the last digit printed is worth: 0 for whole numbers, 0.01 for two decimals."""
    decimals = max(len(f"{value / scale:.4f}".rstrip("0").partition(".")[2]) for _, value in parts)
    return 10.0**-decimals if decimals else 0.0


def parts_above_wholes(
    recognised: Recognised, line: Line, read: Mapping[str, float], place: str, month: int
) -> list[SetAside]:
    """Return a note for each part of a row that is larger than its whole; its key names it in answers."""
    table = recognised.table
    cells = {measure.field.code: table.place(line.at, measure.column.at) for measure in recognised.measures}
    names = {measure.field.code: measure.field.names[0] for measure in recognised.measures}
    return [
        SetAside(
            "part_above_whole",
            table.sheet.name,
            table.place(line.at, measure.column.at),
            f"{read[measure.field.code]:g}",
            {
                "part": names[measure.field.code],
                "whole": names[whole],
                "whole_value": read[whole],
                "whole_cell": cells[whole],
                "key": f"form_part:{place}:{month}:{measure.field.code}",
            },
        )
        for measure in recognised.measures
        if (whole := measure.field.at_most) in read
        and measure.field.code in read
        and read[measure.field.code] > read[whole]
    ]


def rates_apart(recognised: Recognised, line: Line, read: Mapping[str, float]) -> list[SetAside]:
    """Return a note for each printed rate of a row that its own counts do not give."""
    table = recognised.table
    apart = []
    for measure in recognised.measures:
        numerator, denominator = (
            (read.get(code) for code in measure.field.rate_of) if measure.field.rate_of else (None, None)
        )
        printed = read_number(table.value(line, measure.column))
        if numerator is None or not denominator or printed.value is None:
            continue
        rate = numerator / denominator * 100
        shown = printed.value if printed.meaning == "percent" or printed.value > 1.5 else printed.value * 100
        if abs(rate - shown) > max(PRINTED_RATE, _coarse(table.value(line, measure.column))):
            apart.append(
                SetAside(
                    "rate_apart",
                    table.sheet.name,
                    table.place(line.at, measure.column.at),
                    f"{shown:g}%",
                    {"rate": rate, "numerator": numerator, "denominator": denominator},
                )
            )
    return apart


def _coarse(cell: object) -> float:
    """Return half of the last digit of a printed percentage: 75% may be anything from 74.5 to 75.5."""
    text = str(cell).strip().rstrip("%‰")
    decimals = len(text.partition(".")[2]) if isinstance(cell, str) else 4
    return HALF * 10.0**-decimals + 1e-9
