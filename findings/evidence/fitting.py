"""Words that must fit a place in a drawing, and months and days as drawings write them."""

from __future__ import annotations

from faces.blocks.drawing import Bar, Mark, Text
from faces.measure import text_width
from findings.figures import Words
from metrics.period import Period


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


def hidden_marks(x: float, y: float, width: float, size: float = 12) -> tuple[Mark, ...]:
    """Return `<10` on a hatched ground whose right end is x and whose baseline is y."""
    ground = Bar(x - width, y - size - 1, width, size + 5, "neutral_soft", hatched=True)
    return ground, Text("<10", x - 4, y, size, "ink_2", anchor="end")


def month_words(month: int, words: Words) -> str:
    """Return a month by its name: 2024年9月, Sep 2024."""
    return words.period(Period(month, month))
