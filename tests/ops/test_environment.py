"""Making the environment: once, again when a version changes, and with a plain word when it cannot be made."""

import errno
import os
import sys
from pathlib import Path

import pytest

from ops import environment
from ops.messages import Stop, operating_system_refused, run_plainly


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with pinned lists and an environment that the running interpreter is taken to belong to."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "requirements.txt").write_text("streamlit==1.67.0\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9.2.0\n")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    return tmp_path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lists that pip was asked to install, in order; nothing is installed."""
    lists: list[str] = []
    monkeypatch.setattr(environment, "install", lambda python, requirements: lists.append(requirements.name))
    return lists


def test_a_second_start_installs_nothing(clone: Path, installed: list[str]) -> None:
    environment.ensure("run", clone)
    environment.ensure("run", clone)
    assert installed == ["requirements.txt"]


def test_a_changed_version_is_installed_at_the_next_start(clone: Path, installed: list[str]) -> None:
    environment.ensure("run", clone)
    (clone / "requirements.txt").write_text("streamlit==1.68.0\n")
    environment.ensure("run", clone)
    assert installed == ["requirements.txt", "requirements.txt"]


def test_a_changed_test_tool_does_not_concern_the_dashboard(clone: Path, installed: list[str]) -> None:
    environment.ensure("run", clone)
    (clone / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9.3.0\n")
    environment.ensure("run", clone)
    assert installed == ["requirements.txt"]


def test_a_changed_package_of_the_dashboard_renews_the_test_environment_too(clone: Path, installed: list[str]) -> None:
    environment.ensure("dev", clone)
    (clone / "requirements.txt").write_text("streamlit==1.68.0\n")
    environment.ensure("dev", clone)
    assert installed == ["requirements-dev.txt", "requirements-dev.txt"]


def test_an_environment_for_tests_serves_the_dashboard_as_well(clone: Path, installed: list[str]) -> None:
    environment.ensure("dev", clone)
    environment.ensure("run", clone)
    assert installed == ["requirements-dev.txt"]


def test_a_start_that_waited_for_another_windows_installation_uses_it(
    clone: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs on the machine's Python, and must not clear an environment that already serves."""
    environment.ensure("run", clone)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(environment, "create", lambda root: pytest.fail("the environment was cleared"))
    environment.ensure("run", clone)
    assert installed == ["requirements.txt"]


def test_an_environment_whose_interpreter_is_gone_is_made_again(
    clone: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.ensure("run", clone)
    (clone / ".venv" / "bin" / "python").unlink()
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    created: list[Path] = []
    monkeypatch.setattr(environment, "create", created.append)
    environment.ensure("run", clone)
    assert created == [clone]


def test_an_installation_that_failed_is_tried_again(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[str] = []

    def fails(python: Path, requirements: Path) -> None:
        attempts.append(requirements.name)
        raise Stop("安装依赖包失败", "Installing packages failed")

    monkeypatch.setattr(environment, "install", fails)
    for _ in range(2):
        with pytest.raises(Stop):
            environment.ensure("run", clone)
    assert attempts == ["requirements.txt", "requirements.txt"]


def test_a_nearly_full_disk_is_reported_before_anything_is_installed(
    clone: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly_full = type("Usage", (), {"free": 2**30 // 4})()
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda place: nearly_full)
    with pytest.raises(Stop, match=r"磁盘空间不足：需要1\.5GB，只剩0\.2GB"):
        environment.ensure("run", clone)
    assert installed == []


def test_a_disk_that_fills_up_on_the_way_ends_with_two_plain_lines(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fills_up(python: Path, requirements: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(python))

    monkeypatch.setattr(environment, "install", fills_up)

    def start() -> int:
        environment.ensure("run", clone)
        return 0

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
    impossible = tmp_path / "requirements.txt"
    impossible.write_text("./no-such-folder\n")
    with pytest.raises(Stop, match="安装依赖包失败"):
        environment.install(Path(sys.executable), impossible)
    assert capfd.readouterr().out == ""


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
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
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
