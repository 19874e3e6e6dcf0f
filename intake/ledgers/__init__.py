"""Ledgers: forms whose rows are records, summed or entered row by row into the county's tables."""

from intake.ledgers.age_table import AgeTable, age_tables_in, shipped_age_tables
from intake.ledgers.read import LedgerSheets, ledgers_of
from intake.ledgers.record import Ledger
from intake.ledgers.shipped import ledgers_in, shipped_ledgers

__all__ = [
    "AgeTable",
    "Ledger",
    "LedgerSheets",
    "age_tables_in",
    "ledgers_in",
    "ledgers_of",
    "shipped_age_tables",
    "shipped_ledgers",
]
