"""A figure that no ratio of two sums says: how it is answered, from what rows, and how its change is explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from metrics.ask.answers import Rows, ask_all
from metrics.ask.compiler import BoundSelect
from metrics.ask.frame_columns import Columns
from metrics.statistics.decomposition import Decomposition

if TYPE_CHECKING:
    from metrics.ask.question import Question
    from metrics.definition import Metric
    from metrics.reference import Reference
    from metrics.scope import Scope
    from metrics.source import Source


@dataclass(frozen=True, eq=False)
class Reads:
    """What an answer reads, in the order read. plans: how the rows are sorted again, where they need it."""

    selects: tuple[BoundSelect, ...]
    plans: Any = None


Asks = Callable[["Source", "Metric", "Question"], Columns]
Plans = Callable[["Source", "Metric", "Question"], Reads]
FromRows = Callable[["Reference", "Metric", "Question", Reads, Sequence[Rows]], Columns]
Lists = Callable[["Source", "Metric", "Question"], Mapping[str, pd.DataFrame]]
Splits = Callable[["Source", "Metric", "Scope", pd.Series, pd.DataFrame], Decomposition | None]
Audits = Callable[["Source", "Scope"], Any]


@dataclass(frozen=True, eq=False)
class Computed:
    """How a computed metric is answered, shown and explained. Its functions take a source and the metric first.

    answer        : question → the columns of its frame.
    reads         : question → the statements that `answer` reads, as they run.
    from_rows     : the rows of those statements → the same columns; `answer` takes the same way.
    made          : what is worked out from these rows, Chinese and English, a phrase each.
    rows          : question → the rows counted in the numerator (分子) and the denominator (分母), for listing; None
                    where small counts forbid it.
    split         : scope, the county's judged row and the townships' → the exact terms of the change,
                    None where there are none; without it a change is never split.
    why_not_split : why there are no terms, a code; None where the reasons of all metrics say it.
    interval      : name of the interval that its values have; None without one.
    audit         : scope → what was left out of the count and why; None where nothing is.
    """

    answer: Asks
    reads: Plans
    from_rows: FromRows
    made: tuple[str, str]
    rows: Lists | None = None
    split: Splits | None = None
    why_not_split: str | None = None
    audit: Audits | None = None
    interval: str | None = None


def answered_from_rows(reads: Plans, from_rows: FromRows) -> Asks:
    """Return the answer that runs what it reads and works on the rows. Raises WarehouseError."""

    def answer(source: Source, metric: Metric, question: Question) -> Columns:
        plan = reads(source, metric, question)
        return from_rows(source.reference, metric, question, plan, ask_all(source, plan.selects))

    return answer
