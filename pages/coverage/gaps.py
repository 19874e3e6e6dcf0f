"""谁还没有: villages without a clinic, institutions below standard, and key groups whose contracts fall short."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from findings.coverage import gap_institutions, gap_villages, group_table, none_lacking
from findings.figures import Words
from findings.indicators import GROUP_RATES
from metrics.catalogue import get_all
from metrics.reads.places import CareGaps
from ui.blocks import table_html
from ui.components import note, panel_title
from ui.language import say


def left_out(gaps: CareGaps, groups: pd.DataFrame, words: Words) -> None:
    """Write the three tables side by side; gaps and groups (rates by population group): of the chosen townships."""
    first, second, third = st.columns(3)
    with first:
        villages = gap_villages(gaps, words)
        named = table_html(villages, name=say("没有卫生室覆盖的村", "Villages without a clinic"))
        st.html(panel_title(villages.title))
        st.html(named if villages.rows else note(none_lacking(gaps, "villages", words)))
    with second:
        below = gap_institutions(gaps, words)
        named = table_html(below, name=say("未达标的基层机构", "Institutions below standard"))
        st.html(panel_title(below.title))
        st.html(named if below.rows else note(none_lacking(gaps, "standards", words)))
    with third:
        rates = group_table(groups, get_all(GROUP_RATES), words, short_in_bold=True)
        st.html(
            panel_title(
                say("重点人群签约与履约", "Key groups: contracts and delivery"),
                say("不足100%的加粗", "Below 100% in bold"),
            )
        )
        st.html(table_html(rates, name=say("重点人群", "Key groups")))
