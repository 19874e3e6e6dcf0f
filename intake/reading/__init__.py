"""A file of any kind that offices send → its sheets of cells, read within stated bounds."""

from intake.reading.book import Address, Book, Scalar, Sheet
from intake.reading.open import read_book

__all__ = ["Address", "Book", "Scalar", "Sheet", "read_book"]
