"""A roster as the tables people read: by expert, by township, on the wall, for residents, and what changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from planning.roster.faults import RepeatedId, RosterFault, raise_found
from planning.roster.problem import Cell, RosterProblem
from planning.roster.replan import Change
from planning.roster.rows import Known
from words.phrases import Phrase, said
from words.rosters import CHANGE_NAMES

WEEKDAY_ZH = "一二三四五六日"
TITLE_ZH = ("", "初级", "中级", "副高", "正高")
FIRST_HOUR = dt.time(8, 30)
REST = "—"


def roster_frame(problem: RosterProblem, cells: Sequence[Cell], *, starts: dt.time = FIRST_HOUR) -> pd.DataFrame:
    """Return one row a visit, by day and place.

    Columns: visit_date, weekday_zh, township_code, institution_code, place_zh, expert_code, expert_zh, specialty,
    title, planned_start, planned_end, travel_time_min (one way). starts: when a visit begins.
    """
    rows = []
    for expert, place, day in sorted(cells, key=lambda cell: (cell[2], cell[1], cell[0])):
        who, where, date = problem.experts[expert], problem.places[place], problem.days[day]
        begin = pd.Timestamp(dt.datetime.combine(date, starts))
        rows.append(
            {
                "visit_date": date,
                "weekday_zh": f"周{WEEKDAY_ZH[date.weekday()]}",
                "township_code": where.township_code,
                "institution_code": where.code,
                "place_zh": where.name_zh,
                "expert_code": who.code,
                "expert_zh": who.name_zh,
                "specialty": who.specialty,
                "title": TITLE_ZH[who.title_rank],
                "planned_start": begin,
                "planned_end": begin + pd.Timedelta(minutes=float(problem.visit_minutes[place])),
                "travel_time_min": float(problem.minutes[expert, place]),
            }
        )
    columns = [
        "visit_date", "weekday_zh", "township_code", "institution_code", "place_zh", "expert_code", "expert_zh",
        "specialty", "title", "planned_start", "planned_end", "travel_time_min",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def by_expert(roster: pd.DataFrame) -> pd.DataFrame:
    """Return each expert's visits in order, numbered: 第几次, and where. roster: from `roster_frame`."""
    ordered = roster.sort_values(["specialty", "expert_code", "visit_date"]).reset_index(drop=True)
    number = ordered.groupby("expert_code").cumcount() + 1
    columns = ["specialty", "expert_code", "expert_zh", "title"]
    rest = ["visit_date", "weekday_zh", "place_zh", "planned_start", "planned_end", "travel_time_min"]
    return ordered[columns].assign(number=number)[[*columns, "number"]].join(ordered[rest])


def by_township(roster: pd.DataFrame) -> pd.DataFrame:
    """Return each place's visits in order. roster: from `roster_frame`."""
    ordered = roster.sort_values(["institution_code", "visit_date", "expert_code"]).reset_index(drop=True)
    columns = ["township_code", "institution_code", "place_zh", "visit_date", "weekday_zh", "expert_zh", "specialty"]
    return ordered[[*columns, "title", "planned_start", "planned_end"]]


def wall_roster(problem: RosterProblem, cells: Sequence[Cell]) -> pd.DataFrame:
    """Return experts × days for the wall: the place on each day, 休 on leave, — at home.

    One row an expert, first columns specialty and expert_zh, then one column a working day (its date as text).
    """
    sent = {(expert, day): problem.places[place].name_zh for expert, place, day in cells}
    rows = []
    for number, expert in sorted(enumerate(problem.experts), key=lambda pair: (pair[1].specialty, pair[1].code)):
        row = {"specialty": expert.specialty, "expert_zh": expert.name_zh}
        for day, date in enumerate(problem.days):
            at_home = REST if problem.at_hand[number, day] else "休"
            row[date.isoformat()] = sent.get((number, day), at_home)
        rows.append(row)
    return pd.DataFrame(rows)


def residents_notice(roster: pd.DataFrame, week_of: dt.date) -> pd.DataFrame:
    """Return the notice 本周专家坐诊 of the ISO week a day lies in: place, day, who, which specialty, which hours.

    roster: from `roster_frame`. Nobody without a visit is named, and no place that nobody visits.
    """
    monday = week_of - dt.timedelta(days=week_of.weekday())
    within = [monday <= day <= monday + dt.timedelta(days=6) for day in roster["visit_date"]]
    own = roster[np.array(within, dtype=bool)]
    own = own.sort_values(["institution_code", "visit_date", "expert_code"]).reset_index(drop=True)
    hours = [f"{begin:%H:%M}至{end:%H:%M}" for begin, end in zip(own["planned_start"], own["planned_end"], strict=True)]
    named = zip(own["visit_date"], own["weekday_zh"], strict=True)
    columns = {
        "地点": own["place_zh"],
        "日期": [f"{day.month}月{day.day}日（{weekday}）" for day, weekday in named],
        "专家": own["expert_zh"],
        "专科": own["specialty"],
        "职称": own["title"],
        "时间": hours,
    }
    return pd.DataFrame(columns)


def change_sheet(problem: RosterProblem, changes: Sequence[Change]) -> pd.DataFrame:
    """Return one row a change: day, expert, from where to where, in words a phone message can carry."""
    rows = []
    for change in changes:
        expert, date = problem.experts[change.expert], problem.days[change.day]
        before = "" if change.before is None else problem.places[change.before].name_zh
        after = "" if change.after is None else problem.places[change.after].name_zh
        told = {"expert": expert.name_zh, "month": date.month, "day": date.day, "before": before, "after": after}
        rows.append(
            {
                "visit_date": date,
                "expert_code": expert.code,
                "expert_zh": expert.name_zh,
                "kind": change.kind,
                "kind_zh": CHANGE_NAMES[change.kind][0],
                "before_zh": before,
                "after_zh": after,
                "message_zh": said(Phrase(f"told_{change.kind}", **told)),
            }
        )
    columns = ["visit_date", "expert_code", "expert_zh", "kind", "kind_zh", "before_zh", "after_zh", "message_zh"]
    return pd.DataFrame(rows, columns=columns)


def cells_of_frame(problem: RosterProblem, roster: pd.DataFrame, *, strict: bool = True) -> list[Cell]:
    """Return the visits of a frame as positions.

    strict: raise RosterFault for every row that names an expert, place or day the problem does not know, and for a
    visit that stands twice. A row left out is a visit that vanishes: only what is drawn for the eye may do without.
    """
    codes = [expert.code for expert in problem.experts], [place.code for place in problem.places]
    known = Known(problem.days, *codes)
    cells = known.cells("published_row", roster)
    if strict:
        twice = sorted(cell for cell, times in Counter(cells).items() if times > 1)
        raise_found([*known.faults, *(_repeated(problem, cell) for cell in twice)])
    return cells


def _repeated(problem: RosterProblem, cell: Cell) -> RosterFault:
    who, where, day = problem.experts[cell[0]].code, problem.places[cell[1]].code, problem.days[cell[2]]
    return RepeatedId("pair_repeated", Phrase("row_pin", table="published_row", expert=who, day=day, place=where))
