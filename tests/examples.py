"""How many examples a test tries that draws them: fewer than would convince for ever, and the same ones every time.

YILAN_EXAMPLES=10 make test  tries ten times as many.
"""

import os

MORE = float(os.environ.get("YILAN_EXAMPLES", "1"))


def examples(ordinary: int) -> int:
    """So many examples in an ordinary run, more or fewer where the run asks for it."""
    return max(1, round(ordinary * MORE))
