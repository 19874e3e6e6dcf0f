"""A visit to one page in a real browser: when it has settled, and what the browser complained about."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request
from playwright.sync_api import TimeoutError as PlaywrightTimeout

# A software renderer draws the maps, and only them: composing the rest of a page with it costs twice the time.
# Nothing of the browser's own may call out.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
    "--disable-gpu-rasterization",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# What a leader's laptop, a meeting room's projector and a phone show, CSS pixels.
SIZES = {"laptop": (1440, 900), "projector": (1920, 1080), "phone": (390, 844)}

# How long a page, a click or an expectation is waited for before it counts as never coming. Never a measure of speed:
# a busy machine may be ten times slower than a quiet one.
LIMIT_S = 180.0

# Counted in the page: how many looks in a row, TICK_MS apart, found its script stopped and nothing changed since the
# look before. On a busy machine the looks come later, and so does what would still have changed the page.
SETTLED = """([ticks, tickMs]) => new Promise(resolve => {
  const begun = performance.now();
  const stopped = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || ['running', 'initial'].includes(app.getAttribute('data-test-script-state'))) return false;
    return !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]');
  };
  let changed = true, quiet = 0, lastChange = begun;
  const watch = new MutationObserver(() => { changed = true; });
  watch.observe(document.body, {subtree: true, childList: true, characterData: true});
  const look = () => {
    quiet = changed || !stopped() ? 0 : quiet + 1;
    if (!quiet) lastChange = performance.now();
    changed = false;
    if (quiet < ticks) return setTimeout(look, tickMs);
    watch.disconnect();
    resolve({seconds: (lastChange - begun) / 1000});
  };
  look();
})"""
TICK_MS = 100
# How often a list is opened anew, and how long its option is waited for each time.
TRIES, TRY_MS = 8, 10_000


def settled(page: Page, quiet_s: float = 0.8, limit_s: float = LIMIT_S) -> float:
    """Seconds until the page's script had stopped and its content then stayed the same for `quiet_s`.

    Raises TimeoutError when that does not come within `limit_s`.
    """
    try:
        ticks = round(quiet_s * 1000 / TICK_MS)
        found = page.wait_for_function(SETTLED, arg=[ticks, TICK_MS], timeout=limit_s * 1000)
        return float(found.json_value()["seconds"])
    except PlaywrightTimeout as late:
        raise TimeoutError(f"{page.url} did not settle within {limit_s:.0f} s") from late


def choose_in(page: Page, box: Locator, name: str, *, exact: bool = False) -> None:
    """Choose an option of one list by typing its name.

    A list may be closed again by what the page still draws under it: it is then opened anew.
    """
    option = page.get_by_role("option", name=name, exact=exact).first
    for _ in range(TRIES):
        box.press("Escape")
        box.fill("")
        box.fill(name)
        try:
            option.click(timeout=TRY_MS)
            break
        except PlaywrightTimeout:
            continue
    else:
        raise TimeoutError(f"{page.url} never offered {name}")
    settled(page)


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
