"""Measures of the national list that are computed, not summed."""
