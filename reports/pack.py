"""A choice and its frames → the pack, with progress; a section that cannot be made says so on its own page."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from faces.blocks import Lines
from faces.blocks.pack import Choice, MadeBy, Pack, SectionContent, Slide
from faces.colophon import Progress, facts, no_progress
from faces.errors import UnknownSection
from findings.figures import Words
from findings.material import Material
from metrics.ask.fact_rows import fact_rows
from metrics.definition import Metric
from metrics.errors import QuestionError
from metrics.plans.saved_plan import plan_list
from metrics.versions import code_version, settings_version
from reports.sections import SECTIONS
from reports.sections.section import NothingToSay, absent_content
from words.phrases import Voice
from words.printable import printable

LONGEST_REMARK = 2000
NOTES_A_SLIDE = 8
_EDITED = ("标题经人工修改；系统生成的原句：", "Title changed by hand; generated sentence: ")


def checked(choice: Choice) -> Choice:
    """Return the choice with its sections in force. Raises UnknownSection."""
    wanted = tuple(dict.fromkeys(choice.sections)) or tuple(SECTIONS)
    unknown = [key for key in wanted if key not in SECTIONS]
    if unknown:
        raise UnknownSection("unknown_section", section=unknown[0][:40], possible=tuple(SECTIONS))
    sentences = {place: printable(words) for place, words in choice.sentences.items()}
    remark = printable(choice.remark).strip()[:LONGEST_REMARK]
    return replace(choice, sections=wanted, remark=remark, sentences=sentences)


def with_plan(choice: Choice, material: Material) -> Choice:
    """Return the choice with a plan by its id: the one named, else the newest kept.

    The id goes into the stamp, so that a plan kept later does not change what a file of today says.
    """
    if "planning" not in choice.sections:
        return choice
    kept = plan_list(material.source.engine, choice.county)
    if not choice.plan:
        return replace(choice, plan=kept[0][0] if kept else "")
    named = [one for one, name, _ in kept if choice.plan in (one, name)]
    return replace(choice, plan=named[0]) if named else choice


def make_pack(
    material: Material,
    progress: Progress = no_progress,
    faults: Sequence[str] = (),
    made_by: MadeBy | None = None,
) -> Pack:
    """Return everything that goes into the files.

    faults: what went wrong before, such as a template that could not be read; told on a page of its own.
    made_by: the settings and code that the files name; None is those that run now.
    Raises UnknownSection, QuestionError for a place or period that does not exist, WarehouseError.
    """
    choice = with_plan(checked(material.choice), material)
    material = replace(material, choice=choice)
    words, reference = material.words, material.reference
    county = words.place(reference.county(choice.county))
    for code in choice.townships:
        reference.township(choice.county, code)
    reference.check_period(material.period)
    sections = []
    for number, key in enumerate(choice.sections):
        section = SECTIONS[key]
        progress(number / (len(choice.sections) + 1), section.name(words.language))
        sections.append(_content(key, section.name(words.language), material))
    metrics = list({metric.id: metric for section in sections for metric in section.metrics}.values())
    period_name = words.period(material.period)
    title = words.say(f"{county}医共体{period_name}运行评议", f"{county} medical community, review of {period_name}")
    pack = Pack(
        choice=choice,
        title=title,
        county_name=county,
        scope=words.scope + as_of(words),
        period_name=period_name,
        compare_name=words.compare(choice.compare),
        data_version=reference.version,
        made_at=end_of_month(reference.last_month),
        is_sample=reference.is_sample,
        edition=definitions_edition(metrics),
        sections=tuple(sections),
        slides=(),
        faults=tuple(faults),
        made_by=made_by or MadeBy(settings_version(), code_version()),
        rows=partial(
            fact_rows,
            material.source,
            tuple(metric.id for metric in metrics),
            choice.scope,
            rows_in=choice.rows_in,
        ),
    )
    progress(1.0, words.say("排好页面", "slides in order"))
    return replace(pack, slides=tuple(_slides(pack, words)))


def as_of(words: Words) -> str:
    """Return after which load the figures are read, to stand behind the scope; '' for now."""
    then = words.reference.as_of
    if then == "0":
        return words.say("（第一次装载之前的数）", " (before the first load)")
    return words.say(f"（第{then}次装载之后的数）", f" (as of load {then})") if then else ""


def end_of_month(month: int) -> datetime:
    """Return the last day of a month, YYYYMM: the only date that files of a data version carry."""
    year, number = divmod(month, 100)
    return datetime(year, number, monthrange(year, number)[1])


def definitions_edition(metrics: Sequence[Metric]) -> str:
    """Return a digest over the definitions used: the same words give the same edition."""
    text = "\n".join(
        f"{one.id}|{one.definition_zh}|{one.unit}|{one.source.edition}" for one in sorted(metrics, key=lambda m: m.id)
    )
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _content(key: str, name: str, material: Material) -> SectionContent:
    words = material.words
    try:
        content = SECTIONS[key].build(material)
    except NothingToSay as nothing:
        return absent_content(key, name, nothing.happened, nothing.next_step, words)
    except QuestionError as error:
        told = error.told(Voice(words.language))
        return absent_content(key, name, told.happened, told.next_step, words)
    return replace(content, slides=tuple(_as_edited(slide, material) for slide in content.slides))


def _as_edited(slide: Slide, material: Material) -> Slide:
    """Put the reader's own sentence in place of the generated one, and keep the generated one in the notes."""
    sentence = material.choice.sentences.get(slide.key, "").strip()
    if not sentence or sentence == slide.title:
        return slide
    note = material.words.say(*_EDITED) + slide.title
    place = slide.place if slide.place and slide.place in sentence else ""
    return replace(slide, title=sentence, drafted=slide.title, place=place, notes=(note, *slide.notes))


def _slides(pack: Pack, words: Words) -> list[Slide]:
    """Return the slides in order: cover, remark, sections, what is missing, definitions."""
    slides = [_cover(pack, words)]
    if pack.choice.remark:
        lines = tuple(line.strip() for line in pack.choice.remark.splitlines() if line.strip())
        slides.append(Slide("remark.1", "remark", words.say("说明", "Remark"), (Lines("", lines),), source=""))
    slides += [slide for section in pack.sections for slide in section.slides]
    if pack.faults:
        title = words.say("本次没有做成的部分", "What could not be made")
        slides.append(Slide("faults.1", "faults", title, (Lines("", pack.faults),), is_absent=True))
    defined = {one.id: one for section in pack.sections if section.defines for one in section.metrics}
    definitions = [words.definition(metric) for metric in defined.values()]
    for start in range(0, len(definitions), NOTES_A_SLIDE):
        part = definitions[start : start + NOTES_A_SLIDE]
        number, pages = start // NOTES_A_SLIDE + 1, -(-len(definitions) // NOTES_A_SLIDE)
        title = words.say("口径与来源", "Definitions and sources") + f" {number}/{pages}"
        slides.append(Slide(f"definitions.{number}", "definitions", title, (Lines("", tuple(part)),)))
    return slides


def _cover(pack: Pack, words: Words) -> Slide:
    return Slide("cover.1", "cover", pack.title, (Lines("", facts(pack, words)),))
