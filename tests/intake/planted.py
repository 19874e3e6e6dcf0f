"""Files with one planted fault each, over every layout, of institutions that have a past; and files without a fault.

A month's figures follow from those of thirty months before: sizes, growth, a season, noise and chance. What is planted
must be named where it stands; what is named elsewhere is a false alarm.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intake.faults import IntakeFault
from intake.rows import FileRead, Value
from intake.stored import Stored
from metrics.period import add_months
from tests.intake.files_of_offices import Rows, read, xlsx
from tests.intake.grid import CENTRES, LAYOUTS, MONEY, Plain, _sheet

PAST_MONTHS: Final = 30
Cell = tuple[str, str]
"""Institution and column."""


@dataclass(frozen=True)
class Past(Stored):
    """What the warehouse holds of the institutions before the file: cell → month → figure."""

    figures: Mapping[Cell, Mapping[int, float]]

    def months(self, like: Value, months: Sequence[int]) -> Mapping[int, float]:
        """As a warehouse answers."""
        known = self.figures.get((like.institution, like.column), {})
        return {month: known[month] for month in months if month in known}


@dataclass
class Planted:
    """A file, its past and what was planted: the cells, how they read ('' for numbers), or the fault of the file."""

    name: str
    content: bytes
    past: Past
    kind: str
    layout: str
    cells: set[Cell]
    said: str = ""
    fault: str = ""


def with_past(chance: random.Random) -> tuple[Plain, Past]:
    """A month's figures of five institutions, and their past."""
    month, unit = chance.choice((202403, 202406, 202409, 202411)), chance.choice(sorted(MONEY))
    figures: dict[Cell, dict[int, float]] = {}
    cells: dict[Cell, float] = {}
    for code in CENTRES:
        size, depth = 10 ** chance.uniform(2.6, 4.3), chance.uniform(0, 0.3)
        growth, price = chance.uniform(-0.1, 0.2), chance.uniform(180, 260)
        for step in range(-PAST_MONTHS, 1):
            at = add_months(month, step)
            season = 1 + depth * (1 if at % 100 in (1, 2, 12) else -0.3)
            mean = size * (1 + growth) ** (step / 12) * season * chance.lognormvariate(0, 0.1)
            visits = max(1, round(chance.gauss(mean, mean**0.5)))
            out = max(0, round(chance.gauss(visits / 25, (visits / 25) ** 0.5)))
            money = round(visits * price * chance.uniform(0.93, 1.07) / MONEY[unit], 2)
            typed: Mapping[Cell, float] = {
                (code, "outpatient_visits"): visits,
                (code, "discharges"): out,
                (code, "medical_revenue_yuan"): money,
            }
            if step == 0:
                cells |= typed
            else:
                scale = {"medical_revenue_yuan": MONEY[unit]}
                for cell, value in typed.items():
                    figures.setdefault(cell, {})[at] = value * scale.get(cell[1], 1.0)
    own = {cell: value * (MONEY[unit] if cell[1] == "medical_revenue_yuan" else 1.0) for cell, value in cells.items()}
    return Plain(month, unit, own, dict(cells)), Past(figures)


Plant = Callable[[Plain, random.Random], set[Cell]]


def _said(sign: str, columns: Sequence[str] = ("outpatient_visits", "discharges")) -> Plant:
    def plant(own: Plain, chance: random.Random) -> set[Cell]:
        cell = chance.choice([cell for cell in sorted(own.cells) if cell[1] in columns])
        own.cells[cell] = sign
        return {cell}

    return plant


def _slip(times: float) -> Plant:
    def plant(own: Plain, chance: random.Random) -> set[Cell]:
        cell = chance.choice([cell for cell in sorted(own.cells) if cell[1] == "outpatient_visits"])
        own.cells[cell] = round(own.cells[cell] * times)
        return {cell}

    return plant


def _unit(own: Plain, chance: random.Random) -> set[Cell]:
    for code in CENTRES:
        own.cells[code, "medical_revenue_yuan"] = round(own.cells[code, "medical_revenue_yuan"] * 1000, 2)
    return set()


def _nothing(own: Plain, chance: random.Random) -> set[Cell]:
    return set()


PLANTS: Final[Mapping[str, tuple[Plant, str, str]]] = {
    "nothing": (_nothing, "", ""),
    "text": (_said("见备注"), "见备注", ""),
    "error": (_said("#REF!"), "#REF!", ""),
    "estimate": (_said("约300"), "约300", ""),
    "negative": (_said("-5"), "-5", ""),
    "percent": (_said("75.30%"), "75.30%", ""),
    "fraction": (_said("12.5"), "12.5", ""),
    "tenfold": (_slip(10), "", ""),
    "hundredfold": (_slip(100), "", ""),
    "a_tenth": (_slip(0.1), "", ""),
    "zero": (_slip(0), "", ""),
    "unit": (_unit, "", "intake_unit_more"),
}
"""What is planted, how the cell reads where it is no number, the fault of a file that is refused whole."""


def planted(seeds: int) -> Iterator[Planted]:
    """Yield layout × fault × seed, and for each seed a figure typed twice and a sum that does not add up."""
    for seed in range(seeds):
        for layout, (write, name) in LAYOUTS.items():
            for kind, (plant, said, fault) in PLANTS.items():
                chance = random.Random(f"{layout}/{kind}/{seed}")
                own, past = with_past(chance)
                cells = plant(own, chance)
                yield Planted(name.format(said=own.said), write(own), past, kind, layout, cells, said, fault)
        yield _twice(seed)
        yield _wrong_sum(seed)


def _twice(seed: int) -> Planted:
    own, past = with_past(random.Random(f"twice/{seed}"))
    code, institution = "T2", CENTRES["T2"]
    again = [own.cells[code, column] for column in ("outpatient_visits", "discharges", "medical_revenue_yuan")]
    rows: Rows = [*_sheet(own), [institution, again[0] + 3, *again[1:]]]
    return Planted("工作量.xlsx", xlsx({"Sheet1": rows}), past, "twice", "upright", {(code, "outpatient_visits")})


def _wrong_sum(seed: int) -> Planted:
    own, past = with_past(random.Random(f"sum/{seed}"))
    visits = sum(own.cells[code, "outpatient_visits"] for code in CENTRES)
    rows: Rows = [*_sheet(own), ["合计", visits + 100, None, None]]
    return Planted("工作量.xlsx", xlsx({"Sheet1": rows}), past, "wrong_sum", "upright", set())


def counted(files: Iterable[Planted]) -> tuple[Counter[str], list[str]]:
    """Read the files; count faults planted and found, right cells and the alarms that were raised over them."""
    counts: Counter[str] = Counter()
    said: list[str] = []
    for file in files:
        where = f"{file.layout} × {file.kind}"
        counts["files"] += 1
        counts["planted"] += file.kind != "nothing"
        try:
            found = read(file.content, file.name, stored=file.past)
        except IntakeFault as fault:
            counts["found" if fault.code == file.fault else "false_alarms"] += 1
            said += [f"{where}: {fault.code}"] * (fault.code != file.fault)
            continue
        if file.kind != "nothing" and not _is_named(found, file):
            counts["missed"] += 1
            said.append(f"{where}: missed")
        counts["found"] += file.kind != "nothing" and _is_named(found, file)
        counts["cells"] += len(CENTRES) * 3 - len(file.cells)
        alarms = _alarms(found, file)
        counts["false_alarms"] += len(alarms)
        counts["notes"] += sum(problem.state == "note" for problem in found.problems)
        said += [f"{where}: {alarm}" for alarm in alarms]
    return counts, said


def _is_named(found: FileRead, file: Planted) -> bool:
    """Whether a file names what was planted in it, and takes nothing of it."""
    taken = {(value.institution, value.column) for value in found.values} & file.cells
    if file.kind == "wrong_sum":
        return any(not proof.holds for proof in found.proofs)
    if taken or file.fault:
        return False
    if file.kind == "twice":
        return any(question.kind == "twice" for question in found.questions)
    if file.said:
        return any(note.read == file.said for note in found.set_aside)
    return any(
        (each.problem.place, each.problem.column) in file.cells for each in found.problems if each.state == "ask"
    )


def _alarms(found: FileRead, file: Planted) -> list[str]:
    """Return what is said of cells that are right."""
    alarms = [
        f"{each.problem.rule} {each.problem.place} {each.problem.column}"
        for each in found.problems
        if each.state == "ask" and (each.problem.place, each.problem.column) not in file.cells
    ]
    if file.kind != "twice":
        alarms += [
            f"{note.code} {note.cell}"
            for note in found.set_aside
            if note.code not in ("check", "sheet_left_alone") and not (file.said and note.read == file.said)
        ]
    if file.kind != "wrong_sum":
        alarms += [f"sum {proof.cell}" for proof in found.proofs if not proof.holds]
    return alarms
