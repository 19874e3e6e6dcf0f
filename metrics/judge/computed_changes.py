"""In which words to say that a change has no parts by township."""

from __future__ import annotations

from typing import Final

import pandas as pd

from metrics.definition import Metric
from metrics.national.income import LEAD

PLACE_WORDS: Final = {LEAD: ("牵头医院", "Lead hospital")}


def why_not_split(metric: Metric, townships: pd.DataFrame, whole: pd.Series, compare: str | None) -> tuple[str, str]:
    """Return in Chinese and English why a change has no parts by township.

    townships, whole : judged rows of the metric.
    """
    if compare is None:
        return "没有选对比期，不分解变化。", "Nothing is compared, so there is no change to split."
    if whole["status"] == "hidden" or (townships["status"] == "hidden").any():
        return (
            "有乡镇因人数过少已隐藏；列出其他乡镇的贡献，就能算出隐藏的数，因此不列。",
            "A township is hidden; the others' parts would give it away, so none is listed.",
        )
    own = None if metric.computed is None else metric.computed.why_not_split
    if own is not None and metric.computed is not None and metric.computed.split is None:
        return own
    if pd.isna(whole["change"]):
        return "没有可比的基期数，不能分解变化。", "There is no base to compare with."
    if metric.suppression is not None and townships["compare_value"].isna().any():
        return (
            "有乡镇上年的数已隐藏；列出贡献就能算出它，因此不列。",
            "A township's base is hidden; the parts would give it away, so none is listed.",
        )
    if len(townships) == 1:
        return "只看一个乡镇，变化就是它自己的变化。", "One township: the change is its own."
    if not metric.can_be_split_by("township_code"):
        return "这项只有全县数，没有分乡镇的数。", "Only the county's figure exists."
    if own is not None:
        return own
    if not metric.numerator.is_additive_over_places:
        return (
            "按人（机构）去重或取最大值的数，各乡镇之和不等于全县，不能分解。",
            "Distinct people, places or a maximum: townships do not add to the county.",
        )
    return (
        "有乡镇只有分子没有分母，没有比值，不能分解。",
        "A township has a numerator without a denominator, and so no ratio to split.",
    )
