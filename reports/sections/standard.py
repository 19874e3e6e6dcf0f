"""What a section of plain indicators holds: the figures, where they differ, and its rows."""

from __future__ import annotations

from collections.abc import Sequence

from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.charts import by_month, contributions, intervals, standings_of
from findings.figures import metric_of
from findings.material import Material
from findings.rows import is_shown, shown_columns
from metrics.judge.assessment import Assessment
from reports.sections.section import NothingToSay, foot, notes_on, present


def judged_or_nothing(material: Material, indicators: tuple[str, ...], name_zh: str, name_en: str) -> Assessment:
    """Return the judged indicators that the period has. Raises NothingToSay where none has a value."""
    judged, words = material.judged(indicators), material.words
    kept = [metric.id for metric in judged.metrics if is_shown(judged.headline(metric.id))]
    if not kept:
        raise NothingToSay(
            words.say(f"这个时期没有{name_zh}的数。", f"No figure of {name_en} for this period. "),
            words.say(
                "请改选时期，或先到“接入”页装载。", "Choose another period, or load the data under Intake first."
            ),
        )
    return judged.only(kept)


def where_slide(judged: Assessment, metric_id: str, material: Material, key: str, section: str) -> Slide | None:
    """Return the slide that shows one indicator by township, or by month where it has no townships."""
    words, metric = material.words, metric_of(judged, metric_id)
    standings = standings_of(intervals(judged, metric_id, words))
    title, place = words.where(judged, metric_id, standings)
    if not standings:
        title, place = words.movement(judged, metric_id)
    beside = contributions(judged, metric_id, material.words, point=place) or by_month(
        judged, metric_id, material.words
    )
    blocks = present(intervals(judged, metric_id, material.words, point=place), beside)
    if not blocks:
        return None
    source = foot(judged, [metric_id], words.source_line(metric), material)
    return Slide(key, section, title, blocks, place, source, (words.definition(metric),))


def content_of(
    judged: Assessment, slides: Sequence[Slide], material: Material, key: str, name: str, notes: Sequence[str] = ()
) -> SectionContent:
    """Return a section's content: its slides, one sentence an indicator, the metric frames."""
    words = material.words
    sentences = [words.movement(judged, metric.id)[0] for metric in judged.metrics]
    paragraphs = [Paragraph(name, 1), *(Paragraph(text) for text in notes)]
    gap = words.say("", " ")
    paragraphs += [Paragraph(f"{number}.{gap}{text}") for number, text in enumerate(sentences, start=1)]
    told = notes_on(judged, [metric.id for metric in judged.metrics], material)
    paragraphs += [Paragraph(text) for text in told]
    frames = (
        NamedFrame(f"{name} {words.say(words.whole, 'county')}", shown_columns(judged.county)),
        NamedFrame(f"{name} {words.say('乡镇', 'townships')}", shown_columns(judged.townships)),
    )
    highlights = (slides[0].title,) if slides else ()
    return SectionContent(key, name, tuple(slides), tuple(paragraphs), frames, judged.metrics, highlights=highlights)
