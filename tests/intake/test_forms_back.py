"""Forms the other way: blank ones to fill in, filled ones to send up; what they say is what intake reads in them."""

import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from data_access import schema
from intake.answers import Answers
from intake.faults import BadCall
from intake.forms import Form, shipped_forms
from intake.papers import form_figures
from intake.papers.form_figures import FormRows, last_period, places_of
from intake.papers.form_sheet import BLANK_ROWS, blank_form, filled_form, missing_of
from metrics.quality import shipped_rules
from tests.intake.files_of_offices import figures, read, register

ALL_ACCEPTED = Answers(accept=frozenset(rule.code for rule in shipped_rules().rules))
FORMS = {form.code: form for form in shipped_forms()}


def rows_of(form: Form, month: int = 202409) -> FormRows:
    """A form's rows with a figure of its own in every cell that has a place in the warehouse."""
    own = register()
    places = places_of(form, own, month)
    towns = {place.code: place.name for place in own.places if place.kind == "township"}
    said = {
        (place.code, field.code): float(1000 * (1 + number * len(form.fields) + at))
        for number, place in enumerate(places)
        for at, field in enumerate(form.fields)
        if field.kind != "check" and field.column
    }
    return FormRows(form, "鹿寨县", month, places, towns, said)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("code", sorted(FORMS))
def test_a_filled_form_is_read_as_the_same_form_with_the_same_figures(code: str):
    form = FORMS[code]
    rows = rows_of(form, 202412 if form.months == 12 else 202409)
    found = read(filled_form(rows), f"{code}.xlsx", answers=ALL_ACCEPTED)
    assert {sheet.form for sheet in found.sheets} == {code}
    assert [question.about for question in found.questions] == []
    if form.table == "institution_year":
        return  # read, but without a table of the warehouse to enter
    fields = {field.code: field for field in form.fields}
    expected = {}
    for (place, field_code), value in rows.figures.items():
        where = ",".join(f"{name}={said}" for name, said in fields[field_code].where)
        name = fields[field_code].column
        # What is reported for others enters a table of its own.
        if name in schema.metadata.tables[fields[field_code].table or form.table].c:
            expected[place, rows.month, name + (f"[{where}]" if where else "")] = pytest.approx(value)
    assert figures(found) == expected


@pytest.mark.parametrize("code", sorted(FORMS))
def test_a_blank_form_is_filled_in_and_read(code: str):
    """A clerk types 7 into the first figure of the first row; intake reads that 7 and nothing else."""
    form = FORMS[code]
    rows = replace(rows_of(form, 202412 if form.months == 12 else 202409), figures={})
    book = opened(blank_form(rows, rows, register().places[:1]))
    page = book[book.sheetnames[0]]
    target = next(cell for row in page.iter_rows() for cell in row if not cell.protection.locked and cell.row >= 4)
    assert page.protection.sheet
    body = [row for row in page.iter_rows(min_row=4) if row[0].value in {"鹿寨镇", "中渡镇", "寨沙镇"}]
    assert len(body) == len(rows.places)
    assert all(row[0].protection.locked for row in body)
    target.value = 7
    made = io.BytesIO()
    book.save(made)
    found = read(made.getvalue(), f"{code}.xlsx", answers=ALL_ACCEPTED)
    assert {sheet.form for sheet in found.sheets} == {code}
    assert found.questions == ()
    assert {value.value for value in found.values} <= {7.0}


def test_codes_are_locked_texts_and_figures_take_whole_numbers_from_0_up():
    rows = replace(rows_of(FORMS["health_month"]), figures={})
    book = opened(blank_form(rows, rows, [place for place in register().places if place.code == "H1"]))
    page = book[book.sheetnames[0]]
    code = next(cell for row in page.iter_rows() for cell in row if cell.value == "T2")
    assert (code.data_type, code.number_format, code.protection.locked) == ("s", "@", True)
    kinds = {validation.type for validation in page.data_validations.dataValidation}
    assert kinds == {"whole", "decimal", "list"}
    listed = [validation for validation in page.data_validations.dataValidation if validation.type == "list"]
    assert {validation.formula1 for validation in listed} == {"机构字典!$A$1:$A$1", "机构字典!$B$1:$B$1"}
    [offered] = listed[0].sqref.ranges
    assert offered.max_row - offered.min_row + 1 == BLANK_ROWS


def test_last_period_s_figures_stand_beside_the_blank_form_and_are_not_read_again():
    form = FORMS["residents"]
    rows, last = replace(rows_of(form), figures={}), rows_of(form, last_period(form, 202409))
    content = blank_form(rows, last)
    book = opened(content)
    assert "上期数（说明）" in book.sheetnames
    assert last.month == 202408
    assert figures(read(content, "residents.xlsx", answers=ALL_ACCEPTED)) == {}


def test_what_is_missing_is_named_column_row_and_cell():
    form = FORMS["residents"]
    full = rows_of(form)
    town = full.places[0].code
    some = {key: value for key, value in full.figures.items() if key[1] != "residents_0_14"}
    some = {key: value for key, value in some.items() if key != (town, "residents_65_up") and key[0] != "450223103"}
    rows = replace(full, figures=some, silent=frozenset({"450223103"}))
    assert missing_of(rows) == [
        "整栏：“0-14岁”，仓库里没有，请另填。",
        "整行：寨沙镇，本期没有报。",
        "鹿寨镇：65岁及以上，没有数。",
    ]
    page = opened(filled_form(rows))["缺项说明"]
    assert page["A2"].value == "整行：寨沙镇，本期没有报。"


def test_money_is_written_in_the_unit_of_the_form():
    """196,000 元 stand as 196 in a form in 千元."""
    rows = rows_of(FORMS["health_month"])
    rows = replace(rows, figures={("T2", "medical_revenue_yuan"): 196_000.0})
    content = filled_form(rows)
    page = opened(content).worksheets[0]
    assert 196 in {cell.value for row in page.iter_rows() for cell in row}
    assert figures(read(content, "月报.xlsx")) == {("T2", 202409, "medical_revenue_yuan"): 196_000}


def test_a_yearly_flow_is_the_sum_of_twelve_known_months_and_a_stock_is_december_s():
    form = FORMS["health_year"]
    fields = {field.code: field for field in form.fields}
    months = [202400 + number for number in range(1, 13)]
    rows = pd.DataFrame({"month": months, "outpatient_visits": [100.0] * 12, "beds_open": range(1, 13)})
    take = form_figures._figure
    assert take(rows, fields["outpatient_visits"], 202412, 12, is_monthly=True) == 1200
    assert take(rows, fields["beds_open"], 202412, 12, is_monthly=True) == 12
    rows.loc[3, "outpatient_visits"] = None
    assert take(rows, fields["outpatient_visits"], 202412, 12, is_monthly=True) is None


def test_a_form_whose_columns_cannot_be_told_apart_is_refused_by_name():
    form = FORMS["residents"]
    twin = replace(form.fields[0], code="twin")
    with pytest.raises(BadCall) as fault:
        filled_form(replace(rows_of(form), form=replace(form, fields=(form.fields[0], twin))))
    assert "常住人口" in str(fault.value)
