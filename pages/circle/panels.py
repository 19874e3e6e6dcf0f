"""Under the map of 服务圈: named villages, fairness, doctors within reach, key sites, referrals, what changed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from faces.blocks.marks import Contribution
from faces.csv import MIME, About, csv_file
from faces.screen.base import CONFIG
from faces.screen.waterfall import waterfall
from findings.circle_marks import served_by_central_clinics
from findings.figures import direction_of, signed_words
from findings.origin import is_invented
from metrics.circle import places as circle_places
from metrics.circle.access import criticality, doctors_within_reach, referral_minutes, scores_by_township
from metrics.circle.circle import Circle, CircleQuestion
from metrics.circle.figures import flipping_villages, spread
from metrics.period import add_months
from metrics.reference import Reference
from pages.circle.map import set_village, village_in_url
from pages.circle.words import (
    REACH_BANDS,
    WAY_BANDS,
    doctors_title,
    frame_table,
    outside_villages,
    referrals_title,
)
from travel.uncertainty import CoverageInterval
from ui import kept
from ui.circles import cover_minutes, facilities_of, ground_of, parts_of, villages_of
from ui.components import note, panel_title, state_box
from ui.filters import period_label, place_name
from ui.frame import View
from ui.language import language, say
from ui.tables import plain_table
from ui.words import people_words, whole_words
from words.numbers import format_number, format_value, is_missing
from words.speech import Speech

PANELS: Final = ("villages", "fairness", "doctors", "critical", "referrals", "parts", "spokes")
PANEL_NAMES: Final = {
    "villages": ("圈外的村", "Villages outside"),
    "fairness": ("远近是否公平", "How evenly"),
    "doctors": ("够得到的医生", "Doctors in reach"),
    "critical": ("关掉会怎样", "If it closed"),
    "referrals": ("转诊路程", "Referral way"),
    "parts": ("变化来自哪里", "What changed"),
    "spokes": ("中心卫生室服务的村", "Central clinics"),
}
MOST_ROWS: Final = 40


@dataclass(frozen=True)
class Shown:
    """What the panels tell about: the view, the circle on screen and its villages of the chosen townships."""

    view: View
    asked: CircleQuestion
    circle: Circle
    rows: pd.DataFrame
    found: CoverageInterval
    limit: int

    @property
    def reference(self) -> Reference:
        """Return places and their names."""
        return self.view.reference


def show_panel(name: str, shown: Shown) -> None:
    """Draw one panel."""
    _PANELS[name](shown)


def _write(frame: pd.DataFrame, name: str, limit: int | None = MOST_ROWS) -> None:
    columns, rows = frame_table(frame, limit)
    st.html(plain_table(columns, rows, name=name))
    if len(rows) < len(frame):
        st.html(note(say(f"共{len(frame)}行，只列前{len(rows)}行。", f"First {len(rows)} of {len(frame)} rows.")))


def _villages(shown: Shown) -> None:
    flips = pd.Series(shown.found.flip_probability, index=villages_of(shown.asked).index)
    rows = kept.reach().listed(shown.rows)
    table = outside_villages(rows, flips.loc[rows.index].to_numpy(), shown.limit, shown.reference)
    outside = int((shown.rows["state"] != "inside").sum())
    doubtful = flipping_villages(villages_of(shown.asked), shown.found)
    st.html(
        panel_title(
            say(f"圈外的{outside}个村", f"{outside} villages outside"),
            say(
                f"按居民多少排；车速与人口误差抽样200次，{len(doubtful)}个村可能翻到线的另一边",
                f"{len(doubtful)} villages may stand on the other side of the limit (200 draws)",
            ),
        )
    )
    if not outside:
        st.html(
            state_box(
                "information",
                say("所有村都在圈内。", "Every village is inside."),
                say("可把时限调短再看。", "Try a shorter limit."),
            )
        )
        _way_chooser(shown)
        return
    _write(table, say("圈外的村", "Villages outside"))
    if len(shown.rows) > len(kept.reach().listed(shown.rows)):
        st.html(note(say("只列您所在乡镇的村；别的乡镇看地图和汇总数。", "Villages of your own townships only.")))
    if len(table) > MOST_ROWS:
        st.html(note(say("下载有全部。", "The file holds all.")))
    _way_chooser(shown)
    st.download_button(
        say("下载名单（CSV）", "Download (CSV)"),
        csv_file(table, _about_villages(shown), Speech(language())),
        file_name=say("圈外的村.csv", "villages_outside.csv"),
        mime=MIME,
        key="outside_download",
    )


def _about_villages(shown: Shown) -> About:
    """Return what a list of villages says of itself."""
    scope = shown.view.scope
    made_up = is_invented(shown.reference, ("village",), scope.county)
    return About(made_up, say("村基础表与路网", "villages and roads"), period_label(scope.period))


def _way_chooser(shown: Shown) -> None:
    """Offer any village, those outside first, to draw its way on the map: for keyboards and for phones."""
    order = shown.rows.assign(outside=shown.rows["state"] != "inside").sort_values(
        ["outside", "residents"], ascending=False, kind="stable"
    )
    names = dict(
        zip(
            order["village_code"],
            (say(row["name_zh"], row["name_en"]) for row in order.to_dict("records")),
            strict=True,
        )
    )
    drawn = village_in_url()
    st.session_state["way_of"] = drawn if drawn in names else None
    st.selectbox(
        say("在地图上看一个村的路线", "Draw a village's way on the map"),
        list(names),
        format_func=names.__getitem__,
        key="way_of",
        placeholder=say("选一个村，或在地图上点它", "Choose a village, or click it on the map"),
        on_change=lambda: set_village(st.session_state["way_of"] or ""),
        width=420,
    )


def _fairness(shown: Shown) -> None:
    found = spread(shown.circle, villages_of(shown.asked))
    reached, words = "", say(f"{whole_words()}居民", "whole county")
    if found.unreached:
        reached = say("能通达的居民里", " of those reached")
        words = say(
            f"{whole_words()}；{people_words(found.unreached)}不通路，只计入中位数和90%，平均、最远、基尼与泰尔不含",
            f"whole county; {people_words(found.unreached)} without a road count in median and 90th percentile only",
        )
    st.html(
        panel_title(
            say(
                f"一半居民{_whole(found.median)}内能到，{reached}最远的十分之一平均要{_whole(found.worst_tenth)}",
                f"Median {_whole(found.median)}, worst-off tenth{reached} {_whole(found.worst_tenth)}",
            ),
            words,
        )
    )
    figures = pd.DataFrame(
        {
            say("量", "Figure"): [
                say(*words)
                for words in (
                    ("平均", "mean"),
                    ("中位数", "median"),
                    ("90%居民不超过", "90th percentile"),
                    ("最远的十分之一平均", "worst-off tenth"),
                    ("基尼系数", "Gini"),
                    ("泰尔指数", "Theil"),
                )
            ],
            say("数值", "Value"): [
                _whole(found.mean),
                _whole(found.median),
                _whole(found.p90),
                _whole(found.worst_tenth),
                f"{found.gini:.3f}",
                f"{found.theil:.3f}",
            ],
        }
    )
    left, right = st.columns(2)
    with left:
        _write(figures, say("远近", "Minutes"))
    # Parts without an interval rank nobody: they stand by code.
    ordered = sorted(found.theil_by_township.items())
    by_township = pd.DataFrame(
        {
            say("乡镇", "Township"): [place_name(shown.reference.townships[code]) for code, _ in ordered],
            say("对泰尔指数的贡献", "Part of Theil"): [f"{value:+.3f}".replace("-", "−") for _, value in ordered],
        }
    )
    with right:
        _write(by_township, say("泰尔指数的分解", "Theil by township"))


def _whole(minutes: float) -> str:
    return (
        say("不通路", "no road")
        if math.isinf(minutes)
        else "–"
        if is_missing(minutes)
        else say(f"{minutes:.0f}分钟", f"{minutes:.0f} min")
    )


def _doctors(shown: Shown) -> None:
    asked = shown.asked
    scores = doctors_within_reach(
        ground_of(asked),
        villages_of(asked),
        facilities_of(asked),
        kept.read(circle_places.doctors_by_institution, asked.county, asked.month),
        shown.limit,
    )
    table = scores_by_township(scores)
    st.html(
        panel_title(
            doctors_title(table, shown.reference),
            say(
                f"每千居民够得到的医生和乡村医生（人，不含疾控、急救机构）；两步法时限{shown.limit}分钟，增强法按10、20、30分钟衰减，平衡法不重复计人；"
                f"没有区间，只分三档：三种算法都低于（高于）{whole_words()}两成以上才算偏低（偏高），档内不排高低",
                "doctors and village doctors per 1,000 residents (not the CDC's): 2SFCA, E2SFCA, balanced. No "
                "interval: bands only, low or high where all three lie a fifth off the county; no order within one",
            ),
        )
    )
    words = pd.DataFrame(
        {
            say("乡镇", "Township"): [place_name(shown.reference.townships[code]) for code in table["township_code"]],
            say("档", "Band"): [say(*REACH_BANDS[band]) for band in table["band"]],
            say("两步法", "2SFCA"): [format_number(value, 2) for value in table["two_step"]],
            say("增强两步法", "E2SFCA"): [format_number(value, 2) for value in table["enhanced"]],
            say("平衡法", "Balanced"): [format_number(value, 2) for value in table["balanced"]],
            say("够不到医生的居民（人）", "Without"): table["without"].to_numpy(int),
        }
    )
    _write(words, say("够得到的医生", "Doctors in reach"))


def _critical(shown: Shown) -> None:
    table = criticality(shown.circle, villages_of(shown.asked), shown.limit)
    needed = table[table["people"] > 0]
    st.html(
        panel_title(
            say(f"{len(needed)}家机构关掉就有人掉出{shown.limit}分钟圈", f"{len(needed)} sites nobody can spare"),
            say("只有它在时限内的村，会随它掉出圈外", "villages that have no other site within the limit"),
        )
    )
    words = pd.DataFrame(
        {
            say("机构", "Facility"): [say(row["name_zh"], row["name_en"]) for row in table.to_dict("records")],
            say("乡镇", "Township"): [place_name(shown.reference.townships[code]) for code in table["township_code"]],
            say("掉出圈外（人）", "Would lose"): table["people"].to_numpy(int),
            say("村（个）", "Villages"): table["villages"].to_numpy(int),
            say("以它为最近（人）", "Nearest to"): table["served"].to_numpy(int),
        }
    )
    _write(words, say("关掉会怎样", "If it closed"))


def _referrals(shown: Shown) -> None:
    asked = shown.asked
    within = shown.reference.check_period(shown.view.scope.period)
    referrals = kept.read(circle_places.referrals_up, asked.county, within.first, within.last)
    table = referral_minutes(ground_of(asked), facilities_of(asked), referrals)
    how = say(
        "旁边是这一时期实际上转人次；分钟数随车速而变，只分档，档内按代码列，不排远近",
        "beside it the actual referrals up in the period; minutes hang on speeds: bands only, no order within one",
    )
    st.html(panel_title(referrals_title(table), how))
    words = pd.DataFrame(
        {
            say("机构", "Facility"): [say(row["name_zh"], row["name_en"]) for row in table.to_dict("records")],
            say("最近的县级医院", "Hospital"): [
                say(row["hospital_zh"], row["hospital_en"]) or "–" for row in table.to_dict("records")
            ],
            say("档", "Band"): [say(*WAY_BANDS[band]) for band in table["band"]],
            say("路程（分钟）", "Minutes"): [
                say("不通路", "no road") if is_missing(value) else f"{value:.1f}" for value in table["minutes"]
            ],
            say("上转（人次）", "Referrals up"): table["referrals"].to_numpy(int),
        }
    )
    _write(words, say("转诊路程", "Referral way"))


FACTOR_NAMES: Final = {
    "roads": ("道路", "roads"),
    "facilities": ("机构增减与变级", "facilities"),
    "staffing": ("人员与达标", "staffing"),
    "residents": ("居民增减", "residents"),
    "corrections": ("村名录更正、并村", "corrections"),
}


def _parts(shown: Shown) -> None:
    base_month = add_months(shown.asked.month, -12)
    if base_month < shown.reference.first_month:
        st.html(
            state_box(
                "empty",
                say("没有上年同期的数据。", "No year before."),
                say("请改选更晚的时期。", "Choose a later period."),
            )
        )
        return
    before, now, parts = parts_of(shown.asked, base_month, shown.limit)
    change = now - before
    if all(direction_of(part, 1) == "flat" for part in (change, *parts.values())):
        st.html(
            panel_title(
                say("与上年同期持平，没有可分的变化", "As the year before: nothing to split"),
                say(
                    f"两期都是{format_value(now, '%')}；居民、道路、机构、人员、村名录的影响都不到0.05个百分点",
                    f"{format_value(now, '%')} in both; residents, roads, places, staff and lists of villages "
                    "moved it by less than 0.05 pp each",
                ),
            )
        )
        return
    st.html(
        panel_title(
            say(
                f"比上年同期{signed_words(change, '百分点', language())}，从哪里来",
                f"{signed_words(change, '百分点', language())} on the year before",
            ),
            say(
                f"{whole_words()}；各因素逐一替换的平均贡献，合计等于总变化",
                "whole county; mean contribution over all orders",
            ),
        )
    )
    rows = [
        Contribution(say(*FACTOR_NAMES[name]), value, signed_words(value, "百分点", language()))
        for name, value in parts.items()
    ]
    figure = waterfall(
        rows,
        start=before,
        start_name=say("上年同期", "year before"),
        start_text=format_value(before, "%"),
        end_name=say("本期", "now"),
        end_text=format_value(now, "%"),
        better="higher",
        look=shown.view.look,
    )
    st.plotly_chart(figure, theme=None, config=CONFIG, key="circle_parts")


def _spokes(shown: Shown) -> None:
    cover = kept.read(circle_places.central_clinic_villages, shown.asked.county, shown.asked.month)
    if cover.empty:
        st.html(
            state_box(
                "empty",
                say("这个县没有中心村卫生室。", "No central clinics here."),
                # Which counties have any is the warehouse's to say, not the program's.
                say("可在上方改选别的县（市、区）或时期。", "Choose another county or period above."),
            )
        )
        return
    minutes = cover_minutes(shown.asked)
    villages = villages_of(shown.asked).set_index("village_code")
    clinics = facilities_of(shown.asked).set_index("institution_code")
    own = served_by_central_clinics(cover[cover["village_code"].isin(villages.index)], minutes)
    beyond = own[~(own["minutes"] <= shown.limit)]
    people = int(villages.loc[beyond["village_code"], "residents"].sum())
    clinics_count, served, far = cover["institution_code"].nunique(), len(own), len(beyond)
    most = kept.read(circle_places.most_villages_of_central_clinics, shown.asked.county)
    merged = (
        say(
            f"；并村以前（{most[0] // 100}年{most[0] % 100}月）为{most[1]}个村",
            f"; {most[1]} villages before they merged ({most[0] // 100}-{most[0] % 100:02d})",
        )
        if most[1] > served and most[0] < shown.asked.month
        else ""
    )
    all_near = say(
        f"{clinics_count}个中心村卫生室服务{served}个村，都在{shown.limit}分钟以内",
        f"{clinics_count} central clinics serve {served} villages, all within {shown.limit} min",
    )
    some_far = say(
        f"{clinics_count}个中心村卫生室服务{served}个村，{far}个村超过{shown.limit}分钟",
        f"{clinics_count} central clinics serve {served} villages; {far} are beyond {shown.limit} min",
    )
    who = say(f"超过的村有{people:,}人；", f"{people:,} residents beyond; ") if far else ""
    lines = say("地图上的连线即服务关系，赭色为超过时限", "lines on the map, ochre beyond the limit")
    st.html(panel_title(some_far if far else all_near, who + lines + merged))
    words = pd.DataFrame(
        {
            say("村", "Village"): [_name(villages, row["village_code"]) for row in own.to_dict("records")],
            say("中心村卫生室", "Central clinic"): [
                _name(clinics, row["institution_code"]) for row in own.to_dict("records")
            ],
            say("通行时间（分钟）", "Minutes"): [
                say("不通路", "no road") if math.isinf(value) else f"{value:.1f}" for value in own["minutes"]
            ],
            say("居民（人）", "Residents"): villages.loc[own["village_code"], "residents"].to_numpy(int),
        }
    )
    _write(words, say("中心卫生室服务的村", "Central clinics"))


def _name(frame: pd.DataFrame, code: str) -> str:
    row: Any = frame.loc[code]
    return str(say(row["name_zh"], row["name_en"]))


_PANELS: Final[dict[str, Callable[[Shown], None]]] = {
    "villages": _villages,
    "fairness": _fairness,
    "doctors": _doctors,
    "critical": _critical,
    "referrals": _referrals,
    "parts": _parts,
    "spokes": _spokes,
}
