"""What the page hands out: the sender's workbook marked, a blank form – the same that the commands make."""

import io

import openpyxl
import pytest

from data_access.engine import opened
from intake.examined import Handed, problems_of
from intake.faults import BadCall
from intake.papers.blank import blank_content
from tests.intake.test_answers_kept import work_with
from tests.intake.test_own_warehouse import COUNTY, files, own

__all__ = ["files", "own"]


def test_the_workbook_goes_back_with_its_list_and_the_cell_coloured(own: str):
    with opened(own) as engine:
        made = problems_of(engine, COUNTY, Handed("工作量.xlsx", work_with(visits="约300")))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["问题清单", "Sheet1"]
    assert book["Sheet1"]["C6"].value == "约300" and book["Sheet1"]["C6"].fill.fgColor.rgb.endswith("FFE08A")


def test_a_file_that_cannot_be_opened_goes_back_as_one_sentence(own: str):
    with opened(own) as engine:
        made = problems_of(engine, COUNTY, Handed("坏.xlsx", b"PK\x03\x04 broken"))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert "坏.xlsx" in str(book["问题清单"]["E2"].value)


def test_a_blank_form_has_the_county_s_institutions_and_a_number_that_is_no_month_is_refused(own: str):
    with opened(own) as engine:
        book = openpyxl.load_workbook(io.BytesIO(blank_content(engine, "health_month", COUNTY, 202410, sample=False)))
        with pytest.raises(BadCall):
            blank_content(engine, "health_month", COUNTY, 202413, sample=False)
    said = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert "中渡镇卫生院" in said and book.worksheets[0].protection.sheet
