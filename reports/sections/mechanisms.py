"""改革举措: how a county's mechanisms stand, and the chosen ones each drawn as the thing it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from faces.blocks import Block, Cell, Column, Intervals, Map, Row, Table
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from faces.look.tokens import Judgement
from findings.evidence.shown import State
from findings.evidence_register import register_sentence, register_table
from findings.figures import Words
from findings.material import Material
from findings.mechanism_boxes import date_words
from findings.mechanisms import STATE_WORDS, Opened, list_finding, listed, rule_words, state_counts, state_sentence
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from metrics.reads.evidence import evidence_of
from metrics.reads.mechanisms import mechanism_cards, milestones
from reports.sections.section import NothingToSay, Section
from words.names import FIELDS_EN
from words.numbers import Language
from words.offices import office_en

KEY: Final = "mechanisms"
JUDGED: Final[dict[State, Judgement]] = {State.DUE: "bad", State.BETTER: "good"}
ROWS_A_SLIDE: Final = 8
REGISTER_ROWS: Final[dict[Language, int]] = {"zh": 14, "en": 7}
"""Items of evidence a slide has room for in readable type: English takes two lines where Chinese takes one."""
SHOWN_UNASKED: Final = 3
"""Mechanisms drawn where a pack names none: those that matter, the most urgent first."""
MOST_PICTURES: Final = 2
MOST_SLIDES: Final = 3
"""Of a mechanism's first view."""


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where the county has no mechanism on record."""
    words, choice = material.words, material.choice
    cards = material.source.read(mechanism_cards, choice.county)
    county = words.place(material.reference.county(choice.county))
    if not cards:
        raise NothingToSay(
            words.say(f"{county}还没有登记改革举措。", f"{county} has no mechanism on record. "),
            words.say("请在“改革举措”页新增举措。", "Add one on the page Reform."),
        )
    mechanisms = material.source.ask(listed, tuple(cards), choice.scope, choice.language)
    title, place = list_finding(mechanisms, county, words)
    drawn = chosen(mechanisms, choice.mechanisms)
    dated = _milestones(material, county)
    slides = [
        *_list_slides(mechanisms, words, title, place),
        *(slide for one in drawn for slide in _slides(one, words)),
    ]
    name = SECTION.name(words.language)
    frames = [frame for mechanism in drawn for frame in _frames(mechanism, words)]
    return SectionContent(
        KEY,
        name,
        (*slides, *([dated] if dated else []), *_register(material)),
        tuple(_paragraphs(mechanisms, name, title, words)),
        frames=tuple(frames),
        metrics=_metrics(mechanisms),
        defines=False,
        highlights=(title,),
    )


def chosen(mechanisms: Sequence[Opened], asked: Sequence[str]) -> list[Opened]:
    """Return the mechanisms to draw: those asked for, in that order, else the first that have something to show."""
    by_id = {mechanism.card.mechanism_id: mechanism for mechanism in mechanisms}
    if asked:
        return [by_id[mechanism_id] for mechanism_id in asked if mechanism_id in by_id]
    return [mechanism for mechanism in mechanisms if mechanism.views][:SHOWN_UNASKED]


def _metrics(mechanisms: Sequence[Opened]) -> tuple[Metric, ...]:
    """Return the catalogue's metrics among the figures: one limited to its mechanism has rows of its own."""
    found: dict[str, Metric] = {}
    for mechanism in mechanisms:
        for metric in () if mechanism.judged is None else mechanism.judged.metrics:
            if metric is CATALOGUE.get(metric.id):
                found[metric.id] = metric
    return tuple(found.values())


def _frames(mechanism: Opened, words: Words) -> list[NamedFrame]:
    name = words.say(mechanism.card.name_zh, mechanism.card.name_en)
    return [
        NamedFrame(f"{words.say(kind.name_zh, kind.name_en)} {name}", frame.frame)
        for kind, shown in mechanism.views
        for frame in shown.frames
    ]


def _paragraphs(mechanisms: Sequence[Opened], name: str, title: str, words: Words) -> list[Paragraph]:
    found = [Paragraph(name, 1), Paragraph(title), Paragraph(_counted(mechanisms, words))]
    for field in dict.fromkeys(mechanism.card.field for mechanism in mechanisms):
        found.append(Paragraph(words.say(field, FIELDS_EN.get(field, field)), 2))
        own = [mechanism for mechanism in mechanisms if mechanism.card.field == field]
        found += [
            Paragraph(f"{number}.{words.say('', ' ')}{_sentence(mechanism, words)}")
            for number, mechanism in enumerate(own, start=1)
        ]
    return found


def _counted(mechanisms: Sequence[Opened], words: Words) -> str:
    stop = words.say("。", ".")
    return state_sentence(state_counts(mechanisms), words) + stop + words.say("", " ") + rule_words(words) + stop


def _sentence(mechanism: Opened, words: Words) -> str:
    card = mechanism.card
    head = words.say(f"{card.name_zh}（{card.owner}）：", f"{card.name_en} ({office_en(card.owner)}): ")
    return head + mechanism.finding


def _list_slides(mechanisms: Sequence[Opened], words: Words, title: str, place: str) -> list[Slide]:
    columns = (
        Column(words.say("举措", "Mechanism"), kind="text", weight=1.5),
        Column(words.say("看到的样子", "Shown as"), kind="text", weight=0.6),
        Column(words.say("一句话", "In a sentence"), kind="text", weight=3.2),
        Column(words.say("牵头", "Owner"), kind="text", weight=1.1),
        Column(words.say("状态", "State"), kind="text", weight=0.8),
    )
    rows = tuple(_row(mechanism, words) for mechanism in mechanisms)
    source = words.say(
        "只计各举措自己的行；同期变化，不等于效果", "Each mechanism's own rows; changes alongside, not effects"
    )
    return [
        Slide(f"{KEY}.{number}", KEY, title, (part,), place, source)
        for number, part in enumerate(_paged(Table("", columns, rows), ROWS_A_SLIDE, words), start=1)
    ]


def _paged(table: Table, most_rows: int, words: Words) -> list[Table]:
    """Return the table in parts of equal length, each with its page where there are several."""
    pages = -(-len(table.rows) // most_rows)
    size = -(-len(table.rows) // pages)
    return [
        Table(
            "" if pages == 1 else words.say(f"第{number}页，共{pages}页", f"Page {number} of {pages}"),
            table.columns,
            table.rows[(number - 1) * size : number * size],
        )
        for number in range(1, pages + 1)
    ]


def _row(mechanism: Opened, words: Words) -> Row:
    card, first = mechanism.card, mechanism.first
    kind = "" if first is None else words.say(first[0].name_zh, first[0].name_en)
    state = words.say(*STATE_WORDS[mechanism.state])
    return Row(
        [
            words.say(card.name_zh, card.name_en),
            kind,
            mechanism.finding,
            words.say(card.owner, office_en(card.owner)),
            Cell(state, judgement=JUDGED.get(mechanism.state), strong=mechanism.state in JUDGED),
        ]
    )


def _slides(mechanism: Opened, words: Words) -> list[Slide]:
    """Return the slides of the first view's pictures, and one for each further view's first."""
    name = words.say(mechanism.card.name_zh, mechanism.card.name_en)
    colon = words.say("：", ": ")
    found: list[Slide] = []
    for view, (_, shown) in enumerate(mechanism.views):
        on_slides = _on_slides(shown.blocks)
        for number, blocks in enumerate(_chosen_pictures(on_slides) if view == 0 else on_slides[:1]):
            title = f"{name}{colon}{shown.finding if number == 0 else blocks[0].title or shown.finding}"
            key = f"{KEY}.{mechanism.card.mechanism_id}.{len(found) + 1}"
            place = shown.place if number == 0 else ""
            source = shown.note or words.say("只计本举措的行", "Only the mechanism's own rows")
            found.append(Slide(key, KEY, title, blocks, place, source))
    return found


def _on_slides(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """Return the blocks of each slide in order: a map and the townships' values beside it, any other block alone."""
    found: list[tuple[Block, ...]] = []
    for block in blocks:
        before = found[-1] if found else ()
        if isinstance(block, Map) and len(before) == 1 and isinstance(before[0], Intervals):
            found[-1] = (block, *before)
        else:
            found.append((block,))
    return found


def _chosen_pictures(on_slides: Sequence[tuple[Block, ...]]) -> list[tuple[Block, ...]]:
    """Return the slides of a first view: two pictures and a table between them, or one picture and its tables."""
    pictures = [number for number, blocks in enumerate(on_slides) if not isinstance(blocks[0], Table)]
    last = pictures[MOST_PICTURES - 1] + 1 if len(pictures) >= MOST_PICTURES else len(on_slides)
    return list(on_slides[: min(max(last, MOST_PICTURES), MOST_SLIDES)])


def _milestones(material: Material, county: str) -> Slide | None:
    words = material.words
    found = material.source.read(milestones, material.choice.county)
    if found.empty:
        return None
    columns = (
        Column(words.say("时间", "Date"), kind="text", weight=0.5),
        Column(words.say("大事", "Event"), kind="text", weight=3),
    )
    rows = tuple(
        Row((Cell(date_words(str(row["date"]), words)), Cell(words.say(row["event_zh"], row["event_en"]))))
        for row in found.to_dict("records")
    )
    title = words.say(f"{county}改革大事记：{len(rows)}件。", f"{county}: {len(rows)} milestones of the reform.")
    source = words.say("来源：公开报道", "Source: published accounts")
    return Slide(f"{KEY}.milestones", KEY, title, (Table("", columns, rows),), "", source)


def _register(material: Material) -> list[Slide]:
    """Return the evidence of the qualitative national measures; no slide where none is on record."""
    words = material.words
    register = material.source.read(evidence_of, material.choice.county)
    if not register:
        return []
    title = register_sentence(register, words)
    source = words.say(f"佐证材料台账，{words.whole}", "Evidence register, the whole county")
    parts = _paged(register_table(register, words), REGISTER_ROWS[words.language], words)
    return [
        Slide(f"{KEY}.register.{number}", KEY, title, (part,), "", source) for number, part in enumerate(parts, start=1)
    ]


SECTION = Section(KEY, "改革举措", "Reform", build, page="mechanisms")
