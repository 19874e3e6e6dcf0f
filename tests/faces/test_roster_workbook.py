"""The roster's workbook: text stays text."""

import io
import zipfile

import openpyxl
import pandas as pd

from faces.document.roster import workbook

FORMULA, LINK = '=HYPERLINK("http://x.invalid","点我")', "http://x.invalid/a"


def test_a_name_that_begins_like_a_formula_and_an_address_stay_text():
    """Each was alive in the file: whoever clicked the expert's name was taken elsewhere."""
    table = pd.DataFrame({"expert_zh": [FORMULA, "+1", "@a"], "place_zh": [LINK, "mailto:a@x.invalid", "甲卫生院"]})
    content = workbook({"按专家": table.rename(columns={"place_zh": "=1+1"})}, title_zh="=2+2", sample=True)
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    cells = openpyxl.load_workbook(io.BytesIO(content))["按专家"]
    assert [cells.cell(4, 1).value, cells.cell(4, 2).value] == [FORMULA, LINK]
    assert {cells.cell(row, column).data_type for row in (1, 3, 4) for column in (1,)} == {"s"}
    assert cells.cell(3, 2).value == "=1+1" and cells.cell(3, 2).data_type == "s"
