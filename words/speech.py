"""Two languages' words, where no place or metric is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from words.numbers import Language


class Says(Protocol):
    """Anything that says words in one language."""

    def say(self, zh: str, en: str) -> str:
        """Return the words in this language."""
        ...


@dataclass(frozen=True)
class Speech:
    """Words in one language."""

    language: Language

    def say(self, zh: str, en: str) -> str:
        """Return the words in this language."""
        return en if self.language == "en" else zh
