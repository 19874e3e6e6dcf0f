"""Each metric query against the same SQL by hand: read with pandas.read_sql on the same connection pool.

By hand is what an analyst would run to get the same numerator and denominator: the compiled statement as plain text,
values filled in, one statement for each fact table, read into a DataFrame. Both run in turn, best of several.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import pandas as pd
from sqlalchemy import Engine, text

from data_access.engine import open_engine, warehouse_url
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from metrics.lineage import sql_of
from metrics.period import Period
from metrics.query import query
from metrics.reference import Reference, load_reference

COUNTY, PERIOD = "141122", Period(202301, 202312)
ROUNDS = 7


def _best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the shortest of several runs, seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _by_hand(engine: Engine, metric: Metric) -> Callable[[], object]:
    """Return the same statements as text, read into frames."""
    sql = sql_of(metric, county=COUNTY, period=PERIOD, townships=[], compare=PERIOD.previous_year())
    statements = [text(part) for part in sql.rstrip(";").split(";\n\n")]

    def read() -> object:
        with engine.connect() as connection:
            return [pd.read_sql(statement, connection) for statement in statements]

    return read


def _ours(engine: Engine, reference: Reference, metric: Metric) -> Callable[[], object]:
    return lambda: query(engine, reference, [metric], county=COUNTY, period=PERIOD, compare="yoy")


def run() -> Iterator[tuple[str, float, str]]:
    """Yield the ratio of every metric, then median, worst and how many exceed the budget of 1.3."""
    engine = open_engine(warehouse_url())
    reference = load_reference(engine)
    ratios = []
    for metric in CATALOGUE.values():
        if getattr(metric, "computed", None) is not None:
            continue
        ours, by_hand = _ours(engine, reference, metric), _by_hand(engine, metric)
        ours(), by_hand()
        ratio = _best(ours) / _best(by_hand)
        ratios.append(ratio)
        yield f"query {metric.id}: ratio to SQL by hand", ratio, ""
    yield "queries: median ratio to SQL by hand", statistics.median(ratios), ""
    yield "queries: worst ratio to SQL by hand", max(ratios), ""
    yield "queries above 1.3 times SQL by hand", sum(ratio > 1.3 for ratio in ratios), f"of {len(ratios)}"
    engine.dispose()
