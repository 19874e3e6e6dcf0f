"""What holds for the tests themselves: no function of ours is replaced in one, and none waits for a time."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source_tree import place, python_files, syntax

OUTSIDE = {
    "os.geteuid": "who runs the program is the operating system's to say",
    "os.fsync": "a disk that is full",
    "shutil.disk_usage": "the room on a disk",
    "sys.prefix": "the interpreter that runs the program, and its environment",
    "sys.executable": "the interpreter that runs the program, and its environment",
    "importlib.util.find_spec": "which modules this machine's Python has",
    "messages.monotonic": "the clock",
    "st.rerun": "Streamlit",
    "ContextProxy.cookies": "Streamlit, and the browser that sends them",
    "button.marshall_file": "Streamlit: what is handed to a browser is looked at, and handed on",
    "Path.open": "a folder in which this user may write nothing: the tests run as root, who may",
    "warehouse._backend.stamp": "the moment: another program replaces the file between two looks at it",
    "sample_data.generate": "minutes of work, in which another program loads real data",
    "planning.cells.date_of": "a fault put into the planner on purpose: the checker must see it by itself",
    "planning.roster.rows.date_of": "a fault put into the planner on purpose: the checker must see it by itself",
    "streamlit.runtime.pages_manager.Path": "Streamlit",
    "warehouses.__path__": "the folders that engines are looked for in: a stranger's is added, none of ours replaced",
    "KINDS['handout']": "a row is added to a table, none replaced",
    "UNITS['公斤']": "a row is added to a table, none replaced",
}
"""What a test may put something in the place of, and what of the outside world that is.

For anything of ours the code under test takes an argument: a test that must replace a function of ours says that the
function stands in the wrong place.
"""

PAUSES = {"sleep", "wait_for_timeout"}


def calls(file: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a file with the name of what is called, its last part."""
    for node in ast.walk(syntax(file)):
        if isinstance(node, ast.Call):
            name = node.func
            yield node, name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""


def replaced(file: Path) -> Iterator[tuple[int, str]]:
    """(line, what is replaced) wherever a file puts something in the place of something else."""
    for call, name in calls(file):
        first, *rest = [ast.unparse(argument) for argument in call.args] or [""]
        on_monkeypatch = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "monkeypatch"
        if on_monkeypatch and name in ("setattr", "delattr"):
            text = [argument.value for argument in call.args[:2] if isinstance(argument, ast.Constant)]
            by_path = isinstance(call.args[0], ast.Constant)
            yield call.lineno, str(text[0]) if by_path else f"{first}.{text[0] if text else rest[0]}"
        elif on_monkeypatch and name in ("setitem", "delitem"):
            yield call.lineno, f"{first}[{rest[0]}]"
        elif name in ("patch", "Mock", "MagicMock", "AsyncMock", "create_autospec"):
            yield call.lineno, name


def found() -> list[tuple[Path, int, str]]:
    """Every replacement in the tests."""
    return [(file, line, what) for file in python_files("tests") for line, what in replaced(file)]


def test_only_the_outside_world_is_replaced() -> None:
    assert [f"{place(file, line)} {what}" for file, line, what in found() if what not in OUTSIDE] == []


def test_no_stand_in_is_allowed_that_no_test_uses() -> None:
    assert set(OUTSIDE) - {what for _, _, what in found()} == set()


def test_no_test_waits_for_a_time() -> None:
    """A pause is too short on a busy machine and too long on a quiet one; what is waited for is a state."""
    assert [
        place(file, call.lineno) for file in python_files("tests") for call, name in calls(file) if name in PAUSES
    ] == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("monkeypatch.setattr(kept, '_warehouse', lambda: fake)", ["kept._warehouse"]),
        ("monkeypatch.setattr('sample_data.generate', frames)", ["sample_data.generate"]),
        ("monkeypatch.delattr(pdf, NAME)", ["pdf.NAME"]),
        ("monkeypatch.setitem(UNITS, 'x', unit)", ["UNITS['x']"]),
        ("with mock.patch('reports.pack.make_pack'): pass", ["patch"]),
        ("monkeypatch.setenv('PATH', '')", []),
    ],
)
def test_a_replacement_is_seen_however_it_is_written(tmp_path: Path, line: str, what: list[str]) -> None:
    file = tmp_path / "test_written.py"
    file.write_text(line, encoding="utf-8")
    assert [name for _, name in replaced(file)] == what
