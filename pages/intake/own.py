"""Which warehouse is open, one's own begun and opened, and its lists of institutions, villages, experts …"""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from data_access import own
from intake.faults import IntakeFault
from intake.start import begin, county_names
from pages.intake.lists import lists_section
from pages.intake.own_forms import own_forms_section
from pages.intake.roads import roads_section
from ui import kept
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.filters import begin_anew
from ui.frame import View, open_tab
from ui.language import say
from ui.messages import show_fault, show_state

FIRST_MONTH: Final = 199001


def own_tab(view: View) -> None:
    """Draw which warehouse is open, the others, the beginning of a new one, and the list of institutions."""
    if not view.reference.is_sample:
        lists_section(view)
        roads_section(view)
        own_forms_section(view)
    if view.reference.is_sample and not own.is_fixed():
        _begin()
        _which()
        return
    _which()
    if not own.is_fixed():
        _begin()


def _which() -> None:
    """Draw which warehouse is open, and let another be opened where nothing fixes it."""
    st.html(panel_title(say("打开哪个仓库", "Which warehouse is open")))
    if own.is_fixed():
        st.html(
            note(
                say(
                    f"现在读的是 {kept.warehouse().address}，由启动时的 WAREHOUSE_URL 决定，页面上换不了。"
                    "要建、要换：请管理员用 python -m intake start 建库，改 WAREHOUSE_URL 后重新启动；"
                    "不设 WAREHOUSE_URL 启动，就能在这里建、在这里换。",
                    f"{kept.warehouse().address} is read: WAREHOUSE_URL said so when the program started, and no page "
                    "can change that. The administrator makes another with python -m intake start and starts the "
                    "program with its address, or without WAREHOUSE_URL: then it is done here.",
                )
            )
        )
        return
    names = [own.SAMPLE, *own.own_warehouses()]
    current = own.opened_name()
    with st.form("intake_open", border=False):
        chosen = st.selectbox(
            say("仓库", "Warehouse"),
            names,
            index=names.index(current),
            format_func=lambda name: name or say("示例（五个县）", "the sample (five counties)"),
            # One for each that is open: a choice made before another was opened is no choice any more.
            key=f"intake_open_which_{current}",
        )
        st.html(
            note(
                say(
                    "换了以后，这台机器上所有打开看板的人看到的都是它；两个仓库的数从不混在一起。",
                    "Everybody who reads this machine's dashboard then sees it; figures of two warehouses never mix.",
                )
            )
        )
        sent = st.form_submit_button(say("打开", "Open"))
    if sent and chosen != current:
        _open(str(chosen))


def _open(name: str) -> None:
    def work() -> None:
        own.open_own(name)
        begin_anew()

    changed(work, say(f"已打开{name or '示例'}。", f"{name or 'The sample'} is open."))


def _begin() -> None:
    """Draw the beginning of a warehouse: county, first month, name."""
    counties = county_names()
    st.html(
        panel_title(
            say("建一个本县自己的仓库", "Begin a warehouse of one's own"),
            say(
                "带上区划名单里的乡镇，还没有机构和数",
                "With the townships of the division list, and no figures yet",
            ),
        )
    )
    with st.form("intake_begin", border=False):
        left, middle, right = st.columns([2, 1, 2])
        # All 2,978: 136 KB in Chinese, sent once a session (Streamlit keeps large messages by their hash), and then
        # filtered where the reader types a name, a province or a code; a search of our own would ask the server.
        county = left.selectbox(
            say("县（市、区、旗）", "County"),
            list(counties),
            index=None,
            format_func=lambda code: say("{0}（{2}）", "{1} ({2})").format(*counties[code], code),
            placeholder=say("选一个", "Choose"),
            key="intake_begin_county",
        )
        last = dt.date.today()
        since = middle.number_input(
            say("从哪个月起有数（如202401）", "First month (e.g. 202401)"),
            FIRST_MONTH,
            last.year * 100 + 12,
            (last.year - 1) * 100 + 1,
            key="intake_begin_since",
        )
        name = right.text_input(
            say("仓库的名字（字母、数字）", "Name (letters and digits)"),
            key="intake_begin_name",
            max_chars=40,
            placeholder="luzhai",
        )
        who = clerk(st.columns([1, 2])[0], "intake_begin")
        sent = st.form_submit_button(say("建仓库", "Make it"), type="primary")
    st.html(
        note(
            say(
                "名单是全国的（2023年版区划）。乡镇的位置先按县城，装了机构名册就按卫生院。",
                "Every county of the national list (2023). Townships stand at the seat until their centres are loaded.",
            )
        )
    )
    if not sent:
        return
    if county is None:
        show_state("failed", say("没有选县。", "No county was chosen."), say("请先选县。", "Choose one first."))
        return
    done: list[str] = []

    def work() -> None:
        townships = begin(name.strip(), str(county), since=int(since), who=who)
        own.open_own(name.strip())
        begin_anew()
        open_tab("tab", "own")
        made = say(
            f"“{name}”已建好并打开：{townships}个乡镇。接着交机构名册。",
            f"“{name}” is made and open, with {townships} townships. Hand in the list of institutions next.",
        )
        done.append(made)

    try:
        changed(work, lambda: done[0])
    except IntakeFault as fault:
        show_fault("failed", fault)
