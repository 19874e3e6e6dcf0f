"""流向: who goes where on a map and in a table, and a township's counted visits in their usual range."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
import streamlit as st

from faces.areas import middle_of, polygons_of
from faces.blocks import Cell, Column, Row
from faces.blocks.marks import ControlPoint, FacilityMark, LimitSegment, TownshipArea
from faces.screen.base import CONFIG
from faces.screen.control import control_chart
from faces.screen.visit_map import VisitLine, visit_map
from findings.experts import exempt_words, period_words
from metrics.judge.series import standing_still
from metrics.ledger.flows import VisitSeries, counted_by_township, flows, visit_series
from metrics.ledger.reads import CountyLedger
from metrics.reads import places
from pages.experts.names import name_of, place_of
from pages.experts.words import month_words, township_name
from ui import kept
from ui.components import note, panel_title, state_box
from ui.filters import place_name
from ui.frame import View
from ui.keys import legend
from ui.language import language, say
from ui.tables import plain_table
from words.numbers import format_number
from words.reasons import STANDING_STILL, rules_told
from words.speech import Speech

ROWS_SHOWN = 20
HEIGHT, PHONE_HEIGHT = 560, 340
SPECIAL: Final[dict[str, Literal["good", "bad"]]] = {"good": "good", "bad": "bad"}
STANDING = {"met": ("全部达标", "all met"), "missed": ("有未达标", "some missed"), "none": ("不考核", "not due")}


def flows_tab(view: View, whole: CountyLedger, month: int, specialty: str, point: str) -> None:
    """Draw the tab. month: the last month of the control chart; the map is of the period. specialty '' = all."""
    period = view.scope.period
    table = view.drawn(
        "flow rows", lambda: flows(whole, period.first, period.last, view.scope.townships, specialty), specialty
    )
    st.html(panel_title(say("谁去了哪里", "Who goes where"), _span(table, period.first, period.last)))
    if table.empty:
        st.html(state_box("empty", say("这段时间没有下沉。", "No visits."), say("请改选时期。", "Choose another.")))
        return
    lines = lines_of(table)
    if lines:
        st.html(_key())
        figure = view.drawn("flow map", lambda: _map(view, whole, table, lines, point), specialty, point)
        st.plotly_chart(figure, theme=None, config=CONFIG, key="visit_map", alt=_alt(table))
    outside = table[table["home_lon"].isna()]
    if len(outside):
        st.html(
            note(
                say(
                    f"县外专家{int(outside['planned'].sum()):,}次没有县内出发地，图上不画线，见下表。",
                    f"{int(outside['planned'].sum()):,} visits come from outside the county: in the table only.",
                )
            )
        )
    everything = bool(st.session_state.get("flows_everything", False))
    listed = flow_table(table if everything else table.head(ROWS_SHOWN), view, point)
    st.html(
        plain_table(*listed, name=say("谁去了哪里", "Who goes where"))
        + note(say("按派出医院、乡镇、机构排列，不按次数排。", "By hospital, township and place, not by visits."))
    )
    if len(table) > ROWS_SHOWN:
        st.toggle(say(f"显示全部{len(table)}条", f"Show all {len(table)}"), key="flows_everything")
    _series(view, whole, table, month, point)


def _span(table: pd.DataFrame, first: int, last: int) -> str:
    visits = int(table["planned"].sum()) if len(table) else 0
    return say(
        f"{month_words(first)}—{month_words(last)}，计划{visits:,}次；线宽为次数，颜色和线型为到访机构是否按期达标",
        f"{month_words(first)} – {month_words(last)}, {visits:,} planned; width: visits, colour and dashes: rule met",
    )


def _key() -> str:
    items = [
        ("circle-good", say("实线：各期全部达标", "solid: every period met")),
        ("diamond-bad", say("虚线：有未达标", "dashed: some missed")),
        ("circle-neutral", say("点线：没有按期规定", "dotted: nothing due")),
    ]
    return legend(items, name=say("流向图例", "Key"))


def _alt(table: pd.DataFrame) -> str:
    places, visits = table["institution_code"].nunique(), int(table["planned"].sum())
    return say(
        f"下沉流向图，到{places}个机构，计划{visits:,}次；数据见下表",
        f"Map of visits: {visits:,} planned to {places} places; see the table",
    )


def lines_of(table: pd.DataFrame) -> list[VisitLine]:
    """Return the lines of the map: pairs whose hospital and place both lie in the county and apart."""
    lines = []
    for row in table.dropna(subset=["home_lon", "lon"]).to_dict("records"):
        start, end = (row["home_lon"], row["home_lat"]), (row["lon"], row["lat"])
        if start == end:
            continue
        counts = say(
            f"计划{row['planned']}次，到岗{row['attended']}次，计入{row['counted']}次",
            f"planned {row['planned']}, came {row['attended']}, counted {row['counted']}",
        )
        words = f"{say(row['home_zh'], row['home_en'])} → {place_of(row)}|{counts}|{_standing(row)}"
        lines.append(VisitLine(start, end, int(row["planned"]), row["standing"], words))
    return lines


def _standing(row: dict[object, object] | dict[str, object]) -> str:
    said = say(*STANDING[str(row["standing"])])
    return f"{said} {row['met']}/{row['assessed']}" if row["assessed"] else said


def _map(view: View, whole: CountyLedger, table: pd.DataFrame, lines: list[VisitLine], point: str) -> object:
    height = PHONE_HEIGHT if view.look.phone else HEIGHT
    return visit_map(_areas(view, table, point), lines, _marks(whole, table), look=view.look, height=height)


def _areas(view: View, table: pd.DataFrame, point: str) -> list[TownshipArea]:
    """Return the townships as a plain sheet, each with the visits that count there."""
    counted = counted_by_township(table)
    firsts = table.drop_duplicates("township_code").to_dict("records")
    ends = {row["township_code"]: (float(row["lon"]), float(row["lat"])) for row in firsts}
    outlines = kept.read(places.outlines, view.scope.county)
    areas = []
    for place in view.reference.townships_of(view.scope.county, view.month):
        visits = int(counted.get(place.code, 0))
        for rings in polygons_of(outlines.get(place.code)):
            areas.append(
                TownshipArea(
                    code=place.code,
                    name=place_name(place),
                    rings=rings,
                    label_at=ends.get(place.code) or middle_of(rings[0]),
                    value_text=say(f"计入{visits}次", f"{visits} counted"),
                    is_point=bool(point) and place_name(place) == point,
                )
            )
    return areas


def _marks(whole: CountyLedger, table: pd.DataFrame) -> list[FacilityMark]:
    """Return the hospitals lines begin at and the places they end at."""
    homes, ends = set(table["home_institution_code"]), set(table["institution_code"])
    marks = []
    for row in whole.places.to_dict("records"):
        code = row["institution_code"]
        if code in homes or code in ends:
            hospital = code in homes or row["place_kind"] == "county_hospital"
            marks.append(
                FacilityMark(name_of(row), row["lon"], row["lat"], "hospital" if hospital else "centre", code=code)
            )
    return marks


def flow_table(table: pd.DataFrame, view: View, point: str) -> tuple[list[Column], list[Row]]:
    """Return the map as a table: from, to, visits, and whether the place's rule was met."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("派出", "From"), kind="text", phone=False),
        Column(say("到", "To"), kind="text"),
        Column(say("专家", "Experts"), say("人", ""), phone=False),
        Column(say("计划", "Planned"), say("次", "")),
        Column(say("到岗", "Came"), say("次", ""), phone=False),
        Column(say("计入", "Counted"), say("次", "")),
        Column(say("达标", "Met"), say("期", "")),
    ]
    rows = []
    for row in table.to_dict("records"):
        name = township_name(view.reference, row["township_code"])
        met = f"{row['met']}/{row['assessed']}" if row["assessed"] else say("不考核", "not due")
        rows.append(
            Row(
                [
                    name, say(row["home_zh"], row["home_en"]) or say("县外", "outside"), place_of(row),
                    str(row["experts"]),
                    *(f"{row[key]:,}" for key in ("planned", "attended", "counted")),
                    Cell(met, strong=row["standing"] == "missed"),
                ],
                is_point=name == point,
            )
        )  # fmt: skip
    return columns, rows


# ---- a township in its usual range ----


def _series(view: View, whole: CountyLedger, table: pd.DataFrame, month: int, point: str) -> None:
    codes = sorted(set(table["township_code"]))
    names = {code: township_name(view.reference, code) for code in codes}
    st.html(
        panel_title(
            say("一个乡镇来得稳不稳", "How steadily does a township get its visits?"),
            say(
                "每期计入次数；灰带为正常波动范围（XmR），大点为超出常态，空缺为节假日免考核",
                "Counted visits; band: usual range (XmR); large points: special causes; gaps: exempt",
            ),
        )
    )
    start = next((at for at, code in enumerate(codes) if names[code] == point), 0)
    code = st.columns([1, 3])[0].selectbox(
        say("乡镇", "Township"), codes, index=start, format_func=lambda key: names[key], key="flow_township",
        placeholder=say("选乡镇", "Choose"),
    )  # fmt: skip
    if code not in names:
        return
    made = view.drawn("visit series", lambda: visit_series(whole, code, month), code, month)
    if np.isnan(made.values).all():
        st.html(note(say("没有应考核的时段，画不出控制图。", "No period is due; there is no chart.")))
        return
    figure = control_chart(points_of(made), segments_of(made), look=view.look, height=300)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="visit_series", alt=series_words(made, names[code]))
    st.html(note(series_words(made, names[code])))


def points_of(made: VisitSeries) -> list[ControlPoint]:
    """Return the periods of the chart; an exempt one is a gap."""
    points = []
    speech = Speech(language())
    for at, key in enumerate(made.periods):
        value, exempt = None if np.isnan(made.values[at]) else float(made.values[at]), made.exempt[at]
        text = "" if value is None else say(f"计入{value:.0f}次", f"{value:.0f} counted")
        text = text if exempt is None else exempt_words(exempt, speech)
        special = SPECIAL.get(str(made.judgement[at]))
        label = say(period_words(key, made.cadence, speech), f"{made.starts[at]:%Y-%m-%d}")
        points.append(ControlPoint(label, value, text, special, say(*rules_told(made.rules(at), made.cadence))))
    return points


def segments_of(made: VisitSeries) -> list[LimitSegment]:
    """Return the one stretch of limits; none with fewer than two periods next to each other."""
    mean, lower, upper = (float(part[0]) for part in (made.chart.mean, made.chart.lower, made.chart.upper))
    if np.isnan([mean, lower, upper]).any():
        return []
    lower = max(0.0, lower)
    middle, low, high = (format_number(level, 1) for level in (mean, lower, upper))
    is_level = bool(made.chart.stands[0])
    return [LimitSegment(0, len(made.values) - 1, mean, lower, upper, middle, low, high, is_level=is_level)]


def series_words(made: VisitSeries, name: str) -> str:
    """Return the chart in one sentence: how many periods, how many outside the usual, the last of them and why."""
    due = int((~np.isnan(made.values)).sum())
    exempt = len(made.values) - due
    special = [at for at in range(len(made.values)) if made.judgement[at]]
    unit = say("周" if made.cadence == "week" else "个月", "weeks" if made.cadence == "week" else "months")
    head = say(
        f"{name}最近{due}{unit}平均每{'周' if made.cadence == 'week' else '月'}计入{np.nanmean(made.values):.1f}次"
        + (f"（另有{exempt}{unit}免考核）" if exempt else ""),
        f"{name}: {np.nanmean(made.values):.1f} counted on average over {due} {unit}, {exempt} exempt",
    )
    still = standing_still(made.chart)
    if not special and still:
        zh, en = STANDING_STILL[still]
        return head + say(f"，{zh}。", f"; {en}.")
    if not special:
        return head + say("，都在正常波动范围内。", ", all within the usual range.")
    last = special[-1]
    reason, reason_en = rules_told(made.rules(last), made.cadence)
    period = period_words(made.periods[last], made.cadence, Speech("zh"))
    return head + say(
        f"，{len(special)}{unit}超出常态，最近一次{period}：{reason}。",
        f", {len(special)} out of the usual, the last from {made.starts[last]:%Y-%m-%d}: {reason_en}.",
    )
