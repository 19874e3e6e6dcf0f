"""Versions of a month's roster: drafts published, older ones brought back, each checked anew; the one in force."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from data_access import rosters
from data_access.engine import warehouse_url
from metrics.ledger.reads import CountyLedger, expert_names, place_names
from metrics.ledger.roster_inputs import RosterInputs
from pages.experts import words as words
from pages.experts.attendance import attendance_panel, leave_taken_back
from pages.experts.cell_clicks import listen
from pages.experts.handouts import handouts
from pages.experts.reads import rosters_of, visits_of_roster
from pages.experts.repairs import show_verdict, sick_call
from pages.experts.roster_grid import SUMS, roster_grid
from pages.experts.roster_jobs import RosterChoices, cells_and_pins, tables_of
from pages.experts.roster_words import named_visits, planned_rows, proof_of, version_table
from planning.roster import check_roster
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.frame import View
from ui.language import say
from ui.messages import show_state


def roster_picture(inputs: RosterInputs, frame: pd.DataFrame, *, opens: bool = False) -> None:
    """Draw a roster, places by day. opens: its cells answer a click; `frame` then has `mark` and `reason_zh`."""
    rows = planned_rows(frame, opens=opens)
    sums = tuple(SUMS) if any(len(row.sums) > 1 for row in rows) else ("planned",)
    st.html(
        roster_grid(
            words.days_of(inputs.first, inputs.last),
            rows,
            name=say("班表：机构与日期", "Roster: places by day"),
            corner=say("机构 · 专家", "Place · experts"),
            sums_of=sums,
        )
    )


def in_both_languages(frame: pd.DataFrame, inputs: RosterInputs) -> pd.DataFrame:
    """Return a roster fresh from the engine, which knows Chinese names only, with expert_en and place_en."""
    named = frame.merge(expert_names(inputs.experts)[["expert_code", "expert_en"]], on="expert_code", how="left")
    return named.merge(place_names(inputs.places)[["institution_code", "place_en"]], on="institution_code", how="left")


def versions(view: View, whole: CountyLedger, inputs: RosterInputs, choices: RosterChoices, month: int) -> None:
    """Draw the list of drafts and versions, and everything that hangs on the one in force."""
    table = rosters_of(view.scope.county)
    own = table[pd.to_datetime(table["first_day"]) == pd.Timestamp(inputs.first)]
    st.html(panel_title(say("版本：草稿与已发布", "Versions: drafts and published")))
    if own.empty:
        show_state(
            "empty",
            say(f"{words.month_words(month)}还没有班表。", f"No roster for {words.month_words(month)} yet."),
            say("点“开始排班”；发布后可下载日历、Excel、墙报和居民告示。", "Make one; calendars and sheets follow."),
        )
        return
    st.html(version_table(own))
    published = own[own["status"] == "published"].sort_values("version", ascending=False)
    _manage(whole, inputs, choices, own, published)
    if published.empty:
        return
    current = published.iloc[0]
    roster_id = str(current["roster_id"])
    visits = with_marks(named_visits(visits_of_roster(roster_id), whole), whole)
    st.html(
        panel_title(
            say(f"在用：第{int(current['version'])}版", f"In force: version {int(current['version'])}"),
            proof_of(current.to_dict()),
        )
    )
    listen()
    roster_picture(inputs, visits, opens=True)
    attendance_panel(visits, roster_id)
    sick_call(inputs, choices, visits, roster_id)
    leave_taken_back(inputs, whole)
    handouts(view, whole, inputs, visits, int(current["version"]))


def own_part(view: View, whole: CountyLedger, inputs: RosterInputs) -> None:
    """Draw what the roster in force says of a reader's own townships; a roster is made for a whole county."""
    st.html(
        note(
            say(
                "只列您所在乡镇的班次；排班、改班由县里专家办做。",
                "Visits to your own townships only; the county's office makes the roster.",
            )
        )
    )
    table = rosters_of(view.scope.county)
    own = table[(pd.to_datetime(table["first_day"]) == pd.Timestamp(inputs.first)) & (table["status"] == "published")]
    if own.empty:
        show_state(
            "empty",
            say("这个月还没有发布的班表。", "No roster of this month is published yet."),
            say("请改选月份，或向县里专家办询问。", "Choose another month, or ask the county's office."),
        )
        return
    current = own.sort_values("version", ascending=False).iloc[0]
    visits = with_marks(named_visits(visits_of_roster(str(current["roster_id"])), whole), whole)
    version = int(current["version"])
    st.html(panel_title(say(f"在用：第{version}版", f"In force: version {version}")))
    if visits.empty:
        st.html(note(say("这一版没有到您所在乡镇的下沉。", "No visit of this version is to your townships.")))
        return
    roster_picture(inputs, visits)
    handouts(view, whole, inputs, visits, version)


def with_marks(visits: pd.DataFrame, whole: CountyLedger) -> pd.DataFrame:
    """Return a roster's visits with what came of each, as the ledger judges it; `planned` where nothing is entered."""
    came = whole.visits[["visit_id", "mark", "reason", "reason_zh", "attended", "counted"]]
    known = visits.merge(came, on="visit_id", how="left")
    return known.assign(
        mark=known["mark"].fillna("planned"),
        reason=known["reason"].fillna(""),
        reason_zh=known["reason_zh"].fillna(""),
        attended=known["attended"].fillna(0).astype(int),
        counted=known["counted"].fillna(0).astype(int),
    )


def version_in_force(inputs: RosterInputs) -> str | None:
    """Return the id of the published version that the page shows, None for none: a later one is not published over."""
    table = rosters_of(inputs.county)
    own = table[(pd.to_datetime(table["first_day"]) == pd.Timestamp(inputs.first)) & (table["status"] == "published")]
    return None if own.empty else str(own.sort_values("version", ascending=False).iloc[0]["roster_id"])


def _manage(
    whole: CountyLedger, inputs: RosterInputs, choices: RosterChoices, own: pd.DataFrame, published: pd.DataFrame
) -> None:
    rows = {str(row["roster_id"]): row for row in own.to_dict("records")}
    one, by, two, three = st.columns([3, 1.2, 1, 1], vertical_alignment="bottom")

    def said(key: str) -> str:
        row = rows[key]
        if row["status"] == "draft":
            return say(f"草稿，{int(row['visits'])}次，{row['note_zh']}", f"Draft, {int(row['visits'])} visits")
        return say(
            f"第{int(row['version'])}版，{int(row['visits'])}次，{row['note_zh']}", f"Version {int(row['version'])}"
        )

    chosen = one.selectbox(
        say("选一版", "Choose a version"), list(rows), format_func=said, key="roster_version",
        placeholder=say("选一版", "Choose"),
    )  # fmt: skip
    if chosen not in rows:
        return
    row = rows[chosen]
    newest = str(published.iloc[0]["roster_id"]) if len(published) else None
    who = clerk(by, "versions")
    if row["status"] == "draft":
        if two.button(say("发布草稿", "Publish it"), key="roster_publish_draft", type="primary", width="stretch"):
            _publish(whole, inputs, choices, row, who, newest)
        if three.button(say("删除草稿", "Discard"), key="roster_discard", width="stretch"):
            changed(lambda: rosters.discard(warehouse_url(), chosen, who=who), say("草稿已删除。", "Discarded."))
        return
    if two.button(say("恢复这一版", "Go back to it"), key="roster_undo", disabled=chosen == newest, width="stretch"):
        _publish(whole, inputs, choices, row, who, newest)


def _publish(
    whole: CountyLedger, inputs: RosterInputs, choices: RosterChoices, row: dict[Any, Any], who: str, over: str | None
) -> None:
    """Publish a draft, or an older version anew, if the checker passes it as things stand today. over: as it is shown.

    Leave, rules and experts may have changed since it was made, so what was found then does not count.
    """
    kept = visits_of_roster(str(row["roster_id"]))
    frame = named_visits(kept, whole)
    pinned = frame[frame["pinned"].astype(bool)]
    pins = zip(pinned["expert_code"], pinned["institution_code"], pinned["visit_date"], strict=True)
    asked = replace(choices, pins=tuple((str(who), str(where), day) for who, where, day in pins))
    breaches = check_roster(frame, tables_of(inputs, asked))
    hard = int(breaches["blocks"].sum()) if len(breaches) else 0
    if hard:
        show_verdict(inputs, breaches)
        return

    def work() -> None:
        roster_id = str(row["roster_id"])
        if row["status"] == "draft":
            rosters.publish(warehouse_url(), roster_id, breaches=hard, who=who, over=over)
            return
        # History is never rewritten: the older version is published anew, and calendars follow.
        draft = rosters.Draft(
            inputs.county, inputs.first, inputs.last, cells_and_pins(frame, asked),
            objective=float(row["objective"]), bound=float(row["bound"]), proof_zh=str(row["proof_zh"]),
            missing_zh=str(row["missing_zh"]), note_zh=f"恢复第{int(row['version'])}版", who=who, parent_id=roster_id,
        )  # fmt: skip
        rosters.publish_new(warehouse_url(), draft, breaches=hard, over=over)

    if row["status"] == "draft":
        done = say("草稿已发布，独立检查刚刚重做并通过。", "The draft is published; the checker has just passed it.")
    else:
        done = say(f"已恢复第{int(row['version'])}版，作为新版发布。", "Published again.")
    changed(work, done)
