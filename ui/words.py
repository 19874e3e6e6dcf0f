"""The words that pages and files share, in the reader's language and for the reader's choice of townships."""

from __future__ import annotations

import pandas as pd

from findings.figures import Words
from metrics.reference import Reference
from metrics.scope import Scope
from ui.frame import current_view
from ui.language import language, say
from words import numbers
from words.experts import specialty_en
from words.offices import office_en


def words_of(scope: Scope, reference: Reference) -> Words:
    """Return the words of a page: what `findings/` takes."""
    return Words(language(), reference, scope.townships, scope.county)


def whole_words() -> str:
    """Return how the whole county of the page is said in Chinese: 全县, 全区, 全旗, 全市."""
    view = current_view()
    return words_of(view.scope, view.reference).whole


def people_words(count: float) -> str:
    """Return a number of people in the reader's language."""
    return numbers.people_words(count, language())


def names_by_code(table: pd.DataFrame, code: str) -> dict[str, str]:
    """Return code → name of a table of institutions or experts."""
    return dict(zip(table[code], table["name_zh" if language() == "zh" else "name_en"], strict=True))


def specialty_words(specialty: str) -> str:
    """Return a specialty's name."""
    return say(specialty, specialty_en(specialty))


def office_words(owner: str) -> str:
    """Return the office that answers for something."""
    return say(owner, office_en(owner))
