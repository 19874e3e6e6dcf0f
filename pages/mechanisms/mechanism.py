"""One mechanism: what it is, its finding, its pictures, its figures, what was published, and the way deeper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from faces.blocks import Block, Drawing, Heat, Table
from findings.evidence.shown import Kind, Shown
from findings.figures import Words
from findings.mechanism_boxes import dates_table, figures_table, published_table
from findings.mechanisms import Opened, opened, what_to_load
from findings.quality import marked_table
from metrics.catalogue import CATALOGUE
from metrics.errors import QuestionError
from metrics.reads.mechanisms import MechanismCard, figure_names, figure_units, milestones
from pages.mechanisms.own import own_controls
from pages.mechanisms.traces import traced
from pages.mechanisms.words import field_words, span_words, state_words
from ui import kept, url
from ui.blocks import show_block, table_html
from ui.components import note, panel_title, statement
from ui.doubt import doubts, show_doubts
from ui.frame import View, write_finding, write_source
from ui.language import language, say
from ui.messages import show_state
from ui.trace import trace_figures
from ui.way_back import onward
from ui.words import office_words, words_of
from words.names import PAGES

LIST: Final = "pages/mechanisms/page.py"
CHART_HEIGHT: Final = 420
WIDE_AND_NARROW: Final = (65, 35)
ALONE: Final = (78, 22)  # of a drawing without a neighbour: any wider, and its words are larger than the page's
MOST_COLUMNS: Final = 4
NARROW_UNITS: Final = 600.0
"""A drawing of fewer units across is made for the narrow column: at full width its words would be giants."""


def show_mechanism(view: View, card: MechanismCard, county: str) -> None:
    """Draw a mechanism's page."""
    words = words_of(view.scope, view.reference)
    mechanism = kept.ask(opened, card, view.scope, language())
    with view.head:
        _way(card, county)
    write_finding(view, mechanism.finding, mechanism.place, [state_words(mechanism)])
    with view.head:
        st.html(f'<div class="yl yl-about">{_about(card)}</div>')
    for number, (kind, shown) in enumerate(mechanism.views):
        _view(view, card, kind, shown, first=number == 0)
    for kind in mechanism.lacking:
        if kind.tables or not mechanism.views:
            show_state("empty", *what_to_load(kind, words))
    _boxes(view, mechanism, words)
    own_controls(view, card)
    trace_figures(view, *traced(view, [mechanism]))
    write_source(
        view,
        [
            say("只计本举措的行", "Only the mechanism's own rows"),
            say("同期变化，不等于效果", "changes alongside, not effects"),
        ],
    )


def _way(card: MechanismCard, county: str) -> None:
    """Draw the way back to the list, what this is, and the way to the page that goes deeper, with the same filters."""
    same = {name: values for name, values in url.parameters().items() if name != "mechanism"}
    with st.container(horizontal=True, key="mechanism_way"):
        st.page_link(LIST, label=say("← 改革举措", "← Reform"), query_params=same)
        name = escape(say(card.name_zh, card.name_en))
        st.html(f'<div class="yl yl-what">{escape(county)}　<b>{name}</b></div>', width="content")
        for address in deeper_pages(card):
            zh, en = PAGES[address]
            # Its indicators stand in the county's own set: in another the page would open that set's first.
            own = {"set": f"county-{card.county}", "metric": _first_metric(card)}
            also = own if address == "year_on_year" else {}
            label = say(f"去{zh} →", f"To {en} →")
            st.page_link(f"pages/{address}/page.py", label=label, query_params=onward(card, url.parameters(), **also))


def deeper_pages(card: MechanismCard) -> list[str]:
    """Return the addresses of the pages that go deeper: where the card says it works, its visits, roads, indicators."""
    named = [address for address, names in PAGES.items() if names[0] == card.page and address != "mechanisms"]
    visits = ["experts"] if "ledger" in card.views else []
    reach = [metric_id for metric_id in card.metric_ids if metric_id in CATALOGUE and CATALOGUE[metric_id].circle]
    indicators = ["year_on_year"] if _first_metric(card) else []
    return list(dict.fromkeys([*named, *visits, *(["circle"] if reach else []), *indicators]))


def _first_metric(card: MechanismCard) -> str:
    return next((metric_id for metric_id in card.metric_ids if metric_id in CATALOGUE), "")


def _about(card: MechanismCard) -> str:
    """Return owner, field, since and documents as HTML; every word escaped."""
    nothing = say("未登记（可在“维护本举措”补登）", "not on record (add under “Keep this mechanism”)")
    documents = say("文件：", "Documents: ") + ("；".join(card.documents) or nothing)
    parts = [
        say("牵头：", "Office: ") + office_words(card.owner),
        span_words(card) if card.since is not None else say("开始时间：未登记", "Since: not on record"),
        say("领域：", "Field: ") + field_words(card.field),
        documents,
        say(f"看什么：{card.shows_zh}", ""),
    ]
    return "　".join(escape(part) for part in parts if part)


def _view(view: View, card: MechanismCard, kind: Kind, shown: Shown, *, first: bool) -> None:
    """Draw one kind of evidence: its finding (the first's is the page's), its two pictures side by side."""
    if not first:
        st.html(panel_title(say(kind.name_zh, kind.name_en)) + statement(shown.finding))
    number = 0
    for row in _rows(shown.blocks):
        # Two narrow drawings share the width evenly; one alone keeps to its half, where its words are of usual size.
        halves = _is_narrow(row[0])
        shares = (1, 1) if halves else WIDE_AND_NARROW if len(row) == 2 else ALONE
        drawn = len(row) == 2 or isinstance(row[0], Drawing)
        places = st.columns(shares) if drawn else [st.container()]
        for place, block in zip(places, row, strict=False):
            with place:
                show_block(view, f"{kind.code}_{number}", block, card.mechanism_id, height=CHART_HEIGHT)
            number += 1
    if shown.note:
        st.html(note(shown.note))


def _rows(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """Return the blocks in rows of a wide and a narrow one; a table of many columns has a row of its own."""
    rows: list[tuple[Block, ...]] = []
    for block in blocks:
        beside = rows and len(rows[-1]) == 1 and not _is_alone(block) and _fits(rows[-1][0], block)
        if beside:
            rows[-1] = (*rows[-1], block)
        else:
            rows.append((block,))
    return rows


def _fits(left: Block, right: Block) -> bool:
    """Say whether two blocks share a row: beside a narrow one only another narrow one keeps the size of its words.

    A wide drawing in the narrow column would have words that nobody can read, a heat table of many columns its last,
    the newest, cut off.
    """
    is_wide = isinstance(right, Drawing) and not _is_narrow(right)
    is_wide |= isinstance(right, Heat) and len(right.columns) > MOST_COLUMNS
    return not _is_alone(left) and not is_wide and (not _is_narrow(left) or _is_narrow(right))


def _is_alone(block: Block) -> bool:
    return isinstance(block, Table) and len(block.columns) > MOST_COLUMNS


def _is_narrow(block: Block) -> bool:
    return isinstance(block, Drawing) and block.width < NARROW_UNITS


def _published(view: View, mechanism: Opened, words: Words) -> Table | None:
    """Return what the account published beside what rows give; None where the data do not reach over its years."""
    if not mechanism.card.figure_ids:
        return None
    try:
        reconciled = kept.reconciled()
    except QuestionError:
        return None
    county = view.scope.county
    return published_table(
        mechanism, reconciled, kept.read(figure_names, county), kept.read(figure_units, county), words
    )


def _boxes(view: View, mechanism: Opened, words: Words) -> None:
    shown = () if mechanism.judged is None else tuple(metric.id for metric in mechanism.judged.metrics)
    known = tuple(metric_id for metric_id in shown if metric_id in CATALOGUE)
    failing = doubts(known, view.scope) if known else {}
    figures = figures_table(mechanism, words)
    tables = [
        figures if figures is None else marked_table(figures, shown, failing, words),
        _published(view, mechanism, words),
        dates_table(mechanism, kept.read(milestones, view.scope.county), view.reference.last_month, words),
    ]
    found = [table for table in tables if table is not None]
    for place, table in zip(st.columns(len(found)), found, strict=True):
        with place:
            st.html(panel_title(table.title) + table_html(table))
    show_doubts(failing, view.scope, words)
