"""规划: a kept plan – its sites, who is covered before and after, who stays outside, how sure it is, what was built."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from faces.blocks import Cell, Column, Lines, Map, Row, SiteMark, Table
from faces.blocks.marks import FacilityMark
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.areas import facility_marks
from findings.cells import number_cell
from findings.circle_parts import bands_of, no_map, plain_areas, roads_of, village_dots
from findings.material import Material
from findings.plan_words import (
    STEP_NAMES,
    bound_words,
    built_words,
    proof_words,
    way_words,
)
from findings.plans import PlanResult, finding, review_table
from metrics.circle.figures import coverage_by_township, whole
from metrics.circle.what_if import Step
from metrics.plans.saved_plan import SavedPlan, saved_plan
from metrics.plans.siting_inputs import Weight
from metrics.reads import places
from reports.sections.section import NothingToSay, Section
from words.numbers import is_missing, people_words

KEY = "planning"
MOST_SITES, MOST_VILLAGES = 12, 12
SMALLEST_SHOWN = 10


@dataclass(frozen=True, eq=False)
class _Shown:
    """A plan within the chosen townships: the villages before and after, and each township's sums."""

    plan: SavedPlan
    before: pd.DataFrame
    after: pd.DataFrame
    was: pd.DataFrame
    then: pd.DataFrame


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where no plan is kept, QuestionError for one that no longer fits."""
    words, choice = material.words, material.choice
    if not choice.plan:
        raise NothingToSay(
            words.say("这个县还没有保存过选点方案。", "No plan has been kept for this county. "),
            words.say(
                "请在“规划”页算出方案，填名称后按“保存方案”，再回到汇报页。",
                "Make a plan on the page Planning, name it, press Save, and come back.",
            ),
        )
    plan = material.source.ask(saved_plan, choice.county, choice.plan, material.month)
    before, after = (choice.scope.within(rows) for rows in (plan.before, plan.after))
    shown = _Shown(
        plan,
        before,
        after,
        coverage_by_township(before, plan.people),
        coverage_by_township(after, plan.people),
    )
    closed = sum(step.kind == "close" for step in plan.steps)
    result = PlanResult(
        plan.view, plan.limit, plan.people, len(plan.sites), closed, shown.was, shown.then, name=plan.name
    )
    title, place = finding(result, words)
    notes = _notes(shown, material)
    source = words.say(
        "来源：路网通行时间、村人口、机构名册；点位、边界、道路为示意", "Source: road travel times; schematic map"
    )
    slides = [
        Slide(f"{KEY}.1", KEY, title, (_map(shown, material, place), _sites(shown, material)), place, source, notes),
        Slide(
            f"{KEY}.2",
            KEY,
            _outside_sentence(shown, material),
            (_by_township(shown, material, place), _left_out(shown, material)),
            place,
            source,
            notes,
        ),
    ]
    review = _review_slide(shown, material, source)
    slides += [review] if review else []
    name = SECTION.name(words.language)
    sentences = [title, *notes[1:], *(slide.title for slide in slides[1:])]
    frames = [
        NamedFrame(words.say("规划 新点", "plan sites"), _site_frame(plan)),
        NamedFrame(words.say("规划 村", "plan villages"), _villages(shown)),
    ]
    if plan.review is not None:
        frames.append(NamedFrame(words.say("规划 对照", "plan and built"), plan.review))
    paragraphs = (Paragraph(name, 1), *(Paragraph(text) for text in sentences))
    return SectionContent(KEY, name, tuple(slides), paragraphs, tuple(frames), (), highlights=(title,))


def _month(month: int, material: Material) -> str:
    return material.words.say(f"{month // 100}年{month % 100}月", f"{month // 100}-{month % 100:02d}")


def _notes(shown: _Shown, material: Material) -> tuple[str, ...]:
    """Return what the plan starts from, how sure it is, and how it is counted."""
    words, plan = material.words, shown.plan
    how, month = way_words(plan.view, words), _month(plan.month, material)
    return (
        words.say(
            f"方案“{plan.name}”由{plan.saved_by}于{plan.saved_on}保存，按{month}的机构和人口起算，路网{plan.edition}，{how}。",
            f"Plan “{plan.name}”, kept by {plan.saved_by} on {plan.saved_on}, starts from institutions and residents "
            f"of {month}, roads {plan.edition}, {how}.",
        ),
        proof_words(plan.proof, words),
        words.say(
            f"覆盖按村整体计：到最近的点不超过{plan.limit}分钟的村，全村计入；候选点为各村和现有机构。",
            f"A village counts as a whole where its nearest site is at most {plan.limit} minutes away.",
        ),
    )


def _map(shown: _Shown, material: Material, place: str) -> Map | Lines:
    words, plan, county = material.words, shown.plan, material.choice.county
    shares = {
        row["township_code"]: f"{row['share']:.1f}%"
        for row in shown.then.to_dict("records")
        if not is_missing(row["share"])
    }
    outlines = material.source.read(places.outlines, county)
    townships = material.reference.townships_of(county, material.month)
    areas = plain_areas(outlines, townships, shares, words, point=place)
    if not areas:
        return no_map(words)
    gained = (shown.before["state"] != "inside").to_numpy() & (shown.after["state"] == "inside").to_numpy()
    marks = facility_marks(
        material.source.read(places.institutions, county, plan.month), material.words, within=material.choice.townships
    )
    return Map(
        title=words.say(
            f"方案实施后的{plan.limit}分钟圈（地名下为圈内占比）",
            f"{plan.limit} minutes with the plan (share under names)",
        ),
        areas=areas,
        key=(),
        unit="",
        villages=village_dots(shown.after[shown.after["state"] != "inside"], words),
        facilities=_without_clinics(marks),
        roads=roads_of(plan.circle_after),
        bands=bands_of(plan.circle_after, plan.limit),
        outside=words.say(f"仍在{plan.limit}分钟外的村", f"village still beyond {plan.limit} minutes"),
        gained=village_dots(shown.after[gained], words),
        sites=tuple(
            SiteMark(
                int(row["number"]), words.say(row["name_zh"], row["name_en"]), float(row["lon"]), float(row["lat"])
            )
            for row in plan.sites.to_dict("records")
        ),
    )


def _without_clinics(marks: tuple[FacilityMark, ...]) -> tuple[FacilityMark, ...]:
    """Return the marks without central village clinics, which would hide the plan's sites."""
    return tuple(mark for mark in marks if mark.tier != "中心村卫生室")


def _sites(shown: _Shown, material: Material) -> Table | Lines:
    words, plan = material.words, shown.plan
    others = [step for step in plan.steps if step.kind not in ("add", "upgrade")]
    if plan.sites.empty:
        lines = tuple(_step_words(step, material) for step in others)
        return Lines(words.say("方案的步骤", "Steps of the plan"), lines or (words.say("没有新点。", "No new site."),))
    unit = words.say("人", "people")
    columns = (
        Column(words.say("新点", "Site"), kind="text", weight=2.1),
        Column(words.say("乡镇", "Township"), kind="text", weight=1.1),
        Column(words.say("新增覆盖", "Adds"), unit),
        Column(words.say("服务", "Serves"), unit),
        Column(words.say("最远", "Farthest"), words.say("分钟", "min"), weight=0.8),
    )
    rows = [
        Row(
            (
                Cell(f"{row['number']}. {_site_name(row, material)}"),
                Cell(words.township(row["township_code"])),
                _count_cell(row["adds"], plan.people, material, strong=True),
                _count_cell(row["serves"], plan.people, material),
                number_cell(row["farthest_min"], 0),
            )
        )
        for row in plan.sites.head(MOST_SITES).to_dict("records")
    ]
    title = words.say(
        f"新点：{bound_words(plan.proof, words)}" if plan.proof else "新点，按新增覆盖从多到少",
        f"New sites: {bound_words(plan.proof, words)}" if plan.proof else "New sites, by what they add",
    )
    return Table(title, columns, tuple(rows))


def _site_name(row: Mapping[Hashable, Any], material: Material) -> str:
    name = material.words.say(row["name_zh"], row["name_en"])
    if row["origin"] == "upgraded":
        return name + material.words.say("（升级）", " (upgrade)")
    return name


def _step_words(step: Step, material: Material) -> str:
    name = material.words.say(*STEP_NAMES[step.kind])
    return " ".join(part for part in (name, step.target, step.value) if part)


def _by_township(shown: _Shown, material: Material, place: str) -> Table:
    words = material.words
    was = shown.was.set_index("township_code")
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
            _count_cell(after["covered"] - before["covered"], shown.plan.people, material),
            _count_cell(after["outside"], shown.plan.people, material),
        )

    rows = [
        Row(
            cells(words.township(row["township_code"]), was.loc[row["township_code"]], row),
            is_point=words.township(row["township_code"]) == place,
        )
        for _, row in shown.then.iterrows()
    ]
    total = words.say(words.scope, words.scope.capitalize())
    rows.append(Row(cells(total, whole(shown.was), whole(shown.then)), is_sum=True))
    return Table(words.say("各乡镇：方案前后", "Townships before and after"), columns, tuple(rows))


def _site_frame(plan: SavedPlan) -> pd.DataFrame:
    """Return the sites for the workbook; sums of the old or the sick stay out of it where they may be small."""
    return plan.sites if plan.people == "residents" else plan.sites.drop(columns=["adds", "serves"])


def _out(shown: _Shown) -> pd.DataFrame:
    rows = shown.after[shown.after["state"] != "inside"]
    return rows.sort_values(["residents", "village_code"], ascending=[False, True])


def _left_out(shown: _Shown, material: Material) -> Table | Lines:
    words, rows = material.words, _out(shown)
    if rows.empty:
        return Lines("", (words.say("没有村留在圈外。", "No village stays outside."),))
    more = words.say(f"，列前{MOST_VILLAGES}个", f", first {MOST_VILLAGES}") if len(rows) > MOST_VILLAGES else ""
    columns = (
        Column(words.say("村", "Village"), kind="text", weight=1.2),
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("人口", "People"), words.say("人", "")),
        Column(words.say("到最近的点", "Nearest"), words.say("分钟", "min")),
    )
    found = [
        Row(
            (
                Cell(words.say(row["name_zh"], row["name_en"])),
                Cell(words.township(row["township_code"])),
                number_cell(row["residents"], 0),
                _minutes_cell(row["minutes"], material),
            )
        )
        for _, row in rows.head(MOST_VILLAGES).iterrows()
    ]
    title = words.say(f"仍在圈外的村：{len(rows)}个{more}", f"Villages still outside: {len(rows)}{more}")
    return Table(title, columns, tuple(found))


def _minutes_cell(minutes: float, material: Material) -> Cell:
    return Cell(material.words.say("不通路", "no road")) if is_missing(minutes) else number_cell(minutes, 0)


def _count_cell(count: float, people: Weight, material: Material, *, strong: bool = False) -> Cell:
    """Return a number of people; a small count of the old or the sick is hidden, as everywhere."""
    if people != "residents" and 0 < abs(count) < SMALLEST_SHOWN:
        return Cell(material.words.status("hidden"))
    return number_cell(count, 0, strong=strong)


def _outside_sentence(shown: _Shown, material: Material) -> str:
    words, before, after = material.words, shown.before, shown.after
    gained = int(((before["state"] != "inside").to_numpy() & (after["state"] == "inside").to_numpy()).sum())
    people = people_words(whole(shown.then)["covered"] - whole(shown.was)["covered"], words.language)
    left = int((after["state"] != "inside").sum())
    return words.say(
        f"方案让{gained}个村、{people}进入{shown.plan.limit}分钟圈，还有{left}个村在圈外。",
        f"The plan brings {gained} villages and {people} people within {shown.plan.limit} minutes; "
        f"{left} villages stay outside.",
    )


def _villages(shown: _Shown) -> pd.DataFrame:
    columns = ["village_code", "township_code", "name_zh", "residents", "minutes", "state", "nearest_zh"]
    after = shown.after[columns].rename(columns={"minutes": "minutes_after", "state": "state_after"})
    return after.assign(minutes_before=shown.before["minutes"], state_before=shown.before["state"])


def _review_slide(shown: _Shown, material: Material, source: str) -> Slide | None:
    words, plan = material.words, shown.plan
    if plan.review is None or plan.review.empty:
        return None
    sentence = built_words(plan.review, plan.shares, plan.month, plan.review_month, words)
    return Slide(f"{KEY}.3", KEY, sentence, (review_table(plan.review, words),), "", source, _notes(shown, material))


SECTION = Section(KEY, "规划", "Planning", build)
