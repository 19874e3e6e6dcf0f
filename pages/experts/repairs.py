"""A sick call: the published roster repaired with fewest changes, shown as a change sheet, then published."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data_access import rosters
from data_access.engine import warehouse_url
from data_access.leave_reasons import KEPT_DAYS
from faces.csv import MIME, About, csv_file
from findings.origin import is_invented
from metrics.ledger.roster_inputs import RosterInputs
from pages.experts.roster_jobs import RosterChoices, SickCall, SickRepair, breaches_of, cells_and_pins, repair_of
from pages.experts.roster_words import breach_table, change_table, expert_label, roster_names
from planning.roster import RosterFault
from ui.changes import changed
from ui.clerk import clerk
from ui.components import panel_title, state_box, statement
from ui.frame import current_view
from ui.language import language, say, voice
from ui.messages import show_state
from words.phrases import Voice, said
from words.speech import Speech

_KEPT = "roster_repair"


@dataclass(frozen=True)
class _Kept:
    """A repair that was worked out and waits: of which published roster, and for which call."""

    parent: str
    repair: SickRepair


def sick_call(inputs: RosterInputs, choices: RosterChoices, visits: pd.DataFrame, parent: str) -> None:
    """Draw the form, and the repair once it is worked out. visits: the roster in force; parent: its id."""
    with st.container(key="panel_sick"):
        st.html(panel_title(say("有人请假：改动最少的改班", "A sick call: repair with fewest changes")))
        call = _form(inputs, visits)
        pressed = st.button(say("算改班方案", "Work out the repair"), key="sick_go")
        if (pressed or st.session_state.pop("sick_asked", False)) and call is not None:
            try:
                st.session_state[_KEPT] = _Kept(parent, repair_of(inputs, choices, visits, call))
            except RosterFault as fault:
                st.session_state.pop(_KEPT, None)
                told = fault.told(voice(names=roster_names(inputs)))
                show_state("failed", told.whole, say("已发布的班表不受影响。", "The published roster stands."))
        kept: _Kept | None = st.session_state.get(_KEPT)
        if kept is not None and kept.parent == parent:
            _show(inputs, choices, visits, kept)


def _form(inputs: RosterInputs, visits: pd.DataFrame) -> SickCall | None:
    labels = {row["expert_code"]: expert_label(row) for row in inputs.experts.to_dict("records")}
    going = [code for code in labels if code in set(visits["expert_code"])]
    one, two, three = st.columns([2, 1, 1])
    who = one.selectbox(
        say("谁请假", "Who"),
        going,
        format_func=lambda code: labels[code],
        key="sick_who",
        placeholder=say("选专家", "Choose"),
    )
    if who is None:
        return None
    days = sorted(visits.loc[visits["expert_code"] == who, "visit_date"])
    usual = days[0] if days else inputs.first
    for which in ("from", "to"):
        # Set here and not as the widget's own default: a cell of the roster may have filled it in.
        st.session_state.setdefault(f"sick_{which}_{who}", usual)
    begin = two.date_input(say("从", "From"), min_value=inputs.first, max_value=inputs.last, key=f"sick_from_{who}")
    until = three.date_input(
        say("到（含）", "Until"), min_value=inputs.first, max_value=inputs.last, key=f"sick_to_{who}"
    )
    four, five = st.columns([1, 3])
    # What has taken place cannot be changed: the days entered so far are frozen unless somebody says otherwise.
    past = max(visits.loc[visits["mark"] != "planned", "visit_date"], default=None)
    frozen = four.date_input(
        say("冻结到（含，可空）", "Frozen until (optional)"), past, inputs.first, inputs.last,
        key=f"sick_frozen_{past}",
    )  # fmt: skip
    reason = five.text_input(
        say(f"原因（不公开，请假结束{KEPT_DAYS}天后删去）", f"Reason (not shown; deleted {KEPT_DAYS} days after)"),
        say("病假", "sick leave"),
        key="sick_reason",
    )
    return SickCall(str(who), begin, until, frozen, reason)


def _about(inputs: RosterInputs) -> About:
    """Return what a change sheet says of itself."""
    made_up = is_invented(current_view().reference, ("visit", "expert"), inputs.county)
    return About(made_up, say("排班与请假", "roster and leave"), f"{inputs.first:%Y-%m-%d}—{inputs.last:%Y-%m-%d}")


def _show(inputs: RosterInputs, choices: RosterChoices, visits: pd.DataFrame, kept: _Kept) -> None:
    repair = kept.repair
    st.html(statement(said(repair.words, voice("page"))))
    if len(repair.sheet):
        st.html(change_table(repair.sheet, inputs))
        st.download_button(
            say("下载改动单（CSV）", "Change sheet (CSV)"),
            csv_file(repair.sheet, _about(inputs), Speech(language())),
            file_name=f"改动单_{inputs.first:%Y%m}.csv",
            mime=MIME,
            key="sick_sheet",
        )
    # Asked anew in every run: leave or rules may have changed since the repair was worked out.
    hard = show_verdict(inputs, breaches_of(inputs, choices, visits, repair))
    one, two = st.columns([1, 3], vertical_alignment="bottom")
    who = clerk(one, "repair")
    if not two.button(say("登记请假并发布改班", "Enter the leave and publish"), key="sick_publish", disabled=hard > 0):
        return

    def work() -> None:
        names = dict(zip(inputs.experts["expert_code"], inputs.experts["name_zh"], strict=True))
        call = repair.call
        draft = rosters.Draft(
            inputs.county, inputs.first, inputs.last, cells_and_pins(repair.frame, choices),
            objective=float(repair.changes), bound=float(repair.fewest),
            proof_zh=said(repair.words, Voice("zh", "page")), missing_zh="",
            note_zh=f"改班：{names[call.expert]}请假", who=who, parent_id=kept.parent,
        )  # fmt: skip
        # Leave and roster together: a roster that is refused leaves no leave behind.
        leave = rosters.Leave(call.expert, call.first, call.last, call.reason)
        rosters.publish_new(warehouse_url(), draft, breaches=hard, over=kept.parent, leave=leave)
        st.session_state.pop(_KEPT, None)

    changed(work, say("改班已发布：", "The repair is published: ") + said(repair.words, voice("page")))


def show_verdict(inputs: RosterInputs, breaches: pd.DataFrame) -> int:
    """Show what the independent checker says and return how many breaches forbid publishing."""
    hard = int(breaches["blocks"].sum()) if len(breaches) else 0
    if hard:
        show_state(
            "failed",
            say(f"独立检查发现{hard}处硬性错误，不能发布。", f"The independent checker found {hard} breaches."),
            say("按下表改正后重排。", "Put them right and solve again."),
        )
        st.html(breach_table(breaches, inputs))
        return hard
    lacking = len(breaches)
    st.html(
        state_box(
            "information",
            say("独立检查通过：没有硬性错误。", "The independent checker passes it: no breach."),
            say(f"仍有{lacking}处规定欠缺，可以带着缺口发布。", f"{lacking} demands stay unmet; it may be published.")
            if lacking
            else say("各项规定都满足，可以发布。", "Every demand is met; it may be published."),
        )
    )
    return hard
