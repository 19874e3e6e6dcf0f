"""Sentences of the lower floors by their codes: Chinese, English."""

from typing import Final

from words.joined import joined
from words.sentences import checks, files, hints, ledger, roads, roster, siting

SENTENCES: Final[dict[str, tuple[str, str]]] = joined(
    hints.SENTENCES,
    siting.SENTENCES,
    roster.SENTENCES,
    ledger.SENTENCES,
    files.SENTENCES,
    roads.SENTENCES,
    checks.SENTENCES,
)
