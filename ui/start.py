"""What the server does once, after the first page was shown: put aside what it will keep for good."""

import gc
from functools import cache


@cache
def settle() -> None:
    """Take all that start-up made out of the garbage collector's rounds, once in a server's life.

    Modules, tables and the first page's cached reads are some two million objects that stay. Walked at every full
    round they cost more than the page itself; frozen, a round sees only what came since. `[runner] postScriptGC` in
    .streamlit/config.toml is off for the same reason: Streamlit would start a full round after every script run.
    """
    gc.collect()
    gc.freeze()
