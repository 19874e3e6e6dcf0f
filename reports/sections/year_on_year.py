"""同比指标: what changed against the base, how sure that is, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from faces.blocks import Lines
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from faces.rows import on_slide
from findings.charts import by_month, contributions
from findings.figures import metric_of
from findings.ground import ground_words
from findings.indicators import HEADLINE
from findings.material import Material
from findings.overview import INDICATORS as OVERVIEW
from findings.overview import MOVEMENTS
from findings.pooled import few_cases_table, named_pooled
from findings.quality import marked_table
from findings.rows import has_base, is_shown, shown_columns
from findings.year_on_year.changes import changes, says_little
from findings.year_on_year.effects import effects_frame, effects_table
from findings.year_on_year.tables import figure_and_change, movement_table
from metrics.judge.assessment import Assessment, largest_movements
from metrics.judge.pooled import pooled_years
from reports.sections.section import NothingToSay, Section, foot, notes_on, present

KEY = "year_on_year"
INDICATORS = (
    "primary_visit_share",
    "in_county_visit_share",
    "in_county_admission_share",
    "fund_in_county_share",
    "outpatient_visits",
    "admissions",
    "cost_per_discharge",
    "average_stay",
    "bed_use_rate",
    "contract_rate",
    "chronic_managed_rate",
    "remote_diagnoses",
)
IN_DETAIL = 3
FEW_CASES = ("infant_mortality", "maternal_mortality")
"""Rates whose cases in a county's year are few enough to be read with the two years before."""


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay without a comparison, or where nothing can be compared."""
    words = material.words
    if material.choice.compare is None:
        raise NothingToSay(
            words.say("没有选对比期，无从比较。", "No comparison was chosen. "),
            words.say("请在筛选栏选“上年同期”或“上一时期”。", "Choose the year before or the period before."),
        )
    judged = material.judged(INDICATORS)
    if not any(has_base(row, judged) and is_shown(row) for _, row in judged.county.iterrows()):
        raise NothingToSay(
            words.say("这个时期没有对比期的数。", "The base period has no figures. "),
            words.say("请改选较近的时期。", "Choose a more recent period."),
        )
    moved = largest_movements(judged, IN_DETAIL)
    told = _told_before(material)
    ranked = largest_movements(judged, len(INDICATORS))
    detailed = [metric_id for metric_id in ranked if metric_id not in told][:IN_DETAIL]
    slides = [_table_slide(judged, material)]
    slides += [_detail_slide(judged, metric_id, material, number) for number, metric_id in enumerate(detailed, start=2)]
    slides += _effects_slides(judged, ranked, material, len(slides) + 1)
    rates, few = _few_cases(material)
    slides += _few_cases_slide(rates, few, material, len(slides) + 1)
    name = SECTION.name(words.language)
    sentences = [words.movement(judged, metric.id)[0] for metric in judged.metrics]
    paragraphs = [Paragraph(name, 1), Paragraph(words.verdict_counts(judged) + words.say("。", "."))]
    paragraphs += [Paragraph(words.say("逐项", "Indicator by indicator"), 2)]
    paragraphs += [
        Paragraph(f"{number}.{'' if words.language == 'zh' else ' '}{text}")
        for number, text in enumerate(sentences, start=1)
    ]
    paragraphs += [Paragraph(told) for told in notes_on(judged, INDICATORS, material)]
    if few:
        paragraphs.append(Paragraph(words.say("例数少的率", "Rates of few cases"), 2))
        paragraphs += [Paragraph(words.movement(rates, metric_id)[0]) for metric_id in few]
        paragraphs += [Paragraph(told + words.say("。", ".")) for told in few.values()]
    frames = (
        NamedFrame(words.say(f"同比 {words.whole}", "change county"), shown_columns(judged.county)),
        NamedFrame(words.say("同比 乡镇", "change townships"), shown_columns(judged.townships)),
        NamedFrame(words.say("同比 率结构总量", "rate mix volume"), effects_frame(judged)),
    )
    highlights = tuple(words.movement(judged, metric_id)[0] for metric_id in moved)
    metrics = (*judged.metrics, *(metric_of(rates, metric_id) for metric_id in few))
    return SectionContent(KEY, name, tuple(slides), tuple(paragraphs), frames, metrics, highlights=highlights)


def _told_before(material: Material) -> frozenset[str]:
    """Return the metrics whose movement the part 总览 of the same pack shows on slides of their own."""
    sections = material.choice.sections
    if "overview" not in sections or sections.index("overview") > sections.index(KEY):
        return frozenset()
    return frozenset(largest_movements(material.judged(OVERVIEW).only(HEADLINE), MOVEMENTS))


def _table_slide(judged: Assessment, material: Material) -> Slide:
    words = material.words
    title = words.say(
        f"{words.period(judged.period)}与{words.base_period(judged.period, judged.compare)}相比，"
        f"{words.verdict_counts(judged)}。",
        f"{words.period(judged.period)} against {words.base_period(judged.period, judged.compare)}: "
        f"{words.verdict_counts(judged)}.",
    )
    source = words.say("可比口径：两期都报全的月份", "Months complete on both sides")
    source = foot(judged, INDICATORS, source, material)
    notes = tuple(words.definition(metric) for metric in judged.metrics)
    table = marked_table(movement_table(judged, words), INDICATORS, material.failing(INDICATORS), words)
    return Slide(f"{KEY}.1", KEY, title, (table,), "", source, notes)


def _detail_slide(judged: Assessment, metric_id: str, material: Material, number: int) -> Slide:
    words, metric = material.words, metric_of(judged, metric_id)
    title, place = words.movement(judged, metric_id)
    own, months = changes(judged, metric_id, words, point=place), by_month(judged, metric_id, words)
    # Where hardly a township's own figure moved, the county's moved by their weights: the contributions say more.
    if own is not None and says_little(own):
        blocks = present(contributions(judged, metric_id, words, point=place), months)
    else:
        blocks = present(own, months)
    blocks = blocks or (figure_and_change(judged, metric, words),)
    source = foot(judged, [metric_id], words.source_line(metric), material)
    rests_on = ground_words(judged.headline(metric_id), metric, judged, words)
    return Slide(f"{KEY}.{number}", KEY, title, blocks, place, source, (words.definition(metric), rests_on))


def _effects_slides(judged: Assessment, ranked: Sequence[str], material: Material, number: int) -> list[Slide]:
    """Return the slide that tells rate, mix and volume apart, for the ratio that moved most; none without one."""
    words = material.words
    for metric_id in ranked:
        table = effects_table(judged, metric_id, words)
        if table is not None:
            metric = metric_of(judged, metric_id)
            source, stop = words.source_line(metric), words.say("。", ".")
            block = on_slide(replace(table, title=""))
            return [
                Slide(f"{KEY}.{number}", KEY, table.title + stop, (block,), "", source, (words.definition(metric),))
            ]
    return []


def _few_cases(material: Material) -> tuple[Assessment, dict[str, str]]:
    """Return the judged rates of few cases, and of each that three years can be told of the sentence that does."""
    judged, scope = material.judged(FEW_CASES), material.choice.scope
    told = {
        metric.id: named_pooled(material.source.ask(pooled_years, metric, scope), metric, material.words)
        for metric in judged.metrics
    }
    return judged, {metric_id: sentence for metric_id, sentence in told.items() if sentence}


def _few_cases_slide(judged: Assessment, told: Mapping[str, str], material: Material, number: int) -> list[Slide]:
    """Return the slide of the rates whose year is read with the two before it; none where there is no such rate."""
    if not told:
        return []
    words, own = material.words, judged.only(list(told))
    title, place = words.movement(own, own.metrics[0].id)
    stop = words.say("。", ".")
    lines = Lines(words.say("与前两年合看", "With the two years before"), tuple(line + stop for line in told.values()))
    source = foot(own, list(told), words.source_line(own.metrics[0]), material)
    notes = tuple(words.definition(metric) for metric in own.metrics)
    return [Slide(f"{KEY}.{number}", KEY, title, (few_cases_table(own, words), lines), place, source, notes)]


SECTION = Section(KEY, "同比指标", "Year on year", build, page="year_on_year")
