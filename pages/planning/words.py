"""A plan → the finding, the certainty, the bars and the tables of 规划."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.marks import BarRow
from faces.csv import About, csv_file
from findings.figures import Words
from findings.plan_words import whom_words
from findings.plans import PlanResult, count_words, is_small, shown_counts, site_table
from metrics.circle.circle import Circle, CircleQuestion
from metrics.circle.figures import Gain, coverage_by_township, gain, village_rows
from metrics.circle.what_if import Step
from metrics.plans.siting_inputs import SitingGround, Weight, plan_steps
from metrics.reference import Reference
from metrics.scope import within
from pages.planning.inputs import SEASON_WORDS, WEIGHTS, PlanQuestion
from pages.planning.reads import asked_circle, circle_after
from planning.siting import CurvePoint, Progress, SiteGain, SitingFault, SitingPlan, SitingProblem, knee, site_gains
from ui.circles import circle_of, villages_of
from ui.frame import View
from ui.language import language, say, voice
from ui.words import people_words
from words.numbers import format_number
from words.phrases import Phrase, said
from words.speech import Speech

SITE_COLUMNS = [
    *("number", "name_zh", "name_en", "code", "township_code", "lon", "lat", "origin"),
    *("adds", "serves", "villages", "farthest_min"),
]


@dataclass(frozen=True)
class Outcome:
    """A plan as the page shows it, on the hardest season asked for.

    people : whom the plan counts. before, after : villages in scope as `village_rows` gives them.
    sites  : one row a new site, as `SavedPlan.sites`.
    """

    key: tuple[Any, ...]
    asked: CircleQuestion
    limit: int
    people: Weight
    steps: tuple[Step, ...]
    circle_before: Circle
    circle_after: Circle
    before: pd.DataFrame
    after: pd.DataFrame
    gain: Gain
    sites: pd.DataFrame

    @property
    def opened_codes(self) -> tuple[str, ...]:
        """Return the codes of the new sites."""
        return tuple(self.sites["code"])


@dataclass(frozen=True)
class Planned:
    """A plan and all that belongs to it."""

    view: View
    key: tuple[Any, ...]
    question: PlanQuestion
    ground: SitingGround
    problem: SitingProblem
    plan: SitingPlan
    found: Outcome
    settled: bool  # the calculation has ended: this is the plan that stays


def outcome(
    key: tuple[Any, ...],
    question: PlanQuestion,
    ground: SitingGround,
    problem: SitingProblem,
    plan: SitingPlan,
    townships: tuple[str, ...],
) -> Outcome:
    """Return what a plan changes, counted on the same circles as 服务圈. Raises QuestionError, WarehouseError."""
    # Of several seasons the last is the slowest: who is inside then is inside always.
    season = len(ground.seasons) - 1
    asked = asked_circle(ground, season)
    steps = plan_steps(ground, plan.new_sites, plan.closed)
    now, then = circle_of(asked), circle_after(ground, steps, season)
    villages = villages_of(asked)
    before, after = (within(village_rows(circle, villages, question.limit), townships) for circle in (now, then))
    sites = _sites(ground, site_gains(problem, plan, question.limit))
    people = WEIGHTS[question.people]
    return Outcome(key, asked, question.limit, people, steps, now, then, before, after, gain(before, after), sites)


def _sites(ground: SitingGround, gains: Sequence[SiteGain]) -> pd.DataFrame:
    by_label = {row["label"]: row for row in ground.candidates.to_dict("records")}
    rows = []
    for number, found in enumerate(gains, 1):
        place = by_label[found.site]
        rows.append(
            {
                "number": number,
                "name_zh": found.site,
                "name_en": place["name_en"],
                "code": place["code"],
                "township_code": place["township_code"],
                "lon": float(place["lon"]),
                "lat": float(place["lat"]),
                "origin": "added" if place["kind"] == "village" else "upgraded",
                "adds": found.adds,
                "serves": found.serves,
                "villages": found.villages,
                "farthest_min": found.farthest_min,
            }
        )
    return pd.DataFrame(rows, columns=SITE_COLUMNS)


def result_of(question: PlanQuestion, found: Outcome, plan: SitingPlan) -> PlanResult:
    """Return what the plan on screen comes to."""
    was, then = (coverage_by_township(rows, found.people) for rows in (found.before, found.after))
    return PlanResult(found.asked.view, question.limit, found.people, len(plan.new_sites), len(plan.closed), was, then)


def objective_words(question: PlanQuestion, plan: SitingPlan) -> str:
    """Return what the plan achieves in the model's own unit."""
    value = plan.objective
    if plan.model == "lscp":
        return say(
            f"共{value:.0f}个点（新设{len(plan.new_sites)}个）",
            f"{value:.0f} sites in all, {len(plan.new_sites)} of them new",
        )
    if plan.model == "mclp":
        who = whom_words(WEIGHTS[question.people], Speech(language()))
        return say(f"覆盖{who}{format_number(value, 0)}人", f"{format_number(value, 0)} {who} covered")
    if plan.model == "p-median":
        mean = value / plan.total_weight if plan.total_weight else 0.0
        return say(
            f"人均{mean:.1f}分钟（共{value / 10_000:,.1f}万人·分钟）",
            f"{mean:.1f} minutes a head on average ({value:,.0f} person-minutes in all)",
        )
    return say(f"最远的村{value:.1f}分钟", f"farthest village {value:.1f} minutes")


def refusal(fault: SitingFault, ground: SitingGround | None = None) -> tuple[str, str]:
    """Return what happened and what to do next, as the page prints it. ground: whose places the fault names."""
    told = fault.told(voice("page", {} if ground is None else english_names(ground)))
    return told.happened, told.next_step


def engine_words(phrase: Phrase, ground: SitingGround) -> str:
    """Return what the engine found about a ground, as the page prints it."""
    return said(phrase, voice("page", english_names(ground)))


def english_names(ground: SitingGround) -> dict[str, str]:
    """Return label → English name of every village, institution and season of a ground."""
    both = (ground.villages, ground.candidates)
    places = {label: name for frame in both for label, name in zip(frame["label"], frame["name_en"], strict=True)}
    return {**places, **dict(SEASON_WORDS.values())}


def caveats(question: PlanQuestion, plan: SitingPlan) -> list[str]:
    """Return what a reader must know to read the figures of this plan right."""
    said = []
    if question.capacity is not None:
        said.append(
            say(
                f"图和覆盖率只按时间计；每个新点限{question.capacity:,}人，按能力能服务的见上面一行。",
                "Maps and shares count minutes only; what capacity allows is in the line above.",
            )
        )
    if question.keep == "close" and not question.counts_sites:
        said.append(
            say(
                f"现有机构可以关闭时，“新设几个点”指一共开{question.p}个点：新点加留下的机构。",
                f"Where existing sites may close, the number is that of all open sites, new and kept: {question.p}.",
            )
        )
    if plan.closed:
        said.append(
            say(
                f"有{len(plan.closed)}个现有机构关闭，各新点的新增覆盖从留下的机构起算。",
                f"{len(plan.closed)} sites close; what new sites add is counted from those that stay.",
            )
        )
    return said


def certainty_words(plan: SitingPlan) -> str:
    """Return how sure the plan is: 已证明最优, 与最优相差不超过0.8%, 初步方案."""
    if not plan.proven and plan.gap is None:
        return say("初步方案，尚未证明", "first answer, not proven")
    return said(plan.certainty(), voice("page"))


def progress_words(question: PlanQuestion, best: SitingPlan | None, progress: Sequence[Progress]) -> str:
    """Return where the proof stands: the best so far, the bound, how far apart they are."""
    objective = max_known(best, progress)
    bound = next((step.bound for step in reversed(progress) if step.bound is not None), None)
    started = say("正在启动求解", "starting the solver")
    stage = said(Phrase(progress[-1].stage), voice()) if progress else started
    parts = [say(f"正在求证：{stage}", f"proving: {stage}")]
    if objective is not None and bound is not None and objective:
        gap = abs(objective - bound) / abs(objective)
        parts.append(
            say(
                f"现有{format_number(objective, 0)}，界{format_number(bound, 0)}，与最优相差不超过{100 * gap:.1f}%",
                f"best {format_number(objective, 0)}, bound {format_number(bound, 0)}, gap {100 * gap:.1f}%",
            )
        )
    return say("；", "; ").join(parts) + say(f"（最长{question.seconds}秒）", f" (at most {question.seconds} s)")


def max_known(best: SitingPlan | None, progress: Sequence[Progress]) -> float | None:
    """Return the objective of the newest plan known."""
    known = next((step.objective for step in reversed(progress) if step.objective is not None), None)
    return known if known is not None else None if best is None else best.objective


def costs_of(question: PlanQuestion, sites: pd.DataFrame) -> list[float]:
    """Return what each new site costs, in 万元."""
    each = {"added": question.build or 0.0, "upgraded": question.upgrade or 0.0}
    return [each[origin] for origin in sites["origin"]]


def site_bars(found: Outcome, words: Words) -> list[BarRow]:
    """Return a bar a new site: people it brings inside beyond those before it; no length for a hidden number."""
    return [
        BarRow(
            f"{row['number']} {words.say(row['name_zh'], row['name_en'])}",
            0.0 if is_small(row["adds"], found.people) else float(row["adds"]),
            count_words(row["adds"], found.people, words),
            "good",
        )
        for row in found.sites.to_dict("records")
    ]


def sites_of_plan(
    found: Outcome, question: PlanQuestion, plan: SitingPlan, ground: SitingGround, words: Words
) -> Table:
    """Return the plan's sites with what they cost where a budget was asked for; sum row last, closed sites named."""
    names = dict(zip(ground.candidates["label"], ground.candidates["name_en"], strict=True))
    return site_table(
        found.sites,
        found.people,
        words,
        costs=None if question.budget is None else costs_of(question, found.sites),
        closed=[words.say(label, names[label]) for label in plan.closed],
        with_sum=True,
    )


def curve_bars(points: Sequence[CurvePoint], question: PlanQuestion) -> tuple[list[BarRow], int | None]:
    """Return a bar a further site: what it adds (or saves), and the number after which a further one buys less."""
    at = knee(points)
    rows = []
    for point in points:
        if point.gain is None:
            continue
        sure = "" if point.proven else say("，未证明", ", not proven")
        rows.append(
            BarRow(
                say(f"第{point.p}个", f"no. {point.p}"),
                float(point.gain),
                gain_words(question, point) + sure,
                "good" if at is None or point.p <= at else "neutral",
            )
        )
    return rows, at


def curve_table(
    points: Sequence[CurvePoint], question: PlanQuestion, plan: SitingPlan
) -> tuple[list[Column], list[Row]]:
    """Return what so many sites achieve together; the row of the plan on screen is bold."""
    heads = {
        "p-median": (say("人均", "Mean"), say("分钟", "min")),
        "p-center": (say("最远的村", "Farthest"), say("分钟", "min")),
    }
    columns = [
        Column(say("新点", "New sites"), say("个", "")),
        Column(*heads.get(question.model, (say("覆盖", "Covered"), say("人", "")))),
        Column(say("占比", "Share"), "%"),
        Column(say("把握", "Certainty"), kind="text"),
    ]
    share = question.model not in heads
    if not share:
        del columns[2]
    rows = []
    for point in points:
        value = point.objective / plan.total_weight if question.model == "p-median" else point.objective
        own = point.p == len(plan.new_sites)
        cells: list[str | Cell] = [
            str(point.p),
            Cell(format_number(value, 0 if share else 1), strong=own),
            *([format_number(100 * value / plan.total_weight, 1)] if share else []),
            say("已证明最优", "proven") if point.proven else say("未证明", "not proven"),
        ]
        rows.append(Row(cells))
    return columns, rows


def gain_words(question: PlanQuestion, point: CurvePoint) -> str:
    """Return what one more site adds in the model's unit."""
    value = float(point.gain or 0.0)
    if question.model == "p-center":
        return say(f"最远少{value:.1f}分钟", f"{value:.1f} min less")
    if question.model == "p-median":
        return say(f"少{value / 10_000:,.1f}万人·分钟", f"{value:,.0f} person-minutes less")
    return say(f"多{people_words(value)}", f"{people_words(value)} more")


def plan_csv(found: Outcome, question: PlanQuestion, plan: SitingPlan, reference: Reference, sample: bool) -> bytes:
    """Return the plan as CSV with Chinese heads; sample: the places were invented."""
    table = found.sites.assign(
        township=[reference.townships[code].name_zh for code in found.sites["township_code"]],
        how=found.sites["origin"].map({"added": "新建", "upgraded": "升级"}),
        **{name: shown_counts(found.sites[name], found.people) for name in ("adds", "serves")},
    )[["number", "name_zh", "code", "township", "how", "adds", "serves", "villages", "farthest_min", "lon", "lat"]]
    named = table.set_axis(
        [
            "序号",
            "点",
            "编码",
            "乡镇",
            "办法",
            "新增覆盖（人）",
            "就近服务（人）",
            "村（个）",
            "最远（分钟）",
            "经度",
            "纬度",
        ],
        axis=1,
    )
    minutes = say(f"{question.limit}分钟", f"{question.limit} min")
    asked = say("；", "; ").join((objective_words(question, plan), certainty_words(plan), minutes))
    source = say("村与机构基础表、路网", "villages, institutions and roads")
    return csv_file(named.round(3), About(sample, source, str(found.asked.month), (asked,)), Speech(language()))
