"""The overview written the plain way, for benchmarks/plain.py: no cache, no fragment, stock components."""

from __future__ import annotations

import plotly.express as px
import streamlit as st

from data_access.engine import open_engine, warehouse_url
from findings.indicators import HEADLINE
from metrics.catalogue import get_all
from metrics.judge.assessment import assess
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source

COUNTY = "450223"
PERIODS = ("2023", "2022", "2021", "2020")
HEAT = ("in_county_visit_share", "in_county_admission_share", "fund_in_county_share", "contract_rate")


def main() -> None:
    """Ask the warehouse and draw the same figures, table and chart at every change of the filter."""
    st.set_page_config(layout="wide")
    period = st.selectbox("period", PERIODS)
    engine = open_engine(warehouse_url())
    reference = load_reference(engine)
    metrics = get_all(tuple(dict.fromkeys((*HEADLINE, *HEAT))))
    judged = assess(Source(engine, reference), metrics, Scope(COUNTY, Period.parse(period)))
    engine.dispose()
    for metric, column in zip(get_all(HEADLINE), st.columns(len(HEADLINE)), strict=True):
        row = judged.headline(metric.id)
        column.metric(metric.name_zh, f"{row['value']:,.1f}", f"{row['change']:.1f} {row['change_unit']}")
    left, right = st.columns(2)
    left.dataframe(judged.townships.pivot(index="township_code", columns="metric_id", values="value"))
    parts = judged.contributions[HEADLINE[0]].by_place()
    right.plotly_chart(px.bar(x=[float(part) for part in parts.values()], y=list(parts)))
    for metric in get_all(HEADLINE):
        rows = judged.months[judged.months["metric_id"] == metric.id]
        st.plotly_chart(px.line(rows, x="period", y="value", title=metric.name_zh, height=200), key=metric.id)


if __name__ == "__main__":
    main()
