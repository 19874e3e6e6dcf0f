"""Whose name the server answers to, what a browser may do with what it serves, and that it never looks itself up."""

import asyncio
import subprocess
import sys
from collections.abc import MutableMapping
from typing import Any

import pytest

from ops.environment import ROOT
from ui.gate import Gate, allowed_hosts, is_allowed, policy

OURS = allowed_hosts(["dash.county.gov", "http://dash.county.gov:8501"])


async def inside(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """A server that answers everything, with a policy of its own that must not stand."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    headers = [(b"content-type", b"text/html"), (b"Content-Security-Policy", b"default-src *")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"dashboard"})


def answers(*hosts: str, path: str = "/", kind: str = "http") -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(dict(message))

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    scope = {"type": kind, "path": path, "headers": [(b"host", host.encode()) for host in hosts]}
    asyncio.run(Gate(inside, OURS, policy(["http://tiles.county"]))(scope, receive, send))
    return sent


@pytest.mark.parametrize("host", ["dash.county.gov", "DASH.county.gov:8501", "localhost:8501", "127.0.0.1", "[::1]:80"])
def test_the_server_answers_to_the_names_readers_type_and_to_bare_addresses(host: str) -> None:
    assert answers(host)[1]["body"] == b"dashboard"


@pytest.mark.parametrize("host", ["evil.example", "dash.county.gov.evil.example", "", "evil.example:8501", "["])
def test_a_name_that_somebody_else_points_here_is_refused_in_words(host: str) -> None:
    """DNS rebinding served the page."""
    start, body = answers(host)
    assert start["status"] == 421 and "不认得这个网址" in body["body"].decode()
    assert answers(host, kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def test_two_hosts_or_none_are_refused() -> None:
    assert answers()[0]["status"] == answers("localhost", "evil.example")[0]["status"] == 421


def headers_of(path: str) -> dict[bytes, bytes]:
    pairs = answers("localhost", path=path)[0]["headers"]
    assert len({name.lower() for name, _ in pairs}) == len(pairs)
    return {name.lower(): value for name, value in pairs}


def test_no_other_site_puts_a_page_into_a_frame_and_nothing_is_fetched_from_outside() -> None:
    own = headers_of("/coverage")
    rules = dict(rule.split(" ", 1) for rule in own[b"content-security-policy"].decode().split("; "))
    assert rules["frame-ancestors"] == "'self'" and own[b"x-frame-options"] == b"SAMEORIGIN"
    # A picture in a place's name is fetched from nowhere; a county's base map is.
    assert rules["img-src"] == rules["connect-src"] == "'self' data: blob: http://tiles.county"
    assert rules["object-src"] == "'none'" and "*" not in own[b"content-security-policy"].decode()


def test_a_file_of_a_session_that_is_opened_as_a_page_may_do_nothing() -> None:
    assert headers_of("/media/0123.html")[b"content-security-policy"].startswith(b"default-src 'none'; sandbox")


def test_names_are_added_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YILAN_ALLOWED_HOSTS", "kanban.local, http://10.1.2.3:80;other.local")
    assert {"kanban.local", "other.local", "localhost"} <= allowed_hosts([])
    assert is_allowed("kanban.local:8501", allowed_hosts([]))


# A process of its own: it sets Streamlit for good, and nothing goes out of it.
PREPARED = """
import socket
from ui import server
server.prepare()
from streamlit.web.server import server_util
from streamlit.web.server.starlette import starlette_app
asked = []
def blocked(*where, **more):
    asked.append(where)
    raise OSError("nothing goes out")
socket.getaddrinfo = socket.socket.connect = blocked
foreign = [server_util.is_url_from_allowed_origins(f"http://evil{number}.example") for number in range(10)]
print(any(foreign), server_util.is_url_from_allowed_origins("http://localhost:8501"), asked)
first = starlette_app.create_streamlit_middleware()[0]
print(first.cls.__name__, "localhost" in first.kwargs["allowed"])
"""


def test_a_connection_from_a_foreign_origin_looks_nothing_up_and_the_gate_stands_before_everything() -> None:
    """Ten such connections took twenty seconds in which nobody was served, where packets are dropped."""
    done = subprocess.run([sys.executable, "-c", PREPARED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-2:] == ["False True []", "Gate True"]
