"""A mechanism of the small county asked for what it shows: a warehouse with only the rows of a test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from data_access.engine import open_engine
from data_access.schema import metadata
from faces.blocks import Block
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.period import Period
from metrics.reads.mechanisms import MechanismCard
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.faces.test_held import pack_of, words_of_deck, words_of_workbook
from tests.metrics.small_county import COUNTY
from tests.small_warehouse import small_with
from words.numbers import Language

MECHANISM = "small_mechanism"
KEPT = {"county_code": COUNTY, "mechanism_id": MECHANISM, "basis": "synthetic", "load_id": "test"}
NEEDED = ("load", "county", "township", "institution", "data_version")


def asked(
    folder: Path,
    tables: dict[str, list[dict[str, Any]]],
    *,
    period: str = "2023",
    townships: Sequence[str] = (),
    language: Language = "zh",
    **rules: int,
) -> Asked:
    """Return the question to a mechanism whose rows are those of `tables`, completed with KEPT."""
    rows = {}
    for name, own in tables.items():
        kept = {key: value for key, value in KEPT.items() if key in metadata.tables[name].columns}
        if own:
            rows[name] = pd.DataFrame([{**kept, **row} for row in own])
    # A file of its own each time: an engine that is still open goes on reading the one before.
    file = folder / f"small_{len(list(folder.iterdir()))}.duckdb"
    engine = open_engine(small_with(file, rows, NEEDED))
    reference = load_reference(engine)
    card = MechanismCard(MECHANISM, "举措", "Mechanism", "", "", "", "", (), COUNTY, **rules)  # type: ignore[arg-type]
    scope = Scope(COUNTY, Period.parse(period), tuple(townships)).in_edition(reference)
    return Asked(card, scope, Source(engine, reference), Words(language, reference, scope.townships))


def read_back(block: Block) -> tuple[str, str]:
    """Return the words of a slide and of a workbook's sheet that hold the block."""
    return words_of_deck(pack_of(block)), words_of_workbook(pack_of(block))
