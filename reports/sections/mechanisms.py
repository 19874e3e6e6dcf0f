"""改革举措: what the county set up, who answers for it, and what its figures say."""

from __future__ import annotations

from collections.abc import Sequence

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from faces.look.tokens import Judgement
from findings.figures import Words
from findings.material import Material
from findings.mechanisms import STATE_WORDS, main_metric, mechanism_finding, state_counts
from findings.rows import has_base, shown_columns
from metrics.catalogue import CATALOGUE, get
from metrics.judge.assessment import Assessment
from metrics.reads.mechanisms import (
    BETTER,
    MIXED,
    NOTHING,
    STILL,
    WORSE,
    MechanismCard,
    mechanism_cards,
    milestones,
    state_of,
)
from reports.sections.section import NothingToSay, Section
from words.names import FIELDS_EN
from words.offices import office_en

KEY = "mechanisms"
JUDGED: dict[str, Judgement] = {BETTER: "good", WORSE: "bad"}
# The worse fact is read first; look: at most six rows a screen, a table in a file may hold more.
ORDER = (WORSE, MIXED, BETTER, STILL, NOTHING)
ROWS_A_SLIDE = 9


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where the county has no mechanism on record."""
    words, choice = material.words, material.choice
    cards = material.source.read(mechanism_cards, choice.county)
    county = words.place(material.reference.county(choice.county))
    if not cards:
        raise NothingToSay(
            words.say(f"{county}还没有登记改革举措。", f"{county} has no mechanism on record. "),
            words.say("请管理员装载举措表。", "Load the mechanisms."),
        )
    evidence = tuple(dict.fromkeys(one for card in cards for one in card.metric_ids if one in CATALOGUE))
    # Mechanisms are the county's, whatever townships are chosen.
    judged = material.judged(evidence, choice.scope.whole_county)
    states = {card.mechanism_id: state_of(card, judged.county) for card in cards}
    title = mechanism_finding(cards, state_counts(cards, judged), county, words)
    ranked = sorted(cards, key=lambda card: ORDER.index(states[card.mechanism_id]))
    slides = _list_slides(ranked, states, judged, material, title)
    milestones = _milestones(material, county)
    slides += [milestones] if milestones else []
    name = SECTION.name(words.language)
    paragraphs = [Paragraph(name, 1), Paragraph(title)]
    for field in dict.fromkeys(card.field for card in cards):
        paragraphs.append(Paragraph(words.say(field, FIELDS_EN.get(field, field)), 2))
        own = [card for card in cards if card.field == field]
        paragraphs += [
            Paragraph(
                f"{number}.{'' if words.language == 'zh' else ' '}"
                + _sentence(card, states[card.mechanism_id], judged, words)
            )
            for number, card in enumerate(own, start=1)
        ]
    return SectionContent(
        KEY,
        name,
        tuple(slides),
        tuple(paragraphs),
        frames=(NamedFrame(words.say("举措 佐证指标", "mechanism evidence"), shown_columns(judged.county)),),
        metrics=judged.metrics,
        defines=False,
        highlights=(title,),
    )


def _sentence(card: MechanismCard, state: str, judged: Assessment, words: Words) -> str:
    figure = _figure(card, judged, words)
    head = words.say(f"{card.name_zh}（{card.owner}）：", f"{card.name_en} ({office_en(card.owner)}): ")
    body = words.join([part for part in (figure, words.say(*STATE_WORDS[state])) if part])
    return head + body + words.say("。", ".")


def _figure(card: MechanismCard, judged: Assessment, words: Words) -> str:
    """Return the first evidence with a figure: its name, value and change."""
    metric_id = main_metric(card, judged)
    if metric_id is None:
        return ""
    row, metric = judged.headline(metric_id), get(metric_id)
    change = words.change(row, metric, judged.compare) if has_base(row, judged) else ""
    gap = words.say("", " ")
    return words.join([part for part in (f"{words.name(metric)}{gap}{words.value(row, metric)}", change) if part])


def _list_slides(
    cards: Sequence[MechanismCard], states: dict[str, str], judged: Assessment, material: Material, title: str
) -> list[Slide]:
    words = material.words
    columns = (
        Column(words.say("举措", "Mechanism"), kind="text", weight=1.7),
        Column(words.say("牵头", "Owner"), kind="text", weight=1.1),
        Column(words.say("佐证指标", "Evidence"), kind="text", weight=1.7),
        Column(words.say("本期", "Value"), kind="text", weight=0.9),
        Column(words.say("变化", "Change"), kind="text", weight=1.5),
        Column(words.say("状态", "State"), kind="text", weight=1.1),
    )
    rows = [_row(card, states[card.mechanism_id], judged, words) for card in cards]
    pages = -(-len(rows) // ROWS_A_SLIDE)
    size = -(-len(rows) // pages)
    shown = [rows[start : start + size] for start in range(0, len(rows), size)]
    source = words.say("同期变化，不等于效果；举措按全县计", "Changes alongside, not effects; whole county")
    notes = tuple(words.definition(metric) for metric in judged.metrics)

    def heading(number: int) -> str:
        return "" if pages == 1 else words.say(f"第{number}页，共{pages}页", f"Page {number} of {pages}")

    return [
        Slide(
            f"{KEY}.{number}",
            KEY,
            title,
            (
                Table(
                    "" if pages == 1 else words.say(f"第{number}页，共{pages}页", f"Page {number} of {pages}"),
                    columns,
                    tuple(part),
                ),
            ),
            "",
            source,
            notes if number == 1 else (),
        )
        for number, part in enumerate(shown, start=1)
    ]


def _row(card: MechanismCard, state: str, judged: Assessment, words: Words) -> Row:
    name = Cell(words.say(card.name_zh, card.name_en))
    metric_id = main_metric(card, judged)
    verdict = Cell(words.say(*STATE_WORDS[state]), judgement=JUDGED.get(state), strong=state in JUDGED)
    if metric_id is None:
        return Row(
            (
                name,
                Cell(words.say(card.owner, office_en(card.owner))),
                Cell(""),
                Cell(""),
                Cell(""),
                verdict,
            )
        )
    row, metric = judged.headline(metric_id), get(metric_id)
    change = words.change(row, metric, judged.compare) if has_base(row, judged) else ""
    return Row(
        (
            name,
            Cell(words.say(card.owner, office_en(card.owner))),
            Cell(words.name(metric)),
            Cell(words.value(row, metric), float(row["value"]), 2),
            Cell(change),
            verdict,
        )
    )


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
        Row((Cell(str(row["date"])), Cell(words.say(row["event_zh"], row["event_en"]))))
        for row in found.to_dict("records")
    )
    title = words.say(f"{county}改革大事记：{len(rows)}件。", f"{county}: {len(rows)} milestones of the reform.")
    source = words.say("来源：公开报道", "Source: published accounts")
    return Slide(f"{KEY}.milestones", KEY, title, (Table("", columns, rows),), "", source)


SECTION = Section(KEY, "改革举措", "Reform", build, page="mechanisms")
