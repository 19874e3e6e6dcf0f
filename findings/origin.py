"""Were rows invented? What decides whether a file carries the 示例 mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from metrics.reference import Reference

INVENTED: Final = frozenset({"synthetic", "mixed"})


def is_invented(reference: Reference, tables: Sequence[str], county: str) -> bool:
    """Say whether a county's rows of any of these tables were invented, all or some of them.

    A table whose rows do not say where they come from is as real as the warehouse as a whole, whatever else is asked.
    """
    of_the_whole = "synthetic" if reference.is_sample else "reported"
    return any(reference.basis.get((table, county), of_the_whole) in INVENTED for table in tables)


def holds_invented(rows: pd.DataFrame, reference: Reference) -> bool:
    """Say whether any of these fact rows was invented; rows without a basis are as real as the warehouse."""
    return bool(rows["basis"].isin(list(INVENTED)).any()) if "basis" in rows else reference.is_sample
