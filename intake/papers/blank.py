"""The blank form of a month as a county gets it: its own places, last period's figures beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine

from intake.faults import BadCall
from intake.forms import Form
from intake.known import known_forms
from intake.match import register_of
from intake.papers.form_figures import form_rows, last_period
from intake.papers.form_sheet import blank_form

MONTHS: Final = 12


@dataclass(frozen=True)
class Blank:
    """A form to be filled in: the .xlsx, and how many rows it has."""

    content: bytes
    rows: int


def blank_of(engine: Engine, form: Form, county: str, month: int, *, sample: bool) -> Blank:
    """Return the blank form of the period that ends in `month`, YYYYMM. Raises BadCall, WarehouseError."""
    register = register_of(engine, county)
    rows = form_rows(engine, form, register, month, filled=False)
    last = form_rows(engine, form, register, last_period(form, month), filled=True)
    listed = {place.code for place in rows.places}
    others = [
        place
        for place in register.places
        if place.kind == "institution" and place.code not in listed and place.is_there(month)
    ]
    return Blank(blank_form(rows, last, others, sample=sample), len(rows.places))


def blank_content(engine: Engine, code: str, county: str, month: int, *, sample: bool) -> bytes:
    """Return the blank form of a code, its newest edition. Raises BadCall for what is no month, WarehouseError."""
    if not 1 <= month % 100 <= MONTHS:
        raise BadCall("intake_no_such_month", month=month)
    return blank_of(engine, newest(known_forms().forms)[code], county, month, sample=sample).content


def newest(forms: tuple[Form, ...]) -> dict[str, Form]:
    """Return of each code the edition that came last."""
    found: dict[str, Form] = {}
    for form in forms:
        if form.code not in found or form.valid_from > found[form.code].valid_from:
            found[form.code] = form
    return found
