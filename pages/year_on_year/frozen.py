"""Frozen figures on 同比指标: freeze what is shown today, and see what a later load has restated."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data_access.engine import warehouse_url
from data_access.frozen import FrozenView, freeze, frozen_views
from findings.year_on_year.tables import restated_table
from metrics.definition import Metric
from metrics.judge.restatement import Restatement, figures_to_freeze, restatements
from pages.year_on_year.shown import Shown
from ui import kept
from ui.blocks import table_html
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.language import say


def views_of(metric: Metric, county: str) -> list[FrozenView]:
    """Return the frozen views of a county's metric, newest first; read anew, since freezing adds no data version."""
    return kept.read_now(frozen_views, county, metric.id)


def restated_of(views: Sequence[FrozenView], metric: Metric, county: str) -> list[Restatement]:
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


def frozen_panel(shown: Shown, views: Sequence[FrozenView], found: Sequence[Restatement]) -> None:
    """Draw what was restated, and the form that freezes what is shown."""
    metric, county = shown.metric, shown.scope.county
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
        st.html(table_html(restated_table(found, metric, shown.words), framed=False))
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
        who = clerk(st, "freeze")
        if st.button(say("冻结", "Freeze"), key="freeze_save"):
            rows_kept = figures_to_freeze(shown.opened, county)
            changed(
                lambda: freeze(warehouse_url(), county, metric.id, rows_kept, who=who),
                say(f"已冻结{len(rows_kept)}个数。", f"{len(rows_kept)} figures frozen."),
            )
