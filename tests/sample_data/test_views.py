"""Each of the 71 mechanisms is shown as the thing that its account names, from rows of its own."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from data_access.engine import open_engine
from faces.blocks import Block, Drawing, Heat, Table
from findings.evidence.registry import KINDS
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.documentation import mechanisms_markdown
from metrics.period import Period
from metrics.reads.mechanisms import VIEW_TABLES, MechanismCard, mechanism_cards
from metrics.reads.reconciliation import mechanisms
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from ops.environment import ROOT
from tests.findings.evidence.small_evidence import everything_drawn

NAMED = list(csv.DictReader(Path(__file__).with_name("views_named.csv").open(encoding="utf-8")))

SHAPES = [(row, shape) for row in NAMED for shape in row["shapes"].split(";") if shape]
"""A shape: the kind of evidence and the columns of what it draws: the thing itself and not the kind alone."""


@pytest.fixture(scope="module")
def table(sample_duckdb_url: str) -> pd.DataFrame:
    return mechanisms(open_engine(sample_duckdb_url)).set_index("mechanism_id")


@pytest.fixture(scope="module")
def source(sample_duckdb_url: str) -> Source:
    engine = open_engine(sample_duckdb_url)
    return Source(engine, load_reference(engine))


def test_the_accounts_name_a_view_for_each_of_71_mechanisms(table: pd.DataFrame):
    assert len(NAMED) == 71 == len(table) and {row["mechanism_id"] for row in NAMED} == set(table.index)
    assert all(row["what_a_dashboard_should_show"] for row in NAMED)


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row["mechanism_id"])
def test_a_mechanism_has_the_view_that_its_account_names_and_rows_for_it(row: dict[str, str], table: pd.DataFrame):
    own = table.loc[row["mechanism_id"]]
    counted = dict(part.split("=") for part in own["rows_by_view"].split())
    for view in row["view"].split():
        assert view in own["views"].split(), row["what_a_dashboard_should_show"]
        assert int(counted[view]) > 0, row["what_a_dashboard_should_show"]
    assert own["address"].startswith(f"/mechanisms?mechanism={row['mechanism_id']}&county=")


def head_and_rows(block: Block) -> tuple[set[str], int]:
    """The columns of what a block shows and how many rows it has; none for a chart without a table."""
    if isinstance(block, Heat):
        return {block.corner, *(column.name for column in block.columns)}, len(block.rows)
    table = block.table if isinstance(block, Drawing) else block
    return ({column.name for column in table.columns}, len(table.rows)) if isinstance(table, Table) else (set(), 0)


@pytest.mark.parametrize(("row", "shape"), SHAPES, ids=lambda part: part if isinstance(part, str) else part["view"])
def test_the_thing_that_an_account_names_is_drawn_as_that_thing(row: dict[str, str], shape: str, source: Source):
    view, columns = shape.split(":")
    county = next(code for code in source.reference.counties if _card(source, code, row["mechanism_id"]))
    card = _card(source, county, row["mechanism_id"])[0]
    asked = Asked(card, Scope(county, Period.parse("2024")), source, Words("zh", source.reference, ()))
    shown = KINDS[view].show(asked)
    assert view in card.views and shown is not None, row["what_a_dashboard_should_show"]
    found = [head_and_rows(block) for block in shown.blocks]
    drawn = [rows for head, rows in found if set(columns.split("|")) <= head]
    assert drawn and drawn[0] > 1, (row["what_a_dashboard_should_show"], found)


def _card(source: Source, county: str, mechanism_id: str) -> list[MechanismCard]:
    return [card for card in mechanism_cards(source.engine, county) if card.mechanism_id == mechanism_id]


@pytest.mark.parametrize("row", [row for row in NAMED if row["drawn"]], ids=lambda row: row["mechanism_id"])
def test_the_views_draw_what_the_account_names_one_by_one(row: dict[str, str], source: Source):
    """By patient group, examination, title, specialty: what stands in `drawn` is a head, a row or a key of a block.

    The finding's sentence does not count: what it says once shows no township, no month and no group.
    """
    cards = {
        card.mechanism_id: card
        for county in source.reference.counties
        for card in mechanism_cards(source.engine, county)
    }
    card = cards[row["mechanism_id"]]
    asked = Asked(
        card, Scope(card.county, Period.parse("2024")), source, Words("zh", source.reference, (), card.county)
    )
    shown = [KINDS[view].show(asked) for view in row["view"].split()]
    said = " | ".join(everything_drawn(view) for view in shown if view is not None)
    assert [words for words in row["drawn"].split(";") if words not in said] == []


def test_a_kind_of_evidence_names_the_tables_that_are_counted_for_it():
    assert {code: kind.tables for code, kind in KINDS.items()} == VIEW_TABLES


def test_the_document_is_the_one_that_the_warehouse_gives(sample_duckdb_url: str):
    written = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    assert written == mechanisms_markdown(open_engine(sample_duckdb_url)), "run: python -m metrics document-mechanisms"
