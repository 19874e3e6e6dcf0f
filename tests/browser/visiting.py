"""A visit to one page in a real browser: when it has settled, and what the browser complained about."""

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

# A software renderer draws the maps; nothing of the browser's own may call out.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# What a leader's laptop, a meeting room's projector and a phone show, CSS pixels.
SIZES = {"laptop": (1440, 900), "projector": (1920, 1080), "phone": (390, 844)}

SCRIPT_HAS_STOPPED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return false;
  const running = app.getAttribute('data-test-script-state');
  const stale = document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]');
  return running !== 'running' && running !== 'initial' && !stale;
}"""


def settled(page: Page, quiet_s: float = 0.8, limit_s: float = 60.0) -> float:
    """Seconds until the page's script had stopped and its content then stayed the same for `quiet_s`.

    Raises TimeoutError when that does not come within `limit_s`.
    """
    started = last_change = time.monotonic()
    size = -1
    while (now := time.monotonic()) - started < limit_s:
        size_now = page.evaluate("document.body.innerHTML.length")
        if size_now != size or not page.evaluate(SCRIPT_HAS_STOPPED):
            size, last_change = size_now, now
        elif now - last_change >= quiet_s:
            return last_change - started
        page.wait_for_timeout(100)
    raise TimeoutError(f"{page.url} did not settle within {limit_s:.0f} s")


@dataclass
class Watch:
    """What a browser complained about since it was set to watch a page of the server at `netloc`."""

    netloc: str
    console_errors: list[str] = field(default_factory=list)
    failed_requests: list[str] = field(default_factory=list)
    outside_requests: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to this page from now on."""
        page.on("console", self.note_console)
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("requestfailed", lambda request: self.failed_requests.append(f"{request.url} {request.failure}"))
        page.on("request", self.note_request)

    def note_console(self, message: ConsoleMessage) -> None:
        """Keep errors; a software renderer's "GPU stall" lines are warnings and stay out by their kind."""
        address = message.location.get("url", "")
        # On a deep link Streamlit looks for its base path under /PAGE/_stcore/; those two 404s are its own.
        if message.type == "error" and "/_stcore/" not in address:
            self.console_errors.append(f"{message.text} ({address})")

    def note_request(self, request: Request) -> None:
        """Keep requests that leave the server under test; data: and blob: addresses leave nowhere."""
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.netloc:
            self.outside_requests.append(request.url)

    @property
    def complaints(self) -> list[str]:
        """Everything that was noted; empty for a clean visit."""
        return self.console_errors + self.failed_requests + self.outside_requests
