"""Frozen figures on 同比指标: freeze what is shown today, and see what a later load has restated."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data_access.engine import warehouse_url
from data_access.frozen import FrozenView, freeze, frozen_views
from faces.blocks import Column, Row
from metrics.definition import Metric
from metrics.judge.indicator import Indicator
from metrics.judge.restatement import Restatement, figures_to_freeze, restatements
from metrics.period import Period
from metrics.reference import Reference
from ui import kept
from ui.changes import changed
from ui.components import note, panel_title
from ui.filters import period_label, place_name
from ui.language import say
from ui.tables import plain_table
from words.numbers import format_number


def views_of(metric: Metric, county: str) -> list[FrozenView]:
    """Return the frozen views of a county's metric, newest first; read anew, since freezing adds no data version."""
    return kept.read_now(frozen_views, county, metric.id)


def restated_of(views: Sequence[FrozenView], metric: Metric, reference: Reference, county: str) -> list[Restatement]:
    """Return the figures of a county's metric that a later load has changed since they were frozen."""
    if not views:
        return []
    return kept.drawn(
        "year_on_year",
        "restated",
        lambda: restatements(kept.source(), metric, county=county),
        metric.id,
        county,
        views[0].taken_at,
    )


def restated_months(found: Sequence[Restatement], months: Sequence[int]) -> list[int]:
    """Return the positions of the months that were restated, for the control chart."""
    changed_months = {one.period for one in found if not one.township}
    return [at for at, month in enumerate(months) if Period(month, month).key in changed_months]


def restated_table(
    found: Sequence[Restatement], metric: Metric, reference: Reference
) -> tuple[list[Column], list[Row]]:
    """Return every restated figure as it was frozen and as it is."""
    unit = say(metric.unit, metric.unit_en)
    columns = [
        Column(say("时期", "Period"), kind="text"),
        Column(say("范围", "Place"), kind="text"),
        Column(say("冻结时", "Frozen"), unit),
        Column(say("现在", "Now"), unit),
        Column(say("差", "Difference"), unit),
        Column(say("冻结", "Frozen on"), kind="text", phone=False),
    ]
    places = metric.decimals
    rows = [
        Row(
            [
                period_label(Period.parse(one.period)),
                place_name(reference.townships[one.township]) if one.township else say("全县", "County"),
                format_number(one.before, places),
                format_number(one.after, places),
                format_number(one.after - one.before, places, signed=True),
                f"{one.frozen_at:%Y-%m-%d} {one.frozen_by}",
            ]
        )
        for one in found
    ]
    return columns, rows


def frozen_panel(
    opened: Indicator,
    views: Sequence[FrozenView],
    found: Sequence[Restatement],
    reference: Reference,
    county: str,
) -> None:
    """Draw what was restated, and the form that freezes what is shown."""
    metric = opened.metric
    st.html(panel_title(say("有没有重报", "Has anything been restated")))
    if found:
        st.html(
            note(
                say(
                    f"冻结以后改过{len(found)}个数；同比两期都用最新数。",
                    f"{len(found)} figures differ; both sides of a comparison use the newest.",
                )
            )
        )
        columns, rows = restated_table(found, metric, reference)
        st.html(plain_table(columns, rows, name=say("重报", "Restated"), framed=False))
    elif views:
        newest = views[0]
        st.html(
            note(
                say(
                    f"{newest.taken_at:%Y-%m-%d}由{newest.taken_by}冻结的数至今没有重报。",
                    f"Nothing restated since {newest.taken_by} froze it on {newest.taken_at:%Y-%m-%d}.",
                )
            )
        )
    else:
        st.html(
            note(
                say(
                    "还没有人冻结过这项指标的数。会前冻结，日后装载改了哪些数，这里逐项列出，图上加方框。",
                    "Nobody has frozen it yet. Freeze it before a meeting; what later loads change is listed here.",
                )
            )
        )
    with st.expander(say("冻结本页的数，日后对照重报", "Freeze these figures, to see later what was restated")):
        who = st.text_input(say("经办人", "By"), key="freeze_who", max_chars=60)
        if st.button(say("冻结", "Freeze"), key="freeze_save"):
            rows_kept = figures_to_freeze(opened, county)
            changed(
                lambda: freeze(warehouse_url(), county, metric.id, rows_kept, who=who),
                say(f"已冻结{len(rows_kept)}个数。", f"{len(rows_kept)} figures frozen."),
            )
