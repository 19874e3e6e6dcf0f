"""What a mechanism's map shows before its figures by township: places, clinics and institutions one by one.

Which of these a mechanism has is said by its rows and by the metrics that it names.
"""

from __future__ import annotations

from dataclasses import replace

from faces.blocks import Block, Drawing, Map
from faces.blocks.drawing import Area
from faces.blocks.pack import NamedFrame
from findings.evidence import by_institution, circle_map, clinics
from findings.evidence.shown import Asked, Shown, State
from findings.figures import Words

CIRCLE_NOTE = (
    "分钟按小汽车平常车速沿道路计算，不是直线圆圈；居民为各村登记人数",
    "minutes by car along roads in the usual season, no drawn rings; residents as registered of each village",
)


def parts_of(asked: Asked) -> Shown | None:
    """Return the mechanism's own things; None where it has none of them. Raises QuestionError, WarehouseError."""
    words = asked.words
    sentences: list[str] = []
    blocks: list[Block] = []
    notes: list[str] = []
    frames: list[NamedFrame] = []
    circle = circle_map.circle_of(asked)
    if circle is not None:
        sentences.append(circle_map.sentence(circle, words))
        blocks += circle_map.blocks(circle, asked)
        notes.append(words.say(*CIRCLE_NOTE))
        frames.append(NamedFrame(words.say("服务圈 各村", "circle villages"), circle_map.frame(circle, words)))
    doctors = clinics.doctors_of(asked)
    if doctors is not None:
        sentences.append(clinics.doctors_sentence(doctors, words))
        blocks.append(clinics.doctors_drawing(doctors, words))
        notes.append(clinics.unreported_note(doctors.unreported, words))
    drugs = clinics.drugs_of(asked)
    if drugs is not None:
        sentences.append(clinics.drugs_sentence(drugs, words))
        blocks.append(clinics.drugs_drawing(drugs, words))
        notes.append(clinics.unreported_note(drugs.unreported, words))
        frames.append(NamedFrame(words.say("村卫生室药品", "clinic drugs"), clinics.drugs_frame(drugs, words)))
    institutions = by_institution.institutions_of(asked)
    if institutions is not None:
        blocks.append(by_institution.institutions_drawing(institutions, words))
    if not blocks:
        return None
    note = words.say("；", "; ").join(note for note in notes if note)
    told = words.say("", " ").join(sentences)
    return Shown(told, "", State.USUAL, tuple(blocks), note + words.say("。", ".") if note else "", tuple(frames))


def with_parts(own: Shown, figures: Shown, words: Words) -> Shown:
    """Return both, the mechanism's own things first; one map is enough where they hold one.

    The state is that of the figures: things one by one are no verdict.
    """
    drawn = any(isinstance(mark, Area) for block in own.blocks if isinstance(block, Drawing) for mark in block.marks)
    later = tuple(block for block in figures.blocks if not (drawn and isinstance(block, Map)))
    sentence = words.say("", " ").join(filter(None, (own.finding, figures.finding)))
    place = figures.place if figures.place and figures.place in sentence else ""
    return replace(
        figures,
        finding=sentence,
        place=place,
        blocks=(*own.blocks, *later),
        note=words.say("", " ").join(filter(None, (own.note, figures.note))),
        frames=(*own.frames, *figures.frames),
    )
