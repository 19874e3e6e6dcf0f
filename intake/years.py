"""Yearly returns: a figure is a year's own, never differenced, and held against the months that stand already."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Final

from data_access import schema
from intake.rows import SetAside, Value
from intake.stored import Stored

MONTHLY: Final = "institution_month"
STOCKS: Final = frozenset({"beds_open", "staff"})
SAME: Final = 0.005  # of the year: what rounding to 千元 takes from twelve months
ROUNDED: Final = "_yuan"  # amounts are printed in thousands, persons one by one


def is_yearly(table: str) -> bool:
    """Say whether a table's rows are of years: each stands under its year's December."""
    return table.endswith("_year")


def years_apart(values: Sequence[Value], stored: Stored) -> list[SetAside]:
    """Return a note for each figure of a yearly return that its twelve months, where all are known, do not add to.

    The figure enters all the same: a year is often put right when its months no longer are. Stocks are held against
    December.
    """
    notes = []
    for value in values:
        if not is_yearly(value.table) or value.column not in schema.institution_month.c:
            continue
        months = [value.month - 12 + number for number in range(1, 13)]
        if value.column in STOCKS:
            months = months[-1:]
        like = dataclasses.replace(value, table=MONTHLY)
        known = stored.months(like, months)
        summed = math.fsum(known.values())
        slack = SAME * abs(value.value) if value.column.endswith(ROUNDED) else 0.0
        if len(known) == len(months) and abs(summed - value.value) > slack:
            notes.append(SetAside("year_apart", value.sheet, value.cell, f"{value.value:g}", {"summed": summed}))
    return notes
