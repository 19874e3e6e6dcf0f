"""专家下沉: visits planned and attended, and what was done on them. 派驻 is another quantity and stands apart."""

from __future__ import annotations

from reports.readings import Material
from reports.records import SectionContent, Slide
from reports.sections.section import Section
from reports.sections.standard import content_of, figures_table, judged_or_nothing, where_slide

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
    """Return the section. Raises NothingToSay where no visit is on record."""
    words = material.words
    judged = judged_or_nothing(material, (*VISITS, *POSTINGS), SECTION.name_zh, SECTION.name_en)
    shown = [metric.id for metric in judged.metrics]
    slides = []
    for number, (wanted, title) in enumerate(
        (
            (VISITS, words.say("下沉（一人一地一天为一次）", "Visits (one person, place and day each)")),
            (POSTINGS, words.say("派驻（与下沉分开统计）", "Postings (counted apart from visits)")),
        ),
        start=1,
    ):
        own = judged.only([one for one in wanted if one in shown])
        if own.metrics:
            sentence, place = words.finding(own, own.metrics[0].id)
            source = words.say("来源：", "Source: ") + own.metrics[0].source.name
            notes = tuple(words.definition(metric) for metric in own.metrics)
            table = figures_table(own, material, title)
            slides.append(Slide(f"{KEY}.{number}", KEY, sentence, (table,), place, source, notes))
    where = where_slide(judged, shown[0], material, f"{KEY}.3", KEY)
    slides += [where] if where else []
    return content_of(judged, slides, material, KEY, SECTION.name(words.language))


SECTION = Section(KEY, "专家下沉", "Experts", build)
