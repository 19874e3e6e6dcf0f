"""How fast the national list is answered: a year by township with 同比, intervals and control limits."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Engine

from data_access.build import build_sample
from data_access.engine import DEFAULT_FILE, open_engine
from data_access.errors import SchemaNewer, SchemaOlder, WarehouseEmpty
from metrics.national.indicators import national_year
from metrics.period import Period
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source

YEAR = Period(202401, 202412)
COUNTY = "450223"
REPEATS = 9


def _sample(folder: Path) -> tuple[Engine, Reference]:
    """Open the sample warehouse that stands in var/, or build one where it is missing or of another version."""
    if DEFAULT_FILE.exists():
        try:
            engine = open_engine(f"duckdb:///{DEFAULT_FILE}")
            return engine, load_reference(engine)
        except (SchemaOlder, SchemaNewer, WarehouseEmpty) as error:
            print(f"{DEFAULT_FILE}: {error} A new sample is measured instead.", file=sys.stderr)
    build_sample(f"duckdb:///{folder / 'sample.duckdb'}")
    engine = open_engine(f"duckdb:///{folder / 'sample.duckdb'}")
    return engine, load_reference(engine)


def _milliseconds(work: Callable[[], object]) -> float:
    """Return the median of several warm runs."""
    work()
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def run() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit): one county, and the five counties of the sample."""
    with tempfile.TemporaryDirectory() as folder:
        source = Source(*_sample(Path(folder)))
        everywhere = tuple(source.reference.counties)
        yield (
            "national list by township, one county",
            _milliseconds(lambda: national_year(source, Scope(COUNTY, YEAR))),
            "ms",
        )
        yield (
            "national list by township, five counties",
            _milliseconds(lambda: national_year(source, Scope(COUNTY, YEAR), counties=everywhere)),
            "ms",
        )


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}\t{value:.1f}\t{unit}", flush=True)
