"""A workbook made by a township's director: the county's figures, the rows of his own township, and it verifies."""

from dataclasses import replace

from data_access.granted import Reach, Within, granted
from faces.blocks.pack import Choice
from faces.workbook import make_workbook
from findings.material import Material
from metrics.ask.fact_rows import fact_rows
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from reports.pack import make_pack
from reports.verification import verify
from tests.reports.conftest import Remembered

COUNTY, TOWN = "450223", "450223102"
HERE = Within((COUNTY,), (TOWN,))
CHOICE = Choice(COUNTY, "2024-01..2024-09", sections=("overview",))


def directors(readings: Source) -> Source:
    """The sample as a director of one township reads it."""
    engine = granted(readings.engine, Reach((HERE,), (HERE,)))
    return Source(engine, load_reference(engine))


def test_a_director_s_workbook_lists_his_rows_and_holds_against_the_warehouse(readings: Remembered) -> None:
    pack = make_pack(Material(replace(CHOICE, rows_in=(TOWN,)), directors(readings)))
    listed, whole = pack.rows(), make_pack(Material(CHOICE, readings)).rows()
    assert listed.rows_in == (TOWN,) and {sheet.table for sheet in listed.sheets} == {one.table for one in whole.sheets}
    for mine, all_of_it in zip(listed.sheets, whole.sheets, strict=True):
        if "township_code" in all_of_it.frame:
            assert set(mine.frame["township_code"]) <= {TOWN} < set(all_of_it.frame["township_code"])
        else:
            assert mine.frame.empty
    assert verify(make_workbook(pack), pack.data_version, readings.rebuilt).is_true


def test_who_forgets_to_say_it_gets_the_same_rows(readings: Remembered) -> None:
    """The engine of the grant cuts, whatever a page asks for."""
    scope = Scope(COUNTY, CHOICE.scope.period)
    book = fact_rows(directors(readings), ("outpatient_visits",), scope)
    assert [set(sheet.frame["township_code"]) for sheet in book.sheets] == [{TOWN}]
