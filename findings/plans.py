"""规划: what a plan changes and who stays outside, for the page that makes it and the file that shows a kept one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from faces.blocks import Cell, Column, Map, Row, SiteMark, Table
from faces.blocks.marks import FacilityMark
from findings.cells import number_cell
from findings.circle_parts import bands_of, plain_areas, roads_of, village_dots
from findings.circles import counted_words, scope_words, short_minutes
from findings.figures import Words
from findings.plan_words import whom_words
from metrics.circle.circle import Circle, CircleView
from metrics.circle.figures import whole
from metrics.plans.siting_inputs import Weight
from metrics.reference import Place
from words.numbers import is_missing, people_words
from words.plans import STATE_NAMES
from words.speech import Says

SMALLEST_SHOWN: Final = 10
"""Fewer of the old or of the sick are not shown, as everywhere."""


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


# ---- how many people ----


def is_small(count: float, people: Weight) -> bool:
    """Say whether a number of people is hidden: some of the old or of the sick, and fewer than SMALLEST_SHOWN."""
    return people != "residents" and 0 < abs(count) < SMALLEST_SHOWN


def count_words(count: float, people: Weight, words: Words) -> str:
    """Return a number of people, or the word that stands for a small one."""
    return words.status("hidden") if is_small(count, people) else people_words(count, words.language)


def count_cell(count: float, people: Weight, words: Words, *, strong: bool = False) -> Cell:
    """Return a cell with a number of people, or the word that stands for a small one."""
    if is_small(count, people):
        return Cell(words.status("hidden"), status="hidden")
    return number_cell(count, 0, strong=strong)


def shown_counts(counts: pd.Series, people: Weight) -> pd.Series:
    """Return numbers of people for a file, without the small ones."""
    small = pd.Series([is_small(count, people) for count in counts], index=counts.index, dtype=bool)
    shown: pd.Series = counts.mask(small)
    return shown


def _sum_cell(counts: pd.Series, people: Weight, words: Words) -> Cell:
    """Return the sum of a column; hidden where a part is, which the sum and the other parts would give away."""
    if any(is_small(count, people) for count in counts):
        return Cell(words.status("hidden"), status="hidden")
    return number_cell(float(counts.sum()), 0)


# ---- sites ----


def site_table(
    sites: pd.DataFrame,
    people: Weight,
    words: Words,
    *,
    title: str = "",
    most: int | None = None,
    costs: Sequence[float] | None = None,
    closed: Sequence[str] = (),
    with_sum: bool = False,
) -> Table:
    """Return the new sites, the one that adds most first.

    sites : as `SavedPlan.sites`. costs : 万元, one a site. closed : names of the sites that close, below the others.
    How a site is made and the number of villages stay on the page; a slide says of an upgrade that it is one.
    """
    money = () if costs is None else (Column(words.say("费用", "Cost"), words.say("万元", "")),)
    columns = (
        Column(words.say("点", "Site"), kind="text", weight=2.1),
        Column(words.say("乡镇", "Township"), kind="text", weight=1.1),
        Column(words.say("办法", "How"), kind="text", phone=False, weight=0.8),
        Column(words.say("新增覆盖", "Adds"), words.say("人", "")),
        Column(words.say("就近服务", "Serves"), words.say("人", ""), phone=False),
        Column(words.say("村", "Villages"), words.say("个", ""), phone=False, slide=False),
        Column(words.say("最远", "Farthest"), words.say("分钟", "min"), phone=False, weight=0.8),
        *money,
    )
    rows = []
    for at, row in enumerate(sites.head(most or len(sites)).to_dict("records")):
        upgraded = row["origin"] == "upgraded"
        cells: list[str | Cell] = [
            f"{row['number']} {words.say(row['name_zh'], row['name_en'])}",
            words.township(row["township_code"]),
            words.say("升级", "upgrade") if upgraded else words.say("新建", "new"),
            count_cell(row["adds"], people, words, strong=True),
            count_cell(row["serves"], people, words),
            str(row["villages"]),
            Cell("–") if is_missing(row["farthest_min"]) else number_cell(row["farthest_min"], 0),
        ]
        rows.append(Row([*cells, *(() if costs is None else (number_cell(costs[at], 0),))]))
    blank = [""] * (4 + len(money))
    rows += [Row([name, "", words.say("关闭", "closes"), *blank]) for name in closed]
    if with_sum:
        total: list[str | Cell] = [
            words.say("合计", "Total"),
            "",
            "",
            _sum_cell(sites["adds"], people, words),
            _sum_cell(sites["serves"], people, words),
            str(int(sites["villages"].sum())),
            "",
        ]
        rows.append(Row([*total, *(() if costs is None else (number_cell(sum(costs), 0),))], is_sum=True))
    return Table(title or words.say("方案的点", "Sites of the plan"), columns, tuple(rows))


# ---- townships and villages ----


@dataclass(frozen=True, eq=False)
class Change:
    """A plan within the chosen townships.

    before, after : `village_rows` of the same villages in one order. was, then : `coverage_by_township` of them.
    """

    limit: int
    people: Weight
    before: pd.DataFrame
    after: pd.DataFrame
    was: pd.DataFrame
    then: pd.DataFrame

    @property
    def gained(self) -> pd.DataFrame:
        """Return the rows of `after` that the plan brings inside."""
        return self.after[(self.before["state"] != "inside").to_numpy() & (self.after["state"] == "inside").to_numpy()]


def township_table(change: Change, words: Words, *, point: str = "") -> Table:
    """Return each township's share before and after, what it gains and who stays outside; the sum row last."""
    was = change.was.set_index("township_code")
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.2),
        Column(words.say("现在圈内", "Now"), "%"),
        Column(words.say("方案圈内", "Planned"), "%"),
        Column(words.say("新增", "Gained"), words.say("人", "people")),
        Column(words.say("仍在圈外", "Outside"), words.say("人", "people")),
    )

    def cells(name: str, before: pd.Series, after: pd.Series) -> tuple[Cell, ...]:
        return (
            Cell(name),
            number_cell(before["share"], 1),
            number_cell(after["share"], 1, strong=True),
            count_cell(after["covered"] - before["covered"], change.people, words),
            count_cell(after["outside"], change.people, words),
        )

    rows = []
    for _, row in change.then.iterrows():
        name = words.township(row["township_code"])
        rows.append(Row(cells(name, was.loc[row["township_code"]], row), is_point=name == point))
    total = words.say(words.scope, words.scope.capitalize())
    rows.append(Row(cells(total, whole(change.was), whole(change.then)), is_sum=True))
    return Table(
        words.say("各乡镇：方案前后，仍在圈外多的在前", "Townships before and after, most still outside first"),
        columns,
        tuple(rows),
    )


def villages_outside(after: pd.DataFrame) -> pd.DataFrame:
    """Return the villages that people live in and that stay outside, most residents first."""
    rows = after[(after["state"] != "inside") & (after["residents"] > 0)]
    return rows.sort_values(["residents", "village_code"], ascending=[False, True])


def outside_table(
    after: pd.DataFrame,
    limit: int,
    words: Words,
    *,
    before: Mapping[str, float] | None = None,
    ways: Mapping[str, str] | None = None,
    most: int | None = None,
) -> Table | None:
    """Return the villages that stay outside, at most `most`; None where there is none.

    limit : minutes of the plan. before : village code → minutes today. ways : village code → the least change that
    would bring it in. Both stay on the page.
    """
    outside = villages_outside(after)
    if outside.empty:
        return None
    columns = [
        Column(words.say("村", "Village"), kind="text", weight=1.2),
        Column(words.say("乡镇", "Township"), kind="text", phone=False),
        Column(words.say("居民", "Residents"), words.say("人", "")),
        Column(words.say("现在", "Now"), words.say("分钟", "min"), phone=False),
        Column(words.say("方案后", "Planned"), words.say("分钟", "min")),
        Column(words.say("怎样能进来", "What would bring it in"), kind="text"),
    ]
    shown = (True, True, True, before is not None, True, ways is not None)
    rows = []
    for row in outside.head(most or len(outside)).to_dict("records"):
        code = row["village_code"]
        cells = (
            Cell(words.say(row["name_zh"], row["name_en"])),
            Cell(words.township(row["township_code"])),
            number_cell(row["residents"], 0),
            _minutes_cell((before or {}).get(code), limit, words),
            _minutes_cell(row["minutes"], limit, words),
            Cell((ways or {}).get(code, "")),
        )
        rows.append(Row([cell for cell, wanted in zip(cells, shown, strict=True) if wanted]))
    more = words.say(f"，列前{most}个", f", first {most}") if most is not None and len(outside) > most else ""
    title = words.say(f"仍在圈外的村：{len(outside)}个{more}", f"Villages still outside: {len(outside)}{more}")
    return Table(title, tuple(column for column, wanted in zip(columns, shown, strict=True) if wanted), tuple(rows))


def _minutes_cell(minutes: float | None, limit: int, words: Says) -> Cell:
    """Return minutes for a column whose head says so: never at the limit for a village beyond it."""
    if minutes is None or is_missing(minutes):
        return Cell(words.say("不通路", "no road"))
    text = short_minutes(minutes, limit)
    return Cell(text, minutes, len(text.partition(".")[2]))


def change_sentence(change: Change, words: Words) -> str:
    """Return how many villages and people the plan brings inside, and how many villages stay outside."""
    gained, left = change.gained, len(villages_outside(change.after))
    villages = int((gained["residents"] > 0).sum())
    people = people_words(whole(change.then)["covered"] - whole(change.was)["covered"], words.language)
    return words.say(
        f"方案让{villages}个村、{people}进入{change.limit}分钟圈，还有{left}个村在圈外。",
        f"The plan brings {villages} villages and {people} people within {change.limit} minutes; "
        f"{left} villages stay outside.",
    )


def plan_map(
    change: Change,
    circle: Circle,
    sites: pd.DataFrame,
    facilities: Collection[FacilityMark],
    outlines: Mapping[str, Any],
    townships: Sequence[Place],
    words: Words,
    *,
    point: str = "",
) -> Map | None:
    """Return the circle that a plan makes, with its sites; None without outlines.

    circle : with the plan. facilities : central village clinics, which would hide the plan's sites, are left out.
    """
    shares = {
        row["township_code"]: f"{row['share']:.1f}%"
        for row in change.then.to_dict("records")
        if not is_missing(row["share"])
    }
    areas = plain_areas(outlines, townships, shares, words, point=point)
    if not areas:
        return None
    limit, after = change.limit, change.after
    return Map(
        title=words.say(
            f"方案实施后的{limit}分钟圈（地名下为圈内占比）", f"{limit} minutes with the plan (share under names)"
        ),
        areas=areas,
        key=(),
        unit="",
        villages=village_dots(after[after["state"] != "inside"], words),
        facilities=tuple(mark for mark in facilities if mark.tier != "clinic"),
        roads=roads_of(circle),
        bands=bands_of(circle, limit),
        outside=words.say(f"仍在{limit}分钟外的村", f"village still beyond {limit} minutes"),
        gained=village_dots(change.gained, words),
        sites=tuple(
            SiteMark(
                int(row["number"]), words.say(row["name_zh"], row["name_en"]), float(row["lon"]), float(row["lat"])
            )
            for row in sites.to_dict("records")
        ),
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
