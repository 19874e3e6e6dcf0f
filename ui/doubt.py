"""Which figures of a page stand on inputs that fail, and the line that says so: the same on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from findings.figures import Words
from findings.quality import doubt_note
from metrics.quality.failing import failing_inputs
from metrics.quality.ledger import Entry
from metrics.reads.register import register_names
from metrics.scope import Scope
from ui import kept
from ui.components import note

Failing = Mapping[str, Sequence[Entry]]


def doubts(metric_ids: Sequence[str], scope: Scope) -> Failing:
    """Return the open problems of the figures of some metrics; nothing where none is in doubt."""
    return kept.ask(failing_inputs, tuple(dict.fromkeys(metric_ids)), scope)


def show_doubts(failing: Failing, scope: Scope, words: Words) -> None:
    """Write which figures are in doubt and why; nothing where none is."""
    if failing:
        st.html(note(doubt_note(failing, kept.read(register_names, scope.county, words.language), words)))
