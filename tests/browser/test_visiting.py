"""The visit itself: a browser test that noticed nothing would pass on a broken page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visiting import LIMIT_S, Watch, settled

HOST = "127.0.0.1:8501"
STOPPED = '<div data-testid="stApp" data-test-script-state="notRunning">医览</div>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a server that answers /_stcore/ and /missing with 404 and everything else with a settled app."""
    page = browser.new_page()
    page.set_default_timeout(LIMIT_S * 1000)
    page.route(
        f"http://{HOST}/**",
        lambda route: (
            route.fulfill(status=404, body="not found")
            if "/_stcore/" in route.request.url or "missing" in route.request.url
            else route.fulfill(content_type="text/html; charset=utf-8", body=STOPPED)
        ),
    )
    yield page
    page.close()


def watched(page: Page, script: str) -> Watch:
    """What the browser complains about when a page runs `script`."""
    watch = Watch(HOST)
    watch.follow(page)
    page.goto(f"http://{HOST}/coverage")
    page.evaluate(script)
    settled(page, quiet_s=0.3)
    return watch


def test_a_quiet_page_gives_no_complaint(page: Page) -> None:
    assert watched(page, "document.title = '医览'").complaints == []


def test_an_error_on_the_console_is_noticed(page: Page) -> None:
    assert "地图没有画出" in watched(page, "console.error('地图没有画出')").console_errors[0]


def test_a_warning_of_the_software_renderer_is_no_error(page: Page) -> None:
    assert watched(page, "console.warn('GPU stall due to ReadPixels')").complaints == []


def test_a_request_to_another_host_is_noticed(page: Page) -> None:
    watch = watched(page, "fetch('http://basemap.invalid/tile.png').catch(() => null)")
    assert watch.outside_requests == ["http://basemap.invalid/tile.png"]


def test_a_missing_file_is_noticed(page: Page) -> None:
    assert "404" in watched(page, "fetch('/missing.json')").console_errors[0]


def test_streamlits_own_search_for_its_base_path_is_no_error(page: Page) -> None:
    assert watched(page, "fetch('/coverage/_stcore/health')").complaints == []


def test_a_page_has_not_settled_while_its_script_runs(page: Page) -> None:
    page.goto(f"http://{HOST}/")
    page.evaluate("""() => {
        const app = document.querySelector('[data-testid="stApp"]');
        app.setAttribute('data-test-script-state', 'running');
        setTimeout(() => app.setAttribute('data-test-script-state', 'notRunning'), 700);
    }""")
    settled(page, quiet_s=0.2)
    assert page.locator("[data-testid=stApp]").get_attribute("data-test-script-state") == "notRunning"


def test_a_page_that_never_settles_is_an_error(page: Page) -> None:
    page.goto(f"http://{HOST}/")
    page.evaluate("setInterval(() => document.body.append('…'), 20)")
    with pytest.raises(TimeoutError, match="did not settle"):
        settled(page, quiet_s=0.3, limit_s=2.0)
