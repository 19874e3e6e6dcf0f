"""Streamlit's command line for this dashboard: `python -m ui.server run app.py …` starts what `streamlit run` would.

Three things of Streamlit 1.67 are set right before it starts:

- It takes a folder pages/ for its old kind of multi-page app until st.navigation has been called once
  (script_runner._mpa_v1): the first reader after a start who followed a link was told that there is no such page.
- A connection from a foreign origin makes it look its own address up, on the internet too, while nobody is served
  (server_util.is_url_from_allowed_origins): where packets are dropped, ten connections took twenty seconds.
- It has no list of hosts and no content security policy; `gate` stands before everything it serves.
- Whoever reaches it may read and write: `entrance` asks for a session where accounts are in force, and without accounts
  the server serves this machine only.
"""

import os
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from streamlit import config, net_util
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main
from streamlit.web.server.starlette import starlette_app

from accounts.faults import AccountFault
from accounts.people import any_account, new_setup_code
from accounts.proxy import Proxy, proxy_in_force
from accounts.setting import beyond_this_machine, store_in_force
from accounts.store import Store
from ui.entrance import Entrance
from ui.gate import Gate, allowed_hosts, policy

_streamlit_middleware = starlette_app.create_streamlit_middleware


def _no_address() -> None:
    """Know no address of this machine but those that are set: nothing is looked up."""


def _with_gate() -> list[Any]:
    names = [config.get_option("browser.serverAddress"), *config.get_option("server.corsAllowedOrigins")]
    parts = [urlsplit(address) for address in os.environ.get("YILAN_BASE_MAP_TILES", "").split()]
    tiles = sorted({f"{part.scheme}://{part.netloc}" for part in parts if part.netloc})
    allowed = allowed_hosts(names)
    gate = Middleware(Gate, allowed=allowed, page_policy=policy(tiles))
    store = store_in_force()
    if store is None:
        _require_this_machine(allowed)
        return [gate, *_streamlit_middleware()]
    _print_setup_code(store)
    return [gate, Middleware(Entrance, store=store, proxy=_proxy()), *_streamlit_middleware()]


def _proxy() -> Proxy | None:
    """Return the proxy that signs readers in; end the program where its setting is not to be trusted."""
    try:
        return proxy_in_force()
    except AccountFault as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)


def _require_this_machine(names: frozenset[str]) -> None:
    """End the program where others could reach a server without accounts."""
    address = beyond_this_machine(config.get_option("server.address"), names)
    if address:
        print(AccountFault("accounts_needed", address=address), file=sys.stderr)
        sys.exit(2)


def _print_setup_code(store: Store) -> None:
    """Print the code for the first administrator, while there is no account."""
    if not any_account(store):
        code = new_setup_code(store, time.time())
        print(f"还没有账号。打开网页，用这个初始化码建立管理员：{code}（24小时内有效）", flush=True)


def prepare() -> None:
    """Set Streamlit right, before it serves anything."""
    # Uvicorn would put X-Forwarded-For in the place of the address that it sees, for whoever speaks from this machine;
    # whose word is believed is `entrance`'s to say.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    PagesManager.uses_pages_directory = False
    net_util.get_internal_ip = net_util.get_external_ip = _no_address
    starlette_app.create_streamlit_middleware = _with_gate


if __name__ == "__main__":
    prepare()
    main(prog_name="streamlit")
