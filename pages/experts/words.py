"""Words, grids and tables of the page 专家下沉: frames of the ledger → what a reader sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from faces.blocks import Cell, Column, Row
from findings.experts import bulletin, exempt_words, period_words
from metrics.ledger.holidays import NAME_EN, calendar_days
from metrics.ledger.order import experts_unranked
from metrics.ledger.reads import (
    CountyLedger,
    MonthOfVisits,
    by_expert_of_month,
    column_spans,
    grid_cells,
    month_span,
    standing_of,
)
from metrics.reference import Reference
from pages.experts.cell_clicks import cell_name
from pages.experts.names import about_of, day_words, expert_of, place_of, reason_of, title_words
from pages.experts.roster_grid import Day, GridRow, Stay, WeekCell
from ui.filters import place_name
from ui.language import language, say, voice
from ui.words import whole_words
from words.names import CADENCES, RULE_STATUSES, VISIT_MARKS, WEEKDAYS_SHORT
from words.numbers import format_interval, format_number
from words.phrases import said
from words.speech import Speech
from words.visits import ACTIVITY_NAMES, BAND_NAMES

FEW_ROWS = 15  # experts shown before the reader asks for all
SPECIALTY_ALL = "all"


def month_words(month: int) -> str:
    """Return 2024年9月."""
    return say(f"{month // 100}年{month % 100}月", f"{month // 100}-{month % 100:02d}")


def months_of(whole: CountyLedger, first: int, last: int) -> list[int]:
    """Return the months of a period that have visits, or else postings, newest first."""
    for frame in (whole.visits, whole.posting_months):
        found = sorted({int(month) for month in frame["month"] if first <= month <= last}, reverse=True)
        if found:
            return found
    return []


def township_name(reference: Reference, code: str) -> str:
    """Return a township's name; an unknown code stays as it is."""
    place = reference.townships.get(code)
    return place_name(place) if place else code


def rules_words(rules: pd.DataFrame) -> str:
    """Return the rules in force in one line: 规则：每周不少于1次、每次不少于8小时."""
    said = list(dict.fromkeys(rule_words(row) for row in rules.to_dict("records")))
    return say("规则：", "Rules: ") + say("；", "; ").join(said) if said else say("没有下沉规则", "no rule for visits")


def rule_words(row: Mapping[Any, Any]) -> str:
    """Return one rule's demand: 每周不少于1次、每次不少于8小时、副高以上."""
    every = say(*CADENCES.get(str(row["cadence"]), ("", "")))
    parts = []
    if pd.notna(row["minimum_visits"]):
        parts.append(say(f"不少于{int(row['minimum_visits'])}次", f"≥ {int(row['minimum_visits'])} visits"))
    if pd.notna(row["minimum_persons"]):
        parts.append(say(f"不少于{int(row['minimum_persons'])}人", f"≥ {int(row['minimum_persons'])} experts"))
    if pd.notna(row["minimum_hours"]):
        per = say("每次", "each ") if not str(row["unit"]).startswith("小时/") or row["unit"] == "小时/次" else ""
        parts.append(say(f"{per}不少于{row['minimum_hours']:g}小时", f"{per}≥ {row['minimum_hours']:g} h"))
    if isinstance(row["title_floor"], str) and row["title_floor"]:
        parts.append(say(f"{row['title_floor']}以上", f"{title_words(row['title_floor'])} or above"))
    return every + say("", " ") + say("、", ", ").join(parts)


# ---- grids ----


def days_of(first: dt.date, last: dt.date) -> list[Day]:
    """Return the columns of a span: 休 on statutory holidays, 班 on days worked in their stead, weekends sunken."""
    days = []
    for row in calendar_days(first, last).to_dict("records"):
        date = row["date"].date()
        short = {"holiday": say("休", "off"), "makeup": say("班", "work")}.get(
            row["kind"], say(*WEEKDAYS_SHORT)[date.weekday()]
        )
        days.append(Day(date, short, not row["worked"], say(row["holiday_zh"], NAME_EN.get(row["holiday_zh"], ""))))
    return days


def _stay(row: Mapping[Any, Any]) -> Stay:
    mark = row["mark"]
    what = say(*VISIT_MARKS[mark])
    reason = "" if row["counted"] or mark == "leave" else say("：", ": ") + reason_of(row)
    hours = say(f"，{row['hours']:.1f}小时", f", {row['hours']:.1f} h") if row["attended"] else ""
    return Stay(mark, f"{_who_where(row)}{say('：', ': ')}{what}{reason}{hours}")


def _who_where(row: Mapping[Any, Any]) -> str:
    return f"{day_words(row['visit_date'])} {expert_of(row)} → {place_of(row)}"


def expert_rows(
    shown: MonthOfVisits, experts: pd.DataFrame, reference: Reference, point: str, *, everyone: bool
) -> tuple[list[GridRow], int]:
    """Return the grid's rows and how many experts there are.

    Those who go to the point come first, then whoever lost a visit; among these nobody is ranked by how many.
    """
    table = by_expert_of_month(shown)
    named = [tuple(township_name(reference, code) for code in codes) for codes in table["townships"]]
    table = table.assign(
        to=pd.Series(named, index=table.index, dtype=object),
        complete=table["ruled"] == table["counted"],
        elsewhere=[point not in names for names in named],
    )
    table = experts_unranked(table, experts, within=("elsewhere", "complete"))
    chosen = table if everyone else table.head(FEW_ROWS)
    stays: dict[str, dict[dt.date, list[Stay]]] = {}
    for row in shown.visits.to_dict("records"):
        stays.setdefault(row["expert_code"], {}).setdefault(row["visit_date"].date(), []).append(_stay(row))
    rows = [
        GridRow(
            expert_of(row),
            title_words(row["title"]) if isinstance(row["title"], str) else "",
            row["to"],
            stays[row["expert_code"]],
            (str(row["planned"]), str(row["attended"]), str(row["counted"])),
            point,
            {day: cell_name("day", row["expert_code"], day) for day in stays[row["expert_code"]]},
        )
        for row in chosen.to_dict("records")
    ]
    return rows, len(table)


def week_columns(cells: pd.DataFrame, cadence: str) -> list[tuple[int, str, str]]:
    """Return key, title and span of the grid's columns."""
    found, weeks = [], cadence in ("day", "week")
    for row in column_spans(cells).to_dict("records"):
        a, b = pd.Timestamp(row["start"]), pd.Timestamp(row["end"])
        same = a.month == b.month
        span = f"{a.month}月{a.day}—{b.day}日" if same else f"{a.month}月{a.day}—{b.month}月{b.day}日"
        english = f"{a.month}/{a.day}–{b.month}/{b.day}"
        key = int(row["column"])
        title = say(_column_zh(key, cadence), f"Week {key % 100}" if weeks else english)
        found.append((key, title, say(span, "" if not weeks else english)))
    return found


def _column_zh(key: int, cadence: str) -> str:
    """Return the Chinese name of a column of the grid, which holds a week of a rule by the day."""
    return f"第{key % 100}周" if cadence in ("day", "week") else period_words(key, cadence, Speech("zh"))


def week_rows(
    shown: MonthOfVisits, cadence: str, reference: Reference, point: str
) -> tuple[list[tuple[int, str, str]], list[tuple[str, bool, list[WeekCell]]]]:
    """Return the columns and rows of the township × period grid."""
    cells = grid_cells(shown, cadence)
    columns = week_columns(cells, cadence)
    known = {(row["township_code"], int(row["column"])): row for row in cells.to_dict("records")}
    rows = []
    for code in sorted(set(cells["township_code"])):
        name = township_name(reference, code)
        inside = [_week_cell(known.get((code, key)), cadence, code) for key, _, _ in columns]
        rows.append((name, name == point, inside))
    return columns, rows


def _week_cell(row: Mapping[Any, Any] | None, cadence: str, township: str) -> WeekCell:
    if row is None:
        return WeekCell("", "", "")
    counts = f"{int(row['planned'])}/{int(row['attended'])}/{int(row['counted'])}"
    status = say(*RULE_STATUSES[row["status"]])
    column = _column_zh(int(row["column"]), cadence)
    title = say(
        f"{column}：{status}；计划{int(row['planned'])}次，到岗{int(row['attended'])}次，计入{int(row['counted'])}次",
        f"{status}; planned {int(row['planned'])}, came {int(row['attended'])}, counted {int(row['counted'])}",
    )
    if cadence == "day":
        title += say(
            f"；{int(row['met'])}/{int(row['assessed'])}天达标", f"; {int(row['met'])}/{int(row['assessed'])} days"
        )
    if row["exempt"]:
        why = exempt_words(row["exempt"], Speech(language()))
        title += say(f"（{why}）", f" ({why})")
    return WeekCell(row["status"], counts, title, cell_name("week", township, *span_of(row)))


def span_of(row: Mapping[Any, Any]) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a period's cell."""
    return pd.Timestamp(row["start"]).date(), pd.Timestamp(row["end"]).date()


# ---- headline and boxes ----


def compliance_words(shown: MonthOfVisits) -> str:
    """Return the share of periods met with its interval, and what was exempt."""
    table = standing_of(shown)
    if not len(table):
        return say("本月没有应考核的时段。", "Nothing is due this month.")
    row = table.iloc[0]
    met, assessed = int(row["met"]), int(row["assessed"])
    exempt = say(f"；{int(row['exempt'])}期因节假日免考核", f"; {int(row['exempt'])} exempt") if row["exempt"] else ""
    partial = say(f"；{int(row['partial'])}期未满", f"; {int(row['partial'])} partial") if row["partial"] else ""
    if row["unknown"]:
        number = int(row["unknown"])
        partial += say(f"；{number}期时长未报，不判定", f"; {number} without hours, not judged")
    if not assessed:
        return say("本月没有应考核的时段", "Nothing is due") + exempt + partial
    share, low, high = (format_number(100 * float(row[name]), 1) for name in ("rate", "lower", "upper"))
    return (
        say(
            f"应考核{assessed}期，达标{met}期，达标率{share}%（95%区间{low}—{high}%）",
            f"{met} of {assessed} periods met, {share}% (95% interval {low}–{high}%)",
        )
        + exempt
        + partial
    )


def boxes(shown: MonthOfVisits, reference: Reference) -> list[tuple[str, str]]:
    """Return 计划→到岗, 到岗→计入, 下一步."""
    return [
        (say("计划→到岗", "Planned → came"), _lost(shown, attended=0)),
        (say("到岗→计入", "Came → counted"), _lost(shown, attended=1)),
        (say("下一步", "Next"), next_step(shown, reference)),
    ]


def _lost(shown: MonthOfVisits, *, attended: int) -> str:
    own = shown.losses[shown.losses["attended"] == attended].sort_values("visits", ascending=False)
    total, beside = int(own["visits"].sum()), ""
    if attended and shown.without_rule:
        beside = say(
            f"{'另有' if shown.judged else ''}{shown.without_rule}次没有适用的规定，不判定。",
            f" {shown.without_rule} {'more ' if shown.judged else ''}fall under no rule.",
        )
    if attended and not shown.judged:
        return beside or say("没有到岗的。", "Nobody came.")
    if not total:
        return (say("全部到岗。", "All came.") if not attended else say("到岗的全部计入。", "All count.")) + beside
    parts = say("，", ", ").join(
        say(f"{row['visits']}次{row['reason_zh']}", f"{row['visits']} {reason_of(row)}")
        for row in own.to_dict("records")
    )
    return say(f"{total}次{'未计入' if attended else '未到岗'}：{parts}。", f"{total}: {parts}.") + beside


def next_step(shown: MonthOfVisits, reference: Reference) -> str:
    """Return what the month's losses ask for: who to send where, or what to look into."""
    if len(shown.without):
        name = township_name(reference, shown.without["township_code"].iloc[0])
        return say(
            f"给{name}补派1人：到“排班”里指定日期后重排。",
            f"Send one to {name}: pin a day under Roster and solve again.",
        )
    missed = shown.cells[shown.cells["status"] == "missed"] if len(shown.cells) else shown.cells
    if len(missed):
        row = missed.to_dict("records")[0]
        where = township_name(reference, row["township_code"])
        period = period_words(int(row["period"]), row["cadence"], Speech(language()))
        return say(
            f"{where}{period}未达“{row['rule_zh']}”，另有{len(missed) - 1}期；到“排班”里补排。",
            f"{where} missed “{row['rule_en']}” in {period}, and {len(missed) - 1} more; plan them under Roster.",
        )
    if len(shown.losses):
        row = shown.losses.sort_values("visits", ascending=False).to_dict("records")[0]
        return _kept(shown) + say(
            f"先查“{row['reason_zh']}”（{row['visits']}次），属登记有误的在下面改正。",
            f"Look into “{reason_of(row)}” ({row['visits']}) first.",
        )
    return say("没有需要处理的。", "Nothing to do.")


def _kept(shown: MonthOfVisits) -> str:
    """Return that every period of a rule was met; where no rule asks for any, that one is to be added."""
    if not len(shown.cells):
        return say("本月没有按期考核的规则，先到“规则”里新增；", "No rule asks for visits this month: add one. ")
    return say("规定的时段都达标；", "Every period is met. ")


# ---- tables ----


def visits_table(visits: pd.DataFrame) -> tuple[list[Column], list[Row]]:
    """Return the visits one by one: who, where, planned, came, hours, what for, and why one does not count."""
    columns = [
        Column(say("日期", "Day"), kind="text"),
        Column(say("专家", "Expert"), kind="text"),
        Column(say("专科 · 职称", "Specialty, title"), kind="text", phone=False),
        Column(say("机构", "Place"), kind="text", phone=False),
        Column(say("到岗—离岗", "Came – left"), kind="text"),
        Column(say("时长", "Hours"), say("小时", "h"), phone=False),
        Column(say("工作", "Work"), kind="text", phone=False),
        Column(say("结果", "Result"), kind="text"),
    ]
    rows = []
    for row in visits.to_dict("records"):
        came = say("未到岗", "did not come")
        timed = bool(row["attended"]) and pd.notna(row["actual_start"])
        if row["attended"] and not timed:
            came = say("到岗，未记时刻", "came; no times kept")
        elif row["attended"]:
            end = f"{row['actual_end']:%H:%M}" if pd.notna(row["actual_end"]) else "?"
            came = f"{row['actual_start']:%H:%M}—{end}"
        result = reason_of(row) + (say("（替班）", " (stand-in)") if row["stands_in"] else "")
        rows.append(
            Row(
                [
                    day_words(row["visit_date"]),
                    expert_of(row),
                    about_of(row),
                    place_of(row),
                    came,
                    f"{row['hours']:.1f}" if timed else "—",
                    say(*ACTIVITY_NAMES.get(row["activity"], (row["activity"] or "—",) * 2)),
                    Cell(result, strong=not row["counted"]),
                ]
            )
        )
    return columns, rows


def visit_label(row: Mapping[Any, Any]) -> str:
    """Return a visit as an option of a list: 9月5日 心内科专家01 → 坪头乡卫生院（未签到）."""
    return _who_where(row) + say(f"（{row['reason_zh']}）", f" ({reason_of(row)})")


def by_township_table(whole_rows: pd.DataFrame, reference: Reference, point: str) -> tuple[list[Column], list[Row]]:
    """Return 月考核: one row a township with its visits, periods met and the month's bulletin."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("计划", "Planned"), say("次", "")),
        Column(say("到岗", "Came"), say("次", "")),
        Column(say("计入", "Counted"), say("次", "")),
        Column(say("达标", "Met"), say("期", "")),
        Column(say("通报", "Bulletin"), kind="text", phone=False),
    ]
    rows = []
    for row in whole_rows.to_dict("records"):
        name = township_name(reference, row["township_code"])
        rows.append(
            Row(
                [
                    name,
                    *(str(int(row[key])) for key in ("planned", "attended", "counted")),
                    f"{int(row['met'])}/{int(row['assessed'])}",
                    said(bulletin(row), voice("page")),
                ],
                is_point=name == point,
            )
        )
    return columns, rows


def yearly_rows(bands: pd.DataFrame, reference: Reference) -> tuple[list[Column], list[Row]]:
    """Return 年评比 as bands with intervals, in the order of codes: no ranks."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("达标", "Met"), say("期", "")),
        Column(say("达标率", "Share met"), "%"),
        Column(say("95%区间", "95% interval"), "%", phone=False),
        Column(say(f"与{whole_words()}比", "Against the county"), kind="text"),
    ]
    rows = []
    for row in bands.to_dict("records"):
        known = row["assessed"] > 0
        interval = (
            format_interval(100 * row["lower"], 100 * row["upper"], "", decimals=1)
            if known
            else say("没有应考核的时段", "none due")
        )
        rows.append(
            Row(
                [
                    township_name(reference, row["township_code"]),
                    f"{int(row['met'])}/{int(row['assessed'])}",
                    format_number(100 * row["rate"], 1) if known else "—",
                    interval,
                    Cell(
                        say(*BAND_NAMES[row["band"]]).format(whole=whole_words()),
                        strong=row["band"] in ("above", "below"),
                    ),
                ]
            )
        )
    return columns, rows


def span_words(first: int, last: int) -> tuple[dt.date, dt.date]:
    """Return the first day of the first month and the last day of the last."""
    return month_span(first)[0], month_span(last)[1]


def specialties_of(whole: CountyLedger) -> Sequence[str]:
    """Return the specialties of those who visited, sorted."""
    return sorted(set(whole.visits["specialty"])) if len(whole.visits) else ()
