"""总览: is it going well, where not, is that real?"""

from __future__ import annotations

from faces.blocks import Lines
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.figures import metric_of
from findings.indicators import HEADLINE, HEAT
from findings.material import Material
from findings.page_findings import worth_saying
from findings.parts import contribution_chart, heat_table, interval_chart, is_shown, month_chart, rows_of, shown_columns
from metrics.catalogue import get_all
from metrics.judge.assessment import Assessment, largest_movements
from metrics.statistics.verdict import CLEAR
from reports.sections.section import NothingToSay, Section, present
from reports.sections.standard import figures_table

KEY = "overview"
MOVEMENTS = 3
INDICATORS = tuple(dict.fromkeys((*HEADLINE, *HEAT)))


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where no headline figure has a value."""
    judged = material.judged(INDICATORS)
    shown = judged.only(HEADLINE)
    words = material.words
    if shown.county.empty or not any(is_shown(row) for _, row in shown.county.iterrows()):
        raise NothingToSay(
            words.say("这个时期没有总览指标的数。", "No headline figure for this period. "),
            words.say("请改选时期或先装载数据。", "Choose another period or load the data first."),
        )
    source = words.source_line(metric_of(judged, HEADLINE[0]))
    slides = [_figures(shown, material, source), *_where(judged, material, source)]
    moved = largest_movements(shown, MOVEMENTS) if judged.compare else []
    slides += [_movement(judged, metric_id, material, number) for number, metric_id in enumerate(moved, start=1)]
    movements = [words.movement(judged, metric_id)[0] for metric_id in moved]
    finding = words.finding(judged, worth_saying(shown, HEADLINE))[0]
    name = SECTION.name(words.language)
    paragraphs = [Paragraph(name, 1), Paragraph(finding), Paragraph(words.verdict_counts(shown) + _stop(material))]
    if movements:
        paragraphs.append(Paragraph(words.say("变化最大的指标", "The largest movements"), 2))
        paragraphs += [
            Paragraph(f"{number}.{'' if words.language == 'zh' else ' '}{text}")
            for number, text in enumerate(movements, start=1)
        ]
    return SectionContent(
        KEY,
        name,
        tuple(slides),
        tuple(paragraphs),
        frames=(
            NamedFrame(words.say("总览 全县", "overview county"), shown_columns(judged.county)),
            NamedFrame(words.say("总览 乡镇", "overview townships"), shown_columns(judged.townships)),
            NamedFrame(words.say("总览 逐月", "overview months"), shown_columns(judged.months)),
        ),
        metrics=judged.metrics,
        highlights=(finding, *movements),
    )


def _stop(material: Material) -> str:
    return material.words.say("。", ".")


def _figures(shown: Assessment, material: Material, source: str) -> Slide:
    words = material.words
    title, place = words.finding(shown, worth_saying(shown, HEADLINE))
    table = figures_table(shown, material, words.verdict_counts(shown))
    notes = tuple(words.definition(metric) for metric in shown.metrics)
    return Slide(f"{KEY}.1", KEY, title, (table,), place, source, notes)


def _where(judged: Assessment, material: Material, source: str) -> list[Slide]:
    """Return the slide of the first figure's townships, and the heat table."""
    words, slides = material.words, []
    # Of the figures that every township has, the one that moved most and has no slide of its own.
    own = largest_movements(judged.only(HEADLINE), MOVEMENTS) if judged.compare else []
    free = tuple(one for one in HEAT if one not in own) or HEAT
    first = next(iter(largest_movements(judged.only(free), 1)), free[0])
    metric = metric_of(judged, first)
    standings = [row.standing for row in rows_of(interval_chart(judged, first, material))]
    title, place = words.where(judged, first, standings)
    chart = interval_chart(judged, first, material, point=place)
    blocks = present(chart, contribution_chart(judged, first, material, point=place))
    if blocks:
        slides.append(Slide(f"{KEY}.2", KEY, title, blocks, place, source, (words.definition(metric),)))
    metrics = get_all(HEAT)
    heat = heat_table(
        judged,
        metrics,
        material,
        title=words.say(
            "大数为本期值，▲▼△▽后为变化大小，只有明显变化才着色",
            "Value, then the size of its change; only clear changes are coloured",
        ),
    )
    clear = sum(row["verdict"] in CLEAR and row["metric_id"] in HEAT for _, row in judged.townships.iterrows())
    cells = len(judged.townships[judged.townships["metric_id"].isin(HEAT)])
    question = words.say(
        f"{len(heat.rows) - 1}个乡镇、{len(metrics)}项指标，{cells}格中{clear}格变化明显。",
        f"{len(heat.rows) - 1} townships, {len(metrics)} indicators: {clear} of {cells} changed clearly.",
    )
    definitions = tuple(words.definition(one) for one in metrics)
    slides.append(Slide(f"{KEY}.3", KEY, question, (heat,), "", source, definitions))
    return slides


def _movement(judged: Assessment, metric_id: str, material: Material, number: int) -> Slide:
    words = material.words
    title, place = words.movement(judged, metric_id)
    metric = metric_of(judged, metric_id)
    blocks = present(
        month_chart(judged, metric_id, material), contribution_chart(judged, metric_id, material, point=place)
    )
    if not blocks:
        blocks = (Lines("", (words.say("这项指标没有逐月数，也不能按乡镇分解。", "No months, no townships."),)),)
    source = words.source_line(metric)
    return Slide(f"{KEY}.{number + 3}", KEY, title, blocks, place, source, (words.definition(metric),))


SECTION = Section(KEY, "总览", "Overview", build)
