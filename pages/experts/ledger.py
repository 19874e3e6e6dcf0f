"""台账: the month's grid, what was lost where, the townships by week, visit by visit, and attendance put right."""

from __future__ import annotations

import streamlit as st

from metrics.ledger import monthly_assessment, yearly_bands
from metrics.ledger.compliance import under_a_rule
from metrics.ledger.reads import CountyLedger, MonthOfVisits, compliance_of, within
from pages.experts import words as words
from pages.experts.cell_clicks import listen
from pages.experts.cells import fix_form, open_day, open_week, trail
from pages.experts.outputs import daily_floor
from pages.experts.roster_grid import roster_grid, three_boxes, week_grid
from ui.components import note, panel_title, state_box, statement
from ui.frame import View
from ui.keys import legend, roster_key
from ui.language import say
from ui.tables import plain_table
from ui.words import whole_words

MOST_VISITS = 40  # listed at once; a week of any county has fewer
WEEK_CADENCES = ("week", "day", "month", "quarter", "half_year", "year")


def ledger_tab(view: View, whole: CountyLedger, shown: MonthOfVisits, point: str, specialty: str) -> None:
    """Draw the tab."""
    st.html(roster_key(view.theme))
    listen()
    everyone = st.session_state.get("experts_everyone", False)
    rows, total = words.expert_rows(shown, whole.experts, view.reference, point, everyone=everyone)
    first, last = words.span_words(shown.month, shown.month)
    st.html(
        view.drawn(
            "grid",
            lambda: roster_grid(
                words.days_of(first, last),
                rows,
                name=say("下沉月历：专家与日期", "Visits: experts by day"),
                corner=say("专家 · 派往", "Expert · to"),
            ),
            everyone,
            shown.month,
            specialty,
            point,
        )
    )
    open_day(shown)
    if total > words.FEW_ROWS:
        st.toggle(
            say(
                f"显示全部{total}名专家（有缺失的先列，同类按派出医院、专科排，不按次数）",
                f"Show all {total} experts (those with losses first, then by hospital and specialty, not by visits)",
            ),
            key="experts_everyone",
        )
    st.html(
        note(
            say(
                "灰底：周末与放假日；“班”：调休上班日。未达规则的到岗记为半圆，没有适用规则的记为圆点。点格子看这一次，可改正到岗或要求补派。",
                "Grey: days off. Half circle: came, below the rule; dot: under no rule. "
                "Click a cell to see, correct or make good a visit.",
            )
        )
    )
    st.html(three_boxes(words.boxes(shown, view.reference)))
    _weeks(view, whole, shown, point)
    _visits(view, shown, point)
    _assessment(view, whole, shown, point)


def _weeks(view: View, whole: CountyLedger, shown: MonthOfVisits, point: str) -> None:
    st.html(
        panel_title(
            say("各乡镇每期达标了吗", "Did each township get what the rule promises?"),
            words.compliance_words(shown),
        )
    )
    st.html(
        legend(
            [("circle-good", say("达标", "met")), ("diamond-bad", say("未达标", "missed")),
             ("band", say("节假日免考核", "exempt")), ("ring", say("未满一期或时长未报", "partial or unknown"))],
            name=say("达标图例", "Key"),
        )
    )  # fmt: skip
    present = [cadence for cadence in WEEK_CADENCES if len(shown.cells) and (shown.cells["cadence"] == cadence).any()]
    if not present:
        st.html(
            state_box(
                "empty",
                say("本县没有按期考核的下沉规则。", "The county has no rule that asks for visits in each period."),
                say("到“规则”里新增一条。", "Add one under Rules."),
            )
        )
    for cadence in present:
        columns, rows = words.week_rows(shown, cadence, view.reference, point)
        st.html(
            week_grid(
                [column[1:] for column in columns],
                rows,
                name=say("乡镇与时段：计划、到岗、计入", "Townships by period: planned, came, counted"),
                corner=say("乡镇 · 计划/到岗/计入", "Township · planned/came/counted"),
            )
        )
    open_week(whole, shown, view.reference)
    daily_floor(shown)


def _visits(view: View, shown: MonthOfVisits, point: str) -> None:
    st.html(
        panel_title(
            say("逐次明细", "Visit by visit"),
            say(
                "选乡镇和周看每一次；登记有误的在下面改正",
                "Choose a township and week; put right what was recorded wrongly",
            ),
        )
    )
    places = sorted(set(shown.visits["township_code"]))
    weeks = sorted(set(shown.visits["week"]))
    left, middle, right = st.columns([2, 2, 2])
    place = left.selectbox(
        say("乡镇", "Township"),
        places,
        format_func=lambda code: words.township_name(view.reference, code),
        key="experts_place",
        index=next((at for at, code in enumerate(places) if words.township_name(view.reference, code) == point), 0),
        placeholder=say("选乡镇", "Choose"),
    )
    week = middle.selectbox(
        say("周", "Week"),
        [0, *weeks],
        format_func=lambda key: say("全月", "Whole month") if not key else say(f"第{key % 100}周", f"Week {key % 100}"),
        key="experts_week",
        placeholder=say("选周", "Choose"),
    )
    only = right.selectbox(
        say("结果", "Result"),
        ["all", "lost"],
        format_func=lambda key: say("全部", "All") if key == "all" else say("只看未计入", "Not counted only"),
        key="experts_result",
        placeholder=say("选结果", "Choose"),
    )
    chosen = shown.visits[shown.visits["township_code"] == place]
    if week:
        chosen = chosen[chosen["week"] == week]
    if only == "lost":
        chosen = chosen[(chosen["counted"] == 0) & (under_a_rule(chosen) == 1)]
    if chosen.empty:
        st.html(note(say("没有这样的下沉。", "No such visit.")))
    else:
        few = chosen.head(MOST_VISITS)
        st.html(plain_table(*words.visits_table(few), name=say("逐次明细", "Visit by visit")))
        if len(chosen) > len(few):
            st.html(
                note(
                    say(
                        f"共{len(chosen)}次，先列{len(few)}次；选周或“只看未计入”看其余。",
                        f"{len(few)} of {len(chosen)} shown; choose a week to see the rest.",
                    )
                )
            )
    with st.expander(say("改正到岗记录（记入改动日志）", "Put attendance right (kept on record)")):
        fix_form(chosen if len(chosen) else shown.visits)
        trail(view.scope.county)


def _assessment(view: View, whole: CountyLedger, shown: MonthOfVisits, point: str) -> None:
    if not len(shown.cells) or (shown.cells["township_code"] == "").all():
        return
    st.html(panel_title(say("月考核与通报", "Monthly assessment and bulletin")))
    monthly = within(whole, shown.month, shown.month, view.scope.townships)
    table = monthly_assessment(monthly, shown.cells)
    st.html(plain_table(*words.by_township_table(table, view.reference, point), name=say("月考核", "Assessment")))
    with st.expander(say("年评比（区间与分档，不排名次）", "The year in bands, without ranks")):
        year = shown.month // 100
        bands = view.drawn(
            "bands",
            lambda: yearly_bands(compliance_of(whole, year * 100 + 1, year * 100 + 12, view.scope.townships)),
            year,
        )
        st.html(
            statement(
                say(
                    f"{year}年各乡镇达标率：区间整个高于或低于{whole_words()}才分档，其余“与{whole_words()}无明显差别”。",
                    f"{year}: a band only where the whole interval lies on one side of the county.",
                )
            )
        )
        st.html(plain_table(*words.yearly_rows(bands, view.reference), name=say("年评比", "The year")))
