"""数据: how complete, how old, how defined, and does it agree with what was published?"""

import streamlit as st

from faces.csv import MIME, About, csv_file
from findings import data
from metrics.catalogue import CATALOGUE
from metrics.reads import places
from metrics.reads.mechanisms import published_figures
from ui import kept
from ui.blocks import table_html
from ui.components import note, panel_title, state_box
from ui.frame import current_view, page_tabs, write_finding, write_source
from ui.language import say
from ui.trace import trace_button
from ui.words import words_of
from words.speech import Speech

TABS = {
    "agree": ("与公布数对照", "Published figures"),
    "definitions": ("口径", "Definitions"),
    "quality": ("质量", "Quality"),
    "loads": ("装载与版本", "Loads and versions"),
}

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
    st.html(
        kept.drawn(
            "data",
            "reconciliation",
            lambda: table_html(data.reconciliation_table(own, figures, words)),
            scope.county,
        )
    )
    st.download_button(
        say("下载全部219个数的对照（CSV）", "Download all 219 (CSV)"),
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
    found = data.matching(list(CATALOGUE.values()), text)
    if found:
        st.html(note(say(f"共{len(found)}个指标", f"{len(found)} indicators")))
        st.html(table_html(data.definitions_table(found, words)))
        chosen = st.selectbox(
            say("查哪个指标的SQL和数据行", "SQL and rows of"),
            [metric.id for metric in found],
            format_func=lambda metric_id: words.name(CATALOGUE[metric_id]),
            key="definition_metric",
        )
        trace_button(chosen, key="trace_definition")
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
    st.html(note(say("装载本县数据请在电脑上用命令行，见说明文件。", "To load your own data see the README.")))
write_source(
    view, [say("公布数来自五县公开报道，出处见装载记录", "Published figures: five public accounts, see loads")]
)
