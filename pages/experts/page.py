"""专家下沉: were the visits made that the rules promise, who goes next, and what moved meanwhile?"""

import streamlit as st

from findings.experts import postings_finding, visits_finding
from metrics.catalogue.people import POSTING
from metrics.catalogue.visits import VISIT
from metrics.ledger.reads import posted_people, present_floor
from metrics.ledger.roster_inputs import rules_of
from metrics.period import Period
from pages.experts import words as words
from pages.experts.flows import flows_tab
from pages.experts.handouts import notice_tab
from pages.experts.ledger import ledger_tab
from pages.experts.more import burden_tab, meanwhile_tab, posting_tab
from pages.experts.reads import ledger_of, month_of
from pages.experts.roster_grid import grid_style
from pages.experts.rosters import roster_tab
from pages.experts.rules import rules_tab
from ui.changes import show_done
from ui.components import state_box
from ui.filters import period_label, place_name
from ui.frame import current_view, page_choice, write_finding, write_source
from ui.language import say
from ui.to_intake import to_intake
from ui.trace import trace_figures, visits_behind
from ui.words import specialty_words, words_of

TABS = {
    "ledger": ("台账", "Ledger"),
    "flows": ("流向", "Who goes where"),
    "posting": ("派驻", "Postings"),
    "roster": ("排班", "Roster"),
    "notice": ("本周坐诊", "This week"),
    "rules": ("规则", "Rules"),
    "burden": ("均衡与缺口", "Balance, gaps"),
    "meanwhile": ("产出与同期", "Output, meanwhile"),
}

VISIT_IDS, POSTING_IDS = ([metric.id for metric in group] for group in (VISIT, POSTING))

view = current_view()
scope, reference = view.scope, view.reference
speech = words_of(scope, reference)
st.html(grid_style(view.theme))
whole = ledger_of(scope.county)
county = place_name(reference.county(scope.county))
months = words.months_of(whole, scope.period.first, scope.period.last)
has_visits = len(whole.visits) > 0
rules = rules_of(whole, view.month)


def tabs() -> None:
    """Draw the choice of a tab, of a month and a specialty, and what was chosen."""
    columns = st.columns([3.4, 1.1, 1.1], vertical_alignment="bottom")
    order = TABS if has_visits else {name: TABS[name] for name in ("posting", "rules", "roster", "notice", "meanwhile")}
    tab = page_choice("tab", list(order))
    with columns[0]:
        st.segmented_control(
            say("看什么", "View"), list(order), format_func=lambda name: say(*TABS[name]), key="choice_tab", wrap=True
        )
    month, specialty = months[0], words.SPECIALTY_ALL
    if has_visits:
        month = int(page_choice("month", [str(known) for known in months]))
        columns[1].selectbox(
            say("月份", "Month"),
            [str(known) for known in months],
            format_func=lambda key: words.month_words(int(key)),
            key="choice_month",
            placeholder=say("选月份", "Choose"),
        )
        specialties = [words.SPECIALTY_ALL, *words.specialties_of(whole)]
        specialty = page_choice("specialty", specialties)
        columns[2].selectbox(
            say("专科", "Specialty"),
            specialties,
            format_func=lambda name: say("全部专科", "All") if name == words.SPECIALTY_ALL else specialty_words(name),
            key="choice_specialty",
            placeholder=say("选专科", "Choose"),
        )

    # Always there, so that what stands below keeps its place on the page and stays open.
    with st.container():
        show_done()
    people = posted_people(whole, scope.period.first, scope.period.last)
    if has_visits:
        shown = month_of(scope.county, month, scope.townships, "" if specialty == words.SPECIALTY_ALL else specialty)
        sentence, point = visits_finding(shown, speech)
        write_finding(view, sentence, point, [words.month_words(month), words.rules_words(rules)])
        if tab == "ledger":
            ledger_tab(view, whole, shown, point, specialty)
        if tab == "flows":
            flows_tab(view, whole, month, "" if specialty == words.SPECIALTY_ALL else specialty, point)
        if tab == "burden":
            burden_tab(view, whole, point)
    else:
        sentence = postings_finding(people, present_floor(whole), county, scope.period, speech)
        write_finding(view, sentence, "", [say("派驻与下沉分开统计", "postings and visits are kept apart")])

    if tab == "posting":
        posting_tab(view, whole)
    if tab == "roster":
        roster_tab(view, whole)
    if tab == "notice":
        notice_tab(view, whole)
    if tab == "rules":
        rules_tab(view, whole)
    if tab == "meanwhile":
        meanwhile_tab(view, whole)

    if has_visits:
        judged = {say("当月逐次判定", "Visits of the month, judged"): visits_behind(scope.county, shown.visits)}
        trace_figures(view, VISIT_IDS if specialty == words.SPECIALTY_ALL else (), judged, period=Period(month, month))
    else:
        trace_figures(view, POSTING_IDS)
    write_source(
        view,
        [
            say("来源：下沉登记与签到", "Source: visit register"),
            say("口径：计划、到岗、计入逐级核对；派驻另计", "planned, came, counted; postings apart"),
            say("节假日按国务院放假安排", "holidays by the State Council's notices"),
        ],
    )


if not months:
    write_finding(
        view, say(f"{county}{period_label(scope.period)}没有下沉或派驻记录。", f"{county}: nothing on record.")
    )
    st.html(
        state_box(
            "empty",
            say("这段时间没有专家下沉。", "No visits in this period."),
            say(
                "请改选时期，或到“接入”页交考勤表、派驻名册（先交专家名册）。",
                "Choose another period, or hand in attendance and postings under Intake, after the list of experts.",
            ),
        )
    )
    to_intake()
else:
    tabs()
