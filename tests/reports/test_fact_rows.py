"""The rows behind a pack's figures: they add up to the figures, and what is hidden stays hidden."""

import io

import openpyxl
import pytest

from faces.blocks.pack import Pack
from faces.workbook import make_workbook
from metrics.ask.fact_rows import fact_rows as rows_behind
from metrics.ask.fact_rows import is_protected
from metrics.catalogue import CATALOGUE
from metrics.judge.assessment import assessment
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source
from tests.reports.conftest import WHOLE, FileOf

SHOWN = ("outpatient_visits", "in_county_admission_share", "beds_per_1000")


@pytest.fixture(scope="module")
def book(file_of: FileOf) -> openpyxl.Workbook:
    """Its workbook, read back."""
    return openpyxl.load_workbook(io.BytesIO(file_of("workbook")))


def test_the_rows_of_a_sheet_add_up_to_the_figure(book: openpyxl.Workbook, readings: Source) -> None:
    sheet = book["行 insured_month"]
    heads = [cell.value for cell in sheet[2]]
    at = heads.index("admissions_in_county")
    total = sum(row[at] for row in sheet.iter_rows(min_row=3, values_only=True))
    judged = assessment(readings, ("in_county_admission_share",), WHOLE.scope)
    assert total == judged.headline("in_county_admission_share")["numerator"]


def test_no_sheet_holds_a_column_that_a_hidden_figure_reads(book: openpyxl.Workbook) -> None:
    """A township's contracts of one group in one month are a small count: the contract rate is hidden for that."""
    columns = {cell.value for name in book.sheetnames if name.startswith("行 ") for cell in book[name][2]}
    assert not columns & {"contracted", "eligible", "served", "managed", "deaths"}
    assert "行 contract_month" not in book.sheetnames
    assert "行 chronic_month" not in book.sheetnames


def test_every_metric_with_hidden_small_counts_lists_no_rows(readings: Source) -> None:
    hidden = tuple(metric.id for metric in CATALOGUE.values() if metric.suppression is not None)
    found = rows_behind(readings, (*hidden, *SHOWN), Scope(WHOLE.county, Period.parse("2024"), compare=None))
    assert set(hidden) <= set(found.protected)
    assert not set(hidden) & {one for sheet in found.sheets for one in sheet.metric_ids}
    assert not any(map(is_protected, (CATALOGUE[one] for one in SHOWN)))


def test_the_limit_is_said_in_the_sheet(whole: Pack, readings: Source) -> None:
    found = rows_behind(readings, SHOWN, Scope(WHOLE.county, Period.parse("2024"), compare=None), most=5)
    cut = {sheet.table: (len(sheet.frame), sheet.is_cut) for sheet in found.sheets}
    assert cut["institution_month"] == (5, True)
    words = [
        cell.value
        for row in openpyxl.load_workbook(io.BytesIO(make_workbook(whole)))["数据行说明"].iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert any("最多3,000行" in word for word in words)
    assert "只列一部分" in words
    assert any("常住人口签约率" in word and "不列数据行" in word for word in words)
