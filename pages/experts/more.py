"""派驻, 均衡与缺口, 产出与同期: the tabs of the page 专家下沉 beside the ledger and the roster."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from faces.screen.base import CONFIG
from faces.screen.control import control_chart
from findings.headline import headline_figures
from findings.year_on_year.comparability import posting_card_words, posting_words
from metrics.catalogue import get_all
from metrics.ledger import continuity, fairness, gini, specialty_gaps
from metrics.ledger.reads import (
    CountyLedger,
    posted_people,
    posting_sums,
    present_floor,
    remote_places,
    specialty_need,
    within,
)
from metrics.ledger.roster_inputs import kilometres_of
from metrics.national.postings import posting_audit
from metrics.period import Period
from pages.experts import tables as tables
from pages.experts.outputs import outputs_panel, specialties_panel
from ui import kept
from ui.components import headline_sheet, note, panel_title, state_box, statement
from ui.frame import View
from ui.language import say
from ui.messages import show_state
from ui.tables import plain_table
from ui.words import words_of

MEANWHILE = (
    "township_visit_share",
    "township_admission_share",
    "referrals_up",
    "referrals_down",
    "surgeries_3",
    "surgeries_4",
    "lead_surgeries",
    "primary_visit_share",
)

POSTED = "postings_per_10000"


def posting_tab(view: View, whole: CountyLedger) -> None:
    """Draw postings: another quantity than visits, counted in people and months, never added to them."""
    period = view.scope.period
    people = posted_people(whole, period.first, period.last)
    if people.empty:
        show_state(
            "empty",
            say("这段时间没有派驻（连续驻点工作）记录。", "No postings in this period."),
            say(
                "下沉（一天一次）在“台账”里；两者分开统计，互不相加。",
                "Visits are under Ledger; the two are never added.",
            ),
        )
        return
    _counted_postings(view)
    floor = present_floor(whole)
    st.html(
        panel_title(
            say("每月有多少派驻人员在岗", "How many posted people were present each month"),
            say("派驻：连续驻点工作；下沉：一天一次。两者分开统计，互不相加；派到基层机构的计入国家监测指标4。",
                "Postings and visits are two quantities, never added; those to primary care feed indicator 4."),
        )
    )  # fmt: skip
    points = tables.present_points(people)
    figure = control_chart(
        points,
        (),
        target=floor,
        target_text=say(f"规定不少于{floor:.0f}人", f"at least {floor:.0f}") if floor is not None else "",
        look=view.look,
        height=280,
    )
    st.plotly_chart(figure, theme=None, config=CONFIG, key="posted_people")
    st.html(statement(tables.present_words(people, floor)))
    st.html(panel_title(say("派驻人员做了什么", "What they did")))
    done = posting_sums(whole, period.first, period.last)
    st.html(plain_table(*tables.posting_table(done), name=say("派驻产出", "Work of postings")))


def _counted_postings(view: View) -> None:
    """Draw the national measure as a card, and what was left out of it: unknown titles and bad dates among them."""
    own = words_of(view.scope, view.reference)
    audit = kept.ask(posting_audit, view.scope)
    figure = headline_figures(kept.assessment((POSTED,), view.scope), own).figures[0]
    explained = replace(figure, explanation=posting_card_words(audit, own), place="")
    st.html(headline_sheet([explained], view.theme, columns=1) + note(posting_words(audit, own)))


def burden_tab(view: View, whole: CountyLedger, point: str) -> None:
    """Draw who bears how much, who keeps going to the same place, and which specialties a township lacks."""
    period = view.scope.period
    own = within(whole, period.first, period.last, view.scope.townships)
    if own.visits.empty:
        show_state(
            "empty",
            say("这段时间没有下沉。", "No visits in this period."),
            say("请改选时期。", "Choose another period."),
        )
        return
    kilometres = kilometres_of(whole)
    going = whole.experts[whole.experts["expert_code"].isin(own.visits["expert_code"])]
    table = fairness(own, going, kilometres=kilometres if len(kilometres) else None, remote=remote_places(kilometres))
    st.html(
        panel_title(
            say("负担分得匀不匀", "Is the burden shared fairly?"),
            say(f"基尼系数{gini(table['visits']):.2f}（0为人人一样）；公里按直线×1.4往返估算，偏远为最远四分之一的机构",
                f"Gini {gini(table['visits']):.2f} (0: all alike)"),
        )
    )  # fmt: skip
    everyone = bool(st.session_state.get("burden_everyone", False))
    rows = tables.fairness_table(table, whole, everyone=everyone)
    st.html(
        plain_table(*rows, name=say("专家负担", "Burden of experts"))
        + note(
            say(
                "按派出医院、专科、姓名编号排列，不按次数排：次数没有区间，差一两次不说明谁多谁少。",
                "By hospital, specialty and code, not by visits: these have no interval, one or two more mean nothing.",
            )
        )
    )
    if len(table) > tables.MOST_ROWS:
        st.toggle(say(f"显示全部{len(table)}名专家", f"Show all {len(table)} experts"), key="burden_everyone")
    specialties_panel(own)
    left, right = st.columns(2)
    with left:
        st.html(
            panel_title(
                say("同一批人去同一个乡镇吗", "Do the same experts return?"),
                say(
                    "连续性1为总是同一名专家（Bice–Boxerman）；没有区间，按乡镇列，不排高低",
                    "1: always the same expert (Bice–Boxerman); no interval, so unranked",
                ),
            )
        )
        st.html(
            plain_table(
                *tables.continuity_table(continuity(own), view.reference, point), name=say("连续性", "Continuity")
            )
        )
    with right:
        st.html(
            panel_title(
                say("哪些乡镇缺哪个专科", "Which township lacks which specialty?"),
                say(
                    "按慢病患者数和儿童数分摊计入次数；实际次数的95%区间低于应有的才算不足，按乡镇列，不排大小",
                    "Counted visits against each township's patients; short where their 95% interval lies below",
                ),
            )
        )
        need = kept.read(specialty_need, view.scope.county, view.month)
        gaps = specialty_gaps(own, need[need["township_code"].isin(own.visits["township_code"])])
        st.html(plain_table(*tables.gaps_table(gaps, view.reference, point), name=say("专科缺口", "Gaps")))


def meanwhile_tab(view: View, whole: CountyLedger) -> None:
    """Draw what moved in the same time. Alongside, not because of."""
    scope = view.scope
    outputs_panel(view, whole)
    st.html(panel_title(say("同一时期的指标", "Indicators of the same time")))
    st.html(
        state_box(
            "information",
            say("下面是同期变化，不是专家下沉的效果。", "Below are changes alongside, not effects of the visits."),
            say(
                "同一时期还有别的改革和季节因素；没有对照，不下因果结论。",
                "Other reforms ran at the same time; there is no control group.",
            ),
        )
    )
    judged = kept.assessment(MEANWHILE, view.scope)
    st.html(headline_sheet(headline_figures(judged, words_of(view.scope, view.reference)).figures, view.theme))
    start = tables.started(whole)
    if start is None:
        return
    spans = tables.before_and_after(start, view.reference)
    st.html(
        panel_title(
            say(f"下沉前后各一年（{start // 100}年{start % 100}月开始）", f"A year before and after {start}"),
            say("同样的12个月，附95%区间；区间不重叠才说得上有差别", "The same twelve months, with 95% intervals"),
        )
    )
    frames = {
        name: kept.metric_frame(MEANWHILE, replace(scope, period=Period(*span), compare=None))
        for name, span in spans.items()
    }
    st.html(
        plain_table(*tables.before_after_table(frames, get_all(MEANWHILE)), name=say("前后对照", "Before and after"))
    )
