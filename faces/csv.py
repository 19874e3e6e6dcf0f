"""Rows → CSV: the one writer. What the file is stands above the rows, marked 示例 where they were invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from words.speech import Says

SAMPLE: Final = ("示例数据，不是真实业务数据", "Sample data, not real operations")
MIME: Final = "text/csv"
# What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class About:
    """What a file says of itself before its rows.

    is_sample : the rows, or some of them, were invented.
    source    : where they come from; period: of when; lines: whatever else a reader must know.
    """

    is_sample: bool
    source: str = ""
    period: str = ""
    lines: Sequence[str] = ()


def csv_file(frame: pd.DataFrame, about: About, words: Says) -> bytes:
    """Return a file in UTF-8 with the mark that spreadsheets need to read it; lines before the heads begin with #.

    Words that a spreadsheet would run as a formula get an apostrophe ('=1+1); numbers stay as they are.
    """
    told = [words.say(*SAMPLE)] if about.is_sample else []
    if about.source:
        told.append(words.say("来源：", "Source: ") + about.source)
    if about.period:
        told.append(words.say("时期：", "Period: ") + about.period)
    head = "".join(f"# {_one_line(line)}\n" for line in (*told, *about.lines))
    safe = frame.rename(columns=_harmless).map(_harmless)
    return (head + safe.to_csv(index=False)).encode("utf-8-sig")


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: words that begin like a formula, and are no number, get an apostrophe."""
    if not isinstance(value, str) or not value.startswith(_FORMULA) or _is_number(value):
        return value
    return f"'{value}"


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return True
