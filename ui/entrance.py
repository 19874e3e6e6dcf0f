"""Who may pass: every request, websocket, file and upload needs a session; without one there is the sign-in page only.

Stands behind `gate` and before all that Streamlit serves, so that a route added tomorrow is closed today.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from accounts import entry, people, sessions, tokens, trail
from accounts.faults import AccountFault, NotSignedIn
from accounts.proxy import Proxy
from accounts.sessions import Session
from accounts.store import Store
from accounts.tokens import Purpose
from accounts.walls import WALLS, address_of, wall_view
from ui.entrance_pages import ACCOUNT, PATHS, SET_UP, SIGN_IN, SIGN_OUT, account_page, set_up_page, sign_in_page
from ui.gate import MEDIA, App, Receive, Scope, Send
from ui.interface import PATHS as INTERFACE
from ui.interface import READING, Interface
from words.faults import Fault
from words.phrases import Voice
from words.speech import Speech

COOKIE: Final = "yilan_session"
WALL_COOKIE: Final = "yilan_wall"
WALL_LASTS_S: Final = 400 * 24 * 3600
"""A wall screen stays open for as long as its token is in force; browsers keep no cookie longer."""
STREAM: Final = "/_stcore/stream"
PARTS: Final = ("/static/", "/_stcore/host-config", "/_stcore/health", "/component/", "/app/static/", "/favicon", MEDIA)
"""What pages are made of: scripts, letters, pictures."""
_FORM_COOKIE: Final = "yilan_form"
_FORM_LASTS_S: Final = 3600
_LARGEST_FORM: Final = 20_000
BEHIND_PROXY: Final = "YILAN_BEHIND_PROXY"
"""Set where a proxy on this machine forwards: its X-Forwarded-For and -Proto are then believed, nobody else's."""
OPEN: Final = ("/_stcore/health",)
UNSUITABLE: Final = "\\\r\n\t"


def here(address: str) -> bool:
    """Tell whether a client's address is this machine."""
    return address in ("127.0.0.1", "::1", "localhost")


def client_of(request: HTTPConnection) -> tuple[str, bool]:
    """Return the reader's address and whether the way to the reader is encrypted."""
    address = request.client.host if request.client else ""
    secure = request.url.scheme in ("https", "wss")
    if os.environ.get(BEHIND_PROXY) and here(address):
        # The last address is the one our proxy saw; those before it are what the reader's side claims.
        forwarded = request.headers.get("x-forwarded-for", "").split(",")[-1].strip()
        address = forwarded[:64] or address
        secure = secure or request.headers.get("x-forwarded-proto", "") == "https"
    return address, secure


def way_on(asked: str) -> str:
    """Return where to go after signing in: a path of this server, whatever was asked for."""
    parts = urlsplit(asked)
    fits = asked.startswith("/") and not asked.startswith("//") and not any(sign in asked for sign in UNSUITABLE)
    return asked if fits and not parts.netloc and parts.path not in PATHS and len(asked) < 2000 else "/"


@dataclass(frozen=True)
class _Asked:
    """A request as the pages need it."""

    request: Request
    now: float
    address: str
    secure: bool
    language: str
    session: Session | None

    @property
    def voice(self) -> Speech:
        """Return the reader's language as a voice."""
        return Speech("en" if self.language == "en" else "zh")

    def told(self, fault: Fault) -> str:
        """Return a fault in the reader's language."""
        return fault.told(Voice("en" if self.language == "en" else "zh", "page", {})).whole


class Entrance:
    """Passes on what comes with a session; shows the pages of signing in; answers all else with 401 and nothing.

    clock : seconds since 1970 UTC. proxy: one that has signed its readers in.
    """

    def __init__(
        self, app: App, store: Store, clock: Callable[[], float] = time.time, proxy: Proxy | None = None
    ) -> None:
        self.app, self.store, self.clock, self.proxy = app, store, clock, proxy
        self.interface = Interface(store, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, answer it, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = scope.get("path", "/")
        if path in OPEN:
            await self.app(scope, receive, send)
            return
        if path.startswith(INTERFACE) and scope["type"] == "http":
            request = Request(scope, receive)
            response = await run_in_threadpool(self.interface.answer, request, client_of(request)[0])
            response.headers["cache-control"] = "no-store"
            await response(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        cookie = connection.cookies.get(COOKIE, "")
        session = await run_in_threadpool(sessions.of, self.store, self.clock(), cookie, active=path in PATHS)
        named = named_by(self.proxy, connection)
        if named and (session is None or session.person.name != people.folded(named)):
            # Another reader sits at the proxy than the cookie is of: the cookie opens nothing.
            session = None
            if path not in PATHS and _wants_page(connection):
                begun = await run_in_threadpool(self._begun_by_proxy, connection, named)
                if begun is not None:
                    await begun(scope, receive, send)
                    return
        if path.startswith(WALLS) and scope["type"] == "http":
            response = await run_in_threadpool(self._wall_opened, connection, path.removeprefix(WALLS))
            response.headers["cache-control"] = "no-store"
            await response(scope, receive, send)
            return
        if session is None and path not in PATHS and WALL_COOKIE in connection.cookies:
            wall = await run_in_threadpool(self._wall_s, connection)
            if wall:
                await self.app(scope, receive, self._noting(connection, wall, send) if path.startswith(MEDIA) else send)
                return
        if scope["type"] == "websocket":
            if session is None or session.person.must_change or not _same_site(connection):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
            return
        if path in PATHS:
            response = await self._own(Request(scope, receive), session)
        elif session is None:
            response = self._refused(connection)
        elif session.person.must_change:
            response = RedirectResponse(ACCOUNT, 303)
        elif path.startswith(MEDIA):
            await self.app(scope, receive, self._noting(connection, session.person.shown, send))
            return
        else:
            await self.app(scope, receive, send)
            return
        response.headers["cache-control"] = "no-store"
        await response(scope, receive, send)

    def _begun_by_proxy(self, connection: HTTPConnection, named: str) -> Response | None:
        """Begin a session for whom the proxy names, and ask for the page again; None for nobody's account."""
        now, person = self.clock(), people.by_name(self.store, named)
        address, secure = client_of(connection)
        if person is None or person.disabled:
            known = people.folded(named)[:80]
            trail.note(self.store, now, known, "sign_in_failed", address=address, why="proxy")
            return None
        if person.must_change:
            people.need_no_password(self.store, now, person)
        made = sessions.begin(self.store, now, person, address)
        response = RedirectResponse(_asked_for(connection), 303)
        response.headers["cache-control"] = "no-store"
        return _with_session(response, made, secure=secure)

    def _wall_opened(self, connection: HTTPConnection, text: str) -> Response:
        """Send a wall screen to its view with its token as cookie; nothing for a token that opens nothing."""
        found = tokens.opened(self.store, text, Purpose.WALL) if connection.scope["method"] in READING else None
        if found is None:
            return Response(status_code=404)
        person, subject, number = found
        address, secure = client_of(connection)
        trail.note(self.store, self.clock(), person.shown, "wall_opened", address=address, token=number, **subject)
        response = RedirectResponse(subject["view"], 303)
        response.set_cookie(
            WALL_COOKIE, text, max_age=WALL_LASTS_S, path="/", secure=secure, httponly=True, samesite="lax"
        )
        return response

    def _wall_s(self, connection: HTTPConnection) -> str:
        """Return whose wall screen asks for what its view needs: its page, what pages are made of, its stream; else ''.

        Nothing is handed in; which figures the page then reads is `ui.wall`'s to hold.
        """
        found = tokens.opened(self.store, connection.cookies[WALL_COOKIE], Purpose.WALL)
        if found is None:
            return ""
        person, subject, _ = found
        path = connection.url.path
        if connection.scope["type"] == "websocket":
            fits = path == STREAM and _same_site(connection)
        else:
            view = wall_view(subject["view"])
            page = path.startswith(PARTS) or view.holds(*address_of(f"{path}?{connection.url.query}"))
            fits = page and connection.scope["method"] in READING
        return person.shown if fits else ""

    def _noting(self, connection: HTTPConnection, who: str, send: Send) -> Send:
        """Return a way to send that writes each file handed out into the trail before its first byte goes.

        Here, not where a page offers a file: a page added tomorrow is in the trail today.
        """

        async def noted(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 206):
                headers = Headers(raw=message["headers"])
                said = headers.get("content-disposition", "")
                if said.startswith("attachment"):
                    size = headers.get("content-length", "")
                    await run_in_threadpool(self._note_file, connection, who, said, size)
            await send(message)

        return noted

    def _note_file(self, connection: HTTPConnection, who: str, said: str, size: str) -> None:
        name = unquote(said.split("filename*=utf-8''")[-1]) if "utf-8''" in said else said.partition("filename=")[2]
        asked_on = urlsplit(connection.headers.get("referer", ""))
        address, _ = client_of(connection)
        trail.note(
            self.store,
            self.clock(),
            who,
            "handed_out",
            address=address,
            file=name.strip('"')[:200],
            bytes=size,
            page=asked_on.path[:100],
            asked=unquote(asked_on.query)[:1000],
        )

    def _refused(self, connection: HTTPConnection) -> Response:
        """Send a reader who opens a page to the sign-in page; tell everything else nothing."""
        if _wants_page(connection):
            return RedirectResponse(f"{SIGN_IN}?then={quote(_asked_for(connection), safe='')}", 303)
        return Response(status_code=401)

    async def _own(self, request: Request, session: Session | None) -> Response:
        address, secure = client_of(request)
        language = "en" if request.query_params.get("lang") == "en" else "zh"
        asked = _Asked(request, self.clock(), address, secure, language, session)
        path = request.url.path
        anyone = await run_in_threadpool(people.any_account, self.store)
        if not anyone and path != SET_UP:
            return RedirectResponse(f"{SET_UP}?lang={language}", 303)
        if anyone and path == SET_UP:
            return RedirectResponse(SIGN_IN, 303)
        if path == ACCOUNT and session is None:
            return RedirectResponse(SIGN_IN, 303)
        if request.method not in ("GET", "HEAD", "POST") or (path == SIGN_OUT and request.method != "POST"):
            return PlainTextResponse("", 405)
        if request.method != "POST":
            return self._shown(asked, path)
        if int(request.headers.get("content-length") or _LARGEST_FORM + 1) > _LARGEST_FORM:
            return Response(status_code=413)
        form = await request.form(max_files=0, max_fields=20)
        if not _same_site(request) or not self._own_form(asked, _said(form, "form")):
            return self._shown(asked, path, fault=AccountFault("form_too_old"), status=403)
        return await run_in_threadpool(self._done, asked, path, form)

    def _done(self, asked: _Asked, path: str, form: FormData) -> Response:
        """Do what a form asks; a refusal shows the form again with its sentence."""
        try:
            if path == SIGN_IN:
                return self._signed_in(asked, form)
            if path == SET_UP:
                return self._set_up(asked, form)
            if path == SIGN_OUT:
                return self._signed_out(asked)
            return self._account_changed(asked, form)
        except (AccountFault, NotSignedIn) as fault:
            return self._shown(asked, path, fault=fault, name=_said(form, "name"), then=_said(form, "then"), status=400)

    def _signed_in(self, asked: _Asked, form: FormData) -> Response:
        made, person = entry.sign_in(
            self.store, asked.now, _said(form, "name"), _said(form, "password"), asked.address, _said(form, "code")
        )
        then = ACCOUNT if person.must_change else way_on(_said(form, "then"))
        return _with_session(RedirectResponse(then, 303), made, secure=asked.secure)

    def _set_up(self, asked: _Asked, form: FormData) -> Response:
        if _said(form, "new") != _said(form, "again"):
            raise AccountFault("passwords_differ")
        name, password = _said(form, "name"), _said(form, "new")
        people.set_up(self.store, asked.now, _said(form, "setup"), name, password, address=asked.address)
        made, _ = entry.sign_in(self.store, asked.now, name, password, asked.address)
        return _with_session(RedirectResponse("/", 303), made, secure=asked.secure)

    def _signed_out(self, asked: _Asked) -> Response:
        if asked.session:
            sessions.end(self.store, asked.now, asked.session, asked.address)
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(COOKIE, path="/")
        return response

    def _account_changed(self, asked: _Asked, form: FormData) -> Response:
        session = asked.session
        if session is None:
            return RedirectResponse(SIGN_IN, 303)
        what, person = _said(form, "what"), session.person
        if what == "password":
            if _said(form, "new") != _said(form, "again"):
                raise AccountFault("passwords_differ")
            old, new = _said(form, "old"), _said(form, "new")
            people.change_password(self.store, asked.now, person, old, new, keep=session.digest)
            return self._shown(
                self._again(asked), ACCOUNT, done=asked.voice.say("密码已修改。", "The password was changed.")
            )
        if what == "codes_begin":
            return self._shown(asked, ACCOUNT, secret=entry.new_codes_secret())
        if what == "codes_use":
            secret = _said(form, "secret")
            try:
                codes = entry.use_codes(self.store, asked.now, person, secret, _said(form, "code"))
            except AccountFault as fault:
                return self._shown(asked, ACCOUNT, fault=fault, secret=secret, status=400)
            return self._shown(self._again(asked), ACCOUNT, recovery=codes)
        if what == "codes_end":
            entry.end_codes(self.store, asked.now, person, _said(form, "present"))
        return self._shown(self._again(asked), ACCOUNT)

    def _again(self, asked: _Asked) -> _Asked:
        """Return the request with its session read anew, after a change of the account."""
        cookie = asked.request.cookies.get(COOKIE, "")
        session = sessions.of(self.store, asked.now, cookie)
        return _Asked(asked.request, asked.now, asked.address, asked.secure, asked.language, session)

    def _shown(
        self,
        asked: _Asked,
        path: str,
        *,
        fault: Fault | None = None,
        done: str = "",
        name: str = "",
        then: str = "",
        secret: str = "",
        recovery: list[str] | None = None,
        status: int = 200,
    ) -> Response:
        """Draw one of the pages, with a form token that only this browser can send back."""
        held = asked.request.cookies.get(_FORM_COOKIE, "")
        mine = held if 20 < len(held) < 100 else secrets.token_urlsafe(24)
        token, words = self._token(mine, asked.now), asked.told(fault) if fault else ""
        if path == SET_UP:
            page = set_up_page(asked.voice, asked.language, token, name=name[:40], fault=words)
        elif path == ACCOUNT and asked.session:
            person = asked.session.person
            page = account_page(
                asked.voice,
                asked.language,
                token,
                shown=person.shown,
                roles=[grant.role for grant in person.grants],
                must_change=person.must_change,
                with_codes=person.with_codes,
                secret=secret,
                address=entry.codes_address(secret, person.name) if secret else "",
                recovery=recovery or (),
                fault=words,
                done=done,
            )
        else:
            going = way_on(then or asked.request.query_params.get("then", "/"))
            page = sign_in_page(asked.voice, asked.language, token, then=going, name=name[:80], fault=words)
        response = Response(page, status, media_type="text/html; charset=utf-8")
        response.set_cookie(_FORM_COOKIE, mine, path="/", secure=asked.secure, httponly=True, samesite="strict")
        return response

    def _token(self, mine: str, at: float) -> str:
        hour = int(at // _FORM_LASTS_S)
        return hmac.new(self.store.key, f"form {hour} {mine}".encode(), hashlib.sha256).hexdigest()

    def _own_form(self, asked: _Asked, token: str) -> bool:
        """Tell whether a form was drawn for this browser within the last hour or two."""
        mine = asked.request.cookies.get(_FORM_COOKIE, "")
        drawn = (self._token(mine, asked.now - back * _FORM_LASTS_S) for back in (0, 1))
        return bool(mine) and any(hmac.compare_digest(made.encode(), token.encode()) for made in drawn)


def named_by(proxy: Proxy | None, connection: HTTPConnection) -> str:
    """Return whom the proxy names as its reader; '' where the request is not the proxy's own, or names two."""
    if proxy is None or connection.client is None or connection.client.host != proxy.address:
        return ""
    said = connection.headers.getlist(proxy.header)
    # Headers come as Latin-1; names are written in UTF-8.
    return said[0].encode("latin-1").decode("utf-8", "replace").strip()[:200] if len(said) == 1 else ""


def _wants_page(connection: HTTPConnection) -> bool:
    page = "text/html" in connection.headers.get("accept", "")
    return connection.scope["type"] == "http" and connection.scope["method"] == "GET" and page


def _asked_for(connection: HTTPConnection) -> str:
    url = connection.url
    return way_on(url.path + (f"?{url.query}" if url.query else ""))


def _with_session(response: Response, made: str, *, secure: bool) -> Response:
    response.set_cookie(
        COOKIE, made, max_age=int(sessions.LONGEST_S), path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


def _said(form: FormData, key: str) -> str:
    value = form.get(key, "")
    return value if isinstance(value, str) else ""


def _same_site(connection: HTTPConnection) -> bool:
    """Tell whether a request comes from a page of this server, by its Origin; a program that sends none may pass."""
    origin = connection.headers.get("origin", "")
    return not origin or urlsplit(origin).netloc == connection.headers.get("host", "")
