"""Which rows of an answer hide a small count of people: it does not depend on the townships that a reader chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ask.question import DIMENSIONS, Question
from metrics.definition import Metric, Timing
from metrics.hiding.county_years import asks_whole_years
from metrics.hiding.protection import COUNTED, Columns, Lines, all_hidden, betrays, protect, protect_unrelated
from metrics.reference import Reference


def may_hide(metric: Metric, part: Columns, question: Question) -> bool:
    """Say whether anything of a metric could be hidden: a small count here, or townships left out of what is asked."""
    if metric.suppression is None:
        return False
    counts = np.concatenate([part[name] for name in COUNTED])
    return bool(question.townships) or bool(((counts > 0) & (counts < metric.suppression.below)).any())


def protected(
    reference: Reference, question: Question, metric: Metric, part: Columns, everywhere: Callable[[], pd.DataFrame]
) -> dict[str, npt.NDArray[Any]]:
    """Return one metric's columns with small counts hidden; which ones does not depend on the townships chosen.

    everywhere : asks for the metric, protected, in every township of the question's counties.
    """
    assert metric.suppression is not None
    if question.townships and "township" in question.by:
        rows = everywhere()
        chosen = rows[rows["township_code"].isin(question.townships)]
        return {str(name): chosen[name].to_numpy() for name in chosen}
    own = _protected_alone(reference, question, metric, part)
    if not question.townships:
        return own
    rows = everywhere()
    hidden = set(rows.loc[rows["status"] == "hidden", "township_code"])
    return all_hidden(own) if betrays(set(question.townships), hidden) else own


def _protected_alone(
    reference: Reference, question: Question, metric: Metric, part: Columns
) -> dict[str, npt.NDArray[Any]]:
    """Return the columns with small counts hidden, and what would tell them within this answer and by its own sums."""
    assert metric.suppression is not None
    lines, columns = lines_of(question, metric)
    if lines == "none":
        small = metric.suppression
        whole_years = asks_whole_years(reference, question, metric)
        return protect_unrelated(part, below=small.below_county_year if whole_years else small.below)
    newest = {
        old: new for code in question.counties for old, new in reference.in_edition(code, reference.last_month).items()
    }
    return protect(part, below=metric.suppression.below, lines=lines, columns=columns, successors=newest)


def lines_of(question: Question, metric: Metric) -> tuple[Lines, tuple[str, ...]]:
    """Return how an answer's rows are tied by sums, and the columns that make a table of townships and something else.

    Townships add to their county, months of a flow to their period, groups (levels, diseases …) to their whole.
    """
    by_month = "month" in question.by and metric.numerator.timing is Timing.FLOW
    further = tuple(DIMENSIONS[dimension] for dimension in question.by if dimension not in ("township", "month"))
    if "township" in question.by:
        columns = (*(("period",) if by_month else ()), *further)
        return ("table", columns) if columns else ("line", ())
    if further:
        return "line", ()
    return ("months" if by_month else "none"), ()
