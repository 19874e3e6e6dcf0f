"""Pack → PDF, printed by the Chromium of this machine; without one the reader is told what to do."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from dataclasses import replace
from functools import lru_cache
from html import escape
from pathlib import Path

from faces.blocks.pack import Pack
from faces.colophon import Progress, no_progress
from faces.errors import NoChromium
from faces.geometry import HEIGHT, WIDTH
from faces.picture.pdf_seal import producer_of, stamped_pdf, with_fixed_dates
from faces.picture.slide import slide_svg
from faces.seal import stamp_of

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
LIMIT_S = 90
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
)


def find_chromium() -> str | None:
    """Return the path of a Chromium-like browser, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def pack_html(pack: Pack) -> str:
    """Return the pack as one page of HTML, a sheet a slide."""
    pages = "".join(
        f"<section>{slide_svg(pack, slide, number)}</section>" for number, slide in enumerate(pack.slides, start=1)
    )
    style = (
        f"@page{{size:{WIDTH}in {HEIGHT}in;margin:0}} body{{margin:0}} "
        f"section{{width:{WIDTH}in;height:{HEIGHT}in;break-after:page;overflow:hidden}} "
        "svg{width:100%;height:100%;display:block}"
    )
    language = "en" if pack.choice.language == "en" else "zh-CN"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(pack.title)}</title>'
        f"<style>{style}</style></head><body>{pages}</body></html>"
    )


def make_pdf(pack: Pack, *, progress: Progress = no_progress) -> bytes:
    """Return the deck as a PDF. Raises NoChromium where there is no browser, or it does not print."""
    browser = find_chromium()
    if browser is None:
        raise NoChromium("no_chromium")
    progress(0.3, "PDF")
    body = with_fixed_dates(_printed(browser, pack_html(pack)), f"{pack.made_at:%Y%m%d}")
    body = body if body.endswith(b"\n") else body + b"\n"
    stamp = replace(stamp_of(pack, "pdf"), parts=hashlib.sha256(body).hexdigest())
    return stamped_pdf(body, stamp.as_text())


def printed_pdf(page: str) -> bytes:
    """Return a page of HTML as a PDF of the size that it asks for. Raises NoChromium."""
    browser = find_chromium()
    if browser is None:
        raise NoChromium("no_chromium")
    return _printed(browser, page)


def _printed(browser: str, page: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="yilan-pdf-") as folder:
        source, target = Path(folder, "pack.html"), Path(folder, "pack.pdf")
        source.write_text(page, encoding="utf-8")
        command = [browser, *_FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=LIMIT_S)
            return target.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise NoChromium("chromium_failed") from error


def reprints_alike(content: bytes) -> bool:
    """Say whether this machine prints with the Chromium version that printed a PDF: only then are bytes comparable."""
    browser = find_chromium()
    return browser is not None and producer_of(_blank(browser)) == producer_of(content) != b""


@lru_cache(maxsize=2)
def _blank(browser: str) -> bytes:
    return _printed(browser, "<!doctype html><title>-</title>")
