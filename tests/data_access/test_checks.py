"""`data_access check`: what is loaded twice, names nobody, is negative or above its whole is named, row by row."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from data_access import __main__ as command_line
from data_access import schema
from data_access.build import write_warehouse
from data_access.checks import ABOVE, KEYS, PARTS, broken, told
from data_access.engine import opened
from tests.metrics.small_county import NORTH_CENTRE, OLD, SOUTH, frames
from words.phrases import Voice, said

Frames = dict[str, pd.DataFrame]


def check(tmp_path: Path, tables: Frames) -> list[tuple[str, str, tuple[str, ...], int]]:
    url = f"duckdb:///{tmp_path / 'small.duckdb'}"
    write_warehouse(url, tables)
    with opened(url) as engine:
        found = broken(engine)
    for fault in found:
        for voice in (Voice("zh"), Voice("en")):
            assert fault.table in said(told(fault), voice) and str(fault.count) in said(told(fault), voice)
    return [(fault.rule, fault.table, fault.columns, fault.count) for fault in found]


def set_cell(name: str, row: int, **cells: object) -> Callable[[Frames], None]:
    def change(tables: Frames) -> None:
        for column, value in cells.items():
            tables[name][column] = tables[name][column].astype(object)
            tables[name].loc[row, column] = value

    return change


def a_month_again(tables: Frames) -> None:
    months = tables["institution_month"]
    tables["institution_month"] = pd.concat([months, months[months["month"] == 202305]], ignore_index=True)


def succeeding_itself(tables: Frames) -> None:
    places = tables["township"]
    places.loc[places["township_code"] == OLD, "successor_code"] = OLD


def succeeding_one_another(tables: Frames) -> None:
    places = tables["township"]
    places.loc[places["township_code"] == SOUTH, "successor_code"] = OLD


SPOILT: dict[str, tuple[Callable[[Frames], None], tuple[str, str, tuple[str, ...], int]]] = {
    # Four institutions report in each month.
    "a month loaded twice": (a_month_again, ("doubled", "institution_month", ("institution_code", "month"), 4)),
    "a code of a spreadsheet": (
        set_cell("institution_month", 0, township_code="9.999E+08"),
        ("orphan", "institution_month", ("township_code",), 1),
    ),
    "negative admissions": (
        set_cell("institution_month", 0, admissions=-129),
        ("negative", "institution_month", ("admissions",), 1),
    ),
    "ten times as many contracts as people": (
        set_cell("contract_month", 0, contracted=6000),
        ("above_whole", "contract_month", ("contracted", "eligible"), 1),
    ),
    "a thirteenth month": (
        set_cell("institution_month", 0, month=202213), ("no_month", "institution_month", ("month",), 1),
    ),
    "a place that is its own parent": (succeeding_itself, ("circle", "township", ("successor_code",), 1)),
    "two places that succeed one another": (
        succeeding_one_another, ("circle", "township", ("successor_code",), 2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_each_fault_is_found_and_nothing_else(case: str, tmp_path: Path):
    """check looked at the schema's version only and was content with all of them."""
    spoil, expected = SPOILT[case]
    tables = {name: table.copy() for name, table in frames().items()}
    before = check(tmp_path, tables)
    spoil(tables)
    assert [fault for fault in check(tmp_path, tables) if fault not in before] == [expected]


def test_the_command_names_rows_and_ends_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tables = frames()
    a_month_again(tables)
    url = f"duckdb:///{tmp_path / 'small.duckdb'}"
    write_warehouse(url, tables)
    monkeypatch.setenv("WAREHOUSE_URL", url)
    done = CliRunner().invoke(command_line.app, ["check"])
    assert done.exit_code == 1 and "institution_month：有4行重复" in done.stdout
    assert f"institution_code={NORTH_CENTRE}, month=202305" in done.stdout
    assert "不能用" in done.stderr and "仓库可用" not in done.output


def test_the_sample_breaks_no_rule(sample_duckdb_url: str):
    with opened(sample_duckdb_url) as engine:
        assert broken(engine) == []


def test_every_table_has_a_key_and_every_rule_speaks_of_columns_that_are_there():
    tables = schema.metadata.tables
    assert [name for name, table in tables.items() if not table.primary_key and name not in KEYS] == []
    named = [(name, column) for name, key in KEYS.items() for column in key]
    named += [(name, column) for name, pairs in PARTS.items() for pair in pairs for column in pair]
    assert [(name, column) for name, column in [*named, *ABOVE] if column not in tables[name].c] == []
