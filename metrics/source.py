"""Where figures come from: a warehouse and what is known of its places, always handed on together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from metrics.reference import Reference

P = ParamSpec("P")
R = TypeVar("R")
MOST_KEPT: Final = 400
"""Entries of each thing that a data version keeps; the oldest goes first."""


@dataclass(frozen=True)
class Source:
    """A warehouse and the reference of its data version.

    read and ask run plain work here; the pages' source (ui/kept.py) keeps what they give.
    """

    engine: Engine
    reference: Reference

    @property
    def memo(self) -> Memo:
        """Return what was looked up for this data version on the way to figures."""
        with _lock:
            return _memos.setdefault(self.reference, Memo())

    def read(self, work: Callable[Concatenate[Engine, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return work(engine, …): rows as the warehouse has them. Raises WarehouseError."""
        return work(self.engine, *args, **kwargs)

    def ask(self, work: Callable[Concatenate[Source, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return work(source, …): figures, or whatever else needs the places too. Raises QuestionError."""
        return work(self, *args, **kwargs)


@dataclass(frozen=True, eq=False)
class Memo:
    """What one data version's questions have in common, looked up once; it goes when the reference goes.

    spans         : first and last month of measures by county (ask/comparison_months.py).
    villages      : villages with their minutes by county, month and kind of circle (circle/coverage_interval.py).
    everywhere    : protected answers for all townships, against which chosen ones are protected (ask/query.py).
    histories     : both sides of each month, by which a change's usual spread is known (judge/history.py).
    ledger_months : the ledger's counts by county (ledger/metrics.py), worked out under `lock`.
    """

    spans: dict[Any, tuple[int, int] | None] = field(default_factory=dict)
    villages: dict[Any, Any] = field(default_factory=dict)
    everywhere: dict[Any, Any] = field(default_factory=dict)
    histories: dict[Any, Any] = field(default_factory=dict)
    ledger_months: dict[str, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_memos: WeakKeyDictionary[Reference, Memo] = WeakKeyDictionary()
_lock = threading.Lock()


def keep(kept: dict[Any, Any], fresh: Mapping[Any, Any]) -> None:
    """Add to what a data version keeps and let the oldest go. Readers share it: another may have let go of the same."""
    kept.update(fresh)
    for key in list(kept)[: max(len(kept) - MOST_KEPT, 0)]:
        kept.pop(key, None)
