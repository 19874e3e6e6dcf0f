"""What the papers say can be typed can be typed, and whatever can be typed stands in the papers."""

import importlib
import re
import shlex

import pytest
from typer.main import get_command

from benchmarks.__main__ import module_names
from ops.environment import ROOT
from tests.source_tree import kept_files, place, product_files

COMMAND_LINES = ("accounts", "data_access", "intake", "metrics", "planning", "reports")
OPERATIONS = ROOT / "docs" / "operations.md"
PAPERS = [file for file in kept_files() if file.parent in (ROOT, ROOT / "docs") and file.suffix == ".md"]
# A call ends at a backtick, a quotation mark, a comment, a full stop of a sentence or the end of its line.
CALL = re.compile(rf"python -m ({'|'.join(COMMAND_LINES)})((?: [^`#\n\"，。；（）]+)?)")


def commands(package: str) -> dict:
    """The command line's commands by name."""
    return dict(get_command(importlib.import_module(f"{package}.__main__").app).commands)


def calls() -> list[tuple[str, str, str]]:
    """Every call in the papers: where, which command line, what follows."""
    return [
        (place(paper), package, rest.strip())
        for paper in PAPERS
        # A changelog tells of its day.
        if paper.name != "CHANGELOG.md"
        for package, rest in CALL.findall(paper.read_text(encoding="utf-8"))
    ]


def test_the_papers_name_every_command_line():
    assert {package for _, package, _ in calls()} == set(COMMAND_LINES)


@pytest.mark.parametrize(("paper", "package", "rest"), calls())
def test_a_call_in_the_papers_can_be_made(paper: str, package: str, rest: str):
    """Command, options and values are read as the command line reads them; nothing is run."""
    words = shlex.split(rest)
    assert words, f"{paper}: python -m {package} alone does nothing"
    known = commands(package)
    assert words[0] in known, f"{paper}: no command {words[0]}"
    # The name alone, in a sentence, is no call.
    if len(words) > 1:
        known[words[0]].make_context(words[0], words[1:])


def test_a_call_in_a_message_of_the_product_names_a_command():
    wrong = [
        f"{place(file)}: {package}{rest}"
        for file in product_files()
        for package, rest in CALL.findall(file.read_text(encoding="utf-8"))
        # `python -m metrics: list, show …` opens a command line's own file.
        if rest.strip() and re.match(r"[a-z-]+", rest.strip()) and rest.split()[0] not in commands(package)
    ]
    assert wrong == []


def test_every_command_stands_in_the_table_of_commands_and_nothing_else_does():
    listed = re.findall(r"^\| `python -m (\w+) ([\w-]+)` \|", OPERATIONS.read_text(encoding="utf-8"), flags=re.M)
    assert sorted(listed) == sorted((package, name) for package in COMMAND_LINES for name in commands(package))


def test_every_command_says_in_chinese_what_it_does():
    silent = [
        f"{package} {name}"
        for package in COMMAND_LINES
        for name, command in commands(package).items()
        if not re.search(r"[\u4e00-\u9fff]", command.help or "")
    ]
    assert silent == []


def test_a_benchmark_named_in_the_papers_is_one():
    named = {
        name for paper in PAPERS for name in re.findall(r"make bench ONLY=(\w+)", paper.read_text(encoding="utf-8"))
    }
    assert named <= set(module_names())
