"""Each of the 71 mechanisms is shown as the thing that its account names, from rows of its own."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from data_access.engine import open_engine
from findings.evidence.registry import KINDS
from metrics.documentation import mechanisms_markdown
from metrics.reads.mechanisms import VIEW_TABLES
from metrics.reads.reconciliation import mechanisms
from ops.environment import ROOT

NAMED = list(csv.DictReader(Path(__file__).with_name("views_named.csv").open(encoding="utf-8")))


@pytest.fixture(scope="module")
def table(sample_duckdb_url: str) -> pd.DataFrame:
    return mechanisms(open_engine(sample_duckdb_url)).set_index("mechanism_id")


def test_the_accounts_name_a_view_for_each_of_71_mechanisms(table: pd.DataFrame):
    assert len(NAMED) == 71 == len(table) and {row["mechanism_id"] for row in NAMED} == set(table.index)
    assert all(row["what_a_dashboard_should_show"] for row in NAMED)


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row["mechanism_id"])
def test_a_mechanism_has_the_view_that_its_account_names_and_rows_for_it(row: dict[str, str], table: pd.DataFrame):
    own = table.loc[row["mechanism_id"]]
    counted = dict(part.split("=") for part in own["rows_by_view"].split())
    assert row["view"] in own["views"].split(), row["what_a_dashboard_should_show"]
    assert int(counted[row["view"]]) > 0, row["what_a_dashboard_should_show"]
    assert own["address"].startswith(f"/mechanisms?mechanism={row['mechanism_id']}&county=")


def test_a_kind_of_evidence_names_the_tables_that_are_counted_for_it():
    assert {code: kind.tables for code, kind in KINDS.items()} == VIEW_TABLES


def test_the_document_is_the_one_that_the_warehouse_gives(sample_duckdb_url: str):
    written = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    assert written == mechanisms_markdown(open_engine(sample_duckdb_url)), "run: python -m metrics document-mechanisms"
