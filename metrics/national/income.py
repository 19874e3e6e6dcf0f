"""The national income measure: what primary institutions pay a person, over what the lead hospital pays one.

How its change falls apart, with R = p ÷ l, p what primary institutions pay a person, l what the lead hospital pays:

    R₁ − R₀ = (p₁ − p₀) × (1/l₁ + 1/l₀) / 2  +  (1/l₁ − 1/l₀) × (p₁ + p₀) / 2

p is a ratio of sums, so its own change falls into townships (`decompose_ratio`); the last part is the lead hospital's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np
import pandas as pd

from data_access import read
from metrics.ask import compiler
from metrics.ask.answers import Rows
from metrics.ask.computed import Computed, Reads, answered_from_rows
from metrics.ask.frame_columns import Columns
from metrics.ask.plan import Planned, planned
from metrics.ask.query import ask, columns_of
from metrics.ask.question import Question
from metrics.definition import Metric
from metrics.hiding.protection import PARTS
from metrics.national.frame import Side, basis_of, frame_columns
from metrics.reference import Reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.decomposition import Decomposition, Term, decompose_ratio
from metrics.statistics.intervals import FloatArray

LEAD: Final = "lead_hospital"  # stands among the places of an income ratio's terms
LEAD_KIND: Final = "lead"
Sides = Mapping[str, Mapping[str, float]]


def income_ratio(primary: Metric, lead: Metric) -> Computed:
    """Return the record of the ratio of what primary institutions pay a person to what the lead hospital pays one.

    A township is divided by the whole county's lead hospital, also where only some townships are asked for.
    """
    incomes = _Incomes(primary, lead)
    return Computed(
        answer=answered_from_rows(incomes.reads, incomes.from_rows),
        reads=incomes.reads,
        from_rows=incomes.from_rows,
        made=(
            "基层机构人员收入÷在岗人月×12，除以牵头医院同法算得的人均收入",
            "staff income ÷ person-months × 12 of primary institutions, over the same of the lead hospital",
        ),
        rows=incomes.rows,
        split=incomes.split,
    )


@dataclass(frozen=True, eq=False)
class _Incomes:
    """The two incomes per person whose ratio is asked for."""

    primary: Metric
    lead: Metric

    def reads(self, source: Source, metric: Metric, question: Question) -> Reads:
        """Return what both incomes read: one statement for both, two where only some townships are asked for."""
        now = source.reference.check_period(question.period)
        if question.townships:
            asked = [
                replace(question, metrics=(self.primary,)),
                replace(question, metrics=(self.lead,), townships=()),
            ]
        else:
            asked = [replace(question, metrics=(self.primary, self.lead))]
        plans = [plan for own in asked for plan in planned(source, own, now)]
        return Reads(tuple(bound for plan in plans for bound in plan.selects), plans)

    def from_rows(
        self, reference: Reference, metric: Metric, question: Question, reads: Reads, found: Sequence[Rows]
    ) -> Columns:
        """Return the ratio's columns from the rows of both incomes."""
        both: dict[str, Columns] = {}
        rows = list(found)
        plans: list[Planned] = reads.plans
        for plan in plans:
            own_rows, rows = rows[: len(plan.selects)], rows[len(plan.selects) :]
            both |= columns_of(reference, plan, own_rows)
        own, base = both[self.primary.id], both[self.lead.id]
        whole = _of_the_county(self.lead, base, own)
        by_month = "month" in question.by
        keys = [
            (county, place, None if not by_month else int(period.replace("-", "")))
            for county, place, period in zip(own["county_code"], own["township_code"], own["period"], strict=True)
        ]

        def side(name: str) -> Side:
            top, bottom = own[name], whole[name]
            with np.errstate(divide="ignore", invalid="ignore"):
                value = np.where(bottom > 0, top / bottom, np.nan)
            nothing = np.full(len(keys), np.nan)
            return Side(top, bottom, value, nothing, nothing)

        completeness = np.minimum(own["completeness"], whole["completeness"])
        share = reference.check_period(question.period).month_count / question.period.month_count
        before = side("compare_value")
        return frame_columns(
            reference,
            metric,
            question,
            keys,
            side("value"),
            before,
            method="",
            change=_ratio_of_matched(own, whole) - before.value,
            completeness=completeness / share,
            basis=basis_of(reference, "institution_month", question),
        )

    def rows(self, source: Source, metric: Metric, question: Question) -> dict[str, pd.DataFrame]:
        """Return the institution-months of primary institutions, and those of the lead hospital."""
        reads = self.reads(source, metric, replace(question, compare=None, by=()))
        found = {}
        for name, own in (("分子", self.primary), ("分母", self.lead)):
            bound = next(bound for bound in reads.selects if own.numerator in bound.measures)
            assert bound.shape is not None
            found[name] = read.frame(source.engine, compiler.rows(own.numerator, bound.shape, every=True), bound.values)
        return found

    def split(
        self, source: Source, metric: Metric, scope: Scope, row: pd.Series, townships: pd.DataFrame
    ) -> Decomposition | None:
        """Read and decompose the change; None where a side has no figures. Raises QuestionError, WarehouseError."""
        if pd.isna(row["change"]):
            return None
        own = ask(source, [self.primary], scope, by="township", with_parts=True)
        whole = ask(source, [self.lead], scope.whole_county, with_parts=True).iloc[0]
        known = own[list(PARTS)].notna().all(axis=1).to_numpy()
        if not known.any() or whole[list(PARTS)].isna().any():
            return None
        places = own.loc[known, "township_code"].tolist()
        sides = {name: dict(zip(places, own.loc[known, name].tolist(), strict=True)) for name in PARTS}
        return income_decomposition(sides, {name: float(whole[name]) for name in PARTS})


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


_MATCHED = ("matched_numerator", "matched_denominator")
_SUMS = ("numerator", "denominator", *_MATCHED, "compare_numerator", "compare_denominator")


def _of_the_county(lead: Metric, rows: Columns, own: Columns) -> Columns:
    """Return for each row of `own` the lead hospital's income per person in its county and period.

    rows : the lead hospital's rows of any split by place.
    """
    known: dict[tuple[str, str], int] = {}
    group = [known.setdefault(key, len(known)) for key in zip(rows["county_code"], rows["period"], strict=True)]
    sums = {name: _sum(rows[name], group, len(known)) for name in _SUMS}
    with np.errstate(divide="ignore", invalid="ignore"):
        for value, top, bottom in (
            ("value", "numerator", "denominator"),
            ("compare_value", "compare_numerator", "compare_denominator"),
        ):
            sums[value] = np.where(sums[bottom] > 0, lead.per * sums[top] / sums[bottom], np.nan)
    # Where the lead hospital did not report, its township says so; the others have nothing of it to report.
    sums["completeness"] = np.ones(len(known))
    np.minimum.at(sums["completeness"], group, rows["completeness"])
    at = [known[key] for key in zip(own["county_code"], own["period"], strict=True)]
    return {name: part[at] for name, part in sums.items()}


def _sum(values: FloatArray, group: list[int], groups: int) -> FloatArray:
    """Return the sums of a column by group, NaN where no row of the group has a value."""
    known = ~np.isnan(values)
    total = np.bincount(group, weights=np.where(known, values, 0.0), minlength=groups)
    return np.where(np.bincount(group, weights=known, minlength=groups) > 0, total, np.nan)


def _ratio_of_matched(own: Columns, base: Columns) -> FloatArray:
    """Return the ratio over the months that are complete on both sides."""
    parts = [side[name] for side in (own, base) for name in _MATCHED]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((parts[0] / parts[1]) / (parts[2] / parts[3]), dtype=np.float64)
