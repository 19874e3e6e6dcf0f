"""The settings the dashboard is served with: nothing calls out, nothing is shown to a reader but plain words."""

import subprocess
import sys
import tomllib

from ops.environment import ROOT

SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_no_usage_figures_leave_the_machine() -> None:
    assert SETTINGS["browser"]["gatherUsageStats"] is False


def test_the_server_is_named_so_that_it_does_not_ask_the_internet_for_its_address() -> None:
    assert SETTINGS["browser"]["serverAddress"] == "localhost"


def test_only_this_machine_can_reach_the_server_unless_someone_opens_it() -> None:
    assert SETTINGS["server"]["address"] == "127.0.0.1"


def test_a_reader_never_sees_a_traceback_or_a_link_to_a_search_engine() -> None:
    assert SETTINGS["client"]["showErrorDetails"] == "none"
    assert SETTINGS["client"]["showErrorLinks"] is False
    assert SETTINGS["client"]["toolbarMode"] == "viewer"


def test_good_and_bad_are_never_told_apart_by_green_and_red() -> None:
    """Success takes the blue of "better", in both themes."""
    for theme in ("light", "dark"):
        colours = SETTINGS["theme"][theme]
        assert colours["greenColor"] == colours["blueColor"]


def test_streamlit_knows_every_setting() -> None:
    """It only warns about a misspelt one, and then serves without it."""
    shown = subprocess.run(
        [sys.executable, "-m", "streamlit", "config", "show"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "is not a valid config option" not in shown.stdout + shown.stderr
