"""From any figure to its definition, its SQL and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from faces.csv import MIME, About, csv_file
from findings.definitions import definition_rows, source_name
from findings.origin import holds_invented
from metrics.ask.lineage import ROW_LIMIT, sql_of
from metrics.catalogue import get
from metrics.errors import QuestionError
from ui import kept
from ui.components import note, panel_title
from ui.filters import period_label
from ui.frame import View, current_view
from ui.headline import definition_details
from ui.language import say, voice
from ui.messages import reader_errors
from ui.words import words_of


def trace_button(metric_id: str, *, key: str) -> None:
    """Draw the button that opens a figure's definition, SQL and rows."""
    if st.button(say("口径 · SQL · 数据行", "Definition · SQL · rows"), key=key, type="tertiary"):
        _open(metric_id)


def trace_pills(metric_ids: Sequence[str], *, key: str) -> None:
    """Draw one pill a metric; a click opens its definition, SQL and rows."""
    opened = f"{key}_opened"

    def take() -> None:
        st.session_state[opened], st.session_state[key] = st.session_state[key], None

    st.pills(
        say("口径 · SQL · 数据行", "Definition · SQL · rows"),
        metric_ids,
        format_func=lambda metric_id: say(get(metric_id).name_zh, get(metric_id).name_en),
        key=key,
        on_change=take,
    )
    chosen = st.session_state.pop(opened, None)
    if chosen is not None:
        _open(chosen)


def _open(metric_id: str) -> None:
    title = say(get(metric_id).name_zh, get(metric_id).name_en)
    st.dialog(title, width="large")(_body)(metric_id)


def _body(metric_id: str) -> None:
    view = current_view()
    with reader_errors():
        _definition(view, metric_id)
        _sql(view, metric_id)
        _rows(view, metric_id)


def _definition(view: View, metric_id: str) -> None:
    rows = kept.metric_frame((metric_id,), replace(view.scope, compare=None))
    told = definition_rows(get(metric_id), words_of(view.scope, view.reference), rows.iloc[0])
    inside = definition_details(told, label=say("口径与来源", "Definition"))
    st.html('<div class="yl">' + inside.replace("<details", "<details open", 1) + "</div>")


def _sql(view: View, metric_id: str) -> None:
    filters = view.scope
    within = view.reference.check_period(filters.period)
    townships = view.reference.merged_into(filters.county, filters.townships, within.last) if filters.townships else []
    st.html(
        panel_title("SQL", say("值已填入，可直接在仓库上运行", "Values filled in; runs as it stands on the warehouse"))
    )
    st.code(
        sql_of(get(metric_id), county=filters.county, period=within, townships=townships, compare=None), language="sql"
    )


def _rows(view: View, metric_id: str) -> None:
    filters, metric, words = view.scope, get(metric_id), words_of(view.scope, view.reference)
    try:
        parts = kept.figure_rows(metric_id, replace(filters, compare=None))
    except QuestionError as error:
        st.html(note(error.told(voice()).whole))
        return
    for name, rows in parts.items():
        title = {
            "分子": say(f"分子：{metric.numerator_zh}", f"Numerator: {metric.numerator_en}"),
            "分母": say(f"分母：{metric.denominator_zh}", f"Denominator: {metric.denominator_en}"),
        }[name]
        at_most = say(f"{len(rows):,}行", f"{len(rows):,} rows")
        if len(rows) == ROW_LIMIT:
            at_most += say("（只列前两万行）", " (first 20,000 only)")
        st.html(panel_title(title, at_most))
        st.dataframe(rows, hide_index=True, height=240, placeholder=say("没有数据行", "no rows"))
        about = About(
            holds_invented(rows, view.reference), source_name(metric, words), period_label(filters.period), (title,)
        )
        file_name = f"{metric.id}_{filters.county}_{filters.period.key}_{name}.csv"
        st.download_button(
            say(f"下载{name}数据行（CSV）", f"Download {file_name}"),
            csv_file(rows, about, words),
            file_name=file_name,
            mime=MIME,
            key=f"rows_{metric_id}_{name}",
        )
    st.html(note(period_label(filters.period)))
