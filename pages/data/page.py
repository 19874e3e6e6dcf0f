"""数据: how complete, how old, how defined, and does it agree with what was published?"""

import datetime as dt
from dataclasses import astuple

import streamlit as st

from data_access.changes import now_utc
from faces.csv import MIME, About, csv_file
from findings import data
from findings import quality as quality_words
from findings.by_hand import by_hand_finding, by_hand_table
from metrics.catalogue import CATALOGUE
from metrics.quality.board import board, wanting, within
from metrics.quality.by_hand import corrected_by_hand
from metrics.quality.ledger import in_townships, ledger
from metrics.reads import places, revisions
from metrics.reads.mechanisms import published_figures
from metrics.reads.register import register_names
from ui import kept
from ui.blocks import table_html
from ui.components import note, panel_title, state_box
from ui.frame import current_view, listed_townships, page_tabs, write_finding, write_source
from ui.language import say
from ui.trace import trace_button
from ui.words import words_of
from words.revisions import revision_words
from words.speech import Speech

TABS = {
    "agree": ("与公布数对照", "Published figures"),
    "definitions": ("口径", "Definitions"),
    "quality": ("质量", "Quality"),
    "loads": ("装载与版本", "Loads and versions"),
}

MOST_ENTRIES = 200  # newest first; more than this is no list that anyone works off

view = current_view()
scope, reference, words = view.scope, view.reference, words_of(view.scope, view.reference)
months = places.last_twelve_months(view.month)
grid = kept.read(places.reporting_grid, scope.county, months[0], months[-1])
everything = kept.reconciled()
figures = kept.read(published_figures, scope.county)
own = everything[everything["figure_id"].isin(figures["figure_id"])]
write_finding(view, data.reconciliation_finding(own, places.completeness_of(grid), words))

agree, definitions, quality, loads = page_tabs("tab", {name: say(*words) for name, words in TABS.items()})
with agree:
    st.html(
        panel_title(
            say("公布数与本系统", "Published and ours"),
            say("由数据行算出的数，按原文印出的精度核对", "Checked at the precision that was printed"),
        )
    )
    if own.empty:
        st.html(
            state_box(
                "empty",
                say("本县没有登记公布数。", "No published figure of this county is on record."),
                say(
                    "对照只用于随产品提供的五个县的公开报道。",
                    "Only the five published accounts are held against ours.",
                ),
            )
        )
    else:
        st.html(
            kept.drawn(
                "data",
                "reconciliation",
                lambda: table_html(data.reconciliation_table(own, figures, words)),
                scope.county,
            )
        )
        st.download_button(
            say(f"下载全部{len(everything)}个数的对照（CSV）", f"Download all {len(everything)} (CSV)"),
            csv_file(
                everything,
                About(reference.is_sample, say("公布数与本系统计算", "published figures and ours")),
                Speech(words.language),
            ),
            file_name="reconciliation.csv",
            mime=MIME,
        )
with definitions:
    text = st.text_input(
        say("查口径", "Search definitions"),
        key="definition_text",
        placeholder=say("指标名、编号或口径里的词", "name, id or words"),
    )
    listed = {metric.id: metric for metric in (*reference.own.get(scope.county, ()), *CATALOGUE.values())}
    found = data.matching(list(listed.values()), text)
    if found:
        st.html(note(say(f"共{len(found)}个指标", f"{len(found)} indicators")))
        st.html(table_html(data.definitions_table(found, words)))
        chosen = st.selectbox(
            say("查哪个指标的SQL和数据行", "SQL and rows of"),
            [metric.id for metric in found],
            format_func=lambda metric_id: words.name(listed[metric_id]),
            key="definition_metric",
        )
        trace_button(chosen, key="trace_definition")
        for usual in kept.ask(revisions.usual, chosen, scope.county, dt.date.today()):
            st.html(note(say(*revision_words(*astuple(usual)))))
    else:
        st.html(
            state_box(
                "empty",
                say("没有相符的指标。", "No indicator matches."),
                say("请换一个词，或清空搜索框。", "Try another word."),
            )
        )
with quality:
    st.html(
        panel_title(
            say("各乡镇逐月报告", "Reports by township and month"),
            say("“全”为应报机构都已报；斜线为整月未报", "“all”: every institution reported; hatched: none did"),
        )
    )
    st.html(table_html(data.reporting_table(grid, scope.county, months, words)))
    listed_in = listed_townships(scope)
    returns = within(kept.read(board, scope.county, months[0], months[-1]), listed_in)
    st.html(panel_title(say("逐家逐月：缺报、迟报、有疑问的", "Institutions with a return missing, late or in doubt")))
    st.html(note(quality_words.board_finding(returns, words)))
    if wanting(returns):
        st.html(table_html(quality_words.board_table(wanting(returns), months, words)))
    st.html(panel_title(say("数据质量台账", "Ledger of data quality")))
    entries = in_townships(kept.read(ledger, scope.county), listed_in)
    st.html(note(quality_words.ledger_finding(entries, words)))
    if entries:
        names = kept.read(register_names, scope.county, words.language)
        st.html(table_html(quality_words.ledger_table(entries[:MOST_ENTRIES], names, now_utc(), words)))
    st.html(panel_title(say("手工改正", "Put right by hand")))
    by_hand = kept.read(corrected_by_hand, scope.county, listed_in)
    st.html(note(by_hand_finding(by_hand, words)))
    if by_hand:
        names = kept.read(register_names, scope.county, words.language)
        st.html(table_html(by_hand_table(by_hand[:MOST_ENTRIES], names, words)))
with loads:
    st.html(
        note(
            say(
                f"数据版本{kept.data_version()}，{reference.available.label_zh}",
                f"Data version {kept.data_version()}, {reference.available.label_en}",
            )
        )
    )
    st.html(table_html(data.loads_table(kept.read(places.loads), words)))
    st.html(
        note(say("装载本县数据、撤销装载，在“接入”页。", "Your own data are loaded and taken back on the page Intake."))
    )
accounts = say("公布数来自五县公开报道，出处见装载记录", "Published figures: five public accounts, see loads")
write_source(view, [] if own.empty else [accounts])
