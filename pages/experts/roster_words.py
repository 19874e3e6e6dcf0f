"""Words and tables of rosters: planned rows for the grid, versions, breaches, changes, how far a search is."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from faces.blocks import Cell, Column, Row
from metrics.ledger.reads import CountyLedger, expert_names, place_names, visits_by_place
from metrics.ledger.roster_inputs import RosterInputs
from pages.experts.cell_clicks import cell_name
from pages.experts.names import about_of, and_more, day_words, expert_of, name_of, place_of, reason_of, title_words
from pages.experts.roster_grid import GridRow, Mark, Stay
from ui.language import say, voice
from ui.tables import plain_table
from ui.words import names_by_code
from words.experts import SPECIALTIES_EN, TITLES_EN
from words.numbers import format_number
from words.phrases import Phrase, said
from words.rosters import BREACH_NAMES, CHANGE_NAMES

EXPERTS_NAMED = 3
BREACHES_SHOWN = 40


def expert_label(row: Mapping[Any, Any]) -> str:
    """Return an expert as an option of a list: 心内科专家01（副高）."""
    title = title_words(row["title"])
    return name_of(row) + say(f"（{title}）", f" ({title})")


def proof_words(steps: Sequence[tuple[float, float, float]]) -> str:
    """Return how far a search is: the best so far, the bound and the gap between them."""
    if not steps or math.isinf(steps[-1][1]):
        return say("正在找第一个可行的班表", "Looking for a first roster")
    seconds, best, bound = steps[-1]
    if math.isinf(bound):
        return say(f"{seconds:.1f}秒：代价{best:,.0f}分，正在求下界", f"{seconds:.1f} s: cost {best:,.0f}, bounding")
    gap = max(0.0, best - bound) / max(1.0, abs(best))
    return say(
        f"{seconds:.1f}秒：代价{best:,.0f}分，下界{bound:,.0f}分，差距{format_number(100 * gap, 1)}%",
        f"{seconds:.1f} s: cost {best:,.0f}, bound {bound:,.0f}, gap {format_number(100 * gap, 1)}%",
    )


def named_visits(visits: pd.DataFrame, whole: CountyLedger) -> pd.DataFrame:
    """Return a stored roster with the names and columns of `roster_frame`."""
    people = whole.experts[["expert_code", "specialty", "title"]].merge(expert_names(whole.experts), on="expert_code")
    named = visits.merge(people, on="expert_code", how="left")
    named = named.merge(place_names(whole.places), on="institution_code", how="left")
    day = pd.to_datetime(named["visit_date"])
    weekday = ["周" + "一二三四五六日"[number] for number in day.dt.day_of_week]
    return (
        named.assign(
            visit_date=[stamp.date() for stamp in day],
            weekday_zh=weekday,
            title=named["title"].fillna(""),
            planned_start=pd.to_datetime(named["planned_start"]),
            planned_end=pd.to_datetime(named["planned_end"]),
        )
        .sort_values(["visit_date", "institution_code", "expert_code"])
        .reset_index(drop=True)
    )


def place_cell(row: Mapping[Any, Any]) -> str:
    """Return the name of the cell of a roster in which a visit stands: its place and day."""
    return cell_name("place", row["institution_code"], row["visit_date"])


def planned_rows(roster: pd.DataFrame, *, opens: bool = False) -> list[GridRow]:
    """Return one row a place with a symbol on the days somebody comes; the experts stand under the name.

    opens: cells answer a click; the roster then has `mark`, `reason_zh`, `attended` and `counted`, and the sums of what
    came are shown once anything is entered.
    """
    entered = opens and bool((roster["mark"] != "planned").any())
    rows = []
    for own in visits_by_place(roster):
        visits = own.to_dict("records")
        name = place_of(visits[0])
        stays: dict[dt.date, list[Stay]] = {}
        cells: dict[dt.date, str] = {}
        for row in visits:
            date, mark = row["visit_date"], cast("Mark", row["mark"] if opens else "planned")
            result = say("：", ": ") + reason_of(row) if opens and row["reason_zh"] else ""
            stays.setdefault(date, []).append(Stay(mark, f"{day_words(date)} {expert_of(row)} → {name}{result}"))
            if opens:
                cells[date] = place_cell(row)
        people = list(dict.fromkeys(expert_of(row) for row in visits))
        came = (str(int(own["attended"].sum())), str(int(own["counted"].sum()))) if entered else ()
        to = [and_more(people, EXPERTS_NAMED)]
        rows.append(GridRow(name, "", to, stays, (str(len(own)), *came), cells=cells))
    return rows


def planned_table(visits: pd.DataFrame) -> tuple[list[Column], list[Row]]:
    """Return visits of a roster one by one: who, from when until when, how far, and what came of it."""
    columns = [
        Column(say("专家", "Expert"), kind="text"),
        Column(say("专科 · 职称", "Specialty, title"), kind="text", phone=False),
        Column(say("计划", "Planned"), kind="text"),
        Column(say("单程", "One way"), say("分钟", "min"), phone=False),
        Column(say("结果", "Result"), kind="text"),
    ]
    rows = [
        Row(
            [
                expert_of(row),
                about_of(row),
                f"{row['planned_start']:%H:%M}—{row['planned_end']:%H:%M}",
                format_number(row["travel_time_min"], 0),
                reason_of(row) or say("未登记", "not entered"),
            ]
        )
        for row in visits.to_dict("records")
    ]
    return columns, rows


def roster_names(inputs: RosterInputs) -> dict[str, str]:
    """Return Chinese → English of what a sentence on a roster may name: people, places, rules, specialties, titles."""
    frames = (inputs.experts, inputs.places, inputs.rules)
    named = {
        str(zh): str(en or zh) for frame in frames for zh, en in zip(frame["name_zh"], frame["name_en"], strict=True)
    }
    return {**SPECIALTIES_EN, **TITLES_EN, **named}


def roster_said(phrase: Phrase, inputs: RosterInputs) -> str:
    """Return what the roster engine found, as the page prints it."""
    return said(phrase, voice("page", roster_names(inputs)))


def _version_note(row: Mapping[Any, Any]) -> str:
    """Return in English why a version was made; its own note is the county's and Chinese."""
    told = str(row["note_zh"])
    if told.startswith("改班"):
        return "repaired after a sick call"
    return "an older version again" if told.startswith("恢复") else "new"


def _cost_words(cost: float, bound: float) -> str:
    """Return in English the cost of a stored roster beside the proven bound: no roster can cost less than that."""
    if cost <= bound:
        return f"cost {cost:,.0f}, proven the least"
    gap = (cost - bound) / max(1.0, abs(cost))
    return f"cost {cost:,.0f}, bound {bound:,.0f}, at most {gap:.1%} above the least"


def _breach_words(row: Mapping[Any, Any], inputs: RosterInputs) -> str:
    """Return a breach; in English with whom, where and when it is about, which the Chinese rows name by their codes."""
    told = said(row["message"], voice(names=roster_names(inputs)))
    experts = names_by_code(inputs.experts, "expert_code")
    places = names_by_code(inputs.places, "institution_code")
    parts = [experts.get(row["expert_code"], ""), places.get(row["institution_code"], "")]
    parts.append(day_words(row["visit_date"]) if pd.notna(row["visit_date"]) else "")
    lead = ", ".join(filter(None, parts))
    return say(told, f"{lead}: {told}" if lead else told)


def version_table(own: pd.DataFrame) -> str:
    """Return drafts and versions, newest first: what each proves and why it was made."""
    columns = [
        Column(say("版本", "Version"), kind="text"),
        Column(say("时间（UTC）", "Time (UTC)"), kind="text", phone=False),
        Column(say("下沉", "Visits"), say("次", "")),
        Column(say("缘由", "Why"), kind="text"),
        Column(say("证明", "Proof"), kind="text", phone=False),
    ]
    newest = own.loc[own["status"] == "published", "version"].max()
    rows = []
    for row in own.to_dict("records"):
        draft = row["status"] == "draft"
        name = say("草稿", "Draft") if draft else say(f"第{int(row['version'])}版", f"Version {int(row['version'])}")
        if not draft and row["version"] == newest:
            name += say("（在用）", " (in force)")
        when = row["made_at"] if draft else row["published_at"]
        rows.append(
            Row(
                [
                    name,
                    f"{pd.Timestamp(when):%Y-%m-%d %H:%M}",
                    str(int(row["visits"])),
                    say(row["note_zh"], _version_note(row)),
                    proof_of(row),
                ]
            )
        )
    return plain_table(columns, rows, name=say("班表版本", "Versions"))


def proof_of(row: Mapping[Any, Any]) -> str:
    """Return what a stored version proves."""
    return say(str(row["proof_zh"]), _cost_words(float(row["objective"]), float(row["bound"])))


def breach_table(breaches: pd.DataFrame, inputs: RosterInputs) -> str:
    """Return what the checker found: kind, where, in words; the hard ones first."""
    columns = [
        Column(say("错误", "Breach"), kind="text"),
        Column(say("说明", "What"), kind="text"),
        Column(say("发布", "Publishing"), kind="text"),
    ]
    ordered = breaches.sort_values("blocks", ascending=False, kind="stable").head(BREACHES_SHOWN)
    rows = [
        Row(
            [
                say(*BREACH_NAMES[row["kind"]]),
                _breach_words(row, inputs),
                Cell(say("不能发布", "blocked"), strong=True) if row["blocks"] else say("可带缺口", "allowed"),
            ]
        )
        for row in ordered.to_dict("records")
    ]
    return plain_table(columns, rows, name=say("独立检查", "Independent check"))


def change_table(sheet: pd.DataFrame, inputs: RosterInputs) -> str:
    """Return the change sheet: day, expert, what changes."""
    columns = [
        Column(say("日期", "Day"), kind="text"),
        Column(say("专家", "Expert"), kind="text"),
        Column(say("改动", "Change"), kind="text"),
        Column(say("通知", "Message"), kind="text"),
    ]
    rows, names = [], roster_names(inputs)
    for row in sheet.to_dict("records"):
        expert = names.get(row["expert_zh"], row["expert_zh"])
        day = row["visit_date"]
        change = Phrase(
            f"told_{row['kind']}",
            expert=row["expert_zh"],
            month=day.month,
            day=day.day,
            before=row["before_zh"],
            after=row["after_zh"],
        )
        kind = say(*CHANGE_NAMES[row["kind"]])
        # The Chinese message is sent as it is, with the space that the phone's message has.
        told = (say(row["expert_zh"], expert), kind, said(change, voice(names=names)))
        rows.append(Row([day_words(day), *told]))
    return plain_table(columns, rows, name=say("改动单", "Change sheet"))
