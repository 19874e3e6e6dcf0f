"""What may be asked of a row of the metric frame before it is drawn, and the columns that a file may carry."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from faces.blocks.marks import Status
from findings.figures import Words
from metrics.ask.frame_columns import FRAME_COLUMNS, JUDGED_COLUMNS
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from words.names import STATUSES
from words.numbers import is_missing

# The columns that a file may carry; the sums that only serve a calculation stay out.
SHOWN_COLUMNS = (*FRAME_COLUMNS, *JUDGED_COLUMNS)


def shown_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame's public columns, in their order."""
    return frame[[column for column in SHOWN_COLUMNS if column in frame.columns]]


def number_or_none(value: Any) -> float | None:
    """Return a float, or None where there is none."""
    return None if is_missing(value) or math.isinf(float(value)) else float(value)


def is_shown(row: pd.Series) -> bool:
    """Say whether a row has a figure to show."""
    return row["status"] in ("shown", "incomplete") and not is_missing(row["value"])


def has_base(row: pd.Series, judged: Assessment) -> bool:
    """Say whether a row has a figure it is compared with."""
    return judged.compare is not None and not is_missing(row["compare_value"])


def mark_words(row: pd.Series, metric: Metric, words: Words) -> str:
    """Return a figure with its unit, or in one word why there is none: beside a mark there is no room for a sentence.

    The whole reason stands on cards and in tables.
    """
    return words.status("hidden") if row["status"] == "hidden" else words.value(row, metric)


def why_wordless(row: pd.Series | None) -> Status:
    """Return why there is no figure to show: hidden, not applicable, counted over different things, or not reported."""
    status: Status = "no_data" if row is None or row["status"] not in STATUSES else row["status"]
    return status
