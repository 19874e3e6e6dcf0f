"""A grid of files, layout × quirk: no wrong number, hardly a needless question; broken files: a sentence or nothing.

The part that runs here is bounded; `python -m tests.intake.test_grid` runs the whole: 1,190 files, 1,030 with a planted
fault or none, 10,000 broken ones, 1,000 of these loaded; it prints the counts. `grid`, `planted`, `broken` or `loaded`
behind it runs that part.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from intake.faults import IntakeFault
from intake.rows import FileRead
from tests.intake.broken_loads import loaded
from tests.intake.files_of_offices import read
from tests.intake.grid import LAYOUTS, QUIRKS, Made, broken, grid, made
from tests.intake.planted import counted, planted

NEEDLESS = 0.02  # of the files
FALSE_ALARMS = 0.001  # of the cells that are right


def judged(files: Iterable[Made]) -> tuple[Counter[str], list[str]]:
    """Read files and count figures right, wrong and lost, and questions that nobody needed."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for file in files:
        counts["files"] += 1
        where = f"{file.layout} × {file.quirk}"
        try:
            found = read(file.content, file.name)
        except IntakeFault as fault:
            counts["refused"] += 1
            wrong.append(f"{where}: {fault.code}")
            continue
        got = {(value.institution, value.month, value.column): value.value for value in found.values}
        for key, value in got.items():
            if key in file.aside or key not in file.figures or abs(value - file.figures[key]) > 1e-6 * abs(value):
                counts["wrong"] += 1
                wrong.append(f"{where}: {key} {value} for {file.figures.get(key)}")
        counts["right"] += sum(key in got for key in file.figures)
        lost = [key for key in file.figures if key not in got]
        counts["lost"] += len(lost)
        wrong += [f"{where}: {key} lost" for key in lost]
        counts["needless"] += bool(found.questions) and not file.asks
        counts["unasked"] += file.asks and not found.questions
        counts["unaccounted"] += not accounted(found)
    return counts, wrong


def accounted(found: FileRead) -> bool:
    """Whether every row is taken, set aside or no data."""
    return found.rows_in == found.rows_accepted + found.rows_set_aside + found.rows_not_data


def mutated(count: int, seed: int) -> Counter[str]:
    """Read broken files: each ends in a sentence or in rows that are accounted for."""
    counts: Counter[str] = Counter()
    for name, content in broken(count, seed):
        counts["files"] += 1
        try:
            found = read(content, name)
        except IntakeFault as fault:
            assert fault.happened, fault.code
            counts["refused"] += 1
            continue
        counts["read"] += 1
        counts["unaccounted"] += not accounted(found)
        counts["half"] += any(value.value != value.value or abs(value.value) == float("inf") for value in found.values)
    return counts


def test_every_layout_with_every_quirk_gives_the_figures_that_were_typed():
    """One file a cell of the grid: 238 files."""
    counts, wrong = judged(made(layout, quirk, 0) for layout in LAYOUTS for quirk in QUIRKS)
    assert wrong == []
    assert counts["files"] == len(LAYOUTS) * len(QUIRKS)
    assert counts["needless"] <= NEEDLESS * counts["files"]
    assert counts["unasked"] == counts["unaccounted"] == 0


def test_every_planted_fault_is_named_and_hardly_a_right_cell():
    """Eleven faults over every layout, a figure typed twice, a sum that is wrong: 206 files, each with a past."""
    counts, said = counted(planted(seeds=1))
    assert counts["planted"] > 150
    assert counts["missed"] == 0, said
    assert counts["false_alarms"] <= FALSE_ALARMS * counts["cells"], said


def test_broken_files_end_in_a_sentence_or_in_rows_that_are_accounted_for():
    counts = mutated(300, seed=2024)
    assert counts["files"] == 300
    assert counts["unaccounted"] == counts["half"] == 0


def test_broken_files_enter_a_warehouse_as_they_are_read(tmp_path: Path):
    """A count of 2**70 was read and ended the load with a traceback."""
    counts, wrong = loaded(80, 2024, tmp_path)
    assert wrong == []
    assert counts["entered"] > 10
    assert counts["left_behind"] == 0


if __name__ == "__main__":
    parts = set(sys.argv[1:]) or {"grid", "planted", "broken", "loaded"}
    said: list[str] = []
    if "grid" in parts:
        found, said = judged(grid(seeds=5))
        print("grid", dict(found), flush=True)
    if "planted" in parts:
        found, more = counted(planted(seeds=5))
        said += more
        print("planted", dict(found), flush=True)
    if "loaded" in parts:
        with tempfile.TemporaryDirectory() as folder:
            found, more = loaded(1_000, 1, Path(folder))
        said += more
        print("loaded", dict(found), flush=True)
    if "broken" in parts:
        print("broken", dict(mutated(10_000, seed=1)), flush=True)
    print("\n".join(said[:40]))
    sys.exit(bool(said))
