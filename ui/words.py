"""The words that pages and files share, in the reader's language and for the reader's choice of townships."""

from __future__ import annotations

from findings.figures import Words
from metrics.reference import Reference
from metrics.scope import Scope
from ui.language import language
from words import numbers


def words_of(scope: Scope, reference: Reference) -> Words:
    """Return the words of a page: what `findings/` takes."""
    return Words(language(), reference, scope.townships)


def people_words(count: float) -> str:
    """Return a number of people in the reader's language."""
    return numbers.people_words(count, language())
