"""`data_access check`: what is loaded twice, names nobody, is negative or above its whole is named, row by row."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from data_access import __main__ as command_line
from data_access import schema
from data_access.build import change_warehouse, write_warehouse
from data_access.checks import ABOVE, KEYS, PARTS, broken, told
from data_access.engine import opened
from tests.metrics.small_county import COUNTY, NEW_CLINIC, NORTH_CENTRE, OLD, SOUTH, frames
from words.phrases import Voice, said

Frames = dict[str, pd.DataFrame]
Found = tuple[str, str, tuple[str, ...], int]
"""Rule, table, columns, how many rows."""


def check(tmp_path: Path, tables: Frames) -> list[Found]:
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


def a_stretch_that_never_ends(tables: Frames) -> None:
    """The clinic of the small county becomes a central one in 2023, and stays what it was as well."""
    row = {"institution_code": NEW_CLINIC, "county_code": COUNTY, "township_code": SOUTH, "basis": "synthetic"}
    row |= {"load_id": "test", "valid_to": None}
    stretches = [
        {"valid_from": 202207, "level": "village_clinic"},
        {"valid_from": 202301, "level": "central_village_clinic"},
    ]
    tables["institution_history"] = pd.DataFrame([row | stretch for stretch in stretches])


def succeeding_itself(tables: Frames) -> None:
    places = tables["township"]
    places.loc[places["township_code"] == OLD, "successor_code"] = OLD


def succeeding_one_another(tables: Frames) -> None:
    places = tables["township"]
    places.loc[places["township_code"] == SOUTH, "successor_code"] = OLD


SPOILT: dict[str, tuple[Callable[[Frames], None], Found]] = {
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
    "a register in force twice in the same months": (
        a_stretch_that_never_ends, ("overlap", "institution_history", ("valid_to",), 1),
    ),
    "a place that is its own parent": (succeeding_itself, ("circle", "township", ("successor_code",), 1)),
    "two places that succeed one another": (
        succeeding_one_another, ("circle", "township", ("successor_code",), 2),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> list[Found]:
    """What is found in the small county as it is."""
    return check(tmp_path_factory.mktemp("whole"), frames())


@pytest.mark.parametrize("case", SPOILT)
def test_each_fault_is_found_and_nothing_else(case: str, tmp_path: Path, before: list[Found]):
    """check looked at the schema's version only and was content with all of them."""
    spoil, expected = SPOILT[case]
    tables = {name: table.copy() for name, table in frames().items()}
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


def test_an_institution_that_lost_its_history_is_named(tmp_path: Path):
    """It is on the register and counted nowhere."""
    url = f"duckdb:///{tmp_path / 'small.duckdb'}"
    write_warehouse(url, frames())
    history = schema.institution_history
    lost = history.delete().where(history.c.institution_code == NEW_CLINIC)
    change_warehouse(url, lambda connection: connection.execute(lost))
    with opened(url) as engine:
        (fault,) = [fault for fault in broken(engine) if fault.table == "institution"]
    assert (fault.rule, fault.count, fault.examples[0]["institution_code"]) == ("no_history", 1, NEW_CLINIC)
    assert "institution_history" in said(told(fault), Voice("zh"))


def test_the_sample_breaks_no_rule(sample_duckdb_url: str):
    with opened(sample_duckdb_url) as engine:
        assert broken(engine) == []


def test_every_table_has_a_key_and_every_rule_speaks_of_columns_that_are_there():
    tables = schema.metadata.tables
    # Rows that gave way: the same key stands there as often as it was replaced.
    past = {table.name for table in schema.histories.values()}
    assert [name for name, table in tables.items() if not table.primary_key and name not in {*KEYS, *past}] == []
    named = [(name, column) for name, key in KEYS.items() for column in key]
    named += [(name, column) for name, pairs in PARTS.items() for pair in pairs for column in pair]
    assert [(name, column) for name, column in [*named, *ABOVE] if column not in tables[name].c] == []
