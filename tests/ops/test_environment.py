"""Making the environment: once, again when a version changes, and with a plain word when it cannot be made."""

import errno
import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest

from ops import environment
from ops.messages import Stop, operating_system_refused, run_plainly

PYTHON = """#!/bin/sh
# An interpreter that installs nothing: it notes what it was asked, makes an environment with itself in it, and lets pip
# end as PIP_SAYS and PIP_ENDS tell it.
echo "$@" >>"$NOTES"
case "$2" in
  venv) /bin/mkdir -p "$4/bin" && /bin/ln -s "$0" "$4/bin/python" ;;
  pip) [ -z "$PIP_SAYS" ] || echo "$PIP_SAYS"; exit "${PIP_ENDS:-0}" ;;
esac
"""


class Asked:
    """What the interpreters of a clone were asked to do."""

    def __init__(self, notes: Path) -> None:
        """Read it from `notes`, a line a call."""
        self.notes = notes

    def calls(self, module: str) -> list[str]:
        """Every call of a module, in order."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [line for line in lines if line.startswith(f"-m {module} ")]

    @property
    def installed(self) -> list[str]:
        """The lists that pip was asked to install, in order."""
        return [Path(line.split()[-1]).name for line in self.calls("pip")]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with pinned lists and an environment that the running interpreter is taken to belong to."""
    root = tmp_path / "clone"
    (root / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    (root / ".venv" / "bin" / "python").symlink_to(tmp_path / "python")
    (root / "requirements.lock").write_text("streamlit==1.67.0\n")
    (root / "requirements-dev.lock").write_text("-r requirements.lock\npytest==9.2.0\n")
    monkeypatch.setenv("NOTES", str(tmp_path / "notes"))
    monkeypatch.setattr(sys, "prefix", str(root / ".venv"))
    return root


@pytest.fixture
def asked(clone: Path) -> Asked:
    """What its interpreters were asked."""
    return Asked(clone.parent / "notes")


def test_a_second_start_installs_nothing(clone: Path, asked: Asked) -> None:
    environment.ensure("run", clone)
    environment.ensure("run", clone)
    assert asked.installed == ["requirements.lock"]


def test_a_changed_version_is_installed_at_the_next_start(clone: Path, asked: Asked) -> None:
    environment.ensure("run", clone)
    (clone / "requirements.lock").write_text("streamlit==1.68.0\n")
    environment.ensure("run", clone)
    assert asked.installed == ["requirements.lock", "requirements.lock"]


def test_a_changed_test_tool_does_not_concern_the_dashboard(clone: Path, asked: Asked) -> None:
    environment.ensure("run", clone)
    (clone / "requirements-dev.lock").write_text("-r requirements.lock\npytest==9.3.0\n")
    environment.ensure("run", clone)
    assert asked.installed == ["requirements.lock"]


def test_a_changed_package_of_the_dashboard_renews_the_test_environment_too(clone: Path, asked: Asked) -> None:
    environment.ensure("dev", clone)
    (clone / "requirements.lock").write_text("streamlit==1.68.0\n")
    environment.ensure("dev", clone)
    assert asked.installed == ["requirements-dev.lock", "requirements-dev.lock"]


def test_an_environment_for_tests_serves_the_dashboard_as_well(clone: Path, asked: Asked) -> None:
    environment.ensure("dev", clone)
    environment.ensure("run", clone)
    assert asked.installed == ["requirements-dev.lock"]


def test_a_start_that_waited_for_another_windows_installation_uses_it(
    clone: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs on the machine's Python, and must not clear an environment that already serves."""
    environment.ensure("run", clone)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    environment.ensure("run", clone)
    assert asked.installed == ["requirements.lock"] and asked.calls("venv") == []


def test_an_environment_whose_interpreter_is_gone_is_made_again(
    clone: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.ensure("run", clone)
    (clone / ".venv" / "bin" / "python").unlink()
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(sys, "executable", str(clone.parent / "python"))
    environment.ensure("run", clone)
    assert asked.calls("venv") == [f"-m venv --clear {clone / '.venv'}"]
    assert environment.environment_python(clone).exists()


def test_an_installation_that_failed_is_tried_again(clone: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_ENDS", "1")
    for _ in range(2):
        with pytest.raises(Stop):
            environment.ensure("run", clone)
    assert asked.installed == ["requirements.lock", "requirements.lock"]


def test_a_nearly_full_disk_is_reported_before_anything_is_installed(
    clone: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly_full = type("Usage", (), {"free": 2**30 // 4})()
    monkeypatch.setattr(shutil, "disk_usage", lambda place: nearly_full)
    with pytest.raises(Stop, match=r"磁盘空间不足：需要1\.5GB，只剩0\.2GB"):
        environment.ensure("run", clone)
    assert asked.installed == []


@pytest.mark.parametrize("who", ["pip", "python"])
def test_a_disk_that_fills_up_on_the_way_ends_with_two_plain_lines(
    clone: Path, who: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_ENDS", "1")
    monkeypatch.setenv("PIP_SAYS", "ERROR: Could not install packages: [Errno 28] No space left on device")

    def pip_meets_it() -> int:
        environment.ensure("run", clone)
        return 0

    def python_meets_it() -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(clone))

    start = {"pip": pip_meets_it, "python": python_meets_it}[who]
    assert run_plainly(start) == 1
    chinese, english = capsys.readouterr().err.splitlines()
    assert chinese.startswith("磁盘空间不足")
    assert english.startswith("The disk is full")


def test_pip_that_ran_out_of_disk_is_told_as_a_full_disk() -> None:
    printed = (
        "Collecting numpy\nERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
    )
    assert "磁盘空间不足" in environment.failed("安装依赖包失败", "Installing packages failed", printed).chinese


def test_pip_without_a_network_is_told_as_an_unreachable_index() -> None:
    printed = (
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError': Connection refused\n"
        "ERROR: Could not find a version that satisfies the requirement numpy==2.4.6\n"
        "ERROR: No matching distribution found for numpy==2.4.6\n"
    )
    assert "连不上软件包源" in environment.failed("安装依赖包失败", "Installing packages failed", printed).chinese


def test_pip_that_lacks_a_version_is_quoted() -> None:
    printed = "ERROR: No matching distribution found for numpy==2.4.6\n\n"
    stop = environment.failed("安装依赖包失败", "Installing packages failed", printed)
    assert "No matching distribution found for numpy==2.4.6" in stop.chinese


def test_a_real_failure_of_pip_is_told_without_its_output(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    impossible = tmp_path / "requirements.lock"
    impossible.write_text("./no-such-folder\n")
    with pytest.raises(Stop, match="安装依赖包失败"):
        environment.install(Path(sys.executable), impossible)
    assert capfd.readouterr().out == ""


def test_a_package_that_is_not_the_one_that_was_locked_is_not_installed(tmp_path: Path) -> None:
    """46 of 68 packages were not pinned, none by hash: whatever a mirror served under the name was installed."""
    package = tmp_path / "segno-1.6.6.tar.gz"
    package.write_bytes(b"not what was locked")
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"{package} --hash=sha256:{'0' * 64}\n")
    with pytest.raises(Stop, match="安装依赖包失败"):
        environment.install(Path(sys.executable), lock)


def test_packages_are_compiled_and_a_file_of_another_python_stops_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.py").write_text("ANSWER = 42\n")
    (tmp_path / "old.py").write_text("print 'two'\n")
    environment.compile_packages(Path(sys.executable), tmp_path)
    assert [file.name.split(".")[0] for file in (tmp_path / "__pycache__").iterdir()] == ["good"]
    assert capfd.readouterr() == ("", "")


def test_a_python_without_venv_is_told_which_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    with pytest.raises(Stop, match=rf"缺少 venv 模块.*{package}"):
        environment.create(tmp_path)


def test_a_folder_that_may_not_be_written_is_named() -> None:
    stop = operating_system_refused(PermissionError(errno.EACCES, "Permission denied", "var"))
    assert "没有写入权限：var" in stop.chinese


def test_an_interrupted_start_ends_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert run_plainly(interrupted) == 130
    assert capsys.readouterr().err == ""
