"""Rows of a mechanism → what is counted of them, one module a kind of evidence."""
