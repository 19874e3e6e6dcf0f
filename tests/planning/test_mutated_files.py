"""Files mutated at random, bounded and seeded: every command of `planning` answers or says what is wrong.

A mutation changes bytes, cells, rows or columns of files that are right. What counts is the end: an exit code of ours,
no exception but the exit itself, something said where the code is not 0, and no output file where a fault was found.
"""

import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planning.__main__ import app
from tests.planning.roster.test_bad_files import FILES, VISIT, WEEK
from tests.planning.siting.test_bad_files import COST, DEMAND, MATRIX

SEEDS = range(80)  # 3 commands each
STRANGE = (
    "", "nan", "NaT", "inf", "-1", "0.5", "1e400", "9" * 400, "二", "46083", "20260302", "2026-02-30", "2026年",
    "True", "=1+1", '"', ",", "\n", "\r", "\x00", "\ufeff", "\u200b", "001", "2.0", "1E+05", "{}", "[]",
    "[[", "甲" * 200,
    "-" * 50,
)  # fmt: skip
OPTIONS = '{"most_per_week": 1, "home_floor": {"内科": 0}, "weights": {"unmet": 100}}'


def mutated(text: str, draw: random.Random) -> bytes:
    """Return a file with one to three changes."""
    for _ in range(draw.randint(1, 3)):
        lines = text.split("\n")
        at = draw.randrange(len(lines))
        cells = lines[at].split(",")
        kind = draw.randrange(7)
        if kind == 0:
            cells[draw.randrange(len(cells))] = draw.choice(STRANGE)
            lines[at] = ",".join(cells)
        elif kind == 1:
            del lines[at]
        elif kind == 2:
            lines.insert(at, lines[draw.randrange(len(lines))])
        elif kind == 3:
            lines[at] = ",".join(draw.sample(cells, len(cells)))
        elif kind == 4:
            lines = [line + "," for line in lines]
        elif kind == 5:
            place = draw.randrange(len(text) + 1)
            lines = (text[:place] + draw.choice(STRANGE) + text[place + draw.randint(0, 4) :]).split("\n")
        else:
            lines = [",".join(line.split(",")[: draw.randint(1, 4)]) for line in lines]
        text = "\n".join(lines)
    content = text.encode(draw.choice(["utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"]), "surrogatepass")
    return content[: draw.randrange(len(content) + 1)] if draw.random() < 0.05 else content


def ends_well(*words: object) -> None:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
    assert done.exit_code in (0, 1, 2) and (done.exit_code == 0 or done.output.strip()), (words, done.output)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_siting_question_ends_well(seed: int, tmp_path: Path) -> None:
    draw = random.Random(f"siting {seed}")
    files = {"m.csv": MATRIX, "d.csv": DEMAND, "cost.csv": COST}
    changed = draw.choice(list(files))
    for name, text in files.items():
        (tmp_path / name).write_bytes(mutated(text, draw) if name == changed else text.encode())
    ends_well("site", "--matrix", tmp_path / "m.csv", "--demand", tmp_path / "d.csv", "--cost", tmp_path / "cost.csv",
              "--model", "mclp", "--limit", "15", "--budget", "100", "--time-limit", "1")  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_roster_question_ends_well(seed: int, tmp_path: Path) -> None:
    draw = random.Random(f"roster {seed}")
    files = {f"{name}.csv": text for name, text in FILES.items()} | {"options.json": OPTIONS}
    files["earlier.csv"] = "expert_code,visit_date\n001,2026-02-27\n"
    published = f"{VISIT}002,P1,2026-03-02\n"
    changed = draw.choice([*files, "pub.csv"])
    for name, text in (files | {"pub.csv": published}).items():
        (tmp_path / name).write_bytes(mutated(text, draw) if name == changed else text.encode())
    new = tmp_path / "new.csv"
    ends_well("replan", tmp_path, tmp_path / "pub.csv", *WEEK, "--seconds", "0.5", "--out", new)
    ends_well("check", tmp_path, tmp_path / "pub.csv", *WEEK)
