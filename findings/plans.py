"""规划: what a plan changes and who stays outside, for the page that makes it and the file that shows a kept one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.cells import number_cell
from findings.circles import counted_words, scope_words
from findings.figures import Words
from findings.plan_words import STATE_NAMES, whom_words
from metrics.circle.circle import CircleView
from metrics.circle.figures import whole
from metrics.plans.siting_inputs import Weight
from words.numbers import people_words
from words.speech import Says


@dataclass(frozen=True, eq=False)
class PlanResult:
    """What a plan comes to.

    opened, closed : how many sites. was, then : `coverage_by_township` before and after, counted in `people`.
    name : of a kept plan, "" for the one that is being made.
    """

    view: CircleView
    limit: int
    people: Weight
    opened: int
    closed: int
    was: pd.DataFrame
    then: pd.DataFrame
    name: str = ""


def finding(found: PlanResult, words: Words) -> tuple[str, str]:
    """Return what the plan changes and who stays outside, and the township with most of those."""
    head, outside = _head(found, words), int(whole(found.then)["outside"])
    if not outside:
        return head + words.say("；没有人在圈外。", "; nobody stays outside."), ""
    count, first = people_words(outside, words.language), found.then.iloc[0]
    if len(found.then) == 1:
        return head + words.say(f"；仍有{count}未覆盖。", f"; {count} stay outside."), ""
    name, own = words.township(first["township_code"]), people_words(first["outside"], words.language)
    tail = words.say(f"；仍未覆盖的{count}中，{name}占{own}。", f"; of {count} still outside, {own} live in {name}.")
    return head + tail, name


def _head(found: PlanResult, words: Words) -> str:
    scope, limit, count = scope_words(words), found.limit, found.opened
    who, what = whom_words(found.people, words), counted_words(found.view, words)
    was, then = whole(found.was)["share"], whole(found.then)["share"]
    # A kept plan may move or close sites and open none: it is told by its name, before and after.
    if not count and not found.name:
        return words.say(
            f"不增设点，{scope}{limit}分钟内能到{what}的{who}为{then:.1f}%",
            f"{scope}: no new site; {then:.1f}% of {who} within {limit} minutes of {what}",
        )
    plan = words.say(f"方案“{found.name}”", f"Plan “{found.name}”. ") if found.name else ""
    closing = words.say(f"、关{found.closed}个点", f", closing {found.closed}") if found.closed else ""
    return plan + words.say(
        f"新设{count}个点{closing}，{scope}{limit}分钟内能到{what}的{who}由{was:.1f}%变为{then:.1f}%",
        f"{scope}: {count} new sites{closing}; {who} within {limit} min of {what} from {was:.1f}% to {then:.1f}%",
    )


def review_table(found: pd.DataFrame, words: Says) -> Table:
    """Return the sites planned beside those built since; found: `plan_review`."""
    columns = (
        Column(words.say("方案的点", "Planned"), kind="text", weight=1.6),
        Column(words.say("建成的点", "Built"), kind="text", weight=1.6),
        Column(words.say("相距", "Apart"), words.say("分钟", "min"), phone=False),
        Column(words.say("结果", "State"), kind="text", weight=1.2),
    )
    rows = [
        Row(
            (
                row["planned"] or "–",
                row["built"] or "–",
                number_cell(row["minutes"], 0),
                Cell(words.say(*STATE_NAMES[row["state"]]), strong=row["state"] == "as_planned"),
            )
        )
        for row in found.to_dict("records")
    ]
    return Table(words.say("方案与建成", "Planned and built"), columns, tuple(rows))
