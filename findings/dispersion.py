"""How much townships differ beyond chance, in words: beside every interval and funnel that allows for it."""

from __future__ import annotations

import pandas as pd

from findings.figures import Words
from metrics.judge.assessment import Assessment
from words.numbers import format_number


def dispersion_in(rows: pd.DataFrame) -> float:
    """Return φ of one metric's township rows; 1 where their limits allow for none."""
    known = rows["dispersion"].dropna() if "dispersion" in rows else pd.Series(dtype=float)
    return float(known.iloc[0]) if len(known) else 1.0


def dispersion_words(rows: pd.DataFrame, words: Words) -> str:
    """Return that limits were widened and by how much; '' where they were not."""
    return widened_words(dispersion_in(rows), words)


def widened_words(phi: float, words: Words) -> str:
    """Return that limits were widened by a φ; '' for one that widens nothing."""
    if phi <= 1:
        return ""
    number = format_number(phi, 1)
    return words.say(f"已按过度离散放宽，乘性调整φ={number}", f"widened for over-dispersion, multiplicative φ={number}")


def dispersion_of(judged: Assessment, metric_id: str, words: Words) -> str:
    """Return the same of one metric of an assessment."""
    return dispersion_words(judged.of_townships(metric_id), words)


def in_brackets(told: str, words: Words) -> str:
    """Return words in brackets, as they follow a title; nothing for none."""
    return words.say(f"（{told}）", f" ({told})") if told else ""


def interval_head(rows: pd.DataFrame, words: Words) -> str:
    """Return the head of a column of intervals: with φ where they were widened by it."""
    phi = dispersion_in(rows)
    widened = words.say(f"（φ={format_number(phi, 1)}）", f" (φ={format_number(phi, 1)})") if phi > 1 else ""
    return words.say("95%区间", "95% interval") + widened
