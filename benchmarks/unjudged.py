"""How much of the sample's overviews is 数据不足以判断: every month, quarter and year of 2023 and 2024, five counties.

A reading counts where both figures are printed, as against the year before; what is hidden or has no base is told
beside, as the share that there is nothing to judge of. The words are those of the pages (`metrics.judge.assessment`).

    python -m benchmarks --only unjudged
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from data_access.engine import open_engine, warehouse_url
from findings.overview import INDICATORS
from metrics.judge.assessment import assessment
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import Verdict

YEARS: Final = (2023, 2024)
KINDS: Final = {
    "months": [f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)],
    "quarters": [f"{year}Q{quarter}" for year in YEARS for quarter in range(1, 5)],
    "years": [str(year) for year in YEARS],
}


def run() -> Iterator[tuple[str, float, str]]:
    """Yield, by kind of period and place, the share of readings that are not judged, and of figures without a base."""
    engine = open_engine(warehouse_url())
    try:
        source = Source(engine, load_reference(engine))
        for kind, periods in KINDS.items():
            judged = [
                assessment(source, INDICATORS, Scope(county, Period.parse(text)))
                for text in periods
                for county in source.reference.counties
            ]
            for place in ("county", "townships"):
                name = f"unjudged: overviews, {kind}, {place}"
                yield from _shares(name, [getattr(one, place) for one in judged])
    finally:
        engine.dispose()


def _shares(name: str, judged: list[pd.DataFrame]) -> Iterator[tuple[str, float, str]]:
    rows = pd.concat(judged)
    both = rows[rows["value"].notna() & rows["compare_value"].notna()]
    yield f"{name}: readings", float(len(both)), ""
    yield f"{name}: 数据不足以判断", 100 * float((both["verdict"] == Verdict.TOO_LITTLE_DATA).mean()), "%"
    yield f"{name}: hidden or without a base, of all figures", 100 * (1 - len(both) / len(rows)), "%"
