"""A header that names the reader is believed from the proxy on this machine, and from nobody else."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from accounts import people, trail
from accounts.faults import AccountFault
from accounts.proxy import Proxy, proxy_in_force
from accounts.roles import Grant
from accounts.store import Store, open_store
from tests.ui.test_entrance import MONDAY, PAGE, Clock, dashboard, stream
from ui.entrance import COOKIE, Entrance

HEADER = "X-Remote-User"
From = Callable[[str], TestClient]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two readers whose passwords were given to them, one of them disabled."""
    opened = open_store(tmp_path / "accounts.db")
    for name in ("li", "zhao"):
        people.add(opened, MONDAY, "guanli", name, name, Grant("analyst"))
    people.disable(opened, MONDAY, "guanli", "zhao")
    return opened


@pytest.fixture
def seen_from(store: Store) -> Iterator[From]:
    """A browser whose requests come from an address, before a dashboard that trusts the proxy at 127.0.0.1."""
    routes = [WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", dashboard, methods=["GET", "POST"])]
    proxy = Proxy(HEADER.lower(), "127.0.0.1")
    app = Starlette(routes=routes, middleware=[Middleware(Entrance, store=store, clock=Clock(), proxy=proxy)])
    with ExitStack() as stack:
        yield lambda address: stack.enter_context(TestClient(app, follow_redirects=False, client=(address, 1234)))


def test_the_proxy_s_reader_is_signed_in_and_comes_back_to_the_page(seen_from: From, store: Store) -> None:
    browser = seen_from("127.0.0.1")
    sent = browser.get("/coverage?county=450223", headers=PAGE | {HEADER: "Li"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/coverage?county=450223") and COOKIE in sent.cookies
    assert browser.get("/coverage", headers=PAGE | {HEADER: "Li"}).text == "dashboard /coverage"
    with browser.websocket_connect("/_stcore/stream", headers={HEADER: "Li"}) as opened:
        assert opened.receive_text() == "dashboard"
    assert trail.lines(store, text="signed_in")[0].who == "li"


@pytest.mark.parametrize("address", ["10.1.1.7", "127.0.0.2", "::1", "192.168.0.1"])
def test_from_any_other_address_the_header_is_as_if_it_were_not_there(
    seen_from: From, store: Store, address: str
) -> None:
    for more in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}):
        browser = seen_from(address)
        with_header = browser.get("/data", headers=PAGE | {HEADER: "li"} | more)
        without = browser.get("/data", headers=PAGE | more)
        assert (with_header.status_code, with_header.headers["location"], with_header.content) == (
            without.status_code, without.headers["location"], without.content,
        )  # fmt: skip
        assert (
            COOKIE not in with_header.cookies and browser.get("/media/a.csv", headers={HEADER: "li"}).status_code == 401
        )
        with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/_stcore/stream", headers={HEADER: "li"}):
            pass
    assert not trail.lines(store, text="signed_in")


@pytest.mark.parametrize("named", ["nobody", "zhao", "", "li zhao"])
def test_a_name_without_an_account_is_sent_to_the_sign_in_page(seen_from: From, named: str) -> None:
    sent = seen_from("127.0.0.1").get("/", headers=PAGE | {HEADER: named})
    assert sent.headers["location"].startswith("/sign-in") and COOKIE not in sent.cookies


def test_a_header_that_stands_twice_names_nobody(seen_from: From) -> None:
    """A proxy that adds its header to the reader's own, and does not overwrite it, lets the reader choose."""
    headers = [("accept", "text/html"), (HEADER, "li"), (HEADER, "guanli")]
    assert COOKIE not in seen_from("127.0.0.1").get("/", headers=headers).cookies


def test_another_reader_at_the_proxy_does_not_go_on_with_the_first_one_s_cookie(seen_from: From, store: Store) -> None:
    people.add(store, MONDAY, "guanli", "sun", "sun", Grant("department"))
    browser = seen_from("127.0.0.1")
    browser.get("/", headers=PAGE | {HEADER: "li"})
    assert browser.get("/media/a.csv", headers={HEADER: "sun"}).status_code == 401
    browser.get("/", headers=PAGE | {HEADER: "sun"})
    assert trail.lines(store, text="signed_in")[0].who == "sun"


def test_the_password_that_was_given_serves_no_more(seen_from: From, store: Store) -> None:
    first = people.reset(store, MONDAY, "guanli", "li")
    browser = seen_from("127.0.0.1")
    browser.get("/", headers=PAGE | {HEADER: "li"})
    person = people.by_name(store, "li")
    assert person is not None and not person.must_change
    with pytest.raises(AccountFault):
        people.change_password(store, MONDAY, person, first, "Zhongdu-8-kilometres")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('[proxy]\nheader = "X-Remote-User"\naddress = "10.0.0.1"', "proxy_not_here"),
        ('[proxy]\nheader = "X-Remote-User"\naddress = "*"', "proxy_not_here"),
        ('[proxy]\nheader = "X-Remote-User"', "proxy_not_here"),
        ('[proxy]\naddress = "127.0.0.1"', "proxy_header"),
        ("[proxy", "settings_unreadable"),
    ],
)
def test_a_setting_that_cannot_be_trusted_stops_the_start(tmp_path: Path, written: str, fault: str) -> None:
    file = tmp_path / "accounts.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(AccountFault) as stopped:
        proxy_in_force(file)
    assert stopped.value.code == fault
    file.write_text('[proxy]\nheader = "X-Remote-User"\naddress = "127.0.0.1"\n', encoding="utf-8")
    assert proxy_in_force(file) == Proxy("x-remote-user", "127.0.0.1")
    assert proxy_in_force(tmp_path / "none.toml") is None
