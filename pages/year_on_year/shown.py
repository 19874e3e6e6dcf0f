"""The indicator that 同比指标 shows: how it was chosen, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from findings.figures import Words
from findings.year_on_year.sets import indicator_name, opening_first, set_name
from metrics.definition import Metric
from metrics.judge.comparison import read_as
from metrics.judge.indicator import Indicator
from metrics.scope import Scope
from ui import kept
from ui.frame import View, page_choice
from ui.language import say

READING_WORDS = {
    "as_asked": ("所选时期", "Period chosen"),
    "to_date": ("累计（1月起）", "Since January"),
    "rolling": ("近12个月", "Last 12 months"),
    "spring": ("1—2月合并", "Jan–Feb together"),
}


@dataclass(frozen=True)
class Choice:
    """A set of indicators, one of them, and how the period is read."""

    set_key: str
    metric_id: str
    reading: str


@dataclass(frozen=True)
class Shown:
    """One indicator opened for the scope as it is read, and the township that its finding names.

    around : the same of all townships. Chosen ones stand among their neighbours: against the sum of themselves they
        would differ in nothing.
    """

    view: View
    words: Words
    choice: Choice
    scope: Scope
    opened: Indicator
    around: Indicator
    place: str

    @property
    def metric(self) -> Metric:
        """Return the indicator's metric."""
        return self.opened.metric

    @property
    def total(self) -> pd.Series:
        """Return the row of the county, or of the townships chosen."""
        return self.opened.judged.headline(self.metric.id)

    @property
    def drawn_for(self) -> tuple[str, str]:
        """Return what a drawing depends on beside the scope of the filter bar and the look."""
        return self.choice.metric_id, self.choice.reading


def chosen_from(sets: Mapping[str, Sequence[str]]) -> Choice:
    """Return what the reader chose: the widgets', else the link's, else the first."""
    set_key = page_choice("set", tuple(sets))
    return Choice(
        set_key, page_choice("metric", opening_first(sets[set_key])), page_choice("reading", tuple(READING_WORDS))
    )


def as_read(scope: Scope, reading: str, last_month: int) -> Scope:
    """Return the scope with the months that a reading of its period covers."""
    return replace(scope, period=read_as(scope.period, reading, last_month=last_month))


def opened_for(metric_id: str, scope: Scope) -> tuple[Indicator, Indicator]:
    """Return the indicator of a scope, and that of the whole county."""
    opened = kept.opened_indicator(metric_id, scope)
    return opened, kept.opened_indicator(metric_id, scope.whole_county) if scope.townships else opened


def choice_widgets(sets: Mapping[str, Sequence[str]], set_key: str, words: Words) -> None:
    """Draw what the reader chooses from; the values are read before, by `chosen_from`."""
    with st.container(key="choices"):
        first, second, third = st.columns([1.2, 2.4, 1])
    first.selectbox(
        say("指标集", "Indicators"), list(sets), format_func=lambda key: set_name(key, words), key="choice_set"
    )
    second.selectbox(
        say("看哪一项", "Indicator"),
        sets[set_key],
        format_func=lambda metric_id: indicator_name(metric_id, set_key, words),
        key="choice_metric",
    )
    third.selectbox(
        say("读法", "Reading"),
        list(READING_WORDS),
        format_func=lambda key: say(*READING_WORDS[key]),
        key="choice_reading",
    )
