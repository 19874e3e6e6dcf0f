"""The code's and the settings' version change with what may change a figure, and with nothing else."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from metrics.versions import PARTS, ROOT, WITHOUT_FIGURES, code_version, settings_version
from tests.source_tree import PRODUCT, python_files


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A product of two files."""
    (tmp_path / "metrics" / "__pycache__").mkdir(parents=True)
    (tmp_path / "metrics" / "spc.py").write_text("LIMIT = 2.66\n")
    (tmp_path / "app.py").write_text("run()\n")
    return tmp_path


def version(root: Path) -> str:
    code_version.cache_clear()
    return code_version(root)


def test_the_same_files_have_the_same_version_wherever_they_lie(copy: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(copy, elsewhere, ignore=shutil.ignore_patterns("elsewhere"))
    assert version(copy) == version(elsewhere)


def test_a_changed_or_renamed_file_gives_another_version(copy: Path):
    seen = {version(copy)}
    (copy / "metrics" / "spc.py").write_text("LIMIT = 2.67\n")
    seen.add(version(copy))
    (copy / "metrics" / "spc.py").rename(copy / "metrics" / "control.py")
    seen.add(version(copy))
    assert len(seen) == 3


def test_what_python_or_a_test_leaves_behind_changes_nothing(copy: Path):
    before = version(copy)
    (copy / "metrics" / "__pycache__" / "spc.pyc").write_bytes(b"1")
    (copy / "tests").mkdir()
    (copy / "tests" / "test_spc.py").write_text("assert True\n")
    assert version(copy) == before


def test_every_package_that_makes_a_figure_is_counted():
    # Who may read makes no figure.
    assert set(PRODUCT) - {"accounts", "ops"} <= set(PARTS)
    assert all((ROOT / part).exists() for part in PARTS)


def test_two_processes_agree_on_the_version():
    program = "from metrics.versions import code_version; print(code_version())"
    said = {
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(said) == 1 and re.fullmatch(r"[0-9a-f]{12}\n", said.pop())


def test_a_setting_that_may_change_a_figure_changes_the_version_and_where_a_map_comes_from_does_not():
    plain = settings_version({"PATH": "/bin"})
    assert settings_version({}) == plain == settings_version({"YILAN_SMALL_COUNT": " "})
    assert settings_version({"YILAN_SMALL_COUNT": "5"}) != settings_version({"YILAN_SMALL_COUNT": "10"}) != plain
    assert settings_version(dict.fromkeys(WITHOUT_FIGURES, "x")) == plain


def test_every_setting_that_is_said_to_change_no_figure_is_one_of_the_product():
    read = {name for file in python_files(*PRODUCT) for name in re.findall(r'"(YILAN_\w+)"', file.read_text("utf-8"))}
    assert read >= WITHOUT_FIGURES
