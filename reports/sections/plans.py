"""规划: a kept plan – its sites, who is covered before and after, who stays outside, how sure it is, what was built."""

from __future__ import annotations

import pandas as pd

from faces.blocks import Lines, Map, Table
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.areas import facility_marks
from findings.circle_parts import no_map
from findings.figures import Words
from findings.material import Material
from findings.plan_words import bound_words, built_words, proof_words, way_words
from findings.plans import (
    Change,
    PlanResult,
    change_sentence,
    finding,
    outside_table,
    plan_map,
    review_table,
    site_table,
    township_table,
)
from metrics.circle.figures import coverage_by_township
from metrics.circle.what_if import Step
from metrics.plans.saved_plan import SavedPlan, saved_plan
from metrics.reads import places
from reports.sections.section import NothingToSay, Section
from words.plans import STEP_NAMES

KEY = "planning"
MOST_SITES, MOST_VILLAGES = 12, 12


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
    was, then = (coverage_by_township(rows, plan.people) for rows in (before, after))
    change = Change(plan.limit, plan.people, before, after, was, then)
    closed = sum(step.kind == "close" for step in plan.steps)
    result = PlanResult(plan.view, plan.limit, plan.people, len(plan.sites), closed, was, then, name=plan.name)
    title, place = finding(result, words)
    notes = _notes(plan, words)
    source = words.say(
        "来源：路网通行时间、村人口、机构名册；点位、边界、道路为示意", "Source: road travel times; schematic map"
    )
    sites, outside = _sites(plan, words), outside_table(after, plan.limit, words, most=MOST_VILLAGES)
    left_out = outside or Lines("", (words.say("没有村留在圈外。", "No village stays outside."),))
    by_township = township_table(change, words, point=place)
    slides = [
        Slide(f"{KEY}.1", KEY, title, (_map(plan, change, material, place), sites), place, source, notes),
        Slide(f"{KEY}.2", KEY, change_sentence(change, words), (by_township, left_out), place, source, notes),
    ]
    review = _review_slide(plan, words, source)
    slides += [review] if review else []
    name = SECTION.name(words.language)
    sentences = [title, *notes[1:], *(slide.title for slide in slides[1:])]
    frames = [
        NamedFrame(words.say("规划 新点", "plan sites"), _site_frame(plan)),
        NamedFrame(words.say("规划 村", "plan villages"), _villages(change)),
    ]
    if plan.review is not None:
        frames.append(NamedFrame(words.say("规划 对照", "plan and built"), plan.review))
    paragraphs = (Paragraph(name, 1), *(Paragraph(text) for text in sentences))
    return SectionContent(KEY, name, tuple(slides), paragraphs, tuple(frames), (), highlights=(title,))


def _notes(plan: SavedPlan, words: Words) -> tuple[str, ...]:
    """Return what the plan starts from, how sure it is, and how it is counted."""
    how = way_words(plan.view, words)
    month = words.say(f"{plan.month // 100}年{plan.month % 100}月", f"{plan.month // 100}-{plan.month % 100:02d}")
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


def _map(plan: SavedPlan, change: Change, material: Material, place: str) -> Map | Lines:
    words, county = material.words, material.choice.county
    institutions = material.source.read(places.institutions, county, plan.month)
    return plan_map(
        change,
        plan.circle_after,
        plan.sites,
        facility_marks(institutions, words, within=material.choice.townships),
        material.source.read(places.outlines, county),
        material.reference.townships_of(county, material.month),
        words,
        point=place,
    ) or no_map(words)


def _sites(plan: SavedPlan, words: Words) -> Table | Lines:
    if plan.sites.empty:
        others = [step for step in plan.steps if step.kind not in ("add", "upgrade")]
        lines = tuple(_step_words(step, words) for step in others)
        return Lines(words.say("方案的步骤", "Steps of the plan"), lines or (words.say("没有新点。", "No new site."),))
    title = words.say(
        f"新点：{bound_words(plan.proof, words)}" if plan.proof else "新点，按新增覆盖从多到少",
        f"New sites: {bound_words(plan.proof, words)}" if plan.proof else "New sites, by what they add",
    )
    return site_table(plan.sites, plan.people, words, title=title, most=MOST_SITES)


def _step_words(step: Step, words: Words) -> str:
    return " ".join(part for part in (words.say(*STEP_NAMES[step.kind]), step.target, step.value) if part)


def _site_frame(plan: SavedPlan) -> pd.DataFrame:
    """Return the sites for the workbook; sums of the old or the sick stay out of it where they may be small."""
    return plan.sites if plan.people == "residents" else plan.sites.drop(columns=["adds", "serves"])


def _villages(change: Change) -> pd.DataFrame:
    columns = ["village_code", "township_code", "name_zh", "residents", "minutes", "state", "nearest_zh"]
    after = change.after[columns].rename(columns={"minutes": "minutes_after", "state": "state_after"})
    return after.assign(minutes_before=change.before["minutes"], state_before=change.before["state"])


def _review_slide(plan: SavedPlan, words: Words, source: str) -> Slide | None:
    if plan.review is None or plan.review.empty:
        return None
    sentence = built_words(plan.review, plan.shares, plan.month, plan.review_month, words)
    blocks = (review_table(plan.review, words),)
    return Slide(f"{KEY}.3", KEY, sentence, blocks, "", source, _notes(plan, words))


SECTION = Section(KEY, "规划", "Planning", build, page="planning")
