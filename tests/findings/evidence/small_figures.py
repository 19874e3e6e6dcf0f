"""A mechanism of the small county asked for its figures: the county's rows, and a target where a test sets one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data_access.engine import open_engine
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.period import Period
from metrics.reads.mechanisms import Evidence, MechanismCard
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY
from tests.small_warehouse import small_with
from words.numbers import Language


def figures_asked(
    folder: Path,
    metric_ids: Sequence[str],
    *,
    period: str = "2023",
    townships: Sequence[str] = (),
    language: Language = "zh",
    target: tuple[str, str, float] | None = None,
    since: int | None = None,
    tables: dict[str, pd.DataFrame] | None = None,
) -> Asked:
    """Return the question to a mechanism with these metrics.

    target: metric, comparator and value; tables: rows in place of the small county's own.
    """
    rows = dict(tables or {})
    if target is not None:
        metric_id, comparator, value = target
        rows["indicator_target"] = pd.DataFrame(
            [
                {
                    "target_id": "t1", "metric_id": metric_id, "county_code": COUNTY, "township_code": None,
                    "comparator": comparator, "value": value, "valid_from": 202201, "valid_to": None, "figure_id": None,
                    "note": None, "basis": "synthetic", "load_id": "test",
                }
            ]
        )  # fmt: skip
    engine = open_engine(small_with(folder / f"figures_{len(list(folder.iterdir()))}.duckdb", rows))
    reference = load_reference(engine)
    evidence = tuple(Evidence(metric_id, None, "", "") for metric_id in metric_ids)
    card = MechanismCard("small", "小举措", "Small", "", "", "", "", evidence, COUNTY, since=since)
    scope = Scope(COUNTY, Period.parse(period), tuple(townships)).in_edition(reference)
    return Asked(card, scope, Source(engine, reference), Words(language, reference, scope.townships))
