"""A county's own mechanisms: kept, closed, merged; written to files and loaded from them with their rows."""

from data_access.mechanisms.keeping import close, merge, save
from data_access.mechanisms.record import KnownMetric, Mechanism, Metrics
from data_access.mechanisms.withdrawal import OwnLoad, own_loads, withdraw

__all__ = ["KnownMetric", "Mechanism", "Metrics", "OwnLoad", "close", "merge", "own_loads", "save", "withdraw"]
