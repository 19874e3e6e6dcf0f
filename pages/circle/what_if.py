"""假设调整: the steps of a what-if in the URL, the controls that add them, undo, and named scenarios."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from data_access.changes import ChangeRefused
from data_access.engine import warehouse_url
from data_access.errors import WarehouseError
from data_access.roads import save_scenario, saved_scenarios
from faces.blocks import Column, Row
from metrics.circle.circle import Circle, CircleQuestion
from metrics.circle.figures import Gain
from metrics.circle.what_if import FaultyScenario, Step, read_steps, write_steps
from metrics.reference import Reference
from travel.network import CLASS_CODE
from ui import kept, url
from ui.circles import WHAT_IF_PARAMETER, circle_of, edition_of, facilities_of, villages_of
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.filters import place_name
from ui.language import say, voice
from ui.messages import show_fault, show_state
from ui.permission import note_change, refusal
from ui.tables import plain_table
from ui.words import people_words
from words.names import SEASON_NAMES
from words.numbers import format_number

_LOOKED_AT, _TOLD, _TAKEN = "travel_scenarios_looked_at", "travel_scenario_told", "travel_scenario_name_taken"
log = logging.getLogger("yilan.what_if")
LOOK_AGAIN_S: Final = 5
"""Scenarios saved by others are seen within that time."""

KIND_NAMES: Final = {
    "add": ("新增一处", "Add a site"),
    "move": ("迁址", "Move a site"),
    "close": ("关闭", "Close a site"),
    "upgrade": ("升级达标", "Upgrade a site"),
    "improve": ("改善道路", "Improve a road"),
    "shut": ("封闭道路", "Shut a road"),
    "season": ("换季节", "Change season"),
}
BETTER_CLASSES: Final = ("县道", "省道", "国道")


def steps_in_url() -> tuple[str, tuple[Step, ...]]:
    """Return the what-if of the URL, as text and as steps; nothing for one that cannot be read."""
    text = url.said(WHAT_IF_PARAMETER)
    try:
        return text, read_steps(text)
    except FaultyScenario:
        return "", ()


def usable_steps(asked: CircleQuestion) -> str:
    """Return the what-if of the URL if it can be read and fits the county; else say why not and return ""."""
    text = url.said(WHAT_IF_PARAMETER)
    try:
        read_steps(text)
        circle_of(asked, text)
    except FaultyScenario as error:
        show_fault("information", error)
        return ""
    return text


def set_steps(steps: Sequence[Step]) -> None:
    """Write the steps into the URL."""
    url.write({WHAT_IF_PARAMETER: write_steps(steps) if steps else ""})


def _names(asked: CircleQuestion, circle: Circle) -> dict[str, str]:
    """Return what codes are called: villages, facilities, sites of the what-if."""
    found = {row["village_code"]: say(row["name_zh"], row["name_en"]) for row in villages_of(asked).to_dict("records")}
    found |= {
        row["institution_code"]: say(row["name_zh"], row["name_en"]) for row in facilities_of(asked).to_dict("records")
    }
    return found | {row["code"]: say(row["name_zh"], row["name_en"]) for row in circle.sites.to_dict("records")}


def step_words(step: Step, names: Mapping[str, str]) -> str:
    """Return one step in words: 关闭：西社镇卫生院."""
    what = say(*KIND_NAMES[step.kind])
    if step.kind == "season":
        return f"{what}：{say(*SEASON_NAMES[step.target])}"
    if step.kind in ("shut", "improve"):
        to = f"→{step.value}" if step.value else ""
        return f"{what}：{say('道路', 'road ')}{step.target}{to}"
    moved = f"→{names.get(step.value, step.value)}" if step.value else ""
    return f"{what}：{names.get(step.target, step.target)}{moved}"


def what_if_controls(
    asked: CircleQuestion, circle: Circle, rows: pd.DataFrame, roads: pd.DataFrame, reference: Reference
) -> None:
    """Draw the controls that add a step, the list of steps, and undo.

    rows  : the villages of the circle as it stands, most uncovered first in the list of places.
    roads : way_id, road_class, name, kilometres of the roads that can be chosen.
    """
    _, steps = steps_in_url()
    names = _names(asked, circle)
    kind = st.segmented_control(
        say("做一项调整", "Make a change"),
        list(KIND_NAMES),
        format_func=lambda key: say(*KIND_NAMES[key]),
        default="add",
        key="what_if_kind",
        wrap=True,
    )
    step = _chosen_step(kind or "add", asked, circle, rows, roads, reference)
    with st.container(horizontal=True):
        # Callbacks and not answers: the page is then drawn once, with the change in it.
        st.button(
            say("加入方案", "Apply"),
            type="primary",
            key="what_if_apply",
            disabled=step is None,
            on_click=_change,
            args=([*steps, step] if step else list(steps),),
        )
        st.button(
            say("撤销一步", "Undo"), key="what_if_undo", disabled=not steps, on_click=_change, args=(list(steps[:-1]),)
        )
        nothing = not url.said(WHAT_IF_PARAMETER)
        st.button(say("全部撤销", "Clear"), key="what_if_clear", disabled=nothing, on_click=_change, args=([],))
    if steps:
        said = say("；", "; ").join(f"{number}. {step_words(one, names)}" for number, one in enumerate(steps, 1))
        st.html(note(said))


def _change(steps: Sequence[Step]) -> None:
    """Write the steps; the lists of places start from their top again."""
    for name in ("add", "move_to", "close", "move", "upgrade"):
        st.session_state.pop(f"what_if_{name}", None)
    set_steps(steps)


def _chosen_step(
    kind: str, asked: CircleQuestion, circle: Circle, rows: pd.DataFrame, roads: pd.DataFrame, reference: Reference
) -> Step | None:
    """Draw the choices of one kind of step and return it once complete."""
    if kind == "season":
        season = _select(say("季节", "Season"), list(SEASON_NAMES), lambda key: say(*SEASON_NAMES[key]), "season")
        return Step("season", season) if season else None
    if kind in ("shut", "improve"):
        return _road_step(kind, roads)
    if kind == "add":
        village = _village(rows, reference, say("建在哪个村", "In which village"), "add")
        return Step("add", village) if village else None
    if kind == "upgrade":
        below = _below(asked, circle)
        chosen = _select(say("哪家机构", "Which facility"), list(below), below.get, "upgrade")
        return Step("upgrade", chosen) if chosen else None
    open_sites = circle.sites[circle.sites["origin"] != "closed"]
    sites = {row["code"]: say(row["name_zh"], row["name_en"]) for row in open_sites.to_dict("records")}
    chosen = _select(say("哪家机构", "Which facility"), list(sites), sites.get, kind)
    if kind == "close":
        return Step("close", chosen) if chosen else None
    village = _village(rows, reference, say("迁到哪个村", "To which village"), "move_to")
    return Step("move", chosen, village) if chosen and village else None


def _select(label: str, options: Sequence[str], words: Any, key: str) -> str | None:
    return st.selectbox(
        label,
        options,
        index=0 if len(options) else None,
        format_func=words,
        key=f"what_if_{key}",
        placeholder=say("请选择", "Choose"),
    )


def _village(rows: pd.DataFrame, reference: Reference, label: str, key: str) -> str | None:
    """Offer villages, those outside with most residents first: where a new site helps most people."""
    order = rows.assign(outside=rows["state"] != "inside").sort_values(
        ["outside", "residents"], ascending=False, kind="stable"
    )
    words = {
        row[
            "village_code"
        ]: f"{place_name(reference.townships[row['township_code']])} {say(row['name_zh'], row['name_en'])}"
        f"（{row['residents']:,}{say('人', '')}{say('，圈外', ', outside') if row['outside'] else ''}）"
        for row in order.to_dict("records")
    }
    return _select(label, list(words), words.get, key)


def _below(asked: CircleQuestion, circle: Circle) -> dict[str, str]:
    """Return the facilities that do not count for this circle."""
    counted = set(circle.sites["code"])
    return {
        row["institution_code"]: say(row["name_zh"], row["name_en"])
        for row in facilities_of(asked).to_dict("records")
        if row["institution_code"] not in counted and row["level"] not in ("cdc", "private_hospital", "city_hospital")
    }


def _road_step(kind: str, roads: pd.DataFrame) -> Step | None:
    words = {
        str(row["way_id"]): f"{row['name'] or row['road_class']}（{row['road_class']}，{row['kilometres']:.1f}"
        f"{say('公里', ' km')}，{say('近' + row['village_zh'], 'near ' + row['village_en'])}）"
        for row in roads.to_dict("records")
        if kind == "shut" or CLASS_CODE[row["road_class"]] > CLASS_CODE["国道"]
    }
    way = _select(say("哪条路（按走的人数排）", "Which road"), list(words), words.get, kind)
    if way is None:
        return None
    if kind == "shut":
        return Step("shut", way)
    better = _select(say("改善为", "Rebuilt as"), list(BETTER_CLASSES), lambda one: one, "improve_to")
    return Step("improve", way, better) if better else None


def gain_panel(found: Gain, before: pd.Series, after: pd.Series, reference: Reference) -> None:
    """Write who gains and who loses: the sum, then township by township."""
    gained, lost = found.people
    st.html(
        panel_title(
            say(
                f"覆盖率由{before['share']:.1f}%变为{after['share']:.1f}%",
                f"Coverage from {before['share']:.1f}% to {after['share']:.1f}%",
            ),
            say(
                f"新覆盖{people_words(gained)}，失去{people_words(lost)}；未覆盖由{people_words(before['outside'])}"
                f"变为{people_words(after['outside'])}；净增减多的乡镇在前",
                f"{people_words(gained)} gained, {people_words(lost)} lost; townships that change most first",
            ),
        )
    )
    if found.by_township.empty:
        st.html(note(say("没有村改变圈内、圈外。", "No village changes sides.")))
        return
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("新覆盖", "Gained"), say("人", "")),
        Column(say("失去", "Lost"), say("人", "")),
        Column(say("净增", "Net"), say("人", "")),
    ]
    rows = [
        Row(
            [
                place_name(reference.townships[row["township_code"]]),
                format_number(row["gained"], 0),
                format_number(row["lost"], 0),
                format_number(row["net"], 0, signed=True),
            ]
        )
        for row in found.by_township.to_dict("records")
    ]
    st.html(plain_table(columns, rows, name=say("各乡镇得失", "Gained and lost"), framed=False))


def scenario_shelf(asked: CircleQuestion, view: Mapping[str, str], shares: Any) -> None:
    """Offer to keep the what-if under a name, and list those kept with their coverage beside each other.

    shares : steps text → coverage in per cent under the view on screen.
    """
    text, steps = steps_in_url()
    name_slot, by, button_slot = st.columns([1.6, 1, 0.8], vertical_alignment="bottom")
    name = name_slot.text_input(
        say("方案名称", "Name"), key="what_if_name", max_chars=20, placeholder=say("例如：东山新增一处", "e.g. plan A")
    )
    who = clerk(by, "what_if")
    # Asked for only once a name was refused: a scenario is replaced by those who mean to.
    replaces = _TAKEN in st.session_state and st.checkbox(
        say("替换同名方案", "Replace the scenario of this name"), key="what_if_replace"
    )
    button_slot.button(
        say("保存方案", "Save"),
        key="what_if_save",
        disabled=not steps or not name.strip(),
        on_click=_save,
        args=(asked, name.strip(), text, dict(view), who, replaces),
    )
    told = st.session_state.pop(_TOLD, None)
    if told:
        show_state(*told)
    found = kept.read(saved_scenarios, asked.county, _looked_at())
    if found.empty:
        return
    table = [(say("现状", "Now"), shares(""))] + [
        (row["name_zh"], shares(row["steps_json"])) for row in found.to_dict("records")
    ]
    columns = [
        Column(say("方案", "Scenario"), kind="text"),
        Column(say("覆盖率", "Coverage"), "%"),
        Column(say("比现状", "Change"), say("百分点", "pp")),
    ]
    now = table[0][1]
    rows = [
        Row(
            [
                title,
                "–" if share is None else format_number(share, 1),
                "–" if share is None else format_number(share - now, 1, signed=True),
            ]
        )
        for title, share in table
    ]
    st.html(plain_table(columns, rows, name=say("方案比较", "Scenarios"), framed=False))
    chosen = st.selectbox(
        say("打开已存方案", "Open a scenario"),
        list(found["scenario_id"]),
        index=None,
        format_func=dict(zip(found["scenario_id"], found["name_zh"], strict=True)).__getitem__,
        key="what_if_open",
        placeholder=say("请选择", "Choose"),
    )
    if chosen:
        own = read_steps(found.loc[found["scenario_id"] == chosen, "steps_json"].iloc[0])
        st.button(say("打开", "Open"), key="what_if_open_button", on_click=_change, args=(list(own),))


def _looked_at() -> int:
    now = int(time.time() // LOOK_AGAIN_S)
    return max(now, int(st.session_state.get(_LOOKED_AT, 0)))


def _save(asked: CircleQuestion, name: str, steps: str, view: Mapping[str, str], who: str, replaces: bool) -> None:
    """Keep the what-if under a name; the page says afterwards whether it was kept."""
    no = refusal()
    if no is not None:
        st.session_state[_TOLD] = no
        return
    try:
        save_scenario(
            warehouse_url(),
            county=asked.county,
            name_zh=name,
            month=asked.month,
            road_edition=edition_of(asked),
            steps=steps,
            view=json.dumps(dict(view), ensure_ascii=False),
            saved_by=who,
            replace=replaces,
        )
    except ChangeRefused as fault:
        if fault.code == "plan_name_taken":
            st.session_state[_TAKEN] = True
        told = fault.told(voice())
        st.session_state[_TOLD] = ("failed", told.happened, told.next_step)
        return
    except (WarehouseError, OSError) as error:
        log.warning("scenario not saved: %s", error)
        happened = (
            error.told(voice()).happened if isinstance(error, WarehouseError) else say("方案没有存下来。", "Not saved.")
        )
        next_step = say("请稍后再试，或复制地址栏里的链接：方案就在链接里。", "Try again later, or copy the link.")
        st.session_state[_TOLD] = ("failed", happened, next_step)
        return
    note_change(name)
    st.session_state.pop(_TAKEN, None)
    # A key that no bucket of time has had yet, so that the list is read anew at once.
    st.session_state[_LOOKED_AT] = int(time.time() // LOOK_AGAIN_S) + 1
    st.session_state[_TOLD] = (
        "information",
        say(f"已保存方案“{name}”。", f"Saved “{name}”."),
        say("现状数据没有改动；可在下面打开或比较。", "The baseline is unchanged; open or compare it below."),
    )
