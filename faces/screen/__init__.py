"""Records in, Plotly figures and pydeck decks out; pure: no queries, no streamlit.

base            Look (theme, scale, ground, phone), CONFIG for st.plotly_chart
ranked          ranked_intervals        waterfall  waterfall
control         control_chart           curve      coverage_curve
multiples       small_multiples         funnel     funnel
bars            bars
township_map    township_map (pydeck)   township_map_plotly  the same data without WebGL
rows            the records they take   tokens     colours, type and steps
"""
