"""The words of rounds of appraisal: their names, the bands, names as short as a column has room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final

from faces.measure import text_width
from findings.figures import Words
from metrics.evidence.appraisal import Item, Subject
from metrics.period import Period, add_months

BAND_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "upper": ("上段", "upper band"),
    "middle": ("中段", "middle band"),
    "lower": ("下段", "lower band"),
}
BAND_SHORT: Final[Mapping[str, tuple[str, str]]] = {
    "upper": ("上段", "upper"),
    "middle": ("中段", "middle"),
    "lower": ("下段", "lower"),
}
MONTHS_OF: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


KINDS_OF_PLACE: Final = "镇乡旗县市区"
"""A short name keeps what kind of place it is: 天宁镇, never 天宁."""


def round_name(month: int, cadence: str, words: Words) -> str:
    """Return a round's name: 2024年下半年. month: its last one."""
    return words.period(_span(month, cadence))


def round_head(month: int, cadence: str, words: Words) -> tuple[str, str]:
    """Return the two lines of a round's column: the year, and which part of it."""
    span, year = _span(month, cadence), str(month // 100)
    if span.kind == "year":
        return "", words.say(f"{year}年", year)
    whole = words.period(span)
    return year, whole.removeprefix(f"{year}年").removesuffix(f" {year}")


def _span(month: int, cadence: str) -> Period:
    return Period(add_months(month, 1 - MONTHS_OF.get(cadence, 1)), month)


def item_name(item: Item, words: Words) -> str:
    """Return the name of an item in the reader's language, as far as it is written in it."""
    return words.say(item.name, item.name_en or item.name)


def name_of(subject: Subject, words: Words) -> str:
    """Return the institution's name, or that of the township that was appraised."""
    return words.say(subject.name_zh, subject.name_en) or words.township_or_code(subject.code)


def short_names(names: Sequence[str], english: bool) -> list[str]:
    """Return names without what all of them begin or end with (鹿寨县, 卫生院): the column's head or the class says it.

    Fewer than three names keep theirs, and so do names of which nothing would be left.
    """
    if len(names) < 3:
        return list(names)
    ahead = _shared_start(names)
    behind = _shared_start([name[::-1] for name in names])[::-1]
    if english:  # whole words only
        ahead = ahead[: ahead.rfind(" ") + 1]
        behind = behind[behind.find(" ") :] if " " in behind else ""
    behind = behind.lstrip(KINDS_OF_PLACE)
    behind = behind if len(behind) > 1 else ""  # 院 alone is no more than the end of a word
    shortened = [name[len(ahead) : len(name) - len(behind)] for name in names]
    return shortened if all(len(name) >= 2 for name in shortened) else list(names)


def _shared_start(names: Sequence[str]) -> str:
    letters = zip(*names, strict=False)  # as far as the shortest reaches
    return "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, letters))


def fitted(words: str, width: float, size: float) -> str:
    """Return the words, cut with … where they are wider than so many units at this size."""
    if text_width(words) * size <= width:
        return words
    while words and text_width(words + "…") * size > width:
        words = words[:-1]
    return words.rstrip() + "…"


def two_lines(words: str, width: float, size: float) -> tuple[str, str]:
    """Return a column's head in at most two lines, the first "" where one is enough; English breaks between words."""
    if text_width(words) * size <= width:
        return "", words
    if " " in words:
        parts = words.split()
        cut = next((at for at in range(len(parts) - 1, 0, -1) if text_width(" ".join(parts[:at])) * size <= width), 1)
        return fitted(" ".join(parts[:cut]), width, size), fitted(" ".join(parts[cut:]), width, size)
    cut = next(at for at in range(len(words), 0, -1) if at == 1 or text_width(words[:at]) * size <= width)
    cut = min(cut, max((len(words) + 1) // 2, 1)) if text_width(words[(len(words) + 1) // 2 :]) * size <= width else cut
    return words[:cut], fitted(words[cut:], width, size)
