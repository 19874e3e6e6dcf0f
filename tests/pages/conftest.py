"""The dashboard without a browser: app.py run by Streamlit's AppTest over the sample warehouse."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data_access.build import write_warehouse
from ops.environment import ROOT
from tests.metrics.small_county import frames
from ui import cached

OpenApp = Callable[..., AppTest]
WAIT_S = 60


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Let no test see what another one has read: Streamlit's caches belong to the process."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def small_county_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_app: OpenApp) -> OpenApp:
    """open_app over a county that has reported visits and contracts and nothing else."""
    url = f"duckdb:///{tmp_path / 'small.duckdb'}"
    write_warehouse(url, frames())
    monkeypatch.setenv("WAREHOUSE_URL", url)
    return open_app


@pytest.fixture
def without_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_app: OpenApp) -> OpenApp:
    """open_app while there is no warehouse."""
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{tmp_path / 'none.duckdb'}")
    return open_app


@pytest.fixture
def file_of_warehouse(own_duckdb_url: str, monkeypatch: pytest.MonkeyPatch, open_app: OpenApp) -> Path:
    """A warehouse file that the test may take away from under open_app; it is looked at on every run."""
    monkeypatch.setenv("WAREHOUSE_URL", own_duckdb_url)
    monkeypatch.setattr(cached, "VERSION_SECONDS", 0.0)
    return Path(own_duckdb_url.removeprefix("duckdb:///"))


@pytest.fixture
def open_app(sample_duckdb_url: str, monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """open_app("coverage", county="450223", township=[…]): the page after its first run; "" is the overview."""
    monkeypatch.setenv("WAREHOUSE_URL", sample_duckdb_url)

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
