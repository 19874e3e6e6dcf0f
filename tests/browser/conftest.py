"""A running dashboard over the sample warehouse, and a real browser to visit it with."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from ops import browser as requirements
from ops.environment import ROOT
from ops.serve import HOST, free_port, server_command, wait_until_answering
from tests.browser.visiting import CHROMIUM_FLAGS, LIMIT_S, SIZES, Watch, settled

OpenPage = Callable[..., tuple[Page, Watch]]
OwnPage = Callable[[str, str], tuple[Page, Watch, str]]

expect.set_options(timeout=LIMIT_S * 1000)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium. Without it the browser tests are skipped, and in CI they fail."""
    path = requirements.find_chromium()
    if path is None or not requirements.has_chinese_font():
        if requirements.in_ci(os.environ):
            pytest.fail(requirements.ENGLISH)
        pytest.skip(requirements.ENGLISH)
    return path


@pytest.fixture(scope="session")
def serve_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """A function that serves app.py over the warehouse at a URL and returns the app's address; all stop at the end."""
    logs = tmp_path_factory.mktemp("server")
    servers: list[subprocess.Popen[bytes]] = []

    def start(warehouse_url: str) -> str:
        return start_server(warehouse_url, logs / f"{len(servers)}.log", servers)

    yield start
    for server in servers:
        server.terminate()
    for server in servers:
        server.wait(timeout=LIMIT_S)


def start_server(warehouse_url: str, log_file: Path, servers: list[subprocess.Popen[bytes]], **settings: str) -> str:
    """Start one server, note it in `servers`, and return its address once it answers."""
    port = free_port()
    with log_file.open("wb") as log:
        server = subprocess.Popen(
            server_command(sys.executable, port),
            cwd=ROOT,
            env={**os.environ, "WAREHOUSE_URL": warehouse_url, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    servers.append(server)
    wait_until_answering(server, port, LIMIT_S)
    return f"http://{HOST}:{port}"


@pytest.fixture(scope="session")
def app_url(chromium: str, serve_app: Callable[[str], str], sample_duckdb_url: str) -> str:
    """Address of the dashboard over this worker's copy of the sample warehouse."""
    return serve_app(sample_duckdb_url)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium for the tests of one file: Playwright keeps an event loop running, which other tests must not meet."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield started
        started.close()


class Profiles:
    """A browser's profiles, one a screen and scheme: its next page finds the application's files compiled in there.

    Nothing that tests look at is kept in a profile: each page is a session of its own on the server.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.opened: dict[tuple[str, str], BrowserContext] = {}

    def of(self, size: str, scheme: str) -> BrowserContext:
        """Return the profile of a screen ("laptop", "projector", "phone") and a scheme ("light", "dark")."""
        if (size, scheme) not in self.opened:
            width, height = SIZES[size]
            profile = self.browser.new_context(
                viewport={"width": width, "height": height},
                locale="zh-CN",
                color_scheme="dark" if scheme == "dark" else "light",
                has_touch=size == "phone",
            )
            profile.set_default_timeout(LIMIT_S * 1000)
            self.opened[size, scheme] = profile
        return self.opened[size, scheme]

    def close(self) -> None:
        """Close all of them."""
        for profile in self.opened.values():
            profile.close()


@pytest.fixture(scope="module")
def profiles(browser: Browser) -> Iterator[Profiles]:
    """The profiles that the tests of one file share."""
    shared = Profiles(browser)
    yield shared
    shared.close()


@contextmanager
def visits(profiles: Profiles, app_url: str) -> Iterator[OpenPage]:
    """A function that opens one page of the dashboard, and waits until it has settled.

    open_page(path="/", size="laptop" | "projector" | "phone", scheme="light" | "dark", **query) -> (page, watch)
    """
    pages: list[Page] = []

    def visit(path: str = "/", size: str = "laptop", scheme: str = "light", **query: str) -> tuple[Page, Watch]:
        page = profiles.of(size, scheme).new_page()
        pages.append(page)
        watch = Watch(urlsplit(app_url).netloc)
        watch.follow(page)
        page.goto(urljoin(app_url, path) + (f"?{urlencode(query)}" if query else ""))
        settled(page)
        return page, watch

    yield visit
    for page in pages:
        page.close()


@pytest.fixture
def open_page(profiles: Profiles, app_url: str) -> Iterator[OpenPage]:
    """The function of `visits`; what it opened is closed after the test."""
    with visits(profiles, app_url) as visit:
        yield visit


@pytest.fixture
def own_page(browser: Browser, serve_app: Callable[[str], str]) -> Iterator[OwnPage]:
    """A function that serves a warehouse of the test's own and opens a page of it on a laptop.

    own_page(warehouse_url, path and query) -> (page, watch, the server's address); closed after the test.
    """
    profiles = Profiles(browser)

    def visit(warehouse_url: str, path: str) -> tuple[Page, Watch, str]:
        address = serve_app(warehouse_url)
        page, watch = profiles.of("laptop", "light").new_page(), Watch(urlsplit(address).netloc)
        watch.follow(page)
        page.goto(address + path)
        settled(page)
        return page, watch, address

    yield visit
    profiles.close()
