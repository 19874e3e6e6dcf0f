"""Why a change has no parts by township, as a code (`words.reasons.NOT_SPLIT`)."""

from __future__ import annotations

import pandas as pd

from metrics.definition import Metric


def why_not_split(metric: Metric, townships: pd.DataFrame, whole: pd.Series, compare: str | None) -> str:
    """Return why a change has no parts by township.

    townships, whole : judged rows of the metric.
    """
    if compare is None:
        return "nothing_compared"
    if whole["status"] == "hidden" or (townships["status"] == "hidden").any():
        return "township_hidden"
    own = None if metric.computed is None else metric.computed.why_not_split
    if own is not None and metric.computed is not None and metric.computed.split is None:
        return own
    if pd.isna(whole["change"]):
        return "no_base"
    if metric.suppression is not None and townships["compare_value"].isna().any():
        return "base_hidden"
    if len(townships) == 1:
        return "one_township"
    if not metric.can_be_split_by("township_code"):
        return "county_only"
    if own is not None:
        return own
    return "no_ratio" if metric.numerator.is_additive_over_places else "counted_once"
