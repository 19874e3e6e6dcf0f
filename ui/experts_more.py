"""派驻, 规则, 均衡与缺口, 同期变化: the tabs of the page 专家下沉 beside the ledger and the roster."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from charts.base import CONFIG
from charts.control import control_chart
from data_access import rosters
from data_access.engine import warehouse_url
from metrics.catalogue import get_all
from metrics.ledger import continuity, fairness, gini, specialty_gaps
from metrics.ledger_reads import (
    CountyLedger,
    posted_people,
    posting_sums,
    present_floor,
    remote_places,
    within,
)
from metrics.period import Period
from metrics.roster_inputs import kilometres_of
from ui import cached
from ui import experts_tables as tables
from ui.components import headline_sheet, note, panel_title, state_box, statement
from ui.expert_reads import changed, changes_by_hand
from ui.figures import headline_figures
from ui.frame import View
from ui.language import say
from ui.messages import show_state
from ui.tables import plain_table

MEANWHILE = ("township_visit_share", "referrals_up", "referrals_down", "lead_surgeries")
TITLES = ("", "初级", "中级", "副高", "正高")
CADENCES = ("day", "week", "month", "quarter")


def posting_tab(view: View, whole: CountyLedger) -> None:
    """Draw postings: another quantity than visits, counted in people and months, never added to them."""
    period = view.filters.period
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
    floor = present_floor(whole)
    st.html(
        panel_title(
            say("每月有多少派驻人员在岗", "How many posted people were present each month"),
            say("派驻：连续驻点工作；下沉：一天一次。两者分开统计，互不相加；派驻计入国家监测指标4。",
                "Postings and visits are two quantities, never added; postings feed national indicator 4."),
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


def rules_tab(view: View, whole: CountyLedger) -> None:
    """Draw the county's rules as rows, and the forms to change one or add one; every change is on record."""
    rules = tables.visit_rules(whole.rules)
    st.html(
        panel_title(
            say("规则是数据：本县自己改", "Rules are rows: the county edits its own"),
            say(
                "改了以后台账和排班按新规则重算；改动记入日志",
                "Ledger and roster follow at once; changes are on record",
            ),
        )
    )
    if rules.empty:
        st.html(note(say("本县还没有下沉或派驻规则。", "No rule for visits or postings yet.")))
    else:
        st.html(plain_table(*tables.rules_table(rules), name=say("规则", "Rules")))
        with st.expander(say("改一条规则", "Change a rule")):
            _change_rule(view, rules)
    with st.expander(say("新增一条规则", "Add a rule"), expanded=rules.empty):
        _add_rule(view, whole)
    trail = changes_by_hand("rule")
    if len(trail):
        st.html(panel_title(say("改动日志", "Record of changes")))
        st.dataframe(tables.trail_of(trail), hide_index=True)


def _change_rule(view: View, rules: pd.DataFrame) -> None:
    known = {row["rule_id"]: row for row in rules.to_dict("records")}
    rule_id = st.selectbox(
        say("哪一条", "Which"), list(known), format_func=lambda key: known[key]["name_zh"], key="rule_id",
        placeholder=say("选规则", "Choose"),
    )  # fmt: skip
    if rule_id not in known:
        return
    row = known[rule_id]
    with st.form("change_rule", border=False):
        values = _minima(row, f"change_{rule_id}")
        reason = st.text_input(
            say("原因", "Reason"),
            key="rule_reason",
            placeholder=say("如：2025年第3号文", "E.g. document no. 3 of 2025"),
        )
        sent = st.form_submit_button(say("保存规则", "Save the rule"))
    if sent:
        changed(
            lambda: rosters.change_rule(
                warehouse_url(), view.filters.county, str(rule_id), values, who=say("页面", "page"), reason=reason
            ),
            say(f"规则“{row['name_zh']}”已改。", f"Rule “{row['name_zh']}” is changed."),
        )


def _minima(row: dict[object, object] | dict[str, object], key: str) -> dict[str, object]:
    one, two, three, four = st.columns(4)
    visits = one.number_input(
        say("每期不少于（次）", "Visits at least"), 0, 100, tables.whole_or(row.get("minimum_visits"), None),
        key=f"{key}_visits", placeholder=say("不要求", "none"),
    )  # fmt: skip
    persons = two.number_input(
        say("每期不少于（人）", "Experts at least"), 0, 100, tables.whole_or(row.get("minimum_persons"), None),
        key=f"{key}_persons", placeholder=say("不要求", "none"),
    )  # fmt: skip
    hours = three.number_input(
        say("不少于（小时）", "Hours at least"), 0.0, 24.0, tables.number_or(row.get("minimum_hours"), None), 0.5,
        key=f"{key}_hours", placeholder=say("不要求", "none"),
    )  # fmt: skip
    floor = str(row.get("title_floor") or "")
    title = four.selectbox(
        say("职称下限", "Title at least"), TITLES, TITLES.index(floor) if floor in TITLES else 0,
        format_func=lambda name: name or say("不限", "any"), key=f"{key}_title", placeholder=say("不限", "any"),
    )  # fmt: skip
    return {
        "minimum_visits": visits,
        "minimum_persons": persons,
        "minimum_hours": hours,
        "title_floor": title or None,
    }


def _add_rule(view: View, whole: CountyLedger) -> None:
    with st.form("add_rule", border=False):
        one, two, three = st.columns([2, 1, 1])
        name = one.text_input(
            say("名称", "Name"),
            key="new_rule_name",
            placeholder=say("如：每月每乡镇儿科一次", "E.g. paediatrics monthly"),
        )
        cadence = two.selectbox(
            say("多久一期", "How often"), CADENCES, 2, format_func=tables.cadence_words, key="new_rule_cadence",
            placeholder=say("选时段", "Choose"),
        )  # fmt: skip
        kinds = tables.place_kinds(whole.places)
        kind = three.selectbox(
            say("哪类机构", "Which places"), list(kinds), format_func=lambda key: kinds[key], key="new_rule_kind",
            placeholder=say("选机构", "Choose"),
        )  # fmt: skip
        values = _minima({}, "new_rule")
        reason = st.text_input(
            say("依据", "Reason"),
            key="new_rule_reason",
            placeholder=say("如：县卫健局2025年工作方案", "E.g. work plan"),
        )
        sent = st.form_submit_button(say("新增规则", "Add the rule"))
    if not sent:
        return
    if not name.strip() or all(values[key] is None for key in ("minimum_visits", "minimum_persons")):
        show_state(
            "failed",
            say("规则没有名称，或没有写次数和人数。", "The rule has no name, or asks neither visits nor experts."),
            say("请填名称，并至少填一项下限。", "Give a name and at least one minimum."),
        )
        return
    row = {**values, **tables.new_rule(name.strip(), str(cadence), str(kind), values, view.reference.last_month)}
    changed(
        lambda: rosters.add_rule(warehouse_url(), view.filters.county, row, who=say("页面", "page"), reason=reason),
        say(f"规则“{name.strip()}”已新增。", f"Rule “{name.strip()}” is added."),
    )


def burden_tab(view: View, whole: CountyLedger, point: str) -> None:
    """Draw who bears how much, who keeps going to the same place, and which specialties a township lacks."""
    period = view.filters.period
    own = within(whole, period.first, period.last, view.filters.townships)
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
    st.html(plain_table(*tables.fairness_table(table, whole), name=say("专家负担", "Burden of experts")))
    left, right = st.columns(2)
    with left:
        st.html(
            panel_title(
                say("同一批人去同一个乡镇吗", "Do the same experts return?"),
                say("连续性1为总是同一名专家（Bice–Boxerman）", "1: always the same expert (Bice–Boxerman)"),
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
                    "按慢病患者数和儿童数分摊计入次数，差得最多的在前",
                    "Counted visits against each township's patients",
                ),
            )
        )
        need = cached.read("specialty_need", view.filters.county, view.month)
        gaps = specialty_gaps(own, need[need["township_code"].isin(own.visits["township_code"])])
        st.html(plain_table(*tables.gaps_table(gaps, view.reference, point), name=say("专科缺口", "Gaps")))


def meanwhile_tab(view: View, whole: CountyLedger) -> None:
    """Draw what moved in the same time. Alongside, not because of."""
    filters = view.filters
    st.html(
        state_box(
            "information",
            say("这里是同期变化，不是专家下沉的效果。", "These are changes alongside, not effects of the visits."),
            say(
                "同一时期还有别的改革和季节因素；没有对照，不下因果结论。",
                "Other reforms ran at the same time; there is no control group.",
            ),
        )
    )
    judged = cached.assessment(MEANWHILE, *view.asked)
    st.html(headline_sheet(headline_figures(judged, filters, view.reference), view.theme))
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
        name: cached.metric_frame(MEANWHILE, filters.county, Period(*span).key, (), filters.townships, None)
        for name, span in spans.items()
    }
    st.html(
        plain_table(*tables.before_after_table(frames, get_all(MEANWHILE)), name=say("前后对照", "Before and after"))
    )
