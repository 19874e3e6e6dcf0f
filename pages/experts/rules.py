"""规则: the county's rules as rows, changed and added on screen, with what the holidays exempt; all of it on record."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data_access import rules as county_rules
from data_access.engine import warehouse_url
from findings.experts import exempt_words, period_words
from metrics.ledger.flows import exempt_periods
from metrics.ledger.reads import CountyLedger
from metrics.period import add_months
from pages.experts import tables as tables
from pages.experts.names import name_of, title_words
from pages.experts.reads import changes_by_hand
from ui.changes import as_opened, changed, trail_note
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.frame import View
from ui.language import language, say
from ui.messages import show_state
from ui.tables import plain_table
from ui.words import names_by_code, specialty_words
from words.speech import Speech

TITLES = ("", "初级", "中级", "副高", "正高")
CADENCES = ("day", "week", "month", "quarter")


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
            _change_rule(view, whole, rules)
    with st.expander(say("新增一条规则", "Add a rule"), expanded=rules.empty):
        _add_rule(view, whole)
    _exempt(view, whole)
    trail = changes_by_hand("rule", view.scope.county)
    trail_note()
    if len(trail):
        st.html(panel_title(say("改动日志", "Record of changes")))
        st.dataframe(tables.trail_of(trail), hide_index=True)


def _change_rule(view: View, whole: CountyLedger, rules: pd.DataFrame) -> None:
    known = {row["rule_id"]: row for row in rules.to_dict("records")}
    rule_id = st.selectbox(
        say("哪一条", "Which"), list(known), format_func=lambda key: name_of(known[key]), key="rule_id",
        placeholder=say("选规则", "Choose"),
    )  # fmt: skip
    if rule_id not in known:
        return
    row = known[rule_id]
    opened = f"change_{rule_id}_opened"
    seen = as_opened(opened, f"change_{rule_id}_visits", row)
    with st.form("change_rule", border=False):
        values = {**_minima(row, f"change_{rule_id}"), **_scope(row, f"change_{rule_id}", view, whole)}
        by, why = st.columns([1, 3])
        who = clerk(by, "change_rule")
        reason = why.text_input(
            say("原因", "Reason"),
            key="rule_reason",
            placeholder=say("如：2025年第3号文", "E.g. document no. 3 of 2025"),
        )
        sent = st.form_submit_button(say("保存规则", "Save the rule"))
    if sent:

        def work() -> None:
            as_seen = {name: seen.get(name) for name in values}
            county_rules.change_rule(
                warehouse_url(), view.scope.county, str(rule_id), values, who=who, reason=reason, seen=as_seen
            )
            del st.session_state[opened]

        changed(
            work,
            say(f"规则“{row['name_zh']}”已改。", f"Rule “{name_of(row)}” is changed."),
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
        format_func=lambda name: title_words(name) if name else say("不限", "any"), key=f"{key}_title",
        placeholder=say("不限", "any"),
    )  # fmt: skip
    return {
        "minimum_visits": visits,
        "minimum_persons": persons,
        "minimum_hours": hours,
        "title_floor": title or None,
    }


def _scope(row: dict[Any, Any], key: str, view: View, whole: CountyLedger) -> dict[str, object]:
    """Draw which specialties and places a rule is about and from when until when it holds."""
    one, two = st.columns(2)
    names = names_by_code(whole.places, "institution_code")
    known = sorted(set(whole.experts["specialty"]))
    fields = one.multiselect(
        say("只要这些专科（不选为不限）", "Only these specialties"), known,
        tables.listed(row.get("specialties"), known), format_func=specialty_words, key=f"{key}_fields",
        placeholder=say("不限专科", "any"),
    )  # fmt: skip
    places = two.multiselect(
        say("只管这些机构（不选为这类机构全部）", "Only these places"), list(names),
        tables.listed(row.get("places"), names), format_func=lambda code: names[code], key=f"{key}_places",
        placeholder=say("这类机构全部", "all of the kind"),
    )  # fmt: skip
    three, four, _ = st.columns([1, 1, 2])
    start = tables.whole_or(row.get("valid_from"), add_months(view.reference.last_month, 1))
    first = three.number_input(say("生效月（如202501）", "From month"), 1900, 299912, start, key=f"{key}_from")
    last = four.number_input(
        say("失效月（可空）", "Until month"), 1900, 299912, tables.whole_or(row.get("valid_to"), None),
        key=f"{key}_until", placeholder=say("一直有效", "open"),
    )  # fmt: skip
    return {
        "specialties": "、".join(fields) or None,
        "places": "、".join(places) or None,
        "valid_from": first,
        "valid_to": last,
    }


def _exempt(view: View, whole: CountyLedger) -> None:
    """List the periods of the year that nobody is judged by, and why: an exemption is never silent."""
    year = view.month // 100
    spans = exempt_periods(whole, year * 100 + 1, year * 100 + 12)
    st.html(panel_title(say(f"{year}年免考核的时段", f"Exempt periods of {year}")))
    if spans.empty:
        words = say("没有。每一期都有至少两个工作日，或本县没有按期规定。", "None.")
    else:
        told, speech = [], Speech(language())
        for row in spans.to_dict("records"):
            period = period_words(int(row["period"]), row["cadence"], speech)
            why = exempt_words((row["holidays"], int(row["workdays"])), speech)
            told.append(say(f"{period}（{why}）", f"{period} ({why})"))
        words = say("、", "; ").join(told) + say(
            "。按国务院放假和调休安排自动判定。", ". Judged by the State Council's holiday notices."
        )
    st.html(note(words))


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
        values = {**_minima({}, "new_rule"), **_scope({}, "new_rule", view, whole)}
        by, why = st.columns([1, 3])
        who = clerk(by, "new_rule")
        reason = why.text_input(
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
    row = {**tables.new_rule(name.strip(), str(cadence), str(kind), values, view.reference.last_month), **values}
    changed(
        lambda: county_rules.add_rule(warehouse_url(), view.scope.county, row, who=who, reason=reason),
        say(f"规则“{name.strip()}”已新增。", f"Rule “{name.strip()}” is added."),
    )
