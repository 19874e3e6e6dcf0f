"""What stands before the server: whose name it answers to, and what a browser may do with what it serves.

Streamlit sets no host list, no content security policy and no frame protection of its own (1.67). A page of another
site whose name is made to point here (DNS rebinding) was served the dashboard; so was one that put it into a frame.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final
from urllib.parse import urlsplit

from ui.entrance_pages import PATHS as ENTRANCE_PATHS
from ui.entrance_pages import POLICY as ENTRANCE_POLICY

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HERE: Final = ("localhost",)
REFUSED: Final = (
    "本服务不认得这个网址。请用管理员给的网址打开；管理员可用 YILAN_ALLOWED_HOSTS 增加网址。\n"
    "This server does not answer to this name. Open it by the address you were given; "
    "the administrator adds names with YILAN_ALLOWED_HOSTS.\n"
).encode()
CLOSED: Final = ("/_stcore/metrics",)
"""Counts of the server that Streamlit hands to anybody: an operator reads them on the machine (docs/operations.md)."""
MEDIA: Final = "/media/"
"""Files that a session made for its reader: opened as a page, they may do nothing at all."""


def policy(tiles: Iterable[str] = ()) -> str:
    """Return the content security policy of a page. tiles: origins of a base map, where one is set.

    Streamlit's own page sets styles and one script in its HTML; charts and maps work in workers made from blobs, and
    Plotly and deck.gl compile what they draw. Pictures, letters and data come from here or from nowhere: a picture in
    a place's name is never fetched.
    """
    pictures = " ".join(["'self'", "data:", "blob:", *tiles])
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",
            "worker-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {pictures}",
            f"connect-src {pictures}",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "frame-src 'self' blob: data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def allowed_hosts(addresses: Iterable[str]) -> frozenset[str]:
    """Return the names the server answers to: its own, those of the addresses readers type, those set by hand.

    addresses: names or origins, such as dash.county.gov or http://dash.county.gov:8501.
    """
    given = os.environ.get("YILAN_ALLOWED_HOSTS", "").replace(";", ",").split(",")
    names = (urlsplit(text if "//" in text else f"//{text}").hostname for text in (*HERE, *addresses, *given) if text)
    return frozenset(name.strip().lower() for name in names if name)


def is_allowed(host: str, allowed: frozenset[str]) -> bool:
    """Tell whether a Host header names this server. A bare address does: nobody can point a name of theirs at it."""
    try:
        name = urlsplit(f"//{host.strip()}").hostname or ""
    except ValueError:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in allowed
    return True


class Gate:
    """Answers to the server's own names only, and sends the headers of `policy` with everything."""

    def __init__(self, app: App, allowed: frozenset[str], page_policy: str) -> None:
        self.app, self.allowed = app, allowed
        self._page = self._headers(page_policy)
        self._entrance = self._headers(ENTRANCE_POLICY)
        self._file = self._headers("default-src 'none'; sandbox; frame-ancestors 'none'")

    @staticmethod
    def _headers(content_policy: str) -> list[tuple[bytes, bytes]]:
        return [
            (b"content-security-policy", content_policy.encode()),
            (b"x-frame-options", b"SAMEORIGIN"),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http" and scope.get("path", "") in CLOSED:
            await self._nothing(send)
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not is_allowed(hosts[0], self.allowed):
            await self._refuse(scope, send)
            return
        path = scope.get("path", "")
        headers = self._file if MEDIA in path else self._entrance if path in ENTRANCE_PATHS else self._page

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in headers}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
                message["headers"] = [*kept, *headers]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    @staticmethod
    async def _nothing(send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _refuse(self, scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(REFUSED)).encode())]
        await send({"type": "http.response.start", "status": 421, "headers": plain})
        await send({"type": "http.response.body", "body": REFUSED})
