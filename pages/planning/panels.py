"""What is asked after a plan: what one more site buys, plans as good, why not here, who stays out, does it hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from faces.blocks import Column, Row
from faces.screen.bars import bars
from faces.screen.base import CONFIG
from findings.plans import outside_table
from pages.planning.reads import study_state
from pages.planning.saved import saved_panel
from pages.planning.visits import visits_panel
from pages.planning.words import Planned, curve_bars, curve_table, engine_words, english_names, refusal
from planning.siting import SitingPlan, SitingProblem, Study, WhyNot, why_not
from planning.siting.faults import SitingFault
from planning.siting.outside import OutsideVillage
from ui import kept, url
from ui.blocks import table_html
from ui.components import note, panel_title, statement
from ui.filters import place_name
from ui.language import say
from ui.messages import guarded, show_state
from ui.tables import plain_table
from ui.words import words_of
from words.phrases import Phrase

WHY_SECONDS: Final = 15.0
POLL_SECONDS: Final = 1.0
PANEL_NAMES: Final = {
    "curve": ("每多一个点换来什么", "What one more site buys"),
    "others": ("几乎一样好的方案", "Plans nearly as good"),
    "why": ("为什么不设在这里", "Why not here"),
    "outside": ("谁还在圈外", "Who stays outside"),
    "seasons": ("换个季节还成立吗", "Does it hold in other seasons"),
    "visits": ("不建点，派专家", "Specialist-days instead"),
    "keep": ("存为方案，事后对照", "Keep it and compare later"),
}
PANELS: Final = tuple(PANEL_NAMES)
_NEED_STUDY: Final = ("curve", "others", "outside", "seasons")


def show_panel(name: str, planned: Planned) -> None:
    """Draw one panel; while answers are being worked out it looks again every second."""
    if name not in _NEED_STUDY:
        {"why": _why, "visits": _visits, "keep": saved_panel}[name](planned)
        return
    if not planned.settled:
        st.html(note(say("方案求证结束后再算这一项。", "Worked out once the plan is settled.")))
        return
    study, running = study_state(planned.key, planned.problem, planned.plan)
    if running:
        _watched(name, planned)
    else:
        _draw(name, planned, study, running)


@st.fragment(run_every=POLL_SECONDS)
@guarded
def _watched(name: str, planned: Planned) -> None:
    study, running = study_state(planned.key, planned.problem, planned.plan)
    if not running:
        url.draw_again()
    _draw(name, planned, study, running)


def _draw(name: str, planned: Planned, study: Study, running: bool) -> None:
    panels: dict[str, Callable[[Planned, Study, bool], None]] = {
        "curve": _curve,
        "others": _others,
        "outside": _outside,
        "seasons": _seasons,
    }
    panels[name](planned, study, running)


def _waiting(running: bool) -> None:
    if running:
        st.html(note(say("正在计算，算出一条显示一条。", "Being worked out; each answer is shown once it is there.")))
    else:
        show_state(
            "information",
            say("在时限内没有算出来。", "Not found within the time limit."),
            say("请减少新设点数或放宽条件后再看。", "Ask for fewer sites or loosen a condition."),
        )


def _curve(planned: Planned, study: Study, running: bool) -> None:
    rows, at = curve_bars(study.curve, planned.question)
    title = say("每多一个点换来什么", "What one more site buys")
    if at is not None and study.curve_done and at > 0:
        title = say(f"设到第{at}个点以后，再多设换来的明显变少", f"After site {at} a further one buys clearly less")
    st.html(
        panel_title(
            title,
            say(
                "每一行都是该点数下的最优方案，与前一行相比多得到的；拐点按离弦最远的点取",
                "Each row is the best plan of so many sites, against the row before; knee: farthest from the chord",
            ),
        )
    )
    if rows:
        left, right = st.columns([58, 42])
        figure = bars(rows, look=planned.view.look, sort=False)
        left.plotly_chart(figure, theme=None, config=CONFIG, key="plan_curve")
        right.html(plain_table(*curve_table(study.curve, planned.question, planned.plan), name=title))
    if planned.question.counts_sites:
        st.html(note(say("最少设点的问题在这里按“设这么多点最多覆盖多少人”来算。", "Read as most people covered.")))
    if not study.curve_done:
        _waiting(running)


def _others(planned: Planned, study: Study, running: bool) -> None:
    st.html(
        panel_title(
            say("几乎一样好的方案", "Plans nearly as good"),
            say("与本方案相差不到1%，彼此尽量不同", "Within 1 % of this plan, as unlike each other as can be"),
        )
    )
    if study.alternatives is None:
        _waiting(running)
        return
    for number, other in enumerate(study.alternatives.found, 1):
        st.html(statement(f"{number}. {engine_words(other.words, planned.ground)}"))
    if not study.alternatives.found:
        st.html(
            note(
                say("已证明：差距1%以内没有别的方案。", "Proven: there is no other plan within 1 %.")
                if study.alternatives.complete
                else say("时限内没有找到别的方案。", "None found within the time limit.")
            )
        )


def _outside(planned: Planned, study: Study, running: bool) -> None:
    codes = dict(zip(planned.ground.villages["label"], planned.ground.villages["village_code"], strict=True))
    ways = {codes[found.village]: engine_words(_short(found), planned.ground) for found in study.outside or ()}
    before, after = planned.found.before, planned.found.after
    today = dict(zip(before["village_code"], before["minutes"], strict=True))
    words = words_of(planned.view.scope, planned.view.reference)
    table = outside_table(after, planned.question.limit, words, before=today, ways=ways)
    minutes, count = planned.question.limit, 0 if table is None else len(table.rows)
    st.html(
        panel_title(
            say(f"还有{count}个村在{minutes}分钟以外", f"{count} villages stay beyond {minutes} minutes"),
            say(
                "人多的在前；最后一列是让它进来的最小改动",
                "Most residents first; the last column is the least change that would bring it in",
            ),
        )
    )
    if table is None:
        st.html(note(say("没有村在圈外。", "No village stays outside.")))
        return
    st.html(table_html(table, name=say("圈外的村", "Villages outside")))
    if study.outside is None:
        _waiting(running)


def _short(outside: OutsideVillage) -> Phrase:
    """Return what would bring a village in, without where it stands, which the row says already."""
    return Phrase("outside_ways", ways=outside.ways) if outside.ways else outside.words


def _seasons(planned: Planned, study: Study, running: bool) -> None:
    st.html(
        panel_title(
            say("换个季节还成立吗", "Does it hold in other seasons"),
            say("每个季节单独求最优，再与本方案比", "Each season solved alone and compared with this plan"),
        )
    )
    if study.stability is None:
        _waiting(running)
        return
    for season in study.stability.views:
        st.html(statement(engine_words(season.words, planned.ground)))
    if len(study.stability.views) == 1:
        st.html(
            note(
                say(
                    "现在只问了一个季节。把季节改为“平常和雨雪都要”，可比较两季。",
                    "Only one season was asked. Choose normal and snow to compare two.",
                )
            )
        )
        return
    always = [site for site in study.stability.always if site in planned.plan.new_sites]
    names = english_names(planned.ground)
    listed = ", ".join(names[site] for site in always)
    st.html(
        statement(
            say(
                f"每个季节都会选的新点：{'、'.join(always)}。" if always else "没有一个新点是每个季节都会选的。",
                f"New sites chosen in every season: {listed}." if always else "No new site is chosen in every season.",
            )
        )
    )


@st.cache_resource(max_entries=200, show_spinner=False)
def _answer(version: str, key: tuple[Any, ...], label: str, _problem: SitingProblem, _plan: SitingPlan) -> WhyNot:
    return why_not(_problem, _plan, label, time_limit_s=WHY_SECONDS)


def _why(planned: Planned) -> None:
    candidates, reference = planned.ground.candidates, planned.view.reference
    others = candidates[~candidates["label"].isin(planned.plan.sites)]
    words = {
        row["label"]: f"{say(row['label'], row['name_en'])}（{place_name(reference.townships[row['township_code']])}）"
        for row in others.to_dict("records")
    }
    st.html(
        panel_title(
            say("为什么不设在这里", "Why not here"),
            say("把点强行放进去，重新求最优，看要付出什么", "Force the site in, solve again, and see what it costs"),
        )
    )
    label = st.selectbox(
        say("选一个村或机构", "Village or institution"),
        list(words),
        index=None,
        format_func=lambda label: words.get(label, label),
        key="plan_why",
        placeholder=say("输入或选择村名", "Type or choose"),
    )
    if label is None:
        return
    try:
        answer = _answer(kept.data_version(), (*planned.key, planned.plan.sites), label, planned.problem, planned.plan)
    except SitingFault as fault:
        show_state("information", *refusal(fault, planned.ground))
        return
    st.html(statement(engine_words(answer.words, planned.ground)))
    if answer.plan is not None and answer.loss is not None and answer.plan is not planned.plan:
        columns = [Column(say("方案", "Plan"), kind="text"), Column(say("新点", "New sites"), kind="text")]
        names = english_names(planned.ground)
        rows = [
            Row([say("本方案", "This plan"), _sites(planned.plan, names)]),
            Row([say(f"必须设{label}", f"with {names[label]}"), _sites(answer.plan, names)]),
        ]
        st.html(plain_table(columns, rows, name=say("两个方案", "Two plans")))


def _sites(plan: SitingPlan, names: Mapping[str, str]) -> str:
    return say("、".join(plan.new_sites), ", ".join(names[site] for site in plan.new_sites))


def _visits(planned: Planned) -> None:
    visits_panel(planned.view, planned.question)
