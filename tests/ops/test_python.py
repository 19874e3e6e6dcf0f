"""Finding a Python on a machine that has too old a one, several, or none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops.environment import ROOT

SHELL = shutil.which("sh") or "/bin/sh"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A clone without an environment, on a machine whose programs are those in its `bin`."""
    (tmp_path / "ops").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "ops" / "python.sh", tmp_path / "ops" / "python.sh")
    return tmp_path


def has_python(machine: Path, name: str, version: str, new_enough: bool, place: str = "bin") -> None:
    """Put an interpreter there that says which version it is, and its own name when it runs a program."""
    program = machine / place / name
    program.write_text(
        f'#!{SHELL}\ncase "$3" in\n'
        f"  *print*) echo {version} ;;\n"
        f"  *sys.exit*) exit {0 if new_enough else 1} ;;\n"
        f"  *) echo {name} runs $1 ;;\nesac\n"
    )
    program.chmod(0o755)


def start(machine: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a program the way the Makefile does."""
    return subprocess.run(
        [SHELL, "ops/python.sh", "program"],
        cwd=machine,
        env={"PATH": str(machine / "bin"), **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_too_old_is_named_with_its_version(machine: Path) -> None:
    has_python(machine, "python3", "3.9.18", new_enough=False)
    ran = start(machine)
    chinese, english = ran.stderr.splitlines()
    assert ran.returncode == 1
    assert chinese.startswith("Python 版本过低：需要 3.11 或更高，这台机器上只有 python3 3.9.18")
    assert english.startswith("Python is too old: 3.11 or later is needed, found only python3 3.9.18")


def test_a_machine_without_python_is_told_to_install_one(machine: Path) -> None:
    ran = start(machine)
    assert ran.returncode == 1
    assert ran.stderr.startswith("没有找到 Python")


def test_a_newer_python_beside_an_old_one_is_found(machine: Path) -> None:
    has_python(machine, "python3", "3.9.18", new_enough=False)
    has_python(machine, "python3.12", "3.12.1", new_enough=True)
    assert start(machine).stdout == "python3.12 runs program\n"


def test_the_python_named_by_the_caller_is_used(machine: Path) -> None:
    has_python(machine, "python3", "3.11.7", new_enough=True)
    has_python(machine, "python3.13", "3.13.0", new_enough=True)
    assert start(machine, PYTHON="python3.13").stdout == "python3.13 runs program\n"


def test_the_environment_once_made_is_used_before_any_other(machine: Path) -> None:
    (machine / ".venv" / "bin").mkdir(parents=True)
    has_python(machine, "python3", "3.11.7", new_enough=True)
    has_python(machine, "python", "3.11.7", new_enough=True, place=".venv/bin")
    has_python(machine, "pip", "24.0", new_enough=True, place=".venv/bin")
    assert start(machine).stdout == "python runs program\n"


def test_an_environment_whose_making_was_interrupted_is_not_used(machine: Path) -> None:
    (machine / ".venv" / "bin").mkdir(parents=True)
    has_python(machine, "python3", "3.11.7", new_enough=True)
    has_python(machine, "python", "3.11.7", new_enough=True, place=".venv/bin")
    assert start(machine).stdout == "python3 runs program\n"


def test_a_real_python_is_found_and_runs_the_program(machine: Path) -> None:
    (machine / "bin" / "python3").symlink_to(os.path.realpath(sys.executable))
    (machine / "program").write_text("print(6 * 7)")
    assert start(machine).stdout == "42\n"
