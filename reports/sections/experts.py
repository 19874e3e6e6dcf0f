"""专家下沉: visits planned and attended, and what was done on them. 派驻 is another quantity and stands apart."""

from __future__ import annotations

from faces.blocks.pack import SectionContent, Slide
from findings.charts import by_month, intervals
from findings.experts import absent_words
from findings.figure_table import figures_table
from findings.figures import metric_of
from findings.material import Material
from metrics.judge.assessment import Assessment
from reports.sections.section import Section
from reports.sections.standard import content_of, judged_or_nothing, where_slide

KEY = "experts"
VISITS = (
    "visit_attendance_rate",
    "visits_planned",
    "visits_attended",
    "visit_hours",
    "visit_patients",
    "institutions_visited",
)
POSTINGS = ("posted_experts", "posted_senior_experts", "posted_days", "posted_teaching_rounds", "posted_outpatients")


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where neither a visit nor a posting is on record."""
    words = material.words
    judged = judged_or_nothing(material, (*VISITS, *POSTINGS), SECTION.name_zh, SECTION.name_en)
    shown = [metric.id for metric in judged.metrics]
    visits, postings = ([metric_id for metric_id in group if metric_id in shown] for group in (VISITS, POSTINGS))
    lead = absent_words(judged.period, words, visits=bool(visits), postings=bool(postings))
    slides = []
    if visits:
        title = words.say("下沉（一人一地一天为一次）", "Visits (one person, place and day each)")
        slides.append(_figures(judged.only(visits), material, f"{KEY}.1", title))
        slides += _where(judged, visits[0], material, f"{KEY}.3")
    if postings:
        title = words.say("派驻（长期驻点，与下沉分开统计）", "Postings (resident, counted apart from visits)")
        slides.append(_figures(judged.only(postings), material, f"{KEY}.2", title, lead="" if visits else lead))
        if not visits:
            slides += _where(judged, postings[0], material, f"{KEY}.3")
    return content_of(judged, slides, material, KEY, SECTION.name(words.language), (lead,) if lead else ())


def _figures(own: Assessment, material: Material, key: str, title: str, *, lead: str = "") -> Slide:
    words = material.words
    sentence, place = words.finding(own, own.metrics[0].id)
    source = words.source_line(own.metrics[0])
    notes = tuple(words.definition(metric) for metric in own.metrics)
    head, place = (lead, "") if lead else (sentence, place)
    return Slide(key, KEY, head, (figures_table(own, material.words, title),), place, source, notes)


def _where(judged: Assessment, metric_id: str, material: Material, key: str) -> list[Slide]:
    """Return one indicator by township; by month alone where a single place has all of it."""
    chart = intervals(judged, metric_id, material.words)
    if chart is not None and sum(bool(row.value) for row in chart.rows) >= 2:
        slide = where_slide(judged, metric_id, material, key, KEY)
        return [slide] if slide else []
    months = by_month(judged, metric_id, material.words)
    if months is None:
        return []
    words, metric = material.words, metric_of(judged, metric_id)
    title, place = words.movement(judged, metric_id)
    source = words.source_line(metric)
    return [Slide(key, KEY, title, (months,), place, source, (words.definition(metric),))]


SECTION = Section(KEY, "专家下沉", "Experts", build, page="experts")
