"""The browser for the tests: installed where that is allowed, otherwise asked for; in CI never quietly missing."""

import os
from pathlib import Path

import pytest

from ops import browser
from ops.messages import Stop

INSTALLS = """#!/bin/sh
echo "$@" >>"${0%/*}/asked"
[ -z "$BROKEN" ] || exit 100
[ -e "${0%/*}/chromium" ] || /bin/ln -s /bin/sh "${0%/*}/chromium"
echo 'Noto Sans CJK SC' >"${0%/*}/fonts"
"""
LISTS_FONTS = """#!/bin/sh
[ ! -e "${0%/*}/fonts" ] || echo 'Noto Sans CJK SC'
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only programs of the machine: fc-list, which knows of no font, and apt-get, which notes what it installs.

    Whether apt-get may be used hangs on the user, who here is not root.
    """
    for name, text in (("fc-list", LISTS_FONTS), ("apt-get", INSTALLS)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


@pytest.fixture
def as_root(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user may install packages."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def asked_of_apt(programs: Path) -> list[str]:
    """What apt-get was asked for, a line a call."""
    note = programs / "asked"
    return note.read_text().splitlines() if note.exists() else []


@pytest.mark.usefixtures("as_root")
def test_a_missing_browser_is_installed_where_that_is_allowed(programs: Path) -> None:
    assert browser.main() == 0
    assert browser.is_ready()
    assert asked_of_apt(programs)[-1].endswith("install -y chromium fonts-noto-cjk")


def test_a_missing_browser_that_may_not_be_installed_is_asked_for(
    programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert browser.main() == 0
    assert "apt-get install -y chromium fonts-noto-cjk" in capsys.readouterr().out
    assert asked_of_apt(programs) == []


@pytest.mark.parametrize("user", [0, 1000])
def test_a_missing_browser_is_a_failure_in_ci(programs: Path, monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("BROKEN", "yes")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    with pytest.raises(Stop):
        browser.main()


@pytest.mark.usefixtures("as_root")
def test_nothing_is_installed_where_a_browser_stands(programs: Path) -> None:
    (programs / "chromium").symlink_to("/bin/sh")
    (programs / "fonts").touch()
    assert browser.main() == 0
    assert asked_of_apt(programs) == []


def test_chromium_without_a_chinese_font_is_not_enough(programs: Path) -> None:
    (programs / "chromium").symlink_to("/bin/sh")
    assert not browser.is_ready()
    (programs / "fonts").touch()
    assert browser.is_ready()


@pytest.mark.parametrize(("value", "is_ci"), [("true", True), ("1", True), ("", False), ("false", False), ("0", False)])
def test_ci_is_recognised_by_its_variable(value: str, is_ci: bool) -> None:
    assert browser.in_ci({"CI": value}) is is_ci
