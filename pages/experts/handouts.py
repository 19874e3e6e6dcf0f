"""What leaves the house: calendar feeds, Excel, the wall roster, and the residents' notice 本周专家坐诊."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import streamlit as st

from data_access.attendance import china_today
from faces.blocks import Column, Row
from faces.document.roster import feed_file, printed_page, wall_heads, workbook
from metrics.ledger.reads import CountyLedger
from metrics.ledger.roster_inputs import RosterInputs
from pages.experts import words as words
from pages.experts.names import expert_of
from pages.experts.reads import published_editions, rosters_of, visits_of_roster
from pages.experts.roster_jobs import RosterChoices, problem_of
from pages.experts.roster_words import named_visits
from pages.experts.subscriptions import subscriptions
from planning.roster import by_expert, by_township, cells_of_frame, residents_notice, wall_roster
from reports.calendar import named_editions
from ui import kept
from ui.components import note, panel_title, sample_mark
from ui.filters import place_name
from ui.frame import View
from ui.language import say
from ui.messages import show_state
from ui.tables import plain_table
from ui.words import whole_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def handouts(view: View, whole: CountyLedger, inputs: RosterInputs, visits: pd.DataFrame, version: int) -> None:
    """Draw the downloads and the notice. visits: the roster in force, named."""
    county = place_name(view.reference.county(view.scope.county))
    st.html(panel_title(say("发出去：日历、Excel、墙报", "Hand out: calendars, Excel, the wall roster")))
    title = f"{county}{words.month_words(inputs.first.year * 100 + inputs.first.month)}专家下沉班表（第{version}版）"
    sample = view.reference.is_sample
    one, two, three = st.columns(3, vertical_alignment="bottom")
    calendar = _calendar(view, whole, visits, county, one)
    two.download_button(
        say("Excel：按专家、按乡镇", "Excel: by expert, by township"),
        workbook({"按专家": by_expert(visits), "按乡镇": by_township(visits)}, title_zh=title, sample=sample),
        file_name=f"{title}.xlsx",
        mime=XLSX,
        key="roster_xlsx",
    )
    three.download_button(
        say("墙报（网页，A4横向打印）", "Wall roster (print, A4 landscape)"),
        lambda: _wall(inputs, visits, title, sample),
        file_name=f"{title}.html",
        mime="text/html",
        key="roster_wall",
    )
    subscriptions(view, *calendar)
    notice(visits, county, sample, "notice")


def is_whole(view: View) -> bool:
    """Tell whether the reader may list the whole county's visits."""
    return kept.reach().townships_in(view.scope.county) is None


def _calendar(
    view: View, whole: CountyLedger, visits: pd.DataFrame, county: str, column: st.delta_generator.DeltaGenerator
) -> tuple[str, dict[str, str]]:
    """Draw the choice and download of a calendar; return what is chosen, and the names of all that can be."""
    editions = published_editions(view.scope.county)
    editions = named_editions(editions, whole.experts, whole.places)
    names = {"": say(whole_words(), "Whole county") if is_whole(view) else say("您的乡镇", "Your townships")}
    names |= {code: words.township_name(view.reference, code) for code in sorted(set(visits["township_code"]))}
    names |= dict(sorted((row["expert_code"], expert_of(row)) for row in visits.to_dict("records")))
    chosen = column.selectbox(
        say("谁的日历", "Whose calendar"),
        list(names),
        format_func=lambda code: names[code],
        key="feed_of",
        placeholder=say("选专家或乡镇", "Choose"),
    )
    kind = "expert_code" if chosen in set(visits["expert_code"]) else "township_code"
    column.download_button(
        say("下载日历（.ics，手机可导入）", "Calendar (.ics)"),
        feed_file(
            editions,
            f"{county} {names[chosen]} 专家下沉",
            only=chosen,
            column=kind,
            townships=kept.reach().townships_in(view.scope.county),
        ),
        file_name=f"专家下沉_{names[chosen]}.ics",
        mime="text/calendar",
        key="roster_ics",
    )
    return chosen or "", names


def _wall(inputs: RosterInputs, visits: pd.DataFrame, title: str, sample: bool) -> bytes:
    whole = kept.reach().townships_in(inputs.county) is None
    # When an expert is away is the county's to know, not a township's.
    problem = problem_of(inputs if whole else replace(inputs, leaves=inputs.leaves.iloc[:0]), RosterChoices())
    going = set(visits["expert_code"])
    table = wall_roster(problem, cells_of_frame(problem, visits, strict=False))
    names = {expert.name_zh for expert in problem.experts if expert.code in going}
    table = table[table["expert_zh"].isin(names)]
    return printed_page(title, "空白为在院，“休”为请假。", wall_heads(table), sample=sample)


def notice_tab(view: View, whole: CountyLedger) -> None:
    """Draw 本周专家坐诊 on its own, for a link that residents are given: this week, or else the next one planned."""
    table = rosters_of(view.scope.county)
    published = table[table["status"] == "published"].sort_values("version")
    if published.empty:
        show_state(
            "empty",
            say("还没有发布的班表，没有告示。", "No roster is published yet."),
            say("到“排班”里排班并发布；发布后这里自动列出本周坐诊。", "Make and publish one under Roster."),
        )
        return
    newest = published.drop_duplicates(["first_day", "last_day"], keep="last")
    rows = [visits_of_roster(str(roster_id)) for roster_id in newest["roster_id"]]
    visits = named_visits(pd.concat(rows, ignore_index=True), whole)
    county = place_name(view.reference.county(view.scope.county))
    notice(visits, county, view.reference.is_sample, "notice_tab")


def notice(visits: pd.DataFrame, county: str, sample: bool, key: str) -> None:
    """Draw one week's notice and its print. visits: a roster with names; key tells two of them apart."""
    weeks = sorted({day - dt.timedelta(days=day.weekday()) for day in visits["visit_date"]})
    st.html(panel_title(say("居民告示：本周专家坐诊", "For residents: experts this week")))
    if not weeks:
        st.html(note(say("这一版没有下沉。", "No visits in this version.")))
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    today = china_today()
    start = next((at for at, day in enumerate(weeks) if day + dt.timedelta(days=6) >= today), 0)
    monday = left.selectbox(
        say("哪一周", "Week"),
        weeks,
        index=start,
        format_func=lambda day: say(
            f"{day.month}月{day.day}日—{(day + dt.timedelta(days=6)).month}月{(day + dt.timedelta(days=6)).day}日",
            f"{day:%m-%d} – {day + dt.timedelta(days=6):%m-%d}",
        ),
        key=f"{key}_week",
        placeholder=say("选周", "Choose"),
    )
    table = residents_notice(visits, monday)
    sunday = monday + dt.timedelta(days=6)
    title = f"{county}本周专家坐诊（{monday.month}月{monday.day}日—{sunday.month}月{sunday.day}日）"
    right.download_button(
        say("下载告示（网页，可打印）", "Notice (print)"),
        printed_page(title, "就诊请带身份证和医保卡；如有变动以当日公告为准。", table, sample=sample, large=True),
        file_name=f"{title}.html",
        mime="text/html",
        key=f"{key}_file",
    )
    columns = [Column(name, kind="text") for name in table.columns]
    rows = [Row(list(map(str, row))) for row in table.itertuples(index=False, name=None)]
    mark = sample_mark() if sample else ""
    st.html(
        f'<div class="yl yl-notice"><h3>{title} {mark}</h3>{plain_table(columns, rows, name=title, framed=False)}</div>'
    )
