"""What can go wrong, as a code and its fields: what happened, then what to do next, in the reader's language."""

from words.faults.fault import FAULTS, Fault, Told

__all__ = ["FAULTS", "Fault", "Told"]
