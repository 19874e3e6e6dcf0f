"""Tables of the further tabs of 专家下沉: postings, rules, burden, continuity, gaps, before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from faces.blocks import Cell, Column, Row
from faces.blocks.marks import ControlPoint
from metrics.definition import Metric
from metrics.ledger.order import experts_unranked
from metrics.ledger.reads import CountyLedger
from metrics.period import add_months
from metrics.reference import Reference
from metrics.statistics.intervals import count_interval
from pages.experts.names import name_of
from pages.experts.words import month_words, rule_words, township_name
from ui.language import language, say
from ui.words import names_by_code, specialty_words, whole_words
from words.names import CADENCES
from words.numbers import format_interval, format_number, format_value
from words.units import PER_CADENCE
from words.visits import PLACE_KINDS

MOST_ROWS = 20
POSTING_UNITS = ("人/月",)


def present_points(people: pd.DataFrame) -> list[ControlPoint]:
    """Return the months of the chart of posted people."""
    return [
        ControlPoint(
            month_words(int(row["month"])), float(row["postings"]), say(f"{row['postings']}人", f"{row['postings']}")
        )
        for row in people.to_dict("records")
    ]


def present_words(people: pd.DataFrame, floor: float | None) -> str:
    """Return the fewest and the mean present, and how many months reach the rule."""
    fewest, mean = int(people["postings"].min()), float(people["postings"].mean())
    sums = {name: int(people[name].sum()) for name in ("teaching_rounds", "lectures", "outpatients", "trainees")}
    words = say(
        f"最少{fewest}人，月均{format_number(mean, 1)}人；教学查房{sums['teaching_rounds']:,}人次，"
        f"讲座{sums['lectures']:,}次，门诊{sums['outpatients']:,}人次，带教{sums['trainees']:,}人次。",
        f"At least {fewest}, {format_number(mean, 1)} on average; rounds for {sums['teaching_rounds']:,}, "
        f"{sums['lectures']:,} lectures, {sums['outpatients']:,} outpatients, {sums['trainees']:,} trainees. ",
    )
    if floor is None:
        return words
    met = int((people["postings"] >= floor).sum())
    return words + say(
        f"{len(people)}个月中{met}个月不少于{floor:.0f}人。", f"{met} of {len(people)} months reach {floor:.0f}."
    )


def posting_table(done: pd.DataFrame) -> tuple[list[Column], list[Row]]:
    """Return the work of postings by receiving institution, the county's sum last."""
    columns = [
        Column(say("派驻机构", "Posted to"), kind="text"),
        Column(say("派驻", "Postings"), say("人月", "person-months")),
        Column(say("在岗", "Present"), say("天", "days"), phone=False),
        Column(say("教学查房", "Rounds"), say("人次", "")),
        Column(say("讲座", "Lectures"), say("次", "")),
        Column(say("门诊", "Outpatients"), say("人次", "")),
        Column(say("带教", "Trainees"), say("人次", ""), phone=False),
    ]
    names = ["postings", "days_present", "teaching_rounds", "lectures", "outpatients", "trainees"]
    rows = [Row([name_of(row), *(f"{int(row[name]):,}" for name in names)]) for row in done.to_dict("records")]
    rows.append(Row([say(whole_words(), "County"), *(f"{int(done[name].sum()):,}" for name in names)], is_sum=True))
    return columns, rows


def visit_rules(rules: pd.DataFrame) -> pd.DataFrame:
    """Return the rules that the ledger, the roster or the postings use."""
    asks = rules[["minimum_visits", "minimum_hours", "minimum_persons"]].notna().any(axis=1)
    own = asks | (rules["title_floor"].fillna("") != "") | rules["unit"].isin(POSTING_UNITS)
    return rules[own].sort_values("rule_id").reset_index(drop=True)


def cadence_words(cadence: str) -> str:
    """Return 每周."""
    return say(*CADENCES.get(cadence, (cadence, cadence)))


def rules_table(rules: pd.DataFrame) -> tuple[list[Column], list[Row]]:
    """Return the rules: name, what is asked, of which places, from when until when."""
    columns = [
        Column(say("规则", "Rule"), kind="text"),
        Column(say("要求", "Asks"), kind="text"),
        Column(say("机构", "Places"), kind="text", phone=False),
        Column(say("有效期", "Valid"), kind="text", phone=False),
        Column(say("来源", "From"), kind="text", phone=False),
    ]
    rows = []
    for row in rules.to_dict("records"):
        asked = rule_words(row)
        if row["unit"] in POSTING_UNITS:
            asked = say(f"派驻：每月在岗不少于{row['value']:g}人", f"postings: at least {row['value']:g} a month")
        until = say("起", " on") if pd.isna(row["valid_to"]) else f"—{month_words(int(row['valid_to']))}"
        kind = PLACE_KINDS.get(str(row["place_kind"]))
        own = row["basis"] == "reported"
        fields, places = row.get("specialties"), row.get("places")
        if isinstance(fields, str) and fields:
            asked += say(f"，限{fields}", f", {specialties_words(fields)} only")
        source = say("本县录入", "the county") if own else say("公开报道", "published account")
        rows.append(
            Row(
                [
                    name_of(row),
                    asked,
                    say(f"{len(places.split('、'))}个指定机构", f"{len(places.split('、'))} named places")
                    if isinstance(places, str) and places
                    else say(*kind)
                    if kind
                    else say(whole_words(), "county"),
                    f"{month_words(int(row['valid_from']))}{until}",
                    source,
                ]
            )
        )
    return columns, rows


def place_kinds(places: pd.DataFrame) -> dict[str, str]:
    """Return the kinds of place a rule may be about in this county."""
    found = set(places["place_kind"])
    return {kind: say(*words) for kind, words in PLACE_KINDS.items() if kind in found}


def new_rule(name: str, cadence: str, kind: str, values: Mapping[str, Any], last_month: int) -> dict[str, Any]:
    """Return the further columns of a rule that is entered on screen; it holds from the month after the data."""
    amount = values.get("minimum_visits") or values.get("minimum_persons")
    unit = "次" if values.get("minimum_visits") else "人"
    return {
        "name_zh": name[:120],
        "place_kind": kind,
        "cadence": cadence,
        "comparator": ">=",
        "value": float(amount or 0),
        "unit": f"{unit}/{PER_CADENCE[cadence]}",
        "valid_from": add_months(last_month, 1),
    }


def specialties_words(listed_zh: str) -> str:
    """Return a 、-separated list of specialties in the reader's language."""
    return say("、", ", ").join(specialty_words(one) for one in listed_zh.split("、"))


def listed(value: Any, known: Collection[str]) -> list[str]:
    """Return the parts of a 、-separated text that are known."""
    return [part for part in str(value).split("、") if part in known] if isinstance(value, str) else []


def whole_or(value: Any, otherwise: int | None) -> int | None:
    """Return a whole number, or what stands in for an empty one."""
    return otherwise if value is None or pd.isna(value) else int(value)


def number_or(value: Any, otherwise: float | None) -> float | None:
    """Return a number, or what stands in for an empty one."""
    return otherwise if value is None or pd.isna(value) else float(value)


def trail_of(trail: pd.DataFrame) -> pd.DataFrame:
    """Return changes made by hand under the heads a reader sees."""
    heads = {
        "changed_at": ("时间（UTC）", "Time (UTC)"),
        "changed_by": ("经手人", "By"),
        "row_key": ("编号", "Row"),
        "column_name": ("栏目", "Column"),
        "old_value": ("原值", "Before"),
        "new_value": ("新值", "After"),
        "reason_zh": ("原因", "Reason"),
    }
    return trail[list(heads)].rename(columns={name: say(*words) for name, words in heads.items()})


def fairness_table(table: pd.DataFrame, whole: CountyLedger, *, everyone: bool) -> tuple[list[Column], list[Row]]:
    """Return what the experts bear: visits, kilometres, rest days, remote places; `MOST_ROWS` of them unless everyone.

    By hospital, specialty and code: who went oftener than a colleague by a visit or two stands no higher for it.
    """
    columns = [
        Column(say("派出", "From"), kind="text", phone=False),
        Column(say("专科", "Specialty"), kind="text", phone=False),
        Column(say("专家", "Expert"), kind="text"),
        Column(say("到岗", "Visits"), say("次", "")),
        Column(say("与同科中位数比", "Against own field"), say("倍", "×"), phone=False),
        Column(say("时长", "Hours"), say("小时", "h"), phone=False),
        Column(say("路程", "Road"), say("公里", "km")),
        Column(say("休息日", "Days off"), say("次", "")),
        Column(say("偏远", "Remote"), say("次", "")),
    ]
    names = names_by_code(whole.experts, "expert_code")
    hospitals = names_by_code(whole.places, "institution_code")
    homes = dict(zip(whole.experts["expert_code"], whole.experts["home_institution_code"], strict=True))
    ordered = experts_unranked(table, whole.experts)
    rows = []
    for row in (ordered if everyone else ordered.head(MOST_ROWS)).to_dict("records"):
        km = row.get("kilometres")
        rows.append(
            Row(
                [
                    hospitals.get(homes[row["expert_code"]], say("县外", "outside")),
                    specialty_words(row["specialty"]),
                    str(names[row["expert_code"]]),
                    str(int(row["visits"])),
                    format_number(row["against_median"], 1) if pd.notna(row["against_median"]) else "—",
                    format_number(row["hours"], 0),
                    say("不详", "unknown") if km is None or pd.isna(km) else format_number(km, 0),
                    str(int(row["rest_days"])),
                    str(int(row["remote_visits"])),
                ]
            )
        )
    return columns, rows


def continuity_table(table: pd.DataFrame, reference: Reference, point: str) -> tuple[list[Column], list[Row]]:
    """Return each township's usual expert and continuity index, by code: without an interval nobody is ranked."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("计入", "Counted"), say("次", "")),
        Column(say("专家", "Experts"), say("人", "")),
        Column(say("最常来的占", "Usual expert"), "%"),
        Column(say("连续性", "Continuity")),
    ]
    rows = []
    for row in table.sort_values("township_code").to_dict("records"):
        name = township_name(reference, row["township_code"])
        index = format_number(row["continuity"], 2) if pd.notna(row["continuity"]) else say("不适用", "n/a")
        share = format_number(100 * row["usual_share"], 1)
        cells: Sequence[str] = [name, f"{int(row['visits']):,}", str(int(row["experts"])), share, index]
        rows.append(Row(cells, is_point=name == point))
    return columns, rows


def gaps_table(table: pd.DataFrame, reference: Reference, point: str) -> tuple[list[Column], list[Row]]:
    """Return what the need would give of each specialty and what there was, the clearly short ones first, by place."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("专科", "Specialty"), kind="text"),
        Column(say("按需应有", "By need"), say("次", "")),
        Column(say("实际计入", "Counted"), say("次", "")),
        Column(say("95%区间", "95% interval"), say("次", ""), phone=False),
        Column(say("判断", "Verdict"), kind="text"),
    ]
    rows = []
    # No order by size: gaps of a few visits differ by chance.
    listed = table.sort_values(["short", "township_code", "specialty"], ascending=[False, True, True])
    for row in listed.head(MOST_ROWS).to_dict("records"):
        name = township_name(reference, row["township_code"])
        visits = Cell(say("本期没来过", "not once"), strong=True) if row["never"] else str(int(row["visits"]))
        rows.append(
            Row(
                [
                    name,
                    specialty_words(row["specialty"]),
                    format_number(row["expected"], 1),
                    visits,
                    format_interval(row["lower"], row["upper"], "", decimals=1),
                    say("明显不足", "clearly short") if row["short"] else say("分不出", "cannot be told"),
                ],
                is_point=name == point,
            )
        )
    return columns, rows


def started(whole: CountyLedger) -> int | None:
    """Return the month of the first visit, else of the first posting; None without either."""
    for frame in (whole.visits, whole.posting_months):
        if len(frame):
            return int(frame["month"].min())
    return None


def before_and_after(start: int, reference: Reference) -> dict[str, tuple[int, int]]:
    """Return the year before the start, the first year and the latest; those without data are left out."""
    last = reference.last_month
    spans = {
        say("开始前一年", "Year before"): (add_months(start, -12), add_months(start, -1)),
        say("第一年", "First year"): (start, add_months(start, 11)),
        say("最近一年", "Latest year"): (add_months(last, -11), last),
    }
    return {name: span for name, span in spans.items() if span[0] >= reference.first_month and span[1] <= last}


def before_after_table(
    frames: Mapping[str, pd.DataFrame], metrics: Sequence[Metric]
) -> tuple[list[Column], list[Row]]:  # fmt: skip
    """Return each indicator in each span, value and interval."""
    columns = [Column(say("指标", "Indicator"), kind="text"), *(Column(name) for name in frames)]
    rows = []
    for metric in metrics:
        cells: list[str | Cell] = [say(metric.name_zh, metric.name_en)]
        for frame in frames.values():
            own = frame[frame["metric_id"] == metric.id]
            cells.append(_value_and_interval(own.iloc[0], metric) if len(own) else Cell("", status="no_data"))
        rows.append(Row(cells))
    return columns, rows


def _value_and_interval(row: pd.Series, metric: Metric) -> str | Cell:
    if pd.isna(row["value"]):
        return Cell("", status="no_data")
    value = format_value(row["value"], row["unit"], language=language())
    lower, upper = row["lower"], row["upper"]
    if pd.isna(lower) and metric.model == "count":
        limits = count_interval([row["value"]])
        lower, upper = float(limits.lower[0]), float(limits.upper[0])
    if pd.isna(lower):
        return value
    interval = format_interval(lower, upper, row["unit"], language=language())
    return value + say(f"（{interval}）", f" ({interval})")
