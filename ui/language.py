"""Chinese first, English second: which of the two a reader has chosen, and the words of the frame in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from words.phrases import Names, Setting, Voice

Language = Literal["zh", "en"]
LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}
_KEY = "language"


def language() -> Language:
    """Return the reader's language; Chinese unless English was chosen or linked to (?lang=en)."""
    return "en" if st.session_state.get(_KEY) == "en" else "zh"


def set_language(chosen: str | None) -> None:
    """Remember a language; anything unknown is Chinese."""
    st.session_state[_KEY] = "en" if chosen == "en" else "zh"


def say(zh: str, en: str) -> str:
    """Return the words in the reader's language."""
    return en if language() == "en" else zh


def voice(setting: Setting = "terminal", names: Names | None = None) -> Voice:
    """Return how phrases and faults are said to the reader. names: places of the sentence, Chinese → English."""
    return Voice(language(), setting, names or {})


def speaker() -> Callable[[str, str], str]:
    """Return `say` with the language looked up once, for loops over hundreds of rows."""
    english = language() == "en"
    return lambda zh, en: en if english else zh
