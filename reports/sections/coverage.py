"""服务覆盖: what of it goes into a file, slide by slide."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from faces.blocks import Lines
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from faces.rows import on_slide
from findings.charts import intervals, standings_of
from findings.circle_parts import no_map
from findings.coverage import (
    CountyPlaces,
    coverage_finding,
    coverage_map,
    gap_institutions,
    gap_sentence,
    gap_villages,
    gaps_in,
    group_table,
    indicator_table,
    township_table,
)
from findings.dispersion import dispersion_of
from findings.figures import metric_of
from findings.indicators import COVERAGE, GROUP_RATES
from findings.material import Material
from findings.rows import is_shown, shown_columns
from metrics.ask.query import ask
from metrics.catalogue import get_all
from metrics.judge.assessment import Assessment
from metrics.reads import places
from metrics.reads.places import CareGaps
from reports.sections.section import NothingToSay, Section, foot, notes_on, present

KEY = "coverage"
FIRST = "contract_rate"
MOST_NAMED = 10


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where no coverage indicator has a value."""
    judged, words, choice = material.judged(COVERAGE), material.words, material.choice
    if judged.county.empty or not any(is_shown(row) for _, row in judged.county.iterrows()):
        raise NothingToSay(
            words.say("这个时期没有服务覆盖的数。", "No coverage figure for this period. "),
            words.say(
                "请改选时期，或先到“接入”页装载。", "Choose another period, or load the data under Intake first."
            ),
        )
    gaps = gaps_in(material.source.read(places.care_gaps, choice.county, material.month), choice.townships)
    groups = material.source.ask(ask, tuple(get_all(GROUP_RATES)), replace(choice.scope, compare=None), by=("group",))
    title, place = coverage_finding(judged, metric_of(judged, FIRST), gaps, words)
    slides = [
        _map_slide(judged, gaps, material, title, place),
        _ranked_slide(judged, material),
        _gap_slide(gaps, material),
        *_group_slides(groups, judged, material),
    ]
    name, lacking = SECTION.name(words.language), gap_sentence(gaps, words)
    frames = (
        NamedFrame(words.say(f"覆盖 {words.whole}", "coverage county"), shown_columns(judged.county)),
        NamedFrame(words.say("覆盖 乡镇", "coverage townships"), shown_columns(judged.townships)),
        NamedFrame(words.say("覆盖 人群", "coverage groups"), _with_groups(groups)),
        NamedFrame(words.say("无卫生室的村", "villages without clinic"), gaps.villages),
        NamedFrame(words.say("未达标机构", "below standard"), gaps.below_standard),
    )
    told = notes_on(judged, [metric.id for metric in judged.metrics], material)
    paragraphs = [Paragraph(name, 1), *(Paragraph(text) for text in (title, lacking, *told) if text)]
    if widened := dispersion_of(judged, FIRST, words):
        first = words.name(metric_of(judged, FIRST))
        paragraphs.append(
            Paragraph(words.say(f"各乡镇{first}的95%区间{widened}。", f"Intervals of {first}: {widened}."))
        )
    return SectionContent(
        KEY, name, tuple(slides), tuple(paragraphs), frames, judged.metrics, highlights=(title, lacking)
    )


def _with_groups(frame: pd.DataFrame) -> pd.DataFrame:
    kept = shown_columns(frame)
    return kept.assign(population_group=frame["population_group"]) if "population_group" in frame else kept


def _map_slide(judged: Assessment, gaps: CareGaps, material: Material, title: str, place: str) -> Slide:
    words, metric, county = material.words, metric_of(judged, FIRST), material.choice.county
    ground = CountyPlaces(
        material.source.read(places.outlines, county),
        material.source.read(places.villages, county, material.month),
        material.source.read(places.institutions, county, material.month),
    )
    drawn = coverage_map(judged, metric, ground, gaps, words, point=place, institutions_of=words.townships)
    source = words.source_line(metric) + words.say("；边界、村点为示意", "; outlines schematic")
    source = foot(judged, [metric.id for metric in judged.metrics], source, material)
    notes = tuple(words.definition(metric) for metric in judged.metrics)
    return Slide(f"{KEY}.1", KEY, title, (drawn or no_map(words), indicator_table(judged, words)), place, source, notes)


def _ranked_slide(judged: Assessment, material: Material) -> Slide:
    words, metric = material.words, metric_of(judged, FIRST)
    title, place = words.where(judged, FIRST, standings_of(intervals(judged, FIRST, words)))
    blocks = present(
        intervals(judged, FIRST, words, point=place), on_slide(township_table(judged, metric, words, point=place))
    )
    source = foot(judged, [FIRST], words.source_line(metric), material)
    return Slide(f"{KEY}.2", KEY, title, blocks, place, source, (words.definition(metric),))


def _gap_slide(gaps: CareGaps, material: Material) -> Slide:
    words = material.words
    tables = (gap_villages(gaps, words, most=MOST_NAMED), gap_institutions(gaps, words, most=MOST_NAMED))
    blocks = tuple(on_slide(table) for table in tables if table.rows)
    nothing = Lines("", (words.say("没有缺口可列。", "No gap to list."),))
    source = words.say("来源：机构与村基础表", "Source: institutions and villages")
    return Slide(f"{KEY}.3", KEY, gap_sentence(gaps, words), blocks or (nothing,), "", source)


def _group_slides(groups: pd.DataFrame, judged: Assessment, material: Material) -> list[Slide]:
    words = material.words
    metrics = [metric_of(judged, metric_id) for metric_id in GROUP_RATES]
    table = group_table(groups, metrics, words)
    if not table.rows:
        return []
    gap = words.say("", " ")
    parts = [f"{words.name(metric)}{gap}{words.value(judged.headline(metric.id), metric)}" for metric in metrics]
    period = words.period(judged.period)
    title = words.say(f"{period}，{words.scope}", f"{period}: ") + words.join(parts) + words.say("。", ".")
    notes = tuple(words.definition(metric) for metric in metrics)
    return [Slide(f"{KEY}.4", KEY, title, (table,), "", words.source_line(metrics[0]), notes)]


SECTION = Section(KEY, "服务覆盖", "Coverage", build, page="coverage")
