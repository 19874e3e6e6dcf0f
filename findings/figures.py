"""Judged figures → finished words in a given language: the sentences that a screen and a file share.

Pages call them in the reader's language, files in the language of the file; neither words a figure on its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from findings.sentence import Finding, PlaceFact, finding_sentence
from metrics.definition import Metric
from metrics.editions import in_edition
from metrics.judge.assessment import Assessment, did_most, main_contributor, named_township
from metrics.judge.many import ByChance, by_chance
from metrics.national.income import LEAD
from metrics.period import Period
from metrics.reference import Place, Reference
from metrics.scope import COMPARISONS
from words.names import STATUSES, VERDICTS
from words.numbers import (
    Language,
    Printed,
    contribution_decimals,
    format_change,
    format_interval,
    format_number,
    format_value,
    interval_decimals,
    is_missing,
    needs_both_numbers,
    print_value,
    round_half_up,
)
from words.numbers import decimals_of as decimals_of_unit
from words.places import whole_of
from words.units import spaced, unit_of

_ENGLISH_BASE = {"yoy": "the year before", "previous": "the period before"}


def decimals_of(metric: Metric) -> int | None:
    """Return the decimals a value is printed with; None leaves it to the unit (people, money).

    A metric with more of its own keeps them: a scanner of 1.5 T is none of 2.
    """
    by_unit = metric.model in ("count", "amount") and metric.decimals <= decimals_of_unit(metric.unit)
    return None if by_unit else metric.decimals


def cell_decimals(metric: Metric) -> int:
    """Return the decimals of a figure in a cell, where nothing is shortened to 万: those of its words."""
    own = decimals_of(metric)
    return decimals_of_unit(metric.unit) if own is None else own


def change_places(metric: Metric, change_unit: str) -> int:
    """Return the decimals of a change in its unit, as `Metric.change_decimals`."""
    return metric.decimals if change_unit == metric.unit else decimals_of_unit(change_unit)


def change_unit_en(metric: Metric, change_unit: str) -> str:
    """Return the unit of a change in English: the metric's own words where the change keeps its unit."""
    return metric.unit_en if change_unit == metric.unit else unit_of(change_unit).en


def direction_of(change: float, places: int = 1) -> Literal["up", "down", "flat"]:
    """Return up, down or flat, as the change is printed; a missing change is flat."""
    if math.isnan(change) or (math.isfinite(change) and round_half_up(change, places) == 0):
        return "flat"
    return "up" if change > 0 else "down"


def comparison_name(compare: str | None, language: Language = "zh") -> str:
    """Return what the base is called in a sentence: 上年同期, 上一时期; the year before, the period before."""
    if compare is None:
        return ""
    return _ENGLISH_BASE[compare] if language == "en" else COMPARISONS[compare].split("（")[0]


def value_words(row: pd.Series, metric: Metric, language: Language) -> str:
    """Return a figure with its unit, or the words that stand for it; of a hidden one why it is not there."""
    if row["status"] == "hidden":
        return hidden_words(metric, language)
    return _figure(row["value"], metric, language, row["status"])


def why_mismatched(row: pd.Series, metric: Metric, language: Language) -> str:
    """Return the two counts of a share that would be above 100 %, and what the county is to check."""
    top, bottom = format_number(row["numerator"], 0), format_number(row["denominator"], 0)
    if language == "en":
        return (
            f"{metric.numerator_en} ({top}) exceed {metric.denominator_en} ({bottom}); check that both were reported "
            "for the same institutions, townships and months, and whether a count was entered twice"
        )
    return (
        f"{metric.numerator_zh}{top}，多于{metric.denominator_zh}{bottom}；"
        "请核对两项是否取自同一批机构、乡镇和月份，有无重复填报或多填"
    )


def hidden_words(metric: Metric, language: Language) -> str:
    """Return why a figure about people is not shown: it is small itself, or would tell one that is."""
    small = metric.suppression
    if small is None:
        return format_value(None, metric.unit, status="hidden", language=language)
    if language == "en":
        return f"fewer than {small.below} or deducible: not shown"
    return f"少于{small.below}人或可推知，不显示"


def printed_value(row: pd.Series, metric: Metric, language: Language) -> Printed:
    """Return a figure and its unit apart, or the word that stands for it."""
    return print_value(
        row["value"],
        metric.unit,
        status=row["status"],
        decimals=decimals_of(metric),
        language=language,
        unit_en=metric.unit_en,
    )


def base_words(row: pd.Series, metric: Metric, language: Language) -> str:
    """Return the base period's own figure with its unit, whatever of it the change is held against."""
    return _figure(row["compare_reported"], metric, language, "shown")


def matched_base_words(row: pd.Series, metric: Metric, language: Language) -> str:
    """Return the base that the change is held against, without what either side did not report."""
    return _figure(row["compare_value"], metric, language, "shown")


def _figure(value: float, metric: Metric, language: Language, status: str) -> str:
    return format_value(
        value, metric.unit, status=status, decimals=decimals_of(metric), language=language, unit_en=metric.unit_en
    )


def change_words(row: pd.Series, metric: Metric, compare: str | None, language: Language) -> str:
    """Return a change in words (上升1.8个百分点), "" without a base."""
    if compare is None or (is_missing(row["change"]) and is_missing(row["compare_value"])):
        return ""
    return format_change(
        row["change"],
        row["change_unit"],
        value=row["value"],
        compare_value=row["compare_value"],
        unit=metric.unit,
        base_name=comparison_name(compare, language),
        decimals=change_places(metric, row["change_unit"]),
        language=language,
        unit_en=metric.unit_en,
    )


def change_interval_words(
    row: pd.Series, metric: Metric, compare: str | None, language: Language, *, with_unit: bool = False
) -> str:
    """Return the interval of a change in the terms of its words: decimals, 倍 for what doubled; '' without one.

    with_unit : print the change's unit, for a column that holds several.
    """
    lower, upper, change = (row[name] for name in ("change_lower", "change_upper", "change"))
    if compare is None or is_missing(lower) or is_missing(upper) or is_missing(change) or math.isinf(float(lower)):
        return ""
    if row["change_unit"] == "%":
        if needs_both_numbers(change, row["compare_value"], metric.unit):
            return ""  # the words give both figures and no percentage
        if float(change) > 0 and round_half_up(change, 1) >= 100:
            times = (1 + float(lower) / 100, 1 + float(upper) / 100)
            return format_interval(*times, "倍", decimals=1, language=language)
    places = interval_decimals(lower, upper, change_places(metric, row["change_unit"]))
    unit = row["change_unit"] if with_unit else ""
    return format_interval(lower, upper, unit, decimals=places, language=language)


def signed_words(value: float, unit: str, language: Language) -> str:
    """Return a contribution with its sign and unit: +1.1个百分点."""
    number = format_number(value, contribution_decimals(unit), signed=True)
    if language == "en":
        return number + spaced(unit_of(unit).short_en or unit_of(unit).en)
    return number + unit_of(unit).after_number


def contribution_words(value: float, metric: Metric, unit: str, language: Language) -> str:
    """Return a township's part of a change in `unit`, with its sign: +0.6个百分点, +0.03人/千人.

    A part of a growth in % is in 百分点 of that growth: +2.5% would read as the township's own growth.
    """
    places = change_places(metric, unit)
    decimals = contribution_decimals(unit) if round_half_up(value, places) == 0 else places
    number = format_number(value, decimals, signed=True)
    if unit in ("%", "百分点"):
        return f"{number} pp" if language == "en" else f"{number}个百分点"
    if language == "en":
        return number + spaced(change_unit_en(metric, unit))
    return number + unit_of(unit).after_number


@dataclass(frozen=True, eq=False)
class Words:
    """Words of one language about one choice of townships. county: its code; "" where no place is named."""

    language: Language
    reference: Reference
    townships: tuple[str, ...] = ()
    county: str = ""

    def say(self, zh: str, en: str) -> str:
        """Return the words in this language."""
        return en if self.language == "en" else zh

    def place(self, place: Place) -> str:
        """Return a place's name."""
        return self.say(place.name_zh, place.name_en)

    def township(self, code: str) -> str:
        """Return a township's name, or that of the lead hospital among an income ratio's parts."""
        if code == LEAD:
            return self.say("牵头医院", "Lead hospital")
        return self.place(self.reference.townships[code])

    def township_or_code(self, code: str) -> str:
        """Return a township's name; a code that a county's own sheet brings along stays as it is."""
        return self.township(code) if code in self.reference.townships else code

    def period(self, period: Period) -> str:
        """Return a period's name."""
        return self.say(period.label_zh, period.label_en)

    def last_year_with_data(self, period: Period) -> int:
        """Return the year of the last month of a period that holds data."""
        return min(period.last, self.reference.last_month) // 100

    def base_period(self, period: Period, compare: str | None) -> str:
        """Return the name of the period that `period` is held against."""
        return self.period(period.previous_year() if compare == "yoy" else period.previous())

    def compare(self, compare: str | None) -> str:
        """Return what the base is called in a sentence: 上年同期, 上一时期."""
        return comparison_name(compare, self.language)

    @property
    def whole(self) -> str:
        """Return how the whole county is said in Chinese: 全县, 全区, 全旗, 全市."""
        return whole_of(self.reference.counties[self.county].name_zh if self.county in self.reference.counties else "")

    @property
    def scope(self) -> str:
        """Return what the figures are about: 全县, one township's name, or how many townships."""
        if not self.townships:
            return self.say(self.whole, "the county")
        if len(self.townships) == 1:
            return self.township(self.townships[0])
        return self.say(f"所选{len(self.townships)}个乡镇", f"the {len(self.townships)} townships chosen")

    def name(self, metric: Metric) -> str:
        """Return a metric's name; of an edition that the county has chosen, the one that says which."""
        read = in_edition(self.reference, self.county, metric)
        return self.say(read.name_zh, read.name_en)

    def short_name(self, metric: Metric) -> str:
        """Return a metric's name for the head of a narrow column."""
        return self.say(metric.short_zh or metric.name_zh, metric.short_en or metric.name_en)

    def unit(self, metric: Metric) -> str:
        """Return a metric's unit."""
        return self.say(metric.unit, metric.unit_en)

    def named_with_unit(self, metric: Metric) -> str:
        """Return a metric's name and unit, as they stand under an axis."""
        unit = self.unit(metric) or self.say("比值", "ratio")
        return self.say(f"{metric.name_zh}（{unit}）", f"{metric.name_en} ({unit})")

    def verdict(self, code: str) -> str:
        """Return a verdict in words."""
        return self.say(*VERDICTS[code])

    def status(self, status: str) -> str:
        """Return the word that stands for a figure that cannot be shown."""
        return self.say(*STATUSES[status])

    def why_none(self, row: pd.Series, metric: Metric) -> str:
        """Return why a share is refused, with its two counts and what to check; "" of every other figure."""
        return why_mismatched(row, metric, self.language) if row["status"] == "mismatched" else ""

    def value(self, row: pd.Series, metric: Metric) -> str:
        """Return a figure with its unit, or the word that stands for it."""
        return value_words(row, metric, self.language)

    def base(self, row: pd.Series, metric: Metric) -> str:
        """Return the base period's figure with its unit."""
        return base_words(row, metric, self.language)

    def change(self, row: pd.Series, metric: Metric, compare: str | None) -> str:
        """Return a change in words (上升1.8个百分点), "" without a base."""
        return change_words(row, metric, compare, self.language)

    def signed(self, value: float, unit: str) -> str:
        """Return a contribution with its sign and unit: +1.1个百分点."""
        return signed_words(value, unit, self.language)

    def contribution(self, value: float, metric: Metric, row: pd.Series) -> str:
        """Return a township's part of the change of `row`, with its sign and unit."""
        return contribution_words(value, metric, row["change_unit"], self.language)

    def change_interval(self, row: pd.Series, metric: Metric, compare: str | None) -> str:
        """Return the interval of a change with its unit, "" where there is none."""
        return change_interval_words(row, metric, compare, self.language, with_unit=True)

    def finding(self, assessment: Assessment, metric_id: str) -> tuple[str, str]:
        """Return the finding about one metric and the township to underline."""
        row, metric = assessment.headline(metric_id), metric_of(assessment, metric_id)
        named = named_township(assessment, metric_id)
        fact, name = None, self._only
        if named is not None and assessment.compare is not None and len(self.townships) != 1:
            name = self.township(named["township_code"])
            fact = PlaceFact(name=name, change=float(named["change"]), judgement=named["judgement"])
        elif (contributor := main_contributor(assessment, metric_id)) is not None and len(self.townships) != 1:
            name = self.township(contributor[0])
            fact = PlaceFact(name=name, contribution=contributor[1])
        sentence = finding_sentence(self._finding(row, metric, assessment, with_interval=False), fact)
        return sentence, name if name in sentence else ""

    def movement(self, assessment: Assessment, metric_id: str) -> tuple[str, str]:
        """Return one sentence with the change, its interval, and the township that did most of it; and that name."""
        row, metric = assessment.headline(metric_id), metric_of(assessment, metric_id)
        contributor = main_contributor(assessment, metric_id)
        fact, name = None, self._only
        if contributor is not None and contributor[0] in self.reference.townships:
            name = self.township(contributor[0])
            fact = PlaceFact(name=name, contribution=contributor[1])
        sentence = finding_sentence(self._finding(row, metric, assessment, with_interval=True), fact)
        return sentence, name if name in sentence else ""

    def _finding(self, row: pd.Series, metric: Metric, assessment: Assessment, *, with_interval: bool) -> Finding:
        compared = assessment.compare is not None
        return Finding(
            period=self.period(assessment.period),
            subject=self.say(
                self.scope + metric.name_zh, f"{metric.name_en}, {self.scope}" if self.townships else metric.name_en
            ),
            value=_or_none(row["value"]),
            unit=metric.unit,
            change=_or_none(row["change"]) if compared else None,
            change_unit=row["change_unit"],
            compare_value=_or_none(row["compare_value"]) if compared else None,
            lower=_or_none(row["change_lower"]) if with_interval else None,
            upper=_or_none(row["change_upper"]) if with_interval else None,
            verdict=row["verdict"] if compared else None,
            comparison="环比" if assessment.compare == "previous" else "同比",
            base_name=self.compare(assessment.compare or "yoy"),
            status=row["status"],
            decimals=decimals_of(metric),
            language=self.language,
            unit_en=metric.unit_en,
            why=self.why_none(row, metric),
        )

    def where(self, assessment: Assessment, metric_id: str, standings: Sequence[str]) -> tuple[str, str]:
        """Return how many townships stand clearly above and below the county, who did most of the change; that name."""
        row, metric = assessment.headline(metric_id), metric_of(assessment, metric_id)
        value = self.value(row, metric)
        text = self.say(f"{metric.name_zh}{self.scope}{value}", f"{metric.name_en}, {self.scope} {value}")
        text += "" if self._only else self._standings(standings)
        contributor, name = main_contributor(assessment, metric_id), ""
        if contributor is not None and contributor[0] in self.reference.townships and len(self.townships) != 1:
            name, part = self.township(contributor[0]), self.contribution(contributor[1], metric, row)
            if did_most(assessment, metric_id, contributor[1]):
                text += self.say(f"；变化主要来自{name}{part}", f"; the change is mostly {name}, {part}")
            else:
                text += self.say(f"；变化中{name}{part}", f"; of the change {name} did {part}")
        return text + self.say("。", "."), name

    def _standings(self, standings: Sequence[str]) -> str:
        """Return how many townships stand clearly above and below; "" where nobody can be told apart."""
        above, below = standings.count("above"), standings.count("below")
        if above + below:
            higher = f"{above}个乡镇明显高于" if above else ""
            lower = f"{below}个{'' if above else '乡镇'}明显低于" if below else ""
            both = "、".join(filter(None, (higher, lower)))
            return self.say(f"，{both}{self.scope}", f": {above} townships clearly above, {below} below")
        # Without intervals nobody can be told apart, which is not the same as nobody differing.
        if not standings.count("same"):
            return ""
        return self.say(f"，各乡镇与{self.scope}没有明显差别", ": no township differs clearly")

    @property
    def _only(self) -> str:
        """Return the name of the one township the figures are about, "" where they are about more."""
        return self.scope if len(self.townships) == 1 else ""

    def verdict_counts(self, assessment: Assessment) -> str:
        """Return how many of the metrics moved: 8项指标：4项明显上升，…"""
        total = len(assessment.county)
        if assessment.compare is None:
            return self.say(f"{total}项指标", f"{total} indicators")
        counts = assessment.county["verdict"].value_counts()
        parts = [
            self.say(f"{counts[code]}项{zh}", f"{counts[code]} {en}")
            for code, (zh, en) in VERDICTS.items()
            if code in counts
        ]
        told = self.say(f"{total}项指标：", f"{total} indicators: ") + self.join(parts)
        return told + self.by_chance(by_chance(assessment.county["verdict"]))

    def by_chance(self, found: ByChance) -> str:
        """Return in brackets how many clear changes chance alone would make; '' where none is clear."""
        if not found.clear:
            return ""
        number = format_number(found.expected, 1)
        return self.say(f"（若都没变，碰巧也会有约{number}项）", f" (by chance alone about {number})")

    def join(self, parts: Sequence[str]) -> str:
        """Return parts in one line, with the language's comma."""
        return self.say("，", ", ").join(parts)

    def definition(self, metric: Metric) -> str:
        """Return a metric's definition, source and edition in one line."""
        return self.say(
            f"{metric.name_zh}（{metric.unit}）：{metric.definition_zh}。来源：{metric.source.name}"
            f"（{metric.source.owner}），{metric.source.edition}。".replace("。。", "。"),
            f"{metric.name_en}{f' ({metric.unit_en})' if metric.unit_en else ''}: {metric.definition_en}. "
            f"Source: {metric.source.name_en} ({metric.source.owner_en}), {metric.source.edition_en}.",
        )

    def source_line(self, metric: Metric) -> str:
        """Return where a metric's rows come from, for the foot of a slide."""
        return self.say(f"来源：{metric.source.name}", f"Source: {metric.source.name_en}")


def metric_of(assessment: Assessment, metric_id: str) -> Metric:
    """Return one of an assessment's metrics."""
    return next(metric for metric in assessment.metrics if metric.id == metric_id)


def _or_none(value: float) -> float | None:
    return None if is_missing(value) else float(value)
