"""The entrance: without a session nothing is served but the pages of signing in, whatever the route."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from accounts import people, trail
from accounts.roles import Grant
from accounts.store import Store, open_store
from ops.environment import ROOT
from ui.entrance import COOKIE, Entrance, way_on

MONDAY = 1_790_000_000.0
GOOD = "Zhongdu-8-kilometres"
PAGE = {"accept": "text/html"}


class Clock:
    """A clock that a test moves."""

    now = MONDAY

    def __call__(self) -> float:
        return self.now


async def dashboard(request: Request) -> Response:
    """The dashboard: whatever is asked for, it answers."""
    return PlainTextResponse("dashboard " + request.url.path)


async def stream(websocket: WebSocket) -> None:
    """The dashboard's websocket."""
    await websocket.accept()
    await websocket.send_text("dashboard")
    await websocket.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """An administrator, wang."""
    opened = open_store(tmp_path_factory.mktemp("entrance") / "accounts.db")
    people.set_up(opened, MONDAY, people.new_setup_code(opened, MONDAY), "wang", GOOD)
    return opened


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


@pytest.fixture
def browser(store: Store, clock: Clock) -> Iterator[TestClient]:
    """A browser with an empty jar before the dashboard."""
    routes = [
        WebSocketRoute("/_stcore/stream", stream),
        Route("/{path:path}", dashboard, methods=["GET", "POST", "PUT"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Entrance, store=store, clock=clock)])
    with TestClient(app, follow_redirects=False, client=("10.1.1.7", 1234)) as client:
        yield client


def token(page: str) -> str:
    """What a form carries so that it is known again."""
    found = re.search(r'name="form" value="([0-9a-f]+)"', page)
    assert found is not None, page
    return found.group(1)


def sign_in(browser: TestClient, name: str = "wang", password: str = GOOD, then: str = "/", **more: str) -> Response:
    """Open the page and send it filled in."""
    form = token(browser.get("/sign-in").text)
    data = {"form": form, "name": name, "password": password, "then": then, "code": ""}
    return browser.post("/sign-in", data=data, headers=more)


def test_a_page_sends_its_reader_to_the_sign_in_page_and_back(browser: TestClient) -> None:
    sent = browser.get("/coverage?county=450223", headers=PAGE)
    assert sent.status_code == 303 and sent.headers["location"] == "/sign-in?then=%2Fcoverage%3Fcounty%3D450223"
    page = browser.get(sent.headers["location"])
    assert 'value="/coverage?county=450223"' in page.text and "登录" in page.text
    done = sign_in(browser, then="/coverage?county=450223")
    assert done.status_code == 303 and done.headers["location"] == "/coverage?county=450223"
    assert browser.get("/coverage", headers=PAGE).text == "dashboard /coverage"


@pytest.mark.parametrize(
    "path", ["/", "/media/0123.xlsx", "/_stcore/upload_file/1/2", "/static/js/a.js", "/api/v1/query"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_without_a_session_nothing_is_answered(browser: TestClient, path: str, method: str) -> None:
    answer = browser.request(method, path)
    assert answer.status_code == 401 and answer.content == b""


def test_the_websocket_needs_a_session_of_the_same_site(browser: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/_stcore/stream"):
        pass
    sign_in(browser)
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect("/_stcore/stream", headers={"origin": "http://evil.example"}),
    ):
        pass
    with browser.websocket_connect("/_stcore/stream", headers={"origin": "http://testserver"}) as opened:
        assert opened.receive_text() == "dashboard"


def test_health_is_told_to_anybody_and_nothing_else(browser: TestClient) -> None:
    assert browser.get("/_stcore/health").status_code == 200
    assert browser.get("/_stcore/healthy").status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: TestClient) -> None:
    words = sign_in(browser).headers["set-cookie"].lower()
    assert "httponly" in words and "samesite=lax" in words and "secure" not in words


def test_the_cookie_stays_on_encrypted_ways_where_there_are_any(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy's word counts only from this machine, and only where the setting says that there is a proxy."""
    said = {"x-forwarded-proto": "https", "x-forwarded-for": "10.8.8.8"}
    assert "secure" not in sign_in(browser, **said).headers["set-cookie"].lower()
    monkeypatch.setenv("YILAN_BEHIND_PROXY", "1")
    assert "secure" not in sign_in(browser, **said).headers["set-cookie"].lower()


def test_a_forged_address_does_not_step_round_the_lock(store: Store, browser: TestClient) -> None:
    for number in range(5):
        sign_in(browser, name=f"guess{number}", password="guess", **{"x-forwarded-for": f"10.7.7.{number}"})
    answer = sign_in(browser, **{"x-forwarded-for": "10.7.7.77"})
    assert answer.status_code == 400 and "锁定" in answer.text
    assert {line.address for line in trail.lines(store, text="guess")} == {"10.1.1.7"}


def test_a_session_fixed_beforehand_is_worth_nothing(browser: TestClient, clock: Clock) -> None:
    clock.now += 3600
    browser.cookies.set(COOKIE, "planted-by-somebody-else")
    made = sign_in(browser).headers["set-cookie"]
    assert "planted" not in made
    browser.cookies.clear()
    browser.cookies.set(COOKIE, "planted-by-somebody-else")
    assert browser.get("/").status_code == 401


def test_a_form_from_another_site_is_refused(browser: TestClient, clock: Clock) -> None:
    clock.now += 3600
    assert sign_in(browser, origin="http://evil.example").status_code == 403
    data = {"name": "wang", "password": GOOD, "then": "/", "form": "0" * 64}
    assert browser.post("/sign-in", data=data).status_code == 403
    form = token(browser.get("/sign-in").text)
    browser.cookies.clear()
    assert browser.post("/sign-in", data=data | {"form": form}).status_code == 403
    old = token(browser.get("/sign-in").text)
    clock.now += 3 * 3600
    late = browser.post("/sign-in", data=data | {"form": old})
    assert late.status_code == 403 and "开得太久" in late.text


def test_signing_out_needs_a_form_and_ends_the_session(browser: TestClient, clock: Clock) -> None:
    clock.now += 7200
    sign_in(browser)
    assert browser.get("/sign-out").status_code == 405 and browser.get("/").status_code == 200
    form = token(browser.get("/account").text)
    assert browser.post("/sign-out", data={"form": form}).status_code == 303
    assert browser.get("/").status_code == 401


def test_a_first_password_is_changed_before_anything_is_seen(store: Store, browser: TestClient, clock: Clock) -> None:
    clock.now += 10_000
    given = people.add(store, clock.now, "wang", "zhao", "赵院长", Grant("department"))
    assert sign_in(browser, "zhao", given, "/coverage").headers["location"] == "/account"
    assert browser.get("/coverage").headers["location"] == "/account"
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/_stcore/stream"):
        pass
    form = token(browser.get("/account").text)
    fields = {"form": form, "what": "password", "old": given, "new": "Shi-wan-ba-qian-8", "again": "Shi-wan-ba-qian-9"}
    assert "两次" in browser.post("/account", data=fields).text
    assert "已修改" in browser.post("/account", data=fields | {"again": fields["new"]}).text
    assert browser.get("/coverage").text == "dashboard /coverage"


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\nx",
        "/sign-in",
        "",
        "/" * 3000,
    ],
)
def test_signing_in_leads_nowhere_else(asked: str) -> None:
    assert way_on(asked) == "/"


def test_what_is_typed_is_shown_as_text(browser: TestClient, clock: Clock) -> None:
    clock.now += 20_000
    answer = sign_in(browser, name='"><script>alert(1)</script>', then='/"><img src=x>')
    assert "<script" not in answer.text and "<img src=x" not in answer.text


def test_a_large_form_is_not_read(browser: TestClient) -> None:
    assert browser.post("/sign-in", data={"name": "x" * 30_000}).status_code == 413


def test_english_is_whole(browser: TestClient) -> None:
    page = re.sub(r"<style>.*?</style>|<svg.*?</svg>|中文", "", browser.get("/sign-in?lang=en").text, flags=re.S)
    assert not re.findall(r"[一-鿿]", page)


def server_without_accounts(**settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.server", "run", "app.py", "--server.headless", "true", "--server.port", "0"]
    environment = {"PATH": "/usr/bin:/bin", "YILAN_ACCOUNTS": "off", **settings}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    "settings", [{"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}, {"STREAMLIT_BROWSER_SERVER_ADDRESS": "dash.county.gov"}]
)
def test_others_are_not_served_without_accounts(settings: dict[str, str]) -> None:
    """Whoever opened the page could load, edit and publish, under any name."""
    ended = server_without_accounts(**settings)
    assert ended.returncode == 2 and "先要有账号" in ended.stderr and "Traceback" not in ended.stderr
