"""Rows of the list of mechanisms, and the county's milestones, as HTML."""

from __future__ import annotations

from html import escape

import pandas as pd

from faces.screen.base import Look
from faces.screen.drawing import drawing_html
from findings.evidence.shown import State
from findings.evidence.thumbnail import thumbnail
from findings.mechanism_boxes import date_words
from findings.mechanisms import STATE_WORDS, Opened
from metrics.reads.mechanisms import MechanismCard
from ui.language import language, say
from ui.words import office_words
from words.names import FIELDS_EN
from words.speech import Speech

SIGNS = {
    State.DUE: ("bad", "◆"),
    State.BETTER: ("good", "●"),
    State.STILL: ("neutral", "○"),
    State.USUAL: ("ink", "●"),
    State.LITTLE: ("neutral", "◌"),
    State.NOTHING: ("neutral", "▨"),
}


def field_words(field: str) -> str:
    """Return the name of a field, in the reader's language where it is known in it."""
    return say(field, FIELDS_EN.get(field, field))


def span_words(card: MechanismCard) -> str:
    """Return since when a mechanism stands and until when it stood, as exact as the source; "" where unknown."""
    begun = "" if card.since is None else say(f"{card.since // 100}年起", f"since {card.since // 100}")
    if card.until is None:
        return begun
    year, month = divmod(card.until, 100)
    ended = say(f"{year}年{month}月结束", f"ended {year}-{month:02d}")
    return f"{begun}{say('，', ', ') if begun else ''}{ended}"


def state_html(state: State) -> str:
    """Return a state with its sign."""
    ink, sign = SIGNS[state]
    return f'<span class="state {ink}">{sign} {escape(say(*STATE_WORDS[state]))}</span>'


def state_words(mechanism: Opened) -> str:
    """Return a mechanism's state with its sign, as a line of words."""
    return f"{SIGNS[mechanism.state][1]} {say(*STATE_WORDS[mechanism.state])}"


def row_html(mechanism: Opened, look: Look) -> str:
    """Return one mechanism: kind and thumbnail, name and office, its sentence, field and state."""
    card, first = mechanism.card, mechanism.first
    block = first[1].blocks[0] if first is not None and first[1].blocks else None
    kind = say(first[0].name_zh, first[0].name_en) if first is not None else say("没有行", "no rows")
    about = " · ".join(part for part in (office_words(card.owner), span_words(card)) if part)
    return (
        f'<div class="yl yl-mech"><span class="kind">{escape(kind)}</span>'
        f'<span class="thumb">{drawing_html(thumbnail(block), look)}</span>'
        f'<span class="name"><b>{escape(say(card.name_zh, card.name_en))}</b><small>{escape(about)}</small></span>'
        f'<span class="said">{escape(mechanism.finding)}</span>'
        f'<span class="field">{escape(field_words(card.field))}</span>'
        f"{state_html(mechanism.state)}</div>"
    )


def timeline(milestones: pd.DataFrame) -> str:
    """Return the county's milestones as a dated list."""
    said = Speech(language())
    items = "".join(
        f"<div><b>{escape(date_words(str(row['date']), said))}</b>{escape(say(row['event_zh'], row['event_en']))}</div>"
        for row in milestones.to_dict("records")
    )
    return f'<div class="yl yl-time">{items}</div>'
