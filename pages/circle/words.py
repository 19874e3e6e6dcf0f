"""Circles and places → what the map, the curve and the tables of 服务圈 draw and say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from faces.blocks import Cell, Column, Row
from findings.circles import counted_words, minutes_text
from metrics.circle.circle import Circle, CircleView
from metrics.circle.roads import village_metres
from metrics.reference import Reference
from travel.uncertainty import CoverageInterval
from ui.filters import place_name
from ui.language import language, say
from ui.words import people_words
from words.names import MODE_NAMES, SEASON_NAMES, road_edition_en
from words.numbers import format_interval, format_number, is_missing
from words.speech import Speech

MOST_NAMED: Final = 3
REACH_BANDS: Final = {"low": ("偏低", "low"), "middle": ("与整体相近", "about the county's"), "high": ("偏高", "high")}
WAY_BANDS: Final = {
    "no_road": ("不通路", "no road"),
    "over_60": ("60分钟以上", "over 60 min"),
    "over_30": ("30—60分钟", "30–60 min"),
    "up_to_30": ("30分钟以内", "up to 30 min"),
}


def doctors_title(table: pd.DataFrame, reference: Reference) -> str:
    """Return which townships lie in the low band, whatever the method; none is called the lowest."""
    low = [place_name(reference.townships[code]) for code in table.loc[table["band"] == "low", "township_code"]]
    if not low:
        return say("没有乡镇三种算法都明显偏低", "No township is low by all three methods")
    if len(low) > MOST_NAMED:
        return say(f"{len(low)}个乡镇够得到的医生偏少", f"{len(low)} townships reach few doctors")
    names = say("、", ", ").join(low)
    return say(f"{names}够得到的医生偏少", f"{names}: few doctors in reach")


def referrals_title(table: pd.DataFrame) -> str:
    """Return how many centres lie in the bands beyond half an hour; none is called the farthest."""
    if table.empty:
        return say("转诊到县级医院要多久", "How far referrals travel")
    over_60, over_30 = (int((table["band"] == band).sum()) for band in ("over_60", "over_30"))
    return say(
        f"{len(table)}家中{over_60}家到县级医院60分钟以上，{over_30}家30—60分钟",
        f"Of {len(table)} centres {over_60} are over 60 min from a county hospital, {over_30} 30–60 min",
    )


def catchment_meta(view: CircleView, edition: str, found: CoverageInterval, *, sample: bool) -> list[str]:
    """Return the meta line: how one travels, on which roads, how sure the figure is, what is invented of a sample."""
    way = say(*MODE_NAMES[view.mode]) + say("，", ", ") + say(*SEASON_NAMES[view.scenario])
    limits = format_interval(100 * found.lower, 100 * found.upper, "%")
    return [
        way + say(f"，路网{edition}", f", roads {road_edition_en(edition)}"),
        say(f"区间{limits}（车速±15%与人口误差）", f"interval {limits} (speed ±15 % and population error)"),
        *([say("边界、村点位、道路为示意", "outlines, villages and roads are schematic")] if sample else []),
    ]


def population_words(counted: float, counted_month: int, residents: float, month: int) -> str:
    """Return of which month's end the page counts residents, and how many live there at the period's end.

    counted : residents of the villages at the end of `counted_month`; residents : at the end of `month`. YYYYMM.
    """
    people, when = format_number(counted, 0), divmod(counted_month, 100)
    told = say(
        f"本页居民一律按{when[0]}年{when[1]}月末常住人口{people}人计（分到各村）",
        f"residents here are the {people} of the end of {when[0]}-{when[1]:02d}, by village",
    )
    if is_missing(residents) or counted == residents:
        return told
    now, last = format_number(residents, 0), divmod(month, 100)
    return told + say(
        f"；{last[0]}年{last[1]}月末为{now}人，签约率等按后者",
        f"; contract rates and others count the {now} of the end of {last[0]}-{last[1]:02d}",
    )


def township_rows(
    by_township: pd.DataFrame,
    total: pd.Series,
    limits: Mapping[str, tuple[float, float]],
    total_limits: tuple[float, float],
    scope: str,
    point: str,
    reference: Reference,
) -> tuple[list[Column], list[Row]]:
    """Return where the uncovered people are, township by township, most first; the sum row last.

    limits, total_limits : between which shares, in per cent, nobody is within the limit; by township code, and of all.
    """
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("居民", "Residents"), say("人", ""), phone=False),
        Column(say("已覆盖", "Covered"), say("人", ""), phone=False),
        Column(say("未覆盖", "Outside"), say("人", "")),
        Column(say("其中不通路", "No road"), say("人", ""), phone=False),
        Column(say("占本乡镇", "Share"), "%"),
        Column(say("区间", "Interval"), "%", phone=False),
    ]

    def cells(name: str, row: Any, between: tuple[float, float] | None) -> list[str | Cell]:
        rate = "–" if not row["residents"] else format_number(100 * row["outside"] / row["residents"], 1)
        return [
            name,
            format_number(row["residents"], 0),
            format_number(row["covered"], 0),
            Cell(format_number(row["outside"], 0), strong=True),
            format_number(row["unreachable"], 0),
            rate,
            "–" if between is None else f"{format_number(between[0], 1)}—{format_number(between[1], 1)}",
        ]

    rows = []
    for _, row in by_township[by_township["residents"] > 0].iterrows():
        name = place_name(reference.townships[row["township_code"]])
        own = limits.get(row["township_code"])
        rows.append(Row(cells(name, row, own), is_point=bool(point) and name == point))
    # One township's sum is the township once more.
    if len(rows) > 1:
        rows.append(Row(cells(scope, total, total_limits), is_sum=True))
    return columns, rows


def outside_villages(rows: pd.DataFrame, flips: np.ndarray[Any, Any], limit: int, reference: Reference) -> pd.DataFrame:
    """Return the named villages outside, most residents first: the table shown and the file downloaded."""
    own = rows.assign(flips=flips)
    own = own[own["state"] != "inside"].sort_values(["residents", "village_code"], ascending=[False, True])
    return pd.DataFrame(
        {
            say("村", "Village"): [say(row["name_zh"], row["name_en"]) for row in own.to_dict("records")],
            say("乡镇", "Township"): [place_name(reference.townships[code]) for code in own["township_code"]],
            say("居民（人）", "Residents"): own["residents"].to_numpy(int),
            say("通行时间（分钟）", "Minutes"): [
                say("不通路", "no road") if is_missing(value) else minutes_text(value, limit)
                for value in own["minutes"]
            ],
            say("最近的机构", "Nearest"): [
                say(row["nearest_zh"], row["nearest_en"]) or "–" for row in own.to_dict("records")
            ],
            say("翻转的可能", "May flip"): [f"{100 * value:.0f}%" for value in own["flips"]],
        }
    )


def frame_table(frame: pd.DataFrame, limit: int | None = None) -> tuple[list[Column], list[Row]]:
    """Return a frame of finished words as a plain table; columns of words are set left, figures right."""
    columns = [
        Column(name, kind="text" if _is_words(frame[name]) else "number", phone=number < 4)
        for number, name in enumerate(frame.columns)
    ]
    shown = frame if limit is None else frame.head(limit)
    rows = [
        Row([value if isinstance(value, str) else format_number(value, 0) for value in row])
        for row in shown.itertuples(index=False, name=None)
    ]
    return columns, rows


def _is_words(column: pd.Series) -> bool:
    """Say whether a column names things: none of its entries begins like a number."""
    return not any(not isinstance(value, str) or value[:1] in "0123456789+−" for value in column)


def village_words(code: str, circle: Circle, rows: pd.DataFrame, limit: int) -> str:
    """Return one sentence about the village whose way is drawn: minutes, to whom, how long on the road."""
    found = np.flatnonzero((rows["village_code"] == code).to_numpy())
    if not found.size:
        return say(f"这个月的村名录里没有编号{code[:20]}。", f"No village {code[:20]} in this month.")
    at, village = int(found[0]), rows.iloc[int(found[0])]
    name = say(str(village["name_zh"]), str(village["name_en"]))
    if village["state"] == "unreachable":
        return say(
            f"{name}（{village['residents']:,}人）：没有道路通到任何{counted_words(circle.view, Speech(language()))}。",
            f"{name} ({village['residents']:,} residents): no road leads to any facility that counts.",
        )
    kilometres = village_metres(circle)[at] / 1000
    walked = circle.nearest.walk_minutes[at]
    site = say(str(village["nearest_zh"]), str(village["nearest_en"]))
    minutes = minutes_text(float(village["minutes"]), limit)
    return say(
        f"{name}（{village['residents']:,}人）：到{site}{minutes}分钟，其中步行{walked:.1f}分钟；"
        f"路长{kilometres:.1f}公里，{'在' if village['state'] == 'inside' else '超过'}{limit}分钟"
        f"{'以内' if village['state'] == 'inside' else ''}。",
        f"{name} ({village['residents']:,} residents): {minutes} min to {site}, {walked:.1f} on foot; "
        f"{kilometres:.1f} km by road, {'within' if village['state'] == 'inside' else 'beyond'} {limit} minutes.",
    )


def site_words(site: str, circle: Circle, rows: pd.DataFrame, limit: int) -> str:
    """Return one sentence about the facility whose catchment is shown."""
    named = circle.sites[circle.sites["code"] == site]
    if named.empty:
        return say(f"机构{site}不计入现在的服务圈。", f"{site} does not count here.")
    name = say(str(named.iloc[0]["name_zh"]), str(named.iloc[0]["name_en"]))
    own = rows[rows["nearest_code"] == site]
    inside = own.loc[own["state"] == "inside", "residents"].sum()
    return say(
        f"{name}：是{len(own)}个村、{people_words(own['residents'].sum())}的最近机构，"
        f"其中{people_words(inside)}在{limit}分钟内。",
        f"{name}: nearest to {len(own)} villages, {people_words(own['residents'].sum())} residents, "
        f"{people_words(inside)} of them within {limit} minutes.",
    )
