"""The signs every face shares: arrows by certainty, and what a township's mark says against the county's line."""

from __future__ import annotations

from typing import Final

from faces.look.tokens import Better, Judgement

ARROWS: Final = {("up", True): "▲", ("down", True): "▼", ("up", False): "△", ("down", False): "▽"}


def arrow_sign(direction: str, *, clear: bool) -> str:
    """Return ▲▼ for a clear change, △▽ for one that is not, a dash where nothing moved."""
    return ARROWS.get((direction, clear), "–")


def is_apart(standing: str) -> bool:
    """Say whether a township differs clearly from the county: its mark is filled, and its value set in bold."""
    return standing in ("above", "below")


def standing_judgement(standing: str, better: Better) -> Judgement:
    """Above the county is better only where higher is; what cannot be told apart is judged by nobody."""
    if not is_apart(standing) or better == "neutral":
        return "neutral"
    return "good" if (standing == "above") == (better == "higher") else "bad"


def is_diamond(standing: str, better: Better) -> bool:
    """Say whether a township's mark is a diamond: worse than the county, or below it where nothing is better.

    Shape and colour say it together, so that a grey print still does.
    """
    return standing == ("above" if better == "lower" else "below")
