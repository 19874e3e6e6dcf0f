"""How months, names and lines of a drawing are set: as long as they have room for."""

from __future__ import annotations

from typing import Final

from faces.blocks.drawing import Stroke, Text
from faces.measure import text_width
from words.numbers import Language
from words.places import whole_of
from words.speech import Says

MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SMALL: Final = 12
TABLE: Final = 13
"""Sizes of type in a drawing's units: what explains, and what is read first."""


def month_words(month: int, language: Language = "zh") -> str:
    """Return a month in full: 2018年6月, Jun 2018."""
    year, number = divmod(month, 100)
    return f"{MONTHS_EN[number - 1]} {year}" if language == "en" else f"{year}年{number}月"


def short_month(month: int, language: Language = "zh") -> str:
    """Return a month for a narrow cell: 18年6月, 06/18."""
    year, number = divmod(month, 100)
    return f"{number:02d}/{year % 100:02d}" if language == "en" else f"{year % 100:02d}年{number}月"


def month_in_two(month: int, language: Language = "zh") -> tuple[str, str]:
    """Return a month on two lines, for a phone: 18年 and 6月, 2018 and Jun."""
    year, number = divmod(month, 100)
    return (str(year), MONTHS_EN[number - 1]) if language == "en" else (f"{year % 100:02d}年", f"{number}月")


def county_only(county: str, words: Says) -> str:
    """Return what a part without townships says, by the county's own kind: 只有全旗数."""
    return words.say(f"只有{whole_of(county)}数", "county-wide only")


def width_of(words: str, size: float = TABLE) -> float:
    """Return how wide words stand in a drawing's units."""
    return text_width(words) * size


def fitted(words: str, width: float, size: float = TABLE) -> str:
    """Return words as far as they have room, with … where they are cut."""
    if width_of(words, size) <= width:
        return words
    kept = words
    while kept and width_of(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(words: str, width: float, size: float = TABLE, most: int = 2) -> tuple[str, ...]:
    """Return words on at most `most` lines: English breaks between words, Chinese between characters."""
    pieces = [piece + " " for piece in words.split(" ")] if " " in words else list(words)
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_of((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    kept = [line.rstrip() for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = fitted(kept[-1] + "…", width, size)
    return tuple(fitted(line, width, size) for line in kept)


def splits_a_word(words: str, width: float, size: float = TABLE) -> bool:
    """Say whether an English word among these is wider than the room; Chinese breaks between any two characters."""
    return any(piece.isascii() and width_of(piece, size) > width for piece in words.split(" "))


def underline(name: str, place: str, x: float, baseline: float, size: float = TABLE) -> Stroke:
    """Return the cinnabar line under the finding's place, where the name begins with it, else under the name."""
    wide = width_of(place if place and name.startswith(place) else name, size)
    return Stroke(((x, baseline + 4), (x + wide, baseline + 4)), "point", 2)


def right(
    words: str, x: float, baseline: float, ink: str = "ink", *, size: float = TABLE, bold: bool = False, title: str = ""
) -> Text:
    """Return words that end at x."""
    return Text(words, x, baseline, size, ink, bold, "end", title)
