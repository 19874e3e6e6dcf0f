"""What a section of plain indicators holds: the figures, where they differ, and its rows."""

from __future__ import annotations

from collections.abc import Sequence

from faces.blocks import Column, Row, Table
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.figures import metric_of
from findings.material import Material
from findings.parts import (
    change_cell,
    contribution_chart,
    full_cell,
    has_base,
    interval_chart,
    is_shown,
    month_chart,
    rows_of,
    shown_columns,
    target_cell,
    text_cell,
    verdict_cell,
)
from metrics.judge.assessment import Assessment
from reports.sections.section import NothingToSay, present


def judged_or_nothing(material: Material, indicators: tuple[str, ...], name_zh: str, name_en: str) -> Assessment:
    """Return the judged indicators that the period has. Raises NothingToSay where none has a value."""
    judged, words = material.judged(indicators), material.words
    kept = [metric.id for metric in judged.metrics if is_shown(judged.headline(metric.id))]
    if not kept:
        raise NothingToSay(
            words.say(f"这个时期没有{name_zh}的数。", f"No figure of {name_en} for this period. "),
            words.say("请改选时期或先装载数据。", "Choose another period or load the data first."),
        )
    return judged.only(kept)


def figures_table(judged: Assessment, material: Material, title: str) -> Table:
    """Return value, base, change, verdict and target of each indicator."""
    words = material.words
    compare = words.compare(judged.compare) or "对比期"
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.9),
        Column(words.say("本期", "Value")),
        Column(words.say(compare, "Base")),
        Column(words.say("变化", "Change"), kind="text", weight=1.5),
        Column(words.say("判断", "Verdict"), kind="text"),
        Column(words.say("目标", "Target"), kind="text", weight=1.1),
    )
    rows = []
    for metric in judged.metrics:
        row = judged.headline(metric.id)
        base = words.base(row, metric) if has_base(row, judged) and is_shown(row) else ""
        cells = (
            text_cell(words.name(metric)),
            full_cell(row, metric, words),
            text_cell(base),
            change_cell(row, metric, judged, words),
            verdict_cell(row, judged, words),
            target_cell(row, metric, material),
        )
        rows.append(Row(cells))
    return Table(title, columns, tuple(rows))


def where_slide(judged: Assessment, metric_id: str, material: Material, key: str, section: str) -> Slide | None:
    """Return the slide that shows one indicator by township, or by month where it has no townships."""
    words, metric = material.words, metric_of(judged, metric_id)
    standings = [row.standing for row in rows_of(interval_chart(judged, metric_id, material))]
    title, place = words.where(judged, metric_id, standings)
    if not standings:
        title, place = words.movement(judged, metric_id)
    beside = contribution_chart(judged, metric_id, material, point=place) or month_chart(judged, metric_id, material)
    blocks = present(interval_chart(judged, metric_id, material, point=place), beside)
    if not blocks:
        return None
    source = words.source_line(metric)
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
    frames = (
        NamedFrame(f"{name} {words.say('全县', 'county')}", shown_columns(judged.county)),
        NamedFrame(f"{name} {words.say('乡镇', 'townships')}", shown_columns(judged.townships)),
    )
    highlights = (slides[0].title,) if slides else ()
    return SectionContent(key, name, tuple(slides), tuple(paragraphs), frames, judged.metrics, highlights=highlights)
