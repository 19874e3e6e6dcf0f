"""Words that must fit a place in a drawing, and months and days as drawings write them."""

from __future__ import annotations

from faces.blocks.drawing import Bar, Mark, Text
from faces.measure import text_width
from findings.figures import Words
from metrics.period import Period
from words.names import STATUSES
from words.speech import Says


def fit(words: str, width: float, size: float) -> str:
    """Return the words, cut off with … where they are wider than `width` units at this size of type."""
    if text_width(words) * size <= width:
        return words
    while words and text_width(words + "…") * size > width:
        words = words[:-1]
    return words.rstrip() + "…"


def lines_of_words(words: str, width: float, size: float) -> tuple[str, ...]:
    """Return the words broken into lines of at most `width` units; English breaks between words."""
    parts = words.split(" ") if " " in words else list(words)
    gap = " " if " " in words else ""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{gap}{part}" if lines else part
        if lines and text_width(longer) * size <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return tuple(lines)


def hidden_sign(words: Says) -> str:
    """Return what stands for a hidden count in every picture, table and file.

    One sign for what is small itself and for what is hidden with it: two signs would tell which is which, and of 1 and
    10 with their sum of 11 a reader would know both (docs/decisions/0101).
    """
    return words.say(*STATUSES["hidden"])


def hidden_width(words: Says, size: float = 12) -> float:
    """Return how wide `hidden_marks` are."""
    return text_width(hidden_sign(words)) * size + 8


def hidden_marks(x: float, y: float, words: Says, size: float = 12) -> tuple[Mark, ...]:
    """Return the sign of a hidden count on a hatched ground whose right end is x and whose baseline is y."""
    width = hidden_width(words, size)
    ground = Bar(x - width, y - size - 1, width, size + 5, "neutral_soft", hatched=True)
    return ground, Text(hidden_sign(words), x - 4, y, size, "ink_2", anchor="end")


def hidden_note(words: Says) -> str:
    """Return what the sign means, as a note under a picture says it."""
    return words.say("已隐藏：不足10，或能推算出不足10的数", "hidden: fewer than 10, or would tell a count that is")


def month_words(month: int, words: Words) -> str:
    """Return a month by its name: 2024年9月, Sep 2024."""
    return words.period(Period(month, month))
