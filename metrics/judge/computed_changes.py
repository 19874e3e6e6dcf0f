"""Why a computed figure changed, where exact terms exist, and in which words to say that none do.

Income ratio, R = p ÷ l with p what primary institutions pay a person and l what the lead hospital pays one:

    R₁ − R₀ = (p₁ − p₀) × (1/l₁ + 1/l₀) / 2  +  (1/l₁ − 1/l₀) × (p₁ + p₀) / 2

p is a ratio of sums, so its own change falls into townships (`decompose_ratio`); the last part is the lead hospital's.
Postings per resident are a ratio of sums as long as nobody is posted to two townships; otherwise townships do not add.
40q30 is not split: its exact terms are made of deaths by age group and township, nearly all of them fewer than ten.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import numpy as np
import pandas as pd

from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.hiding.protection import PARTS
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.decomposition import Decomposition, Term, decompose_ratio

LEAD: Final = "lead_hospital"  # stands among the places of an income ratio's terms
LEAD_KIND: Final = "lead"
PLACE_WORDS: Final = {LEAD: ("牵头医院", "Lead hospital")}
INCOME_RATIO, POSTINGS, MORTALITY = "income_ratio", "postings_per_10000", "premature_mortality"
Sides = Mapping[str, Mapping[str, float]]


def income_decomposition(primary: Sides, lead: Mapping[str, float]) -> Decomposition:
    """Return the change of the income ratio by township, the lead hospital's own part last.

    primary : PARTS → township → sums of primary institutions; lead : PARTS → the lead hospital's sums.
    Raises ValueError where a side has no ratio.
    """
    sums = {name: Fraction(str(float(lead[name]))) for name in PARTS}
    if 0 in sums.values():
        raise ValueError("the lead hospital paid or counted nobody in a period: there is no ratio")
    now = sums["matched_denominator"] / sums["matched_numerator"]
    base = sums["compare_denominator"] / sums["compare_numerator"]
    own = decompose_ratio(
        primary["compare_numerator"],
        primary["compare_denominator"],
        primary["matched_numerator"],
        primary["matched_denominator"],
        per=1,
    )
    terms = [Term(term.place, term.kind, term.value * (now + base) / 2) for term in own.terms]
    terms.append(Term(LEAD, LEAD_KIND, (now - base) * (own.value + own.base_value) / 2))
    return Decomposition(own.base_value * base, own.value * now, tuple(terms))


def income_contributions(source: Source, metrics: tuple[Metric, Metric], scope: Scope) -> Decomposition | None:
    """Read and decompose the income ratio; None where a side has no figures. metrics: primary's and the lead's income.

    Raises QuestionError, WarehouseError.
    """
    primary, lead = metrics
    own = ask(source, [primary], scope, by="township", with_parts=True)
    whole = ask(source, [lead], scope.whole_county, with_parts=True).iloc[0]
    known = own[list(PARTS)].notna().all(axis=1).to_numpy()
    if not known.any() or whole[list(PARTS)].isna().any():
        return None
    places = own.loc[known, "township_code"].tolist()
    sides = {name: dict(zip(places, own.loc[known, name].tolist(), strict=True)) for name in PARTS}
    return income_decomposition(sides, {name: float(whole[name]) for name in PARTS})


def persons_add_up(townships: pd.DataFrame, whole: pd.Series) -> bool:
    """Say whether nobody is counted in two townships: their numerators then sum to the county's on both sides."""
    sides = ("matched_numerator", "compare_numerator")
    return all(np.isclose(townships[name].sum(), float(whole[name])) for name in sides)


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
    if metric.id == MORTALITY:
        return (
            "40q30由八个年龄组的死亡率连乘得出；按乡镇分解要用到每个乡镇每个年龄组的死亡人数，多数不足10人，因此不列。",
            "40q30 is a product over eight ages; splitting it needs deaths by age and township, mostly under ten.",
        )
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
    if metric.id == POSTINGS:
        return (
            "有医师先后派驻两个乡镇，全县只计一人，各乡镇人数之和大于全县，不能分解。",
            "A doctor was posted to two townships and counts once in the county, so townships do not add.",
        )
    if not metric.numerator.is_additive_over_places:
        return (
            "按人（机构）去重或取最大值的数，各乡镇之和不等于全县，不能分解。",
            "Distinct people, places or a maximum: townships do not add to the county.",
        )
    return (
        "有乡镇只有分子没有分母，没有比值，不能分解。",
        "A township has a numerator without a denominator, and so no ratio to split.",
    )
