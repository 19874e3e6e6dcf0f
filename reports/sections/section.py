"""What a section is: its name and the function that makes its content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from faces.blocks import Block, Lines
from faces.blocks.pack import Paragraph, SectionContent, Slide
from findings.figures import Words
from findings.material import Material
from findings.quality import doubt_foot, doubt_note
from findings.reporting import reporting_note, source_and_reporting
from metrics.judge.assessment import Assessment
from metrics.reads.register import register_names


class NothingToSay(Exception):
    """The section has no data for this choice; the pack then says so on the section's own page."""

    def __init__(self, happened: str, next_step: str) -> None:
        super().__init__(f"{happened}{next_step}")
        self.happened = happened
        self.next_step = next_step


@dataclass(frozen=True)
class Section:
    """A part of the pack. `build` may raise NothingToSay, QuestionError or WarehouseError.

    page : address of the page that says the same, "" for 总览; None where there is no such page.
    """

    key: str
    name_zh: str
    name_en: str
    build: Callable[[Material], SectionContent]
    page: str | None

    def name(self, language: str) -> str:
        """Return the section's name in a language."""
        return self.name_en if language == "en" else self.name_zh


def foot(judged: Assessment, metric_ids: Sequence[str], source: str, material: Material) -> str:
    """Return the foot of a slide: where its rows come from, what its marks stand for, which figures are in doubt."""
    told = source_and_reporting(judged, metric_ids, source, material.words)
    doubt = doubt_foot(material.failing(metric_ids), material.words)
    return material.words.say("；", "; ").join(part for part in (told, doubt) if part)


def notes_on(judged: Assessment, metric_ids: Sequence[str], material: Material) -> list[str]:
    """Return what the figures of a section lack and which are in doubt, a line each, for its paragraphs."""
    lacks = reporting_note(judged, metric_ids, material.words)
    failing = material.failing(metric_ids)
    if not failing:
        return [lacks] if lacks else []
    names = material.source.read(register_names, material.choice.county, material.words.language)
    return [line for line in (lacks, doubt_note(failing, names, material.words)) if line]


def absent_content(key: str, name: str, happened: str, next_step: str, words: Words) -> SectionContent:
    """Return a section that only says what is missing and what to do."""
    title = words.say(f"{name}：没有做出来", f"{name}: not in this pack")
    slide = Slide(
        key=f"{key}.1",
        section=key,
        title=title,
        blocks=(Lines("", (happened.strip(), next_step.strip())),),
        is_absent=True,
    )
    paragraphs = (Paragraph(name, 1), Paragraph(f"{happened}{next_step}"))
    return SectionContent(key, name, (slide,), paragraphs)


def present(*blocks: Block | None) -> tuple[Block, ...]:
    """Return the blocks that could be made."""
    return tuple(block for block in blocks if block is not None)
