"""The dashboard without a browser: app.py run by Streamlit's AppTest over the sample warehouse."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from ops.environment import ROOT
from tests.streamlit_components import look_once
from ui import kept

OpenApp = Callable[..., AppTest]
ReadFrom = Callable[[str], None]
WAIT_S = 240
OWN_WAREHOUSE = {"file_of_warehouse", "small_county_only", "without_warehouse"}
"""Fixtures that let the app read another warehouse than the sample that all tests share."""

look_once()


def forget() -> None:
    """Empty Streamlit's caches, which belong to the process."""
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.hookimpl
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a file's tests that read the shared sample come first: each change of warehouse forgets what was read."""
    items.sort(key=lambda item: bool(OWN_WAREHOUSE & set(getattr(item, "fixturenames", ()))))


@pytest.fixture(scope="session")
def warehouses_read() -> list[str]:
    """The addresses that the tests of this folder have read so far."""
    return []


@pytest.fixture
def read_from(warehouses_read: list[str], monkeypatch: pytest.MonkeyPatch) -> ReadFrom:
    """A function: from now on the app reads the warehouse at this URL, and remembers nothing of any other.

    Tests over one warehouse share what has been read and drawn, as the sessions of a server do: a page that
    changed what it was handed would show it to the next test. A test that writes has a warehouse of its own.
    """

    def read(url: str) -> None:
        if warehouses_read[-1:] != [url]:
            forget()
            warehouses_read.append(url)
        monkeypatch.setenv("WAREHOUSE_URL", url)

    return read


@pytest.fixture
def small_county_only(own_small_url: str, read_from: ReadFrom, open_app: OpenApp) -> OpenApp:
    """open_app over a county that has reported visits and contracts and nothing else."""
    read_from(own_small_url)
    return open_app


@pytest.fixture
def without_warehouse(tmp_path: Path, read_from: ReadFrom, open_app: OpenApp) -> OpenApp:
    """open_app while there is no warehouse."""
    read_from(f"duckdb:///{tmp_path / 'none.duckdb'}")
    return open_app


@pytest.fixture
def file_of_warehouse(own_duckdb_url: str, read_from: ReadFrom, open_app: OpenApp) -> Path:
    """A warehouse file that the test may take away from under open_app; it is looked at on every run."""
    read_from(own_duckdb_url)
    kept.lookout().seconds = 0.0
    return Path(own_duckdb_url.removeprefix("duckdb:///"))


@pytest.fixture
def open_app(sample_duckdb_url: str, read_from: ReadFrom) -> OpenApp:
    """open_app("coverage", county="450223", township=[…]): the page after its first run; "" is the overview."""
    read_from(sample_duckdb_url)

    def opened(page: str = "", **parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=WAIT_S)
        # AppTest.switch_page knows only the old pages/ folder; st.navigation finds a page by the hash of its path.
        app._page_hash = calc_hash(page) if page else ""
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    return opened


@pytest.fixture
def one_run_a_click(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a button's click reach the page: AppTest forgets before every run that st.navigation is used (see frame)."""

    class NoPagesFolder(type(Path())):  # type: ignore[misc]
        def exists(self) -> bool:
            return self.name != "pages" and super().exists()

    monkeypatch.setattr("streamlit.runtime.pages_manager.Path", NoPagesFolder)
