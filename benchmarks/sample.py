"""How long the sample warehouse takes to build; the budget is 40 seconds."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from data_access.build import build_sample


def run() -> Iterator[tuple[str, float, str]]:
    """Yield seconds and the file's size."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sample.duckdb"
        start = time.perf_counter()
        build_sample(f"duckdb:///{file}")
        yield "sample.build", time.perf_counter() - start, "s"
        yield "sample.file", file.stat().st_size / 1024**2, "MB"
