"""A wall screen's token opens one view, without a sign-in form, and no other page, filter, file or change."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from typer.testing import CliRunner

from accounts import people, tokens, trail
from accounts.__main__ import app as command_line
from accounts.faults import AccountFault
from accounts.roles import Grant
from accounts.store import SETTING, Store, open_store
from accounts.walls import wall_view
from tests.ui.test_entrance import PAGE, dashboard, stream
from ui.entrance import Entrance

VIEW = "/coverage?county=450223&period=2024&present=1"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A wall's account of one county, which has chosen its password."""
    monkeypatch.setenv(SETTING, str(tmp_path / "accounts.db"))
    opened = open_store()
    first = people.add(opened, time.time(), "guanli", "daping", "大厅大屏", Grant("wall", ("450223",)))
    people.change_password(opened, time.time(), people.everyone(opened)[0], first, "Zhongdu-8-kilometres")
    return opened


@pytest.fixture
def screen(store: Store) -> Iterator[TestClient]:
    """A wall screen's browser, which nobody has signed in."""
    routes = [
        WebSocketRoute("/_stcore/stream", stream),
        Route("/{path:path}", dashboard, methods=["GET", "POST", "PUT"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Entrance, store=store)])
    with TestClient(app, follow_redirects=False, client=("10.1.1.9", 1234)) as client:
        yield client


def address(view: str = VIEW) -> str:
    """What the command prints for a new token."""
    made = CliRunner().invoke(command_line, ["token", "add", "daping", "--view", view])
    assert made.exit_code == 0, made.output
    return made.output.strip()


def test_the_address_opens_its_view_without_signing_in_and_stands_in_the_trail(
    screen: TestClient, store: Store
) -> None:
    sent = screen.get(address())
    assert (sent.status_code, sent.headers["location"]) == (303, VIEW)
    assert "httponly" in sent.headers["set-cookie"].lower()
    assert screen.get(VIEW, headers=PAGE).text == "dashboard /coverage"
    with screen.websocket_connect("/_stcore/stream", headers={"origin": "http://testserver"}) as opened:
        assert opened.receive_text() == "dashboard"
    line = trail.lines(store, text="wall_opened")[0]
    assert (line.who, line.address, line.detail["view"]) == ("大厅大屏", "10.1.1.9", VIEW)


@pytest.mark.parametrize(
    "other",
    ["/", "/experts", "/coverage?county=141122", "/coverage?county=450223&period=2023", "/data?county=450223",
     "/coverage?county=450223&county=141122", "/coverage?present=0", "/accounts", "/_stcore/upload_file/1/2"],
)  # fmt: skip
def test_another_page_or_filter_is_refused(screen: TestClient, other: str) -> None:
    screen.get(address())
    answer = screen.get(other, headers=PAGE)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
    assert "dashboard" not in answer.text


def test_a_presentation_turns_its_slides(screen: TestClient) -> None:
    screen.get(address())
    asked = "county=450223&period=2024&present=1"
    assert screen.get(f"/meeting?{asked}&slide=3&auto=20", headers=PAGE).status_code == 200
    assert screen.get("/meeting?county=141122&present=1&slide=3", headers=PAGE).status_code == 303


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_is_handed_in(screen: TestClient, method: str) -> None:
    screen.get(address())
    assert screen.request(method, VIEW).status_code == 401


def test_once_it_is_ended_the_screen_is_dark(screen: TestClient, store: Store) -> None:
    begun = address()
    screen.get(begun)
    tokens.end(store, time.time(), "guanli", tokens.listed(store)[0].id)
    assert screen.get(VIEW, headers=PAGE).status_code == 303
    assert screen.get("/static/js/main.js").status_code == 401
    assert (screen.get(begun).status_code, screen.get(begun).content) == (404, b"")
    with pytest.raises(WebSocketDisconnect), screen.websocket_connect("/_stcore/stream"):
        pass
    assert {"token_made", "wall_opened", "token_ended"} <= {line.act for line in trail.lines(store)}


def test_a_token_of_another_kind_opens_no_view(screen: TestClient, store: Store) -> None:
    other = tokens.make(store, time.time(), "guanli", "daping", tokens.Purpose.QUERY)
    assert screen.get(f"/wall/{other}").status_code == 404
    screen.cookies.set("yilan_wall", other)
    assert screen.get(VIEW, headers=PAGE).status_code == 303


@pytest.mark.parametrize(
    "view", ["coverage?county=450223", "//evil.example/?county=450223", "/coverage", "/a/b?county=1", "/?county=1\n"]
)
def test_a_view_is_an_address_of_this_server_with_a_county(store: Store, view: str) -> None:
    with pytest.raises(AccountFault):
        wall_view(view)
    assert CliRunner().invoke(command_line, ["token", "add", "daping", "--view", view]).exit_code == 1
