"""From any figure to its definition, its SQL and its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import streamlit as st

from data_access.read import as_text
from faces.csv import MIME, About, csv_file
from findings.definitions import definition_rows, source_name
from findings.origin import holds_invented
from metrics.ask.lineage import FactRows, Lineage
from metrics.catalogue import CATALOGUE
from metrics.circle.places import villages_select
from metrics.definition import Metric
from metrics.errors import QuestionError
from metrics.ledger.metrics import MADE_OF_VISITS, VISIT_COLUMNS
from metrics.ledger.reads import ledger_selects
from metrics.named import metric_named
from metrics.period import Period
from ui import kept
from ui.components import note, panel_title
from ui.filters import period_label
from ui.frame import View, current_view
from ui.headline import definition_details
from ui.language import say, voice
from ui.messages import reader_errors
from ui.words import words_of
from words.numbers import format_number


@dataclass(frozen=True, eq=False)
class Reading:
    """What stands behind a figure that is no metric: the statement that read, its rows, and what is made of them."""

    sql: str
    rows: pd.DataFrame
    made: str


VILLAGE_COLUMNS: Final = (
    "village_code", "township_code", "name_zh", "residents", "minutes", "state", "nearest_code", "nearest_zh",
)  # fmt: skip


def villages_behind(county: str, month: int, rows: pd.DataFrame) -> Reading:
    """Return what stands behind a circle's figures: its villages with their minutes (rows of `village_rows`)."""
    made = say(
        "分钟和最近机构由路网算出；覆盖人数为state是inside的村的居民数之和。",
        "Minutes and nearest facility come from the road network; those covered live where state is inside.",
    )
    return Reading(as_text(villages_select(county, month), kept.source().engine), rows[list(VILLAGE_COLUMNS)], made)


def visits_behind(county: str, visits: pd.DataFrame) -> Reading:
    """Return what stands behind the ledger's figures: the judged visits (rows of `CountyLedger.visits`)."""
    engine = kept.source().engine
    sql = ";\n\n".join(as_text(select, engine) for select in ledger_selects(county).values())
    made = say(f"由这些行算出：{MADE_OF_VISITS[0]}。", f"From these rows: {MADE_OF_VISITS[1]}.")
    return Reading(sql, visits[list(VISIT_COLUMNS)], made)


def runs_words() -> str:
    """Return that the SQL beside it can be run."""
    return say("值已填入，可直接在仓库上运行", "Values filled in; runs as it stands on the warehouse")


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
        format_func={metric_id: _named(metric_id) for metric_id in metric_ids}.__getitem__,
        key=key,
        on_change=take,
    )
    chosen = st.session_state.pop(opened, None)
    if chosen is not None:
        _open(chosen)


def trace_figures(
    view: View,
    metric_ids: Sequence[str],
    others: Mapping[str, Callable[[], Reading] | Reading] | None = None,
    *,
    period: Period | None = None,
    whole_county: bool = False,
    key: str = "trace_figures",
) -> None:
    """Draw the menu of a page's figures: each opens its definition, its SQL and the rows that it counts.

    metric_ids   : the figures of the page that the catalogue knows; others : name → what stands behind any other, or
                   how it is read once it is asked for.
    period       : of the figures, where it is not that of the filter bar; whole_county : the page leaves out the
                   townships chosen there.
    """
    own = [metric_id for metric_id in dict.fromkeys(metric_ids) if metric_id in CATALOGUE]
    readings = others or {}
    opened = f"{key}_opened"

    def take() -> None:
        st.session_state[opened], st.session_state[key] = st.session_state[key], None

    if not own and not readings:
        return
    names = {metric_id: _named(metric_id) for metric_id in own} | {name: name for name in readings}
    with st.popover(say("口径 · SQL · 数据行", "Definition · SQL · rows"), type="tertiary"):
        st.pills(
            say("看哪个数", "Which figure"),
            [*own, *readings],
            format_func=names.__getitem__,
            key=key,
            on_change=take,
        )
    chosen = st.session_state.pop(opened, None)
    if chosen in readings:
        asked = readings[chosen]
        reading = asked if isinstance(asked, Reading) else asked()
        st.dialog(chosen, width="large")(_reading_body)(view, chosen, reading)
    elif chosen is not None:
        _open(chosen, period, whole_county=whole_county)


def _named(metric_id: str) -> str:
    """Return a figure's name, as the county on screen reads it."""
    view = current_view()
    return words_of(view.scope, view.reference).name(_metric(view, metric_id))


def _metric(view: View, metric_id: str) -> Metric:
    return metric_named(view.reference, view.scope.county, metric_id)


def _reading_body(view: View, name: str, reading: Reading) -> None:
    with reader_errors():
        st.html(panel_title("SQL", runs_words()))
        st.code(reading.sql + ";", language="sql")
        st.html(note(reading.made))
        scope = view.scope
        _listed(
            view,
            FactRows(kept.reach().listed(reading.rows)),
            name,
            name,
            reading.made,
            f"{scope.county}_{scope.period.key}_{name}.csv",
        )


def _open(metric_id: str, period: Period | None = None, *, whole_county: bool = False) -> None:
    title = _named(metric_id)
    st.dialog(title, width="large")(_body)(metric_id, period, whole_county)


def _body(metric_id: str, period: Period | None, whole_county: bool) -> None:
    view = current_view()
    scope = view.scope.whole_county if whole_county else view.scope
    view = replace(view, scope=replace(scope, period=period or scope.period))
    with reader_errors():
        _definition(view, metric_id)
        _sql(view, metric_id)
        _rows(view, metric_id)


def _definition(view: View, metric_id: str) -> None:
    rows = kept.metric_frame((metric_id,), replace(view.scope, compare=None))
    told = definition_rows(_metric(view, metric_id), words_of(view.scope, view.reference), rows.iloc[0])
    inside = definition_details(told, label=say("口径与来源", "Definition"))
    st.html('<div class="yl">' + inside.replace("<details", "<details open", 1) + "</div>")


def _sql(view: View, metric_id: str) -> None:
    found = kept.figure_lineage(metric_id, view.scope)
    st.html(panel_title("SQL", runs_words()))
    st.code(found.text, language="sql")
    st.html(note(made_words(found) if _metric(view, metric_id).computed is not None else column_words(found)))


def made_words(found: Lineage) -> str:
    """Return what is worked out from the rows of a computed metric's statements."""
    return say(f"由这些行算出：{found.made[0]}。", f"From these rows: {found.made[1]}.")


def column_words(found: Lineage) -> str:
    """Return in which column of which statement a metric's parts stand."""
    several = len(found.statements) > 1
    named = []
    for name, (at, column) in found.columns.items():
        english = {"分子": "numerator", "分母": "denominator"}[name]
        statement = say(f"第{at + 1}条的", f"statement {at + 1}, ") if several else ""
        named.append(say(f"{name}在{statement}{column}", f"{english}: {statement}{column}"))
    compared = say("；base为对比期，matched为两期都有的机构月", "; base: compared with; matched: months both have")
    return say("，", ", ").join(named) + (compared if "_base" in found.text else "") + say("。", ".")


def _rows(view: View, metric_id: str) -> None:
    scope, metric = view.scope, _metric(view, metric_id)
    try:
        parts = kept.figure_rows(metric_id, replace(scope, compare=None))
    except QuestionError as error:
        st.html(note(error.told(voice()).whole))
        return
    origin = source_name(metric, words_of(scope, view.reference))
    for name, rows in parts.items():
        title = {
            "分子": say(f"分子：{metric.numerator_zh}", f"Numerator: {metric.numerator_en}"),
            "分母": say(f"分母：{metric.denominator_zh}", f"Denominator: {metric.denominator_en}"),
        }[name]
        _listed(view, rows, title, name, origin, f"{metric.id}_{scope.county}_{scope.period.key}_{name}.csv")
    st.html(note(period_label(scope.period)))


def _listed(view: View, rows: FactRows, title: str, name: str, origin: str, file_name: str) -> None:
    """Draw rows under their title, with how many there are, what they add up to, and the way to take them along."""
    st.html(panel_title(title, count_words(rows)))
    if kept.reach().townships_in(view.scope.county) is not None:
        st.html(note(say("只列您所在乡镇的行；别的乡镇只看汇总数。", "Rows of your own townships only.")))
    st.dataframe(rows.frame, hide_index=True, height=240, placeholder=say("没有数据行", "no rows"))
    about = About(holds_invented(rows.frame, view.reference), origin, period_label(view.scope.period), (title,))
    st.download_button(
        say(f"下载{name}数据行（CSV）", f"Download {file_name}"),
        csv_file(rows.frame, about, words_of(view.scope, view.reference)),
        file_name=file_name,
        mime=MIME,
        key=f"rows_{file_name}",
    )


def count_words(rows: FactRows) -> str:
    """Return how many rows there are and what they add up to; of more than can be listed, that they are cut."""
    count = say(f"{len(rows.frame):,}行", f"{len(rows.frame):,} rows")
    if rows.is_cut:
        return count + say("（只列前两万行）", " (first 20,000 only)")
    if rows.total is None or rows.total == len(rows.frame):
        return count
    total = format_number(rows.total, 0 if rows.total == int(rows.total) else 2)
    return count + say(f"，合计{total}", f", {total} in all")
