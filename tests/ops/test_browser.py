"""The browser for the tests: installed where that is allowed, otherwise asked for; in CI never quietly missing."""

import pytest

from ops import browser
from ops.messages import Stop


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """What the machine has and allows; a test sets it."""
    state = {"ready": False, "may_install": False, "installs": True}
    monkeypatch.setattr(browser, "is_ready", lambda: state["ready"])
    monkeypatch.setattr(browser, "may_install", lambda: state["may_install"])
    monkeypatch.setattr(browser, "install", lambda: state.update(ready=state["installs"]))
    monkeypatch.delenv("CI", raising=False)
    return state


def test_a_missing_browser_is_installed_where_that_is_allowed(machine: dict[str, bool]) -> None:
    machine["may_install"] = True
    assert browser.main() == 0
    assert machine["ready"]


def test_a_missing_browser_that_may_not_be_installed_is_asked_for(
    machine: dict[str, bool], capsys: pytest.CaptureFixture[str]
) -> None:
    assert browser.main() == 0
    assert "apt-get install -y chromium fonts-noto-cjk" in capsys.readouterr().out


@pytest.mark.parametrize("may_install", [True, False])
def test_a_missing_browser_is_a_failure_in_ci(
    machine: dict[str, bool], monkeypatch: pytest.MonkeyPatch, may_install: bool
) -> None:
    monkeypatch.setenv("CI", "true")
    machine.update(may_install=may_install, installs=False)
    with pytest.raises(Stop):
        browser.main()


def test_nothing_is_installed_where_a_browser_stands(machine: dict[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
    machine.update(ready=True, may_install=True)
    monkeypatch.setattr(browser, "install", lambda: pytest.fail("something was installed"))
    assert browser.main() == 0


def test_chromium_without_a_chinese_font_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_chromium", lambda: "chromium")
    monkeypatch.setattr(browser, "has_chinese_font", lambda: False)
    assert not browser.is_ready()


@pytest.mark.parametrize(("value", "is_ci"), [("true", True), ("1", True), ("", False), ("false", False), ("0", False)])
def test_ci_is_recognised_by_its_variable(value: str, is_ci: bool) -> None:
    assert browser.in_ci({"CI": value}) is is_ci
