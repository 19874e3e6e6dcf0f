"""总览: what of it goes into a file, slide by slide."""

from __future__ import annotations

from faces.blocks import Lines
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.charts import by_month, contributions, intervals, standings_of
from findings.figure_table import figures_table
from findings.figures import metric_of
from findings.indicators import HEADLINE, HEAT
from findings.material import Material
from findings.overview import (
    INDICATORS,
    heat_sentence,
    moved_most,
    overview_finding,
    townships_heat,
    where_to_look,
)
from findings.quality import marked_table
from findings.rows import is_shown, shown_columns
from metrics.catalogue import get_all
from metrics.judge.assessment import Assessment
from reports.sections.section import NothingToSay, Section, foot, notes_on, present

KEY = "overview"


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where no headline figure has a value."""
    judged, words = material.judged(INDICATORS), material.words
    shown = judged.only(HEADLINE)
    if shown.county.empty or not any(is_shown(row) for _, row in shown.county.iterrows()):
        raise NothingToSay(
            words.say("这个时期没有总览指标的数。", "No headline figure for this period. "),
            words.say(
                "请改选时期，或先到“接入”页装载。", "Choose another period, or load the data under Intake first."
            ),
        )
    source = words.source_line(metric_of(judged, HEADLINE[0]))
    moved = moved_most(judged)
    slides = [
        _figures_slide(shown, material, source),
        *_where_slides(judged, material, source),
        _heat_slide(judged, material, source),
        *(_movement_slide(judged, metric_id, material, number) for number, metric_id in enumerate(moved, start=4)),
    ]
    movements = [words.movement(judged, metric_id)[0] for metric_id in moved]
    finding, name = overview_finding(judged, words)[0], SECTION.name(words.language)
    counts = words.verdict_counts(shown) + words.say("。", ".")
    paragraphs = [Paragraph(name, 1), Paragraph(finding), Paragraph(counts)]
    if movements:
        paragraphs.append(Paragraph(words.say("变化最大的指标", "The largest movements"), 2))
        gap = words.say("", " ")
        paragraphs += [Paragraph(f"{number}.{gap}{text}") for number, text in enumerate(movements, start=1)]
    paragraphs += [Paragraph(told) for told in notes_on(judged, INDICATORS, material)]
    return SectionContent(
        KEY,
        name,
        tuple(slides),
        tuple(paragraphs),
        frames=(
            NamedFrame(words.say(f"总览 {words.whole}", "overview county"), shown_columns(judged.county)),
            NamedFrame(words.say("总览 乡镇", "overview townships"), shown_columns(judged.townships)),
            NamedFrame(words.say("总览 逐月", "overview months"), shown_columns(judged.months)),
        ),
        metrics=judged.metrics,
        highlights=(finding, *movements),
    )


def _figures_slide(shown: Assessment, material: Material, source: str) -> Slide:
    words = material.words
    title, place = overview_finding(shown, words)
    table = marked_table(
        figures_table(shown, words, words.verdict_counts(shown)), HEADLINE, material.failing(HEADLINE), words
    )
    notes = tuple(words.definition(metric) for metric in shown.metrics)
    source = foot(shown, HEADLINE, source, material)
    return Slide(f"{KEY}.1", KEY, title, (table,), place, source, notes)


def _where_slides(judged: Assessment, material: Material, source: str) -> list[Slide]:
    """Return the slide of one indicator's townships; none where it has none."""
    words, metric_id = material.words, where_to_look(judged)
    title, place = words.where(judged, metric_id, standings_of(intervals(judged, metric_id, words)))
    blocks = present(
        intervals(judged, metric_id, words, point=place), contributions(judged, metric_id, words, point=place)
    )
    definition = words.definition(metric_of(judged, metric_id))
    source = foot(judged, [metric_id], source, material)
    return [Slide(f"{KEY}.2", KEY, title, blocks, place, source, (definition,))] if blocks else []


def _heat_slide(judged: Assessment, material: Material, source: str) -> Slide:
    words = material.words
    definitions = tuple(words.definition(metric) for metric in get_all(HEAT))
    blocks = (townships_heat(judged, words),)
    source = foot(judged, HEAT, source, material)
    return Slide(f"{KEY}.3", KEY, heat_sentence(judged, words), blocks, "", source, definitions)


def _movement_slide(judged: Assessment, metric_id: str, material: Material, number: int) -> Slide:
    words, metric = material.words, metric_of(judged, metric_id)
    title, place = words.movement(judged, metric_id)
    blocks = present(by_month(judged, metric_id, words), contributions(judged, metric_id, words, point=place))
    nothing = Lines("", (words.say("这项指标没有逐月数，也不能按乡镇分解。", "No months, no townships."),))
    source = foot(judged, [metric_id], words.source_line(metric), material)
    definition = words.definition(metric)
    return Slide(f"{KEY}.{number}", KEY, title, blocks or (nothing,), place, source, (definition,))


SECTION = Section(KEY, "总览", "Overview", build, page="")
