"""How far a command is, as a line on a terminal; where nobody watches, its end alone."""

from __future__ import annotations

import sys
from typing import Final

WIDTH: Final = 30


def bar(share: float, what: str) -> None:
    """Draw how far the work is. share: 0–1 of it; what: what is being done, in Chinese."""
    filled = int(share * WIDTH)
    line = f"[{'█' * filled}{'·' * (WIDTH - filled)}] {share:>4.0%} {what[:40]}"
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + line)
    elif share >= 1 or what.startswith("生成"):
        sys.stderr.write(line + "\n")
    sys.stderr.flush()
